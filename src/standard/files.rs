//! The files of a profile, from a folder or from inside the binary, in one form.

use std::fs;
use std::io;
use std::path::Path;

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::source::{NO_FILE, Place, Source, Unreadable, io_german, is_dropping, portable};
use crate::standard::complaint::{Complaint, read};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/standard");

/// All text files of one profile, sorted by their path within it.
#[derive(Clone, Debug, Default)]
pub struct Files {
    pub entries: Vec<(String, Source)>,
    /// Path within the profile, and name, of what lies in the folder and is no file of a standard.
    pub strays: Vec<(String, String)>,
}

/// One profile of the line of inheritance.
#[derive(Clone, Debug)]
pub struct Layer {
    pub name: String,
    pub files: Files,
}

/// One file in each layer that has it, the oldest first; what cannot be read is a complaint, and the others go on.
pub fn read_layers<'l, T: DeserializeOwned>(layers: &'l [Layer], file: &str, complaints: &mut Vec<Complaint>) -> Vec<(&'l Source, T)> {
    let mut found = Vec::new();
    for source in layers.iter().filter_map(|layer| layer.files.get(file)) {
        match read(source) {
            Ok(raw) => found.push((source, raw)),
            Err(complaint) => complaints.push(complaint),
        }
    }
    found
}

/// No file of a profile lies deeper; a link that leads back up ends here.
const DEEPEST: usize = 3;

impl Files {
    /// # Errors
    /// The folder cannot be read, or files in it cannot: all of them, each with its place.
    pub fn from_folder(folder: &Path) -> Result<Self, Vec<Complaint>> {
        let mut files = Self::default();
        let mut complaints = Vec::new();
        files.walk(folder, "", &mut complaints);
        files.entries.sort_by(|left, right| left.0.cmp(&right.0));
        files.strays.sort();
        if complaints.is_empty() { Ok(files) } else { Err(complaints) }
    }

    fn walk(&mut self, folder: &Path, prefix: &str, complaints: &mut Vec<Complaint>) {
        let unread =
            |error: &io::Error| Complaint::whole(portable(folder), format!("der Ordner lässt sich nicht lesen: {}", io_german(error)));
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return complaints.push(unread(&error)),
        };
        for entry in entries {
            match entry {
                Ok(entry) if is_dropping(&entry.file_name().to_string_lossy()) => {}
                Ok(entry) => self.take(&entry.path(), format!("{prefix}{}", entry.file_name().to_string_lossy()), complaints),
                Err(error) => complaints.push(unread(&error)),
            }
        }
    }

    fn take(&mut self, path: &Path, name: String, complaints: &mut Vec<Complaint>) {
        let known = fs::metadata(path).ok();
        let is = |kind: fn(&fs::Metadata) -> bool| known.as_ref().is_some_and(kind);
        if is(fs::Metadata::is_dir) && name.matches('/').count() + 1 < DEEPEST {
            self.walk(path, &format!("{name}/"), complaints);
        } else if is(fs::Metadata::is_file) && belongs(path) {
            match Source::read(path) {
                Ok(source) => self.entries.push((name, source)),
                Err(error) => complaints.push(unreadable(path, &error)),
            }
        } else if !explains(&name) {
            self.strays.push((name, portable(path)));
        }
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

/// Notes for those who keep the profile; the tool does not read them.
fn explains(name: &str) -> bool {
    const NOTES: [&str; 5] = ["readme", "liesmich", "license", "lizenz", "changelog"];
    let name = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let (stem, ending) = name.split_once('.').unwrap_or((&name, ""));
    ending == "md" || NOTES.contains(&stem)
}

fn unreadable(path: &Path, error: &Unreadable) -> Complaint {
    let whole = |message: String| Complaint::whole(portable(path), message);
    match error {
        Unreadable::Io(error) => whole(format!("die Datei lässt sich nicht lesen: {}", io_german(error))),
        Unreadable::NoFile => whole(format!("das ist {NO_FILE}")),
        Unreadable::TooLarge => whole("die Datei ist zu groß".to_owned()),
        Unreadable::Encoding { line, .. } => {
            let place = Place { line: *line, end_line: *line, ..Place::START };
            let message = "die Zeile ist nicht in UTF-8 geschrieben; speichern Sie die Datei mit der Kodierung UTF-8".to_owned();
            Complaint { place, ..whole(message) }
        }
    }
}

/// Every file of the profiles that travel in the binary: its path below the folder of standards, and its bytes.
pub fn embedded_files() -> Vec<(String, &'static [u8])> {
    fn walk(folder: &'static Dir<'static>, found: &mut Vec<(String, &'static [u8])>) {
        found.extend(folder.files().map(|file| (portable(file.path()), file.contents())));
        folder.dirs().for_each(|inner| walk(inner, found));
    }
    let mut found = Vec::new();
    walk(&EMBEDDED, &mut found);
    found.sort();
    found
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
