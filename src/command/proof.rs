//! `lotse bericht --pruefe`: is a report still what was written, byte for byte?

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{Outcome, print};
use crate::report::frozen::{Frozen, reports_below};
use crate::source::portable;

/// Checks the report in a folder and those below it.
///
/// # Errors
/// There is no report in the folder, or its evidence cannot be read.
pub fn run(folder: &Path) -> Result<Outcome> {
    if !folder.is_dir() {
        bail!("den Ordner „{}“ gibt es nicht", portable(folder));
    }
    let reports = reports_below(folder)?;
    if reports.is_empty() {
        bail!("in „{}“ liegt kein Bericht: ein Nachweis (nachweis.json) fehlt", portable(folder));
    }
    let mut outcome = Outcome::Clean;
    for report in &reports {
        let (text, same) = told(report)?;
        print(&text)?;
        if !same {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

/// What there is to say about one report, and whether nothing differs.
fn told(report: &Frozen) -> Result<(String, bool)> {
    let state = if report.released { "freigegeben" } else { "Entwurf" };
    let (folder, day, edition) = (portable(&report.folder), report.as_of.german(), report.edition);
    let mut lines = vec![format!("{folder}: Stichtag {day}, Fassung {edition}, {state}")];
    let found = report.difference()?;
    for (word, names) in [("geändert", &found.changed), ("fehlt", &found.missing), ("zusätzlich", &found.added)] {
        lines.extend(names.iter().map(|name| format!("  {word}: {name}")));
    }
    if !report.is_coherent() {
        lines.push("  geändert: nachweis.json; die Eingaben, die er nennt, passen nicht zu seiner Prüfsumme".to_owned());
    }
    let same = lines.len() == 1;
    if same {
        let count = report.outputs.len();
        lines.push(format!("  unverändert: {}", if count == 1 { "1 Datei".to_owned() } else { format!("alle {count} Dateien") }));
    }
    lines.extend(since(report));
    lines.push(format!("  SHA-256 von nachweis.json: {}", report.sha256));
    Ok((lines.join("\n") + "\n", same))
}

/// Project files go on being edited; that is a note, not a fault.
fn since(report: &Frozen) -> Option<String> {
    let all = report.inputs.len();
    let (changed, gone) = report.inputs_since();
    let parts: Vec<String> = [(changed, "seither geändert"), (gone, "nicht mehr da")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} von {all} {word}"))
        .collect();
    (!parts.is_empty()).then(|| format!("  Hinweis zu den Eingaben: {}", parts.join(", ")))
}
