//! The headings of a text and where what stands under them ends: the places where something new can be written.

/// A heading with the entries directly under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Offsets of `[[a.b]]` itself.
    pub start: usize,
    pub end: usize,
    /// Behind its last entry and the line end after it.
    pub below: usize,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// In the order of the text.
    pub headings: Vec<Heading>,
    /// Behind the last entry that stands before all headings, and the line end after it.
    pub head: usize,
}

impl Outline {
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let (mut outline, mut at) = (Self::default(), 0);
        while at < bytes.len() {
            let first = at + blank(&bytes[at..]);
            match bytes.get(first) {
                None => break,
                Some(b'\n' | b'\r' | b'#') => at = line_end(bytes, first),
                Some(b'[') => {
                    at = line_end(bytes, first);
                    let end = first + heading_length(&bytes[first..at]);
                    outline.headings.push(Heading { start: first, end, below: at });
                }
                Some(_) => {
                    at = entry_end(bytes, first);
                    match outline.headings.last_mut() {
                        Some(heading) => heading.below = at,
                        None => outline.head = at,
                    }
                }
            }
        }
        outline
    }

    /// The heading at an offset.
    pub fn at(&self, start: usize) -> Option<usize> {
        self.headings.binary_search_by_key(&start, |heading| heading.start).ok()
    }

    /// Behind everything that belongs to a heading, with what stands under headings that go on from it.
    pub fn whole(&self, text: &str, index: usize) -> usize {
        let prefix = format!("{}.", self.path(text, index));
        let own = self.headings.get(index).map_or(text.len(), |heading| heading.below);
        let below = (index + 1..self.headings.len()).take_while(|next| self.path(text, *next).starts_with(&prefix)).last();
        below.map_or(own, |last| self.headings[last].below)
    }

    /// `a.b` of `[[a.b]]`.
    pub fn path(&self, text: &str, index: usize) -> String {
        let heading = self.headings.get(index).and_then(|heading| text.get(heading.start..heading.end)).unwrap_or_default();
        heading.chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '[' | ']' | '"' | '\'')).collect()
    }
}

fn blank(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !matches!(byte, b' ' | b'\t')).unwrap_or(bytes.len())
}

/// Behind the line end.
fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| from + length + 1)
}

/// Up to the last bracket before a comment.
fn heading_length(line: &[u8]) -> usize {
    let before = line.iter().position(|byte| *byte == b'#').unwrap_or(line.len());
    line[..before].iter().rposition(|byte| *byte == b']').map_or(before, |last| last + 1)
}

/// Behind the line in which an entry ends; arrays and long texts may go over several.
fn entry_end(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'\n' if depth == 0 => return at + 1,
            b'#' => {
                at += bytes[at..].iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len() - at);
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            quote @ (b'"' | b'\'') => {
                at = string_end(bytes, at, quote);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Behind a text; one that is not closed ends with its line.
fn string_end(bytes: &[u8], from: usize, quote: u8) -> usize {
    let long = bytes[from..].starts_with(&[quote; 3]);
    let mut at = from + if long { 3 } else { 1 };
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 1,
            b'\n' if !long => return at,
            byte if byte == quote && !long => return at + 1,
            byte if byte == quote && bytes[at..].starts_with(&[quote; 3]) => {
                let more = bytes[at + 3..].iter().take(2).take_while(|byte| **byte == quote).count();
                return at + 3 + more;
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_found_and_where_their_entries_end() {
        let text = "# a\na = 1\nb = [\n  [1], # [x]\n]\nc = \"\"\"\n[no]\n\"\"\"\n\n# of x\n[[x]] # [[y]]\nd = \"[\" # ]\n\n  [x.y]\n  e = '''\n[no]'''\n\n# end\n[z]\n";
        let outline = Outline::of(text);
        let found: Vec<(&str, String, &str)> = (0..)
            .zip(&outline.headings)
            .map(|(index, heading)| (&text[heading.start..heading.end], outline.path(text, index), &text[heading.below..]))
            .collect();
        assert!(text[outline.head..].starts_with("\n# of x"));
        assert_eq!(
            found.iter().map(|(heading, path, _)| (*heading, path.as_str())).collect::<Vec<_>>(),
            [("[[x]]", "x"), ("[x.y]", "x.y"), ("[z]", "z")]
        );
        assert!(found[0].2.starts_with("\n  [x.y]") && found[1].2.starts_with("\n# end") && found[2].2.is_empty());
        assert!(text[outline.whole(text, 0)..].starts_with("\n# end"));
        for odd in ["", "[", "a = \"", "a = '''", "a = [", "[[x]]", "a = 1 #", "[x] #\n#", "\"\"\"\"\"\""] {
            assert!(Outline::of(odd).headings.iter().all(|heading| heading.below <= odd.len()), "{odd}");
        }
    }
}
