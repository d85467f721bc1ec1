//! Across projects: figures and report sections as answers to SQL over the fact tables and the findings. What leaves
//! this floor are plain cells; the query engine stays behind `engine`.

mod answer;
mod audience;
mod band;
mod base;
pub mod block;
mod contents;
mod engine;
mod excerpt;
mod family;
mod figure;
mod findings;
mod history;
mod measure;
mod project;
mod prove;
mod request;
mod round;
mod rules;
mod rules_prove;
mod section;
mod split;
mod sql;
mod steps;
mod view;

use std::collections::BTreeMap;

use rayon::prelude::*;
use toml::Spanned;

use crate::audit::Audit;
use crate::facts::{Facts, Inclusion, ProjectFacts, Table};
use crate::period::Period;
use crate::portfolio::engine::Engine;
use crate::source::{Source, Span};
use crate::standard::{Complaint, Standard};

pub use answer::{Answer, Cell, Kind};
pub use audience::Audience;
pub use band::{Band, band_of};
pub use base::Base;
pub use contents::Contents;
pub use family::{Family, PAGE, file_name};
pub use figure::{Direction, Example, Figure, Form};
pub use history::{History, Past};
pub use measure::{Line, Measure, decimal};
pub use prove::prove;
pub use request::{Given, Parameter, ParameterKind, audience_of, table as request_table};
pub use round::{Round, table as round_table};
pub use rules::{PortfolioRules, Question};
pub use rules_prove::prove_rules;
pub use section::{Block, Head, Mark, Marks, Menu, Occasion, Section, Text, Value, Width};
pub use split::Split;
pub use steps::tables as steps_tables;
pub use view::View;

/// What a portfolio knows besides its projects.
#[derive(Default)]
pub struct Beside {
    pub history: History,
    pub inclusion: Inclusion,
    /// What was asked, and what is to be done for it: these stand for the empty tables of the same names.
    pub asked: Vec<Table>,
}

/// The projects of one report, ready to be asked.
pub struct Portfolio<'s> {
    pub standard: &'s Standard,
    pub as_of: Period,
    pub facts: Facts,
    engine: Engine,
    history: History,
}

/// What a portfolio has to know beside the facts.
#[derive(Clone, Copy)]
struct Needs<'v> {
    views: &'v [View],
    /// What the rules across projects find.
    findings_across: bool,
}

impl<'s> Portfolio<'s> {
    /// # Errors
    /// A prepared table of the standard cannot be computed.
    pub fn of(standard: &'s Standard, views: &[View], as_of: Period, audits: &[Audit]) -> Result<Self, Complaint> {
        Self::with(standard, views, as_of, audits, Beside::default())
    }

    /// # Errors
    /// A prepared table of the standard cannot be computed.
    pub fn with(standard: &'s Standard, views: &[View], as_of: Period, audits: &[Audit], beside: Beside) -> Result<Self, Complaint> {
        Self::build(standard, Needs { views, findings_across: true }, as_of, audits, beside)
    }

    /// Only what one query needs.
    ///
    /// # Errors
    /// A prepared table of the standard cannot be computed.
    pub fn for_query(standard: &'s Standard, views: &[View], sql: &str, as_of: Period, audits: &[Audit]) -> Result<Self, Complaint> {
        let views = &history::views_named(views, std::iter::once(sql));
        let texts = views.iter().map(|view| view.sql.get_ref().as_str()).chain([sql]);
        let findings_across = texts.flat_map(history::words).any(|word| word == findings::FINDINGS || word == findings::CHECKS);
        Self::build(standard, Needs { views, findings_across }, as_of, audits, Beside::default())
    }

    fn build(standard: &'s Standard, needs: Needs<'_>, as_of: Period, audits: &[Audit], beside: Beside) -> Result<Self, Complaint> {
        let Beside { history, inclusion, asked } = beside;
        let projects: Vec<ProjectFacts<'_>> = audits.iter().map(|audit| project::project_facts(standard, audit)).collect();
        let mut facts = Facts::build(standard, as_of, &projects, inclusion);
        let ruled = if needs.findings_across { rules::over(standard, as_of, audits, &facts)? } else { Vec::new() };
        let shown = Some(standard).filter(|_| !asked.is_empty());
        for table in findings::tables(audits, &ruled, shown).into_iter().chain(history.tables()) {
            facts.insert(table);
        }
        let mut portfolio = Self { standard, as_of, facts: Facts::default(), engine: Engine::default(), history };
        // What was asked is no fact: queries find it, the tables of a report do not keep it.
        let mut asked: BTreeMap<String, Table> = asked.into_iter().map(|table| (table.name.clone(), table)).collect();
        for nothing in steps::tables(&[]).into_iter().chain([request::table(standard, &[]), round::table(&Round::default())]) {
            asked.entry(nothing.name.clone()).or_insert(nothing);
        }
        each_once(facts.tables.values().chain(asked.values()))?;
        for table in facts.tables.values().chain(asked.values()) {
            portfolio.engine.register(table).map_err(|error| Complaint::whole(&table.name, error))?;
        }
        portfolio.facts = facts;
        for view in needs.views {
            portfolio.prepare(view)?;
        }
        Ok(portfolio)
    }

    fn prepare(&mut self, view: &View) -> Result<(), Complaint> {
        let mut table = view.keep_apart(self.ask(&view.file, &view.sql)?.into_table(&view.name, &view.meaning))?;
        view.explain(&mut table)?;
        let names = |table: &Table| table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>();
        if let Some(replaced) = self.facts.tables.get(&view.name).map(names).filter(|replaced| *replaced != names(&table)) {
            let message =
                format!("die Sicht ersetzt die Tabelle „{}“ und gibt darum dieselben Spalten zurück: {}", view.name, replaced.join(", "));
            return Err(Complaint::new(&view.file, Span::new(view.sql.span()), message));
        }
        self.engine.register(&table).map_err(|error| Complaint::new(&view.file, Span::new(view.sql.span()), error))?;
        self.facts.insert(table);
        Ok(())
    }

    /// Rows in the order the query states; without one, sorted by their values, so that the same data always answers
    /// the same.
    ///
    /// # Errors
    /// The engine's own words, with the place of the query: they name the column it does not know.
    pub fn ask(&self, file: &Source, sql: &Spanned<String>) -> Result<Answer, Complaint> {
        let asked = self.remember(sql.get_ref()).and_then(|()| self.engine.ask(sql.get_ref()));
        let mut answer = asked.map_err(|error| {
            let first = error.lines().next().unwrap_or_default().to_owned();
            Complaint::new(file, Span::new(sql.span()), format!("die Abfrage scheitert: {first}"))
        })?;
        if !sql.get_ref().to_uppercase().contains("ORDER BY") {
            answer.rows.sort_by_cached_key(|row| row.iter().map(Cell::sort_key).collect::<Vec<_>>());
        }
        Ok(answer)
    }

    /// Fetches the tables of earlier reports that a query names.
    fn remember(&self, sql: &str) -> Result<(), String> {
        let fetched = self.history.named(sql, &self.facts, |name| self.engine.knows_late(name))?;
        fetched.iter().try_for_each(|table| self.engine.register_late(table))
    }

    /// # Errors
    /// The query fails, or its answer is not what the figure promises.
    pub fn measure<'a>(&self, figure: &'a Figure) -> Result<Measure<'a>, Complaint> {
        let answer = self.ask(&figure.file, &figure.sql)?;
        measure::measure(self.standard, figure, &answer)
            .map_err(|message| Complaint::new(&figure.file, Span::new(figure.sql.span()), format!("{}: {message}", figure.id)))
    }
}

/// No table has a row twice: what joins on its key never multiplies.
fn each_once<'t>(tables: impl Iterator<Item = &'t Table>) -> Result<(), Complaint> {
    let tables: Vec<&Table> = tables.collect();
    let wrong = |table: &&Table| match table.repeated() {
        Ok(None) => None,
        Ok(Some(row)) => Some(Complaint::whole(&table.name, format!("die Tabelle hat zwei Zeilen mit demselben Schlüssel: {row}"))),
        Err(column) => Some(Complaint::whole(&table.name, format!("die Tabelle hat keine Spalte „{column}“, nach der ihre Zeilen heißen"))),
    };
    tables.par_iter().find_map_first(wrong).map_or(Ok(()), Err)
}
