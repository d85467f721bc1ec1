//! A rule as a page to read: what it asks, why, where that comes from, what to do, and its own examples.

use std::fmt::Write;

use crate::audit::{BUILTIN_SOURCE, Builtin};
use crate::standard::{Expression, Retired, Rule, Standard};

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
    for example in &rule.examples {
        let title = format!("Beispiel: {} → {} (Stichtag {})", example.title, example.expected.title(), example.as_of.german());
        section(&mut out, &title, &example.text());
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
    format!("ab Phase {phase} · Größenklassen: {classes}")
}

fn successors(standard: &Standard, ids: &[Expression]) -> String {
    let title = |id: &str| standard.rule(id).map_or("", |rule| rule.title.as_str()).to_owned();
    ids.iter().map(|id| format!("{} {}", id.text, title(&id.text)).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// A rule whose file is gone: why, since when, and what took its place.
pub fn retired_page(entry: &Retired, standard: &Standard) -> String {
    let mut out = format!("{}  {}\n{}\n\n", entry.id, entry.title, "=".repeat(entry.id.chars().count() + 2 + entry.title.chars().count()));
    section(&mut out, &format!("Entfallen am {}", entry.since.german()), &entry.reason);
    if !entry.replaced_by.is_empty() {
        section(&mut out, "Abgelöst durch", &successors(standard, &entry.replaced_by));
    }
    let _ = writeln!(out, "Die Kennung wird nicht neu vergeben ({}:{}).", entry.file.name, entry.line);
    out
}

fn check(rule: &Rule) -> String {
    let part = |(word, text): &(&str, String)| {
        let gap = if word.ends_with('\n') { "" } else { " " };
        let text = if rule.queries().is_some() { text.clone() } else { flat(text) };
        format!("{word}{gap}{text}")
    };
    rule.check_german().iter().map(part).collect::<Vec<_>>().join("\n")
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

pub fn builtin_page(check: &Builtin) -> String {
    let mut out = format!("{}  {}\n{}\n\n", check.id, check.title, "=".repeat(check.id.len() + 2 + check.title.chars().count()));
    section(&mut out, "Warum", check.why);
    section(&mut out, "Was zu tun ist", check.remedy);
    section(&mut out, "Quelle", BUILTIN_SOURCE);
    out
}

/// All rules by group, then the built-in checks: the overview that `erklaere` without an id gives.
pub fn rule_list(standard: &Standard, builtin: &[Builtin]) -> String {
    let mut out = format!("Prüfprofil {} {} – {}\n", standard.name, standard.edition, standard.title);
    let mut groups: Vec<&str> = standard.rules.iter().map(|rule| rule.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let _ = writeln!(out, "\n{group}");
        for rule in standard.rules.iter().filter(|rule| rule.group == group) {
            let _ = writeln!(out, "  {:6} {:4} {:11} {}", rule.id, rule.level.word(), rule.status.word(), rule.title);
        }
    }
    out.push_str("\neingebaut\n");
    for check in builtin {
        let _ = writeln!(out, "  {:6} {}", check.id, check.title);
    }
    out.push_str("\n„lotse erklaere ID“ zeigt eine Regel mit Grund, Quelle und Beispielen.\n");
    out
}

/// A list, table or field of the dictionary by its path.
pub fn field_page(standard: &Standard, path: &str) -> Option<String> {
    let schema = &standard.schema;
    if let Some(id) = schema.find_record(path).filter(|_| !path.is_empty()) {
        let record = schema.record(id);
        let mut out = format!(
            "{}  {}\n{}\n\n{}\n\n",
            record.path,
            record.title,
            "=".repeat(record.path.len() + 2 + record.title.chars().count()),
            record.meaning
        );
        for field in &record.fields {
            let _ = writeln!(out, "  {:22} {}", field.name, field.meaning);
        }
        return Some(out);
    }
    let (record, slot) = schema.find_field(path)?;
    let field = schema.record(record).field(slot);
    let mut out = format!("{path}  {}\n{}\n\n", field.title, "=".repeat(path.len() + 2 + field.title.chars().count()));
    section(&mut out, "Bedeutung", &field.meaning);
    section(&mut out, "Form", field.kind.german());
    if let Some(limits) = schema.record(record).limits_german(schema, slot) {
        section(&mut out, "Möglich", &limits);
    }
    if !field.example.is_empty() {
        section(&mut out, "Beispiel", &format!("{} = {}", field.name, field.example));
    }
    if let crate::schema::Kind::Code(id) | crate::schema::Kind::Codes(id) = field.kind {
        let catalogue = schema.catalogue(id);
        let codes: Vec<String> = catalogue.names().take(60).map(|(id, title, _)| format!("{id:24} {title}")).collect();
        section(&mut out, &format!("Codes: {}", catalogue.title), &codes.join("\n"));
    }
    if let Some(level) = field.required {
        section(&mut out, "Pflicht", level.word());
    }
    Some(out)
}
