//! From the tree of a text to cells. Everything the dictionary does not foresee is collected as a fault with its
//! place; wording it is the business of the floor above.

use crate::document::Document;
use crate::document::cell::{Cell, CellId, Rows, TextRef, Value};
use crate::document::mark::Mark;
use crate::document::mend::{line_ends, mend};
use crate::document::placeholder::Suspect;
use crate::document::scan::scan;
use crate::document::thorough;
use crate::document::tree::{Content, Key, Node, Parts, ROOT, Tree};
use crate::schema::{CatalogueId, ContactKind, Kind, RecordId, Schema, Slot, Use};
use crate::source::{Source, Span};

/// Something in the file that does not fit the dictionary.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    pub span: Span,
    /// The cell it concerns; the row for an unknown key.
    pub cell: CellId,
}

#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// The TOML parser's own message.
    Syntax(String),
    /// As `Syntax`, but only this value is spoiled.
    Malformed(String),
    /// What is wrong with a value or line was certain, and all else is read.
    Flawed(Mark),
    /// Letters nobody sees, the first of them, in so many lines.
    Invisible(char, usize),
    UnknownKey(RecordId, String),
    Type(Kind),
    Code(CatalogueId, String),
    /// The name of a code instead of its key; certain, and understood.
    Named(CatalogueId, u16, String),
    /// A name that several codes bear, or one that does not fit its row.
    Ambiguous(CatalogueId, Vec<u16>, String),
    /// A code that this profile has removed; its value is still understood.
    RemovedCode(CatalogueId, String),
    Pattern(RecordId, Slot),
    /// Outside the bounds of the dictionary.
    Outside(RecordId, Slot),
    Placeholder(String),
    /// By this a person could be reached.
    Contact(ContactKind),
    /// A letter that shows something else than what is written.
    Odd(char),
}

/// Fills the cells from a text. With syntax errors that reach beyond single values the faults are all the errors, and the
/// cells hold no more than texts and codes at the top of the file that are certain: what the file is about.
pub fn read(schema: &Schema, root: RecordId, source: Source) -> (Document, Vec<Fault>) {
    match scan(&source.text) {
        Some(tree) => fill(schema, root, source, tree, &[]),
        None => parse_thoroughly(schema, root, source),
    }
}

/// Of a text that nobody can read as it is, no more than what is certain at its top.
pub fn read_head(schema: &Schema, root: RecordId, mut source: Source) -> Document {
    let (tree, errors) = thorough::read(&source.text);
    let text = std::mem::take(&mut source.text);
    let mut builder = Builder::new(schema, &tree, &text, source);
    builder.document.root = builder.table(root, Some(tree.parts(ROOT)), Span::default(), true);
    builder.keep_head(root, &errors);
    let is_noted = builder.is_noted;
    let mut document = builder.document;
    document.source.text = text;
    document.extra = tree.extra;
    if is_noted {
        document.veil(schema, &mut Vec::new());
    }
    document
}

/// The same, however plain the text: what the quick reader is held against.
pub fn parse_thoroughly(schema: &Schema, root: RecordId, source: Source) -> (Document, Vec<Fault>) {
    let (tree, errors) = thorough::read(&source.text);
    if errors.is_empty() { fill(schema, root, source, tree, &[]) } else { parse_mended(schema, root, source) }
}

/// A text with mistakes: what is certain of them is covered before it is read.
fn parse_mended(schema: &Schema, root: RecordId, mut source: Source) -> (Document, Vec<Fault>) {
    let mut flaws = Vec::new();
    if let Some((text, flaw)) = line_ends(&source.text) {
        source = Source::new(source.name, text);
        flaws.push(flaw);
    }
    let original = source.text.clone();
    if let Some(mended) = mend(&source.text) {
        flaws.extend(mended.flaws);
        source.text = mended.text;
    }
    let (tree, errors) = thorough::read(&source.text);
    let (mut document, mut faults) = fill(schema, root, source, tree, &errors);
    document.source.text = original;
    document.spoil(flaws, &mut faults);
    (document, faults)
}

/// Whether the quick reader takes a text.
pub fn is_plain(text: &str) -> bool {
    scan(text).is_some()
}

fn fill(schema: &Schema, root: RecordId, mut source: Source, tree: Tree, errors: &[toml::de::Error]) -> (Document, Vec<Fault>) {
    let text = std::mem::take(&mut source.text);
    let mut builder = Builder::new(schema, &tree, &text, source);
    let parts = tree.parts(ROOT);
    // What the project itself lacks is shown at its first line with content, not at a comment above it.
    let span = tree.each(parts).next().map_or_else(Span::default, |first| first.key.span);
    builder.document.root = builder.table(root, Some(parts), span, true);
    builder.settle_suspects();
    if !errors.is_empty() {
        builder.recover(root, errors);
    }
    let Builder { mut document, mut faults, is_noted, .. } = builder;
    document.source.text = text;
    document.extra = tree.extra;
    if is_noted {
        document.veil(schema, &mut faults);
    }
    (document, faults)
}

pub(super) struct Builder<'a> {
    pub(super) schema: &'a Schema,
    tree: &'a Tree,
    pub(super) text: &'a str,
    pub(super) document: Document,
    pub(super) faults: Vec<Fault>,
    pub(super) suspects: Vec<Suspect>,
    /// Some text must not be shown as it stands.
    pub(super) is_noted: bool,
    /// The cell being filled.
    pub(super) at: CellId,
    /// The row it is in: its record and its first cell.
    pub(super) row: (RecordId, CellId),
}

impl<'a> Builder<'a> {
    fn new(schema: &'a Schema, tree: &'a Tree, text: &'a str, source: Source) -> Self {
        let document = Document { source, cells: Vec::with_capacity(text.len() / 8), ..Document::default() };
        Self { schema, tree, text, document, faults: Vec::new(), suspects: Vec::new(), is_noted: false, at: 0, row: (Schema::PROJECT, 0) }
    }

    pub(super) fn table(&mut self, record: RecordId, parts: Option<Parts>, span: Span, present: bool) -> CellId {
        let fields = &self.schema.record(record).fields;
        let id = self.push(Cell { value: Value::Unset, span });
        let base = id + 1;
        self.document.cells.resize(base as usize + fields.len(), Cell { value: Value::Unset, span });
        self.document.cells[id as usize].value = Value::Table { record, base, present };
        // Files mostly follow the order of the dictionary.
        let mut next = 0;
        for node in self.tree.each(parts.unwrap_or_default()) {
            match self.schema.record(record).slot_from(next, self.text_of(node.key.text)) {
                Some(slot) => {
                    next = slot + 1;
                    self.fill(record, slot, base, node);
                }
                None => self.unknown_key(record, id, node.key),
            }
        }
        self.absent_parts(record, base, span);
        id
    }

    /// Absent tables get cells too, so that what is missing can be named field by field; lists that are empty when
    /// absent are empty from here on.
    fn absent_parts(&mut self, record: RecordId, base: CellId, span: Span) {
        let schema = self.schema;
        for (cell, field) in (base..).zip(&schema.record(record).fields) {
            if self.document.cells[cell as usize].value != Value::Unset {
                continue;
            }
            match field.kind {
                Kind::Table(inner) => {
                    let id = self.table(inner, None, span, false);
                    self.document.cells[cell as usize] = self.document.cells[id as usize];
                }
                Kind::List(inner) if schema.record(inner).list.is_some_and(|list| list.absent_is_empty) => {
                    self.document.cells[cell as usize].value = Value::List(Rows::ABSENT);
                }
                _ => {}
            }
        }
    }

    fn fill(&mut self, record: RecordId, slot: u16, base: CellId, node: &Node) {
        let schema = self.schema;
        let field = schema.record(record).field(slot);
        let span = node.span;
        let cell = base + CellId::from(slot);
        self.at = cell;
        self.row = (record, base);
        let value = match (field.kind, node.content) {
            (Kind::Table(inner), Content::Table(parts)) => {
                let id = self.table(inner, Some(parts), span, true);
                self.document.cell(id).value
            }
            (Kind::List(inner), Content::Array(rows)) => self.record_rows(inner, rows),
            (Kind::List(inner), Content::Table(_)) => self.fault(FaultKind::Type(Kind::List(inner)), span),
            (Kind::Codes(_) | Kind::Refs(_) | Kind::Texts, Content::Array(items)) => self.items((record, slot), items),
            (_, other) => self.scalar((record, slot), other, span),
        };
        self.document.cells[cell as usize] = Cell { value, span };
    }

    fn record_rows(&mut self, record: RecordId, rows: Parts) -> Value {
        let list = self.at;
        let mut ids = Vec::with_capacity(rows.length as usize);
        for row in self.tree.each(rows) {
            match row.content {
                Content::Table(parts) => ids.push(self.table(record, Some(parts), row.span, true)),
                _ => {
                    self.at = list;
                    self.fault(FaultKind::Type(Kind::List(record)), row.span);
                }
            }
        }
        Value::List(self.keep_rows(&ids))
    }

    fn items(&mut self, at: (RecordId, Slot), items: Parts) -> Value {
        let kind = self.schema.record(at.0).field(at.1).kind;
        let mut ids = Vec::with_capacity(items.length as usize);
        for item in self.tree.each(items) {
            let span = item.span;
            let cell = self.push(Cell { value: Value::Unset, span });
            let value = match item.content {
                Content::Text(text) => {
                    let value = self.item(at, cell, text, span);
                    self.bounded(at, value, span)
                }
                _ => self.fault(FaultKind::Type(kind), span),
            };
            self.document.cells[cell as usize].value = value;
            ids.push(cell);
        }
        Value::List(self.keep_rows(&ids))
    }

    fn item(&mut self, (record, slot): (RecordId, Slot), cell: CellId, text: TextRef, span: Span) -> Value {
        let (field, word) = (self.schema.record(record).field(slot), self.text_of(text));
        let kind = field.kind;
        let used = if matches!(kind, Kind::Refs(_)) { Use::Kennung } else { Use::Text };
        if let Some(blank) = self.placeholder(kind, (used, cell), word, span) {
            return blank;
        }
        match kind {
            Kind::Codes(catalogue) => self.code((catalogue, cell), word, span),
            _ => self.noted(field, text),
        }
    }

    fn keep_rows(&mut self, ids: &[CellId]) -> Rows {
        let start = narrow(self.document.rows.len());
        self.document.rows.extend_from_slice(ids);
        Rows { start, length: narrow(ids.len()) }
    }

    fn push(&mut self, cell: Cell) -> CellId {
        self.document.cells.push(cell);
        narrow(self.document.cells.len() - 1)
    }

    fn unknown_key(&mut self, record: RecordId, row: CellId, key: Key) {
        let kind = FaultKind::UnknownKey(record, self.text_of(key.text).to_owned());
        self.faults.push(Fault { kind, span: key.span, cell: row });
    }

    pub(super) fn fault(&mut self, kind: FaultKind, span: Span) -> Value {
        self.faults.push(Fault { kind, span, cell: self.at });
        Value::Fault
    }

    /// Whether the cell being filled has a fault already.
    pub(super) fn is_faulty(&self) -> bool {
        self.faults.last().is_some_and(|fault| fault.cell == self.at)
    }

    pub(super) fn blank(&mut self, text: &str, span: Span) -> Value {
        if !text.trim().is_empty() {
            self.fault(FaultKind::Placeholder(text.to_owned()), span);
        }
        Value::Blank
    }

    pub(super) fn text_of(&self, text: TextRef) -> &'a str {
        self.tree.text(self.text, text)
    }
}

/// Sources are limited to 64 MiB, so every index fits.
fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}
