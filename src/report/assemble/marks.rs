//! The names that report files use for marks and colours.

use toml::Spanned;

use crate::portfolio::{Mark, Width};
use crate::report::model::{Breite, Farbe, Form, Zeichen};
use crate::source::{Source, Span};
use crate::standard::{Complaint, suggestion};

const FORMS: [(&str, Form); 21] = [
    ("gruener-kreis", Form::GruenerKreis),
    ("gelbes-dreieck", Form::GelbesDreieck),
    ("rote-raute", Form::RoteRaute),
    ("schraffur", Form::Schraffur),
    ("punkt", Form::Punkt),
    ("heller-punkt", Form::HellerPunkt),
    ("ring", Form::Ring),
    ("halbpunkt", Form::Halbpunkt),
    ("strich", Form::Strich),
    ("leerer-ring", Form::LeererRing),
    ("raute", Form::Raute),
    ("leere-raute", Form::LeereRaute),
    ("dreieck", Form::Dreieck),
    ("teilstrich", Form::Teilstrich),
    ("quadrat", Form::Quadrat),
    ("uhr", Form::Uhr),
    ("rahmen", Form::Rahmen),
    ("feld-voll", Form::FeldVoll),
    ("feld-mittel", Form::FeldMittel),
    ("feld-hell", Form::FeldHell),
    ("feld-leer", Form::FeldLeer),
];

/// A fill, its name, and the mark that stands for it in a legend.
const COLOURS: [(&str, Farbe, Form); 8] = [
    ("status-gut", Farbe::Gruen, Form::GruenerKreis),
    ("status-mittel", Farbe::Gelb, Form::GelbesDreieck),
    ("status-schlecht", Farbe::Rot, Form::RoteRaute),
    ("schraffur", Farbe::Grau, Form::Schraffur),
    ("voll", Farbe::Voll, Form::FeldVoll),
    ("mittel", Farbe::Mittel, Form::FeldMittel),
    ("hell", Farbe::Hell, Form::FeldHell),
    ("leer", Farbe::Leer, Form::FeldLeer),
];

pub fn form(file: &Source, name: &Spanned<String>) -> Result<Form, Complaint> {
    let found = FORMS.iter().find(|(known, _)| known == name.get_ref()).map(|(_, form)| *form);
    found.ok_or_else(|| unknown(file, name, FORMS.iter().map(|(known, _)| *known)))
}

pub fn colour(file: &Source, name: &Spanned<String>) -> Result<(Farbe, Form), Complaint> {
    let found = COLOURS.iter().find(|(known, ..)| known == name.get_ref()).map(|(_, colour, form)| (*colour, *form));
    found.ok_or_else(|| unknown(file, name, COLOURS.iter().map(|(known, ..)| *known)))
}

/// The fill that means the same as a mark, for units too many to be shown one by one.
pub fn fill(form: Form) -> Farbe {
    let found = COLOURS.iter().find(|(_, _, known)| *known == form).map(|(_, colour, _)| *colour);
    found.unwrap_or(match form {
        Form::Punkt | Form::Quadrat => Farbe::Voll,
        Form::HellerPunkt | Form::Halbpunkt => Farbe::Mittel,
        _ => Farbe::Leer,
    })
}

pub fn mark(file: &Source, mark: &Mark) -> Result<Zeichen, Complaint> {
    Ok(Zeichen { form: form(file, &mark.form)?, wort: mark.word.clone() })
}

fn unknown<'a>(file: &Source, name: &Spanned<String>, known: impl Iterator<Item = &'a str>) -> Complaint {
    let known: Vec<&str> = known.collect();
    let near = suggestion(name.get_ref(), known.iter().copied());
    let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
    Complaint::new(file, Span::new(name.span()), format!("„{}“ gibt es nicht{hint} Möglich: {}", name.get_ref(), known.join(", ")))
}

pub fn width(width: Width) -> Breite {
    match width {
        Width::Voll => Breite::Voll,
        Width::Acht => Breite::Acht,
        Width::Sieben => Breite::Sieben,
        Width::Sechs => Breite::Sechs,
        Width::Fuenf => Breite::Fuenf,
        Width::Vier => Breite::Vier,
    }
}
