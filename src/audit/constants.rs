//! What rules can ask of the standard itself: phases, gates and the results due, as rows like those of a project, so
//! that the same code reads both. Built once per profile and sealed.

use std::fmt::Write;

use crate::audit::value::{CONSTANT, Value};
use crate::document::{CellId, Document, TextRef, read};
use crate::schema::{Catalogue, CatalogueId, Field, Kind, List, Record, RecordId, Schema, TraitValue};
use crate::source::Source;
use crate::standard::{Holidays, Standard};

pub struct Constants {
    /// The project's schema with the records of the constants behind it.
    pub schema: Schema,
    pub document: Document,
    pub root: RecordId,
    /// By catalogue, trait and code: the traits as values of expressions.
    traits: Vec<Vec<Vec<Value>>>,
    pub holidays: Holidays,
}

impl Constants {
    pub fn of(standard: &Standard) -> Self {
        let mut schema = standard.schema.clone();
        let code = |(record, slot): (RecordId, u16)| match schema.record(record).field(slot).kind {
            Kind::Code(id) => id,
            _ => CatalogueId::MAX,
        };
        let anchors = &standard.anchors;
        let (phase, gate, result, class) = (code(anchors.phase), code(anchors.gate), code(anchors.result), code(anchors.class));
        let root = add(&mut schema, "standard", &[], false);
        let rank = ("rang", Kind::Integer);
        let lists = [
            ("phasen", vec![("id", Kind::Code(phase)), rank]),
            ("freigaben", vec![("id", Kind::Code(gate)), rank, ("schliesst", Kind::Code(phase))]),
            (
                "faellig",
                vec![
                    ("art", Kind::Code(result)),
                    ("freigabe", Kind::Code(gate)),
                    ("klasse", Kind::Code(class)),
                    ("stufe", Kind::Text),
                    rank,
                ],
            ),
        ];
        for (name, fields) in lists {
            let id = add(&mut schema, &format!("standard.{name}"), &fields, true);
            schema.records[root as usize].fields.push(field(name, Kind::List(id)));
        }
        let (document, _) = read(&schema, root, Source::new("standard", rows(standard)));
        let mut constants = Self { schema, document, root, traits: Vec::new(), holidays: standard.holidays.clone() };
        constants.traits = constants.trait_values();
        constants
    }

    fn trait_values(&mut self) -> Vec<Vec<Vec<Value>>> {
        let catalogues = self.schema.catalogues.clone();
        let of_trait = |constants: &mut Self, catalogue: &Catalogue, index: usize| {
            catalogue.codes.iter().map(|code| constants.trait_value(&code.values[index])).collect()
        };
        catalogues.iter().map(|catalogue| (0..catalogue.traits.len()).map(|index| of_trait(self, catalogue, index)).collect()).collect()
    }

    fn trait_value(&mut self, value: &TraitValue) -> Value {
        match value {
            TraitValue::Flag(flag) => Value::Flag(*flag),
            TraitValue::Integer(number) => Value::Integer(*number),
            TraitValue::Text(text) => self.text(text),
        }
    }

    pub fn trait_of(&self, catalogue: CatalogueId, index: usize, ordinal: u16) -> Value {
        self.traits[catalogue as usize][index].get(ordinal as usize).copied().unwrap_or(Value::Unknown)
    }

    /// A text that an expression contains, as a value.
    pub fn text(&mut self, text: &str) -> Value {
        let TextRef { start, length } = self.document.keep(text);
        Value::Text(TextRef { start: start | CONSTANT, length })
    }

    pub fn root_cell(&self) -> CellId {
        self.document.root() | CONSTANT
    }
}

fn add(schema: &mut Schema, path: &str, fields: &[(&str, Kind)], is_list: bool) -> RecordId {
    schema.records.push(Record {
        path: path.to_owned(),
        title: String::new(),
        meaning: String::new(),
        section: String::new(),
        fields: fields.iter().map(|(name, kind)| field(name, *kind)).collect(),
        relations: Vec::new(),
        list: is_list.then_some(List { key: 0, key_with: None, valid_from: None, absent_is_empty: true }),
        parent: Schema::PROJECT,
    });
    RecordId::try_from(schema.records.len() - 1).unwrap_or(RecordId::MAX)
}

fn field(name: &str, kind: Kind) -> Field {
    Field::plain(name, name, "", kind)
}

/// The rows as TOML; ids come from a loaded standard and are plain codes.
fn rows(standard: &Standard) -> String {
    let mut text = String::new();
    for (rank, phase) in (1..).zip(&standard.phases) {
        let _ = write!(text, "[[phasen]]\nid = '{}'\nrang = {rank}\n", phase.id);
    }
    for (rank, gate) in (1..).zip(&standard.gates) {
        let closes = &standard.phases[gate.closes as usize].id;
        let _ = write!(text, "[[freigaben]]\nid = '{}'\nrang = {rank}\nschliesst = '{closes}'\n", gate.id);
    }
    for due in &standard.due {
        let gate = &standard.gates[due.gate as usize].id;
        let (result, class, level, rank) = (&due.result, &due.class, due.level.word(), due.gate + 1);
        let _ = write!(text, "[[faellig]]\nart = '{result}'\nfreigabe = '{gate}'\nklasse = '{class}'\nstufe = '{level}'\nrang = {rank}\n");
    }
    text
}
