//! The findings of the checks by project, with what heals them.

use crate::audit::quoted;
use crate::portfolio::block::Findings;
use crate::portfolio::{Answer, Cell};
use crate::report::assemble::Assembly;
use crate::report::assemble::words::{self, Names};
use crate::report::model::{Anker, Befund, Befunde, Befundgruppe, Form, Satz, Zeichen};
use crate::schema::Level;
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
    Befund {
        kennung: None,
        regel: text("regel"),
        stufe: Zeichen { form: if level == Level::Muss.word() { Form::Raute } else { Form::LeereRaute }, wort: level },
        meldung: text("meldung").into(),
        ort: format!("{}:{line}", file.rsplit('/').next().unwrap_or(&file)),
        abhilfe: quoted(&text("abhilfe")),
        vermerk: remark(answer, row),
    }
}

/// What there is to say besides: where the query has the columns `warum`, `quelle`, `auszug`, these as well.
fn remark(answer: &Answer, row: usize) -> Satz {
    let text = |name: &str| answer.cell(row, name).text().map(words::clean).filter(|text| !text.is_empty());
    let standing = match (*answer.cell(row, "ausgenommen") == Cell::Flag(true), text("heilbar").as_deref()) {
        (true, _) => Some("unter einer gültigen Ausnahme"),
        (false, Some("nur_ausnahme")) => Some("nicht mehr heilbar; möglich ist eine Ausnahme"),
        _ => None,
    };
    let warns = (*answer.cell(row, "verbindlich") == Cell::Flag(false)).then_some("Regel in Erprobung, warnt nur");
    let mut parts: Vec<Satz> = [standing, warns].into_iter().flatten().map(Satz::from).collect();
    parts.extend(text("warum").map(|why| Satz::from(format!("Warum: {}", quoted(&why)))));
    parts.extend(text("quelle").map(|source| Satz::from(format!("Quelle: {source}"))));
    parts.extend(text("auszug").map(|line| Satz::from("In der Datei: ").code(line)));
    let mut out = Satz::default();
    for part in parts {
        if !out.is_empty() {
            out = out.word(" · ");
        }
        out.stuecke.extend(part.stuecke);
    }
    out
}
