//! Many findings of one kind that say one thing, as one for people: what is still to be filled in is one task. Programs get
//! each with its place.

use std::borrow::Cow;

use crate::audit::{BUILTIN_PLACEHOLDER, Finding, placeholders};

/// The findings of a check, with all the placeholders of a file as one, at the first of them.
pub fn grouped(findings: &[Finding]) -> Vec<Cow<'_, Finding>> {
    let mut out: Vec<Cow<'_, Finding>> = Vec::with_capacity(findings.len());
    for of_file in findings.chunk_by(|left, right| left.file == right.file) {
        let alike: Vec<&Finding> = of_file.iter().filter(|finding| is_plain_placeholder(finding)).collect();
        let mut told = alike.len() < 2;
        for finding in of_file {
            if alike.len() < 2 || !is_plain_placeholder(finding) {
                out.push(Cow::Borrowed(finding));
            } else if !told {
                out.push(Cow::Owned(one_of(&alike)));
                told = true;
            }
        }
    }
    out
}

/// One that is known or excused says so for itself.
fn is_plain_placeholder(finding: &Finding) -> bool {
    finding.rule == BUILTIN_PLACEHOLDER.id && finding.exception.is_none() && finding.known.is_none()
}

fn one_of(alike: &[&Finding]) -> Finding {
    let places: Vec<(&str, i64)> = alike.iter().map(|finding| (finding.path.as_str(), i64::from(finding.place.line))).collect();
    let mut blocks: Vec<String> = alike.iter().flat_map(|finding| finding.blocks.iter().cloned()).collect();
    blocks.sort();
    blocks.dedup();
    let mut one = alike[0].clone();
    one.level = alike.iter().map(|finding| finding.level).max().unwrap_or(one.level);
    one.message = placeholders(&places);
    one.blocks = blocks;
    one
}
