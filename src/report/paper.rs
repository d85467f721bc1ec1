//! Papers: pages for themselves, made when they are asked for. One for all projects, or one for each.

use anyhow::{Result, anyhow};

use crate::audit::Audit;
use crate::facts::{Inclusion, Table};
use crate::period::Period;
use crate::portfolio::{Beside, Contents, Portfolio};
use crate::report::assemble::{About, Book, Proof, unread};
use crate::report::build::data_kind;
use crate::report::evidence::{Origin, fingerprint};
use crate::report::model::Report;
use crate::standard::{Complaint, Standard};

/// A paper over projects of one kind of data as of one day.
pub struct Request<'a> {
    pub standard: &'a Standard,
    /// Of this paper alone, see [`Contents::paper`].
    pub contents: &'a Contents,
    pub as_of: Period,
    pub audits: &'a [Audit],
    /// What was asked, and what is to be done for it.
    pub asked: Vec<Table>,
    pub origin: Origin,
}

/// One paper that is ready to be printed.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Id of the project it is about; empty where it is about all.
    pub id: String,
    pub report: Report,
}

/// Something a paper asks back, and where in which project file the answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub project: String,
    /// Path of the field, `liste[schlüssel].feld`.
    pub place: String,
    pub text: String,
}

/// What comes of a paper.
#[derive(Clone, Debug)]
pub struct Made {
    pub sheets: Vec<Sheet>,
    /// Sorted as its query says.
    pub asked_back: Vec<Asked>,
}

/// Every query runs once, however many sheets there are.
///
/// # Errors
/// A query or template of the standard does not work with these data.
pub fn make(request: Request<'_>) -> Result<Made> {
    let Request { standard, contents, as_of, audits, asked, origin } = request;
    let told = |complaint: Complaint| anyhow!("Das Papier lässt sich nicht erstellen:\n{complaint}");
    let inclusion = Inclusion { internal: contents.index.head.with_internal, ..contents.audience.inclusion() };
    let beside = Beside { inclusion, asked, ..Beside::default() };
    let portfolio = Portfolio::with(standard, &contents.views, as_of, audits, beside).map_err(told)?;
    let measures = contents.figures.iter().map(|figure| portfolio.measure(figure)).collect::<Result<Vec<_>, _>>().map_err(told)?;
    let (title, invented) = data_kind(standard, &origin.data_kind);
    let about = About {
        period: format!("zum {}", as_of.german()),
        data_kind: (origin.data_kind.clone(), title),
        invented,
        proof: Proof::Inputs(fingerprint(standard, as_of, &origin)),
        files: origin.inputs.len(),
        audience: contents.audience,
        warnings: unread(audits, contents.audience).into_iter().collect(),
        ..About::default()
    };
    let book = Book::new(&portfolio, contents, &measures, &about, None).map_err(told)?;
    let sheet = |(chapter, leaf)| {
        let leaf: &crate::report::assemble::Leaf = leaf;
        Ok(Sheet { id: leaf.id.clone(), report: book.page(chapter, leaf).map_err(told)? })
    };
    let sheets = book.leaves().into_iter().map(sheet).collect::<Result<_>>()?;
    Ok(Made { sheets, asked_back: asked_back(&portfolio, contents).map_err(told)? })
}

fn asked_back(portfolio: &Portfolio<'_>, contents: &Contents) -> Result<Vec<Asked>, Complaint> {
    let head = &contents.index.head;
    let Some(sql) = &head.asks_back else { return Ok(Vec::new()) };
    let answer = portfolio.ask(&head.file, sql)?;
    let text = |row: usize, name: &str| answer.cell(row, name).label().unwrap_or_default();
    let asked = |row: usize| Asked {
        project: text(row, PROJECT),
        place: format!("{}.{}", text(row, ROW), text(row, FIELD)).trim_start_matches('.').to_owned(),
        text: text(row, WORDING),
    };
    Ok((0..answer.rows.len()).map(asked).collect())
}

/// Columns of `rueckfragen`.
const PROJECT: &str = "projekt";
const ROW: &str = "eintrag";
const FIELD: &str = "feld";
const WORDING: &str = "anliegen";
