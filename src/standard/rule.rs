//! A rule with its reason, its remedy, its source and its own examples. What its conditions and queries mean is decided
//! on upper floors; here they are text with a place.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::period::Period;
use crate::schema::Level;
use crate::source::{Source, Span};

/// So many examples of each result are printed in full.
const EXAMPLES_IN_FULL: usize = 2;

#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub level: Level,
    /// As written; `status_at` says what it is on a day.
    pub status: RuleStatus,
    /// A rule on probation counts from this day on.
    pub binding_from: Option<Binding>,
    /// Ids of the rules that took its place.
    pub replaced_by: Vec<Expression>,
    /// The first day of the profile in which it stands.
    pub in_force: Period,
    /// Rank of the phase from which the rule applies.
    pub from_phase: u16,
    /// In earlier phases it judges what is there; what is missing does not count yet.
    pub judges_earlier: bool,
    /// Class codes it applies to; empty means all.
    pub classes: Vec<String>,
    pub origin: String,
    pub source_name: String,
    pub reference: String,
    pub bindingness: String,
    pub why: String,
    pub remedy: String,
    pub curable: String,
    /// Code of the role that sees to it; nothing means whoever leads the project.
    pub responsible: Option<String>,
    /// Name of the threshold that says how many days before a gate it must be begun.
    pub lead_time: Option<String>,
    pub check: Check,
    pub examples: Vec<Example>,
    /// The file it stands in, for places.
    pub file: Source,
    /// Folder below `regeln/`.
    pub group: String,
    /// Profile, line and reason of each change by an inheriting profile, oldest first.
    pub changes: Vec<String>,
    /// By key: the `file:line` of an inheriting profile that set it last.
    pub set: BTreeMap<&'static str, String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleStatus {
    Entwurf,
    Warnend,
    Verbindlich,
    Abgeloest,
}

impl RuleStatus {
    pub fn word(self) -> &'static str {
        match self {
            Self::Entwurf => "entwurf",
            Self::Warnend => "warnend",
            Self::Verbindlich => "verbindlich",
            Self::Abgeloest => "abgeloest",
        }
    }
}

/// Since when a rule counts, and the line that says so.
#[derive(Clone, Debug)]
pub struct Binding {
    pub day: Period,
    /// `file:line`
    pub set_at: String,
}

/// What a rule checks: one project with conditions, or all of them with queries.
#[derive(Clone, Debug)]
pub enum Check {
    Project(Conditions),
    Portfolio(Queries),
}

/// All are CEL, except that the message is text with CEL in braces.
#[derive(Clone, Debug)]
pub struct Conditions {
    pub loops: Vec<Loop>,
    pub applies: Option<Expression>,
    pub holds: Expression,
    pub place: Option<Expression>,
    /// A path with CEL in braces: where a finding about something absent belongs.
    pub belongs: Option<Expression>,
    pub message: Expression,
}

/// SQL over the fact tables; the message is text with names of columns in braces.
#[derive(Clone, Debug)]
pub struct Queries {
    /// Returns what does not hold, one row per finding.
    pub failing: Expression,
    /// Returns what cannot be checked.
    pub open: Option<Expression>,
    /// Rows that differ in this column alone are one finding, which lists its values.
    pub collected: Option<Expression>,
    pub message: Expression,
}

#[derive(Clone, Debug)]
pub struct Loop {
    pub list: Expression,
    pub name: Expression,
}

/// Text and the span of its TOML literal, quotes included, in the rule's file.
#[derive(Clone, Debug)]
pub struct Expression {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Example {
    pub title: String,
    pub expected: Outcome,
    pub as_of: Period,
    /// Fragments of project files: one for a rule of a project, several for one of the portfolio.
    pub projects: Vec<Expression>,
    /// For a rule of the portfolio: the projects that shall have the result.
    pub hit: Option<Vec<String>>,
}

/// The four results of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    NichtErfuellt,
    NichtPruefbar,
    Erfuellt,
    NichtAnwendbar,
}

impl Outcome {
    /// As in exports; the German sentence is `title`.
    pub fn word(self) -> &'static str {
        match self {
            Self::NichtErfuellt => "nicht_erfuellt",
            Self::NichtPruefbar => "nicht_pruefbar",
            Self::Erfuellt => "erfuellt",
            Self::NichtAnwendbar => "nicht_anwendbar",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::NichtErfuellt => "nicht erfüllt",
            Self::NichtPruefbar => "nicht prüfbar",
            Self::Erfuellt => "erfüllt",
            Self::NichtAnwendbar => "nicht anwendbar",
        }
    }
}

impl Expression {
    pub(super) fn new(raw: Spanned<String>) -> Self {
        Self { span: Span::new(raw.span()), text: raw.into_inner() }
    }
}

impl Example {
    /// The fragments one below the other, for people.
    pub fn text(&self) -> String {
        let parts: Vec<&str> = self.projects.iter().map(|project| project.text.trim()).collect();
        parts.join("\n\n# --- nächstes Vorhaben ---\n")
    }
}

impl Rule {
    /// The examples to read in full, two of each result; the others, which show where exactly a boundary lies, as lines.
    pub fn examples_to_read(&self) -> (Vec<&Example>, String) {
        let (mut full, mut lines) = (Vec::<&Example>::new(), Vec::new());
        for example in &self.examples {
            if full.iter().filter(|shown| shown.expected == example.expected).count() < EXAMPLES_IN_FULL {
                full.push(example);
            } else {
                lines.push(format!("{} → {}", example.title, example.expected.title()));
            }
        }
        (full, lines.join("\n"))
    }

    /// A contradiction within one file can always be cleared up there. What other rules say rests on such a file being of
    /// one mind, so that an exception here would silence them too.
    pub fn is_excusable(&self) -> bool {
        self.origin != "integritaet" || self.conditions().is_none()
    }

    pub fn conditions(&self) -> Option<&Conditions> {
        match &self.check {
            Check::Project(conditions) => Some(conditions),
            Check::Portfolio(_) => None,
        }
    }

    pub fn queries(&self) -> Option<&Queries> {
        match &self.check {
            Check::Project(_) => None,
            Check::Portfolio(queries) => Some(queries),
        }
    }

    pub(super) fn set_at(&mut self, key: &'static str, place: String) {
        self.set.insert(key, place);
    }

    /// Whether it runs at all.
    pub fn is_in_force(&self) -> bool {
        matches!(self.status, RuleStatus::Warnend | RuleStatus::Verbindlich)
    }

    /// On probation until its day has come.
    pub fn status_at(&self, as_of: Period) -> RuleStatus {
        match &self.binding_from {
            Some(binding) if self.status == RuleStatus::Warnend && binding.day.from <= as_of.from => RuleStatus::Verbindlich,
            _ => self.status,
        }
    }

    /// The day from which it counts, while that has not come.
    pub fn binding_later(&self, as_of: Period) -> Option<Period> {
        let binding = self.binding_from.as_ref().filter(|_| self.status_at(as_of) == RuleStatus::Warnend);
        binding.map(|binding| binding.day)
    }

    /// The status in words, with the day from which the rule counts.
    pub fn status_german(&self) -> String {
        let later = self.binding_from.as_ref().map(|binding| format!(", verbindlich ab {}", binding.day.german()));
        format!("{}{}", self.status.word(), later.unwrap_or_default())
    }

    /// The parts of the check, each behind its keyword, as people read them.
    pub fn check_german(&self) -> Vec<(&'static str, String)> {
        match &self.check {
            Check::Project(conditions) => conditions.german(),
            Check::Portfolio(queries) => queries.german(),
        }
    }
}

impl Conditions {
    fn german(&self) -> Vec<(&'static str, String)> {
        let each = |each: &Loop| ("für jedes", format!("{} aus {}", each.name.text.trim(), each.list.text.trim()));
        let mut parts: Vec<_> = self.loops.iter().map(each).collect();
        parts.extend(self.applies.iter().map(|applies| ("wenn ", applies.text.clone())));
        parts.push(("gilt ", self.holds.text.clone()));
        parts
    }
}

impl Queries {
    fn german(&self) -> Vec<(&'static str, String)> {
        let mut parts = vec![("nicht erfüllt, was diese Abfrage findet:\n", self.failing.text.trim().to_owned())];
        parts.extend(self.open.iter().map(|open| ("nicht prüfbar, was diese Abfrage findet:\n", open.text.trim().to_owned())));
        parts
    }
}
