//! The evaluator against the interpreter of the `cel` crate: generated conditions over generated complete documents
//! must give the same. Days are numbers for the interpreter, which knows no dates of this kind.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::fmt::Write;

use cel::{Context, Program, Value};
use lotse::audit::Condition;
use lotse::document::{Document, read as parse};
use lotse::period::Period;
use lotse::schema::Schema;
use lotse::source::Source;
use lotse::standard::Standard;
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Row {
    key: usize,
    affected: bool,
    influence: i64,
    interest: i64,
    recorded: i32,
    level: usize,
}

#[derive(Clone, Debug)]
struct Project {
    municipal: bool,
    begin: i32,
    end: i32,
    title: usize,
    rows: Vec<Row>,
}

const LEVELS: [&str; 4] = ["land", "landkreis", "einheitsgemeinde", "spitzenverband"];
const NAMES: [&str; 4] = ["a", "b", "größe", "z 1"];

fn row() -> impl Strategy<Value = Row> {
    (0..4usize, any::<bool>(), 1..6i64, 1..6i64, 0..40i32, 0..4usize)
        .prop_map(|(key, affected, influence, interest, recorded, level)| Row { key, affected, influence, interest, recorded, level })
}

fn project() -> impl Strategy<Value = Project> {
    (any::<bool>(), 0..40i32, 0..40i32, 0..4usize, prop::collection::vec(row(), 0..5))
        .prop_map(|(municipal, begin, end, title, rows)| Project { municipal, begin, end, title, rows })
}

fn integer(depth: u32, inside: bool) -> BoxedStrategy<String> {
    let mut leaves = vec![(0..6i64).prop_map(|number| number.to_string()).boxed(), Just("size(stakeholder)".to_owned()).boxed()];
    if inside {
        leaves.push(Just("s.einfluss".to_owned()).boxed());
        leaves.push(Just("s.interesse".to_owned()).boxed());
    }
    let leaf = proptest::strategy::Union::new(leaves).boxed();
    if depth == 0 {
        return leaf;
    }
    let deeper = integer(depth - 1, inside);
    let arithmetic = (deeper.clone(), prop::sample::select(vec!["+", "-", "*"]), deeper).prop_map(|(a, op, b)| format!("({a} {op} {b})"));
    let counted = condition(depth - 1, true).prop_map(|keep| format!("size(stakeholder.filter(s, {keep}))"));
    if inside { prop_oneof![3 => leaf, 2 => arithmetic].boxed() } else { prop_oneof![3 => leaf, 2 => arithmetic, 1 => counted].boxed() }
}

fn date(inside: bool) -> BoxedStrategy<String> {
    let plain =
        if inside { prop::sample::select(vec!["beginn", "ende", "s.erfasst_am"]) } else { prop::sample::select(vec!["beginn", "ende"]) };
    prop_oneof![
        3 => plain.clone().prop_map(str::to_owned),
        1 => (plain, prop::sample::select(vec!["+", "-"]), 0..20).prop_map(|(date, op, days)| format!("({date} {op} tage({days}))")),
    ]
    .boxed()
}

fn condition(depth: u32, inside: bool) -> BoxedStrategy<String> {
    let compare = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let numbers =
        (integer(depth.min(1), inside), compare.clone(), integer(depth.min(1), inside)).prop_map(|(a, op, b)| format!("{a} {op} {b}"));
    let dates = (date(inside), compare.clone(), date(inside)).prop_map(|(a, op, b)| format!("{a} {op} {b}"));
    let spans = (date(inside), date(inside), compare, 0..30).prop_map(|(a, b, op, days)| format!("{a} - {b} {op} tage({days})"));
    let text = if inside { "s.name" } else { "titel" };
    let texts = (prop::sample::select(vec!["==", "!="]), prop::sample::select(NAMES.to_vec()))
        .prop_map(move |(op, name)| format!("{text} {op} '{name}'"));
    let member = prop::collection::vec(prop::sample::select(NAMES.to_vec()), 1..3)
        .prop_map(move |names| format!("{text} in ['{}']", names.join("', '")));
    let flag = Just(if inside { "s.betroffen" } else { "betrifft_kommunen" }.to_owned());
    let code = prop::sample::select(LEVELS.to_vec())
        .prop_map(move |level| if inside { format!("s.ebene == '{level}'") } else { format!("titel.contains('{}')", &level[..1]) });
    let leaf = prop_oneof![numbers, dates, spans, texts, member, flag, code].boxed();
    if depth == 0 {
        return leaf;
    }
    let deeper = condition(depth - 1, inside);
    let joined = (deeper.clone(), prop::sample::select(vec!["&&", "||"]), deeper.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})"));
    let negated = deeper.clone().prop_map(|inner| format!("!({inner})"));
    let choice = (deeper.clone(), deeper.clone(), deeper).prop_map(|(a, b, c)| format!("(({a}) ? ({b}) : ({c}))"));
    if inside {
        return prop_oneof![4 => leaf, 3 => joined, 1 => negated, 1 => choice].boxed();
    }
    let quantified = (prop::sample::select(vec!["all", "exists", "exists_one"]), condition(depth - 1, true))
        .prop_map(|(how, body)| format!("stakeholder.{how}(s, {body})"));
    let mapped = (0..6i64).prop_map(|number| format!("{number} in stakeholder.map(s, s.einfluss)"));
    prop_oneof![3 => leaf, 3 => joined, 1 => negated, 1 => choice, 4 => quantified, 1 => mapped].boxed()
}

fn day(offset: i32) -> String {
    Period::day(20_000 + offset).iso()
}

fn document(standard: &Standard, project: &Project) -> Document {
    let mut text = format!(
        "titel = \"{}\"\nbetrifft_kommunen = {}\nbeginn = {}\nende = {}\nstakeholder = [\n",
        NAMES[project.title],
        project.municipal,
        day(project.begin),
        day(project.end)
    );
    for (index, row) in project.rows.iter().enumerate() {
        let _ = writeln!(
            text,
            "  {{ id = \"s{index}\", name = \"{}\", betroffen = {}, einfluss = {}, interesse = {}, erfasst_am = {}, ebene = \"{}\" }},",
            NAMES[row.key],
            row.affected,
            row.influence,
            row.interest,
            day(row.recorded),
            LEVELS[row.level]
        );
    }
    text.push_str("]\n");
    let (document, faults) = parse(&standard.schema, Schema::PROJECT, Source::new("x.toml", text));
    assert!(faults.is_empty(), "{faults:?}");
    document
}

fn interpreted(project: &Project, text: &str) -> bool {
    let program = Program::compile(text).unwrap();
    let mut context = Context::default();
    context.add_function("tage", |days: i64| days).unwrap();
    context.add_variable_from_value("titel", NAMES[project.title]);
    context.add_variable_from_value("betrifft_kommunen", project.municipal);
    context.add_variable_from_value("beginn", i64::from(project.begin));
    context.add_variable_from_value("ende", i64::from(project.end));
    let rows: Vec<Value> = project
        .rows
        .iter()
        .map(|row| {
            let fields: std::collections::HashMap<String, Value> = [
                ("name", Value::from(NAMES[row.key])),
                ("betroffen", Value::from(row.affected)),
                ("einfluss", Value::from(row.influence)),
                ("interesse", Value::from(row.interest)),
                ("erfasst_am", Value::from(i64::from(row.recorded))),
                ("ebene", Value::from(LEVELS[row.level])),
            ]
            .map(|(name, value)| (name.to_owned(), value))
            .into();
            Value::from(fields)
        })
        .collect();
    context.add_variable_from_value("stakeholder", Value::from(rows));
    match program.execute(&context) {
        Ok(Value::Bool(flag)) => flag,
        other => panic!("{text}: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_the_interpreter(text in condition(3, false), projects in prop::collection::vec(project(), 4)) {
        let standard = standard();
        let compiled = Condition::compile(standard, &text).map_err(|complaint| TestCaseError::fail(format!("{text}: {complaint}")))?;
        for project in &projects {
            let document = document(standard, project);
            let ours = compiled.holds(&document, Period::day(30_000));
            prop_assert_eq!(ours, Some(interpreted(project, &text)), "{} over {:?}", text, project);
            prop_assert_eq!(ours, compiled.holds_traced(&document, Period::day(30_000)));
        }
    }
}

/// How exactly a date is written: to the day, the month, the quarter or the year.
fn written(offset: i32, precision: usize) -> String {
    let day = day(offset);
    let (year, month) = (&day[..4], &day[5..7]);
    match precision {
        0 => day,
        1 => format!("\"{year}-{month}\""),
        2 => format!("\"{year}-Q{}\"", month.parse::<u32>().unwrap().div_ceil(3)),
        _ => format!("\"{year}\""),
    }
}

/// Days far enough apart that months and quarters sometimes settle an order and sometimes do not; with every date its precision.
fn vague() -> impl Strategy<Value = Vec<(i32, usize)>> {
    prop::collection::vec((0..400i32, prop::sample::select(vec![0, 0, 1, 1, 2, 3])), 2..7)
}

/// The first two dates are those of the project, the others those of rows.
fn dated(dates: &[(i32, usize)], is_exact: bool) -> Document {
    let one = |(offset, precision): &(i32, usize)| written(*offset, if is_exact { 0 } else { *precision });
    let mut text = format!("beginn = {}\nende = {}\nstakeholder = [\n", one(&dates[0]), one(&dates[1]));
    for (index, date) in dates[2..].iter().enumerate() {
        let _ = writeln!(text, "  {{ id = \"s{index}\", erfasst_am = {} }},", one(date));
    }
    text.push_str("]\n");
    let (document, faults) = parse(&standard().schema, Schema::PROJECT, Source::new("x.toml", text));
    assert!(faults.is_empty(), "{faults:?}");
    document
}

/// Conditions over dates and the functions over lists of dates.
fn dates_compared() -> impl Strategy<Value = String> {
    const LIST: &str = "stakeholder.map(z, z.erfasst_am)";
    let compare = || prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let outermost = prop::sample::select(vec!["frueheste", "spaeteste"]).prop_map(|function| format!("{function}({LIST})"));
    let span = prop::sample::select(vec!["groesster", "kleinster"]).prop_map(|function| format!("{function}(abstaende({LIST}))"));
    let any = prop_oneof![date(false), outermost.clone(), outermost];
    let days = prop_oneof![span, (any.clone(), any.clone()).prop_map(|(a, b)| format!("({a} - {b})"))];
    prop_oneof![
        (any.clone(), compare(), any.clone()).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        (days.clone(), compare(), 0..200).prop_map(|(a, op, b)| format!("{a} {op} tage({b})")),
        (days.clone(), compare(), days).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        any.clone().prop_map(|date| format!("{date} in {LIST}")),
        (compare(), date(true)).prop_map(|(op, b)| format!("stakeholder.exists(t, stakeholder.all(s, t.erfasst_am {op} {b}))")),
        (compare(), any).prop_map(|(op, b)| format!("size(stakeholder.filter(s, s.erfasst_am {op} {b})) == 1")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// What is decided over months, quarters and years is so for the days that they stand for.
    #[test]
    fn what_coarse_dates_decide_is_so_for_every_day(text in dates_compared(), all in prop::collection::vec(vague(), 8)) {
        let compiled = Condition::compile(standard(), &text).map_err(|complaint| TestCaseError::fail(format!("{text}: {complaint}")))?;
        for dates in &all {
            let (coarse, exact) = (dated(dates, false), dated(dates, true));
            let decided = compiled.holds(&coarse, Period::day(30_000));
            if decided.is_some() {
                prop_assert_eq!(decided, compiled.holds(&exact, Period::day(30_000)), "{} over {:?}", text, dates);
            }
            prop_assert_eq!(decided, compiled.holds_traced(&coarse, Period::day(30_000)));
        }
    }
}

/// However coarse it is, a value equals itself, and a row is the newest of itself.
#[test]
fn a_value_equals_itself() {
    let mut laws = vec![
        ("stakeholder.all(s, stakeholder.all(t, t.erfasst_am <= s.erfasst_am))".to_owned(), true),
        ("stakeholder.all(s, s.erfasst_am == spaeteste(stakeholder.map(t, t.erfasst_am)))".to_owned(), true),
        ("stakeholder.all(s, s.erfasst_am == frueheste(stakeholder.map(t, t.erfasst_am)))".to_owned(), true),
        ("stakeholder.all(s, s.erfasst_am in stakeholder.map(t, t.erfasst_am))".to_owned(), true),
        ("stakeholder.exists(s, s.erfasst_am - spaeteste(stakeholder.map(t, t.erfasst_am)) != tage(0))".to_owned(), false),
    ];
    for value in ["beginn", "(beginn + tage(7))", "(ende - tage(7))", "(ende - stichtag)"] {
        for (comparison, expected) in [("==", true), ("<=", true), (">=", true), ("!=", false), ("<", false), (">", false)] {
            laws.push((format!("{value} {comparison} {value}"), expected));
            laws.push((format!("{value} + tage(1) {comparison} {value} + tage(1)"), expected));
        }
        laws.push((format!("{value} - {value} == tage(0)"), true));
        laws.push((format!("{value} < {value} + tage(1)"), true));
    }
    for (text, expected) in laws {
        let condition = Condition::compile(standard(), &text).unwrap();
        for precision in 0..4 {
            let document = dated(&[(40, precision), (90, precision), (70, precision)], false);
            assert_eq!(condition.holds(&document, Period::day(30_000)), Some(expected), "{text} at precision {precision}");
        }
    }
}

/// Two rows of one month stay open, and so does what an overlap leaves open; nothing is ever a negative number of days.
#[test]
fn what_nobody_can_know_stays_open() {
    let row = |date: &str| format!("[[arbeitsgruppen.sitzungen]]\ndatum = {date}\n");
    let of = |dates: &[&str]| {
        let text = format!("[[arbeitsgruppen]]\nid = \"a\"\n{}", dates.iter().map(|date| row(date)).collect::<String>());
        parse(&standard().schema, Schema::PROJECT, Source::new("x.toml", text)).0
    };
    let month = ["\"2026-10\"", "\"2026-10\""];
    let quarter = ["2026-04-07", "2026-04-28", "\"2026-Q2\""];
    let gaps = "abstaende(g.sitzungen.map(t, t.datum))";
    let table = [
        (&month[..], "g.sitzungen.exists(t, g.sitzungen.all(u, u.datum <= t.datum))".to_owned(), None),
        (&month[..], "g.sitzungen.all(t, t.datum == spaeteste(g.sitzungen.map(u, u.datum)))".to_owned(), None),
        (&month[..], "groesster(abstaende(g.sitzungen.map(t, t.datum))) <= tage(30)".to_owned(), Some(true)),
        (&quarter[..], format!("{gaps}.all(d, d >= tage(11) && d <= tage(31))"), None),
        (&quarter[..], format!("{gaps}.all(d, d >= tage(0))"), Some(true)),
        (&quarter[..], format!("kleinster({gaps}) > tage(27)"), Some(false)),
        (&quarter[..], format!("groesster({gaps}) > tage(84)"), Some(false)),
    ];
    for (dates, text, expected) in table {
        let condition = Condition::compile(standard(), &format!("arbeitsgruppen.all(g, {text})")).unwrap();
        assert_eq!(condition.holds(&of(dates), Period::day(30_000)), expected, "{text} over {dates:?}");
    }
}

fn standard() -> &'static Standard {
    static STANDARD: std::sync::OnceLock<Standard> = std::sync::OnceLock::new();
    STANDARD.get_or_init(|| Standard::embedded("gdst").unwrap())
}

/// What the interpreter does not know: missing data. Kleene's tables, written out.
#[test]
fn missing_data_is_unknown_unless_the_rest_decides() {
    let text = "titel = \"a\"\nbetrifft_kommunen = true\nfinanzierung = []\n[[stakeholder]]\nid = \"x\"\nname = \"TODO\"\nbetroffen = true\n[[stakeholder]]\nid = \"y\"\nname = \"n\"\n";
    let (document, _) = parse(&standard().schema, Schema::PROJECT, Source::new("x.toml", text));
    let table = [
        ("ziel == 'x'", None),
        ("ziel == 'x' && titel == 'b'", Some(false)),
        ("titel == 'b' && ziel == 'x'", Some(false)),
        ("ziel == 'x' || titel == 'a'", Some(true)),
        ("ziel == 'x' && titel == 'a'", None),
        ("!(ziel == 'x')", None),
        ("has(problem.geklaert_am)", Some(false)),
        ("has(projekt.ziel)", Some(false)),
        ("has(projekt.titel) && projekt.titel == 'a'", Some(true)),
        ("stakeholder.exists(s, has(s.name))", Some(true)),
        ("stakeholder.all(s, has(s.name))", Some(false)),
        ("stakeholder.exists(s, s.betroffen)", Some(true)),
        ("stakeholder.all(s, s.betroffen)", None),
        ("stakeholder.all(s, !s.betroffen)", Some(false)),
        ("stakeholder.exists_one(s, s.betroffen)", None),
        ("size(stakeholder.filter(s, s.betroffen)) >= 1", None),
        ("size(stakeholder) == 2", Some(true)),
        ("size(kontakte) == 0", None),
        ("kontakte.all(k, k.zweck_erklaert)", None),
        ("size(freigaben) == 0", Some(true)),
        ("freigaben.all(f, f.datum < stichtag)", Some(true)),
        ("'n' in stakeholder.map(s, s.name)", None),
        ("beginn < ende", None),
        ("frueheste(freigaben.map(f, f.datum)) < stichtag", None),
        ("ziel == 'x' ? titel == 'a' : titel != 'b'", Some(true)),
        ("1 / 0 == 1", None),
        ("frueheste(freigaben.map(f, f.datum)) == frueheste(freigaben.map(f, f.datum))", None),
        ("summe(finanzierung.map(z, z.betrag)) == geld(0)", Some(true)),
        ("summe(finanzierung.map(z, z.betrag)) < geld(1)", Some(true)),
        ("summe(stakeholder.filter(s, false).map(s, s.einfluss)) == 0", Some(true)),
    ];
    for (text, expected) in table {
        let condition = Condition::compile(standard(), text).unwrap_or_else(|complaint| panic!("{text}: {complaint}"));
        assert_eq!(condition.holds(&document, Period::day(30_000)), expected, "{text}");
    }
}

#[test]
fn mistakes_of_authors_are_told_in_german_with_their_column() {
    let table = [
        ("stakeholdr.all(s, s.betroffen)", 1, "meinten Sie „stakeholder“?"),
        ("stakeholder.all(s, s.betrofen)", 21, "meinten Sie „betroffen“?"),
        ("stakeholder.all(s, s.ebene == 'kommunne')", 31, "meinten Sie „kommune“?"),
        ("beginn < 2024-01-01", 1, "schreiben Sie datum("),
        ("beginn - ende < 90", 1, "tage("),
        ("beginn + 14 > ende", 1, "tage(14)"),
        ("titel", 1, "Bedingung"),
        ("schwelle.takt_max_tag > 3", 1, "meinten Sie „takt_max_tage“?"),
        ("ist(titel, 'kommunal')", 5, "Katalog"),
        ("stakeholder.all(titel, true)", 1, "schon vergeben"),
        ("frühste(x)", 3, "Umlaute"),
    ];
    for (text, column, expected) in table {
        let Err(complaint) = Condition::compile(standard(), text) else { panic!("{text} was accepted") };
        assert!(complaint.message.contains(expected), "{text}: {}", complaint.message);
        assert!(complaint.place.column.abs_diff(column) <= 20, "{text}: column {}", complaint.place.column);
    }
}
