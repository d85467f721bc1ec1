//! How wide a text is, in the built-in font: asked before it is set, so that columns and rows need not be tried.

use std::sync::LazyLock;

use typst::layout::{Abs, Em};
use typst::text::{FontInstance, FontVariations};

use super::world::FONTS;

/// Letters up to here are looked up in a table.
const USUAL: usize = 0x0250;

static FACES: LazyLock<Vec<FontInstance>> = LazyLock::new(|| {
    FONTS.iter().map(|font| font.clone().instantiate(font.info().variant, Abs::pt(10.0), &FontVariations::default())).collect()
});

/// Regular and bold.
static WIDTHS: LazyLock<[Vec<f64>; 2]> = LazyLock::new(|| {
    let letters = || (0..USUAL).filter_map(|code| u32::try_from(code).ok().and_then(char::from_u32));
    [false, true].map(|bold| letters().map(|letter| asked(letter, bold)).collect())
});

/// In the size of the letters: 1 is as wide as they are high. Kerning aside, which only makes it narrower.
pub fn width(text: &str, bold: bool) -> f64 {
    let [regular, strong] = &*WIDTHS;
    let known = if bold { strong } else { regular };
    text.chars().map(|letter| known.get(letter as usize).copied().unwrap_or_else(|| asked(letter, bold))).sum()
}

fn asked(letter: char, bold: bool) -> f64 {
    let Some(face) = FACES.get(usize::from(bold)) else { return 1.0 };
    // What cannot be seen has no width; a soft hyphen is only seen where a line ends.
    if matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}') || letter.is_control() {
        return 0.0;
    }
    face.ttf().glyph_index(letter).and_then(|glyph| face.x_advance(glyph.0)).map_or(1.0, Em::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_as_wide_as_the_font_says() {
        assert!((width("i", false) - 0.258).abs() < 0.001, "{}", width("i", false));
        assert!(width("Freigabe", true) > width("Freigabe", false));
        assert!((width("31.10.2026", false) - width("00.00.0000", false)).abs() < 1e-9, "digits are alike");
        assert!(width("a\u{200b}\u{ad}b", false) < width("ab", false) + 1e-9);
    }
}
