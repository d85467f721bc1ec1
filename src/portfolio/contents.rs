//! What the standard says about reporting: prepared tables, figures and the sections of the report, all loaded and
//! checked before the first project is read.

use crate::facts::{Facts, Inclusion};
use crate::period::Period;
use crate::portfolio::figure::{Figure, figure};
use crate::portfolio::findings;
use crate::portfolio::section::{Head, Section, head, section};
use crate::portfolio::view::{View, view};
use crate::source::Source;
use crate::standard::{Complaint, Standard};

#[derive(Clone, Debug)]
pub struct Contents {
    pub views: Vec<View>,
    /// Sorted by id.
    pub figures: Vec<Figure>,
    pub head: Head,
    /// In the order of their numbers.
    pub sections: Vec<Section>,
}

const VIEWS: &str = "sichten/";
const FIGURES: &str = "kennzahlen/";
const SECTIONS: &str = "bericht/index/";
const HEAD: &str = "bericht/index/kopf.toml";

impl Contents {
    /// A profile adds to what it inherits; a file of the same name replaces the inherited section, never a figure.
    ///
    /// # Errors
    /// Everything that is wrong with these files, with places.
    pub fn load(standard: &Standard) -> Result<Self, Vec<Complaint>> {
        let mut complaints = Vec::new();
        let mut tables = known_tables(standard);
        let views = views(standard, &mut tables, &mut complaints);
        let mut figures: Vec<Figure> = Vec::new();
        for (path, source) in files(standard, FIGURES, false) {
            match figure(path, source, standard, &tables) {
                Ok(found) if figures.iter().any(|known| known.id == found.id) => {
                    complaints.push(Complaint::whole(&source.name, format!("die Kennzahl {} gibt es schon", found.id)));
                }
                Ok(found) => figures.push(found),
                Err(found) => complaints.extend(found),
            }
        }
        figures.sort_by(|left, right| left.id.cmp(&right.id));
        let (head, sections) = pages(standard, &tables, &figures, &mut complaints);
        match head {
            Some(head) if complaints.is_empty() => Ok(Self { views, figures, head, sections }),
            _ => Err(complaints),
        }
    }

    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }
}

/// The prepared tables in the order in which they are computed; their names join the known ones.
pub fn views(standard: &Standard, tables: &mut Vec<String>, complaints: &mut Vec<Complaint>) -> Vec<View> {
    let mut views = Vec::new();
    for (path, source) in files(standard, VIEWS, false) {
        match view(path, source, tables) {
            Ok(view) => {
                tables.push(view.name.clone());
                views.push(view);
            }
            Err(found) => complaints.extend(found),
        }
    }
    views
}

fn pages(standard: &Standard, tables: &[String], figures: &[Figure], complaints: &mut Vec<Complaint>) -> (Option<Head>, Vec<Section>) {
    let (mut found_head, mut sections): (Option<Head>, Vec<Section>) = (None, Vec::new());
    for (path, source) in files(standard, SECTIONS, true) {
        if path == HEAD {
            match head(source, tables, figures) {
                Ok(head) => found_head = Some(head),
                Err(found) => complaints.extend(found),
            }
            continue;
        }
        match section(source, tables, figures) {
            Ok(section) => sections.push(section),
            Err(found) => complaints.extend(found),
        }
    }
    if found_head.is_none() && complaints.is_empty() {
        complaints.push(Complaint::whole(HEAD, "die Datei fehlt; ohne sie hat der Bericht keinen Kopf"));
    }
    sections.sort_by_key(|section| section.number);
    (found_head, sections)
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
    facts.tables.into_keys().chain([findings::FINDINGS.to_owned(), findings::CHECKS.to_owned()]).collect()
}
