//! `lotse ausnahmen`: all exceptions of the projects with their end, those that need a decision first, and before them the
//! files whose exceptions nobody can know.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};
use rayon::prelude::*;

use crate::audit::{Audit, Auditor, Overview, Question, Ruled, Standing, refusal, settle, twins};
use crate::command::across::Across;
use crate::command::check::audit_file;
use crate::command::{Outcome, as_of, broken_standard, find, load_standard, print};
use crate::period::Period;
use crate::standard::Standard;

pub struct Options {
    pub paths: Vec<PathBuf>,
    pub standard: Option<PathBuf>,
    pub as_of: Option<String>,
}

struct Line {
    project: String,
    file: String,
    exception: Overview,
}

/// # Errors
/// A path does not exist or the profile is broken.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let auditor = Auditor::new(&standard).map_err(|complaints| broken_standard(&complaints))?;
    let question = Question::as_of_day(as_of(options.as_of.as_deref())?);
    let files = find(&options.paths)?;
    let mut audits: Vec<Audit> = files.par_iter().map(|file| audit_file(&auditor, file, question)).collect();
    let twins = twins(audits.iter().map(|audit| &audit.identity));
    if !twins.is_empty() {
        bail!("{}", refusal(&twins));
    }
    ask_across(&standard, &mut audits, question)?;
    let (mut lines, mut unread): (Vec<Line>, Vec<String>) = (Vec::new(), Vec::new());
    for (file, audit) in files.into_iter().map(|file| file.name).zip(audits) {
        if audit.state.is_none() {
            let first = audit.findings.first();
            unread.push(format!(
                "{file}:{}  {}: {}",
                first.map_or(1, |found| found.place.line),
                audit.identity.named(),
                first.map_or("", |found| found.message.as_str())
            ));
        }
        let project = audit.project;
        lines.extend(audit.exceptions.into_iter().map(|exception| Line { project: project.clone(), file: file.clone(), exception }));
    }
    lines.sort_by(|left, right| {
        (left.exception.until, &left.file, left.exception.line).cmp(&(right.exception.until, &right.file, right.exception.line))
    });
    print(&overview(&lines, &unread, (&standard.name, &standard.edition), &question.as_of.german()))?;
    let decide = lines.iter().any(|line| matches!(line.exception.standing, Standing::Expired | Standing::Ineffective | Standing::Endless));
    Ok(if decide || !unread.is_empty() { Outcome::Findings } else { Outcome::Clean })
}

/// Exceptions from rules across projects are met only by what these find.
fn ask_across(standard: &Standard, audits: &mut [Audit], question: Question) -> Result<()> {
    if audits.iter().all(|audit| audit.reserved.is_empty()) {
        return Ok(());
    }
    let across = Across::of(standard, audits.len())?;
    let gathered = vec![across.gather(audits)];
    let mut found = Ruled::default();
    for (_, mut ruled) in across.answer(gathered, question.as_of, "", false)? {
        found.ran |= ruled.ran;
        found.findings.append(&mut ruled.findings);
    }
    for audit in audits.iter_mut() {
        let reserved = std::mem::take(&mut audit.reserved);
        settle(&mut found, reserved, &mut audit.exceptions);
    }
    Ok(())
}

/// Whether an exception belongs to a group of the overview.
type Belongs = fn(Standing) -> bool;

fn overview(lines: &[Line], unread: &[String], (profile, edition): (&str, &str), day: &str) -> String {
    let mut out = format!("Prüfwerkzeug lotse · Prüfprofil {profile} {edition} · Stichtag {day}\n");
    if !unread.is_empty() {
        let _ = writeln!(out, "\nNicht lesbar: Ausnahmen in diesen Dateien fehlen hier");
        for told in unread {
            let _ = writeln!(out, "  {told}");
        }
    }
    let groups: [(&str, Belongs); 8] = [
        ("Gilt nicht: berichtigen", |standing| standing == Standing::Ineffective),
        ("Abgelaufen: der Befund zählt wieder", |standing| standing == Standing::Expired),
        ("Läuft bald ab: jetzt entscheiden", |standing| matches!(standing, Standing::Expiring(_))),
        ("Ohne Überprüfung: Tag der Überprüfung festlegen", |standing| standing == Standing::Endless),
        ("Ohne Befund: kann entfallen", |standing| standing == Standing::Unused),
        ("Durch eine andere erneuert: kann entfallen", |standing| standing == Standing::Renewed),
        ("Gilt noch nicht", |standing| standing == Standing::Pending),
        ("Gültig", |standing| standing == Standing::Valid),
    ];
    for (title, belongs) in groups {
        let group: Vec<&Line> = lines.iter().filter(|line| belongs(line.exception.standing)).collect();
        if group.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}");
        for line in group {
            entry(&mut out, line);
        }
    }
    let count = if lines.len() == 1 { "1 Ausnahme".to_owned() } else { format!("{} Ausnahmen", lines.len()) };
    let files = if unread.len() == 1 { "1 Datei".to_owned() } else { format!("{} Dateien", unread.len()) };
    let rest = if unread.is_empty() { String::new() } else { format!(" {files} nicht lesbar.") };
    let _ = writeln!(out, "\n{count}.{rest}");
    out
}

fn entry(out: &mut String, line: &Line) {
    let exception = &line.exception;
    let said = |text: &str| if text.is_empty() { "(nicht angegeben)".to_owned() } else { text.to_owned() };
    let left = if let Standing::Expiring(days) = exception.standing { format!(" (noch {days} Tage)") } else { String::new() };
    let until = exception.until.map_or_else(|| said(""), Period::german);
    let _ = writeln!(out, "  {} bis {until}{left}  {}  {}", said(&exception.rule), line.project, said(&exception.place));
    let _ = writeln!(out, "    {} – {}:{}", said(&exception.reason), line.file, exception.line);
    if !exception.note.is_empty() && exception.standing != Standing::Expired {
        let _ = writeln!(out, "    {}", exception.note);
    }
}
