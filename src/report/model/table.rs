//! Tables: detail rows, the from/to table and the matrix of marks are one type in three looks.

use serde::Serialize;

use super::{Anker, Form, Satz, Wert};

/// Name of the table of all figures, which some forms hold apart.
pub const CATALOGUE: &str = "kennzahlen";

#[derive(Debug, Clone, Default, Serialize)]
pub struct Tabelle {
    pub kennung: Anker,
    /// Heading above; without one the caption is shown instead.
    pub titel: Satz,
    pub satz: Satz,
    pub beschriftung: String,
    pub spalten: Vec<Spalte>,
    pub zeilen: Vec<Zeile>,
    /// Which column names the row.
    pub zeilenkopf: usize,
    /// Below the rows, one cell per column.
    pub fuss: Vec<Zelle>,
    pub gestalt: Gestalt,
    /// What is said instead of an empty table.
    pub leer: String,
    /// Folded away behind its caption.
    pub zugeklappt: bool,
    pub quelle: Satz,
    /// Readers may sort and filter it.
    pub sortierbar: bool,
    /// What was left out, and where it stands.
    pub rest: Satz,
    /// The rows left out, for forms that hold everything.
    #[serde(skip)]
    pub weitere: Vec<Zeile>,
    /// How programs that draw themselves can draw it.
    #[serde(skip)]
    pub zeichnung: Option<Zeichnung>,
}

/// A drawing over the cells of a table; numbers are columns of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zeichnung {
    /// A bar for each row.
    Balken { label: usize, wert: usize },
    /// A line for each run of rows with the same name.
    Linien { name: usize, tag: usize, wert: usize },
    /// Days of one thing above one another; it is named by these columns, the last included.
    Termine { label: (usize, usize), tage: Vec<usize> },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Gestalt {
    /// Rows to read; stacked on narrow screens.
    #[default]
    Liste,
    /// Many rows or columns, small type, scrolls sideways.
    Dicht,
    /// Equal cells with a ground colour, for from/to counts.
    Tafel,
}

#[derive(Debug, Clone, Serialize)]
pub struct Spalte {
    pub titel: String,
    pub ausrichtung: Ausrichtung,
    pub form: Option<Form>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ausrichtung {
    #[default]
    Links,
    Rechts,
    Mitte,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Zeile {
    /// What figures link to.
    pub kennung: Option<Anker>,
    pub zellen: Vec<Zelle>,
    /// Something new begins below this row.
    pub absatz: bool,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Zelle {
    pub text: Satz,
    pub form: Option<Form>,
    /// The mark stands alone; its word is only read out.
    pub nur_form: bool,
    /// Second line, small.
    pub hinweis: Satz,
    pub ton: Option<Ton>,
    /// What the text is worth.
    #[serde(skip)]
    pub wert: Option<Wert>,
}

/// Ground of a cell in a [`Gestalt::Tafel`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ton {
    Gleich,
    Auf,
    Ab,
    Fehlt,
    Null,
    Summe,
}

impl Spalte {
    pub fn left(titel: &str) -> Self {
        Self { titel: titel.to_owned(), ausrichtung: Ausrichtung::Links, form: None }
    }

    pub fn right(titel: &str) -> Self {
        Self { ausrichtung: Ausrichtung::Rechts, ..Self::left(titel) }
    }

    pub fn center(titel: &str) -> Self {
        Self { ausrichtung: Ausrichtung::Mitte, ..Self::left(titel) }
    }
}

impl<T: Into<Satz>> From<T> for Zelle {
    fn from(text: T) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

impl Zelle {
    pub fn mark(form: Form, wort: &str) -> Self {
        Self { form: Some(form), ..Self::from(wort) }
    }

    /// A mark whose word is only read out.
    pub fn bare_mark(form: Form, wort: &str) -> Self {
        Self { nur_form: true, ..Self::mark(form, wort) }
    }

    pub fn toned(text: &str, ton: Ton) -> Self {
        Self { ton: Some(ton), ..Self::from(text) }
    }

    pub fn worth(mut self, wert: impl Into<Option<Wert>>) -> Self {
        self.wert = wert.into();
        self
    }

    pub fn note(mut self, hinweis: impl Into<Satz>) -> Self {
        self.hinweis = hinweis.into();
        self
    }
}

impl Tabelle {
    /// Shows no more rows than this; the others are kept aside.
    #[must_use]
    pub fn cut(mut self, most: usize) -> Self {
        if self.zeilen.len() > most {
            let mut gone = self.zeilen.split_off(most);
            gone.append(&mut self.weitere);
            self.weitere = gone;
        }
        self
    }
}

impl Zeile {
    pub fn new(kennung: Option<Anker>, zellen: Vec<Zelle>) -> Self {
        Self { kennung, zellen, absatz: false }
    }
}
