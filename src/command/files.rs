//! The one door through which commands get their project files: what is no project file is refused by name, or left alone in a
//! folder and said once.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::{paths_or_data, remark};
use crate::document::{Discovered, Kind, discover};
use crate::escape::clean;
use crate::source::{Source, Unreadable, portable};

/// A project file, and what it is called in everything that is said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFile {
    pub path: PathBuf,
    /// From the working folder on. Of a file outside it no more than what lies below the folder that was named: where on
    /// whose computer that is says nothing about the project, but often who somebody is.
    pub name: String,
}

impl ProjectFile {
    /// # Errors
    /// As `Source::read`.
    pub fn read(&self) -> Result<Source, Unreadable> {
        Source::of_bytes(&self.name, Source::bytes(&self.path)?)
    }
}

/// What files are called that were found under the paths that were named; no two alike.
fn called(files: Vec<PathBuf>, named: &[PathBuf]) -> Vec<ProjectFile> {
    let mut taken = HashSet::new();
    let one = |path: PathBuf| {
        let name = shown(&path, named);
        let numbered = (2..).map(|number| format!("{number}/{name}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
        ProjectFile { path, name: free.unwrap_or(name) }
    };
    files.into_iter().map(one).collect()
}

/// A name can hold any letter, and goes to terminals and pages like every other text.
fn shown(path: &Path, named: &[PathBuf]) -> String {
    clean(&portable(&below(path, named))).into_owned()
}

fn below(path: &Path, named: &[PathBuf]) -> PathBuf {
    let climbs = |path: &Path| path.components().any(|part| part == Component::ParentDir);
    if path.is_relative() && !climbs(path) {
        return path.to_path_buf();
    }
    let here = std::env::current_dir().unwrap_or_default();
    if let Some(inside) = path.strip_prefix(&here).ok().filter(|inside| !climbs(inside)) {
        return inside.to_path_buf();
    }
    let rest = named.iter().filter_map(|folder| path.strip_prefix(folder).ok()).find(|rest| rest.components().next().is_some());
    rest.or_else(|| path.file_name().map(Path::new)).unwrap_or(path).to_path_buf()
}

/// The project files meant by the paths.
///
/// # Errors
/// A path does not exist, a file named is no project file, or there is none at all.
pub fn find(paths: &[PathBuf]) -> Result<Vec<ProjectFile>> {
    let meant = paths_or_data(paths);
    let Discovered { files, refused, left_alone, dangling } =
        discover(&meant).map_err(|(path, why)| anyhow::anyhow!("„{}“ lässt sich nicht lesen: {why}", portable(&path)))?;
    if !refused.is_empty() {
        bail!("{}", refused.iter().map(|(path, kind)| refusal(&shown(path, &meant), *kind)).collect::<Vec<_>>().join("\n"));
    }
    if !left_alone.is_empty() {
        remark(&passed_over(&left_alone, &meant));
    }
    for link in &dangling {
        remark(&format!("Übergangen: „{}“ verweist auf einen Ordner, den es nicht gibt.", shown(link, &meant)));
    }
    if files.is_empty() {
        let names: Vec<String> = meant.iter().map(|path| portable(path)).collect();
        bail!("in {} liegt keine Projektdatei (*.toml)", names.join(", "));
    }
    Ok(called(files, &meant))
}

fn refusal(path: &str, kind: Kind) -> String {
    match kind {
        Kind::Own(told) => format!("„{path}“ ist keine Projektdatei, sondern {told}."),
        Kind::Foreign(foreign) => {
            format!("„{path}“ ist {}, keine Projektdatei. lotse prüft Projektdateien in TOML (Endung .toml). {}", foreign.name, foreign.now)
        }
    }
}

/// One line for each sort of file.
fn passed_over(left: &[(PathBuf, Kind)], named: &[PathBuf]) -> String {
    let mut sorts: Vec<(&str, Vec<String>)> = Vec::new();
    for (path, kind) in left {
        let Kind::Own(told) = kind else { continue };
        match sorts.iter_mut().find(|(known, _)| known == told) {
            Some((_, paths)) => paths.push(shown(path, named)),
            None => sorts.push((told, vec![shown(path, named)])),
        }
    }
    let line = |(told, paths): &(&str, Vec<String>)| {
        let more = if paths.len() > SHOWN { format!(" und {} weitere", paths.len() - SHOWN) } else { String::new() };
        format!("Übergangen, weil keine Projektdatei: {}{more} – {told}.", paths.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", "))
    };
    sorts.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// So many names of one sort are said.
const SHOWN: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_by_what_lies_below_the_folder_that_was_named() {
        let named = ["/home/login/a", "/home/login/b", "../login/c", "daten"].map(PathBuf::from);
        let files = [
            "/home/login/a/x/eins.toml",
            "/home/login/b/x/eins.toml",
            "../login/c/zwei.toml",
            "daten/drei.toml",
            "/home/login/einzeln.toml",
            "daten/ein\u{1b}[2J\u{202e}x.toml",
        ];
        let names: Vec<String> = called(files.map(PathBuf::from).to_vec(), &named).into_iter().map(|file| file.name).collect();
        assert_eq!(names, ["x/eins.toml", "2/x/eins.toml", "zwei.toml", "daten/drei.toml", "einzeln.toml", "daten/ein\u{fffd}[2Jx.toml"]);
        let here = std::env::current_dir().unwrap();
        assert_eq!(called(vec![here.join("daten/x.toml")], &[here])[0].name, "daten/x.toml");
    }
}
