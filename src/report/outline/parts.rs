//! Each kind of block as sentences and tables.

use std::borrow::Cow;

use super::{Chart, ChartKind, Part};
use crate::report::format::{self, NBSP};
use crate::report::model::{
    Angaben, Balken, Befunde, Block, Diagramm, Entscheidung, Entscheidungen, Farbe, Hinweis, Kennzahl, Kette, Kettenglied, Leiter, Matrix,
    Satz, Segment, Spalte, Sprosse, Tabelle, Vielfache, Wert, Zeichnung, Zeile, Zelle,
};

pub fn part(block: &Block) -> Part<'_> {
    match block {
        Block::Kennzahlen { werte } => figures(werte),
        Block::Tabelle(table) => plain_table(table),
        Block::Balken(found) => bars(found),
        Block::Diagramm(found) => drawing(found),
        Block::Entscheidungen(found) => decisions(found),
        Block::Befunde(found) => findings(found),
        Block::Angaben(found) => statements(found),
        Block::Leiter(found) => ladder(found),
        Block::Kette(found) => chain(found),
        Block::Vielfache(found) => multiples(found),
        Block::Matrix(found) => matrix(found),
        Block::Hinweis(found) => note(found),
    }
}

fn sentences<'a>(all: impl IntoIterator<Item = &'a Satz>) -> Vec<Satz> {
    all.into_iter().filter(|satz| !satz.is_empty()).cloned().collect()
}

fn plain_table(table: &Tabelle) -> Part<'_> {
    Part {
        titel: table.titel.clone(),
        saetze: sentences([&table.satz]),
        tabellen: vec![Cow::Borrowed(table)],
        quelle: table.quelle.clone(),
        ..Part::default()
    }
}

/// Large figures as a table: value, whole, unit, and how it was counted.
pub fn figures(figures: &[Kennzahl]) -> Part<'_> {
    let row = |figure: &Kennzahl| {
        let value = Zelle::from(figure.wert.as_str()).worth(figure.zahl);
        let whole = Zelle::from(figure.nenner.clone().unwrap_or_default()).worth(figure.von.map(Wert::Anzahl));
        let label = match &figure.ziel {
            Some(target) => Satz::default().link(figure.label.as_str(), target.clone()),
            None => Satz::from(figure.label.as_str()),
        };
        let words = [&figure.einheit, &figure.einordnung].map(|text| Zelle::from(text.as_str()));
        let [unit, band] = words;
        let cells =
            vec![label.into(), value, whole, unit, band, Zelle::from(figure.notiz.clone()), Zelle::from(figure.definition.as_str())];
        Zeile::new(None, cells)
    };
    let heads = [
        Spalte::left("Kennzahl"),
        Spalte::right("Wert"),
        Spalte::right("von"),
        Spalte::left("Einheit"),
        Spalte::left("Einordnung"),
        Spalte::left("Hinweis"),
        Spalte::left("So gezählt"),
    ];
    let table = Tabelle {
        kennung: "kennzahlen".into(),
        beschriftung: "Kennzahlen".to_owned(),
        spalten: heads.into(),
        zeilen: figures.iter().map(row).collect(),
        ..Tabelle::default()
    };
    Part { tabellen: vec![Cow::Owned(without_empty_columns(table))], figures, ..Part::default() }
}

/// A column that nobody fills says nothing.
fn without_empty_columns(table: Tabelle) -> Tabelle {
    let filled = |column: usize| table.zeilen.iter().any(|row| row.zellen.get(column).is_some_and(|cell| !cell.text.is_empty()));
    let kept: Vec<usize> = (0..table.spalten.len()).filter(|column| *column == 0 || filled(*column)).collect();
    let pick = |cells: &[Zelle]| kept.iter().filter_map(|column| cells.get(*column).cloned()).collect::<Vec<_>>();
    Tabelle {
        spalten: kept.iter().filter_map(|column| table.spalten.get(*column).cloned()).collect(),
        zeilen: table.zeilen.iter().map(|row| Zeile { zellen: pick(&row.zellen), ..row.clone() }).collect(),
        ..table
    }
}

pub fn bars(bars: &Balken) -> Part<'_> {
    let chart = |table: &Tabelle| Chart {
        table: 0,
        kind: ChartKind::Bars { label: 0, values: fills(bars.zeilen.first().map_or(&[], |row| row.segmente.as_slice())) },
        said: said(&bars.titel, &bars.satz, &table.beschriftung),
    };
    Part {
        titel: bars.titel.clone(),
        saetze: sentences([&bars.satz]),
        chart: bars.tabelle.as_ref().map(chart),
        tabellen: bars.tabelle.iter().map(|table| Cow::Owned(grouped(table, bars))).collect(),
        quelle: bars.quelle.clone(),
        ..Part::default()
    }
}

/// Columns of segments, right of the name.
fn fills(parts: &[Segment]) -> Vec<(usize, Farbe)> {
    (1..).zip(parts).map(|(column, part)| (column, part.farbe)).collect()
}

/// Names of groups stand between the bars on the page; in a table they belong to the name of the row.
fn grouped(table: &Tabelle, bars: &Balken) -> Tabelle {
    let mut table = table.clone();
    let mut group = String::new();
    for (row, bar) in table.zeilen.iter_mut().zip(&bars.zeilen) {
        if !bar.gruppe.is_empty() {
            group = bar.gruppe.plain();
        }
        if let Some(name) = row.zellen.first_mut().filter(|_| !group.is_empty()) {
            name.text = Satz::from(format!("{group}: {}", name.text.plain()));
        }
    }
    table
}

fn said(title: &Satz, sentence: &Satz, caption: &str) -> String {
    let texts = [title.plain(), sentence.plain()];
    let told: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    if told.is_empty() { caption.to_owned() } else { told.join(". ") }
}

fn drawing(drawing: &Diagramm) -> Part<'_> {
    let kind = |drawn: &Zeichnung| match drawn {
        Zeichnung::Balken { label, wert } => ChartKind::Bars { label: *label, values: vec![(*wert, Farbe::Voll)] },
        Zeichnung::Linien { name, tag, wert } => ChartKind::Lines { name: *name, day: *tag, value: *wert },
        Zeichnung::Termine { label, tage } => ChartKind::Days { label: *label, days: tage.clone() },
    };
    let said = said(&drawing.titel, &drawing.lesart, &drawing.name);
    Part {
        chart: drawing.tabelle.zeichnung.as_ref().map(|drawn| Chart { table: 0, kind: kind(drawn), said }),
        picture: Some(&drawing.kennung),
        titel: drawing.titel.clone(),
        saetze: sentences([&drawing.lesart]),
        tabellen: vec![Cow::Borrowed(&drawing.tabelle)],
        quelle: drawing.quelle.clone(),
        ..Part::default()
    }
}

fn decisions(decisions: &Entscheidungen) -> Part<'_> {
    let row = |(number, one): (i64, &Entscheidung)| {
        let number = Zelle::from(number.to_string()).worth(Wert::Anzahl(number));
        let cells = vec![
            number,
            Zelle::from(one.titel.as_str()),
            one.herkunft.clone().into(),
            Zelle::from(one.wer.as_str()),
            Zelle::from(one.bis.as_str()).worth(format::day_of(&one.bis).map(Wert::Tag)),
            one.folge.clone().into(),
        ];
        Zeile::new(None, cells)
    };
    let heads = ["Was", "Vorhaben", "Wer", "Bis wann", "Folge ohne Entscheidung"].map(Spalte::left);
    let table = Tabelle {
        kennung: "zu-entscheiden".into(),
        beschriftung: "Zu entscheiden".to_owned(),
        spalten: std::iter::once(Spalte::right("Nr.")).chain(heads).collect(),
        zeilen: (1..).zip(&decisions.liste).map(row).collect(),
        zeilenkopf: 1,
        leer: decisions.leer.clone(),
        ..Tabelle::default()
    };
    Part { tabellen: vec![Cow::Owned(table)], ..Part::default() }
}

fn findings(findings: &Befunde) -> Part<'_> {
    let rows = findings.gruppen.iter().flat_map(|group| {
        let name = if group.titel.is_empty() { &group.zusatz } else { &group.titel };
        let name = match &group.ziel {
            Some(target) => Satz::default().link(name.as_str(), target.clone()),
            None => Satz::from(name.as_str()),
        };
        let all = group.regeln.iter().flat_map(|rule| rule.befunde.iter().map(move |one| (rule, one)));
        all.map(move |(rule, one)| {
            let cells = vec![
                name.clone().into(),
                Zelle::from(rule.regel.as_str()),
                Zelle::from(rule.stufe.wort.as_str()),
                one.meldung.clone().into(),
                Zelle::from(one.ort.as_str()),
                Zelle::from(rule.abhilfe.as_str()),
                joined(&[&rule.vermerk, &rule.grund, &one.vermerk]).into(),
            ];
            Zeile::new(None, cells)
        })
    });
    let table = Tabelle {
        kennung: findings.kennung.clone(),
        beschriftung: findings.beschriftung.clone(),
        spalten: ["Vorhaben", "Regel", "Stufe", "Befund", "Ort", "Zu tun", "Vermerk"].map(Spalte::left).into(),
        zeilen: rows.collect(),
        leer: findings.leer.clone(),
        ..Tabelle::default()
    };
    Part {
        titel: findings.titel.clone(),
        saetze: sentences([&findings.satz]),
        tabellen: vec![Cow::Owned(table)],
        gruppen: &findings.gruppen,
        ..Part::default()
    }
}

/// One after the other, with a dot between.
fn joined(parts: &[&Satz]) -> Satz {
    let mut out = Satz::default();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out = out.word(" · ");
        }
        out.stuecke.extend(part.stuecke.iter().cloned());
    }
    out
}

fn statements(statements: &Angaben) -> Part<'_> {
    let rows = statements.angaben.iter().map(|one| Zeile::new(None, vec![Zelle::from(one.name.as_str()), one.wert.clone().into()]));
    let table = Tabelle {
        kennung: "angaben".into(),
        beschriftung: "Angaben".to_owned(),
        spalten: ["Angabe", "Wert"].map(Spalte::left).into(),
        zeilen: rows.collect(),
        ..Tabelle::default()
    };
    Part { titel: statements.titel.clone(), tabellen: vec![Cow::Owned(table)], ..Part::default() }
}

fn ladder(ladder: &Leiter) -> Part<'_> {
    let row = |step: &Sprosse| {
        let entries: Vec<String> = step.eintraege.iter().map(Satz::plain).collect();
        let name = format!("{}{NBSP}{}", step.kurz, step.name);
        let count = Zelle::from(step.anzahl.as_str()).worth(step.wert);
        Zeile::new(None, vec![name.into(), step.bedingung.as_str().into(), count, entries.join("; ").into()])
    };
    let table = Tabelle {
        kennung: "leiter".into(),
        beschriftung: ladder.titel.plain(),
        spalten: vec![Spalte::left("Stufe"), Spalte::left("Bedingung"), Spalte::right("Anzahl"), Spalte::left("Was darauf steht")],
        zeilen: ladder.sprossen.iter().map(row).collect(),
        ..Tabelle::default()
    };
    let kind = ChartKind::Bars { label: 0, values: vec![(2, Farbe::Voll)] };
    Part {
        titel: ladder.titel.clone(),
        saetze: sentences([&ladder.satz]),
        chart: Some(Chart { table: 0, kind, said: said(&ladder.titel, &ladder.satz, "") }),
        tabellen: vec![Cow::Owned(table)],
        quelle: ladder.quelle.clone(),
        ..Part::default()
    }
}

/// The gates' bars are a table of numbers beside the one of words.
fn chain(chain: &Kette) -> Part<'_> {
    let gates: Vec<(String, &[Segment])> = chain
        .glieder
        .iter()
        .filter_map(|link| match link {
            Kettenglied::Tor { kurz, titel, segmente, .. } => Some((format!("{kurz} {titel}"), segmente.as_slice())),
            Kettenglied::Station { .. } => None,
        })
        .collect();
    let mut tables: Vec<Cow<'_, Tabelle>> = chain.tabelle.iter().map(Cow::Borrowed).collect();
    let words: Vec<&str> = gates.first().map(|(_, parts)| parts.iter().map(|part| part.wort.as_str()).collect()).unwrap_or_default();
    let alike = gates.iter().all(|(_, parts)| parts.iter().map(|part| part.wort.as_str()).eq(words.iter().copied()));
    let drawn = alike && !words.is_empty();
    if drawn {
        tables.push(Cow::Owned(gate_table(chain, &gates, &words)));
    }
    let kind = ChartKind::Bars { label: 0, values: fills(gates.first().map_or(&[], |(_, parts)| *parts)) };
    Part {
        titel: chain.titel.clone(),
        saetze: sentences([&chain.satz]),
        chart: drawn.then(|| Chart { table: tables.len() - 1, kind, said: said(&chain.titel, &chain.satz, "") }),
        tabellen: tables,
        ..Part::default()
    }
}

fn gate_table(chain: &Kette, gates: &[(String, &[Segment])], words: &[&str]) -> Tabelle {
    let amount = |part: &Segment| Zelle::from(part.zahl.as_str()).worth(i64::try_from(part.menge).ok().map(Wert::Anzahl));
    let row = |(name, parts): &(String, &[Segment])| {
        Zeile::new(None, std::iter::once(Zelle::from(name.as_str())).chain(parts.iter().map(amount)).collect())
    };
    Tabelle {
        kennung: chain.kennung.join("freigaben"),
        beschriftung: "Freigaben".to_owned(),
        spalten: std::iter::once(Spalte::left("Freigabe")).chain(words.iter().map(|word| Spalte::right(word))).collect(),
        zeilen: gates.iter().map(row).collect(),
        ..Tabelle::default()
    }
}

fn multiples(multiples: &Vielfache) -> Part<'_> {
    let kind = ChartKind::Lines { name: 0, day: 1, value: 2 };
    Part {
        titel: multiples.titel.clone(),
        saetze: sentences([&multiples.lesart, &multiples.hinweis]),
        chart: Some(Chart { table: 0, kind, said: said(&multiples.titel, &Satz::default(), "") }),
        picture: Some(&multiples.kennung),
        tabellen: vec![Cow::Borrowed(&multiples.tabelle)],
        quelle: multiples.quelle.clone(),
        ..Part::default()
    }
}

/// The folded tables of the groups become one, with the group in front.
fn matrix(matrix: &Matrix) -> Part<'_> {
    let mut tables = vec![Cow::Borrowed(&matrix.uebersicht)];
    if let Some(first) = matrix.gruppen.first() {
        let row = |group: &str, row: &Zeile| Zeile {
            zellen: std::iter::once(Zelle::from(group)).chain(row.zellen.iter().cloned()).collect(),
            ..row.clone()
        };
        let rows = matrix.gruppen.iter().flat_map(|group| group.tabelle.zeilen.iter().map(|one| row(&group.titel, one)));
        tables.push(Cow::Owned(Tabelle {
            spalten: std::iter::once(Spalte::left("Gruppe")).chain(first.tabelle.spalten.iter().cloned()).collect(),
            zeilen: rows.collect(),
            zeilenkopf: 1,
            beschriftung: format!("Einzeln: {}", matrix.uebersicht.beschriftung),
            ..first.tabelle.clone()
        }));
    }
    Part {
        titel: matrix.titel.clone(),
        saetze: sentences([&matrix.satz]),
        tabellen: tables,
        quelle: matrix.quelle.clone(),
        ..Part::default()
    }
}

fn note(note: &Hinweis) -> Part<'_> {
    Part { titel: note.titel.as_str().into(), saetze: sentences([&note.text]), ..Part::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_nobody_fills_is_left_out() {
        let figure = Kennzahl { label: "Lösungen".into(), wert: "12".into(), zahl: Some(Wert::Anzahl(12)), ..Kennzahl::default() };
        let part = figures(std::slice::from_ref(&figure));
        let heads: Vec<&str> = part.tabellen[0].spalten.iter().map(|column| column.titel.as_str()).collect();
        assert_eq!(heads, ["Kennzahl", "Wert"]);
        assert_eq!(part.tabellen[0].zeilen[0].zellen[1].wert, Some(Wert::Anzahl(12)));
    }
}
