//! The kinds of content a section is made of. Each kind has one template, `block-<art>.html`.

use serde::Serialize;

use super::{Anker, Eintrag, Farbe, Kennzahl, Satz, Svg, Tabelle, Wert, Zeichen, Ziel};

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "art", rename_all = "snake_case")]
pub enum Block {
    Kennzahlen { werte: Vec<Kennzahl> },
    Tabelle(Tabelle),
    Balken(Balken),
    Diagramm(Box<Diagramm>),
    Entscheidungen(Entscheidungen),
    Befunde(Befunde),
    Angaben(Angaben),
    Leiter(Leiter),
    Kette(Kette),
    Vielfache(Vielfache),
    Matrix(Matrix),
    Hinweis(Hinweis),
}

/// Stacked bars in HTML: real text size at any width.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Balken {
    pub titel: Satz,
    pub satz: Satz,
    pub zeilen: Vec<Balkenzeile>,
    pub legende: Vec<Eintrag>,
    pub quelle: Satz,
    pub tabelle: Option<Tabelle>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Balkenzeile {
    /// Heading above this bar, when the bars come in groups.
    pub gruppe: Satz,
    pub label: String,
    pub segmente: Vec<Segment>,
    /// Right of the bar.
    pub ende: Satz,
}

#[derive(Debug, Clone, Serialize)]
pub struct Segment {
    pub wort: String,
    /// Decides the length; `zahl` is what is read.
    pub menge: u64,
    pub zahl: String,
    /// Written in the bar; hidden where it does not fit.
    pub text: String,
    pub farbe: Farbe,
}

/// A drawn chart. Its table and its sentence are not optional.
#[derive(Debug, Clone, Serialize)]
pub struct Diagramm {
    pub kennung: Anker,
    /// The finding.
    pub titel: Satz,
    /// How to read it.
    pub lesart: Satz,
    /// What the scrolling frame is called.
    pub name: String,
    pub svg: Svg,
    /// On narrow screens the right end is shown first.
    pub ende_zuerst: bool,
    pub legende: Vec<Eintrag>,
    pub quelle: Satz,
    pub tabelle: Tabelle,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Entscheidungen {
    pub liste: Vec<Entscheidung>,
    pub leer: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Entscheidung {
    pub kennung: Anker,
    pub titel: String,
    pub herkunft: Satz,
    pub wer: String,
    pub bis: String,
    pub folge: Satz,
}

/// Findings of the checks, by project.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Befunde {
    pub kennung: Anker,
    pub titel: Satz,
    pub satz: Satz,
    pub beschriftung: String,
    pub gruppen: Vec<Befundgruppe>,
    pub leer: String,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Befundgruppe {
    pub kennung: Anker,
    pub titel: String,
    pub zusatz: String,
    pub ziel: Option<Ziel>,
    pub regeln: Vec<Befundregel>,
}

/// A rule with all that was found against it: what is the same for all of it is said once.
#[derive(Debug, Clone, Serialize)]
pub struct Befundregel {
    pub regel: String,
    /// What the rule asks for; may be empty.
    pub titel: String,
    pub stufe: Zeichen,
    pub befunde: Vec<Befund>,
    pub abhilfe: String,
    /// Exception, interpretation, or that it cannot be healed: where it is said of every finding.
    pub vermerk: Satz,
    /// Why the rule is there, and where it comes from.
    pub grund: Satz,
}

#[derive(Debug, Clone, Serialize)]
pub struct Befund {
    pub kennung: Option<Anker>,
    pub meldung: Satz,
    /// File and line.
    pub ort: String,
    /// What is to be said of this finding alone.
    pub vermerk: Satz,
}

/// Names and values one below the other.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Angaben {
    pub titel: Satz,
    pub angaben: Vec<Angabe>,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Angabe {
    pub name: String,
    pub wert: Satz,
}

/// Steps rising to the right, with what stands on each.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Leiter {
    pub titel: Satz,
    pub satz: Satz,
    pub sprossen: Vec<Sprosse>,
    pub quelle: Satz,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Sprosse {
    pub kurz: String,
    pub name: String,
    pub bedingung: String,
    pub anzahl: String,
    /// What `anzahl` is worth.
    #[serde(skip)]
    pub wert: Option<Wert>,
    pub eintraege: Vec<Satz>,
}

/// Stations and the gates between them.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Kette {
    pub kennung: Anker,
    pub titel: Satz,
    pub satz: Satz,
    pub glieder: Vec<Kettenglied>,
    pub legende: Vec<Eintrag>,
    pub tabelle: Option<Tabelle>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(tag = "glied", rename_all = "snake_case")]
pub enum Kettenglied {
    /// One mark per unit, or a bar where there are too many; `worte` says the same.
    Station {
        name: String,
        anzahl: String,
        worte: String,
        marken: Vec<Zeichen>,
        segmente: Vec<Segment>,
    },
    Tor {
        kurz: String,
        titel: String,
        anteil: Satz,
        segmente: Vec<Segment>,
    },
}

/// Small charts beside one another, all on the same axes.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Vielfache {
    pub kennung: Anker,
    pub titel: Satz,
    pub lesart: Satz,
    pub felder: Vec<Vielfach>,
    /// What arrows and hatches mean, where there are any.
    pub hinweis: Satz,
    pub quelle: Satz,
    pub tabelle: Tabelle,
}

#[derive(Debug, Clone, Serialize)]
pub struct Vielfach {
    pub titel: String,
    pub wert: Satz,
    pub prozent: String,
    pub svg: Svg,
}

/// Rows and columns of marks; many rows are folded away behind their groups.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Matrix {
    pub titel: Satz,
    pub satz: Satz,
    pub uebersicht: Tabelle,
    pub gruppen: Vec<Teiltafel>,
    pub legende: Vec<Eintrag>,
    pub quelle: Satz,
}

#[derive(Debug, Clone, Default, Serialize)]
pub struct Teiltafel {
    pub titel: String,
    pub tabelle: Tabelle,
}

/// Something is not known, said in words and in grey.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Hinweis {
    pub titel: String,
    pub text: Satz,
}
