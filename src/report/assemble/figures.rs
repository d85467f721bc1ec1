//! Figures as large numbers, as values for templates, and as the list of their definitions.

use minijinja::value::Value as Json;

use crate::facts::CENT;
use crate::period::Precision;
use crate::portfolio::block::{Catalogue, Figures};
use crate::portfolio::{Answer, Cell, Direction, Figure, Form, Line, Measure, band_of, decimal};
use crate::report::assemble::words::{self, NOTHING, Names, count};
use crate::report::assemble::{Assembly, tables};
use crate::report::format;
use crate::report::model::{Anker, Anteil, CATALOGUE, Kennzahl, Satz, Spalte, Tabelle, Wert, Zeile, Zelle, Ziel};
use crate::source::{Source, Span};
use crate::standard::Complaint;

/// Above this nobody counts marks any more.
const MOST_SINGLE: i64 = 60;

impl Assembly<'_> {
    pub(super) fn figures(&self, file: &Source, wanted: &[Figures], names: &Names) -> Result<Vec<Kennzahl>, Complaint> {
        let mut found: Vec<Kennzahl> = Vec::new();
        for wanted in wanted {
            match (&wanted.figure, &wanted.sql) {
                (Some(id), _) => self.lines(file, (wanted, id.get_ref()), names, &mut found)?,
                (None, Some(sql)) => {
                    let answer = self.ask(file, sql)?;
                    for row in 0..answer.rows.len() {
                        found.push(self.own_figure(file, wanted, &answer, row, names)?);
                    }
                }
                (None, None) => {
                    let message = "eine Kennzahl braucht „kennzahl“ oder „sql“";
                    return Err(Complaint::new(file, Span::default(), message));
                }
            }
        }
        Ok(found)
    }

    /// One large number per line of a figure. Its definition is said once, however many lines it has.
    fn lines(&self, file: &Source, wanted: (&Figures, &str), names: &Names, found: &mut Vec<Kennzahl>) -> Result<(), Complaint> {
        let (wanted, id) = wanted;
        let Some(measure) = self.measures.iter().find(|measure| measure.figure.id == id) else { return Ok(()) };
        for line in measure.lines.iter().filter(|line| wanted.key.is_none() || wanted.key == line.key) {
            let mut figure = self.figure(file, wanted, measure, line, names)?;
            if found.iter().any(|known| known.definition == figure.definition) {
                figure.definition.clear();
            }
            found.push(figure);
        }
        Ok(())
    }

    fn figure(&self, file: &Source, wanted: &Figures, measure: &Measure<'_>, line: &Line, names: &Names) -> Result<Kennzahl, Complaint> {
        let figure = measure.figure;
        let mut names = names.clone();
        names.extend(line.cells.iter().map(|(name, cell)| (name.clone(), words::value(cell))));
        let said = |text: &crate::portfolio::Text| self.words.maybe(file, text, &names);
        let label = said(&wanted.label)?.plain();
        let own = line.title.as_ref().map_or_else(|| figure.title.clone(), |title| format!("{}: {title}", figure.title));
        let unit = said(&wanted.unit)?.plain();
        // Nothing out of nothing is no share.
        let none = line.whole == Some(0) && line.part == Some(0);
        let value = if none { "keine".to_owned() } else { shown(line, figure.form, figure.places) };
        Ok(Kennzahl {
            label: if label.is_empty() { own } else { label },
            nenner: line.whole.filter(|_| line.part.is_some() && !none).map(format::integer),
            einheit: match (line.is_unknown(), unit.is_empty()) {
                (true, _) => String::new(),
                (false, false) => unit,
                (false, true) => line.whole_unit.clone().unwrap_or_else(|| figure.unit.clone()),
            },
            anteil: share(line, wanted.single).filter(|_| !none),
            einordnung: self.band(figure, line),
            notiz: said(&wanted.note)?,
            definition: format!("{}: {}{}", figure.title, figure.meaning, scale(figure)),
            ziel: self.target(wanted),
            unbekannt: line.is_unknown(),
            zahl: if none { None } else { worth(line, figure.form) },
            von: line.whole.filter(|_| line.part.is_some() && !none),
            wert: value,
        })
    }

    fn own_figure(&self, file: &Source, wanted: &Figures, answer: &Answer, row: usize, names: &Names) -> Result<Kennzahl, Complaint> {
        let mut names = names.clone();
        names.extend(words::row(answer, row));
        let said = |text: &crate::portfolio::Text| self.words.maybe(file, text, &names);
        let (part, whole) = (answer.cell(row, "zaehler").integer(), answer.cell(row, "nenner").integer());
        let value = match answer.cell(row, "wert") {
            Cell::Text(text) => Some(words::clean(text)),
            Cell::Integer(number) => Some(format::integer(*number)),
            _ => part.map(|part| count(Some(part), answer.cell(row, "genauigkeit").text())),
        };
        let filled = part.zip(whole).and_then(|(part, whole)| {
            let (voll, rest) = (u64::try_from(part).ok()?, u64::try_from(whole - part).ok()?);
            Some(Anteil { voll, rest, einzeln: wanted.single && whole <= MOST_SINGLE })
        });
        Ok(Kennzahl {
            label: said(&wanted.label)?.plain(),
            nenner: whole.filter(|_| part.is_some()).map(format::integer),
            einheit: said(&wanted.unit)?.plain(),
            anteil: filled,
            einordnung: String::new(),
            notiz: said(&wanted.note)?,
            definition: said(&wanted.definition)?.plain(),
            ziel: self.target(wanted),
            unbekannt: value.is_none(),
            zahl: own_worth(answer, row),
            von: whole.filter(|_| part.is_some()),
            wert: value.unwrap_or_else(|| NOTHING.to_owned()),
        })
    }

    fn target(&self, wanted: &Figures) -> Option<Ziel> {
        self.words.place(wanted.target.as_deref()?)
    }

    fn band(&self, figure: &Figure, line: &Line) -> String {
        let band = band_of(&figure.bands, figure.direction, figure.form, line, self.smallest_whole);
        band.map(|band| band.word.clone()).unwrap_or_default()
    }

    /// All figures with value and definition, in the order of their ids.
    pub(super) fn catalogue(&self, file: &Source, note: &Catalogue, names: &Names) -> Result<Tabelle, Complaint> {
        let row = |measure: &Measure<'_>, line: &Line| {
            let figure = measure.figure;
            let name = line.title.as_ref().map_or_else(String::new, |title| words::clean(title));
            let mut cells: Vec<Zelle> = vec![Zelle::from(figure.id.as_str()), Zelle::from(figure.title.as_str()).note(name)];
            cells.push(Zelle::from(sentence(line, figure.form, figure.places, &figure.unit)));
            let percent = line.percent(self.smallest_whole);
            let written = percent.map(|value| format!("{}{}%", decimal(value, 1), format::NBSP));
            cells.push(Zelle::from(written.unwrap_or_default()).worth(percent.map(Wert::Prozent)));
            cells.push(Zelle::from(self.band(figure, line)).note(scale(figure).trim_start()));
            cells.push(line.unknown.map(tables::number).unwrap_or_default());
            cells.push(Zelle::from(line.data_as_of.clone().unwrap_or_default()));
            Zeile::new(None, cells)
        };
        let rows = self.measures.iter().flat_map(|measure| measure.lines.iter().map(move |line| row(measure, line)));
        let all = self.measures.iter().map(|measure| measure.lines.len()).sum();
        let shown = note.most.map_or(all, |most| most.min(all));
        Ok(Tabelle {
            kennung: Anker::new(CATALOGUE),
            titel: self.words.sentence(file, &note.title, names)?,
            satz: self.words.maybe(file, &note.text, names)?,
            beschriftung: "Alle Kennzahlen mit Wert, Zähler und Nenner".to_owned(),
            spalten: vec![
                Spalte::left("Kennung"),
                Spalte::left("Kennzahl"),
                Spalte::left("Wert"),
                Spalte::right("Anteil"),
                Spalte::left("Einordnung"),
                Spalte::right("unbekannt"),
                Spalte::left("Datenstand"),
            ],
            zeilen: rows.collect(),
            rest: self.rest(file, &note.rest, (shown, all), names)?,
            zeilenkopf: 1,
            zugeklappt: true,
            ..Tabelle::default()
        }
        .cut(shown))
    }
}

/// The limits in words, and whose they are.
fn scale(figure: &Figure) -> String {
    let percent = if figure.form == Form::Anteil { "\u{a0}%" } else { "" };
    let side = if figure.direction == Direction::NiedrigerBesser { "bis" } else { "ab" };
    let step = |band: &crate::portfolio::Band| match band.limit {
        Some(limit) => format!("{} {side} {}{percent}", band.word, decimal(limit, usize::from(limit.fract() != 0.0))),
        None => format!("sonst {}", band.word),
    };
    let mut sources: Vec<&str> = figure.bands.iter().map(|band| band.source.as_str()).filter(|source| !source.is_empty()).collect();
    sources.dedup();
    match figure.bands.as_slice() {
        [] => String::new(),
        bands => {
            let steps: Vec<String> = bands.iter().map(step).collect();
            format!(" Einordnung: {} (Grenzen: {}).", steps.join(", "), sources.join("; "))
        }
    }
}

/// A lower bound fills the line as far as it reaches; a line for something unknown would lie.
fn share(line: &Line, single: bool) -> Option<Anteil> {
    let (part, whole) = (line.part?, line.whole?);
    let (part, rest) = (u64::try_from(part).ok()?, u64::try_from(whole - part).ok()?);
    (!line.is_unknown()).then_some(Anteil { voll: part, rest, einzeln: single && whole <= MOST_SINGLE })
}

/// What a line is worth; a bound is not the number it names.
fn worth(line: &Line, form: Form) -> Option<Wert> {
    let exact = line.precision == Precision::Exact;
    match form {
        Form::Wert => line.value.map(Wert::Zahl),
        Form::Anzahl | Form::Anteil => line.part.filter(|_| exact).map(Wert::Anzahl),
    }
}

fn own_worth(answer: &Answer, row: usize) -> Option<Wert> {
    let exact = answer.cell(row, "genauigkeit").text().is_none_or(|word| word == Precision::Exact.word());
    let value = answer.cell(row, "wert");
    let number = if value.is_null() { answer.cell(row, "zaehler").integer().filter(|_| exact) } else { value.integer() };
    number.map(Wert::Anzahl)
}

/// The number itself, or the part of a share.
pub fn shown(line: &Line, form: Form, places: usize) -> String {
    match (form, line.value, line.part) {
        (Form::Wert, Some(value), _) => decimal(value, places),
        (Form::Anzahl | Form::Anteil, _, Some(part)) => count(Some(part), Some(line.precision.word())),
        _ => NOTHING.to_owned(),
    }
}

fn sentence(line: &Line, form: Form, places: usize, unit: &str) -> Satz {
    if let (CENT, Precision::Exact, Some(part), Some(whole)) = (unit, line.precision, line.part, line.whole) {
        return Satz::default().share(format::money(part), format::money(whole), None);
    }
    let value = shown(line, form, places);
    match (line.part, line.whole) {
        (Some(_), Some(whole)) => {
            let unit = line.whole_unit.as_deref().unwrap_or(unit);
            Satz::default().share(value, format::integer(whole), None).word(format!(" {unit}"))
        }
        _ if line.is_unknown() => Satz::from(value),
        _ => Satz::from(format!("{value} {unit}")),
    }
}

/// A line for templates: its columns and what the tool made of them.
pub fn line_value(figure: &Figure, line: &Line, smallest_whole: i64) -> Json {
    let band = band_of(&figure.bands, figure.direction, figure.form, line, smallest_whole);
    let mut names: Names = line.cells.iter().map(|(name, cell)| (name.clone(), words::value(cell))).collect();
    names.insert("merkmal".to_owned(), Json::from(line.key.as_deref()));
    names.insert("nenner".to_owned(), Json::from(line.whole));
    names.insert("zaehler".to_owned(), Json::from(line.part));
    names.insert("unbekannt".to_owned(), Json::from(line.unknown));
    names.insert("bekannt".to_owned(), Json::from(!line.is_unknown()));
    names.insert("einheit".to_owned(), Json::from(line.whole_unit.as_deref()));
    names.insert("einordnung".to_owned(), Json::from(band.map(|band| band.word.as_str())));
    let precision = line.precision.word();
    names.insert("anzahl".to_owned(), Json::from(count(line.part, Some(precision))));
    words::map(names)
}
