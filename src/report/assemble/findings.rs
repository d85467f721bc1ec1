//! The findings of the checks by project, with what heals them.

use std::collections::BTreeMap;

use crate::audit::{BUILTIN_PLACEHOLDER, placeholders, quoted};
use crate::portfolio::block::Findings;
use crate::portfolio::{Answer, Cell};
use crate::report::assemble::Assembly;
use crate::report::assemble::words::{self, Names};
use crate::report::model::{Anker, Befund, Befunde, Befundgruppe, Befundregel, Form, Satz, Zeichen};
use crate::schema::Level;
use crate::source::Source;
use crate::standard::Complaint;

impl Assembly<'_> {
    pub(super) fn findings(&self, file: &Source, note: &Findings, names: &Names) -> Result<Befunde, Complaint> {
        let answer = self.ask(file, &note.sql)?;
        let mut groups: Vec<Befundgruppe> = Vec::new();
        let together = Together::of(&answer);
        for row in (0..answer.rows.len()).filter(|row| !together.is_told_before(*row)) {
            let project = answer.cell(row, "projekt").text().unwrap_or_default();
            let id = Anker::new(&format!("befunde-{project}"));
            if groups.last().is_none_or(|group| group.kennung != id) {
                // On its own page a project is not named again.
                let here = self.chapter.family.head.of_projects;
                groups.push(Befundgruppe {
                    kennung: id,
                    titel: if here { String::new() } else { words::clean(self.names.get(project).map_or(project, String::as_str)) },
                    zusatz: project.to_owned(),
                    ziel: self.words.project(project),
                    regeln: Vec::new(),
                });
            }
            if let Some(group) = groups.last_mut() {
                add(group, &answer, row, together.message(&answer, row));
            }
        }
        Ok(Befunde {
            kennung: Anker::new("befunde"),
            titel: self.words.sentence(file, &note.title, names)?,
            satz: self.words.maybe(file, &note.text, names)?,
            beschriftung: "Befunde je Vorhaben".to_owned(),
            gruppen: groups,
            leer: "Kein Befund.".to_owned(),
        })
    }
}

/// To the findings of the same rule; where another remedy heals it, the rule is named anew.
fn add(group: &mut Befundgruppe, answer: &Answer, row: usize, message: Option<String>) {
    let found = rule(answer, row);
    let same = |known: &&mut Befundregel| {
        (&known.regel, &known.stufe.wort, &known.abhilfe, &known.vermerk)
            == (&found.regel, &found.stufe.wort, &found.abhilfe, &found.vermerk)
    };
    let mut finding = finding(answer, row);
    if let Some(message) = message {
        finding.meldung = message.into();
        finding.vermerk = Satz::default();
    }
    match group.regeln.iter_mut().find(same) {
        Some(known) => known.befunde.push(finding),
        None => group.regeln.push(Befundregel { befunde: vec![finding], ..found }),
    }
}

/// What is the same for all findings of a rule.
fn rule(answer: &Answer, row: usize) -> Befundregel {
    let text = |name: &str| said(answer, row, name).unwrap_or_default();
    let level = text("stufe");
    Befundregel {
        regel: text("regel"),
        titel: text("titel"),
        stufe: Zeichen { form: if level == Level::Muss.word() { Form::Raute } else { Form::LeereRaute }, wort: level },
        befunde: Vec::new(),
        abhilfe: quoted(&text("abhilfe")),
        vermerk: remark(answer, row),
        grund: reason(answer, row),
    }
}

fn finding(answer: &Answer, row: usize) -> Befund {
    let text = |name: &str| said(answer, row, name).unwrap_or_default();
    let file = text("datei");
    let line = answer.cell(row, "zeile").integer().unwrap_or(1);
    Befund {
        kennung: None,
        meldung: text("meldung").into(),
        ort: format!("{}:{line}", file.rsplit('/').next().unwrap_or(&file)),
        vermerk: match (insertion(answer, row), said(answer, row, "auszug")) {
            (None, Some(line)) => Satz::from("In der Datei: ").code(line),
            (insertion, _) => insertion.unwrap_or_default(),
        },
    }
}

/// What to paste where something is absent, line by line.
fn insertion(answer: &Answer, row: usize) -> Option<Satz> {
    let text = answer.cell(row, "einfuegen").text().filter(|text| !text.is_empty())?;
    let place = said(answer, row, "einfuegen_ort")?;
    let lines = text.lines().map(words::clean).filter(|line| !line.is_empty());
    Some(lines.fold(Satz::from(format!("Einfügen {place}:")), |out, line| out.word(" ").code(line)))
}

/// The placeholders of a file: what is still to be filled in is one task, told at the first of them.
struct Together(BTreeMap<(String, String), Vec<usize>>);

impl Together {
    fn of(answer: &Answer) -> Self {
        let mut all: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        let is_one = |row: &usize| {
            let text = |name: &str| answer.cell(*row, name).text();
            text("regel") == Some(BUILTIN_PLACEHOLDER.id) && text("pfad").is_some() && *answer.cell(*row, "ausgenommen") != Cell::Flag(true)
        };
        for row in (0..answer.rows.len()).filter(is_one) {
            let text = |name: &str| answer.cell(row, name).text().unwrap_or_default().to_owned();
            all.entry((text("projekt"), text("datei"))).or_default().push(row);
        }
        all.retain(|_, rows| rows.len() > 1);
        Self(all)
    }

    fn is_told_before(&self, row: usize) -> bool {
        self.0.values().any(|rows| rows[1..].contains(&row))
    }

    fn message(&self, answer: &Answer, row: usize) -> Option<String> {
        let rows = self.0.values().find(|rows| rows[0] == row)?;
        let place = |row: &usize| (answer.cell(*row, "pfad").text().unwrap_or_default(), answer.cell(*row, "zeile").integer().unwrap_or(1));
        let mut places: Vec<(&str, i64)> = rows.iter().map(place).collect();
        places.sort_by_key(|(_, line)| *line);
        Some(words::clean(&placeholders(&places)))
    }
}

fn said(answer: &Answer, row: usize, name: &str) -> Option<String> {
    answer.cell(row, name).text().map(words::clean).filter(|text| !text.is_empty())
}

/// Whether an exception covers it, or only one could, and whether the rule counts yet.
fn remark(answer: &Answer, row: usize) -> Satz {
    let curable = said(answer, row, "heilbar");
    let standing = match (*answer.cell(row, "ausgenommen") == Cell::Flag(true), curable.as_deref()) {
        (true, _) => Some("unter einer gültigen Ausnahme"),
        (false, Some("nur_ausnahme")) => Some("nicht mehr heilbar; möglich ist eine Ausnahme"),
        _ => None,
    };
    let warns = (*answer.cell(row, "verbindlich") == Cell::Flag(false)).then_some("Regel in Erprobung, warnt nur");
    let parts: Vec<&str> = [standing, warns].into_iter().flatten().collect();
    parts.join(" · ").into()
}

/// Where the query has the columns `warum` and `quelle`.
fn reason(answer: &Answer, row: usize) -> Satz {
    let why = said(answer, row, "warum").map(|why| format!("Warum: {}", quoted(&why)));
    let source = said(answer, row, "quelle").map(|source| format!("Quelle: {source}"));
    let parts: Vec<String> = [why, source].into_iter().flatten().collect();
    parts.join(" ").into()
}
