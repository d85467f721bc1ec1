//! What holds for every command alike, whatever its declaration says: how typed letters are composed, and that help is German.

use std::ffi::OsString;
use std::path::Path;

use clap::{Arg, Command};
use unicode_normalization::{UnicodeNormalization, is_nfc};

const OPTIONS: &str = "Angaben";
const TEMPLATE: &str = "{about-with-newline}\nAufruf: {usage}\n\n{all-args}{after-help}\n";

/// Some keyboards and file managers write "ü" as "u" with two dots after it. Commands, ids and names are compared letter by
/// letter, so everything typed is composed here, except what names something on the disk as it was typed.
pub fn composed(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    arguments
        .into_iter()
        .map(|typed| match typed.to_str().filter(|text| !is_nfc(text)) {
            Some(text) => OsString::from(composed_text(text)),
            None => typed,
        })
        .collect()
}

fn composed_text(text: &str) -> String {
    let whole: String = text.nfc().collect();
    match text.split_once('=').filter(|(name, _)| name.starts_with("--")) {
        Some((name, value)) => format!("{}={}", name.nfc().collect::<String>(), composed_text(value)),
        None if on_disk_as_typed(text, &whole) => text.to_owned(),
        None => whole,
    }
}

/// Whether the path, or the folder a new file goes to, is there under the typed letters only.
fn on_disk_as_typed(typed: &str, composed: &str) -> bool {
    let parent = |text: &str| Path::new(text).parent().is_some_and(|parent| !parent.as_os_str().is_empty() && parent.exists());
    let (typed_there, composed_there) = (Path::new(typed).exists(), Path::new(composed).exists());
    if typed_there || composed_there { typed_there && !composed_there } else { parent(typed) && !parent(composed) }
}

/// The declaration with what the library would say in English: headings, the line of usage, the values that are possible.
pub fn german(command: Command) -> Command {
    below(command, "lotse")
}

fn below(command: Command, name: &str) -> Command {
    let inner: Vec<String> = command.get_subcommands().map(|each| each.get_name().to_owned()).collect();
    let usage = usage(&command, name);
    let mut command = command.help_template(TEMPLATE).override_usage(usage).disable_help_subcommand(true).mut_args(told);
    if command.get_subcommand_help_heading().is_none() {
        command = command.subcommand_help_heading("Befehle");
    }
    for each in inner {
        let name = format!("{name} {each}");
        command = command.mut_subcommand(each, |inner| below(inner, &name));
    }
    command
}

fn told(arg: Arg) -> Arg {
    let arg = if arg.get_help_heading().is_none() { arg.help_heading(OPTIONS) } else { arg };
    if arg.get_action().takes_values() { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
}

/// `lotse pruefe [ANGABEN] [PFAD]…`
fn usage(command: &Command, name: &str) -> String {
    let value =
        |arg: &Arg| arg.get_value_names().and_then(|names| names.first()).map_or_else(|| arg.get_id().to_string(), ToString::to_string);
    let mut parts = vec![name.to_owned()];
    if command.has_subcommands() {
        parts.push(command.get_subcommand_value_name().unwrap_or("BEFEHL").to_owned());
    }
    if command.get_opts().next().is_some() {
        parts.push(format!("[{}]", OPTIONS.to_uppercase()));
    }
    for arg in command.get_positionals() {
        let name = if arg.is_required_set() { value(arg) } else { format!("[{}]", value(arg)) };
        let many = arg.get_num_args().is_some_and(|range| range.max_values() > 1) || matches!(arg.get_action(), clap::ArgAction::Append);
        parts.push(format!("{name}{}", if many { "…" } else { "" }));
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_letters_are_composed_unless_a_file_is_named_so() {
        let folder = tempfile::tempdir().unwrap();
        let decomposed = "pru\u{308}fe";
        let there = folder.path().join(decomposed);
        std::fs::write(&there, "").unwrap();
        let of = |typed: &str| composed([OsString::from(typed)]).remove(0).into_string().unwrap();
        assert_eq!(of(decomposed), "pr\u{fc}fe");
        assert_eq!(of("--kreis=Ma\u{308}rz"), "--kreis=M\u{e4}rz");
        assert_eq!(of(there.to_str().unwrap()), there.to_str().unwrap());
        assert_eq!(of(&format!("--ausgabe={}", there.display())), format!("--ausgabe={}", there.display()));
    }
}
