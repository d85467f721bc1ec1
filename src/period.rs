//! Dates as people know them: a day, a month, a quarter or a year. Each is an interval of days, and comparing two
//! of them may be undecided. Counts as people know them: exact, more than, about, unknown.

use chrono::{Datelike, NaiveDate};

/// Days since 1970-01-01.
pub type Day = i32;

/// Both ends inclusive; a single day has `from == to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub from: Day,
    pub to: Day,
}

/// `None` is "undecided", as everywhere in the three-valued logic.
pub type Truth = Option<bool>;

impl Period {
    pub fn day(day: Day) -> Self {
        Self { from: day, to: day }
    }

    /// `None` for a day that does not exist.
    pub fn of_date(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(|date| Self::day(day_number(date)))
    }

    /// Reads `2026-10-31`, `2026-10`, `2026-Q4` and `2026`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-');
        let year = digits(parts.next()?, 4)?;
        match (parts.next(), parts.next()) {
            (None, _) => Self::months(year, 1, 12),
            (Some(quarter), None) if quarter.starts_with('Q') => {
                let number = digits(&quarter[1..], 1).filter(|number| (1..=4).contains(number))?;
                Self::months(year, number * 3 - 2, 3)
            }
            (Some(month), None) => Self::months(year, digits(month, 2)?, 1),
            (Some(month), Some(day)) => Self::of_date(year, u32::try_from(digits(month, 2)?).ok()?, u32::try_from(digits(day, 2)?).ok()?),
        }
    }

    fn months(year: i32, first: i32, count: i32) -> Option<Self> {
        let start = NaiveDate::from_ymd_opt(year, u32::try_from(first).ok()?, 1)?;
        let next = start.checked_add_months(chrono::Months::new(u32::try_from(count).ok()?))?;
        Some(Self { from: day_number(start), to: day_number(next) - 1 })
    }

    pub fn is_day(self) -> bool {
        self.from == self.to
    }

    /// `a < b`: certain when `a` ends before `b` begins, excluded when `a` begins at or after the end of `b`.
    pub fn before(self, other: Self) -> Truth {
        if self.to < other.from {
            Some(true)
        } else if self.from >= other.to {
            Some(false)
        } else {
            None
        }
    }

    /// `a == b`: decided when the intervals do not touch or when both are days.
    pub fn same(self, other: Self) -> Truth {
        if self.to < other.from || other.to < self.from {
            Some(false)
        } else if self.is_day() && other.is_day() {
            Some(true)
        } else {
            None
        }
    }

    /// As it is written in German text: `31.10.2026`, `10/2026`, `4. Quartal 2026`, `2026`.
    pub fn german(self) -> String {
        let (from, to) = (date_of(self.from), date_of(self.to));
        let whole_months = from.day() == 1 && date_of(self.to + 1).day() == 1 && from.year() == to.year();
        match (whole_months, to.month() + 1 - from.month()) {
            _ if self.is_day() => from.format("%d.%m.%Y").to_string(),
            (true, 1) => from.format("%m/%Y").to_string(),
            (true, 3) => format!("{}. Quartal {}", to.month() / 3, from.year()),
            (true, 12) => from.year().to_string(),
            _ => format!("{} bis {}", from.format("%d.%m.%Y"), to.format("%d.%m.%Y")),
        }
    }

    /// As it is written in project files: the shortest of the four forms.
    pub fn iso(self) -> String {
        let (from, to) = (date_of(self.from), date_of(self.to));
        match to.month() + 1 - from.month().min(to.month()) {
            _ if self.is_day() => from.format("%Y-%m-%d").to_string(),
            1 => from.format("%Y-%m").to_string(),
            3 => format!("{}-Q{}", from.year(), to.month() / 3),
            _ => from.year().to_string(),
        }
    }
}

fn digits(text: &str, count: usize) -> Option<i32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn day_number(date: NaiveDate) -> Day {
    date.num_days_from_ce() - EPOCH
}

/// Days from the year 1 to 1970-01-01.
const EPOCH: i32 = 719_163;

pub fn date_of(day: Day) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day.saturating_add(EPOCH)).unwrap_or_default()
}

/// How sure a count is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    Exact,
    MoreThan,
    About,
    Unknown,
}

/// A count with its precision; the number of an unknown count is 0 and means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Count {
    pub precision: Precision,
    pub number: i64,
}

impl Count {
    pub fn exact(number: i64) -> Self {
        Self { precision: Precision::Exact, number }
    }

    /// Reads the text forms `mehr als 45`, `etwa 35` and `unbekannt`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "unbekannt" {
            return Some(Self { precision: Precision::Unknown, number: 0 });
        }
        let (precision, number) = if let Some(rest) = text.strip_prefix("mehr als ") {
            (Precision::MoreThan, rest)
        } else {
            (Precision::About, text.strip_prefix("etwa ")?)
        };
        let plain = number.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self { precision, number: number.parse().ok().filter(|_| plain)? })
    }

    /// `a < b` with what is known: a lower bound decides only upwards, an estimate decides nothing.
    pub fn less(self, other: Self) -> Truth {
        match (self.range(), other.range()) {
            (Some((_, Some(high))), Some((low, _))) if high < low => Some(true),
            (Some((low, _)), Some((_, Some(high)))) if low >= high => Some(false),
            _ => None,
        }
    }

    pub fn same(self, other: Self) -> Truth {
        let both_exact = self.precision == Precision::Exact && other.precision == Precision::Exact;
        match (self.less(other), other.less(self)) {
            (Some(true), _) | (_, Some(true)) => Some(false),
            _ if both_exact => Some(self.number == other.number),
            _ => None,
        }
    }

    /// Lowest possible number and, where there is one, the highest; `None` when nothing is certain.
    fn range(self) -> Option<(i64, Option<i64>)> {
        match self.precision {
            Precision::Exact => Some((self.number, Some(self.number))),
            Precision::MoreThan => Some((self.number.saturating_add(1), None)),
            Precision::About | Precision::Unknown => None,
        }
    }

    pub fn german(self) -> String {
        match self.precision {
            Precision::Exact => self.number.to_string(),
            Precision::MoreThan => format!("mehr als {}", self.number),
            Precision::About => format!("etwa {}", self.number),
            Precision::Unknown => "unbekannt".to_owned(),
        }
    }
}

impl Precision {
    /// The word used in tables and exports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exact => "genau",
            Self::MoreThan => "mehr_als",
            Self::About => "etwa",
            Self::Unknown => "unbekannt",
        }
    }
}

/// With points between thousands, as people write large numbers.
pub fn grouped(number: i64) -> String {
    let whole = number.unsigned_abs().to_string();
    let groups: Vec<&str> = whole.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let sign = if number < 0 { "\u{2212}" } else { "" };
    format!("{sign}{}", groups.join("."))
}

/// An amount in Cent inside a German sentence.
pub fn euro(cents: i64) -> String {
    let sign = if cents < 0 && cents / 100 == 0 { "\u{2212}" } else { "" };
    format!("{sign}{},{:02}\u{a0}Euro", grouped(cents / 100), (cents % 100).abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text).unwrap()
    }

    #[test]
    fn every_precision_is_read_and_written_back() {
        for text in ["2026-10-31", "2026-10", "2026-Q4", "2026", "2024-02-29"] {
            assert_eq!(period(text).iso(), text);
        }
        for text in ["2026-13", "2026-Q5", "26-10", "2023-02-29", "2026-1-1", "heute", "", "2026-10-31x"] {
            assert_eq!(Period::parse(text), None, "{text}");
        }
        assert_eq!(period("1970-01-01").from, 0);
        assert_eq!(period("2026-Q4").german(), "4. Quartal 2026");
        assert_eq!(period("2026-10").german(), "10/2026");
        assert_eq!(period("2026").german(), "2026");
        assert_eq!(period("2026-01-05").german(), "05.01.2026");
    }

    #[test]
    fn order_is_decided_only_when_certain() {
        let table = [
            ("2026-10-15", "2026-10-16", Some(true)),
            ("2026-10-15", "2026-10-15", Some(false)),
            ("2026-09", "2026-10", Some(true)),
            ("2026-10", "2026-10-15", None),
            ("2026-10-31", "2026-10", Some(false)),
            ("2026-10-01", "2026-10", None),
            ("2026-Q4", "2026-10", None),
            ("2027", "2026", Some(false)),
        ];
        for (left, right, expected) in table {
            assert_eq!(period(left).before(period(right)), expected, "{left} < {right}");
        }
        assert_eq!(period("2026-10").same(period("2026-10")), None);
        assert_eq!(period("2026-10").same(period("2026-11")), Some(false));
    }

    #[test]
    fn a_lower_bound_decides_only_upwards() {
        let more = Count::parse("mehr als 45").unwrap();
        assert_eq!(more.less(Count::exact(40)), Some(false));
        assert_eq!(Count::exact(40).less(more), Some(true));
        assert_eq!(more.less(Count::exact(80)), None);
        assert_eq!(more.same(Count::exact(45)), Some(false));
        assert_eq!(Count::parse("mehr als viele"), None);
        assert_eq!(Count::parse("etwa -3"), None);
    }
}
