//! What a draft asks back. `lotse bericht --entwurf --stellungnahmen DATEI` writes the open questions as a form; filled in,
//! the same command enters the replies in the project files. The form itself is never written over.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;
use toml::{Spanned, Value};

use crate::command::report::Read;
use crate::command::{ProjectFile, print};
use crate::document::{Entered, NotEntered, enter};
use crate::output::Door;
use crate::report::evidence::sha256;
use crate::report::paper::Asked;
use crate::schema::Schema;
use crate::source::{Place, Source, Span, portable};
use crate::standard::{Standard, read, suggestion};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(rename = "antwort", default)]
    replies: Vec<Reply>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    #[serde(rename = "projekt")]
    project: Spanned<String>,
    #[serde(rename = "ort")]
    place: Spanned<String>,
    #[serde(rename = "wert")]
    value: Spanned<Value>,
}

/// A project file with the replies that go into it.
struct Change {
    path: PathBuf,
    source: Source,
    /// Begins with a byte order mark, which stays.
    marked: bool,
    count: usize,
}

/// Writes the form with all open questions, unless it is there: what somebody has typed is not written over.
///
/// # Errors
/// The file cannot be written.
pub fn write_form(path: &Path, asked: &[Asked], as_of: &str) -> Result<()> {
    if path.exists() {
        return Ok(());
    }
    if asked.is_empty() {
        return print("Es ist keine Stellungnahme offen; ein Bogen wurde nicht angelegt.\n");
    }
    Door::default().create(path, form(asked, as_of).as_bytes())?;
    let many = if asked.len() == 1 { "einer offenen Frage".to_owned() } else { format!("{} offenen Fragen", asked.len()) };
    print(&format!("{}: Bogen mit {many}. Antworten eintragen und denselben Befehl wiederholen.\n", portable(path)))
}

fn form(asked: &[Asked], as_of: &str) -> String {
    let mut text = format!(
        "# Offene Fragen zum Entwurf, Stichtag {as_of}. Tragen Sie unter „wert“ zwischen den Anführungszeichen ein, was das Vorhaben\n\
         # antwortet; leer heißt: noch keine Antwort. Derselbe Befehl, noch einmal aufgerufen, trägt die Antworten in die\n\
         # Projektdateien ein und schreibt den Entwurf neu. Diese Datei selbst wird nie überschrieben.\n"
    );
    for question in asked {
        let _ = write!(
            text,
            "\n[[antwort]]\n{}projekt = {}\nort = {}\nwert = \"\"\n",
            comment(&question.text),
            Value::from(question.project.as_str()),
            Value::from(question.place.as_str()),
        );
    }
    text
}

/// Letters in a line of the form.
const WIDTH: usize = 110;

fn comment(text: &str) -> String {
    let mut lines = vec!["#".to_owned()];
    for word in text.split_whitespace() {
        match lines.last_mut().filter(|line| line.chars().count() + word.chars().count() < WIDTH) {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(format!("# {word}")),
        }
    }
    lines.join("\n") + "\n"
}

/// Enters the replies of a form. Nothing is written unless all of them can be entered. Answers with the positions of the
/// files that changed.
///
/// # Errors
/// The form cannot be read, names what is not there, or a place is taken; a project file cannot be written.
pub fn enter_replies(path: &Path, standard: &Standard, files: &[ProjectFile], all: &[Read]) -> Result<Vec<usize>> {
    let source = Source::read(path).map_err(|_| anyhow!("„{}“ lässt sich nicht als Text lesen", portable(path)))?;
    let form: Form = read(&source).map_err(|complaint| anyhow!("Der Bogen lässt sich nicht lesen:\n{complaint}"))?;
    let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
    let (mut before, mut blank) = (0, 0);
    for reply in &form.replies {
        if reply.value.get_ref().as_str().is_some_and(|text| text.trim().is_empty()) {
            blank += 1;
            continue;
        }
        let at = file_of(reply, all).map_err(|why| told(&source, reply.project.span(), &why))?;
        let change = match changes.entry(at) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(open(at, files, all)?),
        };
        let raw = source.text.get(reply.value.span()).unwrap_or_default();
        match enter(&standard.schema, Schema::PROJECT, &change.source, reply.place.get_ref(), raw) {
            Ok(Entered::New(text)) => {
                change.source = Source::new(change.source.name.clone(), text);
                change.count += 1;
            }
            Ok(Entered::Already) => before += 1,
            Err(why) => return Err(told(&source, reply.place.span(), &wording(&why, reply, &change.source.name))),
        }
    }
    changes.retain(|_, change| change.count > 0);
    for change in changes.values() {
        write_back(change)?;
        let what = if change.count == 1 { "eine Antwort".to_owned() } else { format!("{} Antworten", change.count) };
        print(&format!("{}: {what} eingetragen\n", change.source.name))?;
    }
    let entered: usize = changes.values().map(|change| change.count).sum();
    print(&format!("{}: {entered} eingetragen, {before} schon vorher, {blank} noch ohne Antwort\n", portable(path)))?;
    Ok(changes.into_keys().collect())
}

fn file_of(reply: &Reply, all: &[Read]) -> Result<usize, String> {
    let id = reply.project.get_ref();
    let found: Vec<usize> = (0..).zip(all).filter(|(_, read)| read.audit.project == *id).map(|(at, _)| at).collect();
    match found.as_slice() {
        [at] => Ok(*at),
        [] => {
            let near = suggestion(id, all.iter().map(|read| read.audit.project.as_str()));
            let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
            Err(format!("das Vorhaben „{id}“ ist nicht unter den Projektdateien{hint}"))
        }
        _ => Err(format!("mehrere Projektdateien haben die Kennung „{id}“; nennen Sie beim Aufruf nur eine davon")),
    }
}

/// The file as it was audited; one that has changed since is left alone.
fn open(at: usize, files: &[ProjectFile], all: &[Read]) -> Result<Change> {
    let (Some(ProjectFile { path, name }), Some(read)) = (files.get(at), all.get(at)) else { bail!("die Projektdatei fehlt") };
    let told = || format!("„{name}“ lässt sich nicht lesen");
    let bytes = std::fs::read(path).with_context(told)?;
    if sha256(&bytes) != read.input.1 {
        bail!("„{name}“ wurde gerade eben geändert; bitte wiederholen Sie den Befehl");
    }
    let marked = bytes.starts_with(MARK.as_bytes());
    let source = Source::of_bytes(name, bytes).map_err(|_| anyhow!(told()))?;
    Ok(Change { path: path.clone(), source, marked, count: 0 })
}

fn write_back(change: &Change) -> Result<()> {
    let mark = if change.marked { MARK } else { "" };
    Door::default().edit(&change.path, format!("{mark}{}", change.source.text).as_bytes())
}

const MARK: &str = "\u{feff}";

fn wording(why: &NotEntered, reply: &Reply, file: &str) -> String {
    let place = reply.place.get_ref();
    match why {
        NotEntered::Unreadable => format!("{file} lässt sich nicht lesen; berichtigen Sie zuerst die Schreibweise"),
        NotEntered::NoPlace => format!("„{place}“ gibt es in {file} nicht"),
        NotEntered::Ambiguous => format!("„{place}“ gibt es in {file} mehrmals; machen Sie zuerst die Einträge unterscheidbar"),
        NotEntered::Taken(line) => {
            format!("in {file}, Zeile {line}, steht unter „{place}“ schon etwas anderes; ändern Sie es dort von Hand")
        }
        NotEntered::Unfit => format!("der Wert passt nicht zu „{place}“; „lotse erklaere“ sagt, was dort stehen kann"),
    }
}

fn told(source: &Source, span: std::ops::Range<usize>, why: &str) -> anyhow::Error {
    let Place { line, column, .. } = source.place(Span::new(span));
    anyhow!("{}:{line}:{column}: {why}. Es wurde nichts eingetragen.", source.name)
}
