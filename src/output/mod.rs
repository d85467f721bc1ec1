//! The one door for writing. A file appears whole or not at all: written beside its place, made to last, renamed. Never over what the
//! same run reads, never over what this tool did not write; mode, owner and link of what was there stay.

pub mod disk;
pub mod edition;
mod register;
pub mod shelf;

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};

pub use disk::Disk;
pub use register::{REGISTER, sum};

use crate::source::{is_device_name, portable};
use register::{Register, sum_of};

#[derive(Debug, Default)]
pub struct Door {
    disk: Disk,
    /// What this run reads.
    inputs: Vec<PathBuf>,
    /// Somebody said that other people's files may go.
    insist: bool,
    /// Folders in which leftovers were looked for.
    swept: Mutex<BTreeSet<PathBuf>>,
}

/// What became of a file that was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Nothing,
    /// The tool's own, from an earlier run.
    Own,
    /// Somebody else's; it was insisted on.
    Foreign,
}

/// What lies at a target, behind all links.
struct Target {
    real: PathBuf,
    old: Option<Metadata>,
}

impl Door {
    pub fn new(inputs: Vec<PathBuf>, insist: bool) -> Self {
        Self { inputs, insist, ..Self::default() }
    }

    /// For many files that can be made again at any time.
    pub fn hasty(insist: bool) -> Self {
        Self { insist, ..Self::with(Disk::hasty()) }
    }

    /// With a disk of one's own, for tests.
    pub fn with(disk: Disk) -> Self {
        Self { disk, ..Self::default() }
    }

    /// Writes what can be made again. A file of an earlier run gives way, anybody else's does not.
    ///
    /// # Errors
    /// The file is an input or somebody else's, is no regular file, or cannot be written; what was there stays.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> Result<Before> {
        let target = self.target(path)?;
        let new = sum(bytes);
        let folder = folder_of(&target.real);
        let name = target.real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut before = Before::Nothing;
        let mut old = None;
        if target.old.is_some() {
            let there = sum_of(&target.real).with_context(|| told(path))?;
            let own = there == new || Register::of(folder).knows(&name, &there);
            before = if own { Before::Own } else { Before::Foreign };
            old = own.then_some(there);
        }
        if before == Before::Foreign && !self.insist {
            bail!(
                "„{}“ gibt es schon und ist nicht von lotse, oder jemand könnte darin geschrieben haben; es wird nicht überschrieben. \
                 Wenn es doch sein soll: --ueberschreiben",
                portable(path)
            );
        }
        // First known, then written: a run that is killed between the two leaves the tool's own file its own.
        self.enter(folder, (&name, old.as_deref(), &new)).with_context(|| told(path))?;
        self.put(&target, bytes).with_context(|| told(path))?;
        // Another run may have written its register over this one's.
        if !Register::of(folder).knows(&name, &new) {
            self.enter(folder, (&name, None, &new)).with_context(|| told(path))?;
        }
        Ok(before)
    }

    fn enter(&self, folder: &Path, (name, old, new): (&str, Option<&str>, &str)) -> io::Result<()> {
        let register = folder.join(REGISTER);
        let known = Register::of(folder).with(name, old, new);
        self.put(&Target { old: register.metadata().ok(), real: register }, &known)
    }

    /// Writes a file that people go on with: there must be none yet.
    ///
    /// # Errors
    /// There is one, and nobody insists; or it cannot be written.
    pub fn create(&self, path: &Path, bytes: &[u8]) -> Result<Before> {
        let target = self.target(path)?;
        if target.old.is_some() && !self.insist {
            bail!("„{}“ gibt es schon; es wird nicht überschrieben", portable(path));
        }
        self.put(&target, bytes).with_context(|| told(path))?;
        Ok(if target.old.is_some() { Before::Foreign } else { Before::Nothing })
    }

    /// Changes a file that was read for this purpose.
    ///
    /// # Errors
    /// It cannot be written; what was there stays.
    pub fn edit(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let target = look(path)?;
        self.put(&target, bytes).with_context(|| told(path))
    }

    fn target(&self, path: &Path) -> Result<Target> {
        let target = look(path)?;
        let same = |input: &&PathBuf| fs::canonicalize(input).is_ok_and(|real| real == target.real);
        if target.old.is_some() && self.inputs.iter().any(|input| same(&input)) {
            bail!("„{}“ wird in diesem Aufruf gelesen; darüber wird nicht geschrieben. Nennen Sie eine andere Datei.", portable(path));
        }
        Ok(target)
    }

    /// Beside its place, then into it.
    fn put(&self, target: &Target, bytes: &[u8]) -> io::Result<()> {
        let folder = folder_of(&target.real);
        self.disk.create_folder(folder)?;
        self.sweep(folder);
        let (temporary, mut file) = self.beside(folder)?;
        let written = self.fill(&mut file, &temporary, target, bytes).and_then(|()| self.disk.rename(&temporary, &target.real));
        drop(file);
        if written.is_err() {
            // What cannot be removed either is found by the next run.
            let _ = self.disk.remove_file(&temporary);
            return written;
        }
        self.disk.sync_folder(folder)
    }

    fn fill(&self, file: &mut File, temporary: &Path, target: &Target, bytes: &[u8]) -> io::Result<()> {
        // As long as it is locked, it is nobody's leftover.
        let _ = file.try_lock();
        if let Some(old) = &target.old {
            self.disk.adopt(file, temporary, old)?;
        }
        self.disk.write(file, bytes)?;
        self.disk.sync(file)
    }

    fn beside(&self, folder: &Path) -> io::Result<(PathBuf, File)> {
        let own = std::process::id();
        for number in 0_u32.. {
            let path = folder.join(format!("{LEFTOVER}{own}-{number}{LEFTOVER_ENDS}"));
            match self.disk.create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                other => return other.map(|file| (path, file)),
            }
        }
        Err(io::Error::from(io::ErrorKind::AlreadyExists))
    }

    /// Removes what killed runs left in a folder. What a run at work holds is locked.
    fn sweep(&self, folder: &Path) {
        let mut swept = self.swept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !swept.insert(folder.to_owned()) {
            return;
        }
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let free = || File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
            if name.starts_with(LEFTOVER) && name.ends_with(LEFTOVER_ENDS) && free() {
                let _ = self.disk.remove_file(&entry.path());
            }
        }
    }
}

const LEFTOVER: &str = ".lotse-";
const LEFTOVER_ENDS: &str = ".tmp";
/// A chain of links that is longer leads nowhere.
const LINKS: usize = 40;

fn told(path: &Path) -> String {
    format!("„{}“ lässt sich nicht schreiben; was dort lag, ist unverändert", portable(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Follows links to the file that is meant; refuses what is no file.
fn look(path: &Path) -> Result<Target> {
    let shown = portable(path);
    if path.file_name().is_none() {
        bail!("„{shown}“ ist ein Ordner; nennen Sie eine Datei");
    }
    if cfg!(windows) && path.file_stem().is_some_and(|stem| is_device_name(&stem.to_string_lossy())) {
        bail!("„{shown}“ ist der Name eines Geräts, keine Datei");
    }
    let real = behind_links(path).with_context(|| told(path))?;
    let old = match fs::metadata(&real) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Target { real, old: None }),
        other => other.with_context(|| told(path))?,
    };
    if old.is_dir() {
        bail!("„{shown}“ ist ein Ordner; nennen Sie eine Datei");
    }
    if !old.is_file() {
        bail!("„{shown}“ ist keine gewöhnliche Datei, sondern ein Gerät oder eine Leitung; dorthin wird nicht geschrieben");
    }
    if old.permissions().readonly() {
        bail!("„{shown}“ ist schreibgeschützt; heben Sie den Schutz auf oder nennen Sie eine andere Datei");
    }
    Ok(Target { real: fs::canonicalize(&real).with_context(|| told(path))?, old: Some(old) })
}

fn behind_links(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_owned();
    for _ in 0..LINKS {
        if !at.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) {
            return Ok(at);
        }
        at = folder_of(&at).join(fs::read_link(&at)?);
    }
    Err(io::Error::from(io::ErrorKind::NotFound))
}

#[cfg(test)]
mod tests;
