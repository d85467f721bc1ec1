//! Days before and after an event, one mark per case.

use crate::portfolio::block::{DotWords, Dots};
use crate::portfolio::{Answer, Width};
use crate::report::assemble::Assembly;
use crate::report::assemble::plate::{Sheet, day, entry};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::Names;
use crate::report::chart;
use crate::report::format;
use crate::report::model::{Block, Diagramm, Eintrag, Form, Satz, Spalte, Tabelle, Wert, Zeichnung, Zeile, Zelle};
use crate::source::Source;
use crate::standard::Complaint;

impl Assembly<'_> {
    pub(super) fn dots(&self, file: &Source, dots: &Dots, width: Width, names: &Names) -> Result<Block, Complaint> {
        let sheet = Sheet { file, plate: dots.plate(), width, names, end_first: true };
        let answer = self.ask(file, &dots.sql)?;
        let mut days: Vec<i32> = (0..answer.rows.len()).filter_map(|row| day(&answer, row, "tage")).collect();
        days.sort_unstable();
        let unknown = answer.rows.len() - days.len();
        let late = days.iter().filter(|day| **day <= 0).count();
        let words = &dots.words;
        let median = median(&days);
        let mut said = format!("{} {} mit bekanntem Abstand", days.len(), words.many);
        if let Some(median) = median {
            said = format!("{said}, {late} davon: {}. Im Median {}", words.late, distance(median, words));
        }
        said = format!("{said}. {unknown} {}.", words.unknown);
        let frame = self.frame(&sheet, &said)?;
        let data = chart::Dots {
            median: median.map(|days| (days, format!("Median {}{}Tage", format::integer(i64::from(days).abs()), format::NBSP))),
            unbekannt: unknown,
            schritt: dots.step,
            null: words.zero.clone(),
            vorher: words.before.clone(),
            nachher: words.after.clone(),
            danach: format!("{}: {late}", words.late),
            fehlt: words.unknown.clone(),
            tage: days,
        };
        let svg = chart::dots(&frame, &data);
        let step = chart::step(&frame, &data).unwrap_or(dots.step);
        let legend = legend(words, &data, late);
        let table = self.shortened(&sheet, table(&answer, words), dots.most, &dots.rest)?;
        let block = self.drawing(&sheet, &frame, svg, legend, table)?;
        let read = if data.tage.len() > chart::MOST_MARKS {
            format!("Säulen: Zahl der {}", words.many)
        } else {
            format!("Je Zeichen {}", words.one)
        };
        Ok(with_reading(block, &format!("{read}, auf {step} Tage zusammengefasst.")))
    }
}

fn with_reading(block: Block, read: &str) -> Block {
    let Block::Diagramm(mut diagram) = block else { return block };
    let Diagramm { quelle, .. } = diagram.as_mut();
    let before = std::mem::take(quelle);
    *quelle = Satz::from(if before.is_empty() { read.to_owned() } else { format!("{read} ") });
    quelle.stuecke.extend(before.stuecke);
    Block::Diagramm(diagram)
}

/// The middle case; of two the mean, rounded down.
fn median(sorted: &[i32]) -> Option<i32> {
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *sorted.get(middle.checked_sub(1)?)?;
    i32::try_from((i64::from(lower) + i64::from(upper)).div_euclid(2)).ok()
}

fn distance(days: i32, words: &DotWords) -> String {
    let side = if days <= 0 { &words.after } else { &words.before };
    format!("{} {side}", format::integer(i64::from(days).abs()))
}

fn legend(words: &DotWords, data: &chart::Dots, late: usize) -> Vec<Eintrag> {
    if data.tage.len() > chart::MOST_MARKS {
        return Vec::new();
    }
    let counted = |form, word: &str, number: usize| (number > 0).then(|| entry(form, word, Some(number.to_string())));
    let before = counted(Form::Punkt, &words.before, data.tage.len() - late);
    let entries = [before, counted(Form::LeereRaute, &words.after, late), counted(Form::Schraffur, &words.unknown, data.unbekannt)];
    entries.into_iter().flatten().collect()
}

fn table(answer: &Answer, words: &DotWords) -> Tabelle {
    let mut rows: Vec<usize> = (0..answer.rows.len()).collect();
    let key = |row: usize| day(answer, row, "tage").map_or((1, 0), |days| (0, -i64::from(days)));
    rows.sort_by_key(|row| key(*row));
    let line = |row: &usize| {
        let found = match day(answer, *row, "tage") {
            Some(days) => Zelle::from(distance(days, words)).worth(Wert::Anzahl(i64::from(days))),
            None => Zelle::mark(Form::Schraffur, &words.unknown),
        };
        Zeile::new(None, vec![Zelle::from(plain(answer.cell(*row, "gruppe"))), found])
    };
    let columns = vec![Spalte::left("Worum es geht"), Spalte::left("Abstand")];
    let drawn = Zeichnung::Balken { label: 0, wert: 1 };
    Tabelle { spalten: columns, zeilen: rows.iter().map(line).collect(), zeichnung: Some(drawn), ..Tabelle::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_case() {
        let cases: [(&[i32], Option<i32>); 5] =
            [(&[], None), (&[7], Some(7)), (&[1, 3, 90], Some(3)), (&[1, 4], Some(2)), (&[i32::MIN, i32::MIN], Some(i32::MIN))];
        for (days, expected) in cases {
            assert_eq!(median(days), expected, "{days:?}");
        }
    }
}
