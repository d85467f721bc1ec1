//! What `erklaere` shows: a heading and parts with sentences or rows, the same for people and for programs.

pub mod course;
pub mod dictionary;

use std::fmt::Write;

use serde_json::{Map, Value, json};

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// What sort of thing it is, in one German word.
    pub kind: &'static str,
    pub id: String,
    pub title: String,
    pub parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    pub title: String,
    pub body: Body,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    Text(String),
    Rows(Vec<Row>),
}

/// One line of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub meaning: String,
}

impl Row {
    pub fn new(id: impl Into<String>, title: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), meaning: meaning.into() }
    }
}

impl Page {
    pub fn new(kind: &'static str, id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { kind, id: id.into(), title: title.into(), parts: Vec::new() }
    }

    /// A part with sentences; none where there is nothing to say.
    pub fn text(&mut self, title: &str, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.parts.push(Part { title: title.to_owned(), body: Body::Text(text.trim().to_owned()) });
        }
    }

    /// A part with rows; none where there are none.
    pub fn rows(&mut self, title: impl Into<String>, rows: Vec<Row>) {
        if !rows.is_empty() {
            self.parts.push(Part { title: title.into(), body: Body::Rows(rows) });
        }
    }

    pub fn to_text(&self) -> String {
        let heading = if self.title.is_empty() { self.id.clone() } else { format!("{}  {}", self.id, self.title) };
        let mut out = format!("{heading}\n{}\n", "=".repeat(heading.chars().count()));
        for part in &self.parts {
            let _ = writeln!(out, "\n{}", part.title);
            match &part.body {
                Body::Text(text) => {
                    for line in text.lines() {
                        let _ = writeln!(out, "  {line}");
                    }
                }
                Body::Rows(rows) => lines(&mut out, rows),
            }
        }
        out
    }

    pub fn to_json(&self) -> String {
        let part = |part: &Part| match &part.body {
            Body::Text(text) => json!({ "titel": part.title, "text": text }),
            Body::Rows(rows) => json!({ "titel": part.title, "eintraege": rows.iter().map(row).collect::<Vec<_>>() }),
        };
        let page = json!({
            "schema": "lotse/erklaerung/1",
            "was": self.kind,
            "kennung": self.id,
            "titel": self.title,
            "abschnitte": self.parts.iter().map(part).collect::<Vec<_>>(),
        });
        let mut text = serde_json::to_string_pretty(&page).unwrap_or_default();
        text.push('\n');
        text
    }
}

fn row(row: &Row) -> Value {
    let named = [("kennung", &row.id), ("titel", &row.title), ("bedeutung", &row.meaning)];
    let said = named.into_iter().filter(|(_, text)| !text.is_empty());
    Value::Object(said.map(|(name, text)| (name.to_owned(), Value::from(text.as_str()))).collect::<Map<_, _>>())
}

/// Keys under each other, as far as they are short.
fn lines(out: &mut String, rows: &[Row]) {
    let width = rows.iter().map(|row| row.id.chars().count()).filter(|width| *width <= 30).max().unwrap_or(0);
    for row in rows {
        let told = [row.title.as_str(), row.meaning.as_str()].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" – ");
        let _ = writeln!(out, "  {}", format!("{:width$}  {told}", row.id).trim_end());
    }
}
