//! What a file costs grows with its length and no faster. Nothing here looks at a clock: counted are findings, letters and
//! steps. How long it takes and how much memory, `benches/wachstum.rs` prints.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::fmt::Write;

use lotse::audit::{Audit, Auditor, Condition, Question};
use lotse::document::read;
use lotse::period::Period;
use lotse::schema::Schema;
use lotse::source::{Place, Source, Span, Unreadable};
use lotse::standard::Standard;

const HEAD: &str = "id = \"x\"\ntitel = \"X\"\ndatenart = \"erfunden\"\n";
const DAY: &str = "2026-10-31";
/// As many of one kind are told one by one.
const SHOWN: usize = 1000;

fn audit(text: &str) -> Audit {
    static STANDARD: std::sync::OnceLock<Standard> = std::sync::OnceLock::new();
    static AUDITOR: std::sync::OnceLock<Auditor<'static>> = std::sync::OnceLock::new();
    let auditor = AUDITOR.get_or_init(|| Auditor::new(STANDARD.get_or_init(|| Standard::embedded("gdst").unwrap())).unwrap());
    auditor.audit(Source::new("x.toml", text), Question::as_of_day(Period::parse(DAY).unwrap()))
}

fn list(name: &str, rows: usize, separator: &str, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("{name} = [{}]\n", rows.join(separator))
}

/// However often a file is wrong in one way, a thousand findings say so, one more counts the others, and what all of them
/// hold does not grow with the line they stand in.
#[test]
fn many_mistakes_of_a_kind_are_counted_and_not_repeated() {
    let many = 3 * SHOWN;
    let wrong_rows = list("kontakte", many, ", ", |number| format!("{{ id = \"k{number}\", datum = 5 }}"));
    let wrong_places = list("rollen", many, ",\n", |number| format!("{{ id = \"r{number}\", stelle = \"s{number}\" }}"));
    let same_keys = list("stellen", many, ",\n", |_| "{ id = \"s\", name = \"S\" }".to_owned());
    let unknown_keys = (0..many).fold(String::new(), |mut text, number| {
        writeln!(text, "schluessel_{number} = 1").unwrap();
        text
    });
    for (rule, text) in [("STR-03", wrong_rows), ("STR-07", wrong_places), ("STR-08", same_keys), ("STR-02", unknown_keys)] {
        let audit = audit(&format!("{HEAD}{text}"));
        let found: Vec<_> = audit.findings.iter().filter(|finding| finding.rule == rule).collect();
        assert_eq!(found.len(), SHOWN + 1, "{rule}");
        let times: u64 = found.iter().map(|finding| finding.times).sum();
        assert!(times as usize >= many - 1, "{rule}: {times}");
        let rest = found.iter().find(|finding| finding.times > 1).unwrap();
        assert!(rest.message.contains("weitere Befunde derselben Art"), "{}", rest.message);
        assert!(audit.tally.failed.iter().sum::<u64>() >= times);
        let held: usize =
            audit.findings.iter().map(|finding| finding.excerpt.text.len() + finding.message.len() + finding.path.len()).sum();
        assert!(held < audit.findings.len() * 1500, "{rule}: {held} bytes in {} findings", audit.findings.len());
    }
}

/// Only the first hundred wrong references are compared with every key.
#[test]
fn the_nearest_name_is_looked_for_a_hundred_times() {
    let text = list("stellen", 200, ",\n", |number| format!("{{ id = \"stelle-{number}\", name = \"S\" }}"))
        + &list("rollen", 200, ",\n", |number| format!("{{ id = \"r{number}\", stelle = \"stele-{number}\" }}"));
    let audit = audit(&format!("{HEAD}{text}"));
    let hints =
        audit.findings.iter().filter(|finding| finding.message.contains("keinen Eintrag") && finding.message.contains("Meinten Sie"));
    assert_eq!(hints.count(), 100);
}

/// What has no end as it stands is refused before anything is made of it.
#[test]
fn a_text_that_holds_too_much_is_refused_as_a_whole() {
    let rows = format!("kontakte = [{}]", "{},".repeat(300_000));
    assert!(matches!(Source::of_bytes("x.toml", rows.into_bytes()), Err(Unreadable::TooLarge)));
    assert!(matches!(Source::of_bytes("x.toml", "a=1\n".repeat(2_100_000).into_bytes()), Err(Unreadable::TooLarge)));
    assert!(Source::of_bytes("x.toml", "Text, und noch einer. ".repeat(100_000).into_bytes()).is_ok());
    let rows = list("kontakte", 80_000, ",\n", |number| format!("{{ id = \"k{number}\" }}"));
    assert!(Source::of_bytes("x.toml", rows.into_bytes()).is_ok());
}

/// Places deep in a long line are the same as counted letter by letter, and their excerpt shows what stands there.
#[test]
fn places_in_a_line_of_any_length_are_exact() {
    let text = format!("ä = 1\n{}ö = \"ü\" # {}\n", "größe, ".repeat(5_000), "x".repeat(9_000));
    let source = Source::new("x.toml", text.clone());
    let line = text.lines().nth(1).unwrap();
    for letters in [0, 1, 7, 79, 80, 81, 4095, 4096, 4097, 20_000, 34_999, 35_000, 35_004, 44_000] {
        let offset = line.char_indices().nth(letters).unwrap().0 + "ä = 1\n".len();
        let place = source.place(Span::new(offset..offset + 1));
        assert_eq!((place.line, place.column as usize), (2, letters + 1));
        let (window, left_out) = source.window(place);
        assert!(text[window.clone()].chars().count() <= 400);
        let shown = text[window].chars().nth(letters - left_out as usize);
        assert_eq!(shown, line.chars().nth(letters), "at {letters}");
    }
    let (window, left_out) = source.window(Place { line: 1, column: 3, end_line: 1, end_column: 4 });
    assert_eq!((&text[window], left_out), ("ä = 1", 0));
}

/// Rows for the two lists of a join: keys that are there, missing, placeholders, of nobody; more than an index needs.
fn joined(rows: usize) -> String {
    let key = |number: usize| match number % 11 {
        0 => String::new(),
        1 => "id = \"TODO\", ".to_owned(),
        _ => format!("id = \"s{}\", ", number / 2),
    };
    let level = |number: usize| match number % 5 {
        0 => "",
        1 => "ebene = \"TODO\"",
        2 => "ebene = \"land\"",
        _ => "ebene = \"kommune\"",
    };
    let stellen = list("stellen", rows, ",\n", |number| {
        if number % 13 == 0 {
            "{ id = \"TODO\", name = \"k. A.\" }".to_owned()
        } else {
            format!("{{ {}name = \"S\", {} }}", key(number), level(number))
        }
    });
    let kontakte = list("kontakte", rows, ",\n", |number| {
        let with = match number % 7 {
            0 => "stakeholder = [\"TODO\"]".to_owned(),
            1 => "stakeholder = []".to_owned(),
            2 => String::new(),
            _ => format!("stakeholder = [\"s{}\", \"s{}\"]", number, number / 3),
        };
        format!("{{ id = \"k{number}\", {with} }}")
    });
    format!("{HEAD}{stellen}{kontakte}").replace(", }", " }")
}

/// An index over a long list changes no answer: the same question asked so that no index fits gets the same one.
#[test]
fn a_join_answers_what_looking_through_answers() {
    let standard = Standard::embedded("pm-st").unwrap();
    let day = Period::parse(DAY).unwrap();
    let pairs = [
        ("stellen.exists(s, s.id == X && s.ebene == \"land\")", "stellen.exists(s, s.id in [X] && s.ebene == \"land\")"),
        ("stellen.exists(s, s.ebene == \"land\" && X == s.id)", "stellen.exists(s, s.ebene == \"land\" && s.id in [X])"),
        ("stellen.all(s, s.id != X || s.ebene == \"land\")", "stellen.all(s, !(s.id in [X]) || s.ebene == \"land\")"),
        ("stellen.all(s, !(s.id == X && s.ebene == \"land\"))", "stellen.all(s, !(s.id in [X] && s.ebene == \"land\"))"),
        ("stellen.exists_one(s, s.id == X)", "stellen.exists_one(s, s.id in [X])"),
        ("stellen.filter(s, s.id == X).size() == 2", "stellen.filter(s, s.id in [X]).size() == 2"),
        ("stellen.filter(s, s.id == X && has(s.ebene)).size() == 1", "stellen.filter(s, s.id in [X] && has(s.ebene)).size() == 1"),
        ("kontakte.exists(k, X in k.stakeholder)", "kontakte.exists(k, k.stakeholder.exists(s, s in [X]))"),
        ("kontakte.filter(k, X in k.stakeholder).size() > 1", "kontakte.filter(k, k.stakeholder.exists(s, s in [X])).size() > 1"),
    ];
    let mut answers = [0; 3];
    for rows in [31, 33, 80] {
        let (document, _) = read(&standard.schema, Schema::PROJECT, Source::new("x.toml", joined(rows)));
        for (quick, slow) in pairs {
            for key in ["\"s3\"", "\"s4\"", "\"s7\"", "\"s20\"", "\"nobody\"", "titel"] {
                let ask = |text: &str| {
                    let text = text.replace('X', key);
                    let condition = Condition::compile(&standard, &text).unwrap_or_else(|complaint| panic!("{text}: {complaint}"));
                    let answer = condition.holds(&document, day);
                    assert_eq!(answer, condition.holds_traced(&document, day), "{text}");
                    answer
                };
                let answer = ask(quick);
                assert_eq!(answer, ask(slow), "{rows} rows: {quick} with {key}");
                answers[answer.map_or(2, usize::from)] += 1;
            }
        }
    }
    assert!(answers.iter().all(|count| *count > 5), "every kind of answer occurs: {answers:?}");
}

/// Two thousand rows of each of two lists: the product of both is more steps than any rule may take.
#[test]
fn rules_over_two_long_lists_come_to_an_answer() {
    let rows = 2000;
    let mut text = format!("{HEAD}phasen = [{{ phase = \"durchfuehrung\", beginn = 2026-01-01 }}]\n");
    text += &list("stellen", rows, ",\n", |number| format!("{{ id = \"s{number}\", name = \"S\", ebene = \"land\" }}"));
    text += &list("rollen", rows, ",\n", |number| {
        format!("{{ id = \"r{number}\", rolle = \"projektteam\", stelle = \"s{number}\", seit = 2026-01-01 }}")
    });
    let audit = audit(&text);
    assert!(audit.rule_faults.is_empty(), "{:?}", audit.rule_faults);
    let spent = audit.findings.iter().find(|finding| finding.message.contains("zu viele Schritte"));
    assert!(spent.is_none(), "{spent:?}");
}
