//! The invented projects with gaps: days become months or quarters, numbers bounds, fields and lists go missing, lists are
//! emptied, projects move to another Land. The same wear makes the same gaps.

use std::fs;
use std::path::Path;

use fastrand::Rng;
use toml::{Table, Value};

/// Without these a row is not the row it was, or the file is not a project.
const KEPT: [&str; 6] = ["id", "titel", "freigabe", "stelle", "dimension", "land"];

/// Numbers that may be bounds.
const COUNTS: [&str; 5] = ["angefragt", "geantwortet", "personen", "kommunen", "anzahl"];

pub struct Wear {
    pub seed: u64,
    /// How many of the projects.
    pub projects: usize,
    /// Of a hundred fields, how many go missing.
    pub percent: u8,
    pub kind: &'static str,
}

pub fn write(from: &Path, to: &Path, wear: &Wear) {
    fs::create_dir(to).unwrap();
    let mut files: Vec<_> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    files.sort();
    let mut chance = Rng::with_seed(wear.seed);
    chance.shuffle(&mut files);
    for path in files.iter().take(wear.projects) {
        let whole: Table = fs::read_to_string(path).unwrap().parse().unwrap();
        let mut left = worn(&whole, &mut chance, wear.percent);
        left.insert("datenart".to_owned(), wear.kind.into());
        if hit(&mut chance, 5) {
            left.insert("land".to_owned(), "NW".into());
        }
        fs::write(to.join(path.file_name().unwrap()), left.to_string()).unwrap();
    }
}

fn hit(chance: &mut Rng, percent: u8) -> bool {
    chance.u8(..100) < percent
}

fn worn(row: &Table, chance: &mut Rng, percent: u8) -> Table {
    let mut left = Table::new();
    for (key, value) in row {
        if KEPT.contains(&key.as_str()) {
            left.insert(key.clone(), value.clone());
        } else if !hit(chance, percent) {
            let worn = match value {
                Value::Integer(number) if COUNTS.contains(&key.as_str()) => vague(*number, chance, percent),
                Value::String(_) if hit(chance, percent / 4) => placeholder(chance),
                _ => worn_value(value, chance, percent),
            };
            left.insert(key.clone(), worn);
        }
    }
    left
}

fn worn_value(value: &Value, chance: &mut Rng, percent: u8) -> Value {
    match value {
        Value::Table(row) => Value::Table(worn(row, chance, percent)),
        Value::Array(_) if hit(chance, percent) => Value::Array(Vec::new()),
        Value::Array(rows) => Value::Array(rows.iter().map(|row| worn_value(row, chance, percent)).collect()),
        Value::Datetime(day) if hit(chance, percent) => Value::String(day.to_string()[..7].to_owned()),
        Value::Datetime(day) if hit(chance, percent / 2) => Value::String(format!("{}-Q{}", &day.to_string()[..4], chance.u8(1..=4))),
        other => other.clone(),
    }
}

fn vague(number: i64, chance: &mut Rng, percent: u8) -> Value {
    match chance.u8(..100) {
        roll if roll < percent => Value::String(format!("mehr als {number}")),
        roll if roll < percent * 2 => Value::String(format!("etwa {number}")),
        roll if roll < percent * 3 => Value::String("unbekannt".to_owned()),
        _ => Value::Integer(number),
    }
}

fn placeholder(chance: &mut Rng) -> Value {
    let words = ["TODO", "wird ergänzt", ""];
    Value::String(words[chance.usize(..words.len())].to_owned())
}
