//! `lotse ausnahmen`: all exceptions of the projects with their end, those that need a decision first.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::Result;
use rayon::prelude::*;

use crate::audit::{Audit, Auditor, Overview, Question, Ruled, Standing, settle};
use crate::command::across::Across;
use crate::command::check::audit_file;
use crate::command::{Outcome, as_of, broken_standard, find, load_standard, print};
use crate::source::portable;
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
    let mut audits: Vec<Audit> = files.par_iter().map(|path| audit_file(&auditor, path, question)).collect();
    ask_across(&standard, &mut audits, question)?;
    let mut lines: Vec<Line> = Vec::new();
    for (file, audit) in files.iter().map(|path| portable(path)).zip(audits) {
        let project = audit.project;
        lines.extend(audit.exceptions.into_iter().map(|exception| Line { project: project.clone(), file: file.clone(), exception }));
    }
    lines.sort_by(|left, right| {
        (left.exception.until, &left.file, left.exception.line).cmp(&(right.exception.until, &right.file, right.exception.line))
    });
    print(&overview(&lines, &standard.name, &standard.edition, &question.as_of.german()))?;
    let expired = lines.iter().any(|line| line.exception.standing == Standing::Expired);
    Ok(if expired { Outcome::Findings } else { Outcome::Clean })
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

fn overview(lines: &[Line], profile: &str, edition: &str, day: &str) -> String {
    let mut out = format!("Prüfwerkzeug lotse · Prüfprofil {profile} {edition} · Stichtag {day}\n");
    let groups: [(&str, Belongs); 4] = [
        ("Abgelaufen: der Befund zählt wieder", |standing| standing == Standing::Expired),
        ("Läuft bald ab: jetzt entscheiden", |standing| matches!(standing, Standing::Expiring(_))),
        ("Ohne Befund: kann entfallen", |standing| standing == Standing::Unused),
        ("Gültig", |standing| standing == Standing::Valid),
    ];
    for (title, belongs) in groups {
        let group: Vec<&Line> = lines.iter().filter(|line| belongs(line.exception.standing)).collect();
        if group.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{title}");
        for line in group {
            let exception = &line.exception;
            let left = if let Standing::Expiring(days) = exception.standing { format!(" (noch {days} Tage)") } else { String::new() };
            let _ = writeln!(out, "  {} bis {}{left}  {}  {}", exception.rule, exception.until.german(), line.project, exception.place);
            let _ = writeln!(out, "    {} – {}:{}", exception.reason, line.file, exception.line);
        }
    }
    let _ = writeln!(out, "\n{} Ausnahmen.", lines.len());
    out
}
