//! The forms a view model can be printed in. What is in it is the same in all of them.

use std::path::Path;

use anyhow::Result;

use crate::report::model::Report;
use crate::report::{html, markdown, odt, pdf, plain, workbook};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Text,
    Html,
    Pdf,
    Xlsx,
    Odt,
    Markdown,
}

pub const FORMS: [Form; 6] = [Form::Text, Form::Html, Form::Pdf, Form::Xlsx, Form::Odt, Form::Markdown];

impl Form {
    /// As it is asked for.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Odt => "odt",
            Self::Markdown => "markdown",
        }
    }

    /// How files of this form end, without the dot.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Markdown => "md",
            other => other.word(),
        }
    }

    /// What the ending of a file says.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        FORMS.into_iter().find(|form| form.ending() == ending || form.word() == ending)
    }

    /// Can be shown in a terminal.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Html | Self::Markdown)
    }
}

/// # Errors
/// A template or engine cannot take what the report holds.
pub fn render(report: &Report, form: Form) -> Result<Vec<u8>> {
    match form {
        Form::Text => Ok(plain::render(report).into_bytes()),
        Form::Html => Ok(html::render(report)?.into_bytes()),
        Form::Pdf => pdf::render(report),
        Form::Xlsx => workbook::paper(report),
        Form::Odt => odt::render(report, None),
        Form::Markdown => markdown::render(report, None),
    }
}
