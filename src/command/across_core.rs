//! The core build has no query engine: rules across projects are not applicable, and the output says that they were not
//! run.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::audit::{Audit, Ruled, not_applicable};
use crate::period::Period;
use crate::standard::Standard;

pub struct Across<'s> {
    standard: &'s Standard,
    files: usize,
}

/// How many files could be read.
#[derive(Default)]
pub struct Gathered(usize);

impl<'s> Across<'s> {
    /// # Errors
    /// None here.
    #[allow(clippy::unnecessary_wraps, reason = "the full build can fail")]
    pub fn of(standard: &'s Standard, files: usize) -> Result<Self> {
        Ok(Self { standard, files })
    }

    #[allow(clippy::unused_self, reason = "the full build gathers rows")]
    pub fn gather(&self, audits: &[Audit]) -> Gathered {
        Gathered(audits.iter().filter(|audit| audit.state.is_some()).count())
    }

    /// # Errors
    /// None here.
    #[allow(clippy::unnecessary_wraps, clippy::needless_pass_by_value, reason = "the full build asks and can fail")]
    pub fn answer(&self, read: Vec<Gathered>, as_of: Period, place: &str, all: bool) -> Result<BTreeMap<Option<String>, Ruled>> {
        if read.iter().all(|Gathered(files)| *files == 0) {
            return Ok(BTreeMap::new());
        }
        Ok(BTreeMap::from([(None, not_applicable(self.standard, as_of, all.then_some(place)))]))
    }

    /// Rules this build leaves out; over a single file nobody would run them.
    pub fn unrun(&self) -> usize {
        let rules = self.standard.rules.iter().filter(|rule| rule.queries().is_some() && rule.is_in_force());
        if self.files > 1 { rules.count() } else { 0 }
    }
}
