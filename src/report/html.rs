//! The view model as one HTML file: styles inside, one small script for long tables, nothing loaded from anywhere. The
//! page's own policy names both by their hash, so that nothing else runs, whatever a project file contains.

use std::fmt::Write as _;
use std::sync::LazyLock;

use anyhow::{Context, Result, anyhow};
use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, HtmlEscape, UndefinedBehavior, context};
use sha2::{Digest, Sha256};

use super::model::{Abschnitt, Report};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// Parsed once: a report of a thousand projects renders a thousand pages.
static ENVIRONMENT: LazyLock<Result<Environment<'static>, String>> = LazyLock::new(environment);

/// What is the same on every page, with its hash for the policy.
struct Shared {
    style: String,
    script: &'static str,
    style_hash: String,
    script_hash: String,
}

static SHARED: LazyLock<Shared> = LazyLock::new(shared);
const STYLES: [&str; 5] = ["stil.css", "stil-bloecke.css", "stil-seiten.css", "schmal.css", "druck.css"];
const SCRIPT: &str = "tabellen.js";

/// The page, or the reason why a template could not be filled.
pub fn render(report: &Report) -> Result<String> {
    let environment = ENVIRONMENT.as_ref().map_err(|error| anyhow!("{error}"))?;
    let sheet =
        environment.get_template("blatt.css")?.render(context! { kopf => Serde(&report.kopf) }).context("rendering the print style")?;
    let rows = rows(&report.abschnitte);
    let page = environment.get_template("bericht.html")?;
    let values = context! {
        bericht => Serde(report),
        reihen => Serde(&rows),
        stil => Value::from_safe_string(SHARED.style.clone()),
        blatt => Value::from_safe_string(sheet.clone()),
        skript => Value::from_safe_string(SHARED.script.to_owned()),
        hashes => context! { stil => SHARED.style_hash.as_str(), blatt => hash(&sheet), skript => SHARED.script_hash.as_str() },
    };
    page.render(values).context("rendering the report page")
}

fn shared() -> Shared {
    let text = |name: &str| TEMPLATES.get_file(name).and_then(include_dir::File::contents_utf8).unwrap_or_default();
    let style: String = STYLES.iter().map(|name| dense(text(name))).collect();
    let script = text(SCRIPT);
    Shared { style_hash: hash(&style), script_hash: hash(script), style, script }
}

/// Style sheets without comments and indents: they stand in every page.
fn dense(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    for part in css.split("/*") {
        let rest = if out.is_empty() && !css.starts_with("/*") { part } else { part.split_once("*/").map_or(part, |(_, rest)| rest) };
        for line in rest.lines().map(str::trim).filter(|line| !line.is_empty()) {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// As a policy names it: SHA-256 in Base64.
fn hash(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::from("sha256-");
    for three in Sha256::digest(text.as_bytes()).chunks(3) {
        let bits = (0..3).fold(0_usize, |bits, at| bits << 8 | three.get(at).map_or(0, |byte| usize::from(*byte)));
        let letter = |at: usize| if at > three.len() { '=' } else { char::from(LETTERS[bits >> (18 - 6 * at) & 63]) };
        out.extend((0..4).map(letter));
    }
    out
}

fn environment() -> Result<Environment<'static>, String> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.map_err(|error| error.to_string())?);
    env.add_filter("css_text", css_text);
    env.add_filter("umbruch", breakable);
    for file in TEMPLATES.files() {
        let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8()) else { continue };
        env.add_template(name, text).map_err(|error| format!("template {name}: {error}"))?;
    }
    Ok(env)
}

/// Letters of a word from which on it may break, and after how many; the longest words and addresses of a report are shorter.
const LONG_WORD: usize = 80;
const PIECE: usize = 20;

/// A word of thousands of letters would make its column, and with it the page, as wide as it is.
fn breakable(text: &str) -> Value {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        let letters: Vec<char> = word.chars().collect();
        let pieces = if letters.len() > LONG_WORD { PIECE } else { LONG_WORD };
        for (number, piece) in letters.chunks(pieces).enumerate() {
            out.push_str(if number > 0 { "<wbr>" } else { "" });
            let _ = write!(out, "{}", HtmlEscape(&piece.iter().collect::<String>()));
        }
    }
    Value::from_safe_string(out)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_policies_read_them() {
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
        assert_eq!(hash("alert(1)"), "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=");
    }

    #[test]
    fn a_word_of_any_length_breaks_and_stays_the_same_word() {
        let short = "a <b> https://example.org/ein/langer/pfad?x=1&y=2 Ende";
        assert_eq!(breakable(short).to_string(), HtmlEscape(short).to_string());
        let long = format!("vor {} nach", "ß&".repeat(2500));
        let shown = breakable(&long).to_string();
        assert_eq!(shown.replace("<wbr>", ""), HtmlEscape(&long).to_string());
        assert!(shown.split([' ', '>']).all(|piece| piece.replace("&amp;", "&").chars().count() <= PIECE + "<wbr".len()));
    }

    #[test]
    fn styles_lose_comments_and_indents_only() {
        assert_eq!(dense("/* a */\n  b { c: d; } /* e\n f */\n\n  g {}\n"), "b { c: d; }\ng {}\n");
        assert_eq!(dense("a {}\n/* b */ c {}"), "a {}\nc {}\n");
    }
}
