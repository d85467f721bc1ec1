//! Findings as text for people and in the forms programs read. One model, many faces: a further form is a further file.

mod comparison;
mod explanation;
mod gate;
mod gitlab;
mod grouped;
mod handbook;
mod handbook_appendix;
mod json;
mod json_schema;
mod junit;
mod lookup;
mod markdown;
mod page;
mod rule_page;
mod rulebook;
mod sarif;
mod spreadsheet;
mod template;
mod text;
mod wording;

pub use comparison::{Comparison, Edition, comparison_html, comparison_json, comparison_text};
pub use explanation::{hits_page, list_hits, overview, page_of};
pub use gate::verdict;
pub use gitlab::audit_gitlab;
pub use handbook::handbook;
pub use json::{audit_json, rule_json};
pub use json_schema::json_schema;
pub use junit::audit_junit;
pub use lookup::{Entry, Found, Index, Thing};
pub use markdown::audit_markdown;
pub use page::Page;
pub use rule_page::rule_page;
pub use rulebook::rulebook;
pub use sarif::audit_sarif;
pub use spreadsheet::audit_csv;
pub use template::{Cut, PLACEHOLDER, template};
pub use text::audit_text;

use std::collections::HashMap;

use crate::audit::{Finding, GateAnswer, RuleFault, Tally, Unread};
use crate::period::Period;
use crate::schema::Level;
use crate::standard::{Complaint, Outcome, Standard};

/// Everything one check found, in the order it is printed.
pub struct Results<'a> {
    pub standard: &'a Standard,
    /// Code of the kind of data that all files share.
    pub kind: Option<String>,
    pub as_of: Period,
    /// The gate that was asked for.
    pub gate: Option<usize>,
    /// The answer of each file, when a gate was asked for.
    pub answers: Vec<GateAnswer>,
    /// Files answered for.
    pub files: usize,
    /// The first of them, where a form wants a file for what is about all.
    pub first: Option<String>,
    /// Results that are no problem were asked for as well.
    pub all: bool,
    /// Those of them that could not be read.
    pub unread: Vec<Unread>,
    /// Sorted by file and place.
    pub findings: Vec<Finding>,
    /// Entries of the baseline that meet nothing any more.
    pub gone: Vec<Complaint>,
    pub tally: Tally,
    /// Rules across projects that this build of the tool cannot run.
    pub unrun: usize,
    pub rule_faults: Vec<RuleFault>,
}

impl Results<'_> {
    /// What could not be read, a line for each file; first in every form for people.
    fn unread_lines(&self) -> Option<(String, Vec<String>)> {
        let lines: Vec<String> = self.unread.iter().map(|unread| format!("{}: {}", unread.identity.named(), unread.why())).collect();
        let head = format!("Nicht lesbar: {} von {}", lines.len(), counted(self.files, "Datei", "Dateien"));
        (!lines.is_empty()).then_some((head, lines))
    }

    /// What stands in the way at this level. Asked for a Freigabe, an open MUSS does too, and no other project does.
    pub fn weighty(&self, from: Level) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| self.weighs(finding, from))
    }

    fn weighs(&self, finding: &Finding, from: Level) -> bool {
        if self.gate.is_some() { finding.bars() || finding.weighs(from) && !finding.across } else { finding.weighs(from) }
    }

    /// How many results of each file are not fulfilled and how many not checkable.
    fn counts(&self) -> HashMap<&str, (usize, usize)> {
        let mut counts: HashMap<&str, (usize, usize)> = HashMap::new();
        for finding in &self.findings {
            let (failed, open) = counts.entry(finding.file.as_str()).or_default();
            *failed += usize::from(finding.outcome == Outcome::NichtErfuellt && !finding.is_excused());
            *open += usize::from(finding.outcome == Outcome::NichtPruefbar);
        }
        counts
    }

    /// What somebody has to mend: what is not fulfilled and, asked for a Freigabe, what keeps it from being answered.
    fn is_problem(&self, finding: &Finding) -> bool {
        finding.outcome == Outcome::NichtErfuellt || self.gate.is_some() && finding.bars()
    }

    /// Every file that was asked for a gate is ready for it.
    pub fn all_ready(&self) -> bool {
        self.answers.iter().all(|answer| answer.readiness.is_ready())
    }
}

/// "1 Befund", "3 Befunde".
fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
