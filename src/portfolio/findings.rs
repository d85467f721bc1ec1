//! What the checks found, as tables: figures and sections may count it like anything else.

use crate::audit::{Audit, Finding};
use crate::facts::{Column, Data, Table};
use crate::schema::Level;

pub const FINDINGS: &str = "befunde";
pub const CHECKS: &str = "pruefungen";

pub fn tables(audits: &[Audit]) -> [Table; 2] {
    let mut findings: Vec<&Finding> = audits.iter().flat_map(|audit| &audit.findings).collect();
    findings.sort_by(|left, right| {
        (&left.project, left.place, &left.rule, &left.path).cmp(&(&right.project, right.place, &right.rule, &right.path))
    });
    [befunde(&findings), pruefungen(audits)]
}

fn befunde(findings: &[&Finding]) -> Table {
    let text = |pick: fn(&Finding) -> String| findings.iter().map(|finding| Some(pick(finding))).collect::<Vec<_>>();
    let flag = |pick: fn(&Finding) -> bool| Data::Flag(findings.iter().map(|finding| Some(pick(finding))).collect());
    let columns = vec![
        Column::text("regel", "Kennung der Regel.", text(|finding| finding.rule.clone())),
        Column::text("titel", "Titel der Regel.", text(|finding| finding.title.clone())),
        Column::text("stufe", "MUSS, SOLL oder KANN.", text(|finding| finding.level.word().to_owned())),
        Column::text("ergebnis", "nicht_erfuellt oder nicht_pruefbar.", text(|finding| finding.outcome.word().to_owned())),
        Column::new("verbindlich", "Zählt; Regeln in Erprobung warnen nur.", flag(|finding| finding.binding)),
        Column::text("projekt", "Kennung des Projekts.", text(|finding| finding.project.clone())),
        Column::text("datei", "Projektdatei.", text(|finding| finding.file.clone())),
        Column::integer(
            "zeile",
            "Zeile in der Projektdatei.",
            findings.iter().map(|finding| Some(i64::from(finding.place.line))).collect(),
        ),
        Column::text("pfad", "Stelle in der Projektdatei.", text(|finding| finding.path.clone())),
        Column::text("meldung", "Was festgestellt wurde.", text(|finding| finding.message.clone())),
        Column::text("abhilfe", "Was zu tun ist.", text(|finding| finding.remedy.clone())),
        Column::text("quelle", "Woher die Regel stammt.", text(|finding| finding.source.clone())),
        Column::text("heilbar", "nachtragen, nachholen oder nur_ausnahme.", text(|finding| finding.curable.clone())),
        Column::new("ausgenommen", "Steht unter einer gültigen Ausnahme.", flag(Finding::is_excused)),
    ];
    Table::new(FINDINGS, "Was die Prüfung ergab, ein Befund je Zeile.", columns)
}

fn pruefungen(audits: &[Audit]) -> Table {
    let mut sorted: Vec<&Audit> = audits.iter().collect();
    sorted.sort_by(|left, right| (&left.project, &left.document.source.name).cmp(&(&right.project, &right.document.source.name)));
    let number = |pick: fn(&Audit) -> u64| sorted.iter().map(|audit| i64::try_from(pick(audit)).ok()).collect::<Vec<_>>();
    let columns = vec![
        Column::text("projekt", "Kennung des Projekts.", sorted.iter().map(|audit| Some(audit.project.clone())).collect()),
        Column::new("lesbar", "Die Datei ließ sich lesen.", Data::Flag(sorted.iter().map(|audit| Some(audit.state.is_some())).collect())),
        Column::integer("erfuellt", "Ergebnisse „erfüllt“.", number(|audit| audit.tally.passed)),
        Column::integer("nicht_pruefbar", "Ergebnisse „nicht prüfbar“.", number(|audit| audit.tally.unknown)),
        Column::integer("nicht_anwendbar", "Ergebnisse „nicht anwendbar“.", number(|audit| audit.tally.not_applicable)),
        Column::integer("nicht_erfuellt_muss", "MUSS nicht erfüllt.", number(|audit| audit.tally.failed(Level::Muss))),
        Column::integer("nicht_erfuellt_soll", "SOLL nicht erfüllt.", number(|audit| audit.tally.failed(Level::Soll))),
        Column::integer("nicht_erfuellt_kann", "KANN nicht erfüllt.", number(|audit| audit.tally.failed(Level::Kann))),
        Column::integer("ausgenommen", "Davon unter einer gültigen Ausnahme.", number(|audit| audit.tally.excused)),
    ];
    Table::new(CHECKS, "Wie oft jedes Ergebnis vorkam, je Projektdatei.", columns)
}
