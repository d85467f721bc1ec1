//! What counts as a placeholder and what does not: every placeholder in every field of the dictionary, spelled in many ways,
//! and texts that say something.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fs;
use std::path::Path;

use lotse::document::{Document, Fault, FaultKind, Value, discover, read as parse};
use lotse::schema::{Field, Kind, Record, RecordId, Schema};
use lotse::source::Source;
use lotse::standard::Standard;

/// What people leave standing, in the spelling they use.
const PLACEHOLDERS: &[&str] = &[
    "k.A.",
    "k. A.",
    "K.A.",
    "kA",
    "n/a",
    "N/A",
    "n. a.",
    "keine Angabe",
    "Keine Angaben",
    "siehe oben",
    "s.o.",
    "s. o.",
    "unbekannt",
    "Unbekannt.",
    "offen",
    "Offen",
    "noch offen",
    "„TODO“",
    "*TODO*",
    "#TODO",
    "TODO",
    "todo:",
    "TODO: Ziel",
    "~TODO~",
    "`TODO`",
    "__TODO__",
    "»TODO«",
    "'TODO'",
    "tba",
    "TBA",
    "—",
    "–",
    "-",
    "_",
    "U",
    "noch zu klären",
    "noch zu kla\u{308}ren",
    "[Name der Stelle]",
    "<Ziel>",
    "{Ziel}",
    "Lorem ipsum",
    "Lorem ipsum dolor sit amet, consetetur sadipscing elitr, sed diam nonumy eirmod tempor",
    "/",
    "//",
    ".",
    "…",
    "...",
    "?",
    "???",
    "!!!",
    "  ",
    "tbd",
    "tbd.",
    "t.b.d.",
    "TBD",
    "to do",
    "To-Do",
    "XXX",
    "xxx",
    "x",
    "N.N.",
    "N. N.",
    "n.n.",
    "wird nachgereicht",
    "Wird noch nachgereicht.",
    "wird ergänzt",
    "Wird noch ergänzt",
    "folgt",
    "folgt noch",
    "Folgt in Kürze",
    "in Arbeit",
    "bitte ergänzen",
    "Bitte ausfüllen",
    "hier Text einfügen",
    "hier eintragen",
    "Text",
    "Beispiel",
    "test",
    "Platzhalter",
    "dito",
    "(keine Angabe)",
    "k\u{a0}.\u{202f}A.",
    "TO\u{200b}DO",
    "\u{feff}TODO",
    "ＴＯＤＯ",
    "Max Mustermann",
    "noch nicht festgelegt",
    "muss noch geklärt werden",
];

/// Texts that begin like a placeholder and say something all the same.
const SENTENCES: &[&str] = &[
    "Offene Fragen klärt der Landkreis",
    "Offen eingeladen wurde am 3. März.",
    "Offenheit",
    "Unbekannte Adressen werden nachgetragen.",
    "Unbekannt verzogene Personen bleiben im Register.",
    "Text und Bild kommen aus dem Redaktionssystem.",
    "Textbausteine",
    "Beispielhaft",
    "Beispiel für andere Kommunen sein",
    "Testbetrieb in drei Kommunen",
    "Test mit Anwendenden",
    "Folgt dem Vorbild des Landkreises Harz",
    "Folgtest im Amt",
    "Folgekosten trägt das Land.",
    "Todorov",
    "Todesfälle werden elektronisch angezeigt.",
    "Siehe Vermerk vom 3. März 2026, Seite 4",
    "Keine",
    "keine Abweichungen",
    "nein",
    "entfällt",
    "Keine Angaben von Personen werden gespeichert.",
    "Im Testament steht es",
    "N. Neumann",
    "Nanotechnik",
    "Nacherfassung",
    "s-Bahn",
    "Soziales",
    "So früh wie möglich",
    "Wie oben beschrieben arbeitet die Gruppe weiter am Prozess.",
    "In Arbeit sind drei Module.",
    "In Arbeitsgruppen entsteht der Sollprozess.",
    "Noch offen ist die Finanzierung.",
    "Noch zu klärende Fragen nennt Anlage 2.",
    "Wird das Verfahren abgelöst, zahlt das Land.",
    "Wird noch 2026 eingeführt",
    "x-trans",
    "XML-Schnittstelle",
    "Xanten",
    "2026",
    "17",
    "A4",
    "OZG",
    "[Entwurf] Konzept der Leitstelle",
    "<https://www.example.org>",
    "[1]",
    "Referat 55",
    "Hier entsteht ein Dienst.",
    "Hier können Kommunen prüfen",
    "Bitte um Rückmeldung bis 5. Mai",
    "Name und Anschrift werden übernommen.",
    "Titel im Register",
    "Datum der Sitzung",
    "Fehlt eine Unterlage, fragt der Dienst nach.",
    "Später kommt das Modul Zahlung.",
    "Leerstand erfassen",
    "Dummerstorf",
    "Platzhaltertexte entfallen",
    "Musterprozess",
    "Mustermanndorf",
    "Etwas schneller als bisher",
    "Open Source",
    "Open-Data-Portal",
    "Pendler",
];

struct Place<'s> {
    record: &'s Record,
    field: &'s Field,
    /// Headings down to the row.
    above: String,
}

/// Every field that is written as one value.
fn places(schema: &Schema) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    for (id, record) in (0..).zip(&schema.records) {
        for field in &record.fields {
            if !matches!(field.kind, Kind::Table(_) | Kind::List(_)) {
                found.push(Place { record, field, above: headings(schema, id) });
            }
        }
    }
    found
}

fn headings(schema: &Schema, id: RecordId) -> String {
    if id == Schema::PROJECT {
        return String::new();
    }
    let record = schema.record(id);
    let own = if record.list.is_some() { format!("[[{}]]\n", record.path) } else { format!("[{}]\n", record.path) };
    headings(schema, record.parent) + &own
}

fn read(schema: &Schema, place: &Place<'_>, text: &str) -> (Document, Vec<Fault>, u32) {
    let quoted = format!("{text:?}").replace("\\u{", "\\u{{").replace("\\'", "'");
    let quoted = if quoted.contains("\\u") { format!("\"{text}\"") } else { quoted };
    let is_list = matches!(place.field.kind, Kind::Codes(_) | Kind::Refs(_) | Kind::Texts);
    let value = if is_list { format!("[{quoted}]") } else { quoted };
    let source = Source::new("x.toml", format!("{}{} = {value}\n", place.above, place.field.name));
    let (document, faults) = parse(schema, Schema::PROJECT, source);
    let path = if place.record.path.is_empty() { place.field.name.clone() } else { format!("{}.{}", place.record.path, place.field.name) };
    let (record, slot) = schema.find_field(&path).unwrap();
    let row = document.rows_of(schema, record).pop().and_then(|way| way.last().copied()).unwrap();
    let mut cell = document.field(row, slot).unwrap();
    if let Value::List(rows) = document.cell(cell).value {
        cell = document.rows(rows)[0];
    }
    (document, faults, cell)
}

/// Values in their place: a known code, a count in words, and the name of a row that only sounds like a placeholder.
fn is_value(schema: &Schema, place: &Place<'_>, text: &str) -> bool {
    let names_row = place.record.list.is_some_and(|list| place.record.field(list.key).name == place.field.name) || place.field.is_file_name;
    match place.field.kind {
        Kind::Code(catalogue) | Kind::Codes(catalogue) => schema.catalogue(catalogue).ordinal(text).is_some(),
        Kind::Count => text.to_lowercase().starts_with("unbekannt"),
        Kind::Text => names_row,
        _ => false,
    }
}

#[test]
fn every_placeholder_counts_as_missing_in_every_field() {
    let standard = Standard::embedded("gdst").unwrap();
    let schema = &standard.schema;
    let places = places(schema);
    assert!(places.len() > 200, "{} fields", places.len());
    let mut tried = 0;
    for place in &places {
        for text in PLACEHOLDERS.iter().map(|text| if *text == "U" { "\u{200b}" } else { *text }) {
            if is_value(schema, place, text) {
                continue;
            }
            let (document, faults, cell) = read(schema, place, text);
            let name = format!("{}.{} = {text:?}", place.record.path, place.field.name);
            assert!(document.cell(cell).value.is_missing(), "{name} is content");
            let told = faults.iter().any(|fault| matches!(fault.kind, FaultKind::Placeholder(_) | FaultKind::Type(_)));
            assert!(told || text.trim().is_empty(), "{name}: {faults:?}");
            tried += 1;
        }
    }
    assert!(tried > 10_000, "{tried}");
}

#[test]
fn rows_may_be_called_like_a_weak_placeholder() {
    let standard = Standard::embedded("gdst").unwrap();
    let text = "stellen = [{ id = \"test\", name = \"Amt 1\", ebene = \"land\" }]\nrollen = [{ id = \"a\", stelle = \"test\" }, { id = \"b\", stelle = \"offen\" }]\n";
    let (_, faults) = parse(&standard.schema, Schema::PROJECT, Source::new("x.toml", text));
    let kinds: Vec<_> = faults.into_iter().map(|fault| fault.kind).collect();
    assert_eq!(kinds, [FaultKind::Placeholder("offen".to_owned())]);
}

#[test]
fn a_strong_placeholder_names_no_row() {
    let standard = Standard::embedded("gdst").unwrap();
    for text in PLACEHOLDERS.iter().filter(|text| ["todo", "tbd", "n.n.", "xxx", "k.a."].contains(&text.to_lowercase().as_str())) {
        let source = Source::new("x.toml", format!("stellen = [{{ id = \"{text}\" }}]\n"));
        let (_, faults) = parse(&standard.schema, Schema::PROJECT, source);
        assert!(faults.iter().any(|fault| fault.kind == FaultKind::Placeholder((*text).to_owned())), "{text}: {faults:?}");
    }
}

#[test]
fn sentences_stay_content() {
    let standard = Standard::embedded("gdst").unwrap();
    let placeholders = &standard.schema.placeholders;
    for text in SENTENCES {
        assert!(!placeholders.holds(text, lotse::schema::Use::Text), "{text}");
    }
}

#[test]
fn examples_and_shipped_projects_hold_no_placeholder() {
    let standard = Standard::embedded("gdst").unwrap();
    let is_code = |place: &&Place<'_>| matches!(place.field.kind, Kind::Code(_));
    for place in places(&standard.schema).iter().filter(|place| !is_code(place)).filter(|place| !place.field.example.starts_with('[')) {
        let text = place.field.example.trim_matches('"');
        assert!(!standard.schema.placeholders.holds(text, lotse::schema::Use::Text), "{}.{}: {text}", place.record.path, place.field.name);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = discover(&["data/gdst", "data/beispiel"].map(|folder| root.join(folder))).unwrap().files;
    assert!(files.len() > 40);
    for path in files {
        let (_, faults) = parse(&standard.schema, Schema::PROJECT, Source::read(&path).unwrap());
        // One of the invented projects is a form that was not filled in.
        let is_meant = |text: &str| ["TODO", "…", "wird ergänzt"].contains(&text);
        let found: Vec<_> = faults.iter().filter(|fault| matches!(&fault.kind, FaultKind::Placeholder(text) if !is_meant(text))).collect();
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

fn profile(list: &str) -> Result<Standard, Vec<lotse::standard::Complaint>> {
    let folder = tempfile::tempdir().unwrap();
    let head =
        "name = \"haus\"\ntitel = \"Haus\"\nfassung = \"1\"\nherausgeber = \"Amt\"\ngueltig_ab = 2026-01-01\nbasiert_auf = \"pm-st\"\n";
    fs::write(folder.path().join("standard.toml"), head).unwrap();
    fs::write(folder.path().join("platzhalter.toml"), list).unwrap();
    Standard::load(folder.path())
}

#[test]
fn a_profile_adds_words_and_takes_none_away() {
    let standard = profile("[[platzhalter]]\nbedeutung = \"Hausgebrauch\"\nworte = [\"Wiedervorlage\"]\n").unwrap();
    for text in ["wiedervorlage!", "TODO", "k. A."] {
        assert!(standard.schema.placeholders.holds(text, lotse::schema::Use::Text), "{text}");
    }
}

#[test]
fn a_list_that_cannot_work_is_refused_with_its_place() {
    for (list, told) in [
        ("worte = [\"—\"]", "braucht keinen Eintrag"),
        ("muster = [\"(\"]\nbeispiele = [\"a\"]", "kein gültiger regulärer Ausdruck"),
        ("muster = [\"a+\"]", "gehören „beispiele“"),
        ("worte = [\"a\"]\nbeispiele = [\"b\"]", "trifft keinen Eintrag"),
        ("wort = [\"a\"]", "meinten Sie „worte“"),
    ] {
        let complaints = profile(&format!("[[platzhalter]]\nbedeutung = \"Hausgebrauch\"\n{list}\n")).unwrap_err();
        assert!(complaints[0].message.contains(told) && complaints[0].place.line > 1, "{list}: {complaints:?}");
    }
}
