//! `lotse bericht --pruefe`: are reports still what was written? Values, files, evidence, and the chain from one to the next.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::command::{Outcome, print};
use crate::escape::clean_in_place;
use crate::report::chain::{Link, State, links};
use crate::report::evidence::{BASIS, EVIDENCE, code, printed as printed_code};
use crate::report::frozen::{Frozen, found_below, is_litter, months_in, typed_code};
use crate::report::verify::Doubts;
use crate::source::portable;

/// Checks the report in a folder and those below it, or of them only the one that a code from paper names.
///
/// # Errors
/// There is no report in the folder, or the code cannot be one.
pub fn run(folder: &Path, code: Option<&str>) -> Result<Outcome> {
    if !folder.is_dir() {
        bail!("den Ordner „{}“ gibt es nicht", portable(folder));
    }
    let code = code.map(understood).transpose()?;
    let bare = without_evidence(folder);
    let found = found_below(folder);
    if found.is_empty() && bare.is_empty() {
        bail!("in „{}“ liegt kein Bericht: ein Nachweis (nachweis.json) fehlt", portable(folder));
    }
    let mut reports = Vec::new();
    let mut outcome = Outcome::Clean;
    for (path, report) in found {
        match report {
            Ok(report) => reports.push(report),
            Err(error) => {
                outcome = Outcome::Findings;
                print(&shown(&[format!("{}: nicht zu prüfen", portable(&path)), format!("  Nachweis geändert: {error:#}")]))?;
            }
        }
    }
    for path in bare {
        outcome = Outcome::Findings;
        print(&shown(&[format!("{}: nicht zu prüfen", portable(&path)), format!("  fehlt: {EVIDENCE}")]))?;
    }
    let named = match &code {
        Some(code) => named(code, &reports)?,
        None => (0..reports.len()).collect(),
    };
    if named.is_empty() && code.is_some() {
        return Ok(Outcome::Findings);
    }
    outcome = outcome.max(told_all(folder, &reports, &named)?);
    Ok(outcome)
}

fn told_all(folder: &Path, reports: &[Frozen], named: &[usize]) -> Result<Outcome> {
    let whole = reports.iter().all(|report| report.folder != folder);
    let beside: Vec<Frozen> = if whole { Vec::new() } else { beside(folder) };
    let among: Vec<Frozen> = reports.iter().chain(&beside).cloned().collect();
    let (mut outcome, mut breaks) = (Outcome::Clean, 0);
    for report in named.iter().filter_map(|at| reports.get(*at)) {
        let links = links(report, &among);
        let broken = links.iter().filter(|link| link.is_broken() && (whole || link.state != State::Missing)).count();
        let (lines, same) = told(report, &links, whole)?;
        print(&shown(&lines))?;
        breaks += broken;
        if !same || broken > 0 {
            outcome = Outcome::Findings;
        }
    }
    if whole && named.len() > 1 {
        let places = if breaks == 1 { "1 Stelle".to_owned() } else { format!("{breaks} Stellen") };
        let chain = if breaks == 0 { "lückenlos".to_owned() } else { format!("bricht an {places}, siehe oben") };
        print(&format!("Kette der {} Berichte: {chain}\n", named.len()))?;
    }
    Ok(outcome)
}

fn understood(text: &str) -> Result<String> {
    let Some(code) = typed_code(text) else {
        bail!("„{text}“ ist keine Kennung; sie hat 16 Zeichen aus 0 bis 9 und a bis f, so: --kennung \"1a2b 3c4d 5e6f 7081\"")
    };
    Ok(code)
}

/// The reports that a code from paper names; says so, or that there is none.
fn named(typed: &str, reports: &[Frozen]) -> Result<Vec<usize>> {
    let named: Vec<usize> = (0..reports.len()).filter(|at| reports[*at].is_named(typed)).collect();
    let printed = printed_code(typed);
    if named.is_empty() {
        print(&format!(
            "Kennung {printed}: zu keinem Bericht hier. Entweder ist das Papier von einem anderen, oder {BASIS} ist seit dem Druck eine andere.\n"
        ))?;
        for report in reports {
            print(&format!("  {}: {}\n", portable(&report.folder), printed_code(code(&report.proof))))?;
        }
    } else {
        let folders: Vec<String> = named.iter().map(|at| portable(&reports[*at].folder)).collect();
        print(&format!(
            "Kennung {printed}: gehört zu {}\n  Sie belegt Kennzahlen und Tabellen; die Seiten belegt die SHA-256 von nachweis.json, außerhalb notiert, oder der Bericht danach.\n",
            folders.join(", ")
        ))?;
    }
    Ok(named)
}

/// The other months, for the chain of a single one.
fn beside(folder: &Path) -> Vec<Frozen> {
    let above = folder.parent().map(|above| if above.as_os_str().is_empty() { Path::new(".") } else { above });
    let months = above.and_then(|above| months_in(above).ok()).unwrap_or_default();
    let others = months.into_iter().filter(|(path, _)| path != folder);
    others.flat_map(|(path, _)| found_below(&path)).filter_map(|(_, report)| report.ok()).collect()
}

/// Folders of months with files, and no evidence in or below them.
fn without_evidence(folder: &Path) -> Vec<PathBuf> {
    let files = |path: &Path| {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| !is_litter(&entry.file_name().to_string_lossy()))
    };
    let months = months_in(folder).unwrap_or_default().into_iter().map(|(path, _)| path);
    months.filter(|path| found_below(path).is_empty() && files(path)).collect()
}

/// What there is to say about one report, and whether nothing differs.
fn told(report: &Frozen, links: &[Link], whole: bool) -> Result<(Vec<String>, bool)> {
    let state = if report.released { "freigegeben" } else { "Entwurf" };
    let (folder, day, edition) = (portable(&report.folder), report.as_of.german(), report.edition);
    let mut lines = vec![format!("{folder}: Stichtag {day}, Fassung {edition}, {state}, Kennung {}", printed_code(code(&report.proof)))];
    let Doubts { evidence, values, files } = report.doubts()?;
    let own = |name: &String| name == EVIDENCE || name == BASIS;
    lines.extend(evidence.iter().map(|said| format!("  Nachweis geändert: {said}")));
    lines.extend(values.iter().map(|said| format!("  Wert geändert: {said}")));
    lines.extend(files.changed.iter().map(|name| format!("  {} geändert: {name}", if own(name) { "Nachweis" } else { "Datei" })));
    lines.extend(files.missing.iter().map(|name| format!("  fehlt: {name}")));
    lines.extend(files.added.iter().map(|name| format!("  zusätzlich: {name}")));
    let same = lines.len() == 1;
    if same {
        let count = report.outputs.len();
        lines.push(format!("  unverändert: {}", if count == 1 { "1 Datei".to_owned() } else { format!("alle {count} Dateien") }));
    }
    if report.sealed.is_none() {
        lines.push(format!("  Hinweis: von einer älteren Fassung des Werkzeugs, ohne {BASIS}; die Werte sind nur über die Dateien belegt"));
    }
    lines.extend(links.iter().map(|link| linked(link, whole)));
    lines.extend(since(report));
    lines.push(format!("  SHA-256 von nachweis.json: {}", report.sha256));
    Ok((lines, same))
}

/// A name is no line of its own, whatever it holds.
fn shown(lines: &[String]) -> String {
    lines.iter().map(|line| clean_in_place(&line.replace(['\n', '\t'], "\u{fffd}")).into_owned() + "\n").collect()
}

fn linked(link: &Link, whole: bool) -> String {
    let said = match &link.state {
        State::Same(folder) => format!("derselbe, in {}", portable(folder)),
        State::Other { folder, then, now } => {
            format!(
                "hier bricht die Kette; in {} liegt ein anderer (SHA-256 des Nachweises damals {then}…, jetzt {now}…)",
                portable(folder)
            )
        }
        State::Replaced => "war ein Entwurf und ist seither ersetzt".to_owned(),
        State::Missing if whole => "hier bricht die Kette; er liegt nicht in diesem Ordner".to_owned(),
        State::Missing => "liegt nicht daneben und ist nicht geprüft".to_owned(),
    };
    format!("  {} vom {}, Fassung {}: {said}", link.role, link.as_of.german(), link.edition)
}

/// Project files go on being edited; that is a note, not a fault. Those that lay elsewhere are known by no more than their names.
fn since(report: &Frozen) -> Option<String> {
    let all = report.inputs.len();
    let (changed, gone) = report.inputs_since();
    if gone == all && all > 0 {
        return Some(
            "  Hinweis: keine der Eingaben liegt unter dem Ordner, von dem aus geprüft wird; ob sie noch dieselben sind, ist offen"
                .to_owned(),
        );
    }
    let parts: Vec<String> = [(changed, "seither geändert"), (gone, "nicht mehr da")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} von {all} {word}"))
        .collect();
    (!parts.is_empty()).then(|| format!("  Hinweis zu den Eingaben: {}", parts.join(", ")))
}
