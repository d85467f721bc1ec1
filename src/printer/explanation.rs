//! The page for whatever was found: one thing with its own page, several as a list to choose from.

use crate::audit::{BUILTIN, BUILTIN_SOURCE, Builtin};
use crate::printer::lookup::{Entry, Thing};
use crate::printer::page::{Page, Row, course, dictionary};
use crate::standard::{Retired, Standard};

/// So many hits are shown.
const SHOWN: usize = 15;

/// A rule has a form of its own, for people and for programs; all else is a page.
pub fn page_of(standard: &Standard, entry: &Entry<'_>) -> Page {
    match &entry.thing {
        Thing::Rule(rule) => Page::new("Regel", &rule.id, &rule.title),
        Thing::Retired(retired) => retired_page(standard, retired),
        Thing::Builtin(check) => builtin_page(check),
        Thing::Gate(number) => course::gate_page(standard, *number, &standard.gates[usize::from(*number)]),
        Thing::Phase(number) => course::phase_page(standard, *number, &standard.phases[usize::from(*number)]),
        Thing::Class(code) => course::class_page(standard, code),
        Thing::Record(id) => dictionary::record_page(standard, *id),
        Thing::Field(record, slot) => dictionary::field_page(standard, (*record, *slot)),
        Thing::Term(term) => course::term_page(standard, term),
        Thing::Threshold(number) => course::threshold_page(standard, &standard.thresholds[*number]),
        Thing::Figure(figure) => course::figure_page(figure),
        Thing::Catalogue(id) => dictionary::catalogue_page(standard, *id),
        Thing::Code(id, code) => dictionary::code_page(standard, *id, code),
    }
}

/// Where the words stand, best first.
pub fn hits_page(standard: &Standard, typed: &str, hits: &[Entry<'_>]) -> Page {
    let mut page = Page::new("Suche", format!("„{typed}“"), "kommt vor in");
    list_hits(standard, &mut page, "Treffer", hits);
    page.text("Mehr", "„lotse erklaere KENNUNG“ zeigt einen Treffer.");
    page
}

/// Adds hits to a page, as many as help.
pub fn list_hits(standard: &Standard, page: &mut Page, title: &str, hits: &[Entry<'_>]) {
    page.rows(title, hits.iter().take(SHOWN).map(|entry| entry.row(standard)).collect());
    if hits.len() > SHOWN {
        page.text("Nicht gezeigt", format!("{} weitere; ein zweites Wort grenzt ein.", hits.len() - SHOWN));
    }
}

fn builtin_page(check: &Builtin) -> Page {
    let mut page = Page::new("eingebaute Prüfung", check.id, check.title);
    page.text("Warum", check.why);
    page.text("Was zu tun ist", check.remedy);
    page.text("Quelle", BUILTIN_SOURCE);
    page
}

/// A rule whose file is gone: why, since when, and what took its place.
fn retired_page(standard: &Standard, entry: &Retired) -> Page {
    let mut page = Page::new("entfallene Regel", &entry.id, &entry.title);
    page.text(&format!("Entfallen am {}", entry.since.german()), &entry.reason);
    let title = |id: &str| standard.rule(id).map_or("", |rule| rule.title.as_str()).to_owned();
    page.rows("Abgelöst durch", entry.replaced_by.iter().map(|id| Row::new(&id.text, title(&id.text), "")).collect());
    page.text("Kennung", format!("Sie wird nicht neu vergeben ({}:{}).", entry.file.name, entry.line));
    page
}

/// All rules by group, the built-in checks, and what else can be asked for.
pub fn overview(standard: &Standard) -> Page {
    let mut page = Page::new("Prüfprofil", format!("{} {}", standard.name, standard.edition), &standard.title);
    let mut groups: Vec<&str> = standard.rules.iter().map(|rule| rule.group.as_str()).collect();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        let rules = standard.rules.iter().filter(|rule| rule.group == group);
        let row = |rule: &crate::standard::Rule| {
            Row::new(&rule.id, format!("{:4} {:11} {}", rule.level.word(), rule.status.word(), rule.title), "")
        };
        page.rows(format!("Regeln: {group}"), rules.map(row).collect());
    }
    page.rows("Eingebaute Prüfungen", BUILTIN.iter().map(|check| Row::new(check.id, check.title, "")).collect());
    page.rows("Freigaben", standard.gates.iter().map(|gate| Row::new(&gate.id, &gate.title, "")).collect());
    let lists = standard.schema.records.iter().filter(|record| !record.path.is_empty() && !record.path.contains('.'));
    page.rows("Listen der Projektdatei", lists.map(|record| Row::new(&record.path, &record.title, "")).collect());
    page.rows("Codelisten", standard.schema.catalogues.iter().map(|list| Row::new(&list.name, &list.title, "")).collect());
    page.text(
        "Mehr",
        "„lotse erklaere KENNUNG“ zeigt eine Regel mit Grund, Quelle und Beispielen, eine Freigabe, eine Liste, ein Feld, einen Code, eine\n\
         Schwelle oder eine Kennzahl; „lotse erklaere WORT“ sucht überall danach.",
    );
    page
}
