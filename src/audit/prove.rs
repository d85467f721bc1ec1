//! Does the rulebook do what it says? Every rule runs over its own examples, and every rule over every other rule's
//! passing examples; whatever differs from what the examples expect is reported with its place.

use crate::audit::expression::Located;
use crate::audit::structure::structure;
use crate::audit::subject::Subject;
use crate::audit::{Auditor, builtin};
use crate::document::{FaultKind, read};
use crate::schema::Schema;
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
    let of_projects = || standard.rules.iter().enumerate().filter(|(_, rule)| rule.conditions().is_some());
    let mut proof = Proof { rules: of_projects().count(), ..Proof::default() };
    for (index, rule) in of_projects() {
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
    let project = example.projects.first()?;
    let located = Located::whole(&rule.file, project);
    if let Some((offset, message)) = auditor.shape_fault(&project.text) {
        return Some(located.complaint(offset..offset + 1, format!("Beispiel „{}“: {message}", example.title)));
    }
    let found = match auditor.outcomes(index, example) {
        Ok(found) => found,
        Err(fault) => return Some(located.complaint(0..1, format!("Beispiel „{}“: {fault}", example.title))),
    };
    let shown = summary(&found);
    (shown != example.expected).then(|| {
        let message = format!("Beispiel „{}“ soll „{}“ ergeben, ergibt aber „{}“", example.title, example.expected.title(), shown.title());
        located.complaint(0..project.text.len().min(1), message)
    })
}

/// Another rule may apply to the example or not, but it must come to a result without a fault.
fn cross(auditor: &Auditor<'_>, own: usize, rule: &Rule, example: &Example, proof: &mut Proof) {
    let Some(project) = example.projects.first() else { return };
    for (other, crossed) in auditor.standard.rules.iter().enumerate() {
        if other == own || crossed.conditions().is_none() {
            continue;
        }
        proof.crossings += 1;
        if let Err(fault) = auditor.outcomes(other, example) {
            let located = Located::whole(&rule.file, project);
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
    /// The first thing in an example that does not fit the dictionary. Missing fields are allowed there, and so are
    /// codes that an inheriting profile has removed and values that contradict each other: showing that is what some are for.
    pub fn shape_fault(&self, text: &str) -> Option<(usize, String)> {
        let name = "beispiel.toml";
        let (document, mut faults) = read(&self.standard.schema, Schema::PROJECT, Source::new(name, text));
        faults.retain(|fault| !matches!(fault.kind, FaultKind::RemovedCode(..)));
        let subject = Subject { standard: self.standard, document: &document };
        let mut found = structure(&subject, &faults, None).findings.into_iter().map(|(_, finding)| finding);
        let allowed = [builtin::PLACEHOLDER.id, builtin::CONTRADICTION.id];
        let fault = found.find(|finding| !allowed.contains(&finding.rule.as_str()) && finding.path != self.id_path())?;
        let line_start: usize = text.split_inclusive('\n').take(fault.place.line as usize - 1).map(str::len).sum();
        Some((line_start, format!("{} {}", fault.rule, fault.message)))
    }

    /// The path of the project's id: an example has no file name that it could match.
    fn id_path(&self) -> String {
        let (record, slot) = self.standard.anchors.project_id;
        self.standard.schema.record(record).field(slot).name.clone()
    }

    /// All results of one rule over one example.
    fn outcomes(&self, index: usize, example: &Example) -> Result<Vec<Outcome>, String> {
        let rule = &self.standard.rules[index];
        let text = example.projects.first().map(|project| project.text.clone()).unwrap_or_default();
        let examined = self.examine_one(index, Source::new("beispiel.toml", text), example.as_of);
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
