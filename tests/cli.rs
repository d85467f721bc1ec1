//! Every command through the binary, as its user meets it: output, error stream and exit code.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::path::Path;
use std::process::Command;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn lotse(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn shown(arguments: &[&str]) -> String {
    let run = lotse(arguments);
    let err = if run.err.is_empty() { String::new() } else { format!("--- Fehlerausgabe\n{}", run.err) };
    format!("$ lotse {}\n{}{err}--- Rückgabewert {}\n", arguments.join(" "), run.out, run.code)
}

macro_rules! shows {
    ($name:ident, $($argument:expr),+) => {
        #[test]
        fn $name() {
            insta::with_settings!({filters => vec![("[0-9a-f]{64}", "[sha256]")]}, {
                insta::assert_snapshot!(stringify!($name), shown(&[$($argument),+]));
            });
        }
    };
}

// The core build has fewer commands and forms, and neither figures nor rules across projects.
#[cfg(feature = "bericht")]
shows!(help, "--hilfe");
#[cfg(feature = "bericht")]
shows!(help_of_pruefe, "pruefe", "--hilfe");
shows!(a_clean_project, "pruefe", "tests/projekte/muster-sauber.toml", "--stichtag", "2026-03-31");
shows!(a_clean_project_may_pass, "prüfe", "tests/projekte/muster-sauber.toml", "--stichtag", "2026-03-31", "--freigabe", "F2");
shows!(one_mistake_of_each_kind, "pruefe", "tests/projekte/muster-fehler.toml", "--stichtag", "2026-03-31");
shows!(one_mistake_of_each_kind_as_json, "pruefe", "tests/projekte/muster-fehler.toml", "--stichtag", "2026-03-31", "--format", "json");
shows!(all_syntax_errors_at_once, "pruefe", "tests/projekte/kaputt.toml", "--stichtag", "2026-03-31");
shows!(exceptions, "pruefe", "tests/projekte/muster-ausnahmen.toml", "--stichtag", "2026-03-31");
shows!(explains_a_rule, "erklaere", "SH-02");
shows!(explains_a_field, "erklaere", "kontakte.weg");
shows!(explains_nothing_it_does_not_know, "erkläre", "SH-2");
shows!(lists_the_rules, "erklaere");
#[cfg(feature = "bericht")]
shows!(proves_the_rulebook, "standard", "pruefe");
#[cfg(feature = "bericht")]
shows!(a_stricter_profile, "standard", "pruefe", "--standard", "tests/profile/streng");
shows!(refuses_to_loosen, "standard", "pruefe", "--standard", "tests/profile/locker");
shows!(every_mistake_in_rule_files, "standard", "pruefe", "--standard", "tests/profile/falsch");
shows!(an_unknown_command, "prufe");
shows!(an_unknown_option, "pruefe", "--stichtg", "2026-01-01");
shows!(a_missing_file, "pruefe", "gibt-es-nicht.toml");
shows!(an_impossible_day, "pruefe", "tests/projekte", "--stichtag", "2026-02-30");
shows!(an_unknown_gate, "pruefe", "tests/projekte", "--freigabe", "F9");
#[cfg(feature = "bericht")]
shows!(the_real_projects, "pruefe", "data/gdst", "--stichtag", "2026-10-31");

#[test]
fn exit_codes_follow_the_level() {
    let check = |file: &str, level: &str| lotse(&["pruefe", file, "--stichtag", "2026-03-31", "--ab-stufe", level]).code;
    assert_eq!(check("tests/projekte/muster-sauber.toml", "kann"), 0);
    assert_eq!(check("tests/projekte/muster-fehler.toml", "muss"), 1);
    assert_eq!(lotse(&["check", "tests/projekte/muster-sauber.toml", "--stichtag", "2026-03-31"]).code, 0);
    assert_eq!(lotse(&["pruefe", "--unbekannt"]).code, 2);
    assert_eq!(lotse(&["--fassung"]).code, 0);
}

#[test]
fn a_fresh_project_parses_and_passes_no_gate() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("neues-projekt.toml");
    let path = file.to_str().unwrap();
    assert_eq!(lotse(&["neu", "neues-projekt", "--ausgabe", path]).code, 0);
    let json = lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--format", "json"]).out;
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    let rules: Vec<&str> = found["befunde"].as_array().unwrap().iter().map(|finding| finding["regel"].as_str().unwrap()).collect();
    assert!(!rules.contains(&"STR-01") && !rules.contains(&"STR-02") && rules.contains(&"STR-09"), "{rules:?}");
    for gate in ["F1", "F2", "F3", "F4", "F5"] {
        let run = lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--freigabe", gate]);
        assert_eq!(run.code, 1, "{gate}");
        assert!(run.out.contains("noch nicht freigabereif"), "{gate}");
    }
    assert_eq!(lotse(&["neu", "neues-projekt", "--ausgabe", path]).code, 2, "an existing file is never overwritten");
}

/// The template with every commented row switched on is still a valid project file.
#[test]
fn every_line_the_template_offers_is_valid() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("alles-an.toml");
    let text: String = lotse(&["neu", "alles-an", "--ausgabe", "-"])
        .out
        .lines()
        .map(|line| {
            let bare = line.trim_start_matches("# ");
            let is_data = bare.starts_with('[')
                || bare.split_once(" = ").is_some_and(|(key, _)| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
            if is_data && !line.contains("Möglich:") { format!("{bare}\n") } else { format!("{line}\n") }
        })
        .collect();
    std::fs::write(&file, text).unwrap();
    let json = lotse(&["pruefe", file.to_str().unwrap(), "--stichtag", "2030-12-31", "--format", "json"]).out;
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    for finding in found["befunde"].as_array().unwrap() {
        let rule = finding["regel"].as_str().unwrap();
        assert!(!["STR-01", "STR-02", "STR-03", "STR-04", "STR-06"].contains(&rule), "{finding:#}");
    }
}

#[test]
fn windows_files_are_read_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let original = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projekte/muster-fehler.toml")).unwrap();
    let file = folder.path().join("muster-fehler.toml");
    std::fs::write(&file, format!("\u{feff}{}", original.replace('\n', "\r\n"))).unwrap();
    let places = |path: &str| -> Vec<(u64, u64, String)> {
        let json: serde_json::Value =
            serde_json::from_str(&lotse(&["pruefe", path, "--stichtag", "2026-03-31", "--format", "json"]).out).unwrap();
        let findings = json["befunde"].as_array().unwrap();
        findings.iter().map(|f| (f["zeile"].as_u64().unwrap(), f["spalte"].as_u64().unwrap(), f["regel"].to_string())).collect()
    };
    assert_eq!(places(file.to_str().unwrap()), places("tests/projekte/muster-fehler.toml"));
}

#[test]
fn a_file_in_another_encoding_is_a_finding_and_the_others_are_checked() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("latin.toml"), b"id = \"latin\"\ntitel = \"B\xfcro\"\n").unwrap();
    std::fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/projekte/muster-sauber.toml"),
        folder.path().join("muster-sauber.toml"),
    )
    .unwrap();
    let run = lotse(&["pruefe", folder.path().to_str().unwrap(), "--stichtag", "2026-03-31", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(found["projekte"], 2);
    assert_eq!(found["befunde"].as_array().unwrap().len(), 1);
    assert_eq!((&found["befunde"][0]["regel"], &found["befunde"][0]["zeile"]), (&"STR-10".into(), &2.into()));
    assert_eq!(run.code, 1);
}

#[test]
fn kinds_of_data_do_not_mix() {
    let run = lotse(&["pruefe", "data/gdst", "tests/projekte/muster-sauber.toml", "--stichtag", "2026-03-31", "--format", "json"]);
    assert!(run.out.contains("STR-11"));
    assert_eq!(run.code, 1);
}

#[test]
fn two_runs_give_the_same_bytes_whatever_the_number_of_threads() {
    let run = |threads: &str| {
        Command::new(env!("CARGO_BIN_EXE_lotse"))
            .args(["pruefe", "data", "tests/projekte", "--stichtag", "2026-10-31", "--format", "json", "--alle"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", if threads == "1" { "UTC" } else { "Pacific/Auckland" })
            .output()
            .unwrap()
            .stdout
    };
    assert_eq!(run("1"), run("7"));
}

/// The lines about one rule, as a table has them: outcome, line, message.
fn lines_of(rule: &str, file: &std::path::Path, standard: &str) -> Vec<(String, String, String)> {
    let run = lotse(&["pruefe", file.to_str().unwrap(), "--standard", standard, "--stichtag", "2026-03-31", "--format", "csv"]);
    assert_eq!(run.code, 1, "{}", run.out);
    let rows = run.out.lines().map(|line| line.split(';').map(str::to_owned).collect::<Vec<String>>());
    rows.filter(|cells| cells.get(1).is_some_and(|id| id == rule))
        .map(|cells| (cells[2].clone(), cells[6].clone(), cells[10].clone()))
        .collect()
}

/// What a file's values make impossible to reckon is a finding about the file, at its place; the other rules go on.
#[test]
fn values_that_cannot_be_reckoned_with_are_found_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..60).map(|number| format!("[[stakeholder]]\nid = \"s{number}\"\nerfasst_am = 2026-01-01\n")).collect();
    let file = folder.path().join("viele.toml");
    std::fs::write(&file, format!("id = \"viele\"\ntitel = \"Viele\"\ndatenart = \"erfunden\"\n{}", rows.concat())).unwrap();
    let found = lines_of("XX-03", &file, "tests/profile/teuer");
    assert!(
        matches!(&found[..], [(outcome, line, told)] if outcome == "nicht_pruefbar" && line == "4" && told.contains("zu viele Schritte")),
        "{found:?}"
    );
    assert!(!lines_of("RO-01", &file, "tests/profile/teuer").is_empty());
}

/// A rule that fails whatever the file says is itself at fault; one that fails over a row tells it for that row alone.
#[test]
fn a_rule_is_at_fault_only_where_no_value_of_the_file_is() {
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("regeln/test");
    std::fs::create_dir_all(&rules).unwrap();
    std::fs::copy("tests/profile/teuer/standard.toml", folder.path().join("standard.toml")).unwrap();
    let rule = std::fs::read_to_string("tests/profile/teuer/regeln/test/XX-03.toml").unwrap();
    let (head, rest) = rule.split_once("gilt = '''").unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("x.toml");
    let row = |id: &str, influence: i64| format!("[[stakeholder]]\nid = \"{id}\"\neinfluss = {influence}\n");
    std::fs::write(&file, format!("id = \"x\"\ntitel = \"X\"\ndatenart = \"erfunden\"\n{}{}", row("eins", 1), row("zwei", 2))).unwrap();
    let standard = folder.path().to_str().unwrap();
    let write = |check: &str| std::fs::write(rules.join("XX-03.toml"), format!("{head}{check}\n{rest}")).unwrap();

    write("gilt = '''1 / 0 == 1'''");
    let run = lotse(&["pruefe", file.to_str().unwrap(), "--standard", standard, "--stichtag", "2026-03-31"]);
    assert!(run.code == 2 && run.out.contains("Regelfehler: XX-03"), "{}", run.out);

    let each = "fuer_jedes = [{ liste = 'stakeholder', als = 's' }]";
    write(&format!("{each}\ngilt = '''6 / (s.einfluss - 1) == 5'''"));
    let found = lines_of("XX-03", &file, standard);
    assert!(
        matches!(&found[..], [(first, at, told), (second, ..)] if first == "nicht_pruefbar" && at == "4" && told.contains("durch null geteilt") && second == "nicht_erfuellt"),
        "{found:?}"
    );

    write(&format!("{each}\ngilt = '''9223372036854775806 + s.einfluss > 0'''"));
    let found = lines_of("XX-03", &file, standard);
    assert!(
        matches!(&found[..], [(outcome, at, told)] if outcome == "nicht_pruefbar" && at == "7" && told.contains("läuft über")),
        "{found:?}"
    );
}

shows!(all_exceptions, "ausnahmen", "tests/projekte", "--stichtag", "2026-06-15");
// The core build leaves rules across projects out and says so.
#[cfg(feature = "bericht")]
shows!(
    what_a_stricter_profile_would_change,
    "standard",
    "vergleiche",
    "standard/pm-st",
    "tests/profile/streng",
    "--projekte",
    "tests/projekte",
    "--stichtag",
    "2026-03-31"
);

#[test]
fn the_effective_rulebook_says_where_each_value_comes_from() {
    let shown = lotse(&["standard", "zeige", "--standard", "tests/profile/streng"]).out;
    assert!(shown.contains("pm-st 0.1 → gdst 0.1 → streng 1"));
    assert!(shown.contains("takt_max_tage = 21") && shown.contains("gesetzt von streng: Hier wird alle drei Wochen getagt."));
    assert!(shown.contains("geändert durch streng (tests/profile/streng/anpassungen.toml:2): Der Dialog ist hier Pflicht."));
}

#[test]
fn the_schema_for_editors_is_valid_json_and_knows_every_list() {
    let schema: serde_json::Value = serde_json::from_str(&lotse(&["standard", "schema"]).out).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["properties"]["kontakte"]["items"]["additionalProperties"], false);
    assert!(schema["required"].as_array().unwrap().contains(&"datenart".into()));
}

#[test]
fn a_new_rule_begins_with_a_frame_that_proves() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("pm-st");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st"), &profile);
    let path = profile.to_str().unwrap();
    assert_eq!(lotse(&["standard", "neu", "SH-77", "--standard", path]).code, 0);
    assert_eq!(lotse(&["standard", "neu", "SH-01", "--standard", path]).code, 2, "ids are never reused");
    let run = lotse(&["standard", "pruefe", "--standard", path]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn the_template_fits_class_and_phase() {
    let small = lotse(&["neu", "klein", "--klasse", "s", "--phase", "initialisierung", "--ausgabe", "-"]).out;
    let large = lotse(&["neu", "gross", "--klasse", "L", "--phase", "planung", "--ausgabe", "-"]).out;
    let due = |text: &str| text.lines().filter(|line| line.starts_with("# Fällig zur Freigabe")).count();
    assert_eq!(due(&small), 1);
    assert!(due(&large) > 5, "{large}");
    assert_eq!(lotse(&["neu", "x-y-z", "--klasse", "XL"]).code, 2);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gross.toml");
    std::fs::write(&file, large).unwrap();
    let json = lotse(&["pruefe", file.to_str().unwrap(), "--stichtag", "2026-03-31", "--format", "json"]).out;
    assert!(
        !["STR-01", "STR-02", "STR-03", "STR-04", "STR-08"].iter().any(|rule| json.contains(&format!("\"regel\": \"{rule}\""))),
        "{json}"
    );
}

#[test]
fn a_portfolio_can_start_with_what_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bestand.toml");
    let path = file.to_str().unwrap();
    let check = |project: &str, day: &str| lotse(&["pruefe", project, "--stichtag", day, "--bestand", path]);
    let project = "tests/projekte/muster-ausnahmen.toml";
    assert_eq!(lotse(&["pruefe", project, "--stichtag", "2026-03-31"]).code, 1);
    assert_eq!(lotse(&["pruefe", project, "--stichtag", "2026-03-31", "--bestand-anlegen", path]).code, 0);
    let known = check(project, "2026-03-31");
    assert_eq!(known.code, 0, "{}", known.out);
    assert!(known.out.contains("0 neu, 4 bekannt, 0 behoben"), "{}", known.out);
    assert_eq!(check(project, "2026-12-31").code, 1, "after the target date it counts again");
    let fixed = check("tests/projekte/muster-sauber.toml", "2026-03-31");
    assert!(fixed.out.contains("0 bekannt, 4 behoben") && fixed.out.contains("bestand.toml:5:9"), "{}", fixed.out);
    std::fs::write(&file, "[[befund]]\nregell = 'x'\n").unwrap();
    let broken = check(project, "2026-03-31");
    assert_eq!(broken.code, 2);
    assert!(broken.err.contains("meinten Sie „regel“?"), "{}", broken.err);
}

shows!(what_is_due_next, "naechste", "tests/projekte/muster-sauber.toml", "--stichtag", "2026-02-20");
