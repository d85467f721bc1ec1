//! The dictionary as a JSON Schema (2020-12), so that editors complete and check project files while they are typed.

use serde_json::{Map, Value, json};

use crate::schema::{Catalogue, Field, Kind, Level, RecordId, Schema};
use crate::standard::Standard;

pub fn json_schema(standard: &Standard) -> String {
    let mut root = record(&standard.schema, Schema::PROJECT);
    if let Value::Object(root) = &mut root {
        let mut head = Map::new();
        head.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        head.insert("title".to_owned(), json!(format!("Projektdatei nach Prüfprofil {} {}", standard.name, standard.edition)));
        head.append(root);
        *root = head;
    }
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    text
}

fn record(schema: &Schema, id: RecordId) -> Value {
    let record = schema.record(id);
    let properties: Map<String, Value> = record.fields.iter().map(|entry| (entry.name.clone(), described(schema, entry))).collect();
    // Fields due in a later phase or only for some classes are no matter of the shape.
    let required: Vec<&str> = record
        .fields
        .iter()
        .filter(|entry| entry.required == Some(Level::Muss) && entry.from_phase == 0 && entry.classes.is_empty())
        .map(|entry| entry.name.as_str())
        .collect();
    json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties })
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
        Kind::Text | Kind::Ref(_) => match &entry.pattern {
            Some(pattern) => json!({ "type": "string", "pattern": pattern.as_str() }),
            None => json!({ "type": "string" }),
        },
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Money => json!({ "type": "number" }),
        Kind::Count => {
            json!({ "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "pattern": "^(unbekannt|(mehr als|etwa) [0-9]+)$" }] })
        }
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Date => json!({ "type": "string", "pattern": "^[0-9]{4}(-(Q[1-4]|[0-9]{2}(-[0-9]{2})?))?$" }),
        Kind::Code(catalogue) => codes(schema.catalogue(catalogue)),
        Kind::Codes(catalogue) => json!({ "type": "array", "items": codes(schema.catalogue(catalogue)) }),
        Kind::Refs(_) | Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Table(inner) => record(schema, inner),
        Kind::List(inner) => json!({ "type": "array", "items": record(schema, inner) }),
    }
}

fn codes(catalogue: &Catalogue) -> Value {
    let allowed: Vec<&str> = catalogue.allowed().map(|code| code.id.as_str()).collect();
    json!({ "type": "string", "enum": allowed })
}
