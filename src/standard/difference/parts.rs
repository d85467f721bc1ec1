//! What differs about the parts that rules build on: thresholds, code lists, phases with what is due, fields.

use crate::schema::{Catalogue, Code, Field, Kind, Record, Schema, TraitValue};
use crate::standard::difference::{Difference, Group, instead, paired, texts_changed};
use crate::standard::{Due, Gate, Phase, Standard, Threshold};

pub fn thresholds(old: &Standard, new: &Standard) -> Vec<Difference> {
    let one = |(before, after): (Option<&Threshold>, Option<&Threshold>)| {
        let what = match (before, after) {
            (Some(before), Some(after)) => moved(before, after),
            (None, Some(after)) => vec![format!("neu: {} {}", after.value, after.unit)],
            _ => vec!["fällt weg".to_owned()],
        };
        let named = after.or(before)?;
        (!what.is_empty()).then(|| Difference::new(Group::Schwellen, &named.name, &named.title, what))
    };
    paired(&old.thresholds, &new.thresholds, |threshold| &threshold.name).into_iter().filter_map(one).collect()
}

fn moved(before: &Threshold, after: &Threshold) -> Vec<String> {
    let value = |threshold: &Threshold| format!("{} {}", threshold.value, threshold.unit);
    let mut what: Vec<String> = instead("", &value(before), &value(after)).into_iter().collect();
    what.extend((before.direction != after.direction).then(|| "andere Richtung".to_owned()));
    what.extend(texts_changed(&[
        ("Titel", &before.title, &after.title),
        ("Quelle", &before.source, &after.source),
        ("Bedeutung", &before.meaning, &after.meaning),
    ]));
    what
}

pub fn catalogues(old: &Standard, new: &Standard) -> Vec<Difference> {
    let one = |(before, after): (Option<&Catalogue>, Option<&Catalogue>)| {
        let what = match (before, after) {
            (Some(before), Some(after)) => codes(before, after),
            (None, Some(_)) => vec!["neuer Katalog".to_owned()],
            _ => vec!["fällt weg".to_owned()],
        };
        let named = after.or(before)?;
        (!what.is_empty()).then(|| Difference::new(Group::Kataloge, &named.name, &named.title, what))
    };
    paired(&old.schema.catalogues, &new.schema.catalogues, |catalogue| &catalogue.name).into_iter().filter_map(one).collect()
}

fn codes(before: &Catalogue, after: &Catalogue) -> Vec<String> {
    let mut what = Vec::new();
    for pair in paired(&before.codes, &after.codes, |code| &code.id) {
        match pair {
            (Some(old), Some(new)) => what.extend(code((before, old), (after, new))),
            (None, Some(new)) => what.push(format!("neuer Code „{}“", new.id)),
            (Some(old), None) => what.push(format!("Code „{}“ entfallen", old.id)),
            (None, None) => {}
        }
    }
    let own = |catalogue: &Catalogue| {
        let standing = |own: &crate::schema::OwnCode| format!("„{}“ für „{}“", own.id, catalogue.code(own.stands_for).id);
        catalogue.own.iter().filter(|own| !own.removed).map(standing).collect::<Vec<_>>().join(", ")
    };
    what.extend(instead("eigene Codes:", &own(before), &own(after)));
    let traits = |catalogue: &Catalogue| catalogue.traits.iter().map(|known| known.name.clone()).collect::<Vec<_>>().join(", ");
    what.extend(instead("Merkmale:", &traits(before), &traits(after)));
    what.extend(texts_changed(&[
        ("Titel", &before.title, &after.title),
        ("Bedeutung", &before.meaning, &after.meaning),
        ("Quelle", &before.source, &after.source),
    ]));
    let ids = |catalogue: &Catalogue| catalogue.codes.iter().map(|code| code.id.clone()).collect::<Vec<_>>();
    if what.is_empty() && ids(before) != ids(after) {
        what.push("andere Reihenfolge der Codes".to_owned());
    }
    what
}

fn code((before, old): (&Catalogue, &Code), (after, new): (&Catalogue, &Code)) -> Vec<String> {
    let mut what = Vec::new();
    match (old.removed, new.removed) {
        (false, true) => what.push(format!("Code „{}“ entfernt", new.id)),
        (true, false) => what.push(format!("Code „{}“ wieder erlaubt", new.id)),
        _ => {}
    }
    for (index, known) in after.traits.iter().enumerate() {
        let earlier = before.find_trait(&known.name).and_then(|index| old.values.get(index));
        let (earlier, later) =
            (earlier.map_or_else(String::new, trait_german), new.values.get(index).map_or_else(String::new, trait_german));
        what.extend(instead(&format!("Code „{}“, {}:", new.id, known.name), &earlier, &later));
    }
    let texts = texts_changed(&[("Titel", &old.title, &new.title), ("Bedeutung", &old.meaning, &new.meaning)]);
    what.extend(texts.map(|told| format!("Code „{}“: {told}", new.id)));
    what
}

fn trait_german(value: &TraitValue) -> String {
    match value {
        TraitValue::Flag(true) => "ja".to_owned(),
        TraitValue::Flag(false) => "nein".to_owned(),
        TraitValue::Integer(number) => number.to_string(),
        TraitValue::Text(text) => text.clone(),
    }
}

pub fn phases(old: &Standard, new: &Standard) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut tell = |subject: &str, title: &str, what: Vec<String>| {
        if !what.is_empty() {
            found.push(Difference::new(Group::Phasen, subject, title, what));
        }
    };
    for (before, after) in paired(&old.phases, &new.phases, |phase| &phase.id) {
        let Some(named) = after.or(before) else { continue };
        let rank = |standard: &Standard| standard.phases.iter().position(|phase| phase.id == named.id);
        tell(&named.id, &named.title, phase((before, rank(old)), (after, rank(new))));
    }
    for (before, after) in paired(&old.gates, &new.gates, |gate| &gate.id) {
        let Some(named) = after.or(before) else { continue };
        tell(&named.id, &named.title, gate((before, old), (after, new)));
        tell(&format!("{} fällig", named.id), "", due((old, new), &named.id));
    }
    found
}

fn phase((before, old): (Option<&Phase>, Option<usize>), (after, new): (Option<&Phase>, Option<usize>)) -> Vec<String> {
    let (Some(before), Some(after)) = (before, after) else { return one_sided(before.is_some(), "Phase") };
    let place = |rank: Option<usize>| rank.map_or_else(String::new, |rank| (rank + 1).to_string());
    let moved = instead("Rang", &place(old), &place(new));
    let texts = texts_changed(&[("Titel", &before.title, &after.title), ("Bedeutung", &before.meaning, &after.meaning)]);
    moved.into_iter().chain(texts).collect()
}

fn gate((before, old): (Option<&Gate>, &Standard), (after, new): (Option<&Gate>, &Standard)) -> Vec<String> {
    let (Some(before), Some(after)) = (before, after) else { return one_sided(before.is_some(), "Freigabe") };
    let closes =
        |gate: &Gate, standard: &Standard| standard.phases.get(gate.closes as usize).map_or_else(String::new, |phase| phase.id.clone());
    let told = [
        instead("schließt", &closes(before, old), &closes(after, new)),
        instead("entscheidet:", &before.deciders.join(", "), &after.deciders.join(", ")),
        texts_changed(&[("Titel", &before.title, &after.title)]),
    ];
    told.into_iter().flatten().collect()
}

fn one_sided(was: bool, what: &str) -> Vec<String> {
    vec![if was { "fällt weg".to_owned() } else { format!("neue {what}") }]
}

/// What is due at a gate, for each result and class.
fn due((old, new): (&Standard, &Standard), gate: &str) -> Vec<String> {
    let of = |standard: &Standard| -> Vec<(String, String, String)> {
        let here = |due: &&Due| standard.gates.get(due.gate as usize).is_some_and(|known| known.id == gate);
        let row = |due: &Due| (due.result.clone(), due.class.clone(), due.level.word().to_owned());
        standard.due.iter().filter(here).map(row).collect()
    };
    let (before, after) = (of(old), of(new));
    let level = |rows: &[(String, String, String)], result: &str, class: &str| {
        rows.iter().find(|(known, of, _)| known == result && of == class).map_or_else(String::new, |(.., level)| level.clone())
    };
    let mut keys: Vec<(&String, &String)> = before.iter().chain(&after).map(|(result, class, _)| (result, class)).collect();
    keys.sort();
    keys.dedup();
    let told = |(result, class): (&String, &String)| {
        instead(&format!("{result}, Klasse {class}:"), &level(&before, result, class), &level(&after, result, class))
    };
    keys.into_iter().filter_map(told).collect()
}

pub fn fields(old: &Standard, new: &Standard) -> Vec<Difference> {
    let mut found = Vec::new();
    for (before, after) in paired(&old.schema.records, &new.schema.records, |record| &record.path) {
        match (before, after) {
            (Some(before), Some(after)) => found.extend(record((before, old), (after, new))),
            (before, after) => {
                let Some(named) = after.or(before) else { continue };
                let told = if after.is_some() { "neu" } else { "fällt weg" };
                found.push(Difference::new(Group::Felder, &named.path, &named.title, vec![told.to_owned()]));
            }
        }
    }
    found
}

fn record((before, old): (&Record, &Standard), (after, new): (&Record, &Standard)) -> Vec<Difference> {
    let mut found = Vec::new();
    let key = |record: &Record| {
        record.list.map_or_else(String::new, |list| {
            let from = list.valid_from.map_or_else(String::new, |slot| record.field(slot).name.clone());
            format!(
                "Schlüssel {}, gilt ab „{from}“, ohne Eintrag {}",
                record.field(list.key).name,
                if list.absent_is_empty { "leer" } else { "unbekannt" }
            )
        })
    };
    let texts = texts_changed(&[("Titel", &before.title, &after.title), ("Bedeutung", &before.meaning, &after.meaning)]);
    let what: Vec<String> = instead("", &key(before), &key(after)).into_iter().chain(texts).collect();
    if !what.is_empty() {
        found.push(Difference::new(Group::Felder, &after.path, &after.title, what));
    }
    for (earlier, later) in paired(&before.fields, &after.fields, |field| &field.name) {
        let Some(named) = later.or(earlier) else { continue };
        let limits = |record: &Record, schema: &Schema| {
            record.slot(&named.name).and_then(|slot| record.limits_german(schema, slot)).unwrap_or_default()
        };
        let what = match (earlier, later) {
            (Some(earlier), Some(later)) => {
                let moved = instead("Grenzen:", &limits(before, &old.schema), &limits(after, &new.schema));
                field((earlier, old), (later, new)).into_iter().chain(moved).collect()
            }
            (None, _) => vec!["neu".to_owned()],
            _ => vec!["fällt weg".to_owned()],
        };
        if !what.is_empty() {
            let path = if after.path.is_empty() { named.name.clone() } else { format!("{}.{}", after.path, named.name) };
            found.push(Difference::new(Group::Felder, &path, &named.title, what));
        }
    }
    found
}

fn field((before, old): (&Field, &Standard), (after, new): (&Field, &Standard)) -> Vec<String> {
    let level = |field: &Field| field.required.map_or("freiwillig".to_owned(), |level| level.word().to_owned());
    let phase = |field: &Field, standard: &Standard| {
        standard.phases.get(field.from_phase as usize).map_or_else(String::new, |phase| phase.id.clone())
    };
    let pattern = |field: &Field| field.pattern.as_ref().map_or_else(String::new, |pattern| pattern.as_str().to_owned());
    let role = |field: &Field| field.date_role.map_or_else(String::new, |role| format!("{role:?}"));
    let flags = |field: &Field| {
        let Field { person, internal, is_mailbox, is_file_name, .. } = field;
        format!("Person {person}, intern {internal}, Funktionspostfach {is_mailbox}, Dateiname {is_file_name}")
    };
    let told = [
        instead("Pflicht:", &level(before), &level(after)),
        instead("ab Phase", &phase(before, old), &phase(after, new)),
        instead("Klassen:", &classes(before, old), &classes(after, new)),
        instead("Art:", &kind(before, &old.schema), &kind(after, &new.schema)),
        instead("Muster", &pattern(before), &pattern(after)),
        instead("Datum:", &role(before), &role(after)),
        instead("Einheit", before.unit.as_deref().unwrap_or(""), after.unit.as_deref().unwrap_or("")),
        (flags(before) != flags(after)).then(|| format!("{} statt {}", flags(after), flags(before))),
        texts_changed(&[
            ("Titel", &before.title, &after.title),
            ("Bedeutung", &before.meaning, &after.meaning),
            ("Beispiel", &before.example, &after.example),
        ]),
    ];
    told.into_iter().flatten().collect()
}

/// The classes a field is required for, by their ids.
fn classes(field: &Field, standard: &Standard) -> String {
    let (record, slot) = standard.anchors.class;
    let Kind::Code(id) = standard.schema.record(record).field(slot).kind else { return String::new() };
    let name = |ordinal: &u16| standard.schema.catalogue(id).code(*ordinal).id.clone();
    field.classes.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn kind(field: &Field, schema: &Schema) -> String {
    match field.kind {
        Kind::Code(id) => format!("Code aus {}", schema.catalogue(id).name),
        Kind::Codes(id) => format!("Codes aus {}", schema.catalogue(id).name),
        Kind::Ref(id) => format!("Verweis auf {}", schema.record(id).path),
        Kind::Refs(id) => format!("Verweise auf {}", schema.record(id).path),
        other => other.german().to_owned(),
    }
}
