//! The monthly report as a page: a view model that says everything, templates that only place it, charts drawn beside it.
//!
//! Nothing here computes a figure or knows the standard; whoever fills [`model::Report`] has rounded, sorted and worded
//! everything before. Types and fields of the view model carry German names because the templates, like every text of
//! the report, are German; functions are English as everywhere else.

pub mod chart;
pub mod format;
pub mod html;
pub mod model;
