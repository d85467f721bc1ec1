//! `standard.toml`: who a profile is, what it builds on, and the anchors that bind the few things the tool must know
//! itself to fields of the dictionary.

use serde::Deserialize;
use toml::Spanned;

use crate::schema::{Kind, RecordId, Schema, Slot};
use crate::source::{Source, Span};
use crate::standard::complaint::Complaint;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub name: String,
    pub titel: String,
    pub fassung: String,
    pub herausgeber: String,
    pub gueltig_ab: Spanned<toml::value::Datetime>,
    #[serde(default)]
    pub hinweis: String,
    pub basiert_auf: Option<Spanned<String>>,
    pub anker: Option<Spanned<RawAnchors>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawAnchors {
    projekt_kennung: Spanned<String>,
    projekt_titel: Spanned<String>,
    datenart: Spanned<String>,
    klasse: Spanned<String>,
    ergebnis: Spanned<String>,
    phase: Spanned<String>,
    freigabe: Spanned<String>,
    freigabe_ergebnis: Spanned<String>,
    freigabe_positiv: Spanned<String>,
    freigabe_beleg: Spanned<String>,
    auflage_frist: Spanned<String>,
    auflage_erledigt: Spanned<String>,
    datenart_erfunden: Spanned<String>,
    datenart_bewertet: Spanned<String>,
    rolle: Spanned<String>,
    rolle_stelle: Spanned<String>,
    rolle_bis: Spanned<String>,
    rolle_seit: Option<Spanned<String>>,
    rolle_sonst: Spanned<String>,
    stelle_name: Spanned<String>,
    meilenstein_freigabe: Spanned<String>,
    meilenstein_erster_plan: Spanned<String>,
    meilenstein_umplanung: Spanned<String>,
    ausnahme_regel: Spanned<String>,
    ausnahme_ort: Spanned<String>,
    ausnahme_grund: Spanned<String>,
    ausnahme_bis: Spanned<String>,
    ausnahme_hinweis: Option<Spanned<String>>,
    ausnahme_von: Option<Spanned<String>>,
    ausnahme_ab: Option<Spanned<String>>,
    ausnahme_ueberpruefung: Option<Spanned<String>>,
    ausnahme_laufzeit: Option<Spanned<String>>,
    bestand_ziel: Option<Spanned<String>>,
    bezugsgroesse: Spanned<String>,
    bezugsgroesse_anzahl: Spanned<String>,
    bezugsgroesse_einheit: Spanned<String>,
    zaehleinheit: Spanned<String>,
    zaehleinheit_kommunal: Spanned<String>,
    zaehleinheit_bezug: Option<Spanned<String>>,
    aufgabentraeger: Option<Spanned<String>>,
    aufgabentraeger_bezug: Option<Spanned<String>>,
    prozent_ab: String,
    #[serde(default)]
    immer_genannt: Vec<Spanned<String>>,
}

/// The closed meta-vocabulary, bound: which slot of which record is meant. See ARCHITECTURE.md.
#[derive(Clone, Debug)]
pub struct Anchors {
    pub project_id: (RecordId, Slot),
    pub project_title: (RecordId, Slot),
    pub data_kind: (RecordId, Slot),
    pub class: (RecordId, Slot),
    /// Kind of a result; its catalogue names what can be due at a gate.
    pub result: (RecordId, Slot),
    pub phase: (RecordId, Slot),
    pub gate: (RecordId, Slot),
    pub gate_outcome: (RecordId, Slot),
    /// Trait of an outcome: the gate is passed.
    pub outcome_passes: usize,
    /// What proves the decision.
    pub gate_evidence: (RecordId, Slot),
    /// Until when a condition of a gate is to be met, and when it was.
    pub condition_due: (RecordId, Slot),
    pub condition_met: (RecordId, Slot),
    /// Trait of a kind of data: invented.
    pub kind_invented: usize,
    /// Trait of a kind of data: counts in compliance and status figures.
    pub kind_assessed: usize,
    pub role: (RecordId, Slot),
    pub role_body: (RecordId, Slot),
    pub role_until: (RecordId, Slot),
    pub role_since: Option<(RecordId, Slot)>,
    /// Code of the role that sees to what no rule assigns.
    pub role_otherwise: String,
    pub body_name: (RecordId, Slot),
    pub milestone_gate: (RecordId, Slot),
    pub milestone_first_plan: (RecordId, Slot),
    pub milestone_replan: (RecordId, Slot),
    pub exception_rule: (RecordId, Slot),
    pub exception_place: (RecordId, Slot),
    pub exception_reason: (RecordId, Slot),
    pub exception_until: (RecordId, Slot),
    /// Name of the threshold: days before its end from which an exception counts as expiring.
    pub exception_notice: Option<String>,
    /// The Stelle that approved it.
    pub exception_by: Option<(RecordId, Slot)>,
    pub exception_from: Option<(RecordId, Slot)>,
    /// Day of the next review.
    pub exception_review: Option<(RecordId, Slot)>,
    /// Name of the threshold: days an exception may run without a review.
    pub exception_term: Option<String>,
    /// Name of the threshold: days that a portfolio gets for the findings it starts with.
    pub baseline_grace: Option<String>,
    /// A field whose catalogue lists what municipal shares are shares of.
    pub reference_size: (RecordId, Slot),
    /// Trait of a reference size: how many there are.
    pub size_count: usize,
    /// Trait of a reference size: what they are called.
    pub size_unit: usize,
    /// A field whose catalogue lists what can be counted.
    pub counting_unit: (RecordId, Slot),
    /// Trait of a counting unit: it counts municipal bodies.
    pub unit_is_municipal: usize,
    /// Trait of a counting unit: the reference sizes it may be divided by, parted by spaces.
    pub unit_sizes: Option<usize>,
    /// A field whose catalogue lists whose task something is.
    pub task_owner: Option<(RecordId, Slot)>,
    /// Trait of whose task it is: the reference size that follows from it.
    pub owner_size: Option<usize>,
    /// Name of the threshold below which a share has no percentage.
    pub smallest_whole: String,
    /// Fields of the head that whoever prepares a gate is always told, where they are filled.
    pub always_told: Vec<Slot>,
}

impl RawAnchors {
    pub fn bind(&self, source: &Source, schema: &Schema) -> Result<Anchors, Vec<Complaint>> {
        let mut binder = Binder { source, schema, complaints: Vec::new() };
        let gate_outcome = binder.field(&self.freigabe_ergebnis);
        let data_kind = binder.field(&self.datenart);
        let reference_size = binder.field(&self.bezugsgroesse);
        let counting_unit = binder.field(&self.zaehleinheit);
        let task_owner = self.aufgabentraeger.as_ref().map(|path| binder.field(path));
        let anchors = Anchors {
            project_id: binder.field(&self.projekt_kennung),
            project_title: binder.field(&self.projekt_titel),
            data_kind,
            class: binder.field(&self.klasse),
            result: binder.field(&self.ergebnis),
            phase: binder.field(&self.phase),
            gate: binder.field(&self.freigabe),
            gate_outcome,
            outcome_passes: binder.code_trait(gate_outcome, &self.freigabe_positiv),
            gate_evidence: binder.field(&self.freigabe_beleg),
            condition_due: binder.field(&self.auflage_frist),
            condition_met: binder.field(&self.auflage_erledigt),
            kind_invented: binder.code_trait(data_kind, &self.datenart_erfunden),
            kind_assessed: binder.code_trait(data_kind, &self.datenart_bewertet),
            role: binder.field(&self.rolle),
            role_body: binder.field(&self.rolle_stelle),
            role_until: binder.field(&self.rolle_bis),
            role_since: self.rolle_seit.as_ref().map(|path| binder.field(path)),
            role_otherwise: self.rolle_sonst.get_ref().clone(),
            body_name: binder.field(&self.stelle_name),
            milestone_gate: binder.field(&self.meilenstein_freigabe),
            milestone_first_plan: binder.field(&self.meilenstein_erster_plan),
            milestone_replan: binder.field(&self.meilenstein_umplanung),
            exception_rule: binder.field(&self.ausnahme_regel),
            exception_place: binder.field(&self.ausnahme_ort),
            exception_reason: binder.field(&self.ausnahme_grund),
            exception_until: binder.field(&self.ausnahme_bis),
            baseline_grace: self.bestand_ziel.as_ref().map(|name| name.get_ref().clone()),
            exception_by: self.ausnahme_von.as_ref().map(|path| binder.field(path)),
            exception_from: self.ausnahme_ab.as_ref().map(|path| binder.field(path)),
            exception_review: self.ausnahme_ueberpruefung.as_ref().map(|path| binder.field(path)),
            exception_term: self.ausnahme_laufzeit.as_ref().map(|name| name.get_ref().clone()),
            exception_notice: self.ausnahme_hinweis.as_ref().map(|name| name.get_ref().clone()),
            reference_size,
            size_count: binder.code_trait(reference_size, &self.bezugsgroesse_anzahl),
            size_unit: binder.code_trait(reference_size, &self.bezugsgroesse_einheit),
            counting_unit,
            unit_is_municipal: binder.code_trait(counting_unit, &self.zaehleinheit_kommunal),
            unit_sizes: self.zaehleinheit_bezug.as_ref().map(|name| binder.code_trait(counting_unit, name)),
            task_owner,
            owner_size: task_owner.zip(self.aufgabentraeger_bezug.as_ref()).map(|(owner, name)| binder.code_trait(owner, name)),
            smallest_whole: self.prozent_ab.clone(),
            always_told: self.immer_genannt.iter().map(|path| binder.head_field(path)).collect(),
        };
        if binder.complaints.is_empty() { Ok(anchors) } else { Err(binder.complaints) }
    }
}

struct Binder<'a> {
    source: &'a Source,
    schema: &'a Schema,
    complaints: Vec<Complaint>,
}

impl Binder<'_> {
    fn field(&mut self, path: &Spanned<String>) -> (RecordId, Slot) {
        self.schema.find_field(path.get_ref()).unwrap_or_else(|| {
            self.complain(path, format!("der Anker zeigt auf „{}“, das Wörterbuch kennt dieses Feld nicht", path.get_ref()));
            (0, 0)
        })
    }

    fn head_field(&mut self, path: &Spanned<String>) -> Slot {
        let (record, slot) = self.field(path);
        if record != Schema::PROJECT {
            self.complain(path, format!("„{}“ steht nicht im Kopf der Projektdatei", path.get_ref()));
        }
        slot
    }

    fn code_trait(&mut self, (record, slot): (RecordId, Slot), name: &Spanned<String>) -> usize {
        let kind = self.schema.record(record).fields.get(slot as usize).map(|field| field.kind);
        let found = match kind {
            Some(Kind::Code(catalogue)) => self.schema.catalogue(catalogue).find_trait(name.get_ref()),
            _ => None,
        };
        found.unwrap_or_else(|| {
            self.complain(name, format!("der Katalog dieses Feldes hat kein Merkmal „{}“", name.get_ref()));
            0
        })
    }

    fn complain(&mut self, at: &Spanned<String>, message: String) {
        self.complaints.push(Complaint::new(self.source, Span::new(at.span()), message));
    }
}
