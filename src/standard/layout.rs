//! Which files a profile consists of, and which of them only the oldest of a line may have. A file that nothing would
//! read is a mistake: whoever wrote it believes that it has an effect.

use crate::source::Source;
use crate::standard::complaint::{Complaint, suggestion};
use crate::standard::files::Layer;
use crate::standard::{contacts, holidays, placeholders, terms};

pub const PROFILE: &str = "standard.toml";
pub const PHASES: &str = "phasen.toml";
pub const THRESHOLDS: &str = "schwellen.toml";
pub const ADAPTATIONS: &str = "anpassungen.toml";
pub const RETIRED: &str = "kennungen.toml";

/// Files at the top of a profile.
const TOP: [&str; 9] = [PROFILE, PHASES, THRESHOLDS, ADAPTATIONS, RETIRED, placeholders::FILE, contacts::FILE, terms::FILE, holidays::FILE];

/// Folders with the form of the paths in them: `*` stands for any name.
const FOLDERS: [&str; 14] = [
    "abdeckung/*.toml",
    "beispiel/projekt.toml.jinja",
    "beispiel/rezept.toml",
    "bericht/*/*.toml",
    "felder/*.toml",
    "karte/*.toml",
    "kataloge/*.toml",
    "kennzahlen/*.toml",
    "papiere/*/*.toml",
    "regeln/*/*.toml",
    "sichten/*.toml",
    "vorlagen/regel.toml.jinja",
    "vorlagen/regel-*.toml.jinja",
    "vorlagen/neu-*.toml.jinja",
];

/// The form of every path that a file of a profile may have.
pub fn kinds_of_files() -> impl Iterator<Item = &'static str> {
    TOP.into_iter().chain(FOLDERS)
}

/// What must not be there: unknown files in any profile, and in an inheriting one what it would only seem to change.
pub fn misplaced(layers: &[Layer]) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    for (depth, layer) in layers.iter().enumerate() {
        complaints.extend(layer.files.strays.iter().map(|(path, name)| Complaint::whole(name, without_effect(path))));
        for (path, source) in &layer.files.entries {
            if !is_known(path) {
                complaints.push(Complaint::whole(&source.name, without_effect(path)));
            } else if path == PHASES && depth > 0 {
                complaints.extend(layers[0].files.get(PHASES).map(|inherited| second_phases(source, inherited)));
            } else if path == ADAPTATIONS && depth == 0 {
                complaints.push(Complaint::whole(
                    &source.name,
                    "ein Prüfprofil ohne „basiert_auf“ erbt nichts, was es anpassen könnte; ändern Sie die Dateien selbst",
                ));
            } else if path.starts_with("karte/") && !is_drawn(path, layers) {
                complaints.push(Complaint::whole(&source.name, "diese Umrisse zeichnet kein Abschnitt des Berichts"));
            }
        }
    }
    complaints
}

fn second_phases(own: &Source, inherited: &Source) -> Complaint {
    let line = first_line(inherited);
    let message =
        format!("Phasen, Freigaben und fällige Ergebnisse legt nur das unterste Prüfprofil fest; geerbt aus {}:{line}", inherited.name);
    Complaint::at_line(own, first_line(own), message)
}

/// The first line that is neither empty nor a comment.
pub fn first_line(source: &Source) -> u32 {
    let filled = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    (1..).zip(source.text.lines()).find(|(_, line)| filled(line)).map_or(1, |(number, _)| number)
}

/// The line of a key at the beginning of a file's line, as `id = …`; the first where there are several.
pub fn line_of(source: &Source, key: &str) -> u32 {
    let names = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim() == key);
    (1..).zip(source.text.lines()).find(|(_, line)| names(line)).map_or(1, |(number, _)| number)
}

/// Whether a page or paper names the outlines of this file.
fn is_drawn(path: &str, layers: &[Layer]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml");
    let quoted = [format!("\"{name}\""), format!("'{name}'")];
    let pages = layers
        .iter()
        .flat_map(|layer| &layer.files.entries)
        .filter(|(path, _)| path.starts_with("bericht/") || path.starts_with("papiere/"));
    pages.into_iter().any(|(_, source)| quoted.iter().any(|name| source.text.contains(name)))
}

fn is_known(path: &str) -> bool {
    TOP.contains(&path) || FOLDERS.iter().any(|form| matches(form, path))
}

/// Part by part: `*` takes any name that is not empty.
fn matches(form: &str, path: &str) -> bool {
    let (forms, parts): (Vec<&str>, Vec<&str>) = (form.split('/').collect(), path.split('/').collect());
    let fits = |(form, part): (&&str, &&str)| match form.split_once('*') {
        Some((before, after)) => part.len() > before.len() + after.len() && part.starts_with(before) && part.ends_with(after),
        None => form == part,
    };
    forms.len() == parts.len() && forms.iter().zip(&parts).all(fits)
}

fn without_effect(path: &str) -> String {
    let folders = || FOLDERS.iter().filter_map(|form| form.split('/').next());
    let (known, what): (Vec<&str>, &str) = match path.split_once('/') {
        Some((folder, _)) if folders().any(|known| known == folder) => {
            let forms: Vec<&str> = FOLDERS.iter().filter(|form| form.starts_with(&format!("{folder}/"))).copied().collect();
            return format!("diese Datei hätte keine Wirkung: In „{folder}/“ liegt nur {}", forms.join(", "));
        }
        Some((folder, _)) => (suggestion(folder, folders()).into_iter().collect(), "einen Ordner dieses Namens"),
        None if path.contains('.') => (suggestion(path, TOP).into_iter().collect(), "eine Datei dieses Namens"),
        None => (suggestion(path, folders()).into_iter().collect(), "einen Ordner dieses Namens"),
    };
    let hint = known.first().map_or_else(String::new, |name| format!(" – meinten Sie „{name}“?"));
    format!("diese Datei hätte keine Wirkung: Ein Prüfprofil kennt {what} nicht{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_has_its_depth_and_ending() {
        for path in ["standard.toml", "felder/01-kopf.toml", "regeln/rollen/RO-06.toml", "vorlagen/regel-portfolio.toml.jinja"] {
            assert!(is_known(path), "{path}");
        }
        let wrong = ["phase.toml", "felder/a/b.toml", "regeln/RO-06.toml", "regeln/.toml", "vorlagen/brief.toml.jinja", "Felder/x.toml"];
        for path in wrong {
            assert!(!is_known(path), "{path}");
        }
        assert!(without_effect("regel/rollen/RO-06.toml").ends_with("meinten Sie „regeln“?"));
        assert!(without_effect("schwelle.toml").ends_with("meinten Sie „schwellen.toml“?"));
    }
}
