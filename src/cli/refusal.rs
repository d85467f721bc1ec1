//! What to say when the command line cannot be understood: in German, with what was probably meant.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::command::{self, Outcome};
use crate::source::io_german;

/// Help and version are no mistakes; everything else is told in German.
pub fn refuse(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return match command::print(&error.to_string()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::from(Outcome::Failed.code()),
        };
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        command::remark(&error.to_string());
    } else {
        command::remark(&format!("Fehler: {}\n„lotse --hilfe“ zeigt Befehle und Beispiele.", crate::escape::clean(&german(error))));
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
        ErrorKind::ValueValidation => {
            format!("„{value}“ passt nicht zu „{argument}“; erwartet wird eine ganze Zahl, höchstens 4.294.967.295.")
        }
        ErrorKind::MissingRequiredArgument => format!("es fehlt: {}.", all(error, ContextKind::InvalidArg)),
        ErrorKind::ArgumentConflict if told(ContextKind::PriorArg) == argument => format!("„{argument}“ darf nur einmal stehen."),
        ErrorKind::ArgumentConflict => format!("„{argument}“ und „{}“ schließen sich aus.", told(ContextKind::PriorArg)),
        ErrorKind::MissingSubcommand => "es fehlt ein Befehl.".to_owned(),
        ErrorKind::TooManyValues => format!("„{value}“ ist bei „{argument}“ eine Angabe zu viel."),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => format!("nach „{argument}“ fehlt der Wert."),
        ErrorKind::InvalidUtf8 => "eine Angabe enthält Zeichen, die sich nicht lesen lassen.".to_owned(),
        _ => "so lässt sich der Befehl nicht verstehen.".to_owned(),
    }
}

/// All that an error names, as it is written in the help.
fn all(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::String(text)) => text.clone(),
        _ => String::new(),
    }
}

/// What failed and why, outermost first. What the system says about files it says in English or in its own language.
pub fn told(error: &anyhow::Error) -> String {
    let part = |cause: &(dyn std::error::Error + 'static)| match cause.downcast_ref::<std::io::Error>() {
        Some(io) => io_german(io),
        None => cause.to_string(),
    };
    let mut parts: Vec<String> = error.chain().map(part).collect();
    parts.dedup();
    parts.join(": ")
}
