//! What a report consists of: the forms that were asked for, each once, in a fixed order.

use std::collections::BTreeSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Output {
    /// The pages.
    Html,
    /// The first page to print and sign.
    Pdf,
    /// Typed tables and native charts.
    Xlsx,
    /// The figures.
    Csv,
    Md,
    /// A text to go on writing in.
    Odt,
    /// The tables, which the next month is compared with.
    Parquet,
}

/// Name of the report as one file, without its ending.
pub const PORTFOLIO: &str = "portfolio";

impl Output {
    pub const ALL: [Self; 7] = [Self::Html, Self::Pdf, Self::Xlsx, Self::Csv, Self::Md, Self::Odt, Self::Parquet];

    /// As it is asked for; also how its files end.
    pub fn word(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Md => "md",
            Self::Odt => "odt",
            Self::Parquet => "parquet",
        }
    }

    /// The one file of the report in this form.
    pub fn portfolio(self) -> String {
        format!("{PORTFOLIO}.{}", self.word())
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outputs(BTreeSet<Output>);

impl Outputs {
    /// What is written when nothing is said: for a month everything but the text to go on writing in, for a single
    /// project its page on the screen and on paper.
    pub fn usual(single: bool) -> Self {
        let usual = |output: &Output| if single { matches!(output, Output::Html | Output::Pdf) } else { *output != Output::Odt };
        Self(Output::ALL.into_iter().filter(usual).collect())
    }

    pub fn has(&self, output: Output) -> bool {
        self.0.contains(&output)
    }

    pub fn words(&self) -> Vec<&'static str> {
        self.0.iter().map(|output| output.word()).collect()
    }
}

impl FromIterator<Output> for Outputs {
    fn from_iter<I: IntoIterator<Item = Output>>(outputs: I) -> Self {
        Self(outputs.into_iter().collect())
    }
}
