//! Do the rules across projects do what they say? Each runs over its own examples, and over the passing ones of the
//! others.

use std::collections::BTreeSet;

use crate::audit::{Audit, Auditor, Finding, Located, Proof, Question as Asked};
use crate::portfolio::rules::{PortfolioRules, Question, examine};
use crate::source::Source;
use crate::standard::{Complaint, Example, Expression, Outcome, Rule};

pub fn prove_rules(auditor: &Auditor<'_>) -> Proof {
    let rules = match PortfolioRules::inspect(auditor.standard, |_| true) {
        Ok(rules) => rules,
        Err(complaints) => return Proof { complaints, ..Proof::default() },
    };
    let mut proof = Proof { rules: rules.rules.len(), ..Proof::default() };
    for rule in &rules.rules {
        for example in &rule.examples {
            proof.examples += 1;
            match try_example(auditor, &rules, rule, example) {
                Ok(crossings) => proof.crossings += crossings,
                Err(complaints) => proof.complaints.extend(complaints),
            }
        }
    }
    proof.complaints.sort();
    proof
}

/// Gives the number of other rules that ran over it as well.
fn try_example(auditor: &Auditor<'_>, rules: &PortfolioRules<'_>, rule: &Rule, example: &Example) -> Result<usize, Vec<Complaint>> {
    let at = |project: &Expression, offset: usize, message: String| {
        let told = format!("Beispiel „{}“: {message}", example.title);
        Located::whole(&rule.file, project).complaint(offset..offset + 1, told)
    };
    let misshapen = |project: &Expression| auditor.shape_fault(&project.text).map(|(offset, message)| at(project, offset, message));
    let wrong: Vec<Complaint> = example.projects.iter().filter_map(misshapen).collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let asked = Asked::as_of_day(example.as_of);
    let texts = example.projects.iter().enumerate();
    let audits: Vec<Audit> =
        texts.map(|(index, project)| auditor.audit(Source::new(format!("beispiel-{}.toml", index + 1), &*project.text), asked)).collect();
    let facts = rules.join(example.as_of, vec![rules.share(audits.iter())]);
    let question = Question { as_of: example.as_of, place: "", all: false };
    let engine = rules.engine(&facts).map_err(|complaint| vec![complaint])?;
    let found = examine(rule, &engine, question).map_err(|complaint| vec![complaint])?;
    let complaint = differs(example, &found).and_then(|message| Some(at(example.projects.first()?, 0, message)));
    if let Some(complaint) = complaint {
        return Err(vec![complaint]);
    }
    if example.expected != Outcome::Erfuellt {
        return Ok(0);
    }
    let others: Vec<&&Rule> = rules.rules.iter().filter(|other| other.id != rule.id).collect();
    let failed: Vec<Complaint> = others.iter().filter_map(|other| examine(other, &engine, question).err()).collect();
    if failed.is_empty() { Ok(others.len()) } else { Err(failed) }
}

fn differs(example: &Example, found: &[Finding]) -> Option<String> {
    let shown = found.iter().map(|finding| finding.outcome).min().unwrap_or(Outcome::Erfuellt);
    if shown != example.expected {
        return Some(format!("es soll „{}“ ergeben, ergibt aber „{}“", example.expected.title(), shown.title()));
    }
    let hit: BTreeSet<&str> = found.iter().filter(|finding| finding.outcome == shown).map(|finding| finding.project.as_str()).collect();
    let expected: BTreeSet<&str> = example.hit.as_ref()?.iter().map(String::as_str).collect();
    let list = |ids: &BTreeSet<&str>| ids.iter().copied().collect::<Vec<_>>().join(", ");
    (hit != expected).then(|| format!("betroffen soll sein: {}; betroffen ist: {}", list(&expected), list(&hit)))
}
