//! The traps, one function each. Every one was met by running the same text on three engines.

use crate::portfolio::sql::Trap;
use crate::portfolio::sql::token::{Kind, Tokens};

/// Functions that some engine lacks, rounds differently with, or that read the clock.
const FUNCTIONS: [(&str, &str); 22] = [
    ("ROUND", "ROUND rundet je nach System anders; das Werkzeug rundet selbst"),
    ("DATE_TRUNC", "DATE_TRUNC gibt es nicht überall; nehmen Sie EXTRACT in einem WITH-Teil"),
    ("DATE_PART", "DATE_PART gibt es nicht überall; nehmen Sie EXTRACT in einem WITH-Teil"),
    ("YEAR", "YEAR( ) gibt es nicht überall; nehmen Sie EXTRACT(YEAR FROM …) in einem WITH-Teil"),
    ("MONTH", "MONTH( ) gibt es nicht überall; nehmen Sie EXTRACT(MONTH FROM …) in einem WITH-Teil"),
    ("DAY", "DAY( ) gibt es nicht überall; nehmen Sie EXTRACT(DAY FROM …) in einem WITH-Teil"),
    ("DATEDIFF", "DATEDIFF ist überall anders; ziehen Sie die Spalten „…_tag“ voneinander ab"),
    ("DATE_DIFF", "DATE_DIFF ist überall anders; ziehen Sie die Spalten „…_tag“ voneinander ab"),
    ("STRFTIME", "STRFTIME gibt es nicht überall; das Werkzeug schreibt Daten selbst"),
    ("QUANTILE_CONT", "QUANTILE_CONT gibt es nicht überall; MEDIAN gibt es"),
    ("ROLLUP", "ROLLUP gibt es nicht überall; fügen Sie Summen mit UNION ALL an"),
    ("CUBE", "CUBE gibt es nicht überall; fügen Sie Summen mit UNION ALL an"),
    ("GROUPING", "GROUPING SETS gibt es nicht überall; fügen Sie Summen mit UNION ALL an"),
    ("NOW", "der Stichtag steht in der Tabelle „stichtag“, die Uhr wird nicht gelesen"),
    ("CURRENT_DATE", "der Stichtag steht in der Tabelle „stichtag“, die Uhr wird nicht gelesen"),
    ("CURRENT_TIMESTAMP", "der Stichtag steht in der Tabelle „stichtag“, die Uhr wird nicht gelesen"),
    ("QUALIFY", "QUALIFY gibt es nicht überall; filtern Sie in einem zweiten WITH-Teil"),
    ("RECURSIVE", "WITH RECURSIVE gibt es nicht überall"),
    ("ILIKE", "ILIKE gibt es nicht überall; nehmen Sie UPPER und LIKE"),
    ("RANDOM", "eine Kennzahl darf nicht vom Zufall abhängen"),
    ("CREATE", "eine Abfrage legt nichts an"),
    ("PIVOT", "PIVOT gibt es nicht überall; nehmen Sie CASE"),
];

const CLAUSE_ENDS: [&str; 9] = ["LIMIT", "OFFSET", "ROWS", "RANGE", "UNION", "EXCEPT", "INTERSECT", "HAVING", "ORDER"];

pub fn lint(tokens: &Tokens<'_>) -> Vec<Trap> {
    let mut found = Vec::new();
    for index in 0..tokens.all.len() {
        let checks = [functions, counts, order, windows, names, subqueries, joins, groups, dates, signs];
        found.extend(checks.iter().filter_map(|check| check(tokens, index)));
    }
    found
}

fn trap(tokens: &Tokens<'_>, index: usize, message: impl Into<String>) -> Option<Trap> {
    Some((tokens.all.get(index)?.range.clone(), message.into()))
}

fn functions(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    let (name, message) = FUNCTIONS.iter().find(|(name, _)| tokens.is_word(index, name))?;
    // `EXTRACT(YEAR FROM …)` and a column of that name are fine; calling the function is not.
    let harmless = matches!(*name, "YEAR" | "MONTH" | "DAY" | "NOW" | "ROUND") && !tokens.is_sign(index + 1, "(");
    if harmless { None } else { trap(tokens, index, *message) }
}

/// Counts are unsigned in one engine: below zero they silently become four thousand million.
fn counts(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    let counted = tokens.is_any(index, &["COUNT", "ROW_NUMBER", "RANK", "DENSE_RANK", "LENGTH"]) && tokens.is_sign(index + 1, "(");
    let cast = index >= 2 && tokens.is_sign(index - 1, "(") && tokens.is_word(index - 2, "CAST");
    if !counted || cast {
        return None;
    }
    let name = tokens.all[index].text.to_uppercase();
    trap(tokens, index, format!("{name} ohne Umwandlung kann beim Abziehen still falsch werden; schreiben Sie CAST({name}(…) AS BIGINT)"))
}

/// Each engine puts missing values elsewhere.
fn order(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    if !(tokens.is_word(index, "ORDER") && tokens.is_word(index + 1, "BY")) {
        return None;
    }
    let clause = tokens.clause(index + 2, &CLAUSE_ENDS);
    let level = tokens.all.get(index)?.inside;
    let mut ends: Vec<usize> = clause.clone().filter(|&at| tokens.is_sign(at, ",") && tokens.all[at].inside == level).collect();
    ends.push(clause.end);
    let open = ends.into_iter().find(|&end| !(tokens.is_any(end - 1, &["LAST", "FIRST"]) && tokens.is_word(end - 2, "NULLS")))?;
    trap(tokens, open - 1, "jede Sortierung sagt, wo fehlende Werte stehen: NULLS LAST")
}

/// One engine sorts the rows of a window in one direction only.
fn windows(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    let sorts = tokens.is_word(index, "ORDER") && tokens.is_word(index + 1, "BY");
    let window = tokens.function_around(index).is_some_and(|word| word.eq_ignore_ascii_case("OVER"));
    if !(sorts && window) {
        return None;
    }
    let level = tokens.all.get(index)?.inside;
    let clause = tokens.clause(index + 2, &CLAUSE_ENDS);
    let keys = clause.clone().filter(|&at| tokens.is_sign(at, ",") && tokens.all[at].inside == level).count() + 1;
    let down = clause.filter(|&at| tokens.is_word(at, "DESC")).count();
    let mixed = down > 0 && down < keys;
    if mixed { trap(tokens, index, "innerhalb von OVER sind alle Sortierungen auf- oder alle absteigend") } else { None }
}

fn names(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    let token = tokens.all.get(index)?;
    let foreign = token.kind == Kind::Word && !token.text.is_ascii();
    if token.kind == Kind::Quoted || foreign {
        return trap(tokens, index, "Namen stehen ohne Anführungszeichen und ohne Umlaute, zum Beispiel anzahl_kommunen");
    }
    None
}

/// A query in brackets belongs behind FROM, JOIN, IN or EXISTS; as a number in between one engine cannot do it.
fn subqueries(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    let inner = tokens.is_sign(index, "(") && tokens.is_any(index + 1, &["SELECT", "WITH"]);
    let before = index.checked_sub(1)?;
    if inner && tokens.is_word(before, "IN") && index >= 2 && tokens.is_word(index - 2, "NOT") {
        return trap(tokens, index, "NOT IN mit einer Abfrage behandelt fehlende Werte überall anders; nehmen Sie LEFT JOIN und IS NULL");
    }
    if !inner || tokens.is_any(before, &["FROM", "JOIN", "IN", "EXISTS", "AS", "ALL", "UNION"]) {
        return None;
    }
    trap(tokens, index, "eine Abfrage als einzelner Wert geht nicht überall; stellen Sie sie in einen WITH-Teil und nehmen Sie CROSS JOIN")
}

fn joins(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    if !tokens.is_word(index, "ON") {
        return None;
    }
    let ends = ["JOIN", "LEFT", "INNER", "CROSS", "FULL", "RIGHT", "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "HAVING"];
    let mut clause = tokens.clause(index + 1, &ends);
    let constant = clause.find(|&at| matches!(tokens.all[at].kind, Kind::Text | Kind::Number))?;
    trap(tokens, constant, "feste Werte gehören in WHERE, nicht in ON")
}

fn groups(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    if !(tokens.is_word(index, "GROUP") && tokens.is_word(index + 1, "BY")) {
        return None;
    }
    let mut clause = tokens.clause(index + 2, &CLAUSE_ENDS);
    let extract = clause.find(|&at| tokens.is_word(at, "EXTRACT"))?;
    trap(tokens, extract, "EXTRACT in GROUP BY geht nicht überall; benennen Sie den Wert in einem WITH-Teil")
}

/// A text that looks like a date is compared as a text in one engine and as a date in another.
fn dates(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    let token = tokens.all.get(index)?;
    let bare = token.text.trim_matches('\'');
    let looks = token.kind == Kind::Text && bare.len() == 10 && crate::period::Period::parse(bare).is_some();
    let marked = index.checked_sub(1).is_some_and(|before| tokens.is_word(before, "DATE"));
    if looks && !marked {
        return trap(tokens, index, format!("ein Datum steht als DATE '{bare}'"));
    }
    let interval =
        tokens.is_word(index, "INTERVAL") && tokens.all.get(index + 1)?.text.trim_matches('\'').bytes().all(|byte| byte.is_ascii_digit());
    if interval {
        return trap(tokens, index, "Zeitspannen stehen als INTERVAL '30 days', oder rechnen Sie mit den Spalten „…_tag“");
    }
    None
}

fn signs(tokens: &Tokens<'_>, index: usize) -> Option<Trap> {
    if tokens.is_sign(index, "/") || tokens.is_sign(index, "%") {
        return trap(tokens, index, "geteilt wird im Werkzeug: geben Sie Zähler und Nenner als zwei Spalten");
    }
    if tokens.is_sign(index, "::") {
        return trap(tokens, index, "„::“ gibt es nicht überall; schreiben Sie CAST(… AS …)");
    }
    None
}
