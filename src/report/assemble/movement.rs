//! The from/to table: a grid of counts whose ground says better, worse, same, or not comparable.

use crate::portfolio::Answer;
use crate::portfolio::block::{Better, Class, Movement, Standing};
use crate::report::assemble::words::{self, Names};
use crate::report::assemble::{Assembly, marks};
use crate::report::format;
use crate::report::model::{Anker, Ausrichtung, Form, Gestalt, Satz, Spalte, Tabelle, Ton, Wert, Zeile, Zelle};
use crate::source::{Source, Span};
use crate::standard::Complaint;

impl Assembly<'_> {
    pub(super) fn movement(&self, file: &Source, movement: &Movement, names: &Names) -> Result<Tabelle, Complaint> {
        let answer = self.ask(file, &movement.sql)?;
        let counts = Counts::of(file, movement, &answer)?;
        let shown: Vec<usize> = (0..movement.classes.len()).filter(|class| counts.is_shown(*class, movement)).collect();
        let mut columns =
            vec![Spalte { ausrichtung: Ausrichtung::Links, ..Spalte::left(&self.words.plain(file, &movement.corner, names)?) }];
        for class in shown.iter().filter_map(|class| movement.classes.get(*class)) {
            columns.push(Spalte { form: form(file, class)?, ..Spalte::center(&class.word) });
        }
        columns.push(Spalte::center("alle"));
        let mut rows = Vec::new();
        for &from in &shown {
            let Some(class) = movement.classes.get(from) else { continue };
            let mut cells = vec![Zelle { form: form(file, class)?, ..Zelle::from(class.word.as_str()) }];
            cells.extend(shown.iter().map(|&to| cell(movement, from, to, counts.at(from, to))));
            cells.push(sum(shown.iter().map(|&to| counts.at(from, to)).sum()));
            rows.push(Zeile::new(None, cells));
        }
        let mut foot = vec![Zelle::from("alle")];
        foot.extend(shown.iter().map(|&to| sum(shown.iter().map(|&from| counts.at(from, to)).sum())));
        let all: i64 = counts.counts.iter().flatten().sum();
        foot.push(Zelle { text: Satz::default().strong(format::integer(all)), ..sum(all) });
        rows.push(Zeile::new(None, foot));
        let words = &self.words;
        Ok(Tabelle {
            kennung: Anker::new(&movement.id),
            titel: words.maybe(file, &movement.title, names)?,
            satz: words.maybe(file, &movement.sentence, names)?,
            beschriftung: words.plain(file, &movement.caption, names)?,
            spalten: columns,
            zeilen: rows,
            gestalt: Gestalt::Tafel,
            quelle: words.maybe(file, &movement.source, names)?,
            ..Tabelle::default()
        })
    }
}

/// Counts by class from and class to.
struct Counts {
    counts: Vec<Vec<i64>>,
}

impl Counts {
    /// A class that the table does not know would be lost without a word; it is a mistake of the file.
    fn of(file: &Source, movement: &Movement, answer: &Answer) -> Result<Self, Complaint> {
        let number = movement.classes.len();
        let mut counts = vec![vec![0; number]; number];
        for row in 0..answer.rows.len() {
            let class = |name: &str| {
                let code = answer.cell(row, name).text().unwrap_or_default();
                let found = movement.classes.iter().position(|class| class.code == code);
                let told = || format!("die Klasse „{}“ in „{name}“ steht nicht unter „klassen“", words::clean(code));
                found.ok_or_else(|| Complaint::new(file, Span::new(movement.sql.span()), told()))
            };
            let (from, to) = (class("von")?, class("nach")?);
            if let Some(count) = counts.get_mut(from).and_then(|line| line.get_mut(to)) {
                *count += answer.cell(row, "anzahl").integer().unwrap_or(0);
            }
        }
        Ok(Self { counts })
    }

    fn at(&self, from: usize, to: usize) -> i64 {
        self.counts.get(from).and_then(|line| line.get(to)).copied().unwrap_or(0)
    }

    fn is_shown(&self, class: usize, movement: &Movement) -> bool {
        let anybody = (0..self.counts.len()).any(|other| self.at(class, other) + self.at(other, class) > 0);
        anybody || movement.classes.get(class).is_some_and(|class| class.kind == Standing::Innen)
    }
}

fn form(file: &Source, class: &Class) -> Result<Option<Form>, Complaint> {
    class.form.as_ref().map(|name| marks::form(file, name)).transpose()
}

fn sum(count: i64) -> Zelle {
    Zelle::toned(&format::integer(count), Ton::Summe).worth(Wert::Anzahl(count))
}

/// The arrow says in words what the ground says in colour.
fn cell(movement: &Movement, from: usize, to: usize, count: i64) -> Zelle {
    let number = format::integer(count);
    let kind = |class: usize| movement.classes.get(class).map_or(Standing::Rand, |class| class.kind);
    let judged = [from, to].into_iter().all(|class| kind(class) == Standing::Innen);
    let better = match movement.better {
        Some(Better::Vorn) => to < from,
        Some(Better::Hinten) => to > from,
        None => false,
    };
    let cell = match (from == to, count) {
        _ if [from, to].into_iter().any(|class| kind(class) == Standing::Rand) => Zelle::toned(&number, Ton::Fehlt),
        (true, _) => Zelle::toned(&number, Ton::Gleich),
        (false, 0) => Zelle::toned(&number, Ton::Null),
        _ if !judged || movement.better.is_none() => Zelle::from(number),
        _ if better => Zelle::toned(&format!("↗{}{number}", format::NBSP), Ton::Auf),
        _ => Zelle::toned(&format!("↘{}{number}", format::NBSP), Ton::Ab),
    };
    cell.worth(Wert::Anzahl(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::Cell;

    #[derive(serde::Deserialize)]
    struct File {
        tafel: Movement,
    }

    const FILE: &str = r#"
        [tafel]
        kennung = "t"
        beschriftung = "b"
        ecke = "von, nach"
        sql = "SELECT 1"
        besser = "vorn"
        klassen = [{ code = "gut", wort = "gut" }, { code = "schlecht", wort = "schlecht" }, { code = "weg", wort = "weg", art = "rand" },
          { code = "leer", wort = "leer", art = "rand" }]
    "#;

    fn answer(rows: &[(&str, &str, i64)]) -> Answer {
        let row = |(from, to, count): &(&str, &str, i64)| {
            vec![Cell::Text((*from).to_owned()), Cell::Text((*to).to_owned()), Cell::Integer(*count)]
        };
        let columns = ["von", "nach", "anzahl"].map(str::to_owned).to_vec();
        Answer { columns, kinds: Vec::new(), rows: rows.iter().map(row).collect() }
    }

    #[test]
    fn the_ground_of_a_cell_says_better_worse_same_or_not_comparable() {
        let movement = toml::from_str::<File>(FILE).unwrap().tafel;
        let shown = |from, to, count| {
            let cell = cell(&movement, from, to, count);
            (cell.text.plain().replace(format::NBSP, " "), cell.ton)
        };
        assert_eq!(shown(0, 0, 0), ("0".to_owned(), Some(Ton::Gleich)));
        assert_eq!(shown(0, 1, 2), ("↘ 2".to_owned(), Some(Ton::Ab)));
        assert_eq!(shown(1, 0, 2), ("↗ 2".to_owned(), Some(Ton::Auf)));
        assert_eq!(shown(1, 0, 0), ("0".to_owned(), Some(Ton::Null)));
        assert_eq!(shown(2, 0, 3), ("3".to_owned(), Some(Ton::Fehlt)));
    }

    #[test]
    fn an_empty_edge_is_left_out_and_an_unknown_class_is_a_mistake() {
        let movement = toml::from_str::<File>(FILE).unwrap().tafel;
        let file = Source::new("x.toml", FILE);
        let counts = Counts::of(&file, &movement, &answer(&[("weg", "gut", 1)])).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!([0, 1, 2, 3].map(|class| counts.is_shown(class, &movement)), [true, true, true, false]);
        assert!(Counts::of(&file, &movement, &answer(&[("fremd", "gut", 1)])).is_err());
    }
}
