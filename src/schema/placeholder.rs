//! Texts that stand where nobody knows yet: the standard lists them, and a text is held against the list after its
//! spelling has been made plain. Ordinary text is told apart by its first two letters.

use regex::Regex;

use crate::schema::fold::{beginning, line, words};

/// What a text is used for. Some words are placeholders in one place and values in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Use {
    /// Free text, and whatever else is written as text.
    Text,
    /// A count, which may be said in words.
    Anzahl,
    /// The name of a row, and references to it.
    Kennung,
}

/// One entry of the list, as it was compiled.
#[derive(Clone, Debug, Default)]
pub struct PlaceholderGroup {
    /// The whole text is one of these.
    pub whole: Vec<String>,
    /// The text begins with one of these words.
    pub begins: Vec<String>,
    /// As many letters a text may have that only begins so.
    pub longest: Option<usize>,
    /// Over the words.
    pub patterns: Vec<Regex>,
    /// Over the text with its signs.
    pub sign_patterns: Vec<Regex>,
    pub examples: Vec<String>,
    pub not_for: Vec<Use>,
}

#[derive(Clone, Debug)]
pub struct Placeholders {
    groups: Vec<PlaceholderGroup>,
    /// For each pair of first letters, whether any entry begins so.
    pairs: Box<[bool; LETTERS * LETTERS]>,
}

/// a to z, anything else, nothing.
const LETTERS: usize = 28;

/// Longer texts are read only as far as an entry can begin.
const LONGEST: usize = 400;

impl Default for Placeholders {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Placeholders {
    pub fn new(groups: Vec<PlaceholderGroup>) -> Self {
        let mut pairs = Box::new([false; LETTERS * LETTERS]);
        for text in groups.iter().flat_map(|group| group.whole.iter().chain(&group.begins).chain(&group.examples)) {
            pairs[pair(beginning(text).1)] = true;
        }
        Self { groups, pairs }
    }

    pub fn groups(&self) -> &[PlaceholderGroup] {
        &self.groups
    }

    /// Whether a text only holds the place of one. A text without letters and digits always does.
    pub fn holds(&self, text: &str, used: Use) -> bool {
        let (sign_first, first) = beginning(text);
        if first[0].is_none() {
            return true;
        }
        if !sign_first && !self.pairs[pair(first)] {
            return false;
        }
        let text = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end]);
        let plain = words(text);
        let signs = if sign_first { line(text) } else { String::new() };
        self.groups.iter().filter(|group| !group.not_for.contains(&used)).any(|group| group.holds(&plain, &signs))
    }
}

impl PlaceholderGroup {
    fn holds(&self, plain: &str, signs: &str) -> bool {
        let whole = || self.whole.iter().any(|word| word == plain);
        let short = || self.longest.is_none_or(|longest| plain.chars().count() <= longest);
        let begins = || self.begins.iter().any(|word| starts_with_words(plain, word)) && short();
        let pattern = || self.patterns.iter().any(|pattern| pattern.is_match(plain));
        whole() || begins() || pattern() || !signs.is_empty() && self.sign_patterns.iter().any(|pattern| pattern.is_match(signs))
    }
}

/// The words end there, so that „todorov“ does not begin with „todo“.
fn starts_with_words(text: &str, beginning: &str) -> bool {
    text.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn pair([first, second]: [Option<char>; 2]) -> usize {
    let index = |letter: Option<char>| match letter {
        Some(letter @ 'a'..='z') => (letter as usize) - ('a' as usize),
        Some(_) => LETTERS - 2,
        None => LETTERS - 1,
    };
    index(first) * LETTERS + index(second)
}
