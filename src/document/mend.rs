//! What keeps a text from being TOML, value by value: each faulty value is covered by a sound one of the same length, so
//! that everything else is read as it stands and every place stays where it is. Where the extent of a fault is not
//! certain, mending ends, and the TOML crate has the last word.

use toml::de::DeTable;

use crate::document::mark::{Mark, is_blank, is_quote, names_next};
use crate::document::repeated::{Names, Repeat};
use crate::escape::is_invisible;
use crate::source::Span;

/// A text in which every fault that was certain is covered.
pub(super) struct Mended {
    pub text: String,
    pub flaws: Vec<Flaw>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Flaw {
    pub mark: Mark,
    pub span: Span,
}

/// Line ends of old programs become those everyone knows; of the same length.
pub(super) fn line_ends(text: &str) -> Option<(String, Flaw)> {
    let bytes = text.as_bytes();
    let lone = |at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    let first = (0..bytes.len()).find(|at| lone(*at))?;
    let plain: Vec<u8> = (0..bytes.len()).map(|at| if lone(at) { b'\n' } else { bytes[at] }).collect();
    let flaw = Flaw { mark: Mark::LineEnds, span: Span::new(first..first) };
    String::from_utf8(plain).ok().map(|plain| (plain, flaw))
}

/// The text with its faulty values covered; `None` when none was found.
pub(super) fn mend(text: &str) -> Option<Mended> {
    let mut mender = Mender { text, out: text.as_bytes().to_vec(), at: 0, flaws: Vec::new(), names: Names::default() };
    while mender.at < text.len() && mender.line().is_some() {}
    let Mender { out, flaws, .. } = mender;
    String::from_utf8(out).ok().filter(|_| !flaws.is_empty()).map(|text| Mended { text, flaws })
}

struct Mender<'t> {
    text: &'t str,
    out: Vec<u8>,
    at: usize,
    flaws: Vec<Flaw>,
    names: Names,
}

/// What a value stands in.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Line,
    Array,
    Table,
}

impl Mender<'_> {
    /// A heading, an entry, a comment or nothing.
    fn line(&mut self) -> Option<()> {
        self.gap();
        let end = self.line_end();
        match self.peek() {
            None => {}
            Some('[') => {
                self.clean(self.at, end);
                let repeated = self.names.heading(self.text, self.at..end);
                self.rename(repeated);
                self.at = end;
            }
            Some(_) if self.equals(end).is_none() => {
                self.without_equals(end);
                self.at = end;
            }
            Some(_) => self.entry(Inside::Line)?,
        }
        Some(())
    }

    /// `key = value`
    fn entry(&mut self, inside: Inside) -> Option<()> {
        let equals = self.equals(self.line_end())?;
        self.clean(self.at, equals);
        let repeated = self.names.key(self.text, self.at..equals);
        self.rename(repeated);
        self.at = equals + 1;
        self.value(inside)
    }

    /// Where the key ends that begins here.
    fn equals(&self, end: usize) -> Option<usize> {
        let mut quote = None;
        for (index, letter) in self.text[self.at..end].char_indices() {
            match (quote, letter) {
                (None, '=') => return Some(self.at + index),
                (None, '"' | '\'') => quote = Some(letter),
                (None, '{' | '}' | ',' | '#' | ':' | '[' | ']') => return None,
                (Some(open), letter) if open == letter => quote = None,
                _ => {}
            }
        }
        None
    }

    /// `titel: Name`, `titel Name` or words that are no entry at all.
    fn without_equals(&mut self, end: usize) {
        let start = self.at;
        let line = self.text[start..end].trim_end();
        let end = start + line.len();
        let word = line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
        let rest = &line[word..];
        // Words that only stand there are no name and value.
        let value = rest.trim_start();
        let begins_value = rest.starts_with(':')
            || rest != value && value.starts_with(|letter| is_quote(letter) || matches!(letter, '"' | '\'' | '0'..='9'));
        if line.starts_with(|letter: char| letter.is_ascii_alphanumeric()) && begins_value && rest.len() > 1 {
            let repeated = self.names.key(self.text, start..start + word);
            self.rename(repeated);
            self.out[start + word] = b'=';
            let value = start + word + rest.len() - rest.trim_start_matches([':', ' ', '\t', '=']).len();
            self.cover(value.max(start + word + 1).min(end), end, Mark::NoEquals);
        } else {
            self.out[start] = b'#';
            self.out[start + 1..end].fill(b' ');
            self.flaws.push(Flaw { mark: Mark::NoEntry, span: Span::new(start..end) });
        }
    }

    fn value(&mut self, inside: Inside) -> Option<()> {
        self.blank();
        let start = self.at;
        match self.peek() {
            Some('"' | '\'') => self.string(inside)?,
            Some('[') => self.parts(']', Inside::Array)?,
            Some('{') => self.parts('}', Inside::Table)?,
            _ => {
                let end = self.bare_end(start, inside);
                self.bare(start, end);
                self.at = end;
            }
        }
        Some(())
    }

    fn parts(&mut self, close: char, inside: Inside) -> Option<()> {
        let before = (inside == Inside::Table).then(|| self.names.open(self.at));
        let read = self.parts_until(close, inside);
        if let Some(before) = before {
            self.names.close(before);
        }
        read
    }

    fn parts_until(&mut self, close: char, inside: Inside) -> Option<()> {
        self.at += 1;
        loop {
            self.gap();
            if self.peek()? == close {
                self.at += 1;
                return Some(());
            }
            if inside == Inside::Table {
                self.entry(inside)?;
            } else {
                self.value(inside)?;
            }
            self.gap();
            match self.peek()? {
                ',' => self.at += 1,
                letter if letter == close => {}
                _ => return None,
            }
        }
    }

    fn string(&mut self, inside: Inside) -> Option<()> {
        let start = self.at;
        let quote = self.peek()?;
        let triple: String = [quote; 3].iter().collect();
        if self.text[start..].starts_with(&triple) {
            let length = self.text[start + 3..].find(&triple)?;
            self.at = start + 3 + length + 3;
            self.at += self.text[self.at..].chars().take(2).take_while(|letter| *letter == quote).count();
            return Some(());
        }
        let line = &self.text[start + 1..self.line_end()];
        let mut escaped = false;
        let close = line.char_indices().find(|(_, letter)| {
            let closes = *letter == quote && !escaped;
            escaped = *letter == '\\' && quote == '"' && !escaped;
            closes
        });
        let Some((length, _)) = close else {
            // Where an unclosed text ends is certain only where the line ends it.
            return (inside == Inside::Line).then(|| {
                let end = start + self.text[start..self.line_end()].trim_end().len();
                self.cover(start, end, Mark::Unclosed);
                self.at = end;
            });
        };
        let close = start + 1 + length + 1;
        let end = self.bare_end(close, inside);
        let behind = &self.text[close..end];
        let whole = if behind.trim().is_empty() { close } else { end };
        self.bare(start, whole);
        self.at = whole;
        Some(())
    }

    /// Where a value without quotation marks ends: at the end of the line, before a comment, or at the next sign of the
    /// array or table it is in. A comma belongs to it where no entry follows.
    fn bare_end(&self, from: usize, inside: Inside) -> usize {
        let line = &self.text[from..self.line_end()];
        let mut open = line.starts_with(is_quote);
        let mut before = ' ';
        let mut end = line.len();
        for (index, letter) in line.char_indices() {
            if open {
                open = index == 0 || !is_quote(letter);
            } else {
                let ends = match (inside, letter) {
                    (_, '#') => is_blank(before),
                    (Inside::Table, ',') => names_next(&self.text[from + index + 1..]),
                    (Inside::Array, ',' | ']') | (Inside::Table, '}') => true,
                    _ => false,
                };
                if ends {
                    end = index;
                    break;
                }
            }
            before = letter;
        }
        from + line[..end].trim_end_matches(is_blank).len()
    }

    /// Covers a value that TOML does not know.
    fn bare(&mut self, start: usize, end: usize) {
        let value = &self.text[start..end];
        let seen = value.trim_matches(|letter| is_invisible(letter) || is_blank(letter));
        if value.is_empty() {
            return self.nothing(start);
        }
        if seen.len() < value.len() && is_sound(seen) {
            return self.clean(start, end);
        }
        if !is_sound(value) {
            self.cover(start, end, Mark::Value);
        }
    }

    /// A value that is not there takes the room of a blank, beside the sign or before it.
    fn nothing(&mut self, at: usize) {
        let line = self.text[..at].rfind('\n').map_or(0, |before| before + 1);
        let before = self.text[line..at].rfind('=').map(|index| line + index);
        let Some(equals) = before else { return };
        if at > equals + 1 {
            self.cover(equals + 1, at, Mark::Missing);
        } else if equals > 0 && self.out[equals - 1] == b' ' {
            self.out[equals - 1] = b'=';
            self.cover(equals, equals + 1, Mark::Missing);
        }
    }

    /// A name that was there before gives way to one that nobody knows.
    fn rename(&mut self, repeated: Option<Repeat>) {
        let Some(Repeat { name, first, told, cover }) = repeated else { return };
        self.out[name.clone()].copy_from_slice(cover.as_bytes());
        let mark = if told { Mark::RepeatedAlso } else { Mark::Repeated(Span::new(first..first).start) };
        self.flaws.push(Flaw { mark, span: Span::new(name) });
    }

    fn cover(&mut self, start: usize, end: usize, mark: Mark) {
        if start < end {
            let filler = |at: usize| if at == start || at + 1 == end { b'"' } else { b'_' };
            (start..end).for_each(|at| self.out[at] = filler(at));
            if end - start == 1 {
                self.out[start] = b'0';
            }
        }
        self.flaws.push(Flaw { mark, span: Span::new(start..end) });
    }

    /// Takes letters out that nobody sees, and fills up behind.
    fn clean(&mut self, start: usize, end: usize) {
        let text = &self.text[start..end];
        let strange = |letter: &char| is_invisible(*letter) || !letter.is_ascii() && letter.is_whitespace();
        let Some((index, letter)) = text.char_indices().find(|(_, letter)| strange(letter)) else { return };
        let kept: String =
            text.chars().filter(|letter| !is_invisible(*letter)).map(|letter| if strange(&letter) { ' ' } else { letter }).collect();
        self.out[start..start + kept.len()].copy_from_slice(kept.as_bytes());
        self.out[start + kept.len()..end].fill(b' ');
        let at = start + index;
        self.flaws.push(Flaw { mark: Mark::Invisible(letter), span: Span::new(at..at + letter.len_utf8()) });
    }

    /// White space, line ends, comments, and letters nobody sees.
    fn gap(&mut self) {
        loop {
            self.blank();
            match self.peek() {
                Some('\n' | '\r') => self.at += 1,
                Some('#') => self.at = self.line_end(),
                _ => return,
            }
        }
    }

    fn blank(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest.len() - rest.trim_start_matches(|letter| is_blank(letter) || is_invisible(letter)).len();
        self.clean(self.at, self.at + length);
        self.at += length;
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn line_end(&self) -> usize {
        let rest = &self.text[self.at..];
        let end = rest.find('\n').unwrap_or(rest.len());
        self.at + rest[..end].trim_end_matches('\r').len()
    }
}

fn is_sound(value: &str) -> bool {
    DeTable::parse(&format!("x = {value}")).is_ok()
}
