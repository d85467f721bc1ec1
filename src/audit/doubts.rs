//! Why values that are there do not settle a rule, as a sentence: only the reason that holds is named.

use crate::audit::examine::Verdict;
use crate::audit::subject::Subject;
use crate::audit::trace::Doubt;
use crate::audit::value::CONSTANT;
use crate::document::{CellId, Value};
use crate::period::Precision;

/// More places than this help nobody.
const MOST: usize = 3;

/// The first kind of reason, with the places where it lies.
pub fn sentence(subject: &Subject<'_>, verdict: &Verdict) -> String {
    let Some((first, _)) = verdict.doubts.first() else { return "Die Angaben reichen nicht aus, um das zu entscheiden.".to_owned() };
    let own = verdict.doubts.iter().filter(|(doubt, cell)| doubt == first && cell & CONSTANT == 0).map(|(_, cell)| *cell);
    let mut paths = paths(subject, own);
    if paths.is_empty() {
        paths = self::paths(subject, verdict.cells.iter().copied().filter(|cell| is_of(subject, *first, *cell)));
    }
    let named = named(&paths);
    match (first, paths.len()) {
        (Doubt::Fault(fault), _) => format!("Mit diesen Werten lässt sich die Regel nicht auswerten: {}.", fault.german()),
        (Doubt::Coarse, 0) => "Ein Datum ohne Tag lässt das offen.".to_owned(),
        (Doubt::Coarse, 1) => format!("Das Datum {named} nennt keinen Tag und lässt das offen."),
        (Doubt::Coarse, _) => format!("Die Daten {named} nennen keinen Tag und lassen das offen."),
        (Doubt::Estimate, 0) => "Eine Zahl, die nicht genau bekannt ist, lässt das offen.".to_owned(),
        (Doubt::Estimate, 1) => format!("Die Zahl {named} ist nicht genau bekannt und lässt das offen."),
        (Doubt::Estimate, _) => format!("Die Zahlen {named} sind nicht genau bekannt und lassen das offen."),
        (Doubt::Empty, 0) => "Dazu gibt es noch keinen Eintrag.".to_owned(),
        (Doubt::Empty, _) => format!("Dazu gibt es unter {named} noch keinen Eintrag."),
    }
}

fn paths(subject: &Subject<'_>, cells: impl Iterator<Item = CellId>) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for path in cells.map(|cell| subject.path(cell)) {
        if !path.is_empty() && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// A value made of several has no cell of its own: then the cells read that are inexact are meant.
fn is_of(subject: &Subject<'_>, doubt: Doubt, cell: CellId) -> bool {
    match (doubt, subject.document.cell(cell).value) {
        (Doubt::Coarse, Value::Period(period)) => !period.is_day(),
        (Doubt::Estimate, Value::Count(count)) => count.precision != Precision::Exact,
        _ => false,
    }
}

fn named(paths: &[String]) -> String {
    let more = paths.len().saturating_sub(MOST);
    if more == 0 { joined(paths) } else { format!("{} und {more} weitere", quoted(&paths[..MOST]).join(", ")) }
}

/// „a“, „b“ und „c“
pub fn joined(paths: &[String]) -> String {
    match quoted(paths).as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} und {last}", first.join(", ")),
        all => all.join(", "),
    }
}

fn quoted(paths: &[String]) -> Vec<String> {
    paths.iter().map(|path| format!("„{path}“")).collect()
}
