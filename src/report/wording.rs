//! Templates of the forms that are no page: one folder, one language, and everything a value says is escaped.

use anyhow::{Result, anyhow};
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, State, UndefinedBehavior, context};

use super::model::Report;
use super::outline;

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates/text");

/// `escape` makes a value harmless in the language of the form.
pub fn environment(escape: fn(&str) -> String) -> Result<Environment<'static>, String> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.map_err(|error| error.to_string())?);
    env.set_auto_escape_callback(|_| AutoEscape::Custom("text".into()));
    env.set_formatter(move |out, _, value| {
        let text = value.to_string();
        Ok(out.write_str(&if value.is_safe() { text } else { escape(&text) })?)
    });
    env.add_filter("adresse", address);
    for file in TEMPLATES.files() {
        let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) else { continue };
        env.add_template(name, text).map_err(|error| format!("template {name}: {error}"))?;
    }
    Ok(env)
}

/// One template over a report. `path` is where its page lies beside the file; without it no link leads to a page.
///
/// # Errors
/// The template cannot be filled.
pub fn fill(environment: &Environment<'_>, template: &str, report: &Report, path: Option<&str>) -> Result<String> {
    let topics = outline::topics(report);
    let trust = outline::trust(report);
    let values = context! {
        bericht => Serde(report),
        themen => Serde(&topics),
        vertrauen => Serde(&trust),
        seite => path,
    };
    environment.get_template(template)?.render(values).map_err(|error| anyhow!("the template {template} could not be filled: {error:#}"))
}

/// Where a link of the page leads, seen from beside it; nothing where it leads nowhere.
fn address(state: &State<'_, '_>, target: &Value) -> Value {
    let path = state.lookup("seite").and_then(|path| path.as_str().map(str::to_owned));
    let text = |name: &str| target.get_attr(name).ok();
    let href = text("href").and_then(|href| href.as_str().map(str::to_owned)).unwrap_or_default();
    let leaves = text("netz").is_some_and(|leaves| leaves.is_true());
    Value::from(outline::seen_from(path.as_deref(), &href, leaves).map(|address| harmless(&address)))
}

/// An address between brackets or quotation marks: what could end it is written as a percent code.
fn harmless(address: &str) -> Value {
    let mut out = String::with_capacity(address.len());
    for letter in address.chars() {
        match letter {
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '"' => out.push_str("%22"),
            '\'' => out.push_str("%27"),
            '|' => out.push_str("%7C"),
            '\\' => out.push_str("%5C"),
            '`' => out.push_str("%60"),
            '[' => out.push_str("%5B"),
            ']' => out.push_str("%5D"),
            letter => out.push(letter),
        }
    }
    Value::from(out)
}
