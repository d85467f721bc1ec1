//! Who takes part: Kommunen, answers, meetings, shared leadership, joint initiatives.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::row::{Row, Sure, doubled_median, latest};
use crate::world::{Project, World};

pub const FIGURES: &[Figure] =
    &[("KZ-02", municipalities), ("KZ-03", answers), ("KZ-04", distances), ("KZ-07", shared_leadership), ("KZ-24", initiatives)];

fn size(world: &World, base: &str) -> Option<i64> {
    world.book.code("bezugsgroessen", base)?.number("anzahl")
}

// KZ-02 Aus wie vielen Kommunen Menschen an einem Vorhaben des eigenen Landes mitarbeiten, je Vorhaben und geteilt
// durch die Bezugsgröße. Es zählt die jüngste Gesamtzahl bis zum Stichtag je genannter Bezugsgröße (nach dem letzten
// möglichen Tag ihres Standes, bei Gleichstand die mit der alphabetisch letzten Kennung), geteilt durch diese; ohne
// Bezugsgröße gibt es keinen Nenner. Nennt sie nur Menschen, bleibt die Zeile unbekannt. Untere Grenzen bleiben Grenzen
// und bekommen keinen Prozentwert. Gibt es keine Gesamtzahl, zählen die einzeln benannten Körperschaften, deren jüngste
// Zeile (nach dem ersten möglichen Tag, bei Gleichstand die spätere in der Datei) den Stand „beteiligt“ hat, jede
// einmal, geteilt durch die Bezugsgröße, die aus dem Aufgabenträger des Vorhabens folgt. Vorhaben werden nicht addiert,
// denn dieselbe Kommune kann an mehreren mitarbeiten. Unbekannt: Vorhaben, zu denen weder eine Gesamtzahl noch eine
// beteiligte Körperschaft dokumentiert ist.
fn municipalities(world: &World) -> Vec<Line> {
    let (mut lines, mut unknown) = (Vec::new(), 0);
    for project in &world.own {
        let totals = project.file.rows("beteiligungszahlen");
        let named = named(world, project);
        if totals.is_empty() && named == 0 {
            unknown += 1;
        } else if totals.is_empty() {
            let base = world.book.code("aufgabentraeger", project.file.text("aufgabentraeger").unwrap_or_default());
            let whole = base.and_then(|code| size(world, code.text("bezugsgroesse")?));
            lines.push(Line::share(Some(named), whole).key(&project.id));
        } else {
            lines.extend(latest_totals(&totals).into_iter().map(|row| total(world, row).key(&project.id)));
        }
    }
    if unknown > 0 {
        lines.push(Line::empty().key("ohne_angabe").unknown(unknown));
    }
    lines
}

/// The youngest per reference size; of equals the one with the alphabetically last id.
fn latest_totals<'a>(totals: &[&'a Table]) -> Vec<&'a Table> {
    let mut found: BTreeMap<Option<&str>, &Table> = BTreeMap::new();
    let order = |row: &Table| (row.span("stand").map(|span| span.last), row.text("id").map(str::to_owned));
    for row in totals {
        let best = found.entry(row.text("bezug")).or_insert(row);
        if order(row) > order(best) {
            *best = row;
        }
    }
    found.into_values().collect()
}

fn total(world: &World, row: &Table) -> Line {
    let whole = row.text("bezug").and_then(|base| size(world, base));
    match row.count("kommunen") {
        Some((number, sure)) => Line::share(Some(number), whole).sure(sure),
        None => Line::share(None, whole),
    }
}

/// Bodies whose youngest row says that they take part.
fn named(world: &World, project: &Project) -> i64 {
    let rows = project.file.rows("beteiligte");
    let bodies: BTreeSet<&str> = rows.iter().filter_map(|row| row.text("koerperschaft")).collect();
    let takes_part = |body: &&&str| {
        let own: Vec<&Table> = rows.iter().copied().filter(|row| row.text("koerperschaft") == Some(**body)).collect();
        latest(&own, |row| row.span("seit").map(|seit| seit.first))
            .is_some_and(|row| world.book.is("beteiligungsstaende", row.text("stand"), "beteiligt"))
    };
    bodies.iter().filter(takes_part).count() as i64
}

// KZ-03 Wie viele Antworten auf förmliche Abfragen eingingen, von wie vielen Anfragen, über alle Vorhaben des eigenen
// Landes. Gezählt werden nur Abfragen, deren erster möglicher Tag nicht nach dem Stichtag liegt, bei denen die Zahl der
// Angefragten genau und größer als null und die der Antworten überhaupt bekannt ist; eine Auswertung nach dem Stichtag
// zählt noch nicht. Eine Stelle, die zweimal gefragt wurde, zählt zweimal. Ist eine der Antwortzahlen eine untere
// Grenze, ist es auch die Summe; sonst ist sie ungefähr, wenn eine es ist. Ist keine Abfrage auswertbar, stehen Nullen
// nur, wenn kein Vorhaben unbekannt ist, sonst bleibt der Wert leer. Unbekannt: Vorhaben, zu denen keine auswertbare
// Abfrage dokumentiert ist und bei denen auch nicht feststeht, dass es keine gab (eine leere Liste, oder alle
// eingetragenen liegen nach dem Stichtag).
fn answers(world: &World) -> Vec<Line> {
    let (mut asked, mut answered, mut unknown, mut usable) = (0, 0, 0, 0);
    let mut sure = Sure::Exact;
    for project in &world.own {
        let list = project.file.list("konsultationen");
        let counts: Vec<(i64, (i64, Sure))> = list
            .iter()
            .flatten()
            .filter_map(|row| Some((row.count("angefragt")?, row.count("geantwortet")?)))
            .filter(|((number, exact), _)| *exact == Sure::Exact && *number > 0)
            .map(|((number, _), answer)| (number, answer))
            .collect();
        usable += counts.len();
        unknown += usize::from(counts.is_empty() && list.is_none_or(|rows| !rows.is_empty()));
        for (number, (answer, exact)) in counts {
            asked += number;
            answered += answer;
            sure = match (sure, exact) {
                (Sure::MoreThan, _) | (_, Sure::MoreThan) => Sure::MoreThan,
                (Sure::About, _) | (_, Sure::About) => Sure::About,
                _ => Sure::Exact,
            };
        }
    }
    vec![Line::share(Some(answered), Some(asked)).sure(sure).unknown(unknown).if_known(usable > 0 || unknown == 0)]
}

/// Days between one meeting and the next; meetings without an exact day are passed over.
fn gaps(group: &Table) -> Vec<i64> {
    let mut days: Vec<i64> = group.rows("sitzungen").iter().filter_map(|row| row.span("datum")?.exact()).collect();
    days.sort_unstable();
    days.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

// KZ-04 Wie viele Tage zwischen zwei Sitzungen einer Arbeitsgruppe liegen. Gemessen: Median aller Abstände zwischen
// zwei aufeinander folgenden Sitzungen derselben Arbeitsgruppe bis zum Stichtag, deren Tag genau dokumentiert ist, über
// alle Arbeitsgruppen des eigenen Landes; Sitzungen ohne genauen Tag werden übergangen. Angegeben: der vereinbarte
// längste Abstand, je Vorhaben mit Arbeitsgruppen der größte; er ist eine Absicht und wird mit Gemessenem nicht
// vermischt. Unbekannt: Arbeitsgruppen ohne zwei Sitzungen mit genauem Tag, beim Angegebenen Arbeitsgruppen des
// Vorhabens ohne Angabe.
fn distances(world: &World) -> Vec<Line> {
    let groups: Vec<&Table> = world.own.iter().flat_map(|project| project.file.rows("arbeitsgruppen")).collect();
    let measured = doubled_median(groups.iter().flat_map(|group| gaps(group)).collect());
    let unknown = groups.iter().filter(|group| gaps(group).is_empty()).count();
    let mut lines = vec![Line::value(measured).key("gemessen").unknown(unknown)];
    for project in &world.own {
        let groups = project.file.rows("arbeitsgruppen");
        let stated: Vec<i64> = groups.iter().filter_map(|group| group.number("takt_max_tage")).collect();
        if !groups.is_empty() {
            let most = stated.iter().max().map(|days| days * 2);
            lines.push(Line::value(most).key(&project.id).unknown(groups.len() - stated.len()));
        }
    }
    lines
}

// KZ-07 Wie viele Arbeitsgruppen der Vorhaben des eigenen Landes gemeinsam von einer Stelle des Landes und einer
// Kommune geleitet werden, von allen, deren Leitung dokumentiert ist. Die Ebene steht bei der Leitung selbst, sonst bei
// ihrer Stelle; kommunal sind die Ebenen, die der Katalog so nennt; eine Leitung ohne Ebene zählt auf keiner Seite. Es
// zählt jede eingetragene Leitung, auch eine frühere; eine leere Liste der Leitungen ist dokumentiert und keine
// Doppelspitze. Ist keine Leitung dokumentiert, bleibt der Wert leer; gibt es keine Arbeitsgruppe, stehen Nullen.
// Unbekannt: Arbeitsgruppen, deren Leitung nicht dokumentiert ist; sie stehen nicht im Nenner.
fn shared_leadership(world: &World) -> Vec<Line> {
    let (mut shared, mut known, mut unknown) = (0, 0, 0);
    for project in &world.own {
        for group in project.file.rows("arbeitsgruppen") {
            let Some(leaders) = group.list("leitung") else {
                unknown += 1;
                continue;
            };
            let levels: Vec<&str> = leaders.iter().filter_map(|leader| level(project, leader)).collect();
            let any = |quality: &str| levels.iter().any(|level| world.book.is("ebenen", Some(level), quality));
            known += 1;
            shared += usize::from(any("land") && any("kommunal"));
        }
    }
    vec![Line::of(shared, known).unknown(unknown).if_known(known > 0 || unknown == 0)]
}

/// Stated with the leader, else with the Stelle.
fn level<'a>(project: &'a Project, leader: &'a Table) -> Option<&'a str> {
    leader.text("ebene").or_else(|| {
        let place =
            project.file.rows("stellen").into_iter().find(|row| row.text("id").is_some() && row.text("id") == leader.text("stelle"))?;
        place.text("ebene")
    })
}

// KZ-24 Wie viele Initiativen aus den Vorhaben des eigenen Landes heraus entstanden sind, je Art: gemeinsame Vorhaben,
// Austausch, Hilfe von Kommune zu Kommune. Gezählt wird jede eingetragene Initiative, deren erster möglicher Tag nicht
// nach dem Stichtag liegt, auch wenn sie inzwischen zu Ende ist; ein Ende wird nicht erfasst. Daneben: aus wie vielen
// Vorhaben sie stammen und wie viele verschiedene Körperschaften als Anbietende oder als die genannt sind, denen
// geholfen wurde, jede je Art einmal. Ist keine Initiative dokumentiert, stehen Nullen nur, wenn jedes Vorhaben die
// Liste der Initiativen führt, und sei sie leer; sonst bleibt alles leer. Unbekannt: Vorhaben, die die Liste nicht
// führen.
fn initiatives(world: &World) -> Vec<Line> {
    let rows: Vec<&Table> = world.own.iter().flat_map(|project| project.file.rows("initiativen")).collect();
    let unknown = world.own.iter().filter(|project| !project.file.has("initiativen")).count();
    world.book.catalogues["initiativarten"]
        .iter()
        .filter_map(|code| code.text("id"))
        .map(|kind| {
            let count = rows.iter().filter(|row| row.text("art") == Some(kind)).count() as i64;
            Line::share(Some(count), None).key(kind).unknown(unknown).if_known(!rows.is_empty() || unknown == 0)
        })
        .collect()
}
