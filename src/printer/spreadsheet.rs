//! Findings as rows for a spreadsheet: UTF-8 with its mark, semicolons, no text that would be taken for a formula.

use crate::audit::Finding;
use crate::escape::{CSV_MARK, csv_line};
use crate::printer::Results;
use crate::printer::wording::remedy;

const HEAD: [&str; 21] = [
    "stufe",
    "regel",
    "ergebnis",
    "verbindlich",
    "projekt",
    "datei",
    "zeile",
    "spalte",
    "pfad",
    "titel",
    "meldung",
    "warum",
    "quelle",
    "abhilfe",
    "heilbar",
    "fehlt",
    "blockiert",
    "ausnahme_bis",
    "ausnahme_grund",
    "bekannt_bis",
    "stichtag",
];

pub fn audit_csv(results: &Results<'_>) -> String {
    let mut out = format!("{CSV_MARK}{}", csv_line(HEAD));
    for finding in &results.findings {
        let cells = cells(finding, &results.as_of.iso());
        out.push_str(&csv_line(cells.iter().map(String::as_str)));
    }
    out
}

fn cells(finding: &Finding, as_of: &str) -> [String; 21] {
    let excused = finding.exception.as_ref();
    let yes = |flag: bool| if flag { "ja" } else { "nein" }.to_owned();
    [
        finding.level.word().to_owned(),
        finding.rule.clone(),
        finding.outcome.word().to_owned(),
        yes(finding.binding),
        finding.project.clone(),
        finding.file.clone(),
        finding.place.line.to_string(),
        finding.place.column.to_string(),
        finding.path.clone(),
        finding.title.clone(),
        finding.message.clone(),
        finding.why.clone(),
        finding.source.clone(),
        remedy(finding),
        finding.curable.clone(),
        finding.missing.join(", "),
        finding.blocks.join(", "),
        excused.map(|excused| excused.until.german()).unwrap_or_default(),
        excused.map(|excused| excused.reason.clone()).unwrap_or_default(),
        finding.known.as_ref().map(|known| known.target.german()).unwrap_or_default(),
        as_of.to_owned(),
    ]
}
