//! Dates, lengths of time and counts that are not known exactly. Each remembers the cell it came from, so that a value
//! equals itself: a month is an unknown day, but one and the same day wherever the same cell is read.

use crate::document::CellId;
use crate::period::{Count, Day, Period, Precision, Truth};

/// No cell: the value is exact, or made of several.
pub const NOWHERE: CellId = CellId::MAX;

/// An interval of days, as a date or a length of time. Two of the same origin are the same unknown day, moved by fixed
/// numbers of days: they differ by exactly what their beginnings differ by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    pub days: Period,
    pub origin: CellId,
}

impl Interval {
    pub fn new(days: Period, origin: CellId) -> Self {
        Self { days, origin: if days.is_day() { NOWHERE } else { origin } }
    }

    pub fn exact(day: Day) -> Self {
        Self { days: Period::day(day), origin: NOWHERE }
    }

    fn is_twin(self, other: Self) -> bool {
        self.origin != NOWHERE && self.origin == other.origin
    }

    pub fn less(self, other: Self) -> Truth {
        if self.is_twin(other) { Some(self.days.from < other.days.from) } else { self.days.before(other.days) }
    }

    pub fn same(self, other: Self) -> Truth {
        if self.is_twin(other) { Some(self.days.from == other.days.from) } else { self.days.same(other.days) }
    }

    /// Intervals add end to end.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (left, right) = (self.days, other.days);
        let days = Period { from: left.from.checked_add(right.from)?, to: left.to.checked_add(right.to)? };
        Some(Self::new(days, self.moved_by(other)))
    }

    /// The difference of two intervals is widest crosswise, that of a value and itself is nothing.
    pub fn minus(self, other: Self) -> Option<Self> {
        let (left, right) = (self.days, other.days);
        if self.is_twin(other) {
            return left.from.checked_sub(right.from).map(Self::exact);
        }
        let days = Period { from: left.from.checked_sub(right.to)?, to: left.to.checked_sub(right.from)? };
        Some(Self::new(days, if right.is_day() { self.origin } else { NOWHERE }))
    }

    /// The origin of a sum: adding an exact number of days moves a value, anything else makes a new one.
    fn moved_by(self, other: Self) -> CellId {
        match (self.days.is_day(), other.days.is_day()) {
            (_, true) => self.origin,
            (true, false) => other.origin,
            (false, false) => NOWHERE,
        }
    }

    /// The latest or the earliest of several; it keeps its origin where it is certain which of them that is.
    pub fn outermost(all: &[Self], latest: bool) -> Option<Self> {
        let further = |left: Day, right: Day| if latest { left.max(right) } else { left.min(right) };
        let hull = |a: Period, b: Period| Period { from: further(a.from, b.from), to: further(a.to, b.to) };
        let days = all.iter().map(|interval| interval.days).reduce(hull)?;
        let is_beyond = |candidate: Self, other: Self| if latest { candidate.less(other) } else { other.less(candidate) } == Some(false);
        // Where one of several equal intervals is not certainly the outermost, none of them is.
        let candidate = all.iter().find(|candidate| candidate.days == days);
        let certain = candidate.filter(|candidate| all.iter().all(|other| is_beyond(**candidate, *other)));
        Some(Self::new(days, certain.map_or(NOWHERE, |candidate| candidate.origin)))
    }

    /// The distances of neighbours in the order of time. Where intervals overlap nobody knows which comes first; but the
    /// n-th of them is never before the n-th of all beginnings nor after the n-th of all ends.
    pub fn gaps(all: &[Self]) -> Vec<Self> {
        let sorted = |end: fn(&Self) -> Day| {
            let mut days: Vec<Day> = all.iter().map(end).collect();
            days.sort_unstable();
            days
        };
        let (from, to) = (sorted(|interval| interval.days.from), sorted(|interval| interval.days.to));
        (1..all.len())
            .map(|later| {
                let (shortest, longest) = (from[later].saturating_sub(to[later - 1]), to[later].saturating_sub(from[later - 1]));
                Self::new(Period { from: shortest.max(0), to: longest }, NOWHERE)
            })
            .collect()
    }
}

/// A count; flat, so that values stay small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted {
    pub number: i64,
    pub precision: Precision,
    pub origin: CellId,
}

impl Counted {
    pub fn new(Count { precision, number }: Count, origin: CellId) -> Self {
        Self { number, precision, origin: if precision == Precision::Exact { NOWHERE } else { origin } }
    }

    pub fn exact(number: i64) -> Self {
        Self::new(Count::exact(number), NOWHERE)
    }

    pub fn count(self) -> Count {
        Count { precision: self.precision, number: self.number }
    }

    pub fn is_exact(self) -> bool {
        self.precision == Precision::Exact
    }

    fn is_twin(self, other: Self) -> bool {
        self.origin != NOWHERE && self.origin == other.origin
    }

    pub fn less(self, other: Self) -> Truth {
        if self.is_twin(other) { Some(self.number < other.number) } else { self.count().less(other.count()) }
    }

    pub fn same(self, other: Self) -> Truth {
        if self.is_twin(other) { Some(self.number == other.number) } else { self.count().same(other.count()) }
    }

    /// A sum is as sure as its least sure part; a lower bound plus anything exact stays a lower bound.
    pub fn plus(self, other: Self) -> Option<Self> {
        let number = self.number.checked_add(other.number)?;
        let origin = match (self.is_exact(), other.is_exact()) {
            (_, true) => self.origin,
            (true, false) => other.origin,
            (false, false) => NOWHERE,
        };
        Some(Self::new(Count { precision: self.precision.max(other.precision), number }, origin))
    }

    /// A lower bound stays one only when multiplied by something greater than zero.
    pub fn times(self, factor: i64) -> Option<Self> {
        let precision = match self.precision {
            Precision::MoreThan if factor <= 0 => Precision::About,
            precision => precision,
        };
        Some(Self::new(Count { precision, number: self.number.checked_mul(factor)? }, if factor == 1 { self.origin } else { NOWHERE }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cells with an interval of days, and in each a concrete day.
    fn cells() -> impl Strategy<Value = Vec<(Interval, Day)>> {
        let cell = (0..60i32, 0..25i32, 0..25i32).prop_map(|(from, width, at)| (Period { from, to: from + width }, from + at.min(width)));
        prop::collection::vec(cell, 1..6).prop_map(|cells| {
            (0..).zip(cells).map(|(origin, (days, day))| (Interval::new(days, origin), day)).collect::<Vec<(Interval, Day)>>()
        })
    }

    fn holds(interval: Interval, day: Day) -> bool {
        interval.days.from <= day && day <= interval.days.to
    }

    fn decided_is_true(decided: Truth, concrete: bool) -> bool {
        decided.is_none_or(|decided| decided == concrete)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn what_is_decided_holds_for_every_day_that_is_possible(cells in cells(), shift in -9..9i32) {
            let intervals: Vec<Interval> = cells.iter().map(|(interval, _)| *interval).collect();
            let mut days: Vec<Day> = cells.iter().map(|(_, day)| *day).collect();
            for latest in [true, false] {
                let made = Interval::outermost(&intervals, latest).unwrap();
                let concrete = if latest { days.iter().max() } else { days.iter().min() }.copied().unwrap();
                prop_assert!(holds(made, concrete));
                for (cell, day) in &cells {
                    prop_assert!(decided_is_true(made.less(*cell), concrete < *day), "{made:?} < {cell:?}");
                    prop_assert!(decided_is_true(cell.less(made), *day < concrete), "{cell:?} < {made:?}");
                    prop_assert!(decided_is_true(made.same(*cell), concrete == *day), "{made:?} == {cell:?}");
                    prop_assert!(holds(made.minus(*cell).unwrap(), concrete - day), "{made:?} - {cell:?}");
                }
            }
            let ((first, day), moved) = (cells[0], Interval::exact(shift));
            for (made, concrete) in [(first.plus(moved), day + shift), (first.minus(moved), day - shift), (moved.plus(first), day + shift)] {
                let made = made.unwrap();
                prop_assert!(holds(made, concrete));
                prop_assert_eq!(made.less(first), first.days.is_day().then_some(concrete < day).or(Some(concrete < day)));
                prop_assert!(holds(made.minus(first).unwrap(), concrete - day));
                prop_assert_eq!(made.minus(first).unwrap().days.is_day(), true);
            }
            days.sort_unstable();
            let gaps = Interval::gaps(&intervals);
            prop_assert_eq!(gaps.len(), days.len() - 1);
            for (gap, pair) in gaps.iter().zip(days.windows(2)) {
                prop_assert!(holds(*gap, pair[1] - pair[0]), "{gaps:?} for {days:?} in {intervals:?}");
                prop_assert!(gap.days.from >= 0);
            }
        }

        #[test]
        fn a_value_equals_itself_and_order_of_rows_decides_nothing(cells in cells()) {
            let mut intervals: Vec<Interval> = cells.iter().map(|(interval, _)| *interval).collect();
            let made = |intervals: &[Interval]| (Interval::outermost(intervals, true), Interval::outermost(intervals, false), Interval::gaps(intervals));
            let before = made(&intervals);
            for interval in &intervals {
                prop_assert_eq!(interval.same(*interval), Some(true));
                prop_assert_eq!(interval.less(*interval), Some(false));
                prop_assert_eq!(interval.minus(*interval), Some(Interval::exact(0)));
                prop_assert_eq!(Interval::outermost(&[*interval], true), Some(*interval));
            }
            intervals.reverse();
            prop_assert_eq!(made(&intervals), before);
        }

        #[test]
        fn bounds_of_counts_hold_for_every_number_that_is_possible(number in 0..50i64, more in 1..30i64, other in 0..50i64, factor in -3..4i64) {
            let bound = Counted::new(Count { precision: Precision::MoreThan, number }, 1);
            let concrete = number + more;
            let exact = Counted::exact(other);
            let sum = bound.plus(exact).unwrap();
            prop_assert!(decided_is_true(sum.less(bound), concrete + other < concrete));
            prop_assert!(decided_is_true(sum.less(exact), concrete + other < other));
            prop_assert!(decided_is_true(bound.plus(bound).unwrap().less(exact), concrete * 2 < other));
            prop_assert!(decided_is_true(bound.times(factor).unwrap().less(exact), concrete * factor < other));
            prop_assert!(decided_is_true(bound.times(factor).unwrap().same(exact), concrete * factor == other));
            prop_assert_eq!(bound.same(bound), Some(true));
        }
    }

    #[test]
    fn two_rows_of_one_month_stay_open() {
        let october = Period::parse("2026-10").unwrap();
        let (left, right) = (Interval::new(october, 1), Interval::new(october, 2));
        assert_eq!((left.less(right), left.same(right)), (None, None));
        assert_eq!(Interval::outermost(&[left, right], true).map(|made| made.origin), Some(NOWHERE));
        let september = Interval::new(Period::parse("2026-09").unwrap(), 3);
        assert_eq!(Interval::outermost(&[september, left], true), Some(left));
    }
}
