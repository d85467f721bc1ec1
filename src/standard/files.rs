//! The files of a profile, from a folder or from inside the binary, in one form.

use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::source::{Source, portable};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/standard");

/// All text files of one profile, sorted by their path within it.
#[derive(Clone, Debug, Default)]
pub struct Files {
    pub entries: Vec<(String, Source)>,
}

/// One profile of the line of inheritance.
#[derive(Clone, Debug)]
pub struct Layer {
    pub name: String,
    pub files: Files,
}

impl Files {
    /// # Errors
    /// The folder cannot be read, or a file in it is not UTF-8.
    pub fn from_folder(folder: &Path) -> io::Result<Self> {
        let mut files = Self::default();
        files.walk(folder, "")?;
        files.entries.sort_by(|left, right| left.0.cmp(&right.0));
        Ok(files)
    }

    fn walk(&mut self, folder: &Path, prefix: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let path = entry.path();
            if path.is_dir() {
                self.walk(&path, &format!("{name}/"))?;
            } else if belongs(&path) {
                let text = fs::read_to_string(&path)?;
                let text = text.trim_start_matches('\u{feff}').to_owned();
                self.entries.push((name, Source::new(portable(&path), text)));
            }
        }
        Ok(())
    }

    /// A profile that travels in the binary.
    pub fn embedded(profile: &str) -> Option<Self> {
        let root = EMBEDDED.get_dir(profile)?;
        let mut files = Self::default();
        files.walk_embedded(root, profile);
        files.entries.sort_by(|left, right| left.0.cmp(&right.0));
        Some(files)
    }

    fn walk_embedded(&mut self, folder: &Dir<'_>, profile: &str) {
        for file in folder.files() {
            let path = portable(file.path());
            if let (true, Some(text)) = (belongs(file.path()), file.contents_utf8()) {
                let inner = path.trim_start_matches(profile).trim_start_matches('/').to_owned();
                self.entries.push((inner, Source::new(format!("standard/{path}"), text)));
            }
        }
        for inner in folder.dirs() {
            self.walk_embedded(inner, profile);
        }
    }

    pub fn get(&self, path: &str) -> Option<&Source> {
        self.entries.iter().find(|(name, _)| name == path).map(|(_, source)| source)
    }

    /// The files below a folder of the profile, sorted: `below("regeln/")`.
    pub fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Source)> {
        self.entries.iter().filter(move |(name, _)| name.starts_with(prefix)).map(|(name, source)| (name.as_str(), source))
    }
}

/// Data, and templates of data.
fn belongs(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml") || ending.eq_ignore_ascii_case("jinja"))
}

pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// One hash over all files of all layers; line ends do not matter, so that a checkout on Windows has the same.
pub fn fingerprint(layers: &[Layer]) -> String {
    let mut hash = Sha256::new();
    for layer in layers {
        for (path, source) in &layer.files.entries {
            hash.update(layer.name.as_bytes());
            hash.update([0]);
            hash.update(path.as_bytes());
            hash.update([0]);
            hash.update(source.text.replace("\r\n", "\n").as_bytes());
            hash.update([0]);
        }
    }
    hexadecimal(&hash.finalize())
}
