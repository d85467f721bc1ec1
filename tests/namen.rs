//! Names and keys of Kommunen: what is certain is understood, what is not is told with what it could be. No name is
//! resolved wrongly, whoever typed it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "a test says what went wrong by stopping")]

use std::fs;
use std::path::Path;

use lotse::audit::{Auditor, Finding, Later, Question};
use lotse::period::Period;
use lotse::schema::{Catalogue, Level, Named};
use lotse::source::Source;
use lotse::standard::Standard;

fn catalogue(standard: &Standard) -> &Catalogue {
    standard.schema.catalogues.iter().find(|catalogue| catalogue.naming.is_some()).unwrap()
}

fn certain<'c>(catalogue: &'c Catalogue, text: &str) -> Option<&'c str> {
    match catalogue.resolve(text, None) {
        Named::Certain(ordinal) => Some(catalogue.code(ordinal).id.as_str()),
        _ => None,
    }
}

#[test]
fn names_in_the_spelling_of_people() {
    let standard = Standard::embedded("gdst").unwrap();
    let bodies = catalogue(&standard);
    for (text, id) in [
        ("Halberstadt", "15085135"),
        ("halberstadt", "15085135"),
        ("Stadt Halberstadt", "15085135"),
        ("Halberstadt, Stadt", "15085135"),
        (" Halber\u{200b}stadt ", "15085135"),
        ("Stadtverwaltung Halberstadt", "15085135"),
        ("Landkreis Harz", "15085"),
        ("LK Harz", "15085"),
        ("Lkr. Harz", "15085"),
        ("Harz, Landkreis", "15085"),
        ("Harz", "15085"),
        ("Stadt Halle (Saale)", "15002000"),
        ("Halle/Saale", "15002000"),
        ("Halle an der Saale", "15002000"),
        ("Halle", "15002000"),
        ("Kreisfreie Stadt Dessau-Roßlau", "15001000"),
        ("Dessau-Rosslau", "15001000"),
        ("Landeshauptstadt Magdeburg", "15003000"),
        ("Landkreis Stendal", "15090"),
        ("Saalekreis", "15088"),
        ("Landkreis Saalekreis", "15088"),
        ("Ko\u{308}then (Anhalt)", "15082180"),
        ("Koethen", "15082180"),
        ("Verbandsgemeinde Flechtingen", "150835052"),
        ("VG Flechtingen", "150835052"),
        ("15085", "15085"),
        ("15085 ", "15085"),
        ("15 085 135", "15085135"),
        ("150850135135", "15085135"),
        ("150850000000", "15085"),
        ("15085000", "15085"),
        ("15002", "15002000"),
    ] {
        assert_eq!(certain(bodies, text), Some(id), "{text}");
    }
}

#[test]
fn what_is_not_certain_stays_open() {
    let standard = Standard::embedded("gdst").unwrap();
    let bodies = catalogue(&standard);
    for text in ["Stendal", "Wittenberg", "Flechtingen"] {
        assert!(matches!(bodies.resolve(text, None), Named::Several(found) if found.len() == 2), "{text}");
    }
    for text in [
        "Landkreis Halberstadt",
        "Gemeinde Harz",
        "Hannover",
        "Stadt",
        "Landkreis",
        "",
        "1",
        "15153000",
        "03153",
        "15085136",
        "1508513",
        "Halberstad",
        "Burgen",
        "Landkreis Halle",
        "Kreisfreie Stadt Halberstadt",
    ] {
        assert_eq!(bodies.resolve(text, None), Named::Nothing, "{text}");
    }
}

#[test]
fn the_row_says_which_of_several_is_meant() {
    let standard = Standard::embedded("gdst").unwrap();
    let bodies = catalogue(&standard);
    let id = |found: Named| match found {
        Named::Certain(ordinal) => Some(bodies.code(ordinal).id.clone()),
        _ => None,
    };
    assert_eq!(id(bodies.resolve("Stendal", Some("landkreis"))).as_deref(), Some("15090"));
    assert_eq!(id(bodies.resolve("Stendal", Some("einheitsgemeinde"))).as_deref(), Some("15090535"));
    // What the list does not know as a level says nothing.
    assert_eq!(id(bodies.resolve("Halberstadt", Some("kommune"))).as_deref(), Some("15085135"));
    // A name against its row is not certain.
    assert!(matches!(bodies.resolve("Halberstadt", Some("landkreis")), Named::Several(found) if found.len() == 1));
}

#[test]
fn every_title_means_itself_or_says_that_others_bear_it() {
    let standard = Standard::embedded("gdst").unwrap();
    let bodies = catalogue(&standard);
    let mut open = Vec::new();
    for code in &bodies.codes {
        match certain(bodies, &code.title) {
            Some(id) => assert_eq!(id, code.id, "{}", code.title),
            None => open.push(code.title.as_str()),
        }
    }
    assert_eq!(open, ["Flechtingen"]);
}

/// The official directory: names with suffixes, Landkreise without their word, both kinds of keys.
#[test]
fn names_of_the_official_directory_are_never_taken_for_another() {
    let standard = Standard::embedded("gdst").unwrap();
    let bodies = catalogue(&standard);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/municipalities");
    let Ok(text) = fs::read_to_string(folder.join("gemeinden_st_20231130.csv")) else {
        eprintln!("skipped: no ../shared/data/municipalities");
        return;
    };
    let (mut right, mut all) = (0, 0);
    for line in text.lines().skip(1) {
        let cells = split(line);
        for name in [cells[0].as_str(), cells[1].as_str(), cells[2].as_str()] {
            all += 1;
            match certain(bodies, name) {
                Some(id) if id == cells[0] => right += 1,
                Some(id) => panic!("{name}: {id} instead of {}", cells[0]),
                None => {}
            }
        }
    }
    assert!(all == 654 && right >= 650, "{right} of {all}");
}

/// A line of the directory, whose names carry commas.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

fn finding(standard: &Standard, value: &str) -> Vec<Finding> {
    let text = format!("[[stellen]]\nid = \"a\"\nname = \"Amt\"\nebene = \"kommune\"\nkoerperschaft = {value}\n");
    let question = Question { later: Later::Shown, ..Question::as_of_day(Period::parse("2026-10-31").unwrap()) };
    let audit = Auditor::new(standard).unwrap().audit(Source::new("x.toml", text), question);
    audit.findings.into_iter().filter(|finding| finding.place.line == 5).collect()
}

#[test]
fn findings_say_which_key_to_write() {
    let standard = Standard::embedded("gdst").unwrap();
    for (value, level, told) in [
        ("\"Halberstadt\"", Level::Soll, "Schreiben Sie: koerperschaft = \"15085135\"  # Halberstadt"),
        ("Halberstadt", Level::Muss, "Schreiben Sie: koerperschaft = \"15085135\""),
        ("15085", Level::Muss, "Schreiben Sie: koerperschaft = \"15085\""),
        ("\"150850000000\"", Level::Soll, "Schreiben Sie: koerperschaft = \"15085\"  # Landkreis Harz"),
        ("\"Stendal\"", Level::Muss, "\"15090\" (Landkreis Stendal, landkreis), \"15090535\" (Hansestadt Stendal, einheitsgemeinde)"),
        ("\"15153000\"", Level::Muss, "Heute: \"15089\" (Salzlandkreis, landkreis)"),
        ("\"Landkreis Quedlinburg\"", Level::Muss, "gilt nicht mehr. Heute: \"15085\" (Landkreis Harz, landkreis)"),
        ("\"03153\"", Level::Muss, "Schlüssel aus Niedersachsen"),
        ("\"15085136\"", Level::Muss, "„lotse erklaere koerperschaften“ nennt alle Schlüssel"),
        ("\"Halberstad\"", Level::Muss, "Meinten Sie \"15085135\" (Halberstadt, einheitsgemeinde)?"),
    ] {
        let found = finding(&standard, value);
        assert_eq!(found.len(), 1, "{value}: {found:#?}");
        assert!(found[0].message.contains(told) && found[0].level == level, "{value}: {}", found[0].message);
    }
    assert!(finding(&standard, "\"15085136\"")[0].message.find("15085135").is_none(), "no key is near another");
}
