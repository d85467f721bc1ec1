//! Exceptions: a finding under a valid one stays visible but does not count. Each covers the one place it was made for;
//! what is wrong with it, or keeps it from meeting anything, is itself a finding.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::audit::builtin::{self, Builtin};
use crate::audit::finding::{Excused, Finding};
use crate::audit::subject::Subject;
use crate::audit::surplus::{NO_CELL, REST, Surplus};
use crate::audit::waiver::{Defect, Exception, read};
use crate::period::Period;
use crate::schema::Level;
use crate::standard::{Outcome, suggestion};

/// Places named where an exception meets none.
const NAMED: usize = 3;

/// For so many exceptions the place that may have been meant is looked for.
const HINTS: usize = 100;

/// How an exception stands at the Stichtag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Valid,
    /// Still valid, for so many days.
    Expiring(i32),
    Expired,
    /// Meets no finding.
    Unused,
    /// Begins later.
    Pending,
    /// Another one has taken its place.
    Renewed,
    /// Valid, but runs longer than allowed without a day of review.
    Endless,
    /// Excuses nothing as it is written.
    Ineffective,
}

/// An exception as the overview shows it.
#[derive(Clone, Debug)]
pub struct Overview {
    pub rule: String,
    pub place: String,
    pub reason: String,
    pub until: Option<Period>,
    pub line: u32,
    pub standing: Standing,
    /// What is to be said about it.
    pub note: String,
}

/// An exception from a rule across projects. Whether it meets anything is known when the portfolio has been asked.
#[derive(Clone, Debug)]
pub struct Reserved {
    exception: Exception,
    used: bool,
    project: String,
    file: String,
    /// Its place among the overviews of the file.
    number: usize,
    as_of: Period,
    /// What to say when it has expired, and when it meets nothing.
    told: [Option<Finding>; 2],
}

impl Reserved {
    /// Marks what stands under it; in a finding about two projects either may hold the exception.
    pub fn excuse(&mut self, findings: &mut [Finding]) {
        for finding in findings {
            let own = self.project == finding.project && self.covers(&finding.path);
            let other = finding.more.iter().any(|spot| spot.file == self.file && self.covers(&spot.path));
            if (own || other) && finding.rule.eq_ignore_ascii_case(&self.exception.rule) {
                self.used = true;
                let excused = self.exception.excused(self.as_of);
                if finding.exception.as_ref().is_none_or(|known| known.expired || known.until.to < excused.until.to) {
                    finding.exception = Some(excused);
                }
            }
        }
    }

    /// The place itself or the row it stands in; the project, of which such a rule says one thing.
    fn covers(&self, path: &str) -> bool {
        let place = &self.exception.place;
        *place == squeezed(path) || *place == squeezed(row_of(path)) || *place == squeezed(&self.project)
    }

    /// Corrects the overview of its file; gives what is to say about the exception itself.
    pub fn settle(self, overviews: &mut [Overview]) -> Option<Finding> {
        let [expired, unused] = self.told;
        if self.used {
            return expired;
        }
        if let Some(overview) = overviews.get_mut(self.number).filter(|overview| overview.standing != Standing::Expired) {
            overview.standing = Standing::Unused;
        }
        unused
    }
}

/// Marks the findings that stand under an exception, adds what is to say about the exceptions themselves, and gives the
/// overview of all, and those that only the portfolio can settle. The order of the exceptions decides nothing.
pub fn apply(subject: &Subject<'_>, as_of: Period, findings: &mut Vec<Finding>) -> (Vec<Overview>, Vec<Reserved>) {
    let exceptions = read(subject, as_of);
    if exceptions.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let met = Met::of(subject, findings);
    let mut order: Vec<(&Exception, Vec<usize>)> = exceptions.iter().map(|exception| (exception, met.by(exception))).collect();
    order.sort_by(|(left, _), (right, _)| left.strength(as_of).cmp(&right.strength(as_of)).reverse());
    for (exception, hits) in order.iter().filter(|(exception, _)| exception.defect.is_none() && exception.has_begun(as_of)) {
        for &hit in hits {
            findings[hit].exception.get_or_insert_with(|| exception.excused(as_of));
        }
    }
    let (mut overviews, mut reserved, mut told) = (Vec::new(), Vec::new(), Vec::new());
    let mut shown = Surplus::new();
    for (number, exception) in exceptions.iter().enumerate() {
        let is_across = exception.defect.is_none() && subject.standard.rule(&exception.rule).is_some_and(|rule| rule.queries().is_some());
        let hits = met.by(exception);
        let judged =
            if is_across { exception.judged_across(as_of) } else { exception.judged(as_of, &hits, findings, (&met, number < HINTS)) };
        if is_across && judged.standing != Standing::Pending {
            reserved.push(exception.reserved(subject, as_of, overviews.len()));
        }
        overviews.push(exception.overview(subject, as_of, &judged));
        if !is_across {
            let wanted = judged.told.as_ref().is_some_and(|(check, ..)| shown.admits(check.id, told.len()));
            told.extend(judged.finding(subject, exception).filter(|_| wanted).map(|finding| (NO_CELL, finding)));
        }
    }
    let rests = shown.rests(&told);
    findings.extend(told.into_iter().chain(rests).map(|(_, finding)| finding));
    (overviews, reserved)
}

/// The open findings of each rule, by the rule's id.
struct Met {
    by_rule: BTreeMap<String, Vec<(String, usize)>>,
    /// Rules that have one result for each project.
    single: Vec<String>,
    project: String,
}

impl Met {
    fn of(subject: &Subject<'_>, findings: &[Finding]) -> Self {
        let mut by_rule: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
        for (index, finding) in findings.iter().enumerate() {
            if matches!(finding.outcome, Outcome::NichtErfuellt | Outcome::NichtPruefbar) && finding.path != REST {
                by_rule.entry(finding.rule.to_uppercase()).or_default().push((finding.path.clone(), index));
            }
        }
        let loops = |id: &String| subject.standard.rule(id).and_then(|rule| rule.conditions()).is_some_and(|known| known.loops.is_empty());
        let single = by_rule.keys().filter(|id| loops(id)).cloned().collect();
        Self { by_rule, single, project: subject.project() }
    }

    fn of_rule(&self, rule: &str) -> &[(String, usize)] {
        self.by_rule.get(rule).map_or(&[], Vec::as_slice)
    }

    /// The findings an exception was made for: those of its place; failing that, of its row, where the rule says one
    /// thing about it; of a rule that has one result for the project, also of the list or the project.
    fn by(&self, exception: &Exception) -> Vec<usize> {
        let found = self.of_rule(&exception.rule);
        let place = &exception.place;
        let at = |wanted: &dyn Fn(&str) -> bool| {
            let hits: Vec<&(String, usize)> = found.iter().filter(|(path, _)| wanted(path)).collect();
            let one = hits.iter().all(|(path, _)| *path == hits[0].0);
            if one { hits.iter().map(|(_, index)| *index).collect() } else { Vec::new() }
        };
        let exact: Vec<usize> = at(&|path| squeezed(path) == *place);
        if !exact.is_empty() || place.is_empty() {
            return exact;
        }
        let row: Vec<usize> = at(&|path| squeezed(row_of(path)) == *place);
        if !row.is_empty() || !self.single.contains(&exception.rule) {
            return row;
        }
        let above = |path: &str| squeezed(path).strip_prefix(place.as_str()).is_some_and(|rest| rest.starts_with(['.', '[']));
        at(&|path| above(path) || *place == squeezed(&self.project))
    }
}

/// How an exception stands, and the check and sentence where something is to be said.
struct Judged {
    standing: Standing,
    told: Option<(Builtin, Level, String)>,
}

impl Judged {
    fn quiet(standing: Standing) -> Self {
        Self { standing, told: None }
    }

    fn finding(self, subject: &Subject<'_>, exception: &Exception) -> Option<Finding> {
        let (check, level, message) = self.told?;
        let span = subject.document.cell(exception.row).span;
        Some(subject.builtin(check, level, exception.row, span, message))
    }
}

impl Exception {
    fn judged(&self, as_of: Period, hits: &[usize], findings: &[Finding], (met, hints): (&Met, bool)) -> Judged {
        if let Some(defect) = &self.defect {
            return self.defective(defect);
        }
        if !self.has_begun(as_of) {
            return Judged::quiet(Standing::Pending);
        }
        if hits.is_empty() {
            return self.meeting_nothing(as_of, met, hints);
        }
        if !self.is_over(as_of) {
            return self.judged_across(as_of);
        }
        if hits.iter().all(|hit| findings[*hit].is_excused()) {
            return Judged::quiet(Standing::Renewed);
        }
        Judged { standing: Standing::Expired, told: Some((builtin::EXPIRED, Level::Soll, self.over())) }
    }

    /// As far as nothing need be known about findings.
    fn judged_across(&self, as_of: Period) -> Judged {
        let left = self.end().map_or(0, |end| end.to - as_of.from);
        match () {
            () if !self.has_begun(as_of) => Judged::quiet(Standing::Pending),
            () if self.is_over(as_of) => Judged { standing: Standing::Expired, told: Some((builtin::EXPIRED, Level::Soll, self.over())) },
            () if self.is_endless => {
                let told = format!(
                    "Die Ausnahme von {} gilt bis {} und damit länger als vorgesehen, ohne dass ein Tag der Überprüfung in den nächsten {} Tagen \
                     genannt ist. Ohne ihn endet sie am {}.",
                    self.rule,
                    self.until.map_or_else(String::new, Period::german),
                    self.longest,
                    self.end().map_or_else(String::new, Period::german)
                );
                Judged { standing: Standing::Endless, told: Some((builtin::ENDLESS, Level::Soll, told)) }
            }
            () if i64::from(left) <= self.notice => Judged::quiet(Standing::Expiring(left)),
            () => Judged::quiet(Standing::Valid),
        }
    }

    fn over(&self) -> String {
        match self.end().filter(|end| Some(*end) != self.until) {
            Some(end) => format!("Die Ausnahme von {} war bis {} zu überprüfen; der Befund zählt wieder.", self.rule, end.german()),
            None => {
                let until = self.until.map_or_else(String::new, Period::german);
                format!("Die Ausnahme von {} galt bis {until}; der Befund zählt wieder.", self.rule)
            }
        }
    }

    fn defective(&self, defect: &Defect) -> Judged {
        let rule = &self.rule;
        let told = match defect {
            // The structural check names the field.
            Defect::Incomplete => None,
            Defect::UnknownRule(hint) => {
                Some((builtin::MISSES, Level::Soll, format!("Eine Regel „{rule}“ gibt es nicht; die Ausnahme gilt für nichts.{hint}")))
            }
            Defect::OfForm => Some((
                builtin::NOT_EXCUSABLE,
                Level::Soll,
                format!("{rule} prüft die Form der Datei; davon gibt es keine Ausnahme. Der Befund zählt weiter."),
            )),
            Defect::Contradiction => Some((
                builtin::NOT_EXCUSABLE,
                Level::Soll,
                format!("{rule} nennt Angaben, die einander widersprechen; davon gibt es keine Ausnahme. Der Befund zählt weiter."),
            )),
            Defect::Own => Some((
                builtin::OWN_APPROVAL,
                Level::Soll,
                format!("Die Ausnahme von {rule} hat die Stelle genehmigt, die das Vorhaben leitet; der Befund zählt weiter."),
            )),
            Defect::Reversed => {
                Some((builtin::MISSES, Level::Soll, format!("Die Ausnahme von {rule} endet, bevor sie beginnt; sie gilt an keinem Tag.")))
            }
        };
        Judged { standing: Standing::Ineffective, told }
    }

    /// Whatever it was made for is healed, or its place is written wrongly.
    fn meeting_nothing(&self, as_of: Period, met: &Met, hints: bool) -> Judged {
        let mut places: Vec<&str> = met.of_rule(&self.rule).iter().map(|(path, _)| path.as_str()).collect();
        places.sort_unstable();
        places.dedup();
        let named = |path: &str| if path.is_empty() { format!("„{}“", met.project) } else { format!("„{path}“") };
        let ended = match self.end().filter(|_| self.is_over(as_of)) {
            Some(end) => format!(" und ist seit {} abgelaufen", end.german()),
            None => String::new(),
        };
        let mut told = format!("Zur Ausnahme von {} an „{}“ gibt es keinen Befund{ended}.", self.rule, self.written);
        let rows = places.iter().map(|path| row_of(path)).filter(|row| !row.is_empty());
        let near = || suggestion(&self.written, places.iter().copied()).or_else(|| suggestion(&self.written, rows));
        let meant = if self.is_in_file || !hints { None } else { near() };
        let below = places.iter().copied().find(|path| squeezed(path).starts_with(self.place.as_str()));
        if let Some(meant) = meant.or(below) {
            let _ = write!(told, " Eine Ausnahme gilt für genau einen Ort. Meinten Sie {}?", named(meant));
            return Judged { standing: Standing::Ineffective, told: Some((builtin::UNUSED, Level::Soll, told)) };
        }
        if !places.is_empty() {
            let shown: Vec<String> = places.iter().take(NAMED).map(|path| named(path)).collect();
            let rest = if places.len() > NAMED { " und an weiteren Orten" } else { "" };
            let _ = write!(told, " Befunde zu {} gibt es an {}{rest}.", self.rule, shown.join(", "));
        }
        let standing = if self.is_over(as_of) { Standing::Expired } else { Standing::Unused };
        Judged { standing, told: Some((builtin::UNUSED, Level::Kann, told)) }
    }

    fn reserved(&self, subject: &Subject<'_>, as_of: Period, number: usize) -> Reserved {
        let expired = self.judged_across(as_of).finding(subject, self);
        let nothing = Met { by_rule: BTreeMap::new(), single: Vec::new(), project: subject.project() };
        let unused = self.meeting_nothing(as_of, &nothing, false).finding(subject, self);
        let (project, file) = (subject.project(), subject.document.source.name.clone());
        Reserved { exception: self.clone(), used: false, project, file, number, as_of, told: [expired, unused] }
    }

    fn overview(&self, subject: &Subject<'_>, as_of: Period, judged: &Judged) -> Overview {
        let line = subject.place(self.row).line;
        let until = self.end().filter(|_| !self.is_over(as_of)).or(self.until);
        let note = match (&judged.told, &self.defect) {
            (Some((_, _, told)), _) => told.clone(),
            (None, Some(Defect::Incomplete)) => "Eine Pflichtangabe fehlt oder ist falsch geschrieben; die Ausnahme gilt nicht.".to_owned(),
            _ => String::new(),
        };
        let (rule, place, reason) = (self.rule.clone(), self.written.clone(), self.reason.clone());
        Overview { rule, place, reason, until, line, standing: judged.standing, note }
    }

    fn excused(&self, as_of: Period) -> Excused {
        let until = self.until.unwrap_or(as_of);
        Excused { reason: self.reason.clone(), until, expired: self.is_over(as_of) }
    }
}

/// A path up to the end of its last row.
fn row_of(path: &str) -> &str {
    path.rfind(']').map_or("", |end| &path[..=end])
}

/// Without spaces, which nobody sees.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}
