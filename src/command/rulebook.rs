//! `lotse standard zeige`, `schema` and `neu`: look at the effective rulebook, derive the schema for editors, begin a rule.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::{Outcome, load_standard, print, write_file};
use crate::printer::{handbook, json_schema, rulebook};
use crate::standard::Standard;

/// # Errors
/// The profile is broken.
pub fn show(standard: Option<&Path>) -> Result<Outcome> {
    print(&rulebook(&load_standard(standard)?))?;
    Ok(Outcome::Clean)
}

/// # Errors
/// The profile is broken, or the file cannot be written.
pub fn schema(standard: Option<&Path>, output: Option<&Path>) -> Result<Outcome> {
    let text = json_schema(&load_standard(standard)?);
    match output {
        None => print(&text)?,
        Some(path) => write_file(path, text.as_bytes())?,
    }
    Ok(Outcome::Clean)
}

/// # Errors
/// The profile is broken, or the file cannot be written.
pub fn handbook_page(standard: Option<&Path>, output: Option<&Path>) -> Result<Outcome> {
    let text = handbook(&load_standard(standard)?)?;
    match output {
        None => print(&text)?,
        Some(path) => write_file(path, text.as_bytes())?,
    }
    Ok(Outcome::Clean)
}

pub struct NewRule {
    pub id: String,
    pub group: Option<String>,
    pub standard: Option<PathBuf>,
}

/// The frame of a rule, and the one blank the tool fills in.
const FRAME: &str = "vorlagen/regel.toml.jinja";
const ID: &str = "{{ id }}";

/// Writes the frame of a rule file; the blanks say what belongs there.
///
/// # Errors
/// The id is taken or has no group, or the profile's folder is not known.
pub fn new_rule(options: &NewRule) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    if let Some(rule) = standard.rule(&options.id) {
        bail!("die Regel {} gibt es schon ({}); Kennungen werden nicht wieder vergeben", rule.id, rule.file.name);
    }
    if let Some(entry) = standard.retired(&options.id) {
        bail!("die Kennung {} war schon vergeben ({}:{}); Kennungen werden nicht wieder vergeben", entry.id, entry.file.name, entry.line);
    }
    let Some(group) = options.group.clone().or_else(|| group_of(&standard, &options.id)) else {
        bail!("zu „{}“ gibt es noch keine Gruppe; nennen Sie eine mit --gruppe", options.id);
    };
    let Some(folder) = options.standard.clone().or_else(|| folder_of(&standard)) else {
        bail!("das eingebaute Prüfprofil lässt sich nicht ändern; nennen Sie seinen Ordner mit --standard");
    };
    // A group whose rules look different has a frame of its own.
    let own = format!("vorlagen/regel-{group}.toml.jinja");
    let frame = [own.as_str(), FRAME].iter().find_map(|path| standard.layers.iter().rev().find_map(|layer| layer.files.get(path)));
    let Some(frame) = frame else { bail!("dem Prüfprofil fehlt die Vorlage {FRAME}") };
    let path = folder.join("regeln").join(group).join(format!("{}.toml", options.id));
    if path.exists() {
        bail!("„{}“ gibt es schon", path.display());
    }
    write_file(&path, frame.text.replace(ID, &options.id).as_bytes())?;
    print(&format!("„{}“ angelegt. Nächster Schritt: ausfüllen, dann „lotse standard pruefe“.\n", path.display()))?;
    Ok(Outcome::Clean)
}

/// The group in which rules with the same letters stand.
fn group_of(standard: &Standard, id: &str) -> Option<String> {
    let letters = id.split('-').next()?;
    standard.rules.iter().find(|rule| rule.id.split('-').next() == Some(letters)).map(|rule| rule.group.clone())
}

/// The folder of the oldest profile, where rules for all belong.
fn folder_of(standard: &Standard) -> Option<PathBuf> {
    let rule = standard.rules.iter().find(|rule| Path::new(&rule.file.name).exists())?;
    Path::new(&rule.file.name).ancestors().nth(3).map(Path::to_path_buf)
}
