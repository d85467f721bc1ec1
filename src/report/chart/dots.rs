//! Days before and after an event: time runs to the right, up to a bold line at nought. One mark per case while they can
//! be counted by eye, columns above that. What cannot be said is counted apart, hatched.

use anyhow::Result;
use plotters::style::Color;

use super::pen::{BOLD, Ink, PLAIN, Pen, Side, fit, width};
use super::theme::{B4, INK, INK_ON_PAPER, INK2, LINE2, SURFACE};
use super::{Frame, draw};
use crate::report::format;
use crate::report::model::{Form, Svg};

const HEAD: i32 = 62;
const FOOT: i32 = 46;
const PITCH: i32 = 15;
const WIDEST_BIN: i32 = 27;
const LEAST_BIN: i32 = 12;
/// More cases than this are columns.
pub const MOST_MARKS: usize = 150;
const COLUMN: i32 = 130;
/// Above the highest column stands its number.
const NUMBER: i32 = 16;
/// So many hatched squares are drawn one by one.
const MOST_SQUARES: usize = 24;
const STEPS: [i32; 13] = [1, 2, 5, 7, 10, 15, 20, 30, 60, 90, 180, 365, 3650];
/// Nobody plans for longer; a slip of the pen must not stretch the axis beyond all measure.
const FARTHEST: i32 = 36_500;

#[derive(Debug, Clone, Default)]
pub struct Dots {
    /// Days before the event; nought on its day, negative after it.
    pub tage: Vec<i32>,
    pub unbekannt: usize,
    pub median: Option<(i32, String)>,
    pub schritt: i32,
    pub null: String,
    pub vorher: String,
    pub nachher: String,
    /// Over the field after the event, and beside the hatched squares.
    pub danach: String,
    pub fehlt: String,
}

pub fn dots(frame: &Frame, data: &Dots) -> Result<Svg> {
    let sheet = Sheet::new(frame, data)?;
    draw(frame, u32::try_from(sheet.base + FOOT)?, |pen| {
        sheet.unknown(pen, data)?;
        sheet.ground(pen, data)?;
        for (bin, count) in &sheet.bins {
            sheet.stack(pen, *bin, *count)?;
        }
        sheet.lines(pen, data)
    })
}

/// Days that share a column of marks: as many as it takes for the columns to fit.
pub fn step(frame: &Frame, data: &Dots) -> Result<i32> {
    let room = i32::try_from(frame.breite)? / LEAST_BIN;
    let fits = |step: &&i32| {
        let bins = || data.tage.iter().map(|day| bin(*day, **step));
        **step >= data.schritt && bins().max().unwrap_or(0).max(2) - bins().min().unwrap_or(0).min(-1) < room
    };
    Ok(STEPS.iter().find(fits).copied().unwrap_or(FARTHEST / 10))
}

/// Nought and more before the event; -1 and less on its day and after it, because the same day is not before.
fn bin(day: i32, step: i32) -> i32 {
    (day.clamp(-FARTHEST, FARTHEST) - 1).div_euclid(step.max(1))
}

struct Sheet {
    zero: i32,
    left: i32,
    right: i32,
    /// Width of a bin and the days it stands for.
    wide: i32,
    step: i32,
    base: i32,
    bins: Vec<(i32, i32)>,
    /// Highest stack, and whether it is drawn as marks.
    most: i32,
    marks: bool,
    late: bool,
}

impl Sheet {
    fn new(frame: &Frame, data: &Dots) -> Result<Self> {
        let total = i32::try_from(frame.breite)?;
        let step = step(frame, data)?;
        let mut counts = std::collections::BTreeMap::new();
        for day in &data.tage {
            *counts.entry(bin(*day, step)).or_insert(0) += 1;
        }
        let before = counts.keys().max().copied().unwrap_or(0).max(2) + 1;
        let after = -counts.keys().min().copied().unwrap_or(0).min(-1);
        let late = counts.keys().any(|bin| *bin < 0);
        let wide = (total / (before + after)).clamp(1, WIDEST_BIN);
        let field = if late { width(&data.danach, false)? + 18 } else { 0 }.min(total / 2);
        let right_room = (after * wide + 6).max(field).max(width(&data.nachher, false)?);
        let most = counts.values().max().copied().unwrap_or(0);
        let marks = data.tage.len() <= MOST_MARKS;
        let high = if marks { (most * PITCH).max(2 * PITCH) } else { COLUMN + NUMBER };
        let zero = total - right_room.min(total / 2);
        let wide = wide.min((zero / before).max(1));
        Ok(Self {
            zero,
            left: zero - before * wide,
            right: total,
            wide,
            step,
            base: HEAD + high + 4,
            bins: counts.into_iter().collect(),
            most,
            marks,
            late,
        })
    }

    /// Middle of a bin; time runs to the right, so the bins before the event run to the left.
    fn x(&self, bin: i32) -> i32 {
        self.zero - bin * self.wide - self.wide / 2
    }

    fn day_x(&self, day: i32) -> i32 {
        let day = i64::from(day.clamp(-FARTHEST, FARTHEST));
        let away = day * i64::from(self.wide) / i64::from(self.step.max(1));
        self.zero - i32::try_from(away).unwrap_or(0)
    }

    fn unknown(&self, pen: &Pen, data: &Dots) -> Result<()> {
        if data.unbekannt == 0 {
            return Ok(());
        }
        let squares = if data.unbekannt <= MOST_SQUARES { i32::try_from(data.unbekannt)? } else { 1 };
        for index in 0..squares {
            pen.mark(Form::Schraffur, (5 + index * 13, 9))?;
        }
        let text = format!("{}{}{}", data.unbekannt, format::NBSP, data.fehlt);
        let x = squares * 13 + 5;
        pen.text(&fit(&text, self.right - x, false)?, (x, 9), Side::Left, Ink(INK2, false))
    }

    fn ground(&self, pen: &Pen, data: &Dots) -> Result<()> {
        if self.late {
            pen.rect((self.zero, 22), (self.right, self.base), SURFACE.filled())?;
            pen.text(&fit(&data.danach, self.right - self.zero - 12, false)?, (self.zero + 9, 33), Side::Left, Ink(INK2, false))?;
        }
        pen.line((self.left, self.base), (self.right, self.base), LINE2, 1)?;
        let every = (44 + self.wide - 1) / self.wide.max(1);
        let first = -((self.right - self.zero) / self.wide);
        let last = (self.zero - self.left) / self.wide;
        for tick in (first..=last).filter(|tick| tick % every == 0) {
            let x = self.zero - tick * self.wide;
            let text = (tick * self.step).abs().to_string();
            let half = width(&text, false)? / 2;
            pen.line((x, self.base), (x, self.base + 4), LINE2, 1)?;
            pen.text(&text, (x.clamp(half, (self.right - half).max(half)), self.base + 14), Side::Middle, Ink(INK2, false))?;
        }
        let y = self.base + 34;
        let room = self.zero - 8;
        pen.text(&fit(&data.vorher, room, false)?, (self.left.max(0), y), Side::Left, Ink(INK2, false))?;
        pen.text(&fit(&data.nachher, self.right - self.zero, false)?, (self.right, y), Side::Right, Ink(INK2, false))
    }

    fn stack(&self, pen: &Pen, bin: i32, count: i32) -> Result<()> {
        let x = self.x(bin);
        if self.marks {
            let form = if bin < 0 { Form::LeereRaute } else { Form::Punkt };
            return (0..count).try_for_each(|nth| pen.mark(form, (x, self.base - 8 - nth * PITCH)));
        }
        let high = (i64::from(count) * i64::from(COLUMN) / i64::from(self.most.max(1))).max(1);
        let (half, top) = ((self.wide / 2 - 1).max(1), self.base - i32::try_from(high)?);
        let number = count.to_string();
        if bin < 0 {
            pen.rect((x - half, top), (x + half, self.base), INK)?;
        } else {
            pen.rect((x - half, top), (x + half, self.base), B4.filled())?;
        }
        if width(&number, false)? <= self.wide + 2 { pen.text(&number, (x, top - 9), Side::Middle, PLAIN) } else { Ok(()) }
    }

    fn lines(&self, pen: &Pen, data: &Dots) -> Result<()> {
        pen.line((self.zero, 24), (self.zero, self.base), INK, 2)?;
        pen.text(&fit(&data.null, self.zero - 8, true)?, (self.zero - 7, 31), Side::Right, Ink(INK_ON_PAPER, true))?;
        let Some((day, text)) = &data.median else { return Ok(()) };
        let x = self.day_x(*day);
        pen.dashed((x, 44), (x, self.base), INK)?;
        let left = width(text, true)? + 6 <= x;
        let (at, side) = if left { (x - 5, Side::Right) } else { (x + 5, Side::Left) };
        pen.text(text, (at, 51), side, BOLD_ON_PAPER)
    }
}

const BOLD_ON_PAPER: Ink = Ink(INK_ON_PAPER, BOLD.1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Anker;

    fn drawn(tage: Vec<i32>, unbekannt: usize) -> String {
        let frame = Frame { kennung: Anker::new("p"), titel: "T".into(), beschreibung: String::new(), breite: 699 };
        let median = tage.first().map(|day| (*day, format!("Median {day}")));
        let data = Dots { tage, unbekannt, median, schritt: 10, null: "Tag <0>".into(), danach: "danach".into(), ..Dots::default() };
        dots(&frame, &data).unwrap().markup().to_owned()
    }

    #[test]
    fn one_mark_per_case_and_the_late_ones_are_hollow() {
        let svg = drawn(vec![1, 9, 10, 43, 0, -30], 3);
        assert_eq!(svg.matches("<circle").count(), 4);
        assert_eq!(svg.matches("<polygon").count(), 2);
        assert!(svg.contains("3\u{a0}</text>") && svg.contains("Tag &lt;0&gt;"));
    }

    #[test]
    fn the_day_before_is_before_and_the_day_itself_is_not() {
        assert_eq!([bin(1, 10), bin(10, 10), bin(11, 10), bin(0, 10), bin(-9, 10), bin(-10, 10)], [0, 0, 1, -1, -1, -2]);
    }

    #[test]
    fn nothing_one_case_and_extremes_stay_on_the_sheet() {
        for days in [vec![], vec![5], vec![7; 40], vec![i32::MAX, i32::MIN], (0..1000).collect(), vec![-4; 400]] {
            let svg = drawn(days, 10_000);
            let coordinates = svg.split("x=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<i32>().ok());
            assert!(coordinates.clone().all(|x| (-8..=699).contains(&x)), "{:?}", coordinates.collect::<Vec<_>>());
        }
    }
}
