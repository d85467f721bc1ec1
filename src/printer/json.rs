//! The JSON form of a check, fixed by contract (schema `lotse/befunde/1`).

use serde_json::{Value, json};

use crate::audit::Finding;
use crate::period::Period;
use crate::printer::Results;
use crate::printer::gate::gate_json;
use crate::schema::Level;
use crate::standard::{Check, Rule, Standard};

pub fn audit_json(results: &Results<'_>) -> String {
    let standard = results.standard;
    let tally = &results.tally;
    let head = json!({
        "schema": "lotse/befunde/1",
        "stichtag": results.as_of.iso(),
        "standard": { "name": standard.name, "fassung": standard.edition, "sha256": standard.sha256 },
        "freigabe": results.gate.map(|gate| standard.gates[gate].id.clone()),
        "freigabefragen": gate_json(results),
        "projekte": results.files,
        "nicht_lesbar": results.unread.iter().map(|unread| json!({
            "projekt": unread.identity.project, "titel": unread.identity.title, "datei": unread.identity.file, "zeile": unread.line, "meldung": unread.message,
        })).collect::<Vec<_>>(),
        "befunde": [],
        "zaehlung": {
            "nicht_erfuellt": { "MUSS": tally.failed(Level::Muss), "SOLL": tally.failed(Level::Soll), "KANN": tally.failed(Level::Kann) },
            "nicht_pruefbar": tally.unknown,
            "erfuellt": tally.passed,
            "nicht_anwendbar": tally.not_applicable,
            "ausgenommen": tally.excused,
        },
        "behoben": results.gone.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "regelfehler": results.rule_faults.iter().map(|fault| json!({ "regel": fault.rule, "datei": fault.file, "meldung": fault.message })).collect::<Vec<_>>(),
    });
    let text = pretty(&head);
    match text.split_once(EMPTY) {
        Some((before, after)) if !results.findings.is_empty() => format!("{before}\"befunde\": [\n{}\n  ]{after}", findings(results)),
        _ => text,
    }
}

/// Where the findings go. A portfolio has tens of thousands: each becomes text at once instead of all becoming one tree.
const EMPTY: &str = "\"befunde\": []";

fn findings(results: &Results<'_>) -> String {
    let mut out = String::new();
    for (index, each) in results.findings.iter().enumerate() {
        if index > 0 {
            out.push_str(",\n");
        }
        let text = serde_json::to_string_pretty(&finding(each)).unwrap_or_default();
        for (number, line) in text.lines().enumerate() {
            out.push_str(if number > 0 { "\n    " } else { "    " });
            out.push_str(line);
        }
    }
    out
}

fn finding(finding: &Finding) -> Value {
    let place = finding.place;
    json!({
        "regel": finding.rule,
        "stufe": finding.level.word(),
        "ergebnis": finding.outcome.word(),
        "verbindlich": finding.binding,
        "verbindlich_ab": finding.binding_later.map(Period::iso),
        "projekt": Some(&finding.project).filter(|_| !finding.is_of_portfolio()),
        "datei": finding.file,
        "zeile": place.line,
        "spalte": place.column,
        "ende_zeile": place.end_line,
        "ende_spalte": place.end_column,
        "pfad": finding.path,
        "weitere_orte": finding.more.iter().map(|spot| json!({ "datei": spot.file, "pfad": spot.path, "zeile": spot.place.line, "spalte": spot.place.column })).collect::<Vec<_>>(),
        "titel": finding.title,
        "meldung": finding.message,
        "warum": finding.why,
        "quelle": finding.source,
        "abhilfe": finding.remedy,
        "heilbar": finding.curable,
        "einfuegen": finding.snippet.as_ref().map(|snippet| json!({ "text": snippet.text, "ort": snippet.place })),
        "fehlt": finding.missing,
        "blockiert": finding.blocks,
        "bekannt": finding.known.as_ref().map(|known| json!({ "verantwortlich": known.owner, "ziel": known.target.iso(), "ueberschritten": known.overdue })),
        "ausnahme": finding.exception.as_ref().map(|excused| json!({ "grund": excused.reason, "gueltig_bis": excused.until.iso(), "abgelaufen": excused.expired })),
    })
}

/// A rule as data, for `erklaere --format json`.
pub fn rule_json(rule: &Rule, standard: &Standard) -> String {
    let expression = |expression: &crate::standard::Expression| expression.text.trim().to_owned();
    let mut page = json!({
        "schema": "lotse/regel/1",
        "regel": rule.id,
        "titel": rule.title,
        "stufe": rule.level.word(),
        "gilt_fuer": if rule.queries().is_some() { "portfolio" } else { "projekt" },
        "status": rule.status.word(),
        "verbindlich_ab": rule.binding_from.as_ref().map(|binding| binding.day.iso()),
        "abgeloest_durch": rule.replaced_by.iter().map(expression).collect::<Vec<_>>(),
        "ab_phase": standard.phases.get(usize::from(rule.from_phase)).map(|phase| phase.id.clone()),
        "schon_davor": rule.judges_earlier,
        "klassen": rule.classes,
        "herkunft": rule.origin,
        "quelle": rule.source_name,
        "fundstelle": rule.reference,
        "verbindlichkeit": rule.bindingness,
        "warum": rule.why,
        "abhilfe": rule.remedy,
        "heilbar": rule.curable,
        "beispiele": rule.examples.iter().map(|example| json!({ "titel": example.title, "ergebnis": example.expected.word(), "stichtag": example.as_of.iso(), "projekt": example.text() })).collect::<Vec<_>>(),
        "anpassungen": rule.changes,
        "datei": rule.file.name,
    });
    let check = match &rule.check {
        Check::Project(check) => json!({
            "fuer_jedes": check.loops.iter().map(|each| json!({ "liste": expression(&each.list), "als": expression(&each.name) })).collect::<Vec<_>>(),
            "wenn": check.applies.as_ref().map(expression),
            "gilt": expression(&check.holds),
            "meldung": expression(&check.message),
        }),
        Check::Portfolio(check) => json!({
            "sql": expression(&check.failing),
            "offen": check.open.as_ref().map(expression),
            "sammelt": check.collected.as_ref().map(expression),
            "meldung": expression(&check.message),
        }),
    };
    if let (Value::Object(page), Value::Object(check)) = (&mut page, check) {
        page.extend(check);
    }
    pretty(&page)
}

fn pretty(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
