//! One of several small charts that share their axes: from nought to the whole, over the same months.

use anyhow::Result;
use plotters::style::Color;

use super::pen::{Ink, Pen, Side, fit, width};
use super::theme::{B2, B4, B5, INK_ON_PAPER, INK2, LINE2, SURFACE};
use super::{Frame, draw};
use crate::report::format;
use crate::report::model::Svg;

const HEIGHT: i32 = 104;
const TOP: i32 = 12;
const BOTTOM: i32 = 82;
/// Room for the dot at the end.
const MARGIN: i32 = 7;

#[derive(Debug, Clone, Default)]
pub struct Multiple {
    pub von: i32,
    pub bis: i32,
    /// The whole, and how it is called at its line.
    pub ganz: Option<i64>,
    pub ganz_wort: String,
    /// A day and what was counted then, in order; nothing where it is not known.
    pub punkte: Vec<(i32, Option<i64>)>,
    /// The last value is a lower bound.
    pub untergrenze: bool,
    /// Values hold until the next one instead of being joined by a slope.
    pub treppe: bool,
}

pub fn multiple(frame: &Frame, data: &Multiple) -> Result<Svg> {
    let sheet = Sheet::new(frame, data)?;
    draw(frame, u32::try_from(HEIGHT)?, |pen| {
        pen.rect((0, TOP), (sheet.right, BOTTOM), SURFACE.filled())?;
        for run in sheet.runs(data) {
            area(pen, &run)?;
        }
        for (from, to) in sheet.gaps(data) {
            pen.hatch((from, TOP), (to, BOTTOM))?;
        }
        pen.line((0, BOTTOM), (sheet.right, BOTTOM), LINE2, 1)?;
        sheet.whole(pen, data)?;
        sheet.end(pen, data)?;
        sheet.axis(pen, data)
    })
}

struct Sheet {
    right: i32,
    span: (i64, i64),
    top: i64,
}

type Point = (i32, i32);

impl Sheet {
    fn new(frame: &Frame, data: &Multiple) -> Result<Self> {
        let highest = data.punkte.iter().filter_map(|(_, value)| *value).max().unwrap_or(0);
        let (from, to) = (i64::from(data.von), i64::from(data.bis).max(i64::from(data.von) + 1));
        Ok(Self { right: i32::try_from(frame.breite)? - MARGIN, span: (from, to), top: highest.max(data.ganz.unwrap_or(0)).max(1) })
    }

    fn x(&self, day: i32) -> i32 {
        let (from, to) = self.span;
        let moved = (i64::from(day).clamp(from, to) - from) * i64::from(self.right) / (to - from);
        i32::try_from(moved).unwrap_or(0)
    }

    fn y(&self, value: i64) -> i32 {
        let high = i128::from(value.max(0)) * i128::from(BOTTOM - TOP) / i128::from(self.top);
        BOTTOM - i32::try_from(high).unwrap_or(0)
    }

    /// Points that follow each other without a gap, as the line goes.
    fn runs(&self, data: &Multiple) -> Vec<Vec<Point>> {
        let known = data.punkte.split(|(_, value)| value.is_none());
        let mut runs: Vec<Vec<Point>> = known.filter(|run| !run.is_empty()).map(|run| self.line(run, data.treppe)).collect();
        let holds = data.treppe && data.punkte.last().is_some_and(|(_, value)| value.is_some());
        if let Some(last) = runs.last_mut().filter(|_| holds)
            && let Some((_, y)) = last.last().copied()
        {
            last.push((self.x(data.bis), y));
        }
        runs
    }

    fn line(&self, run: &[(i32, Option<i64>)], stairs: bool) -> Vec<Point> {
        let mut line: Vec<Point> = Vec::new();
        for (day, value) in run {
            let at = (self.x(*day), self.y(value.unwrap_or(0)));
            if let Some((_, before)) = line.last().copied().filter(|_| stairs) {
                line.push((at.0, before));
            }
            line.push(at);
        }
        line
    }

    /// From the last known day before a gap to the first one after it.
    fn gaps(&self, data: &Multiple) -> Vec<Point> {
        let mut gaps: Vec<Point> = Vec::new();
        let (mut before, mut open) = (data.von, false);
        for (day, value) in &data.punkte {
            if value.is_some() {
                if open {
                    gaps.push((self.x(before), self.x(*day)));
                }
                (before, open) = (*day, false);
            } else {
                open = true;
            }
        }
        if open {
            gaps.push((self.x(before), self.x(data.bis)));
        }
        gaps
    }

    fn whole(&self, pen: &Pen, data: &Multiple) -> Result<()> {
        let Some(whole) = data.ganz else { return Ok(()) };
        let y = self.y(whole);
        pen.dashed((0, y), (self.right, y), INK2)?;
        pen.text(&fit(&data.ganz_wort, self.right - 6, false)?, (4, y + 10), Side::Left, Ink(INK_ON_PAPER, false))
    }

    fn end(&self, pen: &Pen, data: &Multiple) -> Result<()> {
        let last = self.runs(data).last().and_then(|run| run.last()).copied();
        let Some((x, y)) = last.filter(|_| data.punkte.last().is_some_and(|(_, value)| value.is_some())) else { return Ok(()) };
        pen.dot((x, y), B5)?;
        if data.untergrenze {
            pen.line((x, y - 5), (x, y - 17), B5, 2)?;
            pen.path(vec![(x - 4, y - 13), (x, y - 17), (x + 4, y - 13)], B5, 2)?;
        }
        Ok(())
    }

    fn axis(&self, pen: &Pen, data: &Multiple) -> Result<()> {
        let (first, last) = (format::month_short(data.von), format::month_short(data.bis));
        let y = BOTTOM + 13;
        pen.text(&first, (0, y), Side::Left, Ink(INK2, false))?;
        if first == last || width(&first, false)? * 2 > self.right {
            return Ok(());
        }
        pen.text(&last, (self.right, y), Side::Right, Ink(INK2, false))
    }
}

/// A line over its area; a single point stands alone.
fn area(pen: &Pen, run: &[Point]) -> Result<()> {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return Ok(()) };
    if run.len() < 2 {
        return pen.dot(*first, B4);
    }
    let mut corners = run.to_vec();
    corners.extend([(last.0, BOTTOM), (first.0, BOTTOM)]);
    pen.polygon(corners, B2)?;
    pen.path(run.to_vec(), B4, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Anker;

    fn frame() -> Frame {
        Frame { kennung: Anker::new("v"), titel: "T".into(), beschreibung: String::new(), breite: 186 }
    }

    fn data(punkte: &[(i32, Option<i64>)]) -> Multiple {
        Multiple { von: 0, bis: 100, ganz: Some(14), ganz_wort: "alle 14".into(), punkte: punkte.into(), ..Multiple::default() }
    }

    #[test]
    fn a_gap_is_hatched_and_breaks_the_line() {
        let data = data(&[(0, Some(2)), (20, Some(3)), (40, None), (60, None), (80, Some(5)), (100, Some(6))]);
        let sheet = Sheet::new(&frame(), &data).unwrap();
        assert_eq!(sheet.runs(&data).len(), 2);
        assert_eq!(sheet.gaps(&data), [(sheet.x(20), sheet.x(80))]);
        assert!(multiple(&frame(), &data).unwrap().markup().contains("url(#v.s)"));
    }

    #[test]
    fn stairs_hold_until_the_last_day() {
        let data = Multiple { treppe: true, ..data(&[(10, Some(7)), (50, Some(14))]) };
        let sheet = Sheet::new(&frame(), &data).unwrap();
        let (low, high) = (sheet.y(7), sheet.y(14));
        assert_eq!(sheet.runs(&data), [[(sheet.x(10), low), (sheet.x(50), low), (sheet.x(50), high), (sheet.x(100), high)]]);
        assert_eq!((low, high, sheet.y(0)), (47, TOP, BOTTOM));
    }

    #[test]
    fn nothing_one_point_equal_days_and_more_than_all_are_drawn() {
        let all = [vec![], vec![(5, None)], vec![(5, Some(3))], vec![(5, Some(3)), (5, Some(4))], vec![(1, Some(i64::MAX)), (2, Some(-5))]];
        for punkte in all {
            let svg = multiple(&frame(), &Multiple { untergrenze: true, ..data(&punkte) }).unwrap();
            assert!(svg.markup().ends_with("</svg>") && !svg.markup().contains("y=\"-"), "{}", svg.markup());
        }
        let none = Multiple { ganz: None, bis: 0, ..data(&[(0, Some(1))]) };
        assert!(!multiple(&frame(), &none).unwrap().markup().contains("alle 14"));
    }
}
