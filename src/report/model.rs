//! The view model of one report page: the only thing the templates see.

mod block;
mod svg;
mod table;
mod text;
mod value;

pub use block::{
    Angabe, Angaben, Balken, Balkenzeile, Befund, Befunde, Befundgruppe, Befundregel, Block, Diagramm, Entscheidung, Entscheidungen,
    Hinweis, Kette, Kettenglied, Leiter, Matrix, Segment, Sprosse, Teiltafel, Vielfach, Vielfache,
};
pub use svg::Svg;
pub use table::{Ausrichtung, CATALOGUE, Gestalt, Spalte, Tabelle, Ton, Zeichnung, Zeile, Zelle};
pub use text::{Anker, Satz, Stueck, Verweis, Ziel};
pub use value::Wert;

use serde::Serialize;

/// One page: the portfolio, one project or one Kreis.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Report {
    pub kopf: Kopf,
    /// The strip under the head: can this picture be relied on?
    pub vertrauen: Vec<Kennzahl>,
    /// Other pages of the report; the sections of this one are listed by themselves.
    pub navigation: Vec<Verweis>,
    /// The way back to the first page.
    pub pfad: Vec<Verweis>,
    pub abschnitte: Vec<Abschnitt>,
    pub fuss: Vec<Satz>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Kopf {
    /// The small line above the title.
    pub ober: String,
    pub titel: String,
    pub lead: Satz,
    pub meta: Vec<Angabe>,
    /// What kind of data the page rests on, in words; part of the meta list.
    pub datenart: String,
    /// Present when the page must not be mistaken for a report on real projects.
    pub band: Option<Band>,
    /// Title of the window; empty means the title of the page.
    pub fenster: String,
    /// Running head and foot in print.
    pub laufzeile: String,
    pub nachweis: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Band {
    pub text: String,
    pub zusatz: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Abschnitt {
    pub nummer: String,
    pub kennung: Anker,
    /// Name of the section, the small blue line.
    pub kicker: String,
    /// The news, as a sentence made from values.
    pub befund: Satz,
    pub satz: Satz,
    /// Neighbouring sections whose widths add up to twelve share a row.
    pub breite: Breite,
    /// Bars right of the finding.
    pub neben: Option<Balken>,
    /// In print this section starts a page.
    pub neue_seite: bool,
    pub felder: Vec<Feld>,
}

impl Abschnitt {
    /// A section over the full width without content.
    pub fn new(nummer: &str, kennung: &str, kicker: &str, befund: impl Into<Satz>) -> Self {
        Self {
            nummer: nummer.to_owned(),
            kennung: Anker::new(kennung),
            kicker: kicker.to_owned(),
            befund: befund.into(),
            satz: Satz::default(),
            breite: Breite::Voll,
            neben: None,
            neue_seite: false,
            felder: Vec::new(),
        }
    }

    /// Beside what is there, or on a new row.
    pub fn push(&mut self, breite: Breite, block: Block) {
        self.felder.push(Feld { breite, bloecke: vec![block] });
    }

    /// Below the last block, in the same column: what stands beside a tall chart.
    pub fn push_below(&mut self, block: Block) {
        match self.felder.last_mut() {
            Some(feld) => feld.bloecke.push(block),
            None => self.push(Breite::Voll, block),
        }
    }
}

/// A column: blocks one below the other and how much of the row they take.
#[derive(Debug, Clone, Serialize)]
pub struct Feld {
    pub breite: Breite,
    pub bloecke: Vec<Block>,
}

/// Width in twelfths of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "u8")]
pub enum Breite {
    Voll,
    Acht,
    Sieben,
    Sechs,
    Fuenf,
    Vier,
}

impl Breite {
    /// Width of the column in pixels at 1280: charts are drawn in exactly this size, so that 12 stays 12.
    pub fn pixel(self) -> u32 {
        (u32::from(u8::from(self)) * 1240) / 12 - 24
    }
}

impl From<Breite> for u8 {
    fn from(breite: Breite) -> u8 {
        match breite {
            Breite::Voll => 12,
            Breite::Acht => 8,
            Breite::Sieben => 7,
            Breite::Sechs => 6,
            Breite::Fuenf => 5,
            Breite::Vier => 4,
        }
    }
}

/// One large figure.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Kennzahl {
    pub label: String,
    /// The value, or the part of a ratio: "28", "mehr als 20".
    pub wert: String,
    /// What the part belongs to; shown as "28 von 40".
    pub nenner: Option<String>,
    pub einheit: String,
    pub anteil: Option<Anteil>,
    /// Where the number falls by the house's own measure: "gut", "beobachten"; empty where nothing is judged.
    pub einordnung: String,
    pub notiz: Satz,
    /// How it was counted; collected below the row.
    pub definition: String,
    /// The rows behind the figure.
    pub ziel: Option<Ziel>,
    /// Nobody knows the value: shown grey, never as a judgement.
    pub unbekannt: bool,
    /// What `wert` is worth.
    #[serde(skip)]
    pub zahl: Option<Wert>,
    /// What `nenner` is worth.
    #[serde(skip)]
    pub von: Option<i64>,
}

/// The share drawn under a figure.
#[derive(Debug, Clone, Serialize)]
pub struct Anteil {
    pub voll: u64,
    pub rest: u64,
    /// One mark per unit, the rest hatched, instead of a line.
    pub einzeln: bool,
}

/// Marks and swatches. Each has its own shape, so that none depends on colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Status of a project, and of nothing else.
    GruenerKreis,
    GelbesDreieck,
    RoteRaute,
    /// No data.
    Schraffur,
    Punkt,
    HellerPunkt,
    Ring,
    Halbpunkt,
    Strich,
    /// Nothing there: an empty place.
    LeererRing,
    Raute,
    LeereRaute,
    Dreieck,
    Teilstrich,
    Quadrat,
    /// What was known once and may no longer be so.
    Uhr,
    Rahmen,
    FeldVoll,
    FeldMittel,
    FeldHell,
    FeldLeer,
}

/// Fill of a bar segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Farbe {
    Gruen,
    Gelb,
    Rot,
    /// No data: hatched.
    Grau,
    Voll,
    Mittel,
    Hell,
    Leer,
}

/// A mark with its word; the word may be left to the column head.
#[derive(Debug, Clone, Serialize)]
pub struct Zeichen {
    pub form: Form,
    pub wort: String,
}

/// One line of a legend.
#[derive(Debug, Clone, Serialize)]
pub struct Eintrag {
    pub form: Form,
    pub text: String,
    pub zahl: Option<String>,
}
