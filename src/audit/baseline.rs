//! The findings a running portfolio starts with: known, with an owner and a target date. They stay visible without
//! counting until the target date; what is new counts at once; what no longer occurs is reported, so that the file
//! shrinks.

use std::fmt::Write;

use serde::Deserialize;
use toml::Spanned;

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

    /// Marks the findings that are known; gives the entries that meet nothing any more, as places and sentences.
    pub fn apply(&mut self, findings: &mut [Finding], as_of: Period) -> Vec<Complaint> {
        for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::NichtErfuellt) {
            let entry = self.entries.iter_mut().find(|entry| entry.meets(finding));
            if let Some((entry, target)) = entry.and_then(|entry| entry.target().map(|target| (entry, target))) {
                entry.met = true;
                let overdue = target.before(as_of) == Some(true);
                finding.known = Some(Known { owner: entry.verantwortlich.clone(), target, overdue });
            }
        }
        let gone = self.entries.iter().filter(|entry| !entry.met);
        gone.map(|entry| {
            let told = format!("behoben: {} in {} {}; der Eintrag kann entfallen", entry.regel.get_ref(), entry.projekt, entry.pfad);
            Complaint::new(&self.file, Span::new(entry.regel.span()), told)
        })
        .collect()
    }
}

impl Entry {
    fn meets(&self, finding: &Finding) -> bool {
        self.regel.get_ref().eq_ignore_ascii_case(&finding.rule) && self.projekt == finding.project && self.pfad == finding.path
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
    for finding in findings.iter().filter(|finding| finding.outcome == Outcome::NichtErfuellt && !finding.is_excused()) {
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
