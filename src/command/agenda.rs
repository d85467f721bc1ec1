//! `lotse naechste`: what is due until the next gate, by whom, by when.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;

use crate::audit::{Agenda, Auditor, Conditions, Decision, Station, Step, Unread};
use crate::command::{Outcome, as_of, broken_standard, find, load_standard, not_readable, print};
use crate::period::Period;
use crate::printer::verdict;
use crate::standard::Standard;

pub struct Options {
    pub path: PathBuf,
    pub standard: Option<PathBuf>,
    pub as_of: Option<String>,
}

/// # Errors
/// The path does not exist, or a file in it is no project file.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let auditor = Auditor::new(&standard).map_err(|complaints| broken_standard(&complaints))?;
    let day = as_of(options.as_of.as_deref())?;
    let mut out = format!("Prüfwerkzeug lotse · Prüfprofil {} {} · Stichtag {}\n", standard.name, standard.edition, day.german());
    let files = find(std::slice::from_ref(&options.path))?;
    let (mut pages, mut unread) = (String::new(), Vec::new());
    for file in &files {
        let read = file.read().map_err(|why| Box::new(auditor.unreadable(&file.name, &why)));
        match read.and_then(|source| Ok((auditor.agenda(source.clone(), day)?, source))) {
            Ok((agenda, source)) => {
                pages.push_str(&page(&standard, &agenda, day));
                pages.push_str(&gates(&auditor.gate_path(&source, day)));
            }
            Err(audit) => unread.extend(Unread::of(&audit)),
        }
    }
    if !unread.is_empty() {
        let _ = write!(out, "\n{}", not_readable(&unread, files.len()));
    }
    print(&(out + &pages))?;
    Ok(if unread.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

fn page(standard: &Standard, agenda: &Agenda<'_>, day: Period) -> String {
    let Some(gate) = agenda.gate else {
        return format!("\n{}: Alle Freigaben sind erteilt; es ist nichts mehr fällig.\n", agenda.project);
    };
    let planned = agenda.planned.map_or_else(|| "Termin nicht dokumentiert".to_owned(), |planned| format!("geplant {}", planned.german()));
    let mut out = format!("\n{}: Phase {}, nächste Freigabe {} {}, {planned}\n", agenda.project, agenda.phase, gate.id, gate.title);
    let _ = writeln!(out, "{}", verdict(standard, &agenda.readiness, &agenda.deciders));
    for (title, value) in &agenda.told {
        let _ = writeln!(out, "  {title}: {value}");
    }
    for (number, step) in (1..).zip(&agenda.steps) {
        let _ = writeln!(out, "  {number}. {}{} · {} {}", when(step, day), step.responsible, step.finding.level.word(), step.finding.rule);
        let _ = writeln!(out, "     {} (Zeile {})\n     Zu tun: {}", step.finding.message, step.finding.place.line, step.finding.remedy);
    }
    out
}

fn when(step: &Step, today: Period) -> String {
    match step.begin_by {
        Some(_) if step.at_once => "sofort · ".to_owned(),
        Some(day) if day.before(today) == Some(true) => format!("seit {} · ", day.german()),
        Some(day) => format!("bis {} · ", day.german()),
        None => String::new(),
    }
}

/// The gates so far: decided how, proven or only stated, and what stood against it on that day.
fn gates(path: &[Station<'_>]) -> String {
    let mut out = String::from("Freigaben\n");
    for Station { gate, decision } in path {
        let standing = decision.as_ref().map_or_else(|| "nicht entschieden".to_owned(), standing);
        let _ = writeln!(out, "  {} {}: {standing}", gate.id, gate.title);
    }
    out
}

fn standing(decision: &Decision) -> String {
    let on = decision.on.map_or_else(|| ", Tag nicht dokumentiert".to_owned(), |on| format!(" am {}", on.german()));
    let mut parts = vec![format!("{}{on}", decision.outcome)];
    parts.push(if decision.proven { "belegt" } else { "angegeben, nicht belegt" }.to_owned());
    if decision.passes && decision.on.is_some() {
        let named = |what: &str, rules: &[String]| format!("{what}: {}", rules.join(", "));
        match (decision.against.as_slice(), decision.unchecked.as_slice()) {
            ([], []) => parts.push("an diesem Tag stand nichts im Weg".to_owned()),
            (against, unchecked) => {
                parts.extend((!against.is_empty()).then(|| named("damals nicht erfüllt", against)));
                parts.extend((!unchecked.is_empty()).then(|| named("für diesen Tag nicht prüfbar", unchecked)));
            }
        }
    }
    parts.extend(conditions(decision.conditions));
    parts.join("; ")
}

fn conditions(found: Conditions) -> Option<String> {
    let next = found.next.map_or_else(String::new, |next| format!(", nächste Frist {}", next.german()));
    let late = if found.overdue > 0 { format!(", {} davon über der Frist", found.overdue) } else { String::new() };
    match (found.all, found.open) {
        (0, _) => None,
        (all, 0) => Some(format!("Auflagen: {all} von {all} erledigt")),
        (all, open) => Some(format!("Auflagen: {open} von {all} offen{late}{next}")),
    }
}
