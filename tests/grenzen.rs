//! What the dictionary says is possible, tried for every field that says something: a value just inside passes, one just
//! outside is found with its id at its line. Declarations that cannot hold are refused where they stand.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::path::Path;
use std::process::Command;

use lotse::audit::{Audit, Auditor, Finding, Later, Question};
use lotse::period::{Day, Period};
use lotse::schema::{Field, Kind, RecordId, Relation, RelationKind, Schema, Slot};
use lotse::source::Source;
use lotse::standard::Standard;

const OUTSIDE: &str = "STR-12";
const TOGETHER: &str = "STR-13";

fn audit(auditor: &Auditor<'_>, text: &str, as_of: &str) -> Audit {
    let question = Question { later: Later::Shown, ..Question::as_of_day(Period::parse(as_of).unwrap()) };
    auditor.audit(Source::new("grenzen.toml", text), question)
}

fn found(auditor: &Auditor<'_>, text: &str, rule: &str) -> Vec<Finding> {
    audit(auditor, text, "2026-10-31").findings.into_iter().filter(|finding| finding.rule == rule).collect()
}

/// The headings of a row: of every list or table on the way to it.
fn headings(schema: &Schema, record: RecordId) -> String {
    if record == Schema::PROJECT {
        return String::new();
    }
    let own = schema.record(record);
    let above = headings(schema, own.parent);
    if own.list.is_some() { format!("{above}[[{}]]\n", own.path) } else { format!("{above}[{}]\n", own.path) }
}

/// A file with this row only; the last line is the last of the values.
fn file(schema: &Schema, record: RecordId, head: &str, values: &[String]) -> String {
    format!("{head}{}{}\n", headings(schema, record), values.join("\n"))
}

fn euro(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", (cents / 100).abs(), (cents % 100).abs())
}

fn written(field: &Field, number: i64) -> String {
    let value = match field.kind {
        Kind::Money => euro(number),
        Kind::Date => Period::day(Day::try_from(number).unwrap()).iso(),
        _ => number.to_string(),
    };
    format!("{} = {value}", field.name)
}

/// Texts of a length, as the field takes them.
fn letters(field: &Field, count: usize) -> String {
    let text = "a".repeat(count);
    if field.kind == Kind::Texts { format!("{} = [\"{text}\"]", field.name) } else { format!("{} = \"{text}\"", field.name) }
}

fn each(standard: &Standard) -> impl Iterator<Item = (RecordId, Slot, &Field)> {
    let records = (0u16..).zip(&standard.schema.records);
    records.flat_map(|(id, record)| (0u16..).zip(&record.fields).map(move |(slot, field)| (id, slot, field)))
}

fn at_last_line(finding: &Finding, text: &str, field: &Field) -> bool {
    // Of an item of a list the path names the item too.
    let named = finding.path.strip_suffix(']').and_then(|path| path.rsplit_once('[')).map_or(finding.path.as_str(), |(path, _)| path);
    finding.place.line as usize == text.lines().count() && named.ends_with(&field.name)
}

#[test]
fn every_bound_lets_pass_what_is_inside_and_finds_what_is_outside() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let mut tried = 0;
    for (record, _, field) in each(&standard) {
        let mut inside: Vec<String> = Vec::new();
        let mut outside: Vec<String> = Vec::new();
        if let Some(least) = field.bounds.least {
            inside.push(written(field, least));
            outside.push(written(field, least - 1));
        }
        if let Some(most) = field.bounds.most {
            inside.push(written(field, most));
            outside.push(written(field, most + 1));
        }
        if let Some(length) = field.bounds.length.map(|length| length as usize) {
            inside.push(letters(field, length));
            outside.push(letters(field, length + 1));
            // Letters are counted, not bytes.
            inside.extend(field.pattern.is_none().then(|| letters(field, length).replace('a', "ä")));
        }
        for value in inside {
            let text = file(&standard.schema, record, "", &[value]);
            let wrong = found(&auditor, &text, OUTSIDE);
            assert!(wrong.is_empty(), "{text}: {:?}", wrong[0].message);
            tried += 1;
        }
        for value in outside {
            let text = file(&standard.schema, record, "", &[value]);
            let told = found(&auditor, &text, OUTSIDE);
            // A pattern may be stricter, and then it is the one cause.
            let stricter = field.pattern.is_some() && found(&auditor, &text, "STR-06").iter().any(|f| at_last_line(f, &text, field));
            assert!(told.len() == 1 && at_last_line(&told[0], &text, field) || told.is_empty() && stricter, "{text}: {told:#?}");
            tried += 1;
        }
    }
    assert!(tried > 800, "{tried}");
}

#[test]
fn every_text_has_a_length_and_every_number_and_date_its_bounds() {
    for name in ["pm-st", "gdst"] {
        let standard = Standard::embedded(name).unwrap();
        for (record, _, field) in each(&standard) {
            let (bounds, path) = (field.bounds, &standard.schema.record(record).path);
            match field.kind {
                Kind::Text | Kind::Texts => assert!(bounds.length.is_some(), "{path}.{}", field.name),
                Kind::Integer | Kind::Money | Kind::Count | Kind::Date => {
                    assert!(bounds.least.is_some() && bounds.most.is_some(), "{path}.{}", field.name);
                }
                _ => {}
            }
        }
    }
}

/// Other fields of the row that the relation needs, then the field itself, once fitting and once not.
fn sides(standard: &Standard, record: RecordId, relation: Relation) -> Option<(String, Vec<String>, [String; 2])> {
    let (of, project) = (standard.schema.record(record), standard.schema.record(Schema::PROJECT));
    let field = of.field(relation.slot);
    let day = i64::from(Period::parse("2026-05-04").unwrap().from);
    let around = |middle: i64, step: i64| [written(field, middle), written(field, middle + step)];
    Some(match relation.kind {
        RelationKind::AtMost(whole) => {
            let step = if field.kind == Kind::Money { 100 } else { 1 };
            let middle = field.bounds.least.unwrap().max(of.field(whole).bounds.least.unwrap()) + step;
            (String::new(), vec![written(of.field(whole), middle)], around(middle, step))
        }
        RelationKind::NotBefore(earlier) => (String::new(), vec![written(of.field(earlier), day)], around(day, -1)),
        RelationKind::NotBeforeHead(earlier) => (format!("{}\n", written(project.field(earlier), day)), Vec::new(), around(day, -1)),
        RelationKind::OfLevel(level) => {
            let keys = ["15085135", "15085"].map(|key| format!("{} = \"{key}\"", field.name));
            (String::new(), vec![format!("{} = \"einheitsgemeinde\"", of.field(level).name)], keys)
        }
        RelationKind::NeverFalls => return None,
    })
}

#[test]
fn every_relation_lets_pass_what_fits_and_finds_what_does_not() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let mut tried = 0;
    for (record, of) in (0u16..).zip(&standard.schema.records) {
        for &relation in &of.relations {
            let field = of.field(relation.slot);
            let Some((head, others, [fits, breaks])) = sides(&standard, record, relation) else { continue };
            let with = |value: String| file(&standard.schema, record, &head, &[others.clone(), vec![value]].concat());
            let text = with(fits);
            assert!(found(&auditor, &text, TOGETHER).is_empty(), "{text}");
            let text = with(breaks);
            let told = found(&auditor, &text, TOGETHER);
            assert!(told.len() == 1 && at_last_line(&told[0], &text, field), "{text}: {told:#?}");
            assert_eq!(told[0].more.len(), 1, "{text}");
            if field.kind == Kind::Date {
                // A month decides nothing about its days; an earlier one does.
                let text = with(format!("{} = \"2026-05\"", field.name));
                assert!(found(&auditor, &text, TOGETHER).is_empty(), "{text}");
                let text = with(format!("{} = \"2026-04\"", field.name));
                assert_eq!(found(&auditor, &text, TOGETHER).len(), 1, "{text}");
            }
            tried += 1;
        }
    }
    assert!(tried >= 25, "{tried}");
}

#[test]
fn a_key_of_another_level_is_told_unless_the_level_is_left_open() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    for (level, key, wrong) in [
        ("landkreis", "15085", false),
        ("landkreis", "15085135", true),
        ("einheitsgemeinde", "150815051", true),
        ("verbandsgemeinde", "150815051", false),
        ("mitgliedsgemeinde", "15081026", false),
        ("land", "15085", true),
        ("kommune", "15085", false),
        ("kommune", "15085135", false),
    ] {
        let text = format!("[[stellen]]\nid = \"eins\"\nname = \"N\"\nebene = \"{level}\"\nkoerperschaft = \"{key}\"\n");
        let told = found(&auditor, &text, TOGETHER);
        assert_eq!(told.len(), usize::from(wrong), "{level} {key}: {told:#?}");
        assert!(told.iter().all(|finding| finding.level == lotse::schema::Level::Soll), "{level} {key}");
    }
}

#[test]
fn every_growing_sum_may_rest_but_not_fall_in_whatever_order_it_is_written() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    for (record, of) in (0u16..).zip(&standard.schema.records) {
        for relation in of.relations.iter().filter(|relation| relation.kind == RelationKind::NeverFalls) {
            let (field, date) = (of.field(relation.slot), of.field(of.list.unwrap().valid_from.unwrap()));
            let row = |day: &str, value: i64| {
                let heading = headings(&standard.schema, record);
                format!("{heading}{} = {day}\n{}\n", date.name, written(field, value))
            };
            let (first, rest, less) = (row("2026-08-31", 3000), row("2026-09-30", 3000), row("2026-09-30", 2000));
            assert!(found(&auditor, &format!("{first}{rest}"), TOGETHER).is_empty());
            for text in [format!("{first}{less}"), format!("{less}{first}")] {
                let told = found(&auditor, &text, TOGETHER);
                assert_eq!(told.len(), 1, "{text}");
                assert!(told[0].path.contains("2026-09-30") && told[0].more[0].path.contains("2026-08-31"), "{told:#?}");
            }
            // One step down is one cause, however far the sums before and after are.
            let text = [row("2026-07-31", 9000), row("2026-08-31", 100), row("2026-09-30", 200)].concat();
            assert_eq!(found(&auditor, &text, TOGETHER).len(), 1);
            // Within the same month nobody knows which was first.
            let text = [row("\"2026-09\"", 3000), row("2026-09-30", 2000)].concat();
            assert!(found(&auditor, &text, TOGETHER).is_empty());
        }
    }
}

#[test]
fn a_rule_that_reads_a_contradiction_is_told_with_it_and_not_again() {
    let standard = Standard::embedded("pm-st").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let text = "beginn = 2026-03-02\nende_geplant = 2025-06-30\n";
    let findings = audit(&auditor, text, "2026-10-31").findings;
    assert!(findings.iter().all(|finding| finding.rule != "TR-09"));
    let cause = findings.iter().find(|finding| finding.rule == TOGETHER).unwrap();
    assert!(cause.blocks.contains(&"TR-09".to_owned()), "{:?}", cause.blocks);
    assert_eq!(cause.message, "„Geplantes Ende“ (30.06.2025) liegt vor „Beginn“ (02.03.2026).");
}

#[test]
fn what_comes_after_the_stichtag_is_one_finding_with_five_places_and_none_of_the_audit() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let rows: Vec<String> = (1..=7).map(|month| format!("[[statusberichte]]\nstand = 2027-0{month}-15\nampel = \"gruen\"\n")).collect();
    let text = rows.concat();
    let made = audit(&auditor, &text, "2026-10-31");
    assert!(made.findings.iter().all(|finding| finding.rule != TOGETHER));
    let later = made.later.unwrap();
    assert_eq!((later.rule.as_str(), later.level.word(), later.more.len()), (TOGETHER, "SOLL", 4));
    assert!(later.message.contains("„statusberichte[2027-05-15].stand“ (15.05.2027) und 2 weitere"), "{}", later.message);
    assert!(audit(&auditor, &text, "2027-12-31").later.is_none());
    // A month that is not over may have brought it already; what is planned or due may lie ahead.
    assert!(audit(&auditor, "beginn = \"2026-10\"\nende_geplant = 2027-01-01\n", "2026-10-15").later.is_none());
}

#[test]
fn what_is_outside_counts_as_missing_and_a_long_text_does_not() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let value = |text: &str, path: &str| {
        let made = audit(&auditor, text, "2026-10-31");
        let (_, slot) = standard.schema.find_field(path).unwrap();
        let cell = made.document.field(made.document.root(), slot).unwrap();
        made.document.cell(cell).value.is_missing()
    };
    assert!(value("beginn = 0026-10-31\n", "beginn"));
    assert!(value("beginn = \"9999\"\n", "beginn"));
    assert!(!value(&format!("titel = \"{}\"\n", "lang ".repeat(100)), "titel"));
}

/// What is wrong, the field, and what the complaint must say. Each stands in line 3 or later of the file.
const UNSOUND: &[(&str, &str, &str)] = &[
    (
        "unknown field",
        "typ = \"geld\"\nhoechstens_feld = \"gesamd\"\nbeispiel = '1'",
        "das Feld „gesamd“ gibt es nicht – meinten Sie „gesamt“?",
    ),
    ("unknown head", "typ = \"datum\"\ndatum = \"plan\"\nnicht_vor = [\"projekt.begin\"]", "– meinten Sie „beginn“?"),
    ("other kinds", "typ = \"ganzzahl\"\nhoechstens_feld = \"gesamt\"", "lässt sich mit diesem Feld nicht vergleichen"),
    ("no date", "typ = \"ganzzahl\"\nnicht_vor = [\"am\"]", "„nicht_vor“ vergleicht zwei Daten"),
    ("bound of a text", "typ = \"text\"\nmindestens = 3", "gibt es nur bei Zahlen, Beträgen und Daten"),
    ("length of a number", "typ = \"ganzzahl\"\nlaenge = 3", "eine „laenge“ haben nur Texte"),
    ("words as bound", "typ = \"geld\"\nhoechstens = \"viel\"", "als Grenze wird hier eine Zahl erwartet"),
    ("no day", "typ = \"datum\"\ndatum = \"plan\"\nmindestens = \"2026-13\"", "als Grenze wird hier ein Datum erwartet"),
    ("crossed", "typ = \"ganzzahl\"\nmindestens = 5\nhoechstens = 1", "„mindestens“ ist größer als „hoechstens“"),
    (
        "example too large",
        "typ = \"ganzzahl\"\nhoechstens = 5\nbeispiel = '6'",
        "das Beispiel von „neu“ liegt außerhalb der eigenen Grenzen",
    ),
    ("example too long", "typ = \"text\"\nlaenge = 3\nbeispiel = '\"vier\"'", "das Beispiel von „neu“ liegt außerhalb"),
    ("example too early", "typ = \"datum\"\ndatum = \"plan\"\nbeispiel = '1989-12-31'", "das Beispiel von „neu“ liegt außerhalb"),
    ("falling without dates", "typ = \"text\"\nfaellt_nicht = true", "„faellt_nicht“ gibt es nur bei Zahlen und Beträgen"),
    ("unknown key", "typ = \"text\"\nhoechsten = 3", "meinten Sie „hoechstens“?"),
];

#[test]
fn declarations_that_cannot_hold_are_refused_where_they_stand() {
    for (name, field, expected) in UNSOUND {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("felder")).unwrap();
        let head = "name = \"kind\"\ntitel = \"Kind\"\nfassung = \"1\"\nherausgeber = \"Test\"\ngueltig_ab = 2026-01-01\nbasiert_auf = \"pm-st\"\n";
        std::fs::write(folder.path().join("standard.toml"), head).unwrap();
        let list = "abschnitt = \"Neu\"\n[[liste]]\nname = \"neues\"\ntitel = \"Neues\"\nbedeutung = \"Neues.\"\nschluessel = \"am\"\nfehlt = \"leer\"\n\
            [[liste.feld]]\nname = \"am\"\ntyp = \"datum\"\ndatum = \"ereignis\"\ntitel = \"Am\"\nbedeutung = \"Tag.\"\nbeispiel = '2026-01-01'\n\
            [[liste.feld]]\nname = \"gesamt\"\ntyp = \"geld\"\ntitel = \"Gesamt\"\nbedeutung = \"Summe.\"\nbeispiel = '5'\n";
        let text = format!("{list}[[liste.feld]]\nname = \"neu\"\ntitel = \"Neu\"\nbedeutung = \"Neu.\"\n{field}\n");
        std::fs::write(folder.path().join("felder/90-neu.toml"), text).unwrap();
        let out = Command::new(env!("CARGO_BIN_EXE_lotse"))
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .args(["standard", "pruefe", "--standard", folder.path().to_str().unwrap()])
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
        assert_eq!(out.status.code(), Some(2), "{name}: {told}");
        let line = told.lines().find(|line| line.contains(expected)).unwrap_or_else(|| panic!("{name}: {told}"));
        let place = line.split("90-neu.toml:").nth(1).unwrap_or_else(|| panic!("{name}: {line}"));
        let number: usize = place.split(':').next().unwrap().parse().unwrap();
        assert!(number > 21, "{name}: {line}");
    }
}

#[test]
fn the_schema_for_editors_says_the_same() {
    let standard = Standard::embedded("gdst").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&lotse::printer::json_schema(&standard)).unwrap();
    let date = regex::Regex::new(schema["properties"]["beginn"]["pattern"].as_str().unwrap()).unwrap();
    for text in ["2026-10-31", "2026-10", "2026-Q4", "2026", "1990", "2100-12-31", "2024-02-29"] {
        assert!(date.is_match(text), "{text}");
    }
    for text in [
        "2026-13",
        "2026-00",
        "2026-02-30",
        "2026-04-31",
        "2026-10-32",
        "2026-Q5",
        "0026-01-01",
        "9999",
        "1989",
        "2101",
        "26",
        "31.10.2026",
    ] {
        assert!(!date.is_match(text), "{text}");
    }
    assert_eq!(schema["properties"]["titel"]["maxLength"], 200);
    let risk = &schema["properties"]["risiken"]["items"]["properties"]["wirkung"];
    assert_eq!((risk["minimum"].as_i64(), risk["maximum"].as_i64()), (Some(1), Some(5)));
    let amount = &schema["properties"]["budget"]["items"]["properties"]["betrag"];
    assert_eq!((amount["minimum"].as_i64(), amount["maximum"].as_i64()), (Some(0), Some(1_000_000_000_000)));
}

#[test]
fn reports_of_several_series_may_have_the_same_day_and_keep_their_own_names() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let report = |series: &str| format!("[[statusberichte]]\nstand = 2026-10-30\nampel = \"grün\"\n{series}\n");
    let named = |findings: &[Finding], rule: &str| -> Vec<String> {
        findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.path.clone()).collect()
    };
    let text = format!("{}{}", report(""), report("reihe = \"fachlich\""));
    let findings = audit(&auditor, &text, "2026-10-31").findings;
    assert!(named(&findings, "STR-08").is_empty());
    assert_eq!(named(&findings, "STR-04"), ["statusberichte[2026-10-30].ampel", "statusberichte[2026-10-30 fachlich].ampel"]);
    for series in ["", "reihe = \"fachlich\""] {
        let twice = format!("{}{}", report(series), report(series));
        assert_eq!(named(&audit(&auditor, &twice, "2026-10-31").findings, "STR-08").len(), 1, "{series}");
    }
}
