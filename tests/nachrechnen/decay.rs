//! The invented projects after some wear: days become months or quarters or lie just where a threshold ends, numbers become
//! bounds, fields and lists go missing, lists are emptied, rows stand there a second time with other days, projects move to
//! another Land. The same wear leaves the same files.

use std::fs;
use std::path::Path;

use chrono::{Duration, NaiveDate};
use fastrand::Rng;
use toml::{Table, Value};

use crate::book::Book;
use crate::row::Row;

/// Without these a row is not the row it was, or the file is not a project.
const KEPT: [&str; 6] = ["id", "titel", "freigabe", "stelle", "dimension", "land"];

/// Numbers that may be bounds.
const COUNTS: [&str; 5] = ["angefragt", "geantwortet", "personen", "kommunen", "anzahl"];

pub struct Wear {
    pub seed: u64,
    /// How many of the projects.
    pub projects: usize,
    pub kind: &'static str,
    pub force: Force,
}

/// How often, in percent.
#[derive(Clone, Copy)]
pub struct Force {
    /// Fields go missing or lose precision.
    pub gaps: u8,
    /// Days move to where a threshold ends.
    pub edges: u8,
    /// Rows are doubled.
    pub doubles: u8,
}

/// Thresholds that figures count from the Stichtag.
const LENGTHS: [&str; 8] = [
    "antwort_rueckmeldung_tage",
    "ausgaben_alt_tage",
    "beteiligung_gelb_tage",
    "beteiligung_rot_tage",
    "datenstand_alt_tage",
    "erstes_jahr_hinweis_tage",
    "risikobewertung_tage",
    "status_rueckblick_tage",
];

struct Decay {
    chance: Rng,
    force: Force,
    /// The Stichtag, and the days that are away from it by exactly as much as a threshold says.
    edges: Vec<NaiveDate>,
}

pub fn write(from: &Path, to: &Path, wear: &Wear, book: &Book, day: &str) {
    fs::create_dir(to).unwrap();
    let mut files: Vec<_> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    files.sort();
    let mut decay = Decay { chance: Rng::with_seed(wear.seed), force: wear.force, edges: edges(book, day.parse().unwrap()) };
    decay.chance.shuffle(&mut files);
    for path in files.iter().take(wear.projects) {
        let whole: Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let mut left = decay.row(&whole);
        decay.address(&mut left);
        // A late milestone hides what the other dimensions of the status say.
        if decay.hits(wear.force.doubles) {
            left.remove("meilensteine");
        }
        left.insert("datenart".to_owned(), wear.kind.into());
        if decay.hits(5) {
            left.insert("land".to_owned(), "NW".into());
        }
        fs::write(to.join(path.file_name().unwrap()), left.to_string()).unwrap();
    }
}

fn edges(book: &Book, day: NaiveDate) -> Vec<NaiveDate> {
    let ahead = Duration::days(book.threshold("erstes_jahr_hinweis_tage"));
    let past = LENGTHS.iter().map(|name| day - Duration::days(book.threshold(name)));
    past.chain([day, day, day, day + ahead]).collect()
}

/// Rows that tell themselves apart by an id or a day.
fn may_be_doubled(row: &Table) -> bool {
    let keys = ["id", "am", "ab", "seit", "stand", "datum"];
    keys.iter().any(|key| row.contains_key(*key))
}

impl Decay {
    fn hits(&mut self, percent: u8) -> bool {
        self.chance.u8(..100) < percent
    }

    fn row(&mut self, row: &Table) -> Table {
        let mut left = Table::new();
        for (key, value) in row {
            if KEPT.contains(&key.as_str()) {
                left.insert(key.clone(), value.clone());
            } else if !self.hits(self.force.gaps) {
                let worn = match value {
                    Value::Integer(number) if COUNTS.contains(&key.as_str()) => self.count(*number),
                    Value::String(_) if self.hits(self.force.gaps / 4) => self.placeholder(),
                    _ => self.value(value),
                };
                left.insert(key.clone(), worn);
            }
        }
        left
    }

    fn value(&mut self, value: &Value) -> Value {
        match value {
            Value::Table(row) => Value::Table(self.row(row)),
            Value::Array(_) if self.hits(self.force.gaps) => Value::Array(Vec::new()),
            Value::Array(rows) => Value::Array(rows.iter().flat_map(|row| self.rows(row)).collect()),
            Value::Datetime(day) if self.hits(self.force.gaps) => Value::String(day.to_string()[..7].to_owned()),
            Value::Datetime(day) if self.hits(self.force.gaps / 2) => {
                Value::String(format!("{}-Q{}", &day.to_string()[..4], self.chance.u8(1..=4)))
            }
            Value::Datetime(_) if self.hits(self.force.edges) => {
                Value::Datetime(self.chance.choice(&self.edges).unwrap().to_string().parse().unwrap())
            }
            other => other.clone(),
        }
    }

    /// Decisions of the invented projects hardly name anybody; here some are addressed to those whom a talk was with.
    fn address(&mut self, file: &mut Table) {
        let people: Vec<Value> = file.rows("kontakte").iter().filter_map(|talk| talk.get("stakeholder").cloned()).collect();
        let decisions = file.get_mut("entscheidungen").and_then(Value::as_array_mut);
        for decision in decisions.into_iter().flatten().filter_map(Value::as_table_mut) {
            if !people.is_empty() && self.hits(self.force.doubles) {
                decision.insert("adressaten".to_owned(), self.chance.choice(&people).unwrap().clone());
            }
        }
    }

    fn rows(&mut self, row: &Value) -> Vec<Value> {
        let mut left = vec![self.value(row)];
        if row.as_table().is_some_and(may_be_doubled) && self.hits(self.force.doubles) {
            let mut second = self.value(row);
            if let Some(id) = second.get_mut("id") {
                *id = Value::String(format!("{}-zweites", id.as_str().unwrap()));
            }
            left.push(second);
        }
        left
    }

    fn count(&mut self, number: i64) -> Value {
        match self.chance.u8(..100) {
            roll if roll < self.force.gaps => Value::String(format!("mehr als {number}")),
            roll if roll < self.force.gaps * 2 => Value::String(format!("etwa {number}")),
            roll if roll < self.force.gaps * 3 => Value::String("unbekannt".to_owned()),
            _ => Value::Integer(number),
        }
    }

    fn placeholder(&mut self) -> Value {
        let word = self.chance.choice(["TODO", "wird ergänzt", ""]).unwrap();
        Value::String(word.to_owned())
    }
}
