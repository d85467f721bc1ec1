//! Milestones, replans and conditions against their dates.

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::row::{Row, Span, doubled_median};
use crate::world::{Project, World};

pub const FIGURES: &[Figure] = &[("KZ-13", punctual), ("KZ-14", shifts), ("KZ-15", replanned), ("KZ-16", overdue_conditions)];

fn milestones<'a>(projects: &[&'a Project]) -> Vec<&'a Table> {
    projects.iter().flat_map(|project| project.file.rows("meilensteine")).collect()
}

/// Whether it was reached in time; `None` when the days do not say.
fn in_time(reached: Span, plan: Option<Span>) -> Option<bool> {
    let plan = plan?;
    if reached.last <= plan.last {
        return Some(true);
    }
    (reached.first > plan.last).then_some(false)
}

// KZ-13 Wie viele erreichte Meilensteine spätestens zum Plan erreicht wurden, gegen den ersten und gegen den letzten
// Plan; darunter dasselbe nur für Meilensteine, die eine Freigabe sind. Gezählt werden alle bis zum Stichtag erreichten
// Meilensteine bewerteter Vorhaben des eigenen Landes, auch nicht mehr laufender. Pünktlich: Der letzte mögliche Tag
// des Erreichens liegt nicht nach dem letzten möglichen Tag des Plans. Nicht pünktlich: Der früheste mögliche Tag des
// Erreichens liegt danach. Steht weder das eine noch das andere fest, zählt der Meilenstein weder im Zähler noch im
// Nenner, sondern als unbekannt. Der letzte Plan ist die jüngste Umplanung mit Termin (nach dem letzten möglichen Tag,
// an dem sie vereinbart wurde, bei Gleichstand die mit dem spätesten Termin), ohne eine solche der erste Plan; eine
// Umplanung, deren frühester möglicher Tag nicht vor dem letzten möglichen Tag des Erreichens liegt, zählt nicht mehr.
// Ist keiner entschieden und mindestens einer unbekannt oder gibt es kein bewertetes Vorhaben, bleibt die Zeile leer.
fn punctual(world: &World) -> Vec<Line> {
    let projects = world.assessed();
    let line = |key: &str, last: bool, only_gates: bool| {
        let (mut good, mut known, mut unknown) = (0, 0, 0);
        for row in milestones(&projects).into_iter().filter(|row| !only_gates || row.has("freigabe")) {
            let Some(reached) = row.span("erreicht_am") else { continue };
            match in_time(reached, world.plan(row, last)) {
                Some(in_time) => {
                    known += 1;
                    good += usize::from(in_time);
                }
                None => unknown += 1,
            }
        }
        Line::of(good, known).key(key).unknown(unknown).if_known(!projects.is_empty() && (known > 0 || unknown == 0))
    };
    vec![
        line("erster", false, false),
        line("letzter", true, false),
        line("freigaben_erster", false, true),
        line("freigaben_letzter", true, true),
    ]
}

/// When an open milestone is expected: as forecast, else as planned last, but never before today.
pub fn expected(world: &World, milestone: &Table) -> Option<Span> {
    let said = milestone.span("prognose").or_else(|| world.plan(milestone, true))?;
    Some(if said.last < world.day { Span { first: world.day, last: world.day } } else { said })
}

fn median(key: &str, pairs: &[(Option<Span>, Option<Span>)]) -> Line {
    let days: Vec<i64> = pairs.iter().filter_map(|(happened, planned)| Some((*happened)?.exact()? - (*planned)?.exact()?)).collect();
    let unknown = pairs.len() - days.len();
    Line::value(doubled_median(days)).key(key).unknown(unknown)
}

// KZ-14 Um wie viele Tage Meilensteine vom Plan abweichen, als Median; später ist positiv, früher negativ. Erreichte:
// erreichter Tag minus Tag des Plans, bei bewerteten Vorhaben des eigenen Landes, auch nicht mehr laufenden. Offene:
// erwarteter Tag minus Tag des ersten Plans, nur bei laufenden Vorhaben; erwartet ist die Prognose, ohne Prognose der
// letzte Plan, und wenn dessen oder deren letzter möglicher Tag vor dem Stichtag liegt, der Stichtag. Der letzte Plan
// ist die jüngste Umplanung mit Termin (nach dem letzten möglichen Tag, an dem sie vereinbart wurde, bei Gleichstand
// die mit dem spätesten Termin), ohne eine solche der erste Plan; eine Umplanung, deren frühester möglicher Tag nicht
// vor dem letzten möglichen Tag des Erreichens liegt, zählt nicht mehr. Laufend ist ein Vorhaben des eigenen Landes mit
// bewerteter Datenart, das am Stichtag weder abgebrochen (eine Freigabe mit einem Ergebnis, das das Vorhaben beendet)
// noch abgenommen (letzte Freigabe des Standards mit positivem Ergebnis) noch beendet ist (tatsächliches Ende, dessen
// letzter möglicher Tag bis zum Stichtag liegt). Gezählt wird nur, wenn beide Tage auf den Tag genau bekannt sind. Bei
// gerader Zahl ist der Median die Mitte der beiden mittleren Werte. Unbekannt: Meilensteine, bei denen mindestens einer
// der beiden Tage nicht auf den Tag genau bekannt ist.
fn shifts(world: &World) -> Vec<Line> {
    let all = milestones(&world.assessed());
    let reached = |last: bool| -> Vec<_> {
        all.iter().filter(|row| row.has("erreicht_am")).map(|row| (row.span("erreicht_am"), world.plan(row, last))).collect()
    };
    let open: Vec<_> = milestones(&world.running())
        .into_iter()
        .filter(|row| !row.has("erreicht_am"))
        .map(|row| (expected(world, row), world.plan(row, false)))
        .collect();
    vec![median("erreicht_erster", &reached(false)), median("erreicht_letzter", &reached(true)), median("offen_erster", &open)]
}

// KZ-15 Wie viele Meilensteine laufender Vorhaben mindestens einmal neu geplant wurden, von allen ihren Meilensteinen
// mit erstem Plan; dazu, wie viele Umplanungen es insgesamt waren und wie viele davon keinen Grund nennen. Laufend ist
// ein Vorhaben des eigenen Landes mit bewerteter Datenart, das am Stichtag weder abgebrochen (eine Freigabe mit einem
// Ergebnis, das das Vorhaben beendet) noch abgenommen (letzte Freigabe des Standards mit positivem Ergebnis) noch
// beendet ist (tatsächliches Ende, dessen letzter möglicher Tag bis zum Stichtag liegt). Eine Umplanung, deren
// frühester möglicher Tag nicht vor dem letzten möglichen Tag des Erreichens liegt, zählt nicht. Wer neu plant,
// steuert; die Zahl ist deshalb weder gut noch schlecht. Unbekannt: laufende Vorhaben ohne einen Meilenstein mit erstem
// Plan. Gibt es kein laufendes Vorhaben mit Meilensteinen, bleibt die Kennzahl leer.
fn replanned(world: &World) -> Vec<Line> {
    let projects = world.running();
    let planned: Vec<&Table> = milestones(&projects).into_iter().filter(|row| row.has("erster_plan")).collect();
    let moved = planned.iter().filter(|row| !world.replans(row).is_empty()).count();
    let unknown = projects.iter().filter(|project| !project.file.rows("meilensteine").iter().any(|row| row.has("erster_plan"))).count();
    vec![Line::of(moved, planned.len()).unknown(unknown).if_known(!planned.is_empty())]
}

// KZ-16 Wie viele offene Auflagen aus Freigaben ihre Frist überschritten haben, von allen offenen mit Frist. Offen ist
// eine Auflage ohne Tag der Erledigung. Überfällig: Der letzte mögliche Tag der Frist liegt vor dem Stichtag. Gezählt
// werden laufende Vorhaben. Laufend ist ein Vorhaben des eigenen Landes mit bewerteter Datenart, das am Stichtag weder
// abgebrochen (eine Freigabe mit einem Ergebnis, das das Vorhaben beendet) noch abgenommen (letzte Freigabe des
// Standards mit positivem Ergebnis) noch beendet ist (tatsächliches Ende, dessen letzter möglicher Tag bis zum Stichtag
// liegt). Unbekannt: offene Auflagen ohne Frist. Gibt es kein laufendes Vorhaben oder nur offene Auflagen ohne Frist,
// bleibt die Kennzahl leer; ist keine Auflage offen, steht null von null.
fn overdue_conditions(world: &World) -> Vec<Line> {
    let projects = world.running();
    let open: Vec<&Table> = projects
        .iter()
        .flat_map(|project| project.file.rows("freigaben"))
        .flat_map(|gate| gate.rows("auflagen"))
        .filter(|row| !row.has("erledigt_am"))
        .collect();
    let terms: Vec<Span> = open.iter().filter_map(|row| row.span("frist")).collect();
    let overdue = terms.iter().filter(|term| term.last < world.day).count();
    let known = !projects.is_empty() && (!terms.is_empty() || open.is_empty());
    vec![Line::of(overdue, terms.len()).unknown(open.len() - terms.len()).if_known(known)]
}
