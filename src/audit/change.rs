//! What a check under another edition of the standard finds that it did not find before, and why: finding by finding, as
//! multisets of file, rule, place and outcome, with how each one weighs.

use std::collections::BTreeMap;

use crate::audit::cause::Causes;
use crate::audit::finding::Finding;
use crate::schema::Level;
use crate::standard::Outcome;

/// A result that is new, gone, or weighs otherwise.
#[derive(Clone, Debug)]
pub struct Change {
    pub kind: ChangeKind,
    pub rule: String,
    pub title: String,
    pub project: String,
    pub file: String,
    pub path: String,
    pub before: Option<Weight>,
    pub after: Option<Weight>,
    /// Differences of the editions it comes from, as lines for people; never empty.
    pub causes: Vec<String>,
}

/// A result and how it counts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    pub outcome: Outcome,
    pub level: Level,
    pub binding: bool,
    pub excused: bool,
    /// Rules that the same missing field keeps from being checked.
    pub blocks: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Stands against the project now.
    NeuNichtErfuellt,
    /// Stands against it as before, at another Stufe.
    AndereStufe,
    /// Not fulfilled, but only as a warning or under an exception.
    NeueWarnung,
    NeuNichtPruefbar,
    /// No longer stands against the project.
    NichtMehrDagegen,
    NeuErfuellt,
    Sonst,
    /// Fulfilled or not applicable as before, by a rule that weighs otherwise.
    NurGewicht,
}

impl ChangeKind {
    pub const ALL: [Self; 8] = [
        Self::NeuNichtErfuellt,
        Self::AndereStufe,
        Self::NeueWarnung,
        Self::NeuNichtPruefbar,
        Self::NichtMehrDagegen,
        Self::NeuErfuellt,
        Self::Sonst,
        Self::NurGewicht,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::NeuNichtErfuellt => "neu nicht erfüllt",
            Self::AndereStufe => "wie bisher nicht erfüllt, aber mit anderer Stufe",
            Self::NeueWarnung => "neu nicht erfüllt, ohne zu zählen (Warnung oder Ausnahme)",
            Self::NeuNichtPruefbar => "neu nicht prüfbar",
            Self::NichtMehrDagegen => "steht nicht mehr gegen das Vorhaben",
            Self::NeuErfuellt => "neu erfüllt",
            Self::Sonst => "anderes Ergebnis",
            Self::NurGewicht => "wie bisher erfüllt oder nicht anwendbar, aber mit anderem Gewicht",
        }
    }

    fn of(before: Option<&Weight>, after: Option<&Weight>) -> Self {
        let counts = |weight: Option<&Weight>| weight.is_some_and(Weight::counts);
        let is = |weight: Option<&Weight>, outcome: Outcome| weight.is_some_and(|weight| weight.outcome == outcome);
        let quiet = |weight: &Weight| matches!(weight.outcome, Outcome::Erfuellt | Outcome::NichtAnwendbar);
        match () {
            () if before.zip(after).is_some_and(|(old, new)| old.outcome == new.outcome && quiet(new)) => Self::NurGewicht,
            () if counts(before) && counts(after) => Self::AndereStufe,
            () if counts(after) => Self::NeuNichtErfuellt,
            () if counts(before) => Self::NichtMehrDagegen,
            () if is(after, Outcome::NichtErfuellt) && !is(before, Outcome::NichtErfuellt) => Self::NeueWarnung,
            () if is(after, Outcome::NichtPruefbar) && !is(before, Outcome::NichtPruefbar) => Self::NeuNichtPruefbar,
            () if is(after, Outcome::Erfuellt) && !is(before, Outcome::Erfuellt) => Self::NeuErfuellt,
            () => Self::Sonst,
        }
    }
}

impl Weight {
    fn of(finding: &Finding) -> Self {
        Self {
            outcome: finding.outcome,
            level: finding.level,
            binding: finding.binding,
            excused: finding.is_excused(),
            blocks: finding.blocks.clone(),
        }
    }

    /// As in a check: not fulfilled, binding, not excused.
    pub fn counts(&self) -> bool {
        self.outcome == Outcome::NichtErfuellt && self.binding && !self.excused
    }

    pub fn german(&self) -> String {
        let why = match self.outcome {
            Outcome::NichtErfuellt if self.excused => " (Ausnahme)",
            Outcome::NichtErfuellt if !self.binding => " (Warnung)",
            _ => "",
        };
        match self.outcome {
            Outcome::NichtErfuellt => format!("{} {}{why}", self.level.word(), self.outcome.title()),
            outcome => outcome.title().to_owned(),
        }
    }
}

type Key<'f> = (&'f str, &'f str, &'f str);

/// All that differs between two checks of the same files, sorted by kind, rule and place.
pub fn changes(before: &[Finding], after: &[Finding], causes: &Causes<'_>) -> Vec<Change> {
    let (old, new) = (by_key(before), by_key(after));
    let mut keys: Vec<&Key<'_>> = old.keys().chain(new.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut found = Vec::new();
    for key in keys {
        let none = Vec::new();
        let (mut earlier, mut later) = (old.get(key).unwrap_or(&none).clone(), new.get(key).unwrap_or(&none).clone());
        // What is the same on both sides is no change; the rest is paired in order.
        earlier.retain(|finding| match later.iter().position(|other| Weight::of(other) == Weight::of(finding)) {
            Some(at) => {
                later.remove(at);
                false
            }
            None => true,
        });
        for index in 0..earlier.len().max(later.len()) {
            found.extend(change(earlier.get(index).copied(), later.get(index).copied(), causes));
        }
    }
    found.sort_by(|left, right| {
        (left.kind, &left.rule, &left.project, &left.path).cmp(&(right.kind, &right.rule, &right.project, &right.path))
    });
    found
}

fn by_key(findings: &[Finding]) -> BTreeMap<Key<'_>, Vec<&Finding>> {
    let mut found: BTreeMap<Key<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        found.entry((&finding.file, &finding.rule, &finding.path)).or_default().push(finding);
    }
    for group in found.values_mut() {
        group.sort_by_key(|finding| Weight::of(finding));
    }
    found
}

fn change(before: Option<&Finding>, after: Option<&Finding>, causes: &Causes<'_>) -> Option<Change> {
    let named = after.or(before)?;
    let (earlier, later) = (before.map(Weight::of), after.map(Weight::of));
    Some(Change {
        kind: ChangeKind::of(earlier.as_ref(), later.as_ref()),
        rule: named.rule.clone(),
        title: named.title.clone(),
        project: named.project.clone(),
        file: named.file.clone(),
        path: named.path.clone(),
        before: earlier,
        after: later,
        causes: causes.of(named),
    })
}
