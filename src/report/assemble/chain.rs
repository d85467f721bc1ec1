//! Stations and the gates between them: who stands where, and how many passed.

use crate::portfolio::Answer;
use crate::portfolio::block::{Chain, State};
use crate::report::assemble::plate::{entry, short};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::Names;
use crate::report::assemble::{Assembly, marks, tables};
use crate::report::format;
use crate::report::model::{Anker, Eintrag, Farbe, Form, Kette, Kettenglied, Satz, Segment, Spalte, Tabelle, Wert, Zeichen, Zeile, Zelle};
use crate::source::Source;
use crate::standard::Complaint;

/// Above this nobody counts marks any more.
const MOST_MARKS: i64 = 150;

/// How many units of a station are in each state, in the order of the states.
type Counts = Vec<i64>;

impl Assembly<'_> {
    pub(super) fn chain(&self, file: &Source, chain: &Chain, names: &Names) -> Result<Kette, Complaint> {
        let (links, units) = (self.ask(file, &chain.sql)?, self.ask(file, &chain.units)?);
        let forms = chain.states.iter().map(|state| marks::form(file, &state.form)).collect::<Result<Vec<Form>, _>>()?;
        let colours = chain.segments.iter().map(|part| marks::colour(file, &part.colour)).collect::<Result<Vec<_>, _>>()?;
        let single = i64::try_from(units.rows.len()).unwrap_or(i64::MAX) <= MOST_MARKS;
        let (mut found, mut lines) = (Vec::new(), Vec::new());
        for row in 0..links.rows.len() {
            let title = plain(links.cell(row, "titel"));
            let code = plain(links.cell(row, "code"));
            if links.cell(row, "glied").text() == Some(GATE) {
                let parts = parts(chain, &colours, &links, row);
                let share = self.share(chain, &links, row);
                lines.push((format!("{code} {title}"), share.plain(), said(&parts)));
                found.push(Kettenglied::Tor { kurz: code, titel: title, anteil: share, segmente: parts });
            } else {
                let counts = counts(chain, &units, &code);
                let number = format::integer(counts.iter().sum());
                let parts = units_as_parts(&chain.states, &forms, &counts);
                lines.push((title.clone(), number.clone(), said(&parts)));
                let (marks, bar) =
                    if single { (one_by_one(&chain.states, &forms, &counts), Vec::new()) } else { (Vec::new(), parts.clone()) };
                found.push(Kettenglied::Station { name: title, anzahl: number, worte: said(&parts), marken: marks, segmente: bar });
            }
        }
        let segments = chain.segments.iter().zip(&colours).map(|(part, (_, form))| entry(*form, &part.word, None));
        let present = |state: &State| (0..units.rows.len()).any(|row| units.cell(row, "stand").text() == Some(&state.code));
        let states =
            chain.states.iter().zip(&forms).filter(|(state, _)| present(state)).map(|(state, form)| entry(*form, &state.word, None));
        let legend: Vec<Eintrag> = segments.chain(states).collect();
        Ok(Kette {
            kennung: Anker::new(&chain.id),
            titel: self.words.sentence(file, &chain.title, names)?,
            satz: self.words.maybe(file, &chain.sentence, names)?,
            glieder: found,
            legende: legend,
            tabelle: Some(table(chain, self.words.plain(file, &chain.caption, names)?, lines)),
        })
    }

    /// "31 von 34", linked to the rows behind it where there are any.
    fn share(&self, chain: &Chain, links: &Answer, row: usize) -> Satz {
        let number = |name: &str| links.cell(row, name).integer();
        let target = chain.target.as_ref().and_then(|target| self.words.place(target));
        match number("zaehler").zip(number("nenner")) {
            Some((_, 0)) => Satz::from("keine fällig"),
            Some((part, whole)) => Satz::default().share(format::integer(part), format::integer(whole), target),
            None => Satz::default().mark(Form::Schraffur, "nicht dokumentiert"),
        }
    }
}

const GATE: &str = "tor";

fn counts(chain: &Chain, units: &Answer, station: &str) -> Counts {
    let mut counts = vec![0; chain.states.len()];
    for row in (0..units.rows.len()).filter(|row| units.cell(*row, "station").text() == Some(station)) {
        let code = units.cell(row, "stand").text();
        let at = chain.states.iter().position(|state| Some(state.code.as_str()) == code);
        // What is in no known state stands with the last one, so that nothing is lost from the count.
        if let Some(count) = counts.get_mut(at.unwrap_or(chain.states.len().saturating_sub(1))) {
            *count += 1;
        }
    }
    counts
}

fn part(word: &str, amount: i64, colour: Farbe) -> Segment {
    let number = format::integer(amount);
    Segment { wort: word.to_owned(), menge: u64::try_from(amount).unwrap_or(0), text: number.clone(), zahl: number, farbe: colour }
}

fn parts(chain: &Chain, colours: &[(Farbe, Form)], links: &Answer, row: usize) -> Vec<Segment> {
    let pairs = chain.segments.iter().zip(colours);
    pairs.map(|(segment, (colour, _))| part(&segment.word, links.cell(row, &segment.field).integer().unwrap_or(0), *colour)).collect()
}

fn units_as_parts(states: &[State], forms: &[Form], counts: &Counts) -> Vec<Segment> {
    let all = states.iter().zip(forms).zip(counts).filter(|(_, count)| **count > 0);
    all.map(|((state, form), count)| part(short(&state.word), *count, marks::fill(*form))).collect()
}

fn one_by_one(states: &[State], forms: &[Form], counts: &Counts) -> Vec<Zeichen> {
    let all = states.iter().zip(forms).zip(counts);
    let repeated = all.flat_map(|((state, form), count)| {
        let many = usize::try_from(*count).unwrap_or(0);
        std::iter::repeat_n((form, &state.word), many)
    });
    repeated.map(|(form, word)| Zeichen { form: *form, wort: short(word).to_owned() }).collect()
}

/// "rot 2, gelb 3"
fn said(parts: &[Segment]) -> String {
    parts.iter().filter(|part| part.menge > 0).map(|part| format!("{} {}", part.wort, part.zahl)).collect::<Vec<_>>().join(", ")
}

fn table(chain: &Chain, caption: String, lines: Vec<(String, String, String)>) -> Tabelle {
    let line = |(name, number, parts): (String, String, String)| {
        let worth = tables::integer(&number).map(Wert::Anzahl);
        Zeile::new(None, vec![name.into(), Zelle::from(number).worth(worth), parts.into()])
    };
    Tabelle {
        kennung: Anker::new(&chain.id).join("tabelle"),
        beschriftung: caption,
        spalten: vec![Spalte::left("Phase oder Freigabe"), Spalte::right("Anzahl"), Spalte::left("davon")],
        zeilen: lines.into_iter().map(line).collect(),
        ..Tabelle::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_station_say_each_state_once() {
        let parts = [part("rot", 2, Farbe::Rot), part("gelb", 0, Farbe::Gelb), part("grün", 1200, Farbe::Gruen)];
        assert_eq!(said(&parts), "rot 2, grün 1.200");
        assert_eq!(part("x", -3, Farbe::Voll).menge, 0);
        assert_eq!(said(&[]), "");
    }
}
