//! The command line: takes what was typed, hands it to a command and turns the outcome into an exit code.

mod arguments;
mod check_arguments;
mod door;
mod forms;
#[cfg(feature = "bericht")]
mod papers;
mod refusal;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::cli::arguments::{Cli, Command, StandardCommand};
use crate::cli::refusal::refuse;
use crate::command::{self, Outcome};
use crate::escape::clean;

/// Runs the program with these arguments, its name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed = door::german(Cli::command()).try_get_matches_from(door::composed(arguments));
    let cli = match typed.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    let outcome = dispatch(cli.command).unwrap_or_else(|error| {
        command::remark(&format!("Fehler: {}", clean(&refusal::told(&error))));
        Outcome::Failed
    });
    ExitCode::from(outcome.code())
}

fn dispatch(command: Command) -> anyhow::Result<Outcome> {
    match command {
        #[cfg(feature = "bericht")]
        Command::Pruefe(args) if args.is_paper() => command::check_paper::run(args.paper()),
        Command::Pruefe(args) => command::check::run(&args.into()),
        #[cfg(feature = "bericht")]
        Command::Vorlage(args) => papers::vorlage(args),
        #[cfg(feature = "bericht")]
        Command::Meldestand(args) => papers::meldestand(args),
        #[cfg(feature = "bericht")]
        Command::Auskunft(args) => papers::auskunft(args),
        Command::Erklaere(args) => {
            command::explain::run(&command::explain::Options { id: args.id, standard: args.standard, format: args.format.into() })
        }
        Command::Neu(args) => command::new::run(&command::new::Options {
            id: args.id,
            class: args.klasse,
            phase: args.phase,
            standard: args.standard,
            output: args.ausgabe,
            insist: args.ueberschreiben,
        }),
        #[cfg(feature = "bericht")]
        Command::Bericht(args) => command::report::run(&command::report::Options {
            audience: args.audience(),
            outputs: args.outputs(),
            guard: args.trotzdem.into(),
            paths: args.paths,
            standard: args.standard,
            as_of: args.stichtag,
            month: args.monat,
            output: args.ausgabe,
            project: args.projekt,
            reader: args.fuer_kommune,
            draft: args.entwurf,
            sent: args.versandt_am,
            replies: args.stellungnahmen,
            release: args.freigeben,
            insist: args.ueberschreiben,
            predecessor: args.vormonat,
            verify: args.pruefe,
            code: args.kennung,
        }),
        Command::Naechste { path, standard, stichtag } => {
            command::agenda::run(&command::agenda::Options { path, standard, as_of: stichtag })
        }
        Command::Ausnahmen { paths, standard, stichtag } => {
            command::exceptions::run(&command::exceptions::Options { paths, standard, as_of: stichtag })
        }
        Command::Beispiel(args) => command::example::run(&command::example::Options {
            projects: args.projekte,
            seed: args.seed,
            standard: args.standard,
            output: args.ausgabe,
            insist: args.ueberschreiben,
        }),
        Command::Standard(args) => dispatch_standard(args.command),
        Command::Vervollstaendigung { shell } => completion(shell),
    }
}

fn completion(shell: clap_complete::Shell) -> anyhow::Result<Outcome> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut door::german(Cli::command()), "lotse", &mut text);
    command::print(&String::from_utf8_lossy(&text))?;
    Ok(Outcome::Clean)
}

fn dispatch_standard(command: StandardCommand) -> anyhow::Result<Outcome> {
    match command {
        StandardCommand::Pruefe { standard } => command::prove::run(standard.as_ref()),
        StandardCommand::Zeige { standard } => command::rulebook::show(standard.as_deref()),
        StandardCommand::Handbuch { standard, ausgabe, ueberschreiben } => {
            command::rulebook::handbook_page(standard.as_deref(), ausgabe.as_deref(), ueberschreiben)
        }
        StandardCommand::Schema { standard, ausgabe, ueberschreiben } => {
            command::rulebook::schema(standard.as_deref(), ausgabe.as_deref(), ueberschreiben)
        }
        StandardCommand::Vergleiche { alt, neu, projekte, stichtag, format, ausgabe, ueberschreiben } => {
            let options = command::compare::Options {
                old: alt,
                new: neu,
                projects: projekte,
                as_of: stichtag,
                format: format.into(),
                output: ausgabe,
                insist: ueberschreiben,
            };
            command::compare::run(&options)
        }
        StandardCommand::Neu { id, gruppe, erbt, standard } => {
            command::frame::run(&command::frame::New { id, group: gruppe, inherits: erbt, standard })
        }
        StandardCommand::Auspacken { ordner } => command::unpack::run(&ordner),
    }
}
