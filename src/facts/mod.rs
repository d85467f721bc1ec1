//! Fact tables: the projects as columns, derived from the data dictionary and nothing else. What upper floors ask in
//! SQL, and what the snapshot keeps for readers outside, is built here.

mod fill;
mod layout;
mod parquet;
mod standing;
mod table;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::document::Document;
use crate::period::Period;
use crate::standard::Standard;

pub use parquet::{read_parquet, write_parquet};
pub use table::{Column, Data, Table};

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
    pub meaning: String,
}

/// Projects per unit of parallel work: large enough that gluing the parts together does not matter.
const CHUNK: usize = 64;

impl Facts {
    /// Rows stand in the order of the projects' ids, within a project in the order of the file.
    pub fn build(standard: &Standard, as_of: Period, projects: &[ProjectFacts<'_>], inclusion: Inclusion) -> Self {
        let layouts = layout::layouts(&standard.schema, inclusion);
        let mut order: Vec<&ProjectFacts<'_>> = projects.iter().collect();
        order.sort_by(|left, right| (left.project, &left.document.source.name).cmp(&(right.project, &right.document.source.name)));
        let parts: Vec<Vec<Table>> = order.par_chunks(CHUNK).map(|chunk| fill::fill(&standard.schema, &layouts, chunk)).collect();
        let mut tables = fill::fill(&standard.schema, &layouts, &[]);
        for part in parts {
            for (table, more) in tables.iter_mut().zip(part) {
                table.append(more);
            }
        }
        tables.extend(standing::tables(standard, as_of));
        Self { tables: tables.into_iter().map(|table| (table.name.clone(), table)).collect() }
    }

    pub fn insert(&mut self, table: Table) {
        self.tables.insert(table.name.clone(), table);
    }

    /// The data dictionary of the tables, in their order.
    pub fn described(&self) -> Vec<Described> {
        let line = |table: &Table, column: &Column| Described {
            table: table.name.clone(),
            column: column.name.clone(),
            kind: column.data.kind(),
            meaning: column.meaning.clone(),
        };
        self.tables.values().flat_map(|table| table.columns.iter().map(move |column| line(table, column))).collect()
    }
}
