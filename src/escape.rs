//! What a text must become so that it stays a text: before people see it anywhere, in the rows of a spreadsheet, in Markdown,
//! in XML.

use std::borrow::Cow;
use std::fmt::Write;

/// Spreadsheets open UTF-8 only with this mark in front.
pub const CSV_MARK: &str = "\u{feff}";

/// Letters with which a spreadsheet begins a formula, and those it skips before it looks.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '＠'];

/// One line with its end, semicolons between.
pub fn csv_line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<String> = cells.into_iter().map(csv_field).collect();
    format!("{}\r\n", cells.join(";"))
}

/// A text that a spreadsheet would take for a formula is given an apostrophe; numbers are left alone.
pub fn csv_field(text: &str) -> String {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    let text = if !is_number && text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() };
    if text.contains([';', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// No table, link, heading, list or markup comes out of it, and nobody is notified.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let number = text.bytes().take_while(u8::is_ascii_digit).count();
    for (at, letter) in text.char_indices() {
        // At the start of a line these would begin a list, a quotation or a heading.
        let ends = text[at..].chars().nth(1).is_none_or(char::is_whitespace);
        let opens = at == 0 && matches!(letter, '-' | '+' | '=') || ends && at > 0 && at == number && matches!(letter, '.' | ')');
        match letter {
            '\n' | '\r' | '\t' => out.push(' '),
            // A hyphen nobody sees would keep people from finding the word.
            '\u{ad}' => {}
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("@\u{200b}"),
            letter if opens || matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$') => {
                out.push('\\');
                out.push(letter);
            }
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    // A bare address would become a link.
    out.replace("://", ":\u{200b}//").replace("www.", "www\u{200b}.")
}

/// Letters nobody sees, which programs leave behind: joiners, direction marks, byte order marks, soft hyphens.
pub fn is_invisible(letter: char) -> bool {
    !letter.is_ascii()
        && matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// What no text for people may hold: it moves the cursor of a terminal, turns the direction of what follows, or hides in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// Ends lines, clears screens, changes colours.
    Control,
    /// Makes a text look like another one.
    Direction,
    /// Takes no room and keeps people from finding the word.
    Hidden,
}

impl Odd {
    /// What a letter is of that kind; line ends and tabs belong to texts.
    pub fn of(letter: char) -> Option<Self> {
        match letter {
            '\n' | '\t' => None,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Self::Direction),
            '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => Some(Self::Control),
            letter if letter.is_control() => Some(Self::Control),
            letter if is_invisible(letter) => Some(Self::Hidden),
            _ => None,
        }
    }
}

/// Whether a text can be shown as it stands.
pub fn is_clean(text: &str) -> bool {
    let plain = |byte: u8| (b' '..0x7f).contains(&byte) || matches!(byte, b'\n' | b'\t');
    text.bytes().all(plain) || text.chars().all(|letter| Odd::of(letter).is_none())
}

/// The text as people may see it: in the place of a control character stands a sign, letters nobody sees fall away.
pub fn clean(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    let seen = |letter| match Odd::of(letter) {
        None => Some(letter),
        Some(Odd::Control) => Some(char::REPLACEMENT_CHARACTER),
        Some(Odd::Direction | Odd::Hidden) => None,
    };
    Cow::Owned(text.replace("\r\n", "\n").chars().filter_map(seen).collect())
}

/// The same, letter for letter: what is marked in a line stays in its column.
pub fn clean_in_place(text: &str) -> Cow<'_, str> {
    if is_clean(text) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|letter| if Odd::of(letter).is_some() { char::REPLACEMENT_CHARACTER } else { letter }).collect())
}

/// For text and attributes. Signs that no document may hold become a replacement.
pub fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(out, "&#{};", u32::from(letter));
            }
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_reads_texts_as_texts_and_numbers_as_numbers() {
        let table = [
            ("=SUM(A1)", "'=SUM(A1)"),
            ("-12,5", "-12,5"),
            ("-12,5+cmd", "'-12,5+cmd"),
            ("--5", "'--5"),
            ("-", "'-"),
            ("@x", "'@x"),
            ("\t=1", "'\t=1"),
            ("\r=1", "\"'\r=1\""),
            ("+49", "'+49"),
            ("a;b", "\"a;b\""),
            ("=\"a;b\"", "\"'=\"\"a;b\"\"\""),
            ("a\"b", "\"a\"\"b\""),
            ("größe", "größe"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(csv_field(text), expected);
        }
        assert_eq!(csv_line(["a", "=b", "1,5"]), "a;'=b;1,5\r\n");
    }

    #[test]
    fn markdown_from_project_files_stays_text() {
        assert_eq!(markdown("a|b\n# <b>[x](y)</b>"), "a\\|b \\# &lt;b&gt;\\[x\\](y)&lt;/b&gt;");
        assert_eq!(
            ["- a", "12. a", "31.10.2026", "= a", "a - 2. b"].map(markdown),
            ["\\- a", "12\\. a", "31.10.2026", "\\= a", "a - 2. b"]
        );
        assert!(!markdown("https://x.example @all www.x.example").contains("https://"));
    }

    #[test]
    fn no_text_can_break_a_document() {
        assert_eq!(xml("a<b>&\"'\n\u{1}\u{ffff}"), "a&lt;b&gt;&amp;&quot;&apos;&#10;\u{fffd}\u{fffd}");
    }
}
