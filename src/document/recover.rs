//! Reading goes on where only a single value is written wrongly: a thirteenth month spoils its own field, not the file.

use toml::de::{DeTable, Error};

use crate::document::Document;
use crate::document::build::{Builder, Fault, FaultKind};
use crate::document::cell::{Cell, CellId, Value};
use crate::document::mark::Mark;
use crate::document::mend::Flaw;
use crate::schema::{RecordId, Slot};
use crate::source::Span;

impl Builder<'_> {
    /// Makes good for syntax errors. When each lies within one value, that value is at fault and the rest stays as it was
    /// read; otherwise the cells hold nothing and the faults are all the errors.
    pub(super) fn recover(&mut self, root: RecordId, errors: &[Error]) {
        let span = |error: &Error| error.span().map_or_else(Span::default, Span::new);
        let spoiled: Option<Vec<CellId>> = errors.iter().map(|error| self.value_at(span(error))).collect();
        let faults = errors.iter().map(|error| (span(error), error.message().to_owned()));
        match spoiled {
            Some(cells) => {
                self.faults.retain(|fault| !cells.contains(&fault.cell));
                for (cell, (_, message)) in cells.into_iter().zip(faults) {
                    let span = self.document.cells[cell as usize].span;
                    self.document.cells[cell as usize].value = Value::Fault;
                    self.faults.push(Fault { kind: FaultKind::Malformed(message), span, cell });
                }
            }
            None => {
                self.keep_head(root, errors);
                self.faults = faults.map(|(span, message)| Fault { kind: FaultKind::Syntax(message), span, cell: 0 }).collect();
            }
        }
        self.faults.sort_by_key(|fault| fault.span);
        self.faults.dedup_by(|right, left| right.span == left.span);
    }

    /// Leaves no more than what the file is about.
    pub(super) fn keep_head(&mut self, root: RecordId, errors: &[Error]) {
        let certain = self.certain_head(root, errors);
        let source = std::mem::take(&mut self.document.source);
        self.document = Document { source, ..Document::default() };
        self.document.root = self.table(root, None, Span::default(), false);
        for (slot, cell) in certain {
            let at = self.document.root + 1 + CellId::from(slot);
            self.document.cells[at as usize] = cell;
        }
    }

    /// Texts and codes of the project itself whose line is sound TOML and no error touches: a broken file still says what it
    /// is about.
    fn certain_head(&self, root: RecordId, errors: &[Error]) -> Vec<(Slot, Cell)> {
        let touched: Vec<(u32, u32)> = errors.iter().filter_map(Error::span).map(|span| (narrow(span.start), narrow(span.end))).collect();
        let start = self.document.root + 1;
        let slots = (0..).zip(&self.schema.record(root).fields).map(|(slot, _)| slot);
        let cells = slots.map(|slot: Slot| (slot, self.document.cells[(start + CellId::from(slot)) as usize]));
        let is_certain = |cell: &Cell| {
            let (from, to) = (cell.span.start as usize, cell.span.end as usize);
            let begin = self.text[..from].rfind('\n').map_or(0, |before| before + 1);
            let end = self.text[to..].find('\n').map_or(self.text.len(), |after| to + after);
            let apart = !touched.iter().any(|(from, to)| *from < narrow(end) && narrow(begin) <= *to);
            matches!(cell.value, Value::Text(_) | Value::Code(..)) && apart && is_sound(&self.text[begin..end])
        };
        cells.filter(|(_, cell)| is_certain(cell)).collect()
    }

    /// The value an error lies in, when it is a single value on one line: only then is what follows it read rightly.
    fn value_at(&self, error: Span) -> Option<CellId> {
        let holds = |cell: &Cell| {
            let within = cell.span.start <= error.start && error.end <= cell.span.end && error.start < cell.span.end;
            let single = !matches!(cell.value, Value::Unset | Value::Table { .. } | Value::List(_));
            within && single && self.text.get(cell.span.start as usize..cell.span.end as usize).is_some_and(|value| !value.contains('\n'))
        };
        let index = self.document.cells.iter().position(holds)?;
        CellId::try_from(index).ok()
    }
}

impl Document {
    /// Marks the values that were covered to read the rest, and says what is wrong with them: each cause once.
    pub(super) fn spoil(&mut self, flaws: Vec<Flaw>, faults: &mut Vec<Fault>) {
        let mut invisible: Option<(char, Span, Vec<u32>)> = None;
        for Flaw { mark, span } in flaws {
            if let Mark::Invisible(letter) = mark {
                let (_, _, lines) = invisible.get_or_insert((letter, span, Vec::new()));
                lines.push(self.source.place(span).line);
                continue;
            }
            let is_value = |cell: &Cell| cell.span == span && !matches!(cell.value, Value::Table { .. });
            let found = self.cells.iter().position(is_value).and_then(|index| CellId::try_from(index).ok());
            faults.retain(|fault| fault.span != span);
            if mark == Mark::RepeatedAlso {
                continue;
            }
            if let Some(cell) = found.filter(|_| mark != Mark::LineEnds) {
                self.cells[cell as usize].value = Value::Fault;
            }
            faults.push(Fault { kind: FaultKind::Flawed(mark), span, cell: found.unwrap_or(0) });
        }
        if let Some((letter, span, mut lines)) = invisible {
            lines.dedup();
            faults.push(Fault { kind: FaultKind::Invisible(letter, lines.len()), span, cell: 0 });
        }
        faults.sort_by_key(|fault| fault.span);
    }
}

/// Whether a line says by itself what it says, without a letter that was lost.
fn is_sound(line: &str) -> bool {
    DeTable::parse(line).is_ok() && !line.contains(char::REPLACEMENT_CHARACTER)
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
