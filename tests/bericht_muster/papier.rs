//! The sample report on paper: all of it is there, on every page stands what must, and nothing in it can stop the press.

use std::collections::BTreeSet;
use std::path::Path;

use lotse::report::model::*;
use lotse::report::pdf::{pages, render};
use serde_json::Value;

use crate::beispiel;

/// What breaks tools: markup of three kinds, a language written from the right, signs and words no font has.
pub const HOSTILE: &str = "#import \"x\": * $ \\ \"] *a* _b_ = @x <y> // `z` שלום 👩‍👩‍👧 \u{202e}\u{0}\u{feff}e\u{301}";

/// Said by a mark or a chart, not by words; or only where there is nothing else.
const UNPRINTED: [&str; 19] = [
    "art",
    "form",
    "farbe",
    "ton",
    "gestalt",
    "ausrichtung",
    "kennung",
    "href",
    "navigation",
    "pfad",
    "svg",
    "wort",
    "zahl",
    "leer",
    "beschriftung",
    "fenster",
    "einordnung",
    "glied",
    "netz",
];

fn said(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            out.insert(text.clone());
        }
        Value::Array(values) => values.iter().for_each(|value| said(value, out)),
        Value::Object(map) if map.get("nur_form") == Some(&Value::Bool(true)) => {}
        // The text of a bar's piece is left out where it does not fit.
        Value::Object(map) if map.contains_key("menge") => {}
        Value::Object(map) => {
            // What a chart is called is part of its description.
            let hidden = |key: &str| UNPRINTED.contains(&key) || (key == "name" && map.contains_key("svg"));
            map.iter().filter(|(key, _)| !hidden(key)).for_each(|(_, value)| said(value, out));
        }
        _ => {}
    }
}

/// Without what hyphenation and line ends add, and without the one sign that is drawn.
fn dense(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && !"\u{200b}\u{ad}-‐◐".contains(*letter)).collect()
}

fn blocks(report: &Report) -> BTreeSet<String> {
    let blocks = report.abschnitte.iter().flat_map(|section| &section.felder).flat_map(|column| &column.bloecke);
    blocks.map(|block| serde_json::to_value(block).unwrap()["art"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn everything_said_is_printed() {
    let report = beispiel::report("");
    assert_eq!(blocks(&report).len(), 12, "the sample lost a kind of content");
    let printed = dense(&pages(&report).unwrap().concat()).replace('↗', "↑");
    let mut texts = BTreeSet::new();
    said(&serde_json::to_value(&report).unwrap(), &mut texts);
    let shown = |text: &str| dense(text).replace('↗', "↑").replace('↘', "↓");
    let lost: Vec<_> = texts.iter().filter(|text| !printed.contains(&shown(text))).collect();
    assert!(texts.len() > 200, "{}", texts.len());
    assert!(lost.is_empty(), "not on paper: {lost:#?}");
}

/// Ids of all places in a report.
fn places(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| places(value, out)),
        Value::Object(map) => {
            out.extend(map.get("kennung").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|value| places(value, out));
        }
        _ => {}
    }
}

/// A link to each place of the report is added; the engine stops at one that leads nowhere.
fn linked(mut report: Report) -> Report {
    let mut ids = BTreeSet::new();
    places(&serde_json::to_value(&report).unwrap(), &mut ids);
    let ankers = ids.iter().map(|id| Anker::new(id)).filter(|anker| ids.contains(anker.as_str()));
    let text = ankers.fold(Satz::default(), |satz, anker| satz.link(anker.as_str().to_owned(), Ziel::anchor(&anker)).word(" "));
    let mut section = Abschnitt::new("99", "verweise", "Verweise", "");
    section.push(Breite::Voll, Block::Hinweis(Hinweis { titel: "Alle Orte".into(), text }));
    report.abschnitte.push(section);
    report
}

#[test]
fn every_place_can_be_linked_to() {
    let full = linked(beispiel::report(""));
    assert!(render(&full).unwrap().starts_with(b"%PDF-"));
    let empty = vec![
        Block::Tabelle(Tabelle {
            kennung: "e-tabelle".into(),
            titel: "Kopf der Tabelle".into(),
            leer: "nichts".into(),
            ..Tabelle::default()
        }),
        Block::Tabelle(Tabelle { kennung: "e-gefaltet".into(), zugeklappt: true, leer: "nichts".into(), ..Tabelle::default() }),
        Block::Befunde(Befunde {
            kennung: "e-befunde".into(),
            titel: "Kopf der Befunde".into(),
            leer: "nichts".into(),
            ..Befunde::default()
        }),
        Block::Kette(Kette {
            kennung: "e-kette".into(),
            tabelle: Some(Tabelle { kennung: "e-ohne".into(), ..Tabelle::default() }),
            ..Kette::default()
        }),
        Block::Vielfache(Vielfache { kennung: "e-vielfache".into(), ..Vielfache::default() }),
        Block::Matrix(Matrix { uebersicht: Tabelle { kennung: "e-matrix".into(), ..Tabelle::default() }, ..Matrix::default() }),
    ];
    let mut section = Abschnitt::new("1", "e", "Leer", "");
    for block in empty {
        section.push(Breite::Voll, block);
    }
    let report = linked(Report { abschnitte: vec![section], ..Report::default() });
    let text = pages(&report).unwrap().concat();
    assert!(text.contains("Kopf der Tabelle") && text.contains("Kopf der Befunde"), "a heading went with its rows");
}

#[test]
fn every_page_says_what_it_is_and_its_number() {
    let report = beispiel::report("");
    let pages = pages(&report).unwrap();
    for (number, page) in (1..).zip(&pages) {
        let page = page.replace('\u{a0}', " ");
        for part in ["ERFUNDENES BEISPIEL", "Stichtag 31.10.2026", "Nachweis 4b7a", &format!("Seite {number} von {}", pages.len())] {
            assert!(page.contains(part), "page {number}: {part}");
        }
    }
}

#[test]
fn nothing_to_say_is_still_a_sheet() {
    let empty = vec![
        Block::Kennzahlen { werte: Vec::new() },
        Block::Tabelle(Tabelle { leer: "nichts da".into(), ..Tabelle::default() }),
        Block::Tabelle(Tabelle { zugeklappt: true, leer: "auch nichts".into(), ..Tabelle::default() }),
        Block::Tabelle(Tabelle { zeilen: vec![Zeile::default()], ..Tabelle::default() }),
        Block::Balken(Balken::default()),
        Block::Entscheidungen(Entscheidungen { leer: "keine steht an".into(), ..Entscheidungen::default() }),
        Block::Befunde(Befunde { leer: "kein Befund".into(), ..Befunde::default() }),
        Block::Angaben(Angaben::default()),
        Block::Leiter(Leiter::default()),
        Block::Kette(Kette::default()),
        Block::Vielfache(Vielfache::default()),
        Block::Matrix(Matrix::default()),
        Block::Hinweis(Hinweis::default()),
    ];
    let mut section = Abschnitt::new("", "", "", "");
    for block in empty {
        section.push(Breite::Vier, block);
    }
    section.neben = Some(Balken::default());
    let report = Report { vertrauen: vec![Kennzahl::default()], abschnitte: vec![section], ..Report::default() };
    let text = pages(&report).unwrap().concat();
    for said in ["nichts da", "auch nichts", "keine steht an", "kein Befund"] {
        assert!(text.contains(said), "{said}");
    }
    assert!(render(&report).unwrap().starts_with(b"%PDF-"));
    assert!(render(&Report::default()).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn words_of_which_nothing_is_seen_are_no_headings() {
    let blank = "\u{200b} \u{a0}\t";
    let bars = Balken {
        titel: blank.into(),
        zeilen: vec![Balkenzeile { gruppe: "Gruppe".into(), ..Balkenzeile::default() }],
        ..Balken::default()
    };
    let mut section = Abschnitt::new("", "", blank, blank);
    section.push(Breite::Voll, Block::Balken(bars));
    let marks =
        Tabelle { zeilen: vec![Zeile::new(None, vec![Zelle::bare_mark(Form::Punkt, blank)])], titel: blank.into(), ..Tabelle::default() };
    section.push(Breite::Voll, Block::Tabelle(marks.clone()));
    section.push(Breite::Voll, Block::Tabelle(Tabelle { zugeklappt: true, ..marks }));
    let kopf = Kopf { titel: blank.into(), ..Kopf::default() };
    assert!(render(&Report { kopf, abschnitte: vec![section], ..Report::default() }).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn no_text_stops_the_press() {
    let report = beispiel::report(HOSTILE);
    let text = pages(&report).unwrap().concat();
    assert!(text.contains("□") && text.contains("U+1F469"), "what cannot be shown is named");
    assert!(dense(&text).contains("#import\"x\":*$\\\"]"), "a value was taken for markup");
    let long: &'static str = Box::leak(format!("{} {}", "x".repeat(10_000), "Wort ".repeat(2_000)).into_boxed_str());
    let mut section = Abschnitt::new("1", "s", &long[..10_000], long);
    section.push(
        Breite::Vier,
        Block::Tabelle(Tabelle {
            spalten: ["a", "b", "c", "d", "e", "f", "g", "h"].map(Spalte::left).into(),
            zeilen: vec![Zeile::new(None, vec![long.into(); 8])],
            titel: long.into(),
            ..Tabelle::default()
        }),
    );
    section
        .push(Breite::Vier, Block::Angaben(Angaben { titel: long.into(), angaben: vec![Angabe { name: long.into(), wert: long.into() }] }));
    let web = Ziel::web(&format!("https://x.de/{}", "ü".repeat(3_000))).unwrap();
    section.push(Breite::Vier, Block::Hinweis(Hinweis { titel: long.into(), text: Satz::default().link(long, web) }));
    let kopf = Kopf { titel: long.into(), laufzeile: long.into(), nachweis: long.into(), ..beispiel::report("").kopf };
    assert!(render(&Report { kopf, abschnitte: vec![section], ..Report::default() }).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn same_report_same_paper() {
    assert!(render(&beispiel::report("")).unwrap() == render(&beispiel::report("")).unwrap());
}

#[test]
fn sample_papers_are_written_for_the_validator() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(dir.join("muster.pdf"), render(&beispiel::report("")).unwrap()).unwrap();
    std::fs::write(dir.join("feindlich.pdf"), render(&beispiel::report(HOSTILE)).unwrap()).unwrap();
}
