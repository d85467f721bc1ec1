//! `lotse standard vergleiche`: runs every project against two editions of the standard and shows what would change,
//! before the decree.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::audit::Auditor;
use crate::command::check::find;
use crate::command::{LOCAL_STANDARD, Outcome, as_of, broken_standard, print, write_file};
use crate::period::Period;
use crate::printer::{Change, Comparison, Edition, Kind, comparison_html, comparison_json, comparison_text};
use crate::source::{Source, portable};
use crate::standard::{Outcome as Result4, Rule, Standard};

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
}

/// # Errors
/// An edition cannot be found or is broken, or a project path does not exist.
pub fn run(options: &Options) -> Result<Outcome> {
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
        Some(path) => write_file(path, text.as_bytes())?,
        None => print(&text)?,
    }
    Ok(Outcome::Clean)
}

/// A profile's folder, or a revision of the repository that holds `standard/gdst`.
fn edition(named: &str) -> Result<Standard> {
    let path = Path::new(named);
    if path.is_dir() {
        return Standard::load(path).map_err(|complaints| broken_standard(&complaints));
    }
    let folder = tempfile::tempdir().context("kein Platz für die alte Fassung")?;
    let root = Path::new(LOCAL_STANDARD).parent().unwrap_or_else(|| Path::new("."));
    let listed = git(&["ls-tree", "-r", "--name-only", named, "--", &portable(root)])
        .with_context(|| format!("„{named}“ ist weder ein Ordner noch ein Stand der Versionsverwaltung"))?;
    for file in String::from_utf8_lossy(&listed).lines() {
        write_file(&folder.path().join(file), &git(&["show", &format!("{named}:{file}")])?)?;
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

/// Files with their results; none where a file cannot be read.
type ByProject = Vec<(String, Option<BTreeMap<String, Result4>>)>;

fn results(standard: &Standard, files: &[PathBuf], day: Period) -> Result<ByProject> {
    let auditor = Auditor::new(standard).map_err(|complaints| broken_standard(&complaints))?;
    let of_file = |path: &PathBuf| {
        let results = Source::read(path).map(|source| auditor.results(source, day)).ok();
        (portable(path), results)
    };
    Ok(files.par_iter().map(of_file).collect())
}

fn compare(old: &Standard, new: &Standard, files: &[PathBuf], day: Period) -> Result<Comparison> {
    let (before, after) = (results(old, files, day)?, results(new, files, day)?);
    let mut changes = Vec::new();
    let mut unread = Vec::new();
    for ((project, before), (_, after)) in before.iter().zip(&after) {
        let (Some(before), Some(after)) = (before, after) else {
            unread.push(project.clone());
            continue;
        };
        for (rule, outcome) in after {
            let earlier = before.get(rule).copied();
            let Some(kind) = Kind::of(earlier, Some(*outcome)) else { continue };
            let title = new.rule(rule).map(|rule| rule.title.clone()).unwrap_or_default();
            let told = earlier.map_or("keine Regel", Result4::title);
            changes.push(Change { rule: rule.clone(), title, project: project.clone(), kind, before: told, after: outcome.title() });
        }
    }
    changes.sort_by(|left, right| (left.kind, &left.rule, &left.project).cmp(&(right.kind, &right.rule, &right.project)));
    let only = |from: &Standard, other: &Standard| {
        from.rules
            .iter()
            .filter(|rule| other.rule(&rule.id).is_none())
            .map(|rule| format!("{} {}", rule.id, rule.title))
            .collect::<Vec<_>>()
    };
    Ok(Comparison {
        old: shown(old),
        new: shown(new),
        stichtag: day.german(),
        projects: files.len() - unread.len(),
        unread,
        changes,
        rules_added: only(new, old),
        rules_gone: gone(only(old, new), new),
        rules_changed: new.rules.iter().filter_map(|rule| changed(old.rule(&rule.id)?, rule)).collect(),
    })
}

/// An id that is nowhere kept could be given again by mistake.
fn gone(rules: Vec<String>, new: &Standard) -> Vec<String> {
    let kept = |told: &str| told.split(' ').next().is_some_and(|id| new.retired(id).is_some());
    rules.into_iter().map(|told| if kept(&told) { told } else { format!("{told} (in kennungen.toml nachtragen)") }).collect()
}

fn shown(standard: &Standard) -> Edition {
    Edition { name: standard.name.clone(), edition: standard.edition.clone(), sha256: standard.sha256.clone(), rules: standard.rules.len() }
}

fn changed(old: &Rule, new: &Rule) -> Option<String> {
    let mut told = Vec::new();
    if old.level != new.level {
        told.push(format!("{} statt {}", new.level.word(), old.level.word()));
    }
    if old.status != new.status {
        told.push(format!("{} statt {}", new.status.word(), old.status.word()));
    }
    if old.binding_from.as_ref().map(|from| from.day) != new.binding_from.as_ref().map(|from| from.day) {
        told.push(new.binding_from.as_ref().map_or("ohne Tag".to_owned(), |from| format!("verbindlich ab {}", from.day.german())));
    }
    if old.check_german() != new.check_german() {
        told.push("andere Prüfung".to_owned());
    }
    (!told.is_empty()).then(|| format!("{} {}: {}", new.id, new.title, told.join(", ")))
}
