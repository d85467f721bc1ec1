//! Where outputs go: never over an input, never over what this tool did not write, never into a device, through every command that
//! takes a file to write.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

struct Run {
    code: i32,
    told: String,
}

fn lotse(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    Run { code: output.status.code().unwrap(), told }
}

const PROJECT: &str = "tests/projekte/muster-fehler.toml";

/// A project file of one's own in a folder of one's own.
fn project(folder: &Path) -> PathBuf {
    let path = folder.join("vorhaben.toml");
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(PROJECT), &path).unwrap();
    path
}

/// Everything that can be made again into a file: arguments over a project file, and how the file ends.
fn makers(project: &str) -> Vec<(Vec<String>, &'static str)> {
    let words = |text: &str| text.replace('$', project).split(' ').map(str::to_owned).collect::<Vec<_>>();
    let mut made = vec![
        (words("standard schema"), "json"),
        (words("standard handbuch"), "html"),
        (words("standard vergleiche standard/pm-st standard/gdst --projekte $ --stichtag 2026-03-31"), "txt"),
        (words("standard vergleiche standard/pm-st standard/gdst --projekte $ --stichtag 2026-03-31 --format html"), "html"),
    ];
    for (form, ending) in
        [("text", "txt"), ("json", "json"), ("sarif", "sarif"), ("junit", "xml"), ("gitlab", "json"), ("markdown", "md"), ("csv", "csv")]
    {
        made.push((words(&format!("pruefe $ --stichtag 2026-03-31 --format {form}")), ending));
    }
    if cfg!(feature = "bericht") {
        for ending in ["html", "pdf", "odt"] {
            made.push((words("pruefe $ --stichtag 2026-03-31"), ending));
        }
        for ending in ["html", "pdf", "odt", "xlsx", "md", "txt"] {
            made.push((words("vorlage $ --freigabe F2 --stichtag 2026-03-31"), ending));
            made.push((words("meldestand $ --monat 2026-03 --frist 2026-04-07"), ending));
        }
        made.push((words("auskunft nachnutzung $ --von 2026-01-01 --bis 2026-03-31"), "md"));
    }
    made
}

#[test]
fn an_output_gives_way_only_to_the_tool_itself() {
    let folder = tempfile::tempdir().unwrap();
    let input = project(folder.path());
    for (at, (words, ending)) in makers(input.to_str().unwrap()).into_iter().enumerate() {
        let path = folder.path().join(format!("{at}.{ending}"));
        let with = |path: &Path, more: &[&str]| {
            let words: Vec<&str> = words.iter().map(String::as_str).chain(["--ausgabe", path.to_str().unwrap()]).collect();
            lotse(&[&words, more].concat())
        };
        assert!(with(&path, &[]).code < 2, "{words:?}");
        let first = fs::read(&path).unwrap();
        assert!(with(&path, &[]).code < 2, "{words:?}: its own file");
        // Somebody has gone on writing in it.
        let mine = [first.as_slice(), b"und mehr, auch zum Pr\xc3\xbcfwerkzeug lotse"].concat();
        fs::write(&path, &mine).unwrap();
        let refused = with(&path, &[]);
        assert!(refused.code == 2 && refused.told.contains("nicht überschrieben"), "{words:?}: {}", refused.told);
        assert!(fs::read(&path).unwrap() == mine, "{words:?}");
        let insisted = with(&path, &["--ueberschreiben"]);
        assert!(insisted.code < 2 && insisted.told.contains("(--ueberschreiben)"), "{words:?}: {}", insisted.told);
        assert!(fs::read(&path).unwrap() == first, "{words:?}");
        if cfg!(unix) {
            let full = with(Path::new("/dev/full"), &[]);
            assert_eq!(full.code, 2, "{words:?}: {}", full.told);
        }
    }
    assert_eq!(fs::read(&input).unwrap(), fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(PROJECT)).unwrap());
}

#[test]
fn no_command_writes_over_what_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    let input = project(folder.path());
    let before = fs::read(&input).unwrap();
    let known = folder.path().join("bestand.toml");
    let made = lotse(&["pruefe", input.to_str().unwrap(), "--stichtag", "2026-03-31", "--bestand-anlegen", known.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{}", made.told);
    let baseline = fs::read(&known).unwrap();
    let (input, known) = (input.to_str().unwrap(), known.to_str().unwrap());
    let inside = folder.path().to_str().unwrap();
    for arguments in [
        vec!["pruefe", input, "--stichtag", "2026-03-31", "--format", "json", "--ausgabe", input],
        vec!["pruefe", inside, "--stichtag", "2026-03-31", "--format", "csv", "--ausgabe", input],
        vec!["pruefe", input, "--stichtag", "2026-03-31", "--format", "csv", "--bestand", known, "--ausgabe", known],
        vec!["pruefe", input, "--stichtag", "2026-03-31", "--bestand-anlegen", input],
    ] {
        for more in [vec![], vec!["--ueberschreiben"]] {
            let run = lotse(&[arguments.clone(), more].concat());
            assert!(run.code == 2 && run.told.contains("gelesen"), "{arguments:?}: {}", run.told);
            assert_eq!((fs::read(input).unwrap(), fs::read(known).unwrap()), (before.clone(), baseline.clone()));
        }
    }
    let again = lotse(&["pruefe", input, "--stichtag", "2026-03-31", "--bestand-anlegen", known]);
    assert!(again.code == 2 && again.told.contains("gibt es schon"), "{}", again.told);
}

#[test]
fn files_to_go_on_with_are_made_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("neues-vorhaben.toml");
    let shown = path.to_str().unwrap();
    fs::write(&path, "von Hand").unwrap();
    assert_eq!(lotse(&["neu", "neues-vorhaben", "--ausgabe", shown]).code, 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), "von Hand");
    let insisted = lotse(&["neu", "neues-vorhaben", "--ausgabe", shown, "--ueberschreiben"]);
    assert!(insisted.code == 0 && insisted.told.contains("(--ueberschreiben)"), "{}", insisted.told);
    assert!(fs::read_to_string(&path).unwrap().contains("neues-vorhaben"));
}

fn beispiel(standard: &Path, output: &Path, more: &[&str]) -> Run {
    let (standard, output) = (standard.to_str().unwrap(), output.to_str().unwrap());
    lotse(&[&["beispiel", "--projekte", "3", "--seed", "1", "--standard", standard, "--ausgabe", output], more].concat())
}

#[test]
fn invented_projects_go_over_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let standard = Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst");
    assert_eq!(beispiel(&standard, folder.path(), &[]).code, 0);
    let mut files: Vec<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 3, "{files:?}");
    let first: Vec<Vec<u8>> = files.iter().map(|path| fs::read(path).unwrap()).collect();
    assert_eq!(beispiel(&standard, folder.path(), &[]).code, 0, "the same files: nothing is lost");
    fs::write(&files[2], "von Hand").unwrap();
    fs::remove_file(&files[0]).unwrap();
    let refused = beispiel(&standard, folder.path(), &[]);
    assert!(refused.code == 2 && refused.told.contains("gibt es schon"), "{}", refused.told);
    assert!(!files[0].exists() && fs::read_to_string(&files[2]).unwrap() == "von Hand", "all are looked at before the first is written");
    assert_eq!(beispiel(&standard, folder.path(), &["--ueberschreiben"]).code, 0);
    assert_eq!(files.iter().map(|path| fs::read(path).unwrap()).collect::<Vec<_>>(), first);
}

/// A recipe comes with a standard, and a standard from anywhere.
#[test]
fn a_recipe_writes_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let standards = folder.path().join("standard");
    for profile in ["pm-st", "gdst"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("standard").join(profile), &standards.join(profile));
    }
    let template = standards.join("pm-st/beispiel/projekt.toml.jinja");
    let absolute = folder.path().join("absolut").to_str().unwrap().to_owned();
    for id in ["../../x", "../x", "a/b", "..", ".", "", &absolute, "C:\\\\x", "a\\\\b", "con", "x.toml", ".versteckt"] {
        fs::write(&template, format!("id = \"{id}\"\n")).unwrap();
        let output = folder.path().join("aus/hier");
        let run = beispiel(&standards.join("gdst"), &output, &["--ueberschreiben"]);
        assert!(run.code == 2 && run.told.contains("Kennung"), "{id}: {}", run.told);
        assert!(!output.exists() && !folder.path().join("absolut.toml").exists(), "{id}");
    }
    let rule = lotse(&["standard", "neu", "XY-01", "--gruppe", "../../..", "--standard", standards.join("pm-st").to_str().unwrap()]);
    assert!(rule.code == 2 && rule.told.contains("ohne Ordner"), "{}", rule.told);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
