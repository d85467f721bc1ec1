//! What a new edition of the standard would change for the running projects: as text, as JSON, and as a page to put on
//! the table of the meeting that decides on it.

use std::fmt::Write;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use crate::standard::Outcome;

#[derive(Serialize)]
pub struct Comparison {
    pub old: Edition,
    pub new: Edition,
    pub stichtag: String,
    /// How many were read.
    pub projects: usize,
    /// Files that nobody can read; nothing is said about them.
    pub unread: Vec<String>,
    /// Sorted by rule, then project.
    pub changes: Vec<Change>,
    pub rules_added: Vec<String>,
    pub rules_gone: Vec<String>,
    /// Rules whose Stufe or status differs, in words.
    pub rules_changed: Vec<String>,
}

#[derive(Serialize)]
pub struct Edition {
    pub name: String,
    pub edition: String,
    pub sha256: String,
    pub rules: usize,
}

#[derive(Serialize)]
pub struct Change {
    pub rule: String,
    pub title: String,
    pub project: String,
    pub kind: Kind,
    pub before: &'static str,
    pub after: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    NeuNichtErfuellt,
    NichtMehrPruefbar,
    NeuErfuellt,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::NeuNichtErfuellt, Self::NichtMehrPruefbar, Self::NeuErfuellt];

    /// Only what makes a difference to a project is a change; a rule that does not apply is none.
    pub fn of(before: Option<Outcome>, after: Option<Outcome>) -> Option<Self> {
        match (before, after) {
            (before, Some(Outcome::NichtErfuellt)) if before != after => Some(Self::NeuNichtErfuellt),
            (Some(Outcome::Erfuellt | Outcome::NichtErfuellt), Some(Outcome::NichtPruefbar)) => Some(Self::NichtMehrPruefbar),
            (None, Some(Outcome::NichtPruefbar)) => Some(Self::NichtMehrPruefbar),
            (Some(Outcome::NichtErfuellt | Outcome::NichtPruefbar), Some(Outcome::Erfuellt)) => Some(Self::NeuErfuellt),
            _ => None,
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::NeuNichtErfuellt => "neu nicht erfüllt",
            Self::NichtMehrPruefbar => "neu nicht prüfbar",
            Self::NeuErfuellt => "neu erfüllt",
        }
    }
}

impl Comparison {
    fn of_kind(&self, kind: Kind) -> Vec<&Change> {
        self.changes.iter().filter(|change| change.kind == kind).collect()
    }
}

/// What the comparison leaves out.
const ACROSS: &str = "Verglichen ist jedes Projekt für sich; Regeln über mehrere Vorhaben laufen hier nicht mit.";

pub fn comparison_text(comparison: &Comparison) -> String {
    let Comparison { old, new, .. } = comparison;
    let mut out = format!(
        "{} {} → {} {} · Stichtag {} · {} Projekte\n",
        old.name, old.edition, new.name, new.edition, comparison.stichtag, comparison.projects
    );
    let _ = writeln!(out, "{ACROSS}");
    for (title, rules) in [
        ("Nicht lesbar, darum nicht verglichen", &comparison.unread),
        ("Neue Regeln", &comparison.rules_added),
        ("Entfallene Regeln", &comparison.rules_gone),
        ("Geänderte Regeln", &comparison.rules_changed),
    ] {
        if !rules.is_empty() {
            let _ = writeln!(out, "\n{title}: {}", rules.join("; "));
        }
    }
    for kind in Kind::ALL {
        let changes = comparison.of_kind(kind);
        let _ = writeln!(out, "\n{}: {}", kind.title(), changes.len());
        let mut rule = "";
        for change in changes {
            if change.rule != rule {
                rule = &change.rule;
                let _ = writeln!(out, "  {} {}", change.rule, change.title);
            }
            let _ = writeln!(out, "    {} (bisher {})", change.project, change.before);
        }
    }
    out
}

pub fn comparison_json(comparison: &Comparison) -> String {
    let mut text =
        serde_json::to_string_pretty(&serde_json::json!({ "schema": "lotse/vergleich/1", "vergleich": comparison })).unwrap_or_default();
    text.push('\n');
    text
}

const PAGE: &str = include_str!("comparison.html");

/// # Errors
/// The page's template is broken.
pub fn comparison_html(comparison: &Comparison) -> anyhow::Result<String> {
    let mut pages = Environment::new();
    pages.set_undefined_behavior(UndefinedBehavior::Strict);
    pages.add_template("vergleich.html", PAGE)?;
    let groups: Vec<(&str, Vec<&Change>)> = Kind::ALL.into_iter().map(|kind| (kind.title(), comparison.of_kind(kind))).collect();
    Ok(pages.get_template("vergleich.html")?.render(context! { v => Serde(comparison), gruppen => Serde(groups), grenze => ACROSS })?)
}
