//! The exceptions of a file as they are written: what each is made for, when it holds, and what keeps it from holding
//! whatever the findings are.

use std::collections::HashSet;

use crate::audit::builtin;
use crate::audit::exceptions::squeezed;
use crate::audit::subject::Subject;
use crate::document::{CellId, Value};
use crate::period::Period;
use crate::schema::{RecordId, Slot};
use crate::standard::suggestion;

/// Days a year may have: a term of twelve months.
const YEAR: i64 = 366;

#[derive(Clone, Debug)]
pub struct Exception {
    pub row: CellId,
    /// In capitals and without spaces, as rules are named.
    pub rule: String,
    /// Without spaces.
    pub place: String,
    pub written: String,
    pub reason: String,
    pub from: Option<Period>,
    pub until: Option<Period>,
    review: Option<Period>,
    /// Runs longer than allowed, without a day of review that is near enough.
    pub is_endless: bool,
    /// Days it may run without a review.
    pub longest: i64,
    /// Days before its end from which it counts as expiring.
    pub notice: i64,
    /// Something in the file has the path it names.
    pub is_in_file: bool,
    pub defect: Option<Defect>,
}

/// Why an exception excuses nothing, whatever is found.
#[derive(Clone, Debug, PartialEq)]
pub enum Defect {
    Incomplete,
    /// With what may have been meant.
    UnknownRule(String),
    /// Built-in checks cannot be excused.
    OfForm,
    /// Nor can contradictions of a file with itself.
    Contradiction,
    /// Approved by whoever leads the project.
    Own,
    Reversed,
}

/// All exceptions of a file, in its order.
pub fn read(subject: &Subject<'_>, as_of: Period) -> Vec<Exception> {
    let (record, _) = subject.standard.anchors.exception_rule;
    let rows = subject.document.rows_of(subject.schema(), record);
    let mut exceptions: Vec<Exception> =
        rows.iter().filter_map(|way| way.last()).map(|row| Reader { subject, row: *row }.exception(as_of)).collect();
    let places = in_file(subject, exceptions.iter().map(|exception| exception.place.clone()).collect());
    for exception in &mut exceptions {
        exception.is_in_file = places.contains(&exception.place);
    }
    exceptions
}

/// Those of the places that something in the file has; it is gone through once, however many there are.
fn in_file(subject: &Subject<'_>, places: HashSet<String>) -> HashSet<String> {
    if places.is_empty() {
        return places;
    }
    let cells = u32::try_from(subject.document.cells.len()).unwrap_or(0);
    (0..cells).map(|cell| squeezed(&subject.path(cell))).filter(|path| places.contains(path)).collect()
}

struct Reader<'a> {
    subject: &'a Subject<'a>,
    row: CellId,
}

impl Reader<'_> {
    fn exception(&self, as_of: Period) -> Exception {
        let anchors = &self.subject.standard.anchors;
        let written = self.text(anchors.exception_place.1);
        let period = |field: Option<(RecordId, Slot)>| field.and_then(|(_, slot)| self.subject.period(self.row, slot));
        let threshold =
            |name: &Option<String>| name.as_ref().and_then(|name| self.subject.standard.threshold(name)).map(|known| known.value);
        let mut exception = Exception {
            row: self.row,
            rule: squeezed(&self.text(anchors.exception_rule.1)).to_uppercase(),
            place: squeezed(&written),
            is_in_file: false,
            written,
            reason: self.text(anchors.exception_reason.1),
            from: period(anchors.exception_from),
            until: period(Some(anchors.exception_until)),
            review: period(anchors.exception_review),
            is_endless: false,
            longest: threshold(&anchors.exception_term).unwrap_or(YEAR),
            notice: threshold(&anchors.exception_notice).unwrap_or(0),
            defect: None,
        };
        exception.is_endless = exception.runs_too_long(as_of);
        exception.defect = self.defect(&exception);
        exception
    }

    fn text(&self, slot: Slot) -> String {
        match self.subject.document.field(self.row, slot).map(|cell| self.subject.document.cell(cell).value) {
            Some(Value::Text(text)) => self.subject.document.text(text).trim().to_owned(),
            _ => String::new(),
        }
    }

    fn defect(&self, exception: &Exception) -> Option<Defect> {
        let standard = self.subject.standard;
        let rule = exception.rule.as_str();
        if builtin::ALL.iter().any(|check| check.id == rule) {
            return Some(Defect::OfForm);
        }
        if !rule.is_empty() && standard.rule(rule).is_none() {
            let hint = match standard.retired(rule) {
                Some(gone) => format!(" Sie ist entfallen: {}", gone.reason),
                None => suggestion(rule, standard.rules.iter().map(|known| known.id.as_str()))
                    .map_or_else(String::new, |meant| format!(" Meinten Sie „{meant}“?")),
            };
            return Some(Defect::UnknownRule(hint));
        }
        if standard.rule(rule).is_some_and(|known| !known.is_excusable()) {
            return Some(Defect::Contradiction);
        }
        if !self.is_complete() {
            return Some(Defect::Incomplete);
        }
        if exception.from.zip(exception.until).is_some_and(|(from, until)| until.before(from) == Some(true)) {
            return Some(Defect::Reversed);
        }
        self.is_own(exception.from).then_some(Defect::Own)
    }

    fn is_complete(&self) -> bool {
        let (record, _) = self.subject.standard.anchors.exception_rule;
        let document = self.subject.document;
        (0..).zip(&self.subject.schema().record(record).fields).all(|(slot, field): (Slot, _)| {
            field.required.is_none() || document.field(self.row, slot).is_some_and(|cell| !document.cell(cell).value.is_missing())
        })
    }

    /// Whether the Stelle that approved it leads the project; whoever led it only before or later does not count.
    fn is_own(&self, from: Option<Period>) -> bool {
        let anchors = &self.subject.standard.anchors;
        let Some((_, by)) = anchors.exception_by else { return false };
        let approved = self.text(by);
        let document = self.subject.document;
        let leads = |row: CellId| {
            let held = |slot: Slot| document.field(row, slot).and_then(|cell| document.text_at(self.subject.schema(), cell));
            let day = |slot: Slot| self.subject.period(row, slot);
            let gone = day(anchors.role_until.1).zip(from).is_some_and(|(until, from)| until.before(from) == Some(true));
            let since = anchors.role_since.and_then(|(_, slot)| day(slot));
            let later = since.zip(from).is_some_and(|(since, from)| from.before(since) == Some(true));
            let is_lead = held(anchors.role.1).is_some_and(|role| role == anchors.role_otherwise);
            is_lead && !gone && !later && held(anchors.role_body.1).is_some_and(|body| body == approved)
        };
        let rows = document.rows_of(self.subject.schema(), anchors.role.0);
        !approved.is_empty() && rows.iter().filter_map(|way| way.last()).any(|row| leads(*row))
    }
}

impl Exception {
    pub fn has_begun(&self, as_of: Period) -> bool {
        self.from.is_none_or(|from| as_of.before(from) != Some(true))
    }

    /// Its last day: what is written, or the day by which it must have been reviewed.
    pub fn end(&self) -> Option<Period> {
        let until = self.until?;
        let from = self.from.unwrap_or(until);
        if i64::from(until.to) - i64::from(from.from) <= self.longest {
            return Some(until);
        }
        match self.review.filter(|_| !self.is_endless) {
            Some(review) if review.to < until.to => Some(review),
            Some(_) => Some(until),
            None => Some(Period::day(from.from + i32::try_from(self.longest).unwrap_or(i32::MAX / 2))),
        }
    }

    pub fn is_over(&self, as_of: Period) -> bool {
        self.end().is_none_or(|end| end.before(as_of) == Some(true))
    }

    /// Longer than allowed, and no review in the time allowed from now on.
    fn runs_too_long(&self, as_of: Period) -> bool {
        let Some((from, until)) = self.from.zip(self.until) else { return false };
        let is_long = i64::from(until.to) - i64::from(from.from) > self.longest;
        is_long && self.review.is_none_or(|review| i64::from(review.to) - i64::from(as_of.from) > self.longest)
    }

    /// Of several at one place the one that holds longest decides; among equals the text, never the order.
    pub fn strength(&self, as_of: Period) -> (bool, Option<i32>, &str) {
        (!self.is_over(as_of), self.end().map(|end| end.to), &self.reason)
    }
}
