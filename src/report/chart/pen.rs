//! Strokes, words and marks in pixel coordinates: the vocabulary the charts share.

use std::sync::OnceLock;

use anyhow::{Result, anyhow};
use plotters::prelude::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontFamily, FontStyle, IntoFont, RGBColor, ShapeStyle, TextStyle, register_font};

use super::Area;
use super::theme::{B2, B5, GREEN, GREY, HATCH, INK, INK2, LINE2, PAPER, RED, YELLOW};
use crate::report::model::Form;

/// Size of labels as written into the SVG.
pub const SIZE: u32 = 13;
/// plotters divides sizes by this before it writes them.
pub const PLOTTERS_SIZE: f64 = 1.24;
/// plotters measures in units of ascent plus descent, browsers in em; Noto Sans is 1.362 em high.
const EM: f64 = 1.362 / PLOTTERS_SIZE;

static FONTS: OnceLock<bool> = OnceLock::new();

#[derive(Debug, Clone, Copy)]
pub enum Side {
    Left,
    Middle,
    Right,
}

/// Colour and weight of a label.
#[derive(Debug, Clone, Copy)]
pub struct Ink(pub RGBColor, pub bool);

pub const PLAIN: Ink = Ink(INK, false);
pub const BOLD: Ink = Ink(INK, true);

pub struct Pen<'p, 'a> {
    area: &'p Area<'a>,
}

impl<'p, 'a> Pen<'p, 'a> {
    pub fn new(area: &'p Area<'a>) -> Result<Self> {
        fonts()?;
        Ok(Self { area })
    }

    /// Writes `text` beside or around `x`, its lower case letters centred on `y`.
    pub fn text(&self, text: &str, (x, y): (i32, i32), side: Side, ink: Ink) -> Result<()> {
        let hpos = match side {
            Side::Left => HPos::Left,
            Side::Middle => HPos::Center,
            Side::Right => HPos::Right,
        };
        let style = style(ink.1).color(&ink.0).pos(Pos::new(hpos, VPos::Center));
        Ok(self.area.draw(&Text::new(text.to_owned(), (x, y), style))?)
    }

    pub fn line(&self, from: (i32, i32), to: (i32, i32), colour: RGBColor, width: u32) -> Result<()> {
        self.path(vec![from, to], colour, width)
    }

    pub fn path(&self, points: Vec<(i32, i32)>, colour: RGBColor, width: u32) -> Result<()> {
        Ok(self.area.draw(&PathElement::new(points, colour.stroke_width(width)))?)
    }

    pub fn polygon(&self, points: Vec<(i32, i32)>, colour: RGBColor) -> Result<()> {
        Ok(self.area.draw(&Polygon::new(points, colour.filled()))?)
    }

    pub fn rect(&self, from: (i32, i32), to: (i32, i32), style: impl Into<ShapeStyle>) -> Result<()> {
        Ok(self.area.draw(&Rectangle::new([from, to], style))?)
    }

    pub fn hatch(&self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        self.rect(from, to, HATCH.filled())?;
        self.rect(from, to, GREY)
    }

    /// A straight line of dashes; across or down only.
    pub fn dashed(&self, (x, y): (i32, i32), to: (i32, i32), colour: RGBColor) -> Result<()> {
        let down = to.0 == x;
        let (start, end) = if down { (y, to.1) } else { (x, to.0) };
        for from in (start.min(end)..start.max(end)).step_by(6) {
            let until = (from + 3).min(start.max(end));
            let (a, b) = if down { ((x, from), (x, until)) } else { ((from, y), (until, y)) };
            self.line(a, b, colour, 1)?;
        }
        Ok(())
    }

    /// A line of dots in any direction, which nobody takes for data.
    pub fn dotted(&self, (x, y): (i32, i32), to: (i32, i32), colour: RGBColor) -> Result<()> {
        let (wide, high) = (to.0 - x, to.1 - y);
        let steps = (wide.abs().max(high.abs()) / 4).max(1);
        for step in 0..=steps {
            let at = (x + wide * step / steps, y + high * step / steps);
            self.rect(at, (at.0 + 1, at.1 + 1), colour.filled())?;
        }
        Ok(())
    }

    /// A frame with rounded corners.
    pub fn frame(&self, (left, top): (i32, i32), (right, bottom): (i32, i32)) -> Result<()> {
        let cut = 2;
        let corners = [
            (left + cut, top),
            (right - cut, top),
            (right, top + cut),
            (right, bottom - cut),
            (right - cut, bottom),
            (left + cut, bottom),
            (left, bottom - cut),
            (left, top + cut),
            (left + cut, top),
        ];
        self.path(corners.into(), INK, 2)
    }

    /// Strokes instead of the pattern, of which a square this small would show next to nothing.
    fn small_hatch(&self, (x, y): (i32, i32)) -> Result<()> {
        self.rect((x - 4, y - 4), (x + 4, y + 4), PAPER.filled())?;
        self.rect((x - 4, y - 4), (x + 4, y + 4), GREY)?;
        self.line((x - 4, y), (x, y - 4), GREY, 1)?;
        self.line((x - 4, y + 4), (x + 4, y - 4), GREY, 1)?;
        self.line((x, y + 4), (x + 4, y), GREY, 1)
    }

    /// The end of a line.
    pub fn dot(&self, at: (i32, i32), fill: RGBColor) -> Result<()> {
        self.disc(at, 4, fill)
    }

    fn disc(&self, at: (i32, i32), radius: u32, fill: RGBColor) -> Result<()> {
        Ok(self.area.draw(&Circle::new(at, radius, fill.filled()))?)
    }

    fn ring(&self, at: (i32, i32), radius: u32, line: RGBColor, fill: RGBColor) -> Result<()> {
        self.disc(at, radius, fill)?;
        Ok(self.area.draw(&Circle::new(at, radius, line.stroke_width(1)))?)
    }

    fn diamond(&self, (x, y): (i32, i32), fill: RGBColor, line: RGBColor) -> Result<()> {
        let corners = vec![(x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y), (x, y - 6)];
        self.polygon(corners.clone(), fill)?;
        self.path(corners, line, 1)
    }

    /// A mark of the legend, in the size charts use.
    pub fn mark(&self, form: Form, at: (i32, i32)) -> Result<()> {
        let (x, y) = at;
        match form {
            Form::GruenerKreis => self.disc(at, 4, GREEN),
            Form::GelbesDreieck => self.polygon(vec![(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)], YELLOW),
            Form::RoteRaute => self.diamond(at, RED, RED),
            Form::Schraffur => self.small_hatch(at),
            Form::Punkt => self.disc(at, 4, B5),
            Form::HellerPunkt => self.ring(at, 4, B5, B2),
            Form::Ring => self.ring(at, 4, B5, PAPER),
            Form::LeererRing => self.ring(at, 4, LINE2, PAPER),
            Form::Halbpunkt => {
                self.ring(at, 4, B5, PAPER)?;
                self.polygon(vec![(x, y - 4), (x + 3, y - 3), (x + 4, y), (x + 3, y + 3), (x, y + 4)], B5)
            }
            Form::Uhr => {
                self.ring(at, 5, INK2, PAPER)?;
                self.path(vec![(x, y - 3), (x, y), (x + 3, y)], INK2, 1)
            }
            Form::Strich => self.rect((x - 4, y - 1), (x + 4, y + 1), B5.filled()),
            Form::Teilstrich => self.line((x, y - 6), (x, y + 6), B5, 1),
            Form::Raute => self.diamond(at, INK, INK),
            Form::LeereRaute => self.diamond(at, PAPER, INK),
            Form::Dreieck => self.polygon(vec![(x - 4, y - 5), (x + 6, y), (x - 4, y + 5)], INK),
            Form::Quadrat | Form::FeldVoll => self.rect((x - 4, y - 4), (x + 4, y + 4), B5.filled()),
            Form::Rahmen | Form::FeldMittel | Form::FeldHell | Form::FeldLeer => self.rect((x - 4, y - 4), (x + 4, y + 4), LINE2),
        }
    }
}

/// plotters measures and draws with registered fonts only, and never asks the system for any.
fn fonts() -> Result<()> {
    let ready = FONTS.get_or_init(|| {
        register_font("Noto Sans", FontStyle::Normal, notosans::REGULAR_TTF).is_ok()
            && register_font("Noto Sans", FontStyle::Bold, notosans::BOLD_TTF).is_ok()
    });
    if *ready { Ok(()) } else { Err(anyhow!("the built-in font cannot be read")) }
}

fn style(bold: bool) -> TextStyle<'static> {
    let weight = if bold { FontStyle::Bold } else { FontStyle::Normal };
    (FontFamily::Name("Noto Sans"), f64::from(SIZE) * PLOTTERS_SIZE, weight).into_font().into()
}

/// Width in the browser, rounded up.
pub fn width(text: &str, bold: bool) -> Result<i32> {
    fonts()?;
    let font = style(bold).font;
    let (measured, _) = font.box_size(text).map_err(|e| anyhow!("measuring a label: {e}"))?;
    #[expect(clippy::cast_possible_truncation, reason = "a label is far shorter than two thousand million pixels")]
    Ok((f64::from(measured) * EM).ceil() as i32)
}

/// As much of `text` as fits, with an ellipsis where that is not all. A longer beginning is never narrower, so halving finds it.
pub fn fit(text: &str, room: i32, bold: bool) -> Result<String> {
    if width(text, bold)? <= room {
        return Ok(text.to_owned());
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let short = |letters: usize| format!("{}…", text[..ends[letters]].trim_end());
    let (mut fits, mut too_many) = (None, ends.len());
    let mut fewest = 0;
    while fewest < too_many {
        let middle = usize::midpoint(fewest, too_many);
        let candidate = short(middle);
        if width(&candidate, bold)? <= room {
            fits = Some(candidate);
            fewest = middle + 1;
        } else {
            too_many = middle;
        }
    }
    Ok(fits.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_of_any_length_is_cut_as_its_beginning_is() {
        let words = "Vorhaben mit einem sehr langen Titel und Umlauten äöü ".repeat(2000);
        assert!(words.chars().count() > 100_000);
        for room in [0, 5, 40, 173, 400] {
            let beginning: String = words.chars().take(200).collect();
            let cut = fit(&words, room, false).unwrap();
            assert_eq!(cut, fit(&beginning, room, false).unwrap(), "{room}");
            assert!(cut.is_empty() || width(&cut, false).unwrap() <= room);
        }
        assert_eq!(fit("kurz", 400, true).unwrap(), "kurz");
    }
}
