//! Which tables a query reads, and whether they exist.

use crate::portfolio::sql::Trap;
use crate::portfolio::sql::token::{Kind, Tokens};
use crate::standard::suggestion;

/// Functions whose arguments are parted by FROM.
const WITH_FROM: [&str; 4] = ["EXTRACT", "SUBSTRING", "TRIM", "OVERLAY"];

pub fn unknown_tables(tokens: &Tokens<'_>, known: &[String]) -> Vec<Trap> {
    let parts: Vec<_> = (0..tokens.all.len()).filter(|&index| names_a_part(tokens, index)).map(|index| &tokens.all[index]).collect();
    let own: Vec<&str> = parts.iter().map(|part| part.text).collect();
    // The engine reads the table then, whatever the part says.
    let hidden = parts.iter().filter(|part| known.iter().any(|table| table == part.text));
    let told = |name: &str| {
        format!("„{name}“ heißt schon eine Tabelle, und die wird gelesen; geben Sie diesem Teil der Abfrage einen anderen Namen")
    };
    let mut found: Vec<Trap> = hidden.map(|part| (part.range.clone(), told(part.text))).collect();
    for index in (0..tokens.all.len()).filter(|&index| opens_a_table(tokens, index)) {
        let Some(name) = tokens.all.get(index + 1) else { continue };
        if name.kind == Kind::Word && !own.contains(&name.text) && !known.iter().any(|table| table == name.text) {
            let hint = suggestion(name.text, known.iter().map(String::as_str))
                .map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
            found.push((name.range.clone(), format!("die Tabelle „{}“ gibt es nicht{hint}", name.text)));
        }
        found.extend(comma(tokens, index));
    }
    found
}

/// What stands behind FROM and JOIN: tables, and the query's own parts.
pub fn named<'a>(tokens: &Tokens<'a>) -> Vec<&'a str> {
    let opening = (0..tokens.all.len()).filter(|&index| opens_a_table(tokens, index));
    opening.filter_map(|index| tokens.all.get(index + 1)).filter(|name| name.kind == Kind::Word).map(|name| name.text).collect()
}

/// `WITH name AS (SELECT …`, also behind a comma.
fn names_a_part(tokens: &Tokens<'_>, index: usize) -> bool {
    let opening = index.checked_sub(1).is_some_and(|before| tokens.is_word(before, "WITH") || tokens.is_sign(before, ","));
    opening && tokens.is_word(index + 1, "AS") && tokens.is_sign(index + 2, "(") && tokens.is_any(index + 3, &["SELECT", "WITH"])
}

fn opens_a_table(tokens: &Tokens<'_>, index: usize) -> bool {
    let argument = tokens.function_around(index).is_some_and(|name| WITH_FROM.iter().any(|known| name.eq_ignore_ascii_case(known)));
    tokens.is_word(index, "JOIN") || (tokens.is_word(index, "FROM") && !argument)
}

/// `FROM a, b` joins without saying so.
fn comma(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    let mut at = index + 1;
    at = if tokens.is_sign(at, "(") { tokens.partner(at)? } else { at } + 1;
    if tokens.is_word(at, "AS") {
        at += 1;
    }
    let alias = tokens.all.get(at).is_some_and(|token| token.kind == Kind::Word);
    let at = if alias { at + 1 } else { at };
    tokens.is_sign(at, ",").then(|| (tokens.all[at].range.clone(), "Tabellen verbindet JOIN, nicht ein Komma".to_owned()))
}
