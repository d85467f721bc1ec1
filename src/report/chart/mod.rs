//! Charts as SVG text, one function per kind. Every chart is drawn in the pixels it is shown in.
//!
//! plotters draws in the light colours with Noto Sans; [`theme`] then swaps colours for the page's variables, so that
//! dark mode and print follow. The same input gives the same bytes.

mod bar;
mod carpet;
mod dots;
mod map;
mod multiple;
mod pen;
mod theme;
mod timeline;
mod trend;

pub use bar::{Bar, Bars, Length, bars};
pub use carpet::{Carpet, Column, Group, carpet};
pub use dots::{Dots, MOST_MARKS, dots, step};
pub use map::{Flaeche, Karte, Lage, Marken, map};
pub use multiple::{Multiple, multiple};
pub use timeline::{Event, Row, Span, Timeline, timeline};
pub use trend::{Series, Trend, form as trend_form, trend};

use anyhow::Result;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend};

use super::model::{Anker, Svg};
use pen::Pen;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// What every chart needs besides its data: its place on the page and its words for those who do not see it.
#[derive(Debug, Clone)]
pub struct Frame {
    pub kennung: Anker,
    pub titel: String,
    pub beschreibung: String,
    /// In pixels, see [`super::model::Breite::pixel`].
    pub breite: u32,
}

/// Draws on a fresh sheet and hands back the recoloured, named result.
fn draw(frame: &Frame, height: u32, paint: impl FnOnce(&Pen) -> Result<()>) -> Result<Svg> {
    let mut raw = String::new();
    {
        let area: Area = SVGBackend::with_string(&mut raw, (frame.breite, height)).into_drawing_area();
        paint(&Pen::new(&area)?)?;
        area.present()?;
    }
    Ok(Svg::trusted(theme::finish(&raw, frame, height), frame.breite))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{Farbe, Form};

    fn frame(titel: &str) -> Frame {
        Frame { kennung: Anker::new("x"), titel: titel.to_owned(), beschreibung: String::new(), breite: 389 }
    }

    #[test]
    fn nothing_to_draw_is_still_a_drawing() {
        let none = Bars { zeilen: Vec::new(), ganz: 0, laenge: Length::Units };
        assert!(bars(&frame("leer"), &none).unwrap().markup().ends_with("</svg>"));
        let none = Timeline { von: 0, bis: 0, stichtag: 0, zeilen: Vec::new(), spalten: Vec::new(), spalten_titel: String::new() };
        assert!(timeline(&frame("leer"), &none).unwrap().markup().ends_with("</svg>"));
        let none = Karte { breite: 0, hoehe: 0, flaechen: Vec::new() };
        assert!(map(&frame("leer"), &none, &[]).unwrap().markup().ends_with("</svg>"));
    }

    #[test]
    fn many_units_become_a_length() {
        let bar = Bar { label: "a".into(), teile: vec![(151, Farbe::Voll)], ende: String::new() };
        let many = Bars { zeilen: vec![bar.clone()], ganz: 0, laenge: Length::Units };
        let few = Bars { zeilen: vec![Bar { teile: vec![(7, Farbe::Voll)], ..bar }], ganz: 0, laenge: Length::Units };
        let rects = |data| bars(&frame("x"), data).unwrap().markup().matches("<rect").count();
        assert_eq!((rects(&many), rects(&few)), (1, 7));
    }

    #[test]
    fn names_and_numbers_are_escaped_once() {
        let bar = Bar { label: "A & <B>".into(), teile: Vec::new(), ende: "\"fill=\"#173F85\"".into() };
        let data = Bars { zeilen: vec![bar], ganz: 0, laenge: Length::Stacked };
        let svg = bars(&frame("A & <B> \" '"), &data).unwrap();
        assert!(svg.markup().contains(">A &amp; &lt;B&gt;</text>"));
        assert!(svg.markup().contains("&quot;fill=&quot;#173F85&quot;</text>"), "text was recoloured");
        assert!(svg.markup().contains("<title id=\"x.t\">A &amp; &lt;B&gt; &quot; &#39;</title>"));
    }

    #[test]
    fn one_mark_per_unit_on_the_map() {
        let flaeche = Flaeche {
            id: "1".into(),
            name: "Ort".into(),
            anker: (50, 50),
            lage: Lage::Oben,
            ringe: vec![vec![(0, 0), (100, 0), (100, 100)]],
        };
        let karte = Karte { breite: 100, hoehe: 100, flaechen: vec![flaeche] };
        let marken = [Marken { id: "1".into(), formen: vec![Form::Punkt; 5] }, Marken { id: "fremd".into(), formen: vec![Form::Punkt] }];
        assert_eq!(map(&frame("x"), &karte, &marken).unwrap().markup().matches("<circle").count(), 5);
    }
}
