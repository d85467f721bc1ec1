//! The one door through which commands get their project files: what is no project file is refused by name, or left alone in a
//! folder and said once.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::{paths_or_data, remark};
use crate::document::{Discovered, Kind, discover};
use crate::source::portable;

/// The project files meant by the paths.
///
/// # Errors
/// A path does not exist, a file named is no project file, or there is none at all.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let meant = paths_or_data(paths);
    let Discovered { files, refused, left_alone, dangling } =
        discover(&meant).map_err(|(path, why)| anyhow::anyhow!("„{}“ lässt sich nicht lesen: {why}", portable(&path)))?;
    if !refused.is_empty() {
        bail!("{}", refused.iter().map(|(path, kind)| refusal(&portable(path), *kind)).collect::<Vec<_>>().join("\n"));
    }
    if !left_alone.is_empty() {
        remark(&passed_over(&left_alone));
    }
    for link in &dangling {
        remark(&format!("Übergangen: „{}“ verweist auf einen Ordner, den es nicht gibt.", portable(link)));
    }
    if files.is_empty() {
        let names: Vec<String> = meant.iter().map(|path| portable(path)).collect();
        bail!("in {} liegt keine Projektdatei (*.toml)", names.join(", "));
    }
    Ok(files)
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
fn passed_over(left: &[(PathBuf, Kind)]) -> String {
    let mut sorts: Vec<(&str, Vec<String>)> = Vec::new();
    for (path, kind) in left {
        let Kind::Own(told) = kind else { continue };
        match sorts.iter_mut().find(|(known, _)| known == told) {
            Some((_, paths)) => paths.push(portable(path)),
            None => sorts.push((told, vec![portable(path)])),
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
