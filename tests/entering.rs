//! Values entered in project files by their path: the rest of the file stays byte for byte, and what does not fit is refused.

#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::path::Path;
use std::sync::LazyLock;

use lotse::document::{Entered, NotEntered, discover, enter};
use lotse::schema::Schema;
use lotse::source::Source;
use lotse::standard::Standard;
use proptest::prelude::*;

static STANDARD: LazyLock<Standard> =
    LazyLock::new(|| Standard::load(Path::new("standard/pm-st")).unwrap_or_else(|complaints| panic!("{complaints:?}")));

fn entered(text: &str, path: &str, value: &str) -> Result<Entered, NotEntered> {
    enter(&STANDARD.schema, Schema::PROJECT, &Source::new("x.toml", text), path, value)
}

fn new(text: &str, path: &str, value: &str) -> String {
    match entered(text, path, value) {
        Ok(Entered::New(text)) => text,
        other => panic!("{other:?}"),
    }
}

const FILE: &str = "\
# Kopf
id = \"x\"   # Kennung
titel = 'Ein Titel'

[[statusberichte]]
stand = 2026-09-30
ampel = \"gelb\" # vorsichtig
# gehört zum nächsten

  [[statusberichte]]
  stand = 2026-10-30
  ampel = \"gruen\"

    [[statusberichte.einschaetzungen]]
    dimension = \"termin\"
    ampel = \"rot\"

[kostenteilung]
verteilung = \"zu gleichen Teilen\"
";

#[test]
fn a_value_stands_behind_the_others_of_its_row() {
    for (path, value, before, after) in [
        ("statusberichte[2026-09-30].stellungnahme", "\"So ist es.\"", "# vorsichtig\n", "# vorsichtig\nstellungnahme = \"So ist es.\"\n"),
        ("statusberichte[2026-10-30].stellungnahme", "'a\"b'", "  ampel = \"gruen\"\n", "  ampel = \"gruen\"\n  stellungnahme = 'a\"b'\n"),
        (
            "statusberichte[2026-10-30].einschaetzungen[termin].grund",
            "\"Verzug\"",
            "    ampel = \"rot\"\n",
            "    ampel = \"rot\"\n    grund = \"Verzug\"\n",
        ),
        ("kostenteilung.vereinbart_am", "2026-06-22", "Teilen\"\n", "Teilen\"\nvereinbart_am = 2026-06-22\n"),
    ] {
        assert_eq!(new(FILE, path, value), FILE.replace(before, after), "{path}");
    }
}

#[test]
fn rows_in_one_line_and_windows_line_ends_stay_what_they_are() {
    let inline = "id = \"x\"\ntitel = \"X\"\nstatusberichte = [\n  { stand = 2026-09-30, ampel = \"gelb\" }, # eins\n]\n";
    let told = new(inline, "statusberichte[2026-09-30].stellungnahme", "\"Ja.\"");
    assert_eq!(told, inline.replace("\"gelb\" }", "\"gelb\", stellungnahme = \"Ja.\" }"));
    let windows = FILE.replace('\n', "\r\n");
    let told = new(&windows, "statusberichte[2026-09-30].stellungnahme", "\"Ja.\"");
    assert_eq!(told, windows.replace("# vorsichtig\r\n", "# vorsichtig\r\nstellungnahme = \"Ja.\"\r\n"));
    let unended = FILE.trim_end();
    assert!(new(unended, "kostenteilung.vereinbart_am", "2026-06-22").contains("\nvereinbart_am = 2026-06-22"));
}

#[test]
fn an_empty_value_is_filled_and_another_is_left() {
    let blank = FILE.replace("# vorsichtig\n", "# vorsichtig\nstellungnahme = \"\" # folgt\n");
    let path = "statusberichte[2026-09-30].stellungnahme";
    let told = new(&blank, path, "\"Ja.\"");
    assert_eq!(told, blank.replace("stellungnahme = \"\"", "stellungnahme = \"Ja.\""));
    assert_eq!(entered(&told, path, "'Ja.'"), Ok(Entered::Already));
    assert_eq!(entered(&told, path, "\"Nein.\""), Err(NotEntered::Taken(8)));
}

#[test]
fn what_does_not_fit_is_refused() {
    let twice = format!("{FILE}\n[[statusberichte]]\nstand = 2026-09-30\n");
    for (text, path, value, why) in [
        (FILE, "statusberichte[2026-08-31].stellungnahme", "\"x\"", NotEntered::NoPlace),
        (FILE, "statusberichte[2026-09-30].stelungnahme", "\"x\"", NotEntered::NoPlace),
        (FILE, "statusberichte", "\"x\"", NotEntered::NoPlace),
        (FILE, "", "\"x\"", NotEntered::NoPlace),
        (FILE, "].", "\"x\"", NotEntered::NoPlace),
        (FILE, "statusberichte[2026-09-30].stellungnahme", "", NotEntered::Unfit),
        (FILE, "statusberichte[2026-09-30].stellungnahme", "\"a\"\nx = 1", NotEntered::Unfit),
        (FILE, "statusberichte[2026-09-30].stellungnahme", "7", NotEntered::Unfit),
        (FILE, "statusberichte[2026-09-30].stellungnahme", "\"TODO\"", NotEntered::Unfit),
        (FILE, "statusberichte[2026-09-30].frist", "\"bald\"", NotEntered::Unfit),
        (&twice, "statusberichte[2026-09-30].stellungnahme", "\"x\"", NotEntered::Ambiguous),
        ("id = \"x\n", "titel", "\"x\"", NotEntered::Unreadable),
    ] {
        assert_eq!(entered(text, path, value), Err(why), "{path} = {value}");
    }
}

#[test]
fn in_every_shipped_project_nothing_else_changes() {
    let mut entries = 0;
    for path in discover(&[Path::new("data").to_path_buf()]).unwrap().files {
        let source = Source::read(&path).unwrap();
        let reports =
            source.text.lines().filter(|line| line.contains("{ stand = ") && line.contains("ampel") && !line.contains("stellungnahme"));
        let stands: Vec<&str> = reports.filter_map(|line| line.split("stand = ").nth(1)?.split(',').next()).collect();
        for stand in &stands {
            let place = format!("statusberichte[{stand}].stellungnahme");
            let text = match enter(&STANDARD.schema, Schema::PROJECT, &source, &place, "\"Abgestimmt.\"") {
                Ok(Entered::New(text)) => text,
                Err(NotEntered::Ambiguous) => continue,
                other => panic!("{}, {place}: {other:?}", source.name),
            };
            assert_eq!(text.replacen(", stellungnahme = \"Abgestimmt.\"", "", 1), source.text, "{}, {place}", source.name);
            entries += 1;
        }
    }
    assert!(entries > 40, "{entries}");
}

proptest! {
    #[test]
    fn any_words_come_back_as_they_were(words in "\\PC{1,60}") {
            let value = toml::Value::from(words.as_str()).to_string();
        let path = "statusberichte[2026-10-30].stellungnahme";
        match entered(FILE, path, &value) {
            Ok(Entered::New(text)) => {
                let read: toml::Table = text.parse().unwrap();
                prop_assert_eq!(read["statusberichte"][1]["stellungnahme"].as_str(), Some(words.as_str()));
                prop_assert_eq!(entered(&text, path, &value), Ok(Entered::Already));
            }
            other => prop_assert_eq!(other, Err(NotEntered::Unfit), "only blanks and placeholders are refused: {}", words),
        }
    }

    #[test]
    fn no_path_and_no_value_stops_it(path in "[a-z.\\[\\]0-9-]{0,40}", value in "\\PC{0,40}") {
        let _ = entered(FILE, &path, &value);
    }
}
