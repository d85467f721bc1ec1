//! The commands: each a page that wires the floors below. Only here are files written, the clock read and exit codes
//! decided.

#[cfg(feature = "bericht")]
mod across;
#[cfg(not(feature = "bericht"))]
#[path = "across_core.rs"]
mod across;
pub mod agenda;
pub mod check;
#[cfg(feature = "bericht")]
pub mod check_paper;
pub mod compare;
#[cfg(feature = "bericht")]
mod draft;
pub mod example;
pub mod exceptions;
pub mod explain;
mod files;
pub mod frame;
#[cfg(feature = "bericht")]
mod freeze;
#[cfg(feature = "bericht")]
pub mod guard;
pub mod new;
#[cfg(feature = "bericht")]
pub mod paper;
#[cfg(feature = "bericht")]
mod proof;
pub mod prove;
#[cfg(feature = "bericht")]
mod replies;
#[cfg(feature = "bericht")]
pub mod report;
pub mod rulebook;
mod terminal;
pub mod unpack;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::audit::Unread;
pub use crate::command::files::{ProjectFile, find};
#[cfg(feature = "bericht")]
use crate::document::discover;
use crate::output::{Before, Door};
use crate::period::Period;
use crate::source::portable;
use crate::standard::{Complaint, Standard};

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// 0: nothing at or above the level asked for.
    Clean,
    /// 1: findings.
    Findings,
    /// 2: the tool could not do its work, or a rule is broken.
    Failed,
}

impl Outcome {
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::Failed => 2,
        }
    }
}

/// The folder that is meant when nothing is named, and the profile used then.
const LOCAL_STANDARD: &str = "standard/gdst";
const DEFAULT_PROFILE: &str = "gdst";
const DATA: &str = "data";

/// The profile asked for: a folder, else the local one, else the one in the binary.
///
/// # Errors
/// All mistakes in the profile's files, one per line.
pub fn load_standard(folder: Option<&Path>) -> Result<Standard> {
    let loaded = match standard_folder(folder) {
        Some(folder) => Standard::load(folder),
        None => Standard::embedded(DEFAULT_PROFILE),
    };
    loaded.map_err(|complaints| broken_standard(&complaints))
}

/// As `load_standard`, with the mistakes in rule files beside what could be read.
///
/// # Errors
/// What keeps the profile from being read at all.
pub fn inspect_standard(folder: Option<&Path>) -> Result<(Standard, Vec<Complaint>)> {
    let loaded = match standard_folder(folder) {
        Some(folder) => Standard::inspect(folder),
        None => Standard::embedded(DEFAULT_PROFILE).map(|standard| (standard, Vec::new())),
    };
    loaded.map_err(|complaints| broken_standard(&complaints))
}

fn standard_folder(named: Option<&Path>) -> Option<&Path> {
    let local = Path::new(LOCAL_STANDARD);
    named.or_else(|| local.join("standard.toml").is_file().then_some(local))
}

pub fn broken_standard(complaints: &[Complaint]) -> anyhow::Error {
    let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("Das Prüfprofil ist fehlerhaft:\n{}", lines.join("\n"))
}

/// Without paths, `data/` is meant.
pub fn paths_or_data(paths: &[PathBuf]) -> Vec<PathBuf> {
    if paths.is_empty() { vec![PathBuf::from(DATA)] } else { paths.to_vec() }
}

/// `JJJJ-MM-TT` or `heute`. Reading the clock happens here and nowhere else.
///
/// # Errors
/// The text is no day.
pub fn as_of(text: Option<&str>) -> Result<Period> {
    match text {
        None | Some("heute") => {
            let today = today();
            Period::parse(&today).context("das heutige Datum lässt sich nicht lesen")
        }
        Some(text) => Period::parse(text)
            .filter(|period| period.is_day())
            .with_context(|| format!("„{text}“ ist kein Stichtag; so: 2026-10-31 oder heute")),
    }
}

#[allow(clippy::disallowed_methods, reason = "the one clock read of the program; every output prints the day it used")]
fn today() -> String {
    chrono::Local::now().format("%Y-%m-%d").to_string()
}

/// A line for each file, under one that counts them; nothing where all could be read.
pub fn not_readable(unread: &[Unread], all: usize) -> String {
    if unread.is_empty() {
        return String::new();
    }
    let line = |unread: &Unread| format!("  {}: {}\n", unread.identity.named(), unread.why());
    format!("Nicht lesbar: {} von {all} Projektdateien\n{}", unread.len(), unread.iter().map(line).collect::<String>())
}

/// Prints to the standard output; a reader that has gone away is no error.
pub fn print(text: &str) -> Result<()> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("die Ausgabe lässt sich nicht schreiben"),
    }
}

/// Something to know beside the answer, on the error stream so that the answer stays as it is; if that is gone, nobody listens.
pub fn remark(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A name says in what form its content is: one that promises another form than is written is refused.
///
/// # Errors
/// The ending is that of another form.
pub fn fits(path: &Path, written: &str, endings: &[&str]) -> Result<()> {
    match path.extension().and_then(std::ffi::OsStr::to_str) {
        Some(ending) if !endings.iter().any(|known| ending.eq_ignore_ascii_case(known)) => {
            let known: Vec<String> = endings.iter().map(|known| format!(".{known}")).collect();
            anyhow::bail!("„{}“: geschrieben wird {written}, die Endung dafür ist {}", path.display(), known.join(" oder "))
        }
        _ => Ok(()),
    }
}

/// The door for what a command writes that read these files.
pub fn door(files: &[PathBuf], standard: &Standard, insist: bool) -> Door {
    Door::new(files.iter().cloned().chain(rule_files(standard)).collect(), insist)
}

/// As `door`, for whoever has only the paths that were named.
#[cfg(feature = "bericht")]
pub fn door_over(paths: &[PathBuf], standard: &Standard, insist: bool) -> Door {
    door(&discover(&paths_or_data(paths)).map(|found| found.files).unwrap_or_default(), standard, insist)
}

/// What a standard was read from.
pub fn rule_files(standard: &Standard) -> impl Iterator<Item = PathBuf> {
    standard.layers.iter().flat_map(|layer| &layer.files.entries).map(|(_, source)| PathBuf::from(&source.name))
}

/// Writes what can be made again, and says so where somebody insisted.
///
/// # Errors
/// As `Door::replace`.
pub fn write_again(door: &Door, path: &Path, bytes: &[u8]) -> Result<()> {
    insisted(path, door.replace(path, bytes)?);
    Ok(())
}

/// A word that insists is shown.
pub fn insisted(path: &Path, before: Before) {
    if before == Before::Foreign {
        remark(&format!("„{}“ war nicht von lotse und ist überschrieben (--ueberschreiben).", portable(path)));
    }
}
