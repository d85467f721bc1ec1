//! From the results of one file to its findings: first what counts is settled result by result, then results that one
//! missing field keeps open become one finding.

use std::collections::HashMap;

use crate::audit::examine::Verdict;
use crate::audit::exceptions::{self, Overview, Reserved};
use crate::audit::finding::{Finding, Spot, Tally};
use crate::audit::project::{Gathered, RuleFault};
use crate::audit::readiness::Readiness;
use crate::document::CellId;

pub(super) struct Finished {
    pub findings: Vec<Finding>,
    pub tally: Tally,
    pub readiness: Readiness,
    pub exceptions: Vec<Overview>,
    pub reserved: Vec<Reserved>,
    pub faults: Vec<RuleFault>,
}

impl Gathered<'_> {
    /// Exceptions and readiness look at every result by itself; only afterwards results are folded, for people.
    pub(super) fn finish(self) -> Finished {
        let Self { subject, as_of, structural, open, findings: decided, mut tally, faults, undecided, .. } = self;
        let (cells, structural): (Vec<CellId>, Vec<Finding>) = structural.into_iter().unzip();
        let (missing, open): (Vec<Vec<CellId>>, Vec<Finding>) = open.into_iter().unzip();
        let (first_open, first_decided) = (structural.len(), structural.len() + open.len());
        let mut all: Vec<Finding> = structural.into_iter().chain(open).chain(decided).collect();
        let results = all.len();
        let (exceptions, reserved) = exceptions::apply(subject, as_of, &mut all);
        for finding in &all[results..] {
            tally.count_times(finding.outcome, finding.level, finding.times);
        }
        let readiness = Readiness::of(&all).with_undecided(undecided);
        let mut findings = all.split_off(first_decided);
        let open: Vec<(Vec<CellId>, Finding)> = missing.into_iter().zip(all.drain(first_open..)).collect();
        let mut structural = Structural { by_cell: cells.into_iter().zip(0..).collect(), findings: all };
        findings.extend(fold(open, &mut structural));
        for finding in &structural.findings {
            tally.count_times(finding.outcome, finding.level, finding.times);
        }
        findings.append(&mut structural.findings);
        for excused in findings.iter().filter(|finding| finding.is_excused()) {
            tally.excuse(excused);
        }
        findings.sort_by(|left, right| (left.place, &left.rule, &left.path).cmp(&(right.place, &right.rule, &right.path)));
        Finished { findings, tally, readiness, exceptions, reserved, faults }
    }

    /// Further places, each once and in an order that does not depend on that of the rows; more than a handful helps nobody.
    pub(super) fn more(&self, first: CellId, verdict: &Verdict) -> Vec<Spot> {
        let mut cells: Vec<CellId> = verdict.cells.iter().copied().filter(|cell| *cell != first).collect();
        cells.sort_unstable();
        cells.dedup();
        let file = &self.subject.document.source.name;
        let spot = |cell| Spot { file: file.clone(), place: self.subject.place(cell), path: self.subject.path(cell) };
        let mut spots: Vec<Spot> = cells.into_iter().map(spot).filter(|spot| !spot.path.is_empty()).collect();
        spots.sort_by(|left, right| (&left.path, left.place).cmp(&(&right.path, right.place)));
        spots.dedup();
        spots.truncate(5);
        spots
    }
}

/// Findings about the shape of the file, by the cell each is about.
struct Structural {
    by_cell: HashMap<CellId, usize>,
    findings: Vec<Finding>,
}

/// One missing field is one finding, however many rules it blocks: the structural one where there is one, otherwise that
/// of the weightiest rule. An open result under a valid exception blocks nothing and stands for itself.
fn fold(open: Vec<(Vec<CellId>, Finding)>, structural: &mut Structural) -> Vec<Finding> {
    let mut folded = Vec::new();
    let (mut groups, mut by_cell): (Vec<Vec<Finding>>, HashMap<CellId, usize>) = (Vec::new(), HashMap::new());
    for (missing, finding) in open {
        if finding.is_excused() {
            folded.push(finding);
            continue;
        }
        let named: Vec<usize> = missing.iter().filter_map(|cell| structural.by_cell.get(cell).copied()).collect();
        for &index in &named {
            block(&mut structural.findings[index], &finding);
        }
        let Some(&cell) = missing.first().filter(|_| named.is_empty()) else { continue };
        let at = *by_cell.entry(cell).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    folded.extend(groups.into_iter().map(one_of));
    folded
}

/// The weightiest of the findings about one missing field, which names the rules of all.
fn one_of(mut group: Vec<Finding>) -> Finding {
    group.sort_by(|left, right| (right.binding, right.level, &left.rule).cmp(&(left.binding, left.level, &right.rule)));
    let mut blocked: Vec<String> = group.iter().map(|finding| finding.rule.clone()).collect();
    blocked.sort();
    blocked.dedup();
    let mut first = group.swap_remove(0);
    first.blocks = blocked;
    first
}

/// Names a rule that a finding keeps from being checked.
pub(super) fn name_blocked(finding: &mut Finding, rule: &str) {
    if let Err(at) = finding.blocks.binary_search_by(|known| known.as_str().cmp(rule)) {
        finding.blocks.insert(at, rule.to_owned());
    }
}

/// What keeps a rule from being checked weighs as much as that rule.
fn block(finding: &mut Finding, blocked: &Finding) {
    name_blocked(finding, &blocked.rule);
    if blocked.binding && blocked.level > finding.level {
        finding.level = blocked.level;
    }
}
