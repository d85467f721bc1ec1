//! A project file to fill in: what is obligatory for a size class up to a phase stands ready with placeholders, in the order of
//! work; what is possible besides follows as comments.

mod needs;

use std::fmt::Write;

use crate::audit::Auditor;
use crate::printer::template::needs::Needs;
use crate::schema::{Field, Kind, Level, RecordId, Schema, Slot, TO_FILL};
use crate::standard::Standard;

/// What a template is made for.
pub struct Cut<'a> {
    pub auditor: &'a Auditor<'a>,
    /// Code of the size class.
    pub class: Option<&'a str>,
    /// Rank of the phase up to whose end it is laid out.
    pub phase: u16,
    pub id: Option<&'a str>,
}

/// What stands where something must be filled in; the checks know it as a placeholder.
pub const PLACEHOLDER: &str = TO_FILL;

pub fn template(cut: &Cut<'_>) -> String {
    let needs = needs::of(cut);
    let standard = cut.auditor.standard;
    let mut out = head_note(cut);
    let writer = Writer { cut, needs: &needs, as_example: false, rows_as_example: false };
    writer.head(&mut out);
    for (rank, phase) in (0..).zip(&standard.phases) {
        let wanted: Vec<RecordId> = needs.lists_of(rank, &standard.schema);
        if !wanted.is_empty() {
            let _ = writeln!(out, "\n# ===== Pflicht bis zum Ende der Phase {} =====", phase.title);
        }
        for id in wanted {
            writer.list(&mut out, id);
        }
    }
    writer.possible(&mut out);
    out
}

fn head_note(cut: &Cut<'_>) -> String {
    let standard = cut.auditor.standard;
    let class = cut.class.map_or_else(String::new, |class| format!(", Größenklasse {class}"));
    let phase = standard.phases.get(usize::from(cut.phase)).map_or("", |phase| phase.title.as_str());
    format!(
        "# Projektdatei nach Prüfprofil {} {}{class}; Pflicht ist, was bis zum Ende der Phase {phase} gebraucht wird.\n\
         # {PLACEHOLDER} steht, wo etwas einzutragen ist, und zählt als fehlende Angabe; was noch niemand weiß, bleibt so stehen.\n\
         # Zeilen mit „# “ sind möglich, nicht Pflicht. Gibt es zu einer Liste nichts, steht vor dem ersten [[…]]: „liste = []“.\n\
         # „lotse erklaere NAME“ sagt zu jeder Liste und jedem Feld mehr.\n",
        standard.name, standard.edition
    )
}

struct Writer<'a> {
    cut: &'a Cut<'a>,
    needs: &'a Needs,
    /// Values are the examples of the dictionary, so that conditions of rules can be decided.
    as_example: bool,
    /// So are those in rows; else they are open, and rules say what they miss.
    rows_as_example: bool,
}

impl Writer<'_> {
    fn standard(&self) -> &Standard {
        self.cut.auditor.standard
    }

    fn schema(&self) -> &Schema {
        &self.standard().schema
    }

    fn is_needed(&self, record: RecordId, slot: Slot) -> bool {
        let field = self.schema().record(record).field(slot);
        self.requires(field) || self.needs.fields.contains(&(record, slot))
    }

    fn requires(&self, field: &Field) -> bool {
        let for_class = field.classes.is_empty() || self.class_ordinal().is_none_or(|ordinal| field.classes.contains(&ordinal));
        field.required == Some(Level::Muss) && field.from_phase <= self.cut.phase && for_class
    }

    fn class_ordinal(&self) -> Option<u16> {
        let (record, slot) = self.standard().anchors.class;
        let Kind::Code(id) = self.schema().record(record).field(slot).kind else { return None };
        self.schema().catalogue(id).ordinal(self.cut.class?)
    }

    /// The keys before the first section: there is no place for them after it.
    fn head(&self, out: &mut String) {
        let project = self.schema().record(Schema::PROJECT);
        let mut possible = Vec::new();
        for (slot, field) in (0..).zip(&project.fields).filter(|(_, field)| is_scalar(field)) {
            let is_id = (Schema::PROJECT, slot) == self.standard().anchors.project_id;
            let known = self.cut.id.filter(|_| is_id).map(|id| format!("\"{id}\""));
            if known.is_none() && !self.is_needed(Schema::PROJECT, slot) {
                possible.push(field);
                continue;
            }
            let _ = writeln!(out, "\n# {}: {}", field.title, field.meaning);
            let value = known.unwrap_or_else(|| self.value(field));
            let _ = writeln!(out, "{} = {value}  # {}", field.name, self.hint(Schema::PROJECT, slot));
        }
        out.push('\n');
        for field in possible {
            let _ = writeln!(out, "# {} = {}  # {}", field.name, field.example, field.title);
        }
    }

    fn value(&self, field: &Field) -> String {
        if self.as_example && !field.example.is_empty() { field.example.clone() } else { PLACEHOLDER.to_owned() }
    }

    fn value_in_row(&self, field: &Field) -> String {
        if self.rows_as_example { self.value(field) } else { PLACEHOLDER.to_owned() }
    }

    /// What may stand there, behind the value.
    fn hint(&self, id: RecordId, slot: Slot) -> String {
        let field = self.schema().record(id).field(slot);
        self.schema().hint(field).into_iter().chain(self.limits(id, slot)).collect::<Vec<_>>().join("; ")
    }

    /// What the dictionary says of just this field: what holds for every date, amount or short text would be in each line.
    fn limits(&self, id: RecordId, slot: Slot) -> Option<String> {
        let record = self.schema().record(id);
        if record.field(slot).bounds.own {
            return record.limits_german(self.schema(), slot);
        }
        let relations = record.relations_german(self.schema(), slot);
        (!relations.is_empty()).then(|| relations.join("; "))
    }

    /// A list with its rows: those that class and phase name, else one.
    fn list(&self, out: &mut String, id: RecordId) {
        let record = self.schema().record(id);
        if !record.path.contains('.') {
            let _ = writeln!(out, "\n# --- {}: {}", record.title, record.meaning);
        }
        let rows = self.known_rows(id);
        for (note, known) in &rows {
            out.push('\n');
            if !note.is_empty() {
                let _ = writeln!(out, "# {note}");
            }
            self.row(out, id, known);
        }
        let possible: Vec<&str> = record
            .fields
            .iter()
            .enumerate()
            .filter(|(slot, _)| !self.is_active(id, *slot as Slot))
            .map(|(_, field)| field.name.as_str())
            .collect();
        if !possible.is_empty() {
            let _ = writeln!(out, "# möglich auch: {}", possible.join(", "));
        }
    }

    /// Whether a field of a list's row has its own line.
    fn is_active(&self, id: RecordId, slot: Slot) -> bool {
        let record = self.schema().record(id);
        match record.field(slot).kind {
            Kind::Table(inner) | Kind::List(inner) => self.needs.has(inner),
            _ => self.is_needed(id, slot) || record.list.is_some_and(|list| list.key == slot) || self.is_known(id, slot),
        }
    }

    fn is_known(&self, id: RecordId, slot: Slot) -> bool {
        self.known_rows(id).iter().any(|(_, known)| known.iter().any(|(each, _)| *each == slot))
    }

    fn row(&self, out: &mut String, id: RecordId, known: &[(Slot, String)]) {
        let record = self.schema().record(id);
        let (open, close) = if record.list.is_some() { ("[[", "]]") } else { ("[", "]") };
        let _ = writeln!(out, "{open}{}{close}", record.path);
        for (slot, field) in (0..).zip(&record.fields).filter(|(slot, field)| is_scalar(field) && self.is_active(id, *slot)) {
            match known.iter().find(|(each, _)| *each == slot) {
                Some((_, value)) => writeln!(out, "{} = \"{value}\"", field.name),
                None => writeln!(out, "{} = {}  # {}; {}", field.name, self.value_in_row(field), field.title, self.hint(id, slot)),
            }
            .unwrap_or_default();
        }
        for field in &record.fields {
            if let Kind::Table(inner) | Kind::List(inner) = field.kind
                && inner != id
                && self.needs.has(inner)
            {
                self.row(out, inner, &[]);
            }
        }
    }

    /// The class itself, and the results due, each with a note.
    fn known_rows(&self, id: RecordId) -> Vec<(String, Vec<(Slot, String)>)> {
        let (standard, anchors) = (self.standard(), &self.standard().anchors);
        let mut rows = Vec::new();
        if let Some(class) = self.cut.class.filter(|_| id == anchors.class.0) {
            rows.push((String::new(), vec![(anchors.class.1, class.to_owned())]));
        }
        if let Some(class) = self.cut.class.filter(|_| id == anchors.result.0) {
            let due = standard.due.iter().filter(|due| due.class == class && due.level == Level::Muss);
            for due in due.filter(|due| standard.gates[usize::from(due.gate)].closes <= self.cut.phase) {
                let key = self.schema().record(id).list.map_or(anchors.result.1, |list| list.key);
                let note = format!("Fällig zur Freigabe {}", standard.gates[usize::from(due.gate)].id);
                rows.push((note, vec![(key, self.key_for(id, key, &due.result)), (anchors.result.1, due.result.clone())]));
            }
        }
        if rows.is_empty() {
            rows.push((String::new(), Vec::new()));
        }
        rows
    }

    /// A code as the key of a row, in the form that keys have.
    fn key_for(&self, id: RecordId, key: Slot, code: &str) -> String {
        let fits = |text: &str| self.schema().record(id).field(key).pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
        if fits(code) { code.to_owned() } else { code.replace('_', "-") }
    }

    /// Everything else, as comments that become rows when the signs before them go.
    fn possible(&self, out: &mut String) {
        out.push_str("\n# ===== Möglich, hier nicht Pflicht =====\n");
        let schema = self.schema();
        for field in &schema.record(Schema::PROJECT).fields {
            if let Kind::Table(id) | Kind::List(id) = field.kind
                && !self.needs.has(id)
            {
                let record = schema.record(id);
                let _ = writeln!(out, "\n# --- {}: {}", record.title, record.meaning);
                self.example(out, id);
            }
        }
    }

    fn example(&self, out: &mut String, id: RecordId) {
        let record = self.schema().record(id);
        let (open, close) = if record.list.is_some() { ("[[", "]]") } else { ("[", "]") };
        let _ = writeln!(out, "# {open}{}{close}", record.path);
        let key = record.list.map(|list| list.key);
        let is_shown = |slot: Slot, field: &Field| is_scalar(field) && (field.required.is_some() || key == Some(slot));
        let mut left = Vec::new();
        for (slot, field) in (0..).zip(&record.fields) {
            if is_shown(slot, field) {
                let limits = self.limits(id, slot).map_or_else(String::new, |limits| format!("; {limits}"));
                let _ = writeln!(out, "# {} = {}  # {}{limits}", field.name, field.example, field.title);
            } else {
                left.push(field.name.as_str());
            }
        }
        if !left.is_empty() {
            let _ = writeln!(out, "# möglich auch: {}", left.join(", "));
        }
    }
}

fn is_scalar(field: &Field) -> bool {
    !matches!(field.kind, Kind::Table(_) | Kind::List(_))
}
