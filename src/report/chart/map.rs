//! The map: where something stands, never how good it is. One mark per unit at its area, all land in one colour.

use std::collections::BTreeMap;

use anyhow::Result;

use super::pen::{Ink, Pen, Side};
use super::theme::{INK_ON_LAND, LAND, PAPER};
use super::{Frame, draw};
use crate::report::model::{Form, Svg};

const PITCH: i32 = 11;

/// Outlines in whole units of their own, y pointing down.
#[derive(Debug, Clone)]
pub struct Karte {
    pub breite: i32,
    pub hoehe: i32,
    pub flaechen: Vec<Flaeche>,
}

#[derive(Debug, Clone)]
pub struct Flaeche {
    pub id: String,
    pub name: String,
    /// Middle of the first row of marks.
    pub anker: (i32, i32),
    pub lage: Lage,
    pub ringe: Vec<Vec<(i32, i32)>>,
}

/// Where the name stands as seen from the marks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lage {
    #[default]
    Oben,
    Unten,
    Rechts,
}

/// The marks of one area, in the order they are shown.
#[derive(Debug, Clone)]
pub struct Marken {
    pub id: String,
    pub formen: Vec<Form>,
}

pub fn map(frame: &Frame, karte: &Karte, marken: &[Marken]) -> Result<Svg> {
    let scale = Scale { to: i64::from(frame.breite), from: i64::from(karte.breite.max(1)) };
    let by_id: BTreeMap<&str, &[Form]> = marken.iter().map(|m| (m.id.as_str(), m.formen.as_slice())).collect();
    draw(frame, u32::try_from(scale.apply(karte.hoehe))?, |pen| {
        land(pen, karte, scale)?;
        for flaeche in &karte.flaechen {
            let formen = by_id.get(flaeche.id.as_str()).copied().unwrap_or_default();
            place(pen, flaeche, scale.point(flaeche.anker), formen)?;
        }
        Ok(())
    })
}

#[derive(Clone, Copy)]
struct Scale {
    to: i64,
    from: i64,
}

impl Scale {
    fn apply(self, value: i32) -> i32 {
        i32::try_from((i64::from(value) * self.to + self.from / 2).div_euclid(self.from)).unwrap_or(0)
    }

    fn point(self, (x, y): (i32, i32)) -> (i32, i32) {
        (self.apply(x), self.apply(y))
    }
}

/// All areas first, all borders after: an area inside another one then needs no hole.
fn land(pen: &Pen, karte: &Karte, scale: Scale) -> Result<()> {
    let rings = || karte.flaechen.iter().flat_map(|f| &f.ringe).filter(|ring| ring.len() > 2);
    for ring in rings() {
        pen.polygon(ring.iter().map(|p| scale.point(*p)).collect(), LAND)?;
    }
    for ring in rings() {
        let closed = ring.iter().chain(ring.first());
        pen.path(closed.map(|p| scale.point(*p)).collect(), PAPER, 2)?;
    }
    Ok(())
}

fn place(pen: &Pen, flaeche: &Flaeche, (x, y): (i32, i32), formen: &[Form]) -> Result<()> {
    let per_row = per_row(formen.len());
    let in_first = i32::try_from(formen.len())?.min(per_row);
    let left = x - (in_first.max(1) - 1) * PITCH / 2;
    for (i, form) in (0..).zip(formen) {
        pen.mark(*form, (left + i % per_row * PITCH, y + i / per_row * PITCH))?;
    }
    let rows = (i32::try_from(formen.len())? + per_row - 1) / per_row;
    let ink = Ink(INK_ON_LAND, false);
    match flaeche.lage {
        Lage::Oben => pen.text(&flaeche.name, (x, y - 15), Side::Middle, ink),
        Lage::Unten => pen.text(&flaeche.name, (x, y + (rows - 1).max(0) * PITCH + 15), Side::Middle, ink),
        Lage::Rechts => pen.text(&flaeche.name, (left + (in_first - 1) * PITCH + 9, y), Side::Left, ink),
    }
}

/// Wide rather than high, because names are wide too.
fn per_row(count: usize) -> i32 {
    (1..1_000).find(|n| n * n * 5 >= i32::try_from(count).unwrap_or(i32::MAX / 16) * 9).unwrap_or(1).max(1)
}
