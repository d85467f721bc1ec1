//! Reports that were written before: what their evidence says, and whether their files are still what was written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::output::edition::in_series;
use crate::output::shelf::WORKSHOP;
use crate::period::Period;
use crate::portfolio::Past;
use crate::report::export::{EVIDENCE, SNAPSHOT, fingerprint_over, sha256};
use crate::source::portable;

/// The evidence of a report, read back.
#[derive(Clone, Debug)]
pub struct Frozen {
    pub folder: PathBuf,
    pub as_of: Period,
    pub data_kind: String,
    pub edition: u32,
    pub released: bool,
    /// SHA-256 of the evidence itself.
    pub sha256: String,
    /// Hash over what the report was made from.
    pub fingerprint: String,
    /// File and SHA-256.
    pub inputs: Vec<(String, String)>,
    pub outputs: Vec<(String, String)>,
    value: Value,
}

/// How a folder differs from its evidence; file names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    pub changed: Vec<String>,
    pub missing: Vec<String>,
    pub added: Vec<String>,
}

impl Frozen {
    /// `None` where the folder holds no evidence: nothing was finished there.
    ///
    /// # Errors
    /// There is evidence, but it cannot be read: whoever goes on might destroy a released report.
    pub fn open(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(EVIDENCE);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).with_context(|| format!("„{}“ lässt sich nicht lesen", portable(&path))),
        };
        let read = serde_json::from_slice(&bytes).ok().and_then(|value| Self::of(folder, value, sha256(&bytes)));
        read.map(Some).with_context(|| format!("„{}“ ist beschädigt: das ist kein Nachweis eines Berichts", portable(&path)))
    }

    fn of(folder: &Path, value: Value, sha256: String) -> Option<Self> {
        let list = |key: &str| {
            let entry = |entry: &Value| Some((entry["datei"].as_str()?.to_owned(), entry["sha256"].as_str()?.to_owned()));
            value[key].as_array()?.iter().map(entry).collect::<Option<Vec<_>>>()
        };
        Some(Self {
            folder: folder.to_owned(),
            as_of: Period::parse(value["stichtag"].as_str()?).filter(|period| period.is_day())?,
            data_kind: value["datenart"].as_str()?.to_owned(),
            edition: u32::try_from(value["fassung"].as_u64()?).ok()?,
            released: value["freigegeben"].as_bool()?,
            fingerprint: value["nachweis"].as_str()?.to_owned(),
            inputs: list("eingaben")?,
            outputs: list("ausgaben")?,
            sha256,
            value,
        })
    }

    /// Whether its tables are there: only then another report can be compared with it.
    pub fn has_tables(&self) -> bool {
        let inside = format!("{SNAPSHOT}/");
        self.outputs.iter().any(|(name, _)| name.starts_with(&inside))
    }

    pub fn past(&self) -> Past {
        Past {
            as_of: self.as_of,
            edition: self.edition,
            released: self.released,
            sha256: self.sha256.clone(),
            tables: self.folder.join(SNAPSHOT),
        }
    }

    /// Whether the hash over the inputs is the one of the inputs that are named.
    pub fn is_coherent(&self) -> bool {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let made_by = [text(&self.value["werkzeug"]["fassung"]), text(&self.value["standard"]["sha256"]), self.as_of.iso()];
        let made_by = [made_by[0].as_str(), &made_by[1], &made_by[2]];
        fingerprint_over(&made_by, &self.inputs, self.value["vorgaenger"]["sha256"].as_str()) == self.fingerprint
    }

    /// # Errors
    /// The folder cannot be listed.
    pub fn difference(&self) -> Result<Difference> {
        let mut found = Difference::default();
        for (name, sum) in &self.outputs {
            match std::fs::read(self.folder.join(name)) {
                Ok(bytes) if sha256(&bytes) == *sum => {}
                Ok(_) => found.changed.push(name.clone()),
                Err(_) => found.missing.push(name.clone()),
            }
        }
        let known: BTreeSet<&str> = self.outputs.iter().map(|(name, _)| name.as_str()).chain([EVIDENCE]).collect();
        let mut there = Vec::new();
        list(&self.folder, &self.folder, &mut there)?;
        found.added = there.into_iter().filter(|name| !known.contains(name.as_str())).collect();
        Ok(found)
    }

    /// What would be lost with a draft: files that are not its own or were changed since, and reports inside it.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn strange(&self) -> Result<Vec<String>> {
        let Difference { changed, added, .. } = self.difference()?;
        let mut found = [changed, added].concat();
        let mut inside = Vec::new();
        for path in sorted(&self.folder).with_context(|| format!("„{}“ lässt sich nicht lesen", portable(&self.folder)))? {
            if path.is_dir() {
                walk(&path, DEPTH, &mut inside)?;
            }
        }
        let name = |report: Self| report.folder.strip_prefix(&self.folder).map(|path| format!("{}/", portable(path))).unwrap_or_default();
        found.extend(inside.into_iter().map(name));
        Ok(found)
    }

    /// # Errors
    /// A file that the evidence names is missing or differs; the message says which.
    pub fn verify(&self) -> Result<()> {
        let Difference { changed, missing, .. } = self.difference()?;
        if changed.is_empty() && missing.is_empty() {
            return Ok(());
        }
        let folder = portable(&self.folder);
        let say = |word: &str, names: &[String]| (!names.is_empty()).then(|| format!("{word}: {}", few(names)));
        let told: Vec<String> = [say("geändert", &changed), say("fehlt", &missing)].into_iter().flatten().collect();
        bail!(
            "der Bericht in „{folder}“ ist nicht mehr, wie er geschrieben wurde; {}. Einzelheiten: lotse bericht --pruefe {folder}",
            told.join("; ")
        )
    }

    /// Inputs that differ today, and those that are gone; both are no fault of the report.
    pub fn inputs_since(&self) -> (usize, usize) {
        let count = |same: fn(&Path, &str) -> bool| self.inputs.iter().filter(|(name, sum)| same(Path::new(name), sum)).count();
        let changed = count(|path, sum| std::fs::read(path).is_ok_and(|bytes| sha256(&bytes) != sum));
        (changed, count(|path, _| !path.exists()))
    }
}

/// The first names; the rest as a number.
fn few(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} und {} weitere", names.len() - SHOWN) } else { shown }
}

/// Files below a folder, with `/`, sorted. A folder with evidence of its own is another report.
fn list(root: &Path, folder: &Path, found: &mut Vec<String>) -> Result<()> {
    let told = || format!("„{}“ lässt sich nicht lesen", portable(folder));
    for path in sorted(folder).with_context(told)? {
        if path.is_dir() {
            if !path.join(EVIDENCE).is_file() {
                list(root, &path, found)?;
            }
        } else if let Ok(inside) = path.strip_prefix(root)
            && !path.file_name().is_some_and(|name| is_litter(&name.to_string_lossy()))
        {
            found.push(portable(inside));
        }
    }
    Ok(())
}

/// What systems and other programs leave in every folder they show; no change of a report.
pub fn is_litter(name: &str) -> bool {
    const NAMES: [&str; 5] = ["thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", "icon\r"];
    const BEGINS: [&str; 3] = ["~$", "._", ".~lock."];
    NAMES.contains(&name.to_lowercase().as_str()) || BEGINS.iter().any(|begin| name.starts_with(begin))
}

fn sorted(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// How deep reports lie below the folder of their month: kind of data, then edition.
const DEPTH: usize = 2;

/// All reports in a folder and in those below it.
///
/// # Errors
/// A folder cannot be listed, or evidence cannot be read.
pub fn reports_below(folder: &Path) -> Result<Vec<Frozen>> {
    let mut found = Vec::new();
    walk(folder, DEPTH, &mut found)?;
    Ok(found)
}

fn walk(folder: &Path, deeper: usize, found: &mut Vec<Frozen>) -> Result<()> {
    found.extend(Frozen::open(folder)?);
    if deeper == 0 {
        return Ok(());
    }
    let told = || format!("„{}“ lässt sich nicht lesen", portable(folder));
    for path in sorted(folder).with_context(told)?.into_iter().filter(|path| path.is_dir() && !path.ends_with(WORKSHOP)) {
        walk(&path, deeper - 1, found)?;
    }
    Ok(())
}

/// The report to compare with: the newest day before this one, of the same kind of data; of several for one day the
/// last released edition, else the draft. Only folders named like a month hold reports of this series, and those inside it in
/// folders of before; `own` is the month that is being written.
///
/// # Errors
/// A folder cannot be listed, or evidence cannot be read.
pub fn predecessor(output: &Path, own: &str, data_kind: &str, as_of: Period) -> Result<Option<Frozen>> {
    let Ok(folders) = sorted(output) else { return Ok(None) };
    let mut best: Option<Frozen> = None;
    for folder in folders.into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((_, rest)) = name.split_at_checked(MONTH).filter(|(month, _)| is_month(month) && *month != own) else { continue };
        if !in_series(rest, data_kind) {
            continue;
        }
        // Inside a folder of a month lay its other editions and kinds of data.
        let reports = if rest.is_empty() { reports_below(&folder)? } else { Frozen::open(&folder)?.into_iter().collect() };
        for report in reports {
            let fits = report.data_kind == data_kind && report.as_of.to < as_of.to && report.has_tables();
            let rank = |report: &Frozen| (report.as_of.to, report.released, report.edition);
            if fits && best.as_ref().is_none_or(|best| rank(best) < rank(&report)) {
                best = Some(report);
            }
        }
    }
    Ok(best)
}

/// Length of "2026-10".
const MONTH: usize = 7;

fn is_month(name: &str) -> bool {
    !name.contains('Q') && Period::parse(name).is_some()
}
