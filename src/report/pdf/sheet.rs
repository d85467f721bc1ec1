//! A report as the files its template reads: the data as JSON, each chart as an SVG.

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::appendix::Appendix;
use super::columns;
use super::drawing::{COLOURS, Drawing};
use super::letters::Letters;
use super::places;
use crate::report::model::Report;
use crate::standard::hexadecimal;

/// Archives want a date in every file; a report without a Stichtag gets one that nobody takes for real.
const NO_DAY: [u32; 3] = [1, 1, 1900];
/// Signs that the font lacks and our marks have.
const DRAWN: [(char, &str); 1] = [('◐', "halbpunkt")];
/// So many underscores are room to write in.
const SHORTEST_LINE: usize = 8;
/// What cannot be shown is listed up to here.
const LISTED: usize = 20;

pub struct Sheet {
    pub files: Vec<(String, Vec<u8>)>,
    /// Told apart by content, not by when it was made.
    pub ident: String,
}

impl Sheet {
    pub fn of(report: &Report) -> Result<Self> {
        let mut page = serde_json::to_value(report).context("reading the view model")?;
        let appendix = Appendix::of(&mut page);
        let mut data = json!({ "bericht": page, "anhang": appendix.tables, "definitionen": appendix.definitions });
        places::settle(&mut data);
        let mut printer = Printer::default();
        printer.print(&mut data);
        let [day, month, year] = day(report).unwrap_or(NO_DAY);
        data["tag"] = json!({ "jahr": year, "monat": month, "tag": day });
        data["farben"] = json!(*COLOURS);
        data["ersetzt"] = printer.unshown();
        let bytes = serde_json::to_vec(&data)?;
        let mut sum = Sha256::new_with_prefix(&bytes);
        printer.files.iter().for_each(|(_, file)| sum.update(file));
        let ident = hexadecimal(&sum.finalize());
        printer.files.push(("daten.json".to_owned(), bytes));
        Ok(Self { files: printer.files, ident })
    }
}

/// Makes every text printable and takes the drawings out.
#[derive(Default)]
struct Printer {
    letters: Letters,
    files: Vec<(String, Vec<u8>)>,
}

impl Printer {
    fn print(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.letters.printed(text),
            Value::Array(values) => {
                *values = values.drain(..).flat_map(with_marks).collect();
                for value in values {
                    self.print(value);
                }
            }
            Value::Object(map) if map.contains_key("markup") => *value = self.draw(map),
            Value::Object(map) => {
                // An address is followed, not read.
                map.iter_mut().filter(|(key, _)| *key != "netz").for_each(|(_, value)| self.print(value));
                if map.contains_key("zeilenkopf") {
                    columns::settle(map);
                }
            }
            _ => {}
        }
    }

    fn draw(&mut self, drawing: &Map<String, Value>) -> Value {
        let drawing = Drawing::of(drawing.get("markup").and_then(Value::as_str).unwrap_or_default());
        let name = format!("bild-{}.svg", self.files.len() + 1);
        self.files.push((name.clone(), self.letters.visible(&drawing.svg).into_bytes()));
        json!({ "datei": name, "breite": drawing.width, "hoehe": drawing.height, "worte": self.letters.visible(&drawing.words) })
    }

    /// How many letters stand as boxes, and which.
    fn unshown(&self) -> Value {
        let unshown = &self.letters.unshown;
        let names: Vec<_> = unshown.keys().take(LISTED).map(|letter| format!("U+{:04X}", u32::from(*letter))).collect();
        json!({ "anzahl": unshown.values().sum::<u64>(), "zeichen": names, "weitere": unshown.len().saturating_sub(LISTED) })
    }
}

/// A piece of a sentence, cut where a mark takes the place of a sign. What would be read out sign by sign, room to write in,
/// becomes a line.
fn with_marks(piece: Value) -> Vec<Value> {
    let Some(text) = piece.get("text").and_then(Value::as_str).filter(|_| piece.get("art") == Some(&Value::from("wort"))) else {
        return vec![piece];
    };
    if text.len() >= SHORTEST_LINE && text.bytes().all(|letter| letter == b'_') {
        return vec![json!({ "art": "linie", "text": "" })];
    }
    let Some((sign, form)) = DRAWN.iter().find(|(sign, _)| text.contains(*sign)) else { return vec![piece] };
    let parts = text.split(*sign).map(|part| json!({ "art": "wort", "text": part }));
    let mark = json!({ "art": "zeichen", "form": form, "text": "" });
    parts.flat_map(|part| [mark.clone(), part]).skip(1).collect()
}

/// Day, month and year of the first date in the head, which is the Stichtag.
fn day(report: &Report) -> Option<[u32; 3]> {
    report.kopf.meta.iter().find_map(|line| {
        let text = line.wert.plain();
        let day = chrono::NaiveDate::parse_from_str(text.get(..10)?, "%d.%m.%Y").ok()?;
        let number = |format: &str| day.format(format).to_string().parse().ok();
        Some([number("%d")?, number("%m")?, number("%Y")?])
    })
}
