//! A row of a project file as it stands there: dates with their first and last possible day, counts with their word.

use chrono::{Datelike, Months, NaiveDate};
use toml::{Table, Value};

/// First and last possible day, counted from the year 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub first: i64,
    pub last: i64,
}

impl Span {
    /// Reads `2026-10-31`, `2026-10`, `2026-Q4` and `2026`.
    pub fn read(text: &str) -> Option<Self> {
        let number = |part: &str| part.parse::<u32>().ok();
        let parts: Vec<&str> = text.split('-').collect();
        let year = parts[0].parse::<i32>().ok().filter(|_| parts[0].len() == 4)?;
        let (from, months) = match parts[1..] {
            [] => (NaiveDate::from_ymd_opt(year, 1, 1)?, 12),
            [quarter] if quarter.starts_with('Q') => (NaiveDate::from_ymd_opt(year, number(&quarter[1..])? * 3 - 2, 1)?, 3),
            [month] => (NaiveDate::from_ymd_opt(year, number(month)?, 1)?, 1),
            [month, day] => (NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)?, 0),
            _ => return None,
        };
        let until = if months == 0 { from } else { (from + Months::new(months)).pred_opt()? };
        Some(Self { first: from.num_days_from_ce().into(), last: until.num_days_from_ce().into() })
    }

    pub fn exact(self) -> Option<i64> {
        (self.first == self.last).then_some(self.first)
    }
}

/// How sure a count is, in the words of the export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sure {
    Exact,
    MoreThan,
    About,
}

/// What the figures ask of a row. Whatever is not there is `None`.
pub trait Row {
    fn text(&self, key: &str) -> Option<&str>;
    fn number(&self, key: &str) -> Option<i64>;
    fn span(&self, key: &str) -> Option<Span>;
    fn table(&self, key: &str) -> Option<&Table>;
    /// The list, when it is in the file at all.
    fn list(&self, key: &str) -> Option<Vec<&Table>>;
    fn texts(&self, key: &str) -> Vec<&str>;
    /// The count with its word; `None` also for "unbekannt".
    fn count(&self, key: &str) -> Option<(i64, Sure)>;
    fn cents(&self, key: &str) -> Option<i64>;

    /// Spent and committed: one amount, or the two it is made of.
    fn spent(&self) -> Option<i64> {
        self.cents("betrag").or_else(|| Some(self.cents("ausgezahlt")? + self.cents("verpflichtet")?))
    }

    fn rows(&self, key: &str) -> Vec<&Table> {
        self.list(key).unwrap_or_default()
    }

    fn has(&self, key: &str) -> bool;
}

impl Row for Table {
    fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    fn number(&self, key: &str) -> Option<i64> {
        self.get(key)?.as_integer()
    }

    fn span(&self, key: &str) -> Option<Span> {
        match self.get(key)? {
            Value::Datetime(day) => Span::read(&day.to_string()),
            Value::String(text) => Span::read(text),
            _ => None,
        }
    }

    fn table(&self, key: &str) -> Option<&Table> {
        self.get(key)?.as_table()
    }

    fn list(&self, key: &str) -> Option<Vec<&Table>> {
        Some(self.get(key)?.as_array()?.iter().filter_map(Value::as_table).collect())
    }

    fn texts(&self, key: &str) -> Vec<&str> {
        self.get(key).and_then(Value::as_array).map(|all| all.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
    }

    fn count(&self, key: &str) -> Option<(i64, Sure)> {
        let known = |text: &str| text.parse().ok();
        match self.get(key)? {
            Value::Integer(number) => Some((*number, Sure::Exact)),
            Value::String(text) => match (text.strip_prefix("mehr als "), text.strip_prefix("etwa ")) {
                (Some(number), _) => Some((known(number)?, Sure::MoreThan)),
                (_, Some(number)) => Some((known(number)?, Sure::About)),
                _ => None,
            },
            _ => None,
        }
    }

    fn cents(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Value::Integer(euros) => Some(euros * 100),
            Value::Float(euros) => Some((euros * 100.0).round() as i64),
            _ => None,
        }
    }

    fn has(&self, key: &str) -> bool {
        self.contains_key(key)
    }
}

/// The row with the highest value; of equals the later one in the file. Rows without a value come first.
pub fn latest<'a, K: Ord>(rows: &[&'a Table], value: impl Fn(&Table) -> K) -> Option<&'a Table> {
    rows.iter().copied().max_by_key(|row| value(row))
}

/// Twice the median, so that it stays a whole number.
pub fn doubled_median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(values[middle] * 2),
        _ => Some(values[middle - 1] + values[middle]),
    }
}
