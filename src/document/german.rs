//! What somebody meant who wrote a date, an amount or a yes the German way: the value as it has to be written. Only
//! what is certain is said.

use crate::document::mark::is_quote;
use crate::escape::is_invisible;
use crate::period::{Count, Period};
use crate::schema::{Kind, words};

/// A value as TOML for a field of this kind, from what stands in its place.
pub fn meant(kind: Kind, raw: &str) -> Option<String> {
    let bare = bare(raw);
    match kind {
        Kind::Date => date(&bare),
        Kind::Money => money(&bare),
        Kind::Flag => flag(&bare),
        Kind::Integer => integer(&bare),
        Kind::Count => count(&bare),
        Kind::Text | Kind::Ref(_) | Kind::Code(_) => quoted(&bare),
        Kind::Texts | Kind::Refs(_) | Kind::Codes(_) => quoted(&bare).map(|text| format!("[{text}]")),
        Kind::Table(_) | Kind::List(_) => None,
    }
}

/// Without quotation marks of any kind, invisible letters and outer blanks.
fn bare(raw: &str) -> String {
    let seen: String =
        raw.chars().filter(|letter| !is_invisible(*letter)).map(|letter| if letter.is_whitespace() { ' ' } else { letter }).collect();
    seen.trim().trim_matches(|letter| is_quote(letter) || matches!(letter, '"' | '\'')).trim().to_owned()
}

fn quoted(text: &str) -> Option<String> {
    match text {
        _ if text.is_empty() || text.starts_with(['[', '{']) || text.contains('\n') => None,
        _ if !text.contains(['"', '\\']) => Some(format!("\"{text}\"")),
        _ => (!text.contains('\'')).then(|| format!("'{text}'")),
    }
}

/// Whether a day is meant that no calendar has.
pub fn is_impossible_day(raw: &str) -> bool {
    let plain = words(&bare(raw));
    let parts: Vec<&str> = plain.split(' ').collect();
    let year = |text: &str| text.len() == 4 && number(text).is_some();
    match parts.as_slice() {
        [first, month, last] if year(first) || year(last) => {
            let (first_is_year, month) = (year(first), month_number(month));
            let (year, day) = if first_is_year { (first, last) } else { (last, first) };
            number(day).zip(month).is_some_and(|(_, month)| of_day(year, &month.to_string(), day).is_none())
        }
        [year_first, month] if year(year_first) => number(month).is_some_and(|month| !(1..=12).contains(&month)),
        [month, year_last] if year(year_last) => number(month).is_some_and(|month| !(1..=12).contains(&month)),
        _ => false,
    }
}

const MONTHS: [&str; 12] =
    ["januar", "februar", "maerz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"];

fn date(text: &str) -> Option<String> {
    if let Some(period) = Period::parse(text) {
        return Some(written(period));
    }
    let plain = words(text);
    let mut parts: Vec<&str> = plain.split(' ').collect();
    // "Freitag, 30.10.2026, 10:00 Uhr", "2026-10-31T08:00:00"
    if parts.first().is_some_and(|first| is_weekday(first)) {
        parts.remove(0);
    }
    if parts.len() > 3 && (parts[0].len() == 4 || parts[2].len() == 4) {
        parts.truncate(3);
    }
    let slashes = text.contains('/');
    match parts.as_slice() {
        [one] => joined(one),
        [first, second] => quarter(first, second).or_else(|| quarter(second, first)).or_else(|| month_of(first, second)),
        [number, "quartal", year] | [year, number, "quartal"] => quarter_of(number, year),
        ["quartal", number, year] => quarter_of(number, year),
        [year, month, day] if year.len() == 4 => of_day(year, &number(month)?.to_string(), day),
        [day, month, year] if !slashes || number(day)? > 12 => of_day(year, &month_number(month)?.to_string(), day),
        _ => None,
    }
}

/// `31.10.2026` has points between; these are without: `20261031`, `2026t…` of a time stamp is not looked into.
fn joined(text: &str) -> Option<String> {
    let digits = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { of_day(&text[..4], &text[4..6], &text[6..]) } else { None }
}

fn of_day(year: &str, month: &str, day: &str) -> Option<String> {
    // "31t08" of a time stamp begins with the day.
    let day = day.split('t').next().unwrap_or(day);
    let period =
        Period::of_date(i32::try_from(full_year(year)?).ok()?, u32::try_from(number(month)?).ok()?, u32::try_from(number(day)?).ok()?)?;
    Some(written(period))
}

fn written(period: Period) -> String {
    if period.is_day() { period.iso() } else { format!("\"{}\"", period.iso()) }
}

/// `10/2026`, `Oktober 2026`
fn month_of(month: &str, year: &str) -> Option<String> {
    let (month, year) = if month.len() == 4 && number(month).is_some() { (year, month) } else { (month, year) };
    let number = month_number(month).filter(|number| (1..=12).contains(number))?;
    (year.len() == 4).then(|| full_year(year)).flatten().map(|year| format!("\"{year:04}-{number:02}\""))
}

/// `Q4 2026`, `4. Quartal 2026`
fn quarter(quarter: &str, year: &str) -> Option<String> {
    quarter_of(quarter.strip_prefix('q')?, year)
}

fn quarter_of(quarter: &str, year: &str) -> Option<String> {
    let quarter = match quarter {
        "1" | "i" | "erstes" => 1,
        "2" | "ii" | "zweites" => 2,
        "3" | "iii" | "drittes" => 3,
        "4" | "iv" | "viertes" => 4,
        _ => return None,
    };
    (year.len() == 4).then(|| full_year(year)).flatten().map(|year| format!("\"{year:04}-Q{quarter}\""))
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 7] = ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"];
    DAYS.iter().any(|day| *day == word || word.len() == 2 && day.starts_with(word)) || word == "sonnabend"
}

fn month_number(text: &str) -> Option<i64> {
    let by_name = || (1..).zip(MONTHS).find(|(_, month)| text.len() >= 3 && month.starts_with(text)).map(|(number, _)| number);
    number(text).or_else(by_name)
}

/// Two digits are of this century or, above 89, of the last.
fn full_year(text: &str) -> Option<i64> {
    match (text.len(), number(text)?) {
        (4, year) => Some(year),
        (2, year @ 90..) => Some(1900 + year),
        (2, year) => Some(2000 + year),
        _ => None,
    }
}

fn number(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// Digits, separators and what multiplies them, as Cent.
fn money(text: &str) -> Option<String> {
    let lower = text.to_lowercase().replace('€', " eur ");
    let lower = ["euro", "eur"].iter().fold(lower, |text, word| text.replace(word, " "));
    let lower = lower.trim().trim_end_matches(",-").trim_end_matches(",–").trim_end_matches(",—").trim_end_matches(".-").trim();
    let (digits, times) = factor(lower);
    let cents = decimal(digits)?.checked_mul(times)?;
    let (sign, cents) = if cents < 0 { ("-", -cents) } else { ("", cents) };
    Some(if cents % 100 == 0 { format!("{sign}{}", cents / 100) } else { format!("{sign}{}.{:02}", cents / 100, cents % 100) })
}

fn factor(text: &str) -> (&str, i64) {
    const WORDS: [(&str, i64); 12] = [
        ("milliarden", 1_000_000_000),
        ("milliarde", 1_000_000_000),
        ("mrd.", 1_000_000_000),
        ("mrd", 1_000_000_000),
        ("millionen", 1_000_000),
        ("million", 1_000_000),
        ("mio.", 1_000_000),
        ("mio", 1_000_000),
        ("tausend", 1_000),
        ("tsd.", 1_000),
        ("tsd", 1_000),
        ("t", 1_000),
    ];
    let found = WORDS.iter().find_map(|(word, times)| Some((text.strip_suffix(word)?.trim(), *times)));
    found.unwrap_or((text, 1))
}

/// `170.000,50`, `170 000`, `1.5`, `-3,2` in hundredths. A single comma before three digits can be either, and is none.
fn decimal(text: &str) -> Option<i64> {
    let (sign, text) = match text.strip_prefix(['-', '−', '–']) {
        Some(rest) => (-1, rest.trim_start()),
        None => (1, text.trim_start_matches('+')),
    };
    let joined: String = text.chars().filter(|letter| !matches!(letter, ' ' | '\'' | '’' | '_')).collect();
    let (points, commas) = (joined.matches('.').count(), joined.matches(',').count());
    let groups = |text: &str, sign: char| {
        let mut parts = text.split(sign);
        parts.next().is_some_and(|first| (1..=3).contains(&first.len())) && parts.all(|part| part.len() == 3)
    };
    let (whole, part) = match (points, commas) {
        (0, 0) => (joined.as_str(), ""),
        (_, 1) if joined.rfind(',') > joined.rfind('.') => joined.split_once(',')?,
        (1, _) if commas > 0 => joined.split_once('.')?,
        (1, 0) if joined.split_once('.')?.1.len() != 3 => joined.split_once('.')?,
        _ => (joined.as_str(), ""),
    };
    let separated = if whole.contains('.') { Some('.') } else { whole.contains(',').then_some(',') };
    let is_grouped = separated.is_none_or(|sign| groups(whole, sign));
    let whole: String = whole.chars().filter(|letter| !matches!(letter, '.' | ',')).collect();
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_grouped
        || whole.is_empty()
        || !digits(&whole)
        || !digits(part)
        || part.len() > 2
        || (points + commas > 0 && part.is_empty() && separated.is_none())
    {
        return None;
    }
    let part: i64 = format!("{part:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)?.checked_mul(sign)
}

fn flag(text: &str) -> Option<String> {
    const YES: [&str; 10] = ["ja", "j", "yes", "y", "x", "wahr", "true", "on", "1", "jawohl"];
    const NO: [&str; 9] = ["nein", "n", "no", "falsch", "false", "off", "0", "nicht", "nee"];
    let plain = words(text);
    if YES.contains(&plain.as_str()) || matches!(text, "✓" | "✔" | "☑" | "☒" | "✗") {
        return Some("true".to_owned());
    }
    NO.contains(&plain.as_str()).then(|| "false".to_owned())
}

fn integer(text: &str) -> Option<String> {
    let text = text.trim_end_matches(['%', ' ']);
    let hundredths = decimal(text)?;
    (hundredths % 100 == 0).then(|| (hundredths / 100).to_string())
}

fn count(text: &str) -> Option<String> {
    const WORDS: [(&str, &str); 12] = [
        ("ca.", "etwa"),
        ("ca", "etwa"),
        ("circa", "etwa"),
        ("zirka", "etwa"),
        ("rund", "etwa"),
        ("ungefähr", "etwa"),
        ("etwa", "etwa"),
        ("~", "etwa"),
        ("über", "mehr als"),
        ("mehr als", "mehr als"),
        (">", "mehr als"),
        ("größer als", "mehr als"),
    ];
    let lower = text.to_lowercase();
    if let Some(number) = integer(&lower) {
        return Some(number);
    }
    let (word, rest) = WORDS.iter().find_map(|(said, word)| Some((*word, lower.strip_prefix(said)?.trim())))?;
    let count = format!("{word} {}", integer(rest)?);
    Count::parse(&count).map(|_| format!("\"{count}\""))
}
