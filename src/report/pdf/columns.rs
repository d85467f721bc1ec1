//! How wide the columns of a table are on paper, by what stands in them: measured in letters, as browsers do in pixels.

use serde_json::{Map, Value};

use super::appendix::letters;

/// So many letters fit beside one another over the whole page.
const ROOM: f64 = 116.0;
/// Between two columns.
const GAP: f64 = 2.0;
/// Longer words are hyphenated, longer lines wrapped.
const LONGEST_WORD: f64 = 13.0;
/// Heads are hyphenated sooner: there is one of them to many rows.
const LONGEST_HEAD: f64 = 7.0;
const ROW_HEAD: f64 = 20.0;
const LONGEST_LINE: f64 = 70.0;
/// A row of more letters may break over pages.
const LONG_ROW: usize = 900;

/// What a column needs at least, and what it would like.
#[derive(Clone, Copy)]
struct Need {
    least: f64,
    most: f64,
}

/// Gives the table as many columns as its widest row, each row as many cells, and each column a width (`breiten`, in letters).
pub fn settle(table: &mut Map<String, Value>) {
    let count = |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
    let rows = table.get("zeilen").and_then(Value::as_array);
    let widest = rows.into_iter().flatten().map(|row| count(row.get("zellen"))).max().unwrap_or(0);
    let columns = count(table.get("spalten")).max(widest).max(count(table.get("fuss")));
    pad(table.get_mut("spalten"), columns, &serde_json::json!({ "titel": "", "ausrichtung": "links", "form": null }));
    pad(table.get_mut("fuss").filter(|foot| foot.as_array().is_some_and(|foot| !foot.is_empty())), columns, &empty_cell());
    if let Some(rows) = table.get_mut("zeilen").and_then(Value::as_array_mut).filter(|_| columns == 0) {
        rows.clear();
    }
    for row in table.get_mut("zeilen").and_then(Value::as_array_mut).into_iter().flatten() {
        let long = letters(row) > LONG_ROW;
        pad(row.get_mut("zellen"), columns, &empty_cell());
        row["lang"] = Value::Bool(long);
    }
    let mut needs: Vec<Need> = (0..columns).map(|column| need(table, column)).collect();
    // Beside many narrow columns the names of the rows would become one word wide.
    let head = table.get("zeilenkopf").and_then(Value::as_u64).and_then(|head| usize::try_from(head).ok());
    if let Some(head) = head.and_then(|head| needs.get_mut(head)) {
        head.least = head.least.max(head.most.min(ROW_HEAD));
    }
    let widths = widths(&needs);
    table.insert("eng".to_owned(), Value::Bool(widths.1));
    table.insert("breiten".to_owned(), Value::from(widths.0));
}

fn empty_cell() -> Value {
    serde_json::json!({ "text": [], "form": null, "nur_form": false, "hinweis": [], "ton": null })
}

fn pad(list: Option<&mut Value>, length: usize, with: &Value) {
    if let Some(list) = list.and_then(Value::as_array_mut) {
        list.resize(length, with.clone());
    }
}

fn need(table: &Map<String, Value>, column: usize) -> Need {
    let rows = table.get("zeilen").and_then(Value::as_array).into_iter().flatten();
    let cells = rows.filter_map(|row| row.get("zellen")?.get(column));
    let foot = table.get("fuss").and_then(|foot| foot.get(column));
    let title = table.get("spalten").and_then(|columns| columns.get(column)?.get("titel")?.as_str()).unwrap_or_default();
    let mut need = Need { least: word(title).min(LONGEST_HEAD), most: line(title).min(LONGEST_WORD * 2.0) };
    for cell in cells.chain(foot) {
        let mark = if cell.get("form").is_some_and(|form| !form.is_null()) { 2.0 } else { 0.0 };
        let bare = cell.get("nur_form") == Some(&Value::Bool(true));
        for part in ["text", "hinweis"].iter().filter_map(|key| cell.get(*key)) {
            let text = if bare { String::new() } else { plain(part) };
            need.least = need.least.max(word(&text) + mark);
            need.most = need.most.max(wish(line(&text)) + mark);
        }
    }
    Need { least: need.least, most: need.most.max(need.least) }
}

/// The words of a sentence of the view model.
fn plain(sentence: &Value) -> String {
    let mut out = String::new();
    for piece in sentence.as_array().into_iter().flatten() {
        match (piece.get("zaehler").and_then(Value::as_str), piece.get("nenner").and_then(Value::as_str)) {
            (Some(part), Some(whole)) => out.extend([part, "\u{a0}von\u{a0}", whole]),
            _ => out.push_str(piece.get("text").and_then(Value::as_str).unwrap_or_default()),
        }
    }
    out
}

fn line(text: &str) -> f64 {
    text.chars().count() as f64
}

/// Long texts would like more room than others, but not as much more as they are longer.
fn wish(letters: f64) -> f64 {
    letters.min(LONGEST_LINE) + (letters - LONGEST_LINE).clamp(0.0, 400.0) / 4.0
}

/// Numbers are not hyphenated: "31.10.2026" needs its room.
fn word(text: &str) -> f64 {
    text.split([' ', '-', '/']).map(line).fold(0.0, f64::max).min(LONGEST_WORD)
}

/// Widths in letters with the gap after each column, and whether all fit as they would like to.
fn widths(needs: &[Need]) -> (Vec<f64>, bool) {
    let room = ROOM - GAP * needs.len() as f64;
    let least: f64 = needs.iter().map(|need| need.least).sum();
    let most: f64 = needs.iter().map(|need| need.most).sum();
    let share = ((room - least) / (most - least).max(1.0)).clamp(0.0, 1.0);
    (needs.iter().map(|need| GAP + need.least + share * (need.most - need.least)).collect(), most <= room)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn table(value: Value) -> Map<String, Value> {
        let Value::Object(mut table) = value else { unreachable!() };
        settle(&mut table);
        table
    }

    #[test]
    fn rows_get_the_cells_that_are_missing() {
        let cell = |text: &str| json!({ "text": [{ "art": "wort", "text": text }], "form": null, "nur_form": false, "hinweis": [] });
        let table = table(json!({ "spalten": [], "fuss": [], "zeilen": [{ "zellen": [] }, { "zellen": [cell("a"), cell("b")] }] }));
        assert_eq!(table["spalten"].as_array().map(Vec::len), Some(2));
        assert_eq!(table["zeilen"][0]["zellen"].as_array().map(Vec::len), Some(2));
        assert_eq!(table["fuss"], json!([]));
    }

    #[test]
    fn short_columns_keep_their_room_beside_long_ones() {
        let needs = [Need { least: 10.0, most: 10.0 }, Need { least: 8.0, most: 70.0 }, Need { least: 8.0, most: 70.0 }];
        let (widths, fits) = widths(&needs);
        assert!(!fits);
        assert_eq!(widths.first(), Some(&(10.0 + GAP)));
        assert!((widths.iter().sum::<f64>() - ROOM).abs() < 0.01);
    }
}
