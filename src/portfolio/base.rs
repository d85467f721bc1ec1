//! What a share of municipal bodies is divided by. The wrong number is refused when the standard is loaded, or, where
//! the query names it row by row, when it answers.

use toml::Spanned;

use crate::portfolio::figure::{Figure, Form};
use crate::schema::{Catalogue, Code, Kind, TraitValue};
use crate::source::{Source, Span};
use crate::standard::{Complaint, Standard, suggestion};

/// What a share is a share of, where municipal bodies are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Ordinal of the code in the catalogue of reference sizes.
    Fixed(u16),
    /// The column `bezug` names the code, row by row.
    PerRow,
}

/// The word for "the query says it row by row".
const PER_ROW: &str = "je_zeile";

/// What a figure says about what it counts and divides.
#[derive(Clone, Copy)]
pub struct Stated<'a> {
    pub file: &'a Source,
    pub standard: &'a Standard,
    pub id: &'a Spanned<String>,
    pub form: Form,
    pub unit: Option<&'a Spanned<String>>,
    pub size: Option<&'a Spanned<String>>,
    pub owner: Option<&'a Spanned<String>>,
}

impl Stated<'_> {
    /// The counting unit and the reference size.
    ///
    /// # Errors
    /// A share of municipal bodies without reference size, or with one that does not fit what is counted or whose task
    /// it is: it would divide by the wrong number.
    pub fn base(self) -> Result<(Option<u16>, Option<Base>), Complaint> {
        let units = catalogue(self.standard, self.standard.anchors.counting_unit);
        let unit = self.unit.map(|at| self.named(units, at)).transpose()?;
        let base = match (self.size, self.is_municipal(), self.form) {
            (None, true, Form::Anteil) => {
                let at = self.unit.unwrap_or(self.id);
                return Err(self.complain(at, "wer Kommunen zählt und teilt, nennt mit „bezug“ die Bezugsgröße"));
            }
            (Some(at), false, _) => {
                return Err(self.complain(at, "eine Bezugsgröße gilt nur, wo Kommunen gezählt werden; „zaehlt“ sagt das"));
            }
            (Some(at), true, _) if at.get_ref() == PER_ROW => Some(Base::PerRow),
            (Some(at), true, _) => Some(Base::Fixed(self.fixed(at, unit)?)),
            (None, _, _) => None,
        };
        if let (Some(at), None | Some(Base::PerRow)) = (self.owner, &base) {
            return Err(self.complain(at, "ein Aufgabenträger gehört zu einer festen Bezugsgröße in „bezug“"));
        }
        Ok((unit, base))
    }

    pub fn is_municipal(self) -> bool {
        let units = catalogue(self.standard, self.standard.anchors.counting_unit);
        let code = units.zip(self.unit).and_then(|(units, at)| Some(units.code(units.ordinal(at.get_ref())?)));
        code.is_some_and(|code| code.values.get(self.standard.anchors.unit_is_municipal) == Some(&TraitValue::Flag(true)))
    }

    fn fixed(self, at: &Spanned<String>, unit: Option<u16>) -> Result<u16, Complaint> {
        let size = self.named(catalogue(self.standard, self.standard.anchors.reference_size), at)?;
        fits(self.standard, unit, at.get_ref()).map_err(|message| self.complain(at, message))?;
        let Some((owner, field)) = self.owner.zip(self.standard.anchors.task_owner) else { return Ok(size) };
        let owners = catalogue(self.standard, field);
        let ordinal = self.named(owners, owner)?;
        let follows = owners.and_then(|owners| text(owners.code(ordinal), self.standard.anchors.owner_size));
        match follows {
            Some(follows) if follows != at.get_ref() => {
                let message =
                    format!("zum Aufgabenträger „{}“ gehört die Bezugsgröße „{follows}“, nicht „{}“", owner.get_ref(), at.get_ref());
                Err(self.complain(at, message))
            }
            _ => Ok(size),
        }
    }

    fn named(self, catalogue: Option<&Catalogue>, at: &Spanned<String>) -> Result<u16, Complaint> {
        catalogue.and_then(|catalogue| catalogue.ordinal(at.get_ref())).ok_or_else(|| {
            let known = catalogue.into_iter().flat_map(|catalogue| catalogue.codes.iter().map(|code| code.id.as_str()));
            let hint = suggestion(at.get_ref(), known).map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
            self.complain(at, format!("„{}“ gibt es in diesem Katalog nicht{hint}", at.get_ref()))
        })
    }

    fn complain(self, at: &Spanned<String>, message: impl Into<String>) -> Complaint {
        Complaint::new(self.file, Span::new(at.span()), message.into())
    }
}

/// A row may name only a reference size that fits what the figure counts.
///
/// # Errors
/// A sentence that says which would fit.
pub fn row_fits(standard: &Standard, figure: &Figure, size: &str) -> Result<(), String> {
    fits(standard, figure.counted, size)
}

fn fits(standard: &Standard, unit: Option<u16>, size: &str) -> Result<(), String> {
    let units = catalogue(standard, standard.anchors.counting_unit);
    let Some(code) = units.zip(unit).map(|(units, ordinal)| units.code(ordinal)) else { return Ok(()) };
    match text(code, standard.anchors.unit_sizes) {
        Some(allowed) if !allowed.split_whitespace().any(|allowed| allowed == size) => {
            Err(format!("„{}“ lässt sich nicht durch „{size}“ teilen; erlaubt ist: {}", code.id, allowed.replace(' ', ", ")))
        }
        _ => Ok(()),
    }
}

fn text(code: &Code, stated: Option<usize>) -> Option<&str> {
    match code.values.get(stated?) {
        Some(TraitValue::Text(text)) => Some(text),
        _ => None,
    }
}

/// The catalogue behind a field that an anchor names.
pub fn catalogue(standard: &Standard, (record, slot): (u16, u16)) -> Option<&Catalogue> {
    match standard.schema.record(record).field(slot).kind {
        Kind::Code(id) => Some(standard.schema.catalogue(id)),
        _ => None,
    }
}
