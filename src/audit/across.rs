//! Rules across projects, as far as they need no query engine: what they answer where there is no portfolio, and how
//! their findings join those of the files.

use crate::audit::exceptions::{Overview, Reserved};
use crate::audit::finding::{Finding, Tally};
use crate::period::Period;
use crate::standard::{Outcome, Rule, Standard};

/// What the rules across projects found in the projects of one kind of data.
#[derive(Debug, Default)]
pub struct Ruled {
    pub findings: Vec<Finding>,
    pub tally: Tally,
    /// Whether they were asked at all; only then an exception from them can be without a finding.
    pub ran: bool,
}

impl Ruled {
    /// A result that says no more than that; shown when all results are asked for.
    pub fn quiet(&mut self, rule: &Rule, outcome: Outcome, as_of: Period, place: Option<&str>) {
        self.tally.count(outcome, rule.level);
        if let Some(place) = place {
            let why = if outcome == Outcome::NichtAnwendbar { ": nur im Portfolio" } else { "" };
            let message = format!("{}: {}{why}.", rule.title, outcome.title());
            self.findings.push(Finding { file: place.to_owned(), message, ..Finding::of_rule(rule, outcome, as_of) });
        }
    }
}

/// A single project is no portfolio. With a place, each rule says so there.
pub fn not_applicable(standard: &Standard, as_of: Period, place: Option<&str>) -> Ruled {
    let mut ruled = Ruled::default();
    for rule in standard.rules.iter().filter(|rule| rule.queries().is_some() && rule.is_in_force()) {
        ruled.quiet(rule, Outcome::NichtAnwendbar, as_of, place);
    }
    ruled
}

/// Marks what stands under the exceptions of one file, and adds what is to say about these.
pub fn settle(ruled: &mut Ruled, reserved: Vec<Reserved>, overviews: &mut [Overview]) {
    if !ruled.ran {
        return;
    }
    for mut exception in reserved {
        exception.excuse(&mut ruled.findings);
        if let Some(finding) = exception.settle(overviews) {
            ruled.tally.count(finding.outcome, finding.level);
            ruled.findings.push(finding);
        }
    }
}

/// Findings of one file with those of the portfolio that belong to it. One missing field stays one finding: what already
/// names it then names the rule as well.
pub fn put_aside(findings: &mut Vec<Finding>, more: Vec<Finding>) {
    for finding in more {
        let same = |known: &&mut Finding| known.outcome == Outcome::NichtPruefbar && known.missing.first() == finding.missing.first();
        let known = if finding.outcome == Outcome::NichtPruefbar { findings.iter_mut().find(same) } else { None };
        match known {
            Some(known) => {
                known.blocks.push(finding.rule);
                known.blocks.sort();
                known.blocks.dedup();
            }
            None => findings.push(finding),
        }
    }
    findings.sort_by(|left, right| (left.place, &left.rule, &left.path).cmp(&(right.place, &right.rule, &right.path)));
}
