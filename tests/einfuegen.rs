//! What a finding says to paste can be pasted just there: the file stays sound TOML, the finding is answered, and nothing
//! counts as fulfilled for it. Tried with everything that can be missing from projects of many shapes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use lotse::audit::{Auditor, Finding, Question};
use lotse::period::Period;
use lotse::schema::{Level, TO_FILL};
use lotse::source::Source;
use lotse::standard::{Outcome, Standard};
use rayon::prelude::*;
use toml::{Table, Value};

const FILES: [&str; 5] = [
    "tests/projekte/muster-sauber.toml",
    "tests/projekte/muster-fehler.toml",
    "data/beispiel/beispiel-0003-rechnung.toml",
    "data/beispiel/beispiel-0017-lernpfad.toml",
    "data/beispiel/beispiel-0040-netz.toml",
];

fn question(gate: Option<usize>) -> Question {
    Question { gate, ..Question::as_of_day(Period::parse("2026-10-31").unwrap()) }
}

/// The file with one thing left out: each key of the head, and each field in all rows of a list.
fn incomplete(table: &Table) -> Vec<Table> {
    let mut variants = vec![table.clone(), Table::new()];
    for (name, value) in table {
        let mut without = table.clone();
        without.remove(name);
        variants.push(without);
        let rows: Vec<&Table> = match value {
            Value::Array(rows) => rows.iter().filter_map(Value::as_table).collect(),
            Value::Table(inner) => vec![inner],
            _ => continue,
        };
        let fields: BTreeSet<&String> = rows.iter().flat_map(|row| row.keys()).collect();
        for field in fields {
            let mut without = table.clone();
            match &mut without[name] {
                Value::Array(rows) => rows.iter_mut().filter_map(Value::as_table_mut).for_each(|row| drop(row.remove(field))),
                Value::Table(inner) => drop(inner.remove(field)),
                _ => {}
            }
            variants.push(without);
        }
        let mut none = table.clone();
        none.insert(name.clone(), Value::Array(Vec::new()));
        variants.extend(matches!(value, Value::Array(_)).then_some(none));
    }
    variants
}

/// The same content in the ways in which people write it.
fn written(table: &Table, turn: usize) -> String {
    let headed = toml::to_string(table).unwrap();
    match turn % 4 {
        0 => headed,
        1 => headed.replace('\n', "\r\n"),
        2 => {
            // Remarks between all parts, a heading indented, no line end at the end.
            let mut out = String::from("# [[kein]]\n");
            for line in headed.lines() {
                let _ = if line.starts_with('[') { write!(out, "# === Teil\n\n  {line} # ]]\n") } else { writeln!(out, "{line}") };
            }
            out.trim_end().to_owned()
        }
        _ => table.iter().fold(String::new(), |out, (name, value)| format!("{out}{name} = {value}\n")),
    }
}

/// What stays the same of a finding when lines move.
fn core(finding: &Finding) -> (String, String, String, Option<String>) {
    let text = finding.snippet.as_ref().map(|snippet| snippet.text.clone());
    (finding.rule.clone(), finding.path.clone(), finding.message.clone(), text)
}

fn musts(auditor: &Auditor<'_>, text: &str, question: Question) -> BTreeMap<String, Outcome> {
    let results = auditor.results_for(Source::new("muster.toml", text), question);
    results.into_iter().filter(|(id, _)| auditor.standard.rule(id).unwrap().level == Level::Muss).collect()
}

/// The places in words, and how many findings were the same before and after.
#[derive(Clone, Default)]
struct Pasted {
    places: Vec<String>,
    unchanged: usize,
    /// Lists that may be written down as empty.
    none: Vec<String>,
}

/// Pastes all that the findings of one text say, one by one.
fn paste(auditor: &Auditor<'_>, text: &str, question: Question) -> Pasted {
    let audit = auditor.audit(Source::new("muster.toml", text), question);
    let broken = |findings: &[Finding]| findings.iter().filter(|finding| finding.rule == "STR-01").count();
    let before = musts(auditor, text, question);
    let mut pasted_all = Pasted::default();
    for finding in audit.findings.iter().filter(|finding| finding.insertion().is_some()) {
        let snippet = finding.insertion().unwrap();
        let lotse::audit::Insert { offset, text: inserted, line } = snippet.insert.clone().unwrap();
        assert_eq!(text[..offset].matches('\n').count() + 1, line as usize);
        let pasted = format!("{}{inserted}{}", &text[..offset], &text[offset..]);
        let told = || format!("{} {}\n{}:\n{}\n--- in\n{pasted}", finding.rule, finding.path, snippet.place, snippet.text);
        assert!(pasted.parse::<Table>().is_ok(), "kein TOML: {}", told());
        assert!(snippet.text.contains(TO_FILL) && inserted.contains(snippet.text.lines().next().unwrap()), "{}", told());
        let after = auditor.audit(Source::new("muster.toml", pasted.clone()), question);
        assert_eq!(broken(&after.findings), broken(&audit.findings), "{}", told());
        let count = |all: &[Finding]| all.iter().filter(|other| core(other) == core(finding)).count();
        let stays = count(&after.findings) >= count(&audit.findings);
        // A rule may fail for a second reason, as for a row that nothing in an empty list could match.
        assert!(
            !stays || finding.outcome == Outcome::NichtErfuellt && finding.missing.is_empty(),
            "der Befund bleibt, wie er war: {}",
            told()
        );
        let unknown = after.findings.iter().filter(|other| other.rule == "STR-02" || other.rule == "STR-03").count();
        assert_eq!(unknown, audit.findings.iter().filter(|other| other.rule == "STR-02" || other.rule == "STR-03").count(), "{}", told());
        for (rule, outcome) in musts(auditor, &pasted, question) {
            let was = before[&rule];
            assert!(
                outcome != Outcome::Erfuellt || was == Outcome::Erfuellt,
                "{rule} war {} und gilt als erfüllt: {}",
                was.title(),
                told()
            );
        }
        assert!(!after.readiness.is_ready() || audit.readiness.is_ready(), "{}", told());
        pasted_all.unchanged += usize::from(stays);
        pasted_all.places.push(snippet.place.chars().filter(|letter| !letter.is_ascii_digit()).collect());
    }
    for finding in &audit.findings {
        let Some(line) = finding.message.split("schreiben Sie „").nth(1).and_then(|rest| rest.split('“').next()) else { continue };
        // At the head it is always right; where rows are asked for, nothing of the kind may be said.
        for (rule, outcome) in musts(auditor, &format!("{line}\n{text}"), question) {
            assert!(outcome != Outcome::NichtErfuellt || before[&rule] == outcome, "{rule} verlangt Einträge: {line}\n{text}");
        }
        pasted_all.none.push(line.to_owned());
    }
    pasted_all
}

#[test]
fn what_is_said_to_paste_can_be_pasted_and_fulfils_nothing() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let texts: Vec<String> = FILES.iter().map(|file| std::fs::read_to_string(root.join(file)).unwrap()).collect();
    let variants: Vec<(usize, String)> = texts
        .iter()
        .flat_map(|text| incomplete(&text.parse::<Table>().unwrap_or_default()))
        .enumerate()
        .map(|(turn, table)| (turn, written(&table, turn)))
        .collect();
    let asked = |turn: usize| question([None, Some(1), Some(2), Some(4)][turn / 4 % 4]);
    let own = texts.iter().enumerate().map(|(turn, text)| (turn, text.clone()));
    let all: Vec<(usize, String)> = variants.into_iter().chain(own).collect();
    let pasted: Vec<Pasted> = all.par_iter().map(|(turn, text)| paste(&auditor, text, asked(*turn))).collect();
    let unchanged: usize = pasted.iter().map(|pasted| pasted.unchanged).sum();
    let none: BTreeSet<&String> = pasted.iter().flat_map(|pasted| &pasted.none).collect();
    assert!(none.len() > 3, "{none:?}");
    let places: Vec<String> = pasted.iter().cloned().flat_map(|pasted| pasted.places).collect();
    let kinds: BTreeSet<&str> = places.iter().map(|place| place.split([',', '(', '[']).next().unwrap().trim()).collect();
    assert!(places.len() > 2000, "nur {} Stellen", places.len());
    assert!(unchanged * 50 < places.len(), "{unchanged} von {} Befunden bleiben, wie sie waren", places.len());
    for kind in ["hinter Zeile", "am Ende der Datei", "in den Eintrag", "hinter den letzten Eintrag dieser Liste", "in Zeile"] {
        assert!(kinds.contains(kind), "{kind}: {kinds:?}");
    }
}
