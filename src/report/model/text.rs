//! Text with figures, links and marks in it, and the addresses it may point at.
//!
//! Project files are written by many hands. A link is therefore a type of its own: whatever is put in, no `javascript:`
//! and no foreign host without `https:` comes out.

use std::fmt::Write as _;

use serde::Serialize;

use super::Form;

/// A sentence as the pieces it is made of.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Satz {
    pub stuecke: Vec<Stueck>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "art", rename_all = "snake_case")]
pub enum Stueck {
    Wort {
        text: String,
    },
    Stark {
        text: String,
    },
    /// "28 von 40": both numbers are one link, the first one bold.
    Anteil {
        zaehler: String,
        nenner: String,
        ziel: Option<Ziel>,
    },
    Verweis {
        text: String,
        ziel: Ziel,
    },
    Kode {
        text: String,
    },
    Zitat {
        text: String,
    },
    Zeichen {
        form: Form,
        text: String,
    },
}

impl Satz {
    pub fn word(self, text: impl Into<String>) -> Self {
        self.with(Stueck::Wort { text: text.into() })
    }

    pub fn strong(self, text: impl Into<String>) -> Self {
        self.with(Stueck::Stark { text: text.into() })
    }

    pub fn share(self, zaehler: impl Into<String>, nenner: impl Into<String>, ziel: Option<Ziel>) -> Self {
        self.with(Stueck::Anteil { zaehler: zaehler.into(), nenner: nenner.into(), ziel })
    }

    pub fn link(self, text: impl Into<String>, ziel: Ziel) -> Self {
        self.with(Stueck::Verweis { text: text.into(), ziel })
    }

    pub fn code(self, text: impl Into<String>) -> Self {
        self.with(Stueck::Kode { text: text.into() })
    }

    pub fn quote(self, text: impl Into<String>) -> Self {
        self.with(Stueck::Zitat { text: text.into() })
    }

    pub fn mark(self, form: Form, text: impl Into<String>) -> Self {
        self.with(Stueck::Zeichen { form, text: text.into() })
    }

    pub fn is_empty(&self) -> bool {
        self.stuecke.is_empty()
    }

    /// The bare words, for places that hold no markup.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for stueck in &self.stuecke {
            match stueck {
                Stueck::Anteil { zaehler, nenner, .. } => {
                    let _ = write!(out, "{zaehler}\u{a0}von\u{a0}{nenner}");
                }
                Stueck::Wort { text }
                | Stueck::Stark { text }
                | Stueck::Verweis { text, .. }
                | Stueck::Kode { text }
                | Stueck::Zitat { text }
                | Stueck::Zeichen { text, .. } => out.push_str(text),
            }
        }
        out
    }

    fn with(mut self, stueck: Stueck) -> Self {
        self.stuecke.push(stueck);
        self
    }
}

impl From<&str> for Satz {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::default() } else { Self::default().word(text) }
    }
}

impl From<String> for Satz {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// An id on the page. Different texts give different ids; `.` and `_` followed by a letter above `f` never occur, which
/// leaves room for the ids that the templates and charts make themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Anker(String);

impl Anker {
    pub fn new(text: &str) -> Self {
        let mut id = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_ascii_alphanumeric() || c == '-' {
                id.push(c);
            } else {
                let _ = write!(id, "_{:x}-", u32::from(c));
            }
        }
        Self(id)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of a part of this place.
    pub fn join(&self, part: &str) -> Self {
        Self(format!("{}--{}", self.0, Self::new(part).0))
    }
}

impl From<&str> for Anker {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ziel {
    href: String,
    /// Leaves the report.
    netz: bool,
}

impl Ziel {
    /// A place on the same page.
    pub fn anchor(anker: &Anker) -> Self {
        Self { href: format!("#{}", anker.0), netz: false }
    }

    /// Another file of the report, as a path relative to this page, optionally a place in it.
    pub fn page(path: &str, anker: Option<&Anker>) -> Self {
        let mut href = String::with_capacity(path.len());
        for byte in path.trim_start_matches(['/', '\\']).bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                href.push(char::from(byte));
            } else {
                let _ = write!(href, "%{byte:02X}");
            }
        }
        if let Some(anker) = anker {
            href.push('#');
            href.push_str(&anker.0);
        }
        Self { href, netz: false }
    }

    /// An address outside; `None` for everything that is not plain http(s).
    pub fn web(address: &str) -> Option<Self> {
        let scheme = address.split_once("://")?.0.to_ascii_lowercase();
        let sound = address.chars().all(|c| !c.is_whitespace() && !c.is_control());
        (sound && matches!(scheme.as_str(), "https" | "http")).then(|| Self { href: address.to_owned(), netz: true })
    }

    pub fn href(&self) -> &str {
        &self.href
    }

    /// Whether it leaves the report.
    pub fn leaves(&self) -> bool {
        self.netz
    }
}

/// A link of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct Verweis {
    pub text: String,
    pub ziel: Ziel,
    /// This very page.
    pub hier: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_texts_give_different_ids() {
        let ids: Vec<_> = ["P-01", "P 01", "P_01", "P_20-01", "ü", "_fc-", "P.01"].map(Anker::new).into();
        for (i, a) in ids.iter().enumerate() {
            assert!(ids[i + 1..].iter().all(|b| a != b), "{a:?}");
            assert!(a.as_str().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        }
    }

    #[test]
    fn no_link_leaves_the_report_unless_it_is_http() {
        assert_eq!(Ziel::page("javascript:alert(1)", None).href(), "javascript%3Aalert%281%29");
        assert_eq!(Ziel::page("//evil.example/x", None).href(), "evil.example/x");
        assert_eq!(Ziel::page("projekte/ü 1.html", Some(&Anker::new("a b"))).href(), "projekte/%C3%BC%201.html#a_20-b");
        for bad in ["javascript:alert(1)", "javascript://x\nalert(1)", "data:text/html,x", "file:///etc", "https://a b"] {
            assert_eq!(Ziel::web(bad), None, "{bad}");
        }
        assert!(Ziel::web("https://www.bkg.bund.de").is_some());
    }

    #[test]
    fn plain_text_keeps_the_denominator() {
        let satz = Satz::from("Gemeldet: ").share("28", "40", None).word(" Projekten");
        assert_eq!(satz.plain(), "Gemeldet: 28\u{a0}von\u{a0}40 Projekten");
    }
}
