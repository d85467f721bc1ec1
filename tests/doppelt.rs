//! A key or heading given twice spoils nothing else: one finding at the second place names the first, and everything else is
//! read as it was.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::BTreeMap;
use std::path::Path;

use lotse::audit::{Auditor, Finding, Question};
use lotse::period::Period;
use lotse::source::Source;
use lotse::standard::Standard;

fn findings(auditor: &Auditor<'_>, text: &str) -> Vec<Finding> {
    let question = Question::as_of_day(Period::parse("2026-10-31").unwrap());
    auditor.audit(Source::new("muster.toml", text), question).findings
}

/// Rules, places and results, without what moves with the lines.
fn told(findings: &[Finding]) -> BTreeMap<(String, String, String), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.rule != "STR-01") {
        *counts.entry((finding.rule.clone(), finding.path.clone(), finding.outcome.title().to_owned())).or_insert(0) += 1;
    }
    counts
}

/// The one finding, in this line, that names the first line.
fn check(auditor: &Auditor<'_>, before: &[Finding], text: &str, (second, first): (usize, usize)) {
    let found = findings(auditor, text);
    let own: Vec<&Finding> = found.iter().filter(|finding| finding.rule == "STR-01").collect();
    assert_eq!(own.len(), 1, "{own:#?}\n{text}");
    assert_eq!(own[0].place.line as usize, second, "{}\n{text}", own[0].message);
    assert!(own[0].message.contains(&format!("steht schon in Zeile {first};")), "{}\n{text}", own[0].message);
    assert_eq!(told(&found), told(before), "{text}");
}

fn text_of(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

#[test]
fn a_second_key_is_one_finding_and_the_first_counts() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let mut variants = 0;
    for file in ["tests/projekte/muster-sauber.toml", "data/beispiel/beispiel-0003-rechnung.toml"] {
        let text = text_of(file);
        let before = findings(&auditor, &text);
        let lines: Vec<&str> = text.lines().collect();
        let is_entry = |line: &str| {
            let is_named = line.trim_start().starts_with(|letter: char| letter.is_ascii_lowercase());
            is_named && line.contains(" = ") && !line.ends_with(['[', '{']) && !line.ends_with("\"\"\"")
        };
        for (index, line) in lines.iter().enumerate().filter(|(_, line)| is_entry(line)) {
            let key = line.split('=').next().unwrap();
            // The same line again, another value, one that is faulty besides, one over several lines, in quotation marks.
            let last = (index + 1..lines.len()).find(|at| lines[*at].trim_start().starts_with('[') || lines[*at].trim().is_empty());
            let quoted = key.replacen(key.trim(), &format!("\"{}\"", key.trim()), 1);
            let forms = [(*line).to_owned(), format!("{key}= \"anders\" # so"), format!("{key}= [\n  1,\n]"), format!("{quoted}= 17")];
            let form = &forms[variants % forms.len()];
            let at = if variants % 2 == 0 { index + 1 } else { last.unwrap_or(lines.len()) };
            let changed = [&lines[..at], &[form.as_str()], &lines[at..]].concat().join("\n");
            check(&auditor, &before, &changed, (at + 1, index + 1));
            variants += 1;
        }
    }
    assert!(variants > 150, "{variants}");
}

#[test]
fn a_second_heading_and_a_list_given_in_two_ways_are_one_finding() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let mut variants = 0;
    for file in ["tests/projekte/muster-sauber.toml", "data/beispiel/beispiel-0003-rechnung.toml", "data/beispiel/beispiel-0040-netz.toml"]
    {
        let text = text_of(file);
        let before = findings(&auditor, &text);
        let end = text.lines().count();
        let is_list = |line: &str| line.contains(" = [") && !line.starts_with([' ', '#']);
        // A list in the head, and rows of it at the end: the rows are left out, told once.
        for (index, line) in text.lines().take_while(|line| !line.starts_with('[')).enumerate().filter(|(_, line)| is_list(line)) {
            let name = line.split(' ').next().unwrap();
            let rows = format!("{text}[[{name}]]\nid = \"a\"\n[[{name}.unter]]\nx = 1\n[[{name}]]\nid = \"b\"\n");
            check(&auditor, &before, &rows, (end + 1, index + 1));
            variants += 1;
        }
        for (index, heading) in text.lines().enumerate().filter(|(_, line)| line.starts_with('[') && !line.starts_with("[[")) {
            check(&auditor, &before, &format!("{text}{heading}\nnie = 1\n"), (end + 1, index + 1));
            variants += 1;
        }
    }
    assert!(variants > 30, "{variants}");
    let one_line = "id = \"muster\"\nstellen = [{ id = \"a\", name = \"A\", name = \"B\", id = \"c\" }, { id = \"b\", name = \"B\" }]\n";
    let found = findings(&auditor, one_line);
    let own: Vec<&str> = found.iter().filter(|finding| finding.rule == "STR-01").map(|finding| finding.message.as_str()).collect();
    assert_eq!(own.len(), 2, "{own:?}");
    assert!(
        found.iter().any(|finding| finding.path == "stellen[a].ebene") && found.iter().any(|finding| finding.path == "stellen[b].ebene")
    );
}
