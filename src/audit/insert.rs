//! Where in the text of a project file something new can be written so that it belongs to the right row, and how to say so.

use crate::audit::finding::{Insert, Snippet};
use crate::document::{CellId, Document, Outline, Rows, Value};
use crate::schema::Schema;
use crate::source::Span;

/// A place between two letters of the text.
pub struct Gap {
    offset: usize,
    place: String,
    pub shape: Shape,
    indent: String,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Shape {
    Lines,
    /// Lines that begin with a heading, with room above.
    Headed,
    /// Between brackets, in one line; `after_other` where something stands before it in them.
    Inline {
        after_other: bool,
    },
    /// The same, with its name, as an entry of the row around it.
    Named {
        after_other: bool,
    },
}

impl Gap {
    fn lines(document: &Document, offset: usize, place: String) -> Self {
        let before = document.source.text.get(..offset).unwrap_or_default().trim_end();
        let last = before.rsplit('\n').next().unwrap_or_default();
        let indent = last.chars().take_while(|letter| matches!(letter, ' ' | '\t')).collect();
        Self { offset, place, shape: Shape::Lines, indent }
    }

    pub fn snippet(self, document: &Document, text: &str) -> Snippet {
        let source = &document.source.text;
        let mut out = String::new();
        match self.shape {
            Shape::Inline { after_other: true } | Shape::Named { after_other: true } => out = format!(", {text}"),
            Shape::Inline { .. } | Shape::Named { .. } => out = format!(" {text} "),
            Shape::Lines | Shape::Headed => {
                let before = source.get(..self.offset).unwrap_or_default();
                out.push_str(if before.is_empty() || before.ends_with('\n') { "" } else { "\n" });
                out.push_str(if self.shape == Shape::Headed && !before.trim().is_empty() { "\n" } else { "" });
                for line in text.lines() {
                    out.push_str(&self.indent);
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
        Snippet {
            text: text.to_owned(),
            place: self.place,
            insert: Some(Insert { offset: self.offset, text: out, line: line_of(document, self.offset) }),
        }
    }
}

/// The line that ends before an offset.
fn line_before(document: &Document, offset: usize) -> u32 {
    let text = document.source.text.get(..offset).unwrap_or_default();
    let end = text.trim_end_matches(['\n', '\r']).len();
    document.source.place(Span::new(end..end)).line
}

fn line_of(document: &Document, offset: usize) -> u32 {
    document.source.place(Span::new(offset..offset)).line
}

/// Keys of the head stand before all headings.
pub fn head(document: &Document) -> Gap {
    let (outline, text) = (document.outline(), &document.source.text);
    let Some(first) = outline.headings.first() else {
        return Gap::lines(document, text.len(), "am Ende der Datei".to_owned());
    };
    let heading = text.get(first.start..first.end).unwrap_or_default();
    let before = format!("vor die erste Überschrift ({heading} in Zeile {})", line_of(document, first.start));
    let line_start = text.get(..first.start).unwrap_or_default().rfind('\n').map_or(0, |end| end + 1);
    match outline.head {
        0 => Gap::lines(document, line_start, before),
        end => Gap::lines(document, end, format!("hinter Zeile {}, {before}", line_before(document, end))),
    }
}

/// Where keys of the head go, to follow "schreiben Sie".
pub fn head_in_words(document: &Document) -> String {
    match document.outline().headings.first() {
        Some(first) => format!("vor die erste Überschrift (Zeile {})", line_of(document, first.start)),
        None => "am Ende der Datei".to_owned(),
    }
}

/// Among the entries of a row or table that is there.
pub fn in_row(document: &Document, row: CellId) -> Option<Gap> {
    let (outline, text) = (document.outline(), &document.source.text);
    let span = document.cell(row).span.range();
    if text.get(span.clone())?.starts_with('{') {
        return Some(in_braces(document, span));
    }
    let heading = &outline.headings[outline.at(span.start)?];
    let place = format!("{}, hinter Zeile {}", entry(document, outline, span.start)?, line_before(document, heading.below));
    Some(Gap::lines(document, heading.below, place))
}

/// "in den Eintrag [[stellen]] ab Zeile 12"
fn entry(document: &Document, outline: &Outline, start: usize) -> Option<String> {
    let heading = &outline.headings[outline.at(start)?];
    let written = document.source.text.get(heading.start..heading.end)?;
    Some(format!("in den Eintrag {written} ab Zeile {}", line_of(document, start)))
}

/// A further row of the list, or the table, that stands in this cell.
pub fn part(document: &Document, schema: &Schema, cell: CellId) -> Option<Gap> {
    let (outline, text) = (document.outline(), &document.source.text);
    let Value::List(rows @ Rows { length, .. }) = document.cell(cell).value else { return new_part(document, schema, cell) };
    if rows == Rows::ABSENT {
        return new_part(document, schema, cell);
    }
    let list = document.cell(cell).span.range();
    let last = document.rows(rows).iter().map(|row| document.cell(*row).span.range()).max_by_key(|span| span.start);
    if let Some(last) = last.as_ref().filter(|last| text.get((*last).clone()).is_some_and(|row| row.starts_with('['))) {
        let offset = outline.whole(text, outline.at(last.start)?);
        let place = format!("hinter den letzten Eintrag dieser Liste, nach Zeile {}", line_before(document, offset));
        return Some(headed(document, offset, place, last.start));
    }
    let close = list.end.checked_sub(1).filter(|close| text.get(*close..list.end) == Some("]"))?;
    let from = last.map_or(list.start + 1, |last| last.end);
    let comma = comma(text.get(from..close)?);
    let offset = from + comma.map_or(0, |at| at + 1);
    let place = format!("in Zeile {}, in die eckigen Klammern der Liste", line_of(document, offset));
    let after_other = length > 0 && comma.is_none();
    Some(Gap { shape: Shape::Inline { after_other }, ..Gap::lines(document, offset, place) })
}

/// The first comma that is no part of a comment.
fn comma(text: &str) -> Option<usize> {
    let mut comment = false;
    text.char_indices().find_map(|(at, letter)| {
        comment = if letter == '\n' { false } else { comment || letter == '#' };
        (letter == ',' && !comment).then_some(at)
    })
}

/// Nothing of it is there: behind the row it belongs to, or at the end of the file.
fn new_part(document: &Document, schema: &Schema, cell: CellId) -> Option<Gap> {
    let (outline, text) = (document.outline(), &document.source.text);
    let (mut row, ..) = document.owner(schema, cell)?;
    let mut is_direct = true;
    while let Value::Table { present: false, .. } = document.cell(row).value {
        (row, ..) = document.owner(schema, row)?;
        is_direct = false;
    }
    if row == document.root() {
        return Some(headed(document, text.len(), "am Ende der Datei".to_owned(), text.len()));
    }
    let span = document.cell(row).span.range();
    if text.get(span.clone())?.starts_with('{') {
        return is_direct.then(|| in_braces(document, span));
    }
    let offset = outline.whole(text, outline.at(span.start)?);
    let place = format!("{}, hinter Zeile {}", entry(document, outline, span.start)?, line_before(document, offset));
    Some(headed(document, offset, place, span.start))
}

/// A heading like that at `like`.
fn headed(document: &Document, offset: usize, place: String, like: usize) -> Gap {
    let before = document.source.text.get(..like).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indent = if line.trim().is_empty() { line.to_owned() } else { String::new() };
    Gap { shape: Shape::Headed, indent, ..Gap::lines(document, offset, place) }
}

fn in_braces(document: &Document, span: std::ops::Range<usize>) -> Gap {
    let inner = document.source.text.get(span.start + 1..span.end.saturating_sub(1)).unwrap_or_default();
    let written = inner.trim_end();
    let offset = span.start + 1 + written.len();
    let after_other = !written.trim().is_empty() && !written.ends_with(',');
    let comma = if after_other { ", nach einem Komma" } else { "" };
    let place = format!("in Zeile {}, in die geschweifte Klammer dieses Eintrags{comma}", line_of(document, offset));
    Gap { shape: Shape::Named { after_other }, ..Gap::lines(document, offset, place) }
}
