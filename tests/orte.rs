//! Places do not depend on the order of rows, and no two results of a rule share one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use lotse::audit::{Auditor, Finding, Question};
use lotse::period::Period;
use lotse::source::Source;
use lotse::standard::{Outcome, Standard};
use toml::{Table, Value};

/// Numbers that look thrown, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }

    /// Every list in a value in another order, down to the innermost.
    fn shuffle(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => {
                for index in (1..items.len()).rev() {
                    items.swap(index, self.below(index + 1));
                }
                items.iter_mut().for_each(|item| self.shuffle(item));
            }
            Value::Table(table) => table.iter_mut().for_each(|(_, value)| self.shuffle(value)),
            _ => {}
        }
    }
}

fn standard() -> Standard {
    Standard::load(Path::new("standard/gdst")).unwrap()
}

fn day(text: &str) -> Period {
    Period::parse(text).unwrap()
}

/// Name, text and Stichtag of every readable project: those of the folders, and the examples of every rule.
fn projects(standard: &Standard) -> Vec<(String, String, Period)> {
    let mut found = Vec::new();
    for folder in ["data/beispiel", "data/gdst", "tests/projekte"] {
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "toml")) {
            found.push((file.to_str().unwrap().to_owned(), fs::read_to_string(file).unwrap(), day("2026-10-31")));
        }
    }
    for rule in standard.rules.iter().filter(|rule| rule.conditions().is_some()) {
        for (number, example) in rule.examples.iter().enumerate() {
            found.push((format!("{}-{number}.toml", rule.id), example.projects[0].text.clone(), example.as_of));
        }
    }
    found.retain(|(_, text, _)| text.parse::<Table>().is_ok());
    found
}

fn table(text: &str) -> Value {
    Value::Table(text.parse::<Table>().unwrap())
}

fn text_of(value: &Value) -> String {
    toml::to_string(value).unwrap()
}

fn audit(auditor: &Auditor<'_>, name: &str, text: String, as_of: Period) -> Vec<Finding> {
    let findings = auditor.audit(Source::new(name, text), Question::as_of_day(as_of)).findings;
    findings.into_iter().filter(|finding| matches!(finding.outcome, Outcome::NichtErfuellt | Outcome::NichtPruefbar)).collect()
}

type Identity = (String, String, &'static str, bool);

fn identities(findings: &[Finding]) -> Vec<Identity> {
    let identity = |finding: &Finding| (finding.rule.clone(), finding.path.clone(), finding.outcome.word(), finding.is_excused());
    let mut all: Vec<Identity> = findings.iter().map(identity).collect();
    all.sort();
    all
}

#[test]
fn the_order_of_rows_changes_no_result_and_no_place() {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let mut dice = Dice(0x6f72_7465);
    for (name, text, as_of) in projects(&standard) {
        let mut value = table(&text);
        let before = identities(&audit(&auditor, &name, text_of(&value), as_of));
        for _ in 0..2 {
            dice.shuffle(&mut value);
            let after = identities(&audit(&auditor, &name, text_of(&value), as_of));
            assert_eq!(before, after, "{name}");
        }
    }
}

#[test]
fn no_two_failures_of_a_rule_share_a_place() {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    for (name, text, as_of) in projects(&standard) {
        let mut count: BTreeMap<(String, String), usize> = BTreeMap::new();
        let findings = audit(&auditor, &name, text, as_of);
        let failures = findings.iter().filter(|finding| finding.outcome == Outcome::NichtErfuellt);
        for finding in failures.filter(|finding| standard.rule(&finding.rule).is_some()) {
            *count.entry((finding.rule.clone(), finding.path.clone())).or_default() += 1;
        }
        let shared: Vec<_> = count.iter().filter(|(_, count)| **count > 1).collect();
        assert!(shared.is_empty(), "{name}: {shared:?}");
    }
}
