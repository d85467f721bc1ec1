//! Which files are meant by a list of paths: files as named, folders with all project files below them, sorted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::source::is_dropping;

/// Sorted and without repetition. Hidden folders and files and what systems leave behind are left out.
///
/// # Errors
/// A named path does not exist or a folder cannot be listed; the path comes with the reason.
pub fn discover(paths: &[PathBuf]) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut found = Vec::new();
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| (path.clone(), error))?;
        if metadata.is_dir() {
            walk(path, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
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
