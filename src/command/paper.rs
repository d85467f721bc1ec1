//! Papers: what `papiere/` of the standard describes, made when somebody asks. A command only says which paper, for which
//! files and with which parameters; what those mean the paper's head declares.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use serde::Serialize;

use crate::audit::{Agenda, Audit, Auditor, Question, Unread, mixed_kinds};
use crate::command::report::{Read, each_once, read};
use crate::command::{Outcome, broken_standard, door_over, find, load_standard, not_readable, print, remark, write_again};
use crate::output::Door;
use crate::period::Period;
use crate::portfolio::{Contents, Given, Parameter, ParameterKind, audience_of, request_table, steps_tables};
use crate::report::build::data_kind;
use crate::report::evidence::Origin;
use crate::report::form::{FORMS, Form, render};
use crate::report::format;
use crate::report::paper::{self, Request, Sheet};
use crate::schema::{Code, TraitValue, words};
use crate::source::Source;
use crate::standard::{Standard, suggestion};

/// Which paper is wanted, and what was said to it.
pub struct Paper {
    /// Name of its folder.
    pub name: String,
    /// By the names that its head declares.
    pub parameters: BTreeMap<String, String>,
    /// The Stichtag, where no parameter of the paper says it.
    pub as_of: Option<Period>,
}

/// Where a paper goes and in which form.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Name of a form; without one, what the ending of the file says, else text.
    pub form: Option<String>,
    pub output: Option<PathBuf>,
    /// Also over a file of somebody else.
    pub insist: bool,
}

pub struct Options {
    pub paths: Vec<PathBuf>,
    pub standard: Option<PathBuf>,
    pub paper: Paper,
    pub target: Target,
}

/// The sheets of one kind of data; those about a project know its file.
pub struct Made {
    pub sheet: Sheet,
    pub file: Option<PathBuf>,
}

/// # Errors
/// The paper does not exist, a parameter is missing or wrong, kinds of data are mixed, or the form cannot be made.
pub fn run(options: &Options) -> Result<Outcome> {
    let form = options.target.form()?;
    let standard = load_standard(options.standard.as_deref())?;
    let made = make(&standard, &options.paper, &options.paths)?;
    options.target.deliver(form, &made.sheets, &door_over(&options.paths, &standard, options.target.insist))?;
    if made.unread.is_empty() {
        return Ok(Outcome::Clean);
    }
    remark(made.unread.trim_end());
    Ok(Outcome::Findings)
}

/// All sheets of a paper, and what could not be read for it, in words.
pub struct AllMade {
    pub sheets: Vec<Made>,
    pub unread: String,
}

/// What was typed, as the parameters of a paper: the names of the fields, without what is not said.
///
/// # Errors
/// A value is no text.
pub fn parameters(typed: &impl Serialize) -> Result<BTreeMap<String, String>> {
    let all: BTreeMap<String, Option<String>> = serde_json::from_value(serde_json::to_value(typed)?)?;
    Ok(all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

/// All sheets of a paper over these files. A paper for each project is made for every file, also one that cannot be read.
///
/// # Errors
/// As `run`.
pub fn make(standard: &Standard, paper: &Paper, paths: &[PathBuf]) -> Result<AllMade> {
    let auditor = Auditor::new(standard).map_err(|complaints| broken_standard(&complaints))?;
    let contents = Contents::load_for(standard, audience_of(standard, &paper.name)).map_err(|complaints| broken_standard(&complaints))?;
    let contents = contents.paper(&paper.name).with_context(|| unknown(&contents, &paper.name))?;
    let asked = Asked::of(standard, &contents, paper)?;
    let files = find(paths)?;
    let question = Question { gate: asked.gate, ..Question::as_of_day(asked.as_of) };
    let read: Vec<(PathBuf, Read)> = files.par_iter().map(|file| (file.path.clone(), read(&auditor, file, question))).collect();
    let single = contents.index.head.per.is_none();
    let kinds = read.iter().map(|(_, read)| (read.input.0.as_str(), read.audit.data_kind.as_deref()));
    if let Some(finding) = mixed_kinds(kinds).filter(|_| single && !paths.is_empty()) {
        bail!("{}\n{}", finding.message, finding.remedy);
    }
    if single || asked.gate.is_some() {
        each_once(read.iter().map(|(_, read)| read))?;
    }
    let unread: Vec<Unread> = read.iter().filter_map(|(_, read)| Unread::of(&read.audit)).collect();
    let unread = not_readable(&unread, read.len());
    let run = Run { standard, auditor: &auditor, contents: &contents, asked: &asked, single };
    let made = run.groups(read).into_iter().map(|(kind, group)| run.make(kind, group)).collect::<Result<Vec<_>>>()?;
    Ok(AllMade { sheets: made.into_iter().flatten().collect(), unread })
}

fn unknown(contents: &Contents, name: &str) -> String {
    let known: Vec<&str> = contents.papers.iter().map(|paper| paper.name.as_str()).collect();
    format!("das Prüfprofil kennt kein Papier „{name}“; es kennt {}", known.join(", "))
}

/// What was asked, checked against what the paper declares.
struct Asked {
    given: Vec<Given>,
    as_of: Period,
    /// Index of the gate asked for.
    gate: Option<usize>,
}

impl Asked {
    fn of(standard: &Standard, contents: &Contents, paper: &Paper) -> Result<Self> {
        let declared = &contents.index.head.parameters;
        let name = |parameter: &Parameter| parameter.name.get_ref().clone();
        if let Some(strange) = paper.parameters.keys().find(|typed| !declared.iter().any(|known| name(known) == **typed)) {
            let near = suggestion(strange, declared.iter().map(|known| known.name.get_ref().as_str()));
            let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie --{near}?"));
            bail!("nach --{strange} fragt das Papier „{}“ nicht{hint}", paper.name);
        }
        let mut asked = Self { given: Vec::new(), as_of: paper.as_of.unwrap_or(Period::day(0)), gate: None };
        let mut dated = paper.as_of.is_some();
        for parameter in declared {
            let Some(typed) = paper.parameters.get(parameter.name.get_ref()) else {
                if parameter.required {
                    bail!("--{} fehlt: {}", name(parameter), parameter.meaning);
                }
                continue;
            };
            let given = answer(standard, parameter, typed)?;
            if parameter.kind == ParameterKind::Freigabe {
                asked.gate = standard.gates.iter().position(|gate| gate.id == given.value);
            }
            asked.in_order(parameter, &given)?;
            if let Some(span) = given.span.filter(|_| parameter.is_as_of) {
                (asked.as_of, dated) = (Period::day(span.to), true);
            }
            asked.given.push(given);
        }
        if !dated {
            bail!("das Papier „{}“ nennt keinen Stichtag", paper.name);
        }
        Ok(asked)
    }

    fn in_order(&self, parameter: &Parameter, given: &Given) -> Result<()> {
        let from = parameter.not_before.as_ref().and_then(|from| self.given.iter().find(|known| known.name == *from.get_ref()));
        if let (Some(first), Some(last)) = (from.and_then(|from| from.span), given.span)
            && last.to < first.from
        {
            let from = from.map_or("", |from| from.name.as_str());
            bail!("--{} {} liegt vor --{from} {}", given.name, given.text, first.german());
        }
        Ok(())
    }
}

fn answer(standard: &Standard, parameter: &Parameter, typed: &str) -> Result<Given> {
    let name = parameter.name.get_ref();
    let mut given = Given { name: name.clone(), value: typed.to_owned(), span: None, text: typed.to_owned() };
    match parameter.kind {
        ParameterKind::Text => {}
        ParameterKind::Eintrag => {
            given.value = entry(&parameter.entries(standard), name, typed)?;
            given.text.clone_from(&given.value);
        }
        ParameterKind::Freigabe => {
            let gate = standard.gates.iter().find(|gate| gate.id.eq_ignore_ascii_case(typed));
            let known: Vec<&str> = standard.gates.iter().map(|gate| gate.id.as_str()).collect();
            let gate = gate.with_context(|| format!("die Freigabe „{typed}“ gibt es nicht; möglich sind {}", known.join(", ")))?;
            given.value.clone_from(&gate.id);
        }
        ParameterKind::Tag => {
            let day = Period::parse(typed).filter(|period| period.is_day());
            let day = day.with_context(|| format!("--{name}: „{typed}“ ist kein Tag; so: 2026-10-31"))?;
            (given.span, given.text) = (Some(day), day.german());
        }
        ParameterKind::Monat => {
            let month = Period::parse(typed).filter(|_| typed.len() == 7 && !typed.contains('Q'));
            let month = month.with_context(|| format!("--{name}: „{typed}“ ist kein Monat; so: 2026-10"))?;
            (given.span, given.text) = (Some(month), format::month(month.to));
        }
    }
    Ok(given)
}

/// The name of the entry that is meant by a key or a name.
fn entry(entries: &[&Code], parameter: &str, typed: &str) -> Result<String> {
    let wanted = words(typed);
    if let Some(code) = entries.iter().find(|code| code.id == typed.trim() || words(&code.title) == wanted) {
        return Ok(code.title.clone());
    }
    // Another official key of one entry alone means that entry.
    let keyed = |code: &&&Code| code.values.contains(&TraitValue::Text(typed.trim().to_owned()));
    if let [code] = entries.iter().filter(keyed).collect::<Vec<_>>()[..] {
        return Ok(code.title.clone());
    }
    // "Harz" is the Landkreis Harz, unless another entry is called so as well.
    let named = |code: &&&Code| !wanted.is_empty() && format!(" {}", words(&code.title)).ends_with(&format!(" {wanted}"));
    if let [code] = entries.iter().filter(named).collect::<Vec<_>>()[..] {
        return Ok(code.title.clone());
    }
    let near = suggestion(typed, entries.iter().map(|code| code.title.as_str()));
    let hint = near.map_or_else(String::new, |near| format!(" Meinten Sie „{near}“?"));
    let known: Vec<String> = entries.iter().map(|code| format!("{} ({})", code.title, code.id)).collect();
    let known = if known.len() <= 40 { format!(" Möglich: {}.", known.join(", ")) } else { String::new() };
    bail!("--{parameter}: „{typed}“ gibt es nicht.{hint}{known}")
}

type Group = (Option<String>, Vec<(PathBuf, Read)>);

/// What all sheets of one paper share.
struct Run<'a> {
    standard: &'a Standard,
    auditor: &'a Auditor<'a>,
    contents: &'a Contents,
    asked: &'a Asked,
    /// One paper for all projects.
    single: bool,
}

impl Run<'_> {
    /// Kinds of data apart, invented ones last. In a paper over all projects a file that does not say its kind joins the
    /// first; where each has its own, no two of one group have the same id.
    fn groups(&self, read: Vec<(PathBuf, Read)>) -> Vec<Group> {
        let mut kinds: Vec<Option<String>> = read.iter().map(|(_, read)| read.audit.data_kind.clone()).collect();
        kinds.sort_by_key(|kind| (kind.as_ref().is_some_and(|kind| data_kind(self.standard, kind).1), kind.clone()));
        kinds.dedup();
        if self.single && kinds.iter().any(Option::is_some) {
            kinds.retain(Option::is_some);
        }
        let mut groups: Vec<Group> = kinds.into_iter().map(|kind| (kind, Vec::new())).collect();
        for (path, mut read) in read {
            if self.single && read.audit.state.is_none() && read.audit.data_kind.is_none() {
                read.audit.data_kind = groups.first().and_then(|group| group.0.clone());
            }
            let of_kind = |group: &Group| group.0 == read.audit.data_kind || (self.single && read.audit.data_kind.is_none());
            let has = |group: &Group| group.1.iter().any(|(_, other)| other.audit.project == read.audit.project);
            match groups.iter_mut().find(|group| of_kind(group) && (self.single || !has(group))) {
                Some(group) => group.1.push((path, read)),
                None => groups.push((read.audit.data_kind.clone(), vec![(path, read)])),
            }
        }
        groups
    }

    fn make(&self, kind: Option<String>, group: Vec<(PathBuf, Read)>) -> Result<Vec<Made>> {
        let Self { standard, contents, asked, single, .. } = *self;
        let (paths, read): (Vec<PathBuf>, Vec<Read>) = group.into_iter().unzip();
        let (audits, mut inputs): (Vec<Audit>, Vec<(String, String)>) = read.into_iter().map(|read| (read.audit, read.input)).unzip();
        inputs.sort();
        let mut tables = vec![request_table(standard, &asked.given)];
        if !single {
            tables.extend(steps_tables(&self.agendas(&audits)));
        }
        let origin = Origin {
            round: None,
            inputs,
            data_kind: kind.unwrap_or_default(),
            edition: 1,
            released: false,
            audience: contents.audience,
            unread: Vec::new(),
            insisted: Vec::new(),
            predecessor: None,
            former: None,
        };
        let request = Request { standard, contents, as_of: asked.as_of, audits: &audits, asked: tables, origin };
        let file = |sheet: &Sheet| {
            let at = audits.iter().position(|audit| audit.project == sheet.id);
            at.and_then(|at| paths.get(at)).cloned().filter(|_| !single)
        };
        Ok(paper::make(request)?.sheets.into_iter().map(|sheet| Made { file: file(&sheet), sheet }).collect())
    }

    fn agendas(&self, audits: &[Audit]) -> Vec<Agenda<'_>> {
        let Asked { as_of, gate, .. } = *self.asked;
        let sources: Vec<Source> = audits.iter().filter(|audit| audit.state.is_some()).map(|audit| audit.document.source.clone()).collect();
        sources.into_par_iter().filter_map(|source| self.auditor.agenda_for(source, as_of, gate).ok()).collect()
    }
}

impl Target {
    /// # Errors
    /// There is no such form, or one that no terminal shows has no file to go to.
    pub fn form(&self) -> Result<Form> {
        let by_name = |name: &String| FORMS.into_iter().find(|form| form.word() == name);
        let form = match (&self.form, &self.output) {
            (Some(name), _) => by_name(name).with_context(|| {
                let known: Vec<&str> = FORMS.iter().map(|form| form.word()).collect();
                format!("die Form „{name}“ gibt es nicht; möglich sind {}", known.join(", "))
            })?,
            (None, Some(path)) => Form::of(path).with_context(|| {
                let known: Vec<String> = FORMS.iter().map(|form| format!(".{}", form.ending())).collect();
                format!("„{}“ sagt nicht, welche Form gemeint ist; möglich sind {}", path.display(), known.join(", "))
            })?,
            (None, None) => Form::Text,
        };
        if self.output.is_none() && !form.is_text() {
            bail!("die Form „{}“ geht nur in eine Datei: --ausgabe NAME.{}", form.word(), form.ending());
        }
        Ok(form)
    }

    /// To the file, or to the screen.
    ///
    /// # Errors
    /// Several sheets do not fit into one file, or the file is somebody else's.
    pub fn deliver(&self, form: Form, made: &[Made], door: &Door) -> Result<()> {
        let Some(path) = &self.output else {
            for (at, made) in made.iter().enumerate() {
                let gap = if at > 0 && form == Form::Text { "\n\n" } else { "" };
                print(&format!("{gap}{}", String::from_utf8_lossy(&render(&made.sheet.report, form)?)))?;
            }
            return Ok(());
        };
        let [only] = made else {
            bail!(
                "es wären {} Papiere, aber nur eine Datei: nennen Sie als PFAD eine Projektdatei oder Vorhaben einer Datenart",
                made.len()
            );
        };
        write_again(door, path, &render(&only.sheet.report, form)?)?;
        print(&format!("„{}“ geschrieben.\n", crate::source::portable(path)))
    }
}
