//! `lotse bericht`: the monthly report. Reads and audits the files, keeps kinds of data apart, and writes one folder per
//! month. A released folder is never touched again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::audit::{Audit, Auditor, Question, mixed_kinds};
use crate::command::check::{audit_file, find};
use crate::command::{Outcome, broken_standard, load_standard, print, write_file};
use crate::period::{Period, date_of};
use crate::portfolio::{Contents, file_name};
use crate::report::build::{Request, build, data_kind};
use crate::report::export::{EVIDENCE, File, Origin, sha256};
use crate::report::format;
use crate::source::portable;
use crate::standard::{Standard, suggestion};

pub struct Options {
    pub paths: Vec<PathBuf>,
    pub standard: Option<PathBuf>,
    /// `JJJJ-MM-TT`
    pub as_of: Option<String>,
    /// `JJJJ-MM`; its last day is the Stichtag.
    pub month: Option<String>,
    pub output: PathBuf,
    /// Only the page of this project, in a folder of its own: the report of the month stays as it is.
    pub project: Option<String>,
}

/// A day, and what the report is called after.
struct Target {
    as_of: Period,
    period: String,
    folder: PathBuf,
}

/// One file with its hash.
struct Read {
    audit: Audit,
    input: (String, String),
}

/// # Errors
/// No day is given, the profile is broken, a path does not exist, kinds of data are mixed, or the folder is released.
pub fn run(options: &Options) -> Result<Outcome> {
    let target = target(options)?;
    let standard = load_standard(options.standard.as_deref())?;
    let auditor = Auditor::new(&standard).map_err(|complaints| broken_standard(&complaints))?;
    let contents = Contents::load(&standard).map_err(|complaints| broken_standard(&complaints))?;
    let files = find(&options.paths)?;
    let read: Vec<Read> = files.par_iter().map(|path| read(&auditor, path, target.as_of)).collect();
    let kinds = read.iter().map(|read| (read.input.0.as_str(), read.audit.data_kind.as_deref()));
    if let Some(finding) = mixed_kinds(kinds).filter(|_| !options.paths.is_empty()) {
        bail!("{}\n{}", finding.message, finding.remedy);
    }
    if let Some(id) = &options.project {
        known(id, &read)?;
    }
    let mut outcome = Outcome::Clean;
    for (folder, kind, group) in groups(&standard, read, &target.folder) {
        if options.project.as_ref().is_some_and(|id| group.iter().all(|read| read.audit.project != *id)) {
            continue;
        }
        let folder = if options.project.is_some() { target.folder.clone() } else { folder };
        if group.iter().any(|read| !read.audit.rule_faults.is_empty()) {
            outcome = Outcome::Failed;
        }
        write(&standard, &contents, &target, options.project.as_deref(), (folder, kind, group))?;
    }
    Ok(outcome)
}

fn target(options: &Options) -> Result<Target> {
    let as_of = match (&options.as_of, &options.month) {
        (Some(_), Some(_)) => bail!("--stichtag und --monat schließen sich aus"),
        (Some(day), None) => {
            Period::parse(day).filter(|period| period.is_day()).with_context(|| format!("„{day}“ ist kein Stichtag; so: 2026-10-31"))?
        }
        (None, Some(month)) => {
            let whole = Period::parse(month).filter(|_| month.len() == 7 && !month.contains('Q'));
            Period::day(whole.with_context(|| format!("„{month}“ ist kein Monat; so: 2026-10"))?.to)
        }
        (None, None) => bail!("ein Bericht nennt seinen Stichtag: --monat 2026-10 oder --stichtag 2026-10-31"),
    };
    let period = if options.month.is_some() { format::month(as_of.to) } else { format!("zum {}", as_of.german()) };
    let month = date_of(as_of.to).format("%Y-%m").to_string();
    let folder = options.output.join(options.project.as_ref().map_or_else(|| month.clone(), |id| format!("{month}-{}", file_name(id))));
    Ok(Target { as_of, period, folder })
}

fn read(auditor: &Auditor<'_>, path: &Path, as_of: Period) -> Read {
    let audit = audit_file(auditor, path, Question { as_of, gate: None, all: false });
    let sum = std::fs::read(path).map(|bytes| sha256(&bytes)).unwrap_or_default();
    Read { audit, input: (portable(path), sum) }
}

/// Each kind of data for itself: the first that is not invented in the folder of the month, others below it. A file that
/// does not say joins the first.
fn groups(standard: &Standard, read: Vec<Read>, folder: &Path) -> Vec<(PathBuf, String, Vec<Read>)> {
    let mut kinds: Vec<String> = read.iter().filter_map(|read| read.audit.data_kind.clone()).collect();
    kinds.sort_by_key(|kind| (data_kind(standard, kind).1, kind.clone()));
    kinds.dedup();
    let first = kinds.first().cloned().unwrap_or_default();
    let place = |kind: &str| if kind == first { folder.to_path_buf() } else { folder.join(kind) };
    if kinds.is_empty() {
        kinds.push(String::new());
    }
    let mut groups: Vec<_> = kinds.into_iter().map(|kind| (place(&kind), kind, Vec::new())).collect();
    for read in read {
        let kind = read.audit.data_kind.clone().unwrap_or_else(|| first.clone());
        if let Some((_, _, group)) = groups.iter_mut().find(|(_, known, _)| *known == kind) {
            group.push(read);
        }
    }
    groups
}

/// A project that is asked for is among the files, and its file can be read.
fn known(id: &str, read: &[Read]) -> Result<()> {
    if read.iter().any(|read| read.audit.project == id && read.audit.state.is_some()) {
        return Ok(());
    }
    let near = suggestion(id, read.iter().map(|read| read.audit.project.as_str()).filter(|other| *other != id));
    let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
    bail!("das Vorhaben „{id}“ ist nicht unter den lesbaren Projektdateien{hint}")
}

/// Folder, kind of data and files of one report.
type Group = (PathBuf, String, Vec<Read>);

fn write(standard: &Standard, contents: &Contents, target: &Target, project: Option<&str>, (folder, kind, group): Group) -> Result<()> {
    let folder = folder.as_path();
    if is_released(folder) {
        bail!("„{}“ ist freigegeben und wird nicht überschrieben", portable(folder));
    }
    let (audits, mut inputs): (Vec<Audit>, Vec<(String, String)>) = group.into_iter().map(|read| (read.audit, read.input)).unzip();
    inputs.sort();
    let origin = Origin { inputs, data_kind: kind, edition: 1, released: false };
    let request = Request {
        standard,
        contents,
        as_of: target.as_of,
        period: target.period.clone(),
        audits: &audits,
        project: project.map(str::to_owned),
        origin,
    };
    let files = build(&request)?;
    remove_former(folder, &files)?;
    for file in &files {
        write_file(&folder.join(&file.path), &file.bytes)?;
    }
    let first = files.first().map_or("", |file| file.path.as_str());
    let (title, _) = data_kind(standard, &request.origin.data_kind);
    let count = audits.len();
    let projects = if count == 1 { "1 Projektdatei".to_owned() } else { format!("{count} Projektdateien") };
    print(&format!("{}: {projects} ({title}), Stichtag {}\n", portable(&folder.join(first)), target.as_of.german()))
}

/// A draft written again leaves nothing behind that its evidence does not name. Only what the former evidence lists is
/// touched: other files in the folder are not ours.
fn remove_former(folder: &Path, files: &[File]) -> Result<()> {
    let text = std::fs::read_to_string(folder.join(EVIDENCE)).unwrap_or_default();
    let former: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let names = former["ausgaben"].as_array().into_iter().flatten().filter_map(|entry| entry["datei"].as_str());
    let inside = |name: &&str| Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    let made: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    for name in names.filter(inside).filter(|name| !made.contains(name)) {
        let path = folder.join(name);
        if path.is_file() {
            std::fs::remove_file(&path).with_context(|| format!("„{}“ lässt sich nicht entfernen", portable(&path)))?;
        }
    }
    Ok(())
}

/// A folder whose evidence says so was released; what cannot be read was not.
fn is_released(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join(EVIDENCE)).unwrap_or_default();
    serde_json::from_str::<serde_json::Value>(&text).is_ok_and(|value| value["freigegeben"] == true)
}
