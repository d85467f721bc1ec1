//! The forms of `pruefe` that programs read, through the binary.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn lotse(arguments: &[&str], threads: &str) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

fn checked(path: &str, format: &str) -> String {
    lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--format", format], "2").1
}

const FAULTS: &str = "tests/projekte/muster-fehler.toml";
const EXCUSED: &str = "tests/projekte/muster-ausnahmen.toml";
const CLEAN: &str = "tests/projekte/muster-sauber.toml";
const FORMATS: [&str; 5] = ["sarif", "junit", "gitlab", "markdown", "csv"];

/// The rules' own texts change with the standard; what is fixed here is the form.
fn shown(path: &str, format: &str) -> String {
    let text = checked(path, format);
    if format != "sarif" {
        return text;
    }
    let mut value: Value = serde_json::from_str(&text).unwrap();
    let used: BTreeSet<String> =
        value["runs"][0]["results"].as_array().unwrap().iter().map(|one| one["ruleId"].as_str().unwrap().to_owned()).collect();
    let rules = value["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap();
    rules.retain(|rule| used.contains(rule["id"].as_str().unwrap()));
    format!("{value:#}\n")
}

#[test]
fn each_form_of_one_mistake_of_each_kind() {
    insta::with_settings!({filters => vec![("[0-9a-f]{64}", "[sha256]"), ("\"ruleIndex\": [0-9]+", "\"ruleIndex\": [zahl]")]}, {
        for format in FORMATS {
            insta::assert_snapshot!(format!("fehler_{format}"), shown(FAULTS, format));
        }
        insta::assert_snapshot!("ausnahmen_junit", shown(EXCUSED, "junit"));
        insta::assert_snapshot!("sauber_junit", shown(CLEAN, "junit"));
    });
}

#[test]
fn the_exit_code_does_not_depend_on_the_form() {
    for (path, code) in [(FAULTS, 1), (CLEAN, 0)] {
        for format in FORMATS.iter().chain(&["text", "json"]) {
            assert_eq!(lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--format", format], "2").0, code, "{format}");
        }
    }
}

#[test]
fn neither_threads_nor_order_change_a_byte() {
    for format in FORMATS {
        let run = |paths: &[&str], threads: &str| {
            let mut arguments = vec!["pruefe"];
            arguments.extend(paths);
            arguments.extend(["--stichtag", "2026-10-31", "--format", format]);
            lotse(&arguments, threads).1
        };
        let one = run(&["data/beispiel", EXCUSED], "1");
        assert!(one == run(&["data/beispiel", EXCUSED], "8"), "{format}: threads");
        assert!(one == run(&[EXCUSED, "data/beispiel"], "3"), "{format}: order");
    }
}

#[test]
fn sarif_has_what_its_readers_rely_on() {
    for path in [FAULTS, EXCUSED, CLEAN, "data/beispiel"] {
        let value: Value = serde_json::from_str(&checked(path, "sarif")).unwrap();
        assert_eq!((value["version"].as_str(), value["runs"].as_array().map(Vec::len)), (Some("2.1.0"), Some(1)));
        assert!(value["$schema"].as_str().unwrap().ends_with("sarif-2.1.0.json"));
        let run = &value["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        let ids: BTreeSet<&str> = rules.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
        assert!(rules.len() > 100 && ids.len() == rules.len(), "each rule once");
        for rule in rules {
            assert!(["error", "warning", "note"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()));
            for text in [&rule["shortDescription"]["text"], &rule["help"]["text"], &rule["help"]["markdown"]] {
                assert!(!text.as_str().unwrap().is_empty(), "{rule}");
            }
        }
        let mut names = BTreeSet::new();
        for result in run["results"].as_array().unwrap() {
            assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"], result["ruleId"]);
            let (kind, level) = (result["kind"].as_str().unwrap(), result["level"].as_str().unwrap());
            assert!(kind == "fail" || level == "none", "{kind} {level}");
            assert!(!result["message"]["text"].as_str().unwrap().is_empty());
            assert!(names.insert(result["partialFingerprints"]["lotse/v1"].as_str().unwrap()), "a name given twice");
            let locations = result["locations"].as_array().unwrap();
            assert!(!locations.is_empty());
            for location in locations {
                region(&location["physicalLocation"]);
                let file = location["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
                assert!(Path::new(file).is_file(), "{file} is no file");
            }
        }
    }
}

/// Code hosts show every result as a problem: what is only not checkable is none, unless a Freigabe is asked for.
#[test]
fn sarif_holds_problems_alone_unless_all_is_asked_for() {
    let results = |more: &[&str]| -> Vec<Value> {
        let text = lotse(&[&["pruefe", "data/beispiel", "--stichtag", "2026-10-31", "--format", "sarif"], more].concat(), "2").1;
        let value: Value = serde_json::from_str(&text).unwrap();
        value["runs"][0]["results"].as_array().unwrap().clone()
    };
    let of = |results: &[Value], kind: &str| results.iter().filter(|result| result["kind"] == kind).count();
    let (plain, asked, all) = (results(&[]), results(&["--freigabe", "F2"]), results(&["--alle"]));
    assert!(plain.len() > 100 && of(&plain, "fail") == plain.len());
    assert!(of(&asked, "fail") == asked.len());
    let blocking = asked.iter().filter(|result| result["properties"]["ergebnis"].as_str().unwrap().starts_with("nicht prüfbar"));
    assert!(blocking.count() > 0, "an open MUSS stands in the way of a Freigabe");
    for kind in ["open", "pass", "notApplicable"] {
        assert!(of(&all, kind) > 0, "{kind}");
    }
    for result in plain.iter().chain(&asked).chain(&all) {
        let physical = &result["locations"][0]["physicalLocation"];
        region(physical);
        assert!(Path::new(physical["artifactLocation"]["uri"].as_str().unwrap()).is_file(), "{physical}");
    }
}

fn region(physical: &Value) {
    let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
    assert!(!uri.is_empty() && !uri.contains([' ', '\\']), "{uri}");
    let region = physical.get("region").unwrap_or_else(|| panic!("no region: {physical}"));
    let number = |key: &str| region[key].as_u64();
    let (start, column) = (number("startLine").unwrap(), number("startColumn").unwrap());
    assert!(start >= 1 && column >= 1);
    if let (Some(end), Some(end_column)) = (number("endLine"), number("endColumn")) {
        assert!((end, end_column) > (start, column), "{region}");
    }
}

#[test]
fn an_exception_is_a_suppression_and_no_failure() {
    let value: Value = serde_json::from_str(&checked(EXCUSED, "sarif")).unwrap();
    let suppressed = value["runs"][0]["results"].as_array().unwrap().iter().filter(|result| result.get("suppressions").is_some()).count();
    assert!(suppressed >= 1);
    let cases: Vec<Value> = serde_json::from_str(&checked(EXCUSED, "gitlab")).unwrap();
    assert!(cases.iter().any(|case| case["severity"] == "info" && case["description"].as_str().unwrap().contains("Ausnahme bis")));
}

#[test]
fn gitlab_gets_every_key_it_asks_for() {
    let entries: Vec<Value> = serde_json::from_str(&checked("data/beispiel", "gitlab")).unwrap();
    assert!(entries.len() > 10);
    let mut names = BTreeSet::new();
    for entry in &entries {
        assert!(names.insert(entry["fingerprint"].as_str().unwrap()));
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&entry["severity"].as_str().unwrap()));
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        let path = entry["location"]["path"].as_str().unwrap();
        assert!(!path.starts_with("./") && !path.starts_with('/') && Path::new(path).exists(), "{path}");
        for key in ["description", "check_name"] {
            assert!(!entry[key].as_str().unwrap().is_empty());
        }
    }
}

#[test]
fn junit_counts_what_it_holds() {
    for path in [FAULTS, EXCUSED, CLEAN, "data/beispiel"] {
        let text = checked(path, "junit");
        let declared = |name: &str| -> usize {
            let head = text.lines().nth(1).unwrap();
            head.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert_eq!(declared("tests"), text.matches("<testcase ").count(), "{path}");
        assert_eq!(declared("failures"), text.matches("<failure ").count(), "{path}");
        assert_eq!(declared("skipped"), text.matches("<skipped ").count(), "{path}");
        assert_eq!(text.matches("<testsuite ").count(), text.matches("</testsuite>").count());
        assert_eq!(text.matches("<testcase ").count(), text.matches("</testcase>").count() + text.matches("time=\"0\"/>").count());
    }
    assert_eq!(checked(CLEAN, "junit").matches("<failure ").count(), 0);
}

/// Build servers take cases of one name in one class for one. The file says one thing in many places, some on one line.
#[test]
fn no_two_cases_of_junit_have_the_same_name() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let rows = "[[rollen]]\nrolle = \"TODO\"\nstelle = \"TODO\"\n".repeat(4);
    write("a.toml", &format!("id = \"a\"\ndatenart = \"erfunden\"\nfalsch = 1\n{rows}"));
    write(
        "b.toml",
        "id = \"a\"\ndatenart = \"erfunden\"\nstellen = [{ id = \"x\", x = 1, y = 2 }, { id = \"x\", x = 1 }, { x = 1 }, { x = 2 }]\n",
    );
    write("c.toml", "id = \"Portfolio\"\ntitel = [\nx = \n= 3\n");
    for path in [folder.path().to_str().unwrap(), "data/beispiel", FAULTS] {
        let text = checked(path, "junit");
        let name = |part: &str| part.split(" file=").next().unwrap().split(" time=").next().unwrap().to_owned();
        let names: Vec<String> = text.split("<testcase ").skip(1).map(name).collect();
        let mut seen = BTreeSet::new();
        assert!(names.len() > 10);
        for name in &names {
            assert!(seen.insert(name), "{path}: twice: {name}");
        }
    }
}

/// What is still to be filled in is one task for people, however many places it has; programs get each with its place.
#[test]
fn the_placeholders_of_a_file_are_one_finding_for_people() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("leitstelle.toml");
    let rows = "[[rollen]]\nid = \"a\"\nrolle = \"TODO\"\nstelle = \"bitte ausfüllen\"\n".repeat(3);
    let head = ["titel", "anlass", "ziel", "nutzen", "abgrenzung"].map(|name| format!("{name} = \"bitte ausfüllen\"\n")).concat();
    fs::write(&path, format!("id = \"leitstelle\"\ndatenart = \"erfunden\"\n{head}{rows}")).unwrap();
    let path = path.to_str().unwrap();
    let json: Value = serde_json::from_str(&checked(path, "json")).unwrap();
    let each: Vec<&Value> = json["befunde"].as_array().unwrap().iter().filter(|finding| finding["regel"] == "STR-09").collect();
    assert_eq!(each.len(), 11);
    let lines: BTreeSet<u64> = each.iter().map(|finding| finding["zeile"].as_u64().unwrap()).collect();
    assert_eq!(lines.len(), 11);
    let mut told = vec![checked(path, "text"), checked(path, "markdown")];
    if cfg!(feature = "bericht") {
        let page = folder.path().join("bericht.html");
        lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--format", "html", "--ausgabe", page.to_str().unwrap()], "2");
        told.push(fs::read_to_string(page).unwrap());
    }
    for text in told {
        assert_eq!(text.matches("11 Angaben sind nur Platzhalter und zählen als fehlend").count(), 1, "{text}");
        // The paper also has a table of fields that keep rules from being checked: there each has its row.
        assert!(text.starts_with("<!doctype") || !text.contains("ist ein Platzhalter und zählt"), "{text}");
    }
    // Asked for a Freigabe they are one step.
    let asked = lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--freigabe", "F1"], "2").1;
    assert_eq!(asked.split("Freigabe F1:").nth(1).unwrap().matches("STR-09").count(), 1, "{asked}");
}

/// Rows and cells as a spreadsheet takes them.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.extend(letters.next()),
            '"' => quoted = !quoted,
            ';' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    rows
}

#[test]
fn a_table_of_findings_holds_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("boese.toml");
    fs::write(&file, "id = \"=1+1\"\ntitel = \"@x;\\\"\\n=cmd\"\ndatenart = \"erfunden\"\n\"=formel\" = 1\n").unwrap();
    let text = checked(file.to_str().unwrap(), "csv");
    assert!(text.starts_with('\u{feff}') && text.ends_with("\r\n"));
    let rows = rows(&text);
    assert!(rows.len() > 3 && rows.iter().all(|row| row.len() == rows[0].len()), "{rows:?}");
    let harmless =
        |cell: &String| !cell.starts_with(['=', '+', '@', '\t', '\r']) && (!cell.starts_with('-') || cell.parse::<i64>().is_ok());
    assert!(rows.iter().flatten().all(harmless), "{rows:?}");
    assert!(text.contains("=formel"), "the hostile key is among the findings");
}

#[test]
fn an_unknown_form_is_refused_with_what_was_meant() {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(["pruefe", "data", "--format", "sarf"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && told.contains("Meinten Sie „sarif“?"), "{told}");
}
