//! The folder of all reports as it is found, for the decision where a report goes (`decide`, `src/output/edition.rs`), and what to say
//! when it goes nowhere.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};

use crate::command::remark;
use crate::output::Disk;
use crate::output::edition::{Found, Holds, Known, Refusal, Slot, Way, Wish, belongs, decide};
use crate::output::shelf::{Restored, Shelf, WORKSHOP, restore_all};
use crate::period::Period;
use crate::report::export::File;
use crate::report::frozen::{Frozen, is_litter};
use crate::source::portable;

/// A report that is to be written, and its place, held until this is dropped.
pub struct Place<'a> {
    root: &'a Path,
    wish: Wish<'a>,
    shelf: Shelf,
    pub slot: Slot,
}

impl<'a> Place<'a> {
    /// # Errors
    /// Another run is at it, evidence cannot be read, or something is in the way.
    pub fn take(root: &'a Path, wish: Wish<'a>) -> Result<Self> {
        let (shelf, restored) = Shelf::open(root, wish.stem, Disk::default())?;
        told(root, &[restored]);
        let slot = look(root, &wish)?;
        Ok(Self { root, wish, shelf, slot })
    }

    pub fn folder(&self) -> PathBuf {
        self.root.join(&self.slot.name)
    }

    /// The released edition before this one.
    ///
    /// # Errors
    /// Its evidence cannot be read.
    pub fn former(&self) -> Result<Option<Frozen>> {
        self.slot.former.as_ref().map_or(Ok(None), |name| Frozen::open(&self.root.join(name)))
    }

    /// The draft that this one goes over or is made of.
    ///
    /// # Errors
    /// Its evidence cannot be read.
    pub fn draft(&self) -> Result<Option<Frozen>> {
        let names = [Some(&self.slot.name), self.slot.done.as_ref()].into_iter().flatten();
        let found = names.map(|name| Frozen::open(&self.root.join(name))).collect::<Result<Vec<_>>>()?;
        Ok(found.into_iter().flatten().find(|report| !report.released))
    }

    /// # Errors
    /// A file cannot be written, or the place has changed meanwhile.
    pub fn write(&self, files: &[File]) -> Result<()> {
        let files: Vec<(&str, &[u8])> = files.iter().map(|file| (file.path.as_str(), file.bytes.as_slice())).collect();
        self.shelf.put(&self.slot, &files, || look(self.root, &self.wish))?;
        if let Way::Aside(name) = &self.slot.way {
            let (was, is) = (portable(&self.folder()), portable(&self.root.join(name)));
            remark(&format!("Was in „{was}“ lag, liegt jetzt in „{is}“ (--ueberschreiben)."));
        }
        Ok(())
    }
}

/// Puts right what killed runs left in the folder of all reports that this one belongs to, or that it is.
///
/// # Errors
/// It cannot be put right.
pub fn put_right(folder: &Path) -> Result<()> {
    let above = folder.parent().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    for root in [Some(folder), above].into_iter().flatten().filter(|root| root.join(WORKSHOP).is_dir()) {
        told(root, &restore_all(root)?);
    }
    Ok(())
}

fn told(root: &Path, restored: &[Restored]) {
    for one in restored {
        match one {
            Restored::Nothing => {}
            Restored::Old(name) => {
                remark(&format!("Ein abgebrochener Lauf an „{}“ ist zurückgenommen; es gilt der Bericht von vorher.", shown(root, name)));
            }
            Restored::New(name) => remark(&format!("Ein abgebrochener Lauf an „{}“ ist zu Ende geführt.", shown(root, name))),
        }
    }
}

fn shown(root: &Path, name: &str) -> String {
    portable(&root.join(name))
}

fn look(root: &Path, wish: &Wish<'_>) -> Result<Slot> {
    let listing = listing(root, wish)?;
    decide(&listing, wish).map_err(|refusal| anyhow!(wording(root, &refusal)))
}

/// All folders whose names begin like that of the report, and the older ones below it.
fn listing(root: &Path, wish: &Wish<'_>) -> Result<Vec<Found>> {
    let mut names = names_in(root, "", wish.stem)?;
    names.extend(names_in(root, &format!("{}/", wish.stem_before), "")?);
    if wish.stem != wish.stem_before {
        names.push(wish.stem_before.to_owned());
    }
    names.sort();
    names.dedup();
    names.retain(|name| root.join(name).symlink_metadata().is_ok());
    let found = |name: String| Ok(Found { holds: holds(&root.join(&name), belongs(&name, wish.stem, wish.stem_before))?, name });
    names.into_iter().map(found).collect()
}

fn names_in(root: &Path, below: &str, begin: &str) -> Result<Vec<String>> {
    let folder = root.join(below);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let told = || format!("„{}“ lässt sich nicht lesen", portable(&folder));
    let mut names = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(told)? {
        let name = entry.with_context(told)?.file_name().to_string_lossy().into_owned();
        if name.starts_with(begin) {
            names.push(format!("{below}{name}"));
        }
    }
    Ok(names)
}

fn holds(path: &Path, own: bool) -> Result<Holds> {
    if !own {
        return Ok(Holds::Other);
    }
    if path.is_symlink() {
        return Ok(Holds::Link);
    }
    let Some(report) = Frozen::open(path)? else {
        let empty =
            std::fs::read_dir(path).is_ok_and(|entries| entries.flatten().all(|entry| is_litter(&entry.file_name().to_string_lossy())));
        return Ok(if empty { Holds::Nothing } else { Holds::Unproven });
    };
    if !report.doubted().is_empty() {
        return Ok(Holds::Unproven);
    }
    let strange = if report.released { Vec::new() } else { report.strange()? };
    let Frozen { as_of, edition, released, data_kind, .. } = report;
    Ok(Holds::Report(Known { day: as_of.to, edition, released, kind: data_kind, strange }))
}

fn wording(root: &Path, refusal: &Refusal) -> String {
    let other = "Geben Sie einen anderen Ordner an (--ausgabe)";
    let insist = "oder legen Sie den bisherigen Inhalt beiseite (--ueberschreiben)";
    match refusal {
        Refusal::OtherDay(name) => {
            let day = Frozen::open(&root.join(name)).ok().flatten().map(|frozen| frozen.as_of).map(Period::german).unwrap_or_default();
            format!(
                "„{}“ ist zum {day} freigegeben; ein Bericht zu einem anderen Stichtag braucht einen anderen Ordner (--ausgabe)",
                shown(root, name)
            )
        }
        Refusal::OtherKind(name) => {
            format!("in „{}“ liegt der Entwurf einer anderen Datenart. {other} {insist}.", shown(root, name))
        }
        Refusal::Unproven(name) => format!(
            "in „{}“ liegen Dateien ohne gültigen Nachweis (nachweis.json); dorthin wird nicht geschrieben. {other} {insist}.",
            shown(root, name)
        ),
        Refusal::Link(name) => {
            format!("„{}“ ist ein Verweis auf einen anderen Ort; dorthin wird nicht geschrieben. {other}.", shown(root, name))
        }
        Refusal::Strange(name, files) => format!(
            "in „{}“ liegt, was nicht zum Entwurf gehört oder seither geändert wurde: {}; es ginge verloren. Verschieben Sie es \
             {insist}.",
            shown(root, name),
            few(files)
        ),
        Refusal::Doubtful(name) => format!(
            "„{}“ müsste eine freigegebene Fassung sein, ist es aber nicht mehr; es wird nichts geschrieben. Stellen Sie den Ordner aus einer \
             Sicherung wieder her oder geben Sie einen anderen an (--ausgabe).",
            shown(root, name)
        ),
    }
}

fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} und {} weitere", names.len() - SHOWN) } else { shown }
}
