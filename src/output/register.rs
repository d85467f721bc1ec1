//! What this tool wrote into a folder: name and hash of each file, in a register beside them. Not inside the files: CSV and JSON have no
//! place that every reader passes over, and PDF/A allows nothing behind its end. A file is the tool's own as long as its bytes are
//! those of the register; whoever has typed a letter into it has made it his own.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Hidden, so that it is read as no project file.
pub const REGISTER: &str = ".lotse-ausgaben.json";
const SCHEMA: &str = "lotse/ausgaben/1";

#[derive(Serialize, Deserialize)]
struct Content {
    schema: String,
    /// Name → hashes: of what lies there and of what is about to. So a killed run leaves nothing unknown.
    dateien: BTreeMap<String, Vec<String>>,
}

pub struct Register {
    folder: PathBuf,
    content: Content,
}

impl Register {
    /// One that cannot be read knows nothing: then everything is somebody else's.
    pub fn of(folder: &Path) -> Self {
        let known = regular(&folder.join(REGISTER)).then(|| fs::read(folder.join(REGISTER)).ok()).flatten();
        let content = known.and_then(|bytes| serde_json::from_slice::<Content>(&bytes).ok()).filter(|content| content.schema == SCHEMA);
        let content = content.unwrap_or_else(|| Content { schema: SCHEMA.to_owned(), dateien: BTreeMap::new() });
        Self { folder: folder.to_owned(), content }
    }

    pub fn knows(&self, name: &str, sum: &str) -> bool {
        self.content.dateien.get(name).is_some_and(|sums| sums.iter().any(|known| known == sum))
    }

    /// The register with a file that is about to be written, as bytes. What is gone is forgotten.
    pub fn with(mut self, name: &str, old: Option<&str>, new: &str) -> Vec<u8> {
        let folder = self.folder;
        self.content.dateien.retain(|known, _| known == name || folder.join(known).is_file());
        let mut sums: Vec<String> = old.into_iter().map(str::to_owned).collect();
        if old != Some(new) {
            sums.push(new.to_owned());
        }
        self.content.dateien.insert(name.to_owned(), sums);
        let mut text = serde_json::to_string_pretty(&self.content).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }
}

fn regular(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_file())
}

pub fn sum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// # Errors
/// The file cannot be read.
pub fn sum_of(path: &Path) -> io::Result<String> {
    let (mut file, mut hash, mut part) = (File::open(path)?, Sha256::new(), vec![0; 64 * 1024]);
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            return Ok(hexadecimal(&hash.finalize()));
        }
        hash.update(&part[..read]);
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
