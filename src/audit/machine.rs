//! Evaluates compiled expressions over one document, in three-valued logic: `&&`, `||`, `all` and `exists` are Kleene
//! and do not depend on order; what is missing makes a result unknown unless the rest decides it.

use crate::audit::constants::Constants;
use crate::audit::inexact::{Counted, Interval, NOWHERE};
use crate::audit::join::{self, Indexes};
use crate::audit::lists::{Items, numbers};
use crate::audit::op::{Fact, Op, Quantifier, Site};
use crate::audit::trace::{Mark, Trace};
use crate::audit::value::{CONSTANT, Value};
use crate::document::{self, CellId, Document, Rows, TextRef};
use crate::period::{Period, Truth};
use crate::schema::{Schema, Slot};

/// Facts about the run that rules may ask for. An unknown class makes expressions over it unknown.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    pub as_of: Period,
    pub phase: Value,
    pub class: Value,
    /// Where the class stands or would stand.
    pub class_cell: CellId,
    pub gate: Value,
    /// The file holds what somebody published, and nobody publishes everything: what is not in it is unknown.
    pub partial: bool,
}

/// Why an evaluation could not be carried out; the rule is at fault, not the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Overflow,
    DivisionByZero,
    Budget,
}

impl Fault {
    pub fn german(self) -> &'static str {
        match self {
            Self::Overflow => "eine Rechnung läuft über",
            Self::DivisionByZero => "es wird durch null geteilt",
            Self::Budget => "die Prüfung braucht zu viele Schritte",
        }
    }
}

/// Steps one rule may take in one file, and for each of its cells: long files take longer, but never the product of two lists.
const BUDGET: u32 = 2_000_000;
const BUDGET_OF_CELL: u32 = 64;

pub struct Machine<'a, T> {
    pub document: &'a Document,
    pub constants: &'a Constants,
    pub facts: Facts,
    pub variables: Vec<Value>,
    pub(super) scratch: Vec<Value>,
    pub trace: T,
    pub fuel: u32,
    pub(super) indexes: Indexes<'a>,
    /// Counts only when the result stays open.
    pub fault: Option<Fault>,
}

impl<'a, T: Trace> Machine<'a, T> {
    pub fn new(document: &'a Document, constants: &'a Constants, facts: Facts) -> Self {
        let cells = u32::try_from(document.cells.len()).unwrap_or(u32::MAX);
        let fuel = cells.saturating_mul(BUDGET_OF_CELL).saturating_add(BUDGET);
        let (variables, scratch, indexes) = (Vec::new(), Vec::new(), Indexes::default());
        Self { document, constants, facts, variables, scratch, trace: T::default(), fuel, indexes, fault: None }
    }

    /// Most of what rules evaluate are fields of rows and constants: these go without the weight of the rest.
    #[inline]
    pub fn eval(&mut self, op: &Op) -> Value {
        if self.fuel == 0 {
            self.fault = Some(Fault::Budget);
            return Value::Unknown;
        }
        self.fuel -= 1;
        match op {
            Op::Constant(value) => *value,
            Op::Variable(index) => self.variables[*index],
            Op::Root(cell) => Value::Row(if *cell == 0 { self.document.root() } else { *cell }),
            Op::Field(row, slot) => self.field(row, *slot),
            _ => self.compound(op),
        }
    }

    fn compound(&mut self, op: &Op) -> Value {
        match op {
            Op::Constant(_) | Op::Variable(_) | Op::Root(_) | Op::Field(..) => self.eval(op),
            Op::Context(fact) => {
                let value = self.fact(*fact);
                if value == Value::Unknown {
                    self.trace.miss(self.facts.class_cell, op.site());
                }
                value
            }
            Op::Has(row, slot) => self.has(row, *slot),
            Op::Not(operand) => Value::of_truth(self.truth(operand).map(|flag| !flag)),
            Op::And(left, right) => Value::of_truth(self.junction(left, right, false)),
            Op::Or(left, right) => Value::of_truth(self.junction(left, right, true)),
            Op::If(parts) => self.choice(parts),
            Op::Compare(comparison, left, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                Value::of_truth(self.compare(*comparison, left, right))
            }
            Op::Arithmetic(how, left, right) => {
                let (left, right) = (self.eval(left), self.eval(right));
                self.calculate(*how, left, right)
            }
            Op::In(item, list) => Value::of_truth(self.contains(item, list)),
            Op::ListOf(items) => self.list_of(items),
            Op::Each { how, list, variable, body } => Value::of_truth(self.quantify(*how, list, *variable, body)),
            Op::Filter { list, variable, keep } => self.filter(list, *variable, keep),
            Op::Map { list, variable, keep, body } => self.map(list, *variable, keep.as_deref(), body),
            Op::Trait(code, index) => match self.eval(code) {
                Value::Code(catalogue, ordinal) => self.constants.trait_of(catalogue, *index, ordinal),
                _ => Value::Unknown,
            },
            Op::Matches(text, pattern) => match self.eval(text) {
                Value::Text(text) => Value::Flag(pattern.is_match(self.text(text))),
                _ => Value::Unknown,
            },
            Op::Call(function, arguments) => self.call(*function, arguments),
        }
    }

    pub fn truth(&mut self, op: &Op) -> Truth {
        self.eval(op).truth()
    }

    fn fact(&self, fact: Fact) -> Value {
        match fact {
            Fact::AsOf => Value::Date(Interval::new(self.facts.as_of, NOWHERE)),
            Fact::Phase => self.facts.phase,
            Fact::Class => self.facts.class,
            Fact::Gate => self.facts.gate,
        }
    }

    /// The document and the local address of a cell; constants carry a bit.
    pub(super) fn home(&self, cell: CellId) -> (&'a Document, CellId, u32) {
        if cell & CONSTANT == 0 { (self.document, cell, 0) } else { (&self.constants.document, cell & !CONSTANT, CONSTANT) }
    }

    pub fn text(&self, text: TextRef) -> &'a str {
        let (document, start, _) = self.home(text.start);
        document.text(TextRef { start, length: text.length })
    }

    fn field(&mut self, of: &Op, slot: Slot) -> Value {
        let Value::Row(row) = self.eval(of) else { return Value::Unknown };
        let (document, local, bit) = self.home(row);
        let Some(cell) = document.field(local, slot) else { return Value::Unknown };
        let value = self.cell_value(cell | bit);
        match value {
            Value::Unknown => self.trace.miss(cell | bit, of.site()),
            Value::Row(_) => {}
            Value::List(_) => self.trace.enter(cell | bit),
            _ => self.trace.read(cell | bit),
        }
        value
    }

    /// The cell that an op names, where it names one: a list or a field, even an empty one.
    pub fn cell_of(&mut self, op: &Op) -> Option<CellId> {
        if let Op::If(parts) = op {
            let [condition, yes, no] = parts.as_ref();
            let chosen = if self.truth(condition)? { yes } else { no };
            return self.cell_of(chosen);
        }
        let Op::Field(row, slot) = op else { return None };
        let Value::Row(row) = self.eval(row) else { return None };
        let (document, local, bit) = self.home(row);
        document.field(local, *slot).map(|cell| cell | bit)
    }

    pub(super) fn cell_value(&self, cell: CellId) -> Value {
        let (document, local, bit) = self.home(cell);
        match document.cell(local).value {
            document::Value::Unset | document::Value::Blank | document::Value::Fault => Value::Unknown,
            document::Value::Flag(flag) => Value::Flag(flag),
            document::Value::Integer(number) => Value::Integer(number),
            document::Value::Money(cents) => Value::Money(cents),
            document::Value::Count(count) => Value::Count(Counted::new(count, cell)),
            document::Value::Text(text) => Value::Text(TextRef { start: text.start | bit, length: text.length }),
            document::Value::Code(catalogue, ordinal) => Value::Code(catalogue, ordinal),
            document::Value::Period(period) => Value::Date(Interval::new(period, cell)),
            document::Value::Table { .. } => Value::Row(cell),
            document::Value::List(Rows::ABSENT) if self.facts.partial => Value::Unknown,
            document::Value::List(rows) => Value::List(Rows { start: rows.start | bit, length: rows.length }),
        }
    }

    /// Presence is never unknown, except of a row that is itself unknown, and where the file tells only a part.
    fn has(&mut self, of: &Op, slot: Slot) -> Value {
        let Value::Row(row) = self.eval(of) else { return Value::Unknown };
        let (document, local, bit) = self.home(row);
        let Some(cell) = document.field(local, slot) else { return Value::Unknown };
        let is_there = match document.cell(cell).value {
            document::Value::List(rows) if rows.length > 0 => {
                bit != 0 || document.rows(rows).iter().any(|row| !document.is_hollow(&self.constants.schema, *row))
            }
            document::Value::List(_) => false,
            value => !value.is_missing(),
        };
        if !is_there && self.facts.partial && bit == 0 {
            self.trace.miss(cell, of.site());
            return Value::Unknown;
        }
        self.trace.read(cell | bit);
        Value::Flag(is_there)
    }

    /// `&&` with `decisive` false, `||` with `decisive` true.
    fn junction(&mut self, left: &Op, right: &Op, decisive: bool) -> Truth {
        let start = self.trace.mark();
        let left = self.truth(left);
        if left == Some(decisive) {
            return left;
        }
        let middle = self.trace.mark();
        let right = self.truth(right);
        match (left, right) {
            (_, Some(value)) if value == decisive => {
                self.trace.forget(start, middle);
                right
            }
            (Some(_), Some(_)) => right,
            (Some(_), None) => {
                self.trace.forget(start, middle);
                None
            }
            (None, Some(_)) => {
                let end = self.trace.mark();
                self.trace.forget(middle, end);
                None
            }
            (None, None) => None,
        }
    }

    fn choice(&mut self, [condition, yes, no]: &[Op; 3]) -> Value {
        match self.truth(condition) {
            Some(true) => self.eval(yes),
            Some(false) => self.eval(no),
            None => {
                let (yes, no) = (self.eval(yes), self.eval(no));
                yes.common(no)
            }
        }
    }

    /// The length of a list, or nothing when the list is unknown.
    pub(super) fn items(&mut self, list: &Op) -> Option<Items> {
        match self.eval(list) {
            Value::List(rows) => Some(Items::Rows(rows)),
            Value::Made { start, length } => Some(Items::Made(start, length)),
            _ => None,
        }
    }

    pub fn item(&self, items: Items, index: u32) -> Value {
        match items {
            Items::Made(start, _) => self.scratch[(start + index) as usize],
            Items::Rows(rows) => {
                let (document, start, bit) = self.home(rows.start);
                let cell = document.rows(Rows { start, length: rows.length })[index as usize];
                self.cell_value(cell | bit)
            }
        }
    }

    /// An item as far as something is written in it: a row that holds nothing but placeholders says nothing yet.
    pub(super) fn element(&mut self, items: Items, index: u32) -> Value {
        match self.item(items, index) {
            Value::Row(row) if matches!(items, Items::Rows(_)) && self.is_hollow(row) => Value::Unknown,
            item => item,
        }
    }

    /// Whether nothing is written in a row of the project, noted as missing.
    pub(super) fn is_hollow(&mut self, row: CellId) -> bool {
        if row & CONSTANT != 0 || !self.document.is_hollow(&self.constants.schema, row) {
            return false;
        }
        if let Some(cell) = key_of(self.document, &self.constants.schema, row) {
            self.trace.miss(cell, NO_SITE);
        }
        true
    }

    pub(super) fn bind(&mut self, variable: usize, value: Value) {
        self.variables.truncate(variable);
        self.variables.push(value);
    }

    fn quantify(&mut self, how: Quantifier, list: &Op, variable: usize, body: &Op) -> Truth {
        let items = self.items(list)?;
        let rows = self.joined(items, || join::of_quantifier(how, body, variable));
        let start = self.trace.mark();
        let (mut open, mut found) = (false, 0u32);
        for index in numbers(items, rows.as_deref()) {
            let before = self.trace.mark();
            let item = self.element(items, index);
            self.bind(variable, item);
            let decisive = how != Quantifier::All;
            // What says nothing settles nothing, whatever else the body asks.
            let truth = self.truth(body).filter(|truth| item != Value::Unknown || *truth != decisive);
            if self.decides(how, truth, start, before) {
                return Some(how == Quantifier::Exists);
            }
            if truth.is_none() && !open {
                // What decided rows before this one read has no part in what stays open.
                self.trace.forget(start, before);
            }
            open |= truth.is_none();
            found += u32::from(truth == Some(true));
            if truth.is_some() && open {
                self.forget_since(before);
            }
            if how == Quantifier::ExistsOne && found > 1 {
                return Some(false);
            }
        }
        match how {
            _ if open => None,
            Quantifier::Exists | Quantifier::ExistsOne if found == 0 && self.may_have_more(list) => None,
            Quantifier::All => Some(true),
            Quantifier::Exists => Some(false),
            Quantifier::ExistsOne => Some(found == 1),
        }
    }

    /// Rows that were not published may be what is looked for.
    fn may_have_more(&mut self, list: &Op) -> bool {
        if !self.facts.partial || matches!(list, Op::ListOf(_)) {
            return false;
        }
        match self.cell_of(list) {
            Some(cell) if cell & CONSTANT != 0 => false,
            cell => {
                if let Some(cell) = cell {
                    self.trace.miss(cell, list.site());
                }
                true
            }
        }
    }

    /// One element settles `all` and `exists`; then only what it read is of interest.
    fn decides(&mut self, how: Quantifier, truth: Truth, start: Mark, before: Mark) -> bool {
        let settled = match how {
            Quantifier::All => truth == Some(false),
            Quantifier::Exists => truth == Some(true),
            Quantifier::ExistsOne => false,
        };
        if settled {
            self.trace.forget(start, before);
        }
        settled
    }

    fn forget_since(&mut self, before: Mark) {
        let now = self.trace.mark();
        self.trace.forget(before, now);
    }
}

/// The cell of the field that names a row.
pub(super) fn key_of(document: &Document, schema: &Schema, row: CellId) -> Option<CellId> {
    let document::Value::Table { record, .. } = document.cell(row).value else { return None };
    document.field(row, schema.record(record).list?.key)
}

/// No part of a rule asked.
const NO_SITE: Site = 0;
