//! One sheet: head, sentences, tables with frozen heads, charts below them, and how it prints.

use rust_xlsxwriter::{ColNum, Format, IgnoreError, RowNum, Table, TableColumn, TableStyle, Url, Worksheet};

use super::cells::{self, Column, alternative, tidy, write_text};
use super::chart::{self, Placed};
use super::figures::{definitions, note};
use super::inside;
use super::look::Look;
use super::names::Names;
use super::plan::{Apart, caption};
use crate::report::model::{Anker, Gestalt, Tabelle, Zelle};
use crate::report::outline::{Chart, Part};

/// What is above the tables of a sheet.
#[derive(Default)]
pub struct Heading {
    pub above: String,
    pub title: String,
    pub sentences: Vec<String>,
}

/// What every sheet of a workbook says in its first row and its footer.
pub struct Running<'a> {
    /// "ERFUNDENES BEISPIEL"; empty for real projects.
    pub band: &'a str,
    /// What that means.
    pub about: &'a str,
    /// "Portfoliobericht · Stichtag …"
    pub line: &'a str,
}

/// Where a table came to lie.
#[derive(Clone, Copy, Debug)]
pub struct Lies {
    pub head: RowNum,
    /// So many columns name the rows of a table wider than a screen, and stay in sight beside the others.
    named: ColNum,
}

/// Widths in letters.
const NARROWEST: usize = 9;
const WIDEST: usize = 48;
const PARAGRAPH: usize = 84;
const NARROW: usize = 20;
/// Letters are wider than the digits that widths are counted in.
const WIDER: f64 = 1.1;
/// So wide are sentences; wider lines are hard to read.
const MEASURE: f64 = 120.0;
const SCREEN: f64 = 190.0;
const LINE: f64 = 15.0;
/// Longer cells are cut off on paper and read in full when they are chosen.
const MOST_LINES: u32 = 20;
const ROW_PIXELS: u32 = 20;
/// A head further down would leave no room for rows below the frozen part.
const LAST_FROZEN: RowNum = 9;
/// A4 in the numbering of spreadsheets.
const PAPER: u8 = 9;

pub struct Sheet<'a> {
    inner: Worksheet,
    name: &'a str,
    look: &'a Look,
    path: Option<&'a str>,
    row: RowNum,
    widths: Vec<f64>,
    lies: Vec<Lies>,
    title: String,
}

impl<'a> Sheet<'a> {
    /// `tables` are all that will stand on it: their columns share its widths.
    pub fn new<'t>(
        name: &'a str,
        look: &'a Look,
        path: Option<&'a str>,
        tables: impl Iterator<Item = &'t Tabelle>,
    ) -> anyhow::Result<Self> {
        let mut inner = Worksheet::new();
        inner.set_name(name)?;
        let widths = widths(tables);
        for (column, width) in (0..).zip(&widths) {
            inner.set_column_width(column, *width)?;
        }
        inner.set_screen_gridlines(false);
        Ok(Self { inner, name, look, path, row: 0, widths, lies: Vec::new(), title: String::new() })
    }

    /// The first cell says what the sheet is, and of an invented portfolio that it is one.
    pub fn head(&mut self, heading: &Heading, running: &Running<'_>) -> anyhow::Result<()> {
        let look = self.look;
        self.title.clone_from(&heading.title);
        let named = if heading.above.is_empty() { &heading.title } else { &heading.above };
        if !running.band.is_empty() {
            self.sentence(&format!("{} · {named}", running.band), &look.band)?;
        } else if !heading.above.is_empty() {
            self.sentence(named, &look.above)?;
        }
        self.sentence(&heading.title, if heading.above.is_empty() { &look.title } else { &look.finding })?;
        for text in &heading.sentences {
            self.sentence(text, &look.sentence)?;
        }
        self.sentence(running.about, &look.source)?;
        self.print(running);
        Ok(())
    }

    /// With the tables of the part that stand on other sheets, and the row of their head there.
    pub fn part(&mut self, part: &Part<'_>, apart: &[(&Apart<'_>, RowNum)], names: &mut Names) -> anyhow::Result<()> {
        let look = self.look;
        self.row += 1;
        let title = part.titel.plain();
        self.sentence(&title, &look.heading)?;
        for text in &part.saetze {
            self.sentence(&text.plain(), &look.sentence)?;
        }
        let mut drawn = part.picture.is_none();
        for (index, table) in part.tabellen.iter().enumerate() {
            let columns = cells::columns(table);
            let chart = part.chart.as_ref().filter(|chart| chart.table == index);
            self.table(table, &columns, &title, names)?;
            if let (Some(chart), Some(head)) = (chart, self.lies.last().map(|lies| lies.head)) {
                drawn |= self.chart(chart, &Placed { sheet: self.name, head, columns: &columns, table })?;
            }
        }
        self.define(part)?;
        for (one, head) in apart {
            let text = format!("Die Tabelle steht auf dem Blatt „{}“.", one.sheet);
            self.linked(&text, inside(&one.sheet))?;
            let columns = cells::columns(&one.table);
            if let Some(chart) = &one.chart {
                drawn |= self.chart(chart, &Placed { sheet: &one.sheet, head: *head, columns: &columns, table: &one.table })?;
            }
        }
        if let Some(place) = part.picture.filter(|_| !drawn) {
            self.picture(place)?;
        }
        self.sentence(&part.quelle.plain(), &look.source)
    }

    /// How the large figures of a part are counted, as notes where no column says it.
    fn define(&mut self, part: &Part<'_>) -> anyhow::Result<()> {
        let Some(head) = self.lies.last().map(|lies| lies.head) else { return Ok(()) };
        for (row, definition) in (head + 1..).zip(definitions(part)) {
            if !definition.is_empty() {
                self.inner.insert_note(row, 1, &note(definition))?;
            }
        }
        Ok(())
    }

    /// What a spreadsheet cannot draw honestly is seen on the page.
    fn picture(&mut self, place: &Anker) -> anyhow::Result<()> {
        match self.path {
            Some(path) => {
                let url = Url::new(format!("file:///{path}#{}", place.as_str()));
                self.linked(&format!("Das Bild dazu steht auf der Seite {path}."), url)
            }
            None => {
                let look = self.look;
                self.sentence("Das Bild dazu steht auf der Seite des Berichts; dieselben Angaben enthält die Tabelle.", &look.sentence)
            }
        }
    }

    /// A sentence that leads somewhere; it fits on one line, because not every spreadsheet wraps links.
    fn linked(&mut self, text: &str, url: Url) -> anyhow::Result<()> {
        let (row, look) = (self.row, self.look);
        self.sentence(text, &look.way)?;
        self.inner.write_url_with_options(row, 0, url, tidy(text), "", Some(&look.way))?;
        Ok(())
    }

    fn table(&mut self, table: &Tabelle, columns: &[Column], title: &str, names: &mut Names) -> anyhow::Result<()> {
        let look = self.look;
        let caption = caption(table);
        if caption != title && caption != self.title {
            self.sentence(&caption, &look.above)?;
        }
        if table.zeilen.is_empty() || columns.is_empty() {
            return self.sentence(&table.leer, &look.missing);
        }
        let head = self.row;
        let last = head + RowNum::try_from(table.zeilen.len())?;
        for (row, line) in (head + 1..).zip(&table.zeilen) {
            let mut lines = 1;
            for (at, column) in (0..).zip(columns) {
                let cell = cells::shown(column, &line.zellen);
                lines = lines.max(self.lines(usize::from(at), &cell));
                cells::put(&mut self.inner, (row, at), &cell, look, self.path)?;
            }
            if lines > 1 {
                self.inner.set_row_height(row, f64::from(lines) * LINE)?;
            }
        }
        self.keys(table, columns)?;
        let style = |column: &Column| if column.right { &look.head_right } else { &look.head };
        let heads: Vec<TableColumn> =
            columns.iter().map(|column| TableColumn::new().set_header(column.title.as_str()).set_header_format(style(column))).collect();
        let kept = Table::new()
            .set_name(names.table(table.kennung.as_str()))
            .set_columns(&heads)
            .set_style(TableStyle::Light1)
            .set_banded_rows(false)
            .set_alt_text_title(alternative(&caption))
            .set_alt_text(alternative(&table.satz.plain()));
        let room = |(at, column): (usize, &Column)| self.lines(at, &Zelle::from(format!("{}   ", column.title)));
        let lines = columns.iter().enumerate().map(room).max().unwrap_or(1);
        self.inner.set_row_height(head, f64::from(lines) * LINE + 2.0)?;
        self.inner.add_table(head, 0, last, ColNum::try_from(columns.len() - 1)?, &kept)?;
        self.row = last + 1;
        self.lies.push(Lies { head, named: self.named(table, columns) });
        for (at, column) in (0..).zip(columns).filter(|_| !table.fuss.is_empty()) {
            let cell = cells::shown(column, &table.fuss);
            write_text(&mut self.inner, (self.row, at), &tidy(&cell.text.plain()), &look.foot)?;
        }
        self.row += RowNum::from(!table.fuss.is_empty());
        self.sentence(&table.rest.plain(), &look.source)
    }

    fn named(&self, table: &Tabelle, columns: &[Column]) -> ColNum {
        let last = columns.iter().position(|column| column.of == table.zeilenkopf && !column.note).unwrap_or_default();
        let beside: f64 = self.widths.iter().take(last + 1).sum();
        let all: f64 = self.widths.iter().sum();
        if all > SCREEN && beside < SCREEN / 3.0 { ColNum::try_from(last + 1).unwrap_or_default() } else { 0 }
    }

    /// Keys of digits are text on purpose.
    fn keys(&mut self, table: &Tabelle, columns: &[Column]) -> anyhow::Result<()> {
        for (at, column) in (0..).zip(columns) {
            if table.zeilen.iter().any(|row| cells::is_key(&cells::shown(column, &row.zellen))) {
                let last = self.row + RowNum::try_from(table.zeilen.len())?;
                self.inner.ignore_error_range(self.row + 1, at, last, at, IgnoreError::NumberStoredAsText)?;
            }
        }
        Ok(())
    }

    /// Not every spreadsheet finds the height of wrapped cells itself.
    fn lines(&self, column: usize, cell: &Zelle) -> u32 {
        let width = self.widths.get(column).copied().unwrap_or(WIDEST as f64);
        let words = if cells::worth(cell).is_some() { 0 } else { cells::length(cell) };
        ((words as f64 * WIDER / width).ceil() as u32).min(MOST_LINES)
    }

    /// Whether there was something to draw.
    fn chart(&mut self, chart: &Chart, placed: &Placed<'_>) -> anyhow::Result<bool> {
        let Some((native, height)) = chart::native(chart, placed) else { return Ok(false) };
        self.inner.insert_chart(self.row + 1, 0, &native)?;
        self.row += 2 + height.div_ceil(ROW_PIXELS);
        Ok(true)
    }

    /// Over so many columns that lines stay readable; spreadsheets do not find the height of merged cells themselves.
    fn sentence(&mut self, text: &str, format: &Format) -> anyhow::Result<()> {
        let text = tidy(text);
        if text.is_empty() {
            return Ok(());
        }
        let (mut wide, mut last) = (0.0, 0);
        for (column, width) in (0..).zip(&self.widths) {
            if wide > MEASURE / 2.0 && wide + width > MEASURE {
                break;
            }
            (wide, last) = (wide + width, column);
        }
        if last > 0 {
            self.inner.merge_range(self.row, 0, self.row, last, &text, format)?;
        } else {
            write_text(&mut self.inner, (self.row, 0), &text, format)?;
        }
        let size = if *format == self.look.title {
            1.5
        } else if *format == self.look.finding {
            1.2
        } else {
            1.0
        };
        #[allow(clippy::cast_precision_loss, reason = "a sentence is short")]
        let lines = (text.chars().count() as f64 * size / (wide * 1.02)).ceil().max(1.0);
        self.inner.set_row_height(self.row, lines * LINE * size + 2.0)?;
        self.row += 1;
        Ok(())
    }

    // A digit right after the size would belong to it: hence the blanks.
    fn print(&mut self, running: &Running<'_>) {
        let own = |text: &str| tidy(text).replace('&', "&&").chars().take(110).collect::<String>();
        let left = [running.band, running.line].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
        self.inner.set_landscape().set_paper_size(PAPER).set_print_fit_to_pages(1, 0);
        self.inner.set_footer(format!("&L&8 {}&R&8 {}, Seite &P von &N", own(&left), own(self.name)));
    }

    /// Notes and links inside the workbook are put over what stands there.
    pub fn over(&mut self) -> (&mut Worksheet, &[Lies], &Look) {
        (&mut self.inner, &self.lies, self.look)
    }

    /// Freezes and repeats the head of a table that stands alone; of several only the head of the sheet.
    pub fn finish(mut self) -> anyhow::Result<Worksheet> {
        if let [only] = self.lies.as_slice() {
            if only.head <= LAST_FROZEN {
                self.inner.set_freeze_panes(only.head + 1, only.named)?;
            }
            self.inner.set_repeat_rows(only.head, only.head)?;
        } else if self.lies.len() > 1 {
            self.inner.set_freeze_panes(1, 0)?;
        }
        Ok(self.inner)
    }
}

/// What the longest word and most cells of a column need.
pub fn widths<'t>(tables: impl Iterator<Item = &'t Tabelle>) -> Vec<f64> {
    let mut found: Vec<f64> = Vec::new();
    for table in tables.filter(|table| !table.zeilen.is_empty()) {
        for (at, column) in cells::columns(table).iter().enumerate() {
            let wanted = width(table, column);
            match found.get_mut(at) {
                Some(width) => *width = width.max(wanted),
                None => found.push(wanted),
            }
        }
    }
    while found.len() < 4 {
        found.push(24.0);
    }
    found
}

#[allow(clippy::cast_precision_loss, reason = "widths are below a hundred")]
fn width(table: &Tabelle, column: &Column) -> f64 {
    let longest = table.zeilen.iter().map(|row| cells::length(&cells::shown(column, &row.zellen))).max().unwrap_or(0);
    // The arrow of the filter stands beside the words.
    let words = column.title.split_whitespace().map(|word| word.chars().count() + 6).max().unwrap_or(0);
    // A paragraph in a narrow column would fill a page, and many columns of words no page holds.
    let widest = match longest {
        _ if table.gestalt == Gestalt::Dicht && column.of != table.zeilenkopf => NARROW,
        long if long > 10 * WIDEST => PARAGRAPH,
        _ => WIDEST,
    };
    (longest as f64 * WIDER + 2.0).ceil().max(words as f64).clamp(NARROWEST as f64, widest as f64)
}
