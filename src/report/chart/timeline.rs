//! The timeline: rows of dated events and intervals against a quarter grid and the Stichtag.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordi32;
use plotters::style::Color;

use super::pen::{BOLD, Ink, PLAIN, Pen, Side, fit, width};
use super::theme::{B2, B3, B5, INK, INK_ON_PAPER, INK2, LINE, PAPER};
use super::{Frame, draw};
use crate::report::format;
use crate::report::model::{Farbe, Form, Svg};

const ROW: i32 = 25;
const HEAD: i32 = 44;
const FOOT: i32 = 24;
/// Room an axis label needs, with air.
const LABEL: i32 = 62;

/// Day numbers as everywhere: days since 01.01.1970.
#[derive(Debug, Clone)]
pub struct Timeline {
    pub von: i32,
    pub bis: i32,
    pub stichtag: i32,
    pub zeilen: Vec<Row>,
    /// Heads of the number columns on the right, and what stands above all of them.
    pub spalten: Vec<String>,
    pub spalten_titel: String,
}

#[derive(Debug, Clone, Default)]
pub struct Row {
    pub titel: String,
    pub zusatz: String,
    /// The first row of a project: a hairline sets it off from the one above.
    pub neue_gruppe: bool,
    pub spannen: Vec<Span>,
    pub ereignisse: Vec<Event>,
    pub werte: Vec<String>,
    /// Which of the numbers are large.
    pub betont: Vec<bool>,
}

#[derive(Debug, Clone)]
pub struct Span {
    pub von: i32,
    pub bis: i32,
    pub farbe: Farbe,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub tag: i32,
    pub form: Form,
}

pub fn timeline(frame: &Frame, data: &Timeline) -> Result<Svg> {
    let sheet = Sheet::new(frame, data)?;
    draw(frame, u32::try_from(sheet.bottom + FOOT)?, |pen| {
        sheet.grid(pen, data)?;
        sheet.heads(pen, data)?;
        for (i, row) in (0..).zip(&data.zeilen) {
            sheet.row(pen, row, HEAD + i * ROW)?;
        }
        Ok(())
    })
}

struct Sheet {
    scale: RangedCoordi32,
    left: i32,
    right: i32,
    bottom: i32,
    total: i32,
    column: i32,
    first: i32,
    last: i32,
}

impl Sheet {
    fn new(frame: &Frame, data: &Timeline) -> Result<Self> {
        let total = i32::try_from(frame.breite)?;
        let mut label = 0;
        for row in &data.zeilen {
            label = label.max(width(&row.titel, true)? + 6 + width(&row.zusatz, false)?);
        }
        let mut column = 0;
        for text in data.spalten.iter().chain(data.zeilen.iter().flat_map(|r| &r.werte)) {
            column = column.max(width(text, true)? + 14);
        }
        let left = label.min(total * 2 / 5) + 18;
        let right = total - 10 - column * i32::try_from(data.spalten.len())?;
        let (first, last) = (data.von, data.bis.max(data.von + 1));
        let bottom = HEAD + ROW * i32::try_from(data.zeilen.len())?;
        Ok(Self { scale: (first..last).into(), left, right, bottom, total, column, first, last })
    }

    fn x(&self, day: i32) -> i32 {
        self.scale.map(&day.clamp(self.first, self.last), (self.left, self.right))
    }

    fn grid(&self, pen: &Pen, data: &Timeline) -> Result<()> {
        for quarter in quarters(self.first, self.last, (self.right - self.left) / LABEL) {
            let x = self.x(quarter);
            pen.line((x, HEAD - 4), (x, self.bottom + 2), LINE, 1)?;
            pen.text(&format::month_short(quarter), (x, self.bottom + 14), Side::Middle, Ink(INK2, false))?;
        }
        if (self.first..=self.last).contains(&data.stichtag) {
            let x = self.x(data.stichtag);
            pen.line((x, HEAD - 8), (x, self.bottom + 2), INK, 1)?;
            let half = width("Stichtag", true)? / 2;
            let middle = x.clamp(self.left + half, (self.right - half).max(self.left + half));
            pen.text("Stichtag", (middle, HEAD - 18), Side::Middle, Ink(INK_ON_PAPER, true))?;
        }
        Ok(())
    }

    /// The first column head stands lowest, so that a long one has the room of its left neighbour.
    fn heads(&self, pen: &Pen, data: &Timeline) -> Result<()> {
        if !data.spalten_titel.is_empty() {
            pen.text(&data.spalten_titel, (self.total, HEAD - 35), Side::Right, Ink(INK2, false))?;
        }
        for (i, head) in (1..).zip(&data.spalten) {
            let x = self.column_end(i, data.spalten.len())?;
            pen.text(head, (x, HEAD - 18), Side::Right, Ink(INK2, false))?;
        }
        Ok(())
    }

    fn column_end(&self, number: i32, of: usize) -> Result<i32> {
        Ok(self.total - (i32::try_from(of)? - number) * self.column)
    }

    fn row(&self, pen: &Pen, row: &Row, top: i32) -> Result<()> {
        let y = top + ROW / 2;
        if row.neue_gruppe && top > HEAD {
            pen.line((0, top), (self.total, top), LINE, 1)?;
        }
        let room = self.left - 18;
        let title = fit(&row.titel, room, true)?;
        let after = width(&title, true)? + 6;
        pen.text(&title, (0, y), Side::Left, BOLD)?;
        pen.text(&fit(&row.zusatz, room - after, false)?, (after, y), Side::Left, Ink(INK2, false))?;
        for span in &row.spannen {
            self.span(pen, span, y)?;
        }
        for event in &row.ereignisse {
            self.event(pen, event, y)?;
        }
        for (i, value) in (1..).zip(&row.werte) {
            let large = usize::try_from(i - 1).ok().and_then(|at| row.betont.get(at)).copied().unwrap_or(false);
            pen.text(value, (self.column_end(i, row.werte.len())?, y), Side::Right, if large { BOLD } else { PLAIN })?;
        }
        Ok(())
    }

    fn span(&self, pen: &Pen, span: &Span, y: i32) -> Result<()> {
        let (from, to) = (self.x(span.von), self.x(span.bis).max(self.x(span.von) + 2));
        match span.farbe {
            Farbe::Grau => pen.hatch((from, y - 4), (to, y + 4)),
            Farbe::Voll => pen.rect((from, y - 4), (to, y + 4), B5.filled()),
            Farbe::Leer => pen.line((from, y), (to, y), INK, 1),
            Farbe::Hell => {
                pen.rect((from, y - 4), (to, y + 4), PAPER.filled())?;
                pen.rect((from, y - 4), (to, y + 4), B3)
            }
            _ => pen.line((from, y), (to, y), B2, 3),
        }
    }

    /// An event outside the window is an angle at its edge, not a mark where the event is not.
    fn event(&self, pen: &Pen, event: &Event, y: i32) -> Result<()> {
        let x = self.x(event.tag);
        let side = if event.tag < self.first { -4 } else { 4 };
        if (self.first..=self.last).contains(&event.tag) {
            return pen.mark(event.form, (x, y));
        }
        pen.path(vec![(x, y - 5), (x + side, y), (x, y + 5)], INK, 2)
    }
}

/// Starts of quarters between two days, thinned to half-years or years until at most `most` remain.
pub(super) fn quarters(first: i32, last: i32, most: i32) -> Vec<i32> {
    let Some(start) = format::date(first) else { return Vec::new() };
    let most = usize::try_from(most).unwrap_or(0).max(1);
    for step in [3, 6, 12, 24, 60, 120] {
        let months = (start.year()..).flat_map(|y| (1..=12).map(move |m| (y, m)));
        let starts = months.filter(|(y, m)| (y * 12 + m - 1) % step == 0);
        let days = starts.filter_map(|(y, m)| NaiveDate::from_ymd_opt(y, u32::try_from(m).ok()?, 1));
        let inside: Vec<i32> =
            days.map(|d| d.to_epoch_days()).skip_while(|d| *d < first).take_while(|d| *d <= last).take(most + 1).collect();
        if inside.len() <= most {
            return inside;
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(y: i32, m: u32, d: u32) -> i32 {
        NaiveDate::from_ymd_opt(y, m, d).unwrap().to_epoch_days()
    }

    #[test]
    fn grid_lines_start_quarters_and_thin_out() {
        let one_year = quarters(number(2026, 1, 1), number(2026, 12, 31), 8);
        assert_eq!(one_year.iter().map(|d| format::month_short(*d)).collect::<Vec<_>>(), ["01/26", "04/26", "07/26", "10/26"]);
        let decade = quarters(number(2020, 2, 1), number(2030, 1, 31), 5);
        assert_eq!(decade.iter().map(|d| format::month_short(*d)).collect::<Vec<_>>(), ["01/22", "01/24", "01/26", "01/28", "01/30"]);
        assert!(quarters(number(2026, 2, 1), number(2026, 2, 3), 4).is_empty());
    }
}
