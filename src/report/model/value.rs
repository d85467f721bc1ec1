//! What a cell is worth beside what it says: forms that calculate take the value, readers the words.

/// Only what is known exactly has a value; a bound, a gap or a period is text alone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Wert {
    Anzahl(i64),
    Zahl(f64),
    /// Cent.
    Geld(i64),
    /// Days since 01.01.1970.
    Tag(i32),
    /// Between 0 and 100.
    Prozent(f64),
}
