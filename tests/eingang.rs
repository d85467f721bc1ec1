//! What somebody meets who types something: help and refusals are German in every command, letters may be composed or not,
//! and names promise what is written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    run_in(Path::new(env!("CARGO_MANIFEST_DIR")), arguments)
}

fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(folder).output().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Every command there is, as the help names them, each with the words that lead to it.
fn commands() -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    let mut at = 0;
    while at < found.len() {
        let way: Vec<String> = found[at].clone();
        let words: Vec<&str> = way.iter().map(String::as_str).chain(["--hilfe"]).collect();
        let help = told(&run(&words));
        let inner = help.lines().skip_while(|line| !["Befehle:", "Worüber:"].contains(line)).skip(1).take_while(|line| !line.is_empty());
        for line in inner.filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
            found.push([way.clone(), vec![line.split_whitespace().next().unwrap().to_owned()]].concat());
        }
        at += 1;
    }
    found
}

/// Words of the library that no German text has.
const ENGLISH: [&str; 24] = [
    "argument",
    "option",
    "usage",
    "command",
    "error",
    "possible",
    "default",
    "print",
    "help:",
    "value",
    "required",
    "for more",
    "information",
    "unexpected",
    "cannot",
    "invalid",
    "provided",
    "subcommand",
    "similar",
    "tip:",
    "with ",
    "the ",
    " such ",
    "number",
];

fn english(text: &str) -> Vec<&'static str> {
    // Lines that show what can be typed may name English aliases; those of the library never begin with two spaces and "lotse".
    let own: String = text.lines().filter(|line| !line.trim_start().starts_with("lotse ")).collect::<Vec<_>>().join("\n").to_lowercase();
    ENGLISH.into_iter().filter(|word| own.contains(word)).collect()
}

#[test]
fn the_help_of_every_command_is_german_and_has_examples() {
    let commands = commands();
    assert!(commands.len() >= 13, "{commands:?}");
    for way in commands {
        let words: Vec<&str> = way.iter().map(String::as_str).chain(["--hilfe"]).collect();
        let output = run(&words);
        let text = told(&output);
        assert_eq!(output.status.code(), Some(0), "{way:?}");
        assert!(english(&text).is_empty(), "{way:?}: {:?}\n{text}", english(&text));
        assert!(text.contains("Aufruf: lotse"), "{way:?}\n{text}");
        assert!(text.contains("\nBeispiel"), "{way:?} shows no example\n{text}");
    }
}

/// Each option of each command with a value that cannot be, without one, and twice.
#[test]
fn every_refusal_of_the_command_line_is_german() {
    // Some options make a command write: here it finds nothing to write beside.
    let folder = tempfile::tempdir().unwrap();
    let mut tried = 0;
    for way in commands() {
        let help = told(&run(&way.iter().map(String::as_str).chain(["--hilfe"]).collect::<Vec<_>>()));
        let options: Vec<&str> =
            help.split_whitespace().filter(|word| word.starts_with("--") && *word != "--hilfe" && *word != "--fassung").collect();
        let mut lines = vec![vec!["--gibt-es-nicht"], vec!["--hilfee"], vec!["--hilfe=5"]];
        for option in &options {
            let option = option.trim_end_matches([',', ';', '.', ')']);
            lines.extend([vec![option], vec![option, "", option, ""], vec![option, "99999999999999999999", option, "x"]]);
        }
        for line in lines {
            let words: Vec<&str> = way.iter().map(String::as_str).chain(line.iter().copied()).collect();
            let output = run_in(folder.path(), &words);
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.code() == Some(2) && !text.is_empty() {
                tried += 1;
                assert!(english(&text).is_empty(), "{words:?}: {:?}\n{text}", english(&text));
            }
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn letters_typed_in_two_parts_are_the_same_letters() {
    let project = "tests/projekte/muster-sauber.toml";
    for (composed, apart) in [
        (vec!["prüfe", project, "--stichtag", "2026-03-31"], vec!["pru\u{308}fe", project, "--stichtag", "2026-03-31"]),
        (vec!["nächste", project, "--stichtag", "2026-03-31"], vec!["na\u{308}chste", project, "--stichtag", "2026-03-31"]),
        (vec!["erkläre", "Gespräch"], vec!["erkla\u{308}re", "Gespra\u{308}ch"]),
        (vec!["erkläre", "--format=text", "Städte"], vec!["erkla\u{308}re", "--format=text", "Sta\u{308}dte"]),
    ] {
        let (composed, apart) = (run(&composed), run(&apart));
        assert_eq!((composed.status.code(), &composed.stdout), (apart.status.code(), &apart.stdout));
        assert_eq!(composed.stderr, apart.stderr);
    }
}

#[test]
fn a_file_is_found_however_its_name_is_composed() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string("tests/projekte/muster-sauber.toml").unwrap();
    for name in ["gru\u{308}n.toml", "gr\u{fc}n.toml"] {
        let path = folder.path().join(name);
        std::fs::write(&path, &text).unwrap();
        let run = run(&["pruefe", path.to_str().unwrap(), "--stichtag", "2026-03-31", "--format", "json"]);
        assert!(String::from_utf8_lossy(&run.stdout).contains("\"projekte\": 1"), "{}", told(&run));
        std::fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_name_promises_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    for (words, endings, fits) in [
        (vec!["standard", "handbuch"], ["pdf", "docx", "odt", "md"], "html"),
        (vec!["standard", "schema"], ["pdf", "html", "toml", "xsd"], "json"),
    ] {
        for ending in endings {
            let path = folder.path().join(format!("{}.{ending}", words[1]));
            let output = run(&[words.clone(), vec!["--ausgabe", path.to_str().unwrap()]].concat());
            assert_eq!(output.status.code(), Some(2), "{words:?} {ending}");
            assert!(!path.exists() && told(&output).contains(&format!(".{fits}")), "{}", told(&output));
        }
        let path = folder.path().join(format!("{}.{fits}", words[1]));
        assert_eq!(run(&[words, vec!["--ausgabe", path.to_str().unwrap()]].concat()).status.code(), Some(0));
    }
}

#[test]
fn names_of_devices_are_no_ids() {
    let folder = tempfile::tempdir().unwrap();
    for id in ["con", "nul", "aux", "prn", "com1", "com9", "lpt1"] {
        assert_eq!(run(&["neu", id]).status.code(), Some(2), "{id}");
        let path = folder.path().join(format!("{id}.toml"));
        std::fs::write(&path, format!("id = \"{id}\"\ntitel = \"Probe\"\ndatenart = \"erfunden\"\n")).unwrap();
        let found = told(&run(&["pruefe", path.to_str().unwrap(), "--stichtag", "2026-03-31"]));
        assert!(found.contains("unter Windows der Name eines Geräts"), "{found}");
    }
    for id in ["con.", "con ", "CON", "a.", "-a", "com1.x", "../weg", "con/ab"] {
        assert_eq!(run(&["neu", id]).status.code(), Some(2), "{id}");
    }
}
