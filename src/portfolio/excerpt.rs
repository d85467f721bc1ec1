//! The line a finding points at, for readers other than the one who wrote the file: lines with the name of a person or an
//! internal field stay out.

use std::collections::BTreeMap;

use crate::audit::{Audit, Finding};
use crate::schema::Schema;
use crate::standard::Standard;

/// Letters of a line that are shown.
const LONGEST: usize = 120;

/// One for each finding; `None` where there is nothing to show, or it is nobody's business.
pub fn excerpts(standard: &Standard, audits: &[Audit], findings: &[&Finding]) -> Vec<Option<String>> {
    let sources: BTreeMap<&str, &Audit> = audits.iter().map(|audit| (audit.document.source.name.as_str(), audit)).collect();
    let excerpt = |finding: &&Finding| {
        // What is absent stands in no line.
        if finding.is_elsewhere() {
            return None;
        }
        let audit = sources.get(finding.file.as_str())?;
        if is_private(&standard.schema, &finding.path, audit.document.source.line(finding.place.line)) {
            return None;
        }
        let shown = audit.document.excerpt(&standard.schema, finding.place);
        Some(shortened(shown.text.trim())).filter(|line| !line.is_empty())
    };
    findings.iter().map(excerpt).collect()
}

fn shortened(line: &str) -> String {
    let mut letters = line.chars();
    let short: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() { format!("{short}…") } else { short }
}

/// Names a field of a person anywhere, or an internal one of the list it belongs to: several may share a line.
fn is_private(schema: &Schema, path: &str, line: &str) -> bool {
    let words: Vec<&str> = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
    let path = without_keys(path);
    let own = schema.find_field(&path).map(|(record, _)| record).or_else(|| schema.find_record(&path)).unwrap_or(Schema::PROJECT);
    let is_named = |name: &String| words.contains(&name.as_str());
    let of_persons = schema.records.iter().flat_map(|record| &record.fields).filter(|field| field.person);
    let internal = schema.record(own).fields.iter().filter(|field| field.internal);
    of_persons.chain(internal).any(|field| is_named(&field.name))
}

/// `rollen[leitung].person` as the dictionary names it: `rollen.person`.
fn without_keys(path: &str) -> String {
    let part = |part: &str| part.split_once(']').map_or(part, |(_, rest)| rest).to_owned();
    path.split('[').enumerate().map(|(at, text)| if at == 0 { text.to_owned() } else { part(text) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_names_and_internal_fields_stay_out() {
        let standard = Standard::embedded("pm-st").unwrap();
        let cases = [
            ("rollen[leitung].person", "person = \"Erika Muster\"", true),
            ("rollen[leitung].stelle", "stelle = \"referat\"", false),
            ("rollen[leitung]", "rollen = [{ rolle = \"leitung\", person = \"Erika Muster\" }]", true),
            ("", "person = \"Erika", true),
            ("stellen[a].postfach", "postfach = \"a@b.de\"", true),
            ("titel", "titel = \"TODO\"", false),
        ];
        for (path, line, expected) in cases {
            assert_eq!(is_private(&standard.schema, path, line), expected, "{path}: {line}");
        }
    }
}
