//! The figures keep what their examples promise, and say the truth about the real projects.

#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use lotse::audit::{Auditor, Question};
use lotse::document::discover;
use lotse::period::{Period, Precision};
use lotse::portfolio::{Cell, Contents, Line, Portfolio, prove};
use lotse::source::Source;
use lotse::standard::{Complaint, Standard};

fn standard() -> Standard {
    Standard::embedded("gdst").unwrap_or_else(|complaints| panic!("{}", told(&complaints)))
}

fn told(complaints: &[Complaint]) -> String {
    complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn contents(standard: &Standard) -> Contents {
    Contents::load(standard).unwrap_or_else(|complaints| panic!("{}", told(&complaints)))
}

#[test]
fn every_figure_computes_what_its_examples_say() {
    let standard = standard();
    let contents = contents(&standard);
    let auditor = Auditor::new(&standard).unwrap();
    let complaints = prove(&auditor, &contents);
    assert!(complaints.is_empty(), "{}", told(&complaints));
    assert!(contents.figures.iter().all(|figure| !figure.examples.is_empty()), "a figure without an example proves nothing");
}

fn real<T>(look: impl FnOnce(&Contents, &Portfolio<'_>) -> T) -> T {
    let standard = standard();
    let contents = contents(&standard);
    let auditor = Auditor::new(&standard).unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data/gdst");
    let question = Question { as_of: Period::of_date(2026, 10, 31).unwrap(), gate: None, all: false };
    let files = discover(&[folder]).unwrap();
    let audits: Vec<_> = files.iter().map(|path| auditor.audit(Source::read(path).unwrap(), question)).collect();
    let portfolio = Portfolio::of(&standard, &contents.views, question.as_of, &audits).unwrap_or_else(|complaint| panic!("{complaint}"));
    look(&contents, &portfolio)
}

fn lines(contents: &Contents, portfolio: &Portfolio<'_>, id: &str) -> Vec<Line> {
    portfolio.measure(contents.figure(id).unwrap()).unwrap_or_else(|complaint| panic!("{complaint}")).lines
}

fn line<'a>(lines: &'a [Line], key: &str) -> &'a Line {
    lines.iter().find(|line| line.key.as_deref() == Some(key)).unwrap_or_else(|| panic!("{key} in {lines:#?}"))
}

#[test]
fn participation_keeps_its_bounds_and_its_reference_size() {
    real(|contents, portfolio| {
        let lines = lines(contents, portfolio, "KZ-02");
        let cio = line(&lines, "cio-projekt");
        assert_eq!((cio.part, cio.whole, cio.precision), (Some(23), Some(133), Precision::Exact));
        assert!(cio.cells.contains(&("personen".to_owned(), Cell::Integer(60))));
        let gdst = line(&lines, "gdst");
        assert_eq!((gdst.part, gdst.whole, gdst.precision, gdst.percent(20)), (Some(40), Some(133), Precision::MoreThan, None));
        assert_eq!(gdst.whole_unit.as_deref(), Some("kommunale Verwaltungen"));
        assert_eq!(line(&lines, "sicherkommunal").part, Some(3));
    });
}

#[test]
fn a_project_of_another_land_is_in_no_figure() {
    real(|contents, portfolio| {
        assert_eq!(portfolio.facts.tables["projekte"].rows(), 11);
        assert_eq!(portfolio.facts.tables["eigene_projekte"].rows(), 10);
        for figure in &contents.figures {
            let shown = format!("{:?}", lines(contents, portfolio, &figure.id));
            assert!(!shown.contains("owl") && !shown.contains("OWL"), "{}: {shown}", figure.id);
        }
    });
}

#[test]
fn what_nobody_published_is_unknown_and_not_zero() {
    real(|contents, portfolio| {
        let phases = lines(contents, portfolio, "KZ-01");
        assert!(line(&phases, "planung").is_unknown());
        assert_eq!((line(&phases, "beendet").part, line(&phases, "planung").unknown), (Some(1), Some(9)));
        let answers = lines(contents, portfolio, "KZ-03");
        assert!(answers[0].is_unknown() && answers[0].unknown == Some(10));
        let rhythm = lines(contents, portfolio, "KZ-04");
        assert!(line(&rhythm, "gemessen").is_unknown());
        assert_eq!((line(&rhythm, "gdst").value, line(&rhythm, "cio-projekt").value), (Some(28.0), Some(14.0)));
        assert!(lines(contents, portfolio, "KZ-05")[0].is_unknown());
        let steps = lines(contents, portfolio, "KZ-06");
        assert!(steps.iter().all(Line::is_unknown) && steps.len() == 6);
        let double = &lines(contents, portfolio, "KZ-07")[0];
        assert_eq!((double.part, double.whole, double.unknown), (Some(4), Some(4), Some(5)));
        let advice = &lines(contents, portfolio, "KZ-08")[0];
        assert_eq!((advice.part, advice.whole, advice.unknown), (Some(6), Some(10), Some(4)));
    });
}
