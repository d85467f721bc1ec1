//! `lotse standard vergleiche`: runs every project against two editions of the standard and shows what would change,
//! before the decree.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::audit::{Auditor, Causes, Later, Question, changes};
use crate::command::check::whole;
use crate::command::{LOCAL_STANDARD, Outcome, ProjectFile, as_of, broken_standard, door, find, fits, print, rule_files, write_again};
use crate::output::Door;
use crate::period::Period;
use crate::printer::{Comparison, Edition, comparison_html, comparison_json, comparison_text};
use crate::source::portable;
use crate::standard::{Files, Standard, differences};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Html,
}

pub struct Options {
    pub old: String,
    pub new: String,
    pub projects: Vec<PathBuf>,
    pub as_of: Option<String>,
    pub format: Format,
    pub output: Option<PathBuf>,
    /// Also over a file of somebody else.
    pub insist: bool,
}

/// # Errors
/// An edition cannot be found or is broken, or a project path does not exist.
pub fn run(options: &Options) -> Result<Outcome> {
    if let Some(path) = &options.output {
        match options.format {
            Format::Text => fits(path, "Text", &["txt", "text"]),
            Format::Json => fits(path, "JSON", &["json"]),
            Format::Html => fits(path, "eine HTML-Seite", &["html", "htm"]),
        }?;
    }
    let (old, new) = (edition(&options.old)?, edition(&options.new)?);
    let day = as_of(options.as_of.as_deref())?;
    let files = find(&options.projects)?;
    let comparison = compare(&old, &new, &files, day)?;
    let text = match options.format {
        Format::Text => comparison_text(&comparison),
        Format::Json => comparison_json(&comparison),
        Format::Html => comparison_html(&comparison)?,
    };
    match &options.output {
        Some(path) => {
            let files: Vec<PathBuf> = files.into_iter().map(|file| file.path).chain(rule_files(&old)).collect();
            write_again(&door(&files, &new, options.insist), path, text.as_bytes())?;
        }
        None => print(&text)?,
    }
    Ok(if comparison.unread.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// A profile's folder, the name of one in the binary, or a revision of the repository that holds `standard/gdst`.
fn edition(named: &str) -> Result<Standard> {
    let path = Path::new(named);
    if path.is_dir() {
        return Standard::load(path).map_err(|complaints| broken_standard(&complaints));
    }
    if Files::embedded(named).is_some() {
        return Standard::embedded(named).map_err(|complaints| broken_standard(&complaints));
    }
    let folder = tempfile::tempdir().context("kein Platz für die alte Fassung")?;
    let root = Path::new(LOCAL_STANDARD).parent().unwrap_or_else(|| Path::new("."));
    let listed = git(&["ls-tree", "-r", "--name-only", named, "--", &portable(root)])
        .with_context(|| format!("„{named}“ ist weder ein Ordner noch ein eingebautes Prüfprofil noch ein Stand der Versionsverwaltung"))?;
    let door = Door::hasty(false);
    for file in String::from_utf8_lossy(&listed).lines() {
        door.create(&folder.path().join(file), &git(&["show", &format!("{named}:{file}")])?)?;
    }
    let profile = folder.path().join(LOCAL_STANDARD);
    if !profile.is_dir() {
        bail!("im Stand „{named}“ gibt es {LOCAL_STANDARD} nicht");
    }
    Standard::load(&profile).map_err(|complaints| broken_standard(&complaints))
}

fn git(arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git").args(arguments).output().context("git lässt sich nicht starten")?;
    if !output.status.success() {
        bail!("git: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}

/// Both editions check all files as `pruefe` does; what differs is told with its cause.
///
/// # Errors
/// A rule does not compile, or a query across projects fails.
pub fn compare(old: &Standard, new: &Standard, files: &[ProjectFile], day: Period) -> Result<Comparison> {
    let question = Question { all: true, later: Later::Shown, ..Question::as_of_day(day) };
    let auditors = (auditor(old)?, auditor(new)?);
    let (before, after) = (whole(&auditors.0, files, question)?, whole(&auditors.1, files, question)?);
    let differences = differences(old, new);
    let changes = changes(&before.findings, &after.findings, &Causes::new(old, new, &differences));
    let unread: Vec<String> = after.unread.iter().map(|unread| format!("{} ({})", unread.identity.named(), unread.identity.file)).collect();
    Ok(Comparison {
        old: Edition::of(&before),
        new: Edition::of(&after),
        stichtag: day.german(),
        projects: files.len() - unread.len(),
        unread,
        unrun: before.unrun.max(after.unrun),
        changes,
        differences,
    })
}

fn auditor(standard: &Standard) -> Result<Auditor<'_>> {
    Auditor::new(standard).map_err(|complaints| broken_standard(&complaints))
}
