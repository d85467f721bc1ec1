//! The files beside the page: figures as CSV, the tables as Parquet with their dictionary, and the evidence that says
//! what was made from what.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::escape::{CSV_MARK, csv_line};
use crate::facts::{CENT, Facts, write_parquet};
use crate::period::Period;
use crate::portfolio::{Audience, Past, decimal};
use crate::report::figures::FigureRow;
use crate::report::outputs::Outputs;
use crate::standard::{Standard, hexadecimal};

/// A file of the report: path below its folder, with `/`, and content.
#[derive(Clone, Debug)]
pub struct File {
    pub path: String,
    pub bytes: Vec<u8>,
}

const FIGURES_HEAD: &str = "id;titel;gruppe;wert;einheit;zaehler;nenner;genauigkeit;unbekannt;datenstand;stichtag";

/// Files that could not be read come first, as a line like any other.
pub fn figures_csv(as_of: Period, figures: &[FigureRow], (unread, all): &(Vec<String>, usize)) -> File {
    let mut text = format!("{CSV_MARK}{FIGURES_HEAD}\r\n");
    if !unread.is_empty() {
        let (count, all, named) = (unread.len().to_string(), all.to_string(), format!("Nicht lesbar: {}", unread.join(", ")));
        let cells = ["NICHT-LESBAR", &named, "Vollständigkeit", &count, "Projektdateien", &count, &all, "genau", "", "", &as_of.iso()];
        text.push_str(&csv_line(cells));
    }
    for figure in figures {
        text.push_str(&figure_line(figure, as_of));
    }
    File { path: FIGURES.to_owned(), bytes: text.into_bytes() }
}

fn figure_line(figure: &FigureRow, as_of: Period) -> String {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    // A share of money has two units: its own, and that of part and whole.
    let unit =
        if figure.cents && figure.is_percent() { format!("{}, Zähler und Nenner in {CENT}", figure.unit) } else { figure.unit.clone() };
    let cells = [
        figure.id.clone(),
        figure.title.clone(),
        figure.group.clone(),
        figure.value.map(|value| decimal(value, figure.places)).unwrap_or_default(),
        unit,
        number(figure.part),
        number(figure.whole),
        figure.precision.to_owned(),
        number(figure.unknown),
        figure.data_as_of.clone(),
        as_of.iso(),
    ];
    csv_line(cells.iter().map(String::as_str))
}

/// All tables, and what their columns mean.
///
/// # Errors
/// A table cannot be written as Parquet.
pub fn snapshot(facts: &Facts) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for table in facts.tables.values() {
        let mut bytes = Vec::new();
        write_parquet(table, &mut bytes)?;
        files.push(File { path: format!("{SNAPSHOT}/{}.parquet", table.name), bytes });
    }
    let mut text = format!("{CSV_MARK}tabelle;spalte;typ;einheit;bedeutung\r\n");
    for one in facts.described() {
        text.push_str(&csv_line([one.table.as_str(), &one.column, one.kind, &one.unit, &one.meaning]));
    }
    files.push(File { path: format!("{SNAPSHOT}/woerterbuch.csv"), bytes: text.into_bytes() });
    Ok(files)
}

/// What a report was made from and under which name; the hash over it stands on the page.
#[derive(Clone, Debug)]
pub struct Origin {
    /// File and SHA-256, sorted.
    pub inputs: Vec<(String, String)>,
    pub data_kind: String,
    pub edition: u32,
    pub released: bool,
    pub audience: Audience,
    /// Projects whose files could not be read.
    pub unread: Vec<String>,
    /// In spite of what, why and by whom it is released, in words.
    pub insisted: Vec<(String, String)>,
    /// The report it is compared with.
    pub predecessor: Option<Past>,
    /// The edition of the same report before this one, and what became of the inputs since.
    pub former: Option<(Past, Changes)>,
}

/// Inputs of one edition against those of the one before, file names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub changed: Vec<String>,
    pub added: Vec<String>,
    pub gone: Vec<String>,
}

impl Changes {
    /// Both lists hold file and SHA-256.
    pub fn between(before: &[(String, String)], after: &[(String, String)]) -> Self {
        let sum = |list: &[(String, String)], name: &str| list.iter().find(|(file, _)| file == name).map(|(_, sum)| sum.clone());
        let names = |list: &[(String, String)], keep: &dyn Fn(&str, &str) -> bool| {
            list.iter().filter(|(file, sum)| keep(file, sum)).map(|(file, _)| file.clone()).collect::<Vec<_>>()
        };
        Self {
            changed: names(after, &|file, own| sum(before, file).is_some_and(|other| other != own)),
            added: names(after, &|file, _| sum(before, file).is_none()),
            gone: names(before, &|file, _| sum(after, file).is_none()),
        }
    }
}

pub fn fingerprint(standard: &Standard, as_of: Period, origin: &Origin) -> String {
    let predecessor = origin.predecessor.as_ref().map(|past| past.sha256.as_str());
    fingerprint_over(&[env!("CARGO_PKG_VERSION"), &standard.sha256, &as_of.iso()], &origin.inputs, predecessor)
}

/// One hash over everything that decides what a report says: tool, standard and day, the inputs, the predecessor.
pub fn fingerprint_over(made_by: &[&str; 3], inputs: &[(String, String)], predecessor: Option<&str>) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{}\n", made_by.join("\n")));
    for (file, sum) in inputs {
        hash.update(format!("{sum}  {file}\n"));
    }
    if let Some(predecessor) = predecessor {
        hash.update(format!("{predecessor}\n"));
    }
    hexadecimal(&hash.finalize())
}

pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// `nachweis.json`, over every input and every other output, in the forms that were asked for.
pub fn evidence(standard: &Standard, as_of: Period, origin: &Origin, (forms, outputs): (&Outputs, &[File])) -> File {
    let entry = |file: &str, sum: &str| json!({ "datei": file, "sha256": sum });
    let inputs: Vec<Value> = origin.inputs.iter().map(|(file, sum)| entry(file, sum)).collect();
    let outputs: Vec<Value> = outputs.iter().map(|file| entry(&file.path, &sha256(&file.bytes))).collect();
    let value = json!({
        "schema": "lotse/nachweis/1",
        "werkzeug": { "name": "lotse", "fassung": env!("CARGO_PKG_VERSION") },
        "standard": { "name": standard.name, "fassung": standard.edition, "sha256": standard.sha256 },
        "stichtag": as_of.iso(),
        "datenart": origin.data_kind,
        "fassung": origin.edition,
        "freigegeben": origin.released,
        "ausgabe": origin.audience,
        "formen": forms.words(),
        "vorgaenger": origin.predecessor.as_ref().map(past),
        "vorige_fassung": origin.former.as_ref().map(|(former, changes)| {
            let mut value = past(former);
            value["eingaben"] = json!({ "geaendert": changes.changed, "neu": changes.added, "entfernt": changes.gone });
            value
        }),
        "nicht_lesbar": origin.unread,
        "freigabe_angaben": origin.insisted.iter().map(|(name, text)| json!({ "angabe": name, "wert": text })).collect::<Vec<_>>(),
        "nachweis": fingerprint(standard, as_of, origin),
        "eingaben": inputs,
        "ausgaben": outputs,
    });
    File { path: EVIDENCE.to_owned(), bytes: format!("{value:#}\n").into_bytes() }
}

pub const FIGURES: &str = "kennzahlen.csv";
fn past(past: &Past) -> Value {
    json!({ "stichtag": past.as_of.iso(), "fassung": past.edition, "freigegeben": past.released, "sha256": past.sha256 })
}

pub const EVIDENCE: &str = "nachweis.json";
/// Folder of the tables.
pub const SNAPSHOT: &str = "snapshot";
