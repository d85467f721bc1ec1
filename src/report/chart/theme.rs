//! Colours of the charts, and the pass that turns plotters' output into SVG of this page.
//!
//! plotters writes fixed colours and knows neither classes nor patterns. Each colour below is the light value of one
//! token of `stil.css`; after drawing it is replaced by that token.

use plotters::style::RGBColor;

use super::Frame;
use super::pen::{PLOTTERS_SIZE, SIZE};

pub const PAPER: RGBColor = RGBColor(0xff, 0xff, 0xff);
pub const SURFACE: RGBColor = RGBColor(0xf4, 0xf6, 0xf9);
pub const LAND: RGBColor = RGBColor(0xe9, 0xed, 0xf3);
pub const LINE: RGBColor = RGBColor(0xcc, 0xd3, 0xdd);
pub const LINE2: RGBColor = RGBColor(0x8a, 0x94, 0xa6);
pub const INK: RGBColor = RGBColor(0x14, 0x1a, 0x26);
pub const INK2: RGBColor = RGBColor(0x43, 0x4d, 0x5f);
pub const INK3: RGBColor = RGBColor(0x5b, 0x65, 0x77);
pub const B1: RGBColor = RGBColor(0xdd, 0xe7, 0xf5);
pub const B2: RGBColor = RGBColor(0xad, 0xc5, 0xe8);
pub const B3: RGBColor = RGBColor(0x64, 0x8e, 0xcb);
pub const B4: RGBColor = RGBColor(0x2f, 0x62, 0xad);
pub const B5: RGBColor = RGBColor(0x17, 0x3f, 0x85);
pub const GREEN: RGBColor = RGBColor(0x0f, 0x7b, 0x68);
pub const YELLOW: RGBColor = RGBColor(0xb6, 0x77, 0x00);
pub const RED: RGBColor = RGBColor(0xae, 0x1f, 0x23);
pub const GREY: RGBColor = RGBColor(0x7a, 0x84, 0x96);
pub const GREEN_TINT: RGBColor = RGBColor(0xe2, 0xf2, 0xee);
pub const YELLOW_TINT: RGBColor = RGBColor(0xfb, 0xef, 0xd5);
pub const RED_TINT: RGBColor = RGBColor(0xfa, 0xe3, 0xe2);
/// Stands for the hatch; no token has this value.
pub const HATCH: RGBColor = RGBColor(0x7a, 0x84, 0x97);
/// Ink with a halo of paper, for labels over lines; no token has this value.
pub const INK_ON_PAPER: RGBColor = RGBColor(0x14, 0x1a, 0x27);
/// Ink with a halo of land; no token has this value.
pub const INK_ON_LAND: RGBColor = RGBColor(0x14, 0x1a, 0x28);

/// Every colour that stands for a token of the style sheet.
pub const TOKENS: [(RGBColor, &str); 20] = [
    (PAPER, "papier"),
    (SURFACE, "flaeche"),
    (LAND, "flaeche2"),
    (LINE, "linie"),
    (LINE2, "linie2"),
    (INK, "tinte"),
    (INK2, "tinte2"),
    (INK3, "tinte3"),
    (B1, "b1"),
    (B2, "b2"),
    (B3, "b3"),
    (B4, "b4"),
    (B5, "b5"),
    (GREEN, "gruen"),
    (YELLOW, "gelb"),
    (RED, "rot"),
    (GREY, "grau"),
    (GREEN_TINT, "gruen-f"),
    (YELLOW_TINT, "gelb-f"),
    (RED_TINT, "rot-f"),
];

/// Attributes that say what is the default anyway.
const NOISE: [&str; 5] =
    [" opacity=\"1\"", " stroke=\"none\"", " stroke-width=\"1\"", " font-family=\"Noto Sans\"", " text-anchor=\"start\""];

pub fn hex(RGBColor(r, g, b): RGBColor) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// User text cannot be mistaken for an attribute here: plotters has escaped every quotation mark in it.
pub fn finish(raw: &str, frame: &Frame, height: u32) -> String {
    let start = raw.find('>').map_or(0, |end| end + 1);
    let mut body = raw[start..].trim_end().trim_end_matches("</svg>").to_owned();
    for noise in NOISE {
        body = body.replace(noise, "");
    }
    for (colour, token) in TOKENS {
        for attribute in ["fill", "stroke"] {
            body = body.replace(&format!("{attribute}=\"{}\"", hex(colour)), &format!("{attribute}=\"var(--{token})\""));
        }
    }
    let pattern = format!("{}.s", frame.kennung.as_str());
    let hatched = format!("fill=\"{}\"", hex(HATCH));
    let definition = if body.contains(&hatched) { hatch(&pattern) } else { String::new() };
    body = body.replace(&hatched, &format!("fill=\"url(#{pattern})\""));
    for (colour, class) in [(INK_ON_PAPER, "hof"), (INK_ON_LAND, "hof-land")] {
        body = body.replace(&format!("fill=\"{}\"", hex(colour)), &format!("class=\"{class}\" fill=\"var(--tinte)\""));
    }
    // The size goes through a multiplication and a division on its way; the rest of that is cut off again.
    let size = format!("font-size=\"{}\"", f64::from(SIZE) * PLOTTERS_SIZE / PLOTTERS_SIZE);
    let body = body
        .replace(&size, &format!("font-size=\"{SIZE}\""))
        .replace("font-weight=\"bold\"", "font-weight=\"600\"")
        .replace(">\n", ">")
        .replace("\n<", "<");
    format!("{}{definition}{body}</svg>", opening(frame, height))
}

fn opening(frame: &Frame, height: u32) -> String {
    let (id, width) = (frame.kennung.as_str(), frame.breite);
    format!(
        "<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" style=\"--b:{width}px\" role=\"img\" \
         aria-labelledby=\"{id}.t {id}.d\"><title id=\"{id}.t\">{}</title><desc id=\"{id}.d\">{}</desc>",
        escape(&frame.titel),
        escape(&frame.beschreibung)
    )
}

fn hatch(id: &str) -> String {
    format!(
        "<defs><pattern id=\"{id}\" width=\"4.5\" height=\"4.5\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path d=\"M0 0V4.5\" stroke=\"var(--grau)\" stroke-width=\"1.6\"/></pattern></defs>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_is_the_light_value_of_its_token() {
        let css = include_str!("../../../templates/stil.css");
        for (colour, token) in TOKENS {
            let line = format!("--{token}: {};", hex(colour).to_lowercase());
            assert!(css.contains(&line), "{line}");
        }
    }

    #[test]
    fn no_two_colours_are_alike() {
        let mut all: Vec<_> = TOKENS.iter().map(|(c, _)| hex(*c)).collect();
        all.extend([HATCH, INK_ON_PAPER, INK_ON_LAND].map(hex));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
