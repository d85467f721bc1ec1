//! The report as many pages: every link leads somewhere, every page shows only its own, and nothing a project file says
//! leads out of the folder.
#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lotse::command::Outcome;
use lotse::command::report::{Options, run};
use lotse::portfolio::{Contents, file_name};
use lotse::report::html::link_faults;
use lotse::report::outputs::Output;
use lotse::standard::Standard;

fn options(paths: &[&Path], output: &Path) -> Options {
    Options {
        paths: paths.iter().map(|path| path.to_path_buf()).collect(),
        standard: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst")),
        month: Some("2026-10".to_owned()),
        output: output.to_owned(),
        // Paper and workbooks have tests of their own, and take their time.
        outputs: Some([Output::Html, Output::Csv].into_iter().collect()),
        ..Options::default()
    }
}

/// The pages of a report by their paths.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

fn report(data: &Path) -> (tempfile::TempDir, BTreeMap<String, String>) {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(&options(&[data], folder.path())).unwrap_or_else(|error| panic!("{error:#}")), Outcome::Clean);
    let found = pages(&folder.path().join("2026-10"));
    (folder, found)
}

fn attributes<'a>(page: &'a str, start: &'static str) -> impl Iterator<Item = &'a str> {
    page.split(start).skip(1).filter_map(|rest| rest.split('"').next())
}

/// Links to files and places that do not exist, over all pages.
fn dead_links(folder: &Path, pages: &BTreeMap<String, String>) -> Vec<String> {
    let places: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, page)| (path.as_str(), attributes(page, " id=\"").collect())).collect();
    let mut dead = Vec::new();
    for (path, page) in pages {
        dead.extend(link_faults(page).into_iter().map(|fault| format!("{path}: {fault}")));
        let outside = |href: &&str| !href.starts_with('#') && !href.starts_with("http");
        let written = attributes(page, " href=\"").map(|href| href.replace("&#x2f;", "/"));
        for href in written.collect::<Vec<_>>().iter().map(String::as_str).filter(outside) {
            let (target, place) = href.split_once('#').map_or((href, None), |(target, place)| (target, Some(place)));
            let mut parts: Vec<&str> = path.split('/').collect();
            parts.pop();
            for part in target.split('/') {
                if part == ".." { parts.pop().map_or_else(|| panic!("{path}: {href} leaves the folder"), |_| ()) } else { parts.push(part) }
            }
            let target = parts.join("/");
            let known = place.is_none_or(|place| places.get(target.as_str()).is_some_and(|places| places.contains(place)));
            if !folder.join(&target).is_file() || !known {
                dead.push(format!("{path}: {href}"));
            }
        }
    }
    dead
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    for (data, projects) in [("data/gdst", 11), ("data/beispiel", 40)] {
        let (folder, pages) = report(Path::new(data));
        let dead = dead_links(&folder.path().join("2026-10"), &pages);
        assert!(dead.is_empty(), "{data}: {} dead links, first {:?}", dead.len(), dead.first());
        let below = |start: &str| pages.keys().filter(|path| path.starts_with(start)).count();
        assert_eq!((below("projekte/"), below("kreise/")), (projects, 14), "{data}");
        for single in ["index.html", "vorhaben.html", "kreise.html", "empfehlungen.html", "hemmnisse.html"] {
            assert!(pages.contains_key(single), "{data}: {single}");
        }
    }
}

#[test]
fn every_page_says_what_it_is_and_runs_only_its_own_script() {
    let (_folder, pages) = report(Path::new("data/beispiel"));
    let mut titles = BTreeSet::new();
    for (path, page) in &pages {
        for said in ["ERFUNDENES BEISPIEL", "<dd>31.10.2026</dd>", "<dt>Fassung</dt>", "<dt>Kennung</dt>", "script-src 'sha256-"] {
            assert!(page.contains(said), "{path}: {said}");
        }
        for loader in ["<script ", "<link", "<img", "<iframe", " src=", " onclick=", "url("] {
            assert!(!page.contains(loader), "{path}: {loader}");
        }
        assert_eq!(page.matches("<script>").count(), 1, "{path}");
        assert!(!page.contains("{{") && !page.contains(">none<") && !page.contains("None"), "{path}");
        titles.insert(page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap());
    }
    let projects = pages.keys().filter(|path| path.starts_with("projekte/")).count();
    assert!(titles.len() >= pages.len() - projects + 35, "pages have titles of their own: {} of {}", titles.len(), pages.len());
}

#[test]
fn a_page_shows_the_values_of_its_own_project_only() {
    let (_folder, pages) = report(Path::new("data/beispiel"));
    let project = |number: &str| pages.iter().find(|(path, _)| path.contains(number)).unwrap().1;
    let (exemplary, exempt) = (project("0001-dms"), project("0040-netz"));
    assert!(exemplary.contains("beispiel-0001-dms") && !exemplary.contains("beispiel-0040"));
    assert!(exempt.contains("Was nicht erfüllt ist") && !exemplary.contains("Was nicht erfüllt ist"));
    for (path, page) in pages.iter().filter(|(path, _)| path.starts_with("projekte/")) {
        let own = path.trim_start_matches("projekte/").trim_end_matches(".html");
        let body = page.split("<main").nth(1).unwrap();
        let others = body.split("beispiel-00").skip(1).filter(|rest| !own.starts_with(&format!("beispiel-00{}", &rest[..2])));
        assert_eq!(others.count(), 0, "{path} names another project");
    }
}

/// In an invented portfolio only the names of Kommunen are real: nothing negative stands beside one.
#[test]
fn an_invented_portfolio_says_nothing_against_a_real_kommune() {
    let body = |kind: &str| {
        let data = tempfile::tempdir().unwrap();
        let text = format!(
            "id = \"probe\"\ntitel = \"Probe\"\ndatenart = \"{kind}\"\n[[beteiligte]]\nid = \"a\"\nkoerperschaft = \"15088150\"\nstand = \"bewusst_nicht\"\nseit = 2026-03-01\n[[loesungen]]\nid = \"l\"\nname = \"L\"\n[[loesungen.nachnutzende]]\nid = \"n\"\nkoerperschaft = \"15088150\"\nstand = \"beendet\"\n"
        );
        fs::write(data.path().join("probe.toml"), text).unwrap();
        let (_folder, pages) = report(data.path());
        let main = |path: &str| pages[path].split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
        main("kreise/15088.html") + &main("projekte/probe.html")
    };
    let (real, invented) = (body("gemeldet"), body("erfunden"));
    assert!(
        real.contains("bewusst nicht")
            && real.contains("Kabelsketal")
            && real.contains("kein Kontakt dokumentiert")
            && real.contains("Nutzung beendet")
    );
    for never in ["bewusst nicht", "Kabelsketal", "kein Kontakt dokumentiert"] {
        assert!(!invented.replace("es ist nur kein Kontakt dokumentiert", "").contains(never), "{never}");
    }
    // The column of stands says it once, without a name.
    assert!(!invented.contains("Nutzung beendet"));
}

#[test]
fn tables_of_kommunen_cannot_be_sorted_into_a_ranking() {
    let (_folder, pages) = report(Path::new("data/beispiel"));
    for (path, page) in pages.iter().filter(|(path, _)| path.starts_with("kreise")) {
        assert!(!page.contains(" data-sortierbar>"), "{path}");
    }
    assert!(pages["vorhaben.html"].contains(" data-sortierbar>"));
}

#[test]
fn one_project_alone_leaves_the_report_of_the_month_alone() {
    let (folder, _) = report(Path::new("data/gdst"));
    let month = folder.path().join("2026-10");
    let before = fs::read(month.join("nachweis.json")).unwrap();
    let one = |id: &str| Options { project: Some(id.to_owned()), ..options(&[Path::new("data/gdst")], folder.path()) };
    run(&one("gdst")).unwrap();
    assert_eq!(fs::read(month.join("nachweis.json")).unwrap(), before);
    let alone = folder.path().join("2026-10-gdst");
    let found = pages(&alone);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["projekte/gdst.html"]);
    assert_eq!(dead_links(&alone, &found), Vec::<String>::new());
    let proof: serde_json::Value = serde_json::from_slice(&fs::read(alone.join("nachweis.json")).unwrap()).unwrap();
    assert_eq!(proof["ausgaben"].as_array().unwrap().len(), 2, "the page and what it rests on");
    let error = run(&one("gdts")).unwrap_err().to_string();
    assert!(error.contains("gdts") && error.contains("gdst"), "{error}");
}

#[test]
fn no_id_writes_outside_the_folder() {
    let data = tempfile::tempdir().unwrap();
    for (file, id) in [("a", "../../a"), ("b", "CON"), ("c", "x/../../b")] {
        fs::write(data.path().join(format!("{file}.toml")), format!("id = \"{id}\"\ntitel = \"T\"\ndatenart = \"erfunden\"\n")).unwrap();
    }
    let (folder, pages) = report(data.path());
    assert_eq!(dead_links(&folder.path().join("2026-10"), &pages).first(), None);
    let months: Vec<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(months, [folder.path().join("2026-10")]);
    for id in ["../../a", "CON", "x/../../b"] {
        let expected = format!("projekte/{}.html", file_name(id));
        let by_file = pages.keys().filter(|path| path.starts_with("projekte/")).count();
        assert!(pages.contains_key(&expected) || by_file == 3, "{id}: {:?}", pages.keys());
    }
}

/// What is wrong with a page family is said when the standard is loaded, with its place.
#[test]
fn a_broken_family_is_refused_when_the_standard_is_loaded() {
    let told = |head: &str, section: &str| {
        let folder = tempfile::tempdir().unwrap();
        let profile =
            "name = \"probe\"\ntitel = \"P\"\nfassung = \"1\"\nherausgeber = \"T\"\ngueltig_ab = 2026-01-01\nbasiert_auf = \"gdst\"\n";
        let family = folder.path().join("bericht/probe");
        fs::create_dir_all(&family).unwrap();
        fs::write(folder.path().join("standard.toml"), profile).unwrap();
        fs::write(family.join("kopf.toml"), format!("ober = \"o\"\ntitel = \"t\"\nlead = \"l\"\n{head}\n")).unwrap();
        let section = format!("nummer = 1\nkennung = \"k\"\nkicker = \"K\"\nbefund = \"b\"\n[[wert]]\nname = \"w\"\nsql = \"{section}\"\n");
        fs::write(family.join("01-x.toml"), section).unwrap();
        let standard = Standard::load(folder.path()).unwrap_or_else(|complaints| panic!("{complaints:?}"));
        match Contents::load(&standard) {
            Ok(_) => String::new(),
            Err(complaints) => complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    };
    let per = "je = \"SELECT projekt AS seite, titel FROM bezeichnungen\"\n";
    let good = "SELECT projekt AS seite, phase FROM projekte";
    assert_eq!(told(&format!("{per}datei = \"probe/{{seite}}.html\""), good), "");
    let table = [
        (format!("{per}datei = \"../{{seite}}.html\""), good, "führt nicht aus dem Ordner"),
        (format!("{per}datei = \"/{{seite}}.html\""), good, "führt nicht aus dem Ordner"),
        (format!("{per}datei = \"probe/{{seite}}.txt\""), good, "endet auf .html"),
        (format!("{per}datei = \"probe.html\""), good, "„{seite}“ steht im Pfad"),
        ("datei = \"index.html\"".to_owned(), good, "schreibt schon eine andere Seite"),
        (format!("{per}datei = \"probe/{{seite}}.html\""), "SELECT projekt, phase FROM projekte", "die Spalte „seite“"),
        (format!("{per}datei = \"probe/{{seite}}.html\""), "SELECT projekt AS seite FROM projekte LIMIT 3", "LIMIT"),
        ("oberhalb = \"nirgends\"".to_owned(), good, "„nirgends“ gibt es nicht"),
    ];
    for (head, section, expected) in table {
        let told = told(&head, section);
        assert!(told.contains(expected) && told.contains("bericht/probe/"), "{head} {section}: {told}");
    }
}
