//! Money, in whole Cent.

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::row::Row;
use crate::world::{Project, World};

pub const FIGURES: &[Figure] = &[("KZ-33", budget)];

/// Amounts with a day, by day; of equals the order of the file.
fn amounts(project: &Project, list: &str, key: &str) -> Vec<i64> {
    let mut found: Vec<(i64, i64)> =
        project.file.rows(list).into_iter().filter_map(|row: &Table| Some((row.span(key)?.first, row.spent()?))).collect();
    found.sort_by_key(|(day, _)| *day);
    found.into_iter().map(|(_, amount)| amount).collect()
}

// KZ-33 In ganzen Cent. Budget: Summe der am Stichtag geltenden Budgets, geteilt durch die Summe der zuerst
// bewilligten, über alle Vorhaben des eigenen Landes mit mindestens einer Zeile im Budget; hat ein Vorhaben nur eine,
// zählt sie in beiden. Ausgaben: Summe der zuletzt angegebenen Ausgaben und Verpflichtungen, geteilt durch die Summe
// der am Stichtag geltenden Budgets, nur über Vorhaben, die beides angeben. Zuerst bewilligt ist die Zeile mit dem
// frühesten, geltend die mit dem spätesten Tag, bei den Ausgaben die mit dem spätesten Stand; maßgeblich ist der erste
// mögliche Tag, er darf nicht nach dem Stichtag liegen, bei Gleichstand entscheidet die Reihenfolge in der Datei.
// Zeilen ohne Betrag oder Tag zählen nicht. Budgets werden addiert, wie sie angegeben sind; ob dasselbe Geld in zwei
// Vorhaben steht, ist nicht bekannt. Unbekannt: Vorhaben, denen eine der nötigen Angaben fehlt. Fehlt sie allen, bleibt
// die Zeile leer.
fn budget(world: &World) -> Vec<Line> {
    let (mut now, mut first, mut spent, mut of) = (0, 0, 0, 0);
    let (mut without, mut without_both) = (0, 0);
    for project in &world.own {
        let budget = amounts(project, "budget", "ab");
        let costs = amounts(project, "ausgaben", "stand");
        if let (Some(start), Some(end)) = (budget.first(), budget.last()) {
            first += start;
            now += end;
        } else {
            without += 1;
        }
        if let (Some(end), Some(cost)) = (budget.last(), costs.last()) {
            spent += cost;
            of += end;
        } else {
            without_both += 1;
        }
    }
    let line = |key: &str, part, whole, unknown: usize| {
        Line::share(Some(part), Some(whole)).key(key).unknown(unknown).if_known(unknown < world.own.len())
    };
    vec![line("budget", now, first, without), line("ausgaben", spent, of, without_both)]
}
