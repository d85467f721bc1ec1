//! `gehoert_nach`: where a finding about something absent belongs. A path as findings write it, with expressions in
//! braces: `ergebnisse[art={f.art}]`. Lists, fields and codes in it are held against the dictionary when it is loaded.

use std::ops::Range;

use crate::audit::types::Type;
use crate::schema::{CatalogueId, Kind, RecordId, Schema, Slot};
use crate::standard::suggestion;

/// What stands for a byte of an expression while the rest is taken apart.
const HOLE: char = '\u{1}';

/// The path without what is in its braces, and the types that stand there, in their order.
pub struct Skeleton {
    text: String,
    holes: Vec<(usize, Option<Type>)>,
}

impl Skeleton {
    /// `holes` are the byte ranges of the braces, brackets included, with the type of what they hold.
    pub fn of(text: &str, holes: Vec<(Range<usize>, Option<Type>)>) -> Self {
        let mut plain = text.to_owned();
        for (range, _) in &holes {
            plain.replace_range(range.clone(), &HOLE.to_string().repeat(range.len()));
        }
        Self { text: plain, holes: holes.into_iter().map(|(range, kind)| (range.start, kind)).collect() }
    }

    /// Where in the project the path ends: the list, table or field of the head it goes through last.
    ///
    /// # Errors
    /// What the dictionary does not know, with the byte range in the text.
    pub fn check(&self, schema: &Schema) -> Result<Slot, (Range<usize>, String)> {
        let (mut record, mut head, mut at) = (Schema::PROJECT, None, 0);
        for part in steps(&self.text) {
            let range = at..at + part.len();
            at = range.end + 1;
            let name = part.split('[').next().unwrap_or(part);
            // For a row of one list something may be missing in another list of the project.
            let own = schema.record(record).slot(name).map(|slot| (record, slot));
            let found = own.or_else(|| schema.record(Schema::PROJECT).slot(name).map(|slot| (Schema::PROJECT, slot)));
            let Some((of, slot)) = found else { return Err((range, unknown(schema, record, name))) };
            if of == Schema::PROJECT {
                head = Some(slot);
            }
            let kind = schema.record(of).field(slot).kind;
            match (kind, part.strip_prefix(name).filter(|rest| !rest.is_empty())) {
                (Kind::List(inner), Some(selector)) => {
                    self.selector(schema, inner, selector, range.start + name.len())?;
                    record = inner;
                }
                (_, Some(_)) => return Err((range, format!("„{name}“ ist keine Liste; in eckigen Klammern steht hier nichts"))),
                (Kind::Table(inner), None) => record = inner,
                (_, None) => {}
            }
        }
        head.ok_or_else(|| (0..self.text.len(), "hier steht der Ort, an den der Befund gehört".to_owned()))
    }

    /// `[feld=wert,feld=wert]`, or the key of a row.
    fn selector(&self, schema: &Schema, record: RecordId, selector: &str, at: usize) -> Result<(), (Range<usize>, String)> {
        let whole = at..at + selector.len();
        let Some(inside) = selector.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).filter(|inside| !inside.is_empty()) else {
            return Err((whole, "so: liste[feld=wert] oder liste[kennung]".to_owned()));
        };
        let mut start = at + 1;
        for condition in inside.split(',') {
            let range = start..start + condition.len();
            start = range.end + 1;
            let (slot, value, value_at) = match condition.split_once('=') {
                Some((name, value)) => match schema.record(record).slot(name) {
                    Some(slot) => (slot, value, range.start + name.len() + 1),
                    None => return Err((range, unknown(schema, record, name))),
                },
                None => (schema.record(record).list.map_or(0, |list| list.key), condition, range.start),
            };
            self.value(schema, (record, slot), value, value_at)?;
        }
        Ok(())
    }

    /// A fixed value must be a code where the field holds codes; an expression must be comparable with the field.
    fn value(&self, schema: &Schema, (record, slot): (RecordId, Slot), value: &str, at: usize) -> Result<(), (Range<usize>, String)> {
        let range = at..at + value.len();
        let field = schema.record(record).field(slot);
        if let Some((_, kind)) = self.holes.iter().find(|(hole, _)| *hole == at) {
            let wanted = match Type::of(field.kind) {
                Type::List(of) => *of,
                other => other,
            };
            return match kind {
                Some(kind) if !kind.is_comparable_with(&wanted) && !matches!((kind, &wanted), (Type::Text, Type::Code(_))) => {
                    Err((range, format!("„{}“ ist {}, hier steht {}", field.name, wanted.german(), kind.german())))
                }
                _ => Ok(()),
            };
        }
        match field.kind {
            Kind::Code(catalogue) | Kind::Codes(catalogue) => code(schema, catalogue, value).map_err(|told| (range, told)),
            _ if value.is_empty() => Err((range, "hier fehlt der Wert".to_owned())),
            _ => Ok(()),
        }
    }
}

/// The parts between dots; what stands in brackets is one part.
fn steps(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|letter| {
        depth += i32::from(letter == '[') - i32::from(letter == ']');
        letter == '.' && depth == 0
    })
    .collect()
}

fn code(schema: &Schema, catalogue: CatalogueId, id: &str) -> Result<(), String> {
    let catalogue = schema.catalogue(catalogue);
    if catalogue.ordinal(id).is_some() {
        return Ok(());
    }
    let hint = hint(id, catalogue.codes.iter().map(|code| code.id.as_str()));
    Err(format!("der Katalog „{}“ hat keinen Code „{id}“{hint}", catalogue.name))
}

fn unknown(schema: &Schema, record: RecordId, name: &str) -> String {
    let record = schema.record(record);
    let hint = hint(name, record.fields.iter().map(|field| field.name.as_str()));
    let place = if record.path.is_empty() { "im Projekt".to_owned() } else { format!("in „{}“", record.path) };
    format!("unbekannte Liste oder unbekanntes Feld „{name}“ {place}{hint}")
}

fn hint<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    suggestion(wrong, known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::Standard;

    fn checked(text: &str, holes: Vec<(Range<usize>, Option<Type>)>) -> Result<Slot, String> {
        let standard = Standard::load(std::path::Path::new("standard/pm-st")).unwrap();
        let found = Skeleton::of(text, holes).check(&standard.schema);
        found.map_err(|(range, told)| format!("{}: {told}", &text[range]))
    }

    #[test]
    fn what_the_dictionary_has_is_taken() {
        let taken =
            ["rollen[rolle=auftraggeber]", "finanzierung", "freigaben[F5]", "arbeitsgruppen[ag-1].sitzungen", "verstetigung.noetig"];
        for text in taken {
            assert_eq!(checked(text, Vec::new()).err(), None, "{text}");
        }
        let at = "entscheidungen[".len();
        assert_eq!(checked("entscheidungen[{e.id}].kontakte[weg=auftakt]", vec![(at..at + 6, Some(Type::Text))]).err(), None);
    }

    #[test]
    fn what_it_has_not_is_told_with_its_place() {
        let told = [
            ("rolen", "rolen: unbekannte Liste oder unbekanntes Feld „rolen“ im Projekt – meinten Sie „rollen“?"),
            ("rollen[role=lotse]", "role=lotse: unbekannte Liste oder unbekanntes Feld „role“ in „rollen“ – meinten Sie „rolle“?"),
            ("rollen[rolle=auftragebr]", "auftragebr: der Katalog „rollen“ hat keinen Code „auftragebr“ – meinten Sie „auftraggeber“?"),
            ("rollen[rolle=]", ": der Katalog „rollen“ hat keinen Code „“"),
            ("rollen[]", "[]: so: liste[feld=wert] oder liste[kennung]"),
            ("ziel[x]", "ziel[x]: „ziel“ ist keine Liste; in eckigen Klammern steht hier nichts"),
        ];
        for (text, expected) in told {
            assert_eq!(checked(text, Vec::new()).unwrap_err(), expected);
        }
        let at = "freigaben[".len();
        let wrong = checked("freigaben[{f.datum}]", vec![(at..at + 9, Some(Type::Date))]).unwrap_err();
        assert_eq!(wrong, "{f.datum}: „freigabe“ ist ein Code, hier steht ein Datum");
    }
}
