//! What the screen can show: colours and moving bars only where somebody sees them and nobody said no.

use std::ffi::OsStr;
use std::io::IsTerminal;

/// Whether text for people may be coloured.
pub fn has_colours() -> bool {
    std::io::stdout().is_terminal() && wants(std::env::var_os("NO_COLOR").as_deref(), std::env::var_os("TERM").as_deref())
}

/// Whether a bar can move on the error stream.
pub fn shows_progress() -> bool {
    std::io::stderr().is_terminal() && !is_dumb(std::env::var_os("TERM").as_deref())
}

/// An empty `NO_COLOR` says nothing (no-color.org).
fn wants(no_colour: Option<&OsStr>, terminal: Option<&OsStr>) -> bool {
    no_colour.is_none_or(OsStr::is_empty) && !is_dumb(terminal)
}

fn is_dumb(terminal: Option<&OsStr>) -> bool {
    terminal == Some(OsStr::new("dumb"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_when_somebody_says_so() {
        let wants = |no_colour: Option<&str>, terminal: Option<&str>| wants(no_colour.map(OsStr::new), terminal.map(OsStr::new));
        assert!(wants(None, Some("xterm")) && wants(None, None) && wants(Some(""), Some("xterm")));
        assert!(!wants(Some("1"), Some("xterm")) && !wants(None, Some("dumb")) && !wants(Some(""), Some("dumb")));
    }
}
