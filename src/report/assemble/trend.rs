//! The milestone trend: what was planned for each milestone on the day of each report.

use crate::portfolio::block::Trend;
use crate::portfolio::{Answer, Width};
use crate::report::assemble::plate::{Sheet, day, entry, said_yes};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::Names;
use crate::report::assemble::{Assembly, tables};
use crate::report::chart::{self, Series};
use crate::report::format;
use crate::report::model::{Block, Form, Spalte, Tabelle, Zeichnung, Zeile, Zelle};
use crate::source::Source;
use crate::standard::Complaint;

const REACHED: &str = "erreicht";

impl Assembly<'_> {
    pub(super) fn trend(&self, file: &Source, trend: &Trend, width: Width, names: &Names) -> Result<Block, Complaint> {
        let sheet = Sheet { file, plate: trend.plate(), width, names, end_first: true };
        let series = series(&self.ask(file, &trend.sql)?);
        if series.is_empty() {
            return self.nothing(&sheet, &self.words.maybe(file, &trend.empty, names)?);
        }
        let said = series.iter().map(|one| format!("{} {}", one.titel, one.zusatz)).collect::<Vec<_>>().join("; ");
        let frame = self.frame(&sheet, &format!("{said}."))?;
        let mut legend = Vec::new();
        if series.iter().any(|one| one.erreicht) {
            legend.push(entry(Form::Raute, REACHED, None));
        }
        let table = table(&series);
        let data = chart::Trend { reihen: series, feld: REACHED.to_owned() };
        self.drawing(&sheet, &frame, chart::trend(&frame, &data), legend, table)
    }
}

/// In the order of the query. What comes after a milestone was reached is not a plan any more.
fn series(answer: &Answer) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for row in 0..answer.rows.len() {
        let title = plain(answer.cell(row, "reihe"));
        let (Some(report), Some(date)) = (day(answer, row, "bericht_tag"), day(answer, row, "termin_tag")) else { continue };
        if all.last().is_none_or(|last| last.titel != title) {
            all.push(Series { titel: title, ..Series::default() });
        }
        if let Some(last) = all.last_mut().filter(|last| !last.erreicht) {
            last.punkte.push((report, date));
            last.erreicht = said_yes(answer, row, "erreicht");
        }
    }
    for one in &mut all {
        one.zusatz = moved(one);
    }
    all
}

/// "+31 Tage", by how much the date has moved since the first report.
fn moved(series: &Series) -> String {
    let (Some((_, first)), Some((_, last))) = (series.punkte.first(), series.punkte.last()) else { return String::new() };
    let days = i64::from(*last) - i64::from(*first);
    let unit = if days.abs() == 1 { "Tag" } else { "Tage" };
    let reached = if series.erreicht { format!("{REACHED}, ") } else { String::new() };
    format!("{reached}{}{}{unit}", format::delta(days), format::NBSP)
}

fn table(series: &[Series]) -> Tabelle {
    let lines = series.iter().enumerate().flat_map(|(index, one)| {
        let last = one.punkte.len().saturating_sub(1);
        one.punkte.iter().enumerate().map(move |(nth, (report, date))| {
            let state = if one.erreicht && nth == last { Zelle::mark(Form::Raute, REACHED) } else { Zelle::from("Plan") };
            let cells = vec![Zelle::mark(chart::trend_form(index), &one.titel), tables::day(*report), tables::day(*date), state];
            Zeile::new(None, cells)
        })
    });
    let heads = ["Meilenstein", "Bericht vom", "Termin", "Stand"].map(Spalte::left);
    Tabelle {
        spalten: heads.into(),
        zeilen: lines.collect(),
        zeichnung: Some(Zeichnung::Linien { name: 0, tag: 1, wert: 2 }),
        ..Tabelle::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::{Cell, Kind};

    fn answer(rows: &[(&str, i64, Option<i64>, bool)]) -> Answer {
        let columns = ["reihe", "bericht_tag", "termin_tag", "erreicht"].map(str::to_owned);
        let row = |(name, report, date, reached): &(&str, i64, Option<i64>, bool)| {
            vec![Cell::Text((*name).into()), Cell::Integer(*report), date.map_or(Cell::Null, Cell::Integer), Cell::Flag(*reached)]
        };
        Answer { columns: columns.into(), kinds: vec![Kind::Text; 4], rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn a_series_ends_where_it_was_reached() {
        let rows = [
            ("A", 1, Some(40), false),
            ("A", 31, None, false),
            ("A", 61, Some(71), true),
            ("A", 91, Some(71), true),
            ("B", 1, Some(9), false),
        ];
        let found = series(&answer(&rows));
        assert_eq!(found.iter().map(|one| one.punkte.len()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(found[0].zusatz.replace(format::NBSP, " "), "erreicht, +31 Tage");
        assert_eq!(found[1].zusatz.replace(format::NBSP, " "), "±0 Tage");
    }
}
