//! One answer for many pages: a query of a page family runs once, and its rows are handed out by page.

use std::collections::BTreeMap;

use crate::portfolio::answer::{Answer, Cell, Kind};
use crate::portfolio::family::PAGE;

#[derive(Clone, Debug, Default)]
pub struct Split {
    columns: Vec<String>,
    kinds: Vec<Kind>,
    pages: BTreeMap<String, Vec<Vec<Cell>>>,
}

impl Split {
    /// Rows keep their order. A row without a page belongs to none.
    ///
    /// # Errors
    /// The answer does not say to which page its rows belong.
    pub fn of(answer: Answer) -> Result<Self, String> {
        let column = answer.column(PAGE).ok_or("der Abfrage fehlt die Spalte „seite“")?;
        let mut pages: BTreeMap<String, Vec<Vec<Cell>>> = BTreeMap::new();
        for row in answer.rows {
            let page = row.get(column).and_then(Cell::label);
            if let Some(page) = page {
                pages.entry(page).or_default().push(row);
            }
        }
        Ok(Self { columns: answer.columns, kinds: answer.kinds, pages })
    }

    /// The rows of one page; none are an empty answer with the same columns.
    pub fn page(&self, id: &str) -> Answer {
        let rows = self.pages.get(id).cloned().unwrap_or_default();
        Answer { columns: self.columns.clone(), kinds: self.kinds.clone(), rows }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_page_gets_its_rows_in_order() {
        let row = |page: Cell, value: i64| vec![Cell::Integer(value), page];
        let page = |id: &str| Cell::Text(id.to_owned());
        let answer = Answer {
            columns: vec!["n".to_owned(), "seite".to_owned()],
            kinds: vec![Kind::Integer, Kind::Text],
            rows: vec![row(page("b"), 3), row(page("a"), 2), row(Cell::Null, 9), row(page("b"), 1)],
        };
        let split = Split::of(answer).unwrap();
        let numbers = |id: &str| split.page(id).rows.iter().filter_map(|row| row[0].integer()).collect::<Vec<_>>();
        assert_eq!([numbers("a"), numbers("b"), numbers("c")], [vec![2], vec![3, 1], vec![]]);
        assert_eq!(split.page("c").columns, ["n", "seite"]);
        assert!(Split::of(Answer::default()).is_err());
    }
}
