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
            (false, None) => return Some(self.tree.append(table, key, Content::TABLE, span, true)),
            (true, None) => self.tree.append(table, key, Content::ARRAY, span, true),
            (true, Some(rows)) if self.tree.node(rows).open && matches!(self.tree.node(rows).content, Content::Array(_)) => rows,
            _ => return None,
        };
        Some(self.tree.append(rows, Key::default(), Content::TABLE, span, true))
    }

    /// One name further in a heading: into a table, into the last row of a list, or into a table nobody has opened yet.
    fn step(&mut self, table: NodeId, key: Key) -> Option<NodeId> {
        let Some(next) = self.find(table, key)? else {
            return Some(self.tree.append(table, key, Content::TABLE, key.span, true));
        };
        let node = self.tree.node(next);
        match node.content {
            Content::Table(_) if node.open => Some(next),
            Content::Array(rows) if node.open => Some(self.tree.last(rows)),
            _ => None,
        }
    }

    /// `key = value`, the first of that key in its table.
    fn entry(&mut self, table: NodeId, depth: usize) -> Option<()> {
        let key = self.key()?;
        if self.find(table, key)?.is_some() {
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

    /// The entry of a key, if there is one; nothing at all where there are too many to look through.
    fn find(&self, table: NodeId, key: Key) -> Option<Option<NodeId>> {
        let parts = self.tree.parts(table);
        let name = &self.bytes[key.span.range()];
        // Keys of one length mostly differ in their last letter already.
        let same = |id: &NodeId| {
            let other = &self.bytes[self.tree.node(*id).key.span.range()];
            other.len() == name.len() && other.last() == name.last() && other == name
        };
        (parts.length < LONGEST).then(|| self.tree.ids(parts).find(same))
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
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};

    use super::*;
    use crate::document::thorough;

    /// What certainly is TOML by itself, though not beside everything.
    const SOUND: [&str; 46] = [
        "a = 1\n",
        "a = -7 # x\n",
        "b = 'x\\y'\n",
        "b = 1.50\n",
        "b=2026-10-31\n",
        "c = \"ä “ \"\n",
        "c = true\n",
        "d\t=\tfalse",
        "\n",
        "\r\n",
        "\t# Kommentar äöü \" ' \\\n",
        "e = 1\r\n",
        "[a]\n",
        "[b]\n",
        "[a.b]\n",
        "[a.b.c]\n",
        "[c.a]\r\n",
        "[[a]]\n",
        "[[b]]\n",
        "[[a.b]]\n",
        "[[b.c]] # x\n",
        "  [[a.b.c]]\n",
        "[[c.a]]",
        "a = { b = 1, c = 'x' }\n",
        "b = {}\n",
        "a = []\n",
        "b = [1, 2,]\n",
        "c = [[1], [ { a = 2 } ]]\n",
        "c = [\n  { a = 1 },\n  { a = 2, b = [] }, # x\r\n]\n",
        "d = \"\"\"\nzwei \"\"Zeilen\n\"\"\"\n",
        "d = '''x''y\\\n\n'''\n",
        "f = \"\"\n",
        "f = ''\n",
        "f = \"\"\"\"\"\"\n",
        "g = 0\n",
        "g = -0.25\n",
        "g = 999999999999999999\n",
        "g = 0000-01-01\n",
        "h = 2024-02-29\n",
        "-1_ = 1\n",
        "a.b = 1\n",
        "\"a\" = 1\n",
        "b.'c' = 2\n",
        "h = \"x\\ty\\u00fc\"\n",
        "h = \"\"\"a\\\n  b\"\"\"\n",
        "h = 1_000\n",
    ];

    /// What is a mistake, or so odd that the quick reader should leave it alone.
    const ODD: [&str; 50] = [
        "\r",
        "a = 1 \r # x\n",
        "\u{feff}",
        "b = \"\u{1}\"\n",
        "# \u{7f}\n",
        "# \u{0}",
        "\u{0}\n",
        "c = 0x1f\n",
        "c = 07\n",
        "c = -07.5\n",
        "c = 99999999999999999999\n",
        "c = 2026-02-29\n",
        "c = 2026-2-1\n",
        "c = -2026-02-01\n",
        "c = 2026-01-01T10:30:00Z\n",
        "c = 2026-01-01 10:30:00\n",
        "c = 10:30\n",
        "c = inf\n",
        "c = 1e3\n",
        "c = 1.\n",
        "c = .5\n",
        "c = +1\n",
        "c = -\n",
        "c = truest\n",
        "c = fals\n",
        "d = { a = 1, a = 2 }\n",
        "d = { a.b = 1, a.c = 2 }\n",
        "d = { a = 1, }\n",
        "d = {\n a = 1\n}\n",
        "d = { , }\n",
        "d = [1,, 2]\n",
        "d = [1 2]\n",
        "d = [1\n",
        "d = { a = 1\n",
        "d = \n",
        "d = 1 e = 2\n",
        "d = [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]\n",
        "e = \"x\n",
        "e = \"\"\"x\"\"\"\"\n",
        "e = \"\"\"\r\nx\r\n\"\"\"\n",
        "e = '''x\n",
        "e = 'x'y\n",
        "= 1\n",
        "f\n",
        "[a\n",
        "[a]]\n",
        "[[a]\n",
        "[ a ]\n",
        "[a . \"b\"]\n",
        "[]\n",
    ];

    /// Everything a tree says, whatever the order of its nodes in memory.
    fn shown(tree: &Tree, source: &str, id: NodeId) -> String {
        let node = tree.node(id);
        let content = match node.content {
            Content::Table(_) => "{".to_owned(),
            Content::Array(_) => "[".to_owned(),
            Content::Text(words) | Content::Float(words) => format!("{words:?} {:?}", tree.text(source, words)),
            other => format!("{other:?}"),
        };
        let kind = std::mem::discriminant(&node.content);
        let parts: Vec<String> = tree.ids(tree.parts(id)).map(|part| shown(tree, source, part)).collect();
        format!("{:?} {:?} {kind:?} {content} {:?} ({})", node.key, tree.text(source, node.key.text), node.span, parts.join("; "))
    }

    /// Whether the quick reader takes a text; what it takes must be without error and give the same tree.
    fn agrees(text: &str) -> Result<bool, TestCaseError> {
        let Some(quick) = scan(text) else { return Ok(false) };
        let (thorough, errors) = thorough::read(text);
        prop_assert!(errors.is_empty(), "{text:?}: {errors:?}");
        prop_assert_eq!(shown(&quick, text, ROOT), shown(&thorough, text, ROOT), "{:?}", text);
        Ok(true)
    }

    #[test]
    fn what_the_quick_reader_takes_is_what_the_crate_reads() {
        let pieces = prop_oneof![12 => prop::sample::select(SOUND.to_vec()), 1 => prop::sample::select(ODD.to_vec())];
        let texts = prop::collection::vec(pieces, 0..9).prop_map(|pieces| pieces.concat());
        let taken = Cell::new(0);
        let mut runner = TestRunner::new(Config { cases: 20_000, failure_persistence: None, ..Config::default() });
        let outcome = runner.run(&texts, |text| agrees(&text).map(|is_taken| taken.set(taken.get() + u32::from(is_taken))));
        assert!(outcome.is_ok(), "{}", outcome.unwrap_err());
        assert!(taken.get() > 4_000, "only {} of 20000 texts were taken: the comparison says little", taken.get());
    }

    #[test]
    fn two_pieces_in_any_order_and_cut_off_anywhere() {
        let pieces = || SOUND.iter().chain(&ODD);
        for (left, right) in pieces().flat_map(|left| pieces().map(move |right| (left, right))) {
            assert!(
                agrees(&format!("{left}{right}")).is_ok_and(|_| agrees(&format!("[x]\n{left}{right}{left}")).is_ok()),
                "{left:?} {right:?}"
            );
        }
        for (piece, end) in pieces().flat_map(|piece| piece.char_indices().map(move |(end, _)| (piece, end))) {
            assert!(agrees(&piece[..end]).is_ok(), "{:?}", &piece[..end]);
        }
    }

    #[test]
    fn what_is_deep_or_long_is_left_to_the_crate() {
        for depth in [5, 15, 16, 17, 79, 80, 81, 200] {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            let path = vec!["a"; depth].join(".");
            let tables = format!("a = {}1{}\n", "{ a = ".repeat(depth), " }".repeat(depth));
            for text in [format!("a = {open}1{close}\n"), tables, format!("[{path}]\n"), format!("[[{path}]]\n")] {
                assert_eq!(agrees(&text).unwrap(), depth <= DEEPEST, "{text}");
            }
        }
        for length in [100, 600] {
            let text: String = (0..length).map(|number| format!("k{number} = 1\n")).collect();
            assert_eq!(agrees(&text).unwrap(), length < 500);
        }
    }

    #[test]
    fn project_files_are_plain_and_their_mutants_agree() {
        let mut random = fastrand::Rng::with_seed(7);
        let mut taken = 0;
        for folder in ["data/gdst", "tests/projekte", "data/beispiel"] {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            for path in crate::document::discover(&[folder]).unwrap() {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(path.ends_with("kaputt.toml") || agrees(&text).unwrap(), "{}", path.display());
                for _ in 0..60 {
                    let mutant = mutant(&text, &mut random);
                    taken += u32::from(agrees(&mutant).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
                }
            }
        }
        assert!(taken > 500, "only {taken} mutants were taken");
    }

    /// One to three lines or letters deleted, doubled, exchanged with a line, or replaced by something odd.
    fn mutant(text: &str, random: &mut fastrand::Rng) -> String {
        let odd = [&SOUND[..], &ODD[..]].concat();
        let mut text = text.to_owned();
        for _ in 0..random.usize(1..4) {
            let mut parts: Vec<&str> = text.split_inclusive('\n').collect();
            let (mut one, other) = (random.usize(..parts.len()), random.usize(..parts.len()));
            if random.bool() {
                let line = parts[one];
                let (at, letter) = line.char_indices().nth(random.usize(..line.chars().count())).unwrap();
                let (before, rest) = line.split_at(at);
                let (letter, after) = rest.split_at(letter.len_utf8());
                parts.splice(one..=one, [before, letter, after]);
                one += 1;
            }
            match random.u8(..4) {
                0 => parts[one] = "",
                1 => parts.insert(other, parts[one]),
                2 => parts.swap(one, other),
                _ => parts[one] = odd[random.usize(..odd.len())],
            }
            text = parts.concat();
        }
        text
    }
}
