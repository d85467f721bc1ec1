//! Pages about the dictionary: lists, fields, code lists and their codes.

use crate::printer::page::{Page, Row};
use crate::schema::{Catalogue, CatalogueId, Code, Field, Kind, RecordId, Schema, Slot, TraitValue};
use crate::standard::Standard;

pub fn record_page(standard: &Standard, id: RecordId) -> Page {
    let schema = &standard.schema;
    let record = schema.record(id);
    let mut page = Page::new(if record.list.is_some() { "Liste" } else { "Abschnitt" }, &record.path, &record.title);
    page.text("Bedeutung", &record.meaning);
    let key = record.list.map(|list| list.key);
    let rows = (0..).zip(&record.fields).map(|(slot, field)| {
        let mut marks = Vec::new();
        marks.extend(field.required.map(|level| required(standard, field, level.word())));
        marks.extend((key == Some(slot)).then(|| "Schlüssel der Zeile".to_owned()));
        let marks = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
        Row::new(&field.name, "", format!("{}{marks}", field.meaning))
    });
    page.rows("Felder", rows.collect());
    page
}

pub fn field_page(standard: &Standard, (record, slot): (RecordId, Slot)) -> Page {
    let schema = &standard.schema;
    let field = schema.record(record).field(slot);
    let mut page = Page::new("Feld", path(schema, record, slot), &field.title);
    page.text("Bedeutung", &field.meaning);
    page.text("Form", field.kind.german());
    page.text("Möglich", schema.record(record).limits_german(schema, slot).unwrap_or_default());
    page.text("Einheit", field.unit.clone().unwrap_or_default());
    if !field.example.is_empty() {
        page.text("Beispiel", format!("{} = {}", field.name, field.example));
    }
    if let Kind::Code(id) | Kind::Codes(id) = field.kind {
        let catalogue = schema.catalogue(id);
        page.rows(format!("Codes: {}", catalogue.title), codes(catalogue));
        page.text("Mehr", format!("„lotse erklaere CODE“ zeigt einen Code mit seinen Merkmalen. {}", catalogue.meaning));
    }
    if let Some(level) = field.required {
        page.text("Pflicht", required(standard, field, level.word()));
    }
    page
}

pub fn path(schema: &Schema, record: RecordId, slot: Slot) -> String {
    let record = schema.record(record);
    let name = &record.field(slot).name;
    if record.path.is_empty() { name.clone() } else { format!("{}.{name}", record.path) }
}

/// "MUSS, ab Phase Planung, für M, L, G"
fn required(standard: &Standard, field: &Field, level: &str) -> String {
    let (record, slot) = standard.anchors.class;
    let mut parts = vec![level.to_owned()];
    if let Some(phase) = standard.phases.get(usize::from(field.from_phase)).filter(|_| field.from_phase > 0) {
        parts.push(format!("ab Phase {}", phase.title));
    }
    if let (false, Kind::Code(id)) = (field.classes.is_empty(), standard.schema.record(record).field(slot).kind) {
        let names: Vec<&str> = field.classes.iter().map(|ordinal| standard.schema.catalogue(id).code(*ordinal).id.as_str()).collect();
        parts.push(format!("für {}", names.join(", ")));
    }
    parts.join(", ")
}

fn codes(catalogue: &Catalogue) -> Vec<Row> {
    catalogue.names().map(|(id, title, meaning)| Row::new(id, title, meaning)).collect()
}

pub fn catalogue_page(standard: &Standard, id: CatalogueId) -> Page {
    let catalogue = standard.schema.catalogue(id);
    let mut page = Page::new("Codeliste", &catalogue.name, &catalogue.title);
    page.text("Bedeutung", &catalogue.meaning);
    page.rows(format!("Einträge ({})", catalogue.names().count()), codes(catalogue));
    page.rows("Merkmale", catalogue.traits.iter().map(|each| Row::new(&each.name, "", &each.meaning)).collect());
    page.rows("Steht in", used_in(&standard.schema, id));
    page.text("Quelle", &catalogue.source);
    page
}

pub fn code_page(standard: &Standard, id: CatalogueId, code: &Code) -> Page {
    let schema = &standard.schema;
    let catalogue = schema.catalogue(id);
    let mut page = Page::new("Code", &code.id, &code.title);
    page.text("Bedeutung", &code.meaning);
    if code.removed {
        page.text("Hinweis", "In diesem Prüfprofil nicht mehr vorgesehen.");
    }
    page.text("Liste", format!("{} ({})", catalogue.title, catalogue.name));
    page.rows("Merkmale", traits(schema, catalogue, code));
    let belongs = catalogue.allowed().filter(|other| other.id != code.id && other.values.contains(&TraitValue::Text(code.id.clone())));
    let belongs: Vec<Row> = belongs.map(|other| Row::new(&other.id, &other.title, &other.meaning)).collect();
    page.rows(format!("Dazu gehören ({})", belongs.len()), belongs);
    page.rows("Steht in", used_in(schema, id));
    page.text("Quelle", &catalogue.source);
    page
}

/// A value that is itself a key is told with the name it stands for; of yes and no only what is so.
fn traits(schema: &Schema, catalogue: &Catalogue, code: &Code) -> Vec<Row> {
    let title = |key: &str| {
        let own = std::iter::once(catalogue).chain(&schema.catalogues);
        own.filter_map(|list| list.ordinal(key).map(|ordinal| list.code(ordinal)))
            .find(|found| found.id != found.title)
            .map(|found| &found.title)
    };
    let told = |value: &TraitValue| match value {
        TraitValue::Flag(flag) => Some(if *flag { "ja" } else { "nein" }.to_owned()),
        TraitValue::Integer(number) => Some(number.to_string()),
        TraitValue::Text(text) if text.is_empty() || *text == code.title => None,
        TraitValue::Text(text) => Some(title(text).map_or_else(|| text.clone(), |title| format!("{text} ({title})"))),
    };
    let pairs = catalogue.traits.iter().zip(&code.values);
    pairs.filter_map(|(each, value)| Some(Row::new(&each.name, told(value)?, &each.meaning))).collect()
}

fn used_in(schema: &Schema, id: CatalogueId) -> Vec<Row> {
    let mut rows = Vec::new();
    for (record, each) in (0..).zip(&schema.records) {
        for (slot, field) in (0..).zip(&each.fields) {
            if matches!(field.kind, Kind::Code(used) | Kind::Codes(used) if used == id) {
                rows.push(Row::new(path(schema, record, slot), &field.title, ""));
            }
        }
    }
    rows
}
