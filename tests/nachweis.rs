//! Evidence without holes: whatever is changed in a report or between reports, by hand or with care, is told as what it is: a value, a file,
//! the evidence, or the chain of months; and the code on paper finds the report it was printed from.

#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use lotse::command::guard::Insist;
use lotse::command::report::{Options, run};
use lotse::facts::{Data, read_parquet, write_parquet};
use lotse::report::evidence::{code, printed, sha256};
use lotse::report::outputs::Output;
use serde_json::{Value, json};

/// Three frozen months of two projects.
struct Months {
    folder: tempfile::TempDir,
}

const MONTHS: [&str; 3] = ["2026-08", "2026-09", "2026-10"];

/// Made once; every test has its own copy.
static MADE: LazyLock<Months> = LazyLock::new(Months::make);

impl Months {
    fn new() -> Self {
        let months = Self { folder: tempfile::tempdir().unwrap() };
        copy(MADE.folder.path(), months.folder.path());
        months
    }

    fn make() -> Self {
        let months = Self { folder: tempfile::tempdir().unwrap() };
        let data = months.folder.path().join("daten");
        fs::create_dir_all(&data).unwrap();
        for (id, status) in [("anna", "gruen"), ("bert", "rot")] {
            let more = format!("[[statusberichte]]\nstand = 2026-08-01\ngesamt = \"{status}\"\n");
            fs::write(data.join(format!("{id}.toml")), format!("id = \"{id}\"\ntitel = \"Titel {id}\"\ndatenart = \"gemeldet\"\n{more}"))
                .unwrap();
        }
        for month in MONTHS {
            months.freeze(month).unwrap();
        }
        months
    }

    fn freeze(&self, month: &str) -> anyhow::Result<()> {
        self.write(month, true)
    }

    fn write(&self, month: &str, release: bool) -> anyhow::Result<()> {
        let guard = Insist { reason: Some("Probe".to_owned()), by: Some("Referat 1".to_owned()), ..Insist::default() };
        let options = Options {
            paths: vec![self.folder.path().join("daten")],
            standard: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst")),
            month: Some(month.to_owned()),
            output: self.folder.path().join("reports"),
            outputs: Some([Output::Html, Output::Md, Output::Csv, Output::Parquet].into_iter().collect()),
            release,
            guard,
            ..Options::default()
        };
        run(&options).map(|_| ())
    }

    fn month(&self, month: &str) -> PathBuf {
        self.folder.path().join("reports").join(month)
    }

    fn said(&self, arguments: &[&str]) -> (String, i32) {
        let command = Command::new(env!("CARGO_BIN_EXE_lotse"))
            .args(["bericht", "--pruefe"])
            .args(arguments)
            .current_dir(self.folder.path())
            .output();
        let output = command.unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        (text, output.status.code().unwrap())
    }

    /// What is told of one month, after its files were changed; they are as before afterwards.
    fn told(&self, month: &str, change: impl FnOnce(&Path)) -> String {
        let path = self.month(month);
        let kept = tempfile::tempdir().unwrap();
        copy(&path, kept.path());
        change(&path);
        let (text, code) = self.said(&[&format!("reports/{month}")]);
        let clean = text.contains("unverändert: alle");
        assert_eq!(code == 0, clean, "{text}");
        fs::remove_dir_all(&path).unwrap();
        copy(kept.path(), &path);
        text
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// As somebody would who knows how evidence is made: the sums of all files anew, its own sum anew.
fn forge(folder: &Path, change: impl FnOnce(&mut Value)) {
    let path = folder.join("nachweis.json");
    let mut value = json(&path);
    for entry in value["ausgaben"].as_array_mut().unwrap() {
        entry["sha256"] = json!(sha256(&fs::read(folder.join(entry["datei"].as_str().unwrap())).unwrap()));
    }
    value["kennung"] = json!(code(&sha256(&fs::read(folder.join("grundlage.json")).unwrap())));
    change(&mut value);
    value["pruefsumme"] = json!("0".repeat(64));
    let text = format!("{value:#}\n");
    let seal = |sum: &str| format!("\"pruefsumme\": \"{sum}\"");
    fs::write(path, text.replacen(&seal(&"0".repeat(64)), &seal(&sha256(text.as_bytes())), 1)).unwrap();
}

fn rewrite(path: &Path, change: impl FnOnce(&mut Value)) {
    let mut value = json(path);
    change(&mut value);
    fs::write(path, format!("{value:#}\n")).unwrap();
}

fn change_and_forge(folder: &Path, file: &str, key: &str) {
    rewrite(&folder.join(file), |value| value[key] = other(&value[key]));
    forge(folder, |_| {});
}

fn replace(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from} in {}", path.display());
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Another value of the same type.
fn other(value: &Value) -> Value {
    match value {
        Value::Bool(flag) => json!(!flag),
        Value::Number(number) => json!(number.as_u64().unwrap() + 1),
        Value::Null => json!({ "stichtag": "2026-07-31", "fassung": 1, "freigegeben": true, "sha256": "0" }),
        Value::Array(list) if list.is_empty() => json!(["x"]),
        Value::Array(list) => json!(list[1..]),
        Value::String(text) if text.ends_with("-31") => json!(text.replace("-31", "-30")),
        Value::String(text) => json!(format!("{text}x")),
        Value::Object(map) => {
            let mut map = map.clone();
            let (_, first) = map.iter_mut().next().unwrap();
            *first = other(first);
            Value::Object(map)
        }
    }
}

#[test]
fn nothing_in_evidence_or_basis_changes_unseen() {
    let months = Months::new();
    let (text, exit) = months.said(&["reports"]);
    assert!(exit == 0 && text.contains("Kette der 3 Berichte: lückenlos"), "{text}");
    let folder = months.month(MONTHS[2]);
    let mut tried = 0;
    for file in ["nachweis.json", "grundlage.json"] {
        for key in json(&folder.join(file)).as_object().unwrap().keys() {
            let change = |folder: &Path| rewrite(&folder.join(file), |value| value[key] = other(&value[key]));
            let text = months.told(MONTHS[2], change);
            let said = text.contains("Nachweis geändert") || text.contains("beschädigt");
            assert!(said, "{file}, {key}:\n{text}");
            // With the sums made anew the two still contradict each other, or the pages the basis.
            let of_both = json(&folder.join("grundlage.json")).get(key).is_some();
            if of_both && key != "schema" {
                let text = months.told(MONTHS[2], |folder| change_and_forge(folder, file, key));
                assert!(text.contains("Nachweis geändert"), "{file}, {key}, forged:\n{text}");
            }
            tried += 1;
        }
    }
    assert!(tried > 30, "{tried}");
    assert!(months.said(&["reports"]).1 == 0, "everything was put back");
}

#[test]
fn a_value_a_file_and_the_evidence_are_told_apart() {
    let months = Months::new();
    let folder = months.month(MONTHS[2]);
    let figure = json(&folder.join("grundlage.json"))["kennzahlen"][0].clone();
    let (id, value) = (figure["id"].as_str().unwrap().to_owned(), figure["nenner"].as_str().unwrap().to_owned());
    let line = fs::read_to_string(folder.join("kennzahlen.csv")).unwrap().lines().find(|line| line.starts_with(&id)).unwrap().to_owned();
    let last = line.rfind(&format!(";{value};")).unwrap();
    let higher = format!("{};{value}9;{}", &line[..last], &line[last + value.len() + 2..]);
    let cells = |folder: &Path| replace(&folder.join("kennzahlen.csv"), &line, &higher);
    let told = format!("Wert geändert: {id}, nenner: „{value}9“ in kennzahlen.csv, „{value}“ in grundlage.json");

    let text = months.told(MONTHS[2], cells);
    assert!(text.contains(&told) && text.contains("Datei geändert: kennzahlen.csv") && !text.contains("Nachweis geändert"), "{text}");
    let text = months.told(MONTHS[2], |folder| {
        cells(folder);
        forge(folder, |_| {});
    });
    assert!(text.contains(&told) && !text.contains("Datei geändert"), "sums made anew:\n{text}");
    for (change, told) in [("", "fehlt in kennzahlen.csv"), ("KZ-99;x;\r\n", "KZ-99 steht nur in kennzahlen.csv")] {
        let text = months.told(MONTHS[2], |folder| {
            let path = folder.join("kennzahlen.csv");
            let line = format!("{line}\r\n");
            replace(&path, &line, &if change.is_empty() { String::new() } else { format!("{line}{change}") });
        });
        assert!(text.contains(told), "{text}");
    }
    // A table with one other value, written as the tool would.
    let table = |folder: &Path| {
        let path = folder.join("snapshot/projekte.parquet");
        let mut table = read_parquet(&path).unwrap();
        let text = table.columns.iter_mut().find_map(|column| match &mut column.data {
            Data::Text(values) if values.iter().all(Option::is_some) => Some(values),
            _ => None,
        });
        text.unwrap()[0] = Some("anders".to_owned());
        let mut bytes = Vec::new();
        write_parquet(&table, &mut bytes).unwrap();
        fs::write(&path, bytes).unwrap();
    };
    let text = months.told(MONTHS[2], |folder| {
        table(folder);
        forge(folder, |_| {});
    });
    assert!(text.contains("Wert geändert: Tabelle „projekte“") && !text.contains("Datei geändert"), "{text}");
    // A page, an addition, an omission, what systems leave behind.
    let text = months.told(MONTHS[2], |folder| replace(&folder.join("vorhaben.html"), "Titel anna", "Titel ANNA"));
    assert!(text.contains("Datei geändert: vorhaben.html") && !text.contains("Wert") && !text.contains("Nachweis geändert"), "{text}");
    let text = months.told(MONTHS[2], |folder| fs::write(folder.join("notiz.txt"), "x").unwrap());
    assert!(text.contains("zusätzlich: notiz.txt"), "{text}");
    let text = months.told(MONTHS[2], |folder| fs::remove_file(folder.join("grundlage.json")).unwrap());
    assert!(text.contains("Nachweis geändert: grundlage.json fehlt oder ist beschädigt"), "{text}");
    let text = months.told(MONTHS[2], |folder| {
        for name in ["Thumbs.db", ".DS_Store", "desktop.ini"] {
            fs::write(folder.join(name), "x").unwrap();
        }
    });
    assert!(text.contains("unverändert: alle"), "{text}");
}

/// What is no evidence of this tool's is not believed, however well its sums fit.
#[test]
fn evidence_of_another_form_is_no_way_round() {
    let months = Months::new();
    let schema = |name: &str| months.told(MONTHS[2], |folder| forge(folder, |value| value["schema"] = json!(name)));
    for name in ["lotse/nachweis/1", "lotse/nachweis/9", ""] {
        assert!(schema(name).contains("sein Muster"), "{name}");
    }
    let text = months.told(MONTHS[2], |folder| {
        forge(folder, |value| {
            let other = json!({ "datei": "/etc/hostname", "sha256": sha256(&fs::read("/etc/hostname").unwrap_or_default()) });
            value["ausgaben"].as_array_mut().unwrap().push(other);
        });
    });
    assert!(text.contains("liegt nicht im Bericht"), "{text}");
    // Stripped of all that came with the basis, over pages that carry a Kennung; and a draft then, to be written over.
    let folder = months.month(MONTHS[2]);
    fs::remove_file(folder.join("grundlage.json")).unwrap();
    rewrite(&folder.join("nachweis.json"), |value| {
        let value = value.as_object_mut().unwrap();
        value.retain(|key, _| !["pruefsumme", "kennung", "kennung_auf"].contains(&key.as_str()));
        value["schema"] = json!("lotse/nachweis/1");
        value["freigegeben"] = json!(false);
        value["ausgaben"].as_array_mut().unwrap().retain(|entry| entry["datei"] != "grundlage.json");
    });
    let (text, exit) = months.said(&["reports/2026-10"]);
    assert!(exit == 1 && text.contains("die Seiten tragen eine Kennung"), "{text}");
    let before = fs::read(folder.join("index.html")).unwrap();
    assert!(format!("{:#}", months.freeze(MONTHS[2]).unwrap_err()).contains("Nachweis"));
    assert!(fs::read(folder.join("index.html")).unwrap() == before);
}

/// A draft is a witness of its month before: it does not give way to one that knows another.
#[test]
fn a_broken_chain_does_not_heal_itself() {
    let months = Months::new();
    fs::remove_dir_all(months.month(MONTHS[2])).unwrap();
    months.write(MONTHS[2], false).unwrap();
    let folder = months.month(MONTHS[1]);
    replace(&folder.join("index.html"), "Titel anna", "Titel ANNA");
    forge(&folder, |_| {});
    let draft = fs::read(months.month(MONTHS[2]).join("nachweis.json")).unwrap();
    for release in [false, true] {
        let error = format!("{:#}", months.write(MONTHS[2], release).unwrap_err());
        assert!(error.contains("Kette der Monate ist gebrochen"), "{error}");
        assert!(fs::read(months.month(MONTHS[2]).join("nachweis.json")).unwrap() == draft);
    }
}

/// A name is no line of its own, whatever it holds.
#[cfg(unix)]
#[test]
fn names_forge_no_lines() {
    let months = Months::new();
    let name = "x\u{202e}\u{1b}[31m\nKette der 3 Berichte: lückenlos";
    let text = months.told(MONTHS[2], |folder| fs::write(folder.join(name), "x").unwrap());
    assert!(text.contains("zusätzlich: x") && !text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    assert!(!text.lines().any(|line| line.starts_with("Kette")), "{text:?}");
}

/// Everything inside one folder made anew to fit: only what lies outside it can tell, paper and the next month.
#[test]
fn paper_and_the_next_month_tell_what_a_careful_hand_made_to_fit() {
    let months = Months::new();
    let folder = months.month(MONTHS[1]);
    let before = sha256(&fs::read(folder.join("grundlage.json")).unwrap());
    let paper = printed(code(&before));
    for typed in
        [paper.clone(), paper.replace(' ', ""), format!("Kennung {}", paper.to_uppercase()), paper.replace('0', "O").replace('1', "l")]
    {
        let (text, exit) = months.said(&["reports", "--kennung", &typed]);
        assert!(exit == 0 && text.contains(&format!("Kennung {paper}: gehört zu reports/2026-09")), "{typed}: {text}");
    }
    for wrong in ["", "1a2b", "keine Kennung", "zzzz zzzz zzzz zzzz"] {
        assert_eq!(months.said(&["reports", "--kennung", wrong]).1, 2, "{wrong}");
    }
    rewrite(&folder.join("grundlage.json"), |value| value["kennzahlen"][0]["wert"] = json!("99"));
    let after = printed(code(&sha256(&fs::read(folder.join("grundlage.json")).unwrap())));
    forge(&folder, |_| {});
    let (text, _) = months.said(&["reports/2026-09"]);
    assert!(text.contains("steht eine andere Kennung als die von grundlage.json"), "{text}");
    for page in json(&folder.join("nachweis.json"))["kennung_auf"].as_array().unwrap() {
        replace(&folder.join(page.as_str().unwrap()), &paper, &after);
    }
    forge(&folder, |_| {});
    let (text, exit) = months.said(&["reports/2026-09"]);
    assert!(exit == 1 && text.contains("Wert geändert"), "the figure in the file is still the old one: {text}");
    fs::remove_file(folder.join("kennzahlen.csv")).unwrap();
    let path = folder.join("nachweis.json");
    rewrite(&path, |value| value["ausgaben"].as_array_mut().unwrap().retain(|entry| entry["datei"] != "kennzahlen.csv"));
    forge(&folder, |_| {});
    let (text, exit) = months.said(&["reports/2026-09"]);
    assert!(exit == 0 && text.contains("unverändert"), "by itself it fits: {text}");
    let (text, exit) = months.said(&["reports", "--kennung", &paper]);
    assert!(exit == 1 && text.contains("zu keinem Bericht hier") && text.contains(&after), "{text}");
    for reports in ["reports", "reports/2026-10"] {
        let (text, exit) = months.said(&[reports]);
        assert!(exit == 1 && text.contains("hier bricht die Kette; in reports/2026-09 liegt ein anderer"), "{text}");
    }
    fs::remove_dir_all(&folder).unwrap();
    let (text, exit) = months.said(&["reports"]);
    assert!(exit == 1 && text.contains("hier bricht die Kette; er liegt nicht in diesem Ordner"), "{text}");
    let (text, exit) = months.said(&["reports/2026-10"]);
    assert!(exit == 0 && text.contains("liegt nicht daneben und ist nicht geprüft"), "{text}");
}

/// One month that cannot be proven hides no other, and nothing is written where evidence does not hold.
#[test]
fn where_evidence_does_not_hold_nothing_is_written() {
    let months = Months::new();
    let folder = months.month(MONTHS[2]);
    let evidence = folder.join("nachweis.json");
    let whole = fs::read(&evidence).unwrap();
    let text = String::from_utf8(whole.clone()).unwrap();
    let damages: [(&str, Option<String>); 5] = [
        ("taken back", Some(text.replacen("\"freigegeben\": true", "\"freigegeben\": false", 1))),
        ("another edition", Some(text.replacen("\"fassung\": 1,", "\"fassung\": 2,", 1))),
        ("no JSON", Some(text[..text.len() / 2].to_owned())),
        ("empty", Some(String::new())),
        ("gone", None),
    ];
    for (what, damage) in damages {
        match damage {
            Some(text) => fs::write(&evidence, text).unwrap(),
            None => fs::remove_file(&evidence).unwrap(),
        }
        let before = fs::read(folder.join("index.html")).unwrap();
        let error = months.freeze(MONTHS[2]).unwrap_err();
        assert!(format!("{error:#}").contains("Nachweis"), "{what}: {error:#}");
        assert!(fs::read(folder.join("index.html")).unwrap() == before, "{what}");
        let (text, exit) = months.said(&["reports"]);
        assert!(exit == 1 && text.contains("reports/2026-08: Stichtag") && text.contains("reports/2026-10: "), "{what}: {text}");
        assert!(text.contains("Nachweis geändert") || text.contains("fehlt: nachweis.json"), "{what}: {text}");
        fs::write(&evidence, &whole).unwrap();
    }
    assert_eq!(months.said(&["reports"]).1, 0);
    // Something that never ends in the place of a file.
    #[cfg(unix)]
    {
        fs::remove_file(folder.join("kennzahlen.csv")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", folder.join("kennzahlen.csv")).unwrap();
        let (text, exit) = months.said(&["reports/2026-10"]);
        assert!(exit == 1 && text.contains("fehlt: kennzahlen.csv"), "{text}");
    }
}
