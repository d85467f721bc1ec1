//! `lotse standard auspacken`: the standard that travels in the binary, as files, for whoever has only the binary and wants
//! to read it or to begin a profile of their own.

use std::path::Path;

use anyhow::{Result, bail};

use crate::command::{Outcome, print};
use crate::output::Door;
use crate::source::{is_dropping, portable};
use crate::standard::embedded_files;

/// # Errors
/// A file is already there, or the folder cannot be written.
pub fn run(folder: &Path) -> Result<Outcome> {
    let files: Vec<(String, &[u8])> = embedded_files().into_iter().filter(|(path, _)| !path.split('/').any(is_dropping)).collect();
    // Looked at before the first is written: all or nothing.
    if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).symlink_metadata().is_ok()) {
        bail!("„{}“ gibt es schon; es wird nichts überschrieben. Nennen Sie einen neuen Ordner.", portable(&folder.join(path)));
    }
    let door = Door::hasty(false);
    for (path, bytes) in &files {
        door.create(&folder.join(path), bytes)?;
    }
    let mut profiles: Vec<&str> = files.iter().filter_map(|(path, _)| path.strip_suffix("/standard.toml")).collect();
    profiles.sort_unstable();
    let (shown, last) = (portable(folder), profiles.first().copied().unwrap_or_default());
    print(&format!(
        "{} Dateien in „{shown}“ geschrieben: {}.\n\
         Nächster Schritt: ein eigenes Prüfprofil anlegen mit\n  \
         lotse standard neu mein-haus --erbt {last} --standard {shown}/mein-haus\n\
         und es prüfen mit\n  lotse standard pruefe --standard {shown}/mein-haus\n",
        files.len(),
        profiles.join(", "),
    ))?;
    Ok(Outcome::Clean)
}
