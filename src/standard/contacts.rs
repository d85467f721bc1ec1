//! `kontaktangaben.toml`: what ways to reach a person look like. The layers of a profile add to one another.

use regex::Regex;
use serde::Deserialize;
use toml::Spanned;

use crate::schema::{ContactGroup, ContactKind, Contacts, address, contact_pattern};
use crate::source::{Source, Span};
use crate::standard::complaint::Complaint;
use crate::standard::files::{Layer, read_layers};

/// The file's name within a profile.
pub const FILE: &str = "kontaktangaben.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    funktionspostfaecher: Vec<Spanned<String>>,
    #[serde(default)]
    kontaktangabe: Vec<RawGroup>,
    #[serde(default)]
    ausgenommen: Vec<RawExempt>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    #[allow(dead_code, reason = "stands in the file for its readers")]
    bedeutung: String,
    art: ContactKind,
    muster: Vec<Spanned<String>>,
    beispiele: Vec<Spanned<String>>,
    #[serde(default)]
    gegenbeispiele: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExempt {
    #[allow(dead_code, reason = "stands in the file for its readers")]
    bedeutung: String,
    muster: Vec<Spanned<String>>,
}

/// Those of all layers together: a profile adds, it takes nothing away.
pub fn contacts(layers: &[Layer]) -> Result<Contacts, Vec<Complaint>> {
    let (mut all, mut examples, mut complaints) = (Contacts::default(), Vec::new(), Vec::new());
    for (source, raw) in read_layers::<RawFile>(layers, FILE, &mut complaints) {
        for mailbox in raw.funktionspostfaecher {
            if !mailbox.get_ref().contains('@') {
                complaints.push(Complaint::new(source, Span::new(mailbox.span()), "hier steht eine Adresse, oder mit @ davor eine Domäne"));
            }
            all.mailboxes.push(address(mailbox.get_ref()));
        }
        for RawGroup { art: kind, muster, beispiele, gegenbeispiele, .. } in raw.kontaktangabe {
            all.groups.push(ContactGroup { kind, patterns: compiled(source, &muster, &mut complaints) });
            examples.extend(beispiele.into_iter().map(|example| (source, example, true)));
            examples.extend(gegenbeispiele.into_iter().map(|example| (source, example, false)));
        }
        for exempt in raw.ausgenommen {
            all.exempt.extend(compiled(source, &exempt.muster, &mut complaints));
        }
    }
    let patterns: Vec<&str> = all.groups.iter().flat_map(|group| &group.patterns).map(Regex::as_str).collect();
    all.any = contact_pattern(&patterns.join("|"));
    for (source, example, meant) in examples {
        if all.find(example.get_ref(), &[]).is_empty() == meant {
            let wrong = if meant { "wird nicht als Kontaktangabe erkannt" } else { "gilt als Kontaktangabe, soll aber keine sein" };
            complaints.push(Complaint::new(source, Span::new(example.span()), format!("„{}“ {wrong}", example.get_ref())));
        }
    }
    if complaints.is_empty() { Ok(all) } else { Err(complaints) }
}

fn compiled(source: &Source, patterns: &[Spanned<String>], complaints: &mut Vec<Complaint>) -> Vec<Regex> {
    let mut found = Vec::new();
    for pattern in patterns {
        match contact_pattern(pattern.get_ref()) {
            Some(regex) if regex.is_match("") => {
                complaints.push(Complaint::new(source, Span::new(pattern.span()), "dieses Muster trifft auch einen leeren Text"));
            }
            Some(regex) => found.push(regex),
            None => {
                complaints.push(Complaint::new(source, Span::new(pattern.span()), "dieses Muster ist kein gültiger regulärer Ausdruck"));
            }
        }
    }
    found
}
