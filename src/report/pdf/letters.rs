//! What the built-in font can show, and where words that are no words may break. Nothing is lost unseen: what cannot be
//! shown becomes a box, and the paper says at its end what stood there.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use super::world::FONTS;

const BOX: char = '□';
/// Nothing is seen of it; a line may end there.
const BREAK: char = '\u{200b}';
/// Longer words are broken by us; up to here by the engine's hyphenation.
const LONGEST_WORD: usize = 40;
/// Names of files, addresses, hashes: no hyphenation helps.
const LONGEST_CODE: usize = 18;
const LONGEST_PIECE: usize = 12;

static SHOWN: LazyLock<HashSet<u32>> = LazyLock::new(|| {
    let coverage = |font: &typst::text::Font| font.info().coverage.iter().collect::<HashSet<u32>>();
    FONTS.iter().map(coverage).reduce(|all, one| all.intersection(&one).copied().collect()).unwrap_or_default()
});

/// Prepares texts, and remembers what could not be shown and how often.
#[derive(Debug, Default)]
pub struct Letters {
    pub unshown: BTreeMap<char, u64>,
}

impl Letters {
    /// Text for the page: shown, and able to break.
    pub fn printed(&mut self, text: &str) -> String {
        breakable(&self.visible(text))
    }

    /// Only letters that the font has.
    pub fn visible(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '\n' | '\r' | '\t' => out.push(' '),
                // The font has no slanting arrows, no lines of boxes, and another hyphen.
                '↗' => out.push('↑'),
                '↘' => out.push('↓'),
                '─' => out.push('–'),
                '\u{2011}' => out.push('-'),
                // They say how to draw or break the letter before them, nothing else.
                '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{2060}' => {}
                _ if shown(letter) => out.push(letter),
                _ => {
                    *self.unshown.entry(letter).or_default() += 1;
                    out.push(BOX);
                }
            }
        }
        out
    }
}

/// Marks that turn the direction of writing are no letters either: they make a page say what its text does not.
fn shown(letter: char) -> bool {
    match letter {
        ' '..='~' => true,
        '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => false,
        _ => !letter.is_control() && SHOWN.contains(&u32::from(letter)),
    }
}

fn breakable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        if fits(word.trim_end()) {
            out.push_str(word);
        } else {
            break_up(word, &mut out);
        }
    }
    out
}

fn fits(word: &str) -> bool {
    let length = word.chars().count();
    let core = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    let hyphenated = || core.split('-').all(|part| part.chars().all(char::is_alphabetic));
    length <= LONGEST_CODE || (length <= LONGEST_WORD && hyphenated())
}

fn break_up(word: &str, out: &mut String) {
    let mut run = 0;
    for letter in word.chars() {
        out.push(letter);
        run += 1;
        if run >= LONGEST_PIECE || (!letter.is_alphanumeric() && !letter.is_whitespace()) {
            out.push(BREAK);
            run = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_shown_is_seen_and_remembered() {
        let mut letters = Letters::default();
        assert_eq!(letters.visible("Übergröße „1“ – 2 € ↗\u{202e}日\n本"), "Übergröße „1“ – 2 € ↑□□ □");
        assert_eq!(letters.unshown.into_iter().collect::<Vec<_>>(), [('\u{202e}', 1), ('日', 1), ('本', 1)]);
    }

    #[test]
    fn only_what_no_hyphen_helps_is_broken_up() {
        let pieces = |text: &str| breakable(text).split(BREAK).map(str::to_owned).collect::<Vec<_>>();
        for whole in ["Verwaltungsdigitalisierung, Landes-Verwaltungsamt", "1.289\u{a0}von\u{a0}2.235 Angaben", ""] {
            assert_eq!(pieces(whole), [whole]);
        }
        assert_eq!(pieces("daten/beispiel-0016.toml:173"), ["daten/", "beispiel-", "0016.", "toml:", "173"]);
        assert!(pieces(&"x".repeat(10_000)).iter().all(|piece| piece.len() <= LONGEST_PIECE));
    }
}
