//! The view model for a terminal: headings, sentences, aligned tables. Marks are their words, charts their tables.

use std::fmt::Write as _;

use crate::report::fit::{Need, fit};
use crate::report::model::{
    Abschnitt, Angabe, Ausrichtung, Balken, Befunde, Befundregel, Block, Entscheidung, Kennzahl, Kette, Kettenglied, Leiter, Report, Satz,
    Tabelle, Zeile, Zelle,
};

/// Letters in a line.
const WIDTH: usize = 100;
/// Longer words are broken where they must.
const LONGEST_WORD: usize = 24;
const GAP: &str = "  ";
/// Where a line may end.
const BLANKS: [char; 2] = [' ', '\t'];

pub fn render(report: &Report) -> String {
    let head = &report.kopf;
    let mut out = String::new();
    if let Some(band) = &head.band {
        paragraph(&mut out, "", &format!("*** {} *** {}", band.text, band.zusatz));
        out.push('\n');
    }
    paragraph(&mut out, "", &head.ober);
    heading(&mut out, &head.titel, '=');
    sentence(&mut out, &head.lead);
    out.push('\n');
    let kind = Some(Angabe { name: "Datenart".to_owned(), wert: head.datenart.as_str().into() }).filter(|_| !head.datenart.is_empty());
    let meta: Vec<&Angabe> = head.meta.iter().chain(&kind).collect();
    statements(&mut out, &meta);
    figures(&mut out, &report.vertrauen);
    for section in &report.abschnitte {
        write_section(&mut out, section);
    }
    out.push('\n');
    paragraph(&mut out, "", "Erstellt mit dem Prüfwerkzeug lotse: dieselben Eingaben ergeben dasselbe Papier.");
    report.fuss.iter().for_each(|line| sentence(&mut out, line));
    out
}

fn write_section(out: &mut String, section: &Abschnitt) {
    out.push('\n');
    heading(out, &format!("{} {}", section.nummer, section.kicker), '-');
    sentence(out, &section.befund);
    sentence(out, &section.satz);
    if let Some(bars) = &section.neben {
        write_bars(out, bars);
    }
    for block in section.felder.iter().flat_map(|field| &field.bloecke) {
        out.push('\n');
        write_block(out, block);
    }
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Kennzahlen { werte } => figures(out, werte),
        Block::Tabelle(table) => write_table(out, table),
        Block::Balken(bars) => write_bars(out, bars),
        Block::Diagramm(chart) => {
            title(out, &chart.titel);
            sentence(out, &chart.lesart);
            write_table(out, &chart.tabelle);
            source(out, &chart.quelle);
        }
        Block::Entscheidungen(decisions) => {
            if decisions.liste.is_empty() {
                paragraph(out, "", &decisions.leer);
            }
            (1..).zip(&decisions.liste).for_each(|(number, decision)| write_decision(out, number, decision));
        }
        Block::Befunde(findings) => write_findings(out, findings),
        Block::Angaben(lines) => {
            title(out, &lines.titel);
            statements(out, &lines.angaben.iter().collect::<Vec<_>>());
        }
        Block::Leiter(ladder) => write_ladder(out, ladder),
        Block::Kette(chain) => write_chain(out, chain),
        Block::Vielfache(charts) => {
            title(out, &charts.titel);
            sentence(out, &charts.lesart);
            write_table(out, &charts.tabelle);
            source(out, &charts.quelle);
        }
        Block::Matrix(matrix) => {
            title(out, &matrix.titel);
            sentence(out, &matrix.satz);
            write_table(out, &matrix.uebersicht);
            for group in &matrix.gruppen {
                out.push('\n');
                paragraph(out, "", &format!("{}:", group.titel));
                write_table(out, &group.tabelle);
            }
            source(out, &matrix.quelle);
        }
        Block::Hinweis(note) => {
            paragraph(out, "", &note.titel);
            sentence(out, &note.text);
        }
    }
}

fn heading(out: &mut String, text: &str, line: char) {
    let text = text.trim();
    let _ = writeln!(out, "{text}\n{}", line.to_string().repeat(length(text).min(WIDTH)));
}

fn title(out: &mut String, text: &Satz) {
    if !text.is_empty() {
        paragraph(out, "", &format!("{}:", text.plain().trim_end_matches(['.', ':'])));
    }
}

fn sentence(out: &mut String, text: &Satz) {
    paragraph(out, "", &text.plain());
}

fn source(out: &mut String, text: &Satz) {
    if !text.is_empty() {
        paragraph(out, "", &format!("Quelle: {}", text.plain()));
    }
}

/// Further lines are set in as far as the first one's sign is wide.
fn paragraph(out: &mut String, sign: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    for (at, line) in wrapped(text, WIDTH - length(sign)).into_iter().enumerate() {
        let start = if at == 0 { sign.to_owned() } else { " ".repeat(length(sign)) };
        let _ = writeln!(out, "{start}{line}");
    }
}

fn statements(out: &mut String, lines: &[&Angabe]) {
    let widest = lines.iter().map(|line| length(&line.name)).max().unwrap_or(0);
    for line in lines {
        let name = format!("{}:", line.name);
        paragraph(out, &format!("{}{GAP}", padded(&name, widest + 1, Ausrichtung::Links)), &line.wert.plain());
    }
}

fn figures(out: &mut String, values: &[Kennzahl]) {
    for value in values {
        let whole = value.nenner.as_ref().map_or_else(|| value.wert.clone(), |whole| format!("{} von {whole}", value.wert));
        let parts = [whole, value.einheit.clone(), value.einordnung.clone()];
        let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        paragraph(out, "  ", &format!("{}: {}", value.label, said.join(" ")));
        paragraph(out, "    ", &value.notiz.plain());
    }
}

fn write_bars(out: &mut String, bars: &Balken) {
    title(out, &bars.titel);
    sentence(out, &bars.satz);
    if let Some(table) = &bars.tabelle {
        write_table(out, table);
    } else {
        for line in &bars.zeilen {
            paragraph(out, "", &line.gruppe.plain());
            let parts: Vec<String> = line.segmente.iter().map(|part| format!("{} {}", part.zahl, part.wort)).collect();
            paragraph(out, "  ", format!("{}: {}; {}", line.label, parts.join(", "), line.ende.plain()).trim_end_matches([';', ' ']));
        }
    }
    source(out, &bars.quelle);
}

fn write_decision(out: &mut String, number: usize, decision: &Entscheidung) {
    let sign = format!("{number}. ");
    let indent = " ".repeat(sign.len());
    paragraph(out, &sign, &decision.titel);
    paragraph(out, &indent, &decision.herkunft.plain());
    for (name, value) in [("Wer", decision.wer.clone()), ("Bis", decision.bis.clone()), ("Ohne Entscheidung", decision.folge.plain())] {
        if !value.is_empty() {
            paragraph(out, &format!("{indent}{name}: "), &value);
        }
    }
}

fn write_findings(out: &mut String, findings: &Befunde) {
    title(out, &findings.titel);
    sentence(out, &findings.satz);
    if findings.gruppen.is_empty() {
        paragraph(out, "", &findings.leer);
    }
    for group in &findings.gruppen {
        paragraph(out, "", &group.titel);
        for rule in &group.regeln {
            write_rule(out, rule);
        }
    }
}

/// What is said of a rule once stands below its findings.
fn write_rule(out: &mut String, rule: &Befundregel) {
    out.push('\n');
    paragraph(out, "  ", format!("{} {} {}", rule.stufe.wort, rule.regel, rule.titel).trim_end());
    paragraph(out, "    ", &rule.vermerk.plain());
    for finding in &rule.befunde {
        paragraph(out, "    - ", &format!("{} ({})", finding.meldung.plain(), finding.ort));
        paragraph(out, "      ", &finding.vermerk.plain());
    }
    paragraph(out, "    Zu tun: ", &rule.abhilfe);
    paragraph(out, "    ", &rule.grund.plain());
}

fn write_ladder(out: &mut String, ladder: &Leiter) {
    title(out, &ladder.titel);
    sentence(out, &ladder.satz);
    for step in &ladder.sprossen {
        paragraph(out, &format!("  {} ", step.kurz), &format!("{}: {} ({})", step.name, step.anzahl, step.bedingung));
        for entry in &step.eintraege {
            paragraph(out, "     - ", &entry.plain());
        }
    }
    source(out, &ladder.quelle);
}

fn write_chain(out: &mut String, chain: &Kette) {
    title(out, &chain.titel);
    sentence(out, &chain.satz);
    if let Some(table) = &chain.tabelle {
        return write_table(out, table);
    }
    for link in &chain.glieder {
        match link {
            Kettenglied::Station { name, anzahl, worte, .. } => paragraph(out, "  ", &format!("{name}: {anzahl} {worte}")),
            Kettenglied::Tor { kurz, titel, anteil, .. } => paragraph(out, "  ", &format!("{kurz} {titel}: {}", anteil.plain())),
        }
    }
}

fn write_table(out: &mut String, table: &Tabelle) {
    let named = if table.titel.is_empty() { Satz::from(table.beschriftung.as_str()) } else { table.titel.clone() };
    title(out, &named);
    sentence(out, &table.satz);
    if table.zeilen.is_empty() {
        return paragraph(out, "  ", &table.leer);
    }
    let head: Vec<String> = table.spalten.iter().map(|column| column.titel.clone()).collect();
    let mut rows: Vec<Vec<String>> = vec![head];
    rows.extend(table.zeilen.iter().map(row));
    if !table.fuss.is_empty() {
        rows.push(table.fuss.iter().map(cell).collect());
    }
    let sides: Vec<Ausrichtung> = table.spalten.iter().map(|column| column.ausrichtung).collect();
    let widths = widths(&rows);
    let foot = rows.len() - usize::from(!table.fuss.is_empty());
    for (at, row) in rows.iter().enumerate() {
        if at == 1 || at == foot {
            rule(out, &widths);
        }
        write_row(out, row, &widths, &sides);
    }
    sentence(out, &table.rest);
    source(out, &table.quelle);
}

fn row(row: &Zeile) -> Vec<String> {
    row.zellen.iter().map(cell).collect()
}

fn cell(cell: &Zelle) -> String {
    let (text, note) = (cell.text.plain(), cell.hinweis.plain());
    if note.is_empty() { text } else { format!("{text}\n{note}") }
}

fn rule(out: &mut String, widths: &[usize]) {
    let lines: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let _ = writeln!(out, "  {}", lines.join(GAP));
}

fn write_row(out: &mut String, row: &[String], widths: &[usize], sides: &[Ausrichtung]) {
    let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(text, width)| wrapped(text, *width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..height {
        let parts = cells.iter().zip(widths).zip(sides);
        let parts: Vec<String> =
            parts.map(|((cell, width), side)| padded(cell.get(line).map_or("", String::as_str), *width, *side)).collect();
        let _ = writeln!(out, "  {}", parts.join(GAP).trim_end());
    }
}

/// As wide as the widest cell; where that is too much, long texts give way to short ones.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.first().map_or(0, Vec::len);
    let room = WIDTH.saturating_sub(2 + GAP.len() * columns.saturating_sub(1));
    let need = |column: usize| {
        let lines = || rows.iter().filter_map(|row| row.get(column)).flat_map(|cell| cell.lines());
        let word = lines().flat_map(|line| line.split(BLANKS)).map(length).max().unwrap_or(0).clamp(1, LONGEST_WORD);
        let line = lines().map(length).max().unwrap_or(0).max(word);
        Need { least: word as f64, most: line as f64 }
    };
    let needs: Vec<Need> = (0..columns).map(need).collect();
    fit(&needs, room as f64).0.into_iter().map(|width| (width as usize).max(1)).collect()
}

/// Lines of at most so many letters; only a word longer than a line is broken.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.lines() {
        let mut line = String::new();
        for word in part.split(BLANKS).filter(|word| !word.is_empty()).flat_map(|word| pieces(word, width)) {
            if !line.is_empty() && length(&line) + 1 + length(&word) > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
    }
    lines
}

/// A word too long for a line, broken behind a sign if one is near, else where the line ends.
fn pieces(word: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let letters: Vec<char> = word.chars().collect();
    let mut rest = letters.as_slice();
    let mut pieces = Vec::new();
    while rest.len() > width {
        let sign = rest.iter().take(width).rposition(|letter| !letter.is_alphanumeric()).map(|at| at + 1);
        let (piece, after) = rest.split_at(sign.filter(|end| *end > width / 2).unwrap_or(width));
        pieces.push(piece.iter().collect());
        rest = after;
    }
    pieces.push(rest.iter().collect());
    pieces
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, width: usize, side: Ausrichtung) -> String {
    let room = " ".repeat(width.saturating_sub(length(text)));
    if side == Ausrichtung::Rechts { format!("{room}{text}") } else { format!("{text}{room}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::model::Spalte;

    #[test]
    fn tables_are_aligned_and_never_wider_than_a_line() {
        let long =
            "ein sehr langer Satz, der allein schon breiter wäre als alles, was in eine Zeile passt, und darum bricht er um".repeat(2);
        let cells = |cells: [&str; 3]| Zeile::new(None, cells.into_iter().map(Zelle::from).collect());
        let table = Tabelle {
            beschriftung: "Zahlen".to_owned(),
            spalten: vec![Spalte::left("Name"), Spalte::right("Zahl"), Spalte::left("Text")],
            zeilen: vec![cells(["eins", "1", "kurz"]), cells(["zwei", "1.200", &long])],
            ..Tabelle::default()
        };
        let mut out = String::new();
        write_table(&mut out, &table);
        assert!(out.starts_with("Zahlen:\n  Name   Zahl  Text\n  ----  -----  ---"), "{out}");
        assert!(out.contains("\n  eins      1  kurz\n  zwei  1.200  ein sehr langer"), "{out}");
        assert!(out.lines().all(|line| length(line) <= WIDTH), "{out}");
    }

    #[test]
    fn long_words_are_broken_behind_a_sign() {
        assert_eq!(pieces("konsultationen[abfrage-1].rueckmeldungen", 16), ["konsultationen[", "abfrage-1].", "rueckmeldungen"]);
        assert_eq!(pieces("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(pieces("kurz", 9), ["kurz"]);
    }

    #[test]
    fn a_share_keeps_its_whole() {
        let mut out = String::new();
        let value = Kennzahl { label: "Gemeldet".to_owned(), wert: "28".to_owned(), nenner: Some("40".to_owned()), ..Kennzahl::default() };
        figures(&mut out, &[value]);
        assert_eq!(out, "  Gemeldet: 28 von 40\n");
    }
}
