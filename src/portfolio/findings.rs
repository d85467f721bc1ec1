//! What the checks found, as tables: figures and sections may count it like anything else.

use crate::audit::{Audit, Finding, Readiness, Snippet, Tally};
use crate::facts::{Column, Data, Table};
use crate::portfolio::excerpt::excerpts;
use crate::schema::Level;
use crate::standard::{Outcome, Standard};

pub const FINDINGS: &str = "befunde";
pub const CHECKS: &str = "pruefungen";

/// With what the rules across projects found; a finding about the portfolio as a whole names no project. With a standard
/// also the line each finding points at, as far as it is nobody's secret.
pub fn tables(audits: &[Audit], across: &[Finding], shown: Option<&Standard>) -> [Table; 2] {
    let mut findings: Vec<&Finding> = audits.iter().flat_map(|audit| &audit.findings).chain(across).collect();
    findings.sort_by(|left, right| {
        (&left.project, left.place, &left.rule, &left.path).cmp(&(&right.project, right.place, &right.rule, &right.path))
    });
    let excerpts = shown.map_or_else(|| vec![None; findings.len()], |standard| excerpts(standard, audits, &findings));
    [befunde(&findings, excerpts), pruefungen(audits, across)]
}

fn befunde(findings: &[&Finding], excerpts: Vec<Option<String>>) -> Table {
    let text = |pick: fn(&Finding) -> String| findings.iter().map(|finding| Some(pick(finding))).collect::<Vec<_>>();
    let flag = |pick: fn(&Finding) -> bool| Data::Flag(findings.iter().map(|finding| Some(pick(finding))).collect());
    let columns = vec![
        Column::text("regel", "Kennung der Regel.", text(|finding| finding.rule.clone())),
        Column::text("titel", "Titel der Regel.", text(|finding| finding.title.clone())),
        Column::text("stufe", "MUSS, SOLL oder KANN.", text(|finding| finding.level.word().to_owned())),
        Column::text("ergebnis", "nicht_erfuellt oder nicht_pruefbar.", text(|finding| finding.outcome.word().to_owned())),
        Column::new("verbindlich", "Zählt; Regeln in Erprobung warnen nur.", flag(|finding| finding.binding)),
        Column::text(
            "projekt",
            "Kennung des Projekts; leer, wenn der Befund das ganze Portfolio betrifft.",
            findings.iter().map(|finding| Some(finding.project.clone()).filter(|project| !project.is_empty())).collect(),
        ),
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
        Column::text("warum", "Warum es die Regel gibt.", text(|finding| finding.why.clone())),
        Column::text("fehlt", "Angaben, ohne die sich nichts sagen lässt.", text(|finding| finding.missing.join(", "))),
        Column::text("blockiert", "Regeln, die ohne die Angabe nicht prüfbar sind.", text(|finding| finding.blocks.join(", "))),
        Column::integer(
            "blockiert_anzahl",
            "Wie viele das sind.",
            findings.iter().map(|finding| i64::try_from(finding.blocks.len()).ok()).collect(),
        ),
        Column::text("einfuegen", "Was einzufügen ist, wo etwas fehlt.", text(|finding| inserted(finding, |snippet| &snippet.text))),
        Column::text("einfuegen_ort", "Wohin es gehört.", text(|finding| inserted(finding, |snippet| &snippet.place))),
        Column::text(
            "auszug",
            "Die Zeile der Projektdatei; nur in Papieren, und nicht, wo sie Namen oder interne Angaben enthält.",
            excerpts,
        ),
    ];
    Table::new(FINDINGS, "Was die Prüfung ergab, ein Befund je Zeile.", columns)
}

fn inserted(finding: &Finding, part: fn(&Snippet) -> &String) -> String {
    finding.insertion().map(part).cloned().unwrap_or_default()
}

fn pruefungen(audits: &[Audit], across: &[Finding]) -> Table {
    let mut sorted: Vec<&Audit> = audits.iter().collect();
    sorted.sort_by(|left, right| (&left.project, &left.document.source.name).cmp(&(&right.project, &right.document.source.name)));
    let tallies: Vec<Tally> = sorted.iter().map(|audit| tally(audit, across)).collect();
    let number = |pick: fn(&Tally) -> u64| tallies.iter().map(|tally| i64::try_from(pick(tally)).ok()).collect::<Vec<_>>();
    let muss = |pick: fn(&Readiness) -> usize| sorted.iter().map(|audit| i64::try_from(pick(&audit.readiness)).ok()).collect::<Vec<_>>();
    let columns = vec![
        Column::text("projekt", "Kennung des Projekts.", sorted.iter().map(|audit| Some(audit.project.clone())).collect()),
        Column::new("lesbar", "Die Datei ließ sich lesen.", Data::Flag(sorted.iter().map(|audit| Some(audit.state.is_some())).collect())),
        Column::integer("erfuellt", "Ergebnisse „erfüllt“.", number(|tally| tally.passed)),
        Column::integer("erfuellt_muss", "Davon MUSS, das zählt.", number(|tally| tally.passed_muss)),
        Column::integer("nicht_pruefbar", "Ergebnisse „nicht prüfbar“.", number(|tally| tally.unknown)),
        Column::integer("nicht_anwendbar", "Ergebnisse „nicht anwendbar“.", number(|tally| tally.not_applicable)),
        Column::integer("nicht_erfuellt_muss", "MUSS nicht erfüllt.", number(|tally| tally.failed(Level::Muss))),
        Column::integer("nicht_erfuellt_soll", "SOLL nicht erfüllt.", number(|tally| tally.failed(Level::Soll))),
        Column::integer("nicht_erfuellt_kann", "KANN nicht erfüllt.", number(|tally| tally.failed(Level::Kann))),
        Column::integer("ausgenommen", "Davon unter einer gültigen Ausnahme.", number(|tally| tally.excused)),
        Column::integer(
            "muss_nicht_erfuellt",
            "Ergebnisse „nicht erfüllt“ zu einem MUSS, das zählt, je Regel und Stelle und ohne gültige Ausnahme.",
            muss(|ready| ready.count(Outcome::NichtErfuellt)),
        ),
        Column::integer("muss_nicht_pruefbar", "Ebenso „nicht prüfbar“.", muss(|ready| ready.count(Outcome::NichtPruefbar))),
        Column::integer("muss_ausgenommen", "Beides unter einer gültigen Ausnahme.", muss(|ready| ready.excused.len())),
    ];
    Table::new(CHECKS, "Wie oft jedes Ergebnis vorkam, je Projektdatei.", columns).keyed(["projekt"])
}

/// The results of a file, with those of the rules across projects that stand against it.
fn tally(audit: &Audit, across: &[Finding]) -> Tally {
    let mut tally = audit.tally;
    for finding in across.iter().filter(|finding| finding.file == audit.document.source.name && finding.outcome <= Outcome::NichtPruefbar) {
        tally.count(finding.outcome, finding.level);
        if finding.is_excused() {
            tally.excuse(finding);
        }
    }
    tally
}
