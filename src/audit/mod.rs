//! Compares documents with the standard. One file in; its findings and the tally of all results out.

mod absent;
mod across;
mod agenda;
mod answer;
mod arithmetic;
mod baseline;
mod belongs;
mod builtin;
mod cause;
mod change;
mod compile;
mod comprehension;
mod condition;
mod constants;
mod demand;
mod doubts;
mod examine;
mod exceptions;
mod expression;
mod fault;
mod finding;
mod fold;
mod functions;
mod gaps;
mod gate_path;
mod identity;
mod inexact;
mod insert;
mod join;
mod lists;
mod machine;
mod op;
mod operators;
mod plausible;
mod project;
mod prove;
mod readiness;
mod reading;
mod responsible;
mod rule;
mod scope;
mod state;
mod structure;
mod subject;
mod surplus;
mod terms;
mod trace;
mod types;
mod value;
mod waiver;
mod whole;

pub use across::{Ruled, not_applicable, put_aside, settle};
pub use agenda::{Agenda, Step};
pub use answer::GateAnswer;
pub use baseline::{Baseline, Known, baseline_of};
pub use builtin::{ALL as BUILTIN, Builtin, PLACEHOLDER as BUILTIN_PLACEHOLDER, SOURCE as BUILTIN_SOURCE};
pub use cause::Causes;
pub use change::{Change, ChangeKind, Weight, changes};
pub use condition::Condition;
pub use exceptions::{Overview, Reserved, Standing};
pub use expression::Located;
pub use finding::{ABSENT, Excused, Finding, Insert, Snippet, Spot, Tally, placeholders, quoted, unquoted};
pub use functions::TABLE as FUNCTIONS;
pub use gate_path::{Conditions, Decision, Station};
pub use identity::{Identity, refusal, repeated, twins};
pub use project::{Audit, Later, Question, RuleFault, State};
pub use prove::{Proof, prove};
pub use readiness::{Obstacle, Readiness};
pub use whole::{Unread, mixed_kinds};

use crate::audit::constants::Constants;
use crate::audit::rule::{CompiledRule, compile};
use crate::standard::{Complaint, Standard};

/// A standard with its rules compiled, ready for any number of files on any number of threads.
pub struct Auditor<'s> {
    pub standard: &'s Standard,
    constants: Constants,
    rules: Vec<CompiledRule>,
}

impl<'s> Auditor<'s> {
    /// # Errors
    /// Every mistake in the rules' expressions, with line and column.
    pub fn new(standard: &'s Standard) -> Result<Self, Vec<Complaint>> {
        let mut constants = Constants::of(standard);
        let (mut rules, mut complaints) = (Vec::new(), terms::check(standard, &mut constants));
        if !complaints.is_empty() {
            return Err(complaints); // a rule can be no better than the terms it uses
        }
        for (index, rule) in standard.rules.iter().enumerate() {
            let Some(conditions) = rule.conditions() else { continue };
            match compile(index, (rule, conditions), standard, &mut constants) {
                Ok(compiled) => rules.push(compiled),
                Err(found) => complaints.extend(found),
            }
        }
        if complaints.is_empty() { Ok(Self { standard, constants, rules }) } else { Err(complaints) }
    }
}
