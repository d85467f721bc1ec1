//! Keys and headings that a text gives twice: the first one counts, a further one is covered by a name that nobody knows, of
//! the same length, so that everything else is read as it stands.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    Value,
    /// `[a]`
    Table,
    /// Only named on the way to another table.
    Way,
    /// Made by `a.b = 1`.
    Dotted,
    /// `[[a]]`, so many so far.
    Rows(u32),
}

/// A name that was there before.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Repeat {
    /// The name, to be covered.
    pub name: Range<usize>,
    /// Where it stands first.
    pub first: usize,
    /// It belongs to something that was told already.
    pub told: bool,
    pub cover: String,
}

/// All names of a text so far, by the way to them.
#[derive(Debug, Default)]
pub(super) struct Names {
    known: HashMap<String, (Use, usize)>,
    /// Names of tables that were repeated.
    told: HashSet<String>,
    /// The way to the table that is being filled.
    table: String,
    covers: usize,
}

impl Names {
    /// `[a.b]` or `[[a.b]]`, from here on the table that is filled.
    pub fn heading(&mut self, text: &str, range: Range<usize>) -> Option<Repeat> {
        let line = text.get(range.clone())?;
        let is_row = line.starts_with("[[");
        let start = range.start + if is_row { 2 } else { 1 };
        let end = start + text.get(start..range.end)?.find(']')?;
        let parts = parts(text, start..end)?;
        self.table = String::new();
        let (last, way) = parts.split_last()?;
        for part in way {
            let path = self.path(text, part);
            match self.known.get(&path) {
                Some((Use::Value, first)) => return self.repeat((path, *first), part, true),
                Some((Use::Rows(count), _)) => self.table = format!("{path}#{count}"),
                Some(_) => self.table = path,
                None => {
                    self.known.insert(path.clone(), (Use::Way, part.start));
                    self.table = path;
                }
            }
        }
        let path = self.path(text, last);
        let new = match (is_row, self.known.get(&path)) {
            (true, None) => Use::Rows(1),
            (true, Some((Use::Rows(count), _))) => Use::Rows(count + 1),
            (false, None | Some((Use::Way, _))) => Use::Table,
            (_, Some((_, first))) => return self.repeat((path, *first), last, true),
        };
        self.known.entry(path.clone()).or_insert((new, last.start)).0 = new;
        self.table = if let Use::Rows(count) = new { format!("{path}#{count}") } else { path };
        None
    }

    /// `a = …` or `a.b = …` in the table that is filled.
    pub fn key(&mut self, text: &str, range: Range<usize>) -> Option<Repeat> {
        let parts = parts(text, range)?;
        let (last, way) = parts.split_last()?;
        let table = self.table.clone();
        for part in way {
            let path = self.path(text, part);
            self.known.entry(path.clone()).or_insert((Use::Dotted, part.start));
            self.table = path;
        }
        let path = self.path(text, last);
        self.table = table;
        match self.known.get(&path) {
            Some((_, first)) => {
                let first = *first;
                let (table, repeat) = (self.table.clone(), self.repeat((path, first), last, false));
                self.table = table;
                repeat
            }
            None => {
                self.known.insert(path, (Use::Value, last.start));
                None
            }
        }
    }

    /// Into the braces of a table in one line; gives what to come back to.
    pub fn open(&mut self, at: usize) -> String {
        std::mem::replace(&mut self.table, format!("{{{at}}}"))
    }

    pub fn close(&mut self, before: String) {
        self.table = before;
    }

    fn path(&self, text: &str, part: &Range<usize>) -> String {
        format!("{}.{}", self.table, text.get(part.clone()).unwrap_or_default().trim_matches(['"', '\'']))
    }

    /// What stands under a repeated heading is in a table of its own.
    fn repeat(&mut self, (path, first): (String, usize), name: &Range<usize>, is_heading: bool) -> Option<Repeat> {
        self.covers += 1;
        let width = name.len().checked_sub(1)?;
        let cover = format!("-{:0>width$}", self.covers);
        let cover = if width == 0 { "-".to_owned() } else { cover };
        let told = is_heading && !self.told.insert(path);
        self.table = format!("-{}", self.covers);
        (cover.len() == name.len()).then(|| Repeat { name: name.clone(), first, told, cover })
    }
}

/// The names between dots, without the blanks around them; nothing where one holds a dot itself.
fn parts(text: &str, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = range.start;
    for part in text.get(range)?.split('.') {
        let from = at + part.len() - part.trim_start().len();
        let name = part.trim();
        let quotes = name.matches(['"', '\'']).count();
        if name.is_empty() || quotes == 1 {
            return None;
        }
        found.push(from..from + name.len());
        at += part.len() + 1;
    }
    Some(found)
}
