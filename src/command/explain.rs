//! `lotse erklaere`: a rule, a built-in check or a field as a page; without an id the list of all rules.

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::audit::BUILTIN;
use crate::command::check::Format;
use crate::command::{Outcome, load_standard, print};
use crate::printer::{builtin_page, field_page, retired_page, rule_json, rule_list, rule_page};
use crate::standard::suggestion;

pub struct Options {
    pub id: Option<String>,
    pub standard: Option<PathBuf>,
    pub format: Format,
}

/// # Errors
/// The profile is broken, or it knows nothing by that name.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let Some(id) = &options.id else {
        print(&rule_list(&standard, &BUILTIN))?;
        return Ok(Outcome::Clean);
    };
    if let Some(rule) = standard.rule(id) {
        print(&if options.format == Format::Json { rule_json(rule, &standard) } else { rule_page(rule, &standard) })?;
    } else if let Some(entry) = standard.retired(id) {
        print(&retired_page(entry, &standard))?;
    } else if let Some(check) = BUILTIN.iter().find(|check| check.id.eq_ignore_ascii_case(id)) {
        print(&builtin_page(check))?;
    } else if let Some(page) = field_page(&standard, id) {
        print(&page)?;
    } else {
        let known = standard.rules.iter().map(|rule| rule.id.as_str()).chain(BUILTIN.iter().map(|check| check.id));
        let lists = standard.schema.records.iter().map(|record| record.path.as_str());
        let hint = suggestion(id, known.chain(lists)).map_or_else(String::new, |name| format!(" Meinten Sie „{name}“?"));
        bail!("„{id}“ ist weder Regel noch Liste noch Feld des Prüfprofils {}.{hint}", standard.name);
    }
    Ok(Outcome::Clean)
}
