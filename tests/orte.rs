//! Places do not depend on the order of rows, and no two results of a rule share one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use lotse::audit::{Auditor, Baseline, Finding, Question, baseline_of};
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
                for item in items.iter_mut() {
                    self.shuffle(item);
                }
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

fn row(text: &str) -> Value {
    Value::Table(text.parse::<Table>().unwrap())
}

fn add(value: &mut Value, list: &str, entry: Value) {
    let rows = value.as_table_mut().unwrap().entry(list).or_insert_with(|| Value::Array(Vec::new()));
    rows.as_array_mut().unwrap().push(entry);
}

/// One exception for each place of each rule's findings, approved by a Stelle that leads nothing.
fn excuse_all(value: &mut Value, findings: &[Finding], standard: &Standard) -> usize {
    let mut places: Vec<(&str, &str)> = Vec::new();
    let excusable = |finding: &&Finding| standard.rule(&finding.rule).is_some_and(lotse::standard::Rule::is_excusable);
    for finding in findings.iter().filter(excusable).filter(|finding| !finding.path.is_empty()) {
        places.push((&finding.rule, &finding.path));
    }
    places.sort_unstable();
    places.dedup();
    add(value, "stellen", row("id = \"andere-stelle\"\nname = \"Andere Stelle\"\nebene = \"land\"\npostfach = \"stelle@land.example\""));
    for (number, (rule, path)) in places.iter().enumerate() {
        let place = Value::String((*path).to_owned());
        add(
            value,
            "ausnahmen",
            row(&format!(
                "id = \"fall-{number}\"\nregel = \"{rule}\"\nort = {place}\ngrund = \"Geprüft.\"\ngenehmigt_von = \"andere-stelle\"\n\
                 ab = 2026-06-01\nbeleg = \"Vermerk 1\"\ngueltig_bis = 2026-12-31"
            )),
        );
    }
    places.len()
}

#[test]
fn no_exception_is_lost_when_rows_are_sorted_and_none_covers_a_second_place() {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let mut dice = Dice(0x6175_736e);
    let mut made = 0;
    for (name, text, as_of) in projects(&standard).into_iter().filter(|(name, ..)| name.contains('/')) {
        let mut value = table(&text);
        value.as_table_mut().unwrap().remove("ausnahmen");
        let before = audit(&auditor, &name, text_of(&value), as_of);
        made += excuse_all(&mut value, &before, &standard);
        let excused = audit(&auditor, &name, text_of(&value), as_of);
        let idle: Vec<&Finding> = excused.iter().filter(|finding| finding.rule.starts_with("AUS-")).collect();
        assert!(idle.is_empty(), "{name}: {:?}", idle.iter().map(|finding| &finding.message).collect::<Vec<_>>());
        dice.shuffle(&mut value);
        assert_eq!(identities(&excused), identities(&audit(&auditor, &name, text_of(&value), as_of)), "{name}");
        // Without the last exception exactly the findings of its place count again.
        let last = value.get_mut("ausnahmen").and_then(Value::as_array_mut).and_then(Vec::pop);
        let Some(last) = last else { continue };
        let (rule, place) = (last["regel"].as_str().unwrap(), last["ort"].as_str().unwrap());
        // Results that stay open are folded by what is missing: there the next rule takes the place of the excused one.
        let counting = |findings: &[Finding]| -> BTreeSet<(String, String)> {
            let failed = findings.iter().filter(|finding| finding.outcome == Outcome::NichtErfuellt && !finding.is_excused());
            failed
                .filter(|finding| standard.rule(&finding.rule).is_some())
                .map(|finding| (finding.rule.clone(), finding.path.clone()))
                .collect()
        };
        let after = counting(&audit(&auditor, &name, text_of(&value), as_of));
        let again: Vec<_> = after.difference(&counting(&excused)).cloned().collect();
        assert!(again.iter().all(|(of, at)| of == rule && at == place), "{name}: {again:?} for {rule} at {place}");
    }
    assert!(made > 100, "{made} exceptions are too few to show anything");
}

const BASE: &str = r#"
id = "probe"
titel = "Probe der Ausnahmen"
datenart = "erfunden"
stellen = [{ id = "auftrag", name = "Abteilung 1", ebene = "land" }, { id = "leitung", name = "Referat 11", ebene = "land" }]
rollen = [{ id = "p", rolle = "projektleitung", stelle = "leitung", seit = 2026-01-05 }]
hemmnisse = [{ id = "h", norm = "Paragraf 3a" }, { id = "k", norm = "Paragraf 4" }]
"#;

fn exception(fields: &str) -> String {
    let mut entry = r#"regel = "GB-01"
ort = "hemmnisse[h]"
grund = "Probe"
genehmigt_von = "auftrag"
ab = 2026-01-10
beleg = "V 9"
gueltig_bis = 2026-12-31"#
        .parse::<Table>()
        .unwrap();
    entry.extend(fields.parse::<Table>().unwrap());
    toml::to_string(&entry).unwrap()
}

/// Which hemmnisse are excused, and what is said about the exceptions.
fn state(exceptions: &[&str]) -> (Vec<String>, Vec<String>) {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let mut value = table(BASE);
    for (number, fields) in exceptions.iter().enumerate() {
        let mut entry = row(&exception(fields));
        entry.as_table_mut().unwrap().insert("id".to_owned(), Value::String(format!("a{number}")));
        add(&mut value, "ausnahmen", entry);
    }
    let findings = audit(&auditor, "probe.toml", text_of(&value), day("2026-10-31"));
    let excused = findings.iter().filter(|finding| finding.rule == "GB-01" && finding.is_excused()).map(|finding| finding.path.clone());
    let told =
        findings.iter().filter(|finding| finding.rule.starts_with("AUS-")).map(|finding| format!("{} {}", finding.rule, finding.message));
    (excused.collect(), told.collect())
}

#[test]
fn an_exception_holds_for_what_it_was_made_for_and_says_why_it_does_not() {
    let held = ["", "regel = \"gb-01 \"", "ort = \" hemmnisse[ h ]\"", "gueltig_bis = 2026-10-31", "gueltig_bis = \"2026-10\""];
    for fields in held {
        let (excused, told) = state(&[fields]);
        assert_eq!((excused.len(), told.len()), (1, 0), "{fields}: {excused:?} {told:?}");
        assert!(excused[0].starts_with("hemmnisse[h]"));
    }
    let dropped = [
        ("gueltig_bis = 2026-10-30", "AUS-01"),
        ("ort = \"hemmnisse\"", "AUS-02"),
        ("ort = \"probe\"", "AUS-02"),
        ("ort = \"hemmnisse[x]\"", "AUS-02"),
        ("regel = \"GB-99\"", "AUS-03"),
        ("ab = 2026-03-01\ngueltig_bis = 2026-02-01", "AUS-03"),
        ("genehmigt_von = \"leitung\"", "AUS-04"),
        ("regel = \"STR-05\"\nort = \"traeger\"", "AUS-06"),
        ("ab = 2025-01-10\ngueltig_bis = 2099-12-31", "AUS-01"),
        ("ab = 2025-01-10\ngueltig_bis = 2099-12-31\nueberpruefung_am = 2026-10-30", "AUS-01"),
    ];
    for (fields, check) in dropped {
        let (excused, told) = state(&[fields]);
        assert!(excused.is_empty() && told.len() == 1 && told[0].starts_with(check), "{fields}: {excused:?} {told:?}");
    }
    assert!(state(&["ort = \"hemmnisse[x]\""]).1[0].contains("Meinten Sie „hemmnisse["));
    let (excused, told) = state(&["gueltig_bis = 2099-12-31"]);
    assert!(excused.len() == 1 && told.len() == 1 && told[0].starts_with("AUS-05"), "{told:?}");
    let (excused, told) = state(&["gueltig_bis = 2099-12-31\nueberpruefung_am = 2027-06-30"]);
    assert_eq!((excused.len(), told.len()), (1, 0), "{told:?}");
    let (excused, told) = state(&["ab = 2026-11-01"]);
    assert_eq!((excused.len(), told.len()), (0, 0), "not yet begun: {told:?}");
}

#[test]
fn a_renewed_exception_holds_whatever_the_order() {
    let old = "ab = 2025-06-01\ngueltig_bis = 2026-03-31";
    for both in [[old, ""], ["", old]] {
        let (excused, told) = state(&both);
        assert_eq!((excused.len(), told.len()), (1, 0), "{told:?}");
    }
}

fn beside(first: &str, second: &str) -> usize {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let found = |text: &str| audit(&auditor, "probe.toml", text.to_owned(), day("2026-10-31"));
    let known = baseline_of(&found(&format!("{first}{BASE}")), day("2027-06-30"));
    let mut findings = found(&format!("{second}{BASE}"));
    Baseline::parse(Source::new("bestand.toml", known)).unwrap().apply(&mut findings, day("2026-10-31"));
    findings.iter().filter(|finding| finding.rule.starts_with("STR-") && finding.known.is_none()).count()
}

#[test]
fn a_second_fault_beside_a_known_one_is_new() {
    let pairs = [
        ("falsch = 1\n", "falsch = 1\nverkehrt = 2\n"),
        ("falsch = 1\n", "verkehrt = 2\n"),
        ("themen = [{ id = \"a\", titel = \"A\", stimen = 1 }]\n", "themen = [{ id = \"a\", titel = \"A\", stimen = 1, stant = 2 }]\n"),
        (
            "themen = [{ id = \"a\", titel = \"A\", kleingruppe = [\"x\"] }]\n",
            "themen = [{ id = \"a\", titel = \"A\", kleingruppe = [\"x\", \"y\"] }]\n",
        ),
        (
            "themen = [{ id = \"a\", titel = \"A\", kleingruppe = [\"x\"] }]\n",
            "themen = [{ id = \"a\", titel = \"A\", kleingruppe = [\"y\"] }]\n",
        ),
        (
            "einladungen = [{ id = \"a\", datum = 2026-02-01, an = [\"landd\"] }]\n",
            "einladungen = [{ id = \"a\", datum = 2026-02-01, an = [\"landd\", \"krreis\"] }]\n",
        ),
        ("beginn = \"x\"\n", "beginn = \"x\"\nende_geplant = \"y\"\n"),
    ];
    for (first, second) in pairs {
        assert_eq!(beside(first, first), 0, "{first}");
        assert_eq!(beside(first, second), 1, "{second}");
    }
}
