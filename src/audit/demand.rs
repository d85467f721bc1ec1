//! Whether a project may have none of something: never, where a MUSS rule for its phase and class would then fail.

use std::collections::HashMap;

use crate::audit::Auditor;
use crate::audit::machine::Facts;
use crate::audit::state::State;
use crate::audit::subject::Subject;
use crate::document::{CellId, Rows, Value};
use crate::schema::{Level, Schema};
use crate::standard::Outcome;

pub struct Demand<'a> {
    auditor: &'a Auditor<'a>,
    subject: &'a Subject<'a>,
    state: &'a State,
    facts: Facts,
    /// By the cell of the list, once it was asked.
    known: HashMap<CellId, bool>,
}

impl<'a> Demand<'a> {
    pub fn new(auditor: &'a Auditor<'a>, subject: &'a Subject<'a>, state: &'a State, facts: Facts) -> Self {
        Self { auditor, subject, state, facts, known: HashMap::new() }
    }

    /// Whether no MUSS rule fails when the list is written down as empty.
    pub fn allows_none(&mut self, list: CellId) -> bool {
        if let Some(known) = self.known.get(&list) {
            return *known;
        }
        let allowed = self.ask(list);
        self.known.insert(list, allowed);
        allowed
    }

    fn ask(&self, list: CellId) -> bool {
        let schema = self.subject.schema();
        let Some((row, Schema::PROJECT, slot)) = self.subject.document.owner(schema, list) else { return false };
        if row != self.subject.document.root() {
            return false;
        }
        let mut document = self.subject.document.clone();
        document.cells[list as usize].value = Value::List(Rows { start: 0, length: 0 });
        let emptied = Subject { standard: self.subject.standard, document: &document };
        let rules = self.auditor.rules.iter().filter(|compiled| compiled.heads.contains(&slot));
        let mut musts = rules.map(|compiled| (compiled, &self.subject.standard.rules[compiled.index]));
        !musts.any(|(compiled, rule)| {
            let asks = rule.level == Level::Muss && rule.is_in_force();
            asks && self
                .auditor
                .examine_in_scope(compiled, rule, &emptied, self.state, self.facts)
                .verdicts
                .iter()
                .any(|verdict| verdict.outcome == Outcome::NichtErfuellt)
        })
    }
}
