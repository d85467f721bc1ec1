//! What a file says and nobody is to be shown: by what a person could be reached, and letters that show something else than
//! what is written. From here on such a text stands in the document without them, whoever asks; that it held them is a fault.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::Document;
use crate::document::build::{Builder, Fault, FaultKind};
use crate::document::cell::{CellId, TextRef, Value};
use crate::escape::{Odd, clean, clean_in_place, is_clean};
use crate::schema::{Field, Kind, RecordId, Schema, Slot, address, without};
use crate::source::{Excerpt, Place, Span};

impl Builder<'_> {
    /// A text as a value; whether it must not be shown as it stands is looked at when the file is read.
    pub(super) fn noted(&mut self, field: &Field, text: TextRef) -> Value {
        if !self.is_noted {
            let words = self.text_of(text);
            let own = if field.is_mailbox { vec![address(words)] } else { Vec::new() };
            self.is_noted = !is_clean(words) || !self.schema.contacts.find(words, &own).is_empty();
        }
        Value::Text(text)
    }
}

/// As long as something can be by which a person is reached.
const AROUND: usize = 120;

/// The names of rows by which a person could be reached, in their order: two of them stay two.
type Names = HashMap<String, usize>;

impl Document {
    /// Covers all texts that must not be shown as they stand.
    pub(super) fn veil(&mut self, schema: &Schema, faults: &mut Vec<Fault>) {
        let declared = self.mailboxes(schema);
        let mut names = Names::new();
        for cell in 0..CellId::try_from(self.cells.len()).unwrap_or(0) {
            if let Value::Text(text) = self.cell(cell).value {
                self.veil_text(schema, (cell, text), &declared, (faults, &mut names));
            }
        }
        // A path names rows by what they are called now.
        self.owners.take();
    }

    fn veil_text(
        &mut self,
        schema: &Schema,
        (cell, text): (CellId, TextRef),
        declared: &[String],
        (faults, names): (&mut Vec<Fault>, &mut Names),
    ) {
        let words = self.text(text).to_owned();
        let found = schema.contacts.find(&words, declared);
        let Some((record, slot)) = self.field_of(schema, cell).filter(|_| !found.is_empty() || !is_clean(&words)) else { return };
        // A text that the file writes with escapes is as long there as it likes.
        let is_literal = (text.start as usize) < self.source.text.len();
        let whole = self.cell(cell).span;
        let place = |range: Range<usize>| {
            if is_literal { Span::new(text.start as usize + range.start..text.start as usize + range.end) } else { whole }
        };
        if let Some(first) = found.first() {
            faults.push(Fault { kind: FaultKind::Contact(first.kind), span: place(first.range.clone()), cell });
        }
        let odd = |(_, letter): &(usize, char)| matches!(Odd::of(*letter), Some(Odd::Control | Odd::Direction)) || is_hiding(*letter);
        // Line ends of Windows belong to a text.
        if let Some((at, letter)) = words.char_indices().find(|pair| odd(pair) && !words[pair.0..].starts_with("\r\n")) {
            faults.push(Fault { kind: FaultKind::Odd(letter), span: place(at..at + letter.len_utf8()), cell });
        }
        let mut shown = words.clone();
        if !found.is_empty() && !schema.contacts.shown {
            self.veiled.extend(found.iter().map(|contact| place(contact.range.clone())));
            shown = without(&words, found.into_iter().map(|contact| contact.range));
            if names_a_row(schema, (record, slot)) {
                let next = names.len() + 1;
                let number = *names.entry(address(&words)).or_insert(next);
                if number > 1 {
                    shown = format!("{shown} {number}");
                }
            }
        }
        let kept = self.keep(&clean(&shown));
        self.cells[cell as usize].value = Value::Text(kept);
    }

    /// The mailboxes of functions that the file declares: they stay, wherever they are named.
    pub fn mailboxes(&self, schema: &Schema) -> Vec<String> {
        let mut found = Vec::new();
        for (id, record) in (0..).zip(&schema.records) {
            for (slot, _) in (0..).zip(&record.fields).filter(|(_, field)| field.is_mailbox) {
                let rows = self.rows_of(schema, id);
                let texts = rows.iter().filter_map(|way| self.text_at(schema, self.field(*way.last()?, slot)?));
                found.extend(texts.map(|text| address(&text)));
            }
        }
        found
    }

    /// The line of a place as it may be shown: without what is covered in its values, and without the same in remarks and in
    /// what could not be read.
    pub fn excerpt(&self, schema: &Schema, place: Place) -> Excerpt {
        let (window, left_out) = self.source.window(place);
        let (start, text) = (window.start, &self.source.text[window.clone()]);
        let mut covered: Vec<Range<usize>> = self.veiled.iter().map(|span| span.range()).collect();
        if !schema.contacts.shown {
            // What is cut at an end of the window is known by what stands before or behind it.
            let around = self.around(&window);
            let words = &self.source.text[around.clone()];
            if !schema.contacts.find(words, &[]).is_empty() {
                let found = schema.contacts.find(words, &self.mailboxes(schema));
                covered.extend(found.into_iter().map(|contact| around.start + contact.range.start..around.start + contact.range.end));
            }
        }
        covered.sort_by_key(|range| range.start);
        let inside = covered.iter().map(|range| range.start.max(start)..range.end.min(window.end)).filter(|range| range.start < range.end);
        let text = without(text, inside.map(|range| range.start - start..range.end - start));
        Excerpt { text: clean_in_place(&text).into_owned(), left_out }
    }

    fn around(&self, window: &Range<usize>) -> Range<usize> {
        let text = &self.source.text;
        let start = text[..window.start].char_indices().rev().take(AROUND).take_while(|(_, letter)| *letter != '\n').last();
        let end = text[window.end..].char_indices().take(AROUND).take_while(|(_, letter)| *letter != '\n').last();
        start.map_or(window.start, |(at, _)| at)..end.map_or(window.end, |(at, letter)| window.end + at + letter.len_utf8())
    }

    /// Any other words from the file; `None` where they can be shown as they are.
    pub fn shown(&self, schema: &Schema, text: &str) -> Option<String> {
        let hidden = self.hidden(schema, text);
        let words = hidden.as_deref().unwrap_or(text);
        if is_clean(words) { hidden } else { Some(clean(words).into_owned()) }
    }

    fn hidden(&self, schema: &Schema, text: &str) -> Option<String> {
        schema.contacts.hide(text, &[])?;
        schema.contacts.hide(text, &self.mailboxes(schema))
    }
}

/// Between letters it keeps people from finding the word; those that only say how to write or break it do not.
fn is_hiding(letter: char) -> bool {
    matches!(letter, '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn names_a_row(schema: &Schema, (record, slot): (RecordId, Slot)) -> bool {
    let record = schema.record(record);
    matches!(record.field(slot).kind, Kind::Ref(_) | Kind::Refs(_)) || record.list.is_some_and(|list| list.key == slot)
}
