//! `lotse standard pruefe`: does the rulebook do what it says?

use std::path::PathBuf;

use anyhow::Result;

use crate::audit::{Auditor, prove};
use crate::command::{Outcome, broken_standard, inspect_standard, print};

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
    let proof = prove(&auditor);
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
    Ok(if proof.complaints.is_empty() { Outcome::Clean } else { Outcome::Failed })
}
