//! The tables that stand beside the projects: code lists, phases, gates, what is due, thresholds, the Stichtag.

use crate::facts::table::{Column, Data, ONE_ROW, Table};
use crate::period::Period;
use crate::schema::{Catalogue, Code, TraitKind, TraitValue};
use crate::standard::{Rule, Standard};

pub fn tables(standard: &Standard, as_of: Period) -> Vec<Table> {
    let mut tables: Vec<Table> = standard.schema.catalogues.iter().map(catalogue).collect();
    tables.extend([
        phases(standard),
        gates(standard),
        deciders(standard),
        due(standard),
        thresholds(standard),
        rules(standard, as_of),
        day(as_of),
    ]);
    tables
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> Vec<Option<String>> {
    values.map(|text| Some(text).filter(|text| !text.is_empty()).map(str::to_owned)).collect()
}

fn ranks(count: usize) -> Vec<Option<i64>> {
    (0..).take(count).map(Some).collect()
}

fn catalogue(catalogue: &Catalogue) -> Table {
    let codes = &catalogue.codes;
    let of = |pick: fn(&Code) -> &str| texts(codes.iter().map(pick));
    let mut columns = vec![
        Column::text("id", "Code.", of(|code| &code.id)),
        Column::text("titel", "Bezeichnung.", of(|code| &code.title)),
        Column::text("bedeutung", "Bedeutung.", of(|code| &code.meaning)),
    ];
    for (index, stated) in catalogue.traits.iter().enumerate() {
        columns.push(Column::new(&stated.name, &stated.meaning, trait_column(codes, index, stated.kind)));
    }
    // A catalogue may rank its codes itself; its own word then counts.
    if catalogue.find_trait("rang").is_none() {
        columns.push(Column::integer("rang", "Reihenfolge in der Liste, von 0 an.", ranks(codes.len())));
    }
    Table::new(format!("katalog_{}", catalogue.name), format!("{}: {}", catalogue.title, catalogue.meaning), columns).keyed(["id"])
}

fn trait_column(codes: &[Code], index: usize, kind: TraitKind) -> Data {
    let values = codes.iter().map(|code| code.values.get(index));
    match kind {
        TraitKind::JaNein => Data::Flag(
            values
                .map(|value| match value {
                    Some(TraitValue::Flag(flag)) => Some(*flag),
                    _ => None,
                })
                .collect(),
        ),
        TraitKind::Ganzzahl => Data::Integer(
            values
                .map(|value| match value {
                    Some(TraitValue::Integer(number)) => Some(*number),
                    _ => None,
                })
                .collect(),
        ),
        TraitKind::Text => Data::Text(
            values
                .map(|value| match value {
                    Some(TraitValue::Text(text)) => Some(text.clone()).filter(|text| !text.is_empty()),
                    _ => None,
                })
                .collect(),
        ),
    }
}

fn phases(standard: &Standard) -> Table {
    let phases = &standard.phases;
    let columns = vec![
        Column::text("id", "Kennung der Phase.", texts(phases.iter().map(|phase| phase.id.as_str()))),
        Column::text("titel", "Bezeichnung.", texts(phases.iter().map(|phase| phase.title.as_str()))),
        Column::text("bedeutung", "Bedeutung.", texts(phases.iter().map(|phase| phase.meaning.as_str()))),
        Column::integer("rang", "Reihenfolge, von 0 an.", ranks(phases.len())),
    ];
    Table::new("phasen_des_standards", "Die Phasen, wie das Prüfprofil sie festlegt.", columns).keyed(["id"])
}

fn gates(standard: &Standard) -> Table {
    let gates = &standard.gates;
    let closed = |index: u16| standard.phases.get(usize::from(index)).map_or("", |phase| phase.id.as_str());
    let columns = vec![
        Column::text("id", "Kennung der Freigabe.", texts(gates.iter().map(|gate| gate.id.as_str()))),
        Column::text("titel", "Bezeichnung.", texts(gates.iter().map(|gate| gate.title.as_str()))),
        Column::text("schliesst", "Phase, die sie abschließt.", texts(gates.iter().map(|gate| closed(gate.closes)))),
        Column::integer(
            "schliesst_rang",
            "Rang der Phase, die sie abschließt.",
            gates.iter().map(|gate| Some(i64::from(gate.closes))).collect(),
        ),
        Column::integer("rang", "Reihenfolge, von 0 an.", ranks(gates.len())),
    ];
    Table::new("freigaben_des_standards", "Die Freigaben, wie das Prüfprofil sie festlegt.", columns).keyed(["id"])
}

fn deciders(standard: &Standard) -> Table {
    let all: Vec<(&str, &str)> =
        standard.gates.iter().flat_map(|gate| gate.deciders.iter().map(move |role| (gate.id.as_str(), role.as_str()))).collect();
    let columns = vec![
        Column::text("freigabe", "Kennung der Freigabe.", texts(all.iter().map(|(gate, _)| *gate))),
        Column::text("berechtigt", "Rolle, die über sie entscheiden darf.", texts(all.iter().map(|(_, role)| *role))),
    ];
    Table::new("entscheidende_rollen", "Wer über eine Freigabe entscheiden darf.", columns).keyed(["freigabe", "berechtigt"])
}

fn due(standard: &Standard) -> Table {
    let due = &standard.due;
    let gate = |index: u16| standard.gates.get(usize::from(index)).map_or("", |gate| gate.id.as_str());
    let columns = vec![
        Column::text("ergebnis", "Art des Ergebnisses.", texts(due.iter().map(|due| due.result.as_str()))),
        Column::text("freigabe", "Freigabe, zu der es fällig ist.", texts(due.iter().map(|due| gate(due.gate)))),
        Column::text("klasse", "Größenklasse, für die das gilt.", texts(due.iter().map(|due| due.class.as_str()))),
        Column::text("stufe", "Verbindlichkeit.", texts(due.iter().map(|due| due.level.word()))),
    ];
    Table::new("faellige_ergebnisse", "Welche Ergebnisse zu welcher Freigabe fällig sind.", columns)
        .keyed(["ergebnis", "freigabe", "klasse"])
}

fn thresholds(standard: &Standard) -> Table {
    let limits = &standard.thresholds;
    let columns = vec![
        Column::text("name", "Name der Schwelle.", texts(limits.iter().map(|limit| limit.name.as_str()))),
        Column::integer("wert", "Wert.", limits.iter().map(|limit| Some(limit.value)).collect()),
        Column::text("einheit", "Einheit.", texts(limits.iter().map(|limit| limit.unit.as_str()))),
        Column::text("titel", "Bezeichnung.", texts(limits.iter().map(|limit| limit.title.as_str()))),
        Column::text("quelle", "Woher der Wert stammt.", texts(limits.iter().map(|limit| limit.source.as_str()))),
    ];
    Table::new("schwellen", "Alle Schwellen des Prüfprofils.", columns).keyed(["name"])
}

fn rules(standard: &Standard, as_of: Period) -> Table {
    let rules = &standard.rules;
    let of = |pick: fn(&Rule) -> &str| texts(rules.iter().map(pick));
    let columns = vec![
        Column::text("id", "Kennung der Regel.", of(|rule| &rule.id)),
        Column::text("titel", "Titel.", of(|rule| &rule.title)),
        Column::text("stufe", "Verbindlichkeit.", of(|rule| rule.level.word())),
        Column::text(
            "status",
            "Am Stichtag: entwurf, warnend, verbindlich oder abgeloest.",
            texts(rules.iter().map(|rule| rule.status_at(as_of).word())),
        ),
        Column::integer(
            "ab_phase_rang",
            "Rang der Phase, von der an sie gilt.",
            rules.iter().map(|rule| Some(i64::from(rule.from_phase))).collect(),
        ),
        Column::text("gilt_fuer", "projekt oder portfolio.", of(|rule| if rule.queries().is_some() { "portfolio" } else { "projekt" })),
        Column::text("gruppe", "Gruppe.", of(|rule| &rule.group)),
        Column::text("herkunft", "Art der Herkunft.", of(|rule| &rule.origin)),
        Column::text("quelle", "Quelle.", of(|rule| &rule.source_name)),
        Column::text("fundstelle", "Fundstelle in der Quelle.", of(|rule| &rule.reference)),
        Column::text("verbindlichkeit", "Wie verbindlich die Quelle ist.", of(|rule| &rule.bindingness)),
        Column::text("heilbar", "nachtragen, nachholen oder nur_ausnahme.", of(|rule| &rule.curable)),
    ];
    Table::new("regeln", "Die Regeln des Prüfprofils.", columns).keyed(["id"])
}

fn day(as_of: Period) -> Table {
    let columns = vec![
        Column::integer("tag", "Stichtag als Tage seit dem 01.01.1970.", vec![Some(i64::from(as_of.to))]),
        Column::new("datum", "Stichtag.", Data::Date(vec![Some(as_of.to)])),
        Column::text("text", "Stichtag in deutscher Schreibweise.", vec![Some(as_of.german())]),
    ];
    Table::new("stichtag", "Der Stichtag des Berichts, eine Zeile.", columns).keyed(ONE_ROW)
}
