//! Recommendations, the profile, and how well the data are kept.

use std::collections::BTreeMap;

use serde_json::Value;
use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::root;
use crate::row::Row;
use crate::world::{Project, World};

pub const FIGURES: &[Figure] =
    &[("KZ-08", on_the_way), ("KZ-29", documented), ("KZ-30", profile), ("KZ-31", old_statements), ("KZ-32", with_proof)];

fn all<'a>(world: &'a World) -> Vec<&'a Table> {
    world.own.iter().flat_map(|project| project.file.rows("empfehlungen")).collect()
}

// KZ-08 Wie viele Handlungsempfehlungen der Vorhaben des eigenen Landes begonnen, in Umsetzung oder umgesetzt sind, von
// allen. Der Stand gilt, wie er in der Datei steht; wie viele davon umgesetzt sind, steht daneben. Unbekannt:
// Empfehlungen, deren Stand nicht dokumentiert ist; sie gelten weder als begonnen noch als offen und bleiben im Nenner.
// Ist zu keiner ein Stand dokumentiert, bleibt der Wert leer; gibt es keine Empfehlung, stehen Nullen.
fn on_the_way(world: &World) -> Vec<Line> {
    let rows = all(world);
    let begun = rows.iter().filter(|row| world.book.is("empfehlungsstaende", row.text("stand"), "begonnen")).count();
    let unknown = rows.iter().filter(|row| !row.has("stand")).count();
    let known = rows.is_empty() || unknown < rows.len();
    vec![Line::share(known.then_some(begun as i64), Some(rows.len() as i64)).unknown(unknown)]
}

// KZ-29 Zu wie vielen Handlungsempfehlungen der Vorhaben des eigenen Landes dokumentiert ist, was daraus wurde (Stand),
// wer sie umsetzen soll (mindestens ein Adressat) und worauf sich das stützt (Beleg), und zu wie vielen alles drei;
// jeweils geteilt durch alle. Es zählt, ob etwas dasteht, nicht was; auch „offen“ ist ein Stand. Stehen mehrere
// Vorhaben hinter derselben Empfehlung, zählt sie in jedem. Der Stand gilt, wie er in der Datei steht; sein Tag ist
// eine Angabe daneben. Unbekannt gibt es nicht: Was fehlt, fehlt im Zähler.
fn documented(world: &World) -> Vec<Line> {
    let rows = all(world);
    let state = |row: &Table| row.has("stand");
    let addressee = |row: &Table| !row.texts("adressat").is_empty();
    let proof = |row: &Table| row.has("beleg");
    let line = |key: &str, holds: &dyn Fn(&Table) -> bool| Line::of(rows.iter().filter(|row| holds(row)).count(), rows.len()).key(key);
    vec![
        line("stand", &state),
        line("adressat", &addressee),
        line("beleg", &proof),
        line("alles", &|row| state(row) && addressee(row) && proof(row)),
    ]
}

/// Binding MUSS findings of a project: result, and whether a valid exception covers them.
pub fn binding<'a>(world: &'a World, project: &Project) -> Vec<(&'a Value, bool)> {
    world
        .findings
        .iter()
        .filter(|found| found["projekt"] == project.id.as_str() && found["verbindlich"] == true && found["stufe"] == "MUSS")
        .map(|found| (found, !found["ausnahme"].is_null() && found["ausnahme"]["abgelaufen"] == false))
        .collect()
}

// KZ-30 Wie viele Vorhaben die verbindlichen MUSS-Regeln des Prüfprofils erfüllen, mit dem der Bericht erstellt wurde
// (Handlungsempfehlung 6: ein gemeinsamer Standard für Vorhaben von Land und Kommunen). Gezählt werden die bewerteten
// Vorhaben des eigenen Landes, also die selbst gemeldeten und die erfundenen, deren Datei sich lesen lässt; jedes steht
// in genau einer Zeile, in dieser Reihenfolge. Nicht erfüllt: Es gibt mindestens einen Befund „nicht erfüllt“ zu einem
// verbindlichen MUSS ohne gültige Ausnahme, auch zu Form und Pflichtangaben der Datei. Nicht prüfbar: Davon gibt es
// keinen, aber mindestens einen Befund „nicht prüfbar“ zu einem verbindlichen MUSS ohne gültige Ausnahme. Erfüllt mit
// Ausnahme: Nur Befunde zu verbindlichen MUSS, die alle unter einer gültigen Ausnahme stehen. Erfüllt: kein solcher
// Befund. Eine abgelaufene Ausnahme zählt nicht. Regeln in Erprobung, SOLL, KANN und Regeln über mehrere Vorhaben ändern
// nichts. Unbekannt: Vorhaben aus öffentlichen Quellen; an ihnen wird das Prüfprofil nicht gemessen, sie stehen nicht im
// Nenner. Ist kein Vorhaben bewertet, gibt es nur die Zeile „erfüllt“, und sie bleibt leer.
fn profile(world: &World) -> Vec<Line> {
    let projects = world.assessed();
    let unknown = world.own.len() - projects.len();
    if projects.is_empty() {
        return vec![Line::empty().key("erfuellt").unknown(unknown)];
    }
    let place = |project: &&Project| {
        let of_one =
            |found: &Value| !root().join(format!("standard/pm-st/regeln/portfolio/{}.toml", found["regel"].as_str().unwrap())).is_file();
        let found: Vec<(&Value, bool)> = binding(world, project).into_iter().filter(|(found, _)| of_one(found)).collect();
        let open = |result: &str| found.iter().any(|(found, excused)| found["ergebnis"] == result && !excused);
        match (open("nicht_erfuellt"), open("nicht_pruefbar"), found.is_empty()) {
            (true, _, _) => "nicht_erfuellt",
            (_, true, _) => "nicht_pruefbar",
            (_, _, false) => "mit_ausnahme",
            _ => "erfuellt",
        }
    };
    let places: Vec<&str> = projects.iter().map(place).collect();
    ["erfuellt", "mit_ausnahme", "nicht_erfuellt", "nicht_pruefbar"]
        .iter()
        .map(|key| Line::of(places.iter().filter(|place| place == &key).count(), places.len()).key(*key).unknown(unknown))
        .collect()
}

// KZ-31 Bei wie vielen Vorhaben des eigenen Landes die jüngste datierte Angabe mehr Tage vor dem Stichtag liegt, als
// die Schwelle „Alter von Angaben im Bericht“ nennt, von allen mit mindestens einer datierten Angabe. Die jüngste
// Angabe ist die mit dem spätesten letzten möglichen Tag, soweit er nicht nach dem Stichtag liegt, unter: Stand der
// Statusberichte, der Quellen und der Gesamtzahlen zu Beteiligung und Verbreitung; Tag der Plenen, Sitzungen von
// Arbeitsgruppen, Kontakte, Entscheidungen, Freigaben und Veröffentlichungen; Beginn eines Standes beteiligter
// Kommunen, einer Nachnutzungsstufe, eines Budgets und des Einsatzes einer Lösung; Beginn und Ende des Vorhabens. Ein
// Monat, dessen letzter Tag nach dem Stichtag liegt, zählt nicht. Daneben: wie viele davon am Stichtag beendet sind
// (letzter möglicher Tag des Endes nicht nach dem Stichtag); bei ihnen ist Ruhe zu erwarten. Unbekannt: Vorhaben ohne
// jede datierte Angabe; sie stehen nicht im Nenner. Haben alle keine, bleibt der Wert leer.
fn old_statements(world: &World) -> Vec<Line> {
    let days: Vec<i64> = world.own.iter().filter_map(|project| world.data_as_of(project)).collect();
    let old = days.iter().filter(|day| world.day - **day > world.book.threshold("datenstand_alt_tage")).count();
    let unknown = world.own.len() - days.len();
    vec![Line::of(old, days.len()).unknown(unknown).if_known(!days.is_empty() || unknown == 0)]
}

/// Area, list, list below it, and the day that decides whether the row counts yet.
const AREAS: [(&str, &str, Option<&str>, Option<&str>); 17] = [
    ("Freigaben", "freigaben", None, Some("datum")),
    ("Entscheidungen", "entscheidungen", None, Some("datum")),
    ("Gespräche und Abfragen", "kontakte", None, Some("datum")),
    ("Gespräche und Abfragen", "konsultationen", None, Some("gefragt_am")),
    ("Arbeitsgruppen und Plenen", "arbeitsgruppen", None, None),
    ("Arbeitsgruppen und Plenen", "arbeitsgruppen", Some("leitung"), None),
    ("Arbeitsgruppen und Plenen", "arbeitsgruppen", Some("sitzungen"), Some("datum")),
    ("Arbeitsgruppen und Plenen", "plenen", None, Some("datum")),
    ("Beteiligte", "beteiligte", None, Some("seit")),
    ("Beteiligte", "beteiligungszahlen", None, Some("stand")),
    ("Lösungen und Nachnutzung", "loesungen", None, None),
    ("Lösungen und Nachnutzung", "loesungen", Some("verbreitung"), Some("stand")),
    ("Lösungen und Nachnutzung", "loesungen", Some("nachnutzende"), Some("seit")),
    ("Lösungen und Nachnutzung", "loesungen", Some("stufen"), Some("seit")),
    ("Handlungsempfehlungen", "empfehlungen", None, None),
    ("Geld und Termine", "budget", None, Some("ab")),
    ("Geld und Termine", "meilensteine", None, None),
];

// KZ-32 Wie viele Angaben der Vorhaben des eigenen Landes einen Beleg nennen (Aktenzeichen, Adresse oder Stelle in der
// Quelle), von allen, die in Kennzahlen oder Tabellen des Berichts eingehen und einen nennen können: zusammen und je
// Bereich. Eine Angabe ist eine Zeile einer dieser Listen: Freigaben; Entscheidungen; Kontakte und Abfragen;
// Arbeitsgruppen, ihre Leitungen und Sitzungen, Plenen; Beteiligte und Gesamtzahlen der Beteiligung; Lösungen, ihre
// Verbreitung, Nachnutzenden und Stufen; Handlungsempfehlungen; Budget und Meilensteine. Arbeitsgruppen, Leitungen,
// Lösungen, Empfehlungen und Meilensteine zählen immer, die übrigen Zeilen nur, wenn ihr Tag (bei Monat oder Quartal
// der erste mögliche) nicht nach dem Stichtag liegt oder nicht angegeben ist. Ein Verweis auf eine Quelle ersetzt den
// Beleg nicht. Was ohne Beleg dasteht, ist angegeben, nicht belegt. Ein Bereich ohne Angaben hat keine Zeile; gibt es
// gar keine Angaben, stehen Nullen.
fn with_proof(world: &World) -> Vec<Line> {
    let mut areas: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (area, list, below, day) in AREAS {
        for row in world.own.iter().flat_map(|project| project.file.rows(list)) {
            let rows = below.map_or_else(|| vec![row], |below| row.rows(below));
            for row in rows.iter().filter(|row| day.is_none_or(|day| row.span(day).is_none_or(|span| span.first <= world.day))) {
                let count = areas.entry(area).or_default();
                count.0 += usize::from(row.has("beleg"));
                count.1 += 1;
            }
        }
    }
    let sum = areas.values().fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
    let mut lines = vec![Line::of(sum.0, sum.1).key("alle")];
    lines.extend(areas.iter().map(|(area, count)| Line::of(count.0, count.1).key(*area)));
    lines
}
