//! What a report rests on, and the proof that it is still what was written.
//!
//! `grundlage.json` is made before anything is rendered: inputs, standard, tool, day, edition, predecessor, every figure and every table. The
//! first letters of its SHA-256 are the Kennung on every page. `nachweis.json` names it and every other output, and carries the hash of all
//! the rest of itself, so that nothing in it changes unseen.

use rayon::prelude::*;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::facts::Facts;
use crate::period::Period;
use crate::portfolio::{Audience, Past, Round};
use crate::report::export::{FIGURE_COLUMNS, FigureCells, File};
use crate::report::outputs::Outputs;
use crate::standard::{Standard, hexadecimal};

pub const EVIDENCE: &str = "nachweis.json";
/// The form of the evidence.
pub const SCHEMA: &str = "lotse/nachweis/2";
pub const BASIS: &str = "grundlage.json";
/// Letters of the Kennung: few enough to be typed from paper, enough that nobody makes another report to fit.
pub const CODE_LENGTH: usize = 16;

/// What a report was made from and under which name
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
    /// What was asked back before a release; only of reports that go with such papers, or could.
    pub round: Option<Round>,
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

/// What both files say, so that one cannot be changed without the other.
fn about(standard: &Standard, as_of: Period, origin: &Origin) -> Map<String, Value> {
    let former = origin.former.as_ref().map(|(former, changes)| {
        let mut value = past(former);
        value["eingaben"] = json!({ "geaendert": changes.changed, "neu": changes.added, "entfernt": changes.gone });
        value
    });
    let insisted: Vec<Value> = origin.insisted.iter().map(|(name, text)| json!({ "angabe": name, "wert": text })).collect();
    let pairs = [
        ("werkzeug", json!({ "name": "lotse", "fassung": env!("CARGO_PKG_VERSION") })),
        ("standard", json!({ "name": standard.name, "fassung": standard.edition, "sha256": standard.sha256 })),
        ("stichtag", json!(as_of.iso())),
        ("datenart", json!(origin.data_kind)),
        ("fassung", json!(origin.edition)),
        ("freigegeben", json!(origin.released)),
        ("ausgabe", json!(origin.audience)),
        ("vorgaenger", json!(origin.predecessor.as_ref().map(past))),
        ("vorige_fassung", json!(former)),
        ("nicht_lesbar", json!(origin.unread)),
        ("freigabe_angaben", Value::Array(insisted)),
        ("rueckfragen", json!(origin.round.as_ref().map(asked_back))),
        ("nachweis", json!(fingerprint(standard, as_of, origin))),
        ("eingaben", origin.inputs.iter().map(|(file, sum)| entry(file, sum)).collect()),
    ];
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn asked_back(round: &Round) -> Value {
    let day = |day: Option<Period>| day.map(Period::iso);
    json!({ "versandt_am": day(round.sent), "antwort_bis": day(round.until), "vorgelegt": round.laid, "offen": round.open })
}

fn past(past: &Past) -> Value {
    json!({ "stichtag": past.as_of.iso(), "fassung": past.edition, "freigegeben": past.released, "sha256": past.sha256 })
}

fn entry(file: &str, sum: &str) -> Value {
    json!({ "datei": file, "sha256": sum })
}

/// `grundlage.json`.
#[derive(Clone, Debug)]
pub struct Basis {
    pub file: File,
    pub sha256: String,
    about: Map<String, Value>,
}

impl Basis {
    /// Only reports for the house name their tables.
    pub fn new(standard: &Standard, as_of: Period, origin: &Origin, (figures, facts): (&[FigureCells], &Facts)) -> Self {
        let about = about(standard, as_of, origin);
        let figure = |cells: &FigureCells| FIGURE_COLUMNS.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), json!(cell))).collect();
        let tables: Vec<_> = facts.tables.values().filter(|_| origin.audience.is_house()).collect();
        let table = |table: &&crate::facts::Table| json!({ "name": table.name, "zeilen": table.rows(), "sha256": table.sha256() });
        let mut value = Map::from_iter([("schema".to_owned(), json!("lotse/grundlage/1"))]);
        value.extend(about.clone());
        value.insert("kennzahlen".to_owned(), figures.iter().map(figure).collect::<Vec<Map<_, _>>>().into());
        value.insert("tabellen".to_owned(), tables.par_iter().map(table).collect::<Vec<_>>().into());
        let bytes = format!("{:#}\n", Value::Object(value)).into_bytes();
        Self { sha256: sha256(&bytes), file: File { path: BASIS.to_owned(), bytes }, about }
    }
}

/// `nachweis.json`, over the basis and every other output, in the forms that were asked for.
pub fn evidence(basis: &Basis, (forms, outputs): (&Outputs, &[File])) -> File {
    let outputs: Vec<&File> = std::iter::once(&basis.file).chain(outputs).collect();
    let printed = printed(code(&basis.sha256));
    let with_code = outputs.iter().filter(|file| is_legible(&file.path) && holds(&file.bytes, &printed));
    let mut value = Map::from_iter([("schema".to_owned(), json!(SCHEMA)), (SEAL.to_owned(), json!(UNSEALED))]);
    value.insert("kennung".to_owned(), json!(code(&basis.sha256)));
    value.extend(basis.about.clone());
    value.insert("formen".to_owned(), json!(forms.words()));
    value.insert("kennung_auf".to_owned(), with_code.map(|file| file.path.as_str()).collect());
    value.insert("ausgaben".to_owned(), outputs.par_iter().map(|file| entry(&file.path, &sha256(&file.bytes))).collect::<Vec<_>>().into());
    File { path: EVIDENCE.to_owned(), bytes: sealed(&format!("{:#}\n", Value::Object(value))).into_bytes() }
}

/// The part of a hash that is printed.
pub fn code(sha256: &str) -> &str {
    sha256.get(..CODE_LENGTH).unwrap_or(sha256)
}

/// In groups of four, as it is printed and read aloud.
pub fn printed(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Whether the Kennung can be found in the bytes of such a file.
fn is_legible(path: &str) -> bool {
    [".html", ".md"].iter().any(|ending| path.ends_with(ending))
}

pub fn holds(bytes: &[u8], printed: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(printed)
}

/// Key of the hash over everything else in `nachweis.json`.
const SEAL: &str = "pruefsumme";
/// What stands in its place while the hash is taken.
const UNSEALED: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn sealed(text: &str) -> String {
    let mark = |sum: &str| format!("\"{SEAL}\": \"{sum}\"");
    text.replacen(&mark(UNSEALED), &mark(&sha256(text.as_bytes())), 1)
}

/// Whether evidence carries the hash of all the rest of itself, byte for byte.
pub fn is_sealed(evidence: &[u8]) -> bool {
    let mark = format!("\"{SEAL}\": \"");
    let text = String::from_utf8_lossy(evidence);
    let Some((before, rest)) = text.split_once(&mark) else { return false };
    let Some((sum, after)) = rest.split_at_checked(UNSEALED.len()) else { return false };
    sha256(format!("{before}{mark}{UNSEALED}{after}").as_bytes()) == sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_byte_of_sealed_evidence_can_change_unseen() {
        let text = format!("{:#}\n", json!({ "schema": "x", SEAL: UNSEALED, "freigegeben": true, "ausgaben": ["ä", UNSEALED] }));
        let sealed = sealed(&text).into_bytes();
        assert!(is_sealed(&sealed) && !is_sealed(text.as_bytes()) && !is_sealed(b"{}") && !is_sealed(b""));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(!is_sealed(&changed), "at {at}");
            assert!(!is_sealed(&sealed[..at]), "cut at {at}");
            let longer = [&sealed[..at], b" ", &sealed[at..]].concat();
            assert!(!is_sealed(&longer), "inserted at {at}");
        }
    }

    #[test]
    fn a_code_is_printed_in_groups() {
        assert_eq!(printed(code(&"0123456789abcdef".repeat(4))), "0123 4567 89ab cdef");
    }
}
