//! All files of one report, as bytes: the page, the figures, the tables and the evidence.

use anyhow::{Result, anyhow, bail};
use rayon::prelude::*;

use crate::audit::Audit;
use crate::period::Period;
use crate::portfolio::{Beside, Contents, History, Portfolio};
use crate::report::assemble::{About, Book, Chapter, Leaf, Proof, Warning, unread};
use crate::report::evidence::{Basis, Origin, evidence};
use crate::report::export::{FIGURES, File, figure_lines, figures_csv, snapshot};
use crate::report::figures::{self, FigureRow};
use crate::report::model::Report;
use crate::report::outputs::{Output, Outputs};
use crate::report::{html, markdown, odt, pdf, workbook};
use crate::schema::{Kind, TraitValue};
use crate::standard::{Complaint, Standard};

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
    pub outputs: &'a Outputs,
    /// In spite of what it is released.
    pub warnings: Vec<Warning>,
    /// Papers made together with the report, to stand beside its pages.
    pub enclosed: Vec<File>,
}

/// # Errors
/// A query or template of the standard does not work with these data.
pub fn build(request: &Request<'_>) -> Result<Vec<File>> {
    let Request { standard, contents, as_of, .. } = *request;
    let history = history(request).map_err(|complaint| broken(&complaint))?;
    let beside = Beside { history, inclusion: contents.audience.inclusion(), asked: Vec::new() };
    let portfolio = Portfolio::with(standard, &contents.views_of_pages(), as_of, request.audits, beside);
    let portfolio = portfolio.map_err(|complaint| broken(&complaint))?;
    let measures = contents
        .figures
        .iter()
        .map(|figure| portfolio.measure(figure))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|complaint| broken(&complaint))?;
    let figures = figures::rows(standard, &measures);
    let lines = figure_lines(as_of, &figures, &unread_of(request));
    // Whatever is rendered from here on carries the Kennung of this.
    let basis = Basis::new(standard, as_of, &request.origin, (&lines, &portfolio.facts));
    let (title, invented) = data_kind(standard, &request.origin.data_kind);
    let about = About {
        period: request.period.clone(),
        edition: edition(request.origin.edition, request.origin.released),
        data_kind: (request.origin.data_kind.clone(), title),
        invented,
        predecessor: request.origin.predecessor.as_ref().map(|past| (past.as_of.german(), edition(past.edition, past.released))),
        proof: Proof::Basis(basis.sha256.clone()),
        files: request.origin.inputs.len(),
        audience: contents.audience,
        beside: other_files(request),
        warnings: unread(request.audits, contents.audience).into_iter().chain(request.warnings.iter().cloned()).collect(),
    };
    let only = request.only.as_deref();
    let book = Book::new(&portfolio, contents, &measures, &about, only).map_err(|complaint| broken(&complaint))?;
    let outputs = request.outputs;
    if let Some(only) = only.filter(|_| book.leaves().is_empty()) {
        bail!("zu „{only}“ gibt es keine Seite");
    }
    let (mut files, fronts) = pages(&book, outputs, only)?;
    if outputs.has(Output::Pdf) {
        files.extend(papers(&book, &contents.index.name, only)?);
    }
    if only.is_none() {
        files.extend(portfolio_files(&fronts, outputs, &figures)?);
    } else {
        for front in &fronts {
            files.extend(single_files(front, outputs)?);
        }
    }
    if only.is_none() && outputs.has(Output::Csv) {
        files.push(figures_csv(&lines));
    }
    // The tables hold what every page leaves out.
    if only.is_none() && contents.audience.is_house() && outputs.has(Output::Parquet) {
        files.extend(snapshot(&portfolio.facts)?);
    }
    files.extend(request.enclosed.iter().cloned());
    let proof = evidence(&basis, (outputs, &files));
    files.extend([basis.file, proof]);
    Ok(files)
}

/// A page that forms other than HTML are made from as well.
struct Front {
    path: String,
    report: Report,
}

/// All pages at once: they share only what nobody changes any more. Kept are those that stand alone, and with one project
/// or reader asked for the pages of it.
fn pages(book: &Book<'_>, outputs: &Outputs, only: Option<&str>) -> Result<(Vec<File>, Vec<Front>)> {
    let (html, more) = (outputs.has(Output::Html), [Output::Xlsx, Output::Md, Output::Odt].map(|form| outputs.has(form)));
    let kept = |chapter: &Chapter<'_>| more.contains(&true) && (only.is_some() || chapter.family.head.per.is_none());
    let page = |(chapter, leaf): (&Chapter<'_>, &Leaf)| {
        let report = book.page(chapter, leaf).map_err(|complaint| broken(&complaint))?;
        let file = html.then(|| html::render(&report)).transpose()?.map(|text| File { path: leaf.path.clone(), bytes: text.into_bytes() });
        Ok((file, kept(chapter).then(|| Front { path: leaf.path.clone(), report })))
    };
    let wanted = book.leaves().into_iter().filter(|(chapter, _)| html || kept(chapter)).collect::<Vec<_>>();
    let found: Vec<(Option<File>, Option<Front>)> = wanted.into_par_iter().map(page).collect::<Result<_>>()?;
    let (files, fronts): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    Ok((files.into_iter().flatten().collect(), fronts.into_iter().flatten().collect()))
}

/// The report of the month as one file of each form; the first page is in all of them.
fn portfolio_files(fronts: &[Front], outputs: &Outputs, figures: &[FigureRow]) -> Result<Vec<File>> {
    let linked = outputs.has(Output::Html);
    let pages: Vec<workbook::Page<'_>> =
        fronts.iter().map(|front| workbook::Page { path: linked.then_some(front.path.as_str()), report: &front.report }).collect();
    let Some(first) = fronts.first() else { return Ok(Vec::new()) };
    let mut files = Vec::new();
    let mut add = |output: Output, bytes: Vec<u8>| files.push(File { path: output.portfolio(), bytes });
    if outputs.has(Output::Xlsx) {
        add(Output::Xlsx, workbook::render(&pages, figures)?);
    }
    let path = linked.then_some(first.path.as_str());
    if outputs.has(Output::Md) {
        add(Output::Md, markdown::render(&first.report, path)?);
    }
    if outputs.has(Output::Odt) {
        add(Output::Odt, odt::render(&first.report, path)?);
    }
    Ok(files)
}

/// The page of one project in the other forms, beside it.
fn single_files(front: &Front, outputs: &Outputs) -> Result<Vec<File>> {
    let mut files = Vec::new();
    let mut add = |output: Output, bytes: Vec<u8>| files.push(File { path: beside_page(&front.path, output), bytes });
    if outputs.has(Output::Xlsx) {
        add(Output::Xlsx, workbook::paper(&front.report)?);
    }
    if outputs.has(Output::Md) {
        add(Output::Md, markdown::render(&front.report, None)?);
    }
    if outputs.has(Output::Odt) {
        add(Output::Odt, odt::render(&front.report, None)?);
    }
    Ok(files)
}

/// Files that the pages may lead to.
fn other_files(request: &Request<'_>) -> Vec<String> {
    if request.only.is_some() {
        return Vec::new();
    }
    let forms = [Output::Pdf, Output::Xlsx, Output::Md, Output::Odt];
    let one_file = forms.into_iter().filter(|output| request.outputs.has(*output)).map(Output::portfolio);
    one_file.chain(request.outputs.has(Output::Csv).then(|| FIGURES.to_owned())).collect()
}

/// Names of the projects whose files could not be read, and how many files there are.
fn unread_of(request: &Request<'_>) -> (Vec<String>, usize) {
    let unread = request.audits.iter().filter(|audit| audit.state.is_none());
    (unread.map(|audit| audit.identity.named()).collect(), request.audits.len())
}

/// What is printed and signed: the first page of the month, or beside it the one page that was asked for.
fn papers(book: &Book<'_>, first: &str, only: Option<&str>) -> Result<Vec<File>> {
    let chosen = |(chapter, leaf): &(&Chapter<'_>, &Leaf)| only.map_or(chapter.family.name == first, |only| leaf.id == only);
    let paper = |(chapter, leaf): (&Chapter<'_>, &Leaf)| {
        let report = book.paper(chapter, leaf).map_err(|complaint| broken(&complaint))?;
        let path = if only.is_some() { beside_page(&leaf.path, Output::Pdf) } else { Output::Pdf.portfolio() };
        Ok(File { path, bytes: pdf::render(&report)? })
    };
    book.leaves().into_iter().filter(chosen).map(paper).collect()
}

/// Another form of the page at this path.
fn beside_page(path: &str, output: Output) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    format!("{stem}.{}", output.word())
}

fn history(request: &Request<'_>) -> Result<History, Complaint> {
    let Origin { predecessor, former, .. } = &request.origin;
    let views = request.contents.views_then(request.standard);
    let then = predecessor.as_ref().map(|past| Portfolio::of(request.standard, &views, past.as_of, request.then));
    Ok(History {
        predecessor: predecessor.clone(),
        then: then.transpose()?.map(|portfolio| portfolio.facts),
        // Without tables it cannot be compared with.
        edition: former.as_ref().map(|(past, _)| past.clone()).filter(|past| past.tables.is_dir()),
    })
}

fn broken(complaint: &Complaint) -> anyhow::Error {
    anyhow!("Der Bericht lässt sich nicht erstellen:\n{complaint}")
}

/// "2, Entwurf"
fn edition(number: u32, released: bool) -> String {
    format!("{number}, {}", if released { "freigegeben" } else { "Entwurf" })
}

/// All kinds of data that there are.
pub fn data_kinds(standard: &Standard) -> Vec<&str> {
    let (record, slot) = standard.anchors.data_kind;
    match standard.schema.record(record).field(slot).kind {
        Kind::Code(catalogue) => standard.schema.catalogue(catalogue).codes.iter().map(|code| code.id.as_str()).collect(),
        _ => Vec::new(),
    }
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
