//! The findings a running portfolio starts with: known, with an owner and a target date. They stay visible without
//! counting until the target date; what is new counts at once; what no longer occurs is reported, so that the file
//! shrinks.

use std::fmt::Write;

use serde::Deserialize;
use toml::Spanned;

use crate::audit::builtin;
use crate::audit::finding::Finding;
use crate::period::Period;
use crate::source::{Source, Span};
use crate::standard::{Complaint, Outcome, read};

/// A finding that was known when the portfolio started.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    pub owner: String,
    pub target: Period,
    /// The target date has passed: the finding counts again.
    pub overdue: bool,
}

#[derive(Debug)]
pub struct Baseline {
    entries: Vec<Entry>,
    file: Source,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBaseline {
    #[serde(default)]
    befund: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    regel: Spanned<String>,
    projekt: String,
    #[serde(default)]
    pfad: String,
    verantwortlich: String,
    ziel: toml::value::Datetime,
    #[serde(skip)]
    met: bool,
}

impl Baseline {
    /// # Errors
    /// What is wrong with the file, with line and column.
    pub fn parse(file: Source) -> Result<Self, Complaint> {
        let raw: RawBaseline = read(&file)?;
        Ok(Self { entries: raw.befund, file })
    }

    /// Marks the findings that are known; gives the entries that meet nothing any more, as places and sentences. Each entry
    /// stands for one finding: what is found more often than it was known is new.
    pub fn apply(&mut self, findings: &mut [Finding], as_of: Period) -> Vec<Complaint> {
        for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::NichtErfuellt) {
            let entry = self.entries.iter_mut().find(|entry| !entry.met && entry.meets(finding));
            if let Some((entry, target)) = entry.and_then(|entry| entry.target().map(|target| (entry, target))) {
                entry.met = true;
                let overdue = target.before(as_of) == Some(true);
                finding.known = Some(Known { owner: entry.verantwortlich.clone(), target, overdue });
            }
        }
        let gone = self.entries.iter().filter(|entry| !entry.met);
        gone.map(|entry| Complaint::new(&self.file, Span::new(entry.regel.span()), entry.without_finding(findings))).collect()
    }
}

impl Entry {
    fn meets(&self, finding: &Finding) -> bool {
        self.regel.get_ref().eq_ignore_ascii_case(&finding.rule) && self.projekt == finding.project && self.pfad == finding.path
    }

    /// Healed, or written for a place that findings of the rule no longer have.
    fn without_finding(&self, findings: &[Finding]) -> String {
        let rule = self.regel.get_ref();
        let place = format!("{rule} in {} {}", self.projekt, self.pfad);
        let of_rule =
            |finding: &&Finding| finding.rule.eq_ignore_ascii_case(rule) && self.projekt == finding.project && finding.known.is_none();
        match findings.iter().filter(of_rule).map(|finding| finding.path.as_str()).min() {
            None => format!("behoben: {place}; der Eintrag kann entfallen"),
            Some(other) => format!("an diesem Ort kein Befund: {place}; neu ist einer an „{other}“"),
        }
    }

    fn target(&self) -> Option<Period> {
        let date = self.ziel.date?;
        Period::of_date(i32::from(date.year), u32::from(date.month), u32::from(date.day))
    }
}

/// A baseline of what is found now, to be completed with owners.
pub fn baseline_of(findings: &[Finding], target: Period) -> String {
    let mut out = String::from(
        "# Bestand: Befunde, die beim Start bekannt waren. Je Eintrag eine Stelle, die sich kümmert, und ein Ziel.\n# Bis zum Ziel zählen sie nicht; danach wieder.\n",
    );
    // What keeps a whole file from being read hides everything else in it: that cannot be known from the start.
    let hides =
        |finding: &&Finding| finding.path.is_empty() && [builtin::SYNTAX.id, builtin::UNREADABLE.id].contains(&finding.rule.as_str());
    let counts = |finding: &&Finding| finding.outcome == Outcome::NichtErfuellt && !finding.is_excused() && !hides(finding);
    for finding in findings.iter().filter(counts) {
        let _ = write!(
            out,
            "\n[[befund]]\nregel = {}\nprojekt = {}\npfad = {}\nverantwortlich = \"noch zu benennen\"\nziel = {}\n",
            quoted(&finding.rule),
            quoted(&finding.project),
            quoted(&finding.path),
            target.iso()
        );
    }
    out
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
