//! `anpassungen.toml`: how an inheriting profile tightens what it inherits. It may raise a Stufe, bring a status
//! forward, widen scope, move thresholds along their direction, remove codes. Anything else is refused, and the
//! complaint names both lines.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::schema::{Level, Schema};
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read, suggestion};
use crate::standard::rule::{Rule, RuleStatus};
use crate::standard::rule_file::binding;
use crate::standard::thresholds::Threshold;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAdaptations {
    #[serde(default)]
    regel: Vec<RawRuleChange>,
    #[serde(default)]
    schwelle: Vec<RawThresholdChange>,
    #[serde(default)]
    katalog: Vec<RawCatalogueChange>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRuleChange {
    id: Spanned<String>,
    stufe: Option<Spanned<Level>>,
    status: Option<Spanned<RuleStatus>>,
    verbindlich_ab: Option<Spanned<Datetime>>,
    ab_phase: Option<Spanned<String>>,
    alle_klassen: Option<bool>,
    grund: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawThresholdChange {
    name: Spanned<String>,
    wert: Spanned<i64>,
    grund: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCatalogueChange {
    name: Spanned<String>,
    entfernt: Vec<Spanned<String>>,
    #[allow(dead_code, reason = "part of the file's form")]
    grund: String,
}

/// What a profile may change, in the state its ancestors left it.
pub struct Inherited<'a> {
    pub profile: &'a str,
    pub phases: &'a [String],
    pub rules: &'a mut Vec<Rule>,
    pub thresholds: &'a mut Vec<Threshold>,
    pub schema: &'a mut Schema,
}

pub fn adapt(source: &Source, inherited: &mut Inherited<'_>) -> Vec<Complaint> {
    let raw: RawAdaptations = match read(source) {
        Ok(raw) => raw,
        Err(complaint) => return vec![complaint],
    };
    let mut complaints = Vec::new();
    for change in &raw.regel {
        complaints.extend(change_rule(source, change, inherited));
    }
    for change in &raw.schwelle {
        complaints.extend(change_threshold(source, change, inherited).err());
    }
    for change in &raw.katalog {
        complaints.extend(change_catalogue(source, change, inherited.schema));
    }
    complaints
}

fn change_rule(source: &Source, change: &RawRuleChange, inherited: &mut Inherited<'_>) -> Vec<Complaint> {
    let known: Vec<String> = inherited.rules.iter().map(|rule| rule.id.clone()).collect();
    let Some(rule) = inherited.rules.iter_mut().find(|rule| rule.id == *change.id.get_ref()) else {
        return vec![unknown(source, &change.id, "Regel", known.iter().map(String::as_str))];
    };
    let free = rule.origin == "werkzeug";
    let mut complaints = Vec::new();
    if let Some(level) = &change.stufe {
        if *level.get_ref() < rule.level && !free {
            let told = format!("die Stufe darf nur steigen: {} → {}", rule.level.word(), level.get_ref().word());
            complaints.push(refused(source, level.span(), &told, rule, "stufe"));
        }
        rule.level = *level.get_ref();
    }
    if let Some(status) = &change.status {
        let (old, new) = (rule.status, *status.get_ref());
        if (new < old || new == RuleStatus::Abgeloest && old != new) && !free {
            let told = format!("der Status darf nur bis „verbindlich“ vorrücken: {} → {}", old.word(), new.word());
            complaints.push(refused(source, status.span(), &told, rule, "status"));
        }
        rule.status = new;
        rule.binding_from = rule.binding_from.take().filter(|_| new == RuleStatus::Warnend);
    }
    complaints.extend(change_binding(source, change, rule, free).err());
    if let Some(phase) = &change.ab_phase {
        match (0u16..).zip(inherited.phases).find(|(_, id)| *id == phase.get_ref()) {
            Some((rank, _)) if rank <= rule.from_phase || free => rule.from_phase = rank,
            Some(_) => complaints.push(refused(source, phase.span(), "die Regel darf nur früher greifen", rule, "ab_phase")),
            None => complaints.push(unknown(source, phase, "Phase", inherited.phases.iter().map(String::as_str))),
        }
    }
    if change.alle_klassen == Some(true) {
        rule.classes.clear();
    }
    let line = source.place(Span::new(change.id.span())).line;
    rule.changes.push(format!("{} ({}:{line}): {}", inherited.profile, source.name, change.grund));
    complaints
}

/// The day from which a rule counts may only come earlier.
fn change_binding(source: &Source, change: &RawRuleChange, rule: &mut Rule, free: bool) -> Result<(), Complaint> {
    let Some(stated) = &change.verbindlich_ab else { return Ok(()) };
    if rule.status != RuleStatus::Warnend {
        let told = format!("„verbindlich_ab“ geht nur bei einer Regel, die bis dahin warnt; sie ist {}", rule.status.word());
        return Err(refused(source, stated.span(), &told, rule, "status"));
    }
    let new = binding(source, Some(stated))?;
    if let (Some(old), Some(new), false) = (&rule.binding_from, &new, free)
        && new.day.from > old.day.from
    {
        let told = format!("„verbindlich_ab“ darf nur früher liegen: {} → {}", old.day.german(), new.day.german());
        let message = format!("Regel {}: {told}; geerbt aus {}", rule.id, old.set_at);
        return Err(Complaint::new(source, Span::new(stated.span()), message));
    }
    rule.binding_from = new;
    Ok(())
}

fn change_threshold(source: &Source, change: &RawThresholdChange, inherited: &mut Inherited<'_>) -> Result<(), Complaint> {
    let known: Vec<String> = inherited.thresholds.iter().map(|threshold| threshold.name.clone()).collect();
    let threshold = inherited
        .thresholds
        .iter_mut()
        .find(|threshold| threshold.name == *change.name.get_ref())
        .ok_or_else(|| unknown(source, &change.name, "Schwelle", known.iter().map(String::as_str)))?;
    let new = *change.wert.get_ref();
    if !threshold.direction.allows(threshold.value, new) {
        let message = format!(
            "die Schwelle „{}“ darf nur strenger werden: {} (Profil {}) → {new}",
            threshold.name, threshold.value, threshold.set_by
        );
        return Err(Complaint::new(source, Span::new(change.wert.span()), message));
    }
    threshold.value = new;
    threshold.set_by = format!("{}: {}", inherited.profile, change.grund);
    Ok(())
}

fn change_catalogue(source: &Source, change: &RawCatalogueChange, schema: &mut Schema) -> Vec<Complaint> {
    let names: Vec<String> = schema.catalogues.iter().map(|catalogue| catalogue.name.clone()).collect();
    let Some(catalogue) = schema.catalogues.iter_mut().find(|catalogue| catalogue.name == *change.name.get_ref()) else {
        return vec![unknown(source, &change.name, "Katalog", names.iter().map(String::as_str))];
    };
    let mut complaints = Vec::new();
    for code in &change.entfernt {
        match catalogue.ordinal(code.get_ref()) {
            Some(ordinal) => catalogue.codes[ordinal as usize].removed = true,
            None => complaints.push(unknown(source, code, "Code", catalogue.codes.iter().map(|code| code.id.as_str()))),
        }
    }
    complaints
}

fn refused(source: &Source, span: std::ops::Range<usize>, told: &str, rule: &Rule, key: &str) -> Complaint {
    let inherited = rule.file.text.lines().position(|line| line.split('=').next().is_some_and(|name| name.trim() == key));
    let line = inherited.map_or(1, |index| index + 1);
    Complaint::new(source, Span::new(span), format!("Regel {}: {told}; geerbt aus {}:{line}", rule.id, rule.file.name))
}

fn unknown<'a>(source: &Source, at: &Spanned<String>, what: &str, known: impl Iterator<Item = &'a str>) -> Complaint {
    let hint = suggestion(at.get_ref(), known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
    Complaint::new(source, Span::new(at.span()), format!("{what} „{}“ gibt es nicht{hint}", at.get_ref()))
}
