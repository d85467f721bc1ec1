//! How much a query may ask for. A standard is somebody else's text: a sum of five thousand terms runs the engine out of its
//! stack, two lists multiplied run the machine out of memory, so both are refused before the engine sees them.

use crate::portfolio::sql::Trap;
use crate::portfolio::sql::token::{Kind, Tokens};

/// The longest query of the standard has a fifth of that.
const WORDS: usize = 8000;
/// Operators in one condition or value; the engine goes as deep as there are.
const CHAIN: usize = 250;
/// Brackets within brackets.
const DEPTH: usize = 40;
/// Rows that are put side by side without a key.
const PRODUCT: u64 = 4_000_000;

/// Functions that make a text as long as somebody says.
const SWELLING: [&str; 5] = ["RPAD", "LPAD", "REPEAT", "REPLACE", "SPACE"];

const OPERATORS: [&str; 9] = ["+", "-", "*", "/", "%", "||", "=", "<", ">"];
const WORD_OPERATORS: [&str; 7] = ["AND", "OR", "NOT", "UNION", "EXCEPT", "INTERSECT", "JOIN"];
/// Where another value or condition begins. What chains whole queries or tables goes on.
const STARTS: [&str; 10] = ["SELECT", "FROM", "WHERE", "ON", "GROUP", "HAVING", "ORDER", "WHEN", "THEN", "ELSE"];

/// What is too long or too deep, and what may grow without end.
pub fn bounds(tokens: &Tokens<'_>) -> Vec<Trap> {
    let mut found = Vec::new();
    if let Some(token) = tokens.all.get(WORDS) {
        found.push((token.range.clone(), format!("die Abfrage ist zu lang: höchstens {WORDS} Wörter und Zeichen")));
    }
    found.extend(chains(tokens));
    found.extend(deepest(tokens));
    for (index, token) in tokens.all.iter().enumerate() {
        if tokens.is_any(index, &SWELLING) && tokens.is_sign(index + 1, "(") {
            let name = token.text.to_uppercase();
            found.push((token.range.clone(), format!("{name} macht Texte beliebig lang; Abfragen füllen keine Texte auf")));
        }
    }
    found
}

/// The operators of one value or condition, wherever the brackets in it stand; of queries and joins, all.
fn chains(tokens: &Tokens<'_>) -> Option<Trap> {
    let (mut chain, mut parts) = (0, 0);
    for (index, token) in tokens.all.iter().enumerate() {
        let whole = tokens.is_any(index, &["UNION", "EXCEPT", "INTERSECT", "JOIN"]);
        let operator =
            token.kind == Kind::Sign && OPERATORS.iter().any(|sign| token.text.contains(sign)) || tokens.is_any(index, &WORD_OPERATORS);
        match () {
            () if whole => parts += 1,
            () if operator => chain += 1,
            () if tokens.is_any(index, &STARTS) || tokens.is_sign(index, ",") => chain = 0,
            () => {}
        }
        if chain > CHAIN || parts > CHAIN {
            return Some((
                token.range.clone(),
                format!("der Ausdruck ist zu lang: höchstens {CHAIN} Verknüpfungen; teilen Sie ihn mit WITH auf"),
            ));
        }
    }
    None
}

fn deepest(tokens: &Tokens<'_>) -> Option<Trap> {
    let mut depth = 0_usize;
    for (index, token) in tokens.all.iter().enumerate() {
        if tokens.is_sign(index, "(") {
            depth += 1;
        } else if tokens.is_sign(index, ")") {
            depth = depth.saturating_sub(1);
        }
        if depth > DEPTH {
            return Some((
                token.range.clone(),
                format!("die Klammern sind zu tief geschachtelt: höchstens {DEPTH}; teilen Sie die Abfrage mit WITH auf"),
            ));
        }
    }
    None
}

/// Tables put side by side without a key, where that makes too many rows; `rows` tells how long a table is.
pub fn product(sql: &str, rows: impl Fn(&str) -> Option<u64>) -> Option<String> {
    let tokens = Tokens::of(sql);
    let mut scopes: Vec<Scope> = vec![Scope::default()];
    let mut known: Vec<(&str, u64)> = Vec::new();
    for (index, token) in tokens.all.iter().enumerate() {
        let inner = if tokens.is_sign(index, ")") && scopes.len() > 1 { scopes.pop() } else { None };
        let place = if inner.is_some() { tokens.partner(index)? } else { index };
        if let Some(name) = inner.as_ref().and_then(|_| part_named(&tokens, place)) {
            known.push((name, inner.as_ref().map_or(1, Scope::length)));
        }
        if tokens.is_sign(index, "(") {
            scopes.push(Scope::default());
            continue;
        }
        let scope = scopes.last_mut()?;
        // What stands in the brackets of a function stands in the query around it.
        scope.folds |= inner.as_ref().is_some_and(|inner| inner.now == 0 && inner.folds);
        scope.folds |= tokens.is_any(index, &FOLDING);
        if tokens.is_word(index, "SELECT") {
            scope.now = 1;
        }
        // A table, or a query in brackets, behind FROM or CROSS JOIN.
        let crossed = place > 1 && tokens.is_word(place - 1, "JOIN") && tokens.is_word(place - 2, "CROSS");
        let first = place > 0 && tokens.is_word(place - 1, "FROM") && !function_of(&tokens, place);
        if !(crossed || first) {
            continue;
        }
        let of_part = || known.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(token.text)).map(|(_, rows)| *rows);
        let length = inner.as_ref().map(Scope::length).or_else(of_part).or_else(|| rows(token.text)).unwrap_or(1).max(1);
        scope.now = scope.now.saturating_mul(length);
        scope.most = scope.most.max(scope.now);
        if scope.now > PRODUCT && length > 1 {
            let table = if inner.is_some() { "(…)" } else { token.text };
            let count = scope.now;
            return Some(format!(
                "CROSS JOIN mit `{table}` ergibt bis zu {count} Zeilen; verbinden Sie die Tabellen mit ON über eine Kennung"
            ));
        }
    }
    None
}

/// Words that make few rows of many.
const FOLDING: [&str; 8] = ["GROUP", "DISTINCT", "LIMIT", "COUNT", "SUM", "MAX", "MIN", "AVG"];

/// A query in brackets, or the whole.
#[derive(Default)]
struct Scope {
    now: u64,
    most: u64,
    folds: bool,
}

impl Scope {
    fn length(&self) -> u64 {
        if self.folds { 1 } else { self.most.max(1) }
    }
}

/// `name AS (`
fn part_named<'a>(tokens: &Tokens<'a>, bracket: usize) -> Option<&'a str> {
    let name = tokens.all.get(bracket.checked_sub(2)?)?;
    (tokens.is_word(bracket - 1, "AS") && name.kind == Kind::Word).then_some(name.text)
}

/// `EXTRACT(YEAR FROM …)`
fn function_of(tokens: &Tokens<'_>, index: usize) -> bool {
    tokens.function_around(index).is_some_and(|word| word.eq_ignore_ascii_case("EXTRACT"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(sql: &str) -> Vec<String> {
        bounds(&Tokens::of(sql)).into_iter().map(|(_, message)| message).collect()
    }

    #[test]
    fn what_has_no_end_is_refused_before_the_engine_sees_it() {
        let sum = |terms: usize| format!("SELECT {} AS x FROM projekte", vec!["1"; terms].join(" + "));
        assert!(told(&sum(200)).is_empty());
        assert!(told(&sum(5000)).iter().any(|message| message.contains("Verknüpfungen")));
        let nested = |depth: usize| format!("SELECT {}1{} AS x FROM projekte", "(".repeat(depth), ")".repeat(depth));
        assert!(told(&nested(20)).is_empty());
        assert!(told(&nested(1000)).iter().any(|message| message.contains("geschachtelt")));
        let many = vec!["SELECT 1 AS x FROM projekte"; 400].join(" UNION ALL ");
        assert!(told(&many).iter().any(|message| message.contains("Verknüpfungen")));
        assert!(told(&format!("SELECT {} FROM projekte", vec!["a"; 5000].join(", "))).iter().any(|message| message.contains("zu lang")));
        for name in SWELLING {
            assert!(told(&format!("SELECT {name}(titel, 100000000) AS x FROM projekte")).iter().any(|message| message.contains(name)));
        }
        assert!(told("SELECT NOT NOT a AS x FROM projekte").is_empty());
        assert!(!told(&format!("SELECT {} a AS x FROM projekte", "NOT ".repeat(5000))).is_empty());
    }

    #[test]
    fn tables_without_a_key_between_them_are_multiplied() {
        let rows = |name: &str| match name {
            "gross" => Some(10_000),
            "klein" => Some(3),
            _ => None,
        };
        for fine in [
            "SELECT * FROM gross CROSS JOIN klein",
            "SELECT * FROM gross a JOIN gross b ON a.id = b.id",
            "SELECT * FROM gross UNION ALL SELECT * FROM gross",
            "WITH w AS (SELECT * FROM klein) SELECT * FROM gross CROSS JOIN w",
            "SELECT EXTRACT(YEAR FROM tag) AS jahr FROM gross CROSS JOIN stichtag",
            "WITH n AS (SELECT CAST(COUNT(*) AS BIGINT) AS n FROM gross) SELECT * FROM gross CROSS JOIN n CROSS JOIN n m",
        ] {
            assert_eq!(product(fine, rows), None, "{fine}");
        }
        for refused in [
            "SELECT * FROM gross a CROSS JOIN gross b",
            "SELECT * FROM klein CROSS JOIN gross a CROSS JOIN gross b",
            "WITH w AS (SELECT * FROM gross) SELECT * FROM gross CROSS JOIN w",
            "WITH w AS (SELECT * FROM gross a CROSS JOIN klein), v AS (SELECT * FROM w CROSS JOIN gross x) SELECT * FROM v",
            "SELECT * FROM klein WHERE id IN (SELECT a.id FROM gross a CROSS JOIN gross b)",
        ] {
            assert!(product(refused, rows).is_some_and(|message| message.contains("CROSS JOIN")), "{refused}");
        }
    }
}
