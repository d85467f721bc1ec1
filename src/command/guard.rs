//! What keeps a report from being released: files that could not be read, projects that have disappeared, a Stichtag that has
//! not come. Whoever insists names each of them, with a reason and the Stelle, and the first page says so.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::audit::Audit;
use crate::command::today;
use crate::facts::{Data, read_parquet};
use crate::period::Period;
use crate::portfolio::Past;
use crate::report::assemble::Warning;
use crate::source::portable;

/// The words that insist.
#[derive(Clone, Debug, Default)]
pub struct Insist {
    /// Ids of projects whose files cannot be read.
    pub unread: Vec<String>,
    /// Ids of projects that the last report had.
    pub gone: Vec<String>,
    pub future: bool,
    pub reason: Option<String>,
    /// The Stelle that releases, also "in Vertretung".
    pub by: Option<String>,
}

impl Insist {
    fn insists(&self) -> bool {
        self.future || !self.unread.is_empty() || !self.gone.is_empty()
    }

    /// # Errors
    /// A release before its Stichtag, or in spite of something without reason and Stelle.
    pub fn check(&self, as_of: Period) -> Result<()> {
        let said = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        if self.insists() && !(said(&self.reason) && said(&self.by)) {
            bail!("wer trotzdem freigibt, nennt den Grund und die Stelle: --grund „…“ --freigegeben-durch „…“");
        }
        // The one question to the clock: what has not happened yet cannot be reported.
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

    /// Projects of the last report that have no file now.
    ///
    /// # Errors
    /// One of them is not named, or the tables of that report cannot be read.
    pub fn check_gone(&self, last: Option<&Past>, audits: &[Audit]) -> Result<Vec<String>> {
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

    /// What the first page says of it.
    pub fn told(&self, unread: &[String], gone: &[String]) -> Vec<(String, String)> {
        let list = |name: &str, ids: &[String]| (!ids.is_empty()).then(|| (name.to_owned(), ids.join(", ")));
        let said = |name: &str, text: &Option<String>| text.as_ref().map(|text| (name.to_owned(), text.clone()));
        let future = self.future.then(|| ("Stichtag".to_owned(), "liegt nach dem Tag der Freigabe".to_owned()));
        [
            said("Freigegeben durch", &self.by),
            said("Grund", &self.reason),
            list("Trotz nicht lesbarer Dateien", unread),
            list("Trotz fehlender Vorhaben", gone),
            future,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// The section of the first page.
pub fn warning(lines: &[(String, String)]) -> Option<Warning> {
    (!lines.is_empty()).then(|| Warning {
        id: "freigabe-angaben",
        kicker: "Freigabe",
        finding: "Angaben zur Freigabe dieses Berichts".to_owned(),
        sentence: "Angabe der Stelle, keine Signatur.".to_owned(),
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
