//! Papers through the binary: the Prüfbericht for a meeting, the paper for a decision, and what any paper has in common.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fs;
use std::path::Path;
use std::process::Command;

use lotse::portfolio::Contents;
use lotse::report::html::link_faults;
use lotse::standard::Standard;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn lotse(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// The Prüfbericht of one file as text, and the exit code.
fn bericht(file: &str, day: &str, more: &[&str]) -> (i32, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bericht.txt");
    let run = lotse(&[&["pruefe", file, "--stichtag", day, "--ausgabe", path.to_str().unwrap()], more].concat());
    (run.code, fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", run.err)))
}

fn shown(name: &str, text: &str) {
    insta::with_settings!({filters => vec![("[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4}", "[Nachweis]")]}, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn a_clean_project_fulfils_the_profile_and_nothing_is_in_its_way() {
    let (code, text) = bericht("tests/projekte/muster-sauber.toml", "2026-03-31", &["--freigabe", "f2"]);
    assert_eq!(code, 0);
    shown("pruefbericht_sauber", &text);
}

#[test]
fn every_mistake_is_in_the_paper_and_the_exit_code_is_that_of_the_check() {
    let (code, text) = bericht("tests/projekte/muster-fehler.toml", "2026-03-31", &[]);
    assert_eq!(code, lotse(&["pruefe", "tests/projekte/muster-fehler.toml", "--stichtag", "2026-03-31"]).code);
    shown("pruefbericht_fehler", &text);
}

#[test]
fn a_broken_file_still_gets_its_paper() {
    let (code, text) = bericht("tests/projekte/kaputt.toml", "2026-03-31", &[]);
    assert_eq!(code, 1);
    shown("pruefbericht_kaputt", &text);
}

/// What is the same for all findings of a rule stands once, and no place is lost.
#[test]
fn each_finding_keeps_its_place_and_each_remedy_stands_once() {
    let file = "data/beispiel/beispiel-0040-netz.toml";
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, text) = bericht(file, "2026-10-31", &[]);
    let findings = text.split("3 Befunde").nth(1).unwrap().split("\n4 Ausnahmen").next().unwrap();
    let findings = one_line(findings);
    let run = lotse(&["pruefe", file, "--stichtag", "2026-10-31", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let failed = |finding: &&serde_json::Value| finding["ergebnis"] == "nicht_erfuellt";
    let all: Vec<&serde_json::Value> = report["befunde"].as_array().unwrap().iter().filter(failed).collect();
    assert!(all.len() > 100, "{}", all.len());
    for finding in all {
        let place = format!("(beispiel-0040-netz.toml:{})", finding["zeile"]);
        assert!(findings.contains(&place), "{place}");
        let rule = format!("{} {} ", finding["stufe"].as_str().unwrap(), finding["regel"].as_str().unwrap());
        assert_eq!(findings.matches(&rule).count(), 1, "{rule}");
    }
}

#[test]
fn the_steps_are_those_of_naechste_and_never_more_than_five() {
    let file = "data/beispiel/beispiel-0040-netz.toml";
    let (_, text) = bericht(file, "2025-12-31", &[]);
    let steps = text.split("1 Die nächsten Schritte").nth(1).unwrap().split("2 Was je Freigabe fehlt").next().unwrap();
    let next = lotse(&["naechste", file, "--stichtag", "2025-12-31"]).out;
    // Each step names its rule once, with its level before it.
    let rules: Vec<&str> = steps.split("MUSS ").skip(1).map(|rest| &rest[..5]).collect();
    assert_eq!(rules.len(), 5, "{steps}");
    for rule in rules {
        assert!(rule == "Schre" || next.contains(&format!("MUSS {rule}")), "{rule}: {next}");
    }
}

#[test]
fn the_paper_for_a_decision_proposes_what_the_findings_allow() {
    for (name, file, day, said) in [
        ("vorlage_sauber", "tests/projekte/muster-sauber.toml", "2026-03-31", "Nach Prüfprofil gdst 0.1 freigabereif; vorgeschlagen wird"),
        ("vorlage_fehler", "tests/projekte/muster-fehler.toml", "2026-03-31", "Nach Prüfprofil gdst 0.1 noch nicht freigabereif"),
        ("vorlage_kaputt", "tests/projekte/kaputt.toml", "2026-03-31", "Die Datei lässt sich nicht lesen."),
    ] {
        let run = lotse(&["vorlage", file, "--freigabe", "F2", "--stichtag", day]);
        assert_eq!(run.code, i32::from(name == "vorlage_kaputt"), "{}", run.err);
        assert!(run.out.contains(said), "{}", run.out);
        shown(name, &run.out);
    }
    let public = lotse(&["vorlage", "data/gdst/gdst.toml", "--freigabe", "F2", "--stichtag", "2026-10-31"]).out;
    for word in ["nicht erfüllt", "Auflage wird", "zu erteilen", "Unterschrift"] {
        assert!(!public.split("Was nicht erfüllt oder").next().unwrap().contains(word), "{word}: {public}");
    }
    for wrong in
        [&["vorlage", "tests/projekte/muster-sauber.toml"][..], &["vorlage", "tests/projekte/muster-sauber.toml", "--freigabe", "F9"]]
    {
        let run = lotse(wrong);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("--freigabe fehlt") || run.err.contains("die Freigabe „F9“ gibt es nicht"), "{}", run.err);
    }
}

/// A folder of files as they come in: one that is right, one that is not, one that is broken, two with the same id.
fn inbox() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["muster-sauber", "muster-fehler", "kaputt"] {
        fs::copy(Path::new("tests/projekte").join(format!("{name}.toml")), folder.path().join(format!("{name}.toml"))).unwrap();
    }
    let text = fs::read_to_string("tests/projekte/muster-sauber.toml").unwrap();
    fs::write(folder.path().join("zweite Fassung.toml"), &text).unwrap();
    let untold: Vec<&str> = text.lines().filter(|line| !line.starts_with("datenart")).collect();
    fs::write(folder.path().join("ohne.toml"), untold.join("\n").replace("\"muster-sauber\"", "\"ohne\"")).unwrap();
    folder
}

#[test]
fn each_file_of_a_folder_gets_its_paper_beside_it() {
    let folder = inbox();
    let run = lotse(&["pruefe", folder.path().to_str().unwrap(), "--stichtag", "2026-03-31", "--je-projekt"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let mut papers: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".pruefbericht.html"))
        .collect();
    papers.sort();
    let second = papers.iter().find(|name| name.starts_with("zweite")).unwrap().clone();
    let expected = ["_4d-uster_20-_46-ehler", "kaputt", "muster-sauber", "ohne"].map(|id| format!("{id}.pruefbericht.html"));
    assert_eq!(papers.iter().filter(|name| **name != second).cloned().collect::<Vec<_>>(), expected);
    for name in &papers {
        let page = fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(link_faults(&page), Vec::<String>::new(), "{name}");
        assert_eq!(page.contains("ERFUNDENES BEISPIEL"), !name.starts_with("kaputt") && !name.starts_with("ohne"), "{name}");
    }
    // Again: its own papers are made anew, with the same bytes.
    let before = fs::read(folder.path().join(&second)).unwrap();
    assert_eq!(lotse(&["pruefe", folder.path().to_str().unwrap(), "--stichtag", "2026-03-31", "--je-projekt"]).code, 1);
    assert_eq!(fs::read(folder.path().join(&second)).unwrap(), before);
    // Somebody else's file of that name stays as it is.
    fs::write(folder.path().join("kaputt.pruefbericht.html"), "von Hand").unwrap();
    let run = lotse(&["pruefe", folder.path().to_str().unwrap(), "--stichtag", "2026-03-31", "--je-projekt"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("kaputt.pruefbericht.html") && run.err.contains("nicht überschrieben"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("kaputt.pruefbericht.html")).unwrap(), "von Hand");
}

#[test]
fn several_files_need_je_projekt_and_a_form_needs_a_file() {
    let folder = inbox();
    let path = folder.path().to_str().unwrap();
    let several = lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--format", "html"]);
    assert_eq!(several.code, 2);
    assert!(several.err.contains("--je-projekt"), "{}", several.err);
    let screen = lotse(&["pruefe", "tests/projekte/muster-sauber.toml", "--stichtag", "2026-03-31", "--format", "pdf"]);
    assert_eq!(screen.code, 2);
    assert!(screen.err.contains("--ausgabe NAME.pdf"), "{}", screen.err);
    let strange = lotse(&["vorlage", "tests/projekte/muster-sauber.toml", "--freigabe", "F2", "--ausgabe", "vorlage.docx"]);
    assert_eq!(strange.code, 2);
    assert!(strange.err.contains("sagt nicht, welche Form"), "{}", strange.err);
}

#[test]
fn a_paper_asks_what_its_head_declares_and_nothing_else() {
    let profile = ["--standard", "tests/profile/papiere"];
    let ask = |more: &[&str]| lotse(&[&["meldestand"], more, &profile].concat());
    let run = ask(&["data/gdst", "--monat", "2026-10", "--frist", "2026-11-04"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("Gefragt ist Oktober\u{a0}2026"), "{}", run.out);
    assert!(run.out.contains("Frist 04.11.2026, 11 Vorhaben; Abstand zum Monatsende 4 Tage; Freigabe nicht gefragt."), "{}", run.out);
    assert!(run.out.contains("Stichtag:    04.11.2026"), "{}", run.out);
    // Without a path each kind of data for itself, the invented one last.
    let both = ask(&["--monat", "2026-10", "--frist", "2026-11-04"]).out;
    let places: Vec<usize> = ["11 Vorhaben", "ERFUNDENES BEISPIEL", "40 Vorhaben"].map(|said| both.find(said).unwrap()).into();
    assert!(places.is_sorted(), "{both}");
    for (arguments, said) in [
        (&["data/gdst", "--monat", "2026-10"][..], "--frist fehlt: Tag, bis zu dem zu melden war."),
        (&["data/gdst", "--monat", "2026-13", "--frist", "2026-11-04"], "ist kein Monat"),
        (&["data/gdst", "--monat", "2026-10", "--frist", "2026-11"], "ist kein Tag"),
        (&["data/gdst", "data/beispiel", "--monat", "2026-10", "--frist", "2026-11-04"], "Datenart"),
        (&["--monat", "2026-10", "--frist", "2026-11-04", "--ausgabe", "x.html"], "es wären 2 Papiere"),
    ] {
        let run = ask(arguments);
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
    }
}

/// What is wrong with a paper is said when the standard is loaded, with its place.
#[test]
fn a_broken_paper_is_refused_when_the_standard_is_loaded() {
    let told = |place: &str, head: &str| {
        let folder = tempfile::tempdir().unwrap();
        let profile =
            "name = \"probe\"\ntitel = \"P\"\nfassung = \"1\"\nherausgeber = \"T\"\ngueltig_ab = 2026-01-01\nbasiert_auf = \"gdst\"\n";
        let paper = folder.path().join(place);
        fs::create_dir_all(&paper).unwrap();
        fs::write(folder.path().join("standard.toml"), profile).unwrap();
        fs::write(paper.join("kopf.toml"), format!("ober = \"o\"\ntitel = \"t\"\nlead = \"l\"\n{head}\n")).unwrap();
        let standard = Standard::load(folder.path()).unwrap_or_else(|complaints| panic!("{complaints:?}"));
        match Contents::load(&standard) {
            Ok(_) => String::new(),
            Err(complaints) => complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    };
    let asks = |name: &str, kind: &str, more: &str| format!("[[angabe]]\nname = \"{name}\"\nart = \"{kind}\"\nbedeutung = \"B\"\n{more}\n");
    assert_eq!(told("papiere/probe", &asks("ort", "text", "")), "");
    let per = "je = \"SELECT projekt AS seite, titel FROM bezeichnungen\"";
    let table = [
        ("bericht/probe", asks("ort", "text", ""), "nur ein Papier"),
        ("bericht/probe", "interne_angaben = true".to_owned(), "interne Angaben"),
        ("papiere/probe", asks("Ort", "text", ""), "kleinen Buchstaben"),
        ("papiere/probe", asks("freigabe", "text", ""), "etwas anderer Art"),
        ("papiere/probe", format!("{}{}", asks("ort", "text", ""), asks("ort", "text", "")), "steht hier schon"),
        ("papiere/probe", asks("ort", "text", "pflicht = true\nstichtag = true"), "Stichtag ist ein Tag oder Monat"),
        ("papiere/probe", asks("tag", "tag", "stichtag = true"), "Stichtag ist ein Tag oder Monat"),
        ("papiere/probe", asks("ort", "farbe", ""), "farbe"),
        ("papiere/probe", "datei = \"probe.html\"".to_owned(), "sagt der Befehl"),
        ("papiere/probe", "oberhalb = \"index\"".to_owned(), "steht für sich"),
        ("papiere/probe", per.to_owned(), "je_projekt = true"),
        ("papiere/probe", "[[wert]]\nname = \"w\"\nsql = \"SELECT ort FROM gibt_es_nicht\"".to_owned(), "gibt_es_nicht"),
    ];
    for (place, head, said) in table {
        let told = told(place, &head);
        assert!(told.contains(said) && told.contains(place), "{head}: {told}");
    }
}
