//! Nobody passes a Freigabe by leaving something out: ready projects are spoiled value by value, and every door must say
//! what the rules, evaluated one by one, say.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use lotse::audit::{Auditor, Finding, Question};
use lotse::period::Period;
use lotse::schema::{Kind, Level};
use lotse::source::Source;
use lotse::standard::{Outcome, RuleStatus, Standard};
use rayon::prelude::*;
use toml::Value;

/// What may stand where an answer belongs.
const PLACEHOLDERS: [&str; 6] = ["TODO", "…", "N. N.", "wird ergänzt", "tbd", "-"];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A project that is ready for a gate on a day.
struct Ready {
    name: String,
    text: String,
    question: Question,
}

fn question(day: &str, gate: usize) -> Question {
    Question { gate: Some(gate), ..Question::as_of_day(Period::parse(day).unwrap()) }
}

/// As many projects are spoiled for each gate.
const FOR_EACH_GATE: usize = 1;

/// Projects of the repository that are ready for a gate on some day, without an exception.
fn ready_projects(auditor: &Auditor<'_>) -> Vec<Ready> {
    let mut files: Vec<PathBuf> = ["tests/projekte", "data/beispiel"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort_by_key(|path| (!path.starts_with(root("tests")), path.clone()));
    let mut found: Vec<Ready> = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for (day, gate) in ["2026-03-31", "2026-10-31"].into_iter().flat_map(|day| (0..5).map(move |gate| (day, gate))) {
            if found.iter().filter(|ready| ready.question.gate == Some(gate)).count() >= FOR_EACH_GATE {
                continue;
            }
            let question = question(day, gate);
            let audit = auditor.audit(Source::new(name.clone(), text.clone()), question);
            if audit.readiness.is_ready() && audit.readiness.excused.is_empty() {
                found.push(Ready { name: name.clone(), text: text.clone(), question });
            }
        }
    }
    found
}

/// Ways to spoil a value; `None` takes it away. The placeholders take turns; that each is one in every field is the reader's test.
fn spoiled(turn: usize, kind: Kind, value: &Value) -> Vec<(&'static str, Option<Value>)> {
    let text = |text: &str| Some(Value::String(text.to_owned()));
    let mut ways = vec![("entfernt", None), ("leer", text(""))];
    let own = (2 * turn..2 * turn + 2).map(|at| PLACEHOLDERS[at % PLACEHOLDERS.len()]);
    ways.extend(own.map(|placeholder| ("Platzhalter", text(placeholder))));
    ways.push(("falsche Art", Some(if value.is_bool() { Value::Integer(17) } else { Value::Boolean(true) })));
    if matches!(kind, Kind::Code(_) | Kind::Ref(_)) {
        ways.push(("unbekannter Code", text("gibt-es-nicht")));
    }
    ways
}

/// Steps of a path such as `ergebnisse[auftrag].fertig_am`: names, each with the key of a row where there is one.
fn steps(path: &str) -> Vec<(String, Option<String>)> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let key = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')).map(|(key, after)| {
            rest = after;
            key.to_owned()
        });
        rest = rest.strip_prefix('.').unwrap_or(rest);
        steps.push((name, key));
    }
    steps
}

/// Changes the value at a path; says whether there was one.
fn change(schema: &Schema<'_>, at: &mut toml::Table, path: &str, new: Option<&Value>) -> bool {
    let steps = steps(path);
    let Some(((last, last_key), way)) = steps.split_last() else { return false };
    if last_key.is_some() {
        return false;
    }
    let mut table = at;
    let mut record = String::new();
    for (name, key) in way {
        record = if record.is_empty() { name.clone() } else { format!("{record}.{name}") };
        let next = match (table.get_mut(name), key) {
            (Some(Value::Table(inner)), None) => Some(inner),
            (Some(Value::Array(rows)), Some(key)) => {
                rows.iter_mut().filter_map(Value::as_table_mut).find(|row| schema.key_of(&record, row).as_deref() == Some(key))
            }
            _ => None,
        };
        let Some(next) = next else { return false };
        table = next;
    }
    match (table.contains_key(last), new) {
        (true, Some(value)) => table.insert(last.clone(), value.clone()),
        (true, None) => table.remove(last),
        (false, _) => return false,
    };
    true
}

struct Schema<'s>(&'s Standard);

impl Schema<'_> {
    fn key_of(&self, record: &str, row: &toml::Table) -> Option<String> {
        let record = self.0.schema.record(self.0.schema.find_record(record)?);
        let key = &record.field(record.list?.key).name;
        match row.get(key)? {
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }
}

fn value_at<'v>(schema: &Schema<'_>, table: &'v toml::Table, path: &str) -> Option<&'v Value> {
    let steps = steps(path);
    let (mut value, mut record) = (None::<&Value>, String::new());
    for (name, key) in steps {
        let inside = value.map_or(Some(table), Value::as_table)?;
        record = if record.is_empty() { name.clone() } else { format!("{record}.{name}") };
        let found = inside.get(&name)?;
        value = Some(match key {
            None => found,
            Some(key) => {
                found.as_array()?.iter().find(|row| row.as_table().and_then(|row| schema.key_of(&record, row)).as_deref() == Some(&key))?
            }
        });
    }
    value
}

/// MUSS that count and are not met, rule by rule.
fn unmet(auditor: &Auditor<'_>, results: &BTreeMap<String, Outcome>, question: Question) -> Vec<String> {
    let counts = |id: &str| {
        let rule = auditor.standard.rule(id).unwrap();
        rule.level == Level::Muss && rule.status_at(question.as_of) == RuleStatus::Verbindlich
    };
    results.iter().filter(|(id, outcome)| **outcome <= Outcome::NichtPruefbar && counts(id)).map(|(id, _)| id.clone()).collect()
}

/// What every door says about one file; all must say the same.
fn at_every_door(auditor: &Auditor<'_>, source: &Source, question: Question, thorough: bool) -> bool {
    let audit = auditor.audit(source.clone(), question);
    let ready = auditor.gate_answer(&audit, question.gate.unwrap()).readiness.is_ready();
    assert_eq!(ready, !audit.findings.iter().any(Finding::bars), "gezeigte Befunde: {}", source.text);
    if thorough {
        let agenda = auditor.agenda_for(source.clone(), question.as_of, question.gate).ok();
        let no_step = agenda.as_ref().is_some_and(|agenda| !agenda.steps.iter().any(|step| step.finding.bars()));
        assert_eq!(ready, no_step, "Schritte: {}", source.text);
        assert_eq!(ready, agenda.is_some_and(|agenda| agenda.readiness.is_ready()), "naechste: {}", source.text);
    }
    ready
}

fn kind_of(standard: &Standard, path: &str) -> Kind {
    let plain: Vec<String> = steps(path).into_iter().map(|(name, _)| name).collect();
    let (record, slot) = standard.schema.find_field(&plain.join(".")).unwrap();
    standard.schema.record(record).field(slot).kind
}

/// Whether the dictionary asks for the field as MUSS from some phase on, whatever the class.
fn is_required(standard: &Standard, path: &str) -> bool {
    let plain: Vec<String> = steps(path).into_iter().map(|(name, _)| name).collect();
    let field = standard.schema.find_field(&plain.join("."));
    field.is_some_and(|(record, slot)| {
        let field = standard.schema.record(record).field(slot);
        field.required == Some(Level::Muss) && field.classes.is_empty() && field.from_phase == 0
    })
}

/// What became of the variants of one project.
#[derive(Default)]
struct Told {
    variants: usize,
    /// Gate, rule, field and change that left the project ready, with the result of the rule.
    stayed: BTreeSet<String>,
}

/// Spoils every value a MUSS rule read in one ready project.
fn spoil(auditor: &Auditor<'_>, Ready { name, text, question }: &Ready) -> Told {
    let standard = auditor.standard;
    let schema = Schema(standard);
    let table: toml::Table = text.parse().unwrap();
    let mut readers: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (rule, paths) in auditor.reads(Source::new(name.clone(), text.clone()), *question) {
        if standard.rule(&rule).unwrap().level == Level::Muss {
            for path in paths {
                readers.entry(path).or_default().push(rule.clone());
            }
        }
    }
    let mut told = Told::default();
    for (turn, (path, rules)) in readers.iter().enumerate() {
        let Some(value) = value_at(&schema, &table, path) else { continue };
        for (how, new) in spoiled(turn, kind_of(standard, path), value) {
            let mut changed = table.clone();
            if !change(&schema, &mut changed, path, new.as_ref()) {
                continue;
            }
            told.variants += 1;
            let source = Source::new(name.clone(), toml::to_string(&changed).unwrap());
            let results = auditor.results_for(source.clone(), *question);
            let unmet = unmet(auditor, &results, *question);
            let ready = at_every_door(auditor, &source, *question, new.is_none());
            let must_bar = !unmet.is_empty() || is_required(standard, path);
            assert!(!(must_bar && ready), "{name}: {path} {how} bleibt freigabereif, obwohl {unmet:?}");
            if ready {
                let gate = &standard.gates[question.gate.unwrap()].id;
                let field: Vec<String> = steps(path).into_iter().map(|(name, _)| name).collect();
                let line = |rule: &String| format!("{gate} {rule} {} {how}: {}", field.join("."), results[rule].title());
                told.stayed.extend(rules.iter().map(line));
            }
        }
    }
    told
}

#[test]
fn a_spoiled_value_never_passes_a_gate_that_a_must_asks_for() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let projects = ready_projects(&auditor);
    assert!(projects.len() >= 2, "nur {} bereite Vorhaben", projects.len());
    let told: Vec<Told> = projects.par_iter().map(|ready| spoil(&auditor, ready)).collect();
    let variants: usize = told.iter().map(|told| told.variants).sum();
    assert!(variants > 500, "nur {variants} Varianten");
    let stayed: BTreeSet<String> = told.into_iter().flat_map(|told| told.stayed).collect();
    insta::assert_snapshot!(stayed.into_iter().collect::<Vec<_>>().join("\n"));
}

/// The project of the repository that is ready for F2; its name goes with its id.
const FILE: &str = "muster-sauber.toml";

/// An exception at every finding that bars the gate, but for these rules.
fn excepted(auditor: &Auditor<'_>, text: &str, question: Question, but: &[&str]) -> String {
    let audit = auditor.audit(Source::new(FILE, text.to_owned()), question);
    let mut file: toml::Table = text.parse().unwrap();
    let mut rows: Vec<Value> = Vec::new();
    for (number, finding) in audit.findings.iter().filter(|finding| finding.bars() && !but.contains(&finding.rule.as_str())).enumerate() {
        let row = format!(
            "id = \"a-{number}\"\nregel = \"{}\"\nort = {:?}\ngrund = \"Geprüft.\"\ngenehmigt_von = \"hausleitung\"\nab = 2026-03-01\ngueltig_bis = 2026-12-31\nbeleg = \"Vermerk 1\"",
            finding.rule, finding.path
        );
        rows.push(Value::Table(row.parse().unwrap()));
    }
    file.insert("ausnahmen".to_owned(), Value::Array(rows));
    let body: toml::Table = "id = \"hausleitung\"\nname = \"Hausleitung\"\nebene = \"land\"".parse().unwrap();
    file.entry("stellen").or_insert_with(|| Value::Array(Vec::new())).as_array_mut().unwrap().push(Value::Table(body));
    toml::to_string(&file).unwrap()
}

/// However a file without a talk is put right on paper, with an exception for everything else that is amiss: the planning
/// is not ready to be released. What one rule relies on another for cannot be excused there.
#[test]
fn no_exception_elsewhere_silences_the_talk() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let ready = ready_projects(&auditor).into_iter().find(|ready| ready.question.gate == Some(1)).unwrap();
    assert_eq!(ready.name, FILE);
    let plain = excepted(&auditor, &ready.text, ready.question, &[]);
    let audit = auditor.audit(Source::new(FILE, plain), ready.question);
    assert!(audit.readiness.is_ready(), "{:?}", audit.findings.iter().filter(|finding| finding.bars()).collect::<Vec<_>>());
    let mut tried = 0;
    for ways in 1u32..64 {
        let mut file: toml::Table = ready.text.parse().unwrap();
        for list in ["kontakte", "einladungen", "vertretungen"] {
            file.insert(list.to_owned(), Value::Array(Vec::new()));
        }
        let way = |number: u32| ways & (1 << number) != 0;
        if way(0) {
            file.insert("betrifft_kommunen".to_owned(), Value::Boolean(false));
        }
        if way(1) {
            file.remove("betrifft_kommunen");
        }
        if way(2) {
            file.insert("kommunen_grund".to_owned(), Value::String("Nur die eigene Poststelle".to_owned()));
        }
        for row in file.get_mut("stakeholder").unwrap().as_array_mut().unwrap().iter_mut().filter_map(Value::as_table_mut) {
            row.remove("bewusst_nicht_seit");
            if way(3) {
                row.insert("betroffen".to_owned(), Value::Boolean(false));
            }
            if way(4) {
                row.insert("ebene".to_owned(), Value::String("land".to_owned()));
                row.remove("koerperschaft");
            }
        }
        if way(5) {
            file.insert("stakeholder".to_owned(), Value::Array(Vec::new()));
        }
        let text = excepted(&auditor, &toml::to_string(&file).unwrap(), ready.question, &["SH-13", "SH-18"]);
        let audit = auditor.audit(Source::new(FILE, text.clone()), ready.question);
        assert!(!audit.readiness.is_ready(), "{ways:b}: {text}");
        tried += 1;
    }
    assert_eq!(tried, 63);
}

#[test]
fn whoever_prepares_a_gate_is_told_what_is_confidential() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let ready = ready_projects(&auditor).into_iter().find(|ready| ready.question.gate == Some(1)).unwrap();
    let told = |text: String| auditor.agenda(Source::new(FILE, text), ready.question.as_of).ok().unwrap().told;
    assert_eq!(told(ready.text.clone()), []);
    let mut file: toml::Table = ready.text.parse().unwrap();
    let stelle = file["stellen"][0]["id"].clone();
    let name = file["stellen"][0]["name"].as_str().unwrap().to_owned();
    file.insert("vertraulich_bis".to_owned(), Value::String("2026-11-20".to_owned()));
    file.insert("vertraulich_grund".to_owned(), Value::String("vergabe".to_owned()));
    file.insert("vertraulich_stelle".to_owned(), stelle);
    file.insert("vertraulich_beleg".to_owned(), Value::String("Vermerk 12-9/26".to_owned()));
    let said: Vec<String> = told(toml::to_string(&file).unwrap()).into_iter().map(|(_, value)| value).collect();
    assert_eq!(said, ["20.11.2026", "laufende Vergabe", &name, "Vermerk 12-9/26"]);
}

/// A contradiction counts on under an exception, and the exception is told to be none.
#[test]
fn what_contradicts_itself_cannot_be_excused() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    let mut tried = BTreeSet::new();
    for rule in standard.rules.iter().filter(|rule| !rule.is_excusable()) {
        for example in rule.examples.iter().filter(|example| example.expected == Outcome::NichtErfuellt) {
            let question = Question::as_of_day(example.as_of);
            let text = &example.projects[0].text;
            let bare = auditor.audit(Source::new("x.toml", text.clone()), question);
            // Where two values contradict each other, the check of form says it in the rule's place.
            let Some(found) = bare.findings.iter().find(|finding| finding.rule == rule.id) else { continue };
            let excuse = format!(
                "\n[[ausnahmen]]\nid = \"a\"\nregel = \"{}\"\nort = {:?}\ngrund = \"Geprüft.\"\ngenehmigt_von = \"hausleitung\"\nab = 2026-03-01\ngueltig_bis = 2027-01-31\n",
                rule.id, found.path
            );
            let audit = auditor.audit(Source::new("x.toml", format!("{text}{excuse}")), question);
            assert!(audit.findings.iter().any(|finding| finding.rule == rule.id && !finding.is_excused()), "{}", example.title);
            assert!(audit.findings.iter().any(|finding| finding.message.contains("davon gibt es keine Ausnahme")), "{}", example.title);
            tried.insert(rule.id.as_str());
        }
    }
    assert!(tried.contains("SH-19") && tried.len() >= 4, "{tried:?}");
}

/// The answer of a check as JSON, with its exit code.
fn asked(arguments: &[&str]) -> (Option<i32>, serde_json::Value) {
    let all = [&["pruefe"], arguments, &["--freigabe", "F3", "--stichtag", "2026-10-31", "--format", "json"]].concat();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_lotse")).current_dir(root("")).args(all).output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

/// No project answers for others: alone and in a folder a file gets the same answer, whatever rules across projects find
/// there; with the core build, which has none of them, too.
#[test]
fn alone_and_in_a_folder_the_answer_is_the_same() {
    let (_, together) = asked(&["data/beispiel"]);
    let answers = together["freigabefragen"].as_array().unwrap();
    assert_eq!(
        answers.len(),
        std::fs::read_dir(root("data/beispiel"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|ending| ending == "toml"))
            .count()
    );
    for answer in answers {
        let (code, alone) = asked(&[answer["datei"].as_str().unwrap()]);
        let mut single = alone["freigabefragen"][0].clone();
        single["im_portfolio_offen"].clone_from(&answer["im_portfolio_offen"]);
        assert_eq!(&single, answer);
        assert_eq!(code, Some(i32::from(!answer["freigabereif"].as_bool().unwrap())), "{answer}");
    }
}
