//! The projects as they were on the Stichtag, and what several figures ask about them.

use std::fs;
use std::path::Path;

use toml::Table;

use crate::book::Book;
use crate::row::{Row, Span, latest};

pub struct World<'a> {
    pub book: &'a Book,
    pub day: i64,
    /// Projects of the own Land; others are in no figure.
    pub own: Vec<Project>,
    pub findings: Vec<serde_json::Value>,
}

pub struct Project {
    pub id: String,
    /// Reported or invented; of public sources nobody expects what was not published.
    pub assessed: bool,
    pub file: Table,
}

impl<'a> World<'a> {
    pub fn read(book: &'a Book, folder: &Path, day: &str, findings: Vec<serde_json::Value>) -> Self {
        let day = Span::read(day).and_then(Span::exact).unwrap();
        let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
        files.sort();
        let own = files
            .iter()
            .map(|path| book.cut(&fs::read_to_string(path).unwrap().parse().unwrap(), day))
            .filter(|file: &Table| file.text("land").is_none_or(|land| book.is("laender", Some(land), "eigenes")))
            .map(|file| Project {
                id: file.text("id").unwrap().to_owned(),
                assessed: book.is("datenart", file.text("datenart"), "bewertet"),
                file,
            })
            .collect();
        Self { book, day, own, findings }
    }

    pub fn assessed(&self) -> Vec<&Project> {
        self.own.iter().filter(|project| project.assessed).collect()
    }

    /// Neither broken off nor accepted nor ended.
    pub fn running(&self) -> Vec<&Project> {
        self.assessed().into_iter().filter(|project| !self.broken_off(project) && !self.accepted(project) && !self.ended(project)).collect()
    }

    pub fn broken_off(&self, project: &Project) -> bool {
        project.file.rows("freigaben").iter().any(|gate| self.book.is("freigabeergebnisse", gate.text("ergebnis"), "beendet"))
    }

    pub fn granted(&self, project: &Project, gate: &str) -> bool {
        project.file.rows("freigaben").iter().any(|row| row.text("freigabe") == Some(gate) && self.positive(row))
    }

    pub fn positive(&self, gate: &Table) -> bool {
        self.book.is("freigabeergebnisse", gate.text("ergebnis"), "positiv")
    }

    /// The last gate of the standard is granted.
    pub fn accepted(&self, project: &Project) -> bool {
        self.book.gates.last().is_some_and(|(gate, _)| self.granted(project, gate))
    }

    pub fn ended(&self, project: &Project) -> bool {
        project.file.span("ende").is_some_and(|end| end.last <= self.day)
    }

    /// The solutions of all projects.
    pub fn solutions(&self) -> Vec<(&Project, &Table)> {
        self.own.iter().flat_map(|project| project.file.rows("loesungen").into_iter().map(move |row| (project, row))).collect()
    }

    /// Day of the youngest statement about the project, its last possible day.
    pub fn data_as_of(&self, project: &Project) -> Option<i64> {
        self.statements(project).iter().map(|span| span.last).filter(|last| *last <= self.day).max()
    }

    #[allow(clippy::unused_self, reason = "reads like its neighbours")]
    fn statements(&self, project: &Project) -> Vec<Span> {
        let file = &project.file;
        let direct = [
            ("statusberichte", "stand"),
            ("quellen", "stand"),
            ("beteiligungszahlen", "stand"),
            ("plenen", "datum"),
            ("kontakte", "datum"),
            ("entscheidungen", "datum"),
            ("freigaben", "datum"),
            ("veroeffentlichungen", "datum"),
            ("beteiligte", "seit"),
            ("budget", "ab"),
        ];
        let below = [("loesungen", "verbreitung", "stand"), ("loesungen", "stufen", "seit"), ("arbeitsgruppen", "sitzungen", "datum")];
        let mut found: Vec<Span> = direct.iter().flat_map(|(list, key)| spans(&file.rows(list), key)).collect();
        for (list, inner, key) in below {
            found.extend(file.rows(list).iter().flat_map(|row| spans(&row.rows(inner), key)));
        }
        found.extend(spans(&file.rows("loesungen"), "seit"));
        found.extend(["beginn", "ende"].iter().filter_map(|key| file.span(key)));
        found
    }

    /// The plan of a milestone: the first, or the last that was agreed before it was reached.
    pub fn plan(&self, milestone: &Table, last: bool) -> Option<Span> {
        if last { last_plan(milestone, &self.replans(milestone)) } else { milestone.span("erster_plan") }
    }

    /// Replans that were agreed before the milestone was reached.
    #[allow(clippy::unused_self, reason = "reads like its neighbours")]
    pub fn replans<'b>(&self, milestone: &'b Table) -> Vec<&'b Table> {
        let reached = milestone.span("erreicht_am");
        let counts = |row: &&Table| reached.is_none_or(|reached| row.span("am").is_none_or(|am| am.first < reached.last));
        milestone.rows("planung").into_iter().filter(counts).collect()
    }
}

/// The date of the youngest replan that has one, of equals the latest date; without any the first plan.
pub fn last_plan(milestone: &Table, replans: &[&Table]) -> Option<Span> {
    let dated: Vec<&Table> = replans.iter().copied().filter(|row| row.span("termin").is_some()).collect();
    let order = |row: &Table| (row.span("am").map(|am| am.last), row.span("termin").map(|term| term.last));
    latest(&dated, order).map_or_else(|| milestone.span("erster_plan"), |row| row.span("termin"))
}

fn spans(rows: &[&Table], key: &str) -> Vec<Span> {
    rows.iter().filter_map(|row| row.span(key)).collect()
}
