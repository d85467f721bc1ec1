//! For whom a report is made. Pages and sections are for the house alone unless `ausgaben` names others; blocks, columns
//! and prepared tables go where what they stand in goes, unless `ausgaben` says for whom alone they are.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::facts::Inclusion;
use crate::portfolio::Family;
use crate::portfolio::block::Content;
use crate::source::{Source, Span};
use crate::standard::Complaint;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The report of the month.
    #[default]
    Intern,
    /// The same, with the names of persons.
    MitNamen,
    Oeffentlich,
    /// One municipal body.
    Kommune,
}

/// The key `ausgaben`.
pub type Audiences = Option<Spanned<Vec<Audience>>>;

impl Audience {
    /// As `ausgaben` names it.
    pub fn code(self) -> String {
        serde_json::to_value(self).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// Sees what nobody else was named for.
    pub fn is_house(self) -> bool {
        matches!(self, Self::Intern | Self::MitNamen)
    }

    /// Whether whoever asked wants to read names and how to reach people.
    pub fn has_names(self) -> bool {
        self == Self::MitNamen
    }

    /// Fields marked as internal are in no report.
    pub fn inclusion(self) -> Inclusion {
        Inclusion { persons: self.has_names(), internal: false }
    }

    /// Whoever may see names sees all that the house sees.
    pub fn is_among(self, named: &Audiences, unnamed: bool) -> bool {
        let is = |other: &Self| *other == self || (self.is_house() && *other == Self::Intern);
        named.as_ref().map_or(unnamed, |named| named.get_ref().iter().any(is))
    }

    /// The family has a page, whatever its sections are.
    pub fn has(self, family: &Family) -> bool {
        self.is_among(&family.head.audiences, self.is_house())
    }

    /// Leaves in a family what is for this audience; its queries are then all that is asked.
    pub fn cut(self, family: &mut Family) {
        family.sections.retain(|section| self.is_among(&section.audiences, self.is_house()));
        for section in &mut family.sections {
            section.blocks.retain(|block| self.is_among(&block.audiences, true));
            for block in &mut section.blocks {
                if let Content::Tabelle(table) = &mut block.content {
                    table.columns.retain(|column| self.is_among(&column.audiences, true));
                }
            }
        }
    }
}

/// Sections, blocks and columns that would never be seen: they are for nobody who sees what they stand in.
pub fn unseen(family: &Family) -> Vec<Complaint> {
    let everybody = vec![Audience::Intern, Audience::MitNamen, Audience::Oeffentlich, Audience::Kommune];
    let head = &family.head;
    let mut found = Found { file: &head.file, complaints: Vec::new() };
    let page = found.left(&everybody, &head.audiences, Audience::is_house, head.title.span());
    for section in &family.sections {
        found.file = &section.file;
        let place = section.kicker.span();
        let seen = found.left(&page, &section.audiences, Audience::is_house, place.clone());
        for block in &section.blocks {
            let seen = found.left(&seen, &block.audiences, |_| true, place.clone());
            let Content::Tabelle(table) = &block.content else { continue };
            for column in &table.columns {
                found.left(&seen, &column.audiences, |_| true, place.clone());
            }
        }
    }
    found.complaints
}

struct Found<'a> {
    file: &'a Source,
    complaints: Vec<Complaint>,
}

impl Found<'_> {
    /// Who of those above sees it; nobody is a mistake, said once.
    fn left(&mut self, above: &[Audience], named: &Audiences, unnamed: fn(Audience) -> bool, place: Range<usize>) -> Vec<Audience> {
        let left: Vec<Audience> = above.iter().copied().filter(|audience| audience.is_among(named, unnamed(*audience))).collect();
        if left.is_empty() && !above.is_empty() {
            let place = named.as_ref().map_or(place, Spanned::span);
            let message = "erscheint in keiner Ausgabe: „ausgaben“ nennt keine, in der auch das steht, wozu es gehört";
            self.complaints.push(Complaint::new(self.file, Span::new(place), message));
        }
        left
    }
}
