//! The rules of decency, searched for in what readers get: every page of every edition, over the real and the invented
//! projects. Nothing here knows how a page is made.
#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::expect_used,
    clippy::panic,
    reason = "a test says what went wrong by stopping"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use lotse::command::report::{Options, run};
use lotse::portfolio::Audience;
use lotse::report::outputs::Output;

/// Files of a report by their paths.
type Files = BTreeMap<String, Vec<u8>>;

/// A town of 6,797 inhabitants.
const SMALL: &str = "15081030";
const LARGE: &str = "15002000";

fn options(data: &Path, output: &Path, audience: Audience, reader: Option<&str>) -> Options {
    Options {
        paths: vec![data.to_owned()],
        standard: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst")),
        month: Some("2026-10".to_owned()),
        output: output.to_owned(),
        audience,
        reader: reader.map(str::to_owned),
        // Paper and workbooks have tests of their own, and take their time.
        outputs: Some([Output::Html, Output::Csv, Output::Md, Output::Parquet].into_iter().collect()),
        ..Options::default()
    }
}

fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// All files of one edition, each below the folder it was written to.
fn edition(data: &Path, audience: Audience, reader: Option<&str>) -> Files {
    let folder = tempfile::tempdir().unwrap();
    run(&options(data, folder.path(), audience, reader)).unwrap_or_else(|error| panic!("{error:#}"));
    files(folder.path())
}

/// Every edition over both portfolios: what it is, and its files.
static ALL: LazyLock<Vec<(String, Files)>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for data in ["data/gdst", "data/beispiel"] {
        for (audience, reader) in [
            (Audience::Intern, None),
            (Audience::MitNamen, None),
            (Audience::Oeffentlich, None),
            (Audience::Kommune, Some(LARGE)),
            (Audience::Kommune, Some("15085")),
            (Audience::Kommune, Some(SMALL)),
        ] {
            all.push((format!("{data} {audience:?}"), edition(Path::new(data), audience, reader)));
        }
    }
    all
});

/// Name and text of every page: `data/gdst Intern 2026-10/index.html`.
fn pages() -> impl Iterator<Item = (String, String)> {
    let page = |name: &str, (path, bytes): (&String, &Vec<u8>)| (format!("{name} {path}"), String::from_utf8(bytes.clone()).unwrap());
    let html = |(path, _): &(&String, &Vec<u8>)| path.ends_with(".html");
    ALL.iter().flat_map(move |(name, files)| files.iter().filter(html).map(move |file| page(name, file)).collect::<Vec<_>>())
}

/// What a reader reads: without markup, styles and scripts, with the words read out for marks and charts.
fn words(page: &str) -> String {
    let mut text = String::new();
    for part in page.split('<') {
        let (tag, rest) = part.split_once('>').unwrap_or(("", part));
        for name in ["title=\"", "aria-label=\"", "alt=\""] {
            if let Some(value) = tag.split(name).nth(1) {
                text.push_str(value.split('"').next().unwrap_or(""));
                text.push(' ');
            }
        }
        if !tag.starts_with("style") && !tag.starts_with("script") {
            text.push_str(rest);
        }
        text.push(' ');
    }
    text.replace(['\u{a0}', '\u{202f}'], " ").replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_letter(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_alphanumeric)
}

/// The word by itself, not as part of another; case counts.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next()))
}

fn forbidden(text: &str) -> Vec<&'static str> {
    let whole = ["Gate", "Gates", "Tor", "Tore", "Rücklaufquote"];
    let anywhere =
        ["verletzt", "Verletz", "Abnehmer", "falsch grün", "nie erreicht", "PM-Handbuch-konform", "handbuchkonform", "Beteiligungsschwund"];
    let whole = whole.into_iter().filter(|word| has_word(text, word));
    whole.chain(anywhere.into_iter().filter(|word| text.contains(word))).collect()
}

#[test]
fn no_page_uses_a_word_the_house_does_not() {
    assert_eq!(forbidden("Das Gate ist verletzt; ein Torbogen, ein Direktor"), ["Gate", "verletzt"]);
    let mut seen = 0;
    for (name, page) in pages() {
        let text = words(&page);
        assert_eq!(forbidden(&text), Vec::<&str>::new(), "{name}");
        seen += 1;
    }
    assert!(seen > 150, "{seen} pages");
}

/// A whole that is named: "von 14", but not "von 10 Prozent".
fn whole(tokens: &[&str], at: usize) -> Option<u32> {
    let (word, next) = (tokens.get(at)?, tokens.get(at + 1)?);
    if *word != "von" || tokens.get(at + 2).is_some_and(|after| is_percent(after)) && !next.ends_with([',', ';', '.', ')']) {
        return None;
    }
    next.trim_end_matches(|letter: char| !letter.is_ascii_digit()).replace('.', "").parse().ok()
}

fn is_percent(token: &str) -> bool {
    token.trim_start_matches('(').starts_with('%') || token.contains('%') || token.starts_with("Prozent") && !token.starts_with("Prozentw")
}

/// "3 von 14 (21 %)" or "21 % von 14": percentages with the whole they belong to, which is the last one named before them, else
/// the next one. "gut ab 90 %" is a threshold and belongs to none.
fn small_percentages(text: &str) -> Vec<String> {
    let tokens: Vec<&str> = text.split(' ').collect();
    let mut found = Vec::new();
    for at in (0..tokens.len()).filter(|at| is_percent(tokens[*at])) {
        let start = at.saturating_sub(8);
        if tokens[at.saturating_sub(2)..at].contains(&"ab") {
            continue;
        }
        let before = (start..at).rev().find_map(|at| whole(&tokens, at));
        let after = || (at..at + 4).find_map(|at| whole(&tokens, at));
        if before.or_else(after).is_some_and(|whole| whole < 20) {
            found.push(tokens[start..(at + 5).min(tokens.len())].join(" "));
        }
    }
    found
}

#[test]
fn no_percentage_stands_where_the_whole_is_small() {
    assert_eq!(small_percentages("Es sind 3 von 14 (21 %) dabei").len(), 1);
    assert_eq!(small_percentages("Es sind 21 % von 14 Kreisen").len(), 1);
    for fine in
        ["Es sind 45 von 133 (34 %) dabei", "0 von 7 fällige Freigaben, gut ab 90 %", "6 von 122 5 % dann 1 von 3", "mehr als 10 Prozent"]
    {
        assert_eq!(small_percentages(fine), Vec::<String>::new());
    }
    for (name, page) in pages() {
        assert_eq!(small_percentages(&words(&page)), Vec::<String>::new(), "{name}");
    }
    for (name, files) in ALL.iter() {
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with("kennzahlen.csv")) {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.rsplitn(9, ';').collect()).collect();
            // From the right: Stichtag, Datenstand, unbekannt, Genauigkeit, Nenner, Zähler, Einheit, Wert.
            let bad = rows.iter().filter(|row| row[6] == "Prozent" && row[4].parse::<u32>().is_ok_and(|whole| whole < 20));
            assert_eq!(bad.count(), 0, "{name} {path}");
            assert!(rows.len() > 40, "{name} {path}: {} lines", rows.len());
        }
    }
}

const AMPEL: [&str; 3] = ["rote-raute", "gelbes-dreieck", "gruener-kreis"];

/// Marks of the Ampel, their colours in charts, and their words.
fn ampel(body: &str) -> Vec<&'static str> {
    let text = words(body);
    let marks = AMPEL.into_iter().chain(["status-gut", "status-mittel", "status-schlecht"]).filter(|mark| body.contains(mark));
    marks.chain(["Ampel", "grün", "gelb", "rot"].into_iter().filter(|word| has_word(&text, word))).collect()
}

fn body(page: &str) -> &str {
    page.split("<main").nth(1).unwrap().split("</main>").next().unwrap()
}

#[test]
fn pages_about_kommunen_have_no_ampel() {
    let about_kommunen = |path: &str| path.contains("/kreise") || path.contains("/kommune/");
    let mut seen = 0;
    for (name, page) in pages() {
        if about_kommunen(&name) {
            assert_eq!(ampel(body(&page)), Vec::<&str>::new(), "{name}");
            seen += 1;
        }
    }
    assert!(seen >= 2 * (2 * 15 + 1 + 3), "{seen}");
    let index = pages().find(|(name, _)| name == "data/beispiel Intern 2026-10/index.html").unwrap().1;
    assert!(ampel(body(&index)).len() >= 4, "the search finds what is there: {:?}", ampel(body(&index)));
}

/// The official keys in the first two cells of each row of each table, in the order of the page.
fn keys(table: &str) -> Vec<String> {
    let rows = table.split("<tr").skip(1).filter_map(|row| {
        let cells: Vec<String> = row.split("<t").skip(1).take(2).map(|cell| words(&format!("<t{cell}"))).collect();
        let text = cells.join(" ");
        let key = text.split(' ').find(|word| word.len() >= 5 && word.starts_with("15") && word.bytes().all(|byte| byte.is_ascii_digit()));
        key.map(str::to_owned)
    });
    rows.collect()
}

#[test]
fn kommunen_stand_in_the_order_of_their_official_keys() {
    let unsorted = "<table><tr><td>15089</td></tr><tr><td>15081</td></tr></table>";
    assert!(!keys(unsorted).is_sorted());
    let (mut tables, mut sorted) = (0, 0);
    for (name, page) in pages() {
        for table in page.split("<table").skip(1) {
            let found = keys(table.split("</table>").next().unwrap());
            tables += 1;
            sorted += usize::from(found.len() > 3);
            assert!(found.is_sorted(), "{name}: {found:?}");
        }
    }
    assert!(tables > 300 && sorted > 20, "{tables} tables, {sorted} of them with Kommunen");
}

#[test]
fn kinds_of_data_are_kept_apart_in_every_edition() {
    let data = tempfile::tempdir().unwrap();
    for kind in ["gemeldet", "erfunden"] {
        fs::write(data.path().join(format!("{kind}.toml")), format!("id = \"{kind}\"\ntitel = \"T\"\ndatenart = \"{kind}\"\n")).unwrap();
    }
    for (flags, code) in [(vec![], 2), (vec!["--oeffentlich"], 2), (vec!["--mit-namen"], 2), (vec!["--fuer-kommune", LARGE], 2)] {
        let out = tempfile::tempdir().unwrap();
        let done =
            lotse(&["bericht", data.path().to_str().unwrap(), "--monat", "2026-10", "--ausgabe", out.path().to_str().unwrap()], &flags);
        assert_eq!(done.status.code(), Some(code), "{flags:?}");
        assert!(String::from_utf8_lossy(&done.stderr).contains("Datenart"), "{flags:?}");
        assert_eq!(files(out.path()).len(), 0, "{flags:?}");
    }
}

fn lotse(arguments: &[&str], more: &[&str]) -> std::process::Output {
    std::process::Command::new(env!("CARGO_BIN_EXE_lotse"))
        .args(arguments)
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

#[test]
fn an_invented_portfolio_says_so_on_every_page_and_no_other_does() {
    for (name, page) in pages() {
        assert_eq!(page.contains("ERFUNDENES BEISPIEL"), name.starts_with("data/beispiel"), "{name}");
    }
}

/// In an invented portfolio only the names of Kommunen are real.
#[test]
fn no_invented_page_says_of_a_kommune_that_it_declined() {
    let data = declined("erfunden");
    for (audience, reader) in [(Audience::Intern, None), (Audience::Oeffentlich, None), (Audience::Kommune, Some(LARGE))] {
        for (path, page) in html(&edition(data.path(), audience, reader)) {
            let rows = page.split("<tr").skip(1).filter(|row| row.contains("Halle (Saale)") || row.contains(LARGE));
            let against = rows.filter(|row| row.contains("bewusst nicht") || row.contains("beendet")).count();
            assert_eq!(against, 0, "{audience:?} {path}");
        }
    }
    let month = edition(declined("gemeldet").path(), Audience::Intern, None);
    let real = html(&month);
    let index = real.iter().find(|(path, _)| path.ends_with("index.html")).unwrap().1;
    let row = |row: &&str| row.contains("Halle (Saale)") && row.contains("bewusst nicht");
    assert!(index.split("<tr").any(|text| row(&text)), "in a real portfolio it is said");
}

fn declined(kind: &str) -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let text = format!(
        "id = \"probe\"\ntitel = \"Probe\"\ndatenart = \"{kind}\"\n[[beteiligte]]\nid = \"a\"\nkoerperschaft = \"{LARGE}\"\nstand = \"bewusst_nicht\"\nseit = 2026-03-01\n"
    );
    fs::write(data.path().join("probe.toml"), text).unwrap();
    data
}

fn html(files: &Files) -> BTreeMap<&str, &str> {
    let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn a_lower_bound_keeps_its_word() {
    let data = tempfile::tempdir().unwrap();
    let text = "id = \"probe\"\ntitel = \"Probe\"\ndatenart = \"gemeldet\"\naufgabentraeger = \"alle\"\n[[beteiligungszahlen]]\nid = \"z\"\nstand = 2026-09-01\nbezug = \"verwaltungen\"\nkommunen = \"mehr als 41\"\n";
    fs::write(data.path().join("probe.toml"), text).unwrap();
    for audience in [Audience::Intern, Audience::Oeffentlich] {
        let files = edition(data.path(), audience, None);
        let mut said = 0;
        for (path, page) in html(&files) {
            let text = words(page);
            let (all, bounded) = (text.matches("41").count(), text.matches("ehr als 41").count());
            // The number also occurs in the evidence's hash.
            let loose = text.split(' ').filter(|word| word.trim_matches(|letter: char| !letter.is_ascii_digit()) == "41").count();
            assert!(loose <= bounded, "{audience:?} {path}: {all} times, {bounded} with its word");
            said += bounded;
        }
        assert!(said > 0, "{audience:?}");
        let csv = String::from_utf8(files.iter().find(|(path, _)| path.ends_with("kennzahlen.csv")).unwrap().1.clone()).unwrap();
        assert!(csv.lines().filter(|line| line.contains(";41;")).all(|line| line.contains(";mehr_als;")), "{csv}");
        assert!(csv.contains(";mehr_als;"));
    }
}

const PERSON: &str = "Quirina Zwölfjungfer";
const INTERNAL: &str = "GEHEIM-4711";
const FUNCTION: &str = "Hauptamtsleitung von hier";
const STATEMENT: &str = "Nur fuers Haus gesagt";

const IN_PUBLIC: [&str; 2] = ["2026-10-oeffentlich/index.html", "2026-10-oeffentlich/portfolio.md"];

/// A file with something in every field for persons or for the house, and a function in a town of 6,797.
fn confidential() -> tempfile::TempDir {
    let data = tempfile::tempdir().unwrap();
    let text = format!(
        r#"id = "probe"
titel = "Probe"
datenart = "gemeldet"

[[stellen]]
id = "amt"
name = "{FUNCTION}"
ebene = "einheitsgemeinde"
koerperschaft = "{SMALL}"
postfach = "{INTERNAL}@example.org"

[[stellen]]
id = "gross"
name = "Digitalamt"
ebene = "kreisfreie_stadt"
koerperschaft = "{LARGE}"

[[rollen]]
id = "r"
rolle = "projektleitung"
stelle = "amt"
person = "{PERSON}"

[[betroffene]]
id = "b"
name = "Gruppe"
haltung = "ablehnend"

[[konsultationen]]
id = "k"
gegenstand = "Abfrage"
gefragt_am = 2026-05-01
[[konsultationen.rueckmeldungen]]
id = "eins"
stelle = "amt"
gegenstand = "Fragen zum Betrieb"
eingegangen_am = 2026-05-10
[[konsultationen.rueckmeldungen]]
id = "zwei"
stelle = "gross"
gegenstand = "Fragen zum Geld"
eingegangen_am = 2026-05-11

[[statusberichte]]
stand = 2026-10-20
ampel = "rot"
text = "{STATEMENT}"
stellungnahme = "{STATEMENT}"
"#
    );
    fs::write(data.path().join("probe.toml"), text).unwrap();
    data
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn with(files: &Files, text: &str) -> Vec<String> {
    files.iter().filter(|(_, bytes)| holds(bytes, text)).map(|(path, _)| path.clone()).collect()
}

#[test]
fn no_name_of_a_person_is_in_any_file_unless_asked_for() {
    let data = confidential();
    for (audience, reader) in
        [(Audience::Intern, None), (Audience::Oeffentlich, None), (Audience::Kommune, Some(SMALL)), (Audience::Kommune, Some(LARGE))]
    {
        let files = edition(data.path(), audience, reader);
        assert_eq!(with(&files, "Zwölfjungfer"), Vec::<String>::new(), "{audience:?}");
        assert_eq!(with(&files, INTERNAL), Vec::<String>::new(), "{audience:?}");
    }
    let named = with(&edition(data.path(), Audience::MitNamen, None), "Zwölfjungfer");
    assert!(named.iter().any(|path| path.ends_with("projekte/probe.html")), "{named:?}");
    assert!(named.iter().any(|path| path.ends_with("snapshot/rollen.parquet")), "{named:?}");
}

/// Every paper over one project, in the forms a person reads here.
fn papers(file: &Path) -> Vec<(String, Vec<u8>)> {
    let file = file.to_str().unwrap();
    let day = ["--stichtag", "2026-10-31", "--standard", "standard/gdst", "--format", "html"];
    let report = lotse(&["pruefe", file, "--freigabe", "F2"], &day).stdout;
    let decision = lotse(&["vorlage", file, "--freigabe", "F2"], &day).stdout;
    let found = vec![(format!("Prüfbericht {file}"), report), (format!("Vorlage {file}"), decision)];
    assert!(found.iter().all(|(_, bytes)| holds(bytes, "</html>")), "{file}");
    found
}

#[test]
fn papers_name_no_person_and_no_internal_field() {
    let data = confidential();
    let whole = data.path().join("probe.toml");
    let text = fs::read_to_string(&whole).unwrap();
    // A file that cannot be read shows the line of its mistake, unless a person stands in it.
    let broken = data.path().join("kaputt.toml");
    fs::write(&broken, text.replace(&format!("person = \"{PERSON}\""), &format!("person = \"{PERSON}"))).unwrap();
    for file in [whole, broken] {
        for (name, bytes) in papers(&file) {
            assert!(!holds(&bytes, "Zwölfjungfer") && !holds(&bytes, INTERNAL), "{name}");
        }
    }
}

#[test]
fn papers_use_the_words_of_the_house_and_say_what_is_invented() {
    for file in ["data/gdst/gdst.toml", "data/beispiel/beispiel-0040-netz.toml", "tests/projekte/muster-fehler.toml"] {
        for (name, bytes) in papers(Path::new(file)) {
            let page = String::from_utf8(bytes).unwrap();
            assert_eq!(forbidden(&words(&page)), Vec::<&str>::new(), "{name}");
            assert_eq!(page.contains("ERFUNDENES BEISPIEL"), !file.contains("gdst"), "{name}");
            assert!(!AMPEL.iter().any(|form| body(&page).contains(form)), "{name}");
        }
    }
}

#[test]
fn the_public_edition_groups_functions_and_leaves_the_house_out() {
    let data = confidential();
    let house = edition(data.path(), Audience::Intern, None);
    assert!(!with(&house, FUNCTION).is_empty() && !with(&house, STATEMENT).is_empty(), "the report of the month says both");
    let public = edition(data.path(), Audience::Oeffentlich, None);
    for never in [FUNCTION, STATEMENT, INTERNAL, "Stellungnahme", "Was nicht erfüllt ist", "Was zu tun ist"] {
        assert_eq!(with(&public, never), Vec::<String>::new(), "{never}");
    }
    assert_eq!(with(&public, "Stelle einer kleinen Kommune"), IN_PUBLIC);
    assert_eq!(with(&public, "Digitalamt"), IN_PUBLIC);
    assert!(!public.keys().any(|path| path.contains("snapshot") || path.contains("projekte/")), "{:?}", public.keys());
    let index = html(&public)["2026-10-oeffentlich/index.html"];
    for kept in ["id=\"fortschritt\"", "id=\"beteiligung\"", "id=\"nachnutzung\"", "öffentlich"] {
        assert!(index.contains(kept), "{kept}");
    }
}

#[test]
fn the_edition_for_one_kommune_names_no_other() {
    let titles = |page: &str| {
        let catalogue =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st/kataloge/koerperschaften.toml")).unwrap();
        let table: toml::Table = toml::from_str(&catalogue).unwrap();
        let text = words(body(page));
        let title = |code: &toml::Value| code["titel"].as_str().unwrap().to_owned();
        table["code"].as_array().unwrap().iter().map(title).filter(|title| has_word(&text, title)).collect::<Vec<_>>()
    };
    let index = pages().find(|(name, _)| name == "data/beispiel Intern 2026-10/index.html").unwrap().1;
    assert!(titles(&index).len() > 20, "the search finds what is there");
    for (name, page) in pages().filter(|(name, _)| name.starts_with("data/beispiel Kommune")) {
        let found = titles(&page);
        let own = if name.contains(LARGE) {
            "Halle (Saale)"
        } else if name.contains("15085") {
            "Harz"
        } else {
            "Arendsee (Altmark)"
        };
        assert!(found.iter().all(|title| title.contains(own) || own.contains(title.as_str())), "{name}: {found:?}");
        assert!(page.contains(own), "{name}");
    }
}

#[test]
fn each_edition_has_a_folder_of_its_own_and_says_what_it_is() {
    for (name, files) in ALL.iter() {
        let (folder, said) = match name.split(' ').nth(1).unwrap() {
            "Intern" => ("2026-10/", None),
            "MitNamen" => ("2026-10-mit-namen/", Some("mit Namen von Personen")),
            "Oeffentlich" => ("2026-10-oeffentlich/", Some("öffentlich")),
            _ => ("2026-10-fuer-", Some("für eine einzelne Verwaltung")),
        };
        assert!(files.keys().all(|path| path.starts_with(folder)), "{name}: {:?}", files.keys().next());
        for (path, page) in html(files) {
            assert_eq!(page.contains("<dt>Ausgabe</dt>"), said.is_some(), "{name} {path}");
            assert!(said.is_none_or(|said| page.contains(&format!("<dd>{said}</dd>"))), "{name} {path}");
        }
    }
}

#[test]
fn only_the_report_of_the_month_can_be_released() {
    for flags in [vec!["--oeffentlich"], vec!["--mit-namen"], vec!["--fuer-kommune", LARGE]] {
        let out = tempfile::tempdir().unwrap();
        let fixed = ["bericht", "data/gdst", "--monat", "2026-10", "--freigeben", "--ausgabe", out.path().to_str().unwrap()];
        let done = lotse(&fixed, &flags);
        assert_eq!((done.status.code(), files(out.path()).len()), (Some(2), 0), "{flags:?}");
    }
    let out = tempfile::tempdir().unwrap();
    let unknown = run(&options(Path::new("data/gdst"), out.path(), Audience::Kommune, Some("15999"))).unwrap_err();
    assert!(unknown.to_string().contains("15999"), "{unknown:#}");
    let library = Options { release: true, ..options(Path::new("data/gdst"), out.path(), Audience::Oeffentlich, None) };
    assert!(run(&library).is_err());
    assert_eq!(
        files(out.path()).keys().cloned().collect::<Vec<_>>(),
        Vec::<PathBuf>::new().iter().map(|path| path.display().to_string()).collect::<Vec<_>>()
    );
}

/// What is never seen is said when the standard is loaded, with its place.
#[test]
fn a_section_for_nobody_is_refused() {
    let told = |head: &str, section: &str| {
        let folder = tempfile::tempdir().unwrap();
        let profile =
            "name = \"probe\"\ntitel = \"P\"\nfassung = \"1\"\nherausgeber = \"T\"\ngueltig_ab = 2026-01-01\nbasiert_auf = \"gdst\"\n";
        let family = folder.path().join("bericht/probe");
        fs::create_dir_all(&family).unwrap();
        fs::write(folder.path().join("standard.toml"), profile).unwrap();
        fs::write(family.join("kopf.toml"), format!("ober = \"o\"\ntitel = \"t\"\nlead = \"l\"\n{head}\n")).unwrap();
        fs::write(family.join("01-x.toml"), format!("nummer = 1\nkennung = \"k\"\nkicker = \"K\"\nbefund = \"b\"\n{section}\n")).unwrap();
        let standard = lotse::standard::Standard::load(folder.path()).unwrap_or_else(|complaints| panic!("{complaints:?}"));
        match lotse::portfolio::Contents::load(&standard) {
            Ok(_) => String::new(),
            Err(complaints) => complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
        }
    };
    let public = "ausgaben = [\"oeffentlich\"]";
    assert_eq!(told("", ""), "");
    assert_eq!(told(public, public), "");
    for (head, section) in [("", public), (public, ""), ("ausgaben = []", ""), (public, "ausgaben = [\"kommune\"]")] {
        let told = told(head, section);
        assert!(told.contains("erscheint in keiner Ausgabe") && told.contains("bericht/probe/"), "{head} {section}: {told}");
    }
    assert!(told("ausgaben = [\"presse\"]", "").contains("presse"));
}
