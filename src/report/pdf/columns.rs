//! How wide the columns of a table are on paper, and how high the rows: both known from the letters before anything is set,
//! which spares the engine from trying.

use serde_json::{Map, Value, json};

use super::appendix::letters;
use super::metric;
use crate::report::fit::{Need, fit};

/// What there is between the margins, in points.
const ROOM: f64 = 498.8;
/// A column whose texts would be so many lines long hyphenates its words; short texts wrap between words.
const LONG_TEXT: f64 = 2.5;
/// Longer words are hyphenated, longer lines wrapped.
const LONGEST_WORD: f64 = 66.0;
/// Heads may be hyphenated sooner: there is one of them to many rows.
const LONGEST_HEAD: f64 = 34.0;
const HEAD_LINE: f64 = 60.0;
/// Room to write in.
const OPEN: (f64, f64) = (90.0, 150.0);
const ROW_HEAD: f64 = 90.0;
/// A row of more letters may break over pages.
const LONG_ROW: usize = 900;
/// The engine rounds: so much has to be left over where a line is held to fit.
const SLACK: f64 = 1.0;

/// Sizes of letters, what stands above and below a row, and what between two columns; `tabelle.typ` sets the same.
const SMALL: f64 = 7.5;
const LIST: (f64, f64, f64) = (8.0, 2.7, 8.0);
const DENSE: (f64, f64, f64) = (SMALL, 2.4, 4.0);
/// A capital letter, a mark and the gap between two lines, in the size of the letters.
const CAPITAL: f64 = 0.714;
const MARK: f64 = 0.8;
const LEADING: f64 = 0.45;

/// How a table is set.
#[derive(Clone, Copy)]
struct Look {
    size: f64,
    pad: f64,
    gap: f64,
    /// Column whose cells name the row.
    head: usize,
    /// What stands small below a cell elsewhere stands beside it here.
    beside: bool,
    /// To be read: as wide as the page, with the names of the rows in bold.
    list: bool,
    /// Equal cells; widths and heights are the template's.
    panel: bool,
}

impl Look {
    fn of(table: &Map<String, Value>) -> Self {
        let shape = table.get("gestalt").and_then(Value::as_str).unwrap_or_default();
        let list = shape == "liste";
        let folded = table.get("zugeklappt") == Some(&Value::Bool(true));
        let (size, pad, gap) = if list { LIST } else { DENSE };
        let head = table.get("zeilenkopf").and_then(Value::as_u64).and_then(|head| usize::try_from(head).ok()).unwrap_or(0);
        Self { size, pad, gap, head, list: list && !folded, beside: folded, panel: shape == "tafel" }
    }
}

/// Gives the table as many columns as its widest row, each row as many cells, each column a width (`breiten`) and each row
/// whose cells are certain to be one line a height (`hoehe`), in points.
pub fn settle(table: &mut Map<String, Value>) {
    let columns = square(table);
    let look = Look::of(table);
    let mut needs: Vec<Column> = (0..columns).map(|column| need(table, column, look)).collect();
    // Beside many narrow columns the names of the rows would become one word wide.
    if let Some(head) = needs.get_mut(look.head) {
        head.least = head.least.max(head.most.min(ROW_HEAD));
    }
    let room = ROOM - look.gap * columns.saturating_sub(1) as f64;
    let wanted: Vec<Need> = needs.iter().map(|column| Need { least: column.least, most: column.most }).collect();
    let (mut widths, fits) = fit(&wanted, room);
    if fits && look.list {
        let surplus = room / widths.iter().sum::<f64>().max(1.0);
        for width in &mut widths {
            *width *= surplus;
        }
    }
    for row in table.get_mut("zeilen").and_then(Value::as_array_mut).into_iter().flatten() {
        row["lang"] = Value::Bool(letters(row) > LONG_ROW);
        row["hoehe"] = json!(height(row, &widths, look));
    }
    for (column, (need, width)) in needs.iter().zip(&widths).enumerate() {
        let head = head(table, column);
        if let Some(column) = table.get_mut("spalten").and_then(|columns| columns.get_mut(column)) {
            column["kopf_trennen"] = Value::Bool(head.word + SLACK / 2.0 > *width);
            column["trennen"] = Value::Bool(need.most > LONG_TEXT * width || need.word + SLACK / 2.0 > *width);
        }
    }
    let last = columns.saturating_sub(1);
    let with_gap = widths.iter().enumerate().map(|(column, width)| if column == last { *width } else { width + look.gap });
    table.insert("breiten".to_owned(), with_gap.collect());
}

/// As many columns as the widest row, and as many cells in each.
fn square(table: &mut Map<String, Value>) -> usize {
    let count = |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
    let rows = table.get("zeilen").and_then(Value::as_array);
    let widest = rows.into_iter().flatten().map(|row| count(row.get("zellen"))).max().unwrap_or(0);
    let columns = count(table.get("spalten")).max(widest).max(count(table.get("fuss")));
    pad(table.get_mut("spalten"), columns, &json!({ "titel": "", "ausrichtung": "links", "form": null }));
    pad(table.get_mut("fuss").filter(|foot| foot.as_array().is_some_and(|foot| !foot.is_empty())), columns, &empty_cell());
    if let Some(rows) = table.get_mut("zeilen").and_then(Value::as_array_mut).filter(|_| columns == 0) {
        rows.clear();
    }
    for row in table.get_mut("zeilen").and_then(Value::as_array_mut).into_iter().flatten() {
        pad(row.get_mut("zellen"), columns, &empty_cell());
    }
    columns
}

fn empty_cell() -> Value {
    json!({ "text": [], "form": null, "nur_form": false, "hinweis": [], "ton": null })
}

fn pad(list: Option<&mut Value>, length: usize, with: &Value) {
    if let Some(list) = list.and_then(Value::as_array_mut) {
        list.resize(length, with.clone());
    }
}

/// What a column needs, in points.
struct Column {
    least: f64,
    most: f64,
    /// The longest word, however long.
    word: f64,
}

fn need(table: &Map<String, Value>, column: usize, look: Look) -> Column {
    let rows = table.get("zeilen").and_then(Value::as_array).into_iter().flatten();
    let cells = rows.filter_map(|row| row.get("zellen")?.get(column));
    let foot = table.get("fuss").and_then(|foot| foot.get(column));
    let bold = look.list && column == look.head;
    let head = head(table, column);
    let mut need = Column { word: 0.0, ..head };
    for measured in cells.chain(foot).map(|cell| Cell::of(cell, look, bold)) {
        need.word = need.word.max(measured.word);
        need.least = need.least.max(measured.word.min(if measured.open { OPEN.0 } else { LONGEST_WORD }));
        need.most = need.most.max(measured.first.max(measured.second) + SLACK);
    }
    Column { most: need.most.max(need.least), ..need }
}

fn head(table: &Map<String, Value>, column: usize) -> Column {
    let column = table.get("spalten").and_then(|columns| columns.get(column));
    let title = column.and_then(|column| column.get("titel")?.as_str()).unwrap_or_default();
    let mark = if column.is_some_and(|column| column.get("form").is_some_and(|form| !form.is_null())) { 1.1 * SMALL } else { 0.0 };
    let word = SMALL * longest_word(title, false) + mark;
    let line = (SMALL * metric::width(title, false) + mark).min(HEAD_LINE);
    Column { least: word.min(LONGEST_HEAD), most: word.max(line) + SLACK, word }
}

/// A cell as it will be set, in points.
struct Cell {
    /// Its line, and the small one below.
    first: f64,
    second: f64,
    /// What cannot be broken.
    word: f64,
    marked: bool,
    /// Something is to be written by hand.
    open: bool,
}

impl Cell {
    fn of(cell: &Value, look: Look, bold: bool) -> Self {
        let marked = cell.get("form").is_some_and(|form| !form.is_null());
        let text = if cell.get("nur_form") == Some(&Value::Bool(true)) { Run::default() } else { Run::of(cell.get("text"), bold) };
        let note = Run::of(cell.get("hinweis"), false);
        let (mark, gap) = if marked { (MARK, metric::width("\u{a0}", false)) } else { (0.0, 0.0) };
        let mark = look.size * if text.line > 0.0 { mark + gap } else { mark };
        let (mut first, mut second) = (look.size * text.line + mark, SMALL * note.line);
        if look.beside && second > 0.0 {
            first += second + SMALL * metric::width(" · ", false);
            second = 0.0;
        }
        let (least, wanted) = if text.open { OPEN } else { (0.0, 0.0) };
        Self {
            first: first.max(wanted),
            second,
            word: least.max(look.size * text.word).max(mark + look.size * text.start).max(SMALL * note.word),
            marked: marked || text.marked || note.marked,
            open: text.open,
        }
    }
}

/// A sentence in the size of its letters.
#[derive(Default)]
struct Run {
    line: f64,
    word: f64,
    /// The first word.
    start: f64,
    marked: bool,
    open: bool,
}

impl Run {
    fn of(sentence: Option<&Value>, bold: bool) -> Self {
        let mut run = Self::default();
        for piece in sentence.and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| piece.get(key).and_then(Value::as_str).unwrap_or_default();
            match text("art") {
                "anteil" => {
                    run.add(text("zaehler"), true);
                    run.add("\u{a0}von\u{a0}", bold);
                    run.add(text("nenner"), bold);
                }
                "stark" => run.add(text("text"), true),
                "zitat" => run.add(&format!("„{}“", text("text")), bold),
                "linie" => run.open = true,
                "zeichen" => {
                    run.marked = true;
                    run.line += MARK;
                    run.add(&if text("text").is_empty() { String::new() } else { format!("\u{a0}{}", text("text")) }, bold);
                }
                _ => run.add(text("text"), bold),
            }
        }
        run
    }

    fn add(&mut self, text: &str, bold: bool) {
        if self.line == 0.0 {
            self.start = words(text).next().map_or(0.0, |word| metric::width(word, bold));
        }
        self.line += metric::width(text, bold);
        self.word = self.word.max(longest_word(text, bold));
    }
}

/// Numbers are not hyphenated: "31.10.2026" needs its room.
fn longest_word(text: &str, bold: bool) -> f64 {
    words(text).map(|word| metric::width(word, bold)).fold(0.0, f64::max)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\u{200b}']).flat_map(|word| word.split_inclusive('-'))
}

/// Where no cell can wrap.
fn height(row: &Value, widths: &[f64], look: Look) -> Option<f64> {
    let cells = row.get("zellen").and_then(Value::as_array).filter(|_| !look.panel)?;
    let mut highest = CAPITAL * look.size;
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let cell = Cell::of(cell, look, look.list && column == look.head);
        if cell.open || cell.first.max(cell.second) + SLACK / 2.0 > *width {
            return None;
        }
        let first = look.size * if cell.marked { MARK } else { CAPITAL };
        let second = if cell.second > 0.0 { LEADING * look.size + CAPITAL * SMALL } else { 0.0 };
        highest = highest.max(first + second);
    }
    Some(highest + 2.0 * look.pad)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(value: Value) -> Map<String, Value> {
        let Value::Object(mut table) = value else { unreachable!() };
        settle(&mut table);
        table
    }

    fn cell(text: &str) -> Value {
        json!({ "text": [{ "art": "wort", "text": text }], "form": null, "nur_form": false, "hinweis": [] })
    }

    #[test]
    fn rows_get_the_cells_that_are_missing() {
        let table = table(json!({ "spalten": [], "fuss": [], "zeilen": [{ "zellen": [] }, { "zellen": [cell("a"), cell("b")] }] }));
        assert_eq!(table["spalten"].as_array().map(Vec::len), Some(2));
        assert_eq!(table["zeilen"][0]["zellen"].as_array().map(Vec::len), Some(2));
        assert_eq!(table["fuss"], json!([]));
    }

    #[test]
    fn a_row_of_one_line_has_a_height_and_no_date_is_broken() {
        let long = "Ein Satz, der gewiss nicht in eine Zeile passt, weil er nicht aufhört und nicht aufhört. ".repeat(8);
        let rows =
            json!([{ "zellen": [cell("31.10.2026"), cell("kurz"), cell("kurz")] }, { "zellen": [cell("1"), cell(&long), cell(&long)] }]);
        let table = table(json!({ "gestalt": "liste", "spalten": [], "fuss": [], "zeilenkopf": 1, "zeilen": rows }));
        assert!(table["zeilen"][0]["hoehe"].as_f64().is_some_and(|height| height > 10.0 && height < 12.0), "{table:?}");
        assert_eq!(table["zeilen"][1]["hoehe"], Value::Null);
        let widths: Vec<f64> = table["breiten"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        assert!(widths[0] > 8.0 * (metric::width("31.10.2026", false) + 1.0) && widths[0] < 70.0, "{widths:?}");
        assert!((widths.iter().sum::<f64>() - ROOM).abs() < 0.01, "{widths:?}");
    }
}
