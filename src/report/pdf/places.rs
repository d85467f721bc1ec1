//! Links on paper: a place in the same document, an address outside, or words alone. Only places that are linked to keep a
//! name, a short one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// Longer addresses stay words; readers of PDF give up on them.
const LONGEST: usize = 2000;

/// `kennung` becomes a short name or "", `ziel` becomes `{ort}`, `{netz}` or null.
pub fn settle(report: &mut Value) {
    let mut places = Places::default();
    places.find(report);
    let found = std::mem::take(&mut places.found);
    places.found = found.into_iter().filter(|(id, _)| places.wanted.contains(id)).collect();
    for (number, name) in (1..).zip(places.found.values_mut()) {
        *name = format!("o{number}");
    }
    places.write(report);
}

#[derive(Default)]
struct Places {
    /// Every id of the report with its short name.
    found: BTreeMap<String, String>,
    wanted: BTreeSet<String>,
    /// Ids that have been given to a place; a second place of the same id has none.
    given: BTreeSet<String>,
}

impl Places {
    fn find(&mut self, value: &Value) {
        match value {
            Value::Array(values) => values.iter().for_each(|value| self.find(value)),
            Value::Object(map) => {
                if let Some(id) = map.get("kennung").and_then(Value::as_str).filter(|id| !id.is_empty()) {
                    self.found.insert(id.to_owned(), String::new());
                }
                if let Some(id) = map.get("href").and_then(Value::as_str).and_then(|href| href.strip_prefix('#')) {
                    self.wanted.insert(id.to_owned());
                }
                map.values().for_each(|value| self.find(value));
            }
            _ => {}
        }
    }

    fn write(&mut self, value: &mut Value) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|value| self.write(value)),
            Value::Object(map) if map.contains_key("href") => *value = self.target(map),
            Value::Object(map) => {
                if let Some(id) = map.get_mut("kennung") {
                    *id = Value::from(self.give(id.as_str().unwrap_or_default()));
                }
                map.values_mut().for_each(|value| self.write(value));
            }
            _ => {}
        }
    }

    fn give(&mut self, id: &str) -> String {
        let first = self.given.insert(id.to_owned());
        self.found.get(id).filter(|_| first).cloned().unwrap_or_default()
    }

    fn target(&self, link: &Map<String, Value>) -> Value {
        let href = link.get("href").and_then(Value::as_str).unwrap_or_default();
        if link.get("netz") == Some(&Value::Bool(true)) {
            return if href.len() <= LONGEST { json!({ "netz": ascii(href) }) } else { Value::Null };
        }
        let place = href.strip_prefix('#').and_then(|id| self.found.get(id));
        place.map_or(Value::Null, |place| json!({ "ort": place }))
    }
}

/// Addresses in a PDF have seven bits.
fn ascii(address: &str) -> String {
    let byte = |byte: u8| if byte.is_ascii() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    address.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_only_where_the_paper_goes() {
        let link = |href: &str, netz: bool| json!({ "ziel": { "href": href, "netz": netz } });
        let mut report = json!([
            { "kennung": "a" }, { "kennung": "b" }, { "kennung": "a" }, { "kennung": null },
            link("#a", false), link("#fort", false), link("index.html#b", false), link("https://ü.de", true),
        ]);
        settle(&mut report);
        let ziel = |ziel: Value| json!({ "ziel": ziel });
        let expected = json!([
            { "kennung": "o1" }, { "kennung": "" }, { "kennung": "" }, { "kennung": "" },
            ziel(json!({ "ort": "o1" })), ziel(Value::Null), ziel(Value::Null), ziel(json!({ "netz": "https://%C3%BC.de" })),
        ]);
        assert_eq!(report, expected);
    }
}
