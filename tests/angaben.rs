//! What papers are asked for: what does not exist or cannot be is refused, with what was probably meant.

#![cfg(feature = "bericht")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::process::Command;

fn lotse(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.code().unwrap(), told)
}

fn about(kreis: &str) -> (i32, String) {
    let over = ["auskunft", "nachnutzung", "tests/projekte/muster-sauber.toml", "--von", "2026-01-01", "--bis", "2026-03-31"];
    lotse(&[&over[..], &["--kreis", kreis]].concat())
}

#[test]
fn a_kreis_is_found_by_key_and_by_name_and_an_unknown_one_is_refused() {
    let harz = about("15085");
    assert_eq!(harz.0, 0, "{}", harz.1);
    for same in ["Landkreis Harz", "Harz", "harz", "LANDKREIS HARZ"] {
        assert_eq!(about(same), harz, "{same}");
    }
    assert_eq!(about("15003"), about("Magdeburg"), "the key of the Kreis is not that of the town");
    for unknown in ["Halberstatt", "15099", "Magdeburk", "", "Köln", "15085135"] {
        let (code, told) = about(unknown);
        assert_eq!(code, 2, "{unknown}: {told}");
        assert!(told.contains("gibt es nicht") && told.contains("(15003000)"), "{told}");
    }
    assert!(about("Magdeburk").1.contains("Meinten Sie „Magdeburg“?"));
}

#[test]
fn a_deadline_does_not_come_before_its_month() {
    let of = |more: &[&str]| lotse(&[&["meldestand", "tests/projekte/muster-sauber.toml", "--monat", "2026-03"][..], more].concat());
    for more in [["--frist", "2026-02-28"], ["--stichtag", "2026-02-27"], ["--frist", "1999-01-01"]] {
        let (code, told) = of(&more);
        assert!(code == 2 && told.contains("liegt vor --monat"), "{code} {told}");
    }
    assert_eq!(of(&["--frist", "2026-04-04"]).0, 0);
}
