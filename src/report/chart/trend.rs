//! The milestone trend: the day of a report across, the date then planned upwards. Level is on time, rising is later;
//! where a line meets the diagonal, the planned date has come.

use anyhow::Result;
use plotters::style::RGBColor;

use super::pen::{BOLD, Ink, Pen, Side, fit, width};
use super::theme::{B3, B4, B5, INK2, INK3, LINE, LINE2, SURFACE};
use super::timeline::quarters;
use super::{Frame, draw};
use crate::report::format;
use crate::report::model::{Form, Svg};

const TOP: i32 = 14;
const FOOT: i32 = 26;
const LEAST_HEIGHT: i32 = 250;
/// Two lines of a direct label.
const LABEL: i32 = 34;
const LEFT: i32 = 44;
const LEAST_RIGHT: i32 = 120;
const FORMS: [Form; 7] = [Form::Punkt, Form::Quadrat, Form::Ring, Form::LeereRaute, Form::HellerPunkt, Form::Halbpunkt, Form::LeererRing];
const LINES: [RGBColor; 4] = [B5, B4, INK2, B3];

#[derive(Debug, Clone, Default)]
pub struct Trend {
    pub reihen: Vec<Series>,
    /// In the field below the diagonal.
    pub feld: String,
}

/// Day numbers as everywhere; the points in the order of the reports.
#[derive(Debug, Clone, Default)]
pub struct Series {
    pub titel: String,
    pub zusatz: String,
    pub punkte: Vec<(i32, i32)>,
    /// The last point is the day on which it was reached.
    pub erreicht: bool,
}

/// The mark of a series in chart and table.
pub fn form(index: usize) -> Form {
    FORMS.get(index % FORMS.len()).copied().unwrap_or(Form::Punkt)
}

pub fn trend(frame: &Frame, data: &Trend) -> Result<Svg> {
    let sheet = Sheet::new(frame, data)?;
    draw(frame, u32::try_from(sheet.bottom + FOOT)?, |pen| {
        sheet.diagonal(pen, data)?;
        sheet.grid(pen)?;
        for (index, series) in data.reihen.iter().enumerate() {
            sheet.series(pen, series, index)?;
        }
        for (at, index) in sheet.labels(data) {
            sheet.label(pen, data, index, at)?;
        }
        Ok(())
    })
}

struct Sheet {
    left: i32,
    right: i32,
    bottom: i32,
    total: i32,
    reports: (i32, i32),
    dates: (i32, i32),
}

/// First and last of some days, at least a month apart.
fn ends(days: impl Iterator<Item = i32> + Clone) -> (i32, i32) {
    let (first, last) = (days.clone().min().unwrap_or(0), days.max().unwrap_or(0));
    if last.saturating_sub(first) < 30 { (first.saturating_sub(15), last.saturating_add(15)) } else { (first, last) }
}

impl Sheet {
    fn new(frame: &Frame, data: &Trend) -> Result<Self> {
        let total = i32::try_from(frame.breite)?;
        let mut label = LEAST_RIGHT;
        for series in &data.reihen {
            label = label.max(width(&series.titel, true)?.max(width(&series.zusatz, false)?) + 16);
        }
        let points = data.reihen.iter().flat_map(|series| &series.punkte);
        let height = LEAST_HEIGHT.max(LABEL * i32::try_from(data.reihen.len())?);
        Ok(Self {
            left: LEFT,
            right: total - label.min(total * 2 / 5),
            bottom: TOP + height,
            total,
            reports: ends(points.clone().map(|(report, _)| *report)),
            dates: ends(points.map(|(_, date)| *date)),
        })
    }

    fn x(&self, day: i32) -> i32 {
        scale(day, self.reports, (self.left, self.right))
    }

    fn y(&self, day: i32) -> i32 {
        scale(day, self.dates, (self.bottom, TOP))
    }

    /// The days on which report and date are the same, as far as both are on the sheet.
    fn diagonal(&self, pen: &Pen, data: &Trend) -> Result<()> {
        let (from, to) = (self.reports.0.max(self.dates.0), self.reports.1.min(self.dates.1));
        if from >= to {
            return Ok(());
        }
        let (start, end) = ((self.x(from), self.y(from)), (self.x(to), self.y(to)));
        let corners = vec![start, end, (self.right, end.1), (self.right, self.bottom), (start.0, self.bottom)];
        pen.polygon(corners, SURFACE)?;
        pen.line(start, end, INK3, 1)?;
        let word = width(&data.feld, false)?;
        if self.right - start.0 > 2 * word && self.bottom - end.1 > 40 {
            pen.text(&data.feld, (self.right - 6, self.bottom - 12), Side::Right, Ink(INK2, false))?;
        }
        Ok(())
    }

    fn grid(&self, pen: &Pen) -> Result<()> {
        for day in quarters(self.dates.0, self.dates.1, 6) {
            let y = self.y(day);
            pen.line((self.left, y), (self.right, y), LINE, 1)?;
            pen.text(&format::month_short(day), (self.left - 8, y), Side::Right, Ink(INK2, false))?;
        }
        pen.line((self.left, self.bottom), (self.right, self.bottom), LINE2, 1)?;
        for day in quarters(self.reports.0, self.reports.1, (self.right - self.left) / 62) {
            let x = self.x(day);
            pen.line((x, self.bottom), (x, self.bottom + 4), LINE2, 1)?;
            pen.text(&format::month_short(day), (x, self.bottom + 15), Side::Middle, Ink(INK2, false))?;
        }
        Ok(())
    }

    fn series(&self, pen: &Pen, series: &Series, index: usize) -> Result<()> {
        let points: Vec<(i32, i32)> = series.punkte.iter().map(|(report, date)| (self.x(*report), self.y(*date))).collect();
        if points.len() > 1 {
            pen.path(points.clone(), line(index), 2)?;
        }
        for (nth, at) in points.iter().enumerate() {
            let reached = series.erreicht && nth + 1 == points.len();
            pen.mark(if reached { Form::Raute } else { form(index) }, *at)?;
        }
        Ok(())
    }

    /// Direct labels beside the last points, moved apart where they would meet.
    fn labels(&self, data: &Trend) -> Vec<(i32, usize)> {
        let ends = data.reihen.iter().enumerate().filter_map(|(index, series)| Some((self.y(series.punkte.last()?.1), index)));
        let mut labels: Vec<(i32, usize)> = ends.collect();
        labels.sort_unstable();
        let mut free = TOP;
        for (y, _) in &mut labels {
            *y = (*y).max(free);
            free = *y + LABEL;
        }
        let mut free = self.bottom - LABEL / 2;
        for (y, _) in labels.iter_mut().rev() {
            *y = (*y).min(free);
            free = *y - LABEL;
        }
        labels
    }

    fn label(&self, pen: &Pen, data: &Trend, index: usize, y: i32) -> Result<()> {
        let Some(series) = data.reihen.get(index) else { return Ok(()) };
        let Some((report, date)) = series.punkte.last() else { return Ok(()) };
        let end = (self.x(*report), self.y(*date));
        let x = self.right + 14;
        if (end.1 - y).abs() > 8 || self.right - end.0 > 8 {
            pen.dotted((end.0 + 8, end.1), (x - 4, y), LINE2)?;
        }
        pen.text(&fit(&series.titel, self.total - x, true)?, (x, y), Side::Left, BOLD)?;
        pen.text(&fit(&series.zusatz, self.total - x, false)?, (x, y + 15), Side::Left, Ink(INK2, false))
    }
}

fn line(index: usize) -> RGBColor {
    LINES.get(index % LINES.len()).copied().unwrap_or(B5)
}

fn scale(value: i32, (from, to): (i32, i32), (start, end): (i32, i32)) -> i32 {
    let (value, from, to) = (i64::from(value.clamp(from, to)), i64::from(from), i64::from(to));
    let moved = (value - from) * i64::from(end - start) / (to - from).max(1);
    start + i32::try_from(moved).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Anker;

    fn frame() -> Frame {
        Frame { kennung: Anker::new("m"), titel: "T".into(), beschreibung: String::new(), breite: 492 }
    }

    fn series(titel: &str, punkte: &[(i32, i32)]) -> Series {
        Series { titel: titel.into(), zusatz: "+7 Tage".into(), punkte: punkte.into(), erreicht: false }
    }

    #[test]
    fn labels_never_meet_and_stay_on_the_sheet() {
        let reihen: Vec<Series> = (0..14).map(|n| series(&format!("M{n}"), &[(20_000, 20_300), (20_100, 20_301)])).collect();
        let data = Trend { reihen, feld: "erreicht".into() };
        let sheet = Sheet::new(&frame(), &data).unwrap();
        let labels = sheet.labels(&data);
        assert!(labels.windows(2).all(|pair| pair[1].0 - pair[0].0 >= LABEL));
        assert!(labels.first().unwrap().0 >= 0 && labels.last().unwrap().0 < sheet.bottom);
    }

    #[test]
    fn a_point_on_the_diagonal_is_due_on_the_day_of_the_report() {
        let data = Trend { reihen: vec![series("M", &[(20_000, 20_050), (20_100, 20_100), (20_200, 20_250)])], feld: String::new() };
        let sheet = Sheet::new(&frame(), &data).unwrap();
        let (from, to) = (sheet.reports.0.max(sheet.dates.0), sheet.reports.1.min(sheet.dates.1));
        assert!((from..=to).contains(&20_100));
        assert!(trend(&frame(), &data).unwrap().markup().contains("<polygon"));
    }

    #[test]
    fn nothing_one_point_and_equal_dates_are_drawn() {
        let one = series("<i>", &[(20_000, 20_000)]);
        let equal = Series { erreicht: true, ..series("M", &[(20_000, 20_300), (20_030, 20_300)]) };
        let far = series("M", &[(i32::MIN, i32::MAX), (i32::MAX, i32::MIN)]);
        for reihen in [vec![], vec![Series::default()], vec![one], vec![equal], vec![far]] {
            let svg = trend(&frame(), &Trend { reihen, feld: "erreicht".into() }).unwrap();
            assert!(svg.markup().ends_with("</svg>") && !svg.markup().contains("<i>"));
        }
    }
}
