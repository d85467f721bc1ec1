//! `lotse pruefe --format html|pdf|odt`: the same check as a paper for the meeting. The exit code is that of the check.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::check::{self, Format};
use crate::command::paper::{Made, Paper, Target, make};
use crate::command::{Outcome, as_of, door_over, load_standard, print, write_again};
use crate::output::Door;
use crate::portfolio::file_name;
use crate::report::form::{Form, render};
use crate::source::portable;

pub struct Options {
    pub check: check::Options,
    pub target: Target,
    /// Beside each file.
    pub each: bool,
}

/// Name of the paper, and part of the names of the files written beside the project files.
const PAPER: &str = "pruefbericht";

/// # Errors
/// As `pruefe`; or a paper cannot be made or written.
pub fn run(mut options: Options) -> Result<Outcome> {
    let form = if options.each && options.target.form.is_none() { Form::Html } else { options.target.form()? };
    if options.each && options.target.output.is_some() {
        bail!("--je-projekt legt die Prüfberichte neben die Projektdateien; --ausgabe entfällt");
    }
    let day = as_of(options.check.as_of.as_deref())?;
    options.check.format = if options.each { Format::Text } else { Format::Quiet };
    let standard = load_standard(options.check.standard.as_deref())?;
    let asked = options.check.gate.iter().map(|gate| ("freigabe".to_owned(), gate.clone()));
    let paper = Paper { name: PAPER.to_owned(), parameters: asked.collect::<BTreeMap<_, _>>(), as_of: Some(day) };
    let mut made = make(&standard, &paper, &options.check.paths)?.sheets;
    let door = door_over(&options.check.paths, &standard, options.target.insist);
    if options.each {
        made.sort_by(|left, right| left.file.cmp(&right.file));
        let outcome = check::run(&options.check)?;
        beside(&made, form, &door)?;
        return Ok(outcome);
    }
    if made.len() > 1 {
        bail!("es wären {} Prüfberichte: --je-projekt legt jeden neben seine Projektdatei", made.len());
    }
    options.target.deliver(form, &made, &door)?;
    check::run(&options.check)
}

/// `ID.pruefbericht.html` beside its file; where two files of a folder have the same id, each is called after its file.
fn beside(made: &[Made], form: Form, door: &Door) -> Result<()> {
    let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
    for Made { sheet, file } in made {
        let Some(file) = file else { continue };
        let named = |name: &str| file.with_file_name(format!("{name}.{PAPER}.{}", form.ending()));
        let mut path = named(&file_name(&sheet.id));
        if taken.contains(&path) {
            path = named(&file.file_stem().map_or_else(String::new, |stem| file_name(&stem.to_string_lossy())));
        }
        write_again(door, &path, &render(&sheet.report, form)?)?;
        print(&format!("Prüfbericht: {}\n", portable(&path)))?;
        taken.insert(path);
    }
    Ok(())
}
