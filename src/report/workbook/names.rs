//! Names a workbook allows: of sheets at most 31 characters without some signs, of tables letters and digits, each once.

use std::collections::BTreeSet;

const LONGEST_SHEET: usize = 31;
const LONGEST_TABLE: usize = 60;
/// Kept by spreadsheets for themselves.
const RESERVED: &str = "history";

#[derive(Default)]
pub struct Names {
    sheets: BTreeSet<String>,
    tables: BTreeSet<String>,
}

impl Names {
    pub fn sheet(&mut self, wanted: &str) -> String {
        let legal: String =
            wanted.chars().map(|letter| if "[]:*?/\\".contains(letter) || letter.is_control() { ' ' } else { letter }).collect();
        let words = legal.split_whitespace().collect::<Vec<_>>().join(" ");
        let base = words.trim_matches('\'');
        let base = if base.is_empty() || base.eq_ignore_ascii_case(RESERVED) { "Blatt" } else { base };
        unique(&mut self.sheets, |ending| cut(base, LONGEST_SHEET - ending.len()) + ending)
    }

    pub fn table(&mut self, wanted: &str) -> String {
        let sign = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { '_' };
        let base: String = wanted.chars().take(LONGEST_TABLE).map(sign).collect();
        unique(&mut self.tables, |ending| format!("T_{base}{}", ending.replace([' ', '(', ')'], "_")))
    }
}

/// Spreadsheets do not tell capitals apart.
fn unique(taken: &mut BTreeSet<String>, name: impl Fn(&str) -> String) -> String {
    let mut found = name("");
    let mut number = 2;
    while !taken.insert(found.to_lowercase()) {
        found = name(&format!(" ({number})"));
        number += 1;
    }
    found
}

/// A name does not end with one of these.
const SMALL: [&str; 14] = ["und", "oder", "mit", "je", "der", "die", "des", "eine", "zur", "vom", "bei", "über", "nach", "dazu"];

/// Whole words as far as they fit. Counted as spreadsheets do, in UTF-16.
fn cut(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for letter in text.chars() {
        used += letter.len_utf16();
        if used > most {
            break;
        }
        out.push(letter);
    }
    let words = if text[out.len()..].starts_with(' ') { Some(out.as_str()) } else { out.rsplit_once(' ').map(|(words, _)| words) };
    let whole = words.filter(|words| 2 * words.encode_utf16().count() > most).unwrap_or(&out);
    let small = whole.rsplit_once(' ').filter(|(_, last)| SMALL.contains(last)).map_or(whole, |(before, _)| before);
    small.trim_end_matches([' ', ',', '\'']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_have_legal_names_each_once() {
        let mut names = Names::default();
        assert_eq!(names.sheet("Kosten: 1/2 [neu]"), "Kosten 1 2 neu");
        assert_eq!(names.sheet("History"), "Blatt");
        assert_eq!(names.sheet("'"), "Blatt (2)");
        let long = "Landkreise und kreisfreie Städte im Land";
        assert_eq!(names.sheet(long), "Landkreise und kreisfreie");
        assert_eq!(names.sheet("5 Gemeinsame Vorhaben, Austausch und Hilfe"), "5 Gemeinsame Vorhaben");
        assert_eq!(names.sheet("5 Abstand vom ersten Gespräch zur Entscheidung"), "5 Abstand vom ersten Gespräch");
        assert_eq!(names.sheet("Verwaltungszusammenarbeitsvereinbarung"), "Verwaltungszusammenarbeitsverei");
        let twin = names.sheet(&long.to_uppercase());
        assert!(twin.ends_with(" (2)") && twin.encode_utf16().count() <= 31, "{twin}");
        let faces = names.sheet(&"😀".repeat(40));
        assert!(faces.encode_utf16().count() <= 31, "{faces}");
    }

    #[test]
    fn tables_have_legal_names_each_once() {
        let mut names = Names::default();
        assert_eq!(names.table("karte--tabelle"), "T_karte__tabelle");
        assert_eq!(names.table("KARTE--TABELLE"), "T_KARTE__TABELLE__2_");
    }
}
