//! What a faulty place in a text is, and the letters by which mending finds its way.

/// What is wrong at a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mark {
    /// A value that is no TOML.
    Value,
    /// A text whose closing quotation mark is missing.
    Unclosed,
    /// Nothing stands behind the equals sign.
    Missing,
    /// A name and a value, and no equals sign.
    NoEquals,
    /// A line that is no entry.
    NoEntry,
    /// A letter that nobody sees.
    Invisible(char),
    /// Line ends of old programs, all over the file.
    LineEnds,
    /// A name that stands in the same table before, there.
    Repeated(u32),
    /// A further place of the same, said already.
    RepeatedAlso,
}

/// White space within a line, also of the kinds that word processors write.
pub(super) fn is_blank(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, '\n' | '\r')
}

/// Quotation marks that are none in TOML.
pub(super) fn is_quote(letter: char) -> bool {
    matches!(letter, '„' | '“' | '”' | '‟' | '»' | '«' | '›' | '‹' | '‚' | '‘' | '’' | '´' | '`')
}

/// Whether an entry of a table follows, or its end.
pub(super) fn names_next(text: &str) -> bool {
    let rest = text.trim_start();
    let word = rest.len() - rest.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')).len();
    rest.starts_with(['}', '#']) || rest.is_empty() || word > 0 && rest[word..].trim_start().starts_with('=')
}
