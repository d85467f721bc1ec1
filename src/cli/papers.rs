//! What can be typed for papers. The names of the fields of `…Asked` are those that the heads of the papers declare.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::command::paper::{Options, Paper, Target, parameters};
use crate::command::{Outcome, as_of, paper};

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
pub struct VorlageArgs {
    /// Projektdatei
    #[arg(value_name = "PFAD")]
    path: PathBuf,
    #[command(flatten)]
    asked: VorlageAsked,
    /// Ordner des Prüfprofils; ohne Angabe standard/gdst, sonst das eingebaute
    #[arg(long, value_name = "ORDNER")]
    standard: Option<PathBuf>,
    /// Stichtag: JJJJ-MM-TT oder heute
    #[arg(long, value_name = "TAG")]
    stichtag: Option<String>,
    #[command(flatten)]
    target: TargetArgs,
}

#[derive(Args, Serialize)]
struct VorlageAsked {
    /// Freigabe, über die zu entscheiden ist
    #[arg(long, value_name = "F1..F5")]
    freigabe: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
pub struct MeldestandArgs {
    #[command(flatten)]
    over: OverArgs,
    #[command(flatten)]
    asked: MeldestandAsked,
    #[command(flatten)]
    target: TargetArgs,
}

#[derive(Args, Serialize)]
struct MeldestandAsked {
    /// Monat, für den gemeldet wird: JJJJ-MM
    #[arg(long, value_name = "MONAT")]
    monat: Option<String>,
    /// Tag, bis zu dem zu melden war: JJJJ-MM-TT
    #[arg(long, value_name = "TAG")]
    frist: Option<String>,
    /// Bis zu welchem Tag Meldungen zählen, auch verspätete: JJJJ-MM-TT; ohne Angabe die Frist
    #[arg(long, value_name = "TAG")]
    stichtag: Option<String>,
}

#[derive(Args)]
pub struct AuskunftArgs {
    #[command(subcommand)]
    about: Auskunft,
}

#[derive(Subcommand)]
enum Auskunft {
    /// Wer Lösungen nachnutzt, in welchem Zeitraum, mit Geld und Beleg
    #[command(after_help = "Beispiel:\n  lotse auskunft nachnutzung data/gdst --von 2024-01-01 --bis 2026-10-31")]
    Nachnutzung(NachnutzungArgs),
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
struct NachnutzungArgs {
    #[command(flatten)]
    over: OverArgs,
    #[command(flatten)]
    asked: NachnutzungAsked,
    #[command(flatten)]
    target: TargetArgs,
}

#[derive(Args, Serialize)]
struct NachnutzungAsked {
    /// Erster Tag des Zeitraums: JJJJ-MM-TT
    #[arg(long, value_name = "TAG")]
    von: Option<String>,
    /// Letzter Tag des Zeitraums, zugleich der Stichtag: JJJJ-MM-TT
    #[arg(long, value_name = "TAG")]
    bis: Option<String>,
    /// Nur diese Lösung
    #[arg(long, value_name = "NAME")]
    loesung: Option<String>,
    /// Nur dieser Landkreis oder diese kreisfreie Stadt: Name oder amtlicher Schlüssel
    #[arg(long, value_name = "KREIS")]
    kreis: Option<String>,
}

/// Papers over many projects.
#[derive(Args)]
struct OverArgs {
    /// Dateien oder Ordner; ohne Angabe data/, jede Datenart für sich
    #[arg(value_name = "PFAD")]
    paths: Vec<PathBuf>,
    /// Ordner des Prüfprofils; ohne Angabe standard/gdst, sonst das eingebaute
    #[arg(long, value_name = "ORDNER")]
    standard: Option<PathBuf>,
}

#[derive(Args)]
struct TargetArgs {
    /// Form: text, html, pdf, xlsx, odt oder markdown; ohne Angabe, was die Endung der Datei sagt, sonst text
    #[arg(long, value_name = "FORM")]
    format: Option<String>,
    /// Zieldatei; ohne Angabe auf den Bildschirm
    #[arg(long, value_name = "DATEI")]
    ausgabe: Option<PathBuf>,
    /// Auch eine Datei überschreiben, die nicht von lotse ist
    #[arg(long)]
    ueberschreiben: bool,
}

impl From<TargetArgs> for Target {
    fn from(args: TargetArgs) -> Self {
        Self { form: args.format, output: args.ausgabe, insist: args.ueberschreiben }
    }
}

pub fn vorlage(args: VorlageArgs) -> anyhow::Result<Outcome> {
    let as_of = Some(as_of(args.stichtag.as_deref())?);
    let paper = Paper { name: "freigabevorlage".to_owned(), parameters: parameters(&args.asked)?, as_of };
    paper::run(&Options { paths: vec![args.path], standard: args.standard, paper, target: args.target.into() })
}

pub fn meldestand(args: MeldestandArgs) -> anyhow::Result<Outcome> {
    over("meldestand", args.over, &args.asked, args.target)
}

pub fn auskunft(args: AuskunftArgs) -> anyhow::Result<Outcome> {
    match args.about {
        Auskunft::Nachnutzung(args) => over("auskunft-nachnutzung", args.over, &args.asked, args.target),
    }
}

fn over(name: &str, over: OverArgs, asked: &impl Serialize, target: TargetArgs) -> anyhow::Result<Outcome> {
    let paper = Paper { name: name.to_owned(), parameters: parameters(asked)?, as_of: None };
    paper::run(&Options { paths: over.paths, standard: over.standard, paper, target: target.into() })
}
