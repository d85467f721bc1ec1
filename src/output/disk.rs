//! Every change of a file or folder that this program makes, one operation at a time. Nowhere else in `src/` is anything created,
//! renamed or removed; so a test can stop the program before each operation and look at what a killed run leaves behind.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// What goes wrong on purpose. Only tests ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fault {
    #[default]
    None,
    /// Nothing happens any more from this operation on, as after `kill -9`.
    Dies(u64),
    /// This one operation fails, as on a full disk.
    Fails(u64),
}

#[derive(Debug, Default)]
pub struct Disk {
    fault: Fault,
    /// What is written need not survive a loss of power.
    hasty: bool,
    done: AtomicU64,
}

impl Disk {
    /// For files that can be made again at any time, many at once.
    pub fn hasty() -> Self {
        Self { hasty: true, ..Self::default() }
    }

    /// Dies before its operation number `at`, counted from 0; the power stays on.
    pub fn dying_before(at: u64) -> Self {
        Self { fault: Fault::Dies(at), ..Self::hasty() }
    }

    /// Fails at operation number `at` alone.
    pub fn failing_at(at: u64) -> Self {
        Self { fault: Fault::Fails(at), ..Self::hasty() }
    }

    /// How many operations there were.
    pub fn operations(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    fn step(&self) -> io::Result<()> {
        let at = self.done.fetch_add(1, Ordering::Relaxed);
        let stopped = match self.fault {
            Fault::None => false,
            Fault::Dies(from) => at >= from,
            Fault::Fails(exactly) => at == exactly,
        };
        if stopped { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
    }

    pub fn create(&self, path: &Path) -> io::Result<File> {
        self.step()?;
        File::options().write(true).read(true).create_new(true).open(path)
    }

    /// A file to hold locks: there may be one already.
    pub fn open_lock(&self, path: &Path) -> io::Result<File> {
        self.step()?;
        File::options().write(true).create(true).truncate(false).open(path)
    }

    /// In two halves, because nobody promises that a write is whole.
    pub fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        let (first, second) = bytes.split_at(bytes.len() / 2);
        for half in [first, second] {
            self.step()?;
            file.write_all(half)?;
        }
        Ok(())
    }

    pub fn sync(&self, file: &File) -> io::Result<()> {
        self.step()?;
        if self.hasty { Ok(()) } else { file.sync_all() }
    }

    /// Makes the names in a folder last. Where folders cannot be opened, the system does so by itself.
    pub fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        if self.hasty || !cfg!(unix) { Ok(()) } else { File::open(path)?.sync_all() }
    }

    /// Replaces a file that is at `to`, never a folder that holds anything.
    pub fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step()?;
        fs::rename(from, to)
    }

    pub fn create_folder(&self, path: &Path) -> io::Result<()> {
        if path.as_os_str().is_empty() || path.is_dir() {
            return Ok(());
        }
        if let Some(above) = path.parent() {
            self.create_folder(above)?;
        }
        self.step()?;
        match fs::create_dir(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            other => other,
        }
    }

    pub fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_file(path)
    }

    /// A folder that holds nothing.
    pub fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.step()?;
        fs::remove_dir(path)
    }

    /// A folder with all that is in it. Links are removed, not followed.
    pub fn remove_tree(&self, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { self.remove_tree(&entry.path())? } else { self.remove_file(&entry.path())? }
        }
        self.remove_folder(path)
    }

    /// Gives a new file what colleagues may do with the one it replaces.
    pub fn adopt(&self, file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
        self.step()?;
        own(file, path, old)?;
        file.set_permissions(old.permissions())
    }
}

#[cfg(unix)]
fn own(file: &File, path: &Path, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let new = file.metadata()?;
    let differs = |own: u32, other: u32| (own != other).then_some(other);
    match (differs(new.uid(), old.uid()), differs(new.gid(), old.gid())) {
        (None, None) => Ok(()),
        (owner, group) => chown(path, owner, group),
    }
}

#[cfg(not(unix))]
fn own(_: &File, _: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}
