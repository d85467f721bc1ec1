//! The dictionary as a JSON Schema (2020-12), so that editors complete and check project files while they are typed.

use chrono::Datelike;
use serde_json::{Map, Value, json};

use crate::period::date_of;
use crate::schema::{Catalogue, Code, Field, Kind, Level, RecordId, Schema, TraitValue};
use crate::standard::Standard;

pub fn json_schema(standard: &Standard) -> String {
    let mut root = record(&standard.schema, Schema::PROJECT);
    if let Value::Object(root) = &mut root {
        let mut head = Map::new();
        head.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        head.insert("title".to_owned(), json!(format!("Projektdatei nach Prüfprofil {} {}", standard.name, standard.edition)));
        head.append(root);
        if let Some((condition, demands)) = of_assessed(standard) {
            head.insert("if".to_owned(), condition);
            head.insert("then".to_owned(), demands);
        }
        *root = head;
    }
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn record(schema: &Schema, id: RecordId) -> Value {
    let record = schema.record(id);
    let properties: Map<String, Value> = record.fields.iter().map(|entry| (entry.name.clone(), described(schema, entry))).collect();
    let key = record.list.map(|list| list.key);
    let always = (0..).zip(&record.fields).filter(|(slot, entry)| is_due(entry) && (id == Schema::PROJECT || key == Some(*slot)));
    let required: Vec<&str> = always.map(|(_, entry)| entry.name.as_str()).collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
}

/// Fields due in a later phase or only for some classes are no matter of the shape.
fn is_due(entry: &Field) -> bool {
    entry.required == Some(Level::Muss) && entry.from_phase == 0 && entry.classes.is_empty()
}

/// What rows need beside their key is asked of projects that are assessed: what nobody published is no fault of a file.
fn of_assessed(standard: &Standard) -> Option<(Value, Value)> {
    let (record, slot) = standard.anchors.data_kind;
    let entry = standard.schema.record(record).field(slot);
    let Kind::Code(catalogue) = entry.kind else { return None };
    let assessed = |code: &&Code| code.values.get(standard.anchors.kind_assessed) == Some(&TraitValue::Flag(true));
    let kinds: Vec<&str> = standard.schema.catalogue(catalogue).allowed().filter(assessed).map(|code| code.id.as_str()).collect();
    let mut properties = Map::new();
    properties.insert(entry.name.clone(), json!({ "enum": kinds }));
    let condition = json!({ "required": [entry.name], "properties": properties });
    demands(&standard.schema, Schema::PROJECT).map(|demands| (condition, demands))
}

/// The obligatory fields of a record and of those below it.
fn demands(schema: &Schema, id: RecordId) -> Option<Value> {
    let record = schema.record(id);
    let mut inside = Map::new();
    for entry in &record.fields {
        let told = match entry.kind {
            Kind::List(inner) if inner != id => demands(schema, inner).map(|inner| json!({ "items": inner })),
            Kind::Table(inner) if inner != id => demands(schema, inner),
            _ => None,
        };
        inside.extend(told.map(|told| (entry.name.clone(), told)));
    }
    let required: Vec<&str> = record.fields.iter().filter(|entry| is_due(entry)).map(|entry| entry.name.as_str()).collect();
    let mut all = Map::new();
    if !required.is_empty() {
        all.insert("required".to_owned(), json!(required));
    }
    if !inside.is_empty() {
        all.insert("properties".to_owned(), Value::Object(inside));
    }
    (!all.is_empty()).then_some(Value::Object(all))
}

fn described(schema: &Schema, entry: &Field) -> Value {
    let mut value = shape(schema, entry);
    if let Value::Object(map) = &mut value {
        map.insert("title".to_owned(), json!(entry.title));
        map.insert("description".to_owned(), json!(entry.meaning));
    }
    value
}

fn shape(schema: &Schema, entry: &Field) -> Value {
    match entry.kind {
        Kind::Text | Kind::Ref(_) => text(entry),
        Kind::Integer => bounded(json!({ "type": "integer" }), entry, 1),
        Kind::Money => bounded(json!({ "type": "number" }), entry, 100),
        Kind::Count => {
            let number = bounded(json!({ "type": "integer", "minimum": 0 }), entry, 1);
            json!({ "anyOf": [number, { "type": "string", "pattern": "^(unbekannt|(mehr als|etwa) [0-9]+)$" }] })
        }
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "string", "pattern": date_pattern(entry) }),
        Kind::Code(catalogue) => codes(schema.catalogue(catalogue)),
        Kind::Codes(catalogue) => json!({ "type": "array", "items": codes(schema.catalogue(catalogue)) }),
        Kind::Refs(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Texts => json!({ "type": "array", "items": text(entry) }),
        Kind::Table(inner) => record(schema, inner),
        Kind::List(inner) => json!({ "type": "array", "items": record(schema, inner) }),
    }
}

fn text(entry: &Field) -> Value {
    let mut value = json!({ "type": "string" });
    if let Some(pattern) = &entry.pattern {
        value["pattern"] = json!(pattern.as_str());
    }
    if let Some(length) = entry.bounds.length {
        value["maxLength"] = json!(length);
    }
    value
}

/// With the bounds as the file writes them: of an amount in Euro, of `scale` Cent each.
fn bounded(mut value: Value, entry: &Field, scale: i64) -> Value {
    let said = |number: i64| match number % scale {
        0 => json!(number / scale),
        part => json!(format!("{}.{:02}", number / scale, part.abs()).parse::<f64>().ok()),
    };
    if let Some(least) = entry.bounds.least {
        value["minimum"] = said(least);
    }
    if let Some(most) = entry.bounds.most {
        value["maximum"] = said(most);
    }
    value
}

/// A year, quarter, month or day that exists, as far as a pattern can say it: no month 13, no 31 April, no 30 February.
fn date_pattern(entry: &Field) -> String {
    let days = "(-(0[1-9]|[12][0-9]))?|(0[13-9]|1[0-2])-30|(0[13578]|1[02])-31";
    format!("^{}(-(Q[1-4]|(0[1-9]|1[0-2]){days}))?$", years(entry))
}

/// The years within the bounds. A bound inside a year leaves the whole year.
fn years(entry: &Field) -> String {
    let year = |day: i64| i32::try_from(day).ok().map(|day| date_of(day).year());
    match (entry.bounds.least.and_then(year), entry.bounds.most.and_then(year)) {
        (Some(first), Some(last)) if last - first < 1000 => {
            let decades: Vec<String> = decades(first, last);
            format!("({})", decades.join("|"))
        }
        _ => "[0-9]{4}".to_owned(),
    }
}

/// Decade by decade: `199[0-9]`, `200[0-9]`, …, `2100`.
fn decades(first: i32, last: i32) -> Vec<String> {
    let of = |decade: i32| {
        let (from, to) = ((decade * 10).max(first) % 10, (decade * 10 + 9).min(last) % 10);
        if from == to { format!("{decade:03}{from}") } else { format!("{decade:03}[{from}-{to}]") }
    };
    (first / 10..=last / 10).map(of).collect()
}

fn codes(catalogue: &Catalogue) -> Value {
    let allowed: Vec<&str> = catalogue.names().map(|(id, ..)| id).collect();
    json!({ "type": "string", "enum": allowed })
}
