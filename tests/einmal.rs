//! One project is one: whatever names, links and copies lead to a file, it is read and counted once, and two files that
//! tell of one project are refused by whoever would count them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::path::{Path, PathBuf};
use std::process::Command;

const DAY: [&str; 2] = ["--stichtag", "2026-10-31"];

struct Told {
    code: i32,
    out: String,
    err: String,
}

fn lotse(folder: &Path, arguments: &[&str]) -> Told {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Told { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn json(folder: &Path, paths: &[&str]) -> serde_json::Value {
    let told = lotse(folder, &[&["pruefe"], paths, &DAY, &["--format", "json"]].concat());
    serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{}{}", told.out, told.err))
}

fn project(id: &str) -> String {
    format!("# {id}\nid = \"{id}\"\ntitel = \"Vorhaben {id}\"\ndatenart = \"gemeldet\"\n")
}

fn write(path: PathBuf, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A folder with projects in folders of different depth.
fn portfolio(ids: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (number, id) in ids.iter().enumerate() {
        let deep = ["a", "a/b", "c"][number % 3];
        write(folder.path().join(format!("p/{deep}/{id}.toml")), &project(id));
    }
    folder
}

fn twice(answer: &serde_json::Value) -> Vec<&serde_json::Value> {
    answer["befunde"].as_array().unwrap().iter().filter(|finding| finding["regel"] == "STR-14").collect()
}

#[test]
fn a_file_is_one_however_it_is_named() {
    let folder = portfolio(&["eins", "zwei", "drei"]);
    let at = folder.path();
    let absolute = at.join("p").to_str().unwrap().to_owned();
    let file = at.join("p/a/eins.toml").to_str().unwrap().to_owned();
    let alone = json(at, &["p"]);
    for paths in [
        vec!["p", "./p"],
        vec!["p", "p/a", "p/a/b/.."],
        vec![&absolute, "p"],
        vec!["p", &absolute],
        vec!["p", "p/a/eins.toml", "./p/a/../a/eins.toml", &file],
        vec![&file, "p"],
    ] {
        let answer = json(at, &paths);
        assert_eq!(answer["projekte"], 3, "{paths:?}");
        assert_eq!(answer["zaehlung"], alone["zaehlung"], "{paths:?}");
        assert!(twice(&answer).is_empty(), "{paths:?}");
    }
    // The name does not depend on the order in which the paths were typed.
    assert_eq!(json(at, &[&absolute, "p"])["befunde"], json(at, &["p", &absolute])["befunde"]);
}

#[cfg(unix)]
#[test]
fn links_lead_to_what_is_there_once_and_loops_end() {
    use std::os::unix::fs::symlink;
    let folder = portfolio(&["eins", "zwei", "drei"]);
    let at = folder.path();
    let alone = json(at, &["p"]);
    symlink("..", at.join("p/a/zurueck")).unwrap();
    symlink("../../p", at.join("p/a/b/nochmal")).unwrap();
    symlink("selbst", at.join("p/selbst")).unwrap();
    symlink("a/eins.toml", at.join("p/anders.toml")).unwrap();
    symlink("p", at.join("q")).unwrap();
    for paths in [vec!["p"], vec!["q"], vec!["p", "q"], vec!["q", "p"], vec!["p/a/zurueck", "p"]] {
        let answer = json(at, &paths);
        assert_eq!((&answer["projekte"], &answer["zaehlung"]), (&alone["projekte"], &alone["zaehlung"]), "{paths:?}");
    }
    // A file keeps its own name, not that of a link to it.
    let names: Vec<&str> = alone["befunde"].as_array().unwrap().iter().map(|finding| finding["datei"].as_str().unwrap()).collect();
    let answer = json(at, &["p"]);
    let again: Vec<&str> = answer["befunde"].as_array().unwrap().iter().map(|finding| finding["datei"].as_str().unwrap()).collect();
    assert_eq!(names, again);
    // What is only reached by a link is reached.
    write(at.join("fern/vier.toml"), &project("vier"));
    symlink("../fern", at.join("p/fern")).unwrap();
    assert_eq!(json(at, &["p"])["projekte"], 4);
    assert!(lotse(at, &[&["pruefe", "p"], &DAY[..]].concat()).err.contains("„p/selbst“ verweist auf einen Ordner, den es nicht gibt"));
    // A link to nowhere that is called like a project file is not lost.
    symlink("nirgends.toml", at.join("p/weg.toml")).unwrap();
    let answer = json(at, &["p"]);
    assert!(answer["befunde"].as_array().unwrap().iter().any(|finding| finding["regel"] == "STR-10" && finding["projekt"] == "weg"));
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_read() {
    let folder = portfolio(&["eins"]);
    let at = folder.path();
    let made = Command::new("mkfifo").arg(at.join("p/pipe.toml")).status().is_ok_and(|status| status.success());
    assert!(made);
    let no_file = "keine gewöhnliche Datei";
    for path in ["p/pipe.toml", "/dev/null", "/dev/zero"] {
        for command in [vec!["pruefe"], vec!["naechste"], vec!["ausnahmen"]] {
            let told = lotse(at, &[&command[..], &[path], &DAY].concat());
            assert_eq!((told.code, told.err.contains(no_file)), (2, true), "{command:?} {path}: {}", told.err);
        }
    }
    let answer = json(at, &["p"]);
    let found: Vec<_> = answer["befunde"].as_array().unwrap().iter().filter(|finding| finding["regel"] == "STR-10").collect();
    assert_eq!(found.len(), 1);
    assert!(found[0]["meldung"].as_str().unwrap().contains(no_file), "{}", found[0]);
    for option in ["--bestand", "--standard"] {
        let told = lotse(at, &[&["pruefe", "p/a", option, "p/pipe.toml"], &DAY[..]].concat());
        assert_eq!(told.code, 2, "{}", told.err);
    }
}

/// Copies as file managers and people make them.
fn copies(id: &str) -> Vec<String> {
    let mut names: Vec<String> =
        [" - Kopie", " (1)", "_alt", " Kopie 2", "-neu"].iter().map(|ending| format!("p/a/{id}{ending}.toml")).collect();
    names.extend([format!("p/sicherung/{id}.toml"), format!("p/{}.TOML", id.to_uppercase())]);
    names
}

#[test]
fn two_files_of_one_project_are_told_with_both_places_and_nothing_is_made_of_them() {
    for copy in copies("eins") {
        let folder = portfolio(&["eins", "zwei", "drei", "vier"]);
        let at = folder.path();
        let before = json(at, &["p"]);
        write(at.join(&copy), &project("eins").replace("# eins\n", "# eins\n\n"));
        let answer = json(at, &["p"]);
        let found = twice(&answer);
        assert_eq!(found.len(), 1, "{copy}");
        let (here, there) = (found[0], &found[0]["weitere_orte"][0]);
        assert_eq!((here["stufe"].as_str(), here["pfad"].as_str(), there["pfad"].as_str()), (Some("MUSS"), Some("id"), Some("id")));
        let mut places = [(here["datei"].as_str().unwrap(), &here["zeile"]), (there["datei"].as_str().unwrap(), &there["zeile"])];
        places.sort_by_key(|(file, _)| *file != copy);
        assert_eq!(places, [(copy.as_str(), &serde_json::json!(3)), ("p/a/eins.toml", &serde_json::json!(2))], "{copy}");
        // Rules across projects are asked of each project once.
        let others = |answer: &serde_json::Value| {
            let findings = answer["befunde"].as_array().unwrap().iter();
            findings.filter(|finding| finding["projekt"] != "eins").cloned().collect::<Vec<_>>()
        };
        assert_eq!(others(&answer), others(&before), "{copy}");
        let month = ["--monat", "2026-10"];
        let mut refusing = vec![vec!["pruefe", "p", "--freigabe", "F2", DAY[0], DAY[1]], vec!["ausnahmen", "p", DAY[0], DAY[1]]];
        if cfg!(feature = "bericht") {
            refusing.push([&["bericht", "p", "--ausgabe", "berichte"], &month[..]].concat());
            refusing.push([&["bericht", "p", "--ausgabe", "berichte", "--freigeben"], &month[..]].concat());
            refusing.push([&["bericht", "p", "--ausgabe", "berichte", "--entwurf"], &month[..]].concat());
            refusing.push([&["meldestand", "p"], &month[..]].concat());
            refusing.push(vec!["auskunft", "nachnutzung", "p", "--von", "2026-01-01", "--bis", "2026-10-31"]);
            refusing.push(vec!["vorlage", "p", "--freigabe", "F2", DAY[0], DAY[1]]);
        }
        for command in refusing {
            let told = lotse(at, &command);
            assert_eq!(told.code, 2, "{command:?}: {}{}", told.out, told.err);
            for place in [format!("{copy}:3"), "p/a/eins.toml:2".to_owned()] {
                assert!(told.err.contains(&place), "{command:?}: {}", told.err);
            }
        }
        assert!(!at.join("berichte").exists(), "{copy}");
    }
}

#[test]
fn many_copies_are_one_finding_each() {
    let folder = portfolio(&["eins", "zwei"]);
    let at = folder.path();
    for number in 0..30 {
        write(at.join(format!("p/kopien/{number}/eins.toml")), &project("eins"));
    }
    let answer = json(at, &["p"]);
    let found = twice(&answer);
    assert_eq!(found.len(), 30);
    assert!(found.iter().all(|finding| finding["weitere_orte"].as_array().unwrap().len() == 30));
}

/// A prepared table that multiplies rows is refused with its place and the row.
#[cfg(feature = "bericht")]
#[test]
fn no_prepared_table_multiplies_rows() {
    use lotse::audit::{Auditor, Question};
    use lotse::period::Period;
    use lotse::portfolio::{Contents, Portfolio};
    use lotse::source::Source;
    use lotse::standard::Standard;
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let question = Question::as_of_day(Period::parse("2026-10-31").unwrap());
    let audits = ["eins", "zwei"].map(|id| auditor.audit(Source::new(format!("{id}.toml"), project(id)), question));
    let views = Contents::load(&standard).unwrap().views;
    let answer = |key: &[&str], sql: &str| {
        let mut view = views.iter().find(|view| view.name == "bezeichnungen").unwrap().clone();
        view.columns.clear();
        view.key = toml::Spanned::new(view.key.span(), key.iter().map(|&name| name.to_owned()).collect());
        view.sql = toml::Spanned::new(view.sql.span(), sql.to_owned());
        Portfolio::of(&standard, &[view], question.as_of, &audits).map(|_| ()).map_err(|complaint| complaint.to_string())
    };
    for (key, sql, told) in [
        (
            &["projekt"][..],
            "SELECT p.projekt FROM projekte p CROSS JOIN phasen_des_standards",
            "zwei Zeilen mit demselben Schlüssel: projekt = „eins“",
        ),
        (&["phase"], "SELECT p.projekt, p.phase AS phase FROM projekte p", "zwei Zeilen"),
        (&[], "SELECT projekt FROM projekte", "mehr als eine Zeile"),
        (&["projekt", "fehlt"], "SELECT projekt FROM projekte", "keine Spalte „fehlt“"),
    ] {
        let wrong = answer(key, sql).unwrap_err();
        assert!(wrong.contains("bezeichnungen.toml:") && wrong.contains(told), "{wrong}");
    }
    assert_eq!(answer(&["projekt", "id"], "SELECT p.projekt, f.id FROM projekte p CROSS JOIN phasen_des_standards f"), Ok(()));
    // Also where one file came in twice past every door.
    let copies = [&audits[0], &audits[1], &audits[0]].map(|audit| auditor.audit(audit.document.source.clone(), question));
    let wrong = Portfolio::of(&standard, &[], question.as_of, &copies).map(|_| ()).unwrap_err().to_string();
    assert!(wrong.contains("zwei Zeilen mit demselben Schlüssel: projekt = „eins“"), "{wrong}");
}
