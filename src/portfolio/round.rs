//! The round before a release: what a draft asks back, when it was laid before those who can answer, and until when they may. As the table
//! `rueckfrage` it is lent to the papers that go with a draft.

use crate::facts::{Column, ONE_ROW, Table};
use crate::period::Period;

pub const ROUND: &str = "rueckfrage";

/// Questions are named by project and field: `projekt: liste[schlüssel].feld`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// The day on which the questions were sent, as somebody said it.
    pub sent: Option<Period>,
    /// The last day for an answer.
    pub until: Option<Period>,
    /// What was asked then.
    pub laid: Vec<String>,
    /// What has no answer now.
    pub open: Vec<String>,
}

impl Round {
    /// What has no answer and was not among what was asked: nobody had the time to answer.
    pub fn never_laid(&self) -> Vec<&str> {
        self.open.iter().filter(|open| !self.laid.contains(open)).map(String::as_str).collect()
    }
}

/// One row.
pub fn table(round: &Round) -> Table {
    let day = |period: Option<Period>| vec![period.map(Period::german)];
    let columns = vec![
        Column::text("versandt_text", "Tag, an dem der Entwurf den Vorhaben vorgelegt wurde, wenn er angegeben ist.", day(round.sent)),
        Column::text("frist_text", "Letzter Tag für eine Antwort, wenn der Versand angegeben ist.", day(round.until)),
    ];
    Table::new(ROUND, "Die Rückfrage, die mit dem Entwurf an die Vorhaben geht, eine Zeile.", columns).keyed(ONE_ROW)
}
