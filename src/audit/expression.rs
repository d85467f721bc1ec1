//! From the text of an expression to CEL's syntax tree, with the place of every node. The parser keeps positions only
//! on failure; parsing once more with a stray bracket behind the text gives them, and it happens only when there is
//! something to report. The crate is pinned, and the tests below hold the trick.

use std::sync::Arc;

use cel::common::ast::{IdedExpr, SourceInfo};
use cel::parser::{ParseError, PrattParser};

use crate::source::{Place, Source, Span};
use crate::standard::{Complaint, Expression};

/// An expression inside a TOML file of the standard: knows how to point at a part of itself.
pub struct Located<'a> {
    pub file: &'a Source,
    pub expression: &'a Expression,
    /// Offset of the CEL text within the expression's text (a message holds several).
    pub offset: usize,
    pub text: &'a str,
}

impl<'a> Located<'a> {
    pub fn whole(file: &'a Source, expression: &'a Expression) -> Self {
        Self { file, expression, offset: 0, text: &expression.text }
    }

    /// # Errors
    /// A complaint in German about the first syntax error; follow-up errors only confuse.
    pub fn parse(&self) -> Result<IdedExpr, Complaint> {
        PrattParser::new().parse(self.text).map_err(|errors| {
            let first = errors.errors.into_iter().next();
            let start = first.as_ref().map_or(0, |error| self.error_offset(error));
            let message = sentence(self.text, start);
            self.complaint(start..(start + 1).min(self.text.len()), message)
        })
    }

    fn error_offset(&self, error: &ParseError) -> usize {
        let by_id = error.source_info.as_ref().and_then(|info| info.offset_for(error.expr_id)).map(|(start, _)| start as usize);
        by_id.unwrap_or_else(|| self.byte_offset(error.pos)).min(self.text.len())
    }

    /// Line and column of the parser count bytes from 1.
    fn byte_offset(&self, (line, column): (isize, isize)) -> usize {
        let line = usize::try_from(line - 1).unwrap_or(0);
        let start: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
        start + usize::try_from(column - 1).unwrap_or(0)
    }

    pub fn complaint(&self, part: std::ops::Range<usize>, message: impl Into<String>) -> Complaint {
        Complaint { file: self.file.name.clone(), place: self.place(part), message: message.into() }
    }

    /// Where a byte range of the CEL text lies in the TOML file.
    pub fn place(&self, part: std::ops::Range<usize>) -> Place {
        let range = self.expression.span.range();
        let literal = self.file.text.get(range.clone()).unwrap_or("");
        let inside = |offset: usize| range.start + literal_offset(literal, &self.expression.text, self.offset + offset);
        self.file.place(Span::new(inside(part.start)..inside(part.end)))
    }

    /// The byte range of a node and everything below it, for complaints.
    pub fn range(&self, ids: &[u64]) -> std::ops::Range<usize> {
        let Some(info) = positions(self.text) else { return 0..self.text.len() };
        let found: Vec<_> = ids.iter().filter_map(|id| info.offset_for(*id)).collect();
        let start = found.iter().map(|(start, _)| *start as usize).min().unwrap_or(0);
        let end = found.iter().map(|(_, end)| *end as usize).max().unwrap_or(self.text.len());
        start.min(self.text.len())..end.clamp(start, self.text.len())
    }
}

fn positions(text: &str) -> Option<Arc<SourceInfo>> {
    let errors = PrattParser::new().parse(&format!("{text}\n)")).err()?.errors;
    errors.into_iter().find_map(|error| error.source_info)
}

/// Offset in the decoded text to offset in the TOML literal. Literal strings are a constant shift; in basic strings
/// escapes make the literal longer than the text.
fn literal_offset(literal: &str, text: &str, offset: usize) -> usize {
    let opening = ["'''", "\"\"\"", "'", "\""].into_iter().find(|quote| literal.starts_with(quote)).map_or(0, str::len);
    let mut shift = opening;
    if opening == 3 {
        let rest = &literal[opening..];
        shift += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    if literal.starts_with('\'') || !literal.contains('\\') {
        return (shift + offset).min(literal.len());
    }
    let (mut at, mut decoded) = (shift, 0);
    for letter in text.chars() {
        if decoded >= offset {
            break;
        }
        decoded += letter.len_utf8();
        at += escape_length(&literal[at.min(literal.len())..]).unwrap_or(letter.len_utf8());
    }
    at.min(literal.len())
}

fn escape_length(rest: &str) -> Option<usize> {
    let mut letters = rest.chars();
    (letters.next() == Some('\\')).then(|| match letters.next() {
        Some('u') => 6,
        Some('U') => 10,
        Some('x') => 4,
        _ => 2,
    })
}

/// What is wrong at an offset, in words a PMO understands. The parser's own texts are never shown.
fn sentence(text: &str, offset: usize) -> String {
    let rest = text[floor(text, offset)..].trim_start();
    let before = text[..floor(text, offset)].trim_end();
    let word: String = rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    if before.ends_with("has(") && !word.is_empty() {
        return format!("has(…) fragt nach etwas hinter einem Punkt; bei einer Angabe im Kopf der Datei: has(projekt.{word})");
    }
    let told = match (rest.chars().next(), word.as_str()) {
        (_, "and" | "und") => "statt „und“ steht in Ausdrücken „&&“",
        (_, "or" | "oder") => "statt „oder“ steht in Ausdrücken „||“",
        (_, "not" | "nicht") => "statt „nicht“ steht in Ausdrücken „!“ davor",
        (Some('=' | '<' | '>'), _) if rest.starts_with('=') => "„=“ vergleicht nicht; schreiben Sie „==“",
        (Some('‘' | '’' | '“' | '”' | '„'), _) => {
            "typographische Anführungszeichen gelten hier nicht; schreiben Sie \"…\" oder '…'"
        }
        (Some(letter), _) if !letter.is_ascii() => "Umlaute und Sonderzeichen sind in Namen nicht erlaubt",
        (Some('"' | '\''), _) if text.matches(['"', '\'']).count() % 2 == 1 => "das Anführungszeichen wird nicht geschlossen",
        (None, _) if before.matches('(').count() > before.matches(')').count() => "eine Klammer wird nicht geschlossen",
        (None, _) => "der Ausdruck bricht hier ab",
        (Some(')'), _) => "diese Klammer schließt nichts",
        (Some(letter), _) if letter.is_alphanumeric() && before.ends_with(|last: char| last.is_alphanumeric() || last == '_') => {
            "zwischen diesen beiden Wörtern fehlt ein Komma oder ein Vergleich"
        }
        _ => "hier kann der Ausdruck nicht weitergehen",
    };
    told.to_owned()
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_parse_gives_the_positions_of_the_first() {
        let text = "stakeholder.exists(s, s.betroffen && has(s.name)) // größe\n || x[0] in ['a', \"ü\"]";
        let parsed = PrattParser::new().parse(text).unwrap();
        let info = positions(text).unwrap();
        let (start, end) = info.offset_for(parsed.id).unwrap();
        assert_eq!(&text[start as usize..end as usize], "||");
    }

    #[test]
    fn places_are_those_of_the_rule_file() {
        for (open, close) in [("'''\n", "'''"), ("'''", "'''"), ("\"\"\"\r\n", "\"\"\""), ("'", "'")] {
            let file_text = format!("a = 1\ngilt = {open}ab == dattum{close}\n");
            let file = Source::new("r.toml", file_text.clone());
            let start = file_text.find(open).unwrap();
            let span = Span::new(start..start + open.len() + "ab == dattum".len() + close.len());
            let expression = Expression { text: "ab == dattum".to_owned(), span };
            let place = Located::whole(&file, &expression).place(6..12);
            let line = file.line(place.line).to_owned();
            let shown: String = line.chars().skip(place.column as usize - 1).take(6).collect();
            assert_eq!(shown, "dattum", "{open:?}");
        }
    }

    #[test]
    fn syntax_errors_are_told_in_german() {
        assert!(sentence("has(ende)", 4).ends_with("has(projekt.ende)"));
        let table = [
            ("a.b = 1", "„=“ vergleicht nicht"),
            ("a und b", "„&&“"),
            ("xs.exists(m, m.art == 'x'", "Klammer wird nicht geschlossen"),
            ("xs.exists(m m.art == 'x')", "fehlt ein Komma"),
            ("größe > 3", "Umlaute"),
            ("a.b == ‘x’", "typographische"),
        ];
        for (text, expected) in table {
            let file = Source::new("r.toml", format!("'{text}'"));
            let expression = Expression { text: text.to_owned(), span: Span::new(0..text.len() + 2) };
            let complaint = Located::whole(&file, &expression).parse().unwrap_err();
            assert!(complaint.message.contains(expected), "{text}: {}", complaint.message);
        }
    }
}
