//! `lotse naechste`: what is due until the next gate, by whom, by when.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::audit::{Agenda, Auditor, Step};
use crate::command::check::find;
use crate::command::{Outcome, as_of, broken_standard, load_standard, print};
use crate::period::Period;
use crate::source::{Source, portable};

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
    for path in find(std::slice::from_ref(&options.path))? {
        let Ok(source) = Source::read(&path) else { bail!("„{}“ lässt sich nicht lesen", portable(&path)) };
        match auditor.agenda(source, day) {
            Ok(agenda) => out.push_str(&page(&agenda, day)),
            Err(_) => {
                let _ = writeln!(out, "\n{}: Die Datei lässt sich nicht auswerten; „lotse pruefe“ nennt die Fehler.", portable(&path));
            }
        }
    }
    print(&out)?;
    Ok(Outcome::Clean)
}

fn page(agenda: &Agenda<'_>, day: Period) -> String {
    let Some(gate) = agenda.gate else {
        return format!("\n{}: Alle Freigaben sind erteilt; es ist nichts mehr fällig.\n", agenda.project);
    };
    let planned = agenda.planned.map_or_else(|| "Termin nicht dokumentiert".to_owned(), |planned| format!("geplant {}", planned.german()));
    let mut out = format!("\n{}: Phase {}, nächste Freigabe {} {}, {planned}\n", agenda.project, agenda.phase, gate.id, gate.title);
    let _ = writeln!(out, "Entscheidet: {}", agenda.deciders.join(" oder "));
    if agenda.steps.is_empty() {
        out.push_str("Es steht nichts im Weg.\n");
    }
    for (number, step) in (1..).zip(&agenda.steps) {
        let _ = writeln!(out, "  {number}. {}{} · {} {}", when(step, day), step.responsible, step.finding.level.word(), step.finding.rule);
        let _ = writeln!(out, "     {} (Zeile {})\n     Zu tun: {}", step.finding.message, step.finding.place.line, step.finding.remedy);
    }
    out
}

fn when(step: &Step, today: Period) -> String {
    match step.begin_by {
        Some(day) if day.before(today) == Some(true) => format!("seit {} · ", day.german()),
        Some(day) => format!("bis {} · ", day.german()),
        None => String::new(),
    }
}
