//! What earlier reports said, and what is now known of their day, as tables beside today's: `vor_<table>` is the table
//! of the predecessor as it was frozen, `damals_<table>` today's files as of the predecessor's day, `fassung_<table>`
//! the table of the edition before this one. Without the report in question they exist and are empty, so that a query
//! may always name them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::facts::{Column, Data, Facts, ONE_ROW, Table, read_parquet};
use crate::period::Period;
use crate::portfolio::view::View;

/// The report of an earlier day, or an earlier edition of this one. What its folder holds was verified.
#[derive(Clone, Debug)]
pub struct Past {
    pub as_of: Period,
    pub edition: u32,
    pub released: bool,
    /// SHA-256 of its evidence, which names every other file with its own.
    pub sha256: String,
    /// Folder with one Parquet file per table.
    pub tables: PathBuf,
}

#[derive(Debug, Default)]
pub struct History {
    pub predecessor: Option<Past>,
    /// Today's files as of the predecessor's day.
    pub then: Option<Facts>,
    /// The edition before this one.
    pub edition: Option<Past>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Age {
    Predecessor,
    Then,
    Edition,
}

const PREFIXES: [(&str, Age); 3] = [("vor_", Age::Predecessor), ("damals_", Age::Then), ("fassung_", Age::Edition)];
const PREDECESSOR: &str = "vormonat";
const EDITION: &str = "vorige_fassung";

/// The names under which a table of today is found in the past.
pub fn names(table: &str) -> impl Iterator<Item = String> {
    PREFIXES.iter().map(move |(prefix, _)| format!("{prefix}{table}"))
}

/// The prepared tables that some text names as of the predecessor's day, and those they build on, in their order.
pub fn views_then<'v>(views: &'v [View], texts: impl Iterator<Item = &'v str>) -> Vec<View> {
    let then = PREFIXES.iter().filter(|(_, age)| *age == Age::Then).map(|(prefix, _)| *prefix);
    named(views, texts, &then.collect::<Vec<_>>())
}

/// The prepared tables that some text names, today's or those of the past, and those they build on, in their order.
pub fn views_named<'v>(views: &'v [View], texts: impl Iterator<Item = &'v str>) -> Vec<View> {
    let past = PREFIXES.iter().map(|(prefix, _)| *prefix);
    named(views, texts, &past.chain([""]).collect::<Vec<_>>())
}

fn named<'v>(views: &'v [View], texts: impl Iterator<Item = &'v str>, prefixes: &[&str]) -> Vec<View> {
    let bare = |word: &'v str| prefixes.iter().filter_map(move |prefix| word.strip_prefix(prefix));
    let mut wanted: BTreeSet<&str> = texts.flat_map(words).flat_map(bare).collect();
    let mut kept: Vec<View> = Vec::new();
    // A view can only name those before it.
    for view in views.iter().rev() {
        if wanted.contains(view.name.as_str()) {
            wanted.extend(
                words(view.sql.get_ref())
                    .flat_map(|word| prefixes.iter().filter_map(move |prefix| word.strip_prefix(prefix)).chain([word])),
            );
            kept.push(view.clone());
        }
    }
    kept.reverse();
    kept
}

pub fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
}

impl History {
    /// One row each: is there a predecessor, an edition before this one?
    pub fn tables(&self) -> [Table; 2] {
        [
            about(PREDECESSOR, "Der Bericht, mit dem verglichen wird, eine Zeile.", self.predecessor.as_ref()),
            about(EDITION, "Die Fassung desselben Berichts vor dieser, eine Zeile.", self.edition.as_ref()),
        ]
    }

    /// The tables of the past that a query names and `known` does not yet hold, in the shape of today's.
    ///
    /// # Errors
    /// A table of an earlier report cannot be read.
    pub fn named(&self, sql: &str, today: &Facts, known: impl Fn(&str) -> bool) -> Result<Vec<Table>, String> {
        let mut found: Vec<Table> = Vec::new();
        for word in words(sql) {
            let Some((age, name)) = PREFIXES.iter().find_map(|(prefix, age)| Some((*age, word.strip_prefix(prefix)?))) else { continue };
            let Some(shape) = today.tables.get(name) else { continue };
            if known(word) || found.iter().any(|table| table.name == word) {
                continue;
            }
            let table = self.table(age, name)?.unwrap_or_else(|| Table::new(word, "", Vec::new()));
            found.push(Table { name: word.to_owned(), ..table.shaped_like(shape) });
        }
        Ok(found)
    }

    /// `None` where there is no such report, or it has no such table because an older version of the tool wrote it.
    fn table(&self, age: Age, name: &str) -> Result<Option<Table>, String> {
        let past = match age {
            Age::Then => return Ok(self.then.as_ref().and_then(|facts| facts.tables.get(name)).cloned()),
            Age::Predecessor => self.predecessor.as_ref(),
            Age::Edition => self.edition.as_ref(),
        };
        let Some(path) = past.map(|past| past.tables.join(format!("{name}.parquet"))).filter(|path| path.is_file()) else {
            return Ok(None);
        };
        read_parquet(&path).map(Some).map_err(|_| format!("„{}“ lässt sich nicht lesen: die Tabelle ist beschädigt", path.display()))
    }
}

fn about(name: &str, meaning: &str, past: Option<&Past>) -> Table {
    let text = |pick: fn(&Past) -> String| vec![past.map(pick)];
    let columns = vec![
        Column::new("vorhanden", "Ob es ihn gibt.", Data::Flag(vec![Some(past.is_some())])),
        Column::integer("stichtag_tag", "Sein Stichtag als Tage seit dem 01.01.1970.", vec![past.map(|past| i64::from(past.as_of.to))]),
        Column::text("stichtag_text", "Sein Stichtag in deutscher Schreibweise.", text(|past| past.as_of.german())),
        Column::integer("fassung", "Seine Fassung.", vec![past.map(|past| i64::from(past.edition))]),
        Column::new("freigegeben", "Ob er freigegeben ist.", Data::Flag(vec![past.map(|past| past.released)])),
        Column::text("sha256", "SHA-256 seines Nachweises.", text(|past| past.sha256.clone())),
    ];
    Table::new(name, meaning, columns).keyed(ONE_ROW)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_a_past_that_never_was_are_empty_and_have_todays_columns() {
        let mut today = Facts::default();
        today.insert(Table::new("lage", "", vec![Column::text("projekt", "", vec![Some("a".to_owned())])]));
        let found =
            History::default().named("SELECT * FROM vor_lage v JOIN damals_lage d ON v.projekt = d.projekt", &today, |_| false).unwrap();
        let shown: Vec<_> = found.iter().map(|table| (table.name.as_str(), table.rows(), table.columns.len())).collect();
        assert_eq!(shown, [("vor_lage", 0, 1), ("damals_lage", 0, 1)]);
        assert_eq!(History::default().named("SELECT vor_allem FROM lage", &today, |_| false).unwrap(), []);
    }

    #[test]
    fn what_an_older_report_lacks_is_missing_and_what_only_it_has_is_left_out() {
        let old = Table::new("lage", "", vec![Column::text("alt", "", vec![None]), Column::integer("n", "", vec![Some(3)])]);
        let new = Table::new("lage", "", vec![Column::integer("n", "", vec![]), Column::text("neu", "", vec![])]);
        let shaped = old.shaped_like(&new);
        assert_eq!(shaped.columns, [Column::integer("n", "", vec![Some(3)]), Column::text("neu", "", vec![None])]);
    }
}
