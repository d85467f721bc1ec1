//! Which files are meant by a list of paths: files as named, folders with all project files below them, sorted. What is no
//! project file is told apart.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::document::kind::{Kind, kind_of};
use crate::source::is_dropping;

/// What lies at the paths. Each list is sorted and without repetition.
#[derive(Debug, Default)]
pub struct Discovered {
    pub files: Vec<PathBuf>,
    /// Named one by one, and no project files.
    pub refused: Vec<(PathBuf, Kind)>,
    /// The tool's own files in a folder.
    pub left_alone: Vec<(PathBuf, Kind)>,
}

/// Hidden folders and files and what systems leave behind are left out. A file in a folder that is called a project file and is something
/// else stays among the files: it must not vanish from what is counted.
///
/// # Errors
/// A named path does not exist or a folder cannot be listed; the path comes with the reason.
pub fn discover(paths: &[PathBuf]) -> Result<Discovered, (PathBuf, io::Error)> {
    let (mut named, mut inside) = (Vec::new(), Vec::new());
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| (path.clone(), error))?;
        if metadata.is_dir() {
            walk(path, &mut inside)?;
        } else {
            named.push(path.clone());
        }
    }
    let mut found = Discovered::default();
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
    found.files.dedup();
    Ok(found)
}

/// What cannot be opened is for those to tell who read it.
fn kinds(mut paths: Vec<PathBuf>) -> Vec<(PathBuf, Option<Kind>)> {
    paths.sort();
    paths.dedup();
    paths.into_par_iter().map(|path| (kind_of(&path).unwrap_or_default(), path)).map(|(kind, path)| (path, kind)).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    let entries = fs::read_dir(folder).map_err(|error| (folder.to_path_buf(), error))?;
    for entry in entries {
        let entry = entry.map_err(|error| (folder.to_path_buf(), error))?;
        let path = entry.path();
        if is_dropping(&entry.file_name().to_string_lossy()) {
            continue;
        }
        if path.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            found.push(path);
        }
    }
    Ok(())
}
