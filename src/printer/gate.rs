//! The answer to the question for a Freigabe, in the words that every form uses: what is missing, and that people decide.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::audit::{Finding, GateAnswer, Readiness};
use crate::printer::grouped::grouped;
use crate::printer::wording::blocked;
use crate::printer::{Results, counted};
use crate::standard::Standard;

/// "Nach Prüfprofil gdst 0.1 noch nicht freigabereif; es entscheidet …"
pub fn verdict(standard: &Standard, readiness: &Readiness, deciders: &[String]) -> String {
    let ready = if readiness.is_ready() { "freigabereif" } else { "noch nicht freigabereif" };
    let who = if deciders.is_empty() { String::new() } else { format!("; es entscheidet {}", deciders.join(" oder ")) };
    format!("Nach Prüfprofil {} {} {ready}{who}.", standard.name, standard.edition)
}

/// A sentence for each file, with the steps that are missing.
pub fn gate_text(results: &Results<'_>, gate: &str) -> String {
    let all = grouped(&results.findings);
    let mut out = String::new();
    for answer in &results.answers {
        let steps: Vec<&Finding> = all.iter().map(AsRef::as_ref).filter(|finding| finding.file == answer.file && finding.bars()).collect();
        let missing =
            if steps.is_empty() { String::new() } else { format!(" {}:", counted(steps.len(), "Schritt fehlt", "Schritte fehlen")) };
        let said = verdict(results.standard, &answer.readiness, &answer.deciders);
        let _ = writeln!(out, "Freigabe {gate}: {}: {said}{missing}", answer.file);
        for (number, step) in (1..).zip(&steps) {
            let also = blocked(step).map_or_else(String::new, |told| format!(" {told}"));
            let _ = writeln!(out, "  {number}. {} (Zeile {}) {}{also}", step.rule, step.place.line, step.message);
        }
        for note in notes(answer, gate) {
            let _ = writeln!(out, "  {note}");
        }
    }
    out
}

/// What is to be known beside the answer.
pub fn notes(answer: &GateAnswer, gate: &str) -> Vec<String> {
    let passed = answer.passed.as_ref().map(|(outcome, on)| {
        let on = on.map_or_else(|| "ohne Tag".to_owned(), |on| format!("am {}", on.german()));
        format!("Über {gate} ist schon entschieden: {outcome}, {on}. Geprüft ist der Stand vom Stichtag.")
    });
    let across =
        (!answer.across.is_empty()).then(|| format!("Im Portfolio offen, hindert die Freigabe nicht: {}.", answer.across.join(", ")));
    passed.into_iter().chain(across).collect()
}

/// The answers as data.
pub fn gate_json(results: &Results<'_>) -> Vec<Value> {
    let answer = |answer: &GateAnswer| {
        let against = answer.readiness.against.iter();
        json!({
            "projekt": answer.project,
            "datei": answer.file,
            "freigabereif": answer.readiness.is_ready(),
            "dagegen": against.map(|obstacle| json!({ "regel": obstacle.rule, "pfad": obstacle.path, "ergebnis": obstacle.outcome.word() })).collect::<Vec<_>>(),
            "ausgenommen": answer.readiness.excused.iter().map(|obstacle| json!({ "regel": obstacle.rule, "pfad": obstacle.path })).collect::<Vec<_>>(),
            "entscheidet": answer.deciders,
            "schon_entschieden": answer.passed.as_ref().map(|(outcome, on)| json!({ "ergebnis": outcome, "tag": on.map(crate::period::Period::iso) })),
            "im_portfolio_offen": answer.across,
        })
    };
    results.answers.iter().map(answer).collect()
}
