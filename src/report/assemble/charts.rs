//! Bars and the ladder, which are HTML and need no drawing.

use crate::portfolio::Answer;
use crate::portfolio::block::{Bars, Ladder, Segment as Part};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::{self, Names};
use crate::report::assemble::{Assembly, marks};
use crate::report::format;
use crate::report::model::{
    Anker, Balken, Balkenzeile, Eintrag, Farbe, Leiter, Satz, Segment, Spalte, Sprosse, Tabelle, Wert, Zeile, Zelle,
};
use crate::source::Source;
use crate::standard::Complaint;

impl Assembly<'_> {
    pub(super) fn bars(&self, file: &Source, bars: &Bars, names: &Names) -> Result<Balken, Complaint> {
        let answer = self.ask(file, &bars.sql)?;
        let colours = bars.segments.iter().map(|part| marks::colour(file, &part.colour)).collect::<Result<Vec<_>, _>>()?;
        let words = &self.words;
        let mut rows = Vec::new();
        for row in 0..answer.rows.len() {
            let text = |name: &str| answer.cell(row, name).text().map(words::clean).unwrap_or_default();
            let segments = bars.segments.iter().zip(&colours).map(|(part, (colour, _))| segment(&answer, row, part, *colour));
            rows.push(Balkenzeile {
                gruppe: text("gruppe").into(),
                label: text("label"),
                segmente: segments.collect(),
                ende: text("rechts").into(),
            });
        }
        let present =
            |part: &Part| (0..answer.rows.len()).any(|row| answer.cell(row, &part.field).integer().is_some_and(|number| number > 0));
        let parts = bars.segments.iter().zip(&colours).filter(|(part, _)| present(part));
        let legend = parts.map(|(part, (_, form))| Eintrag { form: *form, text: part.word.clone(), zahl: None });
        let mut columns = vec![Spalte::left("")];
        columns.extend(bars.segments.iter().map(|part| Spalte::right(&part.word)));
        let line = |row: &Balkenzeile| {
            let cells = std::iter::once(Zelle::from(row.label.as_str())).chain(row.segmente.iter().map(number));
            Zeile::new(None, cells.collect())
        };
        let table = Tabelle {
            kennung: Anker::new(&bars.id),
            beschriftung: words.plain(file, &bars.caption, names)?,
            spalten: columns,
            zeilen: rows.iter().map(line).collect(),
            ..Tabelle::default()
        };
        Ok(Balken {
            titel: words.maybe(file, &bars.title, names)?,
            satz: words.maybe(file, &bars.sentence, names)?,
            zeilen: rows,
            legende: legend.collect(),
            quelle: words.maybe(file, &bars.source, names)?,
            tabelle: Some(table),
        })
    }

    pub(super) fn ladder(&self, file: &Source, ladder: &Ladder, names: &Names) -> Result<Leiter, Complaint> {
        let (steps, entries) = (self.ask(file, &ladder.sql)?, self.ask(file, &ladder.entries)?);
        let step = |row: usize| {
            let text = |name: &str| plain(steps.cell(row, name));
            let own = text("kurz");
            let on_it = (0..entries.rows.len()).filter(|entry| plain(entries.cell(*entry, "kurz")) == own);
            let mut shown: Vec<Satz> = on_it.map(|row| Satz::from(plain(entries.cell(row, "titel")))).collect();
            let (all, most) = (shown.len(), ladder.most.unwrap_or(usize::MAX));
            shown.truncate(most);
            let rest = self.rest(file, &ladder.rest, (shown.len(), all), names)?;
            shown.extend(Some(rest).filter(|rest| !rest.is_empty()));
            let count = steps.cell(row, "anzahl").integer();
            Ok(Sprosse {
                name: text("name"),
                bedingung: text("bedingung"),
                anzahl: count.map_or_else(|| text("anzahl"), format::integer),
                wert: count.map(Wert::Anzahl),
                eintraege: shown,
                kurz: own,
            })
        };
        Ok(Leiter {
            titel: self.words.sentence(file, &ladder.title, names)?,
            satz: self.words.maybe(file, &ladder.sentence, names)?,
            sprossen: (0..steps.rows.len()).map(step).collect::<Result<_, _>>()?,
            quelle: self.words.maybe(file, &ladder.source, names)?,
        })
    }
}

fn number(part: &Segment) -> Zelle {
    Zelle::from(part.zahl.as_str()).worth(i64::try_from(part.menge).ok().map(Wert::Anzahl))
}

fn segment(answer: &Answer, row: usize, part: &Part, colour: Farbe) -> Segment {
    let amount = answer.cell(row, &part.field).integer().unwrap_or(0);
    let number = format::integer(amount);
    Segment { wort: part.word.clone(), menge: u64::try_from(amount).unwrap_or(0), text: number.clone(), zahl: number, farbe: colour }
}
