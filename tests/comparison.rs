//! `standard vergleiche` against two runs of `pruefe`: the same findings, the same counts, and a cause for each difference.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

const DAY: &str = "2026-10-31";

fn lotse(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.code().unwrap() < 2, "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&lotse(arguments)).unwrap()
}

fn projects() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/beispiel").to_str().unwrap().to_owned()
}

/// Project, rule, place, outcome; then Stufe, binding and excused.
type Result7 = (String, String, String, String, String, bool, bool);

fn pruefe(profile: &str) -> (BTreeMap<Result7, i64>, Value) {
    let answer = json(&["pruefe", &projects(), "--standard", profile, "--stichtag", DAY, "--format", "json", "--alle"]);
    let mut found = BTreeMap::new();
    for finding in answer["befunde"].as_array().unwrap() {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        let excused = finding["ausnahme"]["abgelaufen"] == Value::Bool(false);
        let binding = finding["verbindlich"].as_bool().unwrap();
        *found.entry((text("projekt"), text("regel"), text("pfad"), text("ergebnis"), text("stufe"), binding, excused)).or_insert(0) += 1;
    }
    (found, answer["zaehlung"].clone())
}

fn agree(old: &str, new: &str) -> Value {
    let (before, counted_before) = pruefe(old);
    let (after, counted_after) = pruefe(new);
    let answer = json(&["standard", "vergleiche", old, new, "--projekte", &projects(), "--stichtag", DAY, "--format", "json"]);
    let told = &answer["vergleich"];
    assert_eq!(told["zaehlung"]["bisher"], counted_before);
    assert_eq!(told["zaehlung"]["kuenftig"], counted_after);

    // Before, and what is told to have changed, make after.
    let mut reckoned = before.clone();
    for change in told["befunde"].as_array().unwrap() {
        let text = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
        for (side, sign) in [("bisher", -1), ("kuenftig", 1)] {
            let side = &change[side];
            if side.is_null() {
                continue;
            }
            let of = |key: &str| side[key].as_str().unwrap().to_owned();
            let flag = |key: &str| side[key].as_bool().unwrap();
            let key = (text("projekt"), text("regel"), text("ort"), of("ergebnis"), of("stufe"), flag("verbindlich"), flag("ausgenommen"));
            *reckoned.entry(key).or_insert(0) += sign;
        }
        let causes = change["ursachen"].as_array().unwrap();
        assert!(!causes.is_empty() && causes.iter().all(|cause| !cause.as_str().unwrap().starts_with("keine Änderung")), "{change}");
    }
    reckoned.retain(|_, count| *count != 0);
    assert_eq!(reckoned, after, "{old} → {new}");

    for (line, level) in ["MUSS", "SOLL", "KANN"].into_iter().enumerate() {
        let sum = &told["summen"][line];
        let against = |found: &BTreeMap<Result7, i64>| -> i64 {
            found.iter().filter(|(key, _)| key.3 == "nicht_erfuellt" && key.4 == level && key.5 && !key.6).map(|(_, count)| count).sum()
        };
        let number = |key: &str| sum[key].as_i64().unwrap();
        assert_eq!((number("bisher"), number("kuenftig")), (against(&before), against(&after)), "{level}");
        assert_eq!(number("bisher") + number("neu") - number("weg"), number("kuenftig"), "{level}");
    }
    answer["vergleich"].clone()
}

/// A root profile of its own: the one in the binary, with one of its files rewritten.
fn root(folder: &Path, name: &str, path: &str, rewrite: impl Fn(&str) -> String) -> PathBuf {
    let place = folder.join(name);
    lotse(&["standard", "auspacken", place.to_str().unwrap()]);
    let file = place.join("pm-st").join(path);
    let before = fs::read_to_string(&file).unwrap();
    let after = rewrite(&before);
    assert_ne!(before, after, "{path} is what it was");
    fs::write(&file, after).unwrap();
    place.join("pm-st")
}

fn groups(told: &Value) -> Vec<&str> {
    let mut groups: Vec<&str> = told["unterschiede"].as_array().unwrap().iter().map(|item| item["group"].as_str().unwrap()).collect();
    groups.dedup();
    groups
}

#[test]
fn the_two_profiles_differ_as_two_checks_do() {
    let there = agree("standard/pm-st", "standard/gdst");
    let back = agree("standard/gdst", "standard/pm-st");
    let number = |told: &Value, key: &str| told["summen"][0][key].as_i64().unwrap();
    assert!(number(&there, "kuenftig") > number(&there, "bisher"), "the stricter profile has more against the projects");
    assert_eq!((number(&there, "neu"), number(&there, "weg")), (number(&back, "weg"), number(&back, "neu")));
    assert!(agree("standard/gdst", "standard/gdst")["befunde"].as_array().unwrap().is_empty());
}

#[test]
fn moved_thresholds_are_told_with_what_they_change() {
    let folder = tempfile::tempdir().unwrap();
    let moved = |text: &str| {
        let line = |line: &str| match line.strip_prefix("wert = ").and_then(|number| number.parse::<i64>().ok()) {
            Some(number) => format!("wert = {}", number / 2 + 1),
            None => line.to_owned(),
        };
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    };
    let profile = root(folder.path(), "schwellen", "schwellen.toml", moved);
    let told = agree("standard/pm-st", profile.to_str().unwrap());
    assert_eq!(groups(&told), ["schwellen"]);
    assert!(!told["befunde"].as_array().unwrap().is_empty());
    let causes = told["befunde"].to_string();
    assert!(causes.contains(" statt "), "{causes}");
}

#[test]
fn codes_that_go_or_change_are_told_with_what_they_change() {
    let folder = tempfile::tempdir().unwrap();
    let profile = root(folder.path(), "codes", "kataloge/kontaktwege.toml", |text| {
        text.replacen("id = \"gespraech\"\ntitel = \"Gespräch\"", "id = \"gespraech\"\ntitel = \"Zwiegespräch\"", 1)
            .replace("dialog = true", "dialog = false")
            + "\n[[code]]\nid = \"brieftaube\"\ntitel = \"Brieftaube\"\nbedeutung = \"B.\"\ndialog = false\nantwort_noetig = false\n"
    });
    let told = agree("standard/pm-st", profile.to_str().unwrap());
    assert_eq!(groups(&told), ["kataloge"]);
    let what = told["unterschiede"].to_string();
    for word in ["neuer Code „brieftaube“", "dialog: nein statt ja", "Text geändert: Titel"] {
        assert!(what.contains(word), "{word}: {what}");
    }
    assert!(!told["befunde"].as_array().unwrap().is_empty());
    // A child removes a code that the projects use.
    let child = folder.path().join("codes/kind");
    fs::create_dir_all(&child).unwrap();
    let head = "name = \"kind\"\ntitel = \"K\"\nfassung = \"1\"\nherausgeber = \"T\"\ngueltig_ab = 2026-01-01\nbasiert_auf = \"pm-st\"\n";
    fs::write(child.join("standard.toml"), head).unwrap();
    fs::write(child.join("anpassungen.toml"), "[[katalog]]\nname = \"kontaktwege\"\nentfernt = [\"telefon\"]\ngrund = \"G\"\n").unwrap();
    let told = agree(profile.to_str().unwrap(), child.to_str().unwrap());
    assert!(told["unterschiede"].to_string().contains("Code „telefon“ entfernt"));
}

#[test]
fn classes_phases_gates_and_what_is_due_are_told_with_what_they_change() {
    let folder = tempfile::tempdir().unwrap();
    let classes = root(folder.path(), "klassen", "phasen.toml", |text| {
        text.replace("S = \"MUSS\"", "S = \"KANN\"").replace("M = \"SOLL\"", "M = \"MUSS\"")
    });
    let told = agree("standard/pm-st", classes.to_str().unwrap());
    assert_eq!(groups(&told), ["phasen"]);
    assert!(told["unterschiede"].to_string().contains("Klasse S: KANN statt MUSS"));
    assert!(!told["befunde"].as_array().unwrap().is_empty());
    let gates = root(folder.path(), "tore", "phasen.toml", |text| {
        text.replace("freigabe = \"F3\"", "freigabe = \"F2\"")
            .replace("[\"auftraggeber\", \"lenkungsausschuss\"]", "[\"lenkungsausschuss\"]")
    });
    let told = agree("standard/pm-st", gates.to_str().unwrap());
    assert!(told["unterschiede"].to_string().contains("entscheidet: lenkungsausschuss statt auftraggeber, lenkungsausschuss"));
    let asked = root(folder.path(), "felder", "felder/01-kopf.toml", |text| text.replacen("pflicht = \"SOLL\"", "pflicht = \"MUSS\"", 3));
    let told = agree("standard/pm-st", asked.to_str().unwrap());
    assert!(told["unterschiede"].to_string().contains("Pflicht: MUSS statt SOLL"));
}

#[test]
fn what_touches_no_project_is_told_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [(&str, &str, &str, &str); 6] = [
        ("kennzahlen", "kennzahlen/KZ-08.toml", "richtung = \"hoeher_besser\"", "richtung = \"keine\""),
        ("seiten", "bericht/hemmnisse/01-hemmnisse.toml", "kicker = \"Hemmnisse\"", "kicker = \"Hürden\""),
        ("regeln", "regeln/rollen/RO-06.toml", "warum = \"", "warum = \"Kurz: "),
        ("weitere", "abdeckung/01-gelingensbedingungen.toml", "titel = \"", "titel = \"X "),
        ("anker", "standard.toml", "fassung = \"", "fassung = \"9."),
        ("felder", "felder/01-kopf.toml", "bedeutung = \"", "bedeutung = \"Neu: "),
    ];
    for (group, path, from, to) in cases {
        let profile = root(folder.path(), group, path, |text| text.replacen(from, to, 1));
        let told = json(&[
            "standard",
            "vergleiche",
            "standard/pm-st",
            profile.to_str().unwrap(),
            "--projekte",
            "tests/projekte",
            "--stichtag",
            DAY,
            "--format",
            "json",
        ]);
        assert_eq!(groups(&told["vergleich"]), [group], "{}", told["vergleich"]["unterschiede"]);
        assert!(told["vergleich"]["befunde"].as_array().unwrap().is_empty(), "{group}");
    }
}
