//! What kind of file something is: a project file, one of the tool's own files, or the file of another program. The content
//! decides, the ending of the name only where the content leaves it open.

mod foreign;
mod own;

use std::io::Read;
use std::path::Path;

use crate::source::{Unreadable, open_regular};

pub use foreign::Foreign;

/// What a file is, when it is no project file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Written for or by this tool; what it is for, as the rest of a sentence: "ein Bestand …".
    Own(&'static str),
    Foreign(&'static Foreign),
}

/// So much of a file is looked at; what programs write says at once what it is.
const HEAD: u64 = 16 * 1024;

/// `None` for a project file, and for everything that may be meant as one.
///
/// # Errors
/// It is no regular file, or cannot be read.
pub fn kind_of(path: &Path) -> Result<Option<Kind>, Unreadable> {
    let mut file = open_regular(path)?;
    let mut head = Vec::new();
    file.by_ref().take(HEAD).read_to_end(&mut head).map_err(Unreadable::Io)?;
    if foreign::needs_all(&head) {
        file.take(foreign::LARGEST).read_to_end(&mut head).map_err(Unreadable::Io)?;
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    Ok(recognise(&head, &ending))
}

fn recognise(head: &[u8], ending: &str) -> Option<Kind> {
    if let Some(foreign) = foreign::by_bytes(head, ending) {
        return Some(Kind::Foreign(foreign));
    }
    let text = text_of(head);
    let text = text.trim_start_matches('\u{feff}');
    let foreign = foreign::by_text(text, ending);
    foreign.map(Kind::Foreign).or_else(|| own::form(text).map(Kind::Own)).or_else(|| foreign::by_ending(text, ending).map(Kind::Foreign))
}

/// The text as far as it goes; files of other programs are often written with two bytes for each letter.
fn text_of(head: &[u8]) -> String {
    let pairs = |to: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = head[2..].chunks_exact(2).map(|pair| to([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match head {
        [0xff, 0xfe, ..] => pairs(u16::from_le_bytes),
        [0xfe, 0xff, ..] => pairs(u16::from_be_bytes),
        _ => String::from_utf8_lossy(head).into_owned(),
    }
}
