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

/// The words that insist on a release.
#[cfg(feature = "bericht")]
#[derive(clap::Args)]
pub struct Trotzdem {
    /// Trotz nicht lesbarer Dateien freigeben: jede Kennung; verlangt --grund und --freigegeben-durch
    #[arg(long, value_name = "ID", num_args = 1.., requires = "freigeben")]
    pub trotz_unlesbarer: Vec<String>,
    /// Trotz Vorhaben freigeben, die im letzten Bericht standen und deren Datei jetzt fehlt: jede Kennung
    #[arg(long, value_name = "ID", num_args = 1.., requires = "freigeben")]
    pub trotz_fehlender: Vec<String>,
    /// Vor dem Stichtag freigeben
    #[arg(long, requires = "freigeben")]
    pub trotz_zukunft: bool,
    /// Freigeben, bevor die Frist für Stellungnahmen um ist, oder ohne dass der Entwurf vorlag
    #[arg(long, requires = "freigeben")]
    pub trotz_stellungnahmefrist: bool,
    /// Warum trotzdem freigegeben wird; steht auf der ersten Seite
    #[arg(long, value_name = "TEXT", requires = "freigeben")]
    pub grund: Option<String>,
    /// Stelle, die freigibt, auch „in Vertretung“; steht auf der ersten Seite, ist keine Signatur
    #[arg(long, value_name = "STELLE", requires = "freigeben")]
    pub freigegeben_durch: Option<String>,
}

#[cfg(feature = "bericht")]
impl From<Trotzdem> for crate::command::guard::Insist {
    fn from(typed: Trotzdem) -> Self {
        Self {
            unread: typed.trotz_unlesbarer,
            gone: typed.trotz_fehlender,
            future: typed.trotz_zukunft,
            unanswered: typed.trotz_stellungnahmefrist,
            reason: typed.grund,
            by: typed.freigegeben_durch,
        }
    }
}
