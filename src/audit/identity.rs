//! Who a file says it is: which project, under which title, and where that stands. What two files say alike is told of both.

use std::collections::BTreeMap;

use crate::audit::builtin;
use crate::audit::finding::{Finding, Spot};
use crate::audit::subject::{Subject, stem};
use crate::audit::whole::finding;
use crate::source::{Excerpt, Place};

/// A file and the project it is about.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The project's id; the file's name where it does not say.
    pub project: String,
    pub title: Option<String>,
    pub file: String,
    /// Where the id stands; the first line where it does not.
    pub place: Place,
    path: String,
    excerpt: Excerpt,
}

impl Identity {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let (document, (_, slot)) = (subject.document, subject.standard.anchors.project_id);
        let stated = subject.anchored(subject.standard.anchors.project_id);
        let cell = document.field(document.root(), slot).filter(|_| stated.is_some());
        let place = cell.map_or(Place::START, |cell| subject.place(cell));
        Self {
            project: subject.project(),
            title: subject.anchored(subject.standard.anchors.project_title),
            file: document.source.name.clone(),
            place,
            path: cell.map(|cell| subject.path(cell)).unwrap_or_default(),
            excerpt: document.excerpt(subject.schema(), place),
        }
    }

    fn spot(&self) -> Spot {
        Spot { file: self.file.clone(), place: self.place, path: self.path.clone() }
    }

    /// The id, with the title where it is known: `id („Titel“)`.
    pub fn named(&self) -> String {
        self.title.as_ref().map_or_else(|| self.project.clone(), |title| format!("{} („{title}“)", self.project))
    }

    /// `file:line`
    pub fn at(&self) -> String {
        format!("{}:{}", self.file, self.place.line)
    }

    /// Names of files and pages do not tell large letters from small ones everywhere.
    fn key(&self) -> String {
        self.project.trim().to_lowercase()
    }
}

/// The files of each project that has several, the one that is called after it first.
pub fn twins<'a>(files: impl IntoIterator<Item = &'a Identity>) -> Vec<Vec<&'a Identity>> {
    let mut groups: BTreeMap<String, Vec<&Identity>> = BTreeMap::new();
    for file in files {
        groups.entry(file.key()).or_default().push(file);
    }
    let mut groups: Vec<Vec<&Identity>> = groups.into_values().filter(|group| group.len() > 1).collect();
    for group in &mut groups {
        group.sort_by_key(|file| (stem(&file.file) != file.project, file.file.clone()));
    }
    groups
}

/// More of the files with one id help nobody.
const NAMED: usize = 100;

fn places(files: &[&Identity]) -> String {
    let mut named: Vec<String> = files.iter().take(NAMED).map(|file| file.at()).collect();
    if files.len() > NAMED {
        named.push(format!("{} weitere", files.len() - NAMED));
    }
    named.join(" und ")
}

/// A finding for every file whose project has a file before it, with the places of all.
pub fn repeated(twins: &[Vec<&Identity>]) -> Vec<Finding> {
    let tell = |group: &Vec<&Identity>, file: &Identity| {
        let others: Vec<&Identity> = group.iter().copied().filter(|other| other.file != file.file).take(NAMED + 1).collect();
        let message = format!("Die Kennung „{}“ hat auch {}.", file.project, places(&others));
        Finding {
            project: file.project.clone(),
            place: file.place,
            excerpt: file.excerpt.clone(),
            path: file.path.clone(),
            more: others.iter().take(NAMED).map(|other| other.spot()).collect(),
            ..finding(builtin::TWICE, &file.file, file.place.line, message)
        }
    };
    twins.iter().flat_map(|group| group.iter().skip(1).map(|file| tell(group, file)).collect::<Vec<_>>()).collect()
}

/// Why nothing is made of these files, in one sentence for each project.
pub fn refusal(twins: &[Vec<&Identity>]) -> String {
    let tell = |group: &Vec<&Identity>| {
        let how_many = if group.len() == 2 { "Zwei".to_owned() } else { group.len().to_string() };
        format!("{how_many} Dateien haben die Kennung „{}“: {}.", group[0].project, places(group))
    };
    let told: Vec<String> = twins.iter().map(tell).collect();
    format!("{}\nJedes Vorhaben zählt einmal. {}", told.join("\n"), builtin::TWICE.remedy)
}
