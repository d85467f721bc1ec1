//! The findings of the checks by project, with what heals them.

use crate::portfolio::block::Findings;
use crate::portfolio::{Answer, Cell};
use crate::report::assemble::Assembly;
use crate::report::assemble::words::{self, Names};
use crate::report::model::{Anker, Befund, Befunde, Befundgruppe, Form, Zeichen};
use crate::source::Source;
use crate::standard::Complaint;

impl Assembly<'_> {
    pub(super) fn findings(&self, file: &Source, note: &Findings, names: &Names) -> Result<Befunde, Complaint> {
        let answer = self.ask(file, &note.sql)?;
        let mut groups: Vec<Befundgruppe> = Vec::new();
        for row in 0..answer.rows.len() {
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
                    befunde: Vec::new(),
                });
            }
            if let Some(group) = groups.last_mut() {
                group.befunde.push(finding(&answer, row));
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

fn finding(answer: &Answer, row: usize) -> Befund {
    let text = |name: &str| answer.cell(row, name).text().map(words::clean).unwrap_or_default();
    let level = text("stufe");
    let file = text("datei");
    let line = answer.cell(row, "zeile").integer().unwrap_or(1);
    let vermerk = match (*answer.cell(row, "ausgenommen") == Cell::Flag(true), text("heilbar").as_str()) {
        (true, _) => "unter einer gültigen Ausnahme",
        (false, "nur_ausnahme") => "nicht mehr heilbar; möglich ist eine Ausnahme",
        _ => "",
    };
    Befund {
        kennung: None,
        regel: text("regel"),
        stufe: Zeichen { form: if level == "MUSS" { Form::Raute } else { Form::LeereRaute }, wort: level },
        meldung: text("meldung").into(),
        ort: format!("{}:{line}", file.rsplit('/').next().unwrap_or(&file)),
        abhilfe: quoted(&text("abhilfe")),
        vermerk: vermerk.into(),
    }
}

/// Names of fields stand in backticks in the rules; on the page in quotation marks.
fn quoted(text: &str) -> String {
    let part = |(index, part): (usize, &str)| if index % 2 == 1 { format!("„{part}“") } else { part.to_owned() };
    text.split('`').enumerate().map(part).collect()
}
