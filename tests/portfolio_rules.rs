//! Rules across projects and the life cycle of rules, as a user meets them: over files, folders, profiles.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const PROFILE: &str = "name = \"haus\"\ntitel = \"Prüfprofil eines Hauses\"\nfassung = \"1\"\nherausgeber = \"nur für die Tests\"\ngueltig_ab = 2026-01-01\nbasiert_auf = \"gdst\"\n";

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn lotse(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Run { code: output.status.code().unwrap(), out: text(&output.stdout), err: text(&output.stderr) }
}

fn written(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// A folder of projects, each its id and what follows head and kind of data.
fn projects(entries: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (id, text) in entries {
        let kind = if text.contains("datenart") { "" } else { "datenart = \"gemeldet\"\n" };
        written(folder.path(), &[(&format!("{id}.toml"), &format!("id = \"{id}\"\ntitel = \"Vorhaben {id}\"\n{kind}{text}"))]);
    }
    folder
}

/// A profile on top of gdst, with further files.
fn profile(files: &[(&str, &str)]) -> (TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), &[("haus/standard.toml", PROFILE)]);
    let inside: Vec<(String, &str)> = files.iter().map(|(name, text)| (format!("haus/{name}"), *text)).collect();
    written(folder.path(), &inside.iter().map(|(name, text)| (name.as_str(), *text)).collect::<Vec<_>>());
    let path = folder.path().join("haus").to_str().unwrap().to_owned();
    (folder, path)
}

fn json(paths: &[&Path], standard: &str, day: &str, more: &[&str]) -> Value {
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    let arguments = [&["pruefe"], &paths[..], &["--standard", standard, "--stichtag", day, "--format", "json"], more].concat();
    let run = lotse(&arguments);
    serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{}", run.err))
}

fn of_rule<'a>(report: &'a Value, rule: &str) -> Vec<&'a Value> {
    report["befunde"].as_array().unwrap().iter().filter(|finding| finding["regel"] == rule).collect()
}

const SERVICE: &str =
    "\n[[loesungen]]\nid = \"antrag\"\nname = \"Wohngeldantrag\"\nart = \"onlinedienst\"\nleistungsschluessel = \"99115003001000\"\n";

#[cfg(feature = "bericht")]
fn exception(place: &str) -> String {
    format!(
        "\n[[stellen]]\nid = \"mid\"\nname = \"MID\"\nebene = \"land\"\n\n[[ausnahmen]]\nid = \"a\"\nregel = \"PV-01\"\nort = \"{place}\"\n\
         grund = \"Beide laufen bis Jahresende weiter.\"\ngenehmigt_von = \"mid\"\nab = 2026-09-01\nbeleg = \"Vermerk 1\"\ngueltig_bis = 2026-12-31\n"
    )
}

#[test]
fn a_single_file_is_no_portfolio() {
    let folder = projects(&[("eins", SERVICE)]);
    let file = folder.path().join("eins.toml");
    let report = json(&[&file], "standard/gdst", "2026-10-31", &["--alle"]);
    let found = of_rule(&report, "PV-01");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["ergebnis"], "nicht_anwendbar");
    assert!(found[0]["meldung"].as_str().unwrap().contains("nur im Portfolio"));
}

#[cfg(not(feature = "bericht"))]
#[test]
fn the_core_build_says_what_it_leaves_out() {
    let folder = projects(&[("eins", SERVICE), ("zwei", SERVICE)]);
    let run = lotse(&["pruefe", folder.path().to_str().unwrap(), "--standard", "standard/gdst", "--stichtag", "2026-10-31"]);
    assert!(run.out.contains("Regeln für das Portfolio nicht geprüft"), "{}", run.out);
}

#[cfg(feature = "bericht")]
mod across {
    use super::*;

    #[test]
    fn a_pair_is_one_finding_with_both_places() {
        let folder = projects(&[("eins", SERVICE), ("zwei", SERVICE)]);
        let report = json(&[folder.path()], "standard/gdst", "2026-10-31", &[]);
        let found = of_rule(&report, "PV-01");
        assert_eq!(found.len(), 1);
        let finding = found[0];
        assert_eq!((finding["projekt"].as_str(), finding["zeile"].as_u64()), (Some("zwei"), Some(5)));
        assert_eq!(finding["pfad"], "loesungen[antrag].leistungsschluessel");
        assert_eq!(finding["weitere_orte"][0]["datei"], "eins.toml");
    }

    #[test]
    fn kinds_of_data_never_meet() {
        let folder = projects(&[("eins", SERVICE), ("zwei", &format!("datenart = \"oeffentliche_quellen\"\n{SERVICE}"))]);
        let report = json(&[folder.path()], "standard/gdst", "2026-10-31", &[]);
        assert!(of_rule(&report, "PV-01").is_empty());
    }

    #[test]
    fn public_sources_are_not_blamed() {
        let report = json(&[Path::new("data/gdst")], "standard/gdst", "2026-10-31", &[]);
        let found: Vec<&Value> =
            report["befunde"].as_array().unwrap().iter().filter(|finding| finding["regel"].as_str().unwrap().starts_with("PV-")).collect();
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn what_no_project_answers_for_stands_at_the_folder() {
        let report = json(&[Path::new("data/beispiel")], "standard/gdst", "2026-10-31", &[]);
        let found = of_rule(&report, "PV-06");
        assert_eq!(found.len(), 1, "one finding for all of them");
        assert_eq!((&found[0]["projekt"], found[0]["datei"].as_str()), (&Value::Null, Some("data/beispiel")));
        let names = ["Wittenberg", "Stendal", "Harz", "Halle"];
        let message = found[0]["meldung"].as_str().unwrap();
        assert!(names.iter().all(|name| !message.contains(name)), "an invented portfolio names nobody: {message}");
    }

    #[test]
    fn either_project_of_a_pair_may_hold_the_exception() {
        for (first, second) in [(exception("eins"), String::new()), (String::new(), exception("loesungen[antrag]"))] {
            let folder = projects(&[("eins", &format!("{SERVICE}{first}")), ("zwei", &format!("{SERVICE}{second}"))]);
            let report = json(&[folder.path()], "standard/gdst", "2027-01-01", &[]);
            assert_eq!(of_rule(&report, "PV-01")[0]["ausnahme"]["abgelaufen"], true);
            let report = json(&[folder.path()], "standard/gdst", "2026-10-31", &[]);
            assert_eq!(of_rule(&report, "PV-01")[0]["ausnahme"]["gueltig_bis"], "2026-12-31");
            assert_eq!(report["zaehlung"]["ausgenommen"], 1);
            assert!(of_rule(&report, "AUS-02").is_empty());
        }
    }

    #[test]
    fn an_exception_without_a_finding_is_told_only_by_a_portfolio() {
        let other = SERVICE.replace("99115003001000", "99107046060000");
        let folder = projects(&[("eins", &format!("{SERVICE}{}", exception("eins"))), ("zwei", &other)]);
        let report = json(&[folder.path()], "standard/gdst", "2026-10-31", &[]);
        assert_eq!(of_rule(&report, "AUS-02").len(), 1);
        let report = json(&[&folder.path().join("eins.toml")], "standard/gdst", "2026-10-31", &[]);
        assert!(of_rule(&report, "AUS-02").is_empty());
        let list = lotse(&["ausnahmen", folder.path().to_str().unwrap(), "--standard", "standard/gdst", "--stichtag", "2026-10-31"]);
        assert!(list.out.contains("Ohne Befund: kann entfallen"), "{}", list.out);
    }

    #[test]
    fn a_draft_runs_when_a_profile_switches_it_on() {
        let body = "name = \"MID, Referat 55\"\nebene = \"land\"\n";
        let role = |id: &str, role: &str| format!("\n[[rollen]]\nid = \"{id}\"\nrolle = \"{role}\"\nstelle = \"r55\"\nseit = 2026-03-02\n");
        let text = format!("\n[[stellen]]\nid = \"r55\"\n{body}{}{}", role("auftrag", "auftraggeber"), role("leitung", "projektleitung"));
        let folder = projects(&[("eins", &text), ("zwei", &text)]);
        assert!(of_rule(&json(&[folder.path()], "standard/gdst", "2026-10-31", &[]), "PV-07").is_empty());
        let (_kept, haus) = profile(&[(
            "anpassungen.toml",
            "[[regel]]\nid = \"PV-07\"\nstatus = \"warnend\"\ngrund = \"Der Personalrat ist einverstanden.\"\n",
        )]);
        let report = json(&[folder.path()], &haus, "2026-10-31", &[]);
        assert!(of_rule(&report, "PV-07")[0]["meldung"].as_str().unwrap().contains("trägt 4 Schlüsselrollen in 2 Vorhaben"));
    }

    #[test]
    fn a_query_is_refused_with_its_place() {
        let rule =
            std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st/regeln/portfolio/PV-03.toml")).unwrap();
        let rule = rule.replace("PV-03", "HP-01");
        let cases = [
            ("pfad, a.gegenstand,", "pfad, a.gegenstaende,", "HP-01.toml:22"),
            ("FROM abhaengigkeiten a", "FROM abhaengigkeit a", "meinten Sie „abhaengigkeiten“"),
            ("es {warum}", "es {wieso}", "keine Spalte „wieso“"),
        ];
        let needs = "\n[[abhaengigkeiten]]\nid = \"konto\"\ngegenstand = \"Servicekonto\"\nvon_projekt = \"drei\"\n";
        let folder = projects(&[("eins", needs), ("zwei", "")]);
        for (from, to, told) in cases {
            assert!(rule.contains(from), "{from}");
            let (_kept, haus) = profile(&[("regeln/portfolio/HP-01.toml", &rule.replacen(from, to, 1))]);
            let folder = folder.path().to_str().unwrap();
            let proof = lotse(&["pruefe", folder, "--standard", &haus, "--stichtag", "2026-10-31"]);
            assert_eq!(proof.code, 2);
            assert!(format!("{}{}", proof.out, proof.err).contains(told), "{told}: {}{}", proof.out, proof.err);
        }
    }

    /// The wording of every rule across projects, over its own examples.
    #[test]
    fn what_people_read_when_projects_do_not_fit_together() {
        let standard = lotse::standard::Standard::load(Path::new("standard/pm-st")).unwrap();
        let mut lines = Vec::new();
        for rule in standard.rules.iter().filter(|rule| rule.queries().is_some() && rule.is_in_force()) {
            lines.push(format!("{} {}\n", rule.id, rule.title));
            let mut told = std::collections::BTreeSet::new();
            for example in rule.examples.iter().filter(|example| example.expected == lotse::standard::Outcome::NichtErfuellt) {
                let folder = tempfile::tempdir().unwrap();
                let named: Vec<String> = (1..=example.projects.len()).map(|number| format!("beispiel-{number}.toml")).collect();
                let files: Vec<(&str, &str)> =
                    named.iter().zip(&example.projects).map(|(name, project)| (name.as_str(), project.text.as_str())).collect();
                written(folder.path(), &files);
                let report = json(&[folder.path()], "standard/pm-st", &example.as_of.iso(), &[]);
                let failed = of_rule(&report, &rule.id).into_iter().filter(|finding| finding["ergebnis"] == "nicht_erfuellt");
                told.extend(failed.map(|finding| finding["meldung"].as_str().unwrap().to_owned()));
            }
            lines.extend(told.iter().map(|message| format!("  {message}\n")));
        }
        insta::assert_snapshot!("meldungen_portfolio", lines.concat());
    }

    #[test]
    fn the_report_shows_what_stands_between_projects() {
        let output = tempfile::tempdir().unwrap();
        let folder = output.path().to_str().unwrap();
        let run = lotse(&["bericht", "data/beispiel", "--standard", "standard/gdst", "--stichtag", "2026-10-31", "--ausgabe", folder]);
        assert_eq!(run.code, 0, "{}", run.err);
        let page = std::fs::read_to_string(output.path().join("2026-10/index.html")).unwrap();
        assert!(page.contains("PV-03") && page.contains("PV-06") && page.contains("Zwischen den Vorhaben"));
    }
}

fn refusal(standard: &str) -> String {
    let run = lotse(&["standard", "zeige", "--standard", standard]);
    assert_eq!(run.code, 2, "{}", run.out);
    run.err
}

#[test]
fn a_rule_counts_from_its_day_on() {
    let shown = lotse(&["erklaere", "PV-01", "--standard", "standard/gdst"]);
    assert!(shown.out.contains("warnend, verbindlich ab 01.01.2027"), "{}", shown.out);
    if cfg!(feature = "bericht") {
        let folder = projects(&[("eins", SERVICE), ("zwei", SERVICE)]);
        let on = |day: &str| {
            let report = json(&[folder.path()], "standard/gdst", day, &[]);
            let found = of_rule(&report, "PV-01")[0];
            (found["verbindlich"].as_bool().unwrap(), found["verbindlich_ab"].clone())
        };
        assert_eq!(on("2026-12-31"), (false, Value::from("2027-01-01")));
        assert_eq!(on("2027-01-01"), (true, Value::Null));
    }
}

#[test]
fn that_day_may_only_come_earlier() {
    let adapted = |day: &str| format!("[[regel]]\nid = \"PV-01\"\nverbindlich_ab = {day}\ngrund = \"Hier gilt es anders.\"\n");
    let (_kept, earlier) = profile(&[("anpassungen.toml", &adapted("2026-11-01"))]);
    let shown = lotse(&["erklaere", "PV-01", "--standard", &earlier]);
    assert!(shown.out.contains("verbindlich ab 01.11.2026"), "{}", shown.out);
    let (_kept, later) = profile(&[("anpassungen.toml", &adapted("2028-01-01"))]);
    let told = refusal(&later);
    assert!(told.contains("anpassungen.toml:3:") && told.contains("darf nur früher liegen: 01.01.2027 → 01.01.2028"), "{told}");
    assert!(told.contains("standard/gdst/anpassungen.toml:"), "names both lines: {told}");
    let (_kept, moved) = profile(&[("anpassungen.toml", &adapted("2026-11-01").replace("PV-01", "SH-01"))]);
    assert!(refusal(&moved).contains("nur bei einer Regel, die bis dahin warnt"));
    let (_kept, dropped) = profile(&[("anpassungen.toml", "[[regel]]\nid = \"SH-01\"\nstatus = \"abgeloest\"\ngrund = \"Stört.\"\n")]);
    assert!(refusal(&dropped).contains("der Status darf nur bis „verbindlich“ vorrücken"));
}

#[test]
fn an_id_is_never_given_again() {
    let gone =
        "[[entfallen]]\nid = \"HP-01\"\ntitel = \"Alte Regel\"\nseit = 2026-06-01\ngrund = \"Doppelt.\"\nabgeloest_durch = [\"PV-03\"]\n";
    let rule = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st/regeln/rollen/RO-06.toml")).unwrap();
    let (_kept, haus) = profile(&[("kennungen.toml", gone)]);
    let shown = lotse(&["erklaere", "hp-01", "--standard", &haus]);
    for told in ["Entfallen am 01.06.2026", "Abgelöst durch", "PV-03  Abhängigkeiten", "kennungen.toml:2"] {
        assert!(shown.out.contains(told), "{told}: {}", shown.out);
    }
    let again = rule.replace("RO-06", "HP-01");
    let (_kept, haus) = profile(&[("kennungen.toml", gone), ("regeln/rollen/HP-01.toml", &again)]);
    assert!(refusal(&haus).contains("die Kennung HP-01 war schon vergeben"));
    let (_kept, haus) = profile(&[("kennungen.toml", &gone.replace("PV-03", "PV-99"))]);
    assert!(refusal(&haus).contains("kennungen.toml:6:"), "a successor must exist");
    let (_kept, haus) = profile(&[("regeln/rollen/RO-06.toml", &rule)]);
    assert!(refusal(&haus).contains("die Regel RO-06 gibt es schon"));
}

#[test]
fn a_rule_names_what_took_its_place() {
    let rule = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st/regeln/rollen/RO-06.toml")).unwrap();
    let rule = rule.replace("RO-06", "HP-02");
    let replaced = rule.replacen("status = \"verbindlich\"", "status = \"abgeloest\"\nabgeloest_durch = [\"RO-06\"]", 1);
    let (_kept, haus) = profile(&[("regeln/rollen/HP-02.toml", &replaced)]);
    let shown = lotse(&["erklaere", "HP-02", "--standard", &haus]);
    assert!(shown.out.contains("Abgelöst durch\n  RO-06 Schlüsselrollen"), "{}", shown.out);
    let early = rule.replacen("status = \"verbindlich\"", "status = \"verbindlich\"\nabgeloest_durch = [\"RO-06\"]", 1);
    let (_kept, haus) = profile(&[("regeln/rollen/HP-02.toml", &early)]);
    assert!(refusal(&haus).contains("„abgeloest_durch“ steht nur bei status"));
}

#[test]
fn a_new_rule_of_the_portfolio_begins_with_its_own_frame() {
    let folder = tempfile::tempdir().unwrap();
    copied(&Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/pm-st"), &folder.path().join("pm-st"));
    let standard = folder.path().join("pm-st");
    let standard = standard.to_str().unwrap();
    let made = lotse(&["standard", "neu", "PV-90", "--standard", standard]);
    assert_eq!(made.code, 0, "{}", made.err);
    let text = std::fs::read_to_string(folder.path().join("pm-st/regeln/portfolio/PV-90.toml")).unwrap();
    assert!(text.starts_with("id = \"PV-90\"") && text.contains("gilt_fuer = \"portfolio\""));
    let shown = lotse(&["erklaere", "PV-90", "--standard", standard]);
    assert!(shown.out.contains("nicht erfüllt, was diese Abfrage findet"), "{}{}", shown.out, shown.err);
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copied(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
