//! The form for a person at a terminal: the weightiest findings with excerpt, reason and remedy; the others a line each,
//! grouped by file; at the end what to do first. Ten thousand findings stay readable.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use annotate_snippets::{AnnotationKind, Group, Level as Look, Origin, Renderer, Snippet};

use crate::audit::Finding;
use crate::printer::gate::gate_text;
use crate::printer::grouped::grouped;
use crate::printer::wording::{blocked, insertion, kind_title, remedy, word};
use crate::printer::{Results, counted};
use crate::schema::Level;
use crate::standard::Outcome;

/// As many findings are shown in full; for the others a line is enough.
const IN_FULL: usize = 12;
const FEW: usize = 4;

pub fn audit_text(results: &Results<'_>, from: Level, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = head(results);
    if let Some((head, lines)) = results.unread_lines() {
        let _ = writeln!(out, "\n{head}\n  {}", lines.join("\n  "));
    }
    let (all, counts) = (grouped(&results.findings), results.counts());
    let shown: Vec<&Finding> = all.iter().map(AsRef::as_ref).collect();
    let full: HashSet<usize> = in_full(&shown, from).into_iter().collect();
    let mut told: Vec<&str> = Vec::new();
    let mut index = 0;
    for of_file in shown.chunk_by(|left, right| left.file == right.file) {
        let _ = writeln!(out, "\n{}", heading(&counts, of_file[0]));
        for finding in of_file {
            if full.contains(&index) {
                out.push_str(&details(finding, &renderer, !told.contains(&finding.rule.as_str())));
                told.push(&finding.rule);
            } else {
                let _ = writeln!(out, "{}", line(finding));
                if results.files <= FEW {
                    out.push_str(&below(finding));
                }
            }
            index += 1;
        }
    }
    out.push('\n');
    out.push_str(&summary(results, from));
    out
}

fn head(results: &Results<'_>) -> String {
    let standard = results.standard;
    let (profile, edition, day) = (&standard.name, &standard.edition, results.as_of.german());
    let gate = results.gate.map_or_else(String::new, |gate| format!(" · gefragt: Freigabe {}", standard.gates[gate].id));
    let kind = results.kind.as_ref().map_or_else(String::new, |kind| format!(" · Datenart: {}", kind_title(standard, kind)));
    format!("Prüfwerkzeug lotse · Prüfprofil {profile} {edition} · Stichtag {day}{gate}{kind}\n")
}

fn heading(counts: &HashMap<&str, (usize, usize)>, first: &Finding) -> String {
    let file = &first.file;
    let (failed, open) = counts.get(file.as_str()).copied().unwrap_or_default();
    let file = if first.is_of_portfolio() { format!("Portfolio {file}").trim_end().to_owned() } else { file.clone() };
    format!("{file}: {failed} nicht erfüllt, {open} nicht prüfbar")
}

/// Indexes of the findings to show in full: those that weigh first, then by level, in file order. What is only not
/// checkable says all it has to say in one line, unless there is little else.
fn in_full(shown: &[&Finding], from: Level) -> Vec<usize> {
    let few = shown.len() <= FEW;
    let worth = |finding: &Finding| finding.outcome == Outcome::NichtErfuellt || few && finding.outcome == Outcome::NichtPruefbar;
    let mut order: Vec<usize> = (0..shown.len()).filter(|&index| worth(shown[index])).collect();
    order.sort_by_key(|&index| {
        let finding = shown[index];
        (!finding.weighs(from), finding.outcome, std::cmp::Reverse(finding.level), index)
    });
    order.truncate(IN_FULL);
    order
}

fn line(finding: &Finding) -> String {
    format!(
        "  {}:{}  {:4} {:6} {}: {}{}",
        finding.place.line,
        finding.place.column,
        finding.level.word(),
        finding.rule,
        word(finding),
        finding.message,
        blocked(finding).map_or_else(String::new, |told| format!(" {told}"))
    )
}

/// What to paste, below the line of a finding. Over many files a line each has to do.
fn below(finding: &Finding) -> String {
    let Some(told) = insertion(finding) else { return String::new() };
    told.lines()
        .enumerate()
        .fold(String::new(), |out, (index, line)| format!("{out}{}{line}\n", if index == 0 { "      " } else { "        " }))
}

/// Reason, source and remedy are told at a rule's first finding; after that they would only be in the way.
fn details(finding: &Finding, renderer: &Renderer, in_words: bool) -> String {
    let look = match (finding.outcome, finding.level) {
        (Outcome::NichtErfuellt, Level::Muss) => Look::ERROR,
        (Outcome::NichtErfuellt, _) => Look::WARNING,
        _ => Look::NOTE,
    };
    let title =
        look.with_name(finding.level.word()).primary_title(format!("{} – {}", finding.title, word(finding))).id(finding.rule.as_str());
    let mut notes = Vec::new();
    let mut group: Group<'_> = if finding.is_elsewhere() {
        // What is absent stands in no line: one that is underlined would have nothing to do with it.
        notes.push(("Befund", finding.message.clone()));
        title.element(Origin::path(finding.file.as_str()).line(finding.place.line as usize))
    } else {
        title.element(snippet(finding))
    };
    if in_words {
        notes.extend([("Warum", finding.why.clone()), ("Quelle", finding.source.clone()), ("Zu tun", remedy(finding))]);
    }
    let elsewhere = finding.more.iter().filter(|spot| spot.file != finding.file);
    notes.extend(elsewhere.map(|spot| ("Auch", format!("{}:{}  {}", spot.file, spot.place.line, spot.path))));
    notes.extend(blocked(finding).map(|told| ("Folge", told)));
    notes.extend(finding.insertion().map(|snippet| ("Einfügen", format!("{}:\n{}", snippet.place, snippet.text))));
    if let Some(excused) = finding.exception.as_ref().filter(|excused| !excused.expired) {
        notes.push(("Ausnahme", format!("{} (gültig bis {})", excused.reason, excused.until.german())));
    }
    for (name, text) in notes {
        group = group.element(Look::NOTE.with_name(name).message(text));
    }
    format!("{}\n", renderer.render(&[group]))
}

fn snippet(finding: &Finding) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let place = finding.place;
    let text = finding.excerpt.text.as_str();
    let byte_of = |column: u32| byte_of(text, column.saturating_sub(finding.excerpt.left_out));
    let start = byte_of(place.column);
    let end = if place.end_line == place.line { byte_of(place.end_column) } else { text.len() };
    Snippet::source(text)
        .line_start(place.line as usize)
        .path(finding.file.as_str())
        .annotation(AnnotationKind::Primary.span(start..end.max(start)).label(finding.message.as_str()))
}

fn byte_of(line: &str, column: u32) -> usize {
    line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |(index, _)| index)
}

fn summary(results: &Results<'_>, from: Level) -> String {
    let tally = &results.tally;
    let mut out = format!(
        "{} geprüft. Nicht erfüllt: {} MUSS, {} SOLL, {} KANN · nicht prüfbar: {} · erfüllt: {} · nicht anwendbar: {} · unter Ausnahme: {}\n",
        counted(results.files, "Datei", "Dateien"),
        tally.failed(Level::Muss),
        tally.failed(Level::Soll),
        tally.failed(Level::Kann),
        tally.unknown,
        tally.passed,
        tally.not_applicable,
        tally.excused
    );
    out.push_str(&baseline(results));
    if let Some(gate) = results.gate {
        out.push_str(&gate_text(results, &results.standard.gates[gate].id));
    }
    let weighty: Vec<&Finding> = results.weighty(from).collect();
    // What keeps a file from being read or checked comes before what it says.
    let first = weighty.iter().min_by_key(|finding| {
        let unreadable = finding.path.is_empty() && !finding.is_of_portfolio();
        (!unreadable, finding.blocks.is_empty(), std::cmp::Reverse(finding.level))
    });
    match first {
        Some(_) if results.gate.is_some() => {}
        Some(first) => {
            let _ = writeln!(out, "Zuerst: {} in {}:{} – {}", first.rule, first.file, first.place.line, first.remedy);
        }
        None if results.findings.is_empty() => {
            out.push_str(&nothing_found(results));
        }
        None if results.gate.is_some() => {}
        None => {
            let _ = writeln!(out, "Kein verbindlicher Befund ab Stufe {}.", from.word());
        }
    }
    if results.unrun > 0 {
        let rules = counted(results.unrun, "Regel für das Portfolio", "Regeln für das Portfolio");
        let _ = writeln!(
            out,
            "{rules} nicht geprüft: Diese Fassung des Werkzeugs ist ohne „bericht“ gebaut und fragt nicht über mehrere Vorhaben."
        );
    }
    for fault in &results.rule_faults {
        let _ = writeln!(out, "Regelfehler: {} an {}: {}", fault.rule, fault.file, fault.message);
    }
    out
}

/// How much that says depends on how much could be asked.
fn nothing_found(results: &Results<'_>) -> String {
    let standard = results.standard;
    let checks = match results.tally.passed {
        1 => "eine Prüfung ist erfüllt".to_owned(),
        number => format!("{number} Prüfungen sind erfüllt"),
    };
    format!(
        "Keine Befunde: Was das Prüfprofil {} {} bis zum Stichtag verlangt, ist erfüllt. {checks}; {} waren in dieser Phase und Größenklasse nicht anwendbar.\n",
        standard.name, standard.edition, results.tally.not_applicable
    )
}

/// New, known and gone: only when a baseline was given.
fn baseline(results: &Results<'_>) -> String {
    let known = results.findings.iter().filter(|finding| finding.known.is_some()).count();
    if known == 0 && results.gone.is_empty() {
        return String::new();
    }
    let failed = results.findings.iter().filter(|finding| finding.outcome == Outcome::NichtErfuellt && !finding.is_excused()).count();
    let mut out = format!("Gegen den Bestand: {} neu, {known} bekannt, {} behoben.\n", failed - known.min(failed), results.gone.len());
    for gone in &results.gone {
        let _ = writeln!(out, "  {gone}");
    }
    out
}
