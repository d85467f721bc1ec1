//! `bericht/<familie>/*.toml`: the head of a page and its sections. What stands in them is German and belongs to the
//! standard; here it is only read and checked. Texts are templates over the answers to the section's own queries.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::audience::Audiences;
use crate::portfolio::block::Content;
use crate::portfolio::figure::Figure;
use crate::portfolio::request::Parameter;
use crate::portfolio::sql;
use crate::source::{Source, Span};
use crate::standard::{Complaint, read, suggestion};

/// A template; absent is empty.
pub type Text = Option<Spanned<String>>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// One page for each row: columns `seite` and `titel`, and whatever the templates use besides.
    #[serde(rename = "je")]
    pub per: Option<Spanned<String>>,
    /// Where the page is written; `{seite}` stands for its id. Without it, after the folder.
    #[serde(rename = "datei")]
    pub path: Option<Spanned<String>>,
    /// The page's name in the menu of every page, and its place in it.
    #[serde(rename = "menue")]
    pub menu: Option<Menu>,
    /// The family one level up: the way back.
    #[serde(rename = "oberhalb")]
    pub parent: Option<Spanned<String>>,
    /// Each page stands for a project: wherever one is named, its name leads here.
    #[serde(rename = "je_projekt", default)]
    pub of_projects: bool,
    /// Each page is for one reader, named when the report is asked for.
    #[serde(rename = "je_empfaenger", default)]
    pub of_readers: bool,
    /// In which editions the page appears; without it, in those for the house.
    #[serde(rename = "ausgaben")]
    pub audiences: Audiences,
    #[serde(rename = "ober")]
    pub above: Spanned<String>,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    pub lead: Spanned<String>,
    #[serde(rename = "wert", default)]
    pub values: Vec<Value>,
    /// The strip of figures under the head: can this picture be relied on?
    #[serde(rename = "vertrauen", default)]
    pub trust: Vec<crate::portfolio::block::Figures>,
    #[serde(rename = "fuss", default)]
    pub foot: Vec<Spanned<String>>,
    /// Columns `projekt` and `titel`: how each project is called in tables; said by the first page for all.
    #[serde(rename = "bezeichnungen")]
    pub names: Option<Spanned<String>>,
    /// Of a paper: what the command line may or must say.
    #[serde(rename = "angabe", default)]
    pub parameters: Vec<Parameter>,
    /// Of a paper: its queries may ask internal fields, never names of persons.
    #[serde(rename = "interne_angaben", default)]
    pub with_internal: bool,
    /// Of a paper: it is made together with the report, beside its pages.
    #[serde(rename = "beilage")]
    pub accompanies: Option<Spanned<Occasion>>,
    /// Of a paper: what is asked back. Columns `projekt`, `eintrag` (path of a row), `feld`, `anliegen`.
    #[serde(rename = "rueckfragen")]
    pub asks_back: Option<Spanned<String>>,
    /// Of a paper that asks back: the threshold that says how many Arbeitstage there are for an answer.
    #[serde(rename = "frist_schwelle")]
    pub workdays: Option<Spanned<String>>,
    #[serde(skip)]
    pub file: Source,
}

/// What a paper is made together with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// A draft that is to be discussed before its release.
    Entwurf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    pub text: String,
    #[serde(rename = "rang")]
    pub rank: u32,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    #[serde(rename = "nummer")]
    pub number: u32,
    #[serde(rename = "kennung")]
    pub id: String,
    pub kicker: Spanned<String>,
    /// As of the page.
    #[serde(rename = "ausgaben")]
    pub audiences: Audiences,
    #[serde(rename = "befund")]
    pub finding: Spanned<String>,
    /// The section is there only when this template expression is true.
    #[serde(rename = "wenn")]
    pub when: Text,
    #[serde(rename = "satz")]
    pub sentence: Text,
    #[serde(rename = "breite", default)]
    pub width: Width,
    #[serde(rename = "neue_seite", default)]
    pub new_page: bool,
    #[serde(rename = "wert", default)]
    pub values: Vec<Value>,
    #[serde(rename = "block", default)]
    pub blocks: Vec<Block>,
    #[serde(skip)]
    pub file: Source,
}

/// A query whose answer the templates may use: its first row under its name, all rows under NAME_zeilen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    pub name: String,
    pub sql: Spanned<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Width {
    #[default]
    Voll,
    Acht,
    Sieben,
    Sechs,
    Fuenf,
    Vier,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// In which editions alone it appears; without it, wherever the section does.
    #[serde(rename = "ausgaben")]
    pub audiences: Audiences,
    #[serde(rename = "breite", default)]
    pub width: Width,
    /// Shown only when this template expression is true.
    #[serde(rename = "wenn")]
    pub when: Text,
    /// Below the block before it, in the same column.
    #[serde(rename = "darunter", default)]
    pub below: bool,
    #[serde(rename = "inhalt")]
    pub content: Content,
}

/// # Errors
/// Everything that is wrong with the file.
pub fn head(source: &Source, tables: &[String], figures: &[Figure]) -> Result<Head, Vec<Complaint>> {
    let mut head: Head = read(source).map_err(|complaint| vec![complaint])?;
    head.file = source.clone();
    let mut complaints: Vec<Complaint> = head.queries().into_iter().flat_map(|query| sql::check(source, query, tables)).collect();
    let named: Vec<&Spanned<String>> = head.trust.iter().filter_map(|figure| figure.figure.as_ref()).collect();
    complaints.extend(named.iter().filter_map(|name| unknown_figure(source, name, figures)));
    if complaints.is_empty() { Ok(head) } else { Err(complaints) }
}

/// # Errors
/// Everything that is wrong with the file.
pub fn section(source: &Source, tables: &[String], figures: &[Figure]) -> Result<Section, Vec<Complaint>> {
    let mut section: Section = read(source).map_err(|complaint| vec![complaint])?;
    section.file = source.clone();
    let mut complaints: Vec<Complaint> = section.queries().into_iter().flat_map(|query| sql::check(source, query, tables)).collect();
    let named = section.blocks.iter().flat_map(|block| block.content.figures());
    complaints.extend(named.filter_map(|name| unknown_figure(source, name, figures)));
    if complaints.is_empty() { Ok(section) } else { Err(complaints) }
}

impl Head {
    pub fn queries(&self) -> Vec<&Spanned<String>> {
        let values = self.values.iter().map(|value| &value.sql);
        let trust = self.trust.iter().filter_map(|figure| figure.sql.as_ref());
        values.chain(&self.names).chain(&self.per).chain(&self.asks_back).chain(trust).collect()
    }
}

impl Section {
    pub fn queries(&self) -> Vec<&Spanned<String>> {
        let values = self.values.iter().map(|value| &value.sql);
        values.chain(self.blocks.iter().flat_map(|block| block.content.queries())).collect()
    }
}

fn unknown_figure(source: &Source, name: &Spanned<String>, figures: &[Figure]) -> Option<Complaint> {
    if figures.iter().any(|figure| figure.id == *name.get_ref()) {
        return None;
    }
    let near = suggestion(name.get_ref(), figures.iter().map(|figure| figure.id.as_str()));
    let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
    Some(Complaint::new(source, Span::new(name.span()), format!("die Kennzahl „{}“ gibt es nicht{hint}", name.get_ref())))
}

/// A mark with its word, by the code it stands for.
pub type Marks = BTreeMap<String, Mark>;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    pub form: Spanned<String>,
    #[serde(rename = "wort")]
    pub word: String,
}
