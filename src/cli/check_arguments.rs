//! What can be typed for `pruefe`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::forms::CheckFormat;
use crate::command::check;
#[cfg(feature = "bericht")]
use crate::command::{check_paper, paper::Target};
use crate::schema::Level;

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
pub struct CheckArgs {
    /// Dateien oder Ordner; ohne Angabe data/
    #[arg(value_name = "PFAD")]
    pub paths: Vec<PathBuf>,
    /// Ordner des Prüfprofils; ohne Angabe standard/gdst, sonst das eingebaute
    #[arg(long, value_name = "ORDNER")]
    pub standard: Option<PathBuf>,
    /// Tag, auf den sich die Prüfung bezieht: JJJJ-MM-TT oder heute
    #[arg(long, value_name = "TAG")]
    pub stichtag: Option<String>,
    /// Form der Ausgabe: text, json, sarif, junit, gitlab, markdown oder csv; html, pdf und odt sind der Prüfbericht einer Projektdatei
    #[arg(long, value_name = "FORM", hide_possible_values = true)]
    pub format: Option<CheckFormat>,
    /// Ab welcher Stufe ein Befund den Rückgabewert 1 ergibt: kann, soll oder muss
    #[arg(long, value_name = "STUFE", default_value = "muss", hide_default_value = true, hide_possible_values = true)]
    pub ab_stufe: LevelArg,
    /// Darf das Projekt diese Freigabe passieren, und was fehlt?
    #[arg(long, value_name = "F1..F5")]
    pub freigabe: Option<String>,
    /// Auch zeigen, was erfüllt oder nicht anwendbar ist
    #[arg(long)]
    pub alle: bool,
    /// Datei mit Befunden, die beim Start bekannt waren; nur Neues zählt
    #[arg(long, value_name = "DATEI")]
    pub bestand: Option<PathBuf>,
    /// Die jetzigen Befunde als Bestand aufschreiben
    #[arg(long, value_name = "DATEI", conflicts_with = "bestand")]
    pub bestand_anlegen: Option<PathBuf>,
    /// Den Prüfbericht je Projektdatei als ID.pruefbericht.html (oder .pdf, .odt) danebenlegen
    #[cfg(feature = "bericht")]
    #[arg(long, conflicts_with_all = ["bestand", "bestand_anlegen"])]
    pub je_projekt: bool,
    /// Zieldatei; ohne Angabe auf den Bildschirm. Ohne --format sagt ihre Endung (.html, .pdf, .odt), welcher Prüfbericht gemeint ist
    #[arg(long, value_name = "DATEI", conflicts_with = "bestand_anlegen")]
    pub ausgabe: Option<PathBuf>,
    /// Auch eine Datei überschreiben, die nicht von lotse ist
    #[arg(long)]
    pub ueberschreiben: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum LevelArg {
    Kann,
    Soll,
    Muss,
}

impl From<LevelArg> for Level {
    fn from(level: LevelArg) -> Self {
        match level {
            LevelArg::Kann => Self::Kann,
            LevelArg::Soll => Self::Soll,
            LevelArg::Muss => Self::Muss,
        }
    }
}

impl From<CheckArgs> for check::Options {
    fn from(args: CheckArgs) -> Self {
        Self {
            paths: args.paths,
            standard: args.standard,
            as_of: args.stichtag,
            format: args.format.map_or(check::Format::Text, Into::into),
            from: args.ab_stufe.into(),
            gate: args.freigabe,
            all: args.alle,
            baseline: args.bestand,
            new_baseline: args.bestand_anlegen,
            output: args.ausgabe,
            insist: args.ueberschreiben,
        }
    }
}

#[cfg(feature = "bericht")]
impl CheckArgs {
    /// A paper is asked for, not findings on a screen.
    pub fn is_paper(&self) -> bool {
        let to_file = self.format.is_none() && self.ausgabe.is_some();
        self.je_projekt || to_file || matches!(self.format, Some(CheckFormat::Html | CheckFormat::Pdf | CheckFormat::Odt))
    }

    pub fn paper(self) -> check_paper::Options {
        let form = self.format.and_then(|format| format.to_possible_value()).map(|value| value.get_name().to_owned());
        let target = Target { form, output: self.ausgabe.clone(), insist: self.ueberschreiben };
        check_paper::Options { target, each: self.je_projekt, check: Self { ausgabe: None, ..self }.into() }
    }
}
