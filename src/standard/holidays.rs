//! `feiertage.toml`: the public holidays of the Land, and what follows from them: which days are Arbeitstage. The layers of
//! a profile add to one another.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::Deserialize;
use toml::Spanned;

use crate::period::{Day, Period, date_of};
use crate::source::Span;
use crate::standard::complaint::Complaint;
use crate::standard::files::{Layer, read_layers};

/// The file's name within a profile.
pub const FILE: &str = "feiertage.toml";

/// The days of the week and the holidays on which nobody has to answer.
#[derive(Clone, Debug, Default)]
pub struct Holidays {
    /// Month and day.
    fixed: Vec<(u32, u32)>,
    /// Days after Easter Sunday.
    movable: Vec<i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[allow(dead_code, reason = "stands in the file for its readers")]
    quelle: String,
    feiertag: Vec<RawHoliday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHoliday {
    titel: Spanned<String>,
    tag: Option<String>,
    ostern: Option<i32>,
}

/// Those of all layers together: a profile adds holidays, it takes none away.
///
/// # Errors
/// A day that no calendar has, a line that says neither or both, or a holiday that is there already.
pub fn holidays(layers: &[Layer]) -> Result<Holidays, Vec<Complaint>> {
    let (mut found, mut complaints) = (Vec::<(When, String)>::new(), Vec::new());
    for (source, raw) in read_layers::<RawFile>(layers, FILE, &mut complaints) {
        for raw in raw.feiertag {
            let span = Span::new(raw.titel.span());
            match raw.when() {
                Err(message) => complaints.push(Complaint::new(source, span, message)),
                Ok(when) => match found.iter().find(|(known, _)| *known == when) {
                    Some((_, at)) => complaints.push(Complaint::new(source, span, format!("diesen Feiertag gibt es schon: {at}"))),
                    None => found.push((when, source.at(span))),
                },
            }
        }
    }
    let days = || found.iter().map(|(when, _)| *when);
    let fixed = days().filter_map(|when| if let When::Fixed(month, day) = when { Some((month, day)) } else { None }).collect();
    let movable = days().filter_map(|when| if let When::AfterEaster(days) = when { Some(days) } else { None }).collect();
    if complaints.is_empty() { Ok(Holidays { fixed, movable }) } else { Err(complaints) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    /// Month and day.
    Fixed(u32, u32),
    AfterEaster(i32),
}

impl RawHoliday {
    fn when(&self) -> Result<When, &'static str> {
        match (&self.tag, self.ostern) {
            (Some(day), None) => {
                month_and_day(day).map(|(month, day)| When::Fixed(month, day)).ok_or("„tag“ ist Monat und Tag, zum Beispiel \"10-31\"")
            }
            (None, Some(after)) => Ok(When::AfterEaster(after)),
            _ => Err("zu einem Feiertag gehört entweder „tag“ oder „ostern“ (Tage nach Ostersonntag)"),
        }
    }
}

fn month_and_day(text: &str) -> Option<(u32, u32)> {
    // A leap year knows every day.
    let date = NaiveDate::parse_from_str(&format!("2024-{text}"), "%Y-%m-%d").ok()?;
    Some((date.month(), date.day()))
}

impl Holidays {
    pub fn is_workday(&self, day: Day) -> bool {
        let date = date_of(day);
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
            && !self.fixed.contains(&(date.month(), date.day()))
            && !easter(date.year()).is_some_and(|easter| self.movable.contains(&(day - easter)))
    }

    /// The last day of a period of so many Arbeitstage, of which the first is the one after `day`.
    pub fn after(&self, day: Day, workdays: u32) -> Day {
        let (mut day, mut left) = (day, workdays);
        while left > 0 {
            day = day.saturating_add(1);
            left -= u32::from(self.is_workday(day));
        }
        day
    }
}

/// Easter Sunday of the Gregorian calendar, after Butcher's method.
fn easter(year: i32) -> Option<Day> {
    let (century, of_century) = (year / 100, year % 100);
    let golden = year % 19;
    let epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let correction = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * correction + 114;
    let (month, day) = (u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?);
    Period::of_date(year, month, day).map(|day| day.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Period::parse(text).unwrap().from
    }

    #[test]
    fn easter_is_where_calendars_have_it() {
        for text in
            ["1990-04-15", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2038-04-25", "2100-03-28"]
        {
            assert_eq!(easter(text[..4].parse().unwrap()), Some(day(text)), "{text}");
        }
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let holidays = Holidays { fixed: vec![(10, 31), (12, 25)], movable: vec![-2, 1, 39] };
        // Reformationstag 2025 is a Friday.
        assert_eq!(holidays.after(day("2025-10-30"), 1), day("2025-11-03"));
        assert_eq!(holidays.after(day("2025-10-30"), 0), day("2025-10-30"));
        // Good Friday and Easter Monday of 2026 are 3 and 6 April.
        assert_eq!(holidays.after(day("2026-04-02"), 1), day("2026-04-07"));
        assert!(!holidays.is_workday(day("2026-05-14")) && holidays.is_workday(day("2026-05-15")));
        // Saturday and Sunday count for nothing as a beginning.
        assert_eq!(holidays.after(day("2026-06-06"), 1), day("2026-06-08"));
    }
}
