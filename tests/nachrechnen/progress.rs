//! Where projects stand: phases, gates, results, how they ended.

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::row::{Row, latest};
use crate::world::{Project, World, last_plan};

pub const FIGURES: &[Figure] =
    &[("KZ-01", by_phase), ("KZ-09", gates), ("KZ-10", gates_with_proof), ("KZ-11", results), ("KZ-12", endings)];

/// Position of the phase, from the gates granted and the phases begun, whichever is later.
fn phase(world: &World, project: &Project) -> Option<usize> {
    let book = world.book;
    let position = |id: &str| book.phases.iter().position(|phase| phase == id);
    let last = book.phases.len() - 1;
    let by_gate = book.gates.iter().filter(|(gate, _)| world.granted(project, gate)).filter_map(|(_, closed)| position(closed)).max();
    let begun = project.file.rows("phasen").iter().filter_map(|row| position(row.text("phase")?)).max();
    let first = project.assessed || project.file.rows("freigaben").iter().any(|row| row.has("freigabe"));
    by_gate.map(|closed| (closed + 1).min(last)).max(begun).or(first.then_some(0))
}

// KZ-01 Wie viele Vorhaben des eigenen Landes am Stichtag in welcher Phase sind. Die Phase folgt aus der letzten bis
// zum Stichtag erteilten Freigabe, deren Ergebnis zum Weitergehen berechtigt (es gilt die Phase danach, nach der
// letzten Freigabe bleibt es die letzte), oder aus der am weitesten fortgeschrittenen Phase, deren Beginn nicht nach
// dem Stichtag liegt; es zählt die spätere. Ein Vorhaben, das selbst meldet und beides nicht nennt, steht in der ersten
// Phase. Beendet ist ein Vorhaben, dessen tatsächliches Ende dokumentiert ist und dessen letzter möglicher Tag nicht
// nach dem Stichtag liegt; es zählt dann in keiner Phase. Geteilt wird durch alle Vorhaben. Ist zu keinem nicht
// beendeten Vorhaben eine Phase dokumentiert, bleiben die Phasen leer; eine Null stünde für „keines“. Unbekannt:
// Vorhaben aus öffentlichen Quellen, zu denen weder eine Freigabe noch eine Phase noch ein Ende dokumentiert ist; sie
// bleiben im Nenner.
fn by_phase(world: &World) -> Vec<Line> {
    let whole = world.own.len();
    let open: Vec<Option<usize>> = world.own.iter().filter(|project| !world.ended(project)).map(|project| phase(world, project)).collect();
    let ended = whole - open.len();
    let unknown = open.iter().filter(|phase| phase.is_none()).count();
    let known = open.iter().any(Option::is_some);
    let mut lines: Vec<Line> = world
        .book
        .phases
        .iter()
        .enumerate()
        .map(|(at, id)| {
            let here = open.iter().filter(|phase| **phase == Some(at)).count() as i64;
            Line::share(known.then_some(here), Some(whole as i64)).key(id).unknown(unknown)
        })
        .collect();
    lines.push(Line::of(ended, whole).key("beendet").unknown(unknown));
    lines
}

fn candidates<'a>(world: &'a World) -> Vec<&'a Project> {
    world.assessed().into_iter().filter(|project| !world.broken_off(project)).collect()
}

/// Granted, overtaken by a later gate that is granted, or the agreed date of its milestone has come.
fn is_due(world: &World, project: &Project, at: usize) -> bool {
    let gates = &world.book.gates;
    let planned = project
        .file
        .rows("meilensteine")
        .into_iter()
        .filter(|row| row.text("freigabe") == Some(&gates[at].0))
        .any(|row| last_plan(row, &row.rows("planung")).is_some_and(|plan| plan.last <= world.day));
    planned || gates[at..].iter().any(|(gate, _)| world.granted(project, gate))
}

// KZ-09 Wie viele Freigaben mit positivem Ergebnis erteilt sind, von allen fälligen; zusammen und je Freigabe des
// Standards. Gezählt werden bewertete Vorhaben des eigenen Landes, die nicht abgebrochen sind, auch abgenommene und
// beendete. Fällig ist eine Freigabe am Stichtag, wenn sie mit positivem Ergebnis erteilt ist, wenn eine in der
// Reihenfolge des Standards spätere erteilt ist, oder wenn der letzte mögliche Tag des zuletzt vereinbarten Termins
// ihres Meilensteins nicht nach dem Stichtag liegt; der zuletzt vereinbarte Termin ist der der jüngsten Umplanung mit
// Termin, ohne eine solche der erste Plan. Eine verlegte Freigabe ist also erst zum neuen Termin fällig. Unbekannt (nur
// in der ersten Zeile): Vorhaben, bei denen weder eine Freigabe erteilt noch ein Meilenstein mit Freigabe angegeben
// ist. Gibt es kein bewertetes, nicht abgebrochenes Vorhaben oder sind alle unbekannt, bleibt die Kennzahl leer.
fn gates(world: &World) -> Vec<Line> {
    let projects = candidates(world);
    let count = |at: usize| {
        let due: Vec<_> = projects.iter().filter(|project| is_due(world, project, at)).collect();
        (due.iter().filter(|project| world.granted(project, &world.book.gates[at].0)).count(), due.len())
    };
    let counts: Vec<(usize, usize)> = (0..world.book.gates.len()).map(count).collect();
    let silent = |project: &&&Project| {
        let file = &project.file;
        !world.book.gates.iter().any(|(gate, _)| world.granted(project, gate))
            && !file.rows("meilensteine").iter().any(|row| row.has("freigabe"))
    };
    let unknown = projects.iter().filter(silent).count();
    let known = unknown < projects.len();
    let all = Line::of(counts.iter().map(|count| count.0).sum(), counts.iter().map(|count| count.1).sum());
    let mut lines = vec![all.key("alle").unknown(unknown).if_known(known)];
    lines.extend(counts.iter().zip(&world.book.gates).map(|(count, (gate, _))| Line::of(count.0, count.1).key(gate).if_known(known)));
    lines
}

// KZ-10 Wie viele erteilte Freigaben einen Beleg nennen (Aktenzeichen, Adresse oder Fundstelle), von allen mit
// positivem Ergebnis erteilten; die übrigen sind angegeben, nicht belegt. Jede Freigabe eines Vorhabens zählt einmal,
// mit ihrer jüngsten erteilten Zeile (nach dem letzten möglichen Tag, bei Gleichstand der späteren in der Datei).
// Gezählt werden bewertete Vorhaben des eigenen Landes, die nicht abgebrochen sind. Gibt es kein solches Vorhaben,
// bleibt die Kennzahl leer; ist keine Freigabe erteilt, steht null von null.
fn gates_with_proof(world: &World) -> Vec<Line> {
    let projects = candidates(world);
    let granted: Vec<&Table> = projects.iter().flat_map(|project| granted_gates(world, project)).collect();
    vec![Line::of(granted.iter().filter(|row| row.has("beleg")).count(), granted.len()).if_known(!projects.is_empty())]
}

/// The youngest row of each gate that is granted.
fn granted_gates<'a>(world: &World, project: &'a Project) -> Vec<&'a Table> {
    let rows: Vec<&Table> = project.file.rows("freigaben").into_iter().filter(|row| world.positive(row)).collect();
    let youngest = |(gate, _): &(String, String)| {
        let same: Vec<&Table> = rows.iter().copied().filter(|row| row.text("freigabe") == Some(gate)).collect();
        latest(&same, |row| row.span("datum").map(|day| day.last))
    };
    world.book.gates.iter().filter_map(youngest).collect()
}

// KZ-11 Wie viele Ergebnisse fertig sind, die der Standard zu einer fälligen Freigabe in der Größenklasse des Vorhabens
// verlangt (MUSS) oder empfiehlt (SOLL). Gezählt werden bewertete, nicht abgebrochene Vorhaben des eigenen Landes mit
// bekannter Größenklasse, in deren Datei die Liste der Ergebnisse steht, auch eine leere. Fällig ist eine Freigabe am
// Stichtag, wenn sie mit positivem Ergebnis erteilt ist, wenn eine in der Reihenfolge des Standards spätere erteilt
// ist, oder wenn der letzte mögliche Tag des zuletzt vereinbarten Termins ihres Meilensteins nicht nach dem Stichtag
// liegt; der zuletzt vereinbarte Termin ist der der jüngsten Umplanung mit Termin, ohne eine solche der erste Plan.
// Fertig ist ein Ergebnis, wenn mindestens eine Zeile dieser Art einen Stand mit dem Merkmal fertig hat; wann, spielt
// keine Rolle. Ein empfohlenes Ergebnis zählt nicht mit, wenn es nicht fertig ist und eine Zeile es mit Begründung als
// entfallen führt; ein verlangtes kann nicht entfallen. Unbekannt (in beiden Zeilen gleich): Vorhaben mit mindestens
// einer fälligen Freigabe, aber ohne Größenklasse oder ohne Liste der Ergebnisse. Steht in einer Zeile nichts Zählbares
// fest und ist etwas unbekannt oder gibt es kein Vorhaben, bleibt die Zeile leer.
fn results(world: &World) -> Vec<Line> {
    let (mut unknown, mut counted) = (0, 0);
    let mut sums = [("MUSS", 0, 0), ("SOLL", 0, 0)];
    for project in candidates(world) {
        counted += 1;
        let due: Vec<&str> =
            world.book.gates.iter().enumerate().filter(|(at, _)| is_due(world, project, *at)).map(|(_, gate)| gate.0.as_str()).collect();
        let class =
            latest(&project.file.rows("groessenklassen"), |row| row.span("ab").map(|ab| ab.first)).and_then(|row| row.text("klasse"));
        let (Some(class), Some(rows)) = (class, project.file.list("ergebnisse")) else {
            unknown += usize::from(!due.is_empty());
            continue;
        };
        for wanted in world.book.due.iter().filter(|row| row.text("freigabe").is_some_and(|gate| due.contains(&gate))) {
            let level = wanted.table("stufe").and_then(|levels| levels.text(class));
            let (done, dropped) = state_of(world, &rows, wanted.text("art"));
            for sum in sums.iter_mut().filter(|sum| Some(sum.0) == level && (done || !dropped || sum.0 == "MUSS")) {
                sum.1 += usize::from(done);
                sum.2 += 1;
            }
        }
    }
    let known = |whole: usize| counted > 0 && (whole > 0 || unknown == 0);
    sums.iter().map(|sum| Line::of(sum.1, sum.2).key(sum.0).unknown(unknown).if_known(known(sum.2))).collect()
}

/// Whether a result is done, and whether it is left out with a reason.
fn state_of(world: &World, rows: &[&Table], kind: Option<&str>) -> (bool, bool) {
    let state = |row: &Table, quality: &str| world.book.is("ergebnisstaende", row.text("status"), quality);
    let mut same = rows.iter().filter(|row| row.text("art") == kind);
    let done = same.clone().any(|row| state(row, "fertig"));
    (done, same.any(|row| state(row, "entfallen") && row.has("begruendung")))
}

// KZ-12 Wie viele nicht mehr laufende Vorhaben mit der letzten Freigabe des Standards abgenommen, durch eine Freigabe
// mit beendendem Ergebnis abgebrochen oder ohne Abnahme beendet wurden, geteilt durch alle nicht mehr laufenden.
// Gezählt werden bewertete Vorhaben des eigenen Landes. Treffen mehrere Merkmale zu, gilt: abgebrochen vor abgenommen
// vor beendet. Ohne Abnahme beendet ist, wessen tatsächliches Ende mit seinem letzten möglichen Tag bis zum Stichtag
// liegt. Ein Abbruch ist kein Makel: Wer rechtzeitig beendet, spart Geld. Gibt es kein bewertetes Vorhaben, bleibt die
// Kennzahl leer.
fn endings(world: &World) -> Vec<Line> {
    let projects = world.assessed();
    let ending = |project: &&&Project| match (world.broken_off(project), world.accepted(project), world.ended(project)) {
        (true, _, _) => Some("abgebrochen"),
        (_, true, _) => Some("abgenommen"),
        (_, _, true) => Some("beendet"),
        _ => None,
    };
    let endings: Vec<&str> = projects.iter().filter_map(|project| ending(&project)).collect();
    ["abgenommen", "beendet", "abgebrochen"]
        .iter()
        .map(|kind| {
            Line::of(endings.iter().filter(|ending| ending == &kind).count(), endings.len()).key(*kind).if_known(!projects.is_empty())
        })
        .collect()
}
