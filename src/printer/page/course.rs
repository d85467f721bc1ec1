//! Pages about the course of a project: phases, gates, size classes, thresholds and figures.

use crate::printer::page::dictionary::code_page;
use crate::printer::page::{Page, Row};
use crate::schema::{Catalogue, Code, Kind, Level, RecordId, Slot};
use crate::standard::{Direction, Due, FigureText, Gate, Phase, Rule, Standard, Term, Threshold, unfolded};

pub fn gate_page(standard: &Standard, number: u16, gate: &Gate) -> Page {
    let mut page = Page::new("Freigabe", &gate.id, &gate.title);
    if let Some(phase) = standard.phases.get(usize::from(gate.closes)) {
        page.text("Schließt", format!("die Phase {}: {}", phase.title, phase.meaning));
    }
    let role = |role: &String| {
        code_of(standard, standard.anchors.role, role)
            .map_or_else(|| Row::new(role, "", ""), |code| Row::new(&code.id, &code.title, &code.meaning))
    };
    page.rows(
        if gate.deciders.len() > 1 { "Wer entscheidet (eine der Rollen)" } else { "Wer entscheidet" },
        gate.deciders.iter().map(role).collect(),
    );
    page.rows("Fällige Ergebnisse je Größenklasse", results_due(standard, |due| due.gate == number));
    page.rows("Verbindliche MUSS-Regeln, die dann gefragt werden", asked(standard, |rule| rule.from_phase <= gate.closes));
    page.text("Mehr", format!("„lotse pruefe DATEI --freigabe {}“ sagt, was noch fehlt.", gate.id));
    page
}

pub fn phase_page(standard: &Standard, number: u16, phase: &Phase) -> Page {
    let mut page = Page::new("Phase", &phase.id, &phase.title);
    page.text("Bedeutung", &phase.meaning);
    let gates: Vec<(u16, &Gate)> = (0..).zip(&standard.gates).filter(|(_, gate)| gate.closes == number).collect();
    page.rows("Endet mit", gates.iter().map(|(_, gate)| Row::new(&gate.id, &gate.title, "")).collect());
    page.rows("Bis dahin fällig", results_due(standard, |due| gates.iter().any(|(gate, _)| *gate == due.gate)));
    page.rows("Verbindliche MUSS-Regeln ab dieser Phase", asked(standard, |rule| rule.from_phase == number));
    page
}

/// A size class is a code like any other, and more depends on it.
pub fn class_page(standard: &Standard, code: &Code) -> Page {
    let (record, slot) = standard.anchors.class;
    let Kind::Code(id) = standard.schema.record(record).field(slot).kind else { return Page::new("Größenklasse", &code.id, &code.title) };
    let mut page = code_page(standard, id, code);
    page.kind = "Größenklasse";
    let due: Vec<Row> = standard
        .due
        .iter()
        .filter(|due| due.class == code.id)
        .map(|due| {
            let gate = standard.gates.get(usize::from(due.gate)).map_or("", |gate| gate.id.as_str());
            Row::new(gate, code_title(standard, standard.anchors.result, &due.result), due.level.word())
        })
        .collect();
    page.rows("Fällige Ergebnisse", due);
    page.rows("MUSS-Regeln nur für bestimmte Größenklassen, darunter diese", asked(standard, |rule| rule.classes.contains(&code.id)));
    page
}

pub fn threshold_page(standard: &Standard, threshold: &Threshold) -> Page {
    let mut page = Page::new("Schwelle", &threshold.name, &threshold.title);
    page.text("Wert", format!("{} {}", threshold.value, threshold.unit));
    page.text("Bedeutung", &threshold.meaning);
    let direction = match threshold.direction {
        Direction::HoeherStrenger => "Ein Profil, das erbt, darf den Wert nur erhöhen.",
        Direction::NiedrigerStrenger => "Ein Profil, das erbt, darf den Wert nur senken.",
        Direction::Frei => "Ein Profil, das erbt, darf den Wert frei setzen.",
    };
    page.text("Wer sie ändern darf", format!("{direction} Gesetzt von {}.", threshold.set_by));
    page.text("Quelle", &threshold.source);
    page.rows("Regeln, die sie lesen", rules_reading(standard, &threshold.name));
    page
}

pub fn term_page(standard: &Standard, term: &Term) -> Page {
    let mut page = Page::new("Begriff", &term.name, &term.title);
    page.text("Bedeutung", &term.meaning);
    page.text("Bedingung", term.holds.text.trim());
    page.rows("Regeln, die ihn verwenden", rules_reading(standard, &term.name));
    page
}

/// The rules whose checks name a threshold or a term, also by way of a term.
fn rules_reading(standard: &Standard, word: &str) -> Vec<Row> {
    let reads = |rule: &&Rule| {
        let says = rule.check_german().iter().any(|(_, text)| has_word(&unfolded(&standard.terms, text), word));
        says || rule.lead_time.as_deref() == Some(word)
    };
    standard.rules.iter().filter(reads).map(|rule| Row::new(&rule.id, &rule.title, rule.level.word())).collect()
}

pub fn figure_page(figure: &FigureText) -> Page {
    let mut page = Page::new("Kennzahl", &figure.id, &figure.title);
    page.text("Bedeutung", &figure.meaning);
    page.text("Einheit", &figure.unit);
    page.text("Gruppe", &figure.group);
    page
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_')).any(|part| part == word)
}

/// Rules of one project that count, each with what it is limited to.
fn asked(standard: &Standard, fits: impl Fn(&Rule) -> bool) -> Vec<Row> {
    let rules = standard.rules.iter().filter(|rule| rule.level == Level::Muss && rule.is_in_force() && rule.queries().is_none());
    rules
        .filter(|rule| fits(rule))
        .map(|rule| {
            let mut limits = Vec::new();
            limits.extend((!rule.classes.is_empty()).then(|| format!("Größenklassen {}", rule.classes.join(", "))));
            limits.extend((rule.status != crate::standard::RuleStatus::Verbindlich).then(|| rule.status_german()));
            Row::new(&rule.id, &rule.title, limits.join("; "))
        })
        .collect()
}

/// One row for each result, with the level for each class from the smallest on.
fn results_due(standard: &Standard, fits: impl Fn(&Due) -> bool) -> Vec<Row> {
    let due: Vec<&Due> = standard.due.iter().filter(|due| fits(due)).collect();
    let mut results: Vec<&str> = Vec::new();
    for each in &due {
        if !results.contains(&each.result.as_str()) {
            results.push(&each.result);
        }
    }
    let classes = catalogue(standard, standard.anchors.class);
    results
        .into_iter()
        .map(|result| {
            let mut levels: Vec<&&Due> = due.iter().filter(|due| due.result == result).collect();
            levels.sort_by_key(|due| classes.and_then(|classes| classes.ordinal(&due.class)));
            let levels: Vec<String> = levels.iter().map(|due| format!("{} {}", due.class, due.level.word())).collect();
            Row::new(result, code_title(standard, standard.anchors.result, result), levels.join(", "))
        })
        .collect()
}

/// What a code of an anchored field is called.
fn code_title(standard: &Standard, field: (RecordId, Slot), code: &str) -> String {
    code_of(standard, field, code).map_or(code, |code| &code.title).to_owned()
}

fn code_of<'s>(standard: &'s Standard, field: (RecordId, Slot), code: &str) -> Option<&'s Code> {
    let catalogue = catalogue(standard, field)?;
    catalogue.ordinal(code).map(|ordinal| catalogue.code(ordinal))
}

/// The code list of an anchored field.
fn catalogue(standard: &Standard, (record, slot): (RecordId, Slot)) -> Option<&Catalogue> {
    match standard.schema.record(record).field(slot).kind {
        Kind::Code(id) => Some(standard.schema.catalogue(id)),
        _ => None,
    }
}
