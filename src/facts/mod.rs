//! Fact tables: the projects as columns, derived from the data dictionary and nothing else. What upper floors ask in
//! SQL, and what the snapshot keeps for readers outside, is built here.

mod fill;
mod layout;
mod parquet;
mod standing;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::document::Document;
use crate::period::Period;
use crate::standard::Standard;

pub use layout::CENT;
pub use parquet::{read_parquet, write_parquet};
pub use table::{Column, Data, ONE_ROW, Table};

/// A project as of the Stichtag, with what the floor above has found out about it.
#[derive(Clone, Copy, Debug)]
pub struct ProjectFacts<'a> {
    pub document: &'a Document,
    pub project: &'a str,
    /// Id of the phase; `None` where nothing about phases is documented.
    pub phase: Option<&'a str>,
    pub class: Option<&'a str>,
    /// Counts in compliance and status figures.
    pub assessed: bool,
    pub invented: bool,
    /// Of others there is nothing but a row among the projects.
    pub readable: bool,
}

/// What stays out of the tables unless somebody asks for it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inclusion {
    pub persons: bool,
    pub internal: bool,
}

/// All tables by name.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub tables: BTreeMap<String, Table>,
}

/// One line of the description that goes with the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    pub table: String,
    pub column: String,
    pub kind: &'static str,
    /// Empty where the values have none.
    pub unit: String,
    pub meaning: String,
}

/// Name and type of a column; meaning and unit of one.
type Named<'a> = (&'a str, &'static str);
type Said<'a> = (&'a str, &'a str);

/// Projects per unit of parallel work: large enough that gluing the parts together does not matter.
const CHUNK: usize = 64;

/// Which tables are filled: all, or those somebody will ask for, so that nothing is built for nobody.
pub struct Plan<'s> {
    standard: &'s Standard,
    layouts: Vec<layout::Layout>,
    wanted: Option<BTreeSet<String>>,
}

/// The rows of some projects, to be joined with those of others. Documents are not needed any more.
pub struct Share(Vec<Table>);

impl<'s> Plan<'s> {
    pub fn all(standard: &'s Standard, inclusion: Inclusion) -> Self {
        Self { standard, layouts: layout::layouts(&standard.schema, inclusion), wanted: None }
    }

    /// Only the tables of these names, and of their columns those that are named anywhere.
    pub fn of(standard: &'s Standard, inclusion: Inclusion, wanted: BTreeSet<String>, columns: &BTreeSet<String>) -> Self {
        let mut layouts = layout::layouts(&standard.schema, inclusion);
        layouts.retain(|layout| wanted.contains(&layout.name));
        for layout in &mut layouts {
            layout.columns.retain(|column| column.part == layout::Part::Project || columns.contains(&column.name));
        }
        Self { standard, layouts, wanted: Some(wanted) }
    }

    /// Those of the tables that are planned.
    pub fn wanted<'f>(&self, facts: &'f Facts) -> impl Iterator<Item = &'f Table> {
        let is_wanted = |name: &String| self.wanted.as_ref().is_none_or(|wanted| wanted.contains(name));
        facts.tables.values().filter(move |table| is_wanted(&table.name))
    }

    pub fn share(&self, projects: &[&ProjectFacts<'_>]) -> Share {
        Share(fill::fill(&self.standard.schema, &self.layouts, projects))
    }

    /// The rows in the order of the shares.
    pub fn join(&self, as_of: Period, shares: Vec<Share>) -> Facts {
        let Share(mut tables) = self.share(&[]);
        for Share(share) in shares {
            for (table, more) in tables.iter_mut().zip(share) {
                table.append(more);
            }
        }
        let is_wanted = |table: &Table| self.wanted.as_ref().is_none_or(|wanted| wanted.contains(&table.name));
        tables.extend(standing::tables(self.standard, as_of).into_iter().filter(is_wanted));
        Facts { tables: tables.into_iter().map(|table| (table.name.clone(), table)).collect() }
    }
}

impl Facts {
    /// Rows stand in the order of the projects' ids, within a project in the order of the file.
    pub fn build(standard: &Standard, as_of: Period, projects: &[ProjectFacts<'_>], inclusion: Inclusion) -> Self {
        let plan = Plan::all(standard, inclusion);
        let mut order: Vec<&ProjectFacts<'_>> = projects.iter().collect();
        order.sort_by(|left, right| (left.project, &left.document.source.name).cmp(&(right.project, &right.document.source.name)));
        let parts: Vec<Share> = order.par_chunks(CHUNK).map(|chunk| plan.share(chunk)).collect();
        plan.join(as_of, parts)
    }

    pub fn insert(&mut self, table: Table) {
        self.tables.insert(table.name.clone(), table);
    }

    /// The data dictionary of the tables, in their order.
    pub fn described(&self) -> Vec<Described> {
        let known = self.agreed();
        let line = |table: &Table, column: &Column| {
            // A prepared table says what its rows are; its columns mean what they mean where they come from.
            let prepared = column.meaning == table.meaning;
            let origin = if prepared { known.get(&(column.name.as_str(), column.data.kind())).copied() } else { None };
            let unit = if column.unit.is_empty() { origin.map_or(column.unit.as_str(), |(_, unit)| unit) } else { column.unit.as_str() };
            Described {
                table: table.name.clone(),
                column: column.name.clone(),
                kind: column.data.kind(),
                unit: if unit.is_empty() { unit_by_name(column).to_owned() } else { unit.to_owned() },
                meaning: origin.map_or_else(|| column.meaning.clone(), |(meaning, _)| format!("{meaning} Hier: {}", table.meaning)),
            }
        };
        self.tables.values().flat_map(|table| table.columns.iter().map(move |column| (table, column))).map(|(t, c)| line(t, c)).collect()
    }

    /// Meaning and unit by name and type, where nearly all tables of the dictionary agree on them.
    fn agreed(&self) -> BTreeMap<Named<'_>, Said<'_>> {
        let mut told: BTreeMap<Named<'_>, BTreeMap<Said<'_>, usize>> = BTreeMap::new();
        for table in self.tables.values() {
            for column in table.columns.iter().filter(|column| column.meaning != table.meaning) {
                let said = told.entry((column.name.as_str(), column.data.kind())).or_default();
                *said.entry((column.meaning.as_str(), column.unit.as_str())).or_insert(0) += 1;
            }
        }
        let agreed = |said: &BTreeMap<Said<'_>, usize>| said.values().copied().max() >= Some(said.values().sum::<usize>() * 9 / 10);
        let most = |said: BTreeMap<_, usize>| said.into_iter().max_by_key(|(_, count)| *count).map(|(own, _)| own);
        told.into_iter().filter(|(_, said)| agreed(said)).filter_map(|(name, said)| Some((name, most(said)?))).collect()
    }
}

/// Names of whole numbers end in what they count, days also begin with it, in the tables of the dictionary and in those prepared from them.
fn unit_by_name(column: &Column) -> &'static str {
    let ends = |ending: &str| column.name == ending || column.name.strip_suffix(ending).is_some_and(|rest| rest.ends_with('_'));
    match &column.data {
        Data::Integer(_) if ends("cent") => layout::CENT,
        Data::Integer(_) if ends("tag") => layout::DAYS_SINCE,
        Data::Integer(_) if ends("tage") || column.name.starts_with("tage_") => "Tage",
        Data::Integer(_) | Data::Float(_) if ends("prozent") => "Prozent",
        _ => "",
    }
}
