//! The SQL of figures and report sections must mean the same on every engine that may read the snapshot. What does
//! not is refused when the standard is loaded, with its place; some of it would otherwise be silently wrong.

mod lint;
mod tables;
mod token;

pub use lint::lint;

use crate::audit::Located;
use crate::portfolio::sql::tables::unknown_tables;
use crate::source::{Source, Span};
use crate::standard::{Complaint, Expression};
use toml::Spanned;

/// Something the portable subset does not contain: byte range in the query, and what to do instead.
pub type Trap = (std::ops::Range<usize>, String);

/// Everything wrong with a query of a file of the standard.
pub fn check(file: &Source, sql: &Spanned<String>, known: &[String]) -> Vec<Complaint> {
    let expression = Expression { text: sql.get_ref().clone(), span: Span::new(sql.span()) };
    let located = Located::whole(file, &expression);
    let tokens = token::Tokens::of(&expression.text);
    let mut traps = lint(&tokens);
    traps.extend(unknown_tables(&tokens, known));
    traps.sort_by_key(|(range, _)| range.start);
    traps.into_iter().map(|(range, message)| located.complaint(range, message)).collect()
}

/// Whether a word stands in a query, outside texts and comments.
pub fn names(sql: &str, word: &str) -> bool {
    let tokens = token::Tokens::of(sql);
    (0..tokens.all.len()).any(|index| tokens.is_word(index, word))
}

#[cfg(test)]
mod tests;
