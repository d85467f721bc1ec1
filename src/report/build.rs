//! All files of one report, as bytes: the page, the figures, the tables and the evidence.

use anyhow::{Result, anyhow, bail};
use rayon::prelude::*;

use crate::audit::Audit;
use crate::period::Period;
use crate::portfolio::{Beside, Contents, History, Portfolio};
use crate::report::assemble::{About, Book, Chapter, Leaf};
use crate::report::export::{File, Origin, evidence, figures_csv, fingerprint, snapshot};
use crate::report::{html, pdf};
use crate::schema::{Kind, TraitValue};
use crate::standard::{Complaint, Standard};

/// The report of the month on paper.
const PAPER: &str = "portfolio";

/// One report: projects of one kind of data as of one day.
pub struct Request<'a> {
    pub standard: &'a Standard,
    pub contents: &'a Contents,
    pub as_of: Period,
    /// "Oktober 2026", or the day where the report is not about a month.
    pub period: String,
    pub audits: &'a [Audit],
    /// Only the page of this project, or of this reader where each has one.
    pub only: Option<String>,
    /// The same files as of the predecessor's day; empty without one.
    pub then: &'a [Audit],
    pub origin: Origin,
}

/// # Errors
/// A query or template of the standard does not work with these data.
pub fn build(request: &Request<'_>) -> Result<Vec<File>> {
    let Request { standard, contents, as_of, .. } = *request;
    let history = history(request).map_err(|complaint| broken(&complaint))?;
    let beside = Beside { history, inclusion: contents.audience.inclusion(), asked: Vec::new() };
    let portfolio = Portfolio::with(standard, &contents.views, as_of, request.audits, beside);
    let portfolio = portfolio.map_err(|complaint| broken(&complaint))?;
    let measures = contents
        .figures
        .iter()
        .map(|figure| portfolio.measure(figure))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|complaint| broken(&complaint))?;
    let (title, invented) = data_kind(standard, &request.origin.data_kind);
    let about = About {
        period: request.period.clone(),
        edition: edition(request.origin.edition, request.origin.released),
        data_kind: (request.origin.data_kind.clone(), title),
        invented,
        predecessor: request.origin.predecessor.as_ref().map(|past| (past.as_of.german(), edition(past.edition, past.released))),
        fingerprint: fingerprint(standard, as_of, &request.origin),
        files: request.origin.inputs.len(),
        audience: contents.audience,
    };
    let only = request.only.as_deref();
    let book = Book::new(&portfolio, contents, &measures, &about, only).map_err(|complaint| broken(&complaint))?;
    let mut files = pages(&book)?;
    if let Some(only) = only.filter(|_| files.is_empty()) {
        bail!("zu „{only}“ gibt es keine Seite");
    }
    files.extend(papers(&book, &contents.index.name, only)?);
    if only.is_none() {
        files.push(figures_csv(standard, as_of, &measures));
    }
    // The tables hold what every page leaves out.
    if only.is_none() && contents.audience.is_house() {
        files.extend(snapshot(&portfolio.facts)?);
    }
    let proof = evidence(standard, as_of, &request.origin, &files);
    files.push(proof);
    Ok(files)
}

/// All pages at once: they share only what nobody changes any more.
fn pages(book: &Book<'_>) -> Result<Vec<File>> {
    let page = |(chapter, leaf): (&Chapter<'_>, &Leaf)| {
        let report = book.page(chapter, leaf).map_err(|complaint| broken(&complaint))?;
        Ok(File { path: leaf.path.clone(), bytes: html::render(&report)?.into_bytes() })
    };
    book.leaves().into_par_iter().map(page).collect()
}

/// What is printed and signed: the first page of the month, or the one page that was asked for.
fn papers(book: &Book<'_>, first: &str, only: Option<&str>) -> Result<Vec<File>> {
    let chosen = |(chapter, leaf): &(&Chapter<'_>, &Leaf)| only.map_or(chapter.family.name == first, |only| leaf.id == only);
    let paper = |(chapter, leaf): (&Chapter<'_>, &Leaf)| {
        let report = book.paper(chapter, leaf).map_err(|complaint| broken(&complaint))?;
        let stem = leaf.path.rsplit('/').next().and_then(|name| name.strip_suffix(".html"));
        let name = if only.is_some() { stem.unwrap_or(PAPER) } else { PAPER };
        Ok(File { path: format!("{name}.pdf"), bytes: pdf::render(&report)? })
    };
    book.leaves().into_iter().filter(chosen).map(paper).collect()
}

fn history(request: &Request<'_>) -> Result<History, Complaint> {
    let Origin { predecessor, former, .. } = &request.origin;
    let views = request.contents.views_then(request.standard);
    let then = predecessor.as_ref().map(|past| Portfolio::of(request.standard, &views, past.as_of, request.then));
    Ok(History {
        predecessor: predecessor.clone(),
        then: then.transpose()?.map(|portfolio| portfolio.facts),
        edition: former.as_ref().map(|(past, _)| past.clone()),
    })
}

fn broken(complaint: &Complaint) -> anyhow::Error {
    anyhow!("Der Bericht lässt sich nicht erstellen:\n{complaint}")
}

/// "2, Entwurf"
fn edition(number: u32, released: bool) -> String {
    format!("{number}, {}", if released { "freigegeben" } else { "Entwurf" })
}

/// Words for a kind of data, and whether it is invented.
pub fn data_kind(standard: &Standard, code: &str) -> (String, bool) {
    let (record, slot) = standard.anchors.data_kind;
    let Kind::Code(catalogue) = standard.schema.record(record).field(slot).kind else { return (code.to_owned(), false) };
    let catalogue = standard.schema.catalogue(catalogue);
    let Some(ordinal) = catalogue.ordinal(code) else { return ("nicht angegeben".to_owned(), false) };
    let found = catalogue.code(ordinal);
    (found.title.clone(), found.values.get(standard.anchors.kind_invented) == Some(&TraitValue::Flag(true)))
}
