//! `felder/*.toml`, the data dictionary, compiled into the schema. Groups of fields that many lists share are named
//! once and taken up by name.

mod extend;
mod file;
mod limits;

use std::collections::BTreeMap;

use regex::Regex;
use toml::Spanned;

use crate::schema::{Catalogue, DateRole, Field, Kind, List, Record, RecordId, Schema, Slot};
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read, suggestion};
use file::{Absent, RawField, RawFile, RawKind, RawRecord};

/// What can only be settled once every record exists.
enum Later {
    Target { field: (RecordId, usize), target: Spanned<String>, file: usize },
    KnownFrom { field: (RecordId, usize), name: Spanned<String>, file: usize },
    Classes { field: (RecordId, usize), classes: Vec<Spanned<String>>, file: usize },
    Relations { at: (RecordId, Slot), raw: Box<RawField>, file: usize },
}

/// Compiles the dictionary files of all layers, in order.
pub struct Dictionary<'a> {
    /// With the depth of the profile each belongs to; 0 is the oldest.
    sources: Vec<(usize, &'a Source)>,
    phases: &'a [String],
    pub schema: Schema,
    groups: BTreeMap<String, Vec<RawField>>,
    defaults: limits::Defaults,
    /// `file:line` of what set a default last.
    default_places: BTreeMap<RawKind, String>,
    /// Depth and `file:line` of every record, field and group, by path; groups behind a colon.
    declared: BTreeMap<String, (usize, String)>,
    later: Vec<Later>,
    pub complaints: Vec<Complaint>,
    file: usize,
    section: String,
}

impl<'a> Dictionary<'a> {
    pub fn new(sources: Vec<(usize, &'a Source)>, phases: &'a [String], catalogues: Vec<Catalogue>) -> Self {
        let project = Record {
            path: String::new(),
            title: "Projekt".to_owned(),
            meaning: String::new(),
            section: String::new(),
            fields: Vec::new(),
            relations: Vec::new(),
            list: None,
            parent: Schema::PROJECT,
        };
        let schema = Schema { records: vec![project], catalogues, ..Schema::default() };
        Self {
            sources,
            phases,
            schema,
            groups: BTreeMap::new(),
            defaults: limits::Defaults::new(),
            default_places: BTreeMap::new(),
            declared: BTreeMap::new(),
            later: Vec::new(),
            complaints: Vec::new(),
            file: 0,
            section: String::new(),
        }
    }

    pub fn compile(&mut self) {
        let mut files = Vec::new();
        for (index, (_, source)) in self.sources.clone().into_iter().enumerate() {
            match read::<RawFile>(source) {
                Ok(raw) => files.push((index, raw)),
                Err(complaint) => self.complaints.push(complaint),
            }
        }
        for (index, raw) in &mut files {
            self.file = *index;
            self.optional(raw);
            for limit in &raw.grenze {
                self.default(limit);
            }
            for group in raw.gruppe.drain(..) {
                if self.declare(&group.name, &format!(":{}", group.name.get_ref()), "die Gruppe") {
                    self.groups.insert(group.name.into_inner(), group.feld);
                }
            }
        }
        for (index, raw) in files {
            self.file = index;
            self.section.clone_from(&raw.abschnitt);
            self.fields(Schema::PROJECT, &raw.feld);
            self.records(Schema::PROJECT, raw.tabelle, raw.liste);
        }
        self.settle();
    }

    fn records(&mut self, parent: RecordId, tables: Vec<RawRecord>, lists: Vec<RawRecord>) {
        for raw in tables {
            self.record(parent, raw, false);
        }
        for raw in lists {
            self.record(parent, raw, true);
        }
    }

    fn record(&mut self, parent: RecordId, raw: RawRecord, is_list: bool) {
        let above = &self.schema.record(parent).path;
        let path = if above.is_empty() { raw.name.get_ref().clone() } else { format!("{above}.{}", raw.name.get_ref()) };
        let Ok(id) = RecordId::try_from(self.schema.records.len()) else { return };
        if let Some(inherited) = self.inherited(&path, parent, &raw, is_list) {
            return self.extend(inherited, raw);
        }
        if !self.declare(&raw.name, &path, "") {
            return;
        }
        let (Some(titel), Some(bedeutung)) = (raw.titel.clone(), raw.bedeutung.clone()) else {
            return self.complain(&raw.name, format!("„{path}“ braucht „titel“ und „bedeutung“"));
        };
        self.schema.records.push(Record {
            path,
            title: titel.clone(),
            meaning: bedeutung.clone(),
            section: self.section.clone(),
            fields: Vec::new(),
            relations: Vec::new(),
            list: None,
            parent,
        });
        let kind = if is_list { Kind::List(id) } else { Kind::Table(id) };
        self.schema.records[parent as usize].fields.push(Field::plain(raw.name.get_ref(), &titel, &bedeutung, kind));
        self.fields(id, &raw.feld);
        self.take_groups(id, &raw.gruppen);
        if is_list {
            self.schema.records[id as usize].list = self.list(id, &raw);
        }
        self.records(id, raw.tabelle, raw.liste);
    }

    fn take_groups(&mut self, id: RecordId, groups: &[Spanned<String>]) {
        for group in groups {
            match self.groups.get(group.get_ref()).cloned() {
                Some(fields) => self.fields(id, &fields),
                None => self.complain(group, format!("die Gruppe „{}“ gibt es nicht", group.get_ref())),
            }
        }
    }

    fn list(&mut self, id: RecordId, raw: &RawRecord) -> Option<List> {
        let Some(key) = &raw.schluessel else {
            self.complain(&raw.name, "jede Liste braucht einen „schluessel“".to_owned());
            return None;
        };
        let key = self.own_slot(id, key)?;
        let mut slot = |name: &Spanned<String>| self.own_slot(id, name);
        let valid_from = raw.gilt_ab.as_ref().and_then(&mut slot);
        let key_with = raw.schluessel_mit.as_ref().and_then(&mut slot);
        if raw.fehlt.is_none() {
            self.complain(&raw.name, "jede Liste sagt mit „fehlt“, ob sie ohne Eintrag unbekannt oder leer ist".to_owned());
        }
        Some(List { key, key_with, valid_from, absent_is_empty: raw.fehlt == Some(Absent::Leer) })
    }

    fn own_slot(&mut self, id: RecordId, name: &Spanned<String>) -> Option<Slot> {
        let slot = self.schema.record(id).slot(name.get_ref());
        if slot.is_none() {
            self.complain(name, format!("die Liste hat kein Feld „{}“", name.get_ref()));
        }
        slot
    }

    fn fields(&mut self, record: RecordId, raw: &[RawField]) {
        for raw in raw {
            let above = &self.schema.record(record).path;
            let path = if above.is_empty() { raw.name.get_ref().clone() } else { format!("{above}.{}", raw.name.get_ref()) };
            if !self.declare(&raw.name, &path, "das Feld") {
                continue;
            }
            let field = self.field(raw, (record, self.schema.record(record).fields.len()));
            self.schema.records[record as usize].fields.push(field);
        }
    }

    fn field(&mut self, raw: &RawField, at: (RecordId, usize)) -> Field {
        let file = self.file;
        if let Some(name) = &raw.bekannt_ab {
            self.later.push(Later::KnownFrom { field: at, name: name.clone(), file });
        }
        if !raw.klassen.is_empty() {
            self.later.push(Later::Classes { field: at, classes: raw.klassen.clone(), file });
        }
        self.note_relations(raw, at);
        Field {
            name: raw.name.get_ref().clone(),
            title: raw.titel.clone(),
            meaning: raw.bedeutung.clone(),
            example: raw.beispiel.as_ref().map(|example| example.get_ref().clone()).unwrap_or_default(),
            kind: self.kind(raw, at),
            required: raw.pflicht,
            from_phase: self.phase(raw.ab_phase.as_ref()),
            classes: Vec::new(),
            pattern: raw.muster.as_ref().and_then(|pattern| self.pattern(pattern)),
            bounds: self.bounds(raw),
            date_role: self.date_role(raw),
            known_from: None,
            unit: raw.einheit.clone(),
            person: raw.person,
            internal: raw.intern,
            is_mailbox: raw.funktionspostfach,
            is_file_name: raw.dateiname,
        }
    }

    fn kind(&mut self, raw: &RawField, at: (RecordId, usize)) -> Kind {
        match raw.typ {
            RawKind::Text => Kind::Text,
            RawKind::Ganzzahl => Kind::Integer,
            RawKind::Geld => Kind::Money,
            RawKind::Anzahl => Kind::Count,
            RawKind::JaNein => Kind::Flag,
            RawKind::Datum => Kind::Date,
            RawKind::Texte => Kind::Texts,
            RawKind::Code | RawKind::Codes => self.coded(raw),
            RawKind::Verweis | RawKind::Verweise => {
                match &raw.ziel {
                    Some(target) => self.later.push(Later::Target { field: at, target: target.clone(), file: self.file }),
                    None => self.complain(&raw.name, "ein Verweis braucht „ziel“".to_owned()),
                }
                if raw.typ == RawKind::Verweis { Kind::Ref(0) } else { Kind::Refs(0) }
            }
        }
    }

    fn coded(&mut self, raw: &RawField) -> Kind {
        let Some(name) = &raw.katalog else {
            self.complain(&raw.name, "ein Code braucht „katalog“".to_owned());
            return Kind::Text;
        };
        match self.schema.find_catalogue(name.get_ref()) {
            Some(id) if raw.typ == RawKind::Code => Kind::Code(id),
            Some(id) => Kind::Codes(id),
            None => {
                let known = self.schema.catalogues.iter().map(|catalogue| catalogue.name.as_str());
                let hint = suggestion(name.get_ref(), known).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
                self.complain(name, format!("den Katalog „{}“ gibt es nicht{hint}", name.get_ref()));
                Kind::Text
            }
        }
    }

    fn phase(&mut self, name: Option<&Spanned<String>>) -> u16 {
        let Some(name) = name else { return 0 };
        let found = (0u16..).zip(self.phases).find(|(_, id)| *id == name.get_ref());
        found.map_or_else(
            || {
                self.complain(name, format!("die Phase „{}“ gibt es nicht", name.get_ref()));
                0
            },
            |(rank, _)| rank,
        )
    }

    fn pattern(&mut self, pattern: &Spanned<String>) -> Option<Regex> {
        let compiled = Regex::new(&format!("^(?:{})$", pattern.get_ref()));
        if compiled.is_err() {
            self.complain(pattern, "dieses Muster ist kein gültiger regulärer Ausdruck".to_owned());
        }
        compiled.ok()
    }

    fn date_role(&mut self, raw: &RawField) -> Option<DateRole> {
        if (raw.typ == RawKind::Datum) != raw.datum.is_some() {
            self.complain(&raw.name, "jedes Datum sagt mit „datum“, ob es Ereignis, Plan oder Frist ist, und nur ein Datum".to_owned());
        }
        raw.datum
    }

    fn settle(&mut self) {
        for later in std::mem::take(&mut self.later) {
            match later {
                Later::Target { field: (record, index), target, file } => {
                    self.file = file;
                    self.settle_target(record, index, &target);
                }
                Later::KnownFrom { field: (record, index), name, file } => {
                    self.file = file;
                    let slot = self.own_slot(record, &name);
                    self.schema.records[record as usize].fields[index].known_from = slot;
                }
                Later::Relations { at, raw, file } => {
                    self.file = file;
                    self.settle_relations(at, &raw);
                }
                classes @ Later::Classes { .. } => self.later.push(classes),
            }
        }
        self.settle_levels();
    }

    fn settle_target(&mut self, record: RecordId, index: usize, target: &Spanned<String>) {
        let Some(id) = self.schema.find_record(target.get_ref()).filter(|id| self.schema.record(*id).list.is_some()) else {
            self.complain(target, format!("das Ziel „{}“ ist keine Liste", target.get_ref()));
            return;
        };
        let kind = &mut self.schema.records[record as usize].fields[index].kind;
        *kind = if *kind == Kind::Ref(0) { Kind::Ref(id) } else { Kind::Refs(id) };
    }

    /// Classes can be settled only once the anchors say which catalogue they are in.
    pub fn settle_classes(&mut self, classes_of: &Catalogue) {
        for later in std::mem::take(&mut self.later) {
            let Later::Classes { field: (record, index), classes, file } = later else { continue };
            self.file = file;
            for class in classes {
                match classes_of.ordinal(class.get_ref()) {
                    Some(ordinal) => self.schema.records[record as usize].fields[index].classes.push(ordinal),
                    None => self.complain(&class, format!("die Größenklasse „{}“ gibt es nicht", class.get_ref())),
                }
            }
        }
    }

    /// Notes where something is declared; a second time is a complaint that names both places.
    fn declare(&mut self, at: &Spanned<String>, path: &str, what: &str) -> bool {
        if let Some((_, place)) = self.declared.get(path) {
            let told = format!("{what} „{}“ ist schon erklärt ({place})", path.trim_start_matches(':'));
            self.complain(at, told.trim_start().to_owned());
            return false;
        }
        self.declared.insert(path.to_owned(), (self.depth(), self.place(at)));
        true
    }

    fn place<T>(&self, at: &Spanned<T>) -> String {
        self.sources[self.file].1.at(Span::new(at.span()))
    }

    /// How far the profile of the present file is from the oldest.
    fn depth(&self) -> usize {
        self.sources[self.file].0
    }

    fn complain<T>(&mut self, at: &Spanned<T>, message: String) {
        self.complaints.push(Complaint::new(self.sources[self.file].1, Span::new(at.span()), message));
    }
}
