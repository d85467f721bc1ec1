//! Papers: pages for themselves, made when they are asked for. One for all projects, or one for each.

use anyhow::{Result, anyhow};

use crate::audit::Audit;
use crate::facts::{Inclusion, Table};
use crate::period::Period;
use crate::portfolio::{Beside, Contents, Portfolio};
use crate::report::assemble::{About, Book};
use crate::report::build::data_kind;
use crate::report::export::{Origin, fingerprint};
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

/// Every query runs once, however many sheets there are.
///
/// # Errors
/// A query or template of the standard does not work with these data.
pub fn sheets(request: Request<'_>) -> Result<Vec<Sheet>> {
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
        fingerprint: fingerprint(standard, as_of, &origin),
        files: origin.inputs.len(),
        audience: contents.audience,
        ..About::default()
    };
    let book = Book::new(&portfolio, contents, &measures, &about, None).map_err(told)?;
    let sheet = |(chapter, leaf)| {
        let leaf: &crate::report::assemble::Leaf = leaf;
        Ok(Sheet { id: leaf.id.clone(), report: book.page(chapter, leaf).map_err(told)? })
    };
    book.leaves().into_iter().map(sheet).collect()
}
