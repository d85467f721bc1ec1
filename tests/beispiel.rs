//! The invented portfolio: the recipe gives the committed files, and what each project is meant to show it does show.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const PORTFOLIO: &str = "data/beispiel";
const STANDARD: &str = "standard/gdst";

/// Project, rule and result.
type Answer = (String, String, String);

fn lotse(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.code().unwrap() < 2, "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn generate(projects: &str, seed: &str, folder: &Path) {
    let folder = folder.to_str().unwrap();
    lotse(&["beispiel", "--projekte", projects, "--seed", seed, "--standard", STANDARD, "--ausgabe", folder]);
}

/// Every answer of the check, the fulfilled ones too.
fn answers(path: &str) -> Vec<Answer> {
    let out = lotse(&["pruefe", path, "--standard", STANDARD, "--stichtag", "2026-10-31", "--format", "json", "--alle"]);
    let report: Value = serde_json::from_slice(&out).unwrap();
    // A finding about the whole portfolio names no project.
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["befunde"].as_array().unwrap();
    findings.iter().map(|finding| (text(finding, "projekt"), text(finding, "regel"), text(finding, "ergebnis"))).collect()
}

/// Name and text of every project file in a folder.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let toml = |path: &Path| path.extension().is_some_and(|ending| ending == "toml");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| toml(path));
    paths.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())).collect()
}

/// The rules with an answer that matches by project and result.
fn rules(answers: &[Answer], matching: impl Fn(&str, &str) -> bool) -> BTreeSet<String> {
    let found = answers.iter().filter(|(project, rule, result)| is_rule(rule) && matching(project, result));
    found.map(|(_, rule, _)| rule.clone()).collect()
}

/// The checks of form and of exceptions are built in; everything else is a rule of the standard. Rules across projects
/// answer for the portfolio.
fn is_rule(id: &str) -> bool {
    !id.starts_with("STR-") && !id.starts_with("AUS-") && !id.starts_with(ACROSS)
}

/// The letters of the rules across projects.
const ACROSS: &str = "PV-";

/// Drafts do not run.
#[cfg(feature = "bericht")]
const DRAFTS: [&str; 1] = ["PV-07"];

#[test]
fn the_recipe_gives_the_committed_portfolio() {
    let folder = tempfile::tempdir().unwrap();
    generate("40", "1", folder.path());
    let (made, committed) = (files(folder.path()), files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(PORTFOLIO)));
    assert_eq!(made.keys().collect::<Vec<_>>(), committed.keys().collect::<Vec<_>>());
    for (id, text) in made {
        assert!(committed[&id] == text, "{id} differs; the README of {PORTFOLIO} says how to make it anew");
    }
}

#[test]
fn any_number_of_projects_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    generate("300", "7", folder.path());
    let projects = files(folder.path());
    assert_eq!(projects.len(), 300);
    for (id, text) in &projects {
        assert!(text.starts_with("# ERFUNDENES BEISPIEL"), "{id}");
        assert!((150..=400).contains(&text.lines().count()), "{id} has {} lines", text.lines().count());
    }
    // Three kinds of project have mistakes of form on purpose; their first line says so.
    let deliberate = |project: &str, check: &str| {
        let shows = projects[project].lines().next().unwrap();
        match check {
            "STR-02" | "STR-04" => shows.contains("Fehler im Aufbau"),
            "STR-09" => shows.contains("Platzhalter"),
            "STR-13" => shows.contains("in Schwierigkeiten"),
            _ => false,
        }
    };
    let wrong: Vec<_> = answers(folder.path().to_str().unwrap())
        .into_iter()
        .filter(|(project, rule, _)| rule.starts_with("STR-") && !deliberate(project, rule))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_exemplary_project_is_clean() {
    let open = |result: &str| result == "nicht_erfuellt" || result == "nicht_pruefbar";
    let wrong: Vec<_> = answers(&project("0001")).into_iter().filter(|(_, _, result)| open(result)).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Rules the troubled project cannot break while it breaks the others, each with the reason.
const NOT_TOGETHER: &[(&str, &str)] = &[
    ("AB-01", "has its acceptance F5, and breaks what is asked afterwards: AB-02 to AB-06"),
    ("ER-04", "applies in the phase before"),
    ("ER-11", "its F3 was granted before the profile held"),
    ("FI-01", "its F3 was granted before the profile held"),
    ("FI-09", "its F3 was granted before the profile held"),
    ("FI-10", "its F3 was granted before the profile held"),
    ("IS-02", "would name a Kommune and its information security"),
    ("IS-03", "would name a Kommune and its information security"),
    ("IS-04", "would name a Kommune and its information security"),
    ("PF-07", "applies to abandoned projects"),
    ("PF-09", "asks for what is SOLL; in its size class all is MUSS"),
    ("PF-10", "is a big project, whose class has no upper bound of money"),
    ("PF-11", "its Freigaben say where it stands"),
    ("PF-12", "has its acceptance F5"),
    ("RO-02", "its Projektleitung is there, without a deputy: RO-06"),
    ("RO-03", "its Auftraggeber is gone: RO-01"),
    ("RO-10", "its F3 was granted before the profile held"),
    ("RO-11", "its F3 was granted before the profile held"),
    ("RO-12", "its F3 was granted before the profile held"),
    ("SH-14", "its decree was no Eilfall: SH-03"),
    ("SH-15", "was never confidential: SH-13"),
    ("SH-17", "has no Kommune represented: SH-09"),
    ("SH-18", "concerns Kommunen: SH-02"),
    ("SH-19", "has Kommunen on its list: SH-02"),
    ("SH-20", "would name a Kommune and an opinion about it"),
    ("SH-21", "has no Mitgliedsgemeinde"),
    ("TR-03", "applies in the phases before"),
    ("TR-06", "applies in the phases before"),
];

#[test]
fn the_troubled_project_breaks_every_other_rule() {
    let findings = answers(&project("0040"));
    let broken = rules(&findings, |_, result| result == "nicht_erfuellt");
    let kept: Vec<_> = rules(&findings, |_, _| true).difference(&broken).cloned().collect();
    assert_eq!(kept, NOT_TOGETHER.iter().map(|(rule, _)| (*rule).to_owned()).collect::<Vec<_>>());
}

#[cfg(feature = "bericht")]
#[test]
fn every_rule_across_projects_meets_something_and_leaves_the_exemplary_project_alone() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st/regeln/portfolio");
    let mut all: BTreeSet<String> = files(&folder).into_keys().collect();
    for draft in DRAFTS {
        assert!(all.remove(draft), "{draft}");
    }
    let findings = answers(PORTFOLIO);
    let broken: BTreeSet<String> = findings
        .iter()
        .filter(|(_, rule, result)| rule.starts_with(ACROSS) && result == "nicht_erfuellt")
        .map(|(_, rule, _)| rule.clone())
        .collect();
    assert_eq!(broken, all);
    let exemplary: Vec<_> =
        findings.iter().filter(|(project, _, result)| project.starts_with("beispiel-0001-") && result.starts_with("nicht_e")).collect();
    assert!(exemplary.is_empty(), "{exemplary:?}");
}

#[test]
fn who_stopped_or_rests_on_a_decision_is_left_in_peace() {
    for number in ["0024", "0026"] {
        let wrong: Vec<_> = answers(&project(number)).into_iter().filter(|(_, _, result)| result == "nicht_erfuellt").collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

#[test]
fn every_rule_is_broken_somewhere_and_kept_somewhere() {
    let findings = answers(PORTFOLIO);
    let all = rules(&findings, |_, _| true);
    let broken = rules(&findings, |_, result| result == "nicht_erfuellt");
    let kept = rules(&findings, |_, result| result == "erfuellt");
    let never_broken: Vec<_> = all.difference(&broken).map(String::as_str).collect();
    // TR-09 and TR-10 say what STR-13 says of every project file; where it does, they have nothing to add.
    // FI-01 looks at an F3 granted since the profile holds; each invented project that has one has its money.
    let expected =
        ["FI-01", "IS-02", "IS-03", "IS-04", "PF-11", "PF-12", "SH-15", "SH-17", "SH-18", "SH-19", "SH-20", "SH-21", "TR-09", "TR-10"];
    assert_eq!(never_broken, expected);
    // Every invented project concerns Kommunen, and all of them have an administration.
    let never_kept: Vec<_> = all.difference(&kept).collect();
    assert_eq!(never_kept, ["SH-18", "SH-21"]);
}

/// The path of the committed project with this number.
fn project(number: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(PORTFOLIO);
    let id = files(&folder).into_keys().find(|id| id.starts_with(&format!("beispiel-{number}-"))).unwrap();
    format!("{PORTFOLIO}/{id}.toml")
}
