//! `erklaere` finds whatever the standard knows, by id, by name and by word, and says it to people and to programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use lotse::printer::{Found, Index, page_of};
use lotse::schema::Kind;
use lotse::standard::Standard;

fn standard() -> Standard {
    Standard::embedded("gdst").unwrap()
}

fn lotse(arguments: &[&str]) -> (i32, String) {
    let output =
        std::process::Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), told)
}

/// The page of the one thing that is meant.
fn page(standard: &Standard, index: &Index<'_>, typed: &str) -> String {
    match index.look_up(typed) {
        Found::One(entry, _) | Found::Named(entry, _) => page_of(standard, &entry).to_text(),
        other => panic!("{typed}: {other:?}"),
    }
}

#[test]
fn everything_that_has_an_id_is_found_by_it() {
    let standard = standard();
    let index = Index::of(&standard);
    let mut ids: Vec<String> = standard.rules.iter().map(|rule| rule.id.clone()).collect();
    ids.extend(lotse::audit::BUILTIN.iter().map(|check| check.id.to_owned()));
    ids.extend(standard.gates.iter().map(|gate| gate.id.clone()));
    ids.extend(standard.phases.iter().map(|phase| phase.id.clone()));
    ids.extend(standard.thresholds.iter().map(|threshold| threshold.name.clone()));
    ids.extend(standard.figure_texts().into_iter().map(|figure| figure.id));
    for record in &standard.schema.records {
        ids.extend((!record.path.is_empty()).then(|| record.path.clone()));
        for field in record.fields.iter().filter(|field| !matches!(field.kind, Kind::Table(_) | Kind::List(_))) {
            ids.push(if record.path.is_empty() { field.name.clone() } else { format!("{}.{}", record.path, field.name) });
        }
    }
    for catalogue in &standard.schema.catalogues {
        ids.extend(catalogue.codes.iter().map(|code| format!("{}.{}", catalogue.name, code.id)));
    }
    assert!(ids.len() > 900, "{}", ids.len());
    for (number, id) in ids.into_iter().enumerate() {
        let typed = [id.clone(), id.to_uppercase(), format!(" {id} ")][number % 3].clone();
        assert!(matches!(index.look_up(&typed), Found::One(..) | Found::Named(..)), "{typed}");
    }
}

#[test]
fn every_koerperschaft_is_found_by_key_and_by_name() {
    let standard = standard();
    let index = Index::of(&standard);
    let catalogue = standard.schema.catalogue(standard.schema.find_catalogue("koerperschaften").unwrap());
    assert_eq!(catalogue.codes.len(), 247);
    let all = lotse(&["erklaere", "koerperschaften"]).1;
    for code in &catalogue.codes {
        assert!(all.contains(&code.id) && all.contains(&code.title), "{}", code.title);
        assert!(page(&standard, &index, &code.id).starts_with(&format!("{}  {}", code.id, code.title)));
        // Some share a name: then all of that name are told.
        let same = catalogue.codes.iter().filter(|other| other.title == code.title).count();
        let plain = code.title.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss");
        let typed = [code.title.clone(), code.title.to_uppercase(), plain][code.title.len() % 3].clone();
        match index.look_up(&typed) {
            Found::One(entry, _) | Found::Named(entry, _) => assert_eq!((entry.id.as_str(), same), (code.id.as_str(), 1), "{typed}"),
            Found::Several(hits) => assert!(same > 1 && hits[..same].iter().any(|hit| hit.id == code.id), "{typed}"),
            Found::Nothing(_) => panic!("{typed}"),
        }
    }
    let harz = page(&standard, &index, "Landkreis Harz");
    assert!(harz.contains("Dazu gehören (") && harz.contains("Halberstadt") && harz.contains("15085135"), "{harz}");
}

#[test]
fn pages_say_what_people_ask_for() {
    let standard = standard();
    let index = Index::of(&standard);
    let shown: Vec<String> =
        ["F3", "M", "planung", "takt_max_tage", "groessenklassen.klasse", "freigegeben_mit_auflagen", "STR-09", "KZ-01"]
            .map(|typed| page(&standard, &index, typed))
            .into();
    insta::assert_snapshot!(shown.join("\n----------\n\n"));
}

#[test]
fn a_word_is_found_wherever_it_stands_best_first() {
    let (code, told) = lotse(&["erklaere", "gespräch"]);
    assert_eq!(code, 0);
    insta::assert_snapshot!(told);
    assert_eq!(lotse(&["erklaere", "GESPRAECH"]).1.lines().count(), told.lines().count());
    let several = lotse(&["erklaere", "Datenschutz Vertrag"]).1;
    assert!(several.contains("Treffer"), "{several}");
    let (code, nothing) = lotse(&["erklaere", "Halberstatt"]);
    assert!(code == 2 && nothing.contains("Meinten Sie „Halberstadt“?"), "{nothing}");
    let (code, wrong_key) = lotse(&["erklaere", "15085136"]);
    assert!(code == 2 && !wrong_key.contains("Meinten"), "a slip in a key means another Kommune: {wrong_key}");
}

#[test]
fn programs_are_told_the_same() {
    for typed in [
        "SH-02",
        "F2",
        "M",
        "kontakte",
        "kontakte.weg",
        "koerperschaften",
        "Halberstadt",
        "gespräch",
        "Datenschutz Vertrag",
        "takt_max_tage",
        "STR-05",
        "KZ-01",
        "planung",
    ] {
        let (code, text) = lotse(&["erklaere", typed, "--format", "json"]);
        let page: serde_json::Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{typed}: {error}\n{text}"));
        assert_eq!(code, 0);
        assert!(page["schema"].as_str().unwrap().starts_with("lotse/") && page["titel"].is_string(), "{typed}");
    }
    let overview: serde_json::Value = serde_json::from_str(&lotse(&["erklaere", "--format", "json"]).1).unwrap();
    assert!(overview["abschnitte"].as_array().unwrap().len() > 10);
}
