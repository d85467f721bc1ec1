//! The Code Quality form of GitLab: what a merge request shows beside the changed lines.

use serde_json::{Value, json};

use crate::audit::Finding;
use crate::printer::Results;
use crate::printer::wording::{fingerprints, insertion, is_worth_telling, word};
use crate::schema::Level;
use crate::standard::Outcome;

pub fn audit_gitlab(results: &Results<'_>) -> String {
    let named = fingerprints(&results.findings);
    let told = results.findings.iter().zip(&named).filter(|(finding, _)| is_worth_telling(finding));
    let all: Vec<Value> = told.map(|(finding, name)| entry(finding, name)).collect();
    format!("{:#}\n", Value::from(all))
}

fn entry(finding: &Finding, name: &str) -> Value {
    let mut value = json!({
        "description": format!("{} {}: {}", finding.rule, word(finding), finding.message),
        "check_name": finding.rule,
        "fingerprint": name,
        "severity": severity(finding),
        "categories": ["Compliance"],
        "location": {
            "path": finding.file.trim_start_matches("./"),
            "lines": { "begin": finding.place.line, "end": finding.place.end_line },
        },
    });
    if let Some(text) = insertion(finding) {
        value["content"] = json!({ "body": text });
    }
    value
}

/// What nobody can check, what is excused and what is only warned about never reads as a fault of the first rank.
fn severity(finding: &Finding) -> &'static str {
    let failed = finding.outcome == Outcome::NichtErfuellt && !finding.is_excused();
    match (failed, finding.binding && !finding.is_known(), finding.level) {
        (true, true, Level::Muss) => "critical",
        (true, true, Level::Soll) | (true, false, Level::Muss) => "minor",
        _ => "info",
    }
}
