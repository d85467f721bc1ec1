//! `lotse standard zeige`, `schema` and `handbuch`: look at the effective rulebook, derive the schema for editors.

use std::path::Path;

use anyhow::Result;

use crate::command::{Outcome, fits, load_standard, print, write_file};
use crate::printer::{handbook, json_schema, rulebook};

/// # Errors
/// The profile is broken.
pub fn show(standard: Option<&Path>) -> Result<Outcome> {
    print(&rulebook(&load_standard(standard)?))?;
    Ok(Outcome::Clean)
}

/// # Errors
/// The profile is broken, or the file cannot be written.
pub fn schema(standard: Option<&Path>, output: Option<&Path>) -> Result<Outcome> {
    output.map_or(Ok(()), |path| fits(path, "JSON", &["json"]))?;
    let text = json_schema(&load_standard(standard)?);
    match output {
        None => print(&text)?,
        Some(path) => write_file(path, text.as_bytes())?,
    }
    Ok(Outcome::Clean)
}

/// # Errors
/// The profile is broken, or the file cannot be written.
pub fn handbook_page(standard: Option<&Path>, output: Option<&Path>) -> Result<Outcome> {
    output.map_or(Ok(()), |path| fits(path, "eine HTML-Seite", &["html", "htm"]))?;
    let text = handbook(&load_standard(standard)?)?;
    match output {
        None => print(&text)?,
        Some(path) => write_file(path, text.as_bytes())?,
    }
    Ok(Outcome::Clean)
}
