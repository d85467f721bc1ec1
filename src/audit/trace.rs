//! What an evaluation read and what it missed. The fast run uses the empty trace and pays nothing; only what failed or
//! stayed open runs a second time with the real one.

use crate::audit::machine::Fault;
use crate::audit::op::Site;
use crate::document::CellId;

/// A point in a trace to come back to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Mark {
    reads: usize,
    missing: usize,
    doubts: usize,
}

/// Why values that are there do not settle a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A date without a day, in a comparison that needs one.
    Coarse,
    /// A count that is a bound or an estimate.
    Estimate,
    /// The first or largest of a list that has no entries.
    Empty,
    /// The values cannot be reckoned with: too large, a division by zero, too many of them.
    Fault(Fault),
}

pub trait Trace: Default {
    fn read(&mut self, _cell: CellId) {}
    /// Something was missing, where this part of the rule asked for it.
    fn miss(&mut self, _cell: CellId, _site: Site) {}
    /// A list was gone into.
    fn enter(&mut self, _cell: CellId) {}
    /// A value did not settle what was asked; the cell is `NOWHERE` where it came from several.
    fn doubt(&mut self, _doubt: Doubt, _cell: CellId) {}
    fn mark(&self) -> Mark {
        Mark::default()
    }
    /// Forgets what lies between two marks; what came after stays.
    fn forget(&mut self, _from: Mark, _to: Mark) {}
}

#[derive(Default)]
pub struct Untraced;

impl Trace for Untraced {}

/// Cells in the order they were read; constants of the standard included.
#[derive(Default)]
pub struct Traced {
    pub reads: Vec<CellId>,
    pub missing: Vec<(CellId, Site)>,
    pub doubts: Vec<(Doubt, CellId)>,
    /// Lists gone into: where to point when there was nothing in them to read.
    pub lists: Vec<CellId>,
}

impl Trace for Traced {
    fn read(&mut self, cell: CellId) {
        self.reads.push(cell);
    }

    fn miss(&mut self, cell: CellId, site: Site) {
        self.missing.push((cell, site));
    }

    fn enter(&mut self, cell: CellId) {
        self.lists.push(cell);
    }

    fn doubt(&mut self, doubt: Doubt, cell: CellId) {
        self.doubts.push((doubt, cell));
    }

    fn mark(&self) -> Mark {
        Mark { reads: self.reads.len(), missing: self.missing.len(), doubts: self.doubts.len() }
    }

    fn forget(&mut self, from: Mark, to: Mark) {
        self.reads.drain(from.reads..to.reads);
        self.missing.drain(from.missing..to.missing);
        self.doubts.drain(from.doubts..to.doubts);
    }
}
