//! `bericht/<familie>/` and `papiere/<papier>/`: a folder with a head and sections. It is one page, or with `je` one page for each row of that
//! query. Where a page is written is checked here: no name from a project file leads out of the folder of the report.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use toml::Spanned;

use crate::portfolio::audience::unseen;
use crate::portfolio::figure::Figure;
use crate::portfolio::section::{self, Head, Section};
use crate::portfolio::sql;
use crate::source::{Source, Span};
use crate::standard::{Complaint, hexadecimal};

/// A folder of the report's description.
#[derive(Clone, Debug)]
pub struct Family {
    /// Name of the folder.
    pub name: String,
    pub head: Head,
    /// In the order of their numbers.
    pub sections: Vec<Section>,
}

/// The column that says to which page a row belongs.
pub const PAGE: &str = "seite";
const PLACE: &str = "{seite}";
const ENDING: &str = ".html";
const HEAD: &str = "kopf.toml";
/// Longer names are cut: file systems end at 255 bytes, and folders come before.
const LONGEST: usize = 100;

impl Family {
    /// Path of the page for this id, below the folder of the report.
    pub fn path(&self, id: &str) -> String {
        let pattern = self.head.path.as_ref().map_or_else(|| format!("{}{ENDING}", self.name), |path| path.get_ref().clone());
        pattern.replace(PLACE, &file_name(id))
    }
}

/// # Errors
/// Everything that is wrong with the files of this family.
pub fn family(name: &str, files: &[(&str, &Source)], tables: &[String], figures: &[Figure]) -> Result<Family, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let (mut head, mut sections): (Option<Head>, Vec<Section>) = (None, Vec::new());
    for (path, source) in files {
        if path.rsplit('/').next() == Some(HEAD) {
            match section::head(source, tables, figures) {
                Ok(found) => head = Some(found),
                Err(found) => complaints.extend(found),
            }
            continue;
        }
        match section::section(source, tables, figures) {
            Ok(found) => match sections.iter().find(|other| other.id == found.id) {
                Some(other) => complaints.push(same_place(&found, other)),
                None => sections.push(found),
            },
            Err(found) => complaints.extend(found),
        }
    }
    let Some(head) = head.filter(|_| complaints.is_empty()) else {
        if complaints.is_empty() {
            let folder = files.first().and_then(|(path, _)| path.split_once('/')).map_or("", |(folder, _)| folder);
            complaints.push(Complaint::whole(format!("{folder}/{name}/{HEAD}"), "die Datei fehlt; ohne sie hat die Seite keinen Kopf"));
        }
        return Err(complaints);
    };
    sections.sort_by_key(|section| section.number);
    let family = Family { name: name.to_owned(), head, sections };
    let complaints: Vec<Complaint> = wrong_path(&family).into_iter().chain(wrong_queries(&family)).chain(unseen(&family)).collect();
    if complaints.is_empty() { Ok(family) } else { Err(complaints) }
}

/// A file of the same path replaces an inherited section; two files with one name for their place are a mistake.
fn same_place(found: &Section, other: &Section) -> Complaint {
    let at = other.file.at(Span::new(other.kicker.span()));
    let message = format!("den Abschnitt „{}“ hat die Seite schon ({at}); eine Datei desselben Namens ersetzt ihn", found.id);
    Complaint::new(&found.file, Span::new(found.kicker.span()), message)
}

fn wrong_path(family: &Family) -> Option<Complaint> {
    let path = family.head.path.as_ref()?;
    let text = path.get_ref();
    let plain =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    let stem = text.strip_suffix(ENDING);
    let inside = stem.is_some_and(|stem| stem.replace(PLACE, "x").split('/').all(plain));
    let message = if !inside {
        "der Pfad besteht aus kleinen Buchstaben, Ziffern, „-“ und „/“ und endet auf .html; er führt nicht aus dem Ordner des Berichts"
    } else if text.contains(PLACE) != family.head.per.is_some() {
        "„{seite}“ steht im Pfad genau dann, wenn „je“ angibt, für was es Seiten gibt"
    } else {
        return None;
    };
    Some(Complaint::new(&family.head.file, Span::new(path.span()), message))
}

/// Each query of a family runs once for all its pages: it must say to which page a row belongs, and must not cut.
fn wrong_queries(family: &Family) -> Vec<Complaint> {
    if family.head.per.is_none() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (file, query) in family.queries() {
        if !sql::names(query.get_ref(), PAGE) {
            let message = "die Abfrage gilt für alle Seiten der Familie und gibt darum die Spalte „seite“ zurück";
            found.push(Complaint::new(file, Span::new(query.span()), message));
        }
        if sql::names(query.get_ref(), "LIMIT") {
            let message = "LIMIT schnitte über alle Seiten der Familie; kürzen Sie die Tabelle mit „hoechstens“";
            found.push(Complaint::new(file, Span::new(query.span()), message));
        }
    }
    found
}

impl Family {
    /// All queries with the file they stand in.
    pub fn queries(&self) -> impl Iterator<Item = (&Source, &Spanned<String>)> {
        let head = self.head.queries().into_iter().map(|query| (&self.head.file, query));
        head.chain(self.sections.iter().flat_map(|section| section.queries().into_iter().map(|query| (&section.file, query))))
    }
}

/// An id as the name of a file: different ids give different names, also where case does not count, and none leaves its
/// folder or is the name of a device.
pub fn file_name(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    for letter in id.chars() {
        if letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-' {
            name.push(letter);
        } else {
            let _ = write!(name, "_{:x}-", u32::from(letter));
        }
    }
    if name.len() > LONGEST {
        let hash = hexadecimal(&Sha256::digest(id.as_bytes()));
        name.truncate(LONGEST - 20);
        name.push('_');
        name.extend(hash.chars().take(16));
    }
    let numbered = |start: &str| name.len() == 4 && name.starts_with(start);
    let device = matches!(name.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt");
    if name.is_empty() || device {
        name.push('_');
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leaves_its_folder_and_no_two_share_a_file() {
        let long = ["x".repeat(300), format!("{}y", "x".repeat(299))];
        let ids = ["a", "A", "", ".", "..", "../a", "/etc/passwd", "C:\\a", "nul", "com1", "a.b", "a b", "ä", "a_62-", &long[0], &long[1]];
        let names: std::collections::BTreeSet<String> = ids.iter().map(|id| file_name(id)).collect();
        assert_eq!(names.len(), ids.len(), "{names:?}");
        for name in names {
            assert!(name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{name}");
            assert!(!name.is_empty() && name != "nul" && name != "com1");
        }
        assert_eq!(file_name("beispiel-0001-dms"), "beispiel-0001-dms");
    }
}
