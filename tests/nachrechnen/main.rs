//! Every figure a second time: plain loops over the project files, written from the German definition of the figure and
//! from nothing else. Neither the tables nor the queries of the tool are used, only `kennzahlen.csv` as its readers get it.
//! Where both disagree, one of them, or the definition, is wrong.

#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

mod book;
mod budget;
mod concerned;
mod decay;
mod line;
mod participation;
mod progress;
mod punctuality;
mod recommendations;
mod reuse;
mod row;
mod state;
mod talks;
mod world;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::Command;

use lotse::command::Outcome;
use lotse::command::report::{Options, run};
use lotse::report::outputs::Output;

use book::Book;
use decay::{Force, Wear};
use line::{Line, told};
use world::World;

type Figure = (&'static str, fn(&World) -> Vec<Line>);

/// All figures there are; `every_figure_is_recalculated` holds that none is missing.
fn figures() -> Vec<Figure> {
    [progress::FIGURES, participation::FIGURES, talks::FIGURES, reuse::FIGURES, recommendations::FIGURES, punctuality::FIGURES]
        .into_iter()
        .chain([state::FIGURES, budget::FIGURES, concerned::FIGURES])
        .flatten()
        .copied()
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The figures the report publishes: per line `id[merkmal];wert;einheit;zaehler;nenner;genauigkeit;unbekannt`.
fn published(data: &Path, day: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        paths: vec![data.to_owned()],
        standard: Some(root().join("standard/gdst")),
        as_of: Some(day.to_owned()),
        output: folder.path().to_owned(),
        outputs: Some([Output::Csv].into_iter().collect()),
        ..Options::default()
    };
    assert_eq!(run(&options).unwrap_or_else(|error| panic!("{error:#}")), Outcome::Clean);
    let text = fs::read_to_string(folder.path().join(&day[..7]).join("kennzahlen.csv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = cells(line);
            [cells[0], cells[3], cells[4], cells[5], cells[6], cells[7], cells[8]].join(";")
        })
        .collect()
}

/// Cells of a line; what is quoted may hold a semicolon.
fn cells(line: &str) -> Vec<&str> {
    let (mut found, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ';' if !quoted => {
                found.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&line[start..]);
    found
}

/// What the rules found: the only thing that is taken over from the tool instead of being worked out again.
fn findings(data: &Path, day: &str) -> Vec<serde_json::Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse"))
        .args(["pruefe", &data.to_string_lossy(), "--standard", "standard/gdst", "--stichtag", day, "--format", "json"])
        .current_dir(root())
        .output()
        .unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    answer["befunde"].as_array().unwrap().clone()
}

/// Lines that only one side has, and lines in which both differ.
fn differences(book: &Book, data: &Path, day: &str) -> Vec<String> {
    let world = World::read(book, data, day, findings(data, day));
    let mut expected: Vec<String> = figures().iter().flat_map(|(id, figure)| told(book.figure(id), &figure(&world))).collect();
    let mut actual = published(data, day);
    expected.sort();
    actual.sort();
    let (ours, theirs): (BTreeSet<_>, BTreeSet<_>) = (expected.iter().collect(), actual.iter().collect());
    let place = format!("{} {day}", data.file_name().unwrap().to_string_lossy());
    let mut found: Vec<String> = ours.difference(&theirs).map(|line| format!("{line}  <- recalculated, {place}")).collect();
    found.extend(theirs.difference(&ours).map(|line| format!("{line}  <- published, {place}")));
    if found.is_empty() && expected.len() != actual.len() {
        found.push(format!("a line stands twice, {place}"));
    }
    found.sort();
    found
}

fn agrees(data: &Path, days: &[&str]) {
    let book = Book::read(&root().join("standard/pm-st"), &root().join("standard/gdst"));
    let found: Vec<String> = days.iter().flat_map(|day| differences(&book, data, day)).collect();
    assert!(found.is_empty(), "{} lines differ\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_figure_is_recalculated() {
    let book = Book::read(&root().join("standard/pm-st"), &root().join("standard/gdst"));
    let ours: BTreeSet<&str> = figures().iter().map(|(id, _)| *id).collect();
    assert_eq!(ours.len(), figures().len(), "a figure is recalculated twice");
    assert_eq!(ours, book.figures.keys().map(String::as_str).collect::<BTreeSet<_>>());
}

/// The comment that begins with the id, and the name of the function below it.
fn quoted(source: &str, id: &str) -> Option<(String, String)> {
    let mut lines = source.lines().skip_while(|line| !line.starts_with(&format!("// {id} ")));
    let mut words = Vec::new();
    loop {
        let line = lines.next()?;
        match (line.strip_prefix("// "), line.strip_prefix("fn ")) {
            (Some(comment), _) => words.push(comment),
            (_, Some(function)) => return Some((words.join(" "), function.split('(').next()?.to_owned())),
            _ => return None,
        }
    }
}

/// Who changes a definition has to look at its recalculation again.
#[test]
fn every_recalculation_begins_with_its_definition() {
    let source = [
        include_str!("progress.rs"),
        include_str!("participation.rs"),
        include_str!("talks.rs"),
        include_str!("reuse.rs"),
        include_str!("recommendations.rs"),
        include_str!("punctuality.rs"),
        include_str!("state.rs"),
        include_str!("budget.rs"),
        include_str!("concerned.rs"),
    ]
    .concat();
    let book = Book::read(&root().join("standard/pm-st"), &root().join("standard/gdst"));
    for (id, words) in &book.figures {
        let (comment, function) = quoted(&source, id).unwrap_or_else(|| panic!("{id} is quoted nowhere"));
        assert_eq!(comment, format!("{id} {}", words.meaning));
        assert!(source.contains(&format!("(\"{id}\", {function})")), "{function} does not recalculate {id}");
    }
}

/// At the end of November most statements are exactly as old as they may be.
#[test]
fn the_invented_projects_agree() {
    agrees(&root().join("data/beispiel"), &["2026-10-31", "2026-06-30", "2026-11-30", "2025-09-15"]);
}

#[test]
fn the_real_projects_agree() {
    agrees(&root().join("data/gdst"), &["2026-10-31", "2026-06-30", "2023-10-15"]);
}

/// Differences of a portfolio that was worn; the folder is gone afterwards, the same wear makes it again.
fn worn(wear: &Wear, day: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join(format!("{}-{}-of-{}", wear.kind, wear.seed, wear.projects));
    let book = Book::read(&root().join("standard/pm-st"), &root().join("standard/gdst"));
    decay::write(&root().join("data/beispiel"), &data, wear, &book, day);
    differences(&book, &data, day)
}

fn worn_agree(seeds: Range<u64>, projects: usize, force: Force) {
    let wears = seeds.map(|seed| Wear { seed, projects, kind: KINDS[seed as usize % KINDS.len()], force });
    let found: Vec<String> = wears.flat_map(|wear| worn(&wear, "2026-10-31")).collect();
    assert!(found.is_empty(), "{} lines differ\n{}", found.len(), found.join("\n"));
}

/// How many worn portfolios of each size; set `NACHRECHNEN` to look at more.
fn seeds(usual: u64) -> u64 {
    std::env::var("NACHRECHNEN").map_or(usual, |wanted| wanted.parse().unwrap())
}

const KINDS: [&str; 3] = ["erfunden", "gemeldet", "oeffentliche_quellen"];

/// Whole and exact files ask little of a definition. Here months stand for days, and every so often something is missing.
#[test]
fn worn_projects_agree() {
    worn_agree(0..seeds(3), 40, Force { gaps: 10, edges: 10, doubles: 10 });
}

/// Here most days lie exactly where a threshold ends: "more than" and "at least" differ only there.
#[test]
fn projects_on_the_edge_agree() {
    worn_agree(300..300 + seeds(4), 40, Force { gaps: 1, edges: 60, doubles: 40 });
}

/// In a small portfolio nothing may be known at all.
#[test]
fn few_and_badly_worn_projects_agree() {
    worn_agree(100..100 + seeds(6), 3, Force { gaps: 30, edges: 10, doubles: 10 });
}
