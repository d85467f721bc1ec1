//! The effective rulebook: what holds in a profile after inheritance, and where each value comes from.

use std::fmt::Write;

use crate::schema::Level;
use crate::standard::{Rule, RuleStatus, Standard};

pub fn rulebook(standard: &Standard) -> String {
    let line: Vec<String> = standard.lineage.iter().map(|(name, edition)| format!("{name} {edition}")).collect();
    let mut out =
        format!("{}\nHerausgeber: {}\nErbt: {}\nPrüfsumme: {}\n", standard.title, standard.publisher, line.join(" → "), standard.sha256);
    phases(&mut out, standard);
    thresholds(&mut out, standard);
    rules(&mut out, standard);
    out
}

fn phases(out: &mut String, standard: &Standard) {
    out.push_str("\nPhasen und Freigaben\n");
    for (index, phase) in (0..).zip(&standard.phases) {
        let _ = writeln!(out, "  {} – {}", phase.title, phase.meaning);
        for (number, gate) in (0..).zip(&standard.gates).filter(|(_, gate)| gate.closes == index) {
            let _ = writeln!(out, "    {} {} (entscheidet: {})", gate.id, gate.title, gate.deciders.join(", "));
            due(out, standard, number);
        }
    }
}

/// Results due at a gate, one line each with the level per class.
fn due(out: &mut String, standard: &Standard, gate: u16) {
    let at_gate: Vec<_> = standard.due.iter().filter(|due| due.gate == gate).collect();
    let mut shown: Vec<&str> = Vec::new();
    for due in &at_gate {
        if shown.contains(&due.result.as_str()) {
            continue;
        }
        shown.push(&due.result);
        let levels: Vec<String> = at_gate
            .iter()
            .filter(|other| other.result == due.result)
            .map(|other| format!("{} {}", other.class, other.level.word()))
            .collect();
        let _ = writeln!(out, "      fällig: {} ({}) – {}", due.result, levels.join(", "), due.source);
    }
}

fn thresholds(out: &mut String, standard: &Standard) {
    out.push_str("\nSchwellen\n");
    for threshold in &standard.thresholds {
        let _ = writeln!(
            out,
            "  {} = {} {} – {} (Quelle: {}; gesetzt von {})",
            threshold.name, threshold.value, threshold.unit, threshold.title, threshold.source, threshold.set_by
        );
    }
}

fn rules(out: &mut String, standard: &Standard) {
    let binding = |level: Level| standard.rules.iter().filter(|rule| rule.level == level && rule.status == RuleStatus::Verbindlich).count();
    let _ = writeln!(
        out,
        "\nRegeln: {}, davon verbindlich {} MUSS, {} SOLL, {} KANN",
        standard.rules.len(),
        binding(Level::Muss),
        binding(Level::Soll),
        binding(Level::Kann)
    );
    for rule in &standard.rules {
        let _ =
            writeln!(out, "  {:6} {:4} {:11} {} ({})", rule.id, rule.level.word(), rule.status.word(), rule.title, scope(rule, standard));
        if let Some(binding) = &rule.binding_from {
            let _ = writeln!(out, "         verbindlich ab {} (gesetzt in {})", binding.day.german(), binding.set_at);
        }
        let _ = writeln!(out, "         aus {}", rule.file.name);
        for change in &rule.changes {
            let _ = writeln!(out, "         geändert durch {change}");
        }
    }
    for entry in &standard.retired {
        let _ = writeln!(out, "  {:6} entfallen am {}: {} ({})", entry.id, entry.since.german(), entry.title, entry.reason);
    }
}

fn scope(rule: &Rule, standard: &Standard) -> String {
    if rule.queries().is_some() {
        return "im Portfolio".to_owned();
    }
    let phase = standard.phases.get(usize::from(rule.from_phase)).map_or("", |phase| phase.id.as_str());
    let classes = if rule.classes.is_empty() { "alle Klassen".to_owned() } else { format!("Klassen {}", rule.classes.join(", ")) };
    let earlier = if rule.judges_earlier { " (davor, was dasteht)" } else { "" };
    format!("ab {phase}{earlier}, {classes}")
}
