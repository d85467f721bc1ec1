//! The SQL of figures and report sections must mean the same on every engine that may read the snapshot. What does
//! not is refused when the standard is loaded, with its place; some of it would otherwise be silently wrong.

mod bounds;
mod lint;
mod tables;
mod token;

pub use bounds::product;
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
    traps.extend(bounds::bounds(&tokens));
    traps.extend(unknown_tables(&tokens, known));
    traps.sort_by_key(|(range, _)| range.start);
    traps.into_iter().map(|(range, message)| located.complaint(range, message)).collect()
}

/// The tables a query reads.
pub fn tables(sql: &str) -> Vec<&str> {
    tables::named(&token::Tokens::of(sql))
}

/// All words of a text: the names of its columns are among them.
pub fn words(text: &str) -> Vec<&str> {
    token::Tokens::of(text).all.into_iter().filter(|token| token.kind == token::Kind::Word).map(|token| token.text).collect()
}

/// What the engine says about a query, at the first word it quotes.
pub fn blame(file: &Source, sql: &Expression, error: &str) -> Complaint {
    let first = error.lines().next().unwrap_or_default();
    let quoted = first.split(['"', '\'', '`']).nth(1).unwrap_or_default();
    let tokens = token::Tokens::of(&sql.text);
    let range = tokens.all.iter().find(|token| token.text == quoted).map_or(0..sql.text.len().min(1), |token| token.range.clone());
    Located::whole(file, sql).complaint(range, format!("die Abfrage scheitert: {first}"))
}

/// Whether a word stands in a query, outside texts and comments.
pub fn names(sql: &str, word: &str) -> bool {
    let tokens = token::Tokens::of(sql);
    (0..tokens.all.len()).any(|index| tokens.is_word(index, word))
}

#[cfg(test)]
mod tests;
