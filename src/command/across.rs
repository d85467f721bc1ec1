//! Wires the rules across projects into a check: rows are gathered while the files are read, so that no document has to
//! be kept, and each kind of data is asked for itself.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::audit::{Audit, Ruled, not_applicable};
use crate::command::broken_standard;
use crate::facts::Share;
use crate::period::Period;
use crate::portfolio::{PortfolioRules, Question};
use crate::standard::Standard;

/// The rules, where there is more than one file to ask them of.
pub struct Across<'s> {
    standard: &'s Standard,
    rules: Option<PortfolioRules<'s>>,
}

/// Rows of some files, by kind of data.
#[derive(Default)]
pub struct Gathered(Vec<(Option<String>, usize, Option<Share>)>);

impl<'s> Across<'s> {
    /// # Errors
    /// Everything that is wrong with the queries of the rules.
    pub fn of(standard: &'s Standard, files: usize) -> Result<Self> {
        let any = standard.rules.iter().any(|rule| rule.queries().is_some() && rule.is_in_force());
        let rules = (files > 1 && any).then(|| PortfolioRules::load(standard)).transpose();
        Ok(Self { standard, rules: rules.map_err(|complaints| broken_standard(&complaints))? })
    }

    pub fn gather(&self, audits: &[Audit]) -> Gathered {
        let mut kinds: BTreeMap<Option<&String>, Vec<&Audit>> = BTreeMap::new();
        for audit in audits.iter().filter(|audit| audit.state.is_some()) {
            kinds.entry(audit.data_kind.as_ref()).or_default().push(audit);
        }
        let share = |(kind, group): (Option<&String>, Vec<&Audit>)| {
            let rows = self.rules.as_ref().map(|rules| rules.share(group.iter().copied()));
            (kind.cloned(), group.len(), rows)
        };
        Gathered(kinds.into_iter().map(share).collect())
    }

    /// What the rules answer for each kind of data. A finding about a portfolio as a whole stands at the place.
    ///
    /// # Errors
    /// A query fails; its place is named.
    pub fn answer(&self, gathered: Vec<Gathered>, as_of: Period, place: &str, all: bool) -> Result<BTreeMap<Option<String>, Ruled>> {
        let mut kinds: BTreeMap<Option<String>, (usize, Vec<Share>)> = BTreeMap::new();
        for (kind, count, share) in gathered.into_iter().flat_map(|Gathered(shares)| shares) {
            let entry = kinds.entry(kind).or_default();
            entry.0 += count;
            entry.1.extend(share);
        }
        let ask = |(kind, (count, shares)): (Option<String>, (usize, Vec<Share>))| {
            let ruled = match &self.rules {
                Some(rules) if count > 1 => rules.run(&rules.join(as_of, shares), Question { as_of, place, all })?,
                _ => not_applicable(self.standard, as_of, all.then_some(place)),
            };
            Ok((kind, ruled))
        };
        let answered: std::result::Result<BTreeMap<_, _>, crate::standard::Complaint> = kinds.into_iter().map(ask).collect();
        answered.map_err(|complaint| broken_standard(&[complaint]))
    }

    /// Rules this build leaves out.
    #[allow(clippy::unused_self, reason = "the core build has an answer")]
    pub fn unrun(&self) -> usize {
        0
    }
}
