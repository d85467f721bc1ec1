//! The CIO-Projekt, the one real project with dates: its known figures come out, and its contradictions break no rule.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::path::Path;

use lotse::audit::{Auditor, Condition, Question};
use lotse::document::{Document, read as parse};
use lotse::period::Period;
use lotse::schema::Schema;
use lotse::source::Source;
use lotse::standard::{Outcome, Standard};

fn source(id: &str) -> Source {
    Source::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/gdst/{id}.toml"))).unwrap()
}

fn document(standard: &Standard, id: &str, day: &str) -> Document {
    let (mut document, faults) = parse(&standard.schema, Schema::PROJECT, source(id));
    assert!(faults.is_empty(), "{id}: {faults:?}");
    document.cut(&standard.schema, Schema::PROJECT, Period::parse(day).unwrap().to);
    document
}

fn holds(id: &str, day: &str, table: &[&str]) {
    let standard = Standard::embedded("gdst").unwrap();
    let document = document(&standard, id, day);
    for text in table {
        let condition = Condition::compile(&standard, text).unwrap_or_else(|complaint| panic!("{text}: {complaint}"));
        assert_eq!(condition.holds(&document, Period::parse(day).unwrap()), Some(true), "{id}: {text}");
    }
}

#[test]
fn the_cio_project_shows_its_known_figures() {
    holds(
        "cio-projekt",
        "2026-10-31",
        &[
            "size(arbeitsgruppen) == 5",
            "arbeitsgruppen.all(g, g.takt_min_tage == 14)",
            "size(plenen) == 4",
            "kleinster(abstaende(plenen.map(p, p.datum))) == tage(54)",
            "groesster(abstaende(plenen.map(p, p.datum))) == tage(84)",
            "datum('2023-05-11') - datum('2023-03-02') == tage(70)",
            "plenen.exists_one(p, p.datum == datum('2023-03-02') && p.ag_treffen == 3 && p.teilnehmende > 45)",
            "plenen.filter(p, p.datum == datum('2023-05-11')).all(p, p.ag_treffen == 4 && p.teilnehmende > 40 && p.themen_vorgestellt == 26 && p.themen_abgeschlossen == 9)",
            "bearbeitungsfenster.all(f, f.bis - f.von == tage(46))",
            "beteiligungszahlen.exists(b, b.personen == 60 && b.kommunen == 23)",
            "size(empfehlungen) == 10",
            "ende < datum('2023-11') && datum('2023-09') < ende",
        ],
    );
}

#[test]
fn the_gdst_project_shows_its_known_figures() {
    holds(
        "gdst",
        "2026-10-31",
        &[
            "size(arbeitsgruppen) == 4",
            "arbeitsgruppen.all(g, size(g.leitung) == 2)",
            "arbeitsgruppen.all(g, g.takt_min_tage == 21 && g.takt_max_tage == 28)",
            "beteiligungszahlen.exists(b, b.kommunen > 40)",
            "einladungen.exists(e, e.plaetze == 80)",
        ],
    );
}

#[test]
fn the_past_is_what_was_then() {
    holds("cio-projekt", "2023-05-01", &["size(plenen) == 1"]);
    holds("cio-projekt", "2023-05-11", &["size(plenen) == 2"]);
    holds("cio-projekt", "2022-12-31", &["size(plenen) == 0"]);
}

#[test]
fn no_real_project_is_blamed_for_what_nobody_published() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gdst")).unwrap() {
        let source = Source::read(&entry.unwrap().path()).unwrap();
        let audit = auditor.audit(source, Question::as_of_day(Period::parse("2026-10-31").unwrap()));
        let failed: Vec<_> = audit.findings.iter().filter(|finding| finding.outcome == Outcome::NichtErfuellt).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    }
}

#[test]
fn no_names_of_persons_in_the_real_projects() {
    let people = ["Schlömer", "Krüger", "Thiele", "Barthel", "Kiewert", "Habbel", "Hauenschild", "Sargalski"];
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gdst")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for name in people {
            assert!(!text.contains(name), "{}: {name}", path.display());
        }
    }
}
