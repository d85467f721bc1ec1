//! The handbook of a profile, made from the same files the tool checks with: phases, gates, results due, thresholds,
//! rules with their examples, fields and code lists. One accessible page, readable offline and on paper.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use crate::audit::FUNCTIONS;
use crate::printer::handbook_appendix::{coverage, figures, sources};
use crate::printer::rule_page::scope;
use crate::schema::{Kind, Record, Schema};
use crate::standard::{Complaint, Rule, Standard};

const PAGE: &str = include_str!("handbook.html");

/// Code lists longer than this are catalogues to look things up in, not to read.
const LONGEST_LIST: usize = 60;

#[derive(Serialize)]
struct Phase<'a> {
    title: &'a str,
    meaning: &'a str,
    gates: Vec<Gate<'a>>,
}

#[derive(Serialize)]
struct Gate<'a> {
    id: &'a str,
    title: &'a str,
    deciders: Vec<String>,
    due: Vec<Due<'a>>,
}

#[derive(Serialize)]
struct Due<'a> {
    result: String,
    levels: String,
    source: &'a str,
}

#[derive(Serialize)]
struct Group<'a> {
    name: &'a str,
    rules: Vec<RulePage<'a>>,
}

#[derive(Serialize)]
struct RulePage<'a> {
    id: &'a str,
    title: &'a str,
    level: &'static str,
    status: String,
    scope: String,
    why: &'a str,
    remedy: &'a str,
    source: String,
    bindingness: &'a str,
    check: String,
    examples: Vec<(String, String)>,
    changes: &'a [String],
}

#[derive(Serialize)]
struct List<'a> {
    path: &'a str,
    title: &'a str,
    meaning: &'a str,
    fields: Vec<(&'a str, &'a str, &'a str, &'static str, String)>,
}

#[derive(Serialize)]
struct Codes<'a> {
    title: &'a str,
    meaning: &'a str,
    source: &'a str,
    codes: Vec<(&'a str, &'a str)>,
    more: usize,
}

/// # Errors
/// The page's template is broken, or a figure or the table of covered texts of the profile.
pub fn handbook(standard: &Standard) -> anyhow::Result<String> {
    let mut pages = Environment::new();
    pages.set_undefined_behavior(UndefinedBehavior::Strict);
    pages.add_template("handbuch.html", PAGE)?;
    let line: Vec<String> = standard.lineage.iter().map(|(name, edition)| format!("{name} {edition}")).collect();
    let thresholds: Vec<_> = standard.thresholds.iter().map(|t| (&t.title, t.value, &t.unit, &t.meaning, &t.source, &t.set_by)).collect();
    let functions: Vec<(&str, &str)> = FUNCTIONS.iter().map(|(name, _, meaning)| (*name, *meaning)).collect();
    let texts = standard.coverage().map_err(|complaints| broken(&complaints))?;
    let figures = figures(standard).map_err(|complaint| broken(&[complaint]))?;
    let page = pages.get_template("handbuch.html")?.render(context! {
        titel => standard.title.as_str(), name => standard.name.as_str(), fassung => standard.edition.as_str(), herausgeber => standard.publisher.as_str(),
        hinweis => standard.note.as_str(), linie => line, pruefsumme => standard.sha256.as_str(),
        phasen => Serde(phases(standard)), gruppen => Serde(groups(standard)), schwellen => Serde(thresholds),
        listen => Serde(standard.schema.records.iter().map(|record| list(&standard.schema, record)).collect::<Vec<_>>()), kataloge => Serde(codes(standard)),
        funktionen => Serde(functions), anzahl => standard.rules.len(), kennzahlen => Serde(figures), quellen => Serde(sources(standard)),
        abdeckung => Serde(coverage(standard, &texts)),
    })?;
    Ok(page)
}

fn broken(complaints: &[Complaint]) -> anyhow::Error {
    let lines: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    anyhow::anyhow!("Das Prüfprofil ist fehlerhaft:\n{}", lines.join("\n"))
}

fn phases(standard: &Standard) -> Vec<Phase<'_>> {
    let of = |index: u16| (0..).zip(&standard.gates).filter(move |(_, gate)| gate.closes == index);
    (0u16..)
        .zip(&standard.phases)
        .map(|(index, phase)| Phase {
            title: &phase.title,
            meaning: &phase.meaning,
            gates: of(index)
                .map(|(number, gate)| Gate {
                    id: &gate.id,
                    title: &gate.title,
                    deciders: gate.deciders.clone(),
                    due: due(standard, number),
                })
                .collect(),
        })
        .collect()
}

fn due(standard: &Standard, gate: u16) -> Vec<Due<'_>> {
    let mut found: Vec<Due<'_>> = Vec::new();
    for entry in standard.due.iter().filter(|entry| entry.gate == gate) {
        let title = result_title(standard, &entry.result);
        let level = format!("{} {}", entry.class, entry.level.word());
        match found.iter_mut().find(|known| known.result == title) {
            Some(known) => known.levels = format!("{}, {level}", known.levels),
            None => found.push(Due { result: title, levels: level, source: &entry.source }),
        }
    }
    found
}

fn result_title(standard: &Standard, code: &str) -> String {
    let (record, slot) = standard.anchors.result;
    match standard.schema.record(record).field(slot).kind {
        Kind::Code(id) => {
            let catalogue = standard.schema.catalogue(id);
            catalogue.ordinal(code).map_or_else(|| code.to_owned(), |ordinal| catalogue.code(ordinal).title.clone())
        }
        _ => code.to_owned(),
    }
}

fn groups(standard: &Standard) -> Vec<Group<'_>> {
    let mut names: Vec<&str> = standard.rules.iter().map(|rule| rule.group.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |name: &str| standard.rules.iter().filter(|rule| rule.group == name).map(|rule| page(rule, standard)).collect();
    names.into_iter().map(|name| Group { name, rules: of(name) }).collect()
}

fn page<'a>(rule: &'a Rule, standard: &'a Standard) -> RulePage<'a> {
    let check: Vec<String> =
        rule.check_german().iter().map(|(word, text)| format!("{} {}", word.trim_end_matches(' '), text.trim())).collect();
    RulePage {
        id: &rule.id,
        title: &rule.title,
        level: rule.level.word(),
        status: rule.status_german(),
        scope: scope(rule, standard),
        why: &rule.why,
        remedy: &rule.remedy,
        source: format!("{}, {}", rule.source_name, rule.reference),
        bindingness: &rule.bindingness,
        check: check.join("\n"),
        examples: examples(rule),
        changes: &rule.changes,
    }
}

fn examples(rule: &Rule) -> Vec<(String, String)> {
    let (shown, more) = rule.examples_to_read();
    let full = shown.into_iter().map(|example| (format!("{} → {}", example.title, example.expected.title()), example.text()));
    full.chain((!more.is_empty()).then(|| ("Weitere Beispiele in der Datei der Regel".to_owned(), more))).collect()
}

fn list<'a>(schema: &Schema, record: &'a Record) -> List<'a> {
    let fields = (0..).zip(&record.fields).map(|(slot, entry)| {
        let required = entry.required.map_or("", |level| level.word());
        let limits = record.limits_german(schema, slot).map_or_else(String::new, |limits| format!(" Möglich: {limits}."));
        (entry.name.as_str(), entry.title.as_str(), entry.meaning.as_str(), required, limits)
    });
    List { path: &record.path, title: &record.title, meaning: &record.meaning, fields: fields.collect() }
}

fn codes(standard: &Standard) -> Vec<Codes<'_>> {
    let catalogues = standard.schema.catalogues.iter();
    catalogues
        .map(|catalogue| Codes {
            title: &catalogue.title,
            meaning: &catalogue.meaning,
            source: &catalogue.source,
            codes: catalogue.names().take(LONGEST_LIST).map(|(id, title, _)| (id, title)).collect(),
            more: catalogue.names().count().saturating_sub(LONGEST_LIST),
        })
        .collect()
}
