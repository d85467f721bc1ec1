//! Markdown for a comment in a merge request or a wiki: a summary and a table for each file.

use std::collections::HashMap;
use std::fmt::Write;

use crate::audit::{Finding, GateAnswer, Snippet};
use crate::escape::markdown as escaped;
use crate::printer::gate::{notes, verdict};
use crate::printer::grouped::grouped;
use crate::printer::wording::{blocked, is_worth_telling, quoted, remedy, subject, word};
use crate::printer::{Results, counted};
use crate::schema::Level;

pub fn audit_markdown(results: &Results<'_>, from: Level) -> String {
    let tally = &results.tally;
    let mut out = format!("# Prüfbericht\n\nPrüfwerkzeug lotse: {}.\n\n", escaped(&subject(results)));
    if let Some((head, lines)) = results.unread_lines() {
        let _ = writeln!(out, "**{}**\n\n- {}\n", escaped(&head), lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\n- "));
    }
    let _ = writeln!(out, "{} geprüft.\n", counted(results.files, "Datei", "Dateien"));
    out.push_str("| Ergebnis | Anzahl |\n|---|---:|\n");
    for level in [Level::Muss, Level::Soll, Level::Kann] {
        let _ = writeln!(out, "| nicht erfüllt, {} | {} |", level.word(), tally.failed(level));
    }
    let rest = [("nicht prüfbar", tally.unknown), ("erfüllt", tally.passed), ("nicht anwendbar", tally.not_applicable)];
    for (name, number) in rest.into_iter().chain([("unter Ausnahme", tally.excused)]) {
        let _ = writeln!(out, "| {name} | {number} |");
    }
    out.push_str(&answer(results, from));
    let (all, counts) = (grouped(&results.findings), results.counts());
    let told: Vec<&Finding> = all.iter().map(AsRef::as_ref).filter(|finding| is_worth_telling(finding)).collect();
    for of_file in told.chunk_by(|left, right| left.file == right.file) {
        out.push_str(&table(&counts, of_file));
    }
    for fault in &results.rule_faults {
        let _ = writeln!(out, "\n**Regelfehler:** {} an {}: {}", escaped(&fault.rule), escaped(&fault.file), escaped(&fault.message));
    }
    out
}

/// What stands in the way, or that nothing does.
fn answer(results: &Results<'_>, from: Level) -> String {
    let bold = |said: &str| format!("\n**{}**\n", escaped(said));
    let Some(gate) = results.gate.map(|gate| results.standard.gates[gate].id.as_str()) else {
        return bold(&match results.weighty(from).count() {
            0 => format!("Kein verbindlicher Befund ab Stufe {}.", from.word()),
            weighty => format!("{} ab Stufe {}.", counted(weighty, "verbindlicher Befund", "verbindliche Befunde"), from.word()),
        });
    };
    let of_file = |answer: &GateAnswer| {
        let said = verdict(results.standard, &answer.readiness, &answer.deciders);
        let notes = notes(answer, gate).iter().fold(String::new(), |all, note| all + &format!("\n{}\n", escaped(note)));
        bold(&format!("Freigabe {gate}: {}: {said}", answer.file)) + &notes
    };
    results.answers.iter().map(of_file).collect()
}

fn table(counts: &HashMap<&str, (usize, usize)>, of_file: &[&Finding]) -> String {
    let first = of_file.first();
    let file = first.map_or("", |finding| finding.file.as_str());
    let title = if first.is_some_and(|finding| finding.is_of_portfolio()) { format!("Portfolio {file}") } else { file.to_owned() };
    let (failed, open) = counts.get(file).copied().unwrap_or_default();
    let mut out = format!("\n## {}\n\n{failed} nicht erfüllt, {open} nicht prüfbar.\n\n", escaped(title.trim_end()));
    out.push_str("| Zeile | Stufe | Regel | Ergebnis | Befund | Zu tun |\n|---:|---|---|---|---|---|\n");
    for finding in of_file {
        let told = blocked(finding).map_or_else(|| finding.message.clone(), |told| format!("{} {told}", finding.message));
        let cells = [finding.level.word(), &finding.rule, &word(finding), &told, &quoted(&remedy(finding))].map(escaped);
        let _ = writeln!(out, "| {} | {} |", finding.place.line, cells.join(" | "));
    }
    let absent: Vec<(&Finding, &Snippet)> = of_file.iter().filter_map(|finding| Some((*finding, finding.insertion()?))).collect();
    if !absent.is_empty() {
        out.push_str("\n### Was einzufügen ist\n");
    }
    for (finding, Snippet { text, place, .. }) in absent {
        let _ = write!(out, "\n{} {}, {}:\n\n```toml\n{text}\n```\n", escaped(&finding.rule), escaped(&finding.path), escaped(place));
    }
    out
}
