//! A text with a name, and places in it. Every value that came from a file keeps its span, so that a finding can
//! point at line and column. What the text means is nobody's business on this floor.

mod crowded;

use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use crowded::is_crowded;

/// Byte range in a text, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(range: std::ops::Range<usize>) -> Self {
        Self { start: narrow(range.start), end: narrow(range.end) }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Where a span lies, as people count: lines and columns from 1, columns in Unicode characters, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: u32,
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
}

impl Place {
    /// The place of a file that cannot be shown in more detail.
    pub const START: Self = Self { line: 1, column: 1, end_line: 1, end_column: 1 };
}

/// What editors, synchronising folders and operating systems leave lying between files: locks, swap and backup files,
/// what they keep to themselves. Nobody wrote it to be read, so no folder of data or of a standard contains it.
pub fn is_dropping(name: &str) -> bool {
    const NAMES: [&str; 5] = ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx"];
    const ENDINGS: [&str; 11] = ["~", ".bak", ".tmp", ".temp", ".orig", ".rej", ".swp", ".swo", ".swx", ".lock", ".part"];
    let lower = name.to_lowercase();
    name.starts_with(['.', '~', '$']) // hidden, "~$GB-01.toml", "._x.toml", ".#x.toml", ".DS_Store"
        || name.starts_with('#') && name.ends_with('#')
        || NAMES.contains(&lower.as_str())
        || ENDINGS.iter().any(|ending| lower.ends_with(ending))
}

/// One text file as it was read. `name` uses `/` on every system.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    pub name: String,
    pub text: String,
    /// Offsets at which lines begin, made when the first place is asked for.
    lines: OnceLock<Vec<u32>>,
    /// How many letters stand before every so many bytes, made when a place far inside a line is asked for.
    letters: OnceLock<Vec<u32>>,
}

/// What is shown of the line of a place: of a long one only what stands around it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    /// Letters of the line before it.
    pub left_out: u32,
}

/// Letters before a place and behind its beginning that are shown of a line that does not fit.
const BEFORE: usize = 80;
const BEHIND: usize = 320;

/// Why a file could not become a text.
#[derive(Debug)]
pub enum Unreadable {
    Io(io::Error),
    /// Not UTF-8; the offset of the first offending byte.
    Encoding {
        offset: usize,
        line: u32,
        /// What can be made of it, to find out what the file is about.
        legible: String,
    },
    TooLarge,
    /// A pipe, a device or a folder: reading it may never end.
    NoFile,
}

/// What something is called that is no regular file.
pub const NO_FILE: &str = "keine gewöhnliche Datei, sondern ein Gerät, eine Pipe oder ein Ordner";

/// Opens a regular file and nothing else: opening a pipe waits for somebody to write into it.
///
/// # Errors
/// There is no file, it cannot be opened, or it is no regular one.
pub fn open_regular(path: &Path) -> Result<File, Unreadable> {
    if !fs::metadata(path).map_err(Unreadable::Io)?.is_file() {
        return Err(Unreadable::NoFile);
    }
    File::open(path).map_err(Unreadable::Io)
}

/// What the system says about a file, in German: it says it in English or in its own language.
pub fn io_german(error: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let known = match error.kind() {
        Kind::NotFound => "den Pfad gibt es nicht",
        Kind::PermissionDenied => "der Zugriff ist nicht erlaubt",
        Kind::AlreadyExists => "dort liegt schon etwas",
        Kind::NotADirectory => "ein Teil des Pfades ist kein Ordner",
        Kind::IsADirectory => "der Pfad ist ein Ordner",
        Kind::DirectoryNotEmpty => "der Ordner ist nicht leer",
        Kind::ReadOnlyFilesystem => "der Datenträger ist schreibgeschützt",
        Kind::StorageFull | Kind::QuotaExceeded | Kind::WriteZero => "der Platz reicht nicht",
        Kind::FileTooLarge => "die Datei ist zu groß",
        Kind::InvalidFilename | Kind::InvalidInput => "so darf eine Datei nicht heißen",
        Kind::InvalidData => "der Inhalt lässt sich nicht lesen",
        Kind::UnexpectedEof => "die Datei endet zu früh",
        Kind::ResourceBusy | Kind::ExecutableFileBusy | Kind::Deadlock | Kind::WouldBlock => "die Datei ist gerade in Gebrauch",
        Kind::TooManyLinks => "der Pfad führt über zu viele Verweise",
        Kind::CrossesDevices => "Quelle und Ziel liegen auf verschiedenen Datenträgern",
        Kind::BrokenPipe => "niemand nimmt die Ausgabe mehr entgegen",
        Kind::Interrupted => "der Zugriff wurde unterbrochen",
        Kind::OutOfMemory => "der Arbeitsspeicher reicht nicht",
        Kind::Unsupported => "das System kann das hier nicht",
        Kind::TimedOut
        | Kind::StaleNetworkFileHandle
        | Kind::HostUnreachable
        | Kind::NetworkUnreachable
        | Kind::NetworkDown
        | Kind::NotConnected
        | Kind::ConnectionAborted
        | Kind::ConnectionRefused
        | Kind::ConnectionReset => "das Netzlaufwerk antwortet nicht",
        _ => {
            return error
                .raw_os_error()
                .map_or_else(|| "der Zugriff ist misslungen".to_owned(), |code| format!("das System meldet Fehler {code}"));
        }
    };
    known.to_owned()
}

/// Larger files are no project files; the limit also keeps offsets within 32 bits.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Letters between two counts.
const STRIDE: usize = 4096;

/// The beginning of a text, as much as goes into a sentence.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn letters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), lines: OnceLock::new(), letters: OnceLock::new() }
    }

    /// Reads a file; a byte order mark, as some editors write it, is dropped.
    ///
    /// # Errors
    /// The file cannot be opened, is not UTF-8 or is larger than 64 MiB.
    pub fn read(path: &Path) -> Result<Self, Unreadable> {
        Self::of_bytes(portable(path), Self::bytes(path)?)
    }

    /// The content of a file, for those who need it as it is as well.
    ///
    /// # Errors
    /// The file is no regular one, cannot be opened or is larger than 64 MiB.
    pub fn bytes(path: &Path) -> Result<Vec<u8>, Unreadable> {
        let mut bytes = Vec::new();
        open_regular(path)?.take(LARGEST + 1).read_to_end(&mut bytes).map_err(Unreadable::Io)?;
        if bytes.len() as u64 > LARGEST { Err(Unreadable::TooLarge) } else { Ok(bytes) }
    }

    /// # Errors
    /// The bytes are not UTF-8, or more than a project file holds.
    pub fn of_bytes(name: impl Into<String>, bytes: Vec<u8>) -> Result<Self, Unreadable> {
        if is_crowded(&bytes) {
            return Err(Unreadable::TooLarge);
        }
        let mut text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            let breaks = error.as_bytes()[..offset].split(|byte| *byte == b'\n').count() - 1;
            let legible = String::from_utf8_lossy(error.as_bytes()).into_owned();
            Unreadable::Encoding { offset, line: u32::try_from(breaks + 1).unwrap_or(u32::MAX), legible }
        })?;
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Ok(Self::new(name, text))
    }

    pub fn place(&self, span: Span) -> Place {
        let (line, column) = self.position(span.start as usize);
        let (end_line, end_column) = self.position(span.end.max(span.start) as usize);
        Place { line, column, end_line, end_column }
    }

    /// `file:line` of where a span begins.
    pub fn at(&self, span: Span) -> String {
        format!("{}:{}", self.name, self.place(span).line)
    }

    fn position(&self, offset: usize) -> (u32, u32) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.line_starts();
        let index = starts.partition_point(|start| *start as usize <= offset) - 1;
        let column = self.letters(starts[index] as usize, offset) + 1;
        (narrow(index + 1), narrow(column))
    }

    /// Letters between two offsets; in a long line they are not counted anew for every place.
    fn letters(&self, from: usize, to: usize) -> usize {
        let bytes = self.text.as_bytes();
        if to - from < STRIDE {
            return letters(&bytes[from..to]);
        }
        let counts = self.letters.get_or_init(|| {
            let ends = bytes.chunks(STRIDE).scan(0, |sum, chunk| {
                *sum += letters(chunk);
                Some(narrow(*sum))
            });
            std::iter::once(0).chain(ends).collect()
        });
        let before = |offset: usize| counts[offset / STRIDE] as usize + letters(&bytes[offset / STRIDE * STRIDE..offset]);
        before(to) - before(from)
    }

    /// The line of a place, and of one that is too long what stands around the place, as bytes of the text; and how many
    /// letters of the line come before it. The one way in which text of a file gets into a finding as it stands there.
    pub fn window(&self, place: Place) -> (Range<usize>, u32) {
        let line = self.line(place.line);
        let Some(&start) = self.line_starts().get(place.line.saturating_sub(1) as usize) else { return (0..0, 0) };
        let start = start as usize;
        if line.len() <= BEFORE + BEHIND {
            return (start..start + line.len(), 0);
        }
        let (column, mut at) = (place.column.saturating_sub(1), 0);
        // From a count near the place, not from the beginning of the line.
        if column as usize >= STRIDE {
            let (mut low, mut high) = (0, line.len());
            while low < high {
                let middle = usize::midpoint(low, high);
                if self.letters(start, start + middle) < column as usize { low = middle + 1 } else { high = middle }
            }
            at = low;
        } else if let Some((offset, _)) = line.char_indices().nth(column as usize) {
            at = offset;
        }
        while !line.is_char_boundary(at) {
            at += 1;
        }
        let from = line[..at].char_indices().rev().nth(BEFORE - 1).map_or(0, |(offset, _)| offset);
        let length = line[from..].char_indices().nth(BEFORE + BEHIND).map_or(line.len() - from, |(offset, _)| offset);
        (start + from..start + from + length, narrow(self.letters(start, start + from)))
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let after_breaks = self.text.match_indices('\n').map(|(index, _)| narrow(index + 1));
            std::iter::once(0).chain(after_breaks).collect()
        })
    }

    /// The text of a line, counted from 1, without its line break.
    pub fn line(&self, number: u32) -> &str {
        let starts = self.line_starts();
        let index = number.saturating_sub(1) as usize;
        let Some(&start) = starts.get(index) else { return "" };
        let end = starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }
}

/// Texts are limited to 64 MiB, so every offset fits.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A path as it is printed and compared: with `/` on every system.
pub fn portable(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Names that Windows keeps for devices: a file called so cannot be opened there, whatever its ending.
pub fn is_device_name(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let port =
        |kind: &str| name.strip_prefix(kind).is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()));
    matches!(name.as_str(), "con" | "prn" | "aux" | "nul") || port("com") || port("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn droppings_are_told_from_what_somebody_wrote() {
        let left = ["~$GB-01.toml", ".#x.toml", "x.toml~", ".DS_Store", "Thumbs.db", "desktop.ini", "._x.toml", ".x.toml.swp", "#x.toml#"];
        for name in left.into_iter().chain(["x.toml.bak", "x.toml.orig", ".git", "__MACOSX", "$RECYCLE.BIN"]) {
            assert!(is_dropping(name), "{name}");
        }
        for name in ["GB-01.toml", "x - Kopie.toml", "x (1).toml", "tmp.toml", "Thumbs.toml"] {
            assert!(!is_dropping(name), "{name}");
        }
    }

    #[test]
    fn what_the_system_says_is_said_in_german() {
        use io::ErrorKind as Kind;
        let kinds = [
            Kind::NotFound,
            Kind::PermissionDenied,
            Kind::AlreadyExists,
            Kind::NotADirectory,
            Kind::IsADirectory,
            Kind::DirectoryNotEmpty,
            Kind::ReadOnlyFilesystem,
            Kind::StorageFull,
            Kind::QuotaExceeded,
            Kind::WriteZero,
            Kind::FileTooLarge,
            Kind::InvalidFilename,
            Kind::InvalidInput,
            Kind::InvalidData,
            Kind::UnexpectedEof,
            Kind::ResourceBusy,
            Kind::ExecutableFileBusy,
            Kind::Deadlock,
            Kind::WouldBlock,
            Kind::TooManyLinks,
            Kind::CrossesDevices,
            Kind::BrokenPipe,
            Kind::Interrupted,
            Kind::OutOfMemory,
            Kind::Unsupported,
            Kind::TimedOut,
            Kind::StaleNetworkFileHandle,
            Kind::HostUnreachable,
            Kind::NetworkUnreachable,
            Kind::NetworkDown,
            Kind::NotConnected,
            Kind::ConnectionAborted,
            Kind::ConnectionRefused,
            Kind::ConnectionReset,
            Kind::Other,
        ];
        let of_kinds = kinds.map(io::Error::from).into_iter();
        // Every number the system may report, the ones without a kind as well.
        let of_codes = (1..200).map(io::Error::from_raw_os_error);
        let own = [io::Error::other("something went wrong"), io::Error::new(Kind::InvalidData, "stream did not contain valid UTF-8")];
        for error in of_kinds.chain(of_codes).chain(own) {
            let (told, english) = (io_german(&error), error.to_string());
            let words = english.split(" (os error").next().unwrap().to_lowercase();
            assert!(!told.is_empty() && !told.to_lowercase().contains(&words) && !told.contains("os error"), "{english}: {told}");
            assert!(!told.ends_with('.'), "{told}");
        }
        let missing = fs::read("gibt/es/nicht.toml").unwrap_err();
        assert_eq!(io_german(&missing), "den Pfad gibt es nicht");
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let source = Source::new("x.toml", "a = 1\r\ngröße = \"ü\"\n");
        let start = source.text.find("\"ü\"").unwrap();
        let place = source.place(Span::new(start..start + 4));
        assert_eq!((place.line, place.column, place.end_line, place.end_column), (2, 9, 2, 12));
        assert_eq!(source.line(2), "größe = \"ü\"");
        assert_eq!(source.line(1), "a = 1");
    }
}
