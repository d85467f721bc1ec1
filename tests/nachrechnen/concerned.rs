//! Whether those a project concerns were talked with, and what could not wait.

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::row::Row;
use crate::talks::{is_about, is_talk};
use crate::world::{Project, World};

pub const FIGURES: &[Figure] = &[("KZ-34", concerned), ("KZ-35", urgent)];

// KZ-34 Mit wie vielen der Gruppen, die ein Vorhaben betrifft, bis zum Stichtag gesprochen ist, wie viele bewusst
// nicht sprechen wollen, und wie vielen ein Gespräch angeboten wurde, ohne dass eines zustande kam. Gezählt werden die
// Zeilen der Stakeholderlisten bewerteter Vorhaben des eigenen Landes, die als betroffen und mit einer Ebene
// eingetragen sind, ohne Ebenen, die sich um einen Auftrag bewerben können. Gesprochen: Zu einem Kontakt auf einem
// Weg, der ein Gespräch erlaubt (eine informelle E-Mail erst mit der Antwort) und nicht länger vor dem Beginn des
// Vorhabens, als die Schwelle erlaubt, ist die Zeile genannt, eine mit derselben Gruppe, ebenso kommunal oder nicht,
// oder, wenn sie eine einzelne Kommune meint, eine ihrer Ebene; oder jemand, der eine davon sicher seit diesem Tag
// vertritt, mit Zustimmung bis dahin oder, keine einzelne Kommune, als Spitzenverband mit Mandat. Bewusst nicht: nicht
// gesprochen, aber ein Tag eingetragen, seit dem die Gruppe bewusst nicht will. Angeboten: weder noch, aber die Zeile
// oder ihre Ebene ist mit Gegenstand eingeladen und danach einmal erinnert worden; wer alle Kommunen einlädt, meint
// jede ihrer Ebenen. Ein Gespräch ersetzt keine gesetzliche Anhörung und keine Beteiligung der Personalvertretung.
fn concerned(world: &World) -> Vec<Line> {
    let mut standings = Vec::new();
    for project in world.assessed() {
        let counts = |row: &&Table| {
            let level = row.text("ebene");
            let known = level.is_some_and(|level| world.book.code("ebenen", level).is_some());
            known && row.get("betroffen").and_then(toml::Value::as_bool) == Some(true) && !world.book.is("ebenen", level, "bieter")
        };
        standings.extend(project.file.rows("stakeholder").into_iter().filter(counts).map(|row| standing(world, project, row)));
    }
    let line = |wanted: &str| {
        let count = standings.iter().filter(|found| **found == wanted).count();
        Line::of(count, standings.len()).key(wanted).if_known(!world.assessed().is_empty())
    };
    vec![line("gesprochen"), line("angeboten"), line("bewusst_nicht")]
}

fn standing(world: &World, project: &Project, row: &Table) -> &'static str {
    if talked(world, project, row) {
        "gesprochen"
    } else if row.has("bewusst_nicht_seit") {
        "bewusst_nicht"
    } else if invited(world, project, row) {
        "angeboten"
    } else {
        "noch_nicht"
    }
}

fn talked(world: &World, project: &Project, row: &Table) -> bool {
    let file = &project.file;
    let same = |other: &Table| {
        let shares = |key: &str| row.text(key).is_some() && row.text(key) == other.text(key);
        let municipal =
            |row: &Table| row.text("ebene").and_then(|level| world.book.code("ebenen", level)).map(|code| code.get("kommunal").cloned());
        let alike = municipal(row).is_some() && municipal(row) == municipal(other);
        shares("id") || shares("gruppe") && alike || row.has("koerperschaft") && shares("ebene")
    };
    let group: Vec<&str> = file.rows("stakeholder").into_iter().filter(|other| same(other)).filter_map(|other| other.text("id")).collect();
    let is_one = |name: &&str| group.contains(name);
    let rows = file.rows("stakeholder");
    let is_alone = |name: &str| rows.iter().any(|row| row.text("id") == Some(name) && row.has("koerperschaft"));
    let for_others =
        |who: &str| rows.iter().any(|row| row.text("id") == Some(who) && world.book.is("ebenen", row.text("ebene"), "spitzenverband"));
    let speaks = |talk: &Table, row: &&Table| {
        let since = row.span("seit").zip(talk.span("datum")).is_some_and(|(since, day)| since.last <= day.first);
        let agreed = row.span("zustimmung_am").zip(talk.span("datum")).is_some_and(|(agreed, day)| agreed.last <= day.first);
        let mandate = row.has("mandat") && row.text("vertreter").is_some_and(for_others);
        let present = row.text("vertreter").is_some_and(|who| talk.texts("stakeholder").contains(&who));
        let covers = |name: &&str| is_one(name) && (agreed || mandate && !is_alone(name));
        since && present && row.texts("vertretene").iter().any(covers)
    };
    let reaches =
        |talk: &&Table| talk.texts("stakeholder").iter().any(is_one) || file.rows("vertretungen").iter().any(|row| speaks(talk, row));
    file.rows("kontakte").into_iter().filter(|contact| is_talk(world, project, contact)).any(|talk| reaches(&talk))
}

fn invited(world: &World, project: &Project, row: &Table) -> bool {
    let level = row.text("ebene");
    let reaches = |invited: &str| {
        Some(invited) == level || world.book.is("ebenen", Some(invited), "alle_kommunen") && world.book.is("ebenen", level, "kommunal")
    };
    let meant = |invitation: &Table| {
        row.text("id").is_some_and(|id| invitation.texts("stakeholder").contains(&id)) || invitation.texts("an").into_iter().any(reaches)
    };
    let reminded = |row: &Table| row.span("erinnert_am").zip(row.span("datum")).is_some_and(|(again, first)| first.last < again.first);
    project.file.rows("einladungen").iter().any(|row| row.has("gegenstand") && reminded(row) && is_about(world, project, row) && meant(row))
}

// KZ-35 Wie viele Entscheidungen über eine Lösung, einen Erlass oder das Weiterarbeiten ohne Gespräch als Eilfall
// getroffen wurden, mit einem der vorgesehenen Gründe. Gezählt werden die Entscheidungen bewerteter Vorhaben des
// eigenen Landes bis zum Stichtag; Eilfälle ohne vorgesehenen Grund zählen als unbekannt und nicht im Zähler.
fn urgent(world: &World) -> Vec<Line> {
    let asked = |row: &&Table| {
        ["loesung", "erlass", "ohne_gespraech"].iter().any(|quality| world.book.is("entscheidungsarten", row.text("art"), quality))
    };
    let decisions: Vec<&Table> =
        world.assessed().into_iter().flat_map(|project| project.file.rows("entscheidungen")).filter(asked).collect();
    let urgent = decisions.iter().filter(|row| row.get("eilfall").and_then(toml::Value::as_bool) == Some(true));
    let (named, open): (Vec<&Table>, Vec<&Table>) = urgent.copied().partition(|row| row.has("eilfall_art"));
    vec![Line::of(named.len(), decisions.len() - open.len()).unknown(open.len()).if_known(!world.assessed().is_empty())]
}
