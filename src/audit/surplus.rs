//! A file can break one rule a million times. The first thousand results of a kind are findings of their own; the rest is
//! counted, and one finding says so. So what a file costs does not depend on how often it is wrong.

use crate::audit::finding::Finding;
use crate::document::CellId;
use crate::period::grouped;

/// Results of one rule and kind in one file that are told one by one.
pub const SHOWN: u64 = 1000;

/// The place of what is not told by itself: no path of a project file, so that no exception can be made for it.
pub const REST: &str = "…";

/// The cell of what is about no single one.
pub const NO_CELL: CellId = CellId::MAX;

/// How often each kind occurred, and where the last one that is told stands among the findings.
#[derive(Debug)]
pub struct Surplus<K>(Vec<(K, u64, usize)>);

impl<K: PartialEq> Surplus<K> {
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Counts one that would stand at `next`; whether it is told.
    pub fn admits(&mut self, kind: K, next: usize) -> bool {
        let at = self.0.iter().position(|(known, ..)| *known == kind).unwrap_or_else(|| {
            self.0.push((kind, 0, next));
            self.0.len() - 1
        });
        let (_, seen, last) = &mut self.0[at];
        *seen += 1;
        if *seen <= SHOWN {
            *last = next;
        }
        *seen <= SHOWN
    }

    /// For each kind with more than are told: a finding for the rest, made from the last that is.
    pub fn rests(self, findings: &[(CellId, Finding)]) -> Vec<(CellId, Finding)> {
        let surplus = self.0.into_iter().filter(|(_, seen, _)| *seen > SHOWN);
        surplus.filter_map(|(_, seen, last)| Some((NO_CELL, rest(&findings.get(last)?.1, seen - SHOWN)))).collect()
    }
}

/// What stands for `times` more results like one that is told.
pub fn rest(like: &Finding, times: u64) -> Finding {
    let count = grouped(i64::try_from(times).unwrap_or(i64::MAX));
    let told = if times == 1 { "kommt ein weiterer Befund".to_owned() } else { format!("kommen {count} weitere Befunde") };
    Finding {
        path: REST.to_owned(),
        times,
        message: format!("Dazu {told} derselben Art in dieser Datei; einzeln genannt sind die ersten {}.", grouped(SHOWN as i64)),
        more: Vec::new(),
        missing: Vec::new(),
        exception: None,
        known: None,
        snippet: None,
        ..like.clone()
    }
}
