//! `platzhalter.toml`: texts that count as a missing value. The layers of a profile add to one another.

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use crate::schema::{PlaceholderGroup, Placeholders, Use, words};
use crate::source::{Source, Span};
use crate::standard::complaint::Complaint;
use crate::standard::files::{Layer, read_layers};

/// The file's name within a profile.
pub const FILE: &str = "platzhalter.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    platzhalter: Vec<RawGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    #[allow(dead_code, reason = "stands in the file for its readers")]
    bedeutung: String,
    #[serde(default)]
    worte: Vec<Spanned<String>>,
    #[serde(default)]
    anfaenge: Vec<Spanned<String>>,
    hoechstens: Option<usize>,
    #[serde(default)]
    muster: Vec<Spanned<String>>,
    #[serde(default)]
    muster_mit_zeichen: Vec<Spanned<String>>,
    #[serde(default)]
    beispiele: Vec<Spanned<String>>,
    #[serde(default)]
    nicht_fuer: Vec<Use>,
}

/// Those of all layers together: a profile adds words, it takes none away.
pub fn placeholders(layers: &[Layer]) -> Result<Placeholders, Vec<Complaint>> {
    let mut groups = Vec::new();
    let mut examples = Vec::new();
    let mut complaints = Vec::new();
    for (source, raw) in read_layers::<RawFile>(layers, FILE, &mut complaints) {
        for raw in raw.platzhalter {
            groups.push(group(source, &raw, &mut complaints));
            let used = [Use::Text, Use::Kennung, Use::Anzahl].into_iter().find(|used| !raw.nicht_fuer.contains(used)).unwrap_or(Use::Text);
            examples.extend(raw.beispiele.into_iter().map(|example| (source, example, used)));
        }
    }
    let all = Placeholders::new(groups);
    for (source, example, used) in examples {
        if !all.holds(example.get_ref(), used) {
            let message = format!("„{}“ trifft keinen Eintrag der Liste", example.get_ref());
            complaints.push(Complaint::new(source, Span::new(example.span()), message));
        }
    }
    if complaints.is_empty() { Ok(all) } else { Err(complaints) }
}

fn group(source: &Source, raw: &RawGroup, complaints: &mut Vec<Complaint>) -> PlaceholderGroup {
    let mut complain = |at: &Spanned<String>, message: &str| {
        complaints.push(Complaint::new(source, Span::new(at.span()), message));
    };
    for text in raw.worte.iter().chain(&raw.anfaenge).filter(|text| words(text.get_ref()).is_empty()) {
        complain(text, "ein Text ohne Buchstaben und Ziffern ist immer ein Platzhalter; er braucht keinen Eintrag");
    }
    let patterned = || raw.muster.iter().chain(&raw.muster_mit_zeichen);
    if let Some(first) = patterned().next().filter(|_| raw.beispiele.is_empty()) {
        complain(first, "zu Mustern gehören „beispiele“; ein Muster wird nur an Texte gehalten, die beginnen wie eines von ihnen");
    }
    let mut compiled = |patterns: &[Spanned<String>]| -> Vec<Regex> {
        let mut found = Vec::new();
        for pattern in patterns {
            match Regex::new(&format!("^(?:{})$", plain(pattern.get_ref()))) {
                Ok(regex) => found.push(regex),
                Err(_) => complain(pattern, "dieses Muster ist kein gültiger regulärer Ausdruck"),
            }
        }
        found
    };
    let (patterns, sign_patterns) = (compiled(&raw.muster), compiled(&raw.muster_mit_zeichen));
    let list = |texts: &[Spanned<String>]| texts.iter().map(|text| words(text.get_ref())).collect();
    PlaceholderGroup {
        whole: list(&raw.worte),
        begins: list(&raw.anfaenge),
        longest: raw.hoechstens,
        patterns,
        sign_patterns,
        examples: raw.beispiele.iter().map(|text| text.get_ref().clone()).collect(),
        not_for: raw.nicht_fuer.clone(),
    }
}

/// Patterns may be written with umlauts, though the texts are compared without.
fn plain(pattern: &str) -> String {
    pattern.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue").replace('ß', "ss")
}
