//! What to say when the command line cannot be understood: in German, with what was probably meant.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::command::{self, Outcome};

/// Help and version are no mistakes; everything else is told in German.
pub fn refuse(error: &clap::Error) -> ExitCode {
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
pub fn complain(text: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}
