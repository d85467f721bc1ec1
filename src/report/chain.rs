//! The chain of reports: each names the evidence of the one it was compared with and of its own edition before, so that none can be changed
//! without breaking it.

use std::path::PathBuf;

use serde_json::Value;

use crate::period::Period;
use crate::report::frozen::Frozen;

/// What became of a report that another names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Same(PathBuf),
    /// Its evidence is another than then; the beginnings of both hashes.
    Other {
        folder: PathBuf,
        then: String,
        now: String,
    },
    /// It was a draft, and those are written anew.
    Replaced,
    Missing,
}

/// A report that another names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// "Vorgänger"
    pub role: &'static str,
    pub as_of: Period,
    pub edition: u64,
    pub state: State,
}

impl Link {
    /// Something was changed or taken away that was frozen.
    pub fn is_broken(&self) -> bool {
        matches!(self.state, State::Other { .. } | State::Missing)
    }
}

const ROLES: [(&str, &str); 2] = [("vorgaenger", "Vorgänger"), ("vorige_fassung", "Vorige Fassung")];

/// What a report names, looked up among others.
pub fn links(report: &Frozen, among: &[Frozen]) -> Vec<Link> {
    ROLES.iter().filter_map(|(key, role)| link(role, &report.value[*key], report, among)).collect()
}

fn link(role: &'static str, named: &Value, report: &Frozen, among: &[Frozen]) -> Option<Link> {
    const SHORT: usize = 12;
    let sum = named["sha256"].as_str()?;
    let as_of = Period::parse(named["stichtag"].as_str()?)?;
    let (edition, released) = (named["fassung"].as_u64()?, named["freigegeben"].as_bool()?);
    let short = |sum: &str| sum.get(..SHORT).unwrap_or(sum).to_owned();
    let is_it = |other: &&Frozen| {
        other.as_of == as_of && u64::from(other.edition) == edition && other.data_kind == report.data_kind && other.folder != report.folder
    };
    let state = if let Some(same) = among.iter().find(|other| other.sha256 == sum) {
        State::Same(same.folder.clone())
    } else if !released {
        State::Replaced
    } else if let Some(other) = among.iter().find(is_it) {
        State::Other { folder: other.folder.clone(), then: short(sum), now: short(&other.sha256) }
    } else {
        State::Missing
    };
    Some(Link { role, as_of, edition, state })
}
