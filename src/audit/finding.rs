//! A finding: rule and place, what was found, why it matters and what to do. The only thing printers see.

use crate::audit::baseline::Known;
use crate::period::Period;
use crate::schema::Level;
use crate::source::Place;
use crate::standard::Outcome;

#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: String,
    pub title: String,
    pub level: Level,
    pub outcome: Outcome,
    /// Whether it counts for the exit code and for a Freigabe; rules on probation only warn.
    pub binding: bool,
    /// The project's id, or the file name without its ending where there is none.
    pub project: String,
    pub file: String,
    pub place: Place,
    /// The line of the place, for the excerpt.
    pub excerpt: String,
    pub path: String,
    pub more: Vec<Spot>,
    pub message: String,
    pub why: String,
    pub source: String,
    pub remedy: String,
    pub curable: String,
    /// Paths that would have to be filled in for the rule to be checkable.
    pub missing: Vec<String>,
    /// Rules that this finding keeps from being checked.
    pub blocks: Vec<String>,
    pub exception: Option<Excused>,
    /// Known when the portfolio started.
    pub known: Option<Known>,
}

/// A further place that belongs to a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub place: Place,
    pub path: String,
}

/// The exception a finding stands under.
#[derive(Clone, Debug, PartialEq)]
pub struct Excused {
    pub reason: String,
    pub until: Period,
    /// An expired one no longer excuses; the finding says so.
    pub expired: bool,
}

impl Finding {
    pub fn is_excused(&self) -> bool {
        self.exception.as_ref().is_some_and(|excused| !excused.expired)
    }

    /// Known, and its target date has not passed.
    pub fn is_known(&self) -> bool {
        self.known.as_ref().is_some_and(|known| !known.overdue)
    }

    /// Whether it stands against the project at this level: not fulfilled, binding and not excused.
    pub fn weighs(&self, from: Level) -> bool {
        self.outcome == Outcome::NichtErfuellt && self.binding && !self.is_excused() && !self.is_known() && self.level >= from
    }
}

/// How often each result occurred: rule by rule and row by row, structural findings included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Not fulfilled by level: KANN, SOLL, MUSS.
    pub failed: [u64; 3],
    pub unknown: u64,
    pub passed: u64,
    pub not_applicable: u64,
    pub excused: u64,
}

impl Tally {
    pub fn add(&mut self, other: &Self) {
        for (sum, part) in self.failed.iter_mut().zip(other.failed) {
            *sum += part;
        }
        self.unknown += other.unknown;
        self.passed += other.passed;
        self.not_applicable += other.not_applicable;
        self.excused += other.excused;
    }

    pub fn count(&mut self, outcome: Outcome, level: Level) {
        match outcome {
            Outcome::NichtErfuellt => self.failed[level as usize] += 1,
            Outcome::NichtPruefbar => self.unknown += 1,
            Outcome::Erfuellt => self.passed += 1,
            Outcome::NichtAnwendbar => self.not_applicable += 1,
        }
    }

    /// Moves a finding that was counted from its result to those under an exception.
    pub fn excuse(&mut self, finding: &Finding) {
        let counted = match finding.outcome {
            Outcome::NichtErfuellt => &mut self.failed[finding.level as usize],
            Outcome::NichtPruefbar => &mut self.unknown,
            Outcome::Erfuellt => &mut self.passed,
            Outcome::NichtAnwendbar => &mut self.not_applicable,
        };
        *counted = counted.saturating_sub(1);
        self.excused += 1;
    }

    pub fn failed(&self, level: Level) -> u64 {
        self.failed[level as usize]
    }
}
