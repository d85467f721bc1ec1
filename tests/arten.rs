//! What kind of file somebody brings: recognised by its content, whatever it is called; the tool's own files are left alone in a
//! folder and refused by name.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

struct Run {
    code: i32,
    out: String,
    err: String,
}

fn lotse(arguments: &[&str]) -> Run {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// The beginning of a ZIP file with these members.
fn zip(members: &[&str]) -> Vec<u8> {
    members.iter().flat_map(|name| [b"PK\x03\x04".as_slice(), &[0; 26], name.as_bytes()].concat()).collect()
}

fn compound(stream: &str) -> Vec<u8> {
    let wide: Vec<u8> = stream.bytes().flat_map(|byte| [byte, 0]).collect();
    [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600], &wide].concat()
}

fn wide(text: &str) -> Vec<u8> {
    [0xfeff_u16].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

const MSPDI: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- Plan -->\n<Project xmlns=\"http://schemas.microsoft.com/project\"><SaveVersion>14</SaveVersion></Project>";

/// Content, its usual ending, and a word of what must be said.
fn brought() -> Vec<(Vec<u8>, &'static str, &'static str)> {
    let text = |text: &str| text.as_bytes().to_vec();
    vec![
        (zip(&["[Content_Types].xml", "xl/workbook.xml"]), "xlsx", "Excel"),
        (zip(&["[Content_Types].xml", "word/document.xml"]), "docx", "Word"),
        (zip(&["[Content_Types].xml", "ppt/presentation.xml"]), "pptx", "Präsentation"),
        (zip(&["mimetypeapplication/vnd.oasis.opendocument.spreadsheet"]), "ods", "ODS"),
        (zip(&["mimetypeapplication/vnd.oasis.opendocument.text"]), "odt", "ODT"),
        (zip(&["a.toml"]), "zip", "Archiv"),
        (compound("Workbook"), "xls", "Excel"),
        (compound("WordDocument"), "doc", "Word"),
        (compound("MSProject.MPP14"), "mpp", "Microsoft Project"),
        (text(MSPDI), "xml", "Microsoft Project (XML)"),
        (wide(MSPDI), "xml", "Microsoft Project (XML)"),
        (
            text("<?xml version=\"1.0\"?><project name=\"x\" view-date=\"2026-01-01\" gantt-divider-location=\"300\"><tasks/></project>"),
            "gan",
            "GanttProject",
        ),
        (text("<?xml version=\"1.0\"?>\n<liste/>"), "xml", "XML"),
        (text("<!DOCTYPE html>\n<html><body>x = 1</body></html>"), "html", "HTML"),
        (text("{ \"_type\": \"Collection\", \"_embedded\": { \"elements\": [] } }"), "json", "OpenProject"),
        (text("{\"_links\": {\"self\": {\"href\": \"/api/v3/projects/1\"}}}"), "json", "OpenProject"),
        (text("{\n  \"schema\": \"lotse/befunde/1\"}"), "json", "Ausgabe von lotse"),
        (text("[ {\"a\": 1} ]"), "json", "JSON"),
        (text("# Kommentar\npubliccodeYmlVersion: \"0.4\"\nname: Beispiel\n"), "yml", "publiccode.yml"),
        (text("Projekt;Beginn;Ende\nEins;2026;2027\n"), "csv", "CSV"),
        (text("Projekt\tBeginn\nEins\t2026\n"), "tsv", "CSV"),
        (text("%PDF-1.7\n"), "pdf", "PDF"),
        (text("{\\rtf1 x}"), "rtf", "RTF"),
        (text("BEGIN:VCALENDAR\nVERSION:2.0\n"), "ics", "Kalender"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), "png", "Bild"),
        (b"SQLite format 3\0".to_vec(), "db", "Datenbank"),
    ]
}

#[test]
fn a_file_of_another_program_is_named_for_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for (number, (content, ending, word)) in brought().into_iter().enumerate() {
        // Called as usual, without ending, as a project file, and as something else.
        for ending in [ending, "", "toml", "dat", "XLSX"] {
            let path = folder.path().join(format!("plan-{number}.{ending}"));
            std::fs::write(&path, &content).unwrap();
            let told = lotse::command::find(&[path]).unwrap_err().to_string();
            assert!(told.contains(word) && told.contains("keine Projektdatei") && told.contains("lotse "), "{word}, {ending}: {told}");
        }
    }
}

#[test]
fn the_ending_decides_where_the_content_says_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (ending, word) in [("xlsx", "Excel"), ("mpp", "Microsoft Project"), ("docx", "Word"), ("yaml", "YAML"), ("txt", "ohne Angaben")] {
        let path = folder.path().join(format!("leer.{ending}"));
        std::fs::write(&path, "Nur ein Satz\n").unwrap();
        let told = lotse::command::find(&[path]).unwrap_err().to_string();
        assert!(told.contains(word), "{ending}: {told}");
    }
}

/// Every command that takes project files says the same.
#[test]
fn all_commands_share_the_door() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.xlsx");
    std::fs::write(&path, zip(&["xl/workbook.xml"])).unwrap();
    let path = path.to_str().unwrap();
    let mut lines = vec![
        vec!["pruefe", path],
        vec!["pruefe", path, "--format", "json"],
        vec!["pruefe", "tests/projekte/muster-sauber.toml", path],
        vec!["naechste", path],
        vec!["ausnahmen", path],
        vec!["standard", "vergleiche", "standard/pm-st", "standard/gdst", "--projekte", path],
    ];
    if cfg!(feature = "bericht") {
        lines.extend([
            vec!["bericht", path, "--monat", "2026-03"],
            vec!["vorlage", path, "--freigabe", "F2"],
            vec!["meldestand", path, "--monat", "2026-03"],
        ]);
    }
    for line in lines {
        let run = lotse(&line);
        assert!(run.code == 2 && run.out.is_empty() && run.err.contains("Excel"), "{line:?}: {} {}", run.code, run.err);
    }
}

#[test]
fn own_files_are_left_alone_in_a_folder_and_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let project = "tests/projekte/muster-ausnahmen.toml";
    let inside = |name: &str| folder.path().join(name);
    std::fs::copy(project, inside("muster-ausnahmen.toml")).unwrap();
    // Called like a project, so that only the content can tell.
    let known = inside("wohngeld.toml");
    assert_eq!(lotse(&["pruefe", project, "--stichtag", "2026-03-31", "--bestand-anlegen", known.to_str().unwrap()]).code, 0);
    std::fs::write(inside("fragen.toml"), "# Offene Fragen\n\n[[antwort]]\nprojekt = \"a\"\nort = \"b\"\nwert = \"\"\n").unwrap();
    std::fs::copy("standard/pm-st/schwellen.toml", inside("x.toml")).unwrap();
    let run = lotse(&["pruefe", folder.path().to_str().unwrap(), "--stichtag", "2026-03-31", "--format", "json"]);
    let found: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(found["projekte"], 1, "{}", run.out);
    for name in ["wohngeld.toml", "fragen.toml", "x.toml"] {
        assert_eq!(run.err.matches(name).count(), 1, "{}", run.err);
        let named = lotse(&["pruefe", inside(name).to_str().unwrap()]);
        assert!(named.code == 2 && named.err.contains("ist keine Projektdatei, sondern"), "{name}: {}", named.err);
    }
    for word in ["Bestand", "Stellungnahmen", "Prüfprofil"] {
        assert!(run.err.contains(word), "{}", run.err);
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
}

/// No file of a standard is taken for a project, and no project for a file of a standard.
#[test]
fn standards_and_projects_are_told_apart() {
    let is_own = |path: &Path| matches!(lotse::document::kind_of(path).unwrap(), Some(lotse::document::Kind::Own(_)));
    let (mut standards, mut projects) = (Vec::new(), Vec::new());
    files(Path::new("standard"), &mut standards);
    files(Path::new("data"), &mut projects);
    files(Path::new("tests/projekte"), &mut projects);
    assert!(standards.len() > 300 && projects.len() > 40);
    for path in standards {
        assert!(is_own(&path), "{} is taken for a project: give its form a line in src/document/kind/own.rs", path.display());
    }
    for path in projects {
        assert_eq!(lotse::document::kind_of(&path).unwrap(), None, "{}", path.display());
    }
}

/// However little or wrong a file for TOML holds, its faults are findings.
#[test]
fn what_is_meant_as_a_project_file_stays_one() {
    let folder = tempfile::tempdir().unwrap();
    for (number, text) in [
        "",
        "\n",
        "# nichts\n",
        "id = \"<Kennung>\"\n",
        "<Titel>\nid = 1\n",
        "[[rollen]]\n",
        "titel \"x\"\n",
        "titel = \"a;b\"\nziel = \"c;d\"\n",
        "id=1\rtitel=2",
    ]
    .iter()
    .enumerate()
    {
        let path = folder.path().join(format!("projekt-{number}.toml"));
        std::fs::write(&path, text).unwrap();
        assert_eq!(lotse::command::find(&[path]).unwrap().len(), 1, "{text:?}");
    }
}
