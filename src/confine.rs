//! Templates of a standard are somebody else's text. Each gets so many steps, so deep a nesting and so long a result; one that
//! makes a text of itself and itself is refused before it runs, because no count of steps would notice in time.

use std::io::{self, Write};

use minijinja::{Environment, Error, ErrorKind, Template, Value};

/// Calls within calls.
const DEPTH: usize = 120;
/// Steps of a sentence; the longest of the standard needs a hundredth.
#[cfg(feature = "bericht")]
const SENTENCE: u64 = 100_000;
/// Bytes of one result.
const LONGEST: usize = 16 * 1024 * 1024;
/// Texts that one template makes of others: each can be as long as all before it together.
#[cfg(feature = "bericht")]
const MADE: usize = 20;

/// A whole file made from a template: as many steps and as deep a nesting as it may need.
pub fn confine(environment: &mut Environment<'_>, steps: u64) {
    environment.set_fuel(Some(steps));
    environment.set_recursion_limit(DEPTH);
}

/// A sentence: besides, without what makes texts longer than they are.
#[cfg(feature = "bericht")]
pub fn confine_sentences(environment: &mut Environment<'_>) {
    confine(environment, SENTENCE);
    for swelling in ["replace", "format", "indent", "center", "batch", "slice"] {
        environment.remove_filter(swelling);
    }
}

/// The result, as long as it may be.
///
/// # Errors
/// The template does not work with these values, or goes on for too long.
pub fn rendered(template: &Template<'_, '_>, values: Value) -> Result<String, Error> {
    let mut out = Bounded(Vec::new());
    template.render_captured_to(values, &mut out)?;
    String::from_utf8(out.0).map_err(|_| Error::new(ErrorKind::BadSerialization, "das Ergebnis ist kein Text"))
}

/// As `rendered`, for a sentence.
///
/// # Errors
/// As `rendered`; and when it makes too many texts of others.
#[cfg(feature = "bericht")]
pub fn sentence(template: &Template<'_, '_>, values: Value) -> Result<String, Error> {
    if doubles(template.source()) {
        return Err(Error::new(ErrorKind::InvalidOperation, "die Vorlage setzt Texte zu oft aus sich selbst zusammen"));
    }
    rendered(template, values)
}

/// The reason in German, where it is one of these limits.
pub fn german(error: &Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::OutOfFuel => Some("die Vorlage braucht zu viele Schritte"),
        ErrorKind::WriteFailure => Some("das Ergebnis der Vorlage ist zu lang"),
        _ => None,
    }
}

/// Whether it sets more names to texts made of other texts than any sentence needs.
#[cfg(feature = "bericht")]
fn doubles(template: &str) -> bool {
    let set = |block: &&str| block.trim_start_matches(['-', '+']).trim_start().starts_with("set ");
    let grows = |block: &&str| {
        block.split("%}").next().is_some_and(|head| !head.contains('=') || head.contains(['~', '*']) || head.contains("join"))
    };
    template.split("{%").skip(1).filter(set).filter(grows).count() > MADE
}

struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(io::Error::other("das Ergebnis der Vorlage ist zu lang"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(all(test, feature = "bericht"))]
#[allow(clippy::unwrap_used, reason = "a test says what went wrong by stopping")]
mod tests {
    use super::*;

    fn told(template: &str) -> Result<String, String> {
        let mut environment = Environment::new();
        confine_sentences(&mut environment);
        environment.add_template("x", template).unwrap();
        sentence(&environment.get_template("x").unwrap(), Value::UNDEFINED)
            .map_err(|error| german(&error).map_or_else(|| format!("{error:#}"), str::to_owned))
    }

    #[test]
    fn a_template_comes_to_an_end() {
        assert_eq!(told("{% for n in range(3) %}{{ n }}{% endfor %}").as_deref(), Ok("012"));
        let loops = "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}";
        assert!(told(loops).unwrap_err().contains("zu viele Schritte"), "{:?}", told(loops));
        assert!(told("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}").is_err());
        let doubled = |times: usize| format!("{{% set a = 'xxxxxxxxxx' %}}{}{{{{ a|length }}}}", "{% set a = a ~ a %}".repeat(times));
        assert_eq!(told(&doubled(10)).as_deref(), Ok("10240"));
        assert!(told(&doubled(40)).unwrap_err().contains("aus sich selbst"));
        let captured = "{% set a %}{{ a }}{{ a }}{% endset %}".repeat(40);
        assert!(told(&format!("{{% set a = 'x' %}}{captured}{{{{ a }}}}")).unwrap_err().contains("aus sich selbst"));
        assert!(told("{% set a = 'x'|replace('x', 'yyyy') %}{{ a }}").is_err());
        let long = "{% for a in range(90) %}{{ 'x' * 1000000 }}{% endfor %}";
        assert!(told(long).unwrap_err().contains("zu lang"), "{:?}", told(long).map(|text| text.len()));
    }
}
