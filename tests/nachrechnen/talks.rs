//! Talks before decisions, and what became of feedback.

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::row::{Row, Span, doubled_median};
use crate::world::{Project, World};

pub const FIGURES: &[Figure] = &[("KZ-05", lead), ("KZ-21", handling), ("KZ-22", response), ("KZ-23", talked_before)];

/// Decisions that settle a solution.
fn decisions<'a>(world: &World, project: &'a Project) -> Vec<&'a Table> {
    project.file.rows("entscheidungen").into_iter().filter(|row| world.book.is("entscheidungsarten", row.text("art"), "loesung")).collect()
}

/// On a way that allows a talk, about this project; an informal mail only with its answer.
pub fn is_talk(world: &World, project: &Project, contact: &Table) -> bool {
    let has = |quality: &str| world.book.is("kontaktwege", contact.text("weg"), quality);
    has("dialog") && (!has("antwort_noetig") || contact.has("antwort_am")) && is_about(world, project, contact)
}

/// Not too long before the project began.
pub fn is_about(world: &World, project: &Project, row: &Table) -> bool {
    let days = row.span("datum").zip(project.file.span("beginn"));
    days.is_none_or(|(day, beginning)| day.first + world.book.threshold("gespraech_vor_beginn_tage") >= beginning.last)
}

/// Talks that count for a decision: with one of its addressees, without addressees with anybody named.
fn talks<'a>(world: &World, project: &'a Project, decision: &Table) -> Vec<&'a Table> {
    let addressees = decision.texts("adressaten");
    let fits = |talk: &&Table| {
        let present = talk.texts("stakeholder");
        let with = if addressees.is_empty() { !present.is_empty() } else { present.iter().any(|name| addressees.contains(name)) };
        with && is_talk(world, project, talk)
    };
    project.file.rows("kontakte").into_iter().filter(fits).collect()
}

// KZ-05 Wie viele Tage zwischen dem ersten Gespräch und der Entscheidung über eine Lösung liegen, als Median über die
// Entscheidungen der Vorhaben des eigenen Landes bis zum Stichtag, deren Art eine Lösung festlegt. Ein Gespräch ist
// ein Kontakt mit genau bekanntem Tag auf einem Weg, der ein Gespräch erlaubt (eine informelle E-Mail erst mit der
// Antwort) und nicht länger vor dem Beginn des Vorhabens, als die Schwelle erlaubt, mit mindestens einem der
// Adressaten der Entscheidung; nennt sie niemanden, zählt das erste Gespräch des Vorhabens mit einem genannten
// Stakeholder. Ein negativer Wert heißt: gesprochen wurde erst nach der Entscheidung. Unbekannt: Entscheidungen über
// eine Lösung, bei denen der genaue Tag der Entscheidung oder der eines Gesprächs fehlt.
fn lead(world: &World) -> Vec<Line> {
    let (mut days, mut unknown) = (Vec::new(), 0);
    for project in &world.own {
        for decision in decisions(world, project) {
            let first = talks(world, project, decision).iter().filter_map(|talk| talk.span("datum")?.exact()).min();
            match (decision.span("datum").and_then(Span::exact), first) {
                (Some(decided), Some(first)) => days.push(decided - first),
                _ => unknown += 1,
            }
        }
    }
    vec![Line::value(doubled_median(days)).unknown(unknown)]
}

// KZ-23 Vor wie vielen Entscheidungen über eine Lösung gesprochen wurde, von allen, bei denen sich die Reihenfolge
// prüfen lässt. Gezählt werden Entscheidungen der Vorhaben des eigenen Landes bis zum Stichtag, deren Art eine Lösung
// festlegt. Ein Gespräch ist ein Kontakt auf einem Weg, der ein Gespräch erlaubt (eine informelle E-Mail erst mit der
// Antwort) und nicht länger vor dem Beginn des Vorhabens, als die Schwelle erlaubt, mit mindestens einem der
// Adressaten der Entscheidung; nennt sie keine Adressaten, zählt jedes Gespräch des Vorhabens mit einem genannten
// Stakeholder. Davor heißt: Der letzte mögliche Tag eines Gesprächs liegt vor dem ersten möglichen Tag der
// Entscheidung; derselbe Tag genügt nicht. Nicht davor heißt: Es gibt Gespräche, und bei allen liegt der erste
// mögliche Tag nicht vor dem letzten möglichen Tag der Entscheidung. Alles andere ist unbekannt und nicht im Nenner,
// auch wenn gar kein Gespräch dokumentiert ist. Ist keine Entscheidung dokumentiert, stehen Nullen nur, wenn jedes
// Vorhaben die Liste der Entscheidungen führt, und sei sie leer; sonst bleibt alles leer, ebenso wenn keine prüfbar
// ist.
fn talked_before(world: &World) -> Vec<Line> {
    let (mut before, mut known, mut unknown) = (0, 0, 0);
    for project in &world.own {
        for decision in decisions(world, project) {
            let talks: Vec<Option<Span>> = talks(world, project, decision).iter().map(|talk| talk.span("datum")).collect();
            match decision.span("datum").and_then(|decided| order(decided, &talks)) {
                Some(sooner) => {
                    known += 1;
                    before += usize::from(sooner);
                }
                None => unknown += 1,
            }
        }
    }
    let nothing_decided = known + unknown == 0 && world.own.iter().all(|project| project.file.has("entscheidungen"));
    vec![Line::of(before, known).unknown(unknown).if_known(known > 0 || nothing_decided)]
}

/// Whether there was a talk before; `None` when the days do not say.
fn order(decided: Span, talks: &[Option<Span>]) -> Option<bool> {
    if talks.iter().flatten().any(|talk| talk.last < decided.first) {
        return Some(true);
    }
    let all_later = !talks.is_empty() && talks.iter().all(|talk| talk.is_some_and(|talk| talk.first >= decided.last));
    all_later.then_some(false)
}

fn feedback(project: &Project) -> Vec<&Table> {
    project.file.rows("konsultationen").into_iter().flat_map(|row| row.rows("rueckmeldungen")).collect()
}

// KZ-21 Wie mit den einzeln eingetragenen Rückmeldungen aus Abfragen umgegangen wurde: je Umgang (übernommen,
// teilweise, nicht übernommen, weitergeleitet, wird geprüft) ihre Zahl, geteilt durch alle Rückmeldungen der Vorhaben
// des eigenen Landes, deren Eingang nicht nach dem Stichtag liegt; bei Monat oder Quartal zählt dafür der erste
// mögliche Tag. Der Umgang trägt keinen eigenen Tag: Es gilt, was in der Datei steht. Mit Begründung: die davon, zu
// denen ein Grund eingetragen ist. Unbekannt: Rückmeldungen ohne Angabe zum Umgang; sie bleiben im Nenner. Die Zeile
// „ohne dokumentierte Antwort“ liegt quer dazu: Rückmeldungen ohne einen bis zum Stichtag liegenden Tag der Antwort,
// geteilt durch alle, bei denen das feststeht; bei Vorhaben aus öffentlichen Quellen steht es ohne Tag der Antwort
// nicht fest, sie sind dann unbekannt und nicht im Nenner; steht es bei keiner fest, bleibt die Zeile leer. Gibt es
// keine Rückmeldung, stehen Nullen nur, wenn jedes Vorhaben sagt, dass es keine gab: seine Liste der Abfragen ist leer,
// oder jede seiner Abfragen hat eine leere Liste der Rückmeldungen; sonst bleibt alles leer.
fn handling(world: &World) -> Vec<Line> {
    let all: Vec<(&Project, &Table)> =
        world.own.iter().flat_map(|project| feedback(project).into_iter().map(move |row| (project, row))).collect();
    let none_came = |project: &Project| {
        let asked = project.file.list("konsultationen");
        asked.is_some_and(|rows| rows.iter().all(|row| row.list("rueckmeldungen").is_some_and(|rows| rows.is_empty())))
    };
    let known = !all.is_empty() || world.own.iter().all(none_came);
    let unknown = all.iter().filter(|(_, row)| !row.has("umgang")).count();
    let mut lines: Vec<Line> = world.book.catalogues["umgang"]
        .iter()
        .filter_map(|code| code.text("id"))
        .map(|kind| {
            let count = all.iter().filter(|(_, row)| row.text("umgang") == Some(kind)).count();
            Line::of(count, all.len()).key(kind).unknown(unknown).if_known(known)
        })
        .collect();
    let silent: Vec<_> = all.iter().filter(|(_, row)| !row.has("beantwortet_am")).collect();
    let open = silent.iter().filter(|(project, _)| project.assessed).count();
    let unsure = silent.len() - open;
    let clear = all.len() - unsure;
    lines.push(Line::of(open, clear).key("ohne_antwort").unknown(unsure).if_known(known && (clear > 0 || unsure == 0)));
    lines
}

// KZ-22 Wie viele Kalendertage vom Eingang einer Rückmeldung bis zur Antwort vergingen, als Median über alle bis zum
// Stichtag beantworteten Rückmeldungen der Vorhaben des eigenen Landes; bei gerader Anzahl das Mittel der beiden
// mittleren Werte. Gemessen wird nur, wo Eingang und Antwort auf den Tag bekannt sind und die Antwort nicht vor dem
// Eingang liegt. Offene Antworten gehen nicht ein, sie stehen daneben: offen ohne Tag der Antwort, überfällig davon,
// wenn vom letzten möglichen Tag des Eingangs bis zum Stichtag mehr Tage vergangen sind als die Schwelle „Antwort auf
// eine Rückmeldung“ nennt; beides nur bei Vorhaben, die melden. Unbekannt: beantwortete Rückmeldungen, bei denen sich
// die Tage nicht messen lassen. Ohne eine Messung bleibt der Wert leer.
fn response(world: &World) -> Vec<Line> {
    let answered: Vec<&Table> = world.own.iter().flat_map(feedback).filter(|row| row.has("beantwortet_am")).collect();
    let days: Vec<i64> = answered
        .iter()
        .filter_map(|row| Some(row.span("beantwortet_am")?.exact()? - row.span("eingegangen_am")?.exact()?))
        .filter(|days| *days >= 0)
        .collect();
    let unknown = answered.len() - days.len();
    vec![Line::value(doubled_median(days)).unknown(unknown)]
}
