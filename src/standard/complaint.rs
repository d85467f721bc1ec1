//! What is wrong with a file of the standard, and where. The TOML reader's English sentences become German here.

use serde::de::DeserializeOwned;

use crate::source::{Place, Source, Span};

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    pub file: String,
    pub place: Place,
    pub message: String,
}

impl Complaint {
    pub fn new(source: &Source, span: Span, message: impl Into<String>) -> Self {
        Self { file: source.name.clone(), place: source.place(span), message: message.into() }
    }

    pub fn at_line(source: &Source, line: u32, message: impl Into<String>) -> Self {
        Self { place: Place { line, end_line: line, ..Place::START }, ..Self::whole(&source.name, message) }
    }

    pub fn whole(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), place: Place::START, message: message.into() }
    }
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}:{}:{}: {}", self.file, self.place.line, self.place.column, self.message)
    }
}

/// Reads a file of the standard into its form; the complaint carries the place.
pub fn read<T: DeserializeOwned>(source: &Source) -> Result<T, Complaint> {
    toml::from_str(&source.text).map_err(|error| {
        let span = error.span().map_or_else(Span::default, Span::new);
        Complaint::new(source, span, german(error.message()))
    })
}

/// Comparing costs the product of both lengths, for every known name: nobody is helped beyond these.
const LONGEST: usize = 120;
const CANDIDATES: usize = 10_000;

/// The nearest of the known names, when it is near enough to be meant.
pub fn suggestion<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if !(3..=LONGEST).contains(&wrong.chars().take(LONGEST + 1).count()) {
        return None;
    }
    let plain = fold(wrong);
    known
        .into_iter()
        .take(CANDIDATES)
        .map(|name| (name, strsim::damerau_levenshtein(&plain, &fold(name))))
        .filter(|(name, distance)| *distance <= (name.chars().count().min(plain.len()) / 3).max(1))
        .min_by_key(|(_, distance)| *distance)
        .map(|(name, _)| name)
}

/// Umlauts and capitals are the most frequent difference: "grün" means "gruen".
fn fold(text: &str) -> String {
    text.to_lowercase().replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss").replace(' ', "_")
}

/// Sentences of the TOML reader that authors meet; anything else is passed on as it is.
pub fn german(message: &str) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let first = message.lines().next().unwrap_or("");
    match (first, quoted.as_slice()) {
        (text, [wrong, known @ ..]) if text.starts_with("unknown field") => {
            let hint = suggestion(wrong, known.iter().copied()).map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
            format!("unbekannter Schlüssel „{wrong}“{hint} Erlaubt: {}", known.join(", "))
        }
        (text, [name, ..]) if text.starts_with("missing field") => format!("der Schlüssel „{name}“ fehlt"),
        (text, [wrong, known @ ..]) if text.starts_with("unknown variant") => {
            format!("„{wrong}“ ist hier nicht vorgesehen; erlaubt: {}", known.join(", "))
        }
        (text, _) => format!("{}: {text}", syntax_german(text)),
    }
}

/// The general meaning of a TOML syntax message, for people who have never seen the grammar.
pub fn syntax_german(message: &str) -> &'static str {
    let table: [(&str, &str); 14] = [
        ("duplicate key", "Dieser Schlüssel steht schon einmal in demselben Abschnitt"),
        ("invalid string", "Der Text ist nicht richtig in Anführungszeichen gesetzt"),
        ("invalid basic string", "Der Text ist nicht richtig in Anführungszeichen gesetzt"),
        ("invalid literal string", "Der Text ist nicht richtig in Anführungszeichen gesetzt"),
        ("string values must be quoted", "Texte müssen in Anführungszeichen stehen"),
        ("invalid date", "Dieses Datum gibt es nicht; die Form ist JJJJ-MM-TT"),
        ("invalid datetime", "Dieses Datum gibt es nicht; die Form ist JJJJ-MM-TT"),
        ("value is out of range", "Dieser Teil eines Datums ist außerhalb des Möglichen; die Form ist JJJJ-MM-TT"),
        ("unclosed array", "Die eckige Klammer wird nicht geschlossen"),
        ("unclosed table", "Die Klammer des Abschnitts wird nicht geschlossen"),
        ("missing value", "Nach dem Gleichheitszeichen fehlt der Wert"),
        ("key with no value", "Nach dem Schlüssel fehlt „= Wert“"),
        ("invalid type", "Der Wert hat den falschen Typ"),
        ("missing", "Hier fehlt etwas"),
    ];
    let lower = message.to_lowercase();
    table.iter().find(|(english, _)| lower.contains(english)).map_or("So ist es kein gültiges TOML", |(_, german)| german)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        assert_eq!(suggestion("grün", ["gruen", "gelb", "rot"]), Some("gruen"));
        assert_eq!(suggestion("kommunne", ["kommune", "land"]), Some("kommune"));
        assert_eq!(suggestion("dattum", ["datum", "titel"]), Some("datum"));
        assert_eq!(suggestion("xyz", ["datum", "titel"]), None);
    }
}
