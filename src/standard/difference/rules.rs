//! What differs about rules: whether they are there, how they weigh, from when and for whom, what they check, what they say.

use crate::standard::difference::{Difference, Group, instead, paired, texts_changed};
use crate::standard::{Rule, Standard};

pub fn rules(old: &Standard, new: &Standard) -> Vec<Difference> {
    let one = |(before, after): (Option<&Rule>, Option<&Rule>)| match (before, after) {
        (Some(before), Some(after)) => {
            let what = changed((before, old), (after, new));
            (!what.is_empty()).then(|| Difference::new(Group::Regeln, &after.id, &after.title, what))
        }
        (None, Some(after)) => {
            let told = format!("neue Regel ({}, {})", after.level.word(), after.status_german());
            Some(Difference::new(Group::Regeln, &after.id, &after.title, vec![told]))
        }
        (Some(before), None) => {
            // An id that is nowhere kept could be given again by mistake.
            let kept = if new.retired(&before.id).is_some() { "" } else { " (in kennungen.toml nachtragen)" };
            Some(Difference::new(Group::Regeln, &before.id, &before.title, vec![format!("fällt weg{kept}")]))
        }
        (None, None) => None,
    };
    paired(&old.rules, &new.rules, |rule| &rule.id).into_iter().filter_map(one).collect()
}

fn changed((before, old): (&Rule, &Standard), (after, new): (&Rule, &Standard)) -> Vec<String> {
    let day = |rule: &Rule| rule.binding_from.as_ref().map_or("ohne Tag".to_owned(), |from| from.day.german());
    let phase =
        |rule: &Rule, standard: &Standard| standard.phases.get(rule.from_phase as usize).map_or(String::new(), |phase| phase.id.clone());
    let classes = |rule: &Rule| if rule.classes.is_empty() { "alle Klassen".to_owned() } else { rule.classes.join(", ") };
    let plain = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut what: Vec<String> = [
        instead("", before.level.word(), after.level.word()),
        instead("", before.status.word(), after.status.word()),
        instead("verbindlich ab", &day(before), &day(after)),
        (before.judges_earlier != after.judges_earlier).then(|| {
            let word = if after.judges_earlier { "prüft" } else { "prüft nicht mehr" };
            format!("{word} schon vor ihrer Phase, was dasteht")
        }),
        instead("ab Phase", &phase(before, old), &phase(after, new)),
        instead("Klassen:", &classes(before), &classes(after)),
        instead("zuständig", &plain(&before.responsible), &plain(&after.responsible)),
        instead("Vorlauf", &plain(&before.lead_time), &plain(&after.lead_time)),
        instead("heilbar", &before.curable, &after.curable),
        (before.check_german() != after.check_german()).then(|| "andere Prüfung".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let replaced = |rule: &Rule| rule.replaced_by.iter().map(|by| by.text.clone()).collect::<Vec<_>>().join(", ");
    what.extend(instead("abgelöst durch", &replaced(before), &replaced(after)));
    what.extend(texts_changed(&[
        ("Titel", &before.title, &after.title),
        ("Grund", &before.why, &after.why),
        ("Abhilfe", &before.remedy, &after.remedy),
        ("Meldung", message(before), message(after)),
        ("Herkunft", &before.origin, &after.origin),
        ("Quelle", &before.source_name, &after.source_name),
        ("Fundstelle", &before.reference, &after.reference),
        ("Verbindlichkeit", &before.bindingness, &after.bindingness),
    ]));
    let examples =
        |rule: &Rule| -> String { rule.examples.iter().map(|known| known.title.clone() + known.expected.word() + &known.text()).collect() };
    what.extend((examples(before) != examples(after)).then(|| "Beispiele geändert".to_owned()));
    if what.is_empty() && before.file.text.replace("\r\n", "\n") != after.file.text.replace("\r\n", "\n") {
        what.push("nur Ort oder Bemerkungen geändert".to_owned());
    }
    what
}

fn message(rule: &Rule) -> &str {
    rule.conditions()
        .map(|check| check.message.text.as_str())
        .or(rule.queries().map(|check| check.message.text.as_str()))
        .unwrap_or_default()
}
