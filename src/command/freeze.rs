//! Where a report goes and how it gets there. The folder of the month holds the draft until it is released: then it is
//! Fassung 1 and never touched again. Later ones stand below it, each whole: `fassung-2/`, `fassung-3/` released,
//! `entwurf/` not yet. The evidence is written last: a folder without it holds nothing that was finished.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::write_file;
use crate::period::Period;
use crate::report::export::{EVIDENCE, File};
use crate::report::frozen::Frozen;
use crate::source::portable;

/// The folder for one report, and what it will be.
#[derive(Clone, Debug)]
pub struct Slot {
    pub folder: PathBuf,
    pub edition: u32,
    pub released: bool,
    /// The released edition before it.
    pub former: Option<Frozen>,
    /// A draft beside released editions, done with once this one is released.
    draft: PathBuf,
}

const DRAFT: &str = "entwurf";

impl Slot {
    /// The place for the next edition below `base`.
    ///
    /// # Errors
    /// Evidence in it cannot be read, or what is released there is about another day.
    pub fn find(base: &Path, as_of: Period, release: bool) -> Result<Self> {
        let mut former: Option<Frozen> = None;
        let mut edition = 1;
        while let Some(found) = Frozen::open(&edition_folder(base, edition))?.filter(|found| found.released) {
            former = Some(found);
            edition += 1;
        }
        if let Some(other) = former.as_ref().filter(|former| former.as_of.to != as_of.to) {
            let (folder, day) = (portable(&other.folder), other.as_of.german());
            bail!("„{folder}“ ist zum {day} freigegeben; ein Bericht zu einem anderen Stichtag braucht einen anderen Ordner (--ausgabe)");
        }
        let draft = base.join(DRAFT);
        let beside = former.is_some() && !release;
        let folder = if beside { draft.clone() } else { edition_folder(base, edition) };
        Ok(Self { folder, edition, released: release, former, draft })
    }

    /// Writes all files, the evidence last and with it the release.
    ///
    /// # Errors
    /// A file cannot be written or removed.
    pub fn write(&self, files: &[File]) -> Result<()> {
        let former = self.retire()?;
        remove(&self.folder, former.iter().filter(|name| !files.iter().any(|file| file.path == **name)))?;
        for file in files.iter().filter(|file| file.path != EVIDENCE) {
            write_file(&self.folder.join(&file.path), &file.bytes)?;
        }
        for file in files.iter().filter(|file| file.path == EVIDENCE) {
            write_file(&self.folder.join(&file.path), &file.bytes)?;
        }
        remove(&self.folder, std::iter::once(&RETIRED.to_owned()))?;
        if self.released && self.draft.is_dir() {
            let names: Vec<String> = named(&self.draft.join(EVIDENCE)).into_iter().chain([EVIDENCE.to_owned()]).collect();
            remove(&self.draft, names.iter())?;
            remove_empty(&self.draft);
        }
        Ok(())
    }

    /// A draft written again is no report until it is whole: its evidence steps aside. Answers with the files that were
    /// its own; what it did not list stays untouched.
    fn retire(&self) -> Result<Vec<String>> {
        let (evidence, retired) = (self.folder.join(EVIDENCE), self.folder.join(RETIRED));
        if evidence.is_file() {
            std::fs::rename(&evidence, &retired).with_context(|| format!("„{}“ lässt sich nicht ersetzen", portable(&evidence)))?;
        }
        Ok(named(&retired))
    }
}

/// The evidence of a draft while its successor is being written.
const RETIRED: &str = ".nachweis-vorher.json";

fn edition_folder(base: &Path, edition: u32) -> PathBuf {
    if edition == 1 { base.to_path_buf() } else { base.join(format!("fassung-{edition}")) }
}

/// The outputs that evidence names, as far as they lie inside its folder.
fn named(evidence: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(evidence).unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let names = value["ausgaben"].as_array().into_iter().flatten().filter_map(|entry| entry["datei"].as_str());
    let inside = |name: &&str| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    names.filter(inside).map(str::to_owned).collect()
}

fn remove<'a>(folder: &Path, names: impl Iterator<Item = &'a String>) -> Result<()> {
    for path in names.map(|name| folder.join(name)).filter(|path| path.is_file()) {
        std::fs::remove_file(&path).with_context(|| format!("„{}“ lässt sich nicht entfernen", portable(&path)))?;
    }
    Ok(())
}

/// Folders that hold nothing any more; a folder that does is left alone.
fn remove_empty(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir()) {
        remove_empty(&entry.path());
    }
    let _ = std::fs::remove_dir(folder);
}
