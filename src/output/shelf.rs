//! The folder of all reports, and how a report gets into it: whole or not at all. It is built aside, made to last, and takes its place by
//! renaming. Where a draft is in the way, two renames are needed; a journal says which, so that whoever comes after a killed run puts
//! back the old one or finishes the new one. A lock keeps two runs from the same report.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::output::Disk;
use crate::output::edition::{Slot, Way};
use crate::source::portable;

/// Below the folder of all reports: what is being built, what has to go, journals and locks.
pub const WORKSHOP: &str = ".lotse";

const NEW: &str = "neu";
const OLD: &str = "alt";
const DONE: &str = "erledigt";
const JOURNAL: &str = "json";
const JOURNAL_NEW: &str = "json-neu";
const LOCK: &str = "sperre";

/// What a journal says; names below the folder of all reports.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Journal {
    /// Where the new report goes.
    ziel: String,
    /// Where what lies there goes; else it is thrown away.
    beiseite: Option<String>,
    /// The draft that is done with then.
    erledigt: Option<String>,
}

/// The place of one report, held for one run.
#[derive(Debug)]
pub struct Shelf {
    root: PathBuf,
    stem: String,
    disk: Disk,
    /// Held as long as this lives. Some network drives know no locks.
    lock: Option<File>,
}

/// What a killed run left, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restored {
    Nothing,
    /// The report in this folder is the old one.
    Old(String),
    /// The new one.
    New(String),
}

impl Shelf {
    /// Takes hold of the report and puts right what a killed run left of it.
    ///
    /// # Errors
    /// Another run is at it, or the folder cannot be written.
    pub fn open(root: &Path, stem: &str, disk: Disk) -> Result<(Self, Restored)> {
        let lock = lock(root, stem, &disk)?;
        let shelf = Self { root: root.to_owned(), stem: stem.to_owned(), disk, lock };
        let restored = shelf.restore()?;
        Ok((shelf, restored))
    }

    /// How many operations there were; for tests.
    pub fn operations(&self) -> u64 {
        self.disk.operations()
    }

    fn aside(&self, what: &str) -> PathBuf {
        self.root.join(WORKSHOP).join(format!("{}.{what}", self.stem))
    }

    /// Puts a report into its place. `again` decides once more, when everything is built: what has changed in the meantime by other
    /// hands is not written over.
    ///
    /// # Errors
    /// A file cannot be written, or the place is no longer as it was; then everything is as before.
    pub fn put(&self, slot: &Slot, files: &[(&str, &[u8])], again: impl FnOnce() -> Result<Slot>) -> Result<()> {
        let target = self.root.join(&slot.name);
        let told = || format!("„{}“ lässt sich nicht schreiben; was dort lag, ist unverändert", portable(&target));
        let built = self.build(files).with_context(told).and_then(|()| {
            if again()? == *slot {
                return Ok(());
            }
            Err(anyhow!("an „{}“ hat sich während des Schreibens etwas geändert; wiederholen Sie den Befehl", portable(&target)))
        });
        let moved = built.and_then(|()| self.swap(slot, &target).with_context(told));
        if moved.is_err() {
            // As far as it can be done now; else the next run does it.
            let _ = self.tidy();
            return moved;
        }
        // The report is there and whole. What cannot be thrown away now is thrown away by the next run.
        let _ = self.finish(slot.done.as_deref());
        Ok(())
    }

    fn build(&self, files: &[(&str, &[u8])]) -> io::Result<()> {
        let stage = self.aside(NEW);
        self.disk.create_folder(&stage)?;
        for (name, bytes) in files {
            let path = stage.join(name);
            if let Some(folder) = path.parent() {
                self.disk.create_folder(folder)?;
            }
            self.disk.write(&mut self.disk.create(&path)?, bytes)?;
        }
        // After all are written: then one wait of the disk serves many.
        for (name, _) in files {
            self.disk.sync(&File::options().write(true).open(stage.join(name))?)?;
        }
        self.sync_below(&stage)
    }

    fn sync_below(&self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                self.sync_below(&entry.path())?;
            }
        }
        self.disk.sync_folder(folder)
    }

    fn swap(&self, slot: &Slot, target: &Path) -> io::Result<()> {
        let aside = match &slot.way {
            Way::Aside(name) => Some(name.clone()),
            Way::Fresh | Way::Replaces => None,
        };
        self.write_journal(&Journal { ziel: slot.name.clone(), beiseite: aside.clone(), erledigt: slot.done.clone() })?;
        let old = aside.map_or_else(|| self.aside(OLD), |name| self.root.join(name));
        if slot.way != Way::Fresh {
            self.disk.rename(target, &old)?;
        }
        let placed = self.disk.rename(&self.aside(NEW), target);
        if placed.is_err() && slot.way != Way::Fresh {
            self.disk.rename(&old, target)?;
        }
        placed?;
        // It is there; that its name lasts is for the system to say.
        let _ = self.disk.sync_folder(&self.root);
        Ok(())
    }

    fn write_journal(&self, journal: &Journal) -> io::Result<()> {
        let path = self.aside(JOURNAL_NEW);
        let mut file = self.disk.create(&path)?;
        self.disk.write(&mut file, serde_json::to_string(journal).unwrap_or_default().as_bytes())?;
        self.disk.sync(&file)?;
        drop(file);
        self.disk.rename(&path, &self.aside(JOURNAL))?;
        self.disk.sync_folder(&self.root.join(WORKSHOP))
    }

    /// The draft that is done with goes aside in one step, then all that is aside goes.
    fn finish(&self, done: Option<&str>) -> io::Result<()> {
        if let Some(draft) = done.map(|name| self.root.join(name)).filter(|draft| draft.is_dir()) {
            self.remove(&self.aside(DONE))?;
            self.disk.rename(&draft, &self.aside(DONE))?;
            self.disk.sync_folder(&self.root)?;
        }
        self.tidy()
    }

    /// The journal first: from then on nothing in the workshop is needed.
    fn tidy(&self) -> io::Result<()> {
        if self.is_waiting()? {
            return Ok(());
        }
        for what in [JOURNAL, JOURNAL_NEW, NEW, OLD, DONE] {
            self.remove(&self.aside(what))?;
        }
        Ok(())
    }

    /// Between the two renames: the place is empty, and what lay there is aside.
    fn is_waiting(&self) -> io::Result<bool> {
        let Some(journal) = self.journal()? else { return Ok(false) };
        Ok(!exists(&self.root.join(&journal.ziel)) && exists(&self.aside(NEW)) && exists(&self.old_of(&journal)))
    }

    fn old_of(&self, journal: &Journal) -> PathBuf {
        journal.beiseite.as_ref().map_or_else(|| self.aside(OLD), |name| self.root.join(name))
    }

    fn journal(&self) -> io::Result<Option<Journal>> {
        match fs::read(self.aside(JOURNAL)) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| io::Error::from(io::ErrorKind::InvalidData)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn restore(&self) -> Result<Restored> {
        let told = || {
            let (journal, report) = (self.aside(JOURNAL), self.root.join(&self.stem));
            format!(
                "ein abgebrochener Lauf an „{}“ lässt sich nicht in Ordnung bringen (Protokoll: „{}“)",
                portable(&report),
                portable(&journal)
            )
        };
        self.put_right().with_context(told)
    }

    fn put_right(&self) -> io::Result<Restored> {
        let Some(journal) = self.journal()? else {
            self.tidy()?;
            return Ok(Restored::Nothing);
        };
        let (target, stage) = (self.root.join(&journal.ziel), self.aside(NEW));
        if exists(&stage) && exists(&target) {
            self.tidy()?;
            return Ok(Restored::Old(journal.ziel));
        }
        if exists(&stage) {
            self.disk.rename(&stage, &target)?;
            self.disk.sync_folder(&self.root)?;
        }
        self.finish(journal.erledigt.as_deref())?;
        Ok(Restored::New(journal.ziel))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        match path.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(there) if there.is_dir() => self.disk.remove_tree(path),
            Ok(_) => self.disk.remove_file(path),
        }
    }
}

/// Nothing stays of a run that ended well.
impl Drop for Shelf {
    fn drop(&mut self) {
        // Elsewhere it cannot be told whether a lock is still the one that others see.
        if cfg!(unix) && self.lock.is_some() {
            let _ = self.disk.remove_file(&self.aside(LOCK));
            let _ = self.disk.remove_folder(&self.root.join(WORKSHOP));
        }
    }
}

/// So often another run may end while this one begins.
const TRIES: usize = 20;

/// # Errors
/// Another run holds it, or the folder cannot be written.
fn lock(root: &Path, stem: &str, disk: &Disk) -> Result<Option<File>> {
    let told = || format!("in „{}“ lässt sich nicht schreiben", portable(root));
    let workshop = root.join(WORKSHOP);
    let path = workshop.join(format!("{stem}.{LOCK}"));
    for _ in 0..TRIES {
        disk.create_folder(&workshop).with_context(told)?;
        let file = match disk.open_lock(&path) {
            // Whoever ended took the workshop away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other.with_context(told)?,
        };
        match file.try_lock() {
            Ok(()) if is_at(&file, &path) => return Ok(Some(file)),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error).with_context(told),
        }
    }
    bail!(
        "an „{}“ schreibt gerade ein anderer Aufruf von lotse; dieser hat nichts geschrieben. Warten Sie, bis der andere fertig ist, \
         und wiederholen Sie den Befehl.",
        portable(&root.join(stem))
    )
}

/// Whether the file is the one that others find there.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let same = |own: fs::Metadata, there: fs::Metadata| (own.dev(), own.ino()) == (there.dev(), there.ino());
    file.metadata().is_ok_and(|own| fs::metadata(path).is_ok_and(|there| same(own, there)))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Puts right what killed runs left in a folder of reports; what a run holds at the moment is left to it. Says what became of reports.
///
/// # Errors
/// A report cannot be put right.
pub fn restore_all(root: &Path) -> Result<Vec<Restored>> {
    let workshop = root.join(WORKSHOP);
    let mut stems: Vec<String> = Vec::new();
    for entry in fs::read_dir(&workshop).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // A lock alone says that all is well.
        stems.extend(name.rsplit_once('.').filter(|(_, what)| *what != LOCK).map(|(stem, _)| stem.to_owned()));
    }
    stems.sort();
    stems.dedup();
    let held = |stem: &str| {
        let lock = File::open(workshop.join(format!("{stem}.{LOCK}")));
        lock.is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    };
    let mut found = Vec::new();
    for stem in stems.iter().filter(|stem| !held(stem)) {
        found.push(Shelf::open(root, stem, Disk::default())?.1);
    }
    found.retain(|restored| *restored != Restored::Nothing);
    Ok(found)
}

fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

#[cfg(test)]
mod tests;
