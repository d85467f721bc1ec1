//! SARIF 2.1.0, the form editors and code hosts read: all rules with their help, every finding with its region.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::audit::{BUILTIN, Finding};
use crate::printer::Results;
use crate::printer::wording::{fingerprints, remedy, subject, word};
use crate::schema::Level;
use crate::source::Place;
use crate::standard::Outcome;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub fn audit_sarif(results: &Results<'_>) -> String {
    let rules = rules(results);
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(index, id)| (id.as_str(), index)).collect();
    let named = fingerprints(&results.findings);
    let found: Vec<Value> = results
        .findings
        .iter()
        .zip(&named)
        .filter(|(finding, _)| results.all || results.is_problem(finding))
        .map(|(finding, name)| result(results, finding, index.get(finding.rule.as_str()).copied().unwrap_or_default(), name))
        .collect();
    let standard = results.standard;
    let value = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "lotse",
                "fullName": "Prüfwerkzeug lotse",
                "version": env!("CARGO_PKG_VERSION"),
                "language": "de-DE",
                "rules": rules.values().collect::<Vec<_>>(),
            } },
            "invocations": [{
                "executionSuccessful": results.rule_faults.is_empty(),
                "toolExecutionNotifications": results.rule_faults.iter().map(|fault| json!({
                    "level": "error",
                    "message": { "text": format!("Regelfehler: {} an {}: {}", fault.rule, fault.file, fault.message) },
                })).collect::<Vec<_>>(),
            }],
            "language": "de-DE",
            "columnKind": "unicodeCodePoints",
            "results": found,
            "properties": {
                "ueber": subject(results),
                "stichtag": results.as_of.iso(),
                "standard": { "name": standard.name, "fassung": standard.edition, "sha256": standard.sha256 },
                "freigabe": results.gate.map(|gate| standard.gates[gate].id.clone()),
                "dateien": results.files,
            },
        }],
    });
    format!("{value:#}\n")
}

/// Everything that was checked, also where nothing was found; sorted by id.
fn rules(results: &Results<'_>) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    for check in &BUILTIN {
        all.entry(check.id.to_owned())
            .or_insert_with(|| descriptor((check.id, check.title), (check.why, check.remedy), Level::Muss, json!({})));
    }
    for rule in results.standard.rules.iter().filter(|rule| rule.is_in_force()) {
        let source = format!("{}, {} ({})", rule.source_name, rule.reference, rule.bindingness);
        let more =
            json!({ "quelle": source, "status": rule.status.word(), "heilbar": rule.curable, "tags": [rule.group, rule.level.word()] });
        all.insert(rule.id.clone(), descriptor((&rule.id, &rule.title), (&rule.why, &rule.remedy), rule.level, more));
    }
    for finding in &results.findings {
        let texts = (finding.why.as_str(), finding.remedy.as_str());
        all.entry(finding.rule.clone()).or_insert_with(|| descriptor((&finding.rule, &finding.title), texts, finding.level, json!({})));
    }
    all
}

fn descriptor((id, title): (&str, &str), (why, remedy): (&str, &str), level: Level, more: Value) -> Value {
    let source = more["quelle"].as_str().map_or_else(String::new, |source| format!("\n\nQuelle: {source}"));
    let marked = source.replacen("Quelle:", "**Quelle:**", 1);
    let mut properties = Map::new();
    properties.insert("stufe".to_owned(), level.word().into());
    if let Value::Object(more) = more {
        properties.extend(more);
    }
    json!({
        "id": id,
        "shortDescription": { "text": title },
        "fullDescription": { "text": why },
        "help": {
            "text": format!("Warum: {why}\n\nZu tun: {remedy}{source}"),
            "markdown": format!("**Warum:** {why}\n\n**Zu tun:** {remedy}{marked}"),
        },
        "defaultConfiguration": { "level": severity(level) },
        "properties": properties,
    })
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Muss => "error",
        Level::Soll => "warning",
        Level::Kann => "note",
    }
}

/// What is only warned about does not fail a run; what is not checkable has no level at all, unless it stands in the way.
fn kind(results: &Results<'_>, finding: &Finding) -> (&'static str, &'static str) {
    match finding.outcome {
        Outcome::NichtPruefbar if results.is_problem(finding) => ("fail", severity(finding.level)),
        Outcome::NichtErfuellt if !finding.binding && finding.level == Level::Muss => ("fail", "warning"),
        Outcome::NichtErfuellt => ("fail", severity(finding.level)),
        Outcome::NichtPruefbar => ("open", "none"),
        Outcome::Erfuellt => ("pass", "none"),
        Outcome::NichtAnwendbar => ("notApplicable", "none"),
    }
}

fn result(results: &Results<'_>, finding: &Finding, rule: usize, name: &str) -> Value {
    let (kind, level) = kind(results, finding);
    let mut value = json!({
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "kind": kind,
        "level": level,
        "message": { "text": message(finding) },
        "locations": [place_of(results, finding)],
        "partialFingerprints": { "lotse/v1": name },
        "properties": {
            "stufe": finding.level.word(),
            "ergebnis": word(finding),
            "projekt": Some(&finding.project).filter(|_| !finding.is_of_portfolio()),
            "abhilfe": remedy(finding),
            "fehlt": finding.missing,
            "blockiert": finding.blocks,
        },
    });
    if !finding.more.is_empty() {
        value["relatedLocations"] = finding.more.iter().map(|spot| location(&spot.file, spot.place, &spot.path)).collect();
    }
    if let Some(snippet) = finding.insertion() {
        value["properties"]["einfuegen"] = json!({ "text": snippet.text, "ort": snippet.place });
    }
    if let Some(excused) = finding.exception.as_ref().filter(|excused| !excused.expired) {
        let reason = format!("Ausnahme bis {}: {}", excused.until.german(), excused.reason);
        value["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
    }
    value
}

/// Brackets followed by brackets would be a link, also in plain text.
fn message(finding: &Finding) -> String {
    let text = if finding.message.is_empty() { &finding.title } else { &finding.message };
    text.replace("](", "] (")
}

/// A folder is no place: what is about the portfolio as a whole stands where it was seen first, else in the first of its files.
fn place_of(results: &Results<'_>, finding: &Finding) -> Value {
    match (finding.is_of_portfolio(), finding.more.first(), &results.first) {
        (true, Some(spot), _) => location(&spot.file, spot.place, &spot.path),
        (true, None, Some(file)) => location(file, Place::START, &finding.path),
        _ => location(&finding.file, finding.place, &finding.path),
    }
}

fn location(file: &str, place: Place, path: &str) -> Value {
    // A region without an end is its whole line; an end before the start would be none.
    let mut region = json!({ "startLine": place.line, "startColumn": place.column });
    if (place.end_line, place.end_column) > (place.line, place.column) {
        region["endLine"] = place.end_line.into();
        region["endColumn"] = place.end_column.into();
    }
    let mut value = json!({ "physicalLocation": { "artifactLocation": { "uri": uri(file) }, "region": region } });
    if !path.is_empty() {
        value["logicalLocations"] = json!([{ "fullyQualifiedName": path }]);
    }
    value
}

/// A path as an address: relative stays relative, as code hosts want it.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    let windows = path.as_bytes().get(1) == Some(&b':');
    match (path.starts_with('/'), windows) {
        (true, _) => format!("file://{out}"),
        (false, true) => format!("file:///{}", out.replacen("%3A", ":", 1)),
        (false, false) if out.is_empty() => ".".to_owned(),
        (false, false) => out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("data/ü 1.toml"), "data/%C3%BC%201.toml");
        assert_eq!(uri("/data/a.toml"), "file:///data/a.toml");
        assert_eq!(uri("C:/data/a.toml"), "file:///C:/data/a.toml");
        assert_eq!(uri(""), ".");
    }
}
