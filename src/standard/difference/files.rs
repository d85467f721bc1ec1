//! Files that no other part of the comparison reads: figures, pages, views, papers and the rest, by their keys. It also
//! catches what the others have no word for, so that two editions of different content never seem equal.

use std::collections::BTreeMap;

use crate::source::Source;
use crate::standard::difference::{Difference, Group};
use crate::standard::layout::{ADAPTATIONS, PHASES, PROFILE, THRESHOLDS};
use crate::standard::{Layer, Standard, contacts, holidays, placeholders, terms};

/// `told` is what the parts found: a file of theirs is only named where they had nothing to say about its kind.
pub fn files(old: &Standard, new: &Standard, told: &[Difference]) -> Vec<Difference> {
    let (before, after) = (effective(&old.layers), effective(&new.layers));
    let mut paths: Vec<&String> = before.keys().chain(after.keys()).collect();
    paths.sort();
    paths.dedup();
    let one = |path: &String| {
        let (group, has_words) = group(path);
        if has_words && told.iter().any(|known| known.group == group) {
            return None;
        }
        let (earlier, later) = (before.get(path), after.get(path));
        let what = match (earlier, later) {
            (Some(earlier), Some(later)) => changed(earlier, later),
            (None, _) => vec!["neu".to_owned()],
            _ => vec!["fällt weg".to_owned()],
        };
        let title = later.or(earlier).and_then(|source| title(source)).unwrap_or_default();
        (!what.is_empty()).then(|| Difference::new(group, path, &title, what))
    };
    paths.into_iter().filter_map(one).collect()
}

/// By path, the file that counts: of a page or template the youngest, of everything else there is only one. What each
/// profile says of itself stands beside the others.
fn effective(layers: &[Layer]) -> BTreeMap<String, &Source> {
    let mut found = BTreeMap::new();
    for (depth, layer) in layers.iter().enumerate() {
        for (path, source) in &layer.files.entries {
            if path == ADAPTATIONS {
                continue; // what it changes is told by what it changes
            }
            let is_own =
                [PROFILE, placeholders::FILE, contacts::FILE, terms::FILE].contains(&path.as_str()) || path.starts_with("abdeckung/");
            let key = if is_own && depth > 0 { format!("{}/{path}", layer.name) } else { path.clone() };
            found.insert(key, source);
        }
    }
    found
}

/// Where a file belongs, and whether the other parts of the comparison have words for what stands in it.
fn group(path: &str) -> (Group, bool) {
    let (folder, _) = path.split_once('/').unwrap_or((path, ""));
    match folder {
        "regeln" => (Group::Regeln, true),
        "kataloge" => (Group::Kataloge, true),
        "felder" => (Group::Felder, true),
        PHASES => (Group::Phasen, true),
        THRESHOLDS => (Group::Schwellen, true),
        "kennzahlen" => (Group::Kennzahlen, false),
        "bericht" => (Group::Seiten, false),
        "sichten" => (Group::Sichten, false),
        "papiere" => (Group::Papiere, false),
        _ if path.ends_with(terms::FILE) => (Group::Begriffe, false),
        _ if path.ends_with(holidays::FILE) => (Group::Feiertage, false),
        _ if path.ends_with(contacts::FILE) => (Group::Kontaktangaben, false),
        _ if path.ends_with(placeholders::FILE) => (Group::Platzhalter, false),
        _ if path.ends_with(PROFILE) => (Group::Anker, false),
        _ => (Group::Weitere, false),
    }
}

/// The keys that differ, or that only remarks and the form do.
fn changed(before: &Source, after: &Source) -> Vec<String> {
    if before.text.replace("\r\n", "\n") == after.text.replace("\r\n", "\n") {
        return Vec::new();
    }
    let read = |source: &Source| toml::from_str::<toml::Table>(&source.text).ok();
    let (Some(old), Some(new)) = (read(before), read(after)) else { return vec!["Inhalt geändert".to_owned()] };
    let mut keys: Vec<&String> = old.keys().chain(new.keys()).filter(|key| old.get(*key) != new.get(*key)).collect();
    keys.sort();
    keys.dedup();
    match keys.as_slice() {
        [] => vec!["nur Bemerkungen oder Form geändert".to_owned()],
        keys => vec![format!("geändert: {}", keys.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", "))],
    }
}

fn title(source: &Source) -> Option<String> {
    let table: toml::Table = toml::from_str(&source.text).ok()?;
    let title = ["titel", "kicker", "name"].into_iter().find_map(|key| table.get(key)?.as_str());
    title.filter(|title| !title.contains(['{', '\n'])).map(str::to_owned)
}
