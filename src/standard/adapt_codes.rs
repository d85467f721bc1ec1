//! Codes in `anpassungen.toml`: an inheriting profile removes some, or calls one by a name of its own. Such a name is read
//! as the code it stands for, so that no rule, figure or view can tell them apart: it has its traits and never more.

use serde::Deserialize;
use toml::Spanned;

use crate::schema::{Catalogue, Kind, OwnCode, TraitKind, TraitValue};
use crate::source::{Source, Span};
use crate::standard::adapt::{Inherited, unknown};
use crate::standard::complaint::Complaint;
use crate::standard::terms::unfolded;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCatalogueChange {
    name: Spanned<String>,
    #[serde(default)]
    entfernt: Vec<Spanned<String>>,
    #[serde(default)]
    neu: Vec<RawOwnCode>,
    #[allow(dead_code, reason = "part of the file's form")]
    grund: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOwnCode {
    id: Spanned<String>,
    titel: Spanned<String>,
    bedeutung: String,
    steht_fuer: Spanned<String>,
}

pub fn change_catalogue(source: &Source, change: &RawCatalogueChange, inherited: &mut Inherited<'_>) -> Vec<Complaint> {
    let names: Vec<String> = inherited.schema.catalogues.iter().map(|catalogue| catalogue.name.clone()).collect();
    let Some(catalogue) = inherited.schema.catalogues.iter_mut().find(|catalogue| catalogue.name == *change.name.get_ref()) else {
        return vec![unknown(source, &change.name, "Katalog", names.iter().map(String::as_str))];
    };
    if change.entfernt.is_empty() && change.neu.is_empty() {
        let message = format!("der Eintrag zum Katalog „{}“ ändert nichts; dazu gehört „entfernt“ oder [[katalog.neu]]", catalogue.name);
        return vec![Complaint::new(source, Span::new(change.name.span()), message)];
    }
    let before = catalogue.clone();
    // A name of its own may stand for a code that goes at the same time: then only the name changes.
    let added = change.neu.iter().filter_map(|raw| add(source, raw, catalogue).err());
    let mut complaints: Vec<Complaint> = added.collect();
    complaints.extend(change.entfernt.iter().filter_map(|code| remove(source, code, catalogue).err()));
    if complaints.is_empty()
        && let Some(first) = change.entfernt.first()
    {
        let lost = lost(&before, &change.name, inherited);
        complaints.extend(lost.into_iter().map(|message| Complaint::new(source, Span::new(first.span()), message)));
    }
    complaints
}

fn add(source: &Source, raw: &RawOwnCode, catalogue: &mut Catalogue) -> Result<(), Complaint> {
    let id = raw.id.get_ref();
    let wrong = |at: &Spanned<String>, message: String| Err(Complaint::new(source, Span::new(at.span()), message));
    if id.is_empty() || id.chars().any(|letter| letter.is_whitespace() || letter.is_control() || "\"'{}[],".contains(letter)) {
        return wrong(&raw.id, "ein eigener Code ist ein Wort ohne Leerzeichen, Anführungszeichen und Klammern".to_owned());
    }
    if raw.titel.get_ref().trim().is_empty() {
        return wrong(&raw.titel, format!("der eigene Code „{id}“ braucht einen Titel"));
    }
    if let Some(ordinal) = catalogue.ordinal(id) {
        let place = catalogue.own(id).map_or_else(|| catalogue.code(ordinal).set_at.clone(), |own| own.set_at.clone());
        return wrong(&raw.id, format!("den Code „{id}“ gibt es im Katalog „{}“ schon; geerbt aus {place}", catalogue.name));
    }
    let meant = raw.steht_fuer.get_ref();
    let Some(ordinal) = catalogue.ordinal(meant) else {
        let known = catalogue.allowed().map(|code| code.id.as_str());
        return Err(unknown(source, &raw.steht_fuer, "Code", known));
    };
    if catalogue.is_removed(meant, ordinal) {
        let place = catalogue.own(meant).map_or(&catalogue.code(ordinal).set_at, |own| &own.set_at);
        return wrong(&raw.steht_fuer, format!("den Code „{meant}“ hat ein Prüfprofil darunter entfernt ({place})"));
    }
    let set_at = source.at(Span::new(raw.id.span()));
    let (title, meaning) = (format!("{} (steht für „{meant}“)", raw.titel.get_ref()), raw.bedeutung.clone());
    catalogue.own.push(OwnCode { id: id.clone(), title, meaning, stands_for: ordinal, removed: false, set_at });
    catalogue.reindex();
    Ok(())
}

fn remove(source: &Source, code: &Spanned<String>, catalogue: &mut Catalogue) -> Result<(), Complaint> {
    let at = source.at(Span::new(code.span()));
    if let Some(own) = catalogue.own.iter_mut().find(|own| own.id == *code.get_ref()) {
        (own.removed, own.set_at) = (true, at);
        return Ok(());
    }
    let Some(ordinal) = catalogue.ordinal(code.get_ref()) else {
        return Err(unknown(source, code, "Code", catalogue.allowed().map(|code| code.id.as_str())));
    };
    let code = &mut catalogue.codes[ordinal as usize];
    (code.removed, code.set_at) = (true, at);
    Ok(())
}

/// What nobody could fulfil any more after a removal, in words that name the inherited line.
fn lost(before: &Catalogue, name: &Spanned<String>, inherited: &Inherited<'_>) -> Vec<String> {
    let Some(id) = inherited.schema.find_catalogue(name.get_ref()) else { return Vec::new() };
    let after = inherited.schema.catalogue(id);
    let gone = |ordinal: u16| before.is_usable(ordinal) && !after.is_usable(ordinal);
    if after.codes.is_empty() || !(0u16..).zip(&after.codes).any(|(ordinal, _)| after.is_usable(ordinal)) {
        return vec![format!("danach hätte der Katalog „{}“ keinen Code mehr", after.name)];
    }
    let mut told = Vec::new();
    let (record, slot) = inherited.anchors.result;
    if inherited.schema.record(record).field(slot).kind == Kind::Code(id) {
        let due = inherited.due.iter().filter(|due| after.ordinal(&due.result).is_some_and(gone));
        told.extend(due.map(|due| {
            format!("das Ergebnis „{}“ ist zu einer Freigabe fällig und könnte niemand mehr nennen; geerbt aus {}", due.result, due.set_at)
        }));
        told.dedup();
    }
    for (index, entry) in after.traits.iter().enumerate().filter(|(_, entry)| entry.kind == TraitKind::JaNein) {
        let has = |catalogue: &Catalogue| {
            (0u16..)
                .zip(&catalogue.codes)
                .any(|(at, code)| catalogue.is_usable(at) && code.values.get(index) == Some(&TraitValue::Flag(true)))
        };
        let quoted = format!("\"{}\"", entry.name);
        let asking = inherited
            .rules
            .iter()
            .find(|rule| rule.conditions().is_some_and(|check| asks_for(&unfolded(inherited.terms, &check.holds.text), &quoted)));
        if let Some(rule) = asking.filter(|_| has(before) && !has(after)) {
            let place = rule.file.at(rule.conditions().map_or_else(Span::default, |check| check.holds.span));
            told.push(format!(
                "danach hätte kein Code das Merkmal „{}“, nach dem die Regel {} fragt; geerbt aus {place}",
                entry.name, rule.id
            ));
        }
    }
    told
}

/// Whether a condition wants a code with this trait; without one it could never hold. To want codes without it is no loss.
fn asks_for(text: &str, quoted: &str) -> bool {
    text.match_indices(quoted).any(|(at, _)| text[..at].rfind("ist(").is_none_or(|call| !text[..call].ends_with('!')))
}
