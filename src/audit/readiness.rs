//! Whether a project is ready for a Freigabe. It follows from the results of the rules and of the structural checks, one
//! by one, before anything is folded, worded or printed: every MUSS that counts is fulfilled, not applicable or validly
//! excepted. Whether the Freigabe is given is decided by people.

use crate::audit::finding::Finding;
use crate::standard::Outcome;

/// How the MUSS that count stand in one file, as of the Stichtag and for the gate asked, if one was.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// Not fulfilled or not checkable, and not excused. Sorted, each once.
    pub against: Vec<Obstacle>,
    /// Not fulfilled or not checkable under a valid exception. Sorted, each once.
    pub excused: Vec<Obstacle>,
}

/// One result that stands against a Freigabe.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Obstacle {
    pub rule: String,
    /// Place in the project file.
    pub path: String,
    pub outcome: Outcome,
}

impl Readiness {
    /// Of results that were not folded yet. What rules across projects found is no part of it: one project cannot answer
    /// for another.
    pub fn of<'f>(results: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut readiness = Self::default();
        for finding in results.into_iter().filter(|finding| finding.is_unmet_must()) {
            let obstacle = Obstacle { rule: finding.rule.clone(), path: finding.path.clone(), outcome: finding.outcome };
            if finding.is_excused() { &mut readiness.excused } else { &mut readiness.against }.push(obstacle);
        }
        readiness.settle()
    }

    /// A rule that could not be evaluated has not been fulfilled.
    #[must_use]
    pub fn with_undecided(mut self, rules: impl IntoIterator<Item = String>) -> Self {
        let undecided = |rule| Obstacle { rule, path: String::new(), outcome: Outcome::NichtPruefbar };
        self.against.extend(rules.into_iter().map(undecided));
        self.settle()
    }

    fn settle(mut self) -> Self {
        for list in [&mut self.against, &mut self.excused] {
            list.sort();
            list.dedup();
        }
        self
    }

    pub fn is_ready(&self) -> bool {
        self.against.is_empty()
    }

    /// How many stand against it with this result.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.against.iter().filter(|obstacle| obstacle.outcome == outcome).count()
    }

    /// The rules that stand against it with this result, each once.
    pub fn rules(&self, outcome: Outcome) -> Vec<String> {
        let mut rules: Vec<String> =
            self.against.iter().filter(|obstacle| obstacle.outcome == outcome).map(|obstacle| obstacle.rule.clone()).collect();
        rules.dedup();
        rules
    }
}
