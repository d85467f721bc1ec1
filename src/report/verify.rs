//! Whether a report is still what was written, beyond its files byte for byte: the evidence against itself, against the basis and against the
//! pages, and the values in the files against those in the basis.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use anyhow::Result;
use serde_json::Value;

use crate::escape::csv_line;
use crate::facts::read_parquet;
use crate::report::evidence::{BASIS, EVIDENCE, SCHEMA, code, holds, printed, sha256};
use crate::report::export::{FIGURE_COLUMNS, FIGURES, SNAPSHOT};
use crate::report::frozen::{Difference, Frozen, read};

/// So many pages are looked at for a Kennung.
const PAGES: usize = 3;

fn is_inside(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

/// Everything that speaks against a report.
#[derive(Clone, Debug, Default)]
pub struct Doubts {
    /// In whole sentences.
    pub evidence: Vec<String>,
    /// What differs, in words.
    pub values: Vec<String>,
    pub files: Difference,
}

impl Frozen {
    /// # Errors
    /// The folder cannot be listed.
    pub fn doubts(&self) -> Result<Doubts> {
        let mut found = Doubts { evidence: self.doubted(), values: Vec::new(), files: self.difference()? };
        if let Some((basis, sum)) = self.basis() {
            found.evidence.extend(self.pages_without(&printed(code(&sum))));
            found.values = [self.figures_changed(&basis), self.tables_changed(&basis)].concat();
        }
        Ok(found)
    }

    /// What speaks against the evidence itself. Of the files it names only the basis is read.
    pub fn doubted(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.sealed == Some(false) {
            found.push(format!("{EVIDENCE}; seine Prüfsumme passt nicht zu seinem Inhalt"));
        }
        if !self.is_coherent() {
            found.push(format!("{EVIDENCE}; die Eingaben, die er nennt, passen nicht zu seiner Prüfsumme"));
        }
        found.extend(
            self.outputs
                .iter()
                .filter(|(name, _)| !is_inside(name))
                .map(|(name, _)| format!("{EVIDENCE}; „{name}“ liegt nicht im Bericht")),
        );
        if self.sealed.is_none() {
            found.extend(self.is_stripped().then(|| format!("{EVIDENCE}; die Seiten tragen eine Kennung, der Nachweis nennt keine")));
            return found;
        }
        if self.value["schema"] != SCHEMA {
            found.push(format!("{EVIDENCE}; sein Muster {} kennt diese Fassung des Werkzeugs nicht", self.value["schema"]));
        }
        match self.basis() {
            None => found.push(format!("{BASIS} fehlt oder ist beschädigt")),
            Some((basis, sum)) => {
                if self.value["kennung"] != code(&sum) || sum != self.proof {
                    found.push(format!("{BASIS}; die Kennung in {EVIDENCE} gehört zu einer anderen"));
                }
                found.extend(self.contradictions(&basis));
            }
        }
        found
    }

    /// Evidence as it was before there was a basis, over pages that already carry a Kennung.
    fn is_stripped(&self) -> bool {
        let pages = self.outputs.iter().filter(|(name, _)| name.split_once('.').is_some_and(|(_, ending)| ending == "html"));
        pages.take(PAGES).any(|(name, _)| read(&self.folder.join(name)).is_ok_and(|bytes| holds(&bytes, "<dt>Kennung</dt>")))
    }

    /// The basis and its SHA-256.
    fn basis(&self) -> Option<(Value, String)> {
        self.sealed?;
        let bytes = read(&self.folder.join(BASIS)).ok()?;
        let basis: Value = serde_json::from_slice(&bytes).ok().filter(Value::is_object)?;
        Some((basis, sha256(&bytes)))
    }

    /// What both say and say differently.
    fn contradictions(&self, basis: &Value) -> Vec<String> {
        const OF_ITS_OWN: [&str; 3] = ["schema", "kennzahlen", "tabellen"];
        let keys = basis.as_object().into_iter().flatten().filter(|(key, _)| !OF_ITS_OWN.contains(&key.as_str()));
        let differs = keys.filter(|(key, value)| self.value.get(key.as_str()) != Some(value));
        differs
            .map(|(key, value)| match self.value.get(key) {
                Some(other) if is_plain(value) && is_plain(other) => {
                    format!("„{key}“ ist in {EVIDENCE} {}, in {BASIS} {}", plain(other), plain(value))
                }
                _ => format!("„{key}“ ist in {EVIDENCE} anders als in {BASIS}"),
            })
            .collect()
    }

    fn pages_without(&self, printed: &str) -> Vec<String> {
        let pages = self.value["kennung_auf"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let without = |page: &&str| read(&self.folder.join(page)).is_ok_and(|bytes| !holds(&bytes, printed));
        let without: Vec<&str> = pages.filter(without).collect();
        let first = without.first().map(|page| match without.len() - 1 {
            0 => (*page).to_owned(),
            more => format!("{page} und {more} weiteren Seiten"),
        });
        first.map(|pages| format!("auf {pages} steht eine andere Kennung als die von {BASIS}")).into_iter().collect()
    }

    fn is_output(&self, path: &str) -> bool {
        self.outputs.iter().any(|(name, _)| name == path)
    }

    /// The numbers in `kennzahlen.csv` against those in the basis.
    fn figures_changed(&self, basis: &Value) -> Vec<String> {
        let Some(file) = read(&self.folder.join(FIGURES)).ok().filter(|_| self.is_output(FIGURES)) else { return Vec::new() };
        let file = String::from_utf8_lossy(&file);
        let lines: Vec<&str> = file.split("\r\n").skip(1).filter(|line| !line.is_empty()).collect();
        let figures: Vec<[&str; FIGURE_COLUMNS.len()]> = basis["kennzahlen"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|figure| FIGURE_COLUMNS.map(|name| figure[name].as_str().unwrap_or_default()))
            .collect();
        let mut found = Vec::new();
        let mut met = BTreeSet::new();
        for cells in &figures {
            let wanted = csv_line(*cells);
            let begin = csv_line([cells[0]]).replace("\r\n", ";");
            let there: Vec<&&str> = lines.iter().filter(|line| line.starts_with(&begin)).collect();
            met.insert(begin);
            match there.as_slice() {
                [] => found.push(format!("{} fehlt in {FIGURES}", cells[0])),
                [line] if **line == wanted.trim_end() => {}
                [line] => found.extend(cells_changed(cells, line)),
                _ => found.push(format!("{} steht in {FIGURES} mehrmals", cells[0])),
            }
        }
        let strange = lines.iter().filter(|line| !met.iter().any(|begin| line.starts_with(begin.as_str())));
        found.extend(strange.map(|line| format!("{} steht nur in {FIGURES}", line.split(';').next().unwrap_or_default())));
        found
    }

    /// The tables as they can be read back against the hashes of the basis.
    fn tables_changed(&self, basis: &Value) -> Vec<String> {
        let tables = basis["tabellen"].as_array().into_iter().flatten();
        let changed = |table: &Value| {
            let name = table["name"].as_str()?;
            let path = format!("{SNAPSHOT}/{name}.parquet");
            let file = Some(self.folder.join(&path)).filter(|file| self.is_output(&path) && file.is_file())?;
            let same = read_parquet(&file).is_ok_and(|read| table["sha256"] == *read.sha256());
            (!same).then(|| format!("Tabelle „{name}“: {path} enthält andere Werte"))
        };
        tables.filter_map(changed).collect()
    }
}

/// A line that differs, column by column where it can be told.
fn cells_changed(cells: &[&str; FIGURE_COLUMNS.len()], line: &str) -> Vec<String> {
    let there: Vec<&str> = line.split(';').collect();
    if line.contains('"') || there.len() != cells.len() {
        return vec![format!("{} steht in {FIGURES} anders", cells[0])];
    }
    let said = |text: &str| if text.is_empty() { "leer".to_owned() } else { format!("„{text}“") };
    let pairs = FIGURE_COLUMNS.iter().zip(cells.iter().zip(there)).filter(|(_, (wanted, there))| *wanted != there);
    pairs
        .map(|(name, (wanted, there))| format!("{}, {name}: {} in {FIGURES}, {} in {BASIS}", cells[0], said(there), said(wanted)))
        .collect()
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Bool(true) => "ja".to_owned(),
        Value::Bool(false) => "nein".to_owned(),
        Value::Null => "leer".to_owned(),
        other => other.to_string(),
    }
}
