//! Reports that were written before: what their evidence says, and whether their files are still what was written.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::output::edition::in_series;
use crate::output::shelf::WORKSHOP;
use crate::period::Period;
use crate::portfolio::{Past, Round};
use crate::report::evidence::{BASIS, CODE_LENGTH, EVIDENCE, fingerprint_over, is_sealed, sha256};
use crate::report::export::SNAPSHOT;
use crate::source::{io_german, portable};
use crate::standard::hexadecimal;

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
    /// The hash whose beginning is printed on its pages: of the basis, before there was one over what the report was made from.
    pub proof: String,
    /// Hash over what the report was made from.
    pub fingerprint: String,
    /// File and SHA-256.
    pub inputs: Vec<(String, String)>,
    pub outputs: Vec<(String, String)>,
    /// Before there was a basis, evidence carried no hash of itself.
    pub sealed: Option<bool>,
    pub(super) value: Value,
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
        let bytes = match read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => bail!("„{}“ lässt sich nicht lesen: {}", portable(&path), io_german(&error)),
        };
        let read = serde_json::from_slice(&bytes).ok().and_then(|value| Self::of(folder, value, &bytes));
        read.map(Some).with_context(|| format!("„{}“ ist beschädigt: das ist kein Nachweis eines Berichts", portable(&path)))
    }

    fn of(folder: &Path, value: Value, bytes: &[u8]) -> Option<Self> {
        let list = |key: &str| {
            let entry = |entry: &Value| Some((entry["datei"].as_str()?.to_owned(), entry["sha256"].as_str()?.to_owned()));
            value[key].as_array()?.iter().map(entry).collect::<Option<Vec<_>>>()
        };
        let outputs = list("ausgaben")?;
        let basis = outputs.iter().find(|(name, _)| name == BASIS).map(|(_, sum)| sum.clone());
        let fingerprint = value["nachweis"].as_str()?.to_owned();
        Some(Self {
            folder: folder.to_owned(),
            as_of: Period::parse(value["stichtag"].as_str()?).filter(|period| period.is_day())?,
            data_kind: value["datenart"].as_str()?.to_owned(),
            edition: u32::try_from(value["fassung"].as_u64()?).ok()?,
            released: value["freigegeben"].as_bool()?,
            proof: basis.clone().unwrap_or_else(|| fingerprint.clone()),
            fingerprint,
            inputs: list("eingaben")?,
            outputs,
            sha256: sha256(bytes),
            sealed: (basis.is_some() || value["schema"] != BEFORE).then(|| is_sealed(bytes)),
            value,
        })
    }

    /// Whether a code typed from paper is this report's, see [`typed_code`].
    pub fn is_named(&self, code: &str) -> bool {
        let enough = if self.sealed.is_some() { CODE_LENGTH } else { CODE_LENGTH_BEFORE };
        code.len() >= enough && self.proof.starts_with(code)
    }

    /// What was asked back before its release, and when.
    pub fn round(&self) -> Option<Round> {
        let round = self.value["rueckfragen"].as_object()?;
        let day = |key: &str| Period::parse(round.get(key)?.as_str()?);
        let list = |key: &str| {
            round.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Some(Round { sent: day("versandt_am"), until: day("antwort_bis"), laid: list("vorgelegt"), open: list("offen") })
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
        let state = |(name, sum): &(String, String)| match sum_of(&self.folder.join(name)) {
            Ok(found) if found == *sum => None,
            Ok(_) => Some((true, name.clone())),
            Err(_) => Some((false, name.clone())),
        };
        let differ: Vec<(bool, String)> = self.outputs.par_iter().filter_map(state).collect();
        let (changed, missing): (Vec<_>, Vec<_>) = differ.into_iter().partition(|(changed, _)| *changed);
        let names = |list: Vec<(bool, String)>| list.into_iter().map(|(_, name)| name).collect();
        let mut found = Difference { changed: names(changed), missing: names(missing), added: Vec::new() };
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
        let mut inside: Vec<Self> = Vec::new();
        for path in sorted(&self.folder).with_context(|| format!("„{}“ lässt sich nicht lesen", portable(&self.folder)))? {
            if path.is_dir() {
                inside.extend(reports_below(&path)?);
            }
        }
        let name = |report: Self| report.folder.strip_prefix(&self.folder).map(|path| format!("{}/", portable(path))).unwrap_or_default();
        found.extend(inside.into_iter().map(name));
        Ok(found)
    }

    /// # Errors
    /// A file that the evidence names is missing or differs, or the evidence does; the message says which.
    pub fn verify(&self) -> Result<()> {
        let Difference { mut changed, missing, .. } = self.difference()?;
        if !self.doubted().is_empty() {
            changed.push(EVIDENCE.to_owned());
        }
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
        let changed = count(|path, sum| sum_of(path).is_ok_and(|found| found != sum));
        (changed, count(|path, _| !path.exists()))
    }
}

/// Evidence of before, which carries no hash of itself and names no basis.
const BEFORE: &str = "lotse/nachweis/1";

/// Letters that were printed then.
const CODE_LENGTH_BEFORE: usize = 12;

/// A code as it was typed from paper, as hexadecimal digits: without the word before it and what groups it, and with the digits that letters
/// were taken for. `None` where it cannot be one.
pub fn typed_code(text: &str) -> Option<String> {
    let words = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !["kennung", "nachweis"].contains(&word.to_lowercase().as_str()));
    let digits: String = words
        .flat_map(str::chars)
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'o' => '0',
            'l' | 'i' => '1',
            letter => letter,
        })
        .collect();
    let fits = (CODE_LENGTH_BEFORE..=FULL_LENGTH).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    fits.then_some(digits)
}

/// Letters of a whole SHA-256.
const FULL_LENGTH: usize = 64;

/// Only regular files: what evidence names may since have become something that never ends.
pub(super) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST { Err(std::io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// No page and no evidence is larger.
const LARGEST: u64 = 256 * 1024 * 1024;

fn open(path: &Path) -> std::io::Result<File> {
    if std::fs::metadata(path)?.is_file() { File::open(path) } else { Err(std::io::ErrorKind::InvalidData.into()) }
}

/// SHA-256 of a file of any length.
fn sum_of(path: &Path) -> std::io::Result<String> {
    let (mut file, mut hash, mut buffer) = (open(path)?, Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hexadecimal(&hash.finalize())),
            count => hash.update(&buffer[..count]),
        }
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
    found_below(folder).into_iter().map(|(_, found)| found).collect()
}

/// The same, each for itself: one whose evidence cannot be read does not hide the others.
pub fn found_below(folder: &Path) -> Vec<(PathBuf, Result<Frozen>)> {
    let mut found = Vec::new();
    walk(folder, DEPTH, &mut found);
    found
}

fn walk(folder: &Path, deeper: usize, found: &mut Vec<(PathBuf, Result<Frozen>)>) {
    found.extend(Frozen::open(folder).transpose().map(|report| (folder.to_owned(), report)));
    if deeper == 0 {
        return;
    }
    let told = || format!("„{}“ lässt sich nicht lesen", portable(folder));
    match sorted(folder).with_context(told) {
        Ok(paths) => {
            for path in paths.into_iter().filter(|path| path.is_dir() && !path.ends_with(WORKSHOP)) {
                walk(&path, deeper - 1, found);
            }
        }
        Err(error) => found.push((folder.to_owned(), Err(error))),
    }
}

/// Folders of months in a folder, by their names, with what stands behind the month.
///
/// # Errors
/// The folder cannot be listed.
pub fn months_in(folder: &Path) -> std::io::Result<Vec<(PathBuf, String)>> {
    let named = |path: PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let (month, rest) = name.split_at_checked(MONTH)?;
        (is_month(month) && path.is_dir()).then(|| (path, rest.to_owned()))
    };
    Ok(sorted(folder)?.into_iter().filter_map(named).collect())
}

/// The report to compare with: the newest day before this one, of the same kind of data; of several for one day the
/// last released edition, else the draft. Only folders named like a month hold reports of this series, and those inside it in
/// folders of before; `own` is the month that is being written.
///
/// # Errors
/// A folder cannot be listed, or evidence cannot be read.
pub fn predecessor(output: &Path, own: &str, data_kind: &str, as_of: Period) -> Result<Option<Frozen>> {
    let Ok(folders) = months_in(output) else { return Ok(None) };
    let is_own = |folder: &Path| folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(own));
    let mut best: Option<Frozen> = None;
    for (folder, rest) in folders.into_iter().filter(|(folder, rest)| in_series(rest, data_kind) && !is_own(folder)) {
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
