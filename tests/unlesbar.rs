//! Nothing disappears: a project whose file cannot be read is named first in every output, and keeps its row in every
//! denominator. The files are generated ones, damaged at random.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use lotse::facts::{Data, read_parquet};

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

struct Told {
    code: i32,
    out: String,
    err: String,
}

fn lotse(folder: &Path, arguments: &[&str]) -> Told {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(folder).env("NO_COLOR", "1").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Told { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// Each way to break a file that people and machines have.
fn damaged(dice: &mut Dice, text: &str, way: usize) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    let at = dice.roll(bytes.len() - 200) + 100;
    match way % 9 {
        0 => bytes.truncate(at),
        1 => drop(bytes.splice(at..at, b"\n= = [\n".iter().copied())),
        2 => bytes[at] = 0xff,
        3 => bytes.extend_from_slice(b"\nkaputt = [ \"x\n"),
        4 => bytes.extend_from_slice(b"\n[[statusberichte\nstand = 2026-10-01\n"),
        5 => drop(bytes.drain(at..at + 40)),
        6 => drop(bytes.splice(at..at, b"\"\"\"".iter().copied())),
        7 => {
            bytes = [
                text.replacen("[[", "statusberichte = [ { stand = 2026-09-01 } ]\n[[", 1).as_bytes(),
                b"\n[[statusberichte]]\nstand = 2026-10-01\n",
            ]
            .concat();
        }
        _ => bytes = text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    }
    bytes
}

/// Ids of the projects whose files `pruefe` cannot read.
fn unread(folder: &Path) -> BTreeSet<String> {
    let told = lotse(folder, &["pruefe", "p", "--stichtag", "2026-10-31", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let ids: Vec<String> =
        answer["nicht_lesbar"].as_array().unwrap().iter().map(|entry| entry["projekt"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told.code, 1);
    ids.into_iter().collect()
}

fn bare(page: &str) -> String {
    page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect::<Vec<_>>().join(" ")
}

fn column(folder: &Path, table: &str) -> Vec<String> {
    let table = read_parquet(&folder.join("snapshot").join(format!("{table}.parquet"))).unwrap();
    match &table.column("projekt").unwrap().data {
        Data::Text(values) => values.iter().flatten().cloned().collect(),
        other => panic!("{other:?}"),
    }
}

/// Denominators by figure.
fn wholes(folder: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder.join("kennzahlen.csv")).unwrap();
    let lines = text.lines().skip(1).map(|line| line.split(';').map(str::to_owned).collect::<Vec<_>>());
    lines.filter(|cells| cells[0] != "NICHT-LESBAR").map(|cells| (cells[0].clone(), cells[6].clone())).collect()
}

const IDS: [&str; 9] = [
    "0001-dms",
    "0002-fundbuero",
    "0003-rechnung",
    "0004-terminbuchung",
    "0005-sondernutzung",
    "0006-rechenzentren",
    "0007-wohngeld",
    "0008-kita-platz",
    "0009-hundesteuer",
];

/// Generated projects, and how many there are.
fn portfolio() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("p")).unwrap();
    for id in IDS {
        let name = format!("beispiel-{id}.toml");
        let text = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/beispiel").join(&name)).unwrap();
        std::fs::write(folder.path().join("p").join(name), text).unwrap();
    }
    folder
}

const MONTH: [&str; 2] = ["--monat", "2026-10"];

#[test]
fn a_broken_project_is_named_in_every_output_and_keeps_its_row() {
    let folder = portfolio();
    let at = folder.path();
    let whole = lotse(at, &[&["bericht", "p", "--ausgabe", "ganz", "--formen", "csv,parquet"], &MONTH[..]].concat());
    assert_eq!(whole.code, 0, "{}{}", whole.out, whole.err);
    let mut dice = Dice(20_261_130);
    for round in 0..2 {
        for (way, id) in IDS.iter().enumerate().filter(|(number, _)| number % 2 == round) {
            let path = at.join(format!("p/beispiel-{id}.toml"));
            let text = String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned();
            std::fs::write(path, damaged(&mut dice, &text, way)).unwrap();
        }
        let broken = unread(at);
        assert!(broken.len() >= [3, 6][round], "{broken:?}");
        told_everywhere(at, &broken);
        let (before, after) = (at.join("ganz/2026-10"), at.join("r/2026-10"));
        for table in ["projekte", "eigene_projekte", "bezeichnungen", "pruefungen", "datenstand", "lage", "verlaufsstand", "dokumentation"]
        {
            assert_eq!(column(&before, table), column(&after, table), "{table}");
        }
        // What a figure divides by may grow where nobody knows any more that a project has ended; it never shrinks for lack of a file.
        let (before, after) = (wholes(&before), wholes(&after));
        for figure in ["KZ-01[initialisierung]", "KZ-17", "KZ-30"] {
            let number = |text: &str| text.parse::<i64>().unwrap_or(0);
            let of =
                |all: &BTreeMap<String, String>| all.iter().filter(|(id, _)| id.starts_with(figure)).map(|(_, whole)| number(whole)).max();
            assert!(of(&after) >= of(&before), "{figure}: {:?} {:?}", of(&before), of(&after));
        }
        std::fs::remove_dir_all(at.join("r")).unwrap();
    }
}

fn told_everywhere(at: &Path, broken: &BTreeSet<String>) {
    let names_all = |what: &str, text: &str| {
        for id in broken {
            assert!(text.contains(id.as_str()), "{what} does not name {id}");
        }
    };
    let run = |arguments: &[&str]| {
        let told = lotse(at, arguments);
        assert_eq!(told.code, 1, "{arguments:?}: {}{}", told.out, told.err);
        names_all(&format!("{arguments:?}"), &format!("{}{}", told.out, told.err));
        told
    };
    let day = ["--stichtag", "2026-10-31"];
    for format in ["text", "json", "markdown", "csv", "sarif", "junit", "gitlab"] {
        let told = run(&[&["pruefe", "p", "--format", format], &day[..]].concat());
        if matches!(format, "text" | "markdown") {
            let head = told.out.split("MUSS").next().unwrap();
            names_all(format, head);
        }
    }
    run(&[&["ausnahmen", "p"], &day[..]].concat());
    run(&[&["naechste", "p"], &day[..]].concat());
    run(&[&["vorlage", "p", "--freigabe", "F2"], &day[..]].concat());
    run(&[&["standard", "vergleiche", "pm-st", "gdst", "--projekte", "p"], &day[..]].concat());
    let asked = run(&[&["meldestand", "p"], &MONTH[..]].concat());
    let reminders = asked.out.split("Texte zum Erinnern").nth(1).unwrap_or_default();
    assert!(broken.iter().all(|id| reminders.replace(['\n', ' '], "").contains(&format!("{id}.toml").replace(' ', ""))), "{reminders}");
    run(&["auskunft", "nachnutzung", "p", "--von", "2026-01-01", "--bis", "2026-10-31"]);
    let told = run(&[&["bericht", "p", "--ausgabe", "r", "--entwurf"], &MONTH[..]].concat());
    assert!(told.out.starts_with("Nicht lesbar: "), "{}", told.out);
    let file = |name: &str| std::fs::read_to_string(at.join("r/2026-10").join(name)).unwrap();
    for page in ["index.html", "vorhaben.html", "abweichungen.html", "kreise.html"] {
        let text = bare(&file(page));
        let said = ["lässt sich nicht lesen", "lassen sich nicht lesen"];
        let first = said.iter().filter_map(|said| text.find(said)).min().unwrap();
        names_all(page, &text[first..]);
    }
    names_all("portfolio.md", file("portfolio.md").split("## 1").next().unwrap());
    names_all("kennzahlen.csv", file("kennzahlen.csv").lines().nth(1).unwrap());
    names_all("nachweis.json", &file("nachweis.json"));
    let sheets = calamine(&at.join("r/2026-10/portfolio.xlsx"));
    names_all("portfolio.xlsx", &sheets);
    let projects =
        broken.iter().filter(|id| file(&format!("projekte/{id}.html")).contains("Die Projektdatei lässt sich nicht lesen")).count();
    assert_eq!(projects, broken.len());
}

/// All texts of a workbook.
fn calamine(path: &Path) -> String {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    zip.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_release_names_what_it_is_given_in_spite_of() {
    let folder = portfolio();
    let at = folder.path();
    let release = |month: &str, more: &[&str]| {
        lotse(at, &[&["bericht", "p", "--ausgabe", "r", "--freigeben", "--formen", "html,parquet", "--monat", month], more].concat())
    };
    assert_eq!(release("2026-09", &[]).code, 0);
    for id in &IDS[..2] {
        let path = at.join(format!("p/beispiel-{id}.toml"));
        std::fs::write(&path, [std::fs::read(&path).unwrap(), b"\nkaputt = [ \"x\n".to_vec()].concat()).unwrap();
    }
    std::fs::remove_file(at.join("p/beispiel-0009-hundesteuer.toml")).unwrap();
    let (one, two, gone) = ("beispiel-0001-dms", "beispiel-0002-fundbuero", "beispiel-0009-hundesteuer");
    let why = ["--grund", "Sitzung am Montag", "--freigegeben-durch", "MID, Referat 41, in Vertretung"];
    let refused = |more: &[&str], told: &[&str]| {
        let run = release("2026-10", more);
        assert_eq!(run.code, 2, "{more:?}: {}", run.out);
        assert!(told.iter().all(|word| run.err.contains(word)), "{more:?}: {}", run.err);
        assert!(!at.join("r/2026-10").exists());
    };
    refused(&[], &[one, two, "--trotz-unlesbarer"]);
    refused(&[&["--trotz-unlesbarer", one], &why[..]].concat(), &[two]);
    refused(&["--trotz-unlesbarer", one, two], &["--grund", "--freigegeben-durch"]);
    refused(&["--trotz-unlesbarer", one, two, "--grund", " ", "--freigegeben-durch", "MID"], &["--grund"]);
    refused(&[&["--trotz-unlesbarer", one, two, "beispiel-0003-rechnung"], &why[..]].concat(), &["beispiel-0003-rechnung"]);
    refused(&[&["--trotz-unlesbarer", one, two], &why[..]].concat(), &[gone, "--trotz-fehlender"]);
    let done = release("2026-10", &[&["--trotz-unlesbarer", one, two, "--trotz-fehlender", gone], &why[..]].concat());
    assert_eq!(done.code, 1, "{}{}", done.out, done.err);
    let page = bare(&std::fs::read_to_string(at.join("r/2026-10/index.html")).unwrap());
    for told in [one, two, gone, "Sitzung am Montag", "MID, Referat 41, in Vertretung", "Angabe der Stelle, keine Signatur"] {
        assert!(page.contains(told), "{told}");
    }
    let future = release("2099-01", &[]);
    assert_eq!((future.code, future.err.contains("--trotz-zukunft")), (2, true), "{}", future.err);
}
