//! The quick reader: the plain TOML that project files are written in, in one pass. Whatever it is not certain of –
//! dotted and quoted keys, escapes, odd numbers, tables opened twice, every mistake – it leaves to the TOML crate,
//! which alone words errors. So it may refuse too much but never accept too much.

use crate::document::cell::TextRef;
use crate::document::tree::{Content, Key, NodeId, ROOT, Tree};
use crate::period::Period;
use crate::source::Span;

/// Deeper nesting is left to the crate, which has a limit.
const DEEPEST: usize = 16;

/// Keys are looked up one by one; longer tables are left to the crate, which sorts them.
const LONGEST: u32 = 500;

/// The tree of a text, when it is certain.
pub(super) fn scan(text: &str) -> Option<Tree> {
    let scanner = Scanner { bytes: text.as_bytes(), at: 0, tree: Tree::new(text.len()) };
    scanner.document()
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
    tree: Tree,
}

impl Scanner<'_> {
    fn document(mut self) -> Option<Tree> {
        let mut table = ROOT;
        loop {
            self.gap();
            match self.peek() {
                END if self.at == self.bytes.len() => return Some(self.tree),
                b'[' => table = self.heading()?,
                _ => self.entry(table, 0)?,
            }
            self.blank();
            if !matches!(self.peek(), b'\n' | b'\r' | b'#' | END) {
                return None;
            }
        }
    }

    /// `[a.b]` or `[[a.b]]`: the table that is filled from here on.
    fn heading(&mut self) -> Option<NodeId> {
        let start = self.at;
        self.at += 1;
        let is_row = self.take(b'[').is_some();
        let mut table = ROOT;
        let mut key = self.key()?;
        for _ in 1..DEEPEST {
            if self.take(b'.').is_none() {
                break;
            }
            table = self.step(table, key)?;
            key = self.key()?;
        }
        self.take(b']')?;
        if is_row {
            self.take(b']')?;
        }
        let span = Span::new(start..self.at);
        let rows = match (is_row, self.find(table, key)?) {
            (false, ROOT) => return Some(self.tree.append(table, key, Content::TABLE, span, true)),
            (true, ROOT) => self.tree.append(table, key, Content::ARRAY, span, true),
            (true, rows) if self.tree.node(rows).open && matches!(self.tree.node(rows).content, Content::Array(_)) => rows,
            _ => return None,
        };
        Some(self.tree.append(rows, Key::default(), Content::TABLE, span, true))
    }

    /// One name further in a heading: into a table, into the last row of a list, or into a table nobody has opened yet.
    fn step(&mut self, table: NodeId, key: Key) -> Option<NodeId> {
        let next = self.find(table, key)?;
        if next == ROOT {
            return Some(self.tree.append(table, key, Content::TABLE, key.span, true));
        }
        let node = self.tree.node(next);
        match node.content {
            Content::Table(_) if node.open => Some(next),
            Content::Array(rows) if node.open => Some(rows.last),
            _ => None,
        }
    }

    /// `key = value`, the first of that key in its table.
    fn entry(&mut self, table: NodeId, depth: usize) -> Option<()> {
        let key = self.key()?;
        if self.find(table, key)? != ROOT {
            return None;
        }
        self.blank();
        self.take(b'=')?;
        self.blank();
        self.value(table, key, depth)
    }

    fn value(&mut self, parent: NodeId, key: Key, depth: usize) -> Option<()> {
        let start = self.at;
        let content = match self.peek() {
            b'"' | b'\'' => Content::Text(self.string()?),
            b'0'..=b'9' | b'-' => self.number()?,
            b't' => self.word(b"true", Content::Flag(true))?,
            b'f' => self.word(b"false", Content::Flag(false))?,
            b'[' => return self.parts(parent, key, b']', depth + 1),
            b'{' => return self.parts(parent, key, b'}', depth + 1),
            _ => return None,
        };
        self.tree.append(parent, key, content, Span::new(start..self.at), false);
        Some(())
    }

    /// An array or an inline table.
    fn parts(&mut self, parent: NodeId, key: Key, close: u8, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let start = self.at;
        let is_table = close == b'}';
        let empty = if is_table { Content::TABLE } else { Content::ARRAY };
        let node = self.tree.append(parent, key, empty, Span::default(), false);
        self.at += 1;
        self.gap();
        while self.take(close).is_none() {
            if is_table {
                self.entry(node, depth)?;
            } else {
                self.value(node, Key::default(), depth)?;
            }
            self.gap();
            if self.take(b',').is_some() {
                self.gap();
            } else if self.peek() != close {
                return None;
            }
        }
        self.tree.node_mut(node).span = Span::new(start..self.at);
        Some(())
    }

    /// A bare key.
    fn key(&mut self) -> Option<Key> {
        let start = self.at;
        self.skip(KEY);
        let span = Span::new(start..self.at);
        (start < self.at).then(|| Key { text: text(start, self.at), span })
    }

    /// The entry of a key, the root when there is none; nothing where there are too many to look through.
    fn find(&self, table: NodeId, key: Key) -> Option<NodeId> {
        let parts = self.tree.parts(table);
        let name = &self.bytes[key.span.range()];
        // Keys of one length mostly differ in their last letter already.
        let same = |id: &NodeId| {
            let other = &self.bytes[self.tree.node(*id).key.span.range()];
            other.len() == name.len() && other.last() == name.last() && other == name
        };
        (parts.length < LONGEST).then(|| self.tree.ids(parts).find(same).unwrap_or(ROOT))
    }

    /// A string without escapes.
    fn string(&mut self) -> Option<TextRef> {
        let quote = self.peek();
        let inside = if quote == b'"' { PLAIN | APOSTROPHE } else { PLAIN | QUOTE | BACKSLASH };
        if self.bytes[self.at..].starts_with(&[quote; 3]) {
            return self.long_string(quote, inside | LINE);
        }
        self.at += 1;
        let start = self.at;
        self.skip(inside);
        self.take(quote)?;
        Some(text(start, self.at - 1))
    }

    fn long_string(&mut self, quote: u8, inside: u8) -> Option<TextRef> {
        self.at += 3;
        self.take(b'\n');
        let start = self.at;
        loop {
            self.skip(inside);
            if self.bytes[self.at..].starts_with(&[quote; 3]) {
                break;
            }
            self.take(quote)?;
        }
        self.at += 3;
        Some(text(start, self.at - 3))
    }

    /// An integer, a decimal fraction or a day.
    fn number(&mut self) -> Option<Content> {
        let start = self.at;
        let negative = self.take(b'-').is_some();
        let first = self.peek();
        let (number, digits) = self.digits()?;
        match self.peek() {
            b'-' if digits == 4 && !negative => self.day(number),
            _ if first == b'0' && digits > 1 => None,
            b'.' => {
                self.at += 1;
                self.digits()?;
                Some(Content::Float(text(start, self.at)))
            }
            _ => Some(Content::Integer(if negative { -number } else { number })),
        }
    }

    fn day(&mut self, year: i64) -> Option<Content> {
        let mut two = || {
            self.take(b'-')?;
            let (number, digits) = self.digits()?;
            u32::try_from(number).ok().filter(|_| digits == 2)
        };
        let (month, day) = (two()?, two()?);
        Period::of_date(i32::try_from(year).ok()?, month, day).map(Content::Date)
    }

    /// One to eighteen digits, as many as certainly fit: their number and how many.
    fn digits(&mut self) -> Option<(i64, usize)> {
        let start = self.at;
        self.skip(DIGIT);
        let digits = &self.bytes[start..self.at];
        let number = || digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
        (1..=18).contains(&digits.len()).then(|| (number(), digits.len()))
    }

    fn word(&mut self, word: &[u8], content: Content) -> Option<Content> {
        self.bytes[self.at..].starts_with(word).then(|| {
            self.at += word.len();
            content
        })
    }

    /// White space, line ends and comments. Stops at whatever is none of these, be it a forbidden character.
    fn gap(&mut self) {
        loop {
            match self.peek() {
                b' ' | b'\t' | b'\n' => self.at += 1,
                b'\r' if self.bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                b'#' => self.skip(PLAIN | QUOTE | APOSTROPHE | BACKSLASH),
                _ => return,
            }
        }
    }

    /// White space within a line.
    fn blank(&mut self) {
        self.skip(BLANK);
    }

    fn skip(&mut self, kinds: u8) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|byte| KINDS[*byte as usize] & kinds == 0).unwrap_or(rest.len());
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.bytes.get(self.at) == Some(&byte)).then(|| self.at += 1)
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(END)
    }
}

/// Stands for the end of the text. As a character it is forbidden in TOML.
const END: u8 = 0;

/// What may stand in every string and comment.
const PLAIN: u8 = 1;
const QUOTE: u8 = 2;
const APOSTROPHE: u8 = 4;
const BACKSLASH: u8 = 8;
const LINE: u8 = 16;
const BLANK: u8 = 32;
const KEY: u8 = 64;
const DIGIT: u8 = 128;

/// What each byte can be; control characters nothing.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'"' => QUOTE,
            b'\'' => APOSTROPHE,
            b'\\' => BACKSLASH,
            b'\n' => LINE,
            b' ' | b'\t' => PLAIN | BLANK,
            b'0'..=b'9' => PLAIN | KEY | DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'-' => PLAIN | KEY,
            0..0x20 | 0x7f => 0,
            _ => PLAIN,
        };
        byte += 1;
    }
    kinds
};

fn text(start: usize, end: usize) -> TextRef {
    let Span { start, end } = Span::new(start..end);
    TextRef { start, length: end - start }
}

#[cfg(test)]
mod tests;
