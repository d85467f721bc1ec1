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
use lotse::report::outputs::Output;

fn options(output: &Path) -> Options {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Options {
        paths: vec![PathBuf::from("data/gdst")],
        standard: Some(root.join("standard/gdst")),
        month: Some("2026-10".to_owned()),
        output: output.to_owned(),
        ..Options::default()
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

/// Kept for looking at: the folder of the month below the test's own folder. Written once, since nobody else may write there meanwhile.
fn page() -> (BTreeMap<String, Vec<u8>>, String) {
    static PAGE: std::sync::LazyLock<(BTreeMap<String, Vec<u8>>, String)> = std::sync::LazyLock::new(rendered);
    PAGE.clone()
}

fn rendered() -> (BTreeMap<String, Vec<u8>>, String) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bericht");
    assert_eq!(run(&options(&folder)).unwrap_or_else(|error| panic!("{error:#}")), Outcome::Clean);
    let files = written(&folder.join("2026-10"));
    let page = String::from_utf8(files["index.html"].clone()).unwrap();
    (files, page)
}

/// The words of a page without its markup.
fn words(page: &str) -> String {
    let body = page.split("<main").nth(1).unwrap();
    let text: String = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ");
    text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_real_projects_make_a_sound_page() {
    let (files, page) = page();
    assert_eq!(link_faults(&page), Vec::<String>::new());
    for name in ["kennzahlen.csv", "snapshot/projekte.parquet", "snapshot/befunde.parquet", "snapshot/woerterbuch.csv", "nachweis.json"] {
        assert!(files.contains_key(name), "{name}");
    }
    let words = words(&page);
    for said in ["mehr als 40 von 133", "23 von 133", "60 Menschen", "mehr als 45", "mehr als 250", "6 von 10 Handlungsempfehlungen"] {
        assert!(words.contains(said), "{said} in {words}");
    }
    for never in ["ERFUNDENES", "nicht erfüllt", "verletzt", "Rücklaufquote", "30,1", "Datum ändern"] {
        assert!(!words.contains(never), "{never}");
    }
    assert!(!page.contains("{{") && !page.contains("None") && !page.contains(">none<"));
}

#[test]
fn another_land_is_named_as_a_comparison_and_counted_nowhere() {
    let (files, page) = page();
    assert!(words(&page).contains("Vergleichsfall aus Nordrhein-Westfalen, zählt nicht mit"));
    let figures = String::from_utf8(files["kennzahlen.csv"].clone()).unwrap();
    assert!(!figures.to_lowercase().contains("owl"), "{figures}");
}

#[test]
fn figures_keep_the_columns_of_the_contract() {
    let (files, _) = page();
    let text = String::from_utf8(files["kennzahlen.csv"].clone()).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("\u{feff}id;titel;gruppe;wert;einheit;zaehler;nenner;genauigkeit;unbekannt;datenstand;stichtag"));
    let line = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{start} in {text}")).to_owned();
    assert!(line("KZ-02[gdst]").ends_with(";;Kommunen;40;133;mehr_als;;19.09.2025;2026-10-31"), "{text}");
    assert!(line("KZ-02[cio-projekt]").contains(";17,3;Prozent;23;133;genau;;10/2023;"), "{text}");
    assert!(line("KZ-03;").contains(";;Antworten auf Anfragen;;;unbekannt;10;;"), "{text}");
    assert!(lines.all(|line| line.split(';').count() == 11), "{text}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for folder in [&first, &second] {
        run(&options(folder.path())).unwrap();
    }
    let (first, second) = (written(first.path()), written(second.path()));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(*bytes == second[name], "{name} differs between two runs");
    }
}

#[test]
fn the_evidence_names_every_input_and_every_other_output() {
    let (files, _) = page();
    let proof: serde_json::Value = serde_json::from_slice(&files["nachweis.json"]).unwrap();
    let sums = |key: &str| {
        proof[key]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| (entry["datei"].as_str().unwrap().to_owned(), entry["sha256"].as_str().unwrap().to_owned()))
            .collect::<BTreeMap<_, _>>()
    };
    let outputs = sums("ausgaben");
    assert_eq!(outputs.len(), files.len() - 1);
    for (name, sum) in &outputs {
        assert_eq!(*sum, lotse::report::evidence::sha256(&files[name]), "{name}");
    }
    let inputs = sums("eingaben");
    assert_eq!(inputs.len(), 11);
    for (name, sum) in &inputs {
        assert_eq!(*sum, lotse::report::evidence::sha256(&fs::read(name).unwrap()), "{name}");
    }
    assert_eq!((proof["freigegeben"].clone(), proof["vorgaenger"].clone()), (false.into(), serde_json::Value::Null));
}

/// Only few forms: what is tried here is where they go.
fn quick(output: &Path) -> Options {
    Options { outputs: Some([Output::Csv, Output::Md].into_iter().collect()), ..options(output) }
}

#[test]
fn a_draft_written_again_holds_only_what_is_made_now() {
    let folder = tempfile::tempdir().unwrap();
    run(&quick(folder.path())).unwrap();
    let month = folder.path().join("2026-10");
    assert!(month.join("portfolio.md").exists());
    for name in ["Thumbs.db", ".DS_Store", "desktop.ini", "../fremd.txt"] {
        fs::write(month.join(name), "x").unwrap();
    }
    run(&Options { outputs: Some([Output::Csv].into_iter().collect()), ..quick(folder.path()) }).unwrap();
    assert_eq!(written(&month).into_keys().collect::<Vec<_>>(), ["grundlage.json", "kennzahlen.csv", "nachweis.json"]);
    assert!(folder.path().join("fremd.txt").exists(), "what lies elsewhere stays");
}

/// Notes beside the pages, a page somebody has gone on writing in, another report inside: none of it goes with the draft.
#[test]
fn a_draft_takes_nothing_with_it_that_is_not_its_own() {
    for (name, text) in [("notiz.txt", "x"), ("portfolio.md", "Meine Fassung"), ("fassung-2/nachweis.json", "")] {
        let folder = tempfile::tempdir().unwrap();
        run(&quick(folder.path())).unwrap();
        let month = folder.path().join("2026-10");
        let text = if text.is_empty() { fs::read_to_string(month.join("nachweis.json")).unwrap() } else { text.to_owned() };
        fs::create_dir_all(month.join(name).parent().unwrap()).unwrap();
        fs::write(month.join(name), &text).unwrap();
        let before = written(&month);
        for release in [false, true] {
            let error = format!("{:#}", run(&Options { release, ..quick(folder.path()) }).unwrap_err());
            assert!(error.contains("ginge verloren") && error.contains(name.trim_end_matches("nachweis.json")), "{error}");
            assert_eq!(written(&month), before);
        }
        run(&Options { insist: true, ..quick(folder.path()) }).unwrap();
        assert_eq!(written(&folder.path().join("2026-10-beiseite")), before, "with a word it is laid aside");
        assert_eq!(written(&month).into_keys().collect::<Vec<_>>(), ["grundlage.json", "kennzahlen.csv", "nachweis.json", "portfolio.md"]);
    }
}

#[test]
fn a_folder_with_files_and_no_evidence_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let month = folder.path().join("2026-10");
    fs::create_dir_all(&month).unwrap();
    run(&quick(folder.path())).unwrap();
    run(&Options { release: true, ..quick(folder.path()) }).unwrap();
    let released = written(&month);
    fs::remove_file(month.join("nachweis.json")).unwrap();
    for release in [false, true] {
        let error = format!("{:#}", run(&Options { release, ..quick(folder.path()) }).unwrap_err());
        assert!(error.contains("ohne gültigen Nachweis"), "{error}");
    }
    fs::write(month.join("nachweis.json"), &released["nachweis.json"]).unwrap();
    assert_eq!(written(&month), released);
    let other = tempfile::tempdir().unwrap();
    fs::create_dir_all(other.path().join("2026-10")).unwrap();
    fs::write(other.path().join("2026-10/portfolio.md"), "Notizen über das Prüfwerkzeug lotse").unwrap();
    assert!(run(&quick(other.path())).is_err());
    assert_eq!(fs::read_to_string(other.path().join("2026-10/portfolio.md")).unwrap(), "Notizen über das Prüfwerkzeug lotse");
}

/// A draft of one kind of data does not give way to another.
#[test]
fn kinds_of_data_do_not_take_each_others_place() {
    let folder = tempfile::tempdir().unwrap();
    run(&quick(folder.path())).unwrap();
    let before = written(&folder.path().join("2026-10"));
    let data = folder.path().join("daten");
    fs::create_dir_all(&data).unwrap();
    project(&data, "erdacht", "erfunden", "");
    let error = run(&Options { paths: vec![data], ..quick(folder.path()) }).unwrap_err().to_string();
    assert!(error.contains("anderen Datenart"), "{error}");
    assert_eq!(written(&folder.path().join("2026-10")), before);
}

#[test]
fn a_folder_whose_evidence_is_broken_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let month = folder.path().join("2026-10");
    fs::create_dir_all(&month).unwrap();
    fs::write(month.join("nachweis.json"), "{\"freigegeben\": true}").unwrap();
    let error = run(&options(folder.path())).unwrap_err().to_string();
    assert!(error.contains("beschädigt"), "{error}");
    assert_eq!(written(&month).len(), 1);
}

fn project(folder: &Path, id: &str, kind: &str, more: &str) {
    fs::write(folder.join(format!("{id}.toml")), format!("id = \"{id}\"\ntitel = \"Titel {id}\"\ndatenart = \"{kind}\"\n{more}")).unwrap();
}

#[test]
fn kinds_of_data_are_never_mixed() {
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), "echt", "gemeldet", "");
    project(folder.path(), "erdacht", "erfunden", "");
    let error = run(&Options { paths: vec![folder.path().to_owned()], ..options(&folder.path().join("aus")) }).unwrap_err();
    assert!(error.to_string().contains("Datenart"), "{error:#}");
    assert!(!folder.path().join("aus").exists());
}

#[test]
fn an_invented_portfolio_says_so_and_hostile_texts_stay_texts() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("daten");
    fs::create_dir_all(&data).unwrap();
    let hostile = "[[statusberichte]]\nstand = 2026-10-20\nampel = \"rot\"\ntext = \"<script>alert(1)</script>\"\nstellungnahme = \"{{ 7*7 }} \\ue001x\\ue007 <b>\"\n[[quellen]]\nid = \"q\"\ntitel = \"Q\"\nadresse = \"javascript:alert(1)\"\n";
    project(&data, "erdacht", "erfunden", hostile);
    project(&data, "leer", "erfunden", "");
    fs::write(data.join("kaputt.toml"), "[[id = kaputt\n").unwrap();
    let out = folder.path().join("aus");
    run(&Options { paths: vec![data], ..options(&out) }).unwrap_or_else(|error| panic!("{error:#}"));
    let page = String::from_utf8(written(&out.join("2026-10"))["index.html"].clone()).unwrap();
    assert_eq!(link_faults(&page), Vec::<String>::new());
    assert!(page.contains("ERFUNDENES BEISPIEL"));
    assert!(page.matches("<script").count() == 1 && !page.contains("javascript:alert") && page.contains("{{ 7*7 }}"));
    assert!(words(&page).contains("1 von 3 Vorhaben haben für diesen Monat gemeldet, eines davon rot"), "{}", words(&page));
}

#[test]
fn a_portfolio_without_a_readable_project_is_a_calm_page() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("daten");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("kaputt.toml"), "[[id = kaputt\n").unwrap();
    let out = folder.path().join("aus");
    run(&Options { paths: vec![data], ..options(&out) }).unwrap_or_else(|error| panic!("{error:#}"));
    let page = String::from_utf8(written(&out.join("2026-10"))["index.html"].clone()).unwrap();
    assert_eq!(link_faults(&page), Vec::<String>::new());
}

/// What a page of forty projects must not become: forty large figures, a list of every finding.
#[test]
fn the_invented_portfolio_is_a_page_people_can_read() {
    let folder = tempfile::tempdir().unwrap();
    run(&Options { paths: vec![PathBuf::from("data/beispiel")], ..options(folder.path()) }).unwrap_or_else(|error| panic!("{error:#}"));
    let page = String::from_utf8(written(&folder.path().join("2026-10"))["index.html"].clone()).unwrap();
    assert_eq!(link_faults(&page), Vec::<String>::new());
    assert!(page.contains("ERFUNDENES BEISPIEL"));
    assert!(page.matches("class=\"gross\"").count() <= 12, "{} large figures", page.matches("class=\"gross\"").count());
    let words = words(&page);
    assert!(words.contains("Vorhaben haben für diesen Monat gemeldet") && words.contains("von 133 Verwaltungen"), "{words}");
}
