//! What the figures of a standard say of themselves, for builds and pages that do not reckon them.

use serde::Deserialize;

use crate::standard::Standard;

/// A figure as people read it; its query is the business of the floors that run it.
#[derive(Clone, Debug, Deserialize)]
pub struct FigureText {
    pub id: String,
    #[serde(rename = "titel")]
    pub title: String,
    #[serde(rename = "gruppe", default)]
    pub group: String,
    #[serde(rename = "einheit", default)]
    pub unit: String,
    #[serde(rename = "bedeutung")]
    pub meaning: String,
}

const FOLDER: &str = "kennzahlen/";

impl Standard {
    /// Sorted by id; of two profiles the younger says what a figure is. A broken file is told where figures are proven.
    pub fn figure_texts(&self) -> Vec<FigureText> {
        let mut found: Vec<FigureText> = Vec::new();
        for (_, source) in self.layers.iter().rev().flat_map(|layer| layer.files.below(FOLDER)) {
            let Ok(figure) = toml::from_str::<FigureText>(&source.text) else { continue };
            if !found.iter().any(|known| known.id == figure.id) {
                found.push(figure);
            }
        }
        found.sort_by(|left, right| left.id.cmp(&right.id));
        found
    }
}
