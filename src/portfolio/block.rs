//! What a section of the report can contain, one kind of content each, as its file describes it.

mod drawn;
mod moved;
mod told;

pub use moved::{Better, Class, Movement, Standing};
pub use told::{Catalogue, Decisions, Findings, Ladder, Note};

use serde::Deserialize;
use toml::Spanned;

pub use drawn::{Carpet, CarpetRow, Chain, Compared, DotWords, Dots, Dumbbell, Matrix, Multiples, Plate, Trend};

use crate::portfolio::audience::Audiences;
use crate::portfolio::section::{Marks, Text};

/// Exactly one of them; as a table key, because only so every value keeps its place in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Content {
    Kennzahlen {
        werte: Vec<Figures>,
    },
    Tabelle(Table),
    Balken(Bars),
    VonNach(Movement),
    Zeitstrahl(Timeline),
    Karte(Map),
    Lageteppich(Carpet),
    Hantel(Dumbbell),
    Meilensteintrend(Trend),
    Punkte(Dots),
    Vielfache(Multiples),
    Freigabekette(Chain),
    Matrix(Matrix),
    Hinweis(Note),
    Leiter(Ladder),
    Entscheidungen(Decisions),
    Angaben(Statements),
    /// Findings of the checks by project, as they are.
    Befunde(Findings),
    /// All figures with their definitions.
    Kennzahlenverzeichnis(Catalogue),
}

/// One large figure, or one per line of a figure that is broken down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    #[serde(rename = "kennzahl")]
    pub figure: Option<Spanned<String>>,
    /// Only this line of the figure.
    #[serde(rename = "merkmal")]
    pub key: Option<String>,
    /// Instead of a figure: columns zaehler, nenner, wert, genauigkeit.
    pub sql: Option<Spanned<String>>,
    pub label: Text,
    #[serde(rename = "einheit")]
    pub unit: Text,
    #[serde(rename = "notiz")]
    pub note: Text,
    pub definition: Text,
    /// The place on the page with the rows behind the figure.
    #[serde(rename = "ziel")]
    pub target: Option<String>,
    /// One mark per unit under the figure.
    #[serde(rename = "einzeln", default)]
    pub single: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Text,
    #[serde(rename = "satz")]
    pub sentence: Text,
    #[serde(rename = "beschriftung")]
    pub caption: Spanned<String>,
    pub sql: Spanned<String>,
    #[serde(rename = "spalten")]
    pub columns: Vec<Column>,
    #[serde(rename = "zeilenkopf", default)]
    pub row_head: usize,
    #[serde(rename = "dicht", default)]
    pub dense: bool,
    #[serde(rename = "leer")]
    pub empty: Text,
    #[serde(rename = "zugeklappt", default)]
    pub folded: bool,
    /// Folded away when it has more rows than this.
    #[serde(rename = "zugeklappt_ab")]
    pub folded_above: Option<usize>,
    /// No more rows than this are shown; `rest` says how many are left and where they stand.
    #[serde(rename = "hoechstens")]
    pub most: Option<usize>,
    /// Knows `gezeigt`, `uebrige` and `alle`.
    pub rest: Text,
    /// Readers may sort and filter it. Never a table of Kommunen: it would rank them.
    #[serde(rename = "sortierbar", default)]
    pub sortable: bool,
    #[serde(rename = "quelle")]
    pub source: Text,
    /// Column whose value, behind this prefix, is the place of the row: figures link to it.
    #[serde(rename = "zeilenkennung")]
    pub row_id: Option<RowId>,
    /// A darker rule where the value of this column changes.
    #[serde(rename = "absatz")]
    pub break_at: Option<String>,
    /// Name of the foot that counts.
    #[serde(rename = "fuss")]
    pub foot: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowId {
    #[serde(rename = "vorsatz")]
    pub prefix: String,
    #[serde(rename = "feld")]
    pub field: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// In which editions alone it appears.
    #[serde(rename = "ausgaben")]
    pub audiences: Audiences,
    #[serde(rename = "feld")]
    pub field: String,
    #[serde(rename = "titel")]
    pub title: String,
    #[serde(rename = "als", default)]
    pub shown: Shown,
    /// Shown only when this template expression is true.
    #[serde(rename = "wenn")]
    pub when: Text,
    /// Column with the place on the page that the value links to; a zero links nowhere.
    #[serde(rename = "ziel")]
    pub target: Option<String>,
    /// Column shown small below.
    #[serde(rename = "hinweis")]
    pub note: Option<String>,
    #[serde(rename = "zeichen", default)]
    pub marks: Marks,
    /// For `als = "seite"`: the family of pages it leads to.
    #[serde(rename = "familie")]
    pub family: Option<String>,
    /// Instead of "nicht dokumentiert" where the value is missing.
    #[serde(rename = "leer")]
    pub empty: Option<String>,
    /// The foot of the table counts how many rows have one of these values.
    #[serde(rename = "fuss", default)]
    pub counted: Vec<String>,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    #[default]
    Text,
    Zahl,
    /// A count with the precision in the column of the same name and `_art`.
    Anzahl,
    Geld,
    Datum,
    /// The id of a project, shown as its name and linked.
    Projekt,
    /// File and line of the row, from `datei` and `zeile`.
    Ort,
    /// The line alone, where the project stands beside it.
    Zeile,
    /// A mark with its word.
    Zeichen,
    /// A mark alone; its word is read out.
    NurZeichen,
    /// The name of a page, linked to the page of this `familie` with the id in the column of the same name and `_seite`.
    Seite,
    /// A text that links to the address in the column of the same name and `_adresse`.
    Verweis,
    /// An amount of Cent in the column of the same name and `_cent`, or where there is none the text.
    Angabe,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bars {
    #[serde(rename = "titel")]
    pub title: Text,
    #[serde(rename = "satz")]
    pub sentence: Text,
    /// Columns `label`, optionally `gruppe` and `rechts`, and one per segment.
    pub sql: Spanned<String>,
    #[serde(rename = "segmente")]
    pub segments: Vec<Segment>,
    #[serde(rename = "quelle")]
    pub source: Text,
    #[serde(rename = "beschriftung")]
    pub caption: Spanned<String>,
    #[serde(rename = "kennung")]
    pub id: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Segment {
    #[serde(rename = "feld")]
    pub field: String,
    #[serde(rename = "wort")]
    pub word: String,
    #[serde(rename = "farbe")]
    pub colour: Spanned<String>,
}

/// Columns `gruppe`, `zeile`, `von_tag`, `bis_tag`, `art`, `text`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "lesart")]
    pub reading: Text,
    pub name: Spanned<String>,
    pub sql: Spanned<String>,
    /// In the order of the legend.
    #[serde(rename = "arten")]
    pub kinds: Vec<State>,
    #[serde(rename = "quelle")]
    pub source: Text,
}

/// Columns `flaeche`, `name`, `stand`, `anzahl`: how many bodies of an area are in which state.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    #[serde(rename = "kennung")]
    pub id: String,
    /// Name of the outlines in `karte/`.
    #[serde(rename = "karte")]
    pub outlines: Spanned<String>,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "lesart")]
    pub reading: Text,
    pub name: Spanned<String>,
    pub sql: Spanned<String>,
    /// The family whose pages stand for the areas: their names in the table lead there.
    #[serde(rename = "familie")]
    pub family: Option<String>,
    /// In the order in which marks are placed.
    #[serde(rename = "staende")]
    pub states: Vec<State>,
    #[serde(rename = "quelle")]
    pub source: Text,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub code: String,
    #[serde(rename = "wort")]
    pub word: String,
    pub form: Spanned<String>,
    /// Lasts from a day to a day; otherwise a stretch means that the day is not known exactly.
    #[serde(rename = "zeitraum", default)]
    pub lasting: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statements {
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "angaben")]
    pub lines: Vec<Statement>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    pub name: String,
    #[serde(rename = "wert")]
    pub value: Spanned<String>,
}

impl Content {
    pub fn queries(&self) -> Vec<&Spanned<String>> {
        match self {
            Self::Kennzahlen { werte } => werte.iter().filter_map(|figure| figure.sql.as_ref()).collect(),
            Self::Tabelle(table) => vec![&table.sql],
            Self::Balken(bars) => vec![&bars.sql],
            Self::VonNach(movement) => vec![&movement.sql],
            Self::Zeitstrahl(timeline) => vec![&timeline.sql],
            Self::Karte(map) => vec![&map.sql],
            Self::Lageteppich(carpet) => vec![&carpet.sql],
            Self::Hantel(dumbbell) => std::iter::once(&dumbbell.sql).chain(&dumbbell.ticks).collect(),
            Self::Meilensteintrend(trend) => vec![&trend.sql],
            Self::Punkte(dots) => vec![&dots.sql],
            Self::Vielfache(multiples) => vec![&multiples.sql],
            Self::Freigabekette(chain) => vec![&chain.sql, &chain.units],
            Self::Matrix(matrix) => vec![&matrix.sql],
            Self::Leiter(ladder) => vec![&ladder.sql, &ladder.entries],
            Self::Entscheidungen(decisions) => vec![&decisions.sql],
            Self::Befunde(findings) => vec![&findings.sql],
            Self::Hinweis(_) | Self::Angaben(_) | Self::Kennzahlenverzeichnis(_) => Vec::new(),
        }
    }

    /// The place on the page that links may lead to.
    pub fn place(&self) -> Option<&str> {
        match self {
            Self::Tabelle(table) => Some(&table.id),
            Self::Balken(bars) => Some(&bars.id),
            Self::VonNach(movement) => Some(&movement.id),
            Self::Zeitstrahl(timeline) => Some(&timeline.id),
            Self::Karte(map) => Some(&map.id),
            Self::Lageteppich(carpet) => Some(&carpet.id),
            Self::Hantel(dumbbell) => Some(&dumbbell.id),
            Self::Meilensteintrend(trend) => Some(&trend.id),
            Self::Punkte(dots) => Some(&dots.id),
            Self::Vielfache(multiples) => Some(&multiples.id),
            Self::Freigabekette(chain) => Some(&chain.id),
            Self::Matrix(matrix) => Some(&matrix.id),
            _ => None,
        }
    }

    pub fn figures(&self) -> Vec<&Spanned<String>> {
        match self {
            Self::Kennzahlen { werte } => werte.iter().filter_map(|figure| figure.figure.as_ref()).collect(),
            _ => Vec::new(),
        }
    }
}

impl Timeline {
    pub fn kind(&self, code: &str) -> Option<&State> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
}
