//! The schema that editors use, held against the projects that are here: where a check finds nothing wrong with the shape, an
//! editor underlines nothing, and where one does, so does the other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::path::Path;

use lotse::printer::json_schema;
use lotse::standard::Standard;
use serde_json::{Value, json};

/// As much of JSON Schema as the tool writes; anything else stops the test, so that nothing goes unchecked.
fn errors(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let holds = |part: &Value| {
        let mut inner = Vec::new();
        errors(part, value, at, &mut inner);
        inner.is_empty()
    };
    let number = |word: &Value| (value.as_f64(), word.as_f64().unwrap());
    for (word, says) in schema.as_object().unwrap() {
        let fits = match word.as_str() {
            "$schema" | "title" | "description" | "then" => true,
            "type" => match says.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_i64(),
                "number" => value.is_number(),
                other => panic!("{other}"),
            },
            "enum" => says.as_array().unwrap().contains(value),
            "pattern" => value.as_str().is_none_or(|text| regex::Regex::new(says.as_str().unwrap()).unwrap().is_match(text)),
            "maxLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 <= says.as_u64().unwrap()),
            "minimum" => number(says).0.is_none_or(|is| is >= number(says).1),
            "maximum" => number(says).0.is_none_or(|is| is <= number(says).1),
            "anyOf" => says.as_array().unwrap().iter().any(holds),
            "required" => {
                value.as_object().is_none_or(|map| says.as_array().unwrap().iter().all(|name| map.contains_key(name.as_str().unwrap())))
            }
            "additionalProperties" => value.as_object().is_none_or(|map| map.keys().all(|name| schema["properties"].get(name).is_some())),
            "properties" => {
                for (name, inner) in says.as_object().unwrap() {
                    value.get(name).into_iter().for_each(|each| errors(inner, each, &format!("{at}/{name}"), found));
                }
                true
            }
            "items" => {
                value.as_array().into_iter().flatten().for_each(|each| errors(says, each, at, found));
                true
            }
            "if" => {
                if holds(says) {
                    errors(&schema["then"], value, at, found);
                }
                true
            }
            other => panic!("the checker of this test does not know `{other}`"),
        };
        if !fits {
            found.push(format!("{at}: {word}"));
        }
    }
}

fn plain(value: &toml::Value) -> Value {
    match value {
        toml::Value::Datetime(day) => json!(day.to_string()),
        toml::Value::Array(items) => items.iter().map(plain).collect(),
        toml::Value::Table(table) => table.iter().map(|(name, inner)| (name.clone(), plain(inner))).collect(),
        toml::Value::String(text) => json!(text),
        toml::Value::Integer(number) => json!(number),
        toml::Value::Float(number) => json!(number),
        toml::Value::Boolean(flag) => json!(flag),
    }
}

fn of_file(schema: &Value, path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let value: toml::Value = toml::from_str(&text).unwrap();
    let mut found = Vec::new();
    errors(schema, &plain(&value), "", &mut found);
    found
}

/// Made wrong on purpose: a file with one mistake of each kind, and the invented form that nobody filled in.
fn is_wrong_on_purpose(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_str().unwrap();
    name == "muster-fehler.toml" || name == "kaputt.toml" || name.starts_with("beispiel-0039")
}

#[test]
fn own_data_has_no_mistakes_for_editors() {
    for profile in ["pm-st", "gdst"] {
        let schema: Value = serde_json::from_str(&json_schema(&Standard::embedded(profile).unwrap())).unwrap();
        let mut seen = 0;
        for folder in ["data/gdst", "data/beispiel", "tests/projekte"] {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|ending| ending == "toml") && !is_wrong_on_purpose(&path) {
                    let found = of_file(&schema, &path);
                    assert!(found.is_empty(), "{profile}, {}: {found:?}", path.display());
                    seen += 1;
                }
            }
        }
        assert!(seen > 45, "{seen}");
        assert!(of_file(&schema, Path::new("tests/projekte/muster-fehler.toml")).len() > 4);
    }
}

#[test]
fn what_is_assessed_must_be_complete_and_what_was_published_need_not() {
    let schema: Value = serde_json::from_str(&json_schema(&Standard::embedded("gdst").unwrap())).unwrap();
    let found = |kind: &str| {
        let mut found = Vec::new();
        let project = json!({ "id": "probe", "titel": "Probe", "datenart": kind, "kontakte": [{ "id": "eins" }] });
        errors(&schema, &project, "", &mut found);
        found
    };
    assert_eq!(found("gemeldet"), ["/kontakte: required"]);
    assert_eq!(found("oeffentliche_quellen"), Vec::<String>::new());
    for (name, wrong) in [("beginn", json!("2026-13")), ("beginn", json!("31.10.2026")), ("titel", json!(5)), ("gibt_es_nicht", json!(1))] {
        let mut project = json!({ "id": "probe", "titel": "Probe", "datenart": "gemeldet" });
        project[name] = wrong;
        let mut found = Vec::new();
        errors(&schema, &project, "", &mut found);
        assert_eq!(found.len(), 1, "{name}: {found:?}");
    }
}
