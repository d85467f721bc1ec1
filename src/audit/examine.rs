//! One rule over one document: its loops, whether it applies, whether it holds. The fast run counts; whatever fails or
//! stays open runs once more with a trace, so that the finding can point at what it read and name what is missing.

use std::collections::HashSet;

use crate::audit::absent::{self, Target};
use crate::audit::constants::Constants;
use crate::audit::finding::{ABSENT, unquoted};
use crate::audit::inexact::{Interval, NOWHERE};
use crate::audit::join;
use crate::audit::lists::{Items, numbers};
use crate::audit::machine::{Facts, Fault, Machine, key_of};
use crate::audit::op::{Op, Site};
use crate::audit::rule::{CompiledRule, Part};
use crate::audit::surplus::SHOWN;
use crate::audit::trace::{Doubt, Traced, Untraced};
use crate::audit::value::{CONSTANT, Value};
use crate::document::{self, CellId, Document};
use crate::period::euro;
use crate::schema::{Catalogue, Schema};
use crate::standard::Outcome;

/// One result of one rule; passed ones carry nothing but the count.
#[derive(Debug)]
pub struct Verdict {
    pub outcome: Outcome,
    /// Cells that had a part in it, the first of them the one to point at.
    pub cells: Vec<CellId>,
    /// What is absent, where the rule names it; otherwise the path is that of the first cell.
    pub path: Option<String>,
    pub missing: Vec<CellId>,
    /// Why values that are there did not settle it, each with its cell or `NOWHERE`; of interest where nothing is missing.
    pub doubts: Vec<(Doubt, CellId)>,
    pub message: String,
    /// The list to go through is missing: writing it down as empty would settle the rule.
    pub empty_settles: bool,
}

#[derive(Debug, Default)]
pub struct Examined {
    pub passed: u64,
    pub not_applicable: u64,
    pub verdicts: Vec<Verdict>,
    /// Results beyond those that have a verdict: not fulfilled, and open.
    pub rest: [u64; 2],
    /// Something could not be reckoned; where it was with values of the project, a verdict tells it.
    pub fault: Option<Fault>,
}

impl Examined {
    /// What is missing does not count yet.
    pub fn without_open(mut self) -> Self {
        let before = self.verdicts.len();
        self.verdicts.retain(|verdict| verdict.outcome != Outcome::NichtPruefbar);
        self.not_applicable += (before - self.verdicts.len()) as u64 + std::mem::take(&mut self.rest[1]);
        self
    }

    /// Results that do not fit the list of verdicts any more, of this outcome.
    pub fn rest_of(&self, outcome: Outcome) -> u64 {
        self.rest[usize::from(outcome == Outcome::NichtPruefbar)]
    }

    /// The fault of a rule that fails whatever the project says.
    pub fn own_fault(&self) -> Option<Fault> {
        let is_told = |verdict: &Verdict| matches!(verdict.doubts.first(), Some((Doubt::Fault(_), _)));
        self.fault.filter(|_| !self.verdicts.iter().any(is_told))
    }
}

/// Cells that a verdict about a fault points at.
const FAULT_CELLS: usize = 6;

/// Missing cells that a verdict names, and cells looked at to find what it should name: a rule may have read the whole file.
const PARTS: usize = 100;
const LOOKED_AT: usize = 1000;

pub fn examine(rule: &CompiledRule, document: &Document, constants: &Constants, facts: Facts) -> Examined {
    let complete = Facts { partial: false, ..facts };
    let machine = Machine::<Untraced>::new(document, constants, complete);
    let mut run = Run { rule, machine, partial: facts.partial, told: [0; 2], examined: Examined::default() };
    let before = run.results();
    run.descend(0);
    if run.results() == before && run.examined.fault.is_none() {
        run.examined.not_applicable += 1;
    }
    run.examined
}

struct Run<'a> {
    rule: &'a CompiledRule,
    machine: Machine<'a, Untraced>,
    /// What the file does not say may still be so: then nothing fails for it.
    partial: bool,
    /// Verdicts so far: not fulfilled, and open.
    told: [u64; 2],
    examined: Examined,
}

impl<'a> Run<'a> {
    fn results(&self) -> u64 {
        self.examined.passed + self.examined.not_applicable + self.examined.verdicts.len() as u64 + self.examined.rest.iter().sum::<u64>()
    }

    fn descend(&mut self, depth: usize) {
        let Some(list) = self.rule.loops.get(depth) else { return self.check() };
        let Some(items) = self.machine.items(list) else { return self.open(list, true) };
        let rows = self.paired(items, depth);
        self.examined.not_applicable += rows.as_ref().map_or(0, |rows| u64::from(items.length()) - rows.len() as u64);
        for index in numbers(items, rows.as_deref()) {
            let item = self.machine.item(items, index);
            self.machine.bind(depth, item);
            self.descend(depth + 1);
            if self.examined.fault == Some(Fault::Budget) {
                return;
            }
        }
    }

    /// Of the innermost of several loops the rows that the condition can apply to.
    fn paired(&mut self, items: Items, depth: usize) -> Option<Vec<u32>> {
        let applies = self.rule.applies.as_ref().filter(|_| depth > 0 && depth + 1 == self.rule.loops.len())?;
        self.machine.joined(items, || join::of_filter(applies, depth))
    }

    fn check(&mut self) {
        let rule = self.rule;
        let depth = rule.loops.len();
        let kept = self.machine.scratch.len();
        match rule.applies.as_ref().map_or(Some(true), |applies| self.machine.truth(applies)) {
            Some(false) => self.examined.not_applicable += 1,
            None => rule.applies.iter().for_each(|applies| self.open(applies, false)),
            Some(true) => {
                self.machine.variables.truncate(depth);
                match self.machine.truth(&rule.holds) {
                    Some(true) => self.passed(),
                    Some(false) => self.failed(),
                    None => self.open(&rule.holds, false),
                }
            }
        }
        self.machine.variables.truncate(depth);
        self.machine.scratch.truncate(kept);
        // A fault that did not keep the rule from a result is none, and one row's fault is not that of the next.
        self.machine.fault = None;
    }

    /// A row in which nothing is written fulfils nothing.
    fn passed(&mut self) {
        let document = self.machine.document;
        let schema = &self.machine.constants.schema;
        let hollow = self.rows().into_iter().find(|row| document.is_hollow(schema, *row));
        let Some(cell) = hollow.map(|row| key_of(document, schema, row).unwrap_or(row)) else {
            self.examined.passed += 1;
            return;
        };
        if self.only_counts(Outcome::NichtPruefbar) {
            return;
        }
        let (outcome, missing) = (Outcome::NichtPruefbar, vec![cell]);
        let (cells, doubts, message) = (self.rows(), Vec::new(), String::new());
        self.tell(Verdict { outcome, cells, path: None, missing, doubts, message, empty_settles: false });
    }

    /// Where there are too many of them already, one more result is only counted, and nobody asks how it came about.
    fn only_counts(&mut self, outcome: Outcome) -> bool {
        let kind = usize::from(outcome == Outcome::NichtPruefbar);
        let full = self.told[kind] >= SHOWN;
        self.examined.rest[kind] += u64::from(full);
        full
    }

    fn tell(&mut self, verdict: Verdict) {
        self.told[usize::from(verdict.outcome == Outcome::NichtPruefbar)] += 1;
        self.examined.verdicts.push(verdict);
    }

    /// What kept an expression from a result.
    fn open(&mut self, op: &Op, empty_settles: bool) {
        let fault = self.machine.fault;
        self.examined.fault = fault.or(self.examined.fault);
        if self.only_counts(Outcome::NichtPruefbar) {
            return;
        }
        let mut traced = self.traced();
        traced.eval(op);
        let trace = traced.trace;
        self.stays_open(op, trace, empty_settles, fault);
    }

    fn stays_open(&mut self, op: &Op, trace: Traced, empty_settles: bool, fault: Option<Fault>) {
        let Traced { reads, missing, mut doubts, lists } = trace;
        let lists = project_cells(&lists);
        let (mut reads, mut missing) = (project_cells(&reads), self.in_order(op, &missing));
        if let Some(fault) = fault {
            reads.truncate(FAULT_CELLS);
            missing.clear();
            doubts = vec![(Doubt::Fault(fault), NOWHERE)];
        }
        if fault.is_some() && reads.is_empty() && lists.is_empty() && self.rows().is_empty() {
            return;
        }
        // With nothing missing it is the thing itself that stays open.
        let (path, cells) =
            if missing.is_empty() { (self.belongs(), self.cells(&reads, &lists)) } else { (None, [reads, self.rows()].concat()) };
        self.tell(Verdict { outcome: Outcome::NichtPruefbar, cells, path, missing, doubts, message: String::new(), empty_settles });
    }

    fn failed(&mut self) {
        if self.partial && self.fails_for_want_of_data() {
            return;
        }
        if self.only_counts(Outcome::NichtErfuellt) {
            return;
        }
        let mut traced = self.traced();
        traced.eval(&self.rule.holds);
        let Traced { reads, lists, .. } = traced.trace;
        let cells = self.cells(&project_cells(&reads), &project_cells(&lists));
        let (path, message) = (self.belongs(), unquoted(&self.text(&self.rule.message, german)));
        let outcome = Outcome::NichtErfuellt;
        let verdict = Verdict { outcome, cells, path, missing: Vec::new(), doubts: Vec::new(), message, empty_settles: false };
        self.tell(verdict);
    }

    /// Whether the rule fails only because something is not in the file; the result is then open.
    fn fails_for_want_of_data(&mut self) -> bool {
        let mut traced = self.traced();
        traced.facts.partial = true;
        if traced.truth(&self.rule.holds).is_some() {
            return false;
        }
        let trace = traced.trace;
        let rule = self.rule;
        if !self.only_counts(Outcome::NichtPruefbar) {
            self.stays_open(&rule.holds, trace, false, None);
        }
        true
    }

    fn traced(&self) -> Machine<'a, Traced> {
        let mut traced = Machine::<Traced>::new(self.machine.document, self.machine.constants, self.machine.facts);
        traced.indexes = self.machine.indexes.clone();
        traced.variables = self.machine.variables[..self.rule.loops.len().min(self.machine.variables.len())].to_vec();
        traced
    }

    /// The cell to point at, then everything else that had a part in the result. Which rows happened to be read depends
    /// on their order, so none of them is the place: that is what the rule names, the row it stands on, the list it went
    /// into, or a value of no row.
    fn cells(&self, reads: &[CellId], lists: &[CellId]) -> Vec<CellId> {
        let document = self.machine.document;
        let schema = &self.machine.constants.schema;
        let mut cells = self.named_place();
        if cells.is_empty() {
            cells.extend(self.list_of_absent());
        }
        let rows = self.rows();
        cells.extend(rows.iter().copied());
        let of_no_row = |cell: &&CellId| !document.is_in_a_row(schema, **cell);
        cells.extend(lists.iter().find(of_no_row));
        cells.extend(reads.iter().find(of_no_row));
        if cells.is_empty() {
            cells.push(document.root());
        }
        cells.extend(reads);
        cells.extend(lists);
        cells.truncate(LOOKED_AT);
        cells
    }

    /// Where the rule itself says the finding belongs: a value, or the row or list it names.
    fn named_place(&self) -> Vec<CellId> {
        let Some(place) = self.rule.place.as_ref().filter(|_| self.stands()) else { return Vec::new() };
        let mut traced = self.traced();
        let value = traced.eval(place);
        let named = match value {
            Value::Row(cell) => Some(cell),
            _ => {
                let Traced { reads, missing, lists, .. } = &traced.trace;
                let last = reads.last().or(missing.last().map(|(cell, _)| cell)).or(lists.last()).copied();
                traced.cell_of(place).or(last)
            }
        };
        named.into_iter().filter(|cell| cell & CONSTANT == 0).collect()
    }

    /// The path of what is absent, as the rule names it.
    fn belongs(&self) -> Option<String> {
        self.rule.belongs.as_ref().filter(|_| self.stands()).map(|belongs| self.text(&belongs.path, plain))
    }

    /// What the rule looks for, where it is there after all. Else where it would be entered: the heading of the list's last row, or the list itself.
    fn list_of_absent(&self) -> Option<CellId> {
        let document = self.machine.document;
        let named = self.belongs().and_then(|path| absent::resolve(document, &self.machine.constants.schema, &path));
        if let Some(Target::There(cell) | Target::Field(cell)) = named {
            return Some(cell);
        }
        let list = document.field(document.root(), self.rule.belongs.as_ref()?.head)?;
        let rows = match document.cell(list).value {
            document::Value::List(rows) => document.rows(rows),
            _ => &[],
        };
        let headed = |row: &&CellId| document.source.text.get(document.cell(**row).span.range()).is_some_and(|text| text.starts_with('['));
        Some(rows.iter().max_by_key(|row| document.cell(**row).span.start).filter(headed).copied().unwrap_or(list))
    }

    /// Missing cells, each once, in the order in which the rule asks for them; of several rows by their keys. Neither
    /// depends on the order of the rows.
    fn in_order(&self, op: &Op, missing: &[(CellId, Site)]) -> Vec<CellId> {
        let own = missing.iter().copied().filter(|(cell, _)| cell & CONSTANT == 0).take(LOOKED_AT);
        let mut cells: Vec<(CellId, Site)> = own.collect();
        if cells.len() > 1 {
            let (document, schema, sites) = (self.machine.document, &self.machine.constants.schema, op.sites());
            let asked = |site: Site| sites.iter().position(|known| *known == site);
            cells.sort_by_cached_key(|(cell, site)| (asked(*site), document.path(schema, *cell)));
        }
        let mut seen = HashSet::new();
        cells.into_iter().map(|(cell, _)| cell).filter(|cell| seen.insert(*cell)).take(PARTS).collect()
    }

    /// Whether every loop has come to a row, so that what the rule says about its rows can be evaluated.
    fn stands(&self) -> bool {
        self.machine.variables.len() >= self.rule.loops.len()
    }

    /// The rows the loops stand on, innermost first.
    fn rows(&self) -> Vec<CellId> {
        let depth = self.rule.loops.len().min(self.machine.variables.len());
        self.machine.variables[..depth]
            .iter()
            .rev()
            .filter_map(|value| match value {
                Value::Row(cell) if cell & CONSTANT == 0 => Some(*cell),
                _ => None,
            })
            .collect()
    }

    fn text(&self, parts: &[Part], shown: fn(&Machine<'_, Traced>, &Schema, Value) -> String) -> String {
        let mut machine = self.traced();
        let schema = &self.machine.constants.schema;
        let part = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Value(op) => {
                let value = machine.eval(op);
                shown(&machine, schema, value)
            }
        };
        parts.iter().map(part).collect()
    }
}

fn project_cells(cells: &[CellId]) -> Vec<CellId> {
    cells.iter().copied().filter(|cell| cell & CONSTANT == 0).collect()
}

/// A value inside a German sentence.
fn german(machine: &Machine<'_, Traced>, schema: &Schema, value: Value) -> String {
    match value {
        Value::Unknown => ABSENT.to_owned(),
        Value::Flag(true) => "ja".to_owned(),
        Value::Flag(false) => "nein".to_owned(),
        Value::Integer(number) => number.to_string(),
        Value::Money(cents) => euro(cents),
        Value::Count(counted) => counted.count().german(),
        Value::Text(text) => machine.text(text).to_owned(),
        Value::Code(catalogue, ordinal) => code(schema.catalogue(catalogue), ordinal),
        Value::Date(interval) => interval.days.german(),
        Value::Days(Interval { days, .. }) if days.is_day() => days.from.to_string(),
        Value::Days(Interval { days, .. }) => format!("{} bis {}", days.from, days.to),
        Value::Row(_) | Value::List(_) | Value::Made { .. } => "…".to_owned(),
    }
}

/// A value inside a path: as it stands in a project file.
fn plain(machine: &Machine<'_, Traced>, schema: &Schema, value: Value) -> String {
    match value {
        Value::Unknown => "?".to_owned(),
        Value::Code(catalogue, ordinal) => {
            schema.catalogue(catalogue).codes.get(ordinal as usize).map_or_else(String::new, |code| code.id.clone())
        }
        Value::Date(interval) => interval.days.iso(),
        other => german(machine, schema, other),
    }
}

/// Short codes such as F2 are what people say; of the longer ones they say the title.
fn code(catalogue: &Catalogue, ordinal: u16) -> String {
    match catalogue.codes.get(ordinal as usize) {
        Some(code) if code.id.len() <= 3 => code.id.clone(),
        Some(code) => code.title.clone(),
        None => "(keine)".to_owned(),
    }
}
