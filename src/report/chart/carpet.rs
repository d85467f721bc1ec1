//! The carpet: one column per item, one line per dimension. A calm portfolio looks calm, because the mark of the normal
//! state is small; what differs between two lines has a frame, what nobody reported is one hatched pillar.

use anyhow::Result;

use super::pen::{BOLD, Ink, PLAIN, Pen, Side, fit, width};
use super::theme::{INK2, INK3, LINE};
use super::{Frame, draw};
use crate::report::model::{Form, Svg};

const ROW: i32 = 23;
/// Group name, its rule, and the heads of the columns.
const HEAD: i32 = 48;
const PAUSE: i32 = 12;
const WIDEST: i32 = 25;
const NARROWEST: i32 = 17;
/// Between two groups, and between two strips.
const GROUP_GAP: i32 = 18;
const STRIP_GAP: i32 = 22;

#[derive(Debug, Clone, Default)]
pub struct Carpet {
    /// Title, and whether the line belongs to the head.
    pub zeilen: Vec<(String, bool)>,
    pub gruppen: Vec<Group>,
    /// First and last line of the frame around columns that are marked so.
    pub rahmen: Option<(usize, usize)>,
}

#[derive(Debug, Clone, Default)]
pub struct Group {
    pub titel: String,
    pub spalten: Vec<Column>,
    /// Said instead of columns: their number alone is known here.
    pub statt: String,
}

#[derive(Debug, Clone, Default)]
pub struct Column {
    pub kopf: String,
    /// One per line; nothing where the line does not apply.
    pub zellen: Vec<Option<Form>>,
    pub saeule: bool,
    pub rahmen: bool,
}

pub fn carpet(frame: &Frame, data: &Carpet) -> Result<Svg> {
    let sheet = Sheet::new(frame, data)?;
    let (places, strips) = sheet.places(data)?;
    let height = strips * (sheet.height + STRIP_GAP) - STRIP_GAP;
    draw(frame, u32::try_from(height.max(1))?, |pen| {
        for strip in 0..strips {
            sheet.rows(pen, data, strip)?;
        }
        for place in &places {
            sheet.group(pen, data, place)?;
        }
        Ok(())
    })
}

/// A run of columns of one group on one strip.
struct Place {
    group: usize,
    columns: std::ops::Range<usize>,
    strip: i32,
    left: i32,
    width: i32,
}

struct Sheet {
    left: i32,
    right: i32,
    pitch: i32,
    height: i32,
    /// Top of each line within a strip, without its head.
    tops: Vec<i32>,
}

impl Sheet {
    fn new(frame: &Frame, data: &Carpet) -> Result<Self> {
        let right = i32::try_from(frame.breite)?;
        let mut label = 0;
        for (title, head) in &data.zeilen {
            label = label.max(width(title, *head)?);
        }
        let left = label.min(right * 2 / 5) + 16;
        let mut narrowest = NARROWEST;
        for column in data.gruppen.iter().flat_map(|group| &group.spalten) {
            narrowest = narrowest.max((width(&column.kopf, false)? + 4).min(3 * WIDEST));
        }
        let mut pitch = WIDEST.max(narrowest);
        while pitch > narrowest && total(data, pitch, right - left)? > right - left {
            pitch -= 1;
        }
        let mut tops = Vec::new();
        let mut top = HEAD;
        for (index, (_, head)) in data.zeilen.iter().enumerate() {
            let after_head = index > 0 && !head && data.zeilen.get(index - 1).is_some_and(|(_, head)| *head);
            top += if after_head { PAUSE } else { 0 };
            tops.push(top);
            top += ROW;
        }
        Ok(Self { left, right, pitch, height: top, tops })
    }

    /// Where the groups go: beside one another, on the next strip where the sheet ends.
    fn places(&self, data: &Carpet) -> Result<(Vec<Place>, i32)> {
        let (mut places, mut strip, mut x) = (Vec::new(), 0, self.left);
        for (group, content) in data.gruppen.iter().enumerate() {
            let least = least(content, self.right - self.left)?;
            if x > self.left && x + least.max(self.pitch) > self.right {
                (strip, x) = (strip + 1, self.left);
            }
            let mut done = 0;
            loop {
                let fits = usize::try_from((self.right - x) / self.pitch)?.max(1);
                let count = fits.min(content.spalten.len() - done);
                let wide = (i32::try_from(count)? * self.pitch).max(least);
                places.push(Place { group, columns: done..done + count, strip, left: x, width: wide });
                done += count;
                x += wide + GROUP_GAP;
                if done >= content.spalten.len() {
                    break;
                }
                (strip, x) = (strip + 1, self.left);
            }
        }
        Ok((places, strip + 1))
    }

    fn base(&self, strip: i32) -> i32 {
        strip * (self.height + STRIP_GAP)
    }

    fn rows(&self, pen: &Pen, data: &Carpet, strip: i32) -> Result<()> {
        let base = self.base(strip);
        for (index, ((title, head), top)) in data.zeilen.iter().zip(&self.tops).enumerate() {
            let ink = if *head { BOLD } else { Ink(INK2, false) };
            pen.text(&fit(title, self.left - 16, *head)?, (0, base + top + ROW / 2), Side::Left, ink)?;
            let pause = index > 0 && self.tops.get(index - 1).is_some_and(|before| top - before > ROW);
            if pause {
                let y = base + top - PAUSE / 2;
                pen.line((0, y), (self.right, y), LINE, 1)?;
            }
        }
        Ok(())
    }

    fn group(&self, pen: &Pen, data: &Carpet, place: &Place) -> Result<()> {
        let Some(group) = data.gruppen.get(place.group) else { return Ok(()) };
        let base = self.base(place.strip);
        let title = if place.columns.start == 0 { group.titel.clone() } else { "…".to_owned() };
        pen.text(&fit(&title, place.width, true)?, (place.left, base + 7), Side::Left, BOLD)?;
        pen.line((place.left, base + 19), (place.left + place.width, base + 19), INK3, 1)?;
        if group.spalten.is_empty() {
            return pen.text(&fit(&group.statt, place.width, false)?, (place.left, base + 33), Side::Left, Ink(INK2, false));
        }
        let columns = group.spalten.get(place.columns.clone()).unwrap_or_default();
        for (index, column) in (0..).zip(columns) {
            self.column(pen, column, data.rahmen, (place.left + index * self.pitch + self.pitch / 2, base))?;
        }
        Ok(())
    }

    fn column(&self, pen: &Pen, column: &Column, frame: Option<(usize, usize)>, (x, base): (i32, i32)) -> Result<()> {
        pen.text(&fit(&column.kopf, self.pitch.max(NARROWEST), false)?, (x, base + 33), Side::Middle, PLAIN)?;
        if column.saeule {
            return pen.hatch((x - 8, base + HEAD + 2), (x + 8, base + self.height - 3));
        }
        for (form, top) in column.zellen.iter().zip(&self.tops) {
            if let Some(form) = form {
                pen.mark(*form, (x, base + top + ROW / 2))?;
            }
        }
        let ends = frame.and_then(|(from, to)| Some((self.tops.get(from)?, self.tops.get(to)?)));
        match ends {
            Some((from, to)) if column.rahmen => pen.frame((x - 11, base + from), (x + 11, base + to + ROW - 1)),
            _ => Ok(()),
        }
    }
}

/// A group is at least as wide as its name.
fn least(group: &Group, room: i32) -> Result<i32> {
    Ok(width(&group.titel, true)?.max(if group.spalten.is_empty() { width(&group.statt, false)? } else { 0 }).min(room))
}

/// Width of all groups on one strip.
fn total(data: &Carpet, pitch: i32, room: i32) -> Result<i32> {
    let mut sum = 0;
    for group in &data.gruppen {
        sum += (i32::try_from(group.spalten.len())? * pitch).max(least(group, room)?) + GROUP_GAP;
    }
    Ok(sum - GROUP_GAP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Anker;

    fn frame() -> Frame {
        Frame { kennung: Anker::new("t"), titel: "T".into(), beschreibung: String::new(), breite: 1216 }
    }

    fn data(count: usize) -> Carpet {
        let column = |index: usize| Column {
            kopf: format!("{:02}", index + 1),
            zellen: vec![Some(Form::GruenerKreis), None],
            rahmen: index == 0,
            saeule: index == 1,
        };
        Carpet {
            zeilen: vec![("gemeldet".into(), true), ("Termin".into(), false)],
            gruppen: vec![Group { titel: format!("rot {count}"), spalten: (0..count).map(column).collect(), statt: String::new() }],
            rahmen: Some((0, 0)),
        }
    }

    #[test]
    fn many_columns_go_on_below() {
        let strips = |count: usize| {
            let data = data(count);
            Sheet::new(&frame(), &data).unwrap().places(&data).unwrap()
        };
        assert_eq!(strips(40).1, 1);
        let (places, count) = strips(300);
        assert_eq!((count, places.iter().map(|place| place.columns.len()).sum::<usize>()), (7, 300));
        assert!(places.iter().all(|place| place.left + place.width <= 1216));
    }

    #[test]
    fn a_pillar_has_no_marks_and_a_frame_is_drawn_once() {
        let svg = carpet(&frame(), &data(3)).unwrap();
        assert_eq!(svg.markup().matches("<circle").count(), 2);
        assert_eq!(svg.markup().matches("url(#t.s)").count(), 1);
        assert_eq!(svg.markup().matches("stroke-width=\"2\"").count(), 1);
    }

    #[test]
    fn no_items_and_no_lines_are_drawn_too() {
        assert!(carpet(&frame(), &Carpet::default()).unwrap().markup().ends_with("</svg>"));
        assert!(carpet(&frame(), &data(0)).unwrap().markup().contains(">gemeldet<"));
        let counted = Group { titel: "grün 170".into(), statt: "nicht einzeln gezeigt".into(), ..Group::default() };
        let svg = carpet(&frame(), &Carpet { gruppen: vec![counted], ..data(0) }).unwrap();
        assert!(svg.markup().contains(">nicht einzeln gezeigt<"));
    }

    #[test]
    fn long_and_hostile_names_stay_text_within_the_sheet() {
        let long = "<b>".repeat(200);
        let mut data = data(2);
        data.zeilen[0].0.clone_from(&long);
        data.gruppen[0].titel = long;
        let svg = carpet(&frame(), &data).unwrap();
        assert!(!svg.markup().contains("<b>") && svg.markup().contains('…'));
    }
}
