//! Laws of the check that one wrong sign would break without a word: when an exception is over, which place it covers, what
//! a Stichtag takes away, which size class counts, when two keys are the same. `scripts/fehler.sh` breaks each of them.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::sync::OnceLock;

use lotse::audit::{Audit, Auditor, Question, Standing};
use lotse::document::{Value, read};
use lotse::period::Period;
use lotse::schema::{Code, Kind, Schema, TraitValue};
use lotse::source::{Source, Unreadable};
use lotse::standard::Standard;

const HEAD: &str = "id = \"probe\"\ntitel = \"Ein Probelauf\"\ndatenart = \"erfunden\"\n";

fn auditor() -> &'static Auditor<'static> {
    static STANDARD: OnceLock<Standard> = OnceLock::new();
    static AUDITOR: OnceLock<Auditor<'static>> = OnceLock::new();
    AUDITOR.get_or_init(|| Auditor::new(STANDARD.get_or_init(|| Standard::embedded("pm-st").unwrap())).unwrap())
}

fn day(text: &str) -> Period {
    Period::parse(text).unwrap()
}

fn audit(rows: &str, as_of: &str) -> Audit {
    auditor().audit(Source::new("probe.toml", format!("{HEAD}{rows}")), Question::as_of_day(day(as_of)))
}

/// A project in which key roles have no deputy: RO-06 at `rollen[lead].stelle` and `rollen[leader].stelle`.
const ROLES: &str = "
[[phasen]]
phase = \"definition\"
beginn = 2026-01-01

[[stellen]]
id = \"mid\"
name = \"MID\"
ebene = \"land\"

[[rollen]]
id = \"lead\"
rolle = \"projektleitung\"
stelle = \"mid\"
seit = 2026-01-01

[[rollen]]
id = \"leader\"
rolle = \"projektleitung\"
stelle = \"mid\"
seit = 2026-01-01
";

fn exception(place: &str, until: &str) -> String {
    format!(
        "{ROLES}\n[[stellen]]\nid = \"amt\"\nname = \"Amt\"\nebene = \"land\"\n\n[[ausnahmen]]\nid = \"a\"\nregel = \"RO-06\"\nort = \"{place}\"\n\
         grund = \"Die Stelle ist ausgeschrieben.\"\ngenehmigt_von = \"amt\"\nab = 2026-02-01\nbeleg = \"Vermerk 1\"\ngueltig_bis = {until}\n"
    )
}

fn excused(audit: &Audit) -> Vec<&str> {
    let of_rule = audit.findings.iter().filter(|finding| finding.rule == "RO-06");
    of_rule.filter(|finding| finding.is_excused()).map(|finding| finding.path.as_str()).collect()
}

fn places(audit: &Audit) -> Vec<&str> {
    audit.findings.iter().filter(|finding| finding.rule == "RO-06").map(|finding| finding.path.as_str()).collect()
}

/// As long as it is not certainly over, an exception holds: to the end of its month, its last day included.
#[test]
fn an_exception_holds_until_it_is_certainly_over() {
    let place = places(&audit(ROLES, "2026-06-15"))[0].to_owned();
    for (until, as_of, holds) in [
        ("\"2026-06\"", "2026-06-15", true),
        ("\"2026-06\"", "2026-06-30", true),
        ("\"2026-06\"", "2026-07-01", false),
        ("\"2026-Q2\"", "2026-05-02", true),
        ("2026-06-15", "2026-06-15", true),
        ("2026-06-15", "2026-06-16", false),
        ("2026-06-15", "2026-02-01", true),
        ("2026-06-15", "2026-01-31", false),
    ] {
        let audit = audit(&exception(&place, until), as_of);
        assert_eq!(!excused(&audit).is_empty(), holds, "until {until}, asked on {as_of}");
    }
}

/// Neither the beginning of a place nor that of another row's name is the place.
#[test]
fn an_exception_covers_its_place_and_no_other() {
    let found = audit(ROLES, "2026-06-15");
    let places = places(&found);
    assert_eq!(places.len(), 2, "{places:?}");
    for place in &places {
        assert_eq!(excused(&audit(&exception(place, "2026-12-31"), "2026-06-15")), [*place]);
        let row = &place[..=place.find(']').unwrap()];
        assert_eq!(excused(&audit(&exception(row, "2026-12-31"), "2026-06-15")), [*place], "the row it stands in");
        for end in 1..place.len() {
            let beginning = &place[..end];
            if place.is_char_boundary(end) && beginning != row {
                assert_eq!(excused(&audit(&exception(beginning, "2026-12-31"), "2026-06-15")), Vec::<&str>::new(), "{beginning}");
            }
        }
        assert_eq!(excused(&audit(&exception(&format!("{place}x"), "2026-12-31"), "2026-06-15")), Vec::<&str>::new());
    }
    assert_eq!(excused(&audit(&exception("probe", "2026-12-31"), "2026-06-15")), Vec::<&str>::new(), "the project is no place of a row");
}

/// So many days before its end an exception is about to end, on that day already.
#[test]
fn the_notice_of_an_end_begins_on_its_first_day() {
    let standard = auditor().standard;
    let notice = standard.anchors.exception_notice.as_ref().and_then(|name| standard.threshold(name)).unwrap().value;
    let end = day("2026-12-31");
    let place = places(&audit(ROLES, "2026-06-15"))[0].to_owned();
    let standing = |left: i64| {
        let as_of = Period::day(end.from - i32::try_from(left).unwrap());
        audit(&exception(&place, "2026-12-31"), &as_of.iso()).exceptions[0].standing
    };
    assert_eq!(standing(notice + 1), Standing::Valid);
    assert_eq!(standing(notice), Standing::Expiring(i32::try_from(notice).unwrap()));
    assert_eq!(standing(0), Standing::Expiring(0));
    assert_eq!(standing(-1), Standing::Expired);
}

/// The last entry by its date counts, wherever it stands; one of after the Stichtag does not count yet.
#[test]
fn the_newest_size_class_counts() {
    let rows = [
        "{ ab = 2026-01-01, klasse = \"S\" }",
        "{ ab = 2026-03-01, klasse = \"L\" }",
        "{ klasse = \"M\" }",
        "{ ab = 2026-09-01, klasse = \"M\" }",
    ];
    let class = |rows: &[&str], as_of: &str| {
        let audit = audit(&format!("groessenklassen = [{}]\n", rows.join(", ")), as_of);
        let (catalogue, ordinal) = audit.state.unwrap().class?;
        Some(auditor().standard.schema.catalogue(catalogue).code(ordinal).id.clone())
    };
    let mut order = rows;
    for turn in 0..rows.len() {
        order.rotate_left(1);
        for (as_of, expected) in [("2026-02-01", "S"), ("2026-03-01", "L"), ("2026-08-31", "L"), ("2026-09-01", "M")] {
            assert_eq!(class(&order, as_of).as_deref(), Some(expected), "turn {turn}, {as_of}");
        }
    }
    assert_eq!(class(&["{ klasse = \"M\" }"], "2026-02-01").as_deref(), Some("M"));
    assert_eq!(class(&[], "2026-02-01"), None);
    // Where none is, what is missing is the list.
    let none = audit("", "2026-02-01");
    assert_eq!(none.document.path(&auditor().standard.schema, none.state.unwrap().class_cell), "groessenklassen");
}

/// The phase is the one after the last gate passed, or a later one that has begun, or the one that the gate asked for closes.
#[test]
fn the_phase_follows_from_gates_passed_and_phases_begun() {
    let standard = auditor().standard;
    let (record, slot) = standard.anchors.gate_outcome;
    let Kind::Code(outcomes) = standard.schema.record(record).field(slot).kind else { panic!("codes") };
    let phase = |rows: &str, gate: Option<usize>| {
        let question = Question { gate, ..Question::as_of_day(day("2026-06-15")) };
        auditor().audit(Source::new("probe.toml", format!("{HEAD}{rows}")), question).state.unwrap().phase
    };
    let passing = |code: &Code| code.values[standard.anchors.outcome_passes] == TraitValue::Flag(true);
    let codes = &standard.schema.catalogue(outcomes).codes;
    assert!(codes.iter().any(passing) && !codes.iter().all(passing));
    assert_eq!(phase("", None), 0);
    for (number, gate) in standard.gates.iter().enumerate() {
        for code in codes {
            let row = format!("[[freigaben]]\nfreigabe = \"{}\"\ndatum = 2026-05-01\nergebnis = \"{}\"\n", gate.id, code.id);
            let expected = if passing(code) { gate.closes + 1 } else { 0 };
            assert_eq!(phase(&row, None), expected, "{} {}", gate.id, code.id);
            assert_eq!(phase(&row.replace("05-01", "07-01"), None), 0, "after the Stichtag");
            assert_eq!(phase(&row, Some(number)), expected.max(gate.closes));
        }
    }
    for (rank, begun) in (0..).zip(&standard.phases) {
        let row = format!("[[phasen]]\nphase = \"{}\"\nbeginn = 2026-05-01\n", begun.id);
        assert_eq!(phase(&row, None), rank);
        assert_eq!(phase(&format!("{row}[[phasen]]\nphase = \"{}\"\nbeginn = 2026-04-01\n", standard.phases[0].id), None), rank);
        for (number, gate) in standard.gates.iter().enumerate() {
            assert_eq!(phase(&row, Some(number)), rank.max(gate.closes));
        }
    }
}

/// What became known after the Stichtag is not known at it, whatever day it is about; what is undated was always so.
#[test]
fn what_became_known_later_is_not_known_yet() {
    let schema = &auditor().standard.schema;
    let text = format!(
        "{HEAD}beginn = 2026-01-01\n[[meilensteine]]\nid = \"m\"\ntitel = \"Erprobung\"\nprognose = 2026-12-01\nprognose_vom = 2026-05-10\nerreicht_am = 2026-07-01\nerster_plan = 2026-06-01\n"
    );
    let list = schema.record(Schema::PROJECT).slot("meilensteine").unwrap();
    for (as_of, prognosis, reached) in [
        ("2026-05-09", false, false),
        ("2026-05-10", true, false),
        ("2026-06-30", true, false),
        ("2026-07-01", true, true),
        ("2026-08-01", true, true),
    ] {
        let (mut document, faults) = read(schema, Schema::PROJECT, Source::new("probe.toml", text.clone()));
        assert!(faults.is_empty(), "{faults:?}");
        document.cut(schema, Schema::PROJECT, day(as_of).to);
        let row = document.list(document.root(), list)[0];
        let Value::Table { record, .. } = document.cell(row).value else { panic!("a row") };
        let is_there = |name: &str| {
            let cell = document.field(row, schema.record(record).slot(name).unwrap()).unwrap();
            !document.cell(cell).value.is_missing()
        };
        assert_eq!((is_there("prognose"), is_there("erreicht_am"), is_there("titel")), (prognosis, reached, true), "{as_of}");
    }
}

/// What happened within a table of the head is cut like what happened in a row.
#[test]
fn what_happened_later_in_a_table_has_not_happened_yet() {
    let schema = &auditor().standard.schema;
    let project = schema.record(Schema::PROJECT);
    let text = format!("{HEAD}[problem]\ngeklaert_am = 2026-05-10\nbeschreibung = \"Anträge kommen doppelt an.\"\n");
    for (as_of, happened) in [("2026-05-09", false), ("2026-05-10", true), ("2026-05-11", true)] {
        let (mut document, _) = read(schema, Schema::PROJECT, Source::new("probe.toml", text.clone()));
        document.cut(schema, Schema::PROJECT, day(as_of).to);
        let table = document.field(document.root(), project.slot("problem").unwrap()).unwrap();
        let Value::Table { record, .. } = document.cell(table).value else { panic!("a table") };
        let is_there = |name: &str| {
            let cell = document.field(table, schema.record(record).slot(name).unwrap()).unwrap();
            !document.cell(cell).value.is_missing()
        };
        assert_eq!((is_there("geklaert_am"), is_there("beschreibung")), (happened, true), "{as_of}");
    }
}

/// Nothing is not the same as nothing.
#[test]
fn rows_without_a_key_are_not_the_same() {
    let repeated = |rows: &str| {
        let audit = audit(&format!("stellen = [{rows}]\n"), "2026-06-15");
        audit.findings.iter().filter(|finding| finding.message.contains("steht schon in Zeile")).count()
    };
    for none in ["", "id = \"\", ", "id = \"TODO\", ", "id = 7, "] {
        let row = format!("{{ {none}name = \"N\", ebene = \"land\" }}");
        assert_eq!(repeated(&format!("{row}, {row}, {row}")), 0, "{none}");
    }
    let same = "{ id = \"a\", name = \"N\", ebene = \"land\" }";
    assert_eq!(repeated(&format!("{same}, {{ id = \"b\", name = \"N\", ebene = \"land\" }}, {same}, {same}")), 2);
}

/// A file over the limit is refused without being read to its end, and so is what has no end.
#[test]
fn a_file_over_the_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    let limit = 64 * 1024 * 1024;
    std::fs::File::create(&path).unwrap().set_len(limit + 1).unwrap();
    assert!(matches!(Source::bytes(&path), Err(Unreadable::TooLarge)));
    std::fs::File::options().write(true).open(&path).unwrap().set_len(limit).unwrap();
    assert_eq!(Source::bytes(&path).unwrap().len() as u64, limit);
    #[cfg(unix)]
    {
        let link = folder.path().join("y.toml");
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        assert!(matches!(Source::bytes(&link), Err(Unreadable::NoFile)));
    }
}

/// An exception from a rule across projects covers the place of the finding, the row it stands in, or the project.
#[test]
fn an_exception_across_projects_covers_its_place_and_no_other() {
    let excuses = |place: &str, path: &str| {
        let text = exception(place, "2026-12-31").replace("RO-06", "PV-01");
        let audit = audit(&text, "2026-06-15");
        let mut reserved = audit.reserved.first().unwrap_or_else(|| panic!("{place}: nothing reserved")).clone();
        let mut finding = audit.findings[0].clone();
        "PV-01".clone_into(&mut finding.rule);
        path.clone_into(&mut finding.path);
        finding.exception = None;
        reserved.excuse(std::slice::from_mut(&mut finding));
        finding.is_excused()
    };
    let path = "loesungen[antrag].leistungsschluessel";
    for place in [path, "loesungen[antrag]", " loesungen[ antrag ] ", "probe"] {
        assert!(excuses(place, path), "{place}");
    }
    for place in ["loesungen", "loesungen[ant", "loesungen[antrag].leistung", "loesungen[antrag].leistungsschluessel2", "pro", "probe2"] {
        assert!(!excuses(place, path), "{place}");
    }
    assert!(!excuses("loesungen[antrag]", "loesungen[antrag-2].leistungsschluessel"));
}
