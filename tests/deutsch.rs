//! Values as people write them: every field of the dictionary, every German form, wherever the value may stand. One
//! cause is one finding, it says exactly what to write, and everything else in the file is read.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use lotse::audit::{Auditor, Finding, Later, Question};
use lotse::document::{FaultKind, Mark, read as parse};
use lotse::period::Period;
use lotse::schema::{Field, Kind, Level, RecordId, Schema};
use lotse::source::Source;
use lotse::standard::Standard;

/// What is written, and what has to be written.
#[allow(clippy::too_many_lines, reason = "a table of forms")]
fn forms(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Date => &[
            ("31.10.2026", "2026-10-31"),
            ("\"31.10.2026\"", "2026-10-31"),
            ("'31.10.2026'", "2026-10-31"),
            ("1.10.26", "2026-10-01"),
            ("31. Oktober 2026", "2026-10-31"),
            ("\"31. Oktober 2026\"", "2026-10-31"),
            ("1. März 2026", "2026-03-01"),
            ("„31.10.2026“", "2026-10-31"),
            ("\"Sa, 31.10.2026\"", "2026-10-31"),
            ("2026/10/31", "2026-10-31"),
            ("\"2026-1-5\"", "2026-01-05"),
            ("2026-1-5", "2026-01-05"),
            ("10/2026", "\"2026-10\""),
            ("\"Oktober 2026\"", "\"2026-10\""),
            ("2026-10", "\"2026-10\""),
            ("Q4 2026", "\"2026-Q4\""),
            ("\"4. Quartal 2026\"", "\"2026-Q4\""),
            ("2026", "\"2026\""),
            ("2026-10-31T08:00:00", "2026-10-31"),
        ],
        Kind::Money => &[
            ("170.000 EUR", "170000"),
            ("170.000", "170000"),
            ("\"170.000,50 €\"", "170000.50"),
            ("170.000,50", "170000.50"),
            ("170000,5", "170000.50"),
            ("1.5 Mio", "1500000"),
            ("\"1,5 Mio. €\"", "1500000"),
            ("170 T€", "170000"),
            ("\"170 Tsd. Euro\"", "170000"),
            ("170 000", "170000"),
            ("\"170000\"", "170000"),
            ("€ 170.000,-", "170000"),
            ("-1.500,00", "-1500"),
            ("1.234.567,89 €", "1234567.89"),
        ],
        Kind::Flag => &[
            ("ja", "true"),
            ("Ja", "true"),
            ("\"ja\"", "true"),
            ("JA", "true"),
            ("x", "true"),
            ("\"x\"", "true"),
            ("True", "true"),
            ("\"true\"", "true"),
            ("1", "true"),
            ("nein", "false"),
            ("\"Nein\"", "false"),
            ("„nein“", "false"),
            ("FALSE", "false"),
        ],
        Kind::Integer => &[("\"12\"", "12"), ("1.200", "1200"), ("\"1.200\"", "1200"), ("12,0", "12"), ("„12“", "12")],
        Kind::Count => &[("1.200", "1200"), ("ca. 35", "\"etwa 35\""), ("\"über 45\"", "\"mehr als 45\""), ("> 45", "\"mehr als 45\"")],
        Kind::Text => &[
            ("Stadt Testheim", "\"Stadt Testheim\""),
            ("„Stadt Testheim“", "\"Stadt Testheim\""),
            ("“Stadt Testheim”", "\"Stadt Testheim\""),
            ("»Stadt Testheim«", "\"Stadt Testheim\""),
            ("‚Stadt Testheim‘", "\"Stadt Testheim\""),
            ("„Stadt, Land = Testheim“", "\"Stadt, Land = Testheim\""),
            ("17", "\"17\""),
            ("Ämter und Größe", "\"Ämter und Größe\""),
        ],
        _ => &[],
    }
}

fn findings(auditor: &Auditor<'_>, text: &str) -> Vec<Finding> {
    let question = Question { later: Later::Shown, ..Question::as_of_day(Period::parse("2026-10-31").unwrap()) };
    let audit = auditor.audit(Source::new("x.toml", text), question);
    audit.findings.into_iter().filter(|finding| finding.rule.starts_with("STR-") && finding.rule != "STR-05").collect()
}

fn headings(schema: &Schema, id: RecordId) -> String {
    if id == Schema::PROJECT {
        return String::new();
    }
    let record = schema.record(id);
    let own = if record.list.is_some() { format!("[[{}]]\n", record.path) } else { format!("[{}]\n", record.path) };
    headings(schema, record.parent) + &own
}

/// Without a field's own form, and names of files: what they want is more than their kind.
fn is_plain(field: &Field) -> bool {
    field.pattern.is_none() && !field.is_file_name
}

fn check(auditor: &Auditor<'_>, text: &str, field: &Field, raw: &str, wanted: &str) {
    let found = findings(auditor, text);
    let told: Vec<_> = found.iter().map(|finding| (finding.rule.as_str(), finding.place.line, finding.message.as_str())).collect();
    assert_eq!(told.len(), 1, "{text}\n{told:#?}");
    let written = format!("{} = {wanted}", field.name);
    if field.person || field.internal {
        // Messages go into papers: of such a field they say the form, never the value.
        let form = format!("Schreiben Sie in dieser Form: {} = {}", field.name, field.example);
        assert!(found[0].message.ends_with(&form) && found[0].snippet.is_none(), "{text}\n{}", found[0].message);
        return;
    }
    assert!(found[0].message.ends_with(&format!("Schreiben Sie: {written}")), "{text}\n{}", found[0].message);
    assert_eq!(found[0].snippet.as_ref().unwrap().text, written);
    assert!(found[0].excerpt.text.contains(raw) && found[0].level == Level::Muss);
    // And what it says is right; whether the value is plausible there is another question.
    let mended = text.replacen(&format!("{} = {raw}", field.name), &written, 1);
    let mut left = findings(auditor, &mended);
    left.retain(|finding| !matches!(finding.rule.as_str(), "STR-12" | "STR-13"));
    assert!(left.is_empty(), "{mended}\n{left:#?}");
}

#[test]
fn every_german_form_in_every_field_is_one_finding_that_says_what_to_write() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let schema = &standard.schema;
    let mut tried = 0;
    for (id, record) in (0..).zip(&schema.records) {
        for field in record.fields.iter().filter(|field| is_plain(field)) {
            for (raw, wanted) in forms(field.kind) {
                // Before and behind it other values, which stay.
                let text = format!("anlass = \"Papier.\"\n{}{} = {raw} \n", headings(schema, id), field.name);
                check(
                    &auditor,
                    &text.replacen(&format!("anlass = \"Papier.\"\n{} =", field.name), &format!("{} =", field.name), 1),
                    field,
                    raw,
                    wanted,
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 2_000, "{tried}");
}

#[test]
fn the_same_holds_within_a_line_of_a_list() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let schema = &standard.schema;
    let mut tried = 0;
    for record in schema.records.iter().filter(|record| record.list.is_some() && !record.path.contains('.')) {
        let key = record.field(record.list.unwrap().key);
        let is_id = key.kind == Kind::Text && key.pattern.is_some();
        for field in record.fields.iter().filter(|field| is_plain(field) && is_id) {
            for (raw, wanted) in forms(field.kind) {
                for text in [
                    format!(
                        "{} = [\n  {{ {} = \"zeile-1\", {} = {raw} }},\n  {{ {} = \"zeile-2\" }},\n]\n",
                        record.path, key.name, field.name, key.name
                    ),
                    format!("{} = [{{ {} = {raw}, {} = \"zeile-1\" }}] # so\n", record.path, field.name, key.name),
                ] {
                    check(&auditor, &text, field, raw, wanted);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
}

fn kinds(standard: &Standard, text: &str) -> Vec<FaultKind> {
    parse(&standard.schema, Schema::PROJECT, Source::new("x.toml", text)).1.into_iter().map(|fault| fault.kind).collect()
}

#[test]
fn old_line_ends_and_invisible_letters_are_one_finding() {
    let standard = Standard::embedded("gdst").unwrap();
    let sound = "id = \"vorhaben\"\ntitel = \"Vorhaben\"\nbeginn = 2026-01-05\nstellen = [\n  { id = \"a\", name = \"Amt\", ebene = \"land\" },\n]\n";
    assert_eq!(kinds(&standard, sound), []);
    for text in [sound.replace('\n', "\r"), sound.replacen('\n', "\r", 2), sound.replace('\n', "\r\r\n")] {
        assert_eq!(kinds(&standard, &text), [FaultKind::Flawed(Mark::LineEnds)], "{text:?}");
    }
    for letter in ['\u{feff}', '\u{200b}', '\u{a0}', '\u{ad}', '\u{2060}', '\u{202f}'] {
        for (place, with) in [
            ("titel =", format!("{letter}titel =")),
            ("titel =", format!("titel{letter} =")),
            ("titel = ", format!("titel ={letter}")),
            ("beginn = 2026-01-05", format!("beginn = 2026-01-05{letter}")),
            ("  { id", format!("{letter}{letter}{{ id")),
            ("name = \"Amt\"", format!("name ={letter}\"Amt\"")),
            ("name = \"Amt\"", format!("name = \"Amt\"{letter}")),
        ] {
            let text = sound.replacen(place, &with, 1);
            assert_eq!(kinds(&standard, &text), [FaultKind::Invisible(letter, 1)], "{text:?}");
        }
        if !letter.is_whitespace() {
            let text = sound.replacen("beginn", &format!("beg{letter}inn"), 1);
            assert_eq!(kinds(&standard, &text), [FaultKind::Invisible(letter, 1)], "{text:?}");
        }
    }
    assert_eq!(kinds(&standard, &sound.replace(" = ", "\u{a0}=\u{a0}")), [FaultKind::Invisible('\u{a0}', 5)]);
}

#[test]
fn a_quoted_key_with_an_invisible_letter_is_told_as_such() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let found = findings(&auditor, "\"tit\u{200b}el\" = \"Vorhaben\"\n");
    assert_eq!(found.len(), 1);
    assert!(
        found[0].message.contains("unterscheidet er sich nur durch ein unsichtbares Zeichen (Leerzeichen ohne Breite, U+200B)"),
        "{}",
        found[0].message
    );
}

#[test]
fn lines_that_are_nearly_entries_spoil_only_themselves() {
    let standard = Standard::embedded("gdst").unwrap();
    for (line, mark) in [
        ("titel: \"Vorhaben\"", Mark::NoEquals),
        ("titel \"Vorhaben\"", Mark::NoEquals),
        ("titel: Vorhaben", Mark::NoEquals),
        ("titel =", Mark::Missing),
        ("titel = ", Mark::Missing),
        ("titel = \"Vorhaben", Mark::Unclosed),
        ("titel = \"Vorhaben\" neu", Mark::Value),
        ("titel = \"Vor\"haben\"", Mark::Value),
        ("Freitext ohne alles", Mark::NoEntry),
        ("Freitext", Mark::NoEntry),
        ("- Freitext", Mark::NoEntry),
    ] {
        for text in [
            format!("{line}\nanlass = \"Papier.\"\n"),
            format!("anlass = \"Papier.\"\n{line}\n[[ziele]]\n"),
            format!("ziel = \"Z.\"\n{line}"),
        ] {
            let found = kinds(&standard, &text);
            assert!(found.contains(&FaultKind::Flawed(mark)), "{text}\n{found:?}");
            assert!(
                found.iter().all(|kind| matches!(kind, FaultKind::Flawed(_) | FaultKind::UnknownKey(..))) && found.len() < 3,
                "{text}\n{found:?}"
            );
        }
    }
}

#[test]
fn days_that_no_calendar_has_are_told_as_such() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    for raw in ["31.11.2026", "2026-13-01", "2026-02-30", "30. Februar 2026"] {
        let found = findings(&auditor, &format!("beginn = {raw}\n"));
        assert_eq!(found.len(), 1, "{raw}");
        assert!(found[0].message.starts_with("Dieses Datum gibt es nicht"), "{}", found[0].message);
        assert!(found[0].snippet.is_none());
    }
}

#[test]
fn what_is_not_certain_is_not_suggested() {
    for (kind, raw) in [
        (Kind::Date, "10/11/2026"),
        (Kind::Date, "bald"),
        (Kind::Date, "31.11.2026"),
        (Kind::Date, "10.26"),
        (Kind::Money, "170,000"),
        (Kind::Money, "ca. 170.000"),
        (Kind::Money, "1.23.456"),
        (Kind::Money, "viel"),
        (Kind::Flag, "vielleicht"),
        (Kind::Integer, "1,5"),
        (Kind::Count, "einige"),
    ] {
        assert_eq!(lotse::document::meant(kind, raw), None, "{raw}");
    }
}

/// Whatever is typed wherever in a file: an answer, and places within the text.
#[test]
fn any_damage_gets_an_answer_with_a_place() {
    let standard = Standard::embedded("gdst").unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projekte/muster-sauber.toml");
    let sound = std::fs::read_to_string(path).unwrap();
    let boundaries: Vec<usize> = sound.char_indices().map(|(index, _)| index).collect();
    for (count, typed) in
        ["\"", "'", "[", "]", "{", "}", ",", "=", "#", "\n", "\r", "\u{a0}", "\u{feff}", "„", "ä", ":", "\"\"\""].into_iter().enumerate()
    {
        for index in boundaries.iter().skip(count).step_by(41) {
            let mut text = sound.clone();
            text.insert_str(*index, typed);
            let (document, faults) = parse(&standard.schema, Schema::PROJECT, Source::new("x.toml", text.clone()));
            assert_eq!(document.source.text.len(), text.len());
            for fault in faults {
                assert!(
                    text.get(fault.span.range()).is_some() || matches!(fault.kind, FaultKind::Syntax(_)),
                    "{typed:?} at {index}: {fault:?}"
                );
            }
        }
    }
}
