//! Charts and marks for paper. On screen they take their colours from the page's variables; here each variable becomes
//! its light value, read from the same style sheet.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::foundations::Bytes;

const STYLE: &str = include_str!("../../../templates/stil.css");
const SYMBOLS: &str = include_str!("../../../templates/zeichen.html");
const NAMESPACE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"";

/// Name and value of each colour, as on a bright screen.
pub static COLOURS: LazyLock<BTreeMap<&str, &str>> = LazyLock::new(|| {
    let light = STYLE.split_once(":root {").and_then(|(_, rest)| rest.split_once('}')).map_or("", |(light, _)| light);
    let colour = |line: &'static str| line.trim().strip_prefix("--")?.split_once(": ").filter(|(_, value)| value.starts_with('#'));
    light.split(';').filter_map(colour).collect()
});

/// The marks of legends and tables, as files.
pub static MARKS: LazyLock<BTreeMap<String, Bytes>> = LazyLock::new(|| {
    let mark = |line: &str| {
        let (name, rest) = line.strip_prefix("<symbol id=\"z_")?.split_once('"')?;
        let svg = format!("{NAMESPACE}{}</svg>", rest.split_once("</symbol>")?.0);
        Some((format!("zeichen/{name}.svg"), Bytes::from_string(coloured(&svg, "\"var(--"))))
    };
    SYMBOLS.lines().filter_map(mark).collect()
});

/// What charts take from the style sheet: the halo of labels over lines.
static RULES: LazyLock<String> = LazyLock::new(|| {
    let lines: String = STYLE.lines().filter(|line| line.starts_with(".hof")).collect();
    coloured(&lines, "var(--")
});

/// A chart as a file of its own.
pub struct Drawing {
    pub svg: String,
    pub width: f64,
    pub height: f64,
    /// Title and description.
    pub words: String,
}

impl Drawing {
    pub fn of(markup: &str) -> Self {
        let view = markup.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(view, _)| view);
        let mut size = view.split(' ').filter_map(|number| number.parse().ok());
        let (opening, body) = markup.split_once('>').unwrap_or((markup, "</svg>"));
        let base = "font-family=\"Noto Sans\" font-size=\"13\"";
        let opening = opening.replacen("<svg", &format!("{NAMESPACE} {base}"), 1);
        let svg = format!("{opening}><style>{}</style>{body}", RULES.as_str());
        let words = ["title", "desc"].map(|tag| unescaped(between(body, tag)));
        Self {
            svg: coloured(&svg, "\"var(--"),
            width: size.next().unwrap_or(1.0),
            height: size.next().unwrap_or(1.0),
            words: words.iter().map(String::as_str).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". "),
        }
    }
}

fn between<'a>(body: &'a str, tag: &str) -> &'a str {
    let inside = || body.split_once(&format!("<{tag} "))?.1.split_once('>')?.1.split_once("</");
    inside().map_or("", |(text, _)| text)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

/// In attributes a quotation mark stands before the variable, in texts never: there it is escaped.
fn coloured(text: &str, start: &str) -> String {
    let before = start.trim_end_matches("var(--");
    let mut parts = text.split(start);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(')').unwrap_or((part, ""));
        out.push_str(before);
        out.push_str(COLOURS.get(name).copied().unwrap_or("currentColor"));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::{Bar, Bars, Frame, Length, bars};
    use crate::report::model::{Anker, Farbe};

    #[test]
    fn colours_and_marks_are_found_in_the_templates() {
        assert_eq!(COLOURS.get("papier"), Some(&"#ffffff"));
        assert_eq!(COLOURS.get("rot"), Some(&"#ae1f23"));
        assert!(MARKS.len() > 15 && MARKS.contains_key("zeichen/gelbes-dreieck.svg"));
        assert!(MARKS.values().all(|mark| !String::from_utf8_lossy(mark).contains("var(")));
    }

    #[test]
    fn a_chart_keeps_its_words_and_gets_its_colours() {
        let bar = Bar { label: "var(--rot) & <B>".into(), teile: vec![(3, Farbe::Grau)], ende: String::new() };
        let frame = Frame { kennung: Anker::new("x"), titel: "Titel <1>".into(), beschreibung: "Sätze".into(), breite: 389 };
        let chart = bars(&frame, &Bars { zeilen: vec![bar], ganz: 0, laenge: Length::Stacked }).unwrap();
        let drawing = Drawing::of(chart.markup());
        assert_eq!((drawing.width, drawing.words.as_str()), (389.0, "Titel <1>. Sätze"));
        assert!(!drawing.svg.contains("\"var("));
        assert!(drawing.svg.contains(">var(--rot) &amp; &lt;B&gt;</text>"), "a text was taken for a colour");
    }
}
