//! `lotse bericht`: the monthly report. Reads and audits the files, keeps kinds of data apart, finds the report to compare
//! with, and writes one folder per month. A released folder is never touched again.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use rayon::prelude::*;

use crate::audit::{Audit, Auditor, Question, Unread, mixed_kinds, refusal, twins};
use crate::command::draft::{self, Enclosed, enclosed};
use crate::command::freeze::{Place, put_right};
use crate::command::guard::{Insist, warning};
use crate::command::{Outcome, ProjectFile, broken_standard, find, load_standard, not_readable, print, proof, remark, replies};
use crate::output::edition::{Wish, own_name};
use crate::period::{Period, date_of};
use crate::portfolio::{Audience, Contents, file_name};
use crate::report::build::{Request, build, data_kind, data_kinds};
use crate::report::chain::{State, links};
use crate::report::evidence::{Changes, Origin, fingerprint, sha256};
use crate::report::format;
use crate::report::frozen::{Frozen, predecessor};
use crate::report::outputs::Outputs;
use crate::report::paper::Asked;
use crate::source::{Source, portable};
use crate::standard::{Standard, suggestion};

#[derive(Clone, Debug, Default)]
pub struct Options {
    pub paths: Vec<PathBuf>,
    pub standard: Option<PathBuf>,
    /// `JJJJ-MM-TT`
    pub as_of: Option<String>,
    /// `JJJJ-MM`; its last day is the Stichtag.
    pub month: Option<String>,
    pub output: PathBuf,
    /// Only the page of this project, in a folder of its own: the report of the month stays as it is.
    pub project: Option<String>,
    /// For whom; other than for the house in a folder of its own.
    pub audience: Audience,
    /// Official key of the one body that the edition is for.
    pub reader: Option<String>,
    /// With the papers that go with a draft.
    pub draft: bool,
    /// `JJJJ-MM-TT`, the day on which they were sent to those who can answer.
    pub sent: Option<String>,
    /// The form with what a draft asks back: made, or when it is there, its replies are entered.
    pub replies: Option<PathBuf>,
    /// Freeze what is written as the next edition.
    pub release: bool,
    /// Lay aside what is in the way.
    pub insist: bool,
    /// In spite of what it is frozen.
    pub guard: Insist,
    /// Compare with the report in this folder.
    pub predecessor: Option<PathBuf>,
    /// Write nothing, but check the report in this folder.
    pub verify: Option<PathBuf>,
    /// A code from paper that names the report to check.
    pub code: Option<String>,
    /// What it consists of; without an answer the usual.
    pub outputs: Option<Outputs>,
}

/// A day, and what the report is called after.
struct Target {
    as_of: Period,
    period: String,
    /// `JJJJ-MM`
    month: String,
    /// Name of the folder of the first kind of data.
    stem: String,
}

/// One file with its hash, over the very bytes that were audited.
pub(super) struct Read {
    pub audit: Audit,
    pub input: (String, String),
}

/// The projects of one kind of data, the name of the folder that is theirs, and what it was called when it lay inside another.
struct Group {
    stem: String,
    stem_before: String,
    kind: String,
    read: Vec<Read>,
}

/// What all reports of one run share.
struct Run<'a> {
    options: &'a Options,
    standard: &'a Standard,
    auditor: &'a Auditor<'a>,
    contents: &'a Contents,
    target: &'a Target,
}

/// # Errors
/// No day is given, the profile is broken, a path does not exist, kinds of data are mixed, or an earlier report that is
/// needed is not what it was.
pub fn run(options: &Options) -> Result<Outcome> {
    if let Some(folder) = &options.verify {
        // Whatever lies there is proven, also where nothing can be put right.
        if let Err(error) = put_right(folder) {
            remark(&format!("{error:#}"));
        }
        return proof::run(folder, options.code.as_deref());
    }
    if options.release && (options.project.is_some() || options.audience != Audience::default()) {
        bail!("freigegeben wird der Bericht des Monats, nicht eine Ausgabe davon");
    }
    let mut standard = load_standard(options.standard.as_deref())?;
    standard.schema.contacts.shown = options.audience.has_names();
    let standard = &standard;
    let target = &target(options, standard)?;
    if options.release {
        options.guard.check(target.as_of, &standard.schema.contacts)?;
    }
    let auditor = &Auditor::new(standard).map_err(|complaints| broken_standard(&complaints))?;
    let contents = &Contents::load_for(standard, options.audience).map_err(|complaints| broken_standard(&complaints))?;
    let files = find(&options.paths)?;
    let question = Question::as_of_day(target.as_of);
    let mut read: Vec<Read> = files.par_iter().map(|file| self::read(auditor, file, question)).collect();
    let kinds = read.iter().map(|read| (read.input.0.as_str(), read.audit.data_kind.as_deref()));
    if let Some(finding) = mixed_kinds(kinds).filter(|_| !options.paths.is_empty()) {
        bail!("{}\n{}", finding.message, finding.remedy);
    }
    each_once(&read)?;
    if let Some(id) = &options.project {
        known(id, &read)?;
    }
    if let Some(form) = options.replies.as_ref().filter(|form| form.is_file()) {
        for at in replies::enter_replies(form, standard, &files, &read)? {
            if let (Some(file), Some(read)) = (files.get(at), read.get_mut(at)) {
                *read = self::read(auditor, file, question);
            }
        }
    }
    options.predecessor.iter().chain([&options.output]).try_for_each(|folder| put_right(folder))?;
    let mut outcome = tell_unread(&read)?;
    if options.release {
        options.guard.check_unread(read.iter().map(|read| &read.audit))?;
    }
    let run = Run { options, standard, auditor, contents, target };
    let mut asked_back = Vec::new();
    for group in groups(standard, read, &target.stem) {
        if options.project.as_ref().is_some_and(|id| group.read.iter().all(|read| read.audit.project != *id)) {
            continue;
        }
        if group.read.iter().any(|read| !read.audit.rule_faults.is_empty()) {
            outcome = outcome.max(Outcome::Failed);
        }
        asked_back.extend(run.write(group)?);
    }
    if let Some(form) = &options.replies {
        replies::write_form(form, &asked_back, &target.as_of.german())?;
    }
    Ok(outcome)
}

fn target(options: &Options, standard: &Standard) -> Result<Target> {
    let as_of = match (&options.as_of, &options.month) {
        (Some(_), Some(_)) => bail!("--stichtag und --monat schließen sich aus"),
        (Some(day), None) => {
            Period::parse(day).filter(|period| period.is_day()).with_context(|| format!("„{day}“ ist kein Stichtag; so: 2026-10-31"))?
        }
        (None, Some(month)) => {
            let whole = Period::parse(month).filter(|_| month.len() == 7 && !month.contains('Q'));
            Period::day(whole.with_context(|| format!("„{month}“ ist kein Monat; so: 2026-10"))?.to)
        }
        (None, None) => bail!("ein Bericht nennt seinen Stichtag: --monat 2026-10 oder --stichtag 2026-10-31"),
    };
    let period = if options.month.is_some() { format::month(as_of.to) } else { format!("zum {}", as_of.german()) };
    let month = date_of(as_of.to).format("%Y-%m").to_string();
    let stem = format!("{month}{}", ending(options, standard));
    Ok(Target { as_of, period, month, stem })
}

/// What tells the folder of an edition from that of the month.
fn ending(options: &Options, standard: &Standard) -> String {
    let kinds = data_kinds(standard);
    let project = options.project.as_ref().map(|id| own_name(&file_name(id), &kinds));
    let named = project.or_else(|| options.reader.as_ref().map(|id| file_name(id))).map(|name| format!("-{name}")).unwrap_or_default();
    match options.audience {
        Audience::Intern => named,
        Audience::MitNamen => format!("{named}-mit-namen"),
        Audience::Oeffentlich => format!("{named}-oeffentlich"),
        Audience::Kommune => format!("-fuer{named}"),
    }
}

pub(super) fn read(auditor: &Auditor<'_>, file: &ProjectFile, question: Question) -> Read {
    let bytes = Source::bytes(&file.path);
    let sum = bytes.as_ref().map(|bytes| sha256(bytes)).unwrap_or_default();
    let audit = match bytes.and_then(|bytes| Source::of_bytes(&file.name, bytes)) {
        Ok(source) => auditor.audit(source, question),
        Err(why) => auditor.unreadable(&file.name, &why),
    };
    Read { audit, input: (file.name.clone(), sum) }
}

/// Nothing is made of files that tell of one project twice: every sum would count it twice.
///
/// # Errors
/// Two files have the same id; all of them are named.
pub(super) fn each_once<'a>(read: impl IntoIterator<Item = &'a Read>) -> Result<()> {
    let twins = twins(read.into_iter().map(|read| &read.audit.identity));
    if twins.is_empty() { Ok(()) } else { bail!("{}", refusal(&twins)) }
}

/// A draft is a witness of the month before it: it is not replaced by one that knows another.
fn unbroken(draft: &Frozen, past: &Frozen) -> Result<()> {
    match links(draft, std::slice::from_ref(past)).into_iter().map(|link| link.state).find(|state| matches!(state, State::Other { .. })) {
        Some(_) => bail!(
            "der Bericht in „{}“ ist seit dem Entwurf in „{}“ ein anderer; die Kette der Monate ist gebrochen, und es wird nichts geschrieben. \
             Einzelheiten: lotse bericht --pruefe {}",
            portable(&past.folder),
            portable(&draft.folder),
            portable(&draft.folder)
        ),
        None => Ok(()),
    }
}

/// Each kind of data for itself: the first that is not invented in the folder of the month, others beside it. A file that
/// does not say joins the first.
fn groups(standard: &Standard, read: Vec<Read>, stem: &str) -> Vec<Group> {
    let mut kinds: Vec<String> = read.iter().filter_map(|read| read.audit.data_kind.clone()).collect();
    kinds.sort_by_key(|kind| (data_kind(standard, kind).1, kind.clone()));
    kinds.dedup();
    let first = kinds.first().cloned().unwrap_or_default();
    let place = |kind: &str, between: char| if kind == first { stem.to_owned() } else { format!("{stem}{between}{kind}") };
    if kinds.is_empty() {
        kinds.push(String::new());
    }
    let mut groups: Vec<Group> =
        kinds.into_iter().map(|kind| Group { stem: place(&kind, '-'), stem_before: place(&kind, '/'), kind, read: Vec::new() }).collect();
    for mut read in read {
        let kind = read.audit.data_kind.clone().unwrap_or_else(|| first.clone());
        if read.audit.state.is_none() {
            read.audit.data_kind = Some(kind.clone()).filter(|kind| !kind.is_empty());
        }
        if let Some(group) = groups.iter_mut().find(|group| group.kind == kind) {
            group.read.push(read);
        }
    }
    groups
}

/// What cannot be read is said before anything is made.
fn tell_unread(read: &[Read]) -> Result<Outcome> {
    let unread: Vec<Unread> = read.iter().filter_map(|read| Unread::of(&read.audit)).collect();
    print(&not_readable(&unread, read.len()))?;
    Ok(if unread.is_empty() { Outcome::Clean } else { Outcome::Findings })
}

/// A project that is asked for is among the files, and its file can be read.
fn known(id: &str, read: &[Read]) -> Result<()> {
    if read.iter().any(|read| read.audit.project == id && read.audit.state.is_some()) {
        return Ok(());
    }
    let near = suggestion(id, read.iter().map(|read| read.audit.project.as_str()).filter(|other| *other != id));
    let hint = near.map_or_else(String::new, |near| format!(" – meinten Sie „{near}“?"));
    bail!("das Vorhaben „{id}“ ist nicht unter den lesbaren Projektdateien{hint}")
}

impl Run<'_> {
    /// Answers with what the papers beside the report ask back.
    fn write(&self, group: Group) -> Result<Vec<Asked>> {
        let Group { stem, stem_before, kind, read } = group;
        let only = self.options.project.as_ref().or(self.options.reader.as_ref()).cloned();
        let (stem, stem_before) =
            if self.options.project.is_some() { (&self.target.stem, &self.target.stem) } else { (&stem, &stem_before) };
        let (audits, mut inputs): (Vec<Audit>, Vec<(String, String)>) = read.into_iter().map(|read| (read.audit, read.input)).unzip();
        inputs.sort();
        let as_of = self.target.as_of;
        let (release, insist) = (self.options.release, self.options.insist);
        let place = Place::take(&self.options.output, Wish { stem, stem_before, day: as_of.to, kind: &kind, release, insist })?;
        let past = self.predecessor(&kind)?;
        let before = place.former()?;
        let former = before.as_ref().map(|former| (former.past(), Changes::between(&former.inputs, &inputs)));
        let predecessor = past.as_ref().map(Frozen::past);
        let unread: Vec<String> = audits.iter().filter(|audit| audit.state.is_none()).map(|audit| audit.project.clone()).collect();
        let (edition, released, audience) = (place.slot.edition, release, self.options.audience);
        let (data_kind, insisted, round) = (kind.clone(), Vec::new(), None);
        let mut origin = Origin { inputs, data_kind, edition, released, audience, unread, insisted, round, predecessor, former };
        let same = |former: &&Frozen| former.fingerprint == fingerprint(self.standard, as_of, &origin);
        if let Some(former) = before.as_ref().filter(same).filter(|_| release) {
            print(&format!(
                "{}: Fassung {} ist freigegeben, und seither hat sich nichts geändert\n",
                portable(&former.folder),
                former.edition
            ))?;
            return Ok(Vec::new());
        }
        if let Some(former) = &before {
            former.verify()?;
        }
        let draft = place.draft()?;
        if let (Some(draft), Some(past)) = (&draft, &past) {
            unbroken(draft, past)?;
        }
        let papers = self.round(&mut origin, &audits, draft.as_ref().or(before.as_ref()))?;
        if release {
            origin.insisted = self.options.guard.settle(&origin, &audits)?;
        }
        let warnings = warning(&origin.insisted).into_iter().collect();
        let then = past.as_ref().map(|past| self.audit_again(&audits, past.as_of)).unwrap_or_default();
        let (standard, contents, period) = (self.standard, self.contents, self.target.period.clone());
        let usual = || Outputs::usual(only.is_some());
        let outputs = &self.options.outputs.clone().unwrap_or_else(usual);
        let enclosed = papers.iter().filter_map(|paper| paper.file.clone()).collect();
        let request =
            Request { standard, contents, as_of, period, audits: &audits, only, then: &then, origin, outputs, warnings, enclosed };
        let files = build(&request)?;
        place.write(&files)?;
        self.tell(&place, &request, files.first().map_or("", |file| file.path.as_str()))?;
        for (file, news) in papers.iter().filter_map(|paper| Some((paper.file.as_ref()?, &paper.news))) {
            print(&format!("{}: {news}\n", portable(&place.folder().join(&file.path))))?;
        }
        Ok(papers.into_iter().flat_map(|paper| paper.asked_back).collect())
    }

    /// The papers that go with a draft of the month, and in the origin where the round that they open stands.
    fn round(&self, origin: &mut Origin, audits: &[Audit], before: Option<&Frozen>) -> Result<Vec<Enclosed>> {
        if self.options.project.is_some() {
            return Ok(Vec::new());
        }
        if !(self.options.draft || self.options.release) {
            origin.round = before.and_then(Frozen::round);
            return Ok(Vec::new());
        }
        let former = before.and_then(Frozen::round);
        let said = self.options.sent.as_deref().map(|day| draft::sending_day(day, self.target.as_of, former.clone())).transpose()?;
        let sent = said.or_else(|| former.and_then(|round| round.sent));
        let by = (self.standard, self.contents);
        let papers = enclosed(by, self.target.as_of, (audits, origin), (sent, self.options.draft))?;
        origin.round = Some(draft::round(by, said, before, &papers));
        Ok(papers)
    }

    /// The same files as of an earlier day.
    fn audit_again(&self, audits: &[Audit], as_of: Period) -> Vec<Audit> {
        let question = Question::as_of_day(as_of);
        let readable: Vec<&Audit> = audits.iter().filter(|audit| audit.state.is_some()).collect();
        readable.par_iter().map(|audit| self.auditor.audit(audit.document.source.clone(), question)).collect()
    }

    /// The named report, else the newest older one; what it says is believed only if it is what was written.
    fn predecessor(&self, kind: &str) -> Result<Option<Frozen>> {
        let Target { as_of, month, .. } = self.target;
        let found = match &self.options.predecessor {
            None => predecessor(&self.options.output, month, kind, *as_of)?,
            Some(named) => {
                let told = || format!("in „{}“ liegt kein Bericht: ein Nachweis (nachweis.json) fehlt", portable(named));
                let found = Frozen::open(named)?.with_context(told)?;
                if found.as_of.to >= as_of.to {
                    bail!("der Bericht in „{}“ ist vom {}, nicht von einem früheren Stichtag", portable(named), found.as_of.german());
                }
                if !found.has_tables() {
                    bail!(
                        "der Bericht in „{}“ wurde ohne Tabellen (parquet) geschrieben und lässt sich nicht vergleichen",
                        portable(named)
                    );
                }
                Some(found).filter(|found| found.data_kind == kind || !self.options.paths.is_empty())
            }
        };
        if let Some(found) = &found {
            if found.data_kind != kind {
                let (theirs, ours) = (data_kind(self.standard, &found.data_kind).0, data_kind(self.standard, kind).0);
                bail!(
                    "der Bericht in „{}“ hat die Datenart „{theirs}“, dieser „{ours}“; Datenarten werden nicht vermischt",
                    portable(&found.folder)
                );
            }
            found.verify().context("der Vormonat lässt sich nicht vergleichen")?;
        }
        Ok(found)
    }

    /// `page` is the first one written.
    fn tell(&self, place: &Place<'_>, request: &Request<'_>, page: &str) -> Result<()> {
        let (title, _) = data_kind(self.standard, &request.origin.data_kind);
        let count = request.audits.len();
        let projects = if count == 1 { "1 Projektdatei".to_owned() } else { format!("{count} Projektdateien") };
        let state = if self.options.release { "freigegeben" } else { "Entwurf" };
        let compared =
            request.origin.predecessor.as_ref().map(|past| format!(", verglichen mit {}", past.as_of.german())).unwrap_or_default();
        let page = portable(&place.folder().join(page));
        let day = self.target.as_of.german();
        print(&format!("{page}: {projects} ({title}), Stichtag {day}, Fassung {}, {state}{compared}\n", place.slot.edition))
    }
}
