//! The view model as paper one can sign: a tagged PDF (PDF/UA-1, and PDF/A-2a for the archive), set by Typst inside this
//! program. Text reaches the template only as data in a JSON file; no Typst source is ever made from it.

mod appendix;
mod columns;
mod drawing;
mod letters;
pub mod metric;
mod places;
mod sheet;
mod world;

use anyhow::{Result, anyhow};
use typst::comemo;
use typst::diag::SourceDiagnostic;
use typst::foundations::Smart;
use typst::layout::{Frame, FrameItem};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::model::Report;
use sheet::Sheet;
use world::Press;

/// So many later papers may still use what one has left in the engine's memory.
const KEPT: usize = 8;

/// The bytes of a PDF file; the same report gives the same bytes.
///
/// # Errors
/// The template and the view model do not fit together.
pub fn render(report: &Report) -> Result<Vec<u8>> {
    let Sheet { files, ident } = Sheet::of(report)?;
    let press = Press::new(files);
    let document = set(&press)?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_2a]).map_err(|error| anyhow!("{}", error.message()))?;
    let creator = Smart::Custom(Some(format!("lotse {}", env!("CARGO_PKG_VERSION"))));
    let options = PdfOptions { ident: Smart::Custom(ident), creator, timestamp: None, standards, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&document, &options).map_err(|errors| told(&press, &errors))?;
    comemo::evict(KEPT);
    Ok(bytes)
}

/// The words of each page, in the order in which they are set. For tests of papers.
///
/// # Errors
/// As for [`render`].
pub fn pages(report: &Report) -> Result<Vec<String>> {
    let document = set(&Press::new(Sheet::of(report)?.files))?;
    let page = |page: &Page| {
        let mut words = String::new();
        read(&page.frame, &mut words);
        words
    };
    Ok(document.pages().iter().map(page).collect())
}

fn read(frame: &Frame, words: &mut String) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => read(&group.frame, words),
            FrameItem::Text(text) => words.push_str(&text.text),
            _ => {}
        }
    }
}

fn set(press: &Press) -> Result<PagedDocument> {
    typst::compile::<PagedDocument>(press).output.map_err(|errors| told(press, &errors))
}

/// What the engine objects to, with the line of the template.
fn told(press: &Press, errors: &[SourceDiagnostic]) -> anyhow::Error {
    let lines = errors.iter().map(|error| format!("{}{}", press.place(error.span), error.message));
    anyhow!("the paper cannot be set:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::{Abschnitt, Block, Breite, Form, Satz, Spalte, Tabelle, Zeile, Zelle};

    const WORDS: [&str; 7] = [
        "AVATAR Tee-Vertrag, 1.632.439,08 € über „Kfz-Wesen“ – 31.10.2026",
        "Öffentlichkeitsbeteiligung",
        "fi ffi fl ft tt Wf To Ty P. LT AY",
        "beispiel-0016-sozialamt.toml:173",
        "§ 7 Abs. 2 ÄÖÜ ß 5 − 3 ± 2 ≥ 1 →",
        "mehr als 14 von 133",
        "11/25",
    ];

    /// A table whose rows are known to be one line each, with marks and notes.
    fn report(folded: bool) -> Report {
        let cells = |word: &&str| {
            let marked = Zelle::mark(Form::GelbesDreieck, word);
            Zeile::new(None, vec![Satz::default().strong(*word).into(), marked.note("Stand 30.09.2026"), Zelle::from("x")])
        };
        let table = Tabelle {
            spalten: ["Was", "Stand", "Ende"].map(Spalte::left).into(),
            zeilen: WORDS.iter().map(cells).collect(),
            zugeklappt: folded,
            ..Tabelle::default()
        };
        let mut section = Abschnitt::new("1", "a", "Abschnitt", "Befund");
        section.push(Breite::Voll, Block::Tabelle(table));
        Report { abschnitte: vec![section], ..Report::default() }
    }

    fn texts(frame: &Frame, found: &mut Vec<(String, bool, f64)>) {
        for (_, item) in frame.items() {
            match item {
                FrameItem::Group(group) => texts(&group.frame, found),
                FrameItem::Text(text) => {
                    let bold = text.font.font().info().variant.weight.to_number() > 500;
                    found.push((text.text.to_string(), bold, text.width() / text.size));
                }
                _ => {}
            }
        }
    }

    /// Rows are given their height before anything is set: a line that comes out wider would run into the next row.
    #[test]
    fn no_text_is_wider_than_was_reckoned() {
        for folded in [false, true] {
            let document = set(&Press::new(Sheet::of(&report(folded)).unwrap().files)).unwrap();
            let mut found = Vec::new();
            document.pages().iter().for_each(|page| texts(&page.frame, &mut found));
            assert!(found.iter().any(|(text, bold, _)| *bold && text == WORDS[2]), "{found:?}");
            for (text, bold, width) in found {
                assert!(width <= metric::width(&text, bold) + 0.001, "{text}: {width}");
            }
        }
    }
}
