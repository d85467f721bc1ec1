//! What goes with a draft: papers beside its pages, and the round they open with the projects before a release.

use anyhow::{Context, Result, bail};

use crate::audit::Audit;
use crate::period::Period;
use crate::portfolio::{Contents, Family, Occasion, Round, round_table};
use crate::report::evidence::Origin;
use crate::report::export::File;
use crate::report::form::{Form, render};
use crate::report::frozen::Frozen;
use crate::report::paper::{self, Asked, Made};
use crate::standard::Standard;

/// A paper beside the report.
pub struct Enclosed {
    /// Only with a draft: a release asks no more than what is open.
    pub file: Option<File>,
    /// Its first finding, in one sentence.
    pub news: String,
    pub asked_back: Vec<Asked>,
}

/// The papers that go with a draft, each as one page.
pub fn enclosed(
    (standard, contents): (&Standard, &Contents),
    as_of: Period,
    (audits, origin): (&[Audit], &Origin),
    (sent, is_draft): (Option<Period>, bool),
) -> Result<Vec<Enclosed>> {
    let mut made = Vec::new();
    for family in with_drafts(contents) {
        let Some(contents) = &contents.paper(&family.name) else { continue };
        let round = Round { sent, until: until(standard, family, sent), ..Round::default() };
        let request = paper::Request { standard, contents, as_of, audits, asked: vec![round_table(&round)], origin: origin.clone() };
        let Made { sheets, asked_back } = paper::make(request)?;
        let Some(sheet) = sheets.into_iter().next() else { continue };
        let page = || anyhow::Ok(File { path: family.path(""), bytes: render(&sheet.report, Form::Html)? });
        let file = is_draft.then(page).transpose()?;
        let news = sheet.report.abschnitte.first().map(|section| section.befund.plain()).unwrap_or_default();
        made.push(Enclosed { file, news, asked_back });
    }
    Ok(made)
}

fn with_drafts(contents: &Contents) -> impl Iterator<Item = &Family> {
    let goes_with = |paper: &&Family| paper.head.accompanies.as_ref().is_some_and(|with| *with.get_ref() == Occasion::Entwurf);
    contents.papers.iter().filter(goes_with)
}

/// The last day for an answer; the day of sending is not counted.
fn until(standard: &Standard, family: &Family, sent: Option<Period>) -> Option<Period> {
    let threshold = standard.threshold(family.head.workdays.as_ref()?.get_ref())?;
    let workdays = u32::try_from(threshold.value).ok()?;
    sent.map(|sent| Period::day(standard.holidays.after(sent.to, workdays)))
}

/// Where the round stands: what is open now, and what was laid before the projects when, as said now or in the draft before.
pub fn round((standard, contents): (&Standard, &Contents), said: Option<Period>, before: Option<&Frozen>, papers: &[Enclosed]) -> Round {
    let open: Vec<String> =
        papers.iter().flat_map(|paper| &paper.asked_back).map(|asked| format!("{}: {}", asked.project, asked.place)).collect();
    let former = before.and_then(Frozen::round).filter(|_| said.is_none()).unwrap_or_default();
    let sent = said.or(former.sent);
    let laid = if said.is_some() { open.clone() } else { former.laid };
    let until = with_drafts(contents).filter_map(|family| until(standard, family, sent)).max_by_key(|day| day.to);
    Round { sent, until, laid, open }
}

/// The day of sending as somebody says it: what was asked about a Stichtag was sent after it, and a deadline that runs does not get shorter.
///
/// # Errors
/// It is not a day, lies before the Stichtag, or before the day that the draft before names.
pub fn sending_day(text: &str, as_of: Period, before: Option<Round>) -> Result<Period> {
    let day = Period::parse(text).filter(|period| period.is_day()).with_context(|| format!("„{text}“ ist kein Tag; so: 2026-11-03"))?;
    if day.to < as_of.to {
        bail!("--versandt-am {}: das ist vor dem Stichtag {}; damals gab es den Entwurf noch nicht", day.german(), as_of.german());
    }
    match before.and_then(|round| round.sent).filter(|sent| day.to < sent.to) {
        Some(sent) => {
            bail!("--versandt-am {}: festgehalten ist schon der {}; eine laufende Frist wird nicht kürzer", day.german(), sent.german())
        }
        None => Ok(day),
    }
}
