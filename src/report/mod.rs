//! The monthly report as a page: a view model that says everything, templates that only place it, charts drawn beside it.
//!
//! Nothing here computes a figure; [`assemble`] fills [`model::Report`] with answers of the portfolio, rounded, sorted and
//! worded as the standard's report files say. Types and fields of the view model carry German names because the templates, like every text of
//! the report, are German; functions are English as everywhere else.

pub mod assemble;
pub mod build;
pub mod chain;
pub mod chart;
pub mod evidence;
pub mod export;
pub mod figures;
mod fit;
pub mod form;
pub mod format;
pub mod frozen;
pub mod html;
pub mod markdown;
pub mod model;
pub mod odt;
pub mod outline;
pub mod outputs;
pub mod paper;
pub mod pdf;
pub mod plain;
pub mod verify;
mod wording;
pub mod workbook;
