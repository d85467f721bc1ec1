//! Contrast of the colours as `stil.css` has them. Browsers' checkers cannot judge text in drawings, so this does.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../templates/stil.css");
const TEXT: f64 = 4.5;
const MARK: f64 = 3.0;

/// Colour, ground, and what is needed.
const PAIRS: [(&str, &str, f64); 43] = [
    ("tinte", "papier", TEXT),
    ("tinte2", "papier", TEXT),
    ("tinte3", "papier", TEXT),
    ("akzent", "papier", TEXT),
    ("akzent2", "papier", TEXT),
    ("tinte", "flaeche", TEXT),
    ("tinte2", "flaeche", TEXT),
    ("tinte3", "flaeche", TEXT),
    ("akzent", "flaeche", TEXT),
    ("tinte", "flaeche2", TEXT),
    ("tinte2", "flaeche2", TEXT),
    ("tinte", "b1", TEXT),
    ("tinte", "b2", TEXT),
    ("papier", "b4", TEXT),
    ("papier", "b5", TEXT),
    ("tinte", "gruen-f", TEXT),
    ("tinte", "gelb-f", TEXT),
    ("tinte", "rot-f", TEXT),
    ("tinte2", "gruen-f", TEXT),
    ("tinte2", "gelb-f", TEXT),
    ("tinte2", "rot-f", TEXT),
    ("erfunden-t", "erfunden", TEXT),
    ("linie2", "papier", MARK),
    ("b3", "papier", MARK),
    ("b4", "papier", MARK),
    ("b5", "papier", MARK),
    ("b4", "flaeche", MARK),
    ("b5", "flaeche", MARK),
    ("b5", "flaeche2", MARK),
    ("gruen", "papier", MARK),
    ("gelb", "papier", MARK),
    ("rot", "papier", MARK),
    ("grau", "papier", MARK),
    ("gruen", "flaeche", MARK),
    ("gelb", "flaeche", MARK),
    ("rot", "flaeche", MARK),
    ("grau", "flaeche", MARK),
    ("grau", "flaeche2", MARK),
    ("b4", "b2", MARK),
    ("b5", "b2", MARK),
    ("tinte2", "papier", MARK),
    ("erfunden", "papier", MARK),
    ("akzent2", "papier", MARK),
];

#[test]
fn every_pair_can_be_read_in_both_themes() {
    let (light, dark) = CSS.split_once("prefers-color-scheme").unwrap();
    for (theme, css) in [("light", light), ("dark", dark)] {
        let tokens = tokens(css);
        for (front, ground, needed) in PAIRS {
            let ratio = ratio(tokens[front], tokens[ground]);
            assert!(ratio >= needed, "{theme}: {front} on {ground} is {ratio:.2}, needs {needed}");
        }
    }
}

/// Grounds, hairlines and the inside of outlined shapes: nothing is read from them alone.
const DECOR: [&str; 7] = ["papier", "flaeche", "flaeche2", "linie", "b1", "b2", "tinte3"];

/// A new colour in a chart is measured too, or is said to be decor.
#[test]
fn every_colour_of_the_charts_is_among_the_pairs() {
    let page = lotse::report::html::render(&crate::beispiel::report("")).unwrap();
    let known = |token: &str, needed: f64| PAIRS.iter().any(|(front, _, ratio)| *front == token && *ratio >= needed);
    let mut seen = 0;
    for drawing in crate::drawings(&page) {
        for element in drawing.split('<').skip(1) {
            let is_text = element.starts_with("text");
            for token in element.split("=\"var(--").skip(1).filter_map(|rest| rest.split(')').next()) {
                seen += 1;
                let tint = token.ends_with("-f");
                let fine = if is_text { known(token, TEXT) } else { known(token, MARK) || tint || DECOR.contains(&token) };
                assert!(fine, "{token} in <{}", element.split(' ').next().unwrap_or(""));
            }
        }
    }
    assert!(seen > 500, "only {seen} colours found");
}

#[test]
fn the_measure_is_the_one_of_wcag() {
    assert!((ratio([255; 3], [0; 3]) - 21.0).abs() < 1e-9);
    assert!((ratio([0x77; 3], [255; 3]) - 4.478).abs() < 1e-3);
}

/// The first block of `--name: #rrggbb;` declarations.
fn tokens(css: &str) -> BTreeMap<&str, [u8; 3]> {
    let block = css.split_once(":root").unwrap().1.split_once('}').unwrap().0;
    let declarations = block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    declarations.map(|(name, hex)| (name, [0, 2, 4].map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()))).collect()
}

fn ratio(a: [u8; 3], b: [u8; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = rgb.map(|c| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}
