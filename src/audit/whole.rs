//! Findings about files as a whole: one that cannot be read, and files that must not stand together.

use crate::audit::Auditor;
use crate::audit::builtin::{self, Builtin};
use crate::audit::finding::{Finding, Tally};
use crate::audit::identity::Identity;
use crate::audit::project::Audit;
use crate::audit::readiness::Readiness;
use crate::audit::subject::{Subject, stem};
use crate::document::{Document, read_head};
use crate::schema::{Level, Schema};
use crate::source::{Excerpt, NO_FILE, Place, Source, Unreadable, io_german};
use crate::standard::Outcome;

impl Auditor<'_> {
    /// A file that could not be read at all: its name is all that is known.
    pub fn unreadable(&self, name: &str, why: &Unreadable) -> Audit {
        let (line, message) = match why {
            Unreadable::Io(error) => (1, format!("Die Datei lässt sich nicht öffnen: {}.", io_german(error))),
            Unreadable::Encoding { line, .. } => {
                (*line, "Die Datei ist nicht in UTF-8 gespeichert; hier steht das erste fremde Zeichen.".to_owned())
            }
            Unreadable::NoFile => (1, format!("Das ist {NO_FILE}.")),
            Unreadable::TooLarge => {
                (1, "Die Datei ist zu groß: Eine Projektdatei hat höchstens 64 MB und etwa 200.000 Einträge.".to_owned())
            }
        };
        let finding = finding(builtin::UNREADABLE, name, line, message);
        let legible = if let Unreadable::Encoding { legible, .. } = why { legible.as_str() } else { "" };
        let document = read_head(&self.standard.schema, Schema::PROJECT, Source::new(name, legible));
        let identity = Identity::of(&Subject { standard: self.standard, document: &document });
        closed(document, identity, None, vec![finding])
    }
}

/// With a file that cannot be read as a project there is nothing to check but that.
pub(super) fn closed(document: Document, identity: Identity, data_kind: Option<String>, mut findings: Vec<Finding>) -> Audit {
    let mut tally = Tally::default();
    for finding in &mut findings {
        tally.count(finding.outcome, finding.level);
        finding.path.clear();
        finding.project.clone_from(&identity.project);
    }
    let readiness = Readiness::of(&findings);
    Audit {
        project: identity.project.clone(),
        identity,
        data_kind,
        findings,
        tally,
        readiness,
        exceptions: Vec::new(),
        reserved: Vec::new(),
        rule_faults: Vec::new(),
        later: None,
        document,
        state: None,
    }
}

/// A file that could not be read as a project, and why.
#[derive(Clone, Debug)]
pub struct Unread {
    pub identity: Identity,
    pub line: u32,
    pub message: String,
}

impl Unread {
    /// `None` where the file could be read.
    pub fn of(audit: &Audit) -> Option<Self> {
        let first = audit.findings.first().filter(|_| audit.state.is_none())?;
        let more = if audit.findings.len() > 1 { format!(" (und {} weitere)", audit.findings.len() - 1) } else { String::new() };
        Some(Self { identity: audit.identity.clone(), line: first.place.line, message: format!("{}{more}", first.message) })
    }

    /// `datei:zeile Meldung`
    pub fn why(&self) -> String {
        format!("{}:{} {}", self.identity.file, self.line, self.message)
    }

    /// The same without the folders: what is handed on says nothing of whose computer it was made on.
    pub fn why_briefly(&self) -> String {
        let name = self.identity.file.rsplit('/').next().unwrap_or_default();
        format!("{name}:{} {}", self.line, self.message)
    }
}

/// Said once, at the first file that differs from the ones before it. Files that state no kind have their own finding.
pub fn mixed_kinds<'a>(kinds: impl Iterator<Item = (&'a str, Option<&'a str>)>) -> Option<Finding> {
    let mut first: Option<(&str, &str)> = None;
    for (file, kind) in kinds.filter_map(|(file, kind)| kind.map(|kind| (file, kind))) {
        match first {
            None => first = Some((file, kind)),
            Some((other, known)) if known != kind => {
                let message = format!("Datenart „{kind}“; {other} hat die Datenart „{known}“.");
                return Some(finding(builtin::MIXED_KINDS, file, 1, message));
            }
            Some(_) => {}
        }
    }
    None
}

pub(super) fn finding(check: Builtin, file: &str, line: u32, message: String) -> Finding {
    Finding {
        rule: check.id.to_owned(),
        title: check.title.to_owned(),
        level: Level::Muss,
        outcome: Outcome::NichtErfuellt,
        binding: true,
        binding_later: None,
        across: false,
        project: stem(file),
        file: file.to_owned(),
        place: Place { line, column: 1, end_line: line, end_column: 1 },
        times: 1,
        excerpt: Excerpt::default(),
        path: String::new(),
        more: Vec::new(),
        message,
        why: check.why.to_owned(),
        source: builtin::SOURCE.to_owned(),
        remedy: check.remedy.to_owned(),
        curable: "nachtragen".to_owned(),
        missing: Vec::new(),
        blocks: Vec::new(),
        exception: None,
        known: None,
        snippet: None,
    }
}
