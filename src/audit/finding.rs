//! A finding: rule and place, what was found, why it matters and what to do. The only thing printers see.

use crate::audit::baseline::Known;
use crate::period::Period;
use crate::schema::Level;
use crate::source::{Excerpt, Place};
use crate::standard::{Outcome, Rule, RuleStatus};

#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: String,
    pub title: String,
    pub level: Level,
    pub outcome: Outcome,
    /// Whether it counts for the exit code and for a Freigabe; rules on probation only warn.
    pub binding: bool,
    /// The day from which the rule counts, while that has not come.
    pub binding_later: Option<Period>,
    /// Of a rule across projects.
    pub across: bool,
    /// The project's id, or the file name without its ending where there is none; empty for the portfolio as a whole.
    pub project: String,
    /// For the portfolio as a whole the folder all its files have in common.
    pub file: String,
    pub place: Place,
    /// How many results it stands for: one, unless the file has too many to tell each.
    pub times: u64,
    pub excerpt: Excerpt,
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
    pub snippet: Option<Snippet>,
}

/// What to write, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub text: String,
    /// In words, to follow "Einfügen" or "Schreiben Sie".
    pub place: String,
    /// For something absent, exactly.
    pub insert: Option<Insert>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insert {
    /// Byte of the file at which the text goes.
    pub offset: usize,
    pub text: String,
    pub line: u32,
}

/// What stands in a sentence for a value that is not there.
pub const ABSENT: &str = "(nicht angegeben)";

/// Nothing is quoted where nothing stands.
pub fn unquoted(message: &str) -> String {
    message.replace(&format!("„{ABSENT}“"), ABSENT)
}

/// Names of fields stand in backticks in the rules; in running text in quotation marks.
pub fn quoted(text: &str) -> String {
    let part = |(index, part): (usize, &str)| if index % 2 == 1 { format!("„{part}“") } else { part.to_owned() };
    text.split('`').enumerate().map(part).collect()
}

/// So many of the placeholders of a file are named.
const NAMED: usize = 24;

/// All placeholders of a file in one sentence: by path and line.
pub fn placeholders(places: &[(&str, i64)]) -> String {
    let named = |(path, line): &(&str, i64)| format!("„{path}“ (Zeile {line})");
    let mut names: Vec<String> = places.iter().take(NAMED).map(named).collect();
    if places.len() > NAMED {
        names.push(format!("{} weitere", places.len() - NAMED));
    }
    let last = names.pop().unwrap_or_default();
    format!("{} Angaben sind nur Platzhalter und zählen als fehlend: {} und {last}.", places.len(), names.join(", "))
}

/// A further place that belongs to a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    pub file: String,
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
    /// What a rule says of itself; the place is up to whoever ran it.
    pub fn of_rule(rule: &Rule, outcome: Outcome, as_of: Period) -> Self {
        Self {
            rule: rule.id.clone(),
            title: rule.title.clone(),
            level: rule.level,
            outcome,
            binding: rule.status_at(as_of) == RuleStatus::Verbindlich,
            binding_later: rule.binding_later(as_of),
            across: rule.queries().is_some(),
            project: String::new(),
            file: String::new(),
            place: Place::START,
            times: 1,
            excerpt: Excerpt::default(),
            path: String::new(),
            more: Vec::new(),
            message: String::new(),
            why: rule.why.clone(),
            source: format!("{}, {} ({})", rule.source_name, rule.reference, rule.bindingness),
            remedy: rule.remedy.clone(),
            curable: rule.curable.clone(),
            missing: Vec::new(),
            blocks: Vec::new(),
            exception: None,
            known: None,
            snippet: None,
        }
    }

    /// Takes the extent of its line from the file; what came out of a query knows only the number.
    pub fn show(&mut self, line: &str) {
        let width = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX - 1);
        self.place.column = width(line) - width(line.trim_start()) + 1;
        self.place.end_column = width(line.trim_end()).max(self.place.column - 1) + 1;
    }

    /// What to paste, where the finding is about something absent.
    pub fn insertion(&self) -> Option<&Snippet> {
        self.snippet.as_ref().filter(|snippet| snippet.insert.is_some())
    }

    /// About something that would stand elsewhere than at the place of the finding, which has nothing to do with it.
    pub fn is_elsewhere(&self) -> bool {
        self.snippet.as_ref().and_then(|snippet| snippet.insert.as_ref()).is_some_and(|insert| insert.line != self.place.line)
    }

    /// About the portfolio as a whole and no single project.
    pub fn is_of_portfolio(&self) -> bool {
        self.project.is_empty()
    }

    pub fn is_excused(&self) -> bool {
        self.exception.as_ref().is_some_and(|excused| !excused.expired)
    }

    /// Known, and its target date has not passed.
    pub fn is_known(&self) -> bool {
        self.known.as_ref().is_some_and(|known| !known.overdue)
    }

    /// Whether it keeps a project from its Freigabe: an unmet MUSS that counts and is not excused. That it was known when the
    /// portfolio started changes nothing; that it needs other projects to be seen does.
    pub fn bars(&self) -> bool {
        self.is_unmet_must() && !self.is_excused() && !self.across
    }

    /// A MUSS that counts and is neither fulfilled nor without application, whether excused or not.
    pub fn is_unmet_must(&self) -> bool {
        self.level == Level::Muss && self.binding && self.outcome <= Outcome::NichtPruefbar
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
    /// Of those, at level MUSS.
    pub passed_muss: u64,
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
        self.passed_muss += other.passed_muss;
        self.not_applicable += other.not_applicable;
        self.excused += other.excused;
    }

    pub fn count(&mut self, outcome: Outcome, level: Level) {
        self.count_times(outcome, level, 1);
    }

    pub fn count_times(&mut self, outcome: Outcome, level: Level, times: u64) {
        match outcome {
            Outcome::NichtErfuellt => self.failed[level as usize] += times,
            Outcome::NichtPruefbar => self.unknown += times,
            Outcome::Erfuellt => {
                self.passed += times;
                self.passed_muss += if level == Level::Muss { times } else { 0 };
            }
            Outcome::NichtAnwendbar => self.not_applicable += times,
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
