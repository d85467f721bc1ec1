//! One sheet: head, sentences, tables with frozen heads, charts below them, and how it prints.

use rust_xlsxwriter::{ColNum, Format, RowNum, Table, TableColumn, TableStyle, Worksheet};

use super::cells::{self, Column, tidy, write_text};
use super::chart::{self, Placed};
use super::look::Look;
use super::names::Names;
use crate::report::model::{Satz, Tabelle, Zelle};
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
    /// "ERFUNDENES BEISPIEL: …"; empty for real projects.
    pub band: &'a str,
    /// "Portfoliobericht · Stichtag …"
    pub line: &'a str,
}

/// Where a table came to lie.
#[derive(Clone, Copy, Debug)]
pub struct Lies {
    pub head: RowNum,
}

/// Widths in letters.
const NARROWEST: usize = 9;
const WIDEST: usize = 42;
/// So wide are sentences; wider lines are hard to read.
const MEASURE: f64 = 120.0;
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
        Ok(Self { inner, name, look, path, row: 0, widths, lies: Vec::new() })
    }

    pub fn head(&mut self, heading: &Heading, running: &Running<'_>) -> anyhow::Result<()> {
        let look = self.look;
        if !running.band.is_empty() {
            self.sentence(running.band, &look.band)?;
        }
        self.sentence(&heading.above, &look.above)?;
        self.sentence(&heading.title, if heading.above.is_empty() { &look.title } else { &look.finding })?;
        for text in &heading.sentences {
            self.sentence(text, &look.sentence)?;
        }
        self.print(running);
        Ok(())
    }

    pub fn part(&mut self, part: &Part<'_>, names: &mut Names) -> anyhow::Result<()> {
        let look = self.look;
        self.row += 1;
        let title = part.titel.plain();
        self.sentence(&title, &look.heading)?;
        for text in &part.saetze {
            self.sentence(&text.plain(), &look.sentence)?;
        }
        for (index, table) in part.tabellen.iter().enumerate() {
            let columns = cells::columns(table);
            let chart = part.chart.as_ref().filter(|chart| chart.table == index);
            self.table(table, &columns, &title, names)?;
            if let Some(chart) = chart {
                self.chart(chart, table, &columns)?;
            }
        }
        self.sentence(&part.quelle.plain(), &look.source)
    }

    fn table(&mut self, table: &Tabelle, columns: &[Column], title: &str, names: &mut Names) -> anyhow::Result<()> {
        let look = self.look;
        let caption = if table.beschriftung.is_empty() { table.titel.plain() } else { table.beschriftung.clone() };
        if caption != title {
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
        let heads: Vec<TableColumn> =
            columns.iter().map(|column| TableColumn::new().set_header(column.title.as_str()).set_header_format(&look.head)).collect();
        let kept = Table::new()
            .set_name(names.table(table.kennung.as_str()))
            .set_columns(&heads)
            .set_style(TableStyle::Light1)
            .set_banded_rows(false)
            .set_alt_text_title(tidy(&caption))
            .set_alt_text(tidy(&table.satz.plain()));
        let room = |(at, column): (usize, &Column)| self.lines(at, &Zelle::from(format!("{}    ", column.title)));
        let lines = columns.iter().enumerate().map(room).max().unwrap_or(1);
        self.inner.set_row_height(head, f64::from(lines) * LINE + 2.0)?;
        self.inner.add_table(head, 0, last, ColNum::try_from(columns.len() - 1)?, &kept)?;
        self.row = last + 1;
        self.lies.push(Lies { head });
        for (at, column) in (0..).zip(columns).filter(|_| !table.fuss.is_empty()) {
            let cell = cells::shown(column, &table.fuss);
            write_text(&mut self.inner, (self.row, at), &tidy(&cell.text.plain()), &look.foot)?;
        }
        self.row += RowNum::from(!table.fuss.is_empty());
        self.sentence(&table.rest.plain(), &look.source)
    }

    /// Not every spreadsheet finds the height of wrapped cells itself.
    fn lines(&self, column: usize, cell: &Zelle) -> u32 {
        let width = self.widths.get(column).copied().unwrap_or(WIDEST as f64);
        let words = if cell.wert.is_some() { 0 } else { cell.text.plain().chars().count() };
        ((words as f64 * 1.08 / width).ceil() as u32).min(MOST_LINES)
    }

    fn chart(&mut self, chart: &Chart, table: &Tabelle, columns: &[Column]) -> anyhow::Result<()> {
        let Some(head) = self.lies.last().map(|lies| lies.head) else { return Ok(()) };
        let placed = Placed { sheet: self.name, head, columns, table };
        if let Some((native, height)) = chart::native(chart, &placed) {
            self.inner.insert_chart(self.row + 1, 0, &native)?;
            self.row += 2 + height.div_ceil(ROW_PIXELS);
        }
        Ok(())
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
        let first = running.band.split(':').next().unwrap_or_default();
        let left = [first, running.line].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
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
                self.inner.set_freeze_panes(only.head + 1, 0)?;
            }
            self.inner.set_repeat_rows(only.head, only.head)?;
        } else if self.lies.len() > 1 {
            self.inner.set_freeze_panes(1, 0)?;
        }
        Ok(self.inner)
    }
}

/// What the longest word and most cells of a column need.
fn widths<'t>(tables: impl Iterator<Item = &'t Tabelle>) -> Vec<f64> {
    let mut found: Vec<usize> = Vec::new();
    for table in tables.filter(|table| !table.zeilen.is_empty()) {
        for (at, column) in cells::columns(table).iter().enumerate() {
            let cell = |text: &Satz| text.plain().chars().count();
            let longest = table.zeilen.iter().map(|row| cell(&cells::shown(column, &row.zellen).text)).max().unwrap_or(0);
            // The arrow of the filter stands beside the words.
            let words = column.title.split_whitespace().map(|word| word.chars().count() + 4).max().unwrap_or(0);
            // A paragraph in a narrow column would fill a page.
            let widest = if longest > 10 * WIDEST { 2 * WIDEST } else { WIDEST };
            let wanted = (longest + 2).max(words).clamp(NARROWEST, widest);
            match found.get_mut(at) {
                Some(width) => *width = (*width).max(wanted),
                None => found.push(wanted),
            }
        }
    }
    while found.len() < 4 {
        found.push(24);
    }
    #[allow(clippy::cast_precision_loss, reason = "widths are below a hundred")]
    found.into_iter().map(|width| width as f64).collect()
}
