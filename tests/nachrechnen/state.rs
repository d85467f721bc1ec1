//! The status of running projects: reported, calculated, and both beside each other.

use toml::Table;

use crate::Figure;
use crate::line::Line;
use crate::punctuality::expected;
use crate::recommendations::binding;
use crate::row::{Row, Span, latest};
use crate::talks::is_talk;
use crate::world::{Project, World};

pub const FIGURES: &[Figure] = &[("KZ-17", reported), ("KZ-18", calculated), ("KZ-19", disagreeing), ("KZ-20", big_risks)];

/// The colours by urgency; grey is `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Colour {
    Green,
    Yellow,
    Red,
}

use Colour::{Green, Red, Yellow};

fn rated(red: bool, yellow: bool) -> Colour {
    match (red, yellow) {
        (true, _) => Red,
        (_, true) => Yellow,
        _ => Green,
    }
}

/// Those of the project itself, not of another series.
fn reports(project: &Project) -> Vec<&Table> {
    let mut reports = project.file.rows("statusberichte");
    reports.retain(|row| !matches!(row.text("reihe"), Some("programm" | "fachlich")));
    reports
}

fn report(project: &Project) -> Option<&Table> {
    latest(&reports(project), |row| row.span("stand").map(|stand| stand.last))
}

/// The youngest report is not before the last of all first days and not after the last of all last days.
fn youngest(project: &Project) -> Option<Span> {
    let all: Vec<Span> = reports(project).iter().filter_map(|row| row.span("stand")).collect();
    Some(Span { first: all.iter().map(|stand| stand.first).max()?, last: all.iter().map(|stand| stand.last).max()? })
}

fn is_fresh(world: &World, project: &Project) -> bool {
    youngest(project).is_some_and(|stand| world.day - stand.first <= world.book.threshold("datenstand_alt_tage"))
}

/// No other report can be later than the one that counts.
fn is_settled(project: &Project, report: &Table) -> bool {
    let Some(stand) = report.span("stand").filter(|stand| stand.first < stand.last) else { return true };
    let rows = reports(project);
    let later = rows.iter().filter_map(|row| row.span("stand")).filter(|other| other.last > stand.first).count();
    later <= 1
}

// KZ-17 Wie viele laufende Vorhaben einen Statusbericht haben, dessen Stand höchstens so viele Tage vor dem Stichtag
// liegt, wie die Schwelle datenstand_alt_tage sagt (Stichtag minus erster möglicher Tag des Standes: Es zählt nur, was
// sicher aktuell ist). Laufend ist ein Vorhaben des eigenen Landes mit bewerteter Datenart, das am Stichtag weder
// abgebrochen (eine Freigabe mit einem Ergebnis, das das Vorhaben beendet) noch abgenommen (letzte Freigabe des
// Standards mit positivem Ergebnis) noch beendet ist (tatsächliches Ende, dessen letzter möglicher Tag bis zum Stichtag
// liegt). Es zählt der jüngste Bericht bis zum Stichtag, auch ohne Ampel; der jüngste Stand ist frühestens der letzte
// aller ersten und spätestens der letzte aller letzten möglichen Tage der Berichte. Dazu: wie viele nur einen sicher
// älteren Bericht haben (veraltet) und wie viele gar keinen (nicht gemeldet). Beides ist weder gelb noch rot.
// Unbekannt: laufende Vorhaben, bei denen ein Stand ohne Tag offenlässt, ob der Bericht aktuell ist; sie stehen im
// Nenner. Gibt es kein laufendes Vorhaben, bleibt die Kennzahl leer.
fn reported(world: &World) -> Vec<Line> {
    let projects = world.running();
    if projects.is_empty() {
        return vec![Line::empty()];
    }
    let fresh = projects.iter().filter(|project| is_fresh(world, project)).count();
    let may_be =
        |project: &&Project| youngest(project).is_some_and(|stand| world.day - stand.last <= world.book.threshold("datenstand_alt_tage"));
    let open = projects.iter().copied().filter(|project| !is_fresh(world, project)).filter(may_be).count();
    vec![Line::of(fresh, projects.len()).unknown(open)]
}

fn schedule(world: &World, project: &Project, last: bool) -> Option<Colour> {
    let tolerance =
        project.file.table("toleranz").and_then(|own| own.number("termin_tage")).unwrap_or(world.book.threshold("toleranz_termin_tage"));
    let counts = |reached: Span| world.day - reached.last <= world.book.threshold("status_rueckblick_tage");
    let delay = |row: &&Table| {
        let happens = match row.span("erreicht_am") {
            Some(reached) => Some(reached).filter(|reached| counts(*reached)),
            None => expected(world, row),
        };
        Some((happens?.first - world.plan(row, last)?.last).max(0))
    };
    let most = project.file.rows("meilensteine").iter().filter_map(delay).max()?;
    Some(rated(most > tolerance, most * 100 > tolerance * world.book.threshold("gelb_ab_prozent")))
}

fn costs(world: &World, project: &Project, last: bool) -> Option<Colour> {
    let amount = |row: &Table| Some((row.span("ab").map(|ab| ab.first), row.cents("betrag")?));
    let mut budgets: Vec<(Option<i64>, i64)> = project.file.rows("budget").into_iter().filter_map(amount).collect();
    // A budget without a day counts only where none has one.
    if budgets.iter().any(|(day, _)| day.is_some()) {
        budgets.retain(|(day, _)| day.is_some());
    }
    budgets.sort_by_key(|(day, _)| *day);
    let budget = if last { budgets.last() } else { budgets.first() }?.1;
    let stated = project.file.list("ausgaben")?;
    let rows: Vec<&Table> = stated.iter().copied().filter(|row| row.spent().is_some()).collect();
    let row = latest(&rows, |row| row.span("stand").map(|stand| stand.last));
    let cost = match row {
        None if stated.is_empty() => 0,
        None => return None,
        Some(row) => row.spent().max(row.cents("prognose"))?,
    };
    let tolerance = project
        .file
        .table("toleranz")
        .and_then(|own| own.number("kosten_prozent"))
        .unwrap_or(world.book.threshold("toleranz_kosten_prozent"));
    let colour = rated(
        cost * 100 > budget * (100 + tolerance),
        cost * 10_000 > budget * (10_000 + tolerance * world.book.threshold("gelb_ab_prozent")),
    );
    let old =
        row.is_some_and(|row| row.span("stand").is_none_or(|stand| world.day - stand.last > world.book.threshold("ausgaben_alt_tage")));
    (colour != Green || !old).then_some(colour)
}

fn open_risks(project: &Project) -> Vec<&Table> {
    project.file.rows("risiken").into_iter().filter(|row| !row.has("geschlossen_am")).collect()
}

fn weight(risk: &Table) -> Option<i64> {
    Some(risk.number("wahrscheinlichkeit")? * risk.number("wirkung")?)
}

fn is_current(world: &World, risk: &Table) -> bool {
    risk.span("bewertet_am").is_some_and(|day| world.day - day.last <= world.book.threshold("risikobewertung_tage"))
}

fn risk(world: &World, project: &Project) -> Option<Colour> {
    let open = open_risks(project);
    let most = open.iter().filter_map(|risk| weight(risk)).max().unwrap_or(0);
    let colour = rated(most >= world.book.threshold("risiko_rot_ab"), most >= world.book.threshold("risiko_gelb_ab"));
    let sound = project.file.has("risiken") && open.iter().all(|risk| weight(risk).is_some() && is_current(world, risk));
    (colour != Green || sound).then_some(colour)
}

/// Feedback that waits too long.
fn waiting(world: &World, project: &Project) -> i64 {
    let waits = |row: &&Table| {
        let late = row.span("eingegangen_am").is_some_and(|came| world.day - came.last > world.book.threshold("antwort_rueckmeldung_tage"));
        late && !row.has("beantwortet_am") && !world.book.is("umgang", row.text("umgang"), "beantwortet")
    };
    project.file.rows("konsultationen").into_iter().flat_map(|row| row.rows("rueckmeldungen")).filter(waits).count() as i64
}

fn participation(world: &World, project: &Project) -> Option<Colour> {
    let file = &project.file;
    let book = world.book;
    let contacts = file.rows("kontakte").into_iter().filter(|row| is_talk(world, project, row));
    let met = contacts.chain(file.rows("plenen")).chain(file.rows("arbeitsgruppen").into_iter().flat_map(|group| group.rows("sitzungen")));
    let silence = met.filter_map(|row| row.span("datum")).map(|day| day.last).max().map(|last| world.day - last);
    let maintained = world.data_as_of(project).is_some_and(|day| world.day - day <= book.threshold("datenstand_alt_tage"));
    let quiet = |limit: &str| maintained && silence.is_some_and(|days| days > book.threshold(limit));
    let late = waiting(world, project);
    let colour = rated(
        late >= book.threshold("rueckmeldungen_rot_ab") || quiet("beteiligung_rot_tage"),
        late >= book.threshold("rueckmeldungen_gelb_ab") || quiet("beteiligung_gelb_tage"),
    );
    let heard = silence.is_some_and(|days| days <= book.threshold("beteiligung_gelb_tage"));
    (colour != Green || heard).then_some(colour)
}

fn standard(world: &World, project: &Project) -> Option<Colour> {
    let found: Vec<_> = binding(world, project).into_iter().filter(|(_, excused)| !excused).map(|(found, _)| found).collect();
    let counts = |found: &&&serde_json::Value| found["ergebnis"] == "nicht_erfuellt" && found["heilbar"] != "nachtragen";
    let failed = found.iter().filter(counts).count();
    let colour = rated(
        failed as i64 >= world.book.threshold("standard_rot_ab_muss"),
        failed as i64 >= world.book.threshold("standard_gelb_ab_muss"),
    );
    (colour != Green || found.len() == failed).then_some(colour)
}

/// The strictest dimension, each up to its rank; green only when enough is known.
fn overall(world: &World, project: &Project, last: bool) -> Option<Colour> {
    let dimensions = [
        ("termin", schedule(world, project, last)),
        ("kosten", costs(world, project, last)),
        ("risiko", risk(world, project)),
        ("beteiligung", participation(world, project)),
        ("standard", standard(world, project)),
    ];
    let capped = |(id, colour): (&str, Option<Colour>)| {
        let most = world.book.code("statusdimensionen", id).and_then(|code| code.number("hoechstens")).unwrap();
        colour.map(|colour| colour.min(if most == 3 { Red } else { Yellow }))
    };
    let known: Vec<Colour> = dimensions.into_iter().filter_map(capped).collect();
    let strictest = known.iter().copied().max()?;
    (strictest != Green || known.len() as i64 >= world.book.threshold("status_gruen_ab_dimensionen")).then_some(strictest)
}

// KZ-18 Wie viele laufende Vorhaben nach der Berechnung grün, gelb, rot oder grau sind, einmal gegen den letzten und
// einmal gegen den ersten Plan. Laufend ist ein Vorhaben des eigenen Landes mit bewerteter Datenart, das am Stichtag
// weder abgebrochen (eine Freigabe mit einem Ergebnis, das das Vorhaben beendet) noch abgenommen (letzte Freigabe des
// Standards mit positivem Ergebnis) noch beendet ist (tatsächliches Ende, dessen letzter möglicher Tag bis zum Stichtag
// liegt). Der Stand je Dimension folgt allein aus Angaben der Projektdatei und den Schwellen; eigene Toleranzen des
// Vorhabens gehen vor. Termin: größte Abweichung in Tagen über offene und über höchstens status_rueckblick_tage vor dem
// Stichtag erreichte Meilensteine; Abweichung ist frühester möglicher Tag des Erreichens oder Erwartens minus letzter
// möglicher Tag des Plans, nie unter null; erwartet ist die Prognose, ohne sie der letzte Plan, und wenn dessen letzter
// möglicher Tag vor dem Stichtag liegt, der Stichtag; rot über der Toleranz, gelb über gelb_ab_prozent der Toleranz,
// sonst grün, ohne Meilenstein mit Plan grau. Kosten: jüngste Ausgaben mit Betrag (nach dem letzten möglichen Tag),
// oder die Prognose derselben Zeile, wenn sie höher ist; eine leere Liste heißt null Euro; rot mehr als die Toleranz
// über dem Budget, gelb mehr als gelb_ab_prozent der Toleranz darüber, sonst grün; ein Budget ohne Tag gilt nur, wenn
// keines einen Tag hat; grau ohne Budget oder ohne Ausgaben, und statt grün, wenn die Ausgaben älter als
// ausgaben_alt_tage sind oder keinen Tag haben. Risiko: größtes Produkt von Wahrscheinlichkeit und Wirkung offener
// Risiken; rot ab risiko_rot_ab, gelb ab risiko_gelb_ab; sonst grau, wenn die Liste fehlt oder ein offenes Risiko nicht
// vollständig oder vor mehr als risikobewertung_tage bewertet ist, sonst grün. Beteiligung: rot ab
// rueckmeldungen_rot_ab und gelb ab rueckmeldungen_gelb_ab Rückmeldungen, die mehr als antwort_rueckmeldung_tage nach
// dem Eingang weder einen Tag der Antwort noch einen Umgang mit dem Merkmal beantwortet haben; rot oder gelb auch, wenn
// seit dem letzten Kontakt auf einem Weg, der ein Gespräch erlaubt, der letzten Sitzung oder dem letzten Plenum mehr
// als beteiligung_rot_tage oder beteiligung_gelb_tage vergangen sind und die jüngste datierte Angabe des Vorhabens
// höchstens datenstand_alt_tage alt ist; sonst grün, wenn höchstens beteiligung_gelb_tage vergangen sind, sonst grau.
// Standard: Zahl verbindlicher, nicht ausgenommener Befunde der Stufe MUSS, die nicht erfüllt und nicht bloß
// nachzutragen sind; rot ab standard_rot_ab_muss, gelb ab standard_gelb_ab_muss; sonst grau, wenn ein solcher Befund
// nicht prüfbar oder nachzutragen ist, sonst grün. Gesamt: die strengste Dimension, jede höchstens bis zum Rang aus der
// Liste der Dimensionen (Beteiligung und Standard höchstens gelb); grün nur, wenn mindestens
// status_gruen_ab_dimensionen Dimensionen nicht grau sind, sonst grau. Gegen den ersten Plan zählen erster Plan und
// erstes Budget, gegen den letzten der letzte Plan und das letzte Budget; die übrigen Dimensionen sind in beiden
// gleich. Übersteuerungen ändern diese Zahlen nicht. Gibt es kein laufendes Vorhaben, bleibt die Kennzahl leer.
fn calculated(world: &World) -> Vec<Line> {
    let projects = world.running();
    let mut lines = Vec::new();
    for (plan, last) in [("letzter", true), ("erster", false)] {
        let colours: Vec<Option<Colour>> = projects.iter().map(|project| overall(world, project, last)).collect();
        for (name, wanted) in [("gruen", Some(Green)), ("gelb", Some(Yellow)), ("rot", Some(Red)), ("grau", None)] {
            let count = colours.iter().filter(|colour| **colour == wanted).count();
            lines.push(Line::of(count, projects.len()).key(format!("{plan}_{name}")).if_known(!projects.is_empty()));
        }
    }
    lines
}

/// The reported colour, as long as the report is fresh.
fn said(world: &World, project: &Project) -> Option<Colour> {
    match report(project).filter(|row| is_fresh(world, project) && is_settled(project, row))?.text("ampel")? {
        "gruen" => Some(Green),
        "gelb" => Some(Yellow),
        "rot" => Some(Red),
        _ => None,
    }
}

fn explained(world: &World, project: &Project) -> bool {
    report(project).is_some_and(|row| {
        let overridden = row.rows("uebersteuerungen").iter().any(|row| world.book.is("statusdimensionen", row.text("dimension"), "gesamt"));
        row.has("stellungnahme") || overridden
    })
}

// KZ-19 Bei wie vielen laufenden Vorhaben die gemeldete Ampel eine andere ist als der berechnete Gesamtstatus, gegen
// den letzten und gegen den ersten Plan, von allen, bei denen beide bekannt sind: gemeldet ist grün, gelb oder rot im
// jüngsten Bericht, wenn er sicher höchstens datenstand_alt_tage alt ist und feststeht, welcher der jüngste ist (kein
// anderer kann nach seinem ersten möglichen Tag liegen), und berechnet nicht grau. Dazu, bei wie vielen günstiger und
// bei wie vielen strenger gemeldet ist als berechnet. Letzte Zeile: von den Vorhaben, die gegen den letzten oder den
// ersten Plan abweichen, die ohne Stellungnahme und ohne Übersteuerung des Gesamtstatus im jüngsten Bericht. Wie der
// Gesamtstatus berechnet wird, sagt die Kennzahl „Berechneter Gesamtstatus“. Laufend ist ein Vorhaben des eigenen
// Landes mit bewerteter Datenart, das am Stichtag weder abgebrochen (eine Freigabe mit einem Ergebnis, das das Vorhaben
// beendet) noch abgenommen (letzte Freigabe des Standards mit positivem Ergebnis) noch beendet ist (tatsächliches Ende,
// dessen letzter möglicher Tag bis zum Stichtag liegt). Unbekannt: laufende Vorhaben, bei denen einer der beiden Stände
// fehlt. Gibt es kein laufendes Vorhaben oder ist bei keinem beides bekannt, bleibt die Zeile leer.
fn disagreeing(world: &World) -> Vec<Line> {
    let projects = world.running();
    let differs = |project: &Project, last: bool| Some(said(world, project)? != overall(world, project, last)?);
    let line = |key: &str, last: bool| {
        let answers: Vec<bool> = projects.iter().filter_map(|project| differs(project, last)).collect();
        let count = answers.iter().filter(|differs| **differs).count();
        Line::of(count, answers.len()).key(key).unknown(projects.len() - answers.len()).if_known(!answers.is_empty())
    };
    let both = |project: &Project| [differs(project, true), differs(project, false)];
    let off: Vec<_> = projects.iter().filter(|project| both(project).contains(&Some(true))).collect();
    let comparable = projects.iter().any(|project| both(project).iter().any(Option::is_some));
    let silent = off.iter().filter(|project| !explained(world, project)).count();
    vec![line("letzter", true), line("erster", false), Line::of(silent, off.len()).key("ohne_erlaeuterung").if_known(comparable)]
}

// KZ-20 Wie viele offene Risiken über der Schwelle aktuell bewertet sind, von allen offenen über der Schwelle. Offen:
// ohne Tag der Schließung. Über der Schwelle: Wahrscheinlichkeit mal Wirkung ist mindestens risiko_gelb_ab. Aktuell:
// Der letzte mögliche Tag der Bewertung liegt höchstens risikobewertung_tage vor dem Stichtag; ein Risiko ohne Tag der
// Bewertung zählt im Nenner, aber nicht im Zähler. Gezählt werden laufende Vorhaben. Laufend ist ein Vorhaben des
// eigenen Landes mit bewerteter Datenart, das am Stichtag weder abgebrochen (eine Freigabe mit einem Ergebnis, das das
// Vorhaben beendet) noch abgenommen (letzte Freigabe des Standards mit positivem Ergebnis) noch beendet ist
// (tatsächliches Ende, dessen letzter möglicher Tag bis zum Stichtag liegt). Unbekannt: offene Risiken ohne
// Wahrscheinlichkeit oder Wirkung. Dazu: Vorhaben, in deren Datei die Liste der Risiken fehlt. Gibt es kein laufendes
// Vorhaben, bleibt die Kennzahl leer. Ist kein großes Risiko offen und nichts unbekannt, steht null von null; ist etwas
// unbekannt oder fehlt eine Liste, bleibt die Kennzahl dann leer.
fn big_risks(world: &World) -> Vec<Line> {
    let projects = world.running();
    let open: Vec<&Table> = projects.iter().flat_map(|project| open_risks(project)).collect();
    let big: Vec<_> =
        open.iter().filter(|risk| weight(risk).is_some_and(|weight| weight >= world.book.threshold("risiko_gelb_ab"))).collect();
    let current = big.iter().filter(|risk| is_current(world, risk)).count();
    let unknown = open.iter().filter(|risk| weight(risk).is_none()).count();
    let unlisted = projects.iter().any(|project| !project.file.has("risiken"));
    let known = !projects.is_empty() && (!big.is_empty() || (unknown == 0 && !unlisted));
    vec![Line::of(current, big.len()).unknown(unknown).if_known(known)]
}
