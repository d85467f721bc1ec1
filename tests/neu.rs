//! The file `neu` lays out: whatever is obligatory for class and phase stands ready, nothing in it counts as an answer, and it is
//! written once.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::path::Path;
use std::process::Command;

use lotse::audit::{Audit, Auditor, Question};
use lotse::period::Period;
use lotse::printer::{Cut, PLACEHOLDER, template};
use lotse::schema::Level;
use lotse::source::Source;
use lotse::standard::Standard;

fn audit(auditor: &Auditor<'_>, text: &str, gate: Option<usize>) -> Audit {
    auditor.audit(Source::new("probe.toml", text), Question { gate, ..Question::as_of_day(Period::parse("2027-03-31").unwrap()) })
}

fn for_each(mut look: impl FnMut(&Auditor<'_>, Option<&str>, u16, &str)) {
    for profile in ["pm-st", "gdst"] {
        let standard = Standard::embedded(profile).unwrap();
        let auditor = Auditor::new(&standard).unwrap();
        for class in [None, Some("S"), Some("M"), Some("G")] {
            for phase in [0, 1, 2, 4] {
                look(&auditor, class, phase, &template(&Cut { auditor: &auditor, class, phase, id: Some("probe") }));
            }
        }
    }
}

#[test]
fn nothing_in_a_fresh_file_is_wrong_and_nothing_is_an_answer() {
    for_each(|auditor, class, phase, text| {
        let found = audit(auditor, text, None);
        for finding in &found.findings {
            let shape = ["STR-01", "STR-02", "STR-03", "STR-04", "STR-06", "STR-07", "STR-08"].contains(&finding.rule.as_str());
            assert!(!shape, "{class:?} {phase}: {} {}: {}", finding.rule, finding.path, finding.message);
        }
        assert!(text.contains(PLACEHOLDER), "{class:?} {phase}");
        for gate in 0..auditor.standard.gates.len() {
            let asked = audit(auditor, text, Some(gate));
            let muss = asked.findings.iter().any(|finding| finding.level == Level::Muss && !finding.is_excused());
            assert!(muss, "{class:?} {phase}: a fresh file would pass {}", auditor.standard.gates[gate].id);
        }
    });
}

/// A path without the keys of its rows.
fn plain(path: &str) -> String {
    let parts =
        path.split('[').enumerate().map(|(at, part)| if at == 0 { part } else { part.split_once(']').map_or("", |(_, rest)| rest) });
    parts.collect()
}

/// Whatever a MUSS rule misses in the fresh file has its line, so that nobody must look for it.
#[test]
fn whatever_is_obligatory_stands_ready() {
    for_each(|auditor, class, phase, text| {
        let gate = auditor.standard.gates.iter().position(|gate| gate.closes == phase);
        for finding in audit(auditor, text, gate).findings.iter().filter(|finding| finding.level == Level::Muss) {
            for path in &finding.missing {
                let plain = plain(path);
                let name = plain.rsplit('.').next().unwrap();
                let has = |start: &str| text.lines().any(|line| line.starts_with(start));
                let ready = has(&format!("[[{plain}]]")) || has(&format!("[{plain}]")) || has(&format!("{name} = "));
                assert!(ready, "{class:?} {phase}: {} misses {path}, and there is no line for it", finding.rule);
            }
        }
    });
}

#[test]
fn head_keys_come_first_and_the_file_stays_short() {
    for_each(|_, class, phase, text| {
        let first = text.lines().position(|line| line.starts_with('[')).unwrap();
        for (number, line) in text.lines().enumerate() {
            let is_head = line.trim_start_matches("# ").starts_with("titel = \"Wohngeldantrag");
            assert!(!is_head || number < first, "{line}");
        }
        assert!(text.lines().count() < 480, "{class:?} {phase}: {}", text.lines().count());
    });
}

#[test]
fn the_template_for_a_planned_project_of_middle_size() {
    let standard = Standard::embedded("gdst").unwrap();
    let auditor = Auditor::new(&standard).unwrap();
    insta::assert_snapshot!(template(&Cut { auditor: &auditor, class: Some("M"), phase: 2, id: Some("probe") }));
}

#[test]
fn the_file_is_written_beside_and_never_over_another() {
    let folder = tempfile::tempdir().unwrap();
    let lotse = |arguments: &[&str]| {
        let standard = Path::new(env!("CARGO_MANIFEST_DIR")).join("standard/gdst");
        let output = Command::new(env!("CARGO_BIN_EXE_lotse"))
            .args(arguments)
            .args(["--standard", standard.to_str().unwrap()])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap(), told)
    };
    let (code, told) = lotse(&["neu", "erstes"]);
    assert!(code == 0 && told.contains("„erstes.toml“ angelegt. Nächster Schritt:"), "{told}");
    let written = std::fs::read_to_string(folder.path().join("erstes.toml")).unwrap();
    assert!(written.contains("id = \"erstes\""));
    assert_eq!(lotse(&["neu", "erstes"]).0, 2);
    assert_eq!(lotse(&["neu", "erstes", "--klasse", "L"]).0, 2);
    assert_eq!(std::fs::read_to_string(folder.path().join("erstes.toml")).unwrap(), written);
    assert_eq!(lotse(&["neu", "erstes", "--ausgabe", "-"]), (0, written));
    std::fs::create_dir(folder.path().join("data")).unwrap();
    assert_eq!(lotse(&["neu", "zweites", "--ausgabe", "data"]).0, 0);
    assert!(folder.path().join("data/zweites.toml").is_file());
    assert_eq!(lotse(&["neu", "--ausgabe", "drittes.toml"]).0, 0);
    assert!(
        std::fs::read_to_string(folder.path().join("drittes.toml")).unwrap().contains("id = \"drittes\""),
        "the name of the file is the id"
    );
    assert!(lotse(&["neu"]).1.contains(&format!("id = {PLACEHOLDER}")));
    let (code, told) = lotse(&["neu", "viertes", "--phase", "planug"]);
    assert!(code == 2 && told.contains("Meinten Sie „planung“?"), "{told}");
}
