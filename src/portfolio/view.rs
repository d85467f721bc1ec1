//! `sichten/<name>.toml`: a prepared table that figures and sections share, so that a condition stands in one place.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::facts::Table;
use crate::portfolio::audience::Audiences;
use crate::portfolio::sql;
use crate::source::{Source, Span};
use crate::standard::{Complaint, read};

#[derive(Clone, Debug)]
pub struct View {
    pub name: String,
    pub meaning: String,
    pub sql: Spanned<String>,
    /// The columns whose values together no two of its rows share; none where it has one row.
    pub key: Spanned<Vec<String>>,
    /// What its columns mean, where they are not those of the dictionary.
    pub columns: BTreeMap<String, Spanned<Said>>,
    /// In which editions alone it is prepared. Named like a table, it stands for it there.
    pub audiences: Audiences,
    pub file: Source,
}

/// The meaning of a column, or with it what its numbers count.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Said {
    Meaning(String),
    Counting { bedeutung: String, einheit: String },
}

impl View {
    /// A table as the view promises it: no row stands twice. A join that multiplies rows is refused here.
    ///
    /// # Errors
    /// Two rows have the same key, or a column of it is not there.
    pub fn keep_apart(&self, table: Table) -> Result<Table, Complaint> {
        let table = table.keyed(self.key.get_ref().iter().cloned());
        let message = match table.repeated() {
            Ok(None) => return Ok(table),
            Ok(Some(row)) if row.is_empty() => format!("die Sicht „{}“ hat mehr als eine Zeile, und „schluessel“ ist leer", self.name),
            Ok(Some(row)) => format!("die Sicht „{}“ hat zwei Zeilen mit demselben Schlüssel: {row}", self.name),
            Err(column) => format!("die Sicht „{}“ hat keine Spalte „{column}“; „schluessel“ nennt sie", self.name),
        };
        Err(Complaint::new(&self.file, Span::new(self.key.span()), message))
    }

    /// Tells the table what its columns mean.
    ///
    /// # Errors
    /// A column that is told of is not there.
    pub fn explain(&self, table: &mut Table) -> Result<(), Complaint> {
        for (name, said) in &self.columns {
            let Some(column) = table.columns.iter_mut().find(|column| column.name == *name) else {
                let message = format!("die Sicht hat keine Spalte „{name}“");
                return Err(Complaint::new(&self.file, Span::new(said.span()), message));
            };
            match said.get_ref() {
                Said::Meaning(meaning) => column.meaning.clone_from(meaning),
                Said::Counting { bedeutung, einheit } => {
                    column.meaning.clone_from(bedeutung);
                    column.unit.clone_from(einheit);
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    bedeutung: String,
    sql: Spanned<String>,
    schluessel: Spanned<Vec<String>>,
    #[serde(default)]
    spalten: BTreeMap<String, Spanned<Said>>,
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
    Ok(View {
        name,
        meaning: raw.bedeutung,
        sql: raw.sql,
        key: raw.schluessel,
        columns: raw.spalten,
        audiences: raw.ausgaben,
        file: source.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Column, Data};

    #[test]
    fn columns_are_told_and_one_that_is_not_there_is_named_with_its_place() {
        let told = |columns: &str| {
            let text =
                format!("bedeutung = \"B.\"\nschluessel = [\"projekt\"]\nsql = \"SELECT projekt FROM projekte\"\n[spalten]\n{columns}");
            let view = view("sichten/10-probe.toml", &Source::new("x.toml", text.as_str()), &["projekte".to_owned()]).unwrap();
            let mut table = Table::new("probe", "B.", vec![Column::new("n", "B.", Data::Integer(Vec::new()))]);
            view.explain(&mut table).map(|()| (table.columns[0].meaning.clone(), table.columns[0].unit.clone()))
        };
        assert_eq!(told("n = \"Wie viele.\"").unwrap(), ("Wie viele.".to_owned(), String::new()));
        assert_eq!(told("n = { bedeutung = \"Wie viele.\", einheit = \"Vorhaben\" }").unwrap().1, "Vorhaben");
        let complaint = told("m = \"Nichts.\"").unwrap_err();
        assert_eq!((complaint.place.line, complaint.message.as_str()), (5, "die Sicht hat keine Spalte „m“"));
    }
}
