//! No project file can stop a report: projects with every odd value that a field of the dictionary can hold make one,
//! and what cannot be reckoned with is told with its file and line.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fmt::Write;
use std::path::Path;

use lotse::audit::{Auditor, Question};
use lotse::command::report::{Options, run};
use lotse::facts::Data;
use lotse::period::Period;
use lotse::portfolio::{Contents, Portfolio};
use lotse::report::outputs::Output;
use lotse::schema::{Field, Kind, RecordId, Schema, TraitValue};
use lotse::source::Source;
use lotse::standard::Standard;

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.roll(of.len())]
    }
}

const TEXTS: [&str; 12] = [
    "\"x\"",
    "\"Größe 𝄞 ﷺ\"",
    "'a;b\"c,d'",
    "\"=1+1\"",
    "\"<b>&amp;</b>\"",
    "\"{{ stichtag }} {% raw %}\"",
    "\"2026\"",
    "\"-\"",
    "\"%s #set [x] $y$\"",
    "\"NULL\"",
    "\"\"",
    "\"zwei\\nZeilen\"",
];
const INTEGERS: [&str; 8] = ["0", "1", "-1", "7", "100", "1000000", "9223372036854775807", "-9223372036854775808"];
const AMOUNTS: [&str; 8] = ["0", "0.01", "-5", "1000000000000", "-1000000000000", "92233720368547758.07", "170000", "1e9"];
const COUNTS: [&str; 7] =
    ["0", "9223372036854775807", "\"mehr als 0\"", "\"mehr als 9223372036854775807\"", "\"etwa 3\"", "\"unbekannt\"", "14"];
const DATES: [&str; 12] = [
    "2026-10-31",
    "2026-10-01",
    "2024-02-29",
    "\"2026-10\"",
    "\"2026-Q4\"",
    "\"2026\"",
    "\"0001\"",
    "9999-12-31",
    "\"1990\"",
    "2100-01-01",
    "2026-11-01",
    "1970-01-01",
];

struct Invented<'s> {
    schema: &'s Schema,
    dice: Dice,
}

impl Invented<'_> {
    fn fields(&mut self, record: RecordId, skip: &[&str], between: &str) -> String {
        let schema = self.schema;
        let mut text = String::new();
        for field in &schema.record(record).fields {
            // One in eight is missing.
            if !skip.contains(&field.name.as_str()) && self.dice.roll(8) > 0 {
                let _ = write!(text, "{} = {}{between}", field.name, self.value(field));
            }
        }
        text
    }

    fn value(&mut self, field: &Field) -> String {
        let ids = ["\"a\"", "\"b\"", "\"c\"", "\"fehlt\""];
        match field.kind {
            Kind::Text => self.dice.one(&TEXTS).to_owned(),
            Kind::Texts => format!("[{}, {}]", self.dice.one(&TEXTS), self.dice.one(&TEXTS)),
            Kind::Integer => self.dice.one(&INTEGERS).to_owned(),
            Kind::Money => self.dice.one(&AMOUNTS).to_owned(),
            Kind::Count => self.dice.one(&COUNTS).to_owned(),
            Kind::Flag => self.dice.one(&["true", "false"]).to_owned(),
            Kind::Date => self.dice.one(&DATES).to_owned(),
            Kind::Code(catalogue) => self.code(catalogue),
            Kind::Codes(catalogue) => format!("[{}, {}]", self.code(catalogue), self.code(catalogue)),
            Kind::Ref(_) => self.dice.one(&ids).to_owned(),
            Kind::Refs(_) => format!("[{}, {}]", self.dice.one(&ids), self.dice.one(&ids)),
            Kind::Table(record) => format!("{{ {} }}", self.fields(record, &[], ", ").trim_end_matches(", ")),
            Kind::List(record) => {
                let rows: Vec<String> = ids[..self.dice.roll(4)].iter().map(|id| self.row(record, id)).collect();
                format!("[ {} ]", rows.join(", "))
            }
        }
    }

    fn row(&mut self, record: RecordId, id: &str) -> String {
        let row = self.schema.record(record);
        let key = row.list.map(|list| row.field(list.key)).filter(|key| key.kind == Kind::Text).map(|key| key.name.as_str());
        let rest = self.fields(record, &[key.unwrap_or("")], ", ");
        let named = key.map_or_else(String::new, |key| format!("{key} = {id}, "));
        format!("{{ {} }}", (named + &rest).trim_end_matches(", "))
    }

    fn code(&mut self, catalogue: u16) -> String {
        let codes = &self.schema.catalogue(catalogue).codes;
        match self.dice.roll(codes.len() + 1) {
            at if at < codes.len() => format!("\"{}\"", codes[at].id),
            _ => "\"gibt-es-nicht\"".to_owned(),
        }
    }
}

/// Readable files of one kind of data, each with another mixture.
fn write_projects(standard: &Standard, folder: &Path, seed: u64, count: usize) {
    std::fs::create_dir_all(folder).unwrap();
    let anchors = &standard.anchors;
    let name = |(record, slot): (u16, u16)| standard.schema.record(record).field(slot).name.as_str();
    let head = [name(anchors.project_id), name(anchors.data_kind)];
    for number in 0..count {
        let mut invented = Invented { schema: &standard.schema, dice: Dice(seed * 1000 + number as u64) };
        let rest = invented.fields(Schema::PROJECT, &head, "\n");
        let text = format!("{} = \"wunder-{number}\"\n{} = \"gemeldet\"\n{rest}", head[0], head[1]);
        std::fs::write(folder.join(format!("wunder-{number}.toml")), text).unwrap();
    }
}

#[test]
fn no_project_file_stops_a_report() {
    let standard = Standard::embedded("gdst").unwrap();
    let seeds = std::env::var("LOTSE_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    let mut failed = Vec::new();
    for seed in 0..seeds {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("wunder-{seed}"));
        let _ = std::fs::remove_dir_all(&place);
        write_projects(&standard, &place.join("projekte"), seed, 40);
        let options = Options {
            paths: vec![place.join("projekte")],
            as_of: Some("2026-10-31".to_owned()),
            output: place.join("berichte"),
            outputs: Some([Output::Csv].into_iter().collect()),
            ..Options::default()
        };
        if let Err(error) = run(&options) {
            failed.push(format!("{}: {error:#}", place.display()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// A row whose parts do not go together is left out and counted as unknown; the other rows stay as they are.
#[test]
fn a_row_that_cannot_be_divided_is_left_out_and_counted() {
    let standard = Standard::embedded("gdst").unwrap();
    let contents = Contents::load(&standard).unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let question = Question::as_of_day(Period::parse("2026-10-31").unwrap());
    let audits: Vec<_> = ["a", "b"]
        .map(|id| {
            let row = "[[beteiligungszahlen]]\nid = \"x\"\nstand = 2026-10-01\nkommunen = 9\nbezug = \"verwaltungen\"\n";
            let text = format!("id = \"{id}\"\ntitel = \"{id}\"\ndatenart = \"gemeldet\"\n{row}");
            auditor.audit(Source::new(format!("{id}.toml"), text), question)
        })
        .into_iter()
        .collect();
    let portfolio = Portfolio::of(&standard, &contents.views, question.as_of, &audits).unwrap();
    let mut figure = contents.figure("KZ-02").unwrap().clone();
    let sql = figure.sql.get_ref().replacen("z.bezug,", "CASE WHEN z.projekt = 'b' THEN 'gemeinden' ELSE z.bezug END AS bezug,", 1);
    figure.sql = toml::Spanned::new(figure.sql.span(), sql);
    let measure = portfolio.measure(&figure).unwrap();
    let seen: Vec<_> = measure.lines.iter().map(|line| (line.key.as_deref().unwrap(), line.part, line.whole, line.unknown)).collect();
    assert_eq!(seen, [("a", Some(9), Some(133), None), ("b", None, None, Some(1))]);
}

/// What the dictionary does not allow is told at its file and line, and the report is made.
#[test]
fn a_size_that_municipalities_cannot_be_divided_by_is_found_in_the_file() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let question = Question::as_of_day(Period::parse("2026-10-31").unwrap());
    let text = "id = \"a\"\ntitel = \"A\"\ndatenart = \"gemeldet\"\n[[beteiligungszahlen]]\nid = \"plenum\"\nstand = 2026-10-01\nkommunen = 9\nbezug = \"gemeinden\"\n";
    let audit = auditor.audit(Source::new("a.toml", text), question);
    let found = audit.findings.iter().find(|finding| finding.rule == "STR-12").unwrap();
    assert_eq!((found.place.line, found.path.as_str()), (8, "beteiligungszahlen[plenum].bezug"));
    assert!(found.message.contains("nur kreise, gemeindeverwaltungen, verwaltungen"), "{}", found.message);
    // The catalogues say it twice, for units and for sizes: both must mean the same.
    let catalogue = |name: &str| standard.schema.catalogues.iter().find(|catalogue| catalogue.name == name).unwrap();
    let (sizes, units) = (catalogue("bezugsgroessen"), catalogue("zaehleinheiten"));
    let only = u16::try_from(sizes.find_trait("zaehlt_verwaltungen").unwrap()).unwrap();
    let allowed: Vec<&str> = sizes.codes.iter().filter(|code| code.has(only)).map(|code| code.id.as_str()).collect();
    let by = &units.code(units.ordinal("kommunen").unwrap()).values[units.find_trait("teilbar_durch").unwrap()];
    assert!(matches!(by, TraitValue::Text(text) if text.split(' ').collect::<Vec<_>>() == allowed), "{by:?} and {allowed:?}");
}

fn month(paths: &Path, output: &Path, month: &str) -> String {
    let options = Options {
        paths: vec![paths.to_owned()],
        month: Some(month.to_owned()),
        output: output.to_owned(),
        outputs: Some([Output::Html, Output::Parquet].into_iter().collect()),
        ..Options::default()
    };
    run(&options).unwrap_or_else(|error| panic!("{error:#}"));
    let page = std::fs::read_to_string(output.join(month).join("index.html")).unwrap();
    page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ").replace('\u{a0}', " ")
}

/// Without a reported status the sentence counts what the section shows, and says "nothing" only when it shows nothing.
#[test]
fn nothing_changed_is_said_only_where_nothing_changed() {
    let folder = tempfile::tempdir().unwrap();
    let (files, reports) = (folder.path().join("projekte"), folder.path().join("berichte"));
    std::fs::create_dir_all(&files).unwrap();
    let write = |id: &str, rest: &str| {
        let text = format!("id = \"{id}\"\ntitel = \"Vorhaben {id}\"\ndatenart = \"oeffentliche_quellen\"\n{rest}");
        std::fs::write(files.join(format!("{id}.toml")), text).unwrap();
    };
    let plan = |day: &str| format!("[[meilensteine]]\nid = \"m\"\ntitel = \"Start\"\nerster_plan = 2026-12-01\n{day}");
    write("alt", &plan(""));
    write("weg", "");
    month(&files, &reports, "2026-08");
    let quiet = month(&files, &reports, "2026-09");
    assert!(quiet.contains("hat sich nichts geändert"), "{quiet}");
    write("neu", "");
    write("alt", &plan("planung = [{ am = 2026-10-05, termin = 2027-03-01, grund = \"Lieferung\" }]\n"));
    std::fs::remove_file(files.join("weg.toml")).unwrap();
    let moved = month(&files, &reports, "2026-10");
    assert!(!moved.contains("hat sich nichts geändert"), "{moved}");
    for told in [
        "Seit dem 30.09.2026 hat sich etwas bewegt",
        "Vorhaben neu im Bericht (1)",
        "Vorhaben nicht mehr im Bericht (1)",
        "Termine verschoben (1)",
    ] {
        assert!(moved.contains(told), "{told}: {moved}");
    }
}

/// A Stand without a day is as open as it is: reported where every possible day says so, too old where none does not.
#[test]
fn a_stand_without_a_day_reports_only_what_is_certain() {
    let standard = Standard::embedded("gdst").unwrap();
    let contents = Contents::load(&standard).unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let question = Question::as_of_day(Period::parse("2026-10-31").unwrap());
    // The Stände of the reports, the youngest class, whether it is certainly current.
    let table = [
        (vec![("\"2026\"", "gruen")], "grau", None),
        (vec![("\"2026-Q4\"", "gruen")], "gruen", Some("ja")),
        (vec![("\"2026-10\"", "rot")], "rot", Some("ja")),
        (vec![("\"2026-09\"", "rot")], "grau", None),
        (vec![("\"2025\"", "rot")], "veraltet", None),
        (vec![("2026-10-01", "gelb")], "gelb", Some("ja")),
        (vec![("2026-10-12", "gruen"), ("\"2026\"", "rot")], "grau", Some("ja")),
        (vec![("\"2026-09\"", "gruen"), ("\"2026-10\"", "rot")], "rot", Some("ja")),
        (vec![], "nicht_gemeldet", None),
    ];
    let audits: Vec<_> = table
        .iter()
        .enumerate()
        .map(|(number, (reports, ..))| {
            let row = |(day, light): &(&str, &str)| format!("[[statusberichte]]\nstand = {day}\nampel = \"{light}\"\n");
            let rows = reports.iter().map(row).collect::<Vec<_>>().concat();
            let text = format!("id = \"p{number}\"\ntitel = \"P\"\ndatenart = \"gemeldet\"\n{rows}");
            auditor.audit(Source::new(format!("p{number}.toml"), text), question)
        })
        .collect();
    let portfolio = Portfolio::of(&standard, &contents.views, question.as_of, &audits).unwrap();
    let texts = |name: &str| match &portfolio.facts.tables["meldungen"].column(name).unwrap().data {
        Data::Text(values) => values.clone(),
        other => panic!("{other:?}"),
    };
    let (classes, current) = (texts("klasse"), texts("gemeldet"));
    for (number, (reports, class, is_current)) in table.iter().enumerate() {
        assert_eq!((classes[number].as_deref(), current[number].as_deref()), (Some(*class), *is_current), "{reports:?}");
    }
}
