//! Files of the tool itself, known by the names at their top: known findings, replies, and the files of a standard.

use std::collections::BTreeSet;

/// The names a form has at the top of its file, and what the file is.
struct Form {
    has: &'static [&'static str],
    /// Nothing else stands there.
    alone: bool,
    told: &'static str,
}

const fn with(has: &'static [&'static str], told: &'static str) -> Form {
    Form { has, alone: false, told }
}

const fn only(has: &'static [&'static str], told: &'static str) -> Form {
    Form { has, alone: true, told }
}

const OF_A_STANDARD: &str = "eine Datei eines Prüfprofils; sie prüft „lotse standard pruefe“";

const FORMS: &[Form] = &[
    only(&["befund"], "ein Bestand bekannter Befunde; er gehört zu „lotse pruefe --bestand“"),
    only(&["antwort"], "ein Bogen für Stellungnahmen; er gehört zu „lotse bericht --entwurf --stellungnahmen“"),
    with(&["pruefung", "abhilfe"], OF_A_STANDARD),
    with(&["sql", "bedeutung"], OF_A_STANDARD),
    with(&["code", "titel", "bedeutung"], OF_A_STANDARD),
    with(&["abschnitt"], OF_A_STANDARD),
    with(&["phase", "freigabe"], OF_A_STANDARD),
    only(&["schwelle"], OF_A_STANDARD),
    with(&["fassung", "name"], OF_A_STANDARD),
    only(&["regel", "schwelle", "katalog"], OF_A_STANDARD),
    only(&["entfallen"], OF_A_STANDARD),
    only(&["platzhalter"], OF_A_STANDARD),
    with(&["kontaktangabe"], OF_A_STANDARD),
    with(&["funktionspostfaecher"], OF_A_STANDARD),
    only(&["begriff"], OF_A_STANDARD),
    with(&["feiertag"], OF_A_STANDARD),
    with(&["stelle", "quelle", "bedeutung"], OF_A_STANDARD),
    with(&["block"], OF_A_STANDARD),
    with(&["nummer", "kennung"], OF_A_STANDARD),
    with(&["lead"], OF_A_STANDARD),
    with(&["angabe"], OF_A_STANDARD),
    with(&["flaeche", "lizenz"], OF_A_STANDARD),
    with(&["archetypen"], OF_A_STANDARD),
];

/// What own file this is. Only its beginning need be there.
pub fn form(text: &str) -> Option<&'static str> {
    let names = names(text);
    if names.is_empty() {
        return None;
    }
    let fits = |form: &&Form| {
        let (found_in_form, form_found) =
            (names.iter().all(|name| form.has.contains(name)), form.has.iter().all(|name| names.contains(name)));
        if form.alone { found_in_form } else { form_found }
    };
    FORMS.iter().find(fits).map(|form| form.told)
}

/// The keys before the first section and the first names of all sections, without a look at their values.
fn names(text: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    let (mut in_head, mut quotes) = (true, None);
    for line in text.lines() {
        if let Some(mark) = quotes {
            if line.contains(mark) {
                quotes = None;
            }
            continue;
        }
        quotes = ["'''", "\"\"\""].into_iter().find(|mark| line.matches(mark).count() % 2 == 1);
        if let Some(section) = line.strip_prefix('[') {
            in_head = false;
            found.insert(first_name(section.trim_start_matches('[')));
        } else if in_head && line.contains('=') && !line.starts_with([' ', '\t', '#', '{', '}', ']']) {
            found.insert(first_name(line));
        }
    }
    found.remove("");
    found
}

fn first_name(text: &str) -> &str {
    let text = text.trim_start();
    &text[..text.find(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'))).unwrap_or(text.len())]
}
