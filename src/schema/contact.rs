//! How to reach a person: mail addresses and telephone numbers in free text. The standard says what they look like, and a text
//! is held against that whatever its spelling: capitals, invisible letters, kinds of blanks and dashes make no difference.

use std::ops::Range;

use regex::{Regex, RegexBuilder};

use crate::escape::is_invisible;
use crate::schema::fold::{is_accent, narrow};

/// What stands in the place of what must not be shown.
pub const HIDDEN: &str = "[Kontaktangabe ausgeblendet]";

/// What a thing is that one can reach somebody by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactKind {
    Mailadresse,
    Telefonnummer,
}

impl ContactKind {
    pub fn german(self) -> &'static str {
        match self {
            Self::Mailadresse => "eine Mailadresse",
            Self::Telefonnummer => "eine Telefonnummer",
        }
    }
}

#[derive(Clone, Debug)]
pub struct ContactGroup {
    pub kind: ContactKind,
    pub patterns: Vec<Regex>,
}

/// What the standard declares.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    pub groups: Vec<ContactGroup>,
    /// All patterns as one: most texts meet none.
    pub any: Option<Regex>,
    /// What only looks like a telephone number: bank accounts, amounts, numbers of files.
    pub exempt: Vec<Regex>,
    /// Mailboxes of functions, or with `@` in front all of a domain.
    pub mailboxes: Vec<String>,
    /// Somebody asked for names: they are told of, and stay.
    pub shown: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub kind: ContactKind,
    pub range: Range<usize>,
}

/// A shorter run of digits is no telephone number.
const FEWEST_DIGITS: usize = 4;

impl Contacts {
    /// Those in a text, in their order. `declared` are the mailboxes that the file itself declares.
    pub fn find(&self, text: &str, declared: &[String]) -> Vec<Contact> {
        if !may_hold(text) {
            return Vec::new();
        }
        let folded = Folded::of(text);
        if !self.any.as_ref().is_some_and(|any| any.is_match(&folded.text)) {
            return Vec::new();
        }
        let exempt: Vec<Range<usize>> =
            self.exempt.iter().flat_map(|pattern| pattern.find_iter(&folded.text)).map(|at| at.range()).collect();
        let mut found: Vec<(ContactKind, Range<usize>)> = Vec::new();
        for group in &self.groups {
            for at in group.patterns.iter().flat_map(|pattern| pattern.find_iter(&folded.text)).map(|at| at.range()) {
                let within = |other: &Range<usize>| other.start <= at.start && at.end <= other.end;
                let stays = match group.kind {
                    ContactKind::Mailadresse => self.is_mailbox(&folded.text[at.clone()], declared),
                    ContactKind::Telefonnummer => !stands_alone(&folded.text, &at) || exempt.iter().any(within),
                };
                if !stays {
                    found.push((group.kind, at));
                }
            }
        }
        found.sort_by_key(|(_, at)| (at.start, std::cmp::Reverse(at.end)));
        let mut joined: Vec<Contact> = Vec::new();
        for (kind, at) in found {
            let range = folded.original(&at);
            match joined.last_mut().filter(|last| range.start < last.range.end) {
                Some(last) => last.range.end = last.range.end.max(range.end),
                None => joined.push(Contact { kind, range }),
            }
        }
        joined
    }

    /// The text without them; `None` where it can stay as it is.
    pub fn hide(&self, text: &str, declared: &[String]) -> Option<String> {
        if self.shown {
            return None;
        }
        let found = self.find(text, declared);
        if found.is_empty() { None } else { Some(without(text, found.iter().map(|contact| contact.range.clone()))) }
    }

    fn is_mailbox(&self, address: &str, declared: &[String]) -> bool {
        let address = address.replace(' ', "");
        let is = |known: &String| match known.strip_prefix('@') {
            Some(_) => address.ends_with(known.as_str()),
            None => *known == address,
        };
        self.mailboxes.iter().chain(declared).any(is)
    }
}

/// The mail addresses as they are compared.
pub fn address(text: &str) -> String {
    Folded::of(text).text.trim().replace(' ', "")
}

/// A text with the words for what is hidden in these places.
pub fn without(text: &str, places: impl Iterator<Item = Range<usize>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for place in places {
        if place.end <= at {
            continue;
        }
        if place.start >= at || at == 0 {
            out.push_str(&text[at..place.start.max(at)]);
            out.push_str(HIDDEN);
        }
        at = place.end;
    }
    out.push_str(&text[at..]);
    out
}

/// Cheap, and never wrongly no: most texts have neither the sign nor the digits.
fn may_hold(text: &str) -> bool {
    let mut digits = 0;
    text.bytes().any(|byte| {
        digits += usize::from(byte.is_ascii_digit());
        digits >= FEWEST_DIGITS || matches!(byte, b'@' | b'(' | b'[' | b'{' | b'\\' | 0xef)
    })
}

/// Neither part of a word nor of a longer number, as those of files, decisions and versions are.
fn stands_alone(text: &str, at: &Range<usize>) -> bool {
    let (mut before, mut after) = (text[..at.start].chars().rev(), text[at.end..].chars());
    let free_before = match before.next() {
        Some(letter) if letter.is_alphanumeric() || letter == '_' => false,
        Some('-' | '/' | '.' | ',') => !before.next().is_some_and(char::is_alphanumeric),
        _ => true,
    };
    let free_after = match after.next() {
        Some(letter) if letter.is_alphanumeric() || letter == '_' => false,
        Some('-' | '/' | '.' | ',' | ':') => !after.next().is_some_and(|letter| letter.is_ascii_digit()),
        _ => true,
    };
    free_before && free_after
}

/// A text in the one spelling that patterns are written for, with the way back.
struct Folded {
    text: String,
    /// Of each letter: where it begins, and the extent it stands for in the text itself.
    letters: Vec<(usize, Range<usize>)>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(text.len()), letters: Vec::with_capacity(text.len()) };
        let mut at = 0;
        while let Some(letter) = text[at..].chars().next() {
            let (letter, length) = escaped(&text[at..]).unwrap_or((letter, letter.len_utf8()));
            if !is_invisible(letter) && !is_accent(letter) {
                folded.letters.push((folded.text.len(), at..at + length));
                folded.text.push(plain(letter));
            }
            at += length;
        }
        folded
    }

    fn original(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.letters.partition_point(|(at, _)| *at < range.start);
        let last = self.letters.partition_point(|(at, _)| *at < range.end).max(1) - 1;
        match (self.letters.get(first), self.letters.get(last)) {
            (Some((_, first)), Some((_, last))) => first.start..last.end.max(first.start),
            _ => 0..0,
        }
    }
}

/// A letter that a line of a file writes by its number.
fn escaped(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix('\\')?;
    let digits = match rest.chars().next()? {
        'u' => 4,
        'U' => 8,
        'x' => 2,
        _ => return None,
    };
    let number = rest.get(1..=digits)?;
    Some((char::from_u32(u32::from_str_radix(number, 16).ok()?)?, digits + 2))
}

/// One letter of ASCII for each, so that patterns need know no others.
fn plain(letter: char) -> char {
    let letter = narrow(letter);
    if letter.is_ascii() {
        return if letter.is_ascii_whitespace() { ' ' } else { letter.to_ascii_lowercase() };
    }
    match letter {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        'ä' | 'Ä' => 'a',
        'ö' | 'Ö' => 'o',
        'ü' | 'Ü' => 'u',
        'ß' | 'ẞ' => 's',
        letter if letter.is_whitespace() => ' ',
        letter if letter.is_alphanumeric() => 'z',
        _ => '~',
    }
}

/// A pattern over texts in that spelling; it may be written with umlauts.
pub fn contact_pattern(pattern: &str) -> Option<Regex> {
    let pattern: String = pattern.chars().map(|letter| if letter.is_ascii() { letter } else { plain(letter) }).collect();
    RegexBuilder::new(&pattern).unicode(false).build().ok()
}
