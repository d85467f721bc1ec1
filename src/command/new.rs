//! `lotse neu`: a project file to fill in, written beside the others or shown on the screen. It parses, every value still to be
//! filled in is a placeholder, and so it passes no gate.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::audit::Auditor;
use crate::command::{Outcome, broken_standard, door, insisted, load_standard, print};
use crate::printer::{Cut, PLACEHOLDER, template};
use crate::schema::Kind;
use crate::source::is_device_name;
use crate::standard::{Standard, suggestion};

pub struct Options {
    pub id: Option<String>,
    /// Size class: the rows that fit it are laid out.
    pub class: Option<String>,
    /// Phase in which the project is: what is required until its end is laid out.
    pub phase: Option<String>,
    pub standard: Option<PathBuf>,
    pub output: Option<PathBuf>,
    /// Also over a file that is there.
    pub insist: bool,
}

/// On the screen instead of in a file.
const SCREEN: &str = "-";

/// # Errors
/// The profile is broken, the id has not the required form, or the file exists.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let auditor = Auditor::new(&standard).map_err(|complaints| broken_standard(&complaints))?;
    let target = target(options);
    let named = options.id.clone().or_else(|| id_of_file(&standard, target.as_deref()));
    if let Some(id) = &named {
        check_id(&standard, id)?;
    }
    let class = class_code(&standard, options.class.as_deref())?;
    let phase = phase_rank(&standard, options.phase.as_deref())?;
    let text = template(&Cut { auditor: &auditor, class: class.as_deref(), phase, id: named.as_deref() });
    let Some(path) = target else {
        print(&text)?;
        return Ok(Outcome::Clean);
    };
    insisted(&path, door(&[], &standard, options.insist).create(&path, text.as_bytes())?);
    let shown = path.display();
    print(&format!(
        "„{shown}“ angelegt. Nächster Schritt: ausfüllen, wo {} steht; „lotse pruefe {shown}“ sagt, was noch fehlt.\n",
        PLACEHOLDER.replacen('"', "„", 1).replacen('"', "“", 1)
    ))?;
    Ok(Outcome::Clean)
}

/// Where the file goes: as said, else beside the others under its id; without an id to the screen.
fn target(options: &Options) -> Option<PathBuf> {
    let beside = options.id.as_ref().map(|id| PathBuf::from(format!("{id}.toml")));
    match &options.output {
        Some(path) if path == Path::new(SCREEN) => None,
        Some(folder) if folder.is_dir() => beside.map_or_else(|| Some(folder.clone()), |name| Some(folder.join(name))),
        Some(path) => Some(path.clone()),
        None => beside,
    }
}

/// A file is called as its project; so its name is the id when none is said.
fn id_of_file(standard: &Standard, path: Option<&Path>) -> Option<String> {
    let stem = path?.file_stem()?.to_str()?.to_owned();
    check_id(standard, &stem).ok().map(|()| stem)
}

pub(super) fn check_id(standard: &Standard, id: &str) -> Result<()> {
    let (record, slot) = standard.anchors.project_id;
    let pattern = &standard.schema.record(record).field(slot).pattern;
    if pattern.as_ref().is_some_and(|pattern| !pattern.is_match(id)) {
        bail!("„{id}“ ist keine Kennung: Kleinbuchstaben, Ziffern und Bindestriche, mindestens drei Zeichen");
    }
    if is_device_name(id) {
        bail!("„{id}“ geht nicht als Kennung: So heißt unter Windows ein Gerät, und eine solche Datei lässt sich dort nicht öffnen");
    }
    Ok(())
}

fn class_code(standard: &Standard, named: Option<&str>) -> Result<Option<String>> {
    let Some(named) = named else { return Ok(None) };
    let (record, slot) = standard.anchors.class;
    let Kind::Code(catalogue) = standard.schema.record(record).field(slot).kind else { return Ok(None) };
    let codes: Vec<&str> = standard.schema.catalogue(catalogue).allowed().map(|code| code.id.as_str()).collect();
    let found = codes.iter().find(|code| code.eq_ignore_ascii_case(named));
    found.map(|code| Some((*code).to_owned())).with_context(|| unknown("die Größenklasse", named, &codes))
}

fn phase_rank(standard: &Standard, named: Option<&str>) -> Result<u16> {
    let Some(named) = named else { return Ok(0) };
    let phases: Vec<&str> = standard.phases.iter().map(|phase| phase.id.as_str()).collect();
    let found =
        (0..).zip(&standard.phases).find(|(_, phase)| phase.id.eq_ignore_ascii_case(named) || phase.title.eq_ignore_ascii_case(named));
    found.map(|(rank, _)| rank).with_context(|| unknown("die Phase", named, &phases))
}

fn unknown(what: &str, named: &str, known: &[&str]) -> String {
    let hint = suggestion(named, known.iter().copied()).map_or_else(String::new, |near| format!(" Meinten Sie „{near}“?"));
    format!("{what} „{named}“ gibt es nicht; möglich: {}.{hint}", known.join(", "))
}
