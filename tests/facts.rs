//! The tables of a small file with hostile texts, umlauts, nested lists and gaps.

#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use lotse::document::read as parse;
use lotse::facts::{Data, Facts, Inclusion, ProjectFacts, Table, read_parquet, write_parquet};
use lotse::period::Period;
use lotse::schema::Schema;
use lotse::source::Source;
use lotse::standard::Standard;

const FILE: &str = r#"
id = "probe"
titel = "Größe; DROP TABLE projekte -- \"x\" <b>"
datenart = "erfunden"
[problem]
geklaert_am = "2026-Q1"
[[arbeitsgruppen]]
id = "technik"
name = "AG Ümläute"
takt_min_tage = 14
  [[arbeitsgruppen.sitzungen]]
  datum = 2026-05-04
  teilnehmende = "mehr als 12"
  [[arbeitsgruppen.sitzungen]]
  datum = 2026-06-01
  teilnehmende = "unbekannt"
[[arbeitsgruppen]]
id = "zwei-ohne"
name = "AG ohne Sitzungen"
sitzungen = []
[[stellen]]
id = "a"
name = "A"
ebene = "land"
postfach = "geheim@example.org"
[[stakeholder]]
id = "s1"
name = "Eins"
ebene = "land"
erfasst_am = 2026-01-01
[[kontakte]]
id = "k"
datum = 2026-02-01
weg = "telefon"
stakeholder = ["s1"]
[[ausgaben]]
stand = 2026-06-30
betrag = 16100.50
[[loesungen]]
id = "l"
name = "L"
[loesungen.datenschutz]
geprueft_am = 2026-07-01
"#;

fn facts(text: &str) -> Facts {
    let standard = Standard::embedded("pm-st").unwrap();
    let (document, faults) = parse(&standard.schema, Schema::PROJECT, Source::new("data/probe.toml", text));
    assert_eq!(faults, []);
    let project = ProjectFacts {
        document: &document,
        project: "probe",
        phase: Some("definition"),
        class: None,
        assessed: true,
        invented: true,
        readable: true,
    };
    Facts::build(&standard, Period::of_date(2026, 10, 31).unwrap(), &[project], Inclusion::default())
}

fn texts(facts: &Facts, table: &str, column: &str) -> Vec<Option<String>> {
    match &facts.tables[table].column(column).unwrap_or_else(|| panic!("{table}.{column}")).data {
        Data::Text(values) => values.clone(),
        other => panic!("{table}.{column} is {}", other.kind()),
    }
}

fn numbers(facts: &Facts, table: &str, column: &str) -> Vec<Option<i64>> {
    match &facts.tables[table].column(column).unwrap_or_else(|| panic!("{table}.{column}")).data {
        Data::Integer(values) => values.clone(),
        other => panic!("{table}.{column} is {}", other.kind()),
    }
}

fn flags(facts: &Facts, table: &str, column: &str) -> Vec<Option<bool>> {
    match &facts.tables[table].column(column).unwrap_or_else(|| panic!("{table}.{column}")).data {
        Data::Flag(values) => values.clone(),
        other => panic!("{table}.{column} is {}", other.kind()),
    }
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| Some((*value).to_owned())).collect()
}

#[test]
fn the_head_is_one_row_with_derived_columns() {
    let facts = facts(FILE);
    assert_eq!(texts(&facts, "projekte", "titel"), some(&["Größe; DROP TABLE projekte -- \"x\" <b>"]));
    assert_eq!(texts(&facts, "projekte", "phase"), some(&["definition"]));
    assert_eq!(texts(&facts, "projekte", "klasse"), [None]);
    assert_eq!(texts(&facts, "projekte", "problem_geklaert_am_text"), some(&["1. Quartal 2026"]));
    assert_eq!(numbers(&facts, "projekte", "problem_geklaert_am_von_tag"), [Some(20_454)]);
    assert_eq!(numbers(&facts, "projekte", "problem_geklaert_am_bis_tag"), [Some(20_543)]);
    assert_eq!(flags(&facts, "projekte", "toleranz_angegeben"), [Some(false)]);
    assert_eq!(flags(&facts, "projekte", "kontakte_bekannt"), [Some(true)]);
    assert_eq!(flags(&facts, "projekte", "konsultationen_bekannt"), [Some(false)], "an absent list is not an empty one");
    assert_eq!(texts(&facts, "projekte", "datei"), some(&["data/probe.toml"]));
}

#[test]
fn nested_rows_carry_the_keys_above_them_and_their_line() {
    let facts = facts(FILE);
    assert_eq!(texts(&facts, "arbeitsgruppen_sitzungen", "arbeitsgruppen"), some(&["technik", "technik"]));
    assert_eq!(texts(&facts, "arbeitsgruppen_sitzungen", "schluessel"), some(&["2026-05-04", "2026-06-01"]));
    assert_eq!(numbers(&facts, "arbeitsgruppen_sitzungen", "teilnehmende"), [Some(12), None]);
    assert_eq!(texts(&facts, "arbeitsgruppen_sitzungen", "teilnehmende_art"), some(&["mehr_als", "unbekannt"]));
    let line = 1 + FILE.lines().position(|line| line.contains("[[arbeitsgruppen.sitzungen]]")).unwrap();
    assert_eq!(numbers(&facts, "arbeitsgruppen_sitzungen", "zeile")[0], i64::try_from(line).ok());
    assert_eq!(flags(&facts, "arbeitsgruppen", "sitzungen_bekannt"), [Some(true), Some(true)]);
    assert_eq!(flags(&facts, "arbeitsgruppen", "leitung_bekannt"), [Some(false), Some(false)]);
}

/// As for the rules: where only placeholders stand, nothing is counted, and nothing is known.
#[test]
fn a_row_of_placeholders_is_no_row() {
    let text = "id = \"probe\"\nkonsultationen = []\n[[kontakte]]\nweg = \"TODO\"\n[[einladungen]]\ngegenstand = \"wird ergänzt\"\n[[einladungen]]\nid = \"i\"\n";
    let standard = Standard::embedded("pm-st").unwrap();
    let (document, _) = parse(&standard.schema, Schema::PROJECT, Source::new("data/probe.toml", text));
    let (project, phase, class) = ("probe", None, None);
    let project = ProjectFacts { document: &document, project, phase, class, assessed: true, invented: true, readable: true };
    let facts = Facts::build(&standard, Period::of_date(2026, 10, 31).unwrap(), &[project], Inclusion::default());
    assert_eq!(facts.tables["kontakte"].rows(), 0);
    assert_eq!(texts(&facts, "einladungen", "schluessel"), some(&["i"]));
    assert_eq!(flags(&facts, "projekte", "kontakte_bekannt"), [Some(false)]);
    assert_eq!(flags(&facts, "projekte", "einladungen_bekannt"), [Some(true)]);
    assert_eq!(flags(&facts, "projekte", "konsultationen_bekannt"), [Some(true)]);
}

#[test]
fn several_values_of_a_field_are_a_table() {
    let facts = facts(FILE);
    assert_eq!(texts(&facts, "kontakte_stakeholder", "kontakte"), some(&["k"]));
    assert_eq!(texts(&facts, "kontakte_stakeholder", "wert"), some(&["s1"]));
}

#[test]
fn tables_in_rows_are_flattened_and_money_is_cents() {
    let facts = facts(FILE);
    assert_eq!(texts(&facts, "loesungen", "datenschutz_geprueft_am_text"), some(&["01.07.2026"]));
    assert_eq!(flags(&facts, "loesungen", "datenschutz_angegeben"), [Some(true)]);
    assert_eq!(flags(&facts, "loesungen", "hosting_angegeben"), [Some(false)]);
    assert_eq!(numbers(&facts, "ausgaben", "betrag_cent"), [Some(1_610_050)]);
}

#[test]
fn persons_and_internal_fields_stay_out() {
    let facts = facts(FILE);
    assert!(facts.tables["stellen"].column("postfach").is_none());
    assert!(facts.tables["rollen"].column("person").is_none());
}

#[test]
fn every_table_has_unique_columns_of_equal_length_and_a_meaning() {
    let facts = facts(FILE);
    for table in facts.tables.values() {
        let mut names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert!(table.columns.iter().all(|column| column.data.len() == table.rows()), "{}", table.name);
        assert!(names.iter().all(|name| !name.ends_with("_2")), "{}: two fields lead to one column name", table.name);
        names.sort_unstable();
        let before = names.len();
        names.dedup();
        assert_eq!(before, names.len(), "{}", table.name);
    }
    for line in facts.described() {
        assert!(line.meaning.len() > 3, "{}.{} has no meaning", line.table, line.column);
    }
}

#[test]
fn a_table_survives_parquet() {
    let facts = facts(FILE);
    let folder = tempfile::tempdir().unwrap();
    for table in facts.tables.values() {
        let path = folder.path().join(format!("{}.parquet", table.name));
        write_parquet(table, std::fs::File::create(&path).unwrap()).unwrap();
        let back = read_parquet(&path).unwrap();
        let bare = |table: &Table| table.columns.iter().map(|column| (column.name.clone(), column.data.clone())).collect::<Vec<_>>();
        assert_eq!((&back.name, bare(&back)), (&table.name, bare(table)));
        let mut again = Vec::new();
        write_parquet(table, &mut again).unwrap();
        assert_eq!(again, std::fs::read(&path).unwrap(), "same table, same bytes");
    }
}
