//! The laws of the rulebook, each a test over the whole set.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::collections::BTreeSet;

use lotse::audit::{Auditor, prove};
use lotse::standard::{Outcome, Standard};

fn profiles() -> Vec<Standard> {
    ["pm-st", "gdst"].into_iter().map(|name| Standard::embedded(name).unwrap_or_else(|complaints| panic!("{complaints:#?}"))).collect()
}

#[test]
fn every_rule_gives_what_its_examples_say() {
    for standard in profiles() {
        let auditor = Auditor::new(&standard).unwrap_or_else(|complaints| panic!("{complaints:#?}"));
        let proof = prove(&auditor);
        assert!(proof.complaints.is_empty(), "{:#?}", proof.complaints);
        assert!(proof.rules >= 25 && proof.examples >= 2 * proof.rules, "{proof:?}");
    }
}

#[test]
fn every_rule_states_reason_source_and_remedy_and_never_asks_to_change_a_date() {
    for rule in &Standard::embedded("gdst").unwrap().rules {
        for (name, text) in
            [("warum", &rule.why), ("abhilfe", &rule.remedy), ("fundstelle", &rule.reference), ("quelle", &rule.source_name)]
        {
            assert!(text.chars().count() > 8, "{}: {name} is too short", rule.id);
        }
        let remedy = rule.remedy.to_lowercase();
        for forbidden in ["datum ändern", "datum anpassen", "datum zurück", "rückdatier", "datum berichtigen"] {
            assert!(!remedy.contains(forbidden), "{}: {}", rule.id, rule.remedy);
        }
        for text in [&rule.why, &rule.remedy, &rule.title] {
            assert!(!text.contains(" du ") && !text.contains("PM-Handbuch-konform"), "{}: {text}", rule.id);
        }
    }
}

#[test]
fn rules_whose_data_can_be_missing_show_it() {
    // PF-02 asks only whether something is there, and the rest of what it needs is a key of its list.
    let never_open = BTreeSet::from(["PF-02"]);
    for rule in &Standard::embedded("gdst").unwrap().rules {
        let shown = rule.examples.iter().any(|example| example.expected == Outcome::NichtPruefbar);
        assert_eq!(shown, !never_open.contains(rule.id.as_str()), "{}", rule.id);
    }
}

#[test]
fn the_denominators_are_those_of_the_land() {
    let standard = Standard::embedded("gdst").unwrap();
    let bodies = standard.schema.catalogue(standard.schema.find_catalogue("koerperschaften").unwrap());
    let with = |name: &str| {
        let index = bodies.find_trait(name).unwrap();
        bodies.codes.iter().filter(|code| code.values[index] == lotse::schema::TraitValue::Flag(true)).collect::<Vec<_>>()
    };
    assert_eq!(with("ist_kreis").len(), 14);
    assert_eq!(with("ist_verwaltung").len(), 133);
    assert_eq!(with("ist_gemeindeverwaltung").len(), 122);
    assert_eq!(with("ist_gemeinde").len(), 218);
    let inhabitants = bodies.find_trait("einwohner").unwrap();
    let sum: i64 = with("ist_gemeinde")
        .iter()
        .map(|code| match code.values[inhabitants] {
            lotse::schema::TraitValue::Integer(number) => number,
            _ => 0,
        })
        .sum();
    assert_eq!(sum, 2_186_643, "inhabitants count once");
}
