//! What the screen folds away stands at the end of the paper: tables behind charts, long tables, and how figures are counted.

use serde_json::{Value, json};

/// Blocks up to so many letters are kept on one page, tables up to so many rows.
const SHORT: usize = 2000;
const FEW_ROWS: usize = 12;

/// Nobody turns hundreds of pages: longer tables end here and say where the rest is.
const ROWS: usize = 150;
const ROWS_BEHIND: usize = 50;

#[derive(Default)]
pub struct Appendix {
    /// `{nummer, ort, titel, tabelle}`
    pub tables: Vec<Value>,
    /// `{label, text}`
    pub definitions: Vec<Value>,
}

impl Appendix {
    /// Moves what is folded out of the report; a reference stays behind.
    pub fn of(report: &mut Value) -> Self {
        let mut appendix = Self::default();
        appendix.define(report.get("vertrauen"));
        for section in list(report, "abschnitte") {
            if let Some(beside) = section.get_mut("neben").filter(|beside| beside.is_object()) {
                appendix.data(beside);
            }
            for column in list(section, "felder") {
                list(column, "bloecke").for_each(|block| appendix.block(block));
            }
        }
        appendix
    }

    fn block(&mut self, block: &mut Value) {
        match block.get("art").and_then(Value::as_str).unwrap_or_default() {
            "tabelle" if block.get("zugeklappt") == Some(&Value::Bool(true)) => self.whole(block),
            "tabelle" => cut(block, ROWS),
            "kennzahlen" => self.define(block.get("werte")),
            "matrix" => self.groups(block),
            "balken" | "diagramm" | "kette" | "vielfache" => self.data(block),
            _ => {}
        }
        keep(block);
    }

    /// The table behind a chart.
    fn data(&mut self, block: &mut Value) {
        let Some(table) = block.get_mut("tabelle") else { return };
        let table = table.take();
        let reference = if has_rows(&table) { self.push(caption(&table), table) } else { Value::Null };
        block["tabelle"] = reference;
    }

    /// A folded table is moved whole; its heading stays, with where to find it.
    fn whole(&mut self, block: &mut Value) {
        if !has_rows(block) {
            return;
        }
        let title = block.get("titel").filter(|title| title.as_array().is_some_and(|title| !title.is_empty()));
        let title = title.cloned().unwrap_or_else(|| caption(block));
        let table = block.take();
        *block = json!({ "art": "ausgelagert", "titel": title.clone(), "tabelle": self.push(title, table) });
    }

    /// The groups of a matrix, one table each.
    fn groups(&mut self, block: &mut Value) {
        let mut references = Vec::new();
        for group in list(block, "gruppen") {
            let title = words(group.get("titel").and_then(Value::as_str).unwrap_or_default());
            let table = group.get_mut("tabelle").map(Value::take).unwrap_or_default();
            if has_rows(&table) {
                references.push(self.push(title, table));
            }
        }
        block["gruppen"] = Value::from(references);
    }

    fn push(&mut self, title: Value, mut table: Value) -> Value {
        cut(&mut table, ROWS_BEHIND);
        // Row heads are quieter behind the report than in it.
        table["zugeklappt"] = Value::Bool(true);
        keep(&mut table);
        let number = self.tables.len() + 1;
        let reference = json!({ "nummer": format!("A\u{a0}{number}"), "ort": format!("a{number}") });
        let mut entry = reference.clone();
        (entry["titel"], entry["tabelle"]) = (title, table);
        self.tables.push(entry);
        reference
    }

    fn define(&mut self, figures: Option<&Value>) {
        for figure in figures.and_then(Value::as_array).into_iter().flatten() {
            let text = figure.get("definition").and_then(Value::as_str).unwrap_or_default();
            if !text.is_empty() {
                self.definitions.push(json!({ "label": figure.get("label"), "text": text }));
            }
        }
    }
}

fn cut(table: &mut Value, most: usize) {
    let Some(rows) = table.get_mut("zeilen").and_then(Value::as_array_mut) else { return };
    let all = rows.len();
    if all <= most {
        return;
    }
    rows.truncate(most);
    let said = format!(
        "Auf Papier stehen die ersten {most} von {all} Zeilen; alle stehen in der Bildschirmfassung (HTML) und in der Arbeitsmappe. "
    );
    if let Some(rest) = table.get_mut("rest").and_then(Value::as_array_mut) {
        rest.insert(0, json!({ "art": "wort", "text": said }));
    }
}

/// Whether it is to stay on one page (`knapp`).
fn keep(block: &mut Value) {
    let rows = block.get("zeilen").and_then(Value::as_array).filter(|_| block.get("zeilenkopf").is_some());
    let short = letters(block) < SHORT && rows.is_none_or(|rows| rows.len() <= FEW_ROWS);
    if let Some(block) = block.as_object_mut() {
        block.insert("knapp".to_owned(), Value::Bool(short));
    }
}

fn list<'a>(value: &'a mut Value, key: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten()
}

fn has_rows(table: &Value) -> bool {
    table.get("zeilen").and_then(Value::as_array).is_some_and(|rows| !rows.is_empty())
}

fn caption(table: &Value) -> Value {
    words(table.get("beschriftung").and_then(Value::as_str).unwrap_or_default())
}

/// A sentence of the view model.
fn words(text: &str) -> Value {
    json!([{ "art": "wort", "text": text }])
}

/// How much there is to read, drawings aside.
pub fn letters(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(letters).sum(),
        Value::Object(map) => map.iter().filter(|(key, _)| *key != "markup").map(|(_, value)| letters(value)).sum(),
        _ => 0,
    }
}
