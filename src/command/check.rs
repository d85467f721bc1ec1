//! `lotse pruefe`: files in, findings out. Files are read and audited in parallel and printed in order.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::audit::{
    Audit, Auditor, Baseline, Finding, GateAnswer, Identity, Later, Question, Reserved, RuleFault, Ruled, Tally, Unread, baseline_of,
    mixed_kinds, put_aside, refusal, repeated, settle, twins,
};
use crate::command::across::{Across, Gathered};
use crate::command::{Outcome, ProjectFile, as_of, broken_standard, door, find, insisted, load_standard, print, terminal, write_again};
use crate::output::Door;
use crate::period::Period;
use crate::printer::{Results, audit_csv, audit_gitlab, audit_json, audit_junit, audit_markdown, audit_sarif, audit_text};
use crate::schema::Level;
use crate::source::{Source, portable};
use crate::standard::Complaint;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    /// Nothing is printed; the outcome alone counts.
    Quiet,
    Sarif,
    Junit,
    Gitlab,
    Markdown,
    Csv,
}

pub struct Options {
    pub paths: Vec<PathBuf>,
    pub standard: Option<PathBuf>,
    pub as_of: Option<String>,
    pub format: Format,
    pub from: Level,
    pub gate: Option<String>,
    pub all: bool,
    /// File with the findings known at the start.
    pub baseline: Option<PathBuf>,
    /// Write such a file instead of failing on what it would hold.
    pub new_baseline: Option<PathBuf>,
    /// Where the answer goes; without it to the screen.
    pub output: Option<PathBuf>,
    /// Also over a file of somebody else.
    pub insist: bool,
}

/// Fewer files are done before anybody looks.
const WORTH_A_BAR: usize = 400;

/// Files whose documents are kept at once.
const LARGEST_CHUNK: usize = 64;

/// # Errors
/// A path does not exist, the profile is broken, or an option does not fit it.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let auditor = Auditor::new(&standard).map_err(|complaints| broken_standard(&complaints))?;
    let gate = match &options.gate {
        None => None,
        Some(id) => Some(gate_index(&auditor, id)?),
    };
    let question = Question { as_of: as_of(options.as_of.as_deref())?, gate, all: options.all, later: Later::Shown };
    let files = find(&options.paths)?;
    let across = Across::of(&standard, files.len())?;
    let Answered { parts, mut ruled } = answered(&auditor, &across, &files, question)?;
    let named = !options.paths.is_empty();
    let (mut outcome, mut told) = (Outcome::Clean, String::new());
    // What programs read is one document; for people each kind of data is answered for itself.
    let for_people = matches!(options.format, Format::Text | Format::Markdown);
    let read: Vec<PathBuf> = files.iter().map(|file| &file.path).chain(&options.baseline).cloned().collect();
    let door = door(&read, &standard, options.insist);
    let groups = if named || !for_people { vec![parts] } else { by_kind(parts) };
    for parts in groups {
        let kinds: BTreeSet<Option<String>> = parts.iter().map(|part| part.kind.clone()).collect();
        let of_kinds = kinds.iter().chain([&None]).filter_map(|kind| ruled.remove(kind)).collect();
        let mut results = gather(&auditor, question, Parts { parts, ruled: of_kinds }, named);
        results.unrun = across.unrun();
        if let Some(path) = &options.new_baseline {
            return write_baseline(&door, path, &results);
        }
        if let Some(path) = &options.baseline {
            results.gone = known(path, &mut results)?;
        }
        told.push_str(&text(&results, options));
        outcome = outcome.max(of(&results, options.from));
    }
    match &options.output {
        Some(path) => write_again(&door, path, told.as_bytes())?,
        None => print(&told)?,
    }
    Ok(outcome)
}

/// Everything a check of these files finds, in one answer, as when their paths are named.
///
/// # Errors
/// A query of the rules across projects fails.
pub fn whole<'a>(auditor: &'a Auditor<'a>, files: &[ProjectFile], question: Question) -> Result<Results<'a>> {
    let across = Across::of(auditor.standard, files.len())?;
    let Answered { parts, ruled } = answered(auditor, &across, files, question)?;
    let mut results = gather(auditor, question, Parts { parts, ruled: ruled.into_values().collect() }, true);
    results.unrun = across.unrun();
    Ok(results)
}

fn text(results: &Results<'_>, options: &Options) -> String {
    match options.format {
        Format::Text => audit_text(results, options.from, terminal::has_colours()),
        Format::Json => audit_json(results),
        Format::Quiet => String::new(),
        Format::Sarif => audit_sarif(results),
        Format::Junit => audit_junit(results, options.from),
        Format::Gitlab => audit_gitlab(results),
        Format::Markdown => audit_markdown(results, options.from),
        Format::Csv => audit_csv(results),
    }
}

/// Files that do not say their kind come first, then one group per kind.
fn by_kind(parts: Vec<Part>) -> Vec<Vec<Part>> {
    let mut groups: std::collections::BTreeMap<Option<String>, Vec<Part>> = std::collections::BTreeMap::new();
    for part in parts {
        groups.entry(part.kind.clone()).or_default().push(part);
    }
    groups.into_values().collect()
}

fn known(path: &Path, results: &mut Results<'_>) -> Result<Vec<Complaint>> {
    let source = Source::read(path).map_err(|_| anyhow::anyhow!("der Bestand „{}“ lässt sich nicht lesen", portable(path)))?;
    let mut baseline = Baseline::parse(source).map_err(|complaint| anyhow::anyhow!("der Bestand ist fehlerhaft: {complaint}"))?;
    Ok(baseline.apply(&mut results.findings, results.as_of))
}

/// A baseline is gone on with: somebody enters who takes care of what until when.
fn write_baseline(door: &Door, path: &Path, results: &Results<'_>) -> Result<Outcome> {
    let grace = results.standard.anchors.baseline_grace.as_ref().and_then(|name| results.standard.threshold(name));
    let grace = grace.and_then(|threshold| i32::try_from(threshold.value).ok()).unwrap_or(0);
    let target = Period::day(results.as_of.to + grace);
    insisted(path, door.create(path, baseline_of(&results.findings, target).as_bytes())?);
    print(&format!("Bestand „{}“ angelegt. Nächster Schritt: je Eintrag eine Stelle und ein Ziel eintragen.\n", portable(path)))?;
    Ok(Outcome::Clean)
}

fn of(results: &Results<'_>, from: Level) -> Outcome {
    if !results.rule_faults.is_empty() {
        Outcome::Failed
    } else if !results.all_ready() || results.weighty(from).next().is_some() {
        Outcome::Findings
    } else {
        Outcome::Clean
    }
}

fn gate_index(auditor: &Auditor<'_>, id: &str) -> Result<usize> {
    let gates = &auditor.standard.gates;
    gates.iter().position(|gate| gate.id.eq_ignore_ascii_case(id)).with_context(|| {
        let known: Vec<&str> = gates.iter().map(|gate| gate.id.as_str()).collect();
        format!("die Freigabe „{id}“ gibt es nicht; möglich sind {}", known.join(", "))
    })
}

/// What is kept of an audit when only findings are wanted.
struct Part {
    file: String,
    path: PathBuf,
    identity: Identity,
    unread: Option<Unread>,
    kind: Option<String>,
    findings: Vec<Finding>,
    tally: Tally,
    reserved: Vec<Reserved>,
    faults: Vec<RuleFault>,
    /// When a gate was asked for.
    answer: Option<GateAnswer>,
}

/// The files of an answer, with what the rules across them found.
struct Parts {
    parts: Vec<Part>,
    ruled: Vec<Ruled>,
}

/// All files checked, each for itself and together.
struct Answered {
    parts: Vec<Part>,
    /// What the rules across projects say, by kind of data.
    ruled: BTreeMap<Option<String>, Ruled>,
}

/// Two files of one project are told; asked for a Freigabe nobody could say which of them is meant. Rules across projects
/// are asked of one file of each.
fn answered(auditor: &Auditor<'_>, across: &Across<'_>, files: &[ProjectFile], question: Question) -> Result<Answered> {
    let (mut parts, mut gathered) = audit_files(auditor, across, files, question);
    let twins = twins(parts.iter().map(|part| &part.identity));
    if !twins.is_empty() {
        if question.gate.is_some() {
            bail!("{}", refusal(&twins));
        }
        let found = repeated(&twins);
        let surplus: BTreeSet<&str> = twins.iter().flat_map(|group| group.iter().skip(1).map(|file| file.file.as_str())).collect();
        let rest: Vec<ProjectFile> = files.iter().filter(|file| !surplus.contains(file.name.as_str())).cloned().collect();
        gathered = audit_files(auditor, across, &rest, question).1;
        for finding in found {
            let Some(part) = parts.iter_mut().find(|part| part.file == finding.file) else { continue };
            part.tally.count(finding.outcome, finding.level);
            put_aside(&mut part.findings, vec![finding]);
        }
    }
    let ruled = across.answer(gathered, question.as_of, &common_folder(files), question.all)?;
    Ok(Answered { parts, ruled })
}

/// In chunks: rows for the rules across projects are taken before the documents go.
fn audit_files(auditor: &Auditor<'_>, across: &Across<'_>, files: &[ProjectFile], question: Question) -> (Vec<Part>, Vec<Gathered>) {
    let bar = progress(files.len());
    let chunk = (files.len() / (rayon::current_num_threads() * 8)).clamp(1, LARGEST_CHUNK);
    let parts: Vec<(Vec<Part>, Gathered)> = files
        .par_chunks(chunk)
        .map(|chunk| {
            let audits: Vec<Audit> = chunk.iter().map(|file| audit_file(auditor, file, question)).collect();
            let gathered = across.gather(&audits);
            bar.inc(chunk.len() as u64);
            let parts = chunk.iter().zip(audits).map(|(file, audit)| part(auditor, file, audit, question)).collect();
            (parts, gathered)
        })
        .collect();
    bar.finish_and_clear();
    let (parts, gathered): (Vec<Vec<Part>>, Vec<Gathered>) = parts.into_iter().unzip();
    (parts.into_iter().flatten().collect(), gathered)
}

fn part(auditor: &Auditor<'_>, ProjectFile { path, name: file }: &ProjectFile, audit: Audit, question: Question) -> Part {
    let answer = question.gate.map(|gate| GateAnswer { file: file.clone(), ..auditor.gate_answer(&audit, gate) });
    let unread = Unread::of(&audit);
    let Audit { identity, data_kind: kind, mut findings, mut tally, reserved, rule_faults: faults, later, .. } = audit;
    if let Some(later) = later {
        tally.count(later.outcome, later.level);
        let at = findings.partition_point(|finding| finding.place <= later.place);
        findings.insert(at, later);
    }
    Part { file: file.clone(), path: path.clone(), identity, unread, kind, findings, tally, reserved, faults, answer }
}

/// The folder all files lie in, as near as possible: where a finding about all of them stands.
fn common_folder(files: &[ProjectFile]) -> String {
    let mut folders = files.iter().filter_map(|file| Path::new(&file.name).parent());
    let Some(mut common) = folders.next() else { return String::new() };
    for folder in folders {
        while !folder.starts_with(common) {
            let Some(above) = common.parent() else { return String::new() };
            common = above;
        }
    }
    portable(common)
}

pub fn audit_file(auditor: &Auditor<'_>, file: &ProjectFile, question: Question) -> Audit {
    match file.read() {
        Ok(source) => auditor.audit(source, question),
        Err(why) => auditor.unreadable(&file.name, &why),
    }
}

fn progress(files: usize) -> ProgressBar {
    if files < WORTH_A_BAR || !terminal::shows_progress() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    if let Ok(style) = ProgressStyle::with_template("{pos} von {len} Dateien {wide_bar} noch {eta}") {
        bar.set_style(style);
    }
    bar
}

/// Kinds of data may only meet when nobody named the paths: then each is answered for itself.
fn gather<'a>(auditor: &'a Auditor<'a>, question: Question, mut parts: Parts, named: bool) -> Results<'a> {
    let across = join(auditor, &mut parts);
    let parts = parts.parts;
    let mut results = Results {
        standard: auditor.standard,
        kind: parts.first().and_then(|first| first.kind.clone()).filter(|kind| parts.iter().all(|part| part.kind.as_ref() == Some(kind))),
        as_of: question.as_of,
        gate: question.gate,
        answers: Vec::new(),
        files: parts.len(),
        unread: parts.iter().filter_map(|part| part.unread.clone()).collect(),
        first: parts.iter().find(|part| part.kind.is_some()).or(parts.first()).map(|part| part.file.clone()),
        all: question.all,
        findings: across.findings,
        gone: Vec::new(),
        tally: across.tally,
        unrun: 0,
        rule_faults: Vec::new(),
    };
    let mixed = mixed_kinds(parts.iter().map(|part| (part.file.as_str(), part.kind.as_deref())));
    for part in parts {
        results.tally.add(&part.tally);
        results.findings.extend(part.findings);
        results.rule_faults.extend(part.faults);
        results.answers.extend(part.answer);
    }
    if named && let Some(finding) = mixed {
        results.tally.count(finding.outcome, finding.level);
        results.findings.insert(0, finding);
    }
    results.rule_faults.sort();
    results.rule_faults.dedup();
    results
}

/// Puts what the rules across projects found beside the other findings of its file; gives what belongs to none.
fn join(auditor: &Auditor<'_>, Parts { parts, ruled }: &mut Parts) -> Ruled {
    let mut all = Ruled::default();
    for mut ruled in std::mem::take(ruled) {
        all.ran |= ruled.ran;
        all.tally.add(&ruled.tally);
        all.findings.append(&mut ruled.findings);
    }
    for part in parts.iter_mut() {
        settle(&mut all, std::mem::take(&mut part.reserved), &mut []);
    }
    for excused in all.findings.iter().filter(|finding| finding.is_excused()) {
        all.tally.excuse(excused);
    }
    let mut by_file: HashMap<String, Vec<Finding>> = HashMap::new();
    for finding in std::mem::take(&mut all.findings) {
        by_file.entry(finding.file.clone()).or_default().push(finding);
    }
    for part in parts {
        let Some(mut more) = by_file.remove(&part.file) else { continue };
        let file = ProjectFile { path: part.path.clone(), name: part.file.clone() };
        let source = file.read().unwrap_or_else(|_| Source::new(part.file.clone(), ""));
        auditor.place_in(source, &mut more);
        if let Some(answer) = &mut part.answer {
            let open = more.iter().filter(|finding| finding.is_unmet_must() && !finding.is_excused());
            answer.across = open.map(|finding| finding.rule.clone()).collect();
            answer.across.sort();
            answer.across.dedup();
        }
        put_aside(&mut part.findings, more);
    }
    all.findings = by_file.into_values().flatten().collect();
    all.findings.sort_by(|left, right| (&left.file, &left.rule, &left.message).cmp(&(&right.file, &right.rule, &right.message)));
    all
}
