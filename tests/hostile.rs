//! Whatever a file contains, there is an answer: no panic, every place inside the file, the same answer twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use lotse::audit::{Auditor, Question};
use lotse::period::{Count, Period};
use lotse::source::Source;
use lotse::standard::Standard;
use proptest::prelude::*;

fn auditor() -> &'static Auditor<'static> {
    static STANDARD: std::sync::OnceLock<Standard> = std::sync::OnceLock::new();
    static AUDITOR: std::sync::OnceLock<Auditor<'static>> = std::sync::OnceLock::new();
    AUDITOR.get_or_init(|| Auditor::new(STANDARD.get_or_init(|| Standard::embedded("gdst").unwrap())).unwrap())
}

/// Pieces that project files are made of, right and wrong.
fn fragment() -> impl Strategy<Value = String> {
    let pieces = [
        "id = \"x\"\n",
        "titel = \"\"\"\nzwei\nZeilen\"\"\"\n",
        "[[stakeholder]]\n",
        "[[kontakte]]\n",
        "[problem]\n",
        "[[arbeitsgruppen]]\n",
        "  [[arbeitsgruppen.sitzungen]]\n",
        "[[arbeitsgruppen.leitung]]\n",
        "datum = 2026-03-01\n",
        "datum = \"2026-Q3\"\n",
        "datum = 2026-13-01\n",
        "id = 7\n",
        "name = '…'\n",
        "stakeholder = [\"x\", 3, \"TODO\"]\n",
        "betroffen = true\n",
        "weg = \"gespräch\"\n",
        "stakeholder = []\n",
        "a.b.c = 1\n",
        "problem.geklaert_am = 2026-01-01\n",
        "= 3\n",
        "\"quoted key\" = 'x'\n",
        "# Kommentar äöü\n",
        "betrag = 12.345\n",
        "kontakte = { id = 'x' }\n",
        "[[freigaben]]\nfreigabe = \"F1\"\nergebnis = \"freigegeben\"\ndatum = 2026-02-02\n",
        "\r\n",
        "[",
        "]]\n",
        "\u{0}",
        "anzahl = 'mehr als 3'\n",
        "titel = \"\\u00fc \\\" \\\\\"\n",
        "[loesungen]\n",
        "[[loesungen.nachnutzende]]\n",
        "phasen = [[1]]\n",
    ];
    prop::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![prop::collection::vec(fragment(), 0..25).prop_map(|parts| parts.concat()), ".{0,200}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn every_text_gets_an_answer(text in text(), day in 20_000..21_500i32) {
        let question = Question { gate: Some(1), all: true, ..Question::as_of_day(Period::day(day)) };
        let audit = auditor().audit(Source::new("x.toml", text.clone()), question);
        // The sign that old programs end lines with ends lines here too.
        let lines = u32::try_from(text.replace("\r\n", "\n").split(['\n', '\r']).count()).unwrap();
        for finding in &audit.findings {
            prop_assert!(finding.place.line >= 1 && finding.place.line <= lines, "{finding:?}");
            prop_assert!(finding.place.column >= 1 && !finding.message.is_empty() && !finding.remedy.is_empty() || finding.outcome > lotse::standard::Outcome::NichtPruefbar);
        }
        prop_assert!(audit.rule_faults.is_empty(), "{:?}", audit.rule_faults);
        let again = auditor().audit(Source::new("x.toml", text), question);
        prop_assert_eq!(format!("{:?}", audit.findings), format!("{:?}", again.findings));
    }

    #[test]
    fn periods_and_counts_read_anything(text in ".{0,16}") {
        if let Some(period) = Period::parse(&text) {
            prop_assert_eq!(period.iso(), text);
        } else if let Some(count) = Count::parse(&text) {
            prop_assert_eq!(count.german(), text);
        }
    }
}
