//! Every chart once, described by a profile of its own over the tables of the project files: with forty projects, with
//! none, and with texts that want to be more than texts.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fs;
use std::path::Path;

use lotse::command::Outcome;
use lotse::command::report::{Options, run};
use lotse::report::html::link_faults;
use lotse::report::outputs::Output;

fn page(data: &Path, output: &Path) -> String {
    let options = Options {
        paths: vec![data.to_owned()],
        standard: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profile/diagramme")),
        month: Some("2026-10".to_owned()),
        output: output.to_owned(),
        // Paper and workbooks have tests of their own, and take their time.
        outputs: Some([Output::Html].into_iter().collect()),
        ..Options::default()
    };
    assert_eq!(run(&options).unwrap_or_else(|error| panic!("{error:#}")), Outcome::Clean);
    fs::read_to_string(output.join("2026-10/index.html")).unwrap()
}

/// The part of the page that holds the block with this id.
fn block<'a>(page: &'a str, id: &str) -> &'a str {
    let marked = format!("id=\"{id}\"");
    let mut blocks = page.split("<div class=\"block\">");
    blocks.find(|block| block.contains(&marked)).unwrap_or_else(|| panic!("no block {id}"))
}

fn words(html: &str) -> String {
    let text: Vec<&str> = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect();
    text.join(" ").replace('\u{a0}', " ").replace("&#x2f;", "/").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn forty_projects_show_every_chart() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diagramme");
    let page = page(Path::new("data/beispiel"), &folder);
    assert_eq!(link_faults(&page), Vec::<String>::new());
    for id in ["probe-teppich", "hantel", "trend", "vorlauf", "nutzungskurven", "grenzen"] {
        let block = block(&page, id);
        assert!(block.contains("role=\"img\"") && block.contains("<title") && block.contains("<desc"), "{id} has no words");
        assert!(block.contains("<details>") && block.contains("<h3>"), "{id} has no table or no finding");
    }
    let carpet = words(block(&page, "probe-teppich"));
    assert!(carpet.contains("Spalten: 40, davon rot") && carpet.contains("gemeldet und berechnet weichen ab: 12."), "{carpet}");
    let chain = words(block(&page, "kette"));
    assert!(chain.contains("F2") && chain.contains("36 von 36") && chain.contains("keine fällig"), "{chain}");
    let months = words(block(&page, "kontaktmonate"));
    assert!(months.contains("10/26") && months.contains("11/25") && months.contains("kein Kontakt dokumentiert"), "{months}");
    assert_eq!(block(&page, "kontaktmonate").matches("<details>").count(), 14, "one fold per Kreis");
}

#[test]
fn bounds_and_gaps_keep_their_words() {
    let folder = tempfile::tempdir().unwrap();
    let page = page(Path::new("data/beispiel"), folder.path());
    let said = words(block(&page, "grenzen"));
    assert!(said.contains("mehr als 20 von 122") && said.contains("Untergrenze, die Quelle sagt „mehr als“"), "{said}");
    assert!(said.contains("Am Ende unbekannt nicht dokumentiert") && !said.contains("16 %"), "{said}");
}

#[test]
fn no_project_and_no_date_are_calm_pages_too() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("daten");
    fs::create_dir_all(&data).unwrap();
    fs::write(data.join("kaputt.toml"), "id = \"kaputt\n").unwrap();
    let page = page(&data, &folder.path().join("aus"));
    assert_eq!(link_faults(&page), Vec::<String>::new());
    for said in ["Kein Meilenstein ist geplant.", "Kein Termin ist geplant."] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn names_from_project_files_stay_names() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("daten");
    fs::create_dir_all(&data).unwrap();
    let hostile = "<script>alert(1)</script>\\\" onload=\\\"x";
    let project = format!(
        "id = \"a\"\ntitel = \"{hostile}\"\ndatenart = \"erfunden\"\nbeginn = 2026-01-01\n\
         [[meilensteine]]\nid = \"m\"\ntitel = \"{hostile}\"\nerster_plan = 2026-11-01\n\
         planung = [ {{ am = 2026-05-01, termin = 2026-12-01, grund = \"x\" }} ]\n"
    );
    fs::write(data.join("a.toml"), project).unwrap();
    let page = page(&data, &folder.path().join("aus"));
    assert!(!page.contains("<script>alert") && !page.contains("onload=\"x"), "a name became markup");
    assert!(block(&page, "hantel").contains("&lt;script&gt;") && block(&page, "trend").contains("&lt;script&gt;"));
}
