//! The quick reader against the thorough one: whatever it takes, the TOML crate takes too and reads alike.

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
        let lines: Vec<String> = (0..length).map(|number| format!("k{number} = 1\n")).collect();
        assert_eq!(agrees(&lines.concat()).unwrap(), length < 500);
    }
}

#[test]
fn project_files_are_plain_and_their_mutants_agree() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut taken = 0;
    for folder in ["data/gdst", "tests/projekte", "data/beispiel"] {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for path in crate::document::discover(&[folder]).unwrap().files {
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
