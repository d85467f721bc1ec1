//! Two months of a small portfolio: what moved, what was corrected later, and that a frozen report stays what it is.

#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use lotse::command::Outcome;
use lotse::command::guard::Insist;
use lotse::command::report::{Options, run};
use lotse::facts::{Data, Table, read_parquet};
use lotse::report::outputs::Output;

/// Projects in a folder, and reports beside them.
struct Series {
    folder: tempfile::TempDir,
}

const MONTHS: [&str; 2] = ["2026-09", "2026-10"];

impl Series {
    fn new() -> Self {
        let series = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(series.data()).unwrap();
        series.september();
        series
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("daten")
    }

    fn month(&self, month: &str) -> PathBuf {
        self.folder.path().join("berichte").join(month)
    }

    fn project(&self, id: &str, more: &str) {
        let text = format!("id = \"{id}\"\ntitel = \"Titel {id}\"\ndatenart = \"gemeldet\"\n{more}");
        fs::write(self.data().join(format!("{id}.toml")), text).unwrap();
    }

    fn september(&self) {
        self.project("anna", ANNA_SEPTEMBER);
        self.project("bert", BERT_SEPTEMBER);
        self.project("cora", &status(&[("2026-09-25", "gruen")]));
        self.project("dora", "");
        self.project("emil", &status(&[("2026-09-30", "gruen")]));
        self.project("gero", &status(&[("2026-09-30", "gelb")]));
    }

    fn october(&self) {
        self.project("anna", ANNA_OCTOBER);
        self.project("bert", BERT_OCTOBER);
        self.project("fred", &status(&[("2026-09-20", "gruen"), ("2026-10-30", "gelb")]));
        fs::remove_file(self.data().join("emil.toml")).unwrap();
        fs::write(self.data().join("gero.toml"), "[[id = gero\n").unwrap();
    }

    fn options(&self, month: &str) -> Options {
        Options {
            paths: vec![self.data()],
            standard: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst")),
            month: Some(month.to_owned()),
            output: self.folder.path().join("berichte"),
            // Paper and workbooks have tests of their own, and take their time.
            outputs: Some([Output::Html, Output::Csv, Output::Parquet].into_iter().collect()),
            ..Options::default()
        }
    }

    fn draft(&self, month: &str) {
        run(&self.options(month)).unwrap_or_else(|error| panic!("{error:#}"));
    }

    fn freeze(&self, month: &str) {
        let broken = fs::read_to_string(self.data().join("gero.toml")).is_ok_and(|text| text.starts_with("[["));
        let guard = Insist {
            unread: broken.then(|| "gero".to_owned()).into_iter().collect(),
            gone: vec!["emil".to_owned()],
            reason: Some("Probe".to_owned()),
            by: Some("Referat 1".to_owned()),
            ..Insist::default()
        };
        run(&Options { release: true, guard, ..self.options(month) }).unwrap_or_else(|error| panic!("{error:#}"));
    }

    /// Both months, the first frozen before the files changed.
    fn two_months() -> Self {
        let series = Self::new();
        series.freeze(MONTHS[0]);
        series.october();
        series.draft(MONTHS[1]);
        series
    }

    fn table(&self, month: &str, name: &str) -> Table {
        read_parquet(&self.month(month).join(format!("snapshot/{name}.parquet"))).unwrap()
    }

    /// The named columns of a table, row by row, as one line each.
    fn rows(&self, month: &str, name: &str, columns: &[&str]) -> Vec<String> {
        let table = self.table(month, name);
        let cell = |row: usize, column: &str| match &table.column(column).unwrap_or_else(|| panic!("{name}.{column}")).data {
            Data::Text(values) => values[row].clone().unwrap_or_else(|| "–".to_owned()),
            Data::Integer(values) => values[row].map_or("–".to_owned(), |number| number.to_string()),
            Data::Flag(values) => values[row].map_or("–".to_owned(), |flag| flag.to_string()),
            other => panic!("{other:?}"),
        };
        (0..table.rows()).map(|row| columns.iter().map(|column| cell(row, column)).collect::<Vec<_>>().join(" | ")).collect()
    }

    fn told(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(self.folder.path()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
        (text, output.status.code())
    }
}

fn status(reports: &[(&str, &str)]) -> String {
    let rows: Vec<String> = reports.iter().map(|(day, light)| format!("{{ stand = {day}, ampel = \"{light}\" }}")).collect();
    format!("statusberichte = [{}]\n", rows.join(", "))
}

const ANNA_SEPTEMBER: &str = r#"
freigaben = [{ freigabe = "F1", datum = 2026-09-10, ergebnis = "freigegeben" }]
statusberichte = [{ stand = 2026-09-28, ampel = "gruen" }]
budget = [{ ab = 2026-09-01, betrag = 400000 }]
meilensteine = [
  { id = "pilot", titel = "Pilot", erster_plan = 2026-12-01 },
  { id = "ende", titel = "Ende", erster_plan = 2027-06-01 },
]
"#;

/// F1 and the budget are corrected, F2 is new, one milestone is planned later and of the other the first plan changed.
const ANNA_OCTOBER: &str = r#"
freigaben = [
  { freigabe = "F1", datum = 2026-09-12, ergebnis = "freigegeben" },
  { freigabe = "F2", datum = 2026-10-15, ergebnis = "freigegeben" },
]
statusberichte = [{ stand = 2026-09-28, ampel = "gruen" }, { stand = 2026-10-28, ampel = "rot" }]
budget = [{ ab = 2026-09-01, betrag = 410000 }, { ab = 2026-10-01, betrag = 500000 }]
meilensteine = [
  { id = "pilot", titel = "Pilot", erster_plan = 2026-12-01, planung = [{ am = 2026-10-10, termin = 2027-01-15, grund = "Lieferung" }] },
  { id = "ende", titel = "Ende", erster_plan = 2027-05-01 },
]
"#;

const BERT_SEPTEMBER: &str = r#"
statusberichte = [{ stand = 2026-09-28, ampel = "gelb" }]
entscheidungen = [{ id = "eins", art = "loesung", datum = 2026-08-03, gegenstand = "Erste Lösung" }]
"#;

/// The decision is gone, a talk of August was forgotten, and the project has ended.
const BERT_OCTOBER: &str = r#"
ende = 2026-10-20
statusberichte = [{ stand = 2026-09-28, ampel = "gelb" }, { stand = 2026-10-30, ampel = "gruen" }]
entscheidungen = []
kontakte = [
  { id = "k1", datum = 2026-08-05, weg = "gespraech", anlass = "Auftakt" },
  { id = "k2", datum = 2026-10-05, weg = "gespraech", anlass = "Abschluss" },
]
"#;

fn written(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn without_a_predecessor_nothing_has_moved() {
    let series = Series::new();
    series.draft(MONTHS[0]);
    for name in ["bewegung", "berichtigungen", "terminbewegung", "neue_freigaben", "bewegungszahlen", "fassungsaenderungen"] {
        assert_eq!(series.table(MONTHS[0], name).rows(), 0, "{name}");
    }
    assert_eq!(series.rows(MONTHS[0], "vormonat", &["vorhanden", "stichtag_text"]), ["false | –"]);
    assert!(fs::read_to_string(series.month(MONTHS[0]).join("index.html")).unwrap().contains("keinen Vormonat"));
}

#[test]
fn every_kind_of_movement_has_its_projects() {
    let series = Series::two_months();
    assert_eq!(
        series.rows(MONTHS[1], "vormonat", &["vorhanden", "stichtag_text", "fassung", "freigegeben"]),
        ["true | 30.09.2026 | 1 | true"]
    );
    let moved = series.rows(MONTHS[1], "bewegung", &["projekt", "phase_vor", "phase_nach", "meldung_vor", "meldung_nach", "in_beiden"]);
    let expected = [
        "anna | definition | planung | gruen | rot | 1",
        "bert | initialisierung | beendet | gelb | gruen | 1",
        "cora | initialisierung | initialisierung | gruen | veraltet | 0",
        "dora | initialisierung | initialisierung | nicht_gemeldet | nicht_gemeldet | 0",
        "emil | initialisierung | – | gruen | – | 0",
        "fred | – | initialisierung | – | gelb | 0",
        "gero | initialisierung | nicht_dokumentiert | gelb | nicht_lesbar | 0",
    ];
    assert_eq!(moved, expected);
    let flags = series.rows(MONTHS[1], "bewegung", &["projekt", "neu", "beendet", "entfallen", "nicht_lesbar"]);
    let marked: Vec<&String> = flags.iter().filter(|row| row.contains('1')).collect();
    assert_eq!(marked, ["bert | 0 | 1 | 0 | 0", "emil | 0 | 0 | 1 | 0", "fred | 1 | 0 | 0 | 0", "gero | 0 | 0 | 0 | 1"]);
    let gates = series.rows(MONTHS[1], "neue_freigaben", &["projekt", "freigabe", "datum_text", "erteilt"]);
    assert_eq!(gates, ["anna | F2 | 15.10.2026 | true"]);
    let plans =
        series.rows(MONTHS[1], "terminbewegung", &["projekt", "schluessel", "von", "nach", "tage", "verschoben", "umgeplant", "grund"]);
    assert_eq!(
        plans,
        [
            "anna | pilot | 01.12.2026 | 15.01.2027 | 45 | 1 | 1 | Lieferung",
            "anna | ende | 01.06.2027 | 01.05.2027 | -31 | 0 | 1 | erster Plan geändert, vorher 01.06.2027",
        ]
    );
    let counts = series.rows(MONTHS[1], "bewegungszahlen", &["art", "alle", "beide"]);
    let expected = [
        "neu | 1 | 0",
        "beendet | 1 | 1",
        "entfallen | 1 | 0",
        "freigaben | 1 | 1",
        "verschoben | 1 | 1",
        "umgeplant | 2 | 2",
        "berichtigt | 3 | 3",
        "nachgetragen | 1 | 1",
        "entfallene_angaben | 1 | 1",
    ];
    assert_eq!(counts, expected);
}

/// What happened after the predecessor's day is news, not a correction: the cut keeps F2, the new budget and the later
/// talk out of the list.
#[test]
fn a_later_change_of_an_old_fact_shows_as_a_correction() {
    let series = Series::two_months();
    let found =
        series.rows(MONTHS[1], "berichtigungen", &["klasse", "projekt", "was", "damals", "heute", "damals_cent", "heute_cent", "zeile"]);
    let expected = [
        "berichtigt | anna | Budget ab 01.09.2026 | ohne Betrag | ohne Betrag | 40000000 | 41000000 | 10",
        "berichtigt | anna | Freigabe F1 | freigegeben, 10.09.2026 | freigegeben, 12.09.2026 | – | – | 6",
        "berichtigt | anna | Meilenstein „Ende“, erster Plan | 01.06.2027 | 01.05.2027 | – | – | 13",
        "entfallen | bert | Entscheidung: Erste Lösung | 03.08.2026 | – | – | – | 1",
        "nachgetragen | bert | Gespräch: Auftakt | – | Gespräch, 05.08.2026 | – | – | 9",
    ];
    assert_eq!(found, expected);
    let page = fs::read_to_string(series.month(MONTHS[1]).join("index.html")).unwrap();
    assert_eq!(lotse::report::html::link_faults(&page), Vec::<String>::new());
    for said in ["400.000\u{a0}€", "410.000\u{a0}€", "nachgetragen", "veraltet", "nicht gemeldet", "↘\u{a0}1", "↗\u{a0}1"] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn a_named_predecessor_takes_the_place_of_the_newest() {
    let series = Series::two_months();
    series.draft("2026-11");
    let compared = series.rows("2026-11", "vormonat", &["stichtag_text", "freigegeben"]);
    assert_eq!(compared, ["31.10.2026 | false"]);
    run(&Options { predecessor: Some(series.month(MONTHS[0])), ..series.options("2026-11") }).unwrap();
    assert_eq!(series.rows("2026-11", "vormonat", &["stichtag_text"]), ["30.09.2026"]);
    let later = Options { predecessor: Some(series.month("2026-11")), ..series.options(MONTHS[1]) };
    assert!(run(&later).unwrap_err().to_string().contains("nicht von einem früheren Stichtag"));
}

#[test]
fn the_same_history_gives_the_same_bytes() {
    let series = Series::two_months();
    let first = written(&series.month(MONTHS[1]));
    series.draft(MONTHS[1]);
    assert!(first == written(&series.month(MONTHS[1])));
    let proof: serde_json::Value = serde_json::from_slice(&first["nachweis.json"]).unwrap();
    let before = fs::read(series.month(MONTHS[0]).join("nachweis.json")).unwrap();
    assert_eq!(proof["vorgaenger"]["sha256"], lotse::report::evidence::sha256(&before));
    assert_eq!(proof["vorgaenger"]["stichtag"], "2026-09-30");
}

#[test]
fn a_frozen_edition_stays_byte_for_byte_and_the_next_says_what_is_different() {
    let series = Series::two_months();
    series.freeze(MONTHS[1]);
    let month = series.month(MONTHS[1]);
    let first = written(&month);
    series.freeze(MONTHS[1]);
    assert!(first == written(&month), "nothing changed, so there is no second edition");

    series.project("dora", &status(&[("2026-10-31", "gruen")]));
    series.draft(MONTHS[1]);
    assert!(fs::read_to_string(series.month("2026-10-entwurf").join("index.html")).unwrap().contains("2, Entwurf"));
    series.freeze(MONTHS[1]);
    assert!(!series.month("2026-10-entwurf").exists(), "the draft has become Fassung 2");
    assert!(first == written(&month));
    let all = written(&series.month("2026-10-fassung-2"));

    let proof: serde_json::Value = serde_json::from_slice(&all["nachweis.json"]).unwrap();
    assert_eq!((&proof["fassung"], &proof["freigegeben"], &proof["vorige_fassung"]["fassung"]), (&2.into(), &true.into(), &1.into()));
    let changed = proof["vorige_fassung"]["eingaben"]["geaendert"].as_array().unwrap();
    assert!(changed.len() == 1 && changed[0].as_str().unwrap().ends_with("dora.toml"), "{changed:?}");
    let different = series.rows("2026-10-fassung-2", "fassungsaenderungen", &["projekt", "klasse", "was", "jetzt"]);
    assert_eq!(different, ["dora | neu | Statusbericht vom 31.10.2026 | grün"]);
    assert!(String::from_utf8_lossy(&all["index.html"]).contains("Gegenüber Fassung 1: eine Angabe anders"));
    series.draft("2026-11");
    assert_eq!(series.rows("2026-11", "vormonat", &["stichtag_text", "fassung"]), ["31.10.2026 | 2"]);
}

#[test]
fn another_day_does_not_become_an_edition_of_a_frozen_month() {
    let series = Series::new();
    series.freeze(MONTHS[0]);
    let other = Options { month: None, as_of: Some("2026-09-15".to_owned()), ..series.options(MONTHS[0]) };
    assert!(run(&other).unwrap_err().to_string().contains("anderen Stichtag"));
}

#[test]
fn a_predecessor_that_was_touched_is_refused_and_the_proof_names_every_difference() {
    let series = Series::two_months();
    let month = series.month(MONTHS[0]);
    let lage = month.join("snapshot/lage.parquet");
    assert_eq!(run(&Options { verify: Some(month.clone()), ..Options::default() }).unwrap(), Outcome::Clean);

    let mut bytes = fs::read(&lage).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&lage, bytes).unwrap();
    let error = format!("{:#}", run(&series.options(MONTHS[1])).unwrap_err());
    assert!(error.contains("Vormonat") && error.contains("geändert: snapshot/lage.parquet"), "{error}");

    fs::remove_file(month.join("snapshot/projekte.parquet")).unwrap();
    fs::write(month.join("notiz.txt"), "x").unwrap();
    let (text, code) = series.told(&["bericht", "--pruefe", "berichte/2026-09"]);
    for said in ["Fassung 1, freigegeben", "geändert: snapshot/lage.parquet", "fehlt: snapshot/projekte.parquet", "zusätzlich: notiz.txt"]
    {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert_eq!(code, Some(1), "{text}");
    let (text, code) = series.told(&["bericht", "--pruefe", "daten"]);
    assert!(code == Some(2) && text.contains("kein Bericht"), "{text}");
}

#[test]
fn inputs_that_went_on_are_a_note_and_evidence_that_was_edited_a_fault() {
    let series = Series::two_months();
    let (text, code) = series.told(&["bericht", "--pruefe", "berichte/2026-09"]);
    assert!(code == Some(0) && text.contains("keine der Eingaben liegt unter dem Ordner"), "{text}");
    let output =
        Command::new(env!("CARGO_BIN_EXE_lotse")).args(["bericht", "--pruefe", "../berichte/2026-09"]).current_dir(series.data()).output();
    let (text, code) = output.map(|output| (String::from_utf8(output.stdout).unwrap(), output.status.code())).unwrap();
    assert!(code == Some(0) && text.contains("Hinweis zu den Eingaben: 3 von 6 seither geändert, 1 von 6 nicht mehr da"), "{text}");
    let path = series.month(MONTHS[0]).join("nachweis.json");
    let evidence = fs::read_to_string(&path).unwrap();
    let (key, rest) = evidence.split_once("\"eingaben\"").unwrap();
    let (before, after) = rest.split_once("\"sha256\": \"").unwrap();
    fs::write(&path, format!("{key}\"eingaben\"{before}\"sha256\": \"0{}", &after[1..])).unwrap();
    let (text, code) = series.told(&["bericht", "--pruefe", "berichte/2026-09"]);
    assert!(code == Some(1) && text.contains("geändert: nachweis.json"), "{text}");
}

/// Files, but no evidence: as a crash of an older version left it, or somebody who deleted it.
#[test]
fn a_report_without_evidence_is_no_report_and_no_place_for_one() {
    let series = Series::new();
    series.freeze(MONTHS[0]);
    let month = series.month(MONTHS[0]);
    fs::remove_file(month.join("nachweis.json")).unwrap();
    let before = written(&month);
    for release in [false, true] {
        let error = run(&Options { release, ..series.options(MONTHS[0]) }).unwrap_err().to_string();
        assert!(error.contains("ohne gültigen Nachweis"), "{error}");
    }
    series.october();
    series.draft(MONTHS[1]);
    assert_eq!(series.rows(MONTHS[1], "vormonat", &["vorhanden"]), ["false"]);
    assert!(written(&month) == before);
}

/// A released edition whose evidence says that it is a draft, while later ones lie beside it.
#[test]
fn evidence_that_takes_back_a_release_opens_no_place() {
    let series = Series::new();
    series.freeze(MONTHS[0]);
    series.project("dora", &status(&[("2026-09-30", "gruen")]));
    series.freeze(MONTHS[0]);
    let path = series.month(MONTHS[0]).join("nachweis.json");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"freigegeben\": true"));
    fs::write(&path, text.replacen("\"freigegeben\": true", "\"freigegeben\": false", 1)).unwrap();
    let before = written(&series.folder.path().join("berichte"));
    for release in [false, true] {
        let error = run(&Options { release, insist: true, ..series.options(MONTHS[0]) }).unwrap_err().to_string();
        assert!(error.contains("müsste eine freigegebene Fassung sein"), "{error}");
    }
    assert!(before == written(&series.folder.path().join("berichte")));
}

/// As older versions laid it: later editions, drafts and other kinds of data inside the folder of the month.
#[test]
fn reports_that_lie_inside_a_month_are_still_read_and_gone_on_with() {
    let series = Series::new();
    series.freeze(MONTHS[0]);
    series.project("dora", &status(&[("2026-09-30", "gruen")]));
    series.freeze(MONTHS[0]);
    series.project("dora", &status(&[("2026-09-30", "gelb")]));
    series.draft(MONTHS[0]);
    let month = series.month(MONTHS[0]);
    for (now, before) in [("2026-09-fassung-2", "fassung-2"), ("2026-09-entwurf", "entwurf")] {
        fs::rename(series.month(now), month.join(before)).unwrap();
    }
    let old = written(&month);
    let (text, code) = series.told(&["bericht", "--pruefe", "berichte/2026-09"]);
    assert!(code == Some(0) && text.matches("unverändert: alle").count() == 3, "{text}");
    series.draft(MONTHS[1]);
    assert_eq!(series.rows(MONTHS[1], "vormonat", &["stichtag_text", "fassung", "freigegeben"]), ["30.09.2026 | 2 | true"]);
    series.freeze(MONTHS[0]);
    assert!(written(&month) == old, "nothing inside is touched");
    let proof: serde_json::Value =
        serde_json::from_slice(&fs::read(series.month("2026-09-fassung-3").join("nachweis.json")).unwrap()).unwrap();
    assert_eq!((&proof["fassung"], &proof["vorige_fassung"]["fassung"]), (&3.into(), &2.into()));
}

/// One of two runs at a time.
#[test]
fn a_month_at_which_another_run_is_writing_is_left_to_it() {
    let series = Series::new();
    series.freeze(MONTHS[0]);
    let before = written(&series.month(MONTHS[0]));
    series.project("dora", &status(&[("2026-09-30", "gruen")]));
    let workshop = series.folder.path().join("berichte/.lotse");
    assert!(!workshop.exists(), "nothing stays of a run that ended well");
    fs::create_dir(&workshop).unwrap();
    let lock = fs::File::create(workshop.join("2026-09.sperre")).unwrap();
    lock.try_lock().unwrap();
    for release in [false, true] {
        let error = run(&Options { release, ..series.options(MONTHS[0]) }).unwrap_err().to_string();
        assert!(error.contains("anderer Aufruf"), "{error}");
    }
    series.draft(MONTHS[1]);
    drop(lock);
    assert!(written(&series.month(MONTHS[0])) == before && !series.month("2026-09-fassung-2").exists());
    series.freeze(MONTHS[0]);
    assert!(series.month("2026-09-fassung-2").exists());
}
