//! How numbers, money and dates are written in German: the one place that knows the locale.
//!
//! Day numbers count from 01.01.1970, as in the fact tables. Numbers that belong together never break across lines.

use chrono::{Datelike, NaiveDate};

/// Keeps what stands left and right of it on one line.
pub const NBSP: char = '\u{a0}';
const MINUS: char = '\u{2212}';
/// Below this denominator a percentage pretends to a precision that is not there.
const SMALLEST_FOR_PERCENT: u64 = 20;

const MONTHS: [&str; 12] =
    ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];
const WORDS: [&str; 13] = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"];

/// How sure a count is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Exact,
    MoreThan,
    About,
}

/// `1.234.567`, with a real minus.
pub fn integer(value: i64) -> String {
    let digits = grouped(value.unsigned_abs());
    if value < 0 { format!("{MINUS}{digits}") } else { digits }
}

fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// `1.234,5`. What rounds to zero has no sign.
pub fn decimal(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let negative = value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let sign = if negative { MINUS.to_string() } else { String::new() };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole},{fraction}") }
}

/// `+3`, `−2`, `±0`.
pub fn delta(value: i64) -> String {
    match value {
        0 => "±0".to_owned(),
        v if v > 0 => format!("+{}", integer(v)),
        v => integer(v),
    }
}

/// An amount in Cent: whole Euro without decimals, everything else with two.
pub fn money(cent: i64) -> String {
    let (euro, rest) = (cent.unsigned_abs() / 100, cent.unsigned_abs() % 100);
    let sign = if cent < 0 { MINUS.to_string() } else { String::new() };
    let fraction = if rest == 0 { String::new() } else { format!(",{rest:02}") };
    format!("{sign}{}{fraction}{NBSP}€", grouped(euro))
}

/// Large sums for running text: `1,2 Mio. €` from a million on, whole Euro below.
pub fn money_short(cent: i64) -> String {
    const MILLION: i64 = 100_000_000;
    if cent.unsigned_abs() < MILLION.unsigned_abs() {
        let rounded = (i128::from(cent) + if cent < 0 { -50 } else { 50 }) / 100;
        return money(i64::try_from(rounded * 100).unwrap_or(cent));
    }
    let tenths = i128::from(cent.unsigned_abs()) / i128::from(MILLION / 10)
        + i128::from(cent.unsigned_abs() % (MILLION / 10).unsigned_abs() >= (MILLION / 20).unsigned_abs());
    let sign = if cent < 0 { MINUS.to_string() } else { String::new() };
    let whole = grouped(u64::try_from(tenths / 10).unwrap_or(u64::MAX));
    format!("{sign}{whole},{}{NBSP}Mio.{NBSP}€", tenths % 10)
}

/// `3 von 14`, on one line.
pub fn share(part: &str, whole: &str) -> String {
    format!("{part}{NBSP}von{NBSP}{whole}")
}

/// `31 %`, or nothing where the denominator is too small for a percentage.
pub fn percent(part: u64, whole: u64) -> Option<String> {
    if whole < SMALLEST_FOR_PERCENT {
        return None;
    }
    let rounded = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2);
    Some(format!("{}{NBSP}%", grouped(u64::try_from(rounded).unwrap_or(u64::MAX))))
}

/// A count with its word: `45`, `mehr als 45`, `etwa 35`.
pub fn count(bound: Bound, value: i64) -> String {
    let number = integer(value);
    match bound {
        Bound::Exact => number,
        Bound::MoreThan => format!("mehr{NBSP}als{NBSP}{number}"),
        Bound::About => format!("etwa{NBSP}{number}"),
    }
}

/// Small numbers as words, for the start of a sentence or running text; `ein` is left to the caller to inflect.
pub fn word(value: u64) -> String {
    usize::try_from(value).ok().and_then(|i| WORDS.get(i)).map_or_else(|| grouped(value), |w| (*w).to_owned())
}

/// `A, B und C`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} und {last}", rest.join(", ")),
    }
}

/// `13.11.2026`.
pub fn day(number: i32) -> String {
    date(number).map_or_else(|| number.to_string(), |d| d.format("%d.%m.%Y").to_string())
}

/// The day that is written like this and not otherwise; a month or a span is none.
pub fn day_of(text: &str) -> Option<i32> {
    let found = NaiveDate::parse_from_str(text, "%d.%m.%Y").ok()?.to_epoch_days();
    (day(found) == text).then_some(found)
}

/// `Oktober 2026`.
pub fn month(number: i32) -> String {
    date(number).map_or_else(|| number.to_string(), |d| format!("{}{NBSP}{}", MONTHS[d.month0() as usize], d.year()))
}

/// `10/26`, for axes.
pub fn month_short(number: i32) -> String {
    date(number).map_or_else(|| number.to_string(), |d| d.format("%m/%y").to_string())
}

/// A date as exact as it is known: a day, `10/2026`, `4. Quartal 2026`, `2024`, or from a day to a day.
pub fn span(from: i32, to: i32) -> String {
    let (Some(a), Some(b)) = (date(from), date(to)) else { return format!("{from} bis {to}") };
    if a == b {
        return day(from);
    }
    let whole_months = a.day() == 1 && b.succ_opt().is_some_and(|next| next.day() == 1) && a.year() == b.year();
    match (whole_months, b.month0().wrapping_sub(a.month0()), a.month0() % 3) {
        (true, 0, _) => a.format("%m/%Y").to_string(),
        (true, 2, 0) => format!("{}.{NBSP}Quartal{NBSP}{}", a.month0() / 3 + 1, a.year()),
        (true, 11, _) => a.year().to_string(),
        _ => format!("{} bis {}", day(from), day(to)),
    }
}

/// The calendar date of a day number.
pub fn date(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(y: i32, m: u32, d: u32) -> i32 {
        NaiveDate::from_ymd_opt(y, m, d).unwrap().to_epoch_days()
    }

    fn plain(text: &str) -> String {
        text.replace(NBSP, " ")
    }

    #[test]
    fn numbers_are_grouped_and_carry_a_real_minus() {
        assert_eq!(integer(0), "0");
        assert_eq!(integer(999), "999");
        assert_eq!(integer(2_186_643), "2.186.643");
        assert_eq!(integer(-1234), "−1.234");
        assert_eq!(integer(i64::MIN), "−9.223.372.036.854.775.808");
        assert_eq!(decimal(1234.5, 1), "1.234,5");
        assert_eq!(decimal(-0.04, 1), "0,0");
        assert_eq!(decimal(-0.5, 1), "−0,5");
        assert_eq!(decimal(1_000_000.0, 0), "1.000.000");
    }

    #[test]
    fn deltas_always_have_a_sign() {
        assert_eq!([delta(3), delta(-2), delta(0), delta(1200)], ["+3", "−2", "±0", "+1.200"]);
    }

    #[test]
    fn money_comes_from_whole_cent() {
        assert_eq!(plain(&money(0)), "0 €");
        assert_eq!(plain(&money(123_456)), "1.234,56 €");
        assert_eq!(plain(&money(-5)), "−0,05 €");
        assert_eq!(plain(&money(250_000_000)), "2.500.000 €");
        assert_eq!(plain(&money_short(123_456)), "1.235 €");
        assert_eq!(plain(&money_short(99_999_999)), "1.000.000 €");
        assert_eq!(plain(&money_short(125_000_000)), "1,3 Mio. €");
        assert_eq!(plain(&money_short(-123_456_789_000)), "−1.234,6 Mio. €");
    }

    #[test]
    fn no_percentage_without_twenty() {
        assert_eq!(percent(3, 14), None);
        assert_eq!(percent(0, 0), None);
        assert_eq!(percent(54, 133).map(|p| plain(&p)), Some("41 %".to_owned()));
        assert_eq!(percent(1, 20).map(|p| plain(&p)), Some("5 %".to_owned()));
        assert_eq!(plain(&share("3", "14")), "3 von 14");
    }

    #[test]
    fn bounds_keep_their_word() {
        assert_eq!(plain(&count(Bound::MoreThan, 45)), "mehr als 45");
        assert_eq!(plain(&count(Bound::About, 1_035)), "etwa 1.035");
        assert_eq!(count(Bound::Exact, 45), "45");
    }

    #[test]
    fn dates_are_as_exact_as_they_are_known() {
        assert_eq!(span(number(2026, 11, 13), number(2026, 11, 13)), "13.11.2026");
        assert_eq!(span(number(2026, 10, 1), number(2026, 10, 31)), "10/2026");
        assert_eq!(plain(&span(number(2026, 10, 1), number(2026, 12, 31))), "4. Quartal 2026");
        assert_eq!(span(number(2024, 1, 1), number(2024, 12, 31)), "2024");
        assert_eq!(span(number(2024, 2, 1), number(2024, 2, 29)), "02/2024");
        assert_eq!(span(number(2024, 2, 1), number(2024, 4, 30)), "01.02.2024 bis 30.04.2024");
        assert_eq!(span(number(2025, 12, 1), number(2026, 2, 28)), "01.12.2025 bis 28.02.2026");
        assert_eq!(span(i32::MAX, i32::MAX), format!("{0} bis {0}", i32::MAX));
    }

    #[test]
    fn only_a_whole_day_is_read_back() {
        assert_eq!(day_of("31.10.2026"), Some(number(2026, 10, 31)));
        assert_eq!(["1.10.2026", "31.02.2026", "10/2026", "", "31.10.2026 "].map(day_of), [None; 5]);
    }

    #[test]
    fn months_and_words_read_german() {
        assert_eq!(plain(&month(number(2026, 3, 5))), "März 2026");
        assert_eq!(month_short(number(2027, 3, 5)), "03/27");
        assert_eq!([word(5), word(12), word(13), word(1200)], ["fünf", "zwölf", "13", "1.200"]);
        assert_eq!(list(&["A".into(), "B".into(), "C".into()]), "A, B und C");
        assert_eq!(list(&["A".into()]), "A");
    }
}
