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
use lotse::portfolio::{Cell, Contents, Line, Portfolio, band_of, prove};
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
    of("data/gdst", look)
}

fn of<T>(folder: &str, look: impl FnOnce(&Contents, &Portfolio<'_>) -> T) -> T {
    let standard = standard();
    let contents = contents(&standard);
    let auditor = Auditor::new(&standard).unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let question = Question::as_of_day(Period::of_date(2026, 10, 31).unwrap());
    let files = discover(&[folder]).unwrap().files;
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

/// A copy of the embedded figure with other lines; what loading it says.
fn loaded(id: &str, change: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st");
    copy(&root, folder.path());
    let path = folder.path().join(format!("kennzahlen/{id}.toml"));
    let mut text = std::fs::read_to_string(&path).unwrap();
    for (from, to) in change {
        assert!(text.contains(from), "{id} has no „{from}“");
        text = text.replacen(from, to, 1);
    }
    std::fs::write(&path, text).unwrap();
    let standard = Standard::load(folder.path()).unwrap_or_else(|complaints| panic!("{}", told(&complaints)));
    Contents::load(&standard).err().map_or_else(String::new, |complaints| told(&complaints))
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_share_that_divides_by_the_wrong_number_is_refused() {
    let fixed = |unit: &str, size: &str, owner: &str| {
        loaded("KZ-02", &[("zaehlt = \"kommunen\"\nbezug = \"je_zeile\"", &format!("zaehlt = \"{unit}\"\nbezug = \"{size}\"\n{owner}"))])
    };
    assert_eq!(fixed("kommunen", "verwaltungen", ""), "");
    assert_eq!(fixed("kreise", "kreise", "aufgabentraeger = \"kreisaufgabe\""), "");
    for (unit, size, owner, said) in [
        ("kreise", "gemeindeverwaltungen", "", "„kreise“ lässt sich nicht durch „gemeindeverwaltungen“ teilen; erlaubt ist: kreise"),
        ("kommunen", "gemeinden", "", "„kommunen“ lässt sich nicht durch „gemeinden“ teilen"),
        ("kommunen", "verwaltungen", "aufgabentraeger = \"gemeindeaufgabe\"", "gehört die Bezugsgröße „gemeindeverwaltungen“"),
        ("organisationen", "verwaltungen", "", "eine Bezugsgröße gilt nur, wo Kommunen gezählt werden"),
        ("kommunen", "je_zeile", "aufgabentraeger = \"alle\"", "ein Aufgabenträger gehört zu einer festen Bezugsgröße"),
    ] {
        let complaint = fixed(unit, size, owner);
        assert!(complaint.contains(said), "{unit}, {size}, {owner}: {complaint}");
    }
    let none = loaded("KZ-02", &[("bezug = \"je_zeile\"\n", "")]);
    assert!(none.contains("wer Kommunen zählt und teilt, nennt mit „bezug“ die Bezugsgröße"), "{none}");
}

#[test]
fn bands_are_ordered_fit_the_direction_and_never_judge_kommunen() {
    let bands = |id: &str, direction: &str, bands: &str| {
        loaded(id, &[(&format!("richtung = \"{direction}\""), &format!("richtung = \"{direction}\"\nbaender = [{bands}]"))])
    };
    let last = "{ wort = \"handeln\" }";
    let fine =
        format!("{{ wort = \"gut\", ab = \"anteil_gut_prozent\" }}, {{ wort = \"beobachten\", ab = 70.5, quelle = \"Haus\" }}, {last}");
    assert_eq!(bands("KZ-08", "hoeher_besser", &fine), "");
    for (id, direction, given, said) in [
        ("KZ-02", "hoeher_besser", fine.as_str(), "Kommunen bekommen keine Ampel"),
        ("KZ-01", "keine", fine.as_str(), "Bänder brauchen eine Richtung"),
        ("KZ-08", "hoeher_besser", "{ wort = \"gut\", bis = 90, quelle = \"Haus\" }, { wort = \"handeln\" }", "steht die Grenze in „ab“"),
        ("KZ-08", "hoeher_besser", "{ wort = \"gut\", ab = 90 }, { wort = \"handeln\" }", "eine feste Grenze nennt ihre „quelle“"),
        (
            "KZ-08",
            "hoeher_besser",
            "{ wort = \"gut\", ab = \"anteil_gut\" }, { wort = \"handeln\" }",
            "die Schwelle „anteil_gut“ gibt es nicht",
        ),
        (
            "KZ-08",
            "hoeher_besser",
            "{ wort = \"gut\", ab = 70, quelle = \"Haus\" }, { wort = \"mittel\", ab = 90, quelle = \"Haus\" }, { wort = \"handeln\" }",
            "vom besten zum schlechtesten",
        ),
        ("KZ-08", "hoeher_besser", "{ wort = \"gut\", ab = 90, quelle = \"Haus\" }", "nur das letzte nicht"),
        ("KZ-08", "hoeher_besser", last, "ein einzelnes Band unterscheidet nichts"),
    ] {
        let complaint = bands(id, direction, given);
        assert!(complaint.contains(said), "{id} {given}: {complaint}");
    }
}

#[test]
fn a_number_has_a_word_only_where_a_percentage_is_sound() {
    let standard = standard();
    let contents = contents(&standard);
    let figure = contents.figure("KZ-09").unwrap();
    let line = |part, whole, precision| Line {
        key: None,
        title: None,
        part: Some(part),
        whole: Some(whole),
        value: None,
        precision,
        unknown: None,
        whole_unit: None,
        data_as_of: None,
        cells: Vec::new(),
    };
    let word = |part, whole, precision| {
        let line = line(part, whole, precision);
        band_of(&figure.bands, figure.direction, figure.form, &line, 20).map(|band| band.word.clone())
    };
    assert_eq!(word(18, 20, Precision::Exact).as_deref(), Some("gut"));
    assert_eq!(word(17, 20, Precision::Exact).as_deref(), Some("beobachten"));
    assert_eq!(word(69, 100, Precision::Exact).as_deref(), Some("handeln"));
    assert_eq!((word(3, 14, Precision::Exact), word(99, 100, Precision::MoreThan)), (None, None));
}

#[test]
fn without_status_reports_nothing_is_judged() {
    real(|contents, portfolio| {
        for id in ["KZ-09", "KZ-10", "KZ-11", "KZ-12", "KZ-13", "KZ-14", "KZ-15", "KZ-16", "KZ-17", "KZ-18", "KZ-19", "KZ-20"] {
            assert!(lines(contents, portfolio, id).iter().all(Line::is_unknown), "{id} says something about public projects");
        }
        for view in ["laufende", "status", "status_gesamt", "teppich", "meldungen", "freigabestand"] {
            assert_eq!(portfolio.facts.tables[view].rows(), 0, "{view}");
        }
    });
}

/// What the status of the invented projects must show, so that every word of the report is seen once.
#[test]
fn the_invented_portfolio_shows_every_state_of_the_status() {
    of("data/beispiel", |_, portfolio| {
        let table = &portfolio.facts.tables["status_gesamt"];
        let texts = |name: &str| match &table.columns.iter().find(|column| column.name == name).unwrap().data {
            lotse::facts::Data::Text(values) => values.iter().map(|value| value.clone().unwrap_or_default()).collect::<Vec<String>>(),
            _ => panic!("{name}"),
        };
        let all = |names: [&str; 4]| {
            let columns = names.map(texts);
            (0..table.rows()).map(|row| columns.each_ref().map(|column| column[row].clone())).collect::<Vec<_>>()
        };
        let shown = all(["gemeldet", "berechnet_letzter", "berechnet_erster", "erlaeutert"]);
        let some = |matching: &dyn Fn(&[String; 4]) -> bool| shown.iter().any(matching);
        for code in ["gruen", "gelb", "rot", "grau", "veraltet", "nicht_gemeldet"] {
            assert!(some(&|row| row[0] == code), "nothing reported {code}: {shown:?}");
        }
        for code in ["gruen", "gelb", "rot", "grau"] {
            assert!(some(&|row| row[1] == code) && some(&|row| row[2] == code), "nothing calculated {code}: {shown:?}");
        }
        assert!(some(&|row| row[0] == "gruen" && row[1] == "gelb" && row[3] == "ja"));
        assert!(some(&|row| row[0] == "gruen" && row[1] == "rot" && row[3].is_empty()));
        assert!(
            some(&|row| row[1] == "gruen" && row[2] == "gelb") && some(&|row| row[1] == "gelb" && row[2] == "rot"),
            "re-planned away: {shown:?}"
        );
        assert!(texts("uebersteuert_grund").iter().any(|reason| !reason.is_empty()));
        let costs = &portfolio.facts.tables["status_kosten"];
        let stands = &costs.columns.iter().find(|column| column.name == "stand_letzter").unwrap().data;
        assert!(matches!(stands, lotse::facts::Data::Text(values) if values.iter().flatten().any(|code| code == "rot")));
    });
}
