//! The carpet: items as columns, dimensions as lines, grouped by one of them.

use crate::portfolio::block::{Carpet, State};
use crate::portfolio::{Answer, Width};
use crate::report::assemble::plate::{Sheet, entry, short};
use crate::report::assemble::tables::plain;
use crate::report::assemble::words::{self, NOTHING, Names};
use crate::report::assemble::{Assembly, marks};
use crate::report::chart;
use crate::report::format;
use crate::report::model::{Block, Eintrag, Form, Satz, Spalte, Tabelle, Wert, Zeile, Zelle};
use crate::source::{Source, Span};
use crate::standard::Complaint;

/// A column with what is known about it, line by line.
struct Item {
    key: String,
    name: Satz,
    head: String,
    states: Vec<Option<String>>,
}

/// The rows of the file as places in the list of lines.
struct Lines {
    grouped_by: usize,
    frame: Option<(usize, usize)>,
}

impl Assembly<'_> {
    pub(super) fn carpet(&self, file: &Source, carpet: &Carpet, width: Width, names: &Names) -> Result<Block, Complaint> {
        let sheet = Sheet { file, plate: carpet.plate(), width, names, end_first: false };
        let lines = lines(file, carpet)?;
        let forms = carpet.states.iter().map(|state| marks::form(file, &state.form)).collect::<Result<Vec<Form>, _>>()?;
        let mut items = self.items(carpet, &self.ask(file, &carpet.sql)?);
        items.iter_mut().enumerate().filter(|(_, item)| item.head.is_empty()).for_each(|(index, item)| {
            item.head = format!("{:02}", index + 1);
        });
        let groups = groups(carpet, &lines, items);
        let differing = groups.iter().flat_map(|group| &group.items).filter(|item| differs(carpet, &lines, item)).count();
        let all: usize = groups.iter().map(|group| group.items.len()).sum();
        let shown = shown(carpet, &groups);
        let drawn = groups.iter().zip(&shown).map(|(group, shown)| drawn(carpet, &lines, &forms, group, *shown)).collect();
        let data = chart::Carpet {
            zeilen: carpet.rows.iter().map(|row| (row.title.clone(), row.head)).collect(),
            gruppen: drawn,
            rahmen: lines.frame,
        };
        let counted = groups.iter().map(|group| group.title(carpet)).collect::<Vec<_>>().join(", ");
        let frame_said = carpet.frame.as_ref().map_or_else(String::new, |frame| format!(" {}: {differing}.", frame.word));
        let frame = self.frame(&sheet, &format!("Spalten: {all}, davon {counted}.{frame_said}"))?;
        let svg = chart::carpet(&frame, &data);
        let mut legend = legend(carpet, &forms, &groups);
        if let Some(compared) = carpet.frame.as_ref().filter(|_| differing > 0) {
            legend.push(entry(Form::Rahmen, &compared.word, Some(differing.to_string())));
        }
        let (seen, unseen): (Vec<_>, Vec<_>) = groups.iter().zip(&shown).map(|(group, shown)| group.items.split_at(*shown)).unzip();
        let table = table(carpet, &forms, (seen.into_iter().flatten().collect(), unseen.into_iter().flatten().collect()));
        let table = self.shortened(&sheet, table, None, &carpet.rest)?;
        self.drawing(&sheet, &frame, svg, legend, table)
    }

    /// The items in the order of the query.
    fn items(&self, carpet: &Carpet, answer: &Answer) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        let mut known = std::collections::BTreeMap::new();
        for row in 0..answer.rows.len() {
            let project = answer.cell(row, "projekt").text();
            let title = plain(answer.cell(row, "titel"));
            let key = project.map_or_else(|| title.clone(), str::to_owned);
            let at = *known.entry(key.clone()).or_insert_with(|| {
                let name = project.map_or_else(|| Satz::from(title), |id| self.project_link(id));
                let head = plain(answer.cell(row, "kurz"));
                items.push(Item { key, name, head, states: vec![None; carpet.rows.len()] });
                items.len() - 1
            });
            let line = answer.cell(row, "zeile").text().and_then(|code| carpet.rows.iter().position(|line| line.code == code));
            let state = answer.cell(row, "stand").text().map(str::to_owned);
            if let (Some(item), Some(line)) = (items.get_mut(at), line)
                && let Some(place) = item.states.get_mut(line)
            {
                *place = state;
            }
        }
        items
    }
}

fn lines(file: &Source, carpet: &Carpet) -> Result<Lines, Complaint> {
    let place = |name: &toml::Spanned<String>| {
        let found = carpet.rows.iter().position(|row| row.code == *name.get_ref());
        found.ok_or_else(|| Complaint::new(file, Span::new(name.span()), format!("„{}“ ist keine der Zeilen", name.get_ref())))
    };
    let frame = match &carpet.frame {
        Some(compared) => {
            let (one, other) = (place(&compared.rows.0)?, place(&compared.rows.1)?);
            Some((one.min(other), one.max(other)))
        }
        None => None,
    };
    Ok(Lines { grouped_by: place(&carpet.grouped_by)?, frame })
}

struct Grouped {
    /// Which of the states; none where nothing is known.
    state: Option<usize>,
    items: Vec<Item>,
}

impl Grouped {
    fn title(&self, carpet: &Carpet) -> String {
        let word = self.state.and_then(|state| carpet.states.get(state)).map_or(NOTHING, |state| short(&state.word));
        format!("{word}{}{}", format::NBSP, format::integer(i64::try_from(self.items.len()).unwrap_or(i64::MAX)))
    }
}

/// In the order of the states; nothing known counts as the state that has a pillar, if there is one.
fn groups(carpet: &Carpet, lines: &Lines, items: Vec<Item>) -> Vec<Grouped> {
    let place = |code: &str| carpet.states.iter().position(|state| state.code == code);
    let mut groups: Vec<Grouped> = (0..carpet.states.len()).map(|state| Grouped { state: Some(state), items: Vec::new() }).collect();
    groups.push(Grouped { state: None, items: Vec::new() });
    for item in items {
        let code = group_of(carpet, lines, &item);
        let at = code.and_then(place).unwrap_or(carpet.states.len());
        if let Some(group) = groups.get_mut(at) {
            group.items.push(item);
        }
    }
    groups.retain(|group| !group.items.is_empty());
    groups
}

fn group_of<'a>(carpet: &'a Carpet, lines: &Lines, item: &'a Item) -> Option<&'a str> {
    let heads = carpet.rows.iter().zip(&item.states).filter(|(row, _)| row.head).filter_map(|(_, state)| state.as_deref());
    let first = heads.into_iter().find(|state| carpet.first.iter().any(|code| code == state));
    first.or_else(|| item.states.get(lines.grouped_by).and_then(Option::as_deref)).or(carpet.pillar.as_deref())
}

fn is_pillar(carpet: &Carpet, group: &Grouped) -> bool {
    group.state.and_then(|state| carpet.states.get(state)).is_some_and(|state| Some(&state.code) == carpet.pillar.as_ref())
}

/// Both are known, and they are not the same.
fn differs(carpet: &Carpet, lines: &Lines, item: &Item) -> bool {
    let known = |line: usize| {
        let code = item.states.get(line).and_then(Option::as_deref)?;
        let compared = carpet.frame.as_ref().map_or(&[][..], |frame| &frame.states);
        let speaks = if compared.is_empty() { Some(code) != carpet.pillar.as_deref() } else { compared.iter().any(|known| known == code) };
        speaks.then_some(code)
    };
    lines.frame.is_some_and(|(one, other)| known(one).zip(known(other)).is_some_and(|(one, other)| one != other))
}

fn form_of(carpet: &Carpet, forms: &[Form], code: Option<&str>) -> Form {
    let at = code.and_then(|code| carpet.states.iter().position(|state| state.code == code));
    at.and_then(|at| forms.get(at)).copied().unwrap_or(Form::Schraffur)
}

/// How many items of each group have a column: all, or of the notable ones as many as there is room for.
fn shown(carpet: &Carpet, groups: &[Grouped]) -> Vec<usize> {
    let all: usize = groups.iter().map(|group| group.items.len()).sum();
    let mut room = carpet.most;
    let notable = |group: &Grouped| {
        let state = group.state.and_then(|state| carpet.states.get(state));
        state.is_some_and(|state| carpet.notable.contains(&state.code))
    };
    let mut columns = |group: &Grouped| {
        let taken = if all <= carpet.most || notable(group) { group.items.len().min(room) } else { 0 };
        room -= taken;
        taken
    };
    groups.iter().map(&mut columns).collect()
}

fn drawn(carpet: &Carpet, lines: &Lines, forms: &[Form], group: &Grouped, shown: usize) -> chart::Group {
    let column = |item: &Item| chart::Column {
        kopf: item.head.clone(),
        zellen: item.states.iter().map(|code| Some(form_of(carpet, forms, code.as_deref()))).collect(),
        saeule: is_pillar(carpet, group),
        rahmen: differs(carpet, lines, item),
    };
    let columns: Vec<chart::Column> = group.items.iter().take(shown).map(column).collect();
    let part = (1..group.items.len()).contains(&shown).then(|| format!(", hier {shown}"));
    chart::Group { titel: group.title(carpet) + &part.unwrap_or_default(), spalten: columns, statt: "nur gezählt".to_owned() }
}

fn legend(carpet: &Carpet, forms: &[Form], groups: &[Grouped]) -> Vec<Eintrag> {
    let cells = || groups.iter().flat_map(|group| &group.items).flat_map(|item| &item.states);
    let present = |state: &State| cells().any(|code| code.as_deref() == Some(&state.code));
    let states = carpet.states.iter().zip(forms).filter(|(state, _)| present(state) || Some(&state.code) == carpet.pillar.as_ref());
    let mut legend: Vec<Eintrag> = states.map(|(state, form)| entry(*form, &state.word, None)).collect();
    if cells().any(Option::is_none) && !legend.iter().any(|entry| entry.form == Form::Schraffur) {
        legend.push(entry(Form::Schraffur, NOTHING, None));
    }
    legend
}

fn table(carpet: &Carpet, forms: &[Form], (mut seen, mut unseen): (Vec<&Item>, Vec<&Item>)) -> Tabelle {
    for items in [&mut seen, &mut unseen] {
        items.sort_by(|left, right| {
            left.head.len().cmp(&right.head.len()).then_with(|| (&left.head, &left.key).cmp(&(&right.head, &right.key)))
        });
    }
    let cell = |code: &Option<String>| {
        let known = code.as_ref().and_then(|code| carpet.states.iter().find(|state| state.code == *code));
        let word = known.map_or_else(|| code.as_deref().map_or(NOTHING.to_owned(), words::clean), |state| short(&state.word).to_owned());
        Zelle::mark(form_of(carpet, forms, code.as_deref()), &word)
    };
    let line = |item: &&Item| {
        let number = item.head.parse().ok().map(Wert::Anzahl);
        let names = [Zelle::from(item.head.as_str()).worth(number), Zelle::from(item.name.clone())];
        Zeile::new(None, names.into_iter().chain(item.states.iter().map(cell)).collect())
    };
    let titles = ["Nr.", "Vorhaben"].into_iter().chain(carpet.rows.iter().map(|row| row.title.as_str()));
    Tabelle {
        spalten: titles.map(Spalte::left).collect(),
        zeilen: seen.iter().map(line).collect(),
        weitere: unseen.iter().map(line).collect(),
        zeilenkopf: 1,
        ..Tabelle::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
kennung = "t"
titel = "T"
name = "N"
sql = "SELECT 1"
zeilen = [{ code = "g", titel = "gemeldet", kopf = true }, { code = "b", titel = "berechnet", kopf = true }, { code = "k", titel = "Kosten" }]
staende = [
  { code = "rot", wort = "rot: außerhalb", form = "rote-raute" },
  { code = "gruen", wort = "grün", form = "gruener-kreis" },
  { code = "alt", wort = "veraltet", form = "uhr" },
  { code = "ohne", wort = "nicht gemeldet", form = "schraffur" },
]
gruppiert_nach = "b"
saeule = "ohne"
vorrang = ["alt", "ohne"]
rahmen = { zeilen = ["g", "b"], staende = ["rot", "gruen"], wort = "weichen ab" }
"#;

    fn item(states: [Option<&str>; 3]) -> Item {
        let states = states.map(|state| state.map(str::to_owned)).into();
        Item { key: "k".into(), name: Satz::from("K"), head: "01".into(), states }
    }

    fn sorted(items: Vec<Item>) -> Vec<(String, usize, bool)> {
        let (file, carpet) = (Source::new("x.toml", FILE), toml::from_str::<Carpet>(FILE).unwrap());
        let lines = lines(&file, &carpet).unwrap();
        let groups = groups(&carpet, &lines, items);
        let differing = |group: &Grouped| group.items.iter().filter(|item| differs(&carpet, &lines, item)).count();
        groups.iter().map(|group| (group.title(&carpet).replace(format::NBSP, " "), differing(group), is_pillar(&carpet, group))).collect()
    }

    #[test]
    fn what_nobody_reported_is_a_group_of_its_own_and_never_a_deviation() {
        let found = sorted(vec![
            item([Some("gruen"), Some("rot"), None]),
            item([Some("rot"), Some("rot"), Some("alt")]),
            item([Some("alt"), Some("rot"), None]),
            item([Some("ohne"), Some("gruen"), Some("rot")]),
            item([Some("gruen"), None, None]),
            item([Some("gruen"), Some("neu"), None]),
        ]);
        let expected = [("rot 2", 1, false), ("veraltet 1", 0, false), ("nicht gemeldet 2", 0, true), ("nicht dokumentiert 1", 0, false)];
        assert_eq!(found, expected.map(|(title, differing, pillar)| (title.to_owned(), differing, pillar)));
    }

    #[test]
    fn a_large_portfolio_shows_the_notable_ones_as_far_as_there_is_room() {
        let text = format!("{FILE}hoechstens = 3\nauffaellig = [\"rot\"]\n");
        let (file, carpet) = (Source::new("x.toml", text.as_str()), toml::from_str::<Carpet>(&text).unwrap());
        let lines = lines(&file, &carpet).unwrap();
        let columns = |red: usize, green: usize| {
            let state = |code: &'static str| move || item([Some("gruen"), Some(code), None]);
            let items = std::iter::repeat_with(state("gruen")).take(green).chain(std::iter::repeat_with(state("rot")).take(red));
            let groups = groups(&carpet, &lines, items.collect());
            let shown = shown(&carpet, &groups);
            let titles = groups.iter().zip(&shown).map(|(group, shown)| drawn(&carpet, &lines, &[], group, *shown).titel);
            let titles: Vec<String> = titles.map(|title| title.replace(format::NBSP, " ")).collect();
            (shown, titles.join("; "))
        };
        assert_eq!(columns(1, 2), (vec![1, 2], "rot 1; grün 2".to_owned()));
        assert_eq!(columns(2, 2), (vec![2, 0], "rot 2; grün 2".to_owned()));
        assert_eq!(columns(5, 2), (vec![3, 0], "rot 5, hier 3; grün 2".to_owned()));
    }

    #[test]
    fn a_line_that_does_not_exist_is_told_with_its_place() {
        let text = FILE.replace("gruppiert_nach = \"b\"", "gruppiert_nach = \"berechnet\"");
        let (file, carpet) = (Source::new("x.toml", text.as_str()), toml::from_str::<Carpet>(&text).unwrap());
        let complaint = lines(&file, &carpet).err().unwrap();
        assert_eq!((complaint.place.line, complaint.message.as_str()), (13, "„berechnet“ ist keine der Zeilen"));
    }
}
