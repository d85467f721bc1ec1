//! lotse makes a project-management standard executable. `standard/` says what ought to be, `data/` says what is,
//! and this crate compares the two without knowing the vocabulary of either.
//!
//! The modules are floors; imports only go down (tests/house.rs holds it):
//! source, period, escape → schema, output → document | standard → facts → audit → portfolio →
//! printer | report → command → cli.

pub mod audit;
pub mod cli;
pub mod command;
mod confine;
pub mod document;
pub mod escape;
#[cfg(feature = "bericht")]
pub mod facts;
pub mod output;
pub mod period;
#[cfg(feature = "bericht")]
pub mod portfolio;
pub mod printer;
#[cfg(feature = "bericht")]
pub mod report;
pub mod schema;
pub mod source;
pub mod standard;
