//! Texts as they are compared where people type: capitals, umlauts, full-width and invisible letters, quotation marks,
//! brackets and markup make no difference. What is left are words of small letters and digits.

use crate::escape::is_invisible;

/// The words of a text, one blank between them: „k. A.“ becomes `k a`, `*Offen*` becomes `offen`.
pub fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
        if letter == '\u{308}' {
            // An umlaut that is written as letter and dots.
            if !gap && out.ends_with(['a', 'o', 'u']) {
                out.push('e');
            }
            continue;
        }
        let letter = narrow(letter);
        if letter.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            small(letter, &mut out);
        } else if !is_accent(letter) {
            gap = true;
        }
    }
    out
}

/// The same with its signs: `[Name der  Stelle]` becomes `[name der stelle]`.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().filter(|letter| !is_invisible(*letter)) {
        match letter {
            '\u{308}' if out.ends_with(['a', 'o', 'u']) => out.push('e'),
            letter if is_accent(letter) => {}
            letter if letter.is_whitespace() => {
                if !out.is_empty() && !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            letter => small(narrow(letter), &mut out),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The first two letters of the words, without making them; and whether the text begins with a sign.
pub(super) fn beginning(text: &str) -> (bool, [Option<char>; 2]) {
    let mut letters = text.chars().filter(|letter| !is_invisible(*letter)).map(narrow);
    let mut seen = [None, None];
    let mut sign_first = false;
    while let Some(letter) = letters.next() {
        if !letter.is_alphanumeric() {
            sign_first |= seen[0].is_none();
            continue;
        }
        let base = lower(letter);
        match seen {
            [None, _] => seen[0] = Some(base),
            _ => {
                seen[1] = Some(base);
                break;
            }
        }
        // An umlaut or ß counts as two letters.
        if let Some(second) = second_of(base) {
            return (sign_first, [Some(first_of(base)), Some(second)]);
        }
        if matches!(base, 'a' | 'o' | 'u') && letters.clone().next() == Some('\u{308}') {
            return (sign_first, [Some(base), Some('e')]);
        }
    }
    (sign_first, seen.map(|letter| letter.map(first_of)))
}

fn small(letter: char, out: &mut String) {
    let letter = lower(letter);
    out.push(first_of(letter));
    out.extend(second_of(letter));
}

fn lower(letter: char) -> char {
    if letter.is_ascii() { letter.to_ascii_lowercase() } else { letter.to_lowercase().next().unwrap_or(letter) }
}

fn first_of(letter: char) -> char {
    match letter {
        'ä' => 'a',
        'ö' => 'o',
        'ü' => 'u',
        'ß' => 's',
        letter => letter,
    }
}

fn second_of(letter: char) -> Option<char> {
    match letter {
        'ä' | 'ö' | 'ü' => Some('e'),
        'ß' => Some('s'),
        _ => None,
    }
}

/// Full-width forms, as some keyboards write them, are the plain letters.
pub(super) fn narrow(letter: char) -> char {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        letter => letter,
    }
}

pub(super) fn is_accent(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_capitals_and_invisible_letters_make_no_difference() {
        for (text, plain) in [
            ("k. A.", "k a"),
            ("„TODO“", "todo"),
            ("*T\u{200b}O\u{feff}DO*", "todo"),
            ("N\u{a0}/\u{202f}A", "n a"),
            ("ＴＢＤ", "tbd"),
            ("noch zu kla\u{308}ren", "noch zu klaeren"),
            ("Straße", "strasse"),
            ("—", ""),
            ("\u{200b}", ""),
        ] {
            assert_eq!(words(text), plain, "{text}");
        }
        assert_eq!(line(" [Name  der\u{a0}Stelle] "), "[name der stelle]");
    }

    #[test]
    fn the_beginning_is_that_of_the_words() {
        for text in ["k. A.", "Äpfel", "a\u{308}pfel", "ß", "ＴＢＤ", "x", "  «n/a»", "U\u{308}ber", "", "?", "2026", "Öl", "aß"] {
            let made = words(text);
            let mut letters = made.chars().filter(|letter| *letter != ' ');
            assert_eq!(beginning(text).1, [letters.next(), letters.next()], "{text}");
        }
    }
}
