//! What the standard says about reporting: prepared tables, figures and the pages of the report, all loaded and
//! checked before the first project is read.

use std::collections::BTreeMap;

use crate::facts::{Facts, Inclusion};
use crate::period::Period;
use crate::portfolio::audience::Audience;
use crate::portfolio::family::{Family, family};
use crate::portfolio::figure::{Figure, figure};
use crate::portfolio::findings;
use crate::portfolio::history::{self, History};
use crate::portfolio::request::{self, PAPERS, Parameter};
use crate::portfolio::round;
use crate::portfolio::steps;
use crate::portfolio::view::{View, view};
use crate::source::{Source, Span};
use crate::standard::{Complaint, Standard};

#[derive(Clone, Debug)]
pub struct Contents {
    pub views: Vec<View>,
    /// Sorted by id.
    pub figures: Vec<Figure>,
    /// The first page.
    pub index: Family,
    /// The other pages, sorted by the names of their folders.
    pub others: Vec<Family>,
    /// Pages for themselves, each made when it is asked for; never part of the monthly report.
    pub papers: Vec<Family>,
    /// For whom it is; only what is for them is here.
    pub audience: Audience,
}

const VIEWS: &str = "sichten/";
const FIGURES: &str = "kennzahlen/";
const PAGES: &str = "bericht/";
const INDEX: &str = "index";

impl Contents {
    /// For the report of the month.
    ///
    /// # Errors
    /// Everything that is wrong with these files, with places.
    pub fn load(standard: &Standard) -> Result<Self, Vec<Complaint>> {
        Self::load_for(standard, Audience::default())
    }

    /// A profile adds to what it inherits; a file of the same name replaces the inherited section, never a figure.
    ///
    /// # Errors
    /// Everything that is wrong with these files, also with those for others.
    pub fn load_for(standard: &Standard, audience: Audience) -> Result<Self, Vec<Complaint>> {
        let mut complaints = Vec::new();
        let mut tables = known_tables(standard);
        let views = views(standard, &mut tables, &mut complaints);
        let mut figures: Vec<Figure> = Vec::new();
        for (path, source) in files(standard, FIGURES, false) {
            match figure(path, source, standard, &tables) {
                Ok(found) => match figures.iter().find(|known| known.id.eq_ignore_ascii_case(&found.id)) {
                    Some(known) => {
                        let at = known.file.at(Span::new(known.sql.span()));
                        let message =
                            format!("die Kennzahl {} gibt es schon; eine geerbte lässt sich nicht ersetzen; geerbt aus {at}", known.id);
                        complaints.push(Complaint::new(source, Span::new(found.sql.span()), message));
                    }
                    None => figures.push(found),
                },
                Err(found) => complaints.extend(found),
            }
        }
        figures.sort_by(|left, right| left.id.cmp(&right.id));
        let mut others = families(standard, PAGES, (&tables, &figures), &mut complaints);
        complaints.extend(clashes(&others));
        let papers = families(standard, PAPERS, (&tables, &figures), &mut complaints);
        complaints.extend(wrong_heads(standard, &others, &papers));
        let index = others.iter().position(|family| family.name == INDEX).map(|at| others.remove(at));
        match index {
            Some(index) if complaints.is_empty() => Ok(Self { views, figures, index, others, papers, audience }.cut()),
            None if complaints.is_empty() => {
                Err(vec![Complaint::whole(PAGES, "der Ordner „index“ fehlt; ohne ihn hat der Bericht keine erste Seite")])
            }
            _ => Err(complaints),
        }
    }

    /// All folders of pages, the first page first.
    pub fn families(&self) -> impl Iterator<Item = &Family> {
        std::iter::once(&self.index).chain(&self.others).filter(|family| self.audience.has(family))
    }

    /// Without what is for others. The first page stays: it says how the report and its projects are called.
    fn cut(mut self) -> Self {
        let audience = self.audience;
        self.others.retain(|family| audience.has(family));
        self.papers.retain(|family| audience.has(family));
        self.others.iter_mut().chain(&mut self.papers).chain([&mut self.index]).for_each(|family| audience.cut(family));
        self.figures.retain(|figure| audience.is_among(&figure.audiences, true));
        self.views.retain(|view| audience.is_among(&view.audiences, true));
        self
    }

    /// The prepared tables that pages and figures need; those of papers alone wait until somebody asks.
    pub fn views_of_pages(&self) -> Vec<View> {
        let pages = std::iter::once(&self.index).chain(&self.others).flat_map(Family::queries).map(|(_, query)| query);
        let queries = pages.chain(self.figures.iter().map(|figure| &figure.sql));
        history::views_named(&self.views, queries.map(|query| query.get_ref().as_str()))
    }

    /// The prepared tables that are needed as of the predecessor's day.
    pub fn views_then(&self, standard: &Standard) -> Vec<View> {
        let folders = [VIEWS, FIGURES, PAGES];
        let sources = standard.layers.iter().flat_map(|layer| folders.iter().flat_map(|folder| layer.files.below(folder)));
        history::views_then(&self.views, sources.map(|(_, source)| source.text.as_str()))
    }

    /// What one paper needs: it stands where the first page of the report does, and there is no other. Of prepared
    /// tables and figures only those are left that its files name.
    pub fn paper(&self, name: &str) -> Option<Self> {
        let paper = self.papers.iter().find(|paper| paper.name == name)?;
        let files = || std::iter::once(&paper.head.file).chain(paper.sections.iter().map(|section| &section.file));
        let figures = self.figures.iter().filter(|figure| files().any(|file| file.text.contains(&figure.id))).cloned();
        let figures: Vec<Figure> = figures.collect();
        let texts = files().map(|file| file.text.as_str()).chain(figures.iter().map(|figure| figure.sql.get_ref().as_str()));
        let views = history::views_named(&self.views, texts);
        Some(Self { views, figures, index: paper.clone(), others: Vec::new(), papers: Vec::new(), audience: self.audience })
    }

    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }
}

/// The prepared tables in the order in which they are computed; their names join the known ones.
pub fn views(standard: &Standard, tables: &mut Vec<String>, complaints: &mut Vec<Complaint>) -> Vec<View> {
    let facts = tables.clone();
    let mut views: Vec<View> = Vec::new();
    let oldest = standard.layers.first().map(|layer| layer.files.below(VIEWS).count()).unwrap_or_default();
    for (index, (path, source)) in files(standard, VIEWS, false).into_iter().enumerate() {
        match view(path, source, tables) {
            Ok(view) => match taken(&view, &views, (&facts, index < oldest)) {
                Some(message) => complaints.push(Complaint::new(source, Span::new(view.sql.span()), message)),
                None => {
                    tables.extend(history::names(&view.name));
                    tables.push(view.name.clone());
                    views.push(view);
                }
            },
            Err(found) => complaints.extend(found),
        }
    }
    views
}

/// A name is given once: what figures, pages and rules ask under it stays what it was. Only the oldest profile lets a
/// view stand for a table, in the editions it names.
fn taken(view: &View, others: &[View], (facts, is_oldest): (&[String], bool)) -> Option<String> {
    if let Some(other) = others.iter().find(|other| other.name.eq_ignore_ascii_case(&view.name)) {
        let at = other.file.at(Span::new(other.sql.span()));
        return Some(format!("die Sicht „{}“ gibt es schon; eine geerbte lässt sich nicht ersetzen; geerbt aus {at}", other.name));
    }
    let stands_for = facts.iter().any(|table| table.eq_ignore_ascii_case(&view.name));
    if stands_for && !(is_oldest && view.audiences.is_some()) {
        let told = "heißt wie eine Tabelle; nur im untersten Prüfprofil und nur in Ausgaben, die „ausgaben“ nennt, steht sie für sie";
        return Some(format!("die Sicht „{}“ {told}", view.name));
    }
    None
}

fn families(
    standard: &Standard,
    place: &'static str,
    (tables, figures): (&[String], &[Figure]),
    complaints: &mut Vec<Complaint>,
) -> Vec<Family> {
    let mut folders: BTreeMap<&str, Vec<(&str, &Source)>> = BTreeMap::new();
    for (path, source) in files(standard, place, true) {
        match path.strip_prefix(place).and_then(|rest| rest.split_once('/')) {
            Some((folder, _)) => folders.entry(folder).or_default().push((path, source)),
            None => complaints.push(Complaint::whole(&source.name, "gehört in den Ordner einer Seite")),
        }
    }
    let mut found: Vec<Family> = Vec::new();
    for (name, files) in folders {
        match family(name, &files, tables, figures) {
            Ok(family) => found.push(family),
            Err(wrong) => complaints.extend(wrong),
        }
    }
    found
}

fn wrong_heads(standard: &Standard, pages: &[Family], papers: &[Family]) -> Vec<Complaint> {
    let known = request::parameters(standard);
    let pages = pages.iter().flat_map(|page| request::wrong_head(page, false, &known));
    let entries = |paper: &Family| {
        let wrong = |parameter: &Parameter| parameter.wrong_entries(standard, &paper.head.file);
        paper.head.parameters.iter().filter_map(wrong).collect::<Vec<_>>()
    };
    let no_threshold = |paper: &Family| {
        let name = paper.head.workdays.as_ref().filter(|name| standard.threshold(name.get_ref()).is_none())?;
        Some(Complaint::new(&paper.head.file, Span::new(name.span()), format!("eine Schwelle „{}“ gibt es nicht", name.get_ref())))
    };
    let of_papers = papers
        .iter()
        .flat_map(|paper| request::wrong_head(paper, true, &known).into_iter().chain(entries(paper)).chain(no_threshold(paper)));
    pages.chain(of_papers).collect()
}

/// Two families that write the same file, and ways back to families that do not exist.
fn clashes(families: &[Family]) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (at, family) in families.iter().enumerate() {
        if families.iter().take(at).any(|other| other.path("") == family.path("")) {
            found.push(Complaint::whole(
                &family.head.file.name,
                format!("die Datei „{}“ schreibt schon eine andere Seite", family.path("")),
            ));
        }
        let Some(parent) = &family.head.parent else { continue };
        if !families.iter().any(|other| other.name == *parent.get_ref() && other.head.per.is_none()) {
            let message = format!("eine einzelne Seite „{}“ gibt es nicht", parent.get_ref());
            found.push(Complaint::new(&family.head.file, Span::new(parent.span()), message));
        }
    }
    found
}

/// Files below a folder over all layers, oldest first; with `replace` a later layer's file stands for the earlier one.
fn files<'a>(standard: &'a Standard, folder: &'static str, replace: bool) -> Vec<(&'a str, &'a Source)> {
    let mut found: Vec<(&str, &Source)> = Vec::new();
    for (path, source) in standard.layers.iter().flat_map(|layer| layer.files.below(folder)) {
        match found.iter_mut().find(|(known, _)| *known == path) {
            Some(known) if replace => known.1 = source,
            _ => found.push((path, source)),
        }
    }
    found
}

/// The tables a query may name before there is a single project.
pub fn known_tables(standard: &Standard) -> Vec<String> {
    let facts = Facts::build(standard, Period::day(0), &[], Inclusion::default());
    let steps = steps::NAMES.iter().chain([&round::ROUND]).map(|name| (*name).to_owned());
    let own = [findings::FINDINGS.to_owned(), findings::CHECKS.to_owned(), request::REQUEST.to_owned()].into_iter().chain(steps);
    let about = History::default().tables().map(|table| table.name);
    let mut known: Vec<String> = facts.tables.into_keys().chain(own).collect();
    let past: Vec<String> = known.iter().flat_map(|table| history::names(table)).collect();
    known.extend(past.into_iter().chain(about));
    known
}
