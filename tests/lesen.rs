//! Two readers, one answer: what the quick reader makes of a project file is what the TOML crate makes of it, cell by
//! cell and fault by fault.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::path::Path;

use lotse::command::example::{self, Options};
use lotse::document::{discover, is_plain, parse_thoroughly, read as parse};
use lotse::schema::Schema;
use lotse::source::Source;
use lotse::standard::Standard;

fn assert_same(standard: &Standard, source: &Source) {
    let quick = parse(&standard.schema, Schema::PROJECT, source.clone());
    let thorough = parse_thoroughly(&standard.schema, Schema::PROJECT, source.clone());
    assert!(quick == thorough, "{}: {quick:#?}\n{thorough:#?}", source.name);
}

#[test]
fn shipped_and_invented_files_are_plain_and_read_the_same() {
    let standard = Standard::embedded("gdst").unwrap();
    let invented = tempfile::tempdir().unwrap();
    example::run(&Options { projects: 200, seed: 11, standard: None, output: invented.path().to_path_buf(), insist: false }).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["data/gdst", "data/beispiel", "tests/projekte"].map(|folder| root.join(folder));
    let files = discover(&[folders.to_vec(), vec![invented.path().to_path_buf()]].concat()).unwrap().files;
    assert!(files.len() > 250, "{} files", files.len());
    for path in files {
        let source = Source::read(&path).unwrap();
        assert!(is_plain(&source.text) || path.ends_with("kaputt.toml"), "{}: no longer read quickly", path.display());
        assert_same(&standard, &source);
    }
}

/// Files that fit the dictionary badly: every kind of fault, from both readers.
#[test]
fn faults_are_the_same() {
    let standard = Standard::embedded("gdst").unwrap();
    let sound = Source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data/beispiel/beispiel-0040-netz.toml")).unwrap();
    let words =
        ["\"TODO\"", "\"?\"", "7", "-1", "1.5", "1.234", "true", "2026-01-01", "2026-13-01", "\"2026-Q3\"", "[]", "[1]", "{}", "\"x\""];
    let values: Vec<&str> = sound.text.lines().filter_map(|line| Some(line.split_once(" = ")?.1)).collect();
    assert!(values.len() > 20);
    let mut faults = 0;
    for (index, value) in values.iter().enumerate() {
        let text = sound.text.replacen(&format!(" = {value}\n"), &format!(" = {}\nnicht_da = 1\n", words[index % words.len()]), 1);
        let source = Source::new("x.toml", text);
        assert_same(&standard, &source);
        faults += parse(&standard.schema, Schema::PROJECT, source).1.len();
    }
    assert!(faults > values.len(), "{faults} faults");
}
