//! A rule as a page to read: what it asks, why, where that comes from, what to do, and its own examples.

use std::fmt::Write;

use crate::standard::{Expression, Rule, Standard, Term};

pub fn rule_page(rule: &Rule, standard: &Standard) -> String {
    let mut out = format!("{}  {}\n{}\n\n", rule.id, rule.title, "=".repeat(rule.id.chars().count() + 2 + rule.title.chars().count()));
    let _ = writeln!(out, "Stufe {} · Status {} · {}", rule.level.word(), rule.status_german(), scope(rule, standard));
    let _ = writeln!(out, "Prüfprofil {} {}\n", standard.name, standard.edition);
    if !rule.replaced_by.is_empty() {
        section(&mut out, "Abgelöst durch", &successors(standard, &rule.replaced_by));
    }
    section(&mut out, "Warum", &rule.why);
    section(&mut out, "Was zu tun ist", &format!("{}\n{}", rule.remedy, cure(&rule.curable)));
    let source =
        format!("{}\n{}\nVerbindlichkeit: {}\nHerkunft: {}", rule.source_name, rule.reference, rule.bindingness, origin(&rule.origin));
    section(&mut out, "Quelle", &source);
    section(&mut out, "Prüfung", &check(rule));
    let terms = terms(rule, standard);
    if !terms.is_empty() {
        section(&mut out, "Begriffe darin", &terms);
    }
    let (examples, more) = rule.examples_to_read();
    for example in examples {
        let title = format!("Beispiel: {} → {} (Stichtag {})", example.title, example.expected.title(), example.as_of.german());
        section(&mut out, &title, &example.text());
    }
    if !more.is_empty() {
        section(&mut out, "Weitere Beispiele in der Datei der Regel", &more);
    }
    if !rule.changes.is_empty() {
        section(&mut out, "Geändert durch", &rule.changes.join("\n"));
    }
    let _ = writeln!(out, "Datei: {}", rule.file.name);
    out
}

fn origin(code: &str) -> &str {
    match code {
        "seed" => "öffentliche Aussage zum Standard",
        "standard" => "andere öffentliche Projektmanagement-Standards",
        "recht" => "Recht",
        "integritaet" => "Stimmigkeit der Daten",
        "werkzeug" => "Vorgabe des Werkzeugs",
        other => other,
    }
}

/// What a rule applies to, on one line.
pub fn scope(rule: &Rule, standard: &Standard) -> String {
    if rule.queries().is_some() {
        return "gilt im Portfolio, über mehrere Vorhaben".to_owned();
    }
    let phase = standard.phases.get(usize::from(rule.from_phase)).map_or("", |phase| phase.title.as_str());
    let classes = if rule.classes.is_empty() { "alle".to_owned() } else { rule.classes.join(", ") };
    let earlier = if rule.judges_earlier { ", davor für das, was schon dasteht" } else { "" };
    format!("ab Phase {phase}{earlier} · Größenklassen: {classes}")
}

fn successors(standard: &Standard, ids: &[Expression]) -> String {
    let title = |id: &str| standard.rule(id).map_or("", |rule| rule.title.as_str()).to_owned();
    ids.iter().map(|id| format!("{} {}", id.text, title(&id.text)).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn check(rule: &Rule) -> String {
    let part = |(word, text): &(&str, String)| {
        let gap = if word.ends_with('\n') { "" } else { " " };
        let text = if rule.queries().is_some() { text.clone() } else { flat(text) };
        format!("{word}{gap}{text}")
    };
    rule.check_german().iter().map(part).collect::<Vec<_>>().join("\n")
}

/// What the terms in a check mean, a line each.
fn terms(rule: &Rule, standard: &Standard) -> String {
    let check = rule.check_german();
    let uses = |term: &&Term| check.iter().any(|(_, text)| text.contains(&format!("{}(", term.name)));
    standard.terms.iter().filter(uses).map(|term| format!("{}: {}", term.name, term.meaning)).collect::<Vec<_>>().join("\n")
}

/// An expression over several lines keeps its lines, without the indentation of the file.
fn flat(text: &str) -> String {
    text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n      ")
}

fn cure(curable: &str) -> &'static str {
    match curable {
        "nachtragen" => "Heilbar: Die Angabe lässt sich nachtragen, wenn es sie gibt.",
        "nachholen" => "Heilbar: Der Schritt lässt sich nachholen.",
        _ => "Rückwirkend nicht heilbar: Möglich ist nur eine begründete, befristete Ausnahme.",
    }
}

fn section(out: &mut String, title: &str, text: &str) {
    let _ = writeln!(out, "{title}");
    for line in text.lines() {
        let _ = if line.is_empty() { writeln!(out) } else { writeln!(out, "  {line}") };
    }
    out.push('\n');
}
