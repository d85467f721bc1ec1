//! Does the check of a rule say what its text says? Each comparison, junction, quantifier, phase and class of each rule is
//! changed a little, and at least one of the rule's own examples must notice: the day itself, the day after, the member
//! who left, the second row, the class next to it. What no example can notice stands in `EQUIVALENT`, with the reason.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use std::path::Path;

use lotse::audit::{Auditor, Question, prove};
use lotse::period::Period;
use lotse::source::Source;
use lotse::standard::{Check, Conditions, Outcome, Rule, Standard, unfolded};
use rayon::prelude::*;

mod equivalent;

/// A rule changed in one place.
struct Mutant {
    /// Where and what, as a person would say it: `gilt 23: <= → <`.
    name: String,
    /// The first that compiles is tried: a bound may be one of days, of money or of plain numbers.
    rules: Vec<Rule>,
}

fn standard() -> Standard {
    Standard::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st")).unwrap()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Applies,
    Holds,
}

impl Part {
    fn text(self, conditions: &Conditions) -> Option<&str> {
        match self {
            Self::Applies => conditions.applies.as_ref().map(|wenn| wenn.text.as_str()),
            Self::Holds => Some(&conditions.holds.text),
        }
    }

    fn name(self) -> &'static str {
        if self == Self::Applies { "wenn" } else { "gilt" }
    }
}

/// The operators of an expression outside its texts: byte range and spelling.
fn operators(text: &str) -> Vec<(Range<usize>, &'static str)> {
    const KNOWN: [&str; 12] = ["&&", "||", "<=", ">=", "==", "!=", "<", ">", "!", ".exists(", ".all(", "?"];
    let (mut found, mut at, mut quote) = (Vec::new(), 0, None);
    while at < text.len() {
        let rest = &text[at..];
        let letter = rest.chars().next().unwrap();
        if quote == Some(letter) {
            quote = None;
        } else if quote.is_none() && (letter == '"' || letter == '\'') {
            quote = Some(letter);
        } else if quote.is_none()
            && let Some(operator) = KNOWN.iter().find(|known| rest.starts_with(**known))
        {
            found.push((at..at + operator.len(), *operator));
            at += operator.len();
            continue;
        }
        at += letter.len_utf8();
    }
    found
}

/// What an operator becomes: always something narrower, wider or opposite. A bound is moved by one unit to the wider side.
fn replacements(operator: &str) -> Vec<Vec<&'static str>> {
    match operator {
        "&&" => vec![vec!["||"]],
        "||" => vec![vec!["&&"]],
        "<=" => vec![vec!["<"], vec![" - tage(1) <=", " - 1 <=", " - geld(1) <="]],
        ">=" => vec![vec![">"], vec![" + tage(1) >=", " + 1 >=", " + geld(1) >="]],
        "<" => vec![vec!["<="], vec![" + tage(1) <", " + 1 <", " + geld(1) <"]],
        ">" => vec![vec![">="], vec![" - tage(1) >", " - 1 >", " - geld(1) >"]],
        "==" => vec![vec!["!="]],
        "!=" => vec![vec!["=="]],
        "!" => vec![vec![""]],
        ".exists(" => vec![vec![".all("]],
        ".all(" => vec![vec![".exists("]],
        _ => Vec::new(),
    }
}

fn mutants(rule: &Rule, classes: &[String], phases: u16) -> Vec<Mutant> {
    let Check::Project(conditions) = &rule.check else { return Vec::new() };
    let mut made = Vec::new();
    for part in [Part::Applies, Part::Holds] {
        let Some(text) = part.text(conditions) else { continue };
        for (range, operator) in operators(text) {
            for candidates in replacements(operator) {
                let shown: String = text[range.end..].split_whitespace().collect::<Vec<_>>().join(" ").chars().take(32).collect();
                let name = format!("{} {}: {operator} → {} vor „{shown}“", part.name(), range.start, candidates[0].trim());
                let rules = candidates.iter().map(|to| changed(rule, part, range.clone(), to)).collect();
                made.push(Mutant { name, rules });
            }
        }
    }
    if conditions.applies.is_some() {
        let mut always = rule.clone();
        conditions_of(&mut always).applies = None;
        made.push(Mutant { name: "wenn entfällt".to_owned(), rules: vec![always] });
    }
    made.extend(at_other_times(rule, classes, phases));
    made
}

/// One phase later or earlier, one class more or less.
fn at_other_times(rule: &Rule, classes: &[String], phases: u16) -> Vec<Mutant> {
    let with = |name: String, change: &dyn Fn(&mut Rule)| {
        let mut other = rule.clone();
        change(&mut other);
        Mutant { name, rules: vec![other] }
    };
    let mut made = Vec::new();
    if rule.from_phase + 1 < phases {
        made.push(with("eine Phase später".to_owned(), &|other| other.from_phase += 1));
    }
    if rule.from_phase > 0 {
        made.push(with("eine Phase früher".to_owned(), &|other| other.from_phase -= 1));
    }
    if rule.judges_earlier {
        made.push(with("nicht schon davor".to_owned(), &|other| other.judges_earlier = false));
    }
    if !rule.classes.is_empty() {
        for class in classes {
            let inside = rule.classes.contains(class);
            let name = format!("Klasse {class} {}", if inside { "entfällt" } else { "kommt dazu" });
            made.push(with(name, &|other| {
                if inside { other.classes.retain(|known| known != class) } else { other.classes.push(class.clone()) }
            }));
        }
    }
    made
}

/// Each term of the standard changed in one place, with the rules that say it, directly or by way of other terms.
fn changed_terms(standard: &Standard, rules: &[Rule]) -> Vec<(String, Vec<Standard>)> {
    let mut made = Vec::new();
    for (number, term) in standard.terms.iter().enumerate() {
        let name = format!("{}(", term.name);
        let says = |rule: &&Rule| rule.check_german().iter().any(|(_, text)| unfolded(&standard.terms, text).contains(&name));
        let concerned: Vec<Rule> = rules.iter().filter(says).cloned().collect();
        assert!(!concerned.is_empty(), "no rule says {}", term.name);
        let text = &term.holds.text;
        for (range, operator) in operators(text) {
            for candidates in replacements(operator) {
                let shown: String = text[range.end..].split_whitespace().collect::<Vec<_>>().join(" ").chars().take(32).collect();
                let name = format!("{} {}: {operator} → {} vor „{shown}“", term.name, range.start, candidates[0].trim());
                let with = |to: &&str| {
                    let mut other = standard.clone();
                    other.terms[number].holds.text.replace_range(range.clone(), to);
                    other.rules.clone_from(&concerned);
                    other
                };
                made.push((name, candidates.iter().map(with).collect()));
            }
        }
    }
    made
}

/// Whether an example of any rule that says a term notices its change.
fn noticed_by_any(candidates: &[Standard]) -> Option<bool> {
    candidates.iter().find_map(|standard| Auditor::new(standard).ok().map(|auditor| !prove(&auditor).complaints.is_empty()))
}

fn changed(rule: &Rule, part: Part, range: Range<usize>, to: &str) -> Rule {
    let mut other = rule.clone();
    let conditions = conditions_of(&mut other);
    let text = match part {
        Part::Applies => &mut conditions.applies.as_mut().unwrap().text,
        Part::Holds => &mut conditions.holds.text,
    };
    text.replace_range(range, to);
    other
}

fn conditions_of(rule: &mut Rule) -> &mut Conditions {
    match &mut rule.check {
        Check::Project(conditions) => conditions,
        Check::Portfolio(_) => panic!("rules across projects are not changed here"),
    }
}

/// Whether the rule's examples notice; nothing when no candidate compiles.
fn noticed(alone: &Standard, mutant: &Mutant) -> Option<bool> {
    mutant.rules.iter().find_map(|rule| {
        let mut standard = alone.clone();
        standard.rules = vec![rule.clone()];
        Auditor::new(&standard).ok().map(|auditor| !prove(&auditor).complaints.is_empty())
    })
}

#[test]
fn every_operator_of_every_rule_is_held_by_an_example() {
    let mut standard = standard();
    let rules = std::mem::take(&mut standard.rules);
    let catalogue = &standard.schema.catalogues;
    let classes: Vec<String> =
        catalogue.iter().find(|known| known.name == "groessenklassen").unwrap().codes.iter().map(|code| code.id.clone()).collect();
    let phases = u16::try_from(standard.phases.len()).unwrap();
    let tried: Vec<(String, Option<bool>)> = rules
        .par_iter()
        .flat_map(|rule| {
            mutants(rule, &classes, phases)
                .into_par_iter()
                .map(|mutant| (format!("{} {}", rule.id, mutant.name), noticed(&standard, &mutant)))
                .collect::<Vec<_>>()
        })
        .collect();
    let of_terms = changed_terms(&standard, &rules).into_par_iter().map(|(name, changed)| (name, noticed_by_any(&changed)));
    let tried: Vec<(String, Option<bool>)> = tried.into_iter().chain(of_terms.collect::<Vec<_>>()).collect();
    let survivors: Vec<&str> = tried.iter().filter(|(_, noticed)| *noticed == Some(false)).map(|(name, _)| name.as_str()).collect();
    let made = tried.iter().filter(|(_, noticed)| noticed.is_some()).count();
    println!("{made} changed rules, {} unnoticed", survivors.len());
    let unexplained: Vec<&str> = survivors.iter().copied().filter(|name| equivalent::reason(name).is_none()).collect();
    assert!(unexplained.is_empty(), "no example notices:\n{}", unexplained.join("\n"));
    assert_eq!(equivalent::outdated(&survivors), Vec::<&str>::new(), "these reasons explain nothing any more");
}

/// What the project asked for F2 on `day` gets from the rule on its Projektauftrag, with the end planned for 30.06.2026.
fn asked_for_f2(day: &str) -> Vec<Outcome> {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let text = "id = \"auftrag\"\ntitel = \"Auftrag\"\ndatenart = \"gemeldet\"\nziel = \"Ein Antrag\"\nnutzen = \"Weniger Wege\"\nabgrenzung = \"Keine Akte\"
beginn = 2026-03-02\nende_geplant = 2026-06-30\n\n[[phasen]]\nphase = \"definition\"\nbeginn = 2026-03-17\n";
    let question = Question { gate: Some(1), all: true, ..Question::as_of_day(Period::parse(day).unwrap()) };
    let audit = auditor.audit(Source::new("auftrag.toml", text), question);
    audit.findings.into_iter().filter(|finding| finding.rule == "ER-02").map(|finding| finding.outcome).collect()
}

#[test]
fn a_planned_end_in_the_past_stops_the_gate_asked_for() {
    assert_eq!(asked_for_f2("2026-06-29"), [Outcome::Erfuellt]);
    assert_eq!(asked_for_f2("2026-06-30"), [Outcome::NichtErfuellt]);
}

/// What SH-13 says of a project that asks for a Freigabe, with these lines in its head and these rows behind its stakeholders.
fn talks_before(gate: usize, head: &str, rows: &str) -> Vec<Outcome> {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let text = format!(
        "id = \"gespraech\"\ntitel = \"Antrag\"\ndatenart = \"gemeldet\"\n{head}\n[[phasen]]\nphase = \"definition\"\nbeginn = 2026-03-17\n
[[stakeholder]]\nid = \"kreise\"\nname = \"Landkreise\"\nebene = \"landkreis\"\nerfasst_am = 2026-03-09\nbetroffen = true\n\n{rows}"
    );
    let question = Question { gate: Some(gate), all: true, ..Question::as_of_day(Period::parse("2026-05-04").unwrap()) };
    let audit = auditor.audit(Source::new("gespraech.toml", text), question);
    audit.findings.into_iter().filter(|finding| finding.rule == "SH-13").map(|finding| finding.outcome).collect()
}

#[test]
fn no_gate_is_asked_for_without_a_talk() {
    let talk = "[[kontakte]]\nid = \"auftakt\"\ndatum = 2026-05-04\nweg = \"gespraech\"\nstakeholder = [\"kreise\"]\n";
    let secret = "vertraulich_bis = 2026-05-04\nvertraulich_grund = \"vergabe\"\nvertraulich_stelle = \"mid-al5\"\nvertraulich_beleg = \"Vermerk 12-9/26\"\nkontakte = []";
    let first = "[[freigaben]]\nfreigabe = \"F1\"\ndatum = 2026-03-16\nergebnis = \"freigegeben\"\n";
    assert_eq!(talks_before(1, "", talk), [Outcome::Erfuellt]);
    assert_eq!(talks_before(1, "", &format!("{talk}\n{first}")), [Outcome::Erfuellt]);
    assert_eq!(talks_before(1, "kontakte = []", ""), [Outcome::NichtErfuellt]);
    assert_eq!(talks_before(1, "kontakte = []", first), [Outcome::NichtErfuellt]);
    assert_eq!(talks_before(1, secret, ""), [Outcome::Erfuellt]);
    // Later gates do not go round it; the first one comes before it; what was granted before the profile held stays so.
    let old = "[[freigaben]]\nfreigabe = \"F2\"\ndatum = 2025-12-01\nergebnis = \"freigegeben\"\n";
    let again = old.replace("freigegeben", "wiederholen");
    assert_eq!(talks_before(2, "kontakte = []", first), [Outcome::NichtErfuellt]);
    assert_eq!(talks_before(3, "kontakte = []", &again), [Outcome::NichtErfuellt]);
    assert_eq!(talks_before(2, "kontakte = []", old), [Outcome::NichtAnwendbar]);
    assert_eq!(talks_before(2, "kontakte = []", &format!("{first}\n{old}")), [Outcome::NichtAnwendbar]);
    assert_eq!(talks_before(0, "kontakte = []", ""), [Outcome::NichtAnwendbar]);
    assert_eq!(talks_before(1, "", &talk.replace("2026-05-04", "2026-05-05")), [Outcome::NichtErfuellt]);
}

/// A Freigabe that was decided otherwise frees what is asked at it, and nothing that is asked at another.
#[test]
fn a_deviating_decision_frees_its_own_gate_only() {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let (mut tried, mut freed) = (0, BTreeSet::new());
    for rule in standard.rules.iter().filter(|rule| rule.conditions().is_some()) {
        let text = rule.check_german().iter().map(|(_, text)| unfolded(&standard.terms, text)).collect::<String>();
        for example in &rule.examples {
            let before = &example.projects[0].text;
            for gate in standard.gates.iter().map(|gate| gate.id.as_str()) {
                let row = format!("freigabe = \"{gate}\"\n");
                let Some((head, tail)) = before.split_once(row.as_str()) else { continue };
                let granted = "ergebnis = \"freigegeben";
                let Some(at) = tail.split("\n\n").next().unwrap().find(granted) else { continue };
                let end = tail[at + granted.len()..].find('"').unwrap() + at + granted.len();
                let after = format!("{head}{row}{}ergebnis = \"abweichend_entschieden{}", &tail[..at], &tail[end..]);
                let results = |text: &str| {
                    let question = Question { all: true, ..Question::as_of_day(example.as_of) };
                    let audit = auditor.audit(Source::new("x.toml", text.to_owned()), question);
                    let own = audit.findings.into_iter().filter(|finding| finding.rule == rule.id);
                    own.map(|finding| (finding.path, finding.outcome)).collect::<BTreeSet<_>>()
                };
                tried += 1;
                if results(before) != results(&after) {
                    freed.insert(format!("{} {gate}", rule.id));
                    // The rule speaks of this gate, or of each gate in turn.
                    let speaks = text.contains(&format!("\"{gate}\"")) || !text.contains("freigabe == \"F");
                    assert!(speaks, "{} „{}“ changes with {gate}", rule.id, example.title);
                }
            }
        }
    }
    assert!(tried > 150, "only {tried}");
    insta::assert_snapshot!(freed.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_rule_of_a_project_shows_both_results() {
    for rule in standard().rules.iter().filter(|rule| rule.conditions().is_some()) {
        for wanted in [Outcome::Erfuellt, Outcome::NichtErfuellt] {
            assert!(rule.examples.iter().any(|example| example.expected == wanted), "{} has no example „{}“", rule.id, wanted.title());
        }
    }
}

/// What people read where an example fails, the first words of each rule beside its title.
fn messages(standard: &Standard, auditor: &Auditor<'_>, group: &str) -> String {
    let mut lines = String::new();
    for rule in standard.rules.iter().filter(|rule| rule.group == group && rule.conditions().is_some()) {
        writeln!(lines, "{} {}", rule.id, rule.title).unwrap();
        let mut told = BTreeSet::new();
        for example in rule.examples.iter().filter(|example| example.expected == Outcome::NichtErfuellt) {
            let question = Question::as_of_day(example.as_of);
            let audit = auditor.audit(Source::new("beispiel.toml", example.projects[0].text.clone()), question);
            let own = audit.findings.into_iter().filter(|finding| finding.rule == rule.id && finding.outcome == Outcome::NichtErfuellt);
            told.extend(own.map(|finding| finding.message));
        }
        for message in &told {
            writeln!(lines, "  {message}").unwrap();
        }
    }
    lines
}

#[test]
fn what_people_read_when_a_rule_is_not_fulfilled() {
    let standard = standard();
    let auditor = Auditor::new(&standard).unwrap();
    let groups: BTreeSet<&str> = standard.rules.iter().filter(|rule| rule.conditions().is_some()).map(|rule| rule.group.as_str()).collect();
    for group in groups {
        insta::assert_snapshot!(format!("meldungen_{group}"), messages(&standard, &auditor, group));
    }
}
