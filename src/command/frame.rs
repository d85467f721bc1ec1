//! `lotse standard neu`: the frame of a rule, a figure, a section or a profile. What a frame contains is a template of the
//! standard with blanks; each loads as it is, and `standard pruefe` names every text that is still to be written.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::command::{Outcome, broken_standard, load_standard, print};
use crate::output::Door;
use crate::source::{Source, portable};
use crate::standard::{Files, Standard};

pub struct New {
    /// Id of a rule or figure, `SEITE/NAME` of a section, name of a profile.
    pub id: String,
    pub group: Option<String>,
    /// The profile that a new one builds on.
    pub inherits: Option<String>,
    pub standard: Option<PathBuf>,
}

const RULE: &str = "vorlagen/regel.toml.jinja";
const FIGURE: &str = "vorlagen/neu-kennzahl.toml.jinja";
const SECTION: &str = "vorlagen/neu-abschnitt.toml.jinja";
const SECTION_OF_MANY: &str = "vorlagen/neu-abschnitt-je.toml.jinja";
const PROFILE: &str = "vorlagen/neu-profil.toml.jinja";
const ADAPTATIONS: &str = "vorlagen/neu-anpassungen.toml.jinja";

/// The blanks of the frames.
const ID: &str = "{{ id }}";
const BASE: &str = "{{ erbt }}";
const PAGES: &str = "{{ je }}";

const FIGURES: &str = "kennzahlen";
const HEAD: &str = "kopf.toml";

/// # Errors
/// The id is taken or belongs nowhere, or the profile's folder is not known.
pub fn run(options: &New) -> Result<Outcome> {
    if let Some(base) = &options.inherits {
        return profile(options, base);
    }
    let standard = load_standard(options.standard.as_deref())?;
    let Some(folder) = options.standard.clone().or_else(|| folder_of(&standard)) else {
        bail!(
            "das eingebaute Prüfprofil lässt sich nicht ändern; nennen Sie seinen Ordner mit --standard, oder schreiben Sie es mit „lotse standard auspacken ORDNER“ heraus"
        );
    };
    let (path, text) = if options.id.contains('/') {
        section(&standard, &options.id)?
    } else if is_figure(&standard, &options.id) {
        figure(&standard, &options.id)?
    } else {
        rule(&standard, options)?
    };
    let path = folder.join(path);
    Door::default().create(&path, text.as_bytes())?;
    print(&format!("„{}“ angelegt. {}", portable(&path), next_step(&folder)))?;
    Ok(Outcome::Clean)
}

fn next_step(folder: &Path) -> String {
    format!("Nächster Schritt: ausfüllen, dann „lotse standard pruefe --standard {}“.\n", portable(folder))
}

fn rule(standard: &Standard, options: &New) -> Result<(PathBuf, String)> {
    if let Some(rule) = standard.rule(&options.id) {
        bail!("die Regel {} gibt es schon ({}); Kennungen werden nicht wieder vergeben", rule.id, rule.file.name);
    }
    if let Some(entry) = standard.retired(&options.id) {
        bail!("die Kennung {} war schon vergeben ({}:{}); Kennungen werden nicht wieder vergeben", entry.id, entry.file.name, entry.line);
    }
    let Some(group) = options.group.clone().or_else(|| group_of(standard, &options.id)) else {
        bail!("zu „{}“ gibt es noch keine Gruppe; nennen Sie eine mit --gruppe", options.id);
    };
    if !is_plain(&group) || !is_plain(&options.id) {
        bail!("„{group}/{}“ geht nicht: Gruppe und Kennung sind Namen ohne Ordner", options.id);
    }
    // A group whose rules look different has a frame of its own.
    let own = format!("vorlagen/regel-{group}.toml.jinja");
    let frame = find(standard, &own).or_else(|| find(standard, RULE));
    let frame = frame.with_context(|| format!("dem Prüfprofil fehlt die Vorlage {RULE}"))?;
    Ok((Path::new("regeln").join(group).join(format!("{}.toml", options.id)), frame.text.replace(ID, &options.id)))
}

/// One name below a folder, which leads nowhere else.
fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None)) && !name.contains('\\')
}

/// The group in which rules with the same letters stand.
fn group_of(standard: &Standard, id: &str) -> Option<String> {
    let letters = id.split('-').next()?;
    standard.rules.iter().find(|rule| rule.id.split('-').next() == Some(letters)).map(|rule| rule.group.clone())
}

/// Whether figures have ids with the same letters.
fn is_figure(standard: &Standard, id: &str) -> bool {
    let letters = |id: &str| id.split_once('-').map(|(letters, _)| letters.to_owned());
    let files = standard.layers.iter().flat_map(|layer| &layer.files.entries);
    let known = files.filter_map(|(path, _)| path.strip_prefix(FIGURES)?.strip_prefix('/')).filter_map(letters);
    letters(id).is_some_and(|own| known.into_iter().any(|other| other == own))
}

fn figure(standard: &Standard, id: &str) -> Result<(PathBuf, String)> {
    let path = format!("{FIGURES}/{id}.toml");
    if let Some(known) = find(standard, &path) {
        bail!("die Kennzahl {id} gibt es schon ({})", known.name);
    }
    Ok((PathBuf::from(path), frame(standard, FIGURE)?.text.replace(ID, id)))
}

/// A section of a page or paper: `bericht/index/90-eigenes`.
fn section(standard: &Standard, id: &str) -> Result<(PathBuf, String)> {
    let path = format!("{}.toml", id.trim_end_matches(".toml"));
    if let Some(known) = find(standard, &path) {
        bail!("den Abschnitt gibt es schon ({}); eine Datei desselben Namens in Ihrem Prüfprofil ersetzt ihn", known.name);
    }
    let (page, name) = path.rsplit_once('/').unwrap_or(("", &path));
    let Some(head) = find(standard, &format!("{page}/{HEAD}")) else {
        let files = standard.layers.iter().flat_map(|layer| &layer.files.entries);
        let mut pages: Vec<&str> = files.filter_map(|(path, _)| path.strip_suffix(HEAD)?.strip_suffix('/')).collect();
        pages.sort_unstable();
        pages.dedup();
        bail!("eine Seite „{page}“ gibt es nicht; möglich sind {}", pages.join(", "));
    };
    let stem = name.trim_end_matches(".toml").trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '-');
    let each = toml::from_str::<toml::Table>(&head.text).ok().and_then(|head| Some(head.get("je")?.as_str()?.trim().to_owned()));
    let text = match each {
        Some(query) => frame(standard, SECTION_OF_MANY)?.text.replace(PAGES, &query),
        None => frame(standard, SECTION)?.text.clone(),
    };
    Ok((PathBuf::from(&path), text.replace(ID, stem)))
}

/// A profile that builds on another: who it is, and commented examples of all it may change.
fn profile(options: &New, base: &str) -> Result<Outcome> {
    let name = &options.id;
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !plain || name == base {
        bail!("„{name}“ geht nicht als Name eines Prüfprofils: kleine Buchstaben, Ziffern und „-“, und ein anderer als „{base}“");
    }
    let folder = options.standard.clone().unwrap_or_else(|| Path::new("standard").join(name));
    if folder.exists() {
        bail!("„{}“ gibt es schon", portable(&folder));
    }
    let beside = folder.parent().map(|above| above.join(base)).filter(|beside| beside.join("standard.toml").is_file());
    let parent = match beside {
        Some(beside) => Standard::load(&beside),
        None if Files::embedded(base).is_some() => Standard::embedded(base),
        None => bail!("das Prüfprofil „{base}“ liegt weder neben „{}“ noch ist es eingebaut", portable(&folder)),
    };
    let parent = parent.map_err(|complaints| broken_standard(&complaints))?;
    for (frame_path, target) in [(PROFILE, "standard.toml"), (ADAPTATIONS, "anpassungen.toml")] {
        let text = frame(&parent, frame_path)?.text.replace(ID, name).replace(BASE, base);
        Door::default().create(&folder.join(target), text.as_bytes())?;
    }
    Standard::load(&folder).map_err(|complaints| broken_standard(&complaints))?;
    print(&format!("Prüfprofil „{name}“ in „{}“ angelegt; es erbt von „{base}“. {}", portable(&folder), next_step(&folder)))?;
    Ok(Outcome::Clean)
}

fn frame<'s>(standard: &'s Standard, path: &str) -> Result<&'s Source> {
    find(standard, path).with_context(|| format!("dem Prüfprofil fehlt die Vorlage {path}"))
}

/// The file of the youngest profile that has it.
fn find<'s>(standard: &'s Standard, path: &str) -> Option<&'s Source> {
    standard.layers.iter().rev().find_map(|layer| layer.files.get(path))
}

/// The folder of the oldest profile, where rules for all belong.
fn folder_of(standard: &Standard) -> Option<PathBuf> {
    let rule = standard.rules.iter().find(|rule| Path::new(&rule.file.name).exists())?;
    Path::new(&rule.file.name).ancestors().nth(3).map(Path::to_path_buf)
}
