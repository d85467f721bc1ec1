//! The command line: declaration only. Commands are German verbs with an English alias; they accept umlauts.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::Styles;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::command::{self, Outcome};
use crate::schema::Level;

const TEMPLATE: &str = "{about-with-newline}\nAufruf: {usage}\n\n{all-args}{after-help}\n";

#[derive(Parser)]
#[command(
    name = "lotse",
    version,
    about = "Prüfwerkzeug lotse: prüft Projektdateien gegen den Projektmanagement-Standard und erstellt den Portfoliobericht.",
    after_help = "Beispiele:\n  lotse pruefe data/gdst\n  lotse pruefe wohngeld.toml --freigabe F2\n  lotse erklaere SH-02\n  lotse neu wohngeld-online --ausgabe wohngeld-online.toml\n\nRückgabewerte: 0 nichts Verbindliches, 1 Befunde, 2 das Werkzeug konnte nicht arbeiten.",
    help_template = TEMPLATE,
    styles = Styles::plain(),
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    subcommand_value_name = "BEFEHL",
    subcommand_help_heading = "Befehle"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Args)]
#[command(next_help_heading = "Allgemein")]
struct Common {
    /// Diese Hilfe zeigen
    #[arg(short = 'h', long = "hilfe", alias = "help", action = clap::ArgAction::Help, global = true)]
    help: Option<bool>,
    /// Fassung des Werkzeugs zeigen
    #[arg(short = 'V', long = "fassung", alias = "version", action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Subcommand)]
enum Command {
    /// Projektdateien prüfen: was ist nicht erfüllt, warum, und was ist zu tun?
    #[command(aliases = ["prüfe", "check"], override_usage = "lotse pruefe [ANGABEN] [PFAD]…", help_template = TEMPLATE, after_help = "Beispiele:\n  lotse pruefe                          alles unter data/\n  lotse pruefe plan.toml --freigabe F2  darf das Projekt die Freigabe F2 passieren?\n  lotse pruefe eingang/ --format json --stichtag 2026-10-31")]
    Pruefe(CheckArgs),
    /// Eine Regel, eine Liste oder ein Feld erklären; ohne ID alle Regeln zeigen
    #[command(aliases = ["erkläre", "explain"], override_usage = "lotse erklaere [ANGABEN] [ID]", help_template = TEMPLATE, after_help = "Beispiele:\n  lotse erklaere\n  lotse erklaere SH-02\n  lotse erklaere kontakte.weg")]
    Erklaere(ExplainArgs),
    /// Eine kommentierte Projektdatei zum Ausfüllen anlegen
    #[command(aliases = ["new"], override_usage = "lotse neu [ANGABEN] [ID]", help_template = TEMPLATE, after_help = "Beispiel:\n  lotse neu wohngeld-online --ausgabe data/wohngeld-online.toml")]
    Neu(NewArgs),
    /// Erfundene Projekte anlegen, zum Ausprobieren und Messen
    #[command(aliases = ["example"], override_usage = "lotse beispiel [ANGABEN]", help_template = TEMPLATE, after_help = "Beispiel:\n  lotse beispiel --projekte 40 --seed 1 --ausgabe beispiel")]
    Beispiel(ExampleArgs),
    /// Am Standard selbst arbeiten
    #[command(help_template = TEMPLATE, subcommand_value_name = "BEFEHL", subcommand_help_heading = "Befehle")]
    Standard(StandardArgs),
    /// Vervollständigung für die Eingabeaufforderung ausgeben (bash, zsh, fish, powershell, elvish)
    #[command(aliases = ["vervollständigung", "completions"], help_template = TEMPLATE)]
    Vervollstaendigung {
        #[arg(value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
struct CheckArgs {
    /// Dateien oder Ordner; ohne Angabe data/
    #[arg(value_name = "PFAD")]
    paths: Vec<PathBuf>,
    /// Ordner des Prüfprofils; ohne Angabe standard/gdst, sonst das eingebaute
    #[arg(long, value_name = "ORDNER")]
    standard: Option<PathBuf>,
    /// Tag, auf den sich die Prüfung bezieht: JJJJ-MM-TT oder heute
    #[arg(long, value_name = "TAG")]
    stichtag: Option<String>,
    /// Form der Ausgabe: text oder json
    #[arg(long, value_name = "FORM", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    format: FormatArg,
    /// Ab welcher Stufe ein Befund den Rückgabewert 1 ergibt: kann, soll oder muss
    #[arg(long, value_name = "STUFE", default_value = "muss", hide_default_value = true, hide_possible_values = true)]
    ab_stufe: LevelArg,
    /// Darf das Projekt diese Freigabe passieren, und was fehlt?
    #[arg(long, value_name = "F1..F5")]
    freigabe: Option<String>,
    /// Auch zeigen, was erfüllt oder nicht anwendbar ist
    #[arg(long)]
    alle: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
struct ExplainArgs {
    /// Kennung einer Regel (SH-02), einer Liste (kontakte) oder eines Feldes (kontakte.weg)
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Ordner des Prüfprofils
    #[arg(long, value_name = "ORDNER")]
    standard: Option<PathBuf>,
    /// Form der Ausgabe: text oder json
    #[arg(long, value_name = "FORM", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    format: FormatArg,
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
struct NewArgs {
    /// Kennung des Projekts, zugleich der Dateiname
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Ordner des Prüfprofils
    #[arg(long, value_name = "ORDNER")]
    standard: Option<PathBuf>,
    /// Zieldatei; ohne Angabe auf den Bildschirm
    #[arg(long, value_name = "DATEI")]
    ausgabe: Option<PathBuf>,
}

#[derive(Args)]
#[command(next_help_heading = "Angaben")]
struct ExampleArgs {
    /// Wie viele Projekte
    #[arg(long, value_name = "N", default_value_t = 40, hide_default_value = true)]
    projekte: u32,
    /// Startwert des Zufalls; derselbe ergibt dieselben Projekte
    #[arg(long, value_name = "S", default_value_t = 1, hide_default_value = true)]
    seed: u64,
    /// Ordner des Prüfprofils
    #[arg(long, value_name = "ORDNER")]
    standard: Option<PathBuf>,
    /// Zielordner
    #[arg(long, value_name = "ORDNER")]
    ausgabe: PathBuf,
}

#[derive(Args)]
struct StandardArgs {
    #[command(subcommand)]
    command: StandardCommand,
}

#[derive(Subcommand)]
enum StandardCommand {
    /// Beispiele und Gegenproben aller Regeln ausführen
    #[command(aliases = ["prüfe", "check"], help_template = TEMPLATE)]
    Pruefe {
        /// Ordner des Prüfprofils
        #[arg(long, value_name = "ORDNER")]
        standard: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatArg {
    Text,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum LevelArg {
    Kann,
    Soll,
    Muss,
}

impl From<FormatArg> for command::check::Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Text => Self::Text,
            FormatArg::Json => Self::Json,
        }
    }
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

/// Runs the program with these arguments, its name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let outcome = dispatch(cli.command).unwrap_or_else(|error| {
        complain(&format!("Fehler: {error:#}"));
        Outcome::Failed
    });
    ExitCode::from(outcome.code())
}

fn dispatch(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Pruefe(args) => command::check::run(&command::check::Options {
            paths: args.paths,
            standard: args.standard,
            as_of: args.stichtag,
            format: args.format.into(),
            from: args.ab_stufe.into(),
            gate: args.freigabe,
            all: args.alle,
        }),
        Command::Erklaere(args) => {
            command::explain::run(&command::explain::Options { id: args.id, standard: args.standard, format: args.format.into() })
        }
        Command::Neu(args) => command::new::run(&command::new::Options { id: args.id, standard: args.standard, output: args.ausgabe }),
        Command::Beispiel(args) => command::example::run(&command::example::Options {
            projects: args.projekte,
            seed: args.seed,
            standard: args.standard,
            output: args.ausgabe,
        }),
        Command::Standard(StandardArgs { command: StandardCommand::Pruefe { standard } }) => command::prove::run(standard.as_ref()),
        Command::Vervollstaendigung { shell } => {
            let mut text = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "lotse", &mut text);
            command::print(&String::from_utf8_lossy(&text))?;
            Ok(Outcome::Clean)
        }
    }
}

/// Help and version are no mistakes; everything else is told in German.
fn refuse(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match command::print(&error.to_string()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(Outcome::Failed.code()),
        };
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        complain(&error.to_string());
    } else {
        complain(&format!("Fehler: {}\n„lotse --hilfe“ zeigt Befehle und Beispiele.", german(error)));
    }
    ExitCode::from(Outcome::Failed.code())
}

fn german(error: &clap::Error) -> String {
    let told = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) if kind == ContextKind::ValidValue => texts.join(", "),
        Some(ContextValue::Strings(texts)) => texts.last().cloned().unwrap_or_default(),
        _ => String::new(),
    };
    let hint = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].map(told).join("");
    let hint = if hint.is_empty() { String::new() } else { format!(" Meinten Sie „{hint}“?") };
    let (argument, value) = (told(ContextKind::InvalidArg), told(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::UnknownArgument => format!("die Angabe „{argument}“ gibt es hier nicht.{hint}"),
        ErrorKind::InvalidSubcommand => format!("den Befehl „{}“ gibt es nicht.{hint}", told(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => format!("nach „{argument}“ fehlt der Wert."),
        ErrorKind::InvalidValue => format!("„{value}“ passt nicht zu „{argument}“; möglich: {}.{hint}", told(ContextKind::ValidValue)),
        ErrorKind::MissingRequiredArgument => format!("es fehlt: {argument}."),
        ErrorKind::ArgumentConflict => format!("„{argument}“ und „{}“ schließen sich aus.", told(ContextKind::PriorArg)),
        ErrorKind::MissingSubcommand => "es fehlt ein Befehl.".to_owned(),
        _ => error.to_string(),
    }
}

/// What goes wrong is said on the error stream; if that is gone, nobody listens.
fn complain(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
