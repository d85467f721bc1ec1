//! The standard as data: dictionary, phases, thresholds, code lists and rules of one profile, with what it inherits.
//! Loading either gives a sound one or says what is wrong, with file, line and column.

mod adapt;
mod adapt_codes;
mod catalogues;
mod complaint;
mod contacts;
mod coverage;
mod dictionary;
mod difference;
mod figure_texts;
mod files;
mod holidays;
mod layout;
mod load;
mod naming;
mod phases;
mod placeholders;
mod profile;
mod retired;
mod rule;
mod rule_file;
mod terms;
mod thresholds;
mod unwritten;

pub use complaint::{Complaint, read, suggestion, syntax_german};
pub use coverage::{Answered, Coverage, Passage};
pub use difference::{Difference, Group, differences};
pub use figure_texts::FigureText;
pub use files::{Files, Layer, embedded_files, hexadecimal};
pub use holidays::Holidays;
pub use layout::kinds_of_files;
pub use phases::{Due, Gate, Phase};
pub use profile::Anchors;
pub use retired::Retired;
pub use rule::{Binding, Check, Conditions, Example, Expression, Loop, Outcome, Queries, Rule, RuleStatus};
pub use terms::{Parameter, ParameterKind, Term, unfolded};
pub use thresholds::{Direction, Threshold};
pub use unwritten::Unwritten;

use crate::period::Period;
use crate::schema::Schema;

#[derive(Clone, Debug)]
pub struct Standard {
    pub name: String,
    pub title: String,
    pub edition: String,
    /// Its first day.
    pub in_force: Period,
    pub publisher: String,
    pub note: String,
    /// From the oldest ancestor to this profile: name and edition.
    pub lineage: Vec<(String, String)>,
    /// Over all files of all layers, in hexadecimal.
    pub sha256: String,
    pub schema: Schema,
    pub anchors: Anchors,
    pub phases: Vec<Phase>,
    pub gates: Vec<Gate>,
    pub due: Vec<Due>,
    pub holidays: Holidays,
    pub thresholds: Vec<Threshold>,
    /// Each may use those before it.
    pub terms: Vec<Term>,
    /// Sorted by id.
    pub rules: Vec<Rule>,
    /// Ids that are gone and never given again.
    pub retired: Vec<Retired>,
    /// What upper floors read for themselves: figures, report sections, outlines of the map.
    pub layers: Vec<Layer>,
}

impl Standard {
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(id))
    }

    /// A rule whose file is gone, by its id.
    pub fn retired(&self, id: &str) -> Option<&Retired> {
        self.retired.iter().find(|entry| entry.id.eq_ignore_ascii_case(id))
    }

    pub fn gate(&self, id: &str) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.id.eq_ignore_ascii_case(id))
    }

    pub fn threshold(&self, name: &str) -> Option<&Threshold> {
        self.thresholds.iter().find(|threshold| threshold.name == name)
    }
}
