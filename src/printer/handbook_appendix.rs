//! The back of the handbook: figures, which source stands behind which rules, and which passage of which text is
//! answered by what.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::source::Source;
use crate::standard::{Answered, Complaint, Coverage, Passage, Standard, read};

/// What the handbook says about a figure; how it is computed stays in its file.
#[derive(Deserialize, Serialize)]
pub struct Figure {
    pub id: String,
    #[serde(rename(deserialize = "titel"))]
    pub title: String,
    #[serde(rename(deserialize = "gruppe"))]
    pub group: String,
    #[serde(rename(deserialize = "einheit"))]
    pub unit: String,
    #[serde(rename(deserialize = "bedeutung"))]
    pub meaning: String,
}

/// # Errors
/// A figure lacks what the handbook needs.
pub fn figures(standard: &Standard) -> Result<Vec<Figure>, Complaint> {
    let sources = standard.layers.iter().flat_map(|layer| layer.files.below("kennzahlen/"));
    let mut found = sources.map(|(_, source): (&str, &Source)| read(source)).collect::<Result<Vec<Figure>, _>>()?;
    found.sort_by(|left, right| left.id.cmp(&right.id));
    Ok(found)
}

/// Each source with the rules that rest on it, by name. A rule that names several stands behind each.
pub fn sources(standard: &Standard) -> Vec<(&str, Vec<&str>)> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in &standard.rules {
        for name in rule.source_name.split(';').map(str::trim).filter(|name| !name.is_empty()) {
            found.entry(name).or_default().push(&rule.id);
        }
    }
    found.into_iter().collect()
}

#[derive(Serialize)]
pub struct Text<'a> {
    title: &'a str,
    source: &'a str,
    address: Option<&'a str>,
    meaning: &'a str,
    /// "18 von 20 Stellen abgedeckt, 1 teilweise, 1 offen"
    sentence: String,
    passages: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    title: &'a str,
    rules: Vec<&'a str>,
    figures: Vec<&'a str>,
    others: Vec<String>,
    answered: &'static str,
    open: &'a str,
}

pub fn coverage<'a>(standard: &'a Standard, texts: &'a [Coverage]) -> Vec<Text<'a>> {
    let text = |text: &'a Coverage| Text {
        title: &text.title,
        source: &text.source,
        address: text.address.as_deref(),
        meaning: &text.meaning,
        sentence: sentence(&text.passages),
        passages: text.passages.iter().map(|passage| row(standard, passage)).collect(),
    };
    texts.iter().map(text).collect()
}

fn sentence(passages: &[Passage]) -> String {
    let count = |answered: Answered| passages.iter().filter(|passage| passage.answered() == answered).count();
    let of = passages.len();
    format!(
        "{} von {of} Stellen abgedeckt, {} teilweise, {} offen.",
        count(Answered::Wholly),
        count(Answered::Partly),
        count(Answered::NotYet)
    )
}

fn row<'a>(standard: &'a Standard, passage: &'a Passage) -> Row<'a> {
    let names = |list: &'a [Spanned<String>]| list.iter().map(|name| name.get_ref().as_str()).collect();
    let title = |path: &str| {
        let record = standard.schema.find_record(path).map(|id| standard.schema.record(id).title.as_str());
        let field = || standard.schema.find_field(path).map(|(id, slot)| standard.schema.record(id).field(slot).title.as_str());
        record.or_else(field).unwrap_or_default().to_owned()
    };
    let sections = passage.sections.iter().map(|path| section(standard, path.get_ref()));
    let fields = passage.fields.iter().map(|path| format!("Angabe „{}“", title(path.get_ref())));
    Row {
        title: &passage.title,
        rules: names(&passage.rules),
        figures: names(&passage.figures),
        others: sections.chain(fields).collect(),
        answered: passage.answered().word(),
        open: passage.open.as_deref().unwrap_or_default(),
    }
}

#[derive(Deserialize)]
struct Section {
    kicker: String,
}

/// A section by the name readers know, any other file by its path.
fn section(standard: &Standard, path: &str) -> String {
    let source = standard.layers.iter().rev().find_map(|layer| layer.files.get(path));
    match source.and_then(|source| read::<Section>(source).ok()) {
        Some(section) => format!("Berichtsabschnitt „{}“", section.kicker),
        None => format!("Datei {path}"),
    }
}
