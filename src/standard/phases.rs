//! `phasen.toml`: the phases in order, the gates (Freigaben) that close them, and which results are due at which gate
//! for which size class.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::schema::{Catalogue, Level};
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read};

#[derive(Clone, Debug)]
pub struct Phase {
    pub id: String,
    pub title: String,
    pub meaning: String,
}

#[derive(Clone, Debug)]
pub struct Gate {
    pub id: String,
    pub title: String,
    /// Index of the phase it closes.
    pub closes: u16,
    /// Role codes that may decide.
    pub deciders: Vec<String>,
}

/// A result due at a gate for a class.
#[derive(Clone, Debug)]
pub struct Due {
    /// Code of the kind of result.
    pub result: String,
    pub gate: u16,
    pub class: String,
    pub level: Level,
    pub source: String,
    /// `file:line`
    pub set_at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhases {
    phase: Vec<RawPhase>,
    freigabe: Vec<RawGate>,
    ergebnis: Vec<RawDue>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhase {
    id: String,
    titel: String,
    bedeutung: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGate {
    id: String,
    titel: String,
    schliesst: Spanned<String>,
    entscheidet: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDue {
    art: Spanned<String>,
    freigabe: Spanned<String>,
    stufe: BTreeMap<Spanned<String>, Level>,
    quelle: String,
    #[allow(dead_code, reason = "part of the file's form")]
    herkunft: String,
}

pub struct Phases {
    pub phases: Vec<Phase>,
    pub gates: Vec<Gate>,
    pub due: Vec<Due>,
}

/// The catalogues that name results and classes come from the anchors.
pub struct Vocabulary<'a> {
    pub results: &'a Catalogue,
    pub classes: &'a Catalogue,
}

/// The ids of the phases in order; the dictionary needs them before there is a schema.
pub fn phase_ids(source: &Source) -> Result<Vec<String>, Complaint> {
    read::<RawPhases>(source).map(|raw| raw.phase.into_iter().map(|phase| phase.id).collect())
}

pub fn phases(source: &Source, words: &Vocabulary<'_>) -> Result<Phases, Vec<Complaint>> {
    let raw: RawPhases = read(source).map_err(|complaint| vec![complaint])?;
    let mut complaints = Vec::new();
    let phases: Vec<Phase> = raw.phase.into_iter().map(|raw| Phase { id: raw.id, title: raw.titel, meaning: raw.bedeutung }).collect();
    let mut gates = Vec::new();
    for gate in raw.freigabe {
        match (0u16..).zip(&phases).find(|(_, phase)| phase.id == *gate.schliesst.get_ref()) {
            Some((closes, _)) => gates.push(Gate { id: gate.id, title: gate.titel, closes, deciders: gate.entscheidet }),
            None => complaints.push(unknown(source, &gate.schliesst, "Phase")),
        }
    }
    let mut due = Vec::new();
    for result in raw.ergebnis {
        match results_due(&result, &gates, source, words) {
            Ok(found) => due.extend(found),
            Err(complaint) => complaints.push(complaint),
        }
    }
    if complaints.is_empty() { Ok(Phases { phases, gates, due }) } else { Err(complaints) }
}

fn results_due(raw: &RawDue, gates: &[Gate], source: &Source, words: &Vocabulary<'_>) -> Result<Vec<Due>, Complaint> {
    if words.results.ordinal(raw.art.get_ref()).is_none() {
        return Err(unknown(source, &raw.art, "Ergebnisart"));
    }
    let gate = (0u16..).zip(gates).find(|(_, gate)| gate.id == *raw.freigabe.get_ref());
    let (gate, _) = gate.ok_or_else(|| unknown(source, &raw.freigabe, "Freigabe"))?;
    raw.stufe
        .iter()
        .map(|(class, level)| {
            if words.classes.ordinal(class.get_ref()).is_none() {
                return Err(unknown(source, class, "Größenklasse"));
            }
            let (result, class) = (raw.art.get_ref().clone(), class.get_ref().clone());
            let set_at = source.at(Span::new(raw.art.span()));
            Ok(Due { result, gate, class, level: *level, source: raw.quelle.clone(), set_at })
        })
        .collect()
}

fn unknown(source: &Source, at: &Spanned<String>, what: &str) -> Complaint {
    Complaint::new(source, Span::new(at.span()), format!("{what} „{}“ gibt es nicht", at.get_ref()))
}
