//! A page that uses everything once: proof that whatever is written in a project file stays text, and the page to look
//! at when the design changes. It is written to `target/tmp/muster.html`, where the browser check finds it.
#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::too_many_lines,
    clippy::many_single_char_names,
    reason = "a sample page in words: long lists of content, and a test says what went wrong by stopping"
)]

mod beispiel;
mod beteiligung;
mod bilder;
mod contrast;
mod diagramme;
mod papier;
mod steuerung;

use lotse::report::html::{link_faults, render};
use lotse::report::model::Report;

const HOSTILE: &str = "<script>alert(1)</script>\" & '</style>{{ 7777*7 }}";

#[test]
fn text_from_project_files_stays_text() {
    let calm = render(&beispiel::report("")).unwrap();
    let hostile = render(&beispiel::report(HOSTILE)).unwrap();
    assert_eq!(hostile.matches("<script").count(), 1, "only the page's own");
    assert!(!hostile.contains("54439"), "a value was taken for a template");
    assert!(hostile.contains("&lt;script&gt;alert(1)"));
    assert!(tags(&hostile) == tags(&calm), "a value opened or closed a tag");
    for drawing in drawings(&hostile) {
        let known = ["title", "desc", "defs", "pattern", "path", "text", "rect", "circle", "polygon", "polyline", "line"];
        let names = drawing.split('<').skip(1).filter_map(|t| t.trim_start_matches('/').split([' ', '>']).next());
        assert!(names.clone().count() > 5 && names.clone().all(|n| known.contains(&n) || n == "svg"));
    }
}

/// The charts: wider labels may change what is drawn, so they are looked at apart.
fn drawings(page: &str) -> impl Iterator<Item = &str> {
    page.split("<svg ")
        .skip(1)
        .filter(|s| s.split('>').next().is_some_and(|o| o.contains("role=\"img\"")))
        .filter_map(|s| s.split("</svg>").next())
}

/// The names of all tags outside the charts in order, with the number of their attributes.
fn tags(page: &str) -> Vec<(&str, usize)> {
    let body = page.split_once("</head>").unwrap().1;
    let outside = body.split("<svg ").flat_map(|part| {
        let chart = part.split('>').next().is_some_and(|opening| opening.contains("role=\"img\""));
        if chart { part.split_once("</svg>").unwrap().1 } else { part }.split('<').skip(1)
    });
    // The quotation mark is always escaped in values, so this counts attributes only.
    outside.map(|t| (t.split([' ', '>']).next().unwrap_or(""), t.split('>').next().unwrap_or("").matches("=\"").count())).collect()
}

#[test]
fn styles_cannot_be_left_by_a_value() {
    let hostile = render(&beispiel::report(HOSTILE)).unwrap();
    let head = hostile.split_once("</head>").unwrap().0;
    assert_eq!(head.matches("</style>").count(), 2);
}

#[test]
fn every_link_has_a_place_and_every_place_one_name() {
    let page = render(&beispiel::report("")).unwrap();
    assert_eq!(link_faults(&page), Vec::<String>::new());
}

#[test]
fn same_model_same_bytes() {
    assert_eq!(render(&beispiel::report("")).unwrap(), render(&beispiel::report("")).unwrap());
}

#[test]
fn nothing_is_loaded_from_anywhere() {
    let page = render(&beispiel::report("")).unwrap();
    for loader in ["<script ", "<link", "<img", "<iframe", "url(http", "@import", "src="] {
        assert!(!page.contains(loader), "{loader}");
    }
}

#[test]
fn charts_use_the_colours_of_the_page_only() {
    let page = render(&beispiel::report("")).unwrap();
    let body = page.split_once("</head>").unwrap().1;
    assert!(!body.contains("fill=\"#") && !body.contains("stroke=\"#"), "a chart has a colour of its own");
    assert!(!body.contains("font-size=\"11") && !body.contains("font-size=\"10"));
}

#[test]
fn an_empty_report_is_still_a_page() {
    let page = render(&Report::default()).unwrap();
    assert!(page.contains("<main"));
}

#[test]
fn sample_pages_are_written_for_the_browser_check() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(dir.join("muster.html"), render(&beispiel::report("")).unwrap()).unwrap();
    std::fs::write(dir.join("feindlich.html"), render(&beispiel::report(HOSTILE)).unwrap()).unwrap();
}
