//! The report as Markdown: headings, tables, and each chart as its sentence and its table. For wikis, tickets and diffs.

use std::sync::LazyLock;

use anyhow::{Result, anyhow};
use minijinja::Environment;

use super::model::Report;
use super::wording;
use crate::escape;

static ENVIRONMENT: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(|| wording::environment(escape::markdown));

/// `path` is where the page lies beside the file; without it no link leads to a page of the report.
///
/// # Errors
/// The template cannot be filled.
pub fn render(report: &Report, path: Option<&str>) -> Result<Vec<u8>> {
    let environment = ENVIRONMENT.as_ref().map_err(|error| anyhow!("{error}"))?;
    Ok(tidy(&wording::fill(environment, "bericht.md", report, path)?).into_bytes())
}

/// One empty line between parts, none at the end, no blanks at the ends of lines.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || !empty {
            out.push_str(line);
            out.push('\n');
        }
        empty = line.is_empty();
    }
    format!("{}\n", out.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_apart_by_one_line() {
        assert_eq!(tidy("\n\n# a  \n\n\n\nb\n\n"), "# a\n\nb\n");
    }
}
