//! How names and words that people type are compared with those of the standard: without capitals, umlauts and signs.

use unicode_normalization::UnicodeNormalization;

/// Words parted by single spaces: "Gespräch", "gespraech" and "GESPRÄCH" are the same, and so are "takt_max" and "Takt max".
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.nfc().flat_map(char::to_lowercase) {
        match letter {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            _ if letter.is_alphanumeric() => out.extend(std::iter::once(letter).nfd().filter(|part| part.is_alphanumeric())),
            _ if !out.is_empty() && !out.ends_with(' ') => out.push(' '),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_umlauts_and_signs_do_not_matter() {
        for same in ["Gespräch", "gespraech", "GESPRÄCH", "Gespra\u{308}ch", " „Gespräch“ "] {
            assert_eq!(folded(same), "gespraech");
        }
        assert_eq!(folded("Dessau-Roßlau"), "dessau rosslau");
        assert_eq!(folded("takt_max_tage"), "takt max tage");
        assert_eq!(folded("Café"), "cafe");
    }
}
