//! What stands between a project and the gate a paper is about, as tables: what `naechste` tells, for queries.

use crate::audit::{Agenda, Step, quoted};
use crate::facts::{Column, Data, Table};
use crate::period::Period;
use crate::schema::Level;
use crate::standard::Outcome;

pub const NAMES: [&str; 2] = ["gefragte_freigabe", "schritte"];

/// One agenda per project that could be read.
pub fn tables(agendas: &[Agenda<'_>]) -> [Table; 2] {
    [asked(agendas), steps(agendas)]
}

fn asked(agendas: &[Agenda<'_>]) -> Table {
    let [name, _] = NAMES;
    let about: Vec<_> = agendas.iter().filter_map(|agenda| Some((agenda, agenda.gate?))).collect();
    let text = |pick: &dyn Fn(&Agenda<'_>) -> Option<String>| about.iter().map(|(agenda, _)| pick(agenda)).collect::<Vec<_>>();
    let columns = vec![
        Column::text("projekt", "Kennung des Projekts.", text(&|agenda| Some(agenda.project.clone()))),
        Column::text("freigabe", "Kennung der Freigabe.", about.iter().map(|(_, gate)| Some(gate.id.clone())).collect()),
        Column::text("titel", "Ihr Titel.", about.iter().map(|(_, gate)| Some(gate.title.clone())).collect()),
        Column::text("phase_titel", "Phase, in der das Projekt steht.", text(&|agenda| Some(agenda.phase.to_owned()))),
        Column::text("entscheidet", "Wer entscheiden darf: Rolle und Stelle.", text(&|agenda| Some(agenda.deciders.join(" oder ")))),
        Column::new(
            "freigabereif",
            "Kein MUSS, das zählt, steht der Freigabe entgegen.",
            Data::Flag(about.iter().map(|(agenda, _)| Some(agenda.readiness.is_ready())).collect()),
        ),
        day("geplant_tag", "Geplanter Tag, zuletzt genannt.", about.iter().map(|(agenda, _)| agenda.planned)),
        Column::text("geplant_text", "Derselbe in deutscher Schreibweise.", text(&|agenda| agenda.planned.map(Period::german))),
    ];
    Table::new(name, "Die Freigabe, um die es geht: die gefragte, sonst die nächste; eine Zeile je Projekt.", columns).keyed(["projekt"])
}

fn steps(agendas: &[Agenda<'_>]) -> Table {
    let [_, name] = NAMES;
    let all: Vec<(&Agenda<'_>, &Step)> = agendas.iter().flat_map(|agenda| agenda.steps.iter().map(move |step| (agenda, step))).collect();
    let text = |pick: &dyn Fn(&Step) -> String| all.iter().map(|(_, step)| Some(pick(step))).collect::<Vec<_>>();
    let flag = |pick: &dyn Fn(&Step) -> bool| Data::Flag(all.iter().map(|(_, step)| Some(pick(step))).collect());
    let columns = vec![
        Column::text("projekt", "Kennung des Projekts.", all.iter().map(|(agenda, _)| Some(agenda.project.clone())).collect()),
        Column::text("freigabe", "Kennung der Freigabe.", all.iter().map(|(agenda, _)| agenda.gate.map(|gate| gate.id.clone())).collect()),
        Column::text("regel", "Kennung der Regel.", text(&|step| step.finding.rule.clone())),
        Column::text("titel", "Titel der Regel.", text(&|step| step.finding.title.clone())),
        Column::text("stufe", "MUSS oder SOLL.", text(&|step| step.finding.level.word().to_owned())),
        Column::text("ergebnis", "nicht_erfuellt oder nicht_pruefbar.", text(&|step| step.finding.outcome.word().to_owned())),
        Column::new("sperrt", "Steht der Freigabe entgegen: ein MUSS, das zählt.", flag(&blocks)),
        Column::new("verbindlich", "Zählt; Regeln in Erprobung warnen nur.", flag(&|step| step.finding.binding)),
        Column::text("datei", "Projektdatei.", text(&|step| step.finding.file.clone())),
        Column::integer(
            "zeile",
            "Zeile in der Projektdatei.",
            all.iter().map(|(_, step)| Some(i64::from(step.finding.place.line))).collect(),
        ),
        Column::text("pfad", "Stelle in der Projektdatei.", text(&|step| step.finding.path.clone())),
        Column::text("meldung", "Was festgestellt wurde.", text(&|step| quoted(&step.finding.message))),
        Column::text("warum", "Warum es die Regel gibt.", text(&|step| quoted(&step.finding.why))),
        Column::text("abhilfe", "Was zu tun ist.", text(&|step| quoted(&step.finding.remedy))),
        Column::text("heilbar", "nachtragen, nachholen oder nur_ausnahme.", text(&|step| step.finding.curable.clone())),
        Column::text("quelle", "Woher die Regel stammt.", text(&|step| step.finding.source.clone())),
        Column::text("zustaendig", "Wer sich kümmert: Rolle und Stelle.", text(&|step| step.responsible.clone())),
        Column::integer(
            "vorlauf_tage",
            "So viele Tage vor der Freigabe ist zu beginnen.",
            all.iter().map(|(_, step)| Some(step.lead_days)).collect(),
        ),
        day("beginnen_tag", "Bis wann zu beginnen ist, damit der Vorlauf reicht.", all.iter().map(|(_, step)| step.begin_by)),
    ];
    Table::new(name, "Was der gefragten oder nächsten Freigabe entgegensteht, ohne Befunde unter einer gültigen Ausnahme.", columns)
}

fn blocks(step: &Step) -> bool {
    step.finding.binding && step.finding.level == Level::Muss && step.finding.outcome <= Outcome::NichtPruefbar
}

fn day(name: &str, meaning: &str, days: impl Iterator<Item = Option<Period>>) -> Column {
    let meaning = format!("{} (Tage seit dem 01.01.1970).", meaning.trim_end_matches('.'));
    Column::integer(name, &meaning, days.map(|day| day.map(|day| i64::from(day.from))).collect())
}
