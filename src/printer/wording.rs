//! What is said of a finding in every form that people read.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::audit::Finding;
use crate::printer::Results;
use crate::standard::{Outcome, Standard, hexadecimal};

/// The result in words, with what softens it.
pub fn word(finding: &Finding) -> String {
    let mut word = finding.outcome.title().to_owned();
    match finding.binding_later {
        _ if finding.binding || finding.outcome != Outcome::NichtErfuellt => {}
        Some(day) => {
            let _ = write!(word, " (warnend, verbindlich ab {})", day.german());
        }
        None => word.push_str(" (warnend)"),
    }
    match &finding.known {
        Some(known) if known.overdue => {
            let _ = write!(word, " (bekannt, Ziel {} überschritten: {})", known.target.german(), known.owner);
        }
        Some(known) => {
            let _ = write!(word, " (bekannt, bis {}: {})", known.target.german(), known.owner);
        }
        None => {}
    }
    match &finding.exception {
        Some(excused) if excused.expired => {
            let _ = write!(word, " (Ausnahme seit {} abgelaufen)", excused.until.german());
        }
        Some(excused) => {
            let _ = write!(word, " (Ausnahme bis {})", excused.until.german());
        }
        None => {}
    }
    word
}

pub fn blocked(finding: &Finding) -> Option<String> {
    let others: Vec<&str> = finding.blocks.iter().map(String::as_str).filter(|rule| *rule != finding.rule).collect();
    (!others.is_empty()).then(|| format!("Damit sind auch nicht prüfbar: {}.", others.join(", ")))
}

/// What to paste, and where it goes.
pub fn insertion(finding: &Finding) -> Option<String> {
    let snippet = finding.insertion()?;
    Some(format!("Einfügen {}:\n{}", snippet.place, snippet.text))
}

pub fn remedy(finding: &Finding) -> String {
    match finding.curable.as_str() {
        "nur_ausnahme" => format!("{} Rückwirkend ist das nicht zu heilen; möglich ist nur eine begründete Ausnahme.", finding.remedy),
        "nachholen" => format!("{} (nachzuholen)", finding.remedy),
        _ => finding.remedy.clone(),
    }
}

/// Names of fields stand in backticks in the rules; for people in quotation marks.
pub fn quoted(text: &str) -> String {
    let part = |(index, part): (usize, &str)| if index % 2 == 1 { format!("„{part}“") } else { part.to_owned() };
    text.split('`').enumerate().map(part).collect()
}

pub fn kind_title<'a>(standard: &'a Standard, kind: &'a str) -> &'a str {
    let (record, slot) = standard.anchors.data_kind;
    match standard.schema.record(record).field(slot).kind {
        crate::schema::Kind::Code(id) => {
            let catalogue = standard.schema.catalogue(id);
            catalogue.ordinal(kind).map_or(kind, |ordinal| catalogue.code(ordinal).title.as_str())
        }
        _ => kind,
    }
}

/// "Prüfprofil gdst 2026.1, Stichtag 31.10.2026, Datenart: erfunden"
pub fn subject(results: &Results<'_>) -> String {
    let standard = results.standard;
    let gate = results.gate.map_or_else(String::new, |gate| format!(", gefragt: Freigabe {}", standard.gates[gate].id));
    let kind = results.kind.as_ref().map_or_else(String::new, |kind| format!(", Datenart: {}", kind_title(standard, kind)));
    format!("Prüfprofil {} {}, Stichtag {}{gate}{kind}", standard.name, standard.edition, results.as_of.german())
}

/// Findings that say something is missing or wrong; with all results asked for there are others.
pub fn is_worth_telling(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::NichtErfuellt | Outcome::NichtPruefbar)
}

/// A name for each finding that stays the same while lines move: rule, file and place in the dictionary, numbered where
/// they meet twice. In the order of the findings.
pub fn fingerprints(findings: &[Finding]) -> Vec<String> {
    let mut seen = std::collections::BTreeMap::new();
    let name = |finding: &Finding| {
        let key = format!("{}\n{}\n{}", finding.rule, finding.file, finding.path);
        let number = seen.entry(key.clone()).and_modify(|number| *number += 1).or_insert(1_u32);
        let mut hash = Sha256::new();
        hash.update(format!("{key}\n{number}"));
        hexadecimal(&hash.finalize())
    };
    findings.iter().map(name).collect()
}
