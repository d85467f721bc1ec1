//! The charts a section can contain, as its file describes them. What they share is a [`Plate`].

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::block::{Segment, State};
use crate::portfolio::section::Text;

/// What every chart says about itself.
#[derive(Clone, Copy)]
pub struct Plate<'a> {
    pub id: &'a str,
    pub title: &'a Spanned<String>,
    pub reading: &'a Text,
    pub name: &'a Spanned<String>,
    pub source: &'a Text,
    /// Where a chart that cannot be drawn has its data from.
    pub sql: &'a Spanned<String>,
}

/// One column per item, one line per dimension. Columns `projekt` or `titel`, `zeile`, `stand`, optionally `kurz`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carpet {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "lesart")]
    pub reading: Text,
    pub name: Spanned<String>,
    pub sql: Spanned<String>,
    #[serde(rename = "zeilen")]
    pub rows: Vec<CarpetRow>,
    /// In the order of the legend and of the groups.
    #[serde(rename = "staende")]
    pub states: Vec<State>,
    /// The line whose state puts a column into its group.
    #[serde(rename = "gruppiert_nach")]
    pub grouped_by: Spanned<String>,
    /// States that decide about the group whatever else is known, where a line of the head has one of them.
    #[serde(rename = "vorrang", default)]
    pub first: Vec<String>,
    /// An item in this state has one hatched column instead of marks.
    #[serde(rename = "saeule")]
    pub pillar: Option<String>,
    /// Two lines that are framed where their states differ.
    #[serde(rename = "rahmen")]
    pub frame: Option<Compared>,
    /// With more items than this only so many, in the states of `auffaellig`, have a column; the others are counted.
    #[serde(rename = "hoechstens", default = "most_columns")]
    pub most: usize,
    /// How many have none, and where they stand.
    #[serde(default)]
    pub rest: Text,
    #[serde(rename = "auffaellig", default)]
    pub notable: Vec<String>,
    #[serde(rename = "quelle")]
    pub source: Text,
}

fn most_columns() -> usize {
    60
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarpetRow {
    pub code: String,
    #[serde(rename = "titel")]
    pub title: String,
    /// On top, in bold and set off from the others.
    #[serde(rename = "kopf", default)]
    pub head: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    #[serde(rename = "zeilen")]
    pub rows: (Spanned<String>, Spanned<String>),
    /// Only these say something that can differ; without any all do but the one of the pillar.
    #[serde(rename = "staende", default)]
    pub states: Vec<String>,
    #[serde(rename = "wort")]
    pub word: String,
}

/// Plans against what is now expected. Columns `label`, `gruppe`, `erster_tag`, `letzter_tag`, `prognose_tag`,
/// `erreicht_tag`, optionally `schluessel`; the re-plans have `schluessel` and `tag`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dumbbell {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "lesart")]
    pub reading: Text,
    pub name: Spanned<String>,
    pub sql: Spanned<String>,
    #[serde(rename = "umplanungen")]
    pub ticks: Option<Spanned<String>>,
    /// From so many days on a deviation is bold.
    #[serde(rename = "fett_ab", default = "long")]
    pub bold_from: i64,
    #[serde(rename = "leer")]
    pub empty: Text,
    #[serde(rename = "quelle")]
    pub source: Text,
}

fn long() -> i64 {
    90
}

/// When was what planned. Columns `reihe`, `bericht_tag`, `termin_tag`, and `erreicht`, true from the report on in
/// which it was reached.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trend {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "lesart")]
    pub reading: Text,
    pub name: Spanned<String>,
    pub sql: Spanned<String>,
    #[serde(rename = "leer")]
    pub empty: Text,
    #[serde(rename = "quelle")]
    pub source: Text,
}

/// Distances to an event. Columns `tage` (positive before it, nought and less is not before, empty where unknown) and `gruppe`, what each mark is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dots {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "lesart")]
    pub reading: Text,
    pub name: Spanned<String>,
    pub sql: Spanned<String>,
    /// Days that share a column of marks, at least.
    #[serde(rename = "schritt", default = "ten")]
    pub step: i32,
    #[serde(rename = "worte")]
    pub words: DotWords,
    /// No more rows than this has the table; `rest` says how many are left and where they stand.
    #[serde(rename = "hoechstens")]
    pub most: Option<usize>,
    #[serde(default)]
    pub rest: Text,
    #[serde(rename = "quelle")]
    pub source: Text,
}

fn ten() -> i32 {
    10
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DotWords {
    /// One of what is counted, and many: "eine Entscheidung", "Entscheidungen".
    #[serde(rename = "eines")]
    pub one: String,
    #[serde(rename = "viele")]
    pub many: String,
    /// The event itself, at the bold line.
    #[serde(rename = "null")]
    pub zero: String,
    #[serde(rename = "vorher")]
    pub before: String,
    #[serde(rename = "nachher")]
    pub after: String,
    /// What lies on the wrong side.
    #[serde(rename = "danach")]
    pub late: String,
    #[serde(rename = "unbekannt")]
    pub unknown: String,
}

/// Small charts in a row, all from nought to the whole. Columns `reihe`, `titel`, `tag`, `wert` (empty where nothing
/// is known), `art`, `hoechstens`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Multiples {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "lesart")]
    pub reading: Text,
    pub name: Spanned<String>,
    pub sql: Spanned<String>,
    /// A value holds until the next one, up to the Stichtag, instead of being joined to it by a slope.
    #[serde(rename = "treppe", default)]
    pub stairs: bool,
    #[serde(rename = "leer")]
    pub empty: Text,
    #[serde(rename = "quelle")]
    pub source: Text,
}

/// Stations and gates in a row. Columns of the links `glied` ("station" or "tor"), `code`, `titel`, `zaehler`,
/// `nenner` and one per segment; of the units `station` (a code) and `stand`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "satz")]
    pub sentence: Text,
    #[serde(rename = "beschriftung")]
    pub caption: Spanned<String>,
    pub sql: Spanned<String>,
    #[serde(rename = "einheiten")]
    pub units: Spanned<String>,
    #[serde(rename = "segmente")]
    pub segments: Vec<Segment>,
    /// In the order in which the units of a station stand.
    #[serde(rename = "staende")]
    pub states: Vec<State>,
    /// The place with the rows behind the shares.
    #[serde(rename = "ziel")]
    pub target: Option<String>,
}

/// What was recorded about whom in which month. Its texts know `alle_zeilen` and `belegte_zeilen`. Columns `code`, `titel`, `gruppe`, and `tag` or `spalte` with
/// `stand`, all three empty for a row about which nothing is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matrix {
    #[serde(rename = "kennung")]
    pub id: String,
    #[serde(rename = "titel")]
    pub title: Spanned<String>,
    #[serde(rename = "satz")]
    pub sentence: Text,
    #[serde(rename = "beschriftung")]
    pub caption: Spanned<String>,
    pub sql: Spanned<String>,
    /// The columns are so many months up to the Stichtag; without it they are what `spalte` says.
    #[serde(rename = "monate")]
    pub months: Option<u32>,
    /// What a group is.
    #[serde(rename = "gruppen")]
    pub groups: String,
    /// The first one found in a cell is shown.
    #[serde(rename = "staende")]
    pub states: Vec<State>,
    /// How rows are called: "Verwaltung", "Verwaltungen".
    #[serde(rename = "eines")]
    pub one: String,
    #[serde(rename = "viele")]
    pub many: String,
    /// What an empty cell means.
    #[serde(rename = "fehlt")]
    pub missing: String,
    #[serde(rename = "quelle")]
    pub source: Text,
}

/// A plate is the same six names of any chart.
macro_rules! plates {
    ($($chart:ty),+) => {
        $(impl $chart {
            pub fn plate(&self) -> Plate<'_> {
                Plate { id: &self.id, title: &self.title, reading: &self.reading, name: &self.name, source: &self.source, sql: &self.sql }
            }
        })+
    };
}

plates!(Carpet, Dumbbell, Trend, Dots, Multiples);
