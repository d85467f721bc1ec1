//! Reading goes on where only a single value is written wrongly: a thirteenth month spoils its own field, not the file.

use toml::de::Error;

use crate::document::Document;
use crate::document::build::{Builder, Fault, FaultKind};
use crate::document::cell::{Cell, CellId, Value};
use crate::document::mark::Mark;
use crate::document::mend::Flaw;
use crate::schema::RecordId;
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
                let source = std::mem::take(&mut self.document.source);
                self.document = Document { source, ..Document::default() };
                self.document.root = self.table(root, None, Span::default(), false);
                self.faults = faults.map(|(span, message)| Fault { kind: FaultKind::Syntax(message), span, cell: 0 }).collect();
            }
        }
        self.faults.sort_by_key(|fault| fault.span);
        self.faults.dedup_by(|right, left| right.span == left.span);
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
