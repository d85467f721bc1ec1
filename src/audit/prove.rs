//! Does the rulebook do what it says? Every rule runs over its own examples, and every rule over every other rule's
//! passing examples; whatever differs from what the examples expect is reported with its place.

use crate::audit::Auditor;
use crate::audit::expression::Located;
use crate::audit::project::Question;
use crate::source::Source;
use crate::standard::{Complaint, Example, Outcome, Rule};

/// What the examples showed.
#[derive(Debug, Default)]
pub struct Proof {
    pub rules: usize,
    pub examples: usize,
    /// Runs of a rule over another rule's passing example.
    pub crossings: usize,
    pub complaints: Vec<Complaint>,
}

pub fn prove(auditor: &Auditor<'_>) -> Proof {
    let standard = auditor.standard;
    let mut proof = Proof { rules: standard.rules.len(), ..Proof::default() };
    for (index, rule) in standard.rules.iter().enumerate() {
        for example in &rule.examples {
            proof.examples += 1;
            proof.complaints.extend(try_example(auditor, index, rule, example));
            if example.expected == Outcome::Erfuellt {
                cross(auditor, index, rule, example, &mut proof);
            }
        }
    }
    proof.complaints.sort();
    proof
}

fn try_example(auditor: &Auditor<'_>, index: usize, rule: &Rule, example: &Example) -> Option<Complaint> {
    let located = Located::whole(&rule.file, &example.project);
    if let Some((offset, message)) = auditor.shape_fault(&example.project.text) {
        return Some(located.complaint(offset..offset + 1, format!("Beispiel „{}“: {message}", example.title)));
    }
    let found = match auditor.outcomes(index, example) {
        Ok(found) => found,
        Err(fault) => return Some(located.complaint(0..1, format!("Beispiel „{}“: {fault}", example.title))),
    };
    let shown = summary(&found);
    (shown != example.expected).then(|| {
        let message = format!("Beispiel „{}“ soll „{}“ ergeben, ergibt aber „{}“", example.title, example.expected.title(), shown.title());
        located.complaint(0..example.project.text.len().min(1), message)
    })
}

/// Another rule may apply to the example or not, but it must come to a result without a fault.
fn cross(auditor: &Auditor<'_>, own: usize, rule: &Rule, example: &Example, proof: &mut Proof) {
    for (other, crossed) in auditor.standard.rules.iter().enumerate() {
        if other == own {
            continue;
        }
        proof.crossings += 1;
        if let Err(fault) = auditor.outcomes(other, example) {
            let located = Located::whole(&rule.file, &example.project);
            proof
                .complaints
                .push(located.complaint(0..1, format!("die Regel {} scheitert an Beispiel „{}“: {fault}", crossed.id, example.title)));
        }
    }
}

/// The result an example shows: one failure outweighs everything, then what stayed open.
fn summary(found: &[Outcome]) -> Outcome {
    found.iter().copied().min().unwrap_or(Outcome::NichtAnwendbar)
}

impl Auditor<'_> {
    /// The first thing in an example that does not fit the dictionary; missing fields are allowed there.
    fn shape_fault(&self, text: &str) -> Option<(usize, String)> {
        let question = Question { as_of: crate::period::Period::day(0), gate: None, all: false };
        let audit = self.audit(Source::new("beispiel.toml", text), question);
        let fault = audit.findings.into_iter().find(|finding| {
            let shape = ["STR-01", "STR-02", "STR-03", "STR-04", "STR-06", "STR-07", "STR-08"];
            shape.contains(&finding.rule.as_str()) && !finding.message.contains("nicht der Dateiname")
        })?;
        let line_start: usize = text.split_inclusive('\n').take(fault.place.line as usize - 1).map(str::len).sum();
        Some((line_start, format!("{} {}", fault.rule, fault.message)))
    }

    /// All results of one rule over one example.
    fn outcomes(&self, index: usize, example: &Example) -> Result<Vec<Outcome>, String> {
        let rule = &self.standard.rules[index];
        let examined = self.examine_one(index, Source::new("beispiel.toml", example.project.text.clone()), example.as_of);
        if let Some(fault) = examined.fault {
            return Err(format!("{}: {}", rule.id, fault.german()));
        }
        let mut outcomes: Vec<Outcome> = examined.verdicts.iter().map(|verdict| verdict.outcome).collect();
        if examined.passed > 0 {
            outcomes.push(Outcome::Erfuellt);
        }
        Ok(outcomes)
    }
}
