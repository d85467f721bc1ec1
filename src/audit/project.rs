//! The way of one project file through the audit: structure on the uncut file, the cut at the Stichtag, the rules,
//! what missing fields block, the exceptions, the order.

use std::collections::{BTreeMap, HashSet};

use crate::audit::demand::Demand;
use crate::audit::examine::{Examined, Verdict, examine};
use crate::audit::exceptions::{Overview, Reserved};
use crate::audit::finding::{Finding, Tally};
use crate::audit::fold::{Finished, name_blocked};
use crate::audit::identity::Identity;
use crate::audit::machine::Fault;
use crate::audit::plausible::{self, Contradiction};
use crate::audit::readiness::Readiness;
use crate::audit::rule::CompiledRule;
use crate::audit::structure::structure;
use crate::audit::subject::Subject;
use crate::audit::surplus::rest;
use crate::audit::whole::closed;
use crate::audit::{Auditor, absent, doubts, insert};
use crate::document::{CellId, Document, FaultKind, read};
use crate::period::Period;
use crate::schema::{Level, Schema};
use crate::source::Source;
use crate::standard::{Outcome, Rule, RuleStatus};

pub use crate::audit::state::State;

/// What is asked of a file.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The Stichtag, a day.
    pub as_of: Period,
    /// Index of the gate the project wants to pass.
    pub gate: Option<usize>,
    /// Keep results that say "fulfilled" or "not applicable" as well.
    pub all: bool,
    /// Whether the shape of rows that begin after the Stichtag is shown; asked for a gate it never is.
    pub later: Later,
}

/// Rows that certainly begin after the Stichtag: who checks a file wants to hear of mistakes in them, who looks back at
/// a day must not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Later {
    #[default]
    Shown,
    LeftOut,
}

impl Question {
    /// How a file stands on a day, as it would have been answered then.
    pub fn as_of_day(as_of: Period) -> Self {
        Self { as_of, gate: None, all: false, later: Later::LeftOut }
    }

    fn leaves_out_later(&self) -> bool {
        self.gate.is_some() || self.later == Later::LeftOut
    }
}

/// What became of a file.
#[derive(Debug)]
pub struct Audit {
    pub project: String,
    pub identity: Identity,
    /// Code of the kind of data; `None` where the file does not say.
    pub data_kind: Option<String>,
    pub findings: Vec<Finding>,
    pub tally: Tally,
    /// How the MUSS stand: what a Freigabe depends on.
    pub readiness: Readiness,
    /// The file's exceptions, as far as they are complete.
    pub exceptions: Vec<Overview>,
    /// Those from rules across projects, to be settled with the portfolio.
    pub reserved: Vec<Reserved>,
    /// Rules that could not be evaluated: the rule is at fault.
    pub rule_faults: Vec<RuleFault>,
    /// What is dated after the Stichtag: told where a file is checked, no matter of reports.
    pub later: Option<Finding>,
    /// As of the Stichtag; empty when the file has syntax errors.
    pub document: Document,
    pub state: Option<State>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleFault {
    pub rule: String,
    pub file: String,
    pub message: String,
}

impl Auditor<'_> {
    pub fn audit(&self, source: Source, question: Question) -> Audit {
        self.audit_in(source, question, None)
    }

    /// As `audit`, in a phase given from outside: on the day of a decision the project is still in the phase it closes.
    pub(super) fn audit_in(&self, source: Source, question: Question, phase: Option<u16>) -> Audit {
        let (mut document, faults) = read(&self.standard.schema, Schema::PROJECT, source);
        let is_broken = faults.iter().any(|fault| matches!(fault.kind, FaultKind::Syntax(_)));
        let uncut = Subject { standard: self.standard, document: &document };
        let until = question.leaves_out_later().then_some(question.as_of.to).filter(|day| document.latest_event > Some(*day));
        let mut structure = structure(&uncut, &faults, until);
        if is_broken {
            let identity = Identity::of(&uncut);
            let data_kind = uncut.anchored(self.standard.anchors.data_kind);
            return closed(document, identity, data_kind, structure.findings.into_iter().map(|(_, finding)| finding).collect());
        }
        let identity = Identity::of(&uncut);
        let later = plausible::later(&uncut, question.as_of);
        document.cut(&self.standard.schema, Schema::PROJECT, question.as_of.to);
        let subject = Subject { standard: self.standard, document: &document };
        if until.is_some() {
            structure.leave_out_cut(&document, &self.standard.schema);
        }
        let mut state = State::of(&subject, question.gate);
        state.phase = phase.unwrap_or(state.phase);
        let mut gathered = Gathered {
            subject: &subject,
            as_of: question.as_of,
            structural: structure.findings,
            contradictions: structure.contradictions,
            open: Vec::new(),
            findings: Vec::new(),
            tally: Tally::default(),
            faults: Vec::new(),
            undecided: Vec::new(),
        };
        gathered.gaps(&structure.gaps, &state);
        self.run_rules(&mut gathered, &state, question);
        let Finished { findings, tally, readiness, exceptions, reserved, faults: rule_faults } = gathered.finish();
        let (project, data_kind) = (identity.project.clone(), subject.anchored(self.standard.anchors.data_kind));
        Audit {
            project,
            identity,
            data_kind,
            findings,
            tally,
            readiness,
            exceptions,
            reserved,
            rule_faults,
            later,
            document,
            state: Some(state),
        }
    }

    fn run_rules(&self, gathered: &mut Gathered<'_>, state: &State, question: Question) {
        let facts = state.facts(gathered.subject, &self.constants, question.as_of, question.gate);
        let mut demand = Demand::new(self, gathered.subject, state, facts);
        for compiled in &self.rules {
            let rule = &self.standard.rules[compiled.index];
            if !rule.is_in_force() {
                continue;
            }
            let mut examined = self.examine_in_scope(compiled, rule, gathered.subject, state, facts);
            for verdict in examined.verdicts.iter_mut().filter(|verdict| verdict.empty_settles) {
                verdict.empty_settles = verdict.missing.first().is_some_and(|list| demand.allows_none(*list));
            }
            gathered.take(rule, examined, question.all);
        }
    }

    /// One rule over one text, whatever its status: for the rulebook's own examples.
    pub(super) fn examine_one(&self, index: usize, source: Source, as_of: Period) -> Examined {
        let (mut document, _) = read(&self.standard.schema, Schema::PROJECT, source);
        document.cut(&self.standard.schema, Schema::PROJECT, as_of.to);
        let subject = Subject { standard: self.standard, document: &document };
        let state = State::of(&subject, None);
        let facts = state.facts(&subject, &self.constants, as_of, None);
        match self.rules.iter().find(|compiled| compiled.index == index) {
            Some(compiled) => self.examine_in_scope(compiled, &self.standard.rules[index], &subject, &state, facts),
            None => Examined::default(),
        }
    }

    /// The result of every rule in force for one file, the weightiest where a rule has several: rule by rule, with nothing
    /// folded and nothing excused.
    pub fn results_for(&self, source: Source, question: Question) -> BTreeMap<String, Outcome> {
        let (mut document, _) = read(&self.standard.schema, Schema::PROJECT, source);
        document.cut(&self.standard.schema, Schema::PROJECT, question.as_of.to);
        let subject = Subject { standard: self.standard, document: &document };
        let state = State::of(&subject, question.gate);
        let facts = state.facts(&subject, &self.constants, question.as_of, question.gate);
        let in_force = self.rules.iter().map(|compiled| (compiled, &self.standard.rules[compiled.index]));
        in_force
            .filter(|(_, rule)| rule.is_in_force())
            .map(|(compiled, rule)| {
                let examined = self.examine_in_scope(compiled, rule, &subject, &state, facts);
                let worst = examined.verdicts.iter().map(|verdict| verdict.outcome).min();
                let quiet = if examined.passed > 0 { Outcome::Erfuellt } else { Outcome::NichtAnwendbar };
                (rule.id.clone(), worst.unwrap_or(quiet))
            })
            .collect()
    }

    /// Outside its phases and classes a rule is not applicable without being run.
    pub(super) fn examine_in_scope(
        &self,
        compiled: &CompiledRule,
        rule: &Rule,
        subject: &Subject<'_>,
        state: &State,
        facts: crate::audit::machine::Facts,
    ) -> Examined {
        let too_early = rule.from_phase > state.phase;
        if too_early && !rule.judges_earlier {
            return Examined { not_applicable: 1, ..Examined::default() };
        }
        let examined = self.examine_in_class(compiled, rule, subject, state, facts);
        if too_early { examined.without_open() } else { examined }
    }

    fn examine_in_class(
        &self,
        compiled: &CompiledRule,
        rule: &Rule,
        subject: &Subject<'_>,
        state: &State,
        facts: crate::audit::machine::Facts,
    ) -> Examined {
        match state.class {
            _ if rule.classes.is_empty() => {}
            Some((catalogue, ordinal)) => {
                let class = &self.standard.schema.catalogue(catalogue).code(ordinal).id;
                if !rule.classes.contains(class) {
                    return Examined { not_applicable: 1, ..Examined::default() };
                }
            }
            None => {
                let open = Verdict {
                    outcome: Outcome::NichtPruefbar,
                    cells: vec![state.class_cell],
                    path: None,
                    missing: vec![state.class_cell],
                    doubts: Vec::new(),
                    message: String::new(),
                    empty_settles: false,
                };
                return Examined { verdicts: vec![open], ..Examined::default() };
            }
        }
        examine(compiled, subject.document, &self.constants, facts)
    }
}

/// Results of one file on their way to findings.
pub(super) struct Gathered<'a> {
    pub(super) subject: &'a Subject<'a>,
    pub(super) as_of: Period,
    /// With the cell each is about.
    pub(super) structural: Vec<(CellId, Finding)>,
    pub(super) contradictions: Vec<Contradiction>,
    /// Open results, with the cells that are missing.
    pub(super) open: Vec<(Vec<CellId>, Finding)>,
    pub(super) findings: Vec<Finding>,
    pub(super) tally: Tally,
    pub(super) faults: Vec<RuleFault>,
    /// MUSS that count and could not be evaluated.
    pub(super) undecided: Vec<String>,
}

impl Gathered<'_> {
    fn take(&mut self, rule: &Rule, examined: Examined, all: bool) {
        self.tally.passed += examined.passed;
        self.tally.passed_muss +=
            if rule.level == Level::Muss && rule.status_at(self.as_of) == RuleStatus::Verbindlich { examined.passed } else { 0 };
        self.tally.not_applicable += examined.not_applicable;
        if all {
            self.quiet(rule, Outcome::Erfuellt, examined.passed);
            self.quiet(rule, Outcome::NichtAnwendbar, examined.not_applicable);
        }
        if let Some(fault) = examined.own_fault() {
            self.fault(rule, fault);
        }
        let rests = [Outcome::NichtErfuellt, Outcome::NichtPruefbar].map(|outcome| (outcome, examined.rest_of(outcome)));
        let mut last: [Option<Finding>; 2] = [None, None];
        for verdict in examined.verdicts {
            if self.follows(rule, &verdict) {
                continue;
            }
            self.tally.count(verdict.outcome, rule.level);
            let finding = self.finding(rule, &verdict);
            if let Some(at) = rests.iter().position(|(outcome, times)| *times > 0 && *outcome == verdict.outcome) {
                last[at] = Some(finding.clone());
            }
            if verdict.outcome == Outcome::NichtPruefbar && !verdict.missing.is_empty() {
                self.open.push((verdict.missing, finding));
            } else {
                self.findings.push(finding);
            }
        }
        for (like, (outcome, times)) in last.into_iter().zip(rests) {
            self.tally.count_times(outcome, rule.level, times);
            self.findings.extend(like.map(|like| rest(&like, times)));
        }
    }

    /// A rule that read two values which cannot both be right has nothing to add: it is told as kept from being checked.
    fn follows(&mut self, rule: &Rule, verdict: &Verdict) -> bool {
        if verdict.outcome != Outcome::NichtErfuellt || self.contradictions.is_empty() {
            return false;
        }
        let read: HashSet<CellId> = verdict.cells.iter().copied().collect();
        let cause = self.contradictions.iter().find(|known| read.contains(&known.cells.0) && read.contains(&known.cells.1));
        if let Some((_, finding)) = cause.and_then(|known| self.structural.get_mut(known.finding)) {
            name_blocked(finding, &rule.id);
            return true;
        }
        false
    }

    fn quiet(&mut self, rule: &Rule, outcome: Outcome, count: u64) {
        if count > 0 {
            let root = self.subject.document.root();
            let times = if count == 1 { String::new() } else { format!(" ({count} Mal)") };
            let verdict = Verdict {
                outcome,
                cells: vec![root],
                path: None,
                missing: Vec::new(),
                doubts: Vec::new(),
                message: format!("{}: {}{times}.", rule.title, outcome.title()),
                empty_settles: false,
            };
            let finding = self.finding(rule, &verdict);
            self.findings.push(finding);
        }
    }

    fn fault(&mut self, rule: &Rule, fault: Fault) {
        let message = fault.german().to_owned();
        if rule.level == Level::Muss && rule.status_at(self.as_of) == RuleStatus::Verbindlich {
            self.undecided.push(rule.id.clone());
        }
        self.faults.push(RuleFault { rule: rule.id.clone(), file: self.subject.document.source.name.clone(), message });
    }

    fn finding(&self, rule: &Rule, verdict: &Verdict) -> Finding {
        let subject = self.subject;
        let cell = verdict.missing.first().or(verdict.cells.first()).copied().unwrap_or(subject.document.root());
        let place = subject.place(cell);
        let mut seen = HashSet::new();
        let paths = verdict.missing.iter().map(|cell| subject.path(*cell));
        let missing: Vec<String> = paths.filter(|path| seen.insert(path.clone())).collect();
        let snippet = match (&verdict.path, verdict.outcome) {
            (Some(path), Outcome::NichtErfuellt) => absent::at_path(subject, path),
            _ => absent::cells(subject, &verdict.missing),
        };
        let message = if verdict.message.is_empty() { self.open_message(rule, verdict, &missing) } else { verdict.message.clone() };
        Finding {
            project: subject.project(),
            file: subject.document.source.name.clone(),
            place,
            excerpt: subject.document.excerpt(subject.schema(), place),
            path: verdict.path.clone().unwrap_or_else(|| subject.path(cell)),
            more: self.more(cell, verdict),
            message,
            missing,
            snippet,
            ..Finding::of_rule(rule, verdict.outcome, self.as_of)
        }
    }

    /// An absent list can be meant as "none"; the sentence says how to write that down.
    fn open_message(&self, rule: &Rule, verdict: &Verdict, missing: &[String]) -> String {
        let Some(&cell) = verdict.missing.first() else {
            return format!("{}: {}", rule.title, doubts::sentence(self.subject, verdict));
        };
        let none = match self.subject.list_name(cell).filter(|_| verdict.empty_settles) {
            Some(name) => {
                format!(" Gibt es nichts einzutragen, schreiben Sie „{name} = []“ {}.", insert::head_in_words(self.subject.document))
            }
            None => String::new(),
        };
        let fails = if missing.len() == 1 { "fehlt die Angabe" } else { "fehlen die Angaben" };
        format!("{}: Dazu {fails} {}.{none}", rule.title, doubts::joined(missing))
    }
}
