//! What the standard says in its own files: code lists, thresholds, phases, the words of the figures, and which dates are
//! events. The queries of the figures are never read.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use toml::Table;

use crate::row::{Row, Span};

pub struct Book {
    pub catalogues: BTreeMap<String, Vec<Table>>,
    pub thresholds: BTreeMap<String, i64>,
    pub phases: Vec<String>,
    /// Gate and the phase it closes, in their order.
    pub gates: Vec<(String, String)>,
    /// Results with the gate they are due at and the level per size class.
    pub due: Vec<Table>,
    pub figures: BTreeMap<String, Words>,
    fields: Fields,
}

/// What a figure says about itself.
pub struct Words {
    pub id: String,
    pub form: String,
    pub unit: String,
    pub places: u32,
    pub percent_from: i64,
    /// The definition, in German, with single spaces.
    pub meaning: String,
}

/// A record of the dictionary, as far as a day can cut it.
#[derive(Default)]
struct Fields {
    /// The day from which the row exists.
    valid_from: Option<String>,
    events: Vec<String>,
    /// Field, and the day from which it is known.
    known_from: Vec<(String, String)>,
    inner: BTreeMap<String, Fields>,
}

fn table(path: &Path) -> Table {
    fs::read_to_string(path).unwrap().parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files of a folder by name.
fn tables(folder: &Path) -> BTreeMap<String, Table> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), table(&path)))
        .collect()
}

fn name(row: &Table, key: &str) -> String {
    row.text(key).unwrap_or_else(|| panic!("no {key} in {row}")).to_owned()
}

impl Book {
    /// `heir` may change rules, never what is counted here.
    pub fn read(folder: &Path, heir: &Path) -> Self {
        let changes = table(&heir.join("anpassungen.toml"));
        assert!(changes.keys().all(|key| key == "regel"), "the heir changes more than rules: {:?}", changes.keys().collect::<Vec<_>>());
        let catalogues = tables(&folder.join("kataloge"));
        let thresholds: BTreeMap<String, i64> = table(&folder.join("schwellen.toml"))
            .rows("schwelle")
            .iter()
            .map(|row| (name(row, "name"), row.number("wert").unwrap()))
            .collect();
        let order = table(&folder.join("phasen.toml"));
        let mut fields = Fields::default();
        for part in tables(&folder.join("felder")).values() {
            fields.take(part);
        }
        let percent_from = thresholds["prozent_ab_anzahl"];
        Self {
            catalogues: catalogues.iter().map(|(id, list)| (id.clone(), list.rows("code").into_iter().cloned().collect())).collect(),
            thresholds,
            phases: order.rows("phase").iter().map(|row| name(row, "id")).collect(),
            gates: order.rows("freigabe").iter().map(|row| (name(row, "id"), name(row, "schliesst"))).collect(),
            due: order.rows("ergebnis").into_iter().cloned().collect(),
            figures: tables(&folder.join("kennzahlen")).iter().map(|(id, row)| (id.clone(), Words::read(row, percent_from))).collect(),
            fields,
        }
    }

    pub fn figure(&self, id: &str) -> &Words {
        &self.figures[id]
    }

    pub fn threshold(&self, name: &str) -> i64 {
        *self.thresholds.get(name).unwrap_or_else(|| panic!("no threshold {name}"))
    }

    pub fn code(&self, catalogue: &str, id: &str) -> Option<&Table> {
        self.catalogues[catalogue].iter().find(|code| code.text("id") == Some(id))
    }

    /// Whether the code that stands in the row has the trait; without a code it has not.
    pub fn is(&self, catalogue: &str, id: Option<&str>, quality: &str) -> bool {
        id.and_then(|id| self.code(catalogue, id)).is_some_and(|code| code[quality].as_bool().unwrap())
    }

    /// The file as it was on the day: what happened later is not there yet.
    pub fn cut(&self, project: &Table, day: i64) -> Table {
        self.fields.cut(project, day)
    }
}

impl Words {
    fn read(figure: &Table, percent_from: i64) -> Self {
        Self {
            id: name(figure, "id"),
            form: name(figure, "art"),
            unit: name(figure, "einheit"),
            places: figure.number("nachkommastellen").unwrap_or(0) as u32,
            percent_from,
            meaning: name(figure, "bedeutung").split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

/// Empty texts and placeholders count as missing.
fn stands_for_nothing(text: &str) -> bool {
    ["", "todo", "wird ergänzt"].contains(&text.trim().to_lowercase().as_str())
}

impl Fields {
    fn take(&mut self, part: &Table) {
        for field in part.rows("feld") {
            if field.text("typ") == Some("datum") && field.text("datum") == Some("ereignis") {
                self.events.push(name(field, "name"));
            }
            if let Some(known) = field.text("bekannt_ab") {
                self.known_from.push((name(field, "name"), known.to_owned()));
            }
        }
        for inner in part.rows("tabelle").into_iter().chain(part.rows("liste")) {
            let mut fields = Self { valid_from: inner.text("gilt_ab").map(str::to_owned), ..Self::default() };
            fields.take(inner);
            self.inner.insert(name(inner, "name"), fields);
        }
    }

    fn cut(&self, row: &Table, day: i64) -> Table {
        let later = |key: &str| row.span(key).is_some_and(|span: Span| span.first > day);
        let hidden = |key: &str| {
            self.events.iter().any(|event| event == key && later(event))
                || self.known_from.iter().any(|(field, known)| field == key && later(known))
        };
        row.iter()
            .filter(|(key, value)| !hidden(key) && value.as_str().is_none_or(|text| !stands_for_nothing(text)))
            .filter_map(|(key, value)| {
                let left = self.inner.get(key).map_or_else(|| Some(value.clone()), |inner| inner.cut_value(value, day));
                Some((key.clone(), left?))
            })
            .collect()
    }

    /// A row in which nothing is written is none; a list of nothing but such rows is as good as not there.
    fn cut_value(&self, value: &toml::Value, day: i64) -> Option<toml::Value> {
        Some(match value {
            toml::Value::Table(row) => toml::Value::Table(self.cut(row, day)),
            toml::Value::Array(rows) => {
                let mut rows: Vec<toml::Value> = rows
                    .iter()
                    .filter_map(toml::Value::as_table)
                    .filter(|row| self.valid_from.as_ref().and_then(|key| row.span(key)).is_none_or(|span| span.first <= day))
                    .map(|row| toml::Value::Table(self.cut(row, day)))
                    .collect();
                let had_rows = !rows.is_empty();
                rows.retain(|row| !is_hollow(row));
                if had_rows && rows.is_empty() {
                    return None;
                }
                rows.into()
            }
            other => other.clone(),
        })
    }
}

fn is_hollow(value: &toml::Value) -> bool {
    match value {
        toml::Value::Table(row) => row.values().all(is_hollow),
        toml::Value::Array(rows) => rows.iter().all(is_hollow),
        _ => false,
    }
}
