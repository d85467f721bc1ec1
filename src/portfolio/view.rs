//! `sichten/<name>.toml`: a prepared table that figures and sections share, so that a condition stands in one place.

use serde::Deserialize;
use toml::Spanned;

use crate::portfolio::audience::Audiences;
use crate::portfolio::sql;
use crate::source::Source;
use crate::standard::{Complaint, read};

#[derive(Clone, Debug)]
pub struct View {
    pub name: String,
    pub meaning: String,
    pub sql: Spanned<String>,
    /// In which editions alone it is prepared. Named like a table, it stands for it there.
    pub audiences: Audiences,
    pub file: Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    bedeutung: String,
    sql: Spanned<String>,
    ausgaben: Audiences,
}

/// # Errors
/// Everything that is wrong with the file. Its name without number and ending is the table's name.
pub fn view(path: &str, source: &Source, tables: &[String]) -> Result<View, Vec<Complaint>> {
    let raw: Raw = read(source).map_err(|complaint| vec![complaint])?;
    let complaints = sql::check(source, &raw.sql, tables);
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
    let name = stem.split_once('-').map_or(stem, |(_, name)| name).to_owned();
    Ok(View { name, meaning: raw.bedeutung, sql: raw.sql, audiences: raw.ausgaben, file: source.clone() })
}
