//! The forms that can be asked for on the command line, and what the commands call them.

use clap::ValueEnum;

use crate::command::check::Format;
#[cfg(feature = "bericht")]
use crate::report::outputs::Output;

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    Text,
    Json,
    Sarif,
    Junit,
    Gitlab,
    #[value(alias = "md")]
    Markdown,
    Csv,
    #[cfg(feature = "bericht")]
    Html,
    #[cfg(feature = "bericht")]
    Pdf,
    #[cfg(feature = "bericht")]
    Odt,
}

impl From<CheckFormat> for Format {
    fn from(format: CheckFormat) -> Self {
        match format {
            CheckFormat::Text => Self::Text,
            CheckFormat::Json => Self::Json,
            CheckFormat::Sarif => Self::Sarif,
            CheckFormat::Junit => Self::Junit,
            CheckFormat::Gitlab => Self::Gitlab,
            CheckFormat::Markdown => Self::Markdown,
            CheckFormat::Csv => Self::Csv,
            #[cfg(feature = "bericht")]
            CheckFormat::Html | CheckFormat::Pdf | CheckFormat::Odt => Self::Quiet,
        }
    }
}

#[cfg(feature = "bericht")]
#[derive(Clone, Copy, ValueEnum)]
pub enum OutputArg {
    Html,
    Pdf,
    Xlsx,
    Csv,
    #[value(alias = "markdown")]
    Md,
    Odt,
    Parquet,
}

#[cfg(feature = "bericht")]
impl From<OutputArg> for Output {
    fn from(form: OutputArg) -> Self {
        match form {
            OutputArg::Html => Self::Html,
            OutputArg::Pdf => Self::Pdf,
            OutputArg::Xlsx => Self::Xlsx,
            OutputArg::Csv => Self::Csv,
            OutputArg::Md => Self::Md,
            OutputArg::Odt => Self::Odt,
            OutputArg::Parquet => Self::Parquet,
        }
    }
}
