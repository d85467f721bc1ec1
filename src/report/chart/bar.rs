//! Horizontal bars: stacked lengths, or one mark per unit where the units can still be counted by eye.

use anyhow::Result;
use plotters::coord::ranged1d::Ranged;
use plotters::coord::types::RangedCoordi64;
use plotters::style::{Color, RGBColor};

use super::pen::{BOLD, Ink, PLAIN, Pen, SIZE, Side, fit, width};
use super::theme::{B1, B2, B3, B5, GREEN, GREEN_TINT, INK, INK2, LINE2, PAPER, RED, RED_TINT, YELLOW, YELLOW_TINT};
use super::{Frame, draw};
use crate::report::model::{Farbe, Svg};

const PITCH: i32 = 28;
const THICK: i32 = 22;
const GAP: i32 = 12;
const UNIT: (i32, i32) = (13, 9);
const UNIT_GAP: i32 = 3;
/// Rows of twenty can be counted by eye.
const MOST_PER_ROW: i32 = 20;

#[derive(Debug, Clone)]
pub struct Bars {
    pub zeilen: Vec<Bar>,
    /// All bars share this full length; 0 takes the longest bar.
    pub ganz: u64,
    pub laenge: Length,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    Stacked,
    /// One mark per unit, in rows; falls back to [`Length::Stacked`] above 150 units.
    Units,
}

#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    /// Amount, colour, in the order they are stacked.
    pub teile: Vec<(u64, Farbe)>,
    /// Right of the bar: "87 von 104".
    pub ende: String,
}

/// Above this nobody counts marks any more.
const MOST_UNITS: u64 = 150;

pub fn bars(frame: &Frame, data: &Bars) -> Result<Svg> {
    let longest = data.zeilen.iter().map(Bar::sum).max().unwrap_or(0);
    let whole = data.ganz.max(longest).max(1);
    let sheet = Sheet::new(frame, data, whole)?;
    let height = sheet.pitch * i32::try_from(data.zeilen.len())?.max(1);
    draw(frame, u32::try_from(height)?, |pen| {
        for (i, bar) in (0..).zip(&data.zeilen) {
            sheet.row(pen, bar, i * sheet.pitch)?;
        }
        Ok(())
    })
}

impl Bar {
    fn sum(&self) -> u64 {
        self.teile.iter().map(|(n, _)| n).sum()
    }
}

struct Sheet {
    scale: RangedCoordi64,
    left: i32,
    right: i32,
    pitch: i32,
    units: bool,
    per_row: i32,
    label_room: i32,
}

impl Sheet {
    fn new(frame: &Frame, data: &Bars, whole: u64) -> Result<Self> {
        let total = i32::try_from(frame.breite)?;
        let mut label_room = 0;
        let mut end_room = 0;
        for bar in &data.zeilen {
            label_room = label_room.max(width(&bar.label, false)?);
            end_room = end_room.max(width(&bar.ende, false)?);
        }
        label_room = label_room.min(total * 2 / 5);
        let left = label_room + GAP;
        let right = total - if end_room > 0 { end_room + GAP } else { 0 };
        let units = data.laenge == Length::Units && whole <= MOST_UNITS;
        let per_row = ((right - left + UNIT_GAP) / (UNIT.0 + UNIT_GAP)).clamp(1, MOST_PER_ROW);
        let rows = if units { (i32::try_from(whole)? + per_row - 1) / per_row } else { 1 };
        let pitch = if units { (rows * (UNIT.1 + UNIT_GAP) + 10).max(PITCH) } else { PITCH };
        let scale = (0..i64::try_from(whole)?).into();
        Ok(Self { scale, left, right, pitch, units, per_row, label_room })
    }

    fn row(&self, pen: &Pen, bar: &Bar, top: i32) -> Result<()> {
        let middle = top + THICK / 2;
        pen.text(&fit(&bar.label, self.label_room, false)?, (0, middle), Side::Left, Ink(INK2, false))?;
        if !bar.ende.is_empty() {
            let end = if self.units { self.left + self.per_row * (UNIT.0 + UNIT_GAP) } else { self.right };
            pen.text(&bar.ende, (end + GAP, middle), Side::Left, PLAIN)?;
        }
        if self.units { self.marks(pen, bar, top) } else { self.stack(pen, bar, top) }
    }

    fn stack(&self, pen: &Pen, bar: &Bar, top: i32) -> Result<()> {
        let mut before: u64 = 0;
        for &(amount, colour) in bar.teile.iter().filter(|(n, _)| *n > 0) {
            let from = self.scale.map(&i64::try_from(before)?, (self.left, self.right));
            before += amount;
            let to = self.scale.map(&i64::try_from(before)?, (self.left, self.right));
            // A gap of two pixels parts neighbours without a line of their own; even the smallest part stays visible.
            let corners = ((from, top), ((to - 2).max(from + 1), top + THICK));
            body(pen, corners, colour)?;
            let number = amount.to_string();
            let room = width(&number, true)? + 10;
            if to - from >= room {
                label(pen, &number, corners.0, colour)?;
            }
        }
        Ok(())
    }

    fn marks(&self, pen: &Pen, bar: &Bar, top: i32) -> Result<()> {
        let colours = bar.teile.iter().flat_map(|&(n, c)| (0..n).map(move |_| c));
        for (i, colour) in (0..).zip(colours) {
            let x = self.left + (i % self.per_row) * (UNIT.0 + UNIT_GAP);
            let y = top + 6 + (i / self.per_row) * (UNIT.1 + UNIT_GAP);
            body(pen, ((x, y), (x + UNIT.0, y + UNIT.1)), colour)?;
        }
        Ok(())
    }
}

type Corners = ((i32, i32), (i32, i32));

fn body(pen: &Pen, (from, to): Corners, colour: Farbe) -> Result<()> {
    let outlined = |fill: RGBColor, line: RGBColor| -> Result<()> {
        pen.rect(from, to, fill.filled())?;
        pen.rect(from, to, line)
    };
    // Status is a pale body under a line of the full colour; a mark too flat for that takes the full colour.
    let status = |tint: RGBColor, full: RGBColor| -> Result<()> {
        let flat = to.1 - from.1 < THICK;
        pen.rect(from, to, if flat { full.filled() } else { tint.filled() })?;
        pen.rect(from, (to.0, from.1 + 3), full.filled())
    };
    match colour {
        Farbe::Gruen => status(GREEN_TINT, GREEN),
        Farbe::Gelb => status(YELLOW_TINT, YELLOW),
        Farbe::Rot => status(RED_TINT, RED),
        Farbe::Grau => pen.hatch(from, to),
        Farbe::Voll => pen.rect(from, to, B5.filled()),
        Farbe::Mittel => outlined(B2, B3),
        Farbe::Hell => outlined(B1, B3),
        Farbe::Leer => outlined(PAPER, LINE2),
    }
}

fn label(pen: &Pen, number: &str, (x, y): (i32, i32), colour: Farbe) -> Result<()> {
    let middle = y + THICK / 2 + 1;
    if colour == Farbe::Grau {
        let plate = width(number, true)? + 6;
        let half = i32::try_from(SIZE)? / 2 + 1;
        pen.rect((x + 4, middle - half), (x + 4 + plate, middle + half), PAPER.filled())?;
        return pen.text(number, (x + 7, middle), Side::Left, BOLD);
    }
    let ink = if colour == Farbe::Voll { PAPER } else { INK };
    pen.text(number, (x + 6, middle), Side::Left, Ink(ink, true))
}
