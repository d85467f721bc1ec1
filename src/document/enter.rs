//! Entering a value by its path. The text changes at this one place: comments, order and line ends stay as they are.

use toml_edit::{DocumentMut, Item, TableLike, Value as Entry};

use crate::document::cell::{CellId, Value};
use crate::document::{Document, read};
use crate::schema::{Kind, RecordId, Schema, Slot};
use crate::source::Source;

/// What became of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    /// The whole text, with the value in it.
    New(String),
    /// Just this stands there already.
    Already,
}

/// Why a value is not entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotEntered {
    /// The file itself cannot be read.
    Unreadable,
    /// No row or field of the file has this path.
    NoPlace,
    /// Several rows have this path.
    Ambiguous,
    /// Something else stands there, in this line.
    Taken(u32),
    /// The value is not what the dictionary asks for there.
    Unfit,
}

/// Enters `value`, written as in a project file, at a path such as `statusberichte[2026-10-30].stellungnahme`.
///
/// # Errors
/// The place is not there, not free, or not for such a value.
pub fn enter(schema: &Schema, root: RecordId, source: &Source, path: &str, value: &str) -> Result<Entered, NotEntered> {
    let (document, faults) = read(schema, root, source.clone());
    let mut tree: DocumentMut = source.text.parse().map_err(|_| NotEntered::Unreadable)?;
    let (row, record, slot) = document.place(schema, path)?;
    let field = schema.record(record).field(slot);
    let mut entry: Entry = value.trim().parse().map_err(|_| NotEntered::Unfit)?;
    entry.decor_mut().set_prefix(" ");
    entry.decor_mut().set_suffix("");
    let table = descend(tree.as_table_mut(), &document.way(schema, row)).ok_or(NotEntered::NoPlace)?;
    if let Some(cell) = document.field(row, slot).map(|cell| document.cell(cell)).filter(|cell| cell.value != Value::Unset) {
        if table.get(&field.name).and_then(Item::as_value).is_some_and(|old| bare(old) == bare(&entry)) {
            return Ok(Entered::Already);
        }
        if cell.value != Value::Blank {
            return Err(NotEntered::Taken(document.source.place(cell.span).line));
        }
    }
    let in_one_line = document.source.text.get(document.cell(row).span.range()).is_some_and(|text| text.starts_with('{'));
    insert(table, &field.name, entry, in_one_line);
    let text = like(&source.text, tree.to_string());
    let (after, wrong) = read(schema, root, Source::new(source.name.clone(), text));
    let fits = after.place(schema, path).is_ok_and(|(row, _, slot)| after.field(row, slot).is_some_and(|cell| after.is_filled(cell)));
    if fits && wrong.len() <= faults.len() { Ok(Entered::New(after.source.text)) } else { Err(NotEntered::Unfit) }
}

impl Document {
    /// The row and field that a path names; the row is there, the field need not be.
    fn place(&self, schema: &Schema, path: &str) -> Result<(CellId, RecordId, Slot), NotEntered> {
        let after_key = path.rfind(']').map_or(0, |at| at + 1);
        let (row, field) = match path.get(after_key..).and_then(|rest| rest.rfind('.')) {
            Some(dot) => (&path[..after_key + dot], &path[after_key + dot + 1..]),
            None => ("", path),
        };
        let mut found: Vec<(CellId, RecordId, CellId)> = Vec::new();
        for id in 0..u32::try_from(self.cells.len()).unwrap_or(0) {
            let Value::Table { record, base, present: true } = self.cell(id).value else { continue };
            if self.path(schema, id) == row && !found.iter().any(|(_, _, known)| *known == base) {
                found.push((id, record, base));
            }
        }
        match found.as_slice() {
            [] => Err(NotEntered::NoPlace),
            [(id, record, _)] => {
                let slot = schema.record(*record).slot(field).ok_or(NotEntered::NoPlace)?;
                let is_value = !matches!(schema.record(*record).field(slot).kind, Kind::Table(_) | Kind::List(_));
                if is_value { Ok((*id, *record, slot)) } else { Err(NotEntered::NoPlace) }
            }
            _ => Err(NotEntered::Ambiguous),
        }
    }

    fn is_filled(&self, cell: CellId) -> bool {
        !self.cell(cell).value.is_missing()
    }
}

/// Down to a row, by fields and numbers of rows.
fn descend<'t>(table: &'t mut dyn TableLike, way: &[(&str, Option<usize>)]) -> Option<&'t mut dyn TableLike> {
    let Some(((field, row), rest)) = way.split_first() else { return Some(table) };
    let item = table.get_mut(field)?;
    let next: &mut dyn TableLike = match (row, item) {
        (None, item) => item.as_table_like_mut()?,
        (Some(row), Item::ArrayOfTables(rows)) => rows.get_mut(*row)?,
        (Some(row), Item::Value(Entry::Array(rows))) => rows.get_mut(*row)?.as_inline_table_mut()?,
        _ => return None,
    };
    descend(next, rest)
}

/// In the place of an empty value, or behind the other values of the row and indented as they are.
fn insert(table: &mut dyn TableLike, field: &str, mut entry: Entry, in_one_line: bool) {
    if let Some(blank) = table.get_mut(field).and_then(Item::as_value_mut) {
        *entry.decor_mut() = blank.decor().clone();
        *blank = entry;
        return;
    }
    let mut values = table.iter_mut().filter(|(_, item)| item.is_value());
    let mut indent = String::new();
    if let Some((key, item)) = values.by_ref().last() {
        let before = key.leaf_decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default();
        before.rsplit('\n').next().unwrap_or_default().clone_into(&mut indent);
        if let Some(last) = item.as_value_mut().filter(|_| in_one_line) {
            let gap = last.decor().suffix().cloned().unwrap_or_default();
            entry.decor_mut().set_suffix(gap);
            last.decor_mut().set_suffix("");
        }
    }
    drop(values);
    table.insert(field, Item::Value(entry));
    if let Some(mut key) = table.key_mut(field) {
        key.leaf_decor_mut().set_prefix(indent);
    }
}

/// The value without what stands around it.
fn bare(entry: &Entry) -> String {
    match entry.as_str() {
        Some(text) => text.to_owned(),
        None => entry.to_string().trim().to_owned(),
    }
}

/// With the line ends of the original.
fn like(original: &str, text: String) -> String {
    let all_windows = original.contains("\r\n") && !original.replace("\r\n", "").contains('\n');
    if all_windows { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text }
}
