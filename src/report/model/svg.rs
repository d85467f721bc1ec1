//! A finished drawing. Only `chart` makes one, so what the templates insert unescaped was never written by a user.

use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct Svg {
    markup: String,
    breite: u32,
}

impl Svg {
    pub(in crate::report) fn trusted(markup: String, breite: u32) -> Self {
        Self { markup, breite }
    }

    pub fn markup(&self) -> &str {
        &self.markup
    }
}
