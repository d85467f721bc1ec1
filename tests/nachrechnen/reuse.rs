//! The way of a solution to others.

use std::collections::BTreeSet;

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::row::{Row, latest};
use crate::world::{Project, World};

pub const FIGURES: &[Figure] = &[("KZ-06", levels), ("KZ-25", users), ("KZ-26", inhabitants), ("KZ-27", licences), ("KZ-28", first_year)];

// KZ-06 Wie viele Lösungen der Vorhaben des eigenen Landes am Stichtag auf welcher Stufe von N0 bis N5 stehen; es zählt
// die jüngste dokumentierte Stufe (nach dem ersten möglichen Tag, der nicht nach dem Stichtag liegt, bei Gleichstand
// die spätere in der Datei), geteilt durch die Lösungen mit dokumentierter Stufe. Ist zu keiner Lösung eine Stufe
// dokumentiert, bleibt alles leer; gibt es keine Lösung, stehen Nullen. Unbekannt: Lösungen ohne dokumentierte Stufe;
// sie stehen nicht im Nenner.
fn levels(world: &World) -> Vec<Line> {
    let solutions = world.solutions();
    let level = |row: &Table| {
        let stated: Vec<_> = row.rows("stufen").into_iter().filter(|row| row.has("stufe")).collect();
        latest(&stated, |row| row.span("seit").map(|seit| seit.first)).and_then(|row| row.text("stufe")).map(str::to_owned)
    };
    let known: Vec<String> = solutions.iter().filter_map(|(_, row)| level(row)).collect();
    let unknown = solutions.len() - known.len();
    world.book.catalogues["nachnutzungsstufen"]
        .iter()
        .filter_map(|code| code.text("id"))
        .map(|id| {
            let here = known.iter().filter(|level| *level == id).count();
            Line::of(here, known.len()).key(id).unknown(unknown).if_known(!known.is_empty() || unknown == 0)
        })
        .collect()
}

/// Whose task it is: stated with the solution, else with the project.
fn task<'a>(project: &'a Project, solution: &'a Table) -> Option<&'a str> {
    solution.text("aufgabentraeger").or_else(|| project.file.text("aufgabentraeger"))
}

fn body<'a>(world: &'a World, id: &str) -> Option<&'a Table> {
    world.book.code("koerperschaften", id)
}

/// Bodies whose youngest row says that the solution is in use there.
fn using<'a>(world: &World, users: &[&'a Table]) -> BTreeSet<&'a str> {
    let bodies: BTreeSet<&str> = users.iter().filter_map(|row| row.text("koerperschaft")).collect();
    let uses = |body: &&str| {
        let own: Vec<&Table> = users.iter().copied().filter(|row| row.text("koerperschaft") == Some(body)).collect();
        latest(&own, |row| row.span("seit").map(|seit| seit.first))
            .is_some_and(|row| world.book.is("nachnutzungsstaende", row.text("stand"), "nutzt"))
    };
    bodies.into_iter().filter(uses).collect()
}

/// Who belongs to the reference size of a task.
fn belongs(world: &World, id: &str, task: Option<&str>) -> bool {
    let kind = body(world, id).and_then(|body| body.text("art")).unwrap_or_default();
    match task {
        Some("kreisaufgabe") => ["kreisfreie_stadt", "landkreis"].contains(&kind),
        Some("gemeindeaufgabe") => ["kreisfreie_stadt", "einheitsgemeinde", "verbandsgemeinde"].contains(&kind),
        Some("alle") => kind != "mitgliedsgemeinde",
        _ => true,
    }
}

// KZ-25 Wie viele Kommunen eine Lösung einsetzen, je Lösung der Vorhaben des eigenen Landes und geteilt durch deren
// Bezugsgröße. Die Bezugsgröße folgt aus dem Aufgabenträger der Lösung, sonst aus dem des Vorhabens: Kreisaufgabe 14,
// Gemeindeaufgabe 122, alle 133. Führt die Lösung eine Liste der Nachnutzenden, und sei sie leer, zählt je Stelle die
// jüngste Zeile bis zum Stichtag (nach dem ersten möglichen Tag, bei Gleichstand die spätere in der Datei), wenn ihr
// Stand „im Einsatz“ ist, und nur Körperschaften, die zur Bezugsgröße gehören: kreisfreie Städte zu jeder, Landkreise
// nicht zur Gemeindeaufgabe, Einheits- und Verbandsgemeinden nicht zur Kreisaufgabe, Mitgliedsgemeinden zu keiner.
// Andere Nutzende stehen daneben. Ohne Aufgabenträger zählen alle nutzenden Körperschaften, und es gibt keinen Nenner.
// Führt sie keine Liste, zählt die jüngste veröffentlichte Gesamtzahl mit bekannter Anzahl, deren Einheit Kommunen oder
// Kreise sind (nach dem letzten möglichen Tag ihres Standes, bei Gleichstand die spätere in der Datei); untere Grenzen
// bleiben Grenzen. Kreise werden durch die 14 Kreise und kreisfreien Städte geteilt, außer bei einer Gemeindeaufgabe;
// Kommunen durch 133 nur, wenn die Lösung Aufgabe aller ist; sonst gibt es keinen Nenner. Lösungen werden nicht
// addiert. Unbekannt: Lösungen mit keiner von beiden Angaben.
fn users(world: &World) -> Vec<Line> {
    let (mut lines, mut unknown) = (Vec::new(), 0);
    for (project, solution) in world.solutions() {
        let task = task(project, solution);
        let line = match solution.list("nachnutzende") {
            Some(rows) => Some(by_name(world, &rows, task)),
            None => by_total(world, solution, task),
        };
        match line {
            Some(line) => lines.push(line.key(format!("{}:{}", project.id, solution.text("id").unwrap()))),
            None => unknown += 1,
        }
    }
    with_unknown(lines, unknown)
}

fn with_unknown(mut lines: Vec<Line>, unknown: usize) -> Vec<Line> {
    if unknown > 0 {
        lines.push(Line::empty().key("ohne_angabe").unknown(unknown));
    }
    lines
}

fn by_name(world: &World, rows: &[&Table], task: Option<&str>) -> Line {
    let whole = match task {
        Some("kreisaufgabe") => Some(14),
        Some("gemeindeaufgabe") => Some(122),
        Some("alle") => Some(133),
        _ => None,
    };
    Line::share(Some(using(world, rows).into_iter().filter(|id| belongs(world, id, task)).count() as i64), whole)
}

fn by_total(world: &World, solution: &Table, task: Option<&str>) -> Option<Line> {
    let counts = |row: &Table| world.book.is("zaehleinheiten", row.text("einheit"), "kommunen_einheit");
    let totals: Vec<&Table> = solution.rows("verbreitung").into_iter().filter(|row| counts(row) && row.count("anzahl").is_some()).collect();
    let row = latest(&totals, |row| row.span("stand").map(|stand| stand.last))?;
    let whole = match (row.text("einheit"), task) {
        (Some("kreise"), task) if task != Some("gemeindeaufgabe") => Some(14),
        (Some("kommunen"), Some("alle")) => Some(133),
        _ => None,
    };
    row.count("anzahl").map(|(number, sure)| Line::share(Some(number), whole).sure(sure))
}

// KZ-26 Wie viele Menschen in Kommunen leben, die eine Lösung einsetzen, je Lösung der Vorhaben des eigenen Landes und
// geteilt durch alle Menschen im Land: 2.186.643 nach dem Katalog der Körperschaften (Gebietsstand 30.11.2023, amtliche
// Einwohnerzahlen vom 31.12.2022). Gezählt werden die Nachnutzenden der Kennzahl „Nachnutzende je Lösung“, aber nur, wo
// eine Liste der Nachnutzenden geführt wird, und sei sie leer, und ein Aufgabenträger angegeben ist; jede Kommune zählt
// je Lösung einmal. Bei einer Kreisaufgabe zählen die Menschen der Landkreise und kreisfreien Städte. Bei einer
// Gemeindeaufgabe und bei Aufgaben aller zählen die der kreisfreien Städte, Einheits- und Verbandsgemeinden; ein
// Landkreis bringt hier niemanden hinzu, weil dieselben Menschen schon in ihren Gemeinden gezählt werden. Lösungen
// werden nicht addiert. Die Zahl sagt, wo eine Lösung im Einsatz ist, nicht, wer sie benutzt. Unbekannt: Lösungen ohne
// Liste oder ohne Aufgabenträger; aus Gesamtzahlen wird nicht geschätzt.
fn inhabitants(world: &World) -> Vec<Line> {
    let people = |id: &str| body(world, id).and_then(|body| body.number("einwohner")).unwrap();
    let (mut lines, mut unknown) = (Vec::new(), 0);
    for (project, solution) in world.solutions() {
        match (solution.list("nachnutzende"), task(project, solution)) {
            (Some(rows), Some(task)) => {
                let counted = if task == "alle" { "gemeindeaufgabe" } else { task };
                let sum = using(world, &rows).into_iter().filter(|id| belongs(world, id, Some(counted))).map(people).sum();
                lines.push(Line::share(Some(sum), Some(2_186_643)).key(format!("{}:{}", project.id, solution.text("id").unwrap())));
            }
            _ => unknown += 1,
        }
    }
    with_unknown(lines, unknown)
}

// KZ-27 Wie viele Lösungen der Vorhaben des eigenen Landes andere ohne Vertrag finden und übernehmen können: solche mit
// offener Lizenz oder mit einer publiccode.yml, von allen, die eine Lizenz oder den Fundort einer publiccode.yml
// angeben. Offen ist eine Lizenz, wenn das Feld genau eine Kennung der Liste der offenen Lizenzen nennt, ohne Rücksicht
// auf Groß- und Kleinschreibung; ein vereinbartes Nutzungsrecht oder „ungeklärt“ ist eine Angabe, aber keine offene
// Lizenz. Eine publiccode.yml zählt, wenn ihr Fundort angegeben ist. Beide Angaben tragen keinen Tag, es gilt, was in
// der Datei steht. Unbekannt: Lösungen ohne beide Angaben; sie stehen nicht im Nenner. Macht keine Lösung eine Angabe,
// bleibt alles leer; gibt es keine Lösung, stehen Nullen.
fn licences(world: &World) -> Vec<Line> {
    let solutions = world.solutions();
    let open = |row: &Table| {
        let named = row.text("lizenz").map(|text| text.trim().to_lowercase());
        world.book.catalogues["offene_lizenzen"].iter().any(|code| code.text("id").map(str::to_lowercase) == named)
    };
    let found = |row: &Table| row.table("publiccode").is_some_and(|code| code.has("adresse"));
    let stated: Vec<_> = solutions.iter().filter(|(_, row)| row.has("lizenz") || found(row)).collect();
    let free = stated.iter().filter(|(_, row)| open(row) || found(row)).count();
    let unknown = solutions.len() - stated.len();
    vec![Line::of(free, stated.len()).unknown(unknown).if_known(!stated.is_empty() || unknown == 0)]
}

/// How far the first year of a solution is, and whether it is settled who pays afterwards.
enum Year {
    NoEnd,
    Ends { soon: bool, settled: Option<bool> },
    FarAway,
}

fn year(world: &World, project: &Project, solution: &Table) -> Option<Year> {
    let first = solution.table("erstes_jahr").filter(|year| !year.is_empty())?;
    let Some(end) = first.span("bis") else { return Some(Year::NoEnd) };
    if end.last > world.day + world.book.threshold("erstes_jahr_hinweis_tage") {
        return Some(Year::FarAway);
    }
    let told = solution.table("folgefinanzierung").is_some_and(|next| next.has("geklaert_am"));
    let settled = if told { Some(true) } else { project.assessed.then_some(false) };
    Some(Year::Ends { soon: end.last >= world.day, settled })
}

// KZ-28 Bei wie vielen Lösungen der Vorhaben des eigenen Landes das bezahlte erste Jahr bald endet oder schon vorbei
// ist, ohne dass geklärt ist, wer danach bezahlt. Gezählt werden Lösungen mit Angaben zum ersten Jahr. Bald endet es,
// wenn sein letzter möglicher Tag auf dem Stichtag oder höchstens so viele Tage danach liegt, wie die Schwelle „Hinweis
// vor dem Ende der Erstjahresfinanzierung“ nennt; vorbei ist es, wenn er vor dem Stichtag liegt. Geklärt ist die Folge,
// wenn der Tag der Klärung eingetragen ist und sein erster möglicher Tag nicht nach dem Stichtag liegt; genannt ohne
// Tag genügt nicht. Nenner je Zeile: die Lösungen, deren erstes Jahr bald endet (oder vorbei ist) und bei denen die
// Folge geklärt oder offen ist. Bei Vorhaben aus öffentlichen Quellen heißt ein fehlender Tag nicht offen, sondern
// unbekannt. Unbekannt sind in beiden Zeilen auch Lösungen, bei denen das Ende des ersten Jahres fehlt; sie stehen in
// keinem Nenner. Ist der Nenner null und etwas unbekannt, bleibt die Zeile leer.
fn first_year(world: &World) -> Vec<Line> {
    let years: Vec<Year> = world.solutions().into_iter().filter_map(|(project, row)| year(world, project, row)).collect();
    let line = |key: &str, wanted: bool| {
        let (mut open, mut whole, mut unknown) = (0, 0, 0);
        for year in &years {
            match year {
                Year::NoEnd => unknown += 1,
                Year::Ends { soon, settled: None } if *soon == wanted => unknown += 1,
                Year::Ends { soon, settled: Some(settled) } if *soon == wanted => {
                    whole += 1;
                    open += usize::from(!settled);
                }
                _ => {}
            }
        }
        Line::of(open, whole).key(key).unknown(unknown).if_known(whole > 0 || unknown == 0)
    };
    vec![line("bald", true), line("vorbei", false)]
}
