//! `lotse neu`: a commented project file made from the dictionary. It parses, every value still to be filled in is a
//! placeholder, and so it passes no gate.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::{Outcome, load_standard, print, write_file};
use crate::schema::{Field, Kind, Record, RecordId, Schema};
use crate::standard::Standard;

pub struct Options {
    pub id: Option<String>,
    pub standard: Option<PathBuf>,
    pub output: Option<PathBuf>,
}

/// # Errors
/// The profile is broken, the id has not the required form, or the file exists.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let (record, slot) = standard.anchors.project_id;
    let field = standard.schema.record(record).field(slot);
    if let (Some(id), Some(pattern)) = (&options.id, &field.pattern)
        && !pattern.is_match(id)
    {
        bail!("„{id}“ ist keine Kennung: Kleinbuchstaben, Ziffern und Bindestriche, mindestens drei Zeichen");
    }
    let text = template(&standard, options.id.as_deref());
    match &options.output {
        None => print(&text)?,
        Some(path) if path.exists() => bail!("„{}“ gibt es schon; vorhandene Dateien werden nicht überschrieben", path.display()),
        Some(path) => {
            write_file(path, text.as_bytes())?;
            print(&format!("„{}“ angelegt. Nächster Schritt: ausfüllen, dann „lotse pruefe {}“.\n", path.display(), path.display()))?;
        }
    }
    Ok(Outcome::Clean)
}

const PLACEHOLDER: &str = "\"TODO\"";

pub fn template(standard: &Standard, id: Option<&str>) -> String {
    let mut out = format!(
        "# Projektdatei nach Prüfprofil {} {}\n# Zeilen mit TODO sind auszufüllen; was noch niemand weiß, bleibt weg. Auskommentierte Zeilen sind möglich, nicht Pflicht.\n",
        standard.name, standard.edition
    );
    let schema = &standard.schema;
    let project = schema.record(Schema::PROJECT);
    for (slot, field) in (0..).zip(&project.fields) {
        if matches!(field.kind, Kind::Table(_) | Kind::List(_)) {
            continue;
        }
        let is_id = (Schema::PROJECT, slot) == standard.anchors.project_id;
        let value = if is_id { id.map(|id| format!("\"{id}\"")) } else { None };
        scalar(&mut out, schema, field, value.as_deref(), "");
    }
    for field in &project.fields {
        container(&mut out, schema, field);
    }
    out
}

fn scalar(out: &mut String, schema: &Schema, field: &Field, value: Option<&str>, indent: &str) {
    let _ = writeln!(out, "\n{indent}# {}: {}", field.title, field.meaning);
    if let Some(choices) = choices(schema, field) {
        let _ = writeln!(out, "{indent}# Möglich: {choices}");
    }
    let required = field.required.is_some() && field.from_phase == 0;
    match value {
        Some(value) => writeln!(out, "{indent}{} = {value}", field.name),
        None if required => writeln!(out, "{indent}{} = {PLACEHOLDER}  # zum Beispiel {}", field.name, field.example),
        None => writeln!(out, "{indent}# {} = {}", field.name, field.example),
    }
    .unwrap_or_default();
}

fn choices(schema: &Schema, field: &Field) -> Option<String> {
    let (Kind::Code(id) | Kind::Codes(id)) = field.kind else { return None };
    let codes: Vec<&str> = schema.catalogue(id).allowed().map(|code| code.id.as_str()).collect();
    (codes.len() <= 16).then(|| codes.join(", "))
}

/// Lists and tables are shown as commented examples, so that the fresh file holds no invented rows.
fn container(out: &mut String, schema: &Schema, field: &Field) {
    let (Kind::Table(id) | Kind::List(id)) = field.kind else { return };
    let record = schema.record(id);
    let _ = writeln!(out, "\n# --- {}: {}", record.title, record.meaning);
    rows(out, schema, id, record);
}

fn rows(out: &mut String, schema: &Schema, id: RecordId, record: &Record) {
    let (open, close) = if record.list.is_some() { ("[[", "]]") } else { ("[", "]") };
    let _ = writeln!(out, "# {open}{}{close}", record.path);
    for field in &record.fields {
        if !matches!(field.kind, Kind::Table(_) | Kind::List(_)) {
            let mark = if field.required.is_some() { " (Pflicht)" } else { "" };
            let _ = writeln!(out, "# {} = {}  # {}{mark}", field.name, field.example, field.title);
        }
    }
    for field in &record.fields {
        if let Kind::Table(inner) | Kind::List(inner) = field.kind
            && inner != id
        {
            rows(out, schema, inner, schema.record(inner));
        }
    }
}
