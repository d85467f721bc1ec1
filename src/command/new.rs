//! `lotse neu`: a commented project file made from the dictionary. It parses, every value still to be filled in is a
//! placeholder, and so it passes no gate.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::{Outcome, load_standard, print, write_file};
use crate::schema::{Field, Kind, Level, Record, RecordId, Schema, Slot};
use crate::source::is_device_name;
use crate::standard::Standard;

pub struct Options {
    pub id: Option<String>,
    /// Size class: the rows that fit it are laid out.
    pub class: Option<String>,
    /// Phase in which the project is: what is required until its end is laid out.
    pub phase: Option<String>,
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
    if let Some(id) = options.id.as_deref().filter(|id| is_device_name(id)) {
        bail!("„{id}“ geht nicht als Kennung: So heißt unter Windows ein Gerät, und eine solche Datei lässt sich dort nicht öffnen");
    }
    let cut = Cut { standard: &standard, class: class_code(&standard, options)?, phase: phase_rank(&standard, options)? };
    let text = template(&cut, options.id.as_deref());
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

/// What the template is cut for.
struct Cut<'a> {
    standard: &'a Standard,
    /// Ordinal and id of the size class, when one was named.
    class: Option<(u16, String)>,
    phase: u16,
}

impl Cut<'_> {
    fn requires(&self, field: &Field) -> bool {
        let for_class = field.classes.is_empty() || self.class.as_ref().is_none_or(|(ordinal, _)| field.classes.contains(ordinal));
        field.required.is_some() && field.from_phase <= self.phase && for_class
    }
}

fn class_code(standard: &Standard, options: &Options) -> Result<Option<(u16, String)>> {
    let Some(named) = &options.class else { return Ok(None) };
    let (record, slot) = standard.anchors.class;
    let Kind::Code(catalogue) = standard.schema.record(record).field(slot).kind else { return Ok(None) };
    let catalogue = standard.schema.catalogue(catalogue);
    match catalogue.codes.iter().find(|code| code.id.eq_ignore_ascii_case(named)) {
        Some(code) => Ok(catalogue.ordinal(&code.id).map(|ordinal| (ordinal, code.id.clone()))),
        None => bail!("die Größenklasse „{named}“ gibt es nicht; möglich: {}", join(catalogue.allowed().map(|code| code.id.as_str()))),
    }
}

fn phase_rank(standard: &Standard, options: &Options) -> Result<u16> {
    let Some(named) = &options.phase else { return Ok(0) };
    match (0..).zip(&standard.phases).find(|(_, phase)| phase.id.eq_ignore_ascii_case(named)) {
        Some((rank, _)) => Ok(rank),
        None => bail!("die Phase „{named}“ gibt es nicht; möglich: {}", join(standard.phases.iter().map(|phase| phase.id.as_str()))),
    }
}

fn join<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

fn template(cut: &Cut<'_>, id: Option<&str>) -> String {
    let standard = cut.standard;
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
        scalar(&mut out, (schema, slot), value.as_deref(), cut.requires(field));
    }
    for field in &project.fields {
        container(&mut out, schema, field);
        if let Kind::List(id) = field.kind {
            rows_to_fill(&mut out, cut, id);
        }
    }
    out
}

/// Rows that class and phase call for, with their placeholders: the class itself, and the results due.
fn rows_to_fill(out: &mut String, cut: &Cut<'_>, id: RecordId) {
    let anchors = &cut.standard.anchors;
    let Some((_, class)) = &cut.class else { return };
    if id == anchors.class.0 {
        row_to_fill(out, cut, id, &[(anchors.class.1, class)]);
    }
    if id == anchors.result.0 {
        let due = cut.standard.due.iter().filter(|due| due.class == *class && due.level == Level::Muss);
        for due in due.filter(|due| cut.standard.gates[due.gate as usize].closes <= cut.phase) {
            let _ = write!(out, "\n# Fällig zur Freigabe {} ({})", cut.standard.gates[due.gate as usize].id, due.source);
            let key = cut.standard.schema.record(id).list.map_or(anchors.result.1, |list| list.key);
            row_to_fill(out, cut, id, &[(key, &due.result), (anchors.result.1, &due.result)]);
        }
    }
}

fn row_to_fill(out: &mut String, cut: &Cut<'_>, id: RecordId, known: &[(u16, &String)]) {
    let record = cut.standard.schema.record(id);
    let _ = writeln!(out, "\n[[{}]]", record.path);
    for (slot, field) in (0..).zip(&record.fields) {
        if let Some((_, value)) = known.iter().find(|(known, _)| *known == slot) {
            let _ = writeln!(out, "{} = \"{value}\"", field.name);
        } else if cut.requires(field) {
            let _ = writeln!(out, "{} = {PLACEHOLDER}  # {}, zum Beispiel {}", field.name, field.title, field.example);
        }
    }
}

fn scalar(out: &mut String, (schema, slot): (&Schema, Slot), value: Option<&str>, required: bool) {
    let project = schema.record(Schema::PROJECT);
    let field = project.field(slot);
    let _ = writeln!(out, "\n# {}: {}", field.title, field.meaning);
    if let Some(choices) = choices(schema, field) {
        let _ = writeln!(out, "# Möglich: {choices}");
    }
    if let Some(limits) = limits(schema, project, slot) {
        let _ = writeln!(out, "# Möglich: {limits}");
    }
    match value {
        Some(value) => writeln!(out, "{} = {value}", field.name),
        None if required => writeln!(out, "{} = {PLACEHOLDER}  # zum Beispiel {}", field.name, field.example),
        None => writeln!(out, "# {} = {}", field.name, field.example),
    }
    .unwrap_or_default();
}

/// What the dictionary says of just this field: what holds for every date, amount or short text would be in each line.
fn limits(schema: &Schema, record: &Record, slot: Slot) -> Option<String> {
    if record.field(slot).bounds.own {
        return record.limits_german(schema, slot);
    }
    let relations = record.relations_german(schema, slot);
    (!relations.is_empty()).then(|| relations.join("; "))
}

fn choices(schema: &Schema, field: &Field) -> Option<String> {
    let (Kind::Code(id) | Kind::Codes(id)) = field.kind else { return None };
    let codes: Vec<&str> = schema.catalogue(id).names().map(|(id, ..)| id).collect();
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
    for (slot, field) in (0..).zip(&record.fields) {
        if !matches!(field.kind, Kind::Table(_) | Kind::List(_)) {
            let mark = if field.required.is_some() { " (Pflicht)" } else { "" };
            let limits = limits(schema, record, slot).map_or_else(String::new, |limits| format!("; {limits}"));
            let _ = writeln!(out, "# {} = {}  # {}{mark}{limits}", field.name, field.example, field.title);
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
