//! JUnit XML, the form build servers count: a suite for each file, a case for each finding. What weighs is a failure, what is
//! not checkable is skipped.

use std::collections::HashMap;
use std::fmt::Write;

use crate::audit::Finding;
use crate::escape::xml as escaped;
use crate::printer::wording::{blocked, insertion, is_worth_telling, remedy, subject, word};
use crate::printer::{Results, counted};
use crate::schema::Level;
use crate::standard::Outcome;

/// Class of what is said about the run itself.
const RUN: &str = "Prüflauf";

/// Build servers take two cases of one class with one name for the same: what meets again is numbered.
#[derive(Default)]
struct Names(HashMap<(String, String), u32>);

impl Names {
    /// Both as they are written: what is left out in writing does not tell two names apart.
    fn one(&mut self, class: &str, name: String) -> String {
        let number = *self.0.entry((class.to_owned(), name.clone())).and_modify(|number| *number += 1).or_insert(1);
        if number == 1 { name } else { self.one(class, format!("{name} ({number})")) }
    }
}

/// One case, and how it ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Passed,
    Failure,
    Skipped,
}

pub fn audit_junit(results: &Results<'_>, from: Level) -> String {
    let end = |finding: &Finding| match finding.outcome {
        _ if results.weighs(finding, from) => End::Failure,
        Outcome::NichtPruefbar => End::Skipped,
        _ => End::Passed,
    };
    let told: Vec<(&Finding, End)> = results.findings.iter().map(|finding| (finding, end(finding))).collect();
    let count = |cases: &[(&Finding, End)], wanted: End| cases.iter().filter(|(_, end)| *end == wanted).count();
    let errors = results.rule_faults.len();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let (failures, skipped) = (count(&told, End::Failure), count(&told, End::Skipped));
    let tests = told.len() + 1 + errors;
    let name = escaped(&format!("Prüfwerkzeug lotse: {}", subject(results)));
    let _ = writeln!(
        out,
        "<testsuites name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"0\">"
    );
    let mut names = Names::default();
    run(&mut out, results, &mut names);
    for cases in told.chunk_by(|left, right| left.0.file == right.0.file) {
        let file = cases.first().map_or("", |(finding, _)| finding.file.as_str());
        let name = escaped(if file.is_empty() { "Portfolio" } else { file });
        let (failures, skipped) = (count(cases, End::Failure), count(cases, End::Skipped));
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\" time=\"0\">",
            cases.len()
        );
        for (finding, end) in cases {
            case(&mut out, finding, *end, &mut names);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// A file without findings has no case of its own: this one says that it was read.
fn run(out: &mut String, results: &Results<'_>, names: &mut Names) {
    let errors = results.rule_faults.len();
    let _ =
        writeln!(out, "  <testsuite name=\"{RUN}\" tests=\"{}\" failures=\"0\" errors=\"{errors}\" skipped=\"0\" time=\"0\">", errors + 1);
    let checked = counted(results.files, "Datei geprüft", "Dateien geprüft");
    let name = names.one(RUN, escaped(&checked));
    let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{RUN}\" time=\"0\"/>");
    for fault in &results.rule_faults {
        let name = names.one(RUN, escaped(&format!("{} an {}", fault.rule, fault.file)));
        let _ = writeln!(
            out,
            "    <testcase name=\"{name}\" classname=\"{RUN}\" time=\"0\"><error type=\"Regelfehler\" message=\"{}\"/></testcase>",
            escaped(&fault.message)
        );
    }
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, finding: &Finding, end: End, names: &mut Names) {
    let place = if finding.path.is_empty() { String::new() } else { format!(" – {}", finding.path) };
    let class = escaped(if finding.is_of_portfolio() { "Portfolio" } else { finding.project.as_str() });
    let name = names.one(&class, escaped(&format!("{} {}{place}, Zeile {}", finding.rule, finding.title, finding.place.line)));
    let (file, line) = (escaped(&finding.file), finding.place.line);
    let _ = write!(out, "    <testcase name=\"{name}\" classname=\"{class}\" file=\"{file}\" line=\"{line}\" time=\"0\">");
    let said = format!("{} ({}): {}", word(finding), finding.level.word(), finding.message);
    let more: String = blocked(finding).into_iter().chain(insertion(finding)).fold(String::new(), |all, told| all + &told + "\n");
    let body = format!("{}:{}:{}\nWarum: {}\nZu tun: {}\n{more}", finding.file, line, finding.place.column, finding.why, remedy(finding));
    let _ = match end {
        End::Failure => write!(
            out,
            "<failure type=\"{} {}\" message=\"{}\">{}</failure>",
            finding.rule,
            finding.level.word(),
            escaped(&said),
            escaped(&body)
        ),
        End::Skipped => write!(out, "<skipped message=\"{}\"/>", escaped(&said)),
        End::Passed if is_worth_telling(finding) => write!(out, "<system-out>{}</system-out>", escaped(&format!("{said}\n{body}"))),
        End::Passed => Ok(()),
    };
    out.push_str("</testcase>\n");
}
