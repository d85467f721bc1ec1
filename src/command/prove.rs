//! `lotse standard pruefe`: does the rulebook do what it says?

use std::path::PathBuf;

use anyhow::Result;

use crate::audit::{Auditor, Proof, prove};
use crate::command::{Outcome, broken_standard, inspect_standard, print};
use crate::standard::Complaint;

/// # Errors
/// The profile cannot be loaded or its rules do not compile; all mistakes with file, line and column.
pub fn run(standard: Option<&PathBuf>) -> Result<Outcome> {
    let (standard, mut complaints) = inspect_standard(standard.map(PathBuf::as_path))?;
    let auditor = match Auditor::new(&standard) {
        Ok(auditor) if complaints.is_empty() => auditor,
        compiled => {
            complaints.extend(compiled.err().unwrap_or_default());
            complaints.sort();
            return Err(broken_standard(&complaints));
        }
    };
    let mut proof = prove(&auditor);
    across(&auditor, &mut proof);
    proof.complaints.extend(figures(&auditor));
    proof.complaints.extend(standard.coverage().err().unwrap_or_default());
    let unwritten = standard.unwritten();
    proof.complaints.extend(unwritten.counting);
    for open in &unwritten.drafts {
        print(&format!("{open}\n"))?;
    }
    for complaint in &proof.complaints {
        print(&format!("{complaint}\n"))?;
    }
    let line: Vec<String> = standard.lineage.iter().map(|(name, edition)| format!("{name} {edition}")).collect();
    print(&format!(
        "Prüfprofil {}: {} Regeln, {} Beispiele, {} Gegenproben an fremden Beispielen, {} Fehler.\n",
        line.join(" → "),
        proof.rules,
        proof.examples,
        proof.crossings,
        proof.complaints.len()
    ))?;
    if !unwritten.drafts.is_empty() {
        print(&format!("In Entwürfen sind noch {} Stellen auszufüllen.\n", unwritten.drafts.len()))?;
    }
    Ok(if proof.complaints.is_empty() { Outcome::Clean } else { Outcome::Failed })
}

/// Rules across projects run over their examples like the others.
#[cfg(feature = "bericht")]
fn across(auditor: &Auditor<'_>, proof: &mut Proof) {
    let more = crate::portfolio::prove_rules(auditor);
    proof.rules += more.rules;
    proof.examples += more.examples;
    proof.crossings += more.crossings;
    proof.complaints.extend(more.complaints);
}

#[cfg(not(feature = "bericht"))]
fn across(_: &Auditor<'_>, _: &mut Proof) {}

/// Figures and report sections are part of the standard: they must load, and each figure must keep its examples.
#[cfg(feature = "bericht")]
fn figures(auditor: &Auditor<'_>) -> Vec<Complaint> {
    match crate::portfolio::Contents::load(auditor.standard) {
        Ok(contents) => crate::portfolio::prove(auditor, &contents),
        Err(complaints) => complaints,
    }
}

#[cfg(not(feature = "bericht"))]
fn figures(_: &Auditor<'_>) -> Vec<Complaint> {
    Vec::new()
}
