//! The whole report over the real projects, as its readers get it.
#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use lotse::command::Outcome;
use lotse::command::report::{Options, run};
use lotse::report::html::link_faults;

fn options(output: &Path) -> Options {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Options {
        paths: vec![PathBuf::from("data/gdst")],
        standard: Some(root.join("standard/gdst")),
        as_of: None,
        month: Some("2026-10".to_owned()),
        output: output.to_owned(),
    }
}

fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Kept for looking at: the folder of the month below the test's own folder.
fn page() -> (BTreeMap<String, Vec<u8>>, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bericht");
    assert_eq!(run(&options(&folder)).unwrap_or_else(|error| panic!("{error:#}")), Outcome::Clean);
    let files = written(&folder.join("2026-10"));
    let page = String::from_utf8(files["index.html"].clone()).unwrap();
    (files, page)
}

#[test]
fn the_real_projects_make_a_sound_page() {
    let (files, page) = page();
    assert_eq!(link_faults(&page), Vec::<String>::new());
    assert!(files.contains_key("kennzahlen.csv") && files.contains_key("snapshot/projekte.parquet") && files.contains_key("nachweis.json"));
    assert!(!page.contains("OWL im Einsatz") && !page.contains("ERFUNDENES"));
}
