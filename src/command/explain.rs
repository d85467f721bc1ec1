//! `lotse erklaere`: whatever the standard knows as a page, found by its id, its name or a word; without an id an overview.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::check::Format;
use crate::command::{Outcome, load_standard, print};
use crate::printer::{Entry, Found, Index, Page, Thing, hits_page, list_hits, overview, page_of, rule_json, rule_page};
use crate::standard::Standard;

pub struct Options {
    pub id: Option<String>,
    pub standard: Option<PathBuf>,
    pub format: Format,
}

/// # Errors
/// The profile is broken, or it knows nothing by that name.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let as_json = options.format == Format::Json;
    let text = match &options.id {
        None => shown(&overview(&standard), as_json),
        Some(typed) => match Index::of(&standard).look_up(typed) {
            Found::One(entry, others) => page(&standard, &entry, "Heißt auch so", &others, as_json),
            Found::Named(entry, others) => page(&standard, &entry, "Kommt außerdem vor in", &others, as_json),
            Found::Several(hits) => shown(&hits_page(&standard, typed.trim(), &hits), as_json),
            Found::Nothing(near) => {
                let hint = near.map_or_else(String::new, |name| format!(" Meinten Sie „{name}“?"));
                bail!("„{typed}“ ist im Prüfprofil {} weder Kennung noch Name, und das Wort kommt nirgends vor.{hint}", standard.name);
            }
        },
    };
    print(&text)?;
    Ok(Outcome::Clean)
}

fn shown(page: &Page, as_json: bool) -> String {
    if as_json { page.to_json() } else { page.to_text() }
}

/// The page of one thing, with others below it.
fn page(standard: &Standard, entry: &Entry<'_>, title: &str, others: &[Entry<'_>], as_json: bool) -> String {
    match entry.thing {
        Thing::Rule(rule) if as_json => rule_json(rule, standard),
        Thing::Rule(rule) => rule_page(rule, standard),
        _ => {
            let mut page = page_of(standard, entry);
            list_hits(standard, &mut page, title, others);
            shown(&page, as_json)
        }
    }
}
