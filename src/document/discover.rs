//! Which files are meant by a list of paths: files as named, folders with all project files below them, sorted. One file is
//! one, however many names and links lead to it, and no folder is followed twice. What is no project file is told apart.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::document::kind::{Kind, kind_of};
use crate::source::{NO_FILE, io_german, is_dropping};

/// What lies at the paths. Each list is sorted and without repetition.
#[derive(Debug, Default)]
pub struct Discovered {
    pub files: Vec<PathBuf>,
    /// Named one by one, and no project files.
    pub refused: Vec<(PathBuf, Kind)>,
    /// The tool's own files in a folder.
    pub left_alone: Vec<(PathBuf, Kind)>,
    /// Links to folders that are not there: nobody knows what would lie in them.
    pub dangling: Vec<PathBuf>,
}

/// Hidden folders and files and what systems leave behind are left out. A file in a folder that is called a project file and is something
/// else stays among the files: it must not vanish from what is counted.
///
/// # Errors
/// A named path does not exist or is neither file nor folder, or a folder cannot be listed; the path comes with the reason.
pub fn discover(paths: &[PathBuf]) -> Result<Discovered, (PathBuf, String)> {
    let mut walk = Walk::default();
    let mut named = Vec::new();
    for path in in_order(paths) {
        let metadata = fs::metadata(&path).map_err(|error| (path.clone(), io_german(&error)))?;
        if metadata.is_dir() {
            walk.folder(&path)?;
        } else if metadata.is_file() {
            named.push(path);
        } else {
            return Err((path, format!("das ist {NO_FILE}")));
        }
    }
    walk.follow_links()?;
    let mut found = Discovered { dangling: walk.dangling, ..Discovered::default() };
    let mut seen = HashSet::new();
    // What was named one by one keeps the name that it was given.
    let named = once(named, &mut seen);
    let inside = once(walk.files, &mut seen);
    for (path, kind) in kinds(named) {
        match kind {
            Some(kind) => found.refused.push((path, kind)),
            None => found.files.push(path),
        }
    }
    for (path, kind) in kinds(inside) {
        match kind {
            Some(kind @ Kind::Own(_)) => found.left_alone.push((path, kind)),
            _ => found.files.push(path),
        }
    }
    found.files.sort();
    found.dangling.sort();
    Ok(found)
}

/// A file has the same name however the command line was sorted: its own before that of a link, the shorter before the longer.
fn in_order(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut paths = paths.to_vec();
    paths.sort_by_cached_key(|path| (path.is_symlink(), path.is_absolute(), path.as_os_str().len(), path.clone()));
    paths
}

/// The real place of a file or folder; of one that is not there, the place it would have.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_path_buf())
}

/// The first name of each file that has not been seen.
fn once(paths: Vec<PathBuf>, seen: &mut HashSet<PathBuf>) -> Vec<PathBuf> {
    let places: Vec<PathBuf> = paths.par_iter().map(|path| real(path)).collect();
    paths.into_iter().zip(places).filter(|(_, place)| seen.insert(place.clone())).map(|(path, _)| path).collect()
}

/// What cannot be opened is for those to tell who read it.
fn kinds(mut paths: Vec<PathBuf>) -> Vec<(PathBuf, Option<Kind>)> {
    paths.sort();
    paths.into_par_iter().map(|path| (kind_of(&path).unwrap_or_default(), path)).map(|(kind, path)| (path, kind)).collect()
}

/// What lies in folders. Links come after everything that lies there itself, so that a file keeps its own name.
#[derive(Default)]
struct Walk {
    files: Vec<PathBuf>,
    links: Vec<PathBuf>,
    dangling: Vec<PathBuf>,
    /// The real places of the folders that were listed.
    been: HashSet<PathBuf>,
}

impl Walk {
    fn folder(&mut self, folder: &Path) -> Result<(), (PathBuf, String)> {
        let told = |error: io::Error| (folder.to_path_buf(), io_german(&error));
        if !self.been.insert(real(folder)) {
            return Ok(());
        }
        let mut entries = fs::read_dir(folder).map_err(told)?.collect::<io::Result<Vec<_>>>().map_err(told)?;
        entries.retain(|entry| !is_dropping(&entry.file_name().to_string_lossy()));
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (path, kind) = (entry.path(), entry.file_type().map_err(told)?);
            if kind.is_symlink() {
                self.links.push(path);
            } else if kind.is_dir() {
                self.folder(&path)?;
            } else if is_called_so(&path) {
                self.files.push(path);
            }
        }
        Ok(())
    }

    /// Links to files are files, links to folders are folders; those to a folder that was listed lead nowhere new.
    fn follow_links(&mut self) -> Result<(), (PathBuf, String)> {
        while !self.links.is_empty() {
            let mut links = std::mem::take(&mut self.links);
            links.sort();
            for link in links {
                match fs::metadata(&link) {
                    Ok(metadata) if metadata.is_dir() => self.folder(&link)?,
                    _ if is_called_so(&link) => self.files.push(link),
                    Err(_) if link.extension().is_none() => self.dangling.push(link),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// Whether a name is that of a project file.
fn is_called_so(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}
