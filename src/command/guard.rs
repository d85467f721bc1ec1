//! What keeps a report from being released: files that could not be read, projects that have disappeared, a Stichtag that has
//! not come. Whoever insists names each of them, with a reason and the Stelle, and the first page says so.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::audit::Audit;
use crate::command::today;
use crate::escape::is_clean;
use crate::facts::{Data, read_parquet};
use crate::period::Period;
use crate::portfolio::{Past, Round};
use crate::report::assemble::Warning;
use crate::report::evidence::Origin;
use crate::schema::Contacts;
use crate::source::portable;

const BY: &str = "Freigegeben durch";

/// The words that insist.
#[derive(Clone, Debug, Default)]
pub struct Insist {
    /// Ids of projects whose files cannot be read.
    pub unread: Vec<String>,
    /// Ids of projects that the last report had.
    pub gone: Vec<String>,
    pub future: bool,
    /// Before those who were asked had the time to answer.
    pub unanswered: bool,
    pub reason: Option<String>,
    /// The Stelle that releases, also "in Vertretung".
    pub by: Option<String>,
}

impl Insist {
    fn insists(&self) -> bool {
        self.future || self.unanswered || !self.unread.is_empty() || !self.gone.is_empty()
    }

    /// # Errors
    /// A release before its Stichtag, or in spite of something without reason and Stelle.
    pub fn check(&self, as_of: Period, contacts: &Contacts) -> Result<()> {
        for text in [&self.reason, &self.by].into_iter().flatten() {
            if !is_clean(text) || text.contains('\n') || text.chars().filter(|letter| letter.is_alphabetic()).count() < 3 {
                bail!("--grund und --freigegeben-durch stehen auf der ersten Seite: eine Zeile aus lesbaren Worten");
            }
            if !contacts.find(text, &[]).is_empty() {
                bail!(
                    "--grund und --freigegeben-durch stehen auf der ersten Seite: keine Mailadresse und keine Telefonnummer, die Stelle genügt"
                );
            }
        }
        let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        if self.insists() && !(said(&self.reason) && said(&self.by)) {
            bail!("wer trotzdem freigibt, nennt den Grund und die Stelle: --grund „…“ --freigegeben-durch „…“");
        }
        // One of two questions to the clock, both about a release: what has not happened yet cannot be reported.
        let is_future = Period::parse(&today()).is_some_and(|today| as_of.to > today.to);
        if is_future && !self.future {
            bail!(
                "der Stichtag {} liegt in der Zukunft; ein Bericht darüber lässt sich noch nicht freigeben (--trotz-zukunft besteht darauf)",
                as_of.german()
            );
        }
        Ok(())
    }

    /// # Errors
    /// A file cannot be read and is not named, or one is named that can be read.
    pub fn check_unread<'a>(&self, audits: impl Iterator<Item = &'a Audit>) -> Result<()> {
        let unread: Vec<&Audit> = audits.filter(|audit| audit.state.is_none()).collect();
        let open: Vec<String> = unread
            .iter()
            .filter(|audit| !self.unread.contains(&audit.project))
            .map(|audit| format!("{} ({})", audit.identity.named(), audit.identity.file))
            .collect();
        if !open.is_empty() {
            bail!(
                "nicht lesbar und darum nicht freizugeben: {}. Wer trotzdem freigibt, nennt jede: --trotz-unlesbarer ID --grund „…“ --freigegeben-durch „…“",
                open.join(", ")
            );
        }
        match self.unread.iter().find(|id| unread.iter().all(|audit| audit.project != **id)) {
            Some(id) => bail!("--trotz-unlesbarer {id}: dieses Vorhaben ist nicht unter denen, die sich nicht lesen lassen"),
            None => Ok(()),
        }
    }

    /// What a release has to say of itself on the first page.
    ///
    /// # Errors
    /// A project of the last report has no file now and is not named; somebody who was asked still has time to answer.
    pub fn settle(&self, origin: &Origin, audits: &[Audit]) -> Result<Vec<(String, String)>> {
        let last = origin.former.as_ref().map(|(past, _)| past).or(origin.predecessor.as_ref());
        let gone = self.check_gone(last, audits)?;
        let unanswered = origin.round.as_ref().map(|round| self.check_round(round)).transpose()?.unwrap_or_default();
        let list = |name: &str, ids: &[String]| (!ids.is_empty()).then(|| (name.to_owned(), ids.join(", ")));
        let said = |name: &str, text: &Option<String>| text.as_ref().map(|text| (name.to_owned(), text.clone()));
        let future = self.future.then(|| ("Stichtag".to_owned(), "liegt nach dem Tag der Freigabe".to_owned()));
        let told = [
            said(BY, &self.by),
            said("Grund", &self.reason),
            list("Trotz nicht lesbarer Dateien", &origin.unread),
            list("Trotz fehlender Vorhaben", &gone),
            future,
        ];
        Ok(told.into_iter().flatten().chain(unanswered).collect())
    }

    /// Projects of the last report that have no file now.
    fn check_gone(&self, last: Option<&Past>, audits: &[Audit]) -> Result<Vec<String>> {
        let now: BTreeSet<&str> = audits.iter().map(|audit| audit.project.as_str()).collect();
        let gone: Vec<String> =
            last.map(projects).transpose()?.unwrap_or_default().into_iter().filter(|id| !now.contains(id.as_str())).collect();
        let open: Vec<&str> = gone.iter().map(String::as_str).filter(|id| !self.gone.iter().any(|named| named == id)).collect();
        if let (false, Some(last)) = (open.is_empty(), last) {
            bail!(
                "im letzten Bericht ({}, Fassung {}) stehen Vorhaben, zu denen jetzt die Datei fehlt: {}. Wer trotzdem freigibt, nennt jedes: --trotz-fehlender ID --grund „…“ --freigegeben-durch „…“",
                last.as_of.german(),
                last.edition,
                open.join(", ")
            );
        }
        Ok(gone)
    }

    /// Whoever was asked has the time that the standard gives; what is open after it is named and holds nothing up.
    fn check_round(&self, round: &Round) -> Result<Vec<(String, String)>> {
        let Round { until, open, .. } = round;
        if open.is_empty() {
            return Ok(Vec::new());
        }
        let insist = "(--trotz-stellungnahmefrist --grund „…“ --freigegeben-durch „…“ besteht auf der Freigabe)";
        let running = until.filter(|until| Period::parse(&today()).is_none_or(|today| today.to <= until.to));
        let never = round.never_laid();
        if let (Some(until), false) = (running, self.unanswered) {
            bail!("Stellungnahme noch möglich bis {}; offen: {} {insist}", until.german(), projects_of(open));
        }
        if !never.is_empty() && !self.unanswered {
            bail!(
                "zu {} ist nicht festgehalten, wann um eine Stellungnahme gebeten wurde. Erst der Entwurf: lotse bericht --entwurf --versandt-am TAG {insist}",
                projects_of(&never)
            );
        }
        let asked: Vec<&str> = open.iter().map(String::as_str).filter(|open| !never.contains(open)).collect();
        let words =
            running.map_or_else(|| "Stellungnahme offen".to_owned(), |until| format!("Stellungnahme noch möglich bis {}", until.german()));
        let line = |name: &str, which: &[&str]| (!which.is_empty()).then(|| (name.to_owned(), projects_of(which)));
        let sent = round.sent.filter(|_| !asked.is_empty()).map(|sent| ("Entwurf vorgelegt am".to_owned(), sent.german()));
        let told = [sent, line(&words, &asked), line("Stellungnahme offen, nicht vorgelegt", &never)];
        Ok(told.into_iter().flatten().collect())
    }
}

/// The projects of questions, each once.
fn projects_of(questions: &[impl AsRef<str>]) -> String {
    let projects: BTreeSet<&str> = questions.iter().map(|question| question.as_ref().split(':').next().unwrap_or_default()).collect();
    projects.into_iter().collect::<Vec<_>>().join(", ")
}

/// The section of the first page.
pub fn warning(lines: &[(String, String)]) -> Option<Warning> {
    (!lines.is_empty()).then(|| Warning {
        id: "freigabe-angaben",
        kicker: "Freigabe",
        finding: "Angaben zur Freigabe dieses Berichts".to_owned(),
        sentence: if lines.iter().any(|(name, _)| name == BY) { "Angabe der Stelle, keine Signatur.".to_owned() } else { String::new() },
        lines: lines.to_vec(),
    })
}

fn projects(last: &Past) -> Result<Vec<String>> {
    let path = last.tables.join("projekte.parquet");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let Ok(table) = read_parquet(&path) else { bail!("„{}“ lässt sich nicht lesen", portable(&path)) };
    match table.column("projekt").map(|column| &column.data) {
        Some(Data::Text(ids)) => Ok(ids.iter().flatten().cloned().collect()),
        _ => Ok(Vec::new()),
    }
}
