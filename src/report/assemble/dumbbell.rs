//! Plans against what is now expected: first plan, re-plans, last plan, forecast and what was reached, row by row.

use std::collections::BTreeMap;

use crate::portfolio::block::Dumbbell;
use crate::portfolio::{Answer, Width};
use crate::report::assemble::plate::{Sheet, day, entry};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::{self, NOTHING, Names};
use crate::report::assemble::{Assembly, tables};
use crate::report::chart::{self, Event, Row, Span};
use crate::report::format;
use crate::report::model::{Block, Eintrag, Farbe, Form, Spalte, Tabelle, Wert, Zeichnung, Zeile, Zelle};
use crate::source::Source;
use crate::standard::Complaint;

/// Days of air left and right of the first and last date.
const MARGIN: i32 = 20;
const UNSAID: &str = "–";

struct Plan {
    group: String,
    label: String,
    first: Option<i32>,
    last: Option<i32>,
    forecast: Option<i32>,
    reached: Option<i32>,
    ticks: Vec<i32>,
}

impl Plan {
    fn days(&self) -> impl Iterator<Item = i32> {
        [self.first, self.last, self.forecast, self.reached].into_iter().flatten().chain(self.ticks.iter().copied())
    }

    /// What happened, or what is now expected.
    fn expected(&self) -> Option<i32> {
        self.reached.or(self.forecast)
    }

    fn against_first(&self) -> Option<i32> {
        Some(self.expected().or(self.last)? - self.first?)
    }

    fn against_last(&self) -> Option<i32> {
        Some(self.expected()? - self.last?)
    }
}

impl Assembly<'_> {
    pub(super) fn dumbbell(&self, file: &Source, dumbbell: &Dumbbell, width: Width, names: &Names) -> Result<Block, Complaint> {
        let sheet = Sheet { file, plate: dumbbell.plate(), width, names, end_first: false };
        let plans = self.dumbbell_plans(file, dumbbell)?;
        if plans.is_empty() {
            return self.nothing(&sheet, &self.words.maybe(file, &dumbbell.empty, names)?);
        }
        let as_of = self.portfolio.as_of.to;
        let (first, last) = plans.iter().flat_map(Plan::days).fold((as_of, as_of), |(first, last), day| (first.min(day), last.max(day)));
        let (first, last) = (first.saturating_sub(MARGIN), last.saturating_add(MARGIN));
        let later = |days: fn(&Plan) -> Option<i32>| plans.iter().filter(|plan| days(plan).is_some_and(|days| days > 0)).count();
        let (by_first, by_last) = (later(Plan::against_first), later(Plan::against_last));
        let said = format!("Von {} Terminen liegen {by_first} hinter dem ersten und {by_last} hinter dem letzten Plan.", plans.len());
        let frame = self.frame(&sheet, &said)?;
        let data = chart::Timeline {
            von: first,
            bis: last,
            stichtag: as_of,
            zeilen: rows(&plans, dumbbell.bold_from, (first, last)),
            spalten: vec!["erster Plan".to_owned(), "letzter Plan".to_owned()],
            spalten_titel: "Tage später als".to_owned(),
        };
        self.drawing(&sheet, &frame, chart::timeline(&frame, &data), legend(&plans), table(&plans))
    }

    fn dumbbell_plans(&self, file: &Source, dumbbell: &Dumbbell) -> Result<Vec<Plan>, Complaint> {
        let answer = self.ask(file, &dumbbell.sql)?;
        let mut ticks: BTreeMap<String, Vec<i32>> = BTreeMap::new();
        if let Some(sql) = &dumbbell.ticks {
            let found = self.ask(file, sql)?;
            for row in 0..found.rows.len() {
                if let Some(day) = day(&found, row, "tag") {
                    ticks.entry(plain(found.cell(row, "schluessel"))).or_default().push(day);
                }
            }
        }
        Ok((0..answer.rows.len()).map(|row| self.planned(&answer, row, &ticks)).collect())
    }

    fn planned(&self, answer: &Answer, row: usize, ticks: &BTreeMap<String, Vec<i32>>) -> Plan {
        let text = |name: &str| plain(answer.cell(row, name));
        let named = answer.cell(row, "projekt").text().map(|id| words::clean(self.names.get(id).map_or(id, String::as_str)));
        let first = day(answer, row, "erster_tag");
        Plan {
            group: named.unwrap_or_else(|| text("gruppe")),
            label: text("label"),
            first,
            last: day(answer, row, "letzter_tag").or(first),
            forecast: day(answer, row, "prognose_tag"),
            reached: day(answer, row, "erreicht_tag"),
            ticks: ticks.get(&text("schluessel")).cloned().unwrap_or_default(),
        }
    }
}

fn rows(plans: &[Plan], bold_from: i64, window: (i32, i32)) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut before: Option<&str> = None;
    for plan in plans {
        let values = [plan.against_first(), plan.against_last()];
        let new_group = before != Some(plan.group.as_str());
        before = Some(&plan.group);
        rows.push(Row {
            titel: if new_group { plan.group.clone() } else { String::new() },
            zusatz: plan.label.clone(),
            neue_gruppe: false,
            spannen: spans(plan, window),
            ereignisse: events(plan),
            werte: values.iter().map(|days| written(*days)).collect(),
            betont: values.iter().map(|days| days.is_some_and(|days| i64::from(days).abs() >= bold_from)).collect(),
        });
    }
    rows
}

fn written(days: Option<i32>) -> String {
    days.map_or_else(|| UNSAID.to_owned(), |days| format::delta(i64::from(days)))
}

fn spans(plan: &Plan, window: (i32, i32)) -> Vec<Span> {
    if plan.days().next().is_none() {
        return vec![Span { von: window.0, bis: window.1, farbe: Farbe::Grau }];
    }
    let stretch = |from: Option<i32>, to: Option<i32>, farbe| {
        let (from, to) = from.zip(to).filter(|(from, to)| from != to)?;
        Some(Span { von: from.min(to), bis: from.max(to), farbe })
    };
    let now = plan.reached.or(plan.forecast.filter(|forecast| plan.last.is_none_or(|last| *forecast > last)));
    [stretch(plan.first, plan.last, Farbe::Mittel), stretch(plan.last, now, Farbe::Leer)].into_iter().flatten().collect()
}

/// The forecast is drawn only where it is later, otherwise it would hide the last plan.
fn events(plan: &Plan) -> Vec<Event> {
    let forecast = plan.forecast.filter(|forecast| plan.reached.is_none() && plan.last.is_none_or(|last| *forecast > last));
    // The last re-plan is the last plan, which has a mark of its own.
    let ticks = plan.ticks.iter().filter(|tick| Some(**tick) != plan.last).map(|tick| (Some(*tick), Form::Teilstrich));
    let first = (plan.first.filter(|first| Some(*first) != plan.last), Form::Ring);
    let others = [(plan.last, Form::Punkt), (forecast, Form::Dreieck), (plan.reached, Form::Raute)];
    let all = std::iter::once(first).chain(ticks).chain(others);
    all.filter_map(|(day, form)| day.map(|tag| Event { tag, form })).collect()
}

fn legend(plans: &[Plan]) -> Vec<Eintrag> {
    let words = [
        (Form::Ring, "erster Plan"),
        (Form::Teilstrich, "Umplanung"),
        (Form::Punkt, "letzter Plan"),
        (Form::Dreieck, "Prognose, wo später"),
        (Form::Raute, "erreicht"),
    ];
    let drawn: Vec<Form> = plans.iter().flat_map(events).map(|event| event.form).collect();
    let mut legend: Vec<Eintrag> =
        words.into_iter().filter(|(form, _)| drawn.contains(form)).map(|(form, word)| entry(form, word, None)).collect();
    if plans.iter().any(|plan| plan.days().next().is_none()) {
        legend.push(entry(Form::Schraffur, "kein Termin dokumentiert", None));
    }
    legend
}

fn table(plans: &[Plan]) -> Tabelle {
    let written_day = |day: Option<i32>| day.map_or_else(|| Zelle::from(NOTHING), tables::day);
    let maybe_day = |day: Option<i32>| day.map_or_else(|| Zelle::from(UNSAID), tables::day);
    let distance = |days: Option<i32>| Zelle::from(written(days)).worth(days.map(|days| Wert::Anzahl(i64::from(days))));
    let line = |plan: &Plan| {
        let cells = vec![
            Zelle::from(plan.group.as_str()),
            Zelle::from(plan.label.as_str()),
            written_day(plan.first),
            tables::number(i64::try_from(plan.ticks.len()).unwrap_or(i64::MAX)),
            written_day(plan.last),
            maybe_day(plan.forecast),
            maybe_day(plan.reached),
            distance(plan.against_first()),
            distance(plan.against_last()),
        ];
        Zeile::new(None, cells)
    };
    let heads = [
        ("Vorhaben", false),
        ("Termin", false),
        ("erster Plan", false),
        ("Umplanungen", true),
        ("letzter Plan", false),
        ("Prognose", false),
        ("erreicht", false),
        ("Tage gegen den ersten", true),
        ("gegen den letzten", true),
    ];
    let columns = heads.map(|(title, right)| if right { Spalte::right(title) } else { Spalte::left(title) });
    let drawn = Zeichnung::Termine { label: (0, 1), tage: vec![2, 4, 5, 6] };
    let rows = plans.iter().map(line).collect();
    Tabelle { spalten: columns.into(), zeilen: rows, zeilenkopf: 1, zeichnung: Some(drawn), ..Tabelle::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(first: Option<i32>, last: Option<i32>, forecast: Option<i32>, reached: Option<i32>) -> Plan {
        Plan { group: "G".into(), label: "L".into(), first, last, forecast, reached, ticks: vec![5] }
    }

    #[test]
    fn a_deviation_needs_both_days() {
        let cases = [
            (plan(Some(0), Some(10), Some(30), None), (Some(30), Some(20))),
            (plan(Some(0), Some(10), Some(30), Some(25)), (Some(25), Some(15))),
            (plan(Some(0), Some(10), None, None), (Some(10), None)),
            (plan(None, None, Some(30), None), (None, None)),
        ];
        for (plan, expected) in cases {
            assert_eq!((plan.against_first(), plan.against_last()), expected);
        }
    }

    #[test]
    fn equal_dates_show_one_dot_and_no_line() {
        let same = Plan { ticks: Vec::new(), ..plan(Some(7), Some(7), Some(7), None) };
        assert_eq!(events(&same).iter().map(|event| event.form).collect::<Vec<_>>(), [Form::Punkt]);
        assert!(spans(&same, (0, 9)).is_empty());
        assert_eq!(written(same.against_first()), "±0");
    }

    #[test]
    fn no_date_at_all_is_hatched_over_the_whole_row() {
        let none = Plan { ticks: Vec::new(), ..plan(None, None, None, None) };
        let spans = spans(&none, (3, 9));
        assert_eq!((spans.len(), spans[0].von, spans[0].bis, spans[0].farbe), (1, 3, 9, Farbe::Grau));
        assert_eq!(rows(&[none], 90, (3, 9))[0].werte, ["–", "–"]);
    }
}
