//! The report in its other forms, unpacked and read as their readers read them.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use lotse::command::example;
use lotse::command::report::{Options, run};
use lotse::report::outputs::Output;

const HOSTILE: &str = "=HYPERLINK(\"http://x.example\";\"x\")|<b>[a](http://x.example)</b>";

fn options(data: PathBuf, output: &Path, outputs: &[Output]) -> Options {
    Options {
        paths: vec![data],
        standard: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst")),
        month: Some("2026-10".to_owned()),
        output: output.to_owned(),
        outputs: Some(outputs.iter().copied().collect()),
        ..Options::default()
    }
}

fn written(data: &str, outputs: &[Output]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    run(&options(PathBuf::from(data), folder.path(), outputs)).unwrap_or_else(|error| panic!("{error:#}"));
    folder
}

/// A project whose title, milestones and risks try to be formulas, tables and markup.
fn hostile(folder: &Path) -> PathBuf {
    let data = folder.join("daten");
    fs::create_dir_all(&data).unwrap();
    let text = HOSTILE.replace('"', "\\\"");
    let more = format!(
        "[[statusberichte]]\nstand = 2026-10-20\nampel = \"rot\"\ntext = \"{text}\"\n[[meilensteine]]\nid = \"m\"\ntitel = \"{text}\"\nerster_plan = 2026-09-01\n[[hemmnisse]]\nid = \"h\"\ntitel = \"{text}\"\nnorm = \"{text}\"\nstand = \"offen\"\n"
    );
    fs::write(
        data.join("erdacht.toml"),
        format!("id = \"erdacht\"\ntitel = \"{text}\"\nkurztitel = \"{text}\"\ndatenart = \"erfunden\"\n{more}"),
    )
    .unwrap();
    data
}

/// Name and content of everything in a packed file, in its order.
fn unpacked(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        found.push((name, text));
    }
    found
}

/// The tags of a document in order; stops where it is not well formed.
fn tags(xml: &str) -> Vec<&str> {
    let (mut open, mut all) = (Vec::new(), Vec::new());
    for part in xml.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or_else(|| panic!("a tag without its end: {part}"));
        assert!(!text.contains('>') && !text.replace("&amp;", "").contains("& "), "{part}");
        if tag.starts_with(['?', '!']) {
            continue;
        }
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap();
        match (tag.starts_with('/'), tag.ends_with('/')) {
            (true, _) => assert_eq!(open.pop(), Some(name)),
            (false, true) => all.push(name),
            (false, false) => {
                open.push(name);
                all.push(name);
            }
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    all
}

fn workbook(data: &str) -> (tempfile::TempDir, Vec<(String, String)>) {
    let folder = written(data, &[Output::Xlsx]);
    let bytes = fs::read(folder.path().join("2026-10/portfolio.xlsx")).unwrap();
    (folder, unpacked(&bytes))
}

fn sheets(parts: &[(String, String)]) -> Vec<&str> {
    parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).map(|(_, text)| text.as_str()).collect()
}

fn part<'a>(parts: &'a [(String, String)], name: &str) -> &'a str {
    &parts.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("{name}")).1
}

#[test]
fn a_workbook_has_tables_frozen_heads_and_no_formula() {
    let (_folder, parts) = workbook("data/beispiel");
    let sheets = sheets(&parts);
    assert!(sheets.len() > 10, "{}", sheets.len());
    for sheet in &sheets {
        assert!(!sheet.contains("<f>") && !sheet.contains("<f "), "a formula");
        assert!(
            sheet.contains("orientation=\"landscape\"")
                && sheet.contains("Stichtag 31.10.2026")
                && sheet.contains("Seite &amp;P von &amp;N")
        );
        if sheet.matches("<tablePart ").count() == 1 {
            assert!(sheet.contains("state=\"frozen\""), "{}", &sheet[..600]);
        }
    }
    let tables: Vec<&str> = parts.iter().filter(|(name, _)| name.starts_with("xl/tables/")).map(|(_, text)| text.as_str()).collect();
    assert!(tables.len() > sheets.len() / 2 && tables.iter().all(|table| table.contains("<autoFilter ")), "{}", tables.len());
    let names = part(&parts, "xl/workbook.xml");
    assert!(names.contains("name=\"Übersicht\"") && names.contains("name=\"Kennzahlen\""), "{names}");
    assert_eq!(names.matches("Print_Titles").count(), sheets.iter().filter(|sheet| sheet.matches("<tablePart ").count() == 1).count());
}

#[test]
fn every_chart_of_a_workbook_says_what_it_shows() {
    let (_folder, parts) = workbook("data/beispiel");
    let drawings: Vec<&str> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/drawings/drawing")).map(|(_, text)| text.as_str()).collect();
    let (charts, said) = drawings.iter().fold((0, 0), |(charts, said), drawing| {
        let described = drawing.split(" descr=\"").skip(1).filter(|rest| !rest.starts_with('"')).count();
        (charts + drawing.matches("<xdr:graphicFrame").count(), said + described)
    });
    assert!(charts >= 6 && charts == said, "{charts} charts, {said} with words");
}

/// Place and text of every cell of a sheet that holds a text.
fn texts<'a>(parts: &'a [(String, String)], sheet: &'a str) -> Vec<(&'a str, &'a str)> {
    let shared: Vec<&str> = part(parts, "xl/sharedStrings.xml").split("<si>").skip(1).collect();
    let inner = |text: &'a str| text.split_once("<t").unwrap().1.split_once('>').unwrap().1.split("</t>").next().unwrap();
    let cell = |cell: &'a str| {
        let (head, rest) = cell.split_once('>')?;
        let place = head.split('"').next()?;
        let number: usize = rest.strip_prefix("<v>").filter(|_| head.contains("t=\"s\""))?.split('<').next()?.parse().ok()?;
        Some((place, inner(shared[number])))
    };
    sheet.split("<c r=\"").skip(1).filter_map(cell).collect()
}

#[test]
fn the_first_cell_of_every_sheet_says_what_it_is_and_whether_it_is_invented() {
    let (_folder, parts) = workbook("data/beispiel");
    let firsts: Vec<&str> =
        sheets(&parts).iter().map(|sheet| texts(&parts, sheet)[0]).map(|(place, text)| if place == "A1" { text } else { "" }).collect();
    assert!(firsts.iter().all(|text| text.starts_with("ERFUNDENES BEISPIEL · ") && text.chars().count() > 30), "{firsts:?}");
    assert!(firsts.iter().any(|text| text.ends_with(" · Lage")), "{firsts:?}");
    assert!(sheets(&parts).iter().all(|sheet| sheet.contains("&amp;8 ERFUNDENES BEISPIEL")), "not on paper");
    let (_folder, real) = workbook("data/gdst");
    assert!(!real.iter().any(|(_, text)| text.contains("ERFUNDENES")));
    assert!(sheets(&real).iter().all(|sheet| texts(&real, sheet)[0].0 == "A1"));
}

#[test]
fn nothing_in_a_table_is_a_number_or_a_day_as_text() {
    let (_folder, parts) = workbook("data/beispiel");
    let date = |text: &str| {
        text.len() == 10 && text.bytes().enumerate().all(|(at, sign)| if at == 2 || at == 5 { sign == b'.' } else { sign.is_ascii_digit() })
    };
    let number = |text: &str| text.trim_start_matches(['+', '−', '-']).replace('.', "").bytes().all(|sign| sign.is_ascii_digit());
    let mut keys = 0;
    for sheet in sheets(&parts) {
        // Where digits are a key that is said to the spreadsheet, so that it does not warn.
        let said = sheet.split("<ignoredError sqref=\"").nth(1).map_or("", |rest| rest.split('"').next().unwrap());
        let columns: Vec<&str> =
            said.split(' ').map(|range| range.trim_end_matches(|sign: char| sign != ':').trim_end_matches(':')).collect();
        for (place, text) in texts(&parts, sheet) {
            assert!(!text.contains('\u{ad}') && text != "–" && !date(text), "{place}: {text}");
            if number(text) {
                let column = place.trim_end_matches(|sign: char| sign.is_ascii_digit());
                assert!(
                    columns.iter().any(|range| range.trim_end_matches(|sign: char| sign.is_ascii_digit()) == column),
                    "{place}: {text}, {said}"
                );
                keys += 1;
            }
        }
    }
    assert!(keys > 100, "{keys}");
}

#[test]
fn a_workbook_is_german_and_defines_its_figures() {
    let (_folder, parts) = workbook("data/beispiel");
    assert!(part(&parts, "docProps/core.xml").contains("<dc:language>de-DE</dc:language>"));
    assert!(!parts.iter().any(|(_, text)| text.contains("\"en-US\"")), "the engine calls it American");
    let notes: Vec<&str> = parts.iter().filter(|(name, _)| name.starts_with("xl/comments")).map(|(_, text)| text.as_str()).collect();
    let counted: usize = notes.iter().map(|text| text.matches("<comment ").count()).sum();
    assert!(notes.len() > 2 && counted > 35, "{counted} notes on {} sheets", notes.len());
    let names: Vec<&str> =
        part(&parts, "xl/workbook.xml").split("<sheet name=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(!names.iter().any(|name| name.contains('…')), "{names:?}");
}

#[test]
fn a_workbook_holds_the_rows_a_page_leaves_out_and_says_where_pictures_are() {
    let folder = written("data/beispiel", &[Output::Html, Output::Xlsx]);
    let month = folder.path().join("2026-10");
    let page = fs::read_to_string(month.join("index.html")).unwrap();
    let rows =
        |id: &str| page.split(&format!("<table id=\"{id}\"")).nth(1).unwrap().split("</table>").next().unwrap().matches("<tr").count() - 1;
    assert_eq!(rows("kommunen"), 200, "the page is cut");
    let parts = unpacked(&fs::read(month.join("portfolio.xlsx")).unwrap());
    let table = parts.iter().find(|(_, text)| text.contains("displayName=\"T_kommunen\"")).unwrap();
    let range = table.1.split(" ref=\"").nth(1).unwrap().split('"').next().unwrap();
    let ends: Vec<usize> =
        range.split(':').map(|cell| cell.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).parse().unwrap()).collect();
    assert!(ends[1] - ends[0] > 200, "{range}");
    let drawn = |kind: &str| parts.iter().filter(|(name, text)| name.starts_with("xl/charts/") && text.contains(kind)).count();
    assert!(drawn("<c:barChart>") > 8 && drawn("<c:scatterChart>") == 1 && drawn("<c:hiLowLines") == 1);
    for place in ["karte", "teppich", "zeit"] {
        assert!(sheets(&parts).iter().any(|sheet| sheet.contains(&format!("location=\"{place}\""))), "{place}");
        assert!(page.contains(&format!("id=\"{place}\"")), "{place}");
    }
    assert!(parts.iter().any(|(name, text)| name.contains("worksheets/_rels") && text.contains("Target=\"index.html\"")));
}

#[test]
fn the_first_page_of_a_large_portfolio_still_opens() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("viele");
    let standard = Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst");
    example::run(&example::Options { projects: 250, seed: 1, output: data.clone(), standard: Some(standard), insist: false }).unwrap();
    run(&options(data, &folder.path().join("aus"), &[Output::Html])).unwrap_or_else(|error| panic!("{error:#}"));
    let page = fs::read_to_string(folder.path().join("aus/2026-10/index.html")).unwrap();
    let most = page.split("<table").skip(1).map(|table| table.split("</table>").next().unwrap().matches("<tr").count()).max().unwrap();
    assert!(most <= 300 && page.len() < 2_000_000, "{most} rows, {} bytes", page.len());
    assert!(page.contains("<p class=\"rest\">") && page.contains(">Alle Vorhaben</a>"));
    let steps = page.split("<li style=\"--stufe:").skip(1).map(|step| step.split("</ul>").next().unwrap().matches("<li>").count());
    assert_eq!(steps.max(), Some(21), "twenty names and how many more there are");
}

#[test]
fn numbers_are_numbers_and_bounds_stay_words() {
    let (_folder, parts) = workbook("data/gdst");
    let texts = part(&parts, "xl/sharedStrings.xml");
    for said in ["mehr als 40 von 133", "nicht bekannt", "6 von 10"] {
        assert!(texts.contains(&format!(">{said}<")), "{said}");
    }
    let figures = sheets(&parts)[1];
    let numbers = figures.split("<c r=\"").skip(1).filter(|cell| !cell.split('>').next().unwrap().contains(" t=")).count();
    assert!(numbers > 20, "{numbers}");
    assert!(!figures.contains("<v>30.1</v>") && !figures.contains("<v>0.3007"), "a bound has no share");
}

#[test]
fn what_a_project_file_says_is_never_a_formula_or_markup() {
    let folder = tempfile::tempdir().unwrap();
    let outputs = [Output::Xlsx, Output::Md, Output::Odt, Output::Csv];
    run(&options(hostile(folder.path()), &folder.path().join("aus"), &outputs)).unwrap_or_else(|error| panic!("{error:#}"));
    let read = |name: &str| fs::read(folder.path().join("aus/2026-10").join(name)).unwrap();
    let book = unpacked(&read("portfolio.xlsx"));
    assert!(part(&book, "xl/sharedStrings.xml").contains("=HYPERLINK("), "the text itself stays");
    assert!(sheets(&book).iter().all(|sheet| !sheet.contains("<f>") && !sheet.contains("<f ")));
    assert!(!book.iter().any(|(name, text)| name.contains("_rels/") && text.contains("x.example")), "a link out of a text");
    let text = String::from_utf8(read("portfolio.md")).unwrap();
    assert!(text.contains("=HYPERLINK") && !text.contains("<b>") && !text.contains("](http://x.example"), "{text}");
    let document = unpacked(&read("portfolio.odt"));
    for (name, xml) in document.iter().skip(1) {
        assert!(!tags(xml).contains(&"b"), "{name}");
    }
    assert!(part(&document, "content.xml").contains("&lt;b&gt;"));
}

#[test]
fn a_text_document_is_one_that_programs_open() {
    let folder = written("data/beispiel", &[Output::Odt]);
    let bytes = fs::read(folder.path().join("2026-10/portfolio.odt")).unwrap();
    assert_eq!(&bytes[30..38], b"mimetype");
    assert!(bytes[38..].starts_with(b"application/vnd.oasis.opendocument.text"), "stored as it is, at its place");
    let parts = unpacked(&bytes);
    let found: BTreeMap<&str, Vec<&str>> = parts.iter().skip(1).map(|(name, xml)| (name.as_str(), tags(xml))).collect();
    assert_eq!(
        found.keys().copied().collect::<Vec<_>>(),
        ["META-INF/manifest.xml", "content.xml", "meta.xml", "settings.xml", "styles.xml"]
    );
    let count = |name: &str| found["content.xml"].iter().filter(|tag| **tag == name).count();
    assert!(count("text:h") > 10 && count("table:table") > 10);
    assert_eq!(count("table:table"), count("table:table-header-rows"));
    assert!(
        part(&parts, "meta.xml").contains("<dc:language>de-DE</dc:language>")
            && part(&parts, "meta.xml").contains("<dc:title>Portfoliobericht")
    );
    assert!(part(&parts, "content.xml").contains("ERFUNDENES BEISPIEL") && part(&parts, "styles.xml").contains("ERFUNDENES BEISPIEL"));
}

#[test]
fn markdown_has_headings_and_whole_tables() {
    let folder = written("data/gdst", &[Output::Md]);
    let text = fs::read_to_string(folder.path().join("2026-10/portfolio.md")).unwrap();
    assert!(text.starts_with("# Portfoliobericht"), "{text}");
    assert!(text.matches("\n## ").count() >= 8 && !text.contains("\n\n\n") && !text.contains("](index.html"), "no page was asked for");
    let lines: Vec<&str> = text.lines().collect();
    // Signs inside cells are escaped, so that bars are borders.
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    assert!(!text.contains('\u{ad}') && !lines.iter().any(|line| line.starts_with("|  |")), "a head without a word");
    let longest = lines.iter().filter(|line| line.starts_with('|')).map(|line| line.chars().count()).max().unwrap();
    assert!(longest < 700 && text.contains("\n- **") && !text.contains("| So gezählt |"), "a definition in a row: {longest}");
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.starts_with("|-")) {
        assert_eq!(bars(lines[index - 1]), bars(line), "line {}: {}", index + 1, lines[index - 1]);
        assert!(lines[index + 1].starts_with('|') && bars(lines[index + 1]) == bars(line), "line {}", index + 2);
    }
}

#[test]
fn a_folder_holds_what_was_asked_for_and_says_so() {
    let folder = written("data/gdst", &[Output::Html, Output::Csv]);
    let month = folder.path().join("2026-10");
    let there = |name: &str| month.join(name).exists();
    assert!(there("index.html") && there("kennzahlen.csv") && !there("portfolio.xlsx") && !there("snapshot"));
    let proof: serde_json::Value = serde_json::from_slice(&fs::read(month.join("nachweis.json")).unwrap()).unwrap();
    assert_eq!(proof["formen"], serde_json::json!(["html", "csv"]));
    let page = fs::read_to_string(month.join("index.html")).unwrap();
    assert!(page.contains("href=\"kennzahlen.csv\"") && !page.contains("href=\"portfolio.xlsx\""));
    let again = written("data/gdst", &[Output::Xlsx]);
    let files: Vec<String> =
        fs::read_dir(again.path().join("2026-10")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
}

#[test]
fn a_report_without_tables_is_no_predecessor() {
    let folder = tempfile::tempdir().unwrap();
    let month = |month: &str, outputs: &[Output]| Options {
        month: Some(month.to_owned()),
        release: true,
        ..options(PathBuf::from("data/gdst"), folder.path(), outputs)
    };
    run(&month("2026-09", &[Output::Csv])).unwrap();
    run(&month("2026-10", &[Output::Csv, Output::Parquet])).unwrap();
    let proof = fs::read_to_string(folder.path().join("2026-10/nachweis.json")).unwrap();
    assert!(proof.contains("\"vorgaenger\": null"), "{proof}");
    let named = Options { predecessor: Some(folder.path().join("2026-09")), ..month("2026-11", &[Output::Csv]) };
    assert!(run(&named).unwrap_err().to_string().contains("ohne Tabellen"));
}

#[test]
fn one_project_comes_in_every_form() {
    // Each by itself: none relies on another being asked for.
    for output in [Output::Html, Output::Pdf, Output::Xlsx, Output::Md, Output::Odt] {
        let folder = tempfile::tempdir().unwrap();
        let one = Options { project: Some("gdst".to_owned()), ..options(PathBuf::from("data/gdst"), folder.path(), &[output]) };
        run(&one).unwrap_or_else(|error| panic!("{output:?}: {error:#}"));
        let names: Vec<_> =
            fs::read_dir(folder.path().join("2026-10-gdst/projekte")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [format!("gdst.{}", output.word()).as_str()]);
    }
}

#[test]
fn the_dictionary_of_the_tables_explains_each_column() {
    let folder = written("data/gdst", &[Output::Parquet]);
    let text = fs::read_to_string(folder.path().join("2026-10/snapshot/woerterbuch.csv")).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.splitn(5, ';').collect()).collect();
    let mut told: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for row in &rows {
        assert!(row.len() == 5 && !row[4].is_empty(), "{row:?}");
        told.entry((row[0], row[4])).or_default().push(row[1]);
    }
    // What only says what the rows are is said of several columns; sources and proofs mean the same wherever they stand.
    let same = |column: &&&str| !["quelle", "beleg", "zeile"].iter().any(|word| column.ends_with(word));
    let vague: Vec<&str> = told.values().filter(|columns| columns.len() > 1).flatten().filter(same).copied().collect();
    assert!(rows.len() > 2000 && vague.len() < 20, "{vague:?}");
}
