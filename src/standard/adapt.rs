//! `anpassungen.toml`: how an inheriting profile tightens what it inherits. It may raise a Stufe, bring a status
//! forward, widen scope, move thresholds along their direction, remove codes and call one by a name of its own.
//! Anything else is refused, and the complaint names both lines.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::schema::{Level, Schema};
use crate::source::{Source, Span};
use crate::standard::adapt_codes::{RawCatalogueChange, change_catalogue};
use crate::standard::complaint::{Complaint, read, suggestion};
use crate::standard::layout::line_of;
use crate::standard::phases::Due;
use crate::standard::profile::Anchors;
use crate::standard::rule::{Rule, RuleStatus};
use crate::standard::rule_file::binding;
use crate::standard::terms::Term;
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
    alle_klassen: Option<Spanned<bool>>,
    grund: String,
}

impl RawRuleChange {
    fn changes_nothing(&self) -> bool {
        let asked = [self.stufe.is_some(), self.status.is_some(), self.verbindlich_ab.is_some(), self.ab_phase.is_some()];
        !asked.contains(&true) && self.alle_klassen.is_none()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawThresholdChange {
    name: Spanned<String>,
    wert: Spanned<i64>,
    grund: String,
}

/// What a profile may change, in the state its ancestors left it.
pub struct Inherited<'a> {
    pub profile: &'a str,
    pub phases: &'a [String],
    pub rules: &'a mut Vec<Rule>,
    pub thresholds: &'a mut Vec<Threshold>,
    pub schema: &'a mut Schema,
    pub anchors: &'a Anchors,
    /// Results that must stay possible.
    pub due: &'a [Due],
    /// Of all profiles of the line.
    pub terms: &'a [Term],
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
        complaints.extend(change_catalogue(source, change, inherited));
    }
    complaints
}

fn change_rule(source: &Source, change: &RawRuleChange, inherited: &mut Inherited<'_>) -> Vec<Complaint> {
    let known: Vec<String> = inherited.rules.iter().map(|rule| rule.id.clone()).collect();
    let Some(rule) = inherited.rules.iter_mut().find(|rule| rule.id == *change.id.get_ref()) else {
        return vec![unknown(source, &change.id, "Regel", known.iter().map(String::as_str))];
    };
    let at = source.at(Span::new(change.id.span()));
    if change.changes_nothing() {
        let message = format!(
            "der Eintrag zur Regel {} ändert nichts; dazu gehört stufe, status, verbindlich_ab, ab_phase oder alle_klassen",
            rule.id
        );
        return vec![Complaint::new(source, Span::new(change.id.span()), message)];
    }
    let free = rule.origin == "werkzeug";
    let mut complaints = Vec::new();
    complaints.extend(change_level(source, change, rule, free).err());
    complaints.extend(change_status(source, change, rule, free).err());
    complaints.extend(change_binding(source, change, rule, free).err());
    complaints.extend(change_phase(source, change, rule, (inherited.phases, free)).err());
    match change.alle_klassen.as_ref().map(|all| (*all.get_ref(), all.span())) {
        Some((true, _)) => rule.classes.clear(),
        Some((false, span)) => {
            complaints.push(refused(
                source,
                span,
                "„alle_klassen = false“ hat keine Wirkung; Klassen lassen sich nicht ausnehmen",
                rule,
                "klassen",
            ));
        }
        None => {}
    }
    rule.changes.push(format!("{} ({at}): {}", inherited.profile, change.grund));
    complaints
}

fn change_level(source: &Source, change: &RawRuleChange, rule: &mut Rule, free: bool) -> Result<(), Complaint> {
    let Some(level) = &change.stufe else { return Ok(()) };
    if *level.get_ref() < rule.level && !free {
        let told = format!("die Stufe darf nur steigen: {} → {}", rule.level.word(), level.get_ref().word());
        return Err(refused(source, level.span(), &told, rule, "stufe"));
    }
    rule.level = *level.get_ref();
    rule.set_at("stufe", source.at(Span::new(level.span())));
    Ok(())
}

fn change_status(source: &Source, change: &RawRuleChange, rule: &mut Rule, free: bool) -> Result<(), Complaint> {
    let Some(status) = &change.status else { return Ok(()) };
    let (old, new) = (rule.status, *status.get_ref());
    if (new < old || new == RuleStatus::Abgeloest && old != new) && !free {
        let told = format!("der Status darf nur bis „verbindlich“ vorrücken: {} → {}", old.word(), new.word());
        return Err(refused(source, status.span(), &told, rule, "status"));
    }
    rule.status = new;
    rule.binding_from = rule.binding_from.take().filter(|_| new == RuleStatus::Warnend);
    rule.set_at("status", source.at(Span::new(status.span())));
    Ok(())
}

fn change_phase(source: &Source, change: &RawRuleChange, rule: &mut Rule, (phases, free): (&[String], bool)) -> Result<(), Complaint> {
    let Some(phase) = &change.ab_phase else { return Ok(()) };
    match (0u16..).zip(phases).find(|(_, id)| *id == phase.get_ref()) {
        Some((rank, _)) if rank <= rule.from_phase || free => {
            rule.from_phase = rank;
            rule.set_at("ab_phase", source.at(Span::new(phase.span())));
            Ok(())
        }
        Some(_) => Err(refused(source, phase.span(), "die Regel darf nur früher greifen", rule, "ab_phase")),
        None => Err(unknown(source, phase, "Phase", phases.iter().map(String::as_str))),
    }
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
            "die Schwelle „{}“ darf nur strenger werden: {} → {new}; geerbt aus {}",
            threshold.name, threshold.value, threshold.set_at
        );
        return Err(Complaint::new(source, Span::new(change.wert.span()), message));
    }
    threshold.value = new;
    threshold.set_by = format!("{}: {}", inherited.profile, change.grund);
    threshold.set_at = source.at(Span::new(change.wert.span()));
    Ok(())
}

/// The child's line by its span, the inherited one by the last profile that set the key.
fn refused(source: &Source, span: std::ops::Range<usize>, told: &str, rule: &Rule, key: &'static str) -> Complaint {
    let inherited = rule.set.get(key).cloned().unwrap_or_else(|| format!("{}:{}", rule.file.name, line_of(&rule.file, key)));
    Complaint::new(source, Span::new(span), format!("Regel {}: {told}; geerbt aus {inherited}", rule.id))
}

pub(super) fn unknown<'a>(source: &Source, at: &Spanned<String>, what: &str, known: impl Iterator<Item = &'a str>) -> Complaint {
    let hint = suggestion(at.get_ref(), known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
    Complaint::new(source, Span::new(at.span()), format!("{what} „{}“ gibt es nicht{hint}", at.get_ref()))
}
