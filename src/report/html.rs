//! The view model as one HTML file: styles inside, no script, nothing loaded from anywhere.

use std::fmt::Write as _;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};

use super::model::{Abschnitt, Report};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Parsed once: a report of a thousand projects renders a thousand pages.
static ENVIRONMENT: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(environment);

/// The page, or the reason why a template could not be filled.
pub fn render(report: &Report) -> Result<String> {
    let environment = ENVIRONMENT.as_ref().map_err(|error| anyhow!("{error}"))?;
    let page = environment.get_template("bericht.html")?;
    let rows = rows(&report.abschnitte);
    page.render(context! { bericht => Serde(report), reihen => Serde(&rows) }).context("rendering the report page")
}

fn environment() -> Result<Environment<'static>, String> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.map_err(|error| error.to_string())?);
    env.add_filter("css_text", css_text);
    for file in TEMPLATES.files() {
        let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) else { continue };
        env.add_template(name, text).map_err(|error| format!("template {name}: {error}"))?;
    }
    Ok(env)
}

/// Sections side by side as long as their widths fit into twelve.
fn rows(sections: &[Abschnitt]) -> Vec<Vec<&Abschnitt>> {
    let mut rows: Vec<Vec<&Abschnitt>> = Vec::new();
    let mut used = 12;
    for section in sections {
        let width = u8::from(section.breite);
        match rows.last_mut() {
            Some(row) if used + width <= 12 => row.push(section),
            _ => {
                rows.push(vec![section]);
                used = 0;
            }
        }
        used += width;
    }
    rows
}

/// Text for a CSS string. Everything but letters and digits becomes an escape, so that no value can end the string or
/// the style element.
fn css_text(text: &str) -> Value {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            // The space ends the escape and is swallowed with it.
            let _ = write!(out, "\\{:x} ", u32::from(c));
        }
    }
    Value::from_safe_string(out)
}

/// What is wrong with the links inside a page: ids given twice, and places that do not exist. For tests of pages.
pub fn link_faults(page: &str) -> Vec<String> {
    let mut ids: Vec<&str> = attributes(page, " id=\"").collect();
    ids.sort_unstable();
    let twice = ids.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| format!("id given twice: {}", pair[0]));
    let lost = attributes(page, " href=\"#").filter(|id| ids.binary_search(id).is_err());
    twice.chain(lost.map(|id| format!("no such place: #{id}"))).collect()
}

fn attributes<'a>(page: &'a str, start: &'static str) -> impl Iterator<Item = &'a str> {
    page.split(start).skip(1).filter_map(|rest| rest.split('"').next())
}
