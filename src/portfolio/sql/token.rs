//! SQL as words and signs, enough to recognise what is not portable. No grammar.

use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Word,
    /// `"name"` or a name in backticks.
    Quoted,
    /// `'text'`
    Text,
    Number,
    Sign,
}

#[derive(Clone, Debug)]
pub struct Token<'a> {
    pub kind: Kind,
    pub text: &'a str,
    pub range: Range<usize>,
    /// Index of the bracket it stands in.
    pub inside: Option<usize>,
}

pub struct Tokens<'a> {
    pub all: Vec<Token<'a>>,
    /// Index of the matching bracket, for both sides.
    pairs: Vec<Option<usize>>,
}

impl<'a> Tokens<'a> {
    pub fn of(text: &'a str) -> Self {
        let mut all: Vec<Token<'a>> = Vec::new();
        let (mut open, mut pairs): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some((kind, range)) = next(text, at) {
            at = range.end;
            let index = all.len();
            pairs.push(None);
            let sign = &text[range.clone()];
            let closed = if sign == ")" && kind == Kind::Sign { open.pop() } else { None };
            if let Some(partner) = closed {
                pairs[partner] = Some(index);
                pairs[index] = Some(partner);
            }
            all.push(Token { kind, text: sign, range, inside: open.last().copied() });
            if sign == "(" && kind == Kind::Sign {
                open.push(index);
            }
        }
        Self { all, pairs }
    }

    pub fn is_word(&self, index: usize, word: &str) -> bool {
        self.all.get(index).is_some_and(|token| token.kind == Kind::Word && token.text.eq_ignore_ascii_case(word))
    }

    pub fn is_any(&self, index: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(index, word))
    }

    pub fn is_sign(&self, index: usize, sign: &str) -> bool {
        self.all.get(index).is_some_and(|token| token.kind == Kind::Sign && token.text == sign)
    }

    /// The bracket that closes the one at `index`.
    pub fn partner(&self, index: usize) -> Option<usize> {
        self.pairs.get(index).copied().flatten()
    }

    /// The word in front of the bracket that a token stands in: the function it is an argument of.
    pub fn function_around(&self, index: usize) -> Option<&'a str> {
        let bracket = self.all.get(index)?.inside?;
        let before = self.all.get(bracket.checked_sub(1)?)?;
        (before.kind == Kind::Word).then_some(before.text)
    }

    /// Indices from `start` to the end of the clause: a closing bracket of the level above or one of the words.
    pub fn clause(&self, start: usize, ends: &[&str]) -> Range<usize> {
        let level = self.all.get(start).and_then(|token| token.inside);
        let end = (start..self.all.len()).find(|&index| {
            let same = self.all[index].inside == level;
            let closes = self.is_sign(index, ")") && self.partner(index) == level && level.is_some();
            closes || (same && (self.is_any(index, ends) || self.is_sign(index, ";")))
        });
        start..end.unwrap_or(self.all.len())
    }
}

fn next(text: &str, mut at: usize) -> Option<(Kind, Range<usize>)> {
    loop {
        let rest = &text[at..];
        let first = rest.chars().next()?;
        let skipped = if first.is_whitespace() {
            first.len_utf8()
        } else if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else {
            let (kind, length) = token(rest, first);
            return Some((kind, at..at + length));
        };
        at += skipped;
    }
}

fn token(rest: &str, first: char) -> (Kind, usize) {
    let run = |keep: fn(char) -> bool| rest.find(|letter: char| !keep(letter)).unwrap_or(rest.len());
    match first {
        '\'' => (Kind::Text, quoted(rest, '\'')),
        '"' => (Kind::Quoted, quoted(rest, '"')),
        '`' => (Kind::Quoted, quoted(rest, '`')),
        _ if first.is_ascii_digit() => (Kind::Number, run(|letter| letter.is_ascii_digit() || letter == '.')),
        _ if first.is_alphabetic() || first == '_' => (Kind::Word, run(|letter| letter.is_alphanumeric() || letter == '_')),
        _ => {
            let double = ["::", "||", "<=", ">=", "<>", "!="].iter().find(|sign| rest.starts_with(**sign));
            (Kind::Sign, double.map_or(first.len_utf8(), |sign| sign.len()))
        }
    }
}

/// Length of a quoted piece; a doubled quote is a quote inside.
fn quoted(rest: &str, quote: char) -> usize {
    let mut letters = rest.char_indices().skip(1).peekable();
    while let Some((index, letter)) = letters.next() {
        if letter == quote {
            if letters.peek().is_some_and(|(_, following)| *following == quote) {
                letters.next();
            } else {
                return index + quote.len_utf8();
            }
        }
    }
    rest.len()
}
