//! Ten defects seeded into a clean project, of the kinds other checkers were measured with: each gets a finding of its
//! own that points at its line, and none drags others along.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use lotse::audit::{Auditor, Finding, Later, Question};
use lotse::period::Period;
use lotse::source::Source;
use lotse::standard::{Outcome, Standard};

/// What it is, the text it replaces, the text put there (where nothing is replaced: appended).
const DEFECTS: [(&str, &str, &str); 10] = [
    ("wrong form of the id", "id = \"muster-sauber\"", "id = \"Muster Sauber!\""),
    ("placeholder as title", "titel = \"Musterprojekt Fundbüro online\"", "titel = \"TODO\""),
    ("empty lead", "rolle = \"projektleitung\"\nstelle = \"referat\"", "rolle = \"projektleitung\"\nstelle = \"\""),
    ("thirteenth month", "erfasst_am = 2026-01-14", "erfasst_am = 2026-13-14"),
    ("umlaut in a code", "", "[[statusberichte]]\nstand = 2026-02-16\nampel = \"grün\"\n"),
    ("mistyped key", "id = \"recherche\"", "id = \"recherche\"\nabgenommn_am = 2026-02-21"),
    (
        "mistyped level",
        "stelle = \"stadt\"\nseit = 2026-02-03\n",
        "stelle = \"stadt\"\nseit = 2026-02-03\n\n[[stellen]]\nid = \"kreis\"\nname = \"Kreis\"\nebene = \"kommunne\"\npostfach = \"kreis@kreis.example\"\n",
    ),
    ("no day of the talk", "id = \"auftakt\"\ndatum = 2026-01-28\n", "id = \"auftakt\"\n"),
    ("end before start", "ende_geplant = 2026-11-30", "ende_geplant = 2025-11-30"),
    ("phase before its Freigabe", "", "[[phasen]]\nphase = \"definition\"\nbeginn = 2026-01-19\n"),
];

fn seeded(text: &str, defects: &[(&str, &str, &str)]) -> String {
    defects.iter().fold(text.to_owned(), |text, (name, from, to)| {
        if from.is_empty() {
            return format!("{text}\n{to}");
        }
        assert_eq!(text.matches(from).count(), 1, "{name}: the clean project has changed");
        text.replace(from, to)
    })
}

fn findings(auditor: &Auditor<'_>, text: String) -> Vec<Finding> {
    let as_of = Period::parse("2026-03-20").unwrap();
    let audit = auditor.audit(Source::new("muster-sauber.toml", text), Question { later: Later::Shown, ..Question::as_of_day(as_of) });
    audit.findings.into_iter().filter(|finding| matches!(finding.outcome, Outcome::NichtErfuellt | Outcome::NichtPruefbar)).collect()
}

fn shown(finding: &Finding) -> String {
    format!("{}:{} {} {}", finding.place.line, finding.place.column, finding.rule, finding.message)
}

#[test]
fn ten_defects_give_ten_findings_in_their_places() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let clean = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projekte/muster-sauber.toml")).unwrap();
    let quiet: Vec<String> = findings(&auditor, clean.clone()).iter().map(shown).collect();
    assert_eq!(quiet, Vec::<String>::new(), "the clean project is not clean");
    for defect in &DEFECTS {
        let found: Vec<String> = findings(&auditor, seeded(&clean, &[*defect])).iter().map(shown).collect();
        assert_eq!(found.len(), 1, "{}: {found:#?}", defect.0);
    }
    let together = findings(&auditor, seeded(&clean, &DEFECTS));
    let lines: BTreeSet<u32> = together.iter().map(|finding| finding.place.line).collect();
    let all: Vec<String> = together.iter().map(shown).collect();
    assert_eq!((together.len(), lines.len()), (10, 10), "{all:#?}");
}
