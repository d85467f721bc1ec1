//! What an inheriting profile adds to the dictionary: fields of its own in the head, in inherited lists and in lists of
//! its own. They are optional: what is asked of a project is a rule, with its reason, its Stufe and its day.

use super::Dictionary;
use super::file::{RawField, RawFile, RawRecord};
use crate::schema::{Kind, RecordId};

impl Dictionary<'_> {
    /// The inherited list or table that a profile adds to.
    pub(super) fn inherited(&self, path: &str, parent: RecordId, raw: &RawRecord, is_list: bool) -> Option<RecordId> {
        let (depth, _) = self.declared.get(path)?;
        let record = self.schema.record(parent);
        let kind = record.field(record.slot(raw.name.get_ref())?).kind;
        match kind {
            Kind::List(id) if is_list && *depth < self.depth() => Some(id),
            Kind::Table(id) if !is_list && *depth < self.depth() => Some(id),
            _ => None,
        }
    }

    /// Adds what is new; what the inherited list is, stays.
    pub(super) fn extend(&mut self, id: RecordId, raw: RawRecord) {
        let path = self.schema.record(id).path.clone();
        let place = self.declared.get(&path).map(|(_, place)| place.clone()).unwrap_or_default();
        let stated = [
            ("titel", raw.titel.is_some()),
            ("bedeutung", raw.bedeutung.is_some()),
            ("schluessel", raw.schluessel.is_some()),
            ("gilt_ab", raw.gilt_ab.is_some()),
            ("fehlt", raw.fehlt.is_some()),
        ];
        for (key, _) in stated.into_iter().filter(|(_, stated)| *stated) {
            self.complain(&raw.name, format!("„{key}“ von „{path}“ lässt sich nicht ändern, nur Felder ergänzen; geerbt aus {place}"));
        }
        if raw.feld.is_empty() && raw.gruppen.is_empty() && raw.tabelle.is_empty() && raw.liste.is_empty() {
            self.complain(&raw.name, format!("der Eintrag ergänzt „{path}“ um nichts; geerbt aus {place}"));
        }
        self.fields(id, &raw.feld);
        self.take_groups(id, &raw.gruppen);
        self.records(id, raw.tabelle, raw.liste);
    }

    /// Fields of an inheriting profile that would be asked of everybody.
    pub(super) fn optional(&mut self, file: &RawFile) {
        if self.depth() == 0 {
            return;
        }
        let mut fields: Vec<&RawField> = file.feld.iter().chain(file.gruppe.iter().flat_map(|group| &group.feld)).collect();
        of_records(&file.tabelle, &mut fields);
        of_records(&file.liste, &mut fields);
        for field in fields.into_iter().filter(|field| field.pflicht.is_some()) {
            let message = format!(
                "eigene Felder sind freiwillig; soll „{}“ verlangt werden, schreiben Sie statt „pflicht“ eine Regel",
                field.name.get_ref()
            );
            self.complain(&field.name, message);
        }
    }
}

fn of_records<'r>(records: &'r [RawRecord], found: &mut Vec<&'r RawField>) {
    for record in records {
        found.extend(&record.feld);
        of_records(&record.tabelle, found);
        of_records(&record.liste, found);
    }
}
