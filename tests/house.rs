//! The laws of the house: imports go down, files stay small, and `src/` does not know the vocabulary of the standard.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use lotse::standard::Standard;

/// Floors from the ground up. Modules on one floor do not know each other, except that `cli` stands on `command`.
const FLOORS: &[&[&str]] = &[
    &["source", "period", "escape", "confine"],
    &["schema", "output"],
    &["document", "standard"],
    &["facts"],
    &["audit"],
    &["portfolio"],
    &["printer", "report"],
    &["command"],
    &["cli"],
];

/// No file is longer.
const LONGEST_FILE: usize = 400;

fn floor(module: &str) -> usize {
    FLOORS.iter().position(|floor| floor.contains(&module)).unwrap_or_else(|| panic!("`{module}` has no floor: add it to FLOORS"))
}

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    visit(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    found
}

fn visit(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}

fn inside(path: &Path) -> PathBuf {
    path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap().to_path_buf()
}

/// Every top-level module named in `code` as `crate::module` or `crate::{a, b::c}`.
fn imports(code: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
    code.split("crate::")
        .skip(1)
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(group) => group.split('}').next().unwrap_or("").split(',').map(|name| word(name.trim())).collect(),
            None => vec![word(rest)],
        })
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn modules_import_only_from_lower_floors() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let path = inside(&path);
        let module = path.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if matches!(module.as_str(), "main" | "lib") {
            continue;
        }
        for import in imports(&code) {
            if import != module && floor(&import) >= floor(&module) {
                wrong.push(format!("{}: `{module}` may not import `{import}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for_and_stays_small() {
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        if !code.starts_with("//!") {
            wrong.push(format!("{} does not open with what it is for", inside(&path).display()));
        }
        let own = code.split("#[cfg(test)]").next().unwrap_or("").lines().count();
        if own > LONGEST_FILE {
            wrong.push(format!("{} has {own} lines", inside(&path).display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Words that are both a name of the dictionary and something else the tool must know: a key of the standard's own file
/// formats, of the JSON contract, an everyday word of a page, or the name of a colour.
const ALSO_FILE_FORMAT: &[&str] = &[
    "id",
    "titel",
    "name",
    "text",
    "ziel",
    "grund",
    "status",
    "klasse",
    "phase",
    "phasen",
    "freigabe",
    "freigaben",
    "stand",
    "art",
    "stufe",
    "stufen",
    "rang",
    "schliesst",
    "ergebnis",
    "regel",
    "bedeutung",
    "land",
    "gruppe",
    "nummer",
    "wert",
    "einheit",
    "stichtag",
    "datum",
    "beispiel",
    "quelle",
    "quellen",
    "ort",
    "von",
    "bis",
    "ab",
    "code",
    "anzahl",
    "projekt",
    "faellig",
    "entfallen",
    "gueltig_bis",
    "alle",
    "behoben",
    "verantwortlich",
    "gruen",
    "gelb",
    "rot",
    "grau",
    // The table of the rule language and of the JSON outputs, which is also a dimension of the status.
    "standard",
    // Keys of nachweis.json and of the map's file, columns every fact table of projects has, a column of figures.
    "datenart",
    "freigegeben",
    "ausgaben",
    "lizenz",
    "bewertet",
    "erfunden",
    "bezug",
    // Keys of the table of covered texts.
    "adresse",
    "stelle",
    "offen",
    "teilweise",
    // A key of tables and charts of the report.
    "hoechstens",
    // How a figure was counted, in the view model.
    "definition",
    // A word of SQL, and a Land.
    "BY",
    // Columns of charts, a mark, a key of two outputs and a function of the rule language.
    "reihe",
    "mittel",
    "herkunft",
    "ist",
];

/// String literals that are exactly a name of the dictionary, a path in it, a rule id or a code.
#[test]
fn src_does_not_know_the_vocabulary_of_the_standard() {
    let standard = Standard::embedded("gdst").unwrap();
    let words = vocabulary(&standard);
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let production = code.split("#[cfg(test)]").next().unwrap_or("");
        let code: String = production.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        for literal in code.split('"').skip(1).step_by(2) {
            if words.contains(literal) {
                wrong.push(format!("{}: \"{literal}\"", inside(&path).display()));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "vocabulary of the standard in src:\n{}", wrong.join("\n"));
}

fn vocabulary(standard: &Standard) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for record in &standard.schema.records {
        words.insert(record.path.clone());
        for field in &record.fields {
            words.insert(field.name.clone());
            words.insert(format!("{}.{}", record.path, field.name));
        }
    }
    for catalogue in &standard.schema.catalogues {
        words.insert(catalogue.name.clone());
        words.extend(catalogue.codes.iter().map(|code| code.id.clone()));
        words.extend(catalogue.traits.iter().map(|entry| entry.name.clone()));
    }
    words.extend(standard.rules.iter().map(|rule| rule.id.clone()));
    words.extend(standard.thresholds.iter().map(|threshold| threshold.name.clone()));
    for known in ALSO_FILE_FORMAT.iter().chain(&["", "MUSS", "SOLL", "KANN", "lotse"]) {
        words.remove(*known);
    }
    words
}

/// What changes the disk: outside `src/output/` nothing does, so that every file is written whole and over nothing that is not ours.
#[test]
fn only_the_door_writes() {
    const WRITES: [&str; 15] = [
        "fs::write",
        "File::create",
        "File::options",
        "OpenOptions",
        "fs::rename",
        "fs::copy",
        "fs::create_dir",
        "DirBuilder",
        "fs::remove",
        "set_permissions",
        "set_len",
        "fs::symlink",
        "hard_link",
        "tempfile::Builder",
        "NamedTempFile",
    ];
    let mut wrong = Vec::new();
    for (path, code) in sources() {
        let path = inside(&path);
        let name = path.to_str().unwrap().replace('\\', "/");
        // Whole files of tests, and modules of tests at the end of others.
        if name.starts_with("output/") || name.ends_with("/tests.rs") {
            continue;
        }
        let production = code.split("#[cfg(test)]").next().unwrap_or("");
        wrong.extend(WRITES.iter().filter(|word| production.contains(**word)).map(|word| format!("{name}: {word}")));
    }
    assert!(wrong.is_empty(), "writes beside the door (src/output/):\n{}", wrong.join("\n"));
}

/// ARCHITECTURE.md names files and items; all of them exist.
#[test]
fn the_architecture_page_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let code: String = sources().into_iter().map(|(_, text)| text).collect();
    let mut wrong = Vec::new();
    for quoted in page.split('`').skip(1).step_by(2) {
        let path = quoted.trim_end_matches('/');
        let is_path = path.starts_with("src/") || path.starts_with("tests/") || path.starts_with("standard/");
        if is_path && !root.join(path).exists() {
            wrong.push(format!("{path} does not exist"));
        }
        let is_item = quoted.contains("::") && !quoted.contains(' ');
        let name = quoted.rsplit("::").next().unwrap_or("");
        if is_item && !["fn ", "struct ", "enum "].iter().any(|kind| code.contains(&format!("{kind}{name}"))) {
            wrong.push(format!("{quoted} is nowhere in src"));
        }
    }
    for floor in FLOORS.iter().flat_map(|floor| floor.iter()) {
        if !page.contains(floor) {
            wrong.push(format!("the floor `{floor}` is not on the page"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
