//! Same input, same bytes: neither the order of the files nor time zone, language, number of threads or the hour of the
//! day changes anything in any form. Each run is a process of its own, as its user starts it.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

type Files = BTreeMap<String, Vec<u8>>;

/// The surroundings a run must not notice.
#[derive(Clone, Copy)]
struct Surroundings {
    zone: &'static str,
    language: &'static str,
    threads: &'static str,
    /// Files in the opposite order.
    backwards: bool,
}

const AT_HOME: Surroundings = Surroundings { zone: "Europe/Berlin", language: "de_DE.UTF-8", threads: "1", backwards: false };
const FAR_AWAY: Surroundings = Surroundings { zone: "Pacific/Kiritimati", language: "tr_TR.ISO-8859-9", threads: "5", backwards: true };

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Some invented projects of every state; the whole portfolio would only take longer.
fn projects() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(root().join("data/beispiel")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files.into_iter().step_by(4).collect()
}

/// The one whose papers have something of everything.
fn troubled() -> Vec<PathBuf> {
    vec![root().join("data/beispiel/beispiel-0040-netz.toml")]
}

/// What a run writes below `folder`, and what it says.
fn run(arguments: &[&str], over: &[PathBuf], surroundings: Surroundings, folder: &Path) -> (Files, String) {
    let mut paths: Vec<String> = over.iter().map(|path| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()).collect();
    if surroundings.backwards {
        paths.reverse();
    }
    let (command, rest) = arguments.split_first().unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_lotse"))
        .args(command.split(' '))
        .args(paths)
        .args(rest)
        .current_dir(root())
        .envs([("TZ", surroundings.zone), ("LANG", surroundings.language), ("LC_ALL", surroundings.language)])
        .env("RAYON_NUM_THREADS", surroundings.threads)
        .output()
        .unwrap();
    let told = String::from_utf8(done.stdout).unwrap().replace(folder.to_str().unwrap(), "");
    assert!(done.status.code().unwrap() < 2, "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    (written(folder), told)
}

fn written(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// `$` in an argument stands for the folder of the run.
fn both(arguments: &[&str], over: &[PathBuf]) -> (Files, String) {
    let at = |surroundings: Surroundings| {
        let folder = tempfile::tempdir().unwrap();
        let own: Vec<String> = arguments.iter().map(|argument| argument.replace('$', folder.path().to_str().unwrap())).collect();
        run(&own.iter().map(String::as_str).collect::<Vec<_>>(), over, surroundings, folder.path())
    };
    let first = at(AT_HOME);
    // Containers that note the time do so in steps of two seconds.
    std::thread::sleep(Duration::from_millis(2100));
    let second = at(FAR_AWAY);
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first.0), names(&second.0), "{arguments:?}");
    for (name, bytes) in &first.0 {
        assert!(second.0[name] == *bytes, "{arguments:?}: {name} differs");
    }
    assert_eq!(first.1, second.1, "{arguments:?}");
    first
}

#[test]
fn the_report_in_every_form() {
    let (files, _) = both(&["bericht", "--monat", "2026-10", "--entwurf", "--ausgabe", "$"], &projects());
    for ending in ["html", "pdf", "xlsx", "md", "csv", "parquet", "json"] {
        assert!(files.keys().any(|name| name.ends_with(&format!(".{ending}"))), "no {ending}: {:?}", files.keys());
    }
    assert!(files.contains_key("2026-10/abweichungen.html"), "{:?}", files.keys());
}

#[test]
fn one_project_in_every_form() {
    let forms = ["html", "pdf", "xlsx", "md", "odt"];
    let asked = ["bericht", "--monat", "2026-10", "--projekt", "beispiel-0040-netz", "--formen", &forms.join(","), "--ausgabe", "$"];
    let (files, _) = both(&asked, &troubled());
    for form in forms {
        assert!(files.contains_key(&format!("2026-10-beispiel-0040-netz/projekte/beispiel-0040-netz.{form}")), "{:?}", files.keys());
    }
}

#[test]
fn the_check_in_every_form() {
    for form in ["text", "json", "sarif", "junit", "gitlab", "markdown", "csv"] {
        let (_, told) = both(&["pruefe", "--stichtag", "2026-10-31", "--format", form], &projects());
        assert!(told.contains("beispiel-00"), "{form}: {told}");
    }
    for form in ["html", "pdf", "odt"] {
        let target = format!("$/papier.{form}");
        let (files, told) = both(&["pruefe", "--stichtag", "2026-10-31", "--format", form, "--ausgabe", &target], &troubled());
        assert_eq!(files.len(), 2, "the paper and the register, {form}: {told}");
    }
}

#[test]
fn the_papers_in_every_form() {
    for form in ["text", "html", "pdf", "odt", "xlsx", "markdown"] {
        let target = format!("$/papier.{form}");
        let made = |command: &str, asked: &[&str], over: &[PathBuf]| {
            let (files, told) = both(&[&[command], asked, &["--format", form, "--ausgabe", &target]].concat(), over);
            assert_eq!(files.len(), 2, "the paper and the register, {form}: {told}");
        };
        made("meldestand", &["--monat", "2026-10", "--frist", "2026-11-04"], &projects());
        made("auskunft nachnutzung", &["--von", "2026-01-01", "--bis", "2026-10-31"], &projects());
        made("vorlage", &["--freigabe", "F4", "--stichtag", "2026-10-31"], &troubled());
    }
}
