//! `lotse standard zeige`, `schema` and `handbuch`: look at the effective rulebook, derive the schema for editors.

use std::path::Path;

use anyhow::Result;

use crate::command::{Outcome, door, fits, load_standard, print, write_again};
use crate::printer::{handbook, json_schema, rulebook};
use crate::standard::Standard;

/// # Errors
/// The profile is broken.
pub fn show(standard: Option<&Path>) -> Result<Outcome> {
    print(&rulebook(&load_standard(standard)?))?;
    Ok(Outcome::Clean)
}

/// # Errors
/// The profile is broken, or the file cannot be written.
pub fn schema(standard: Option<&Path>, output: Option<&Path>, insist: bool) -> Result<Outcome> {
    output.map_or(Ok(()), |path| fits(path, "JSON", &["json"]))?;
    let standard = load_standard(standard)?;
    deliver(&standard, &json_schema(&standard), output, insist)
}

/// # Errors
/// The profile is broken, or the file cannot be written.
pub fn handbook_page(standard: Option<&Path>, output: Option<&Path>, insist: bool) -> Result<Outcome> {
    output.map_or(Ok(()), |path| fits(path, "eine HTML-Seite", &["html", "htm"]))?;
    let standard = load_standard(standard)?;
    deliver(&standard, &handbook(&standard)?, output, insist)
}

fn deliver(standard: &Standard, text: &str, output: Option<&Path>, insist: bool) -> Result<Outcome> {
    match output {
        None => print(text)?,
        Some(path) => write_again(&door(&[], standard, insist), path, text.as_bytes())?,
    }
    Ok(Outcome::Clean)
}
