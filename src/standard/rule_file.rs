//! `regeln/<gruppe>/<ID>.toml`: one rule, one file. Reads its form and holds what is true of every rule file.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use crate::period::Period;
use crate::schema::Level;
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read};
use crate::standard::rule::{Binding, Check, Conditions, Example, Expression, Loop, Outcome, Queries, Rule, RuleStatus};
use crate::standard::unwritten::is_unwritten;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Spanned<String>,
    titel: Spanned<String>,
    stufe: Level,
    status: RuleStatus,
    gilt_fuer: Scope,
    verbindlich_ab: Option<Spanned<Datetime>>,
    #[serde(default)]
    abgeloest_durch: Vec<Spanned<String>>,
    ab_phase: Option<Spanned<String>>,
    schon_davor: Option<Spanned<bool>>,
    #[serde(default)]
    klassen: Vec<String>,
    herkunft: Origin,
    quelle: String,
    fundstelle: String,
    verbindlichkeit: String,
    heilbar: Curable,
    zustaendig: Option<String>,
    vorlauf: Option<String>,
    warum: String,
    abhilfe: String,
    pruefung: RawCheck,
    #[serde(default)]
    beispiel: Vec<RawExample>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    Projekt,
    Portfolio,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Origin {
    Seed,
    Standard,
    Recht,
    Integritaet,
    Werkzeug,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Curable {
    Nachtragen,
    Nachholen,
    NurAusnahme,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    #[serde(default)]
    fuer_jedes: Vec<RawLoop>,
    wenn: Option<Spanned<String>>,
    gilt: Option<Spanned<String>>,
    ort: Option<Spanned<String>>,
    gehoert_nach: Option<Spanned<String>>,
    sql: Option<Spanned<String>>,
    offen: Option<Spanned<String>>,
    sammelt: Option<Spanned<String>>,
    meldung: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLoop {
    liste: Spanned<String>,
    als: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExample {
    ergebnis: Outcome,
    #[serde(default)]
    titel: String,
    stichtag: Spanned<Datetime>,
    projekt: Option<Spanned<String>>,
    #[serde(default)]
    projekte: Vec<Spanned<String>>,
    betrifft: Option<Vec<String>>,
}

/// Reads one rule file of a profile that holds from `in_force` on; `phases` are the ids in order.
pub fn rule((path, source): (&str, &Source), in_force: Period, phases: &[String]) -> Result<Rule, Vec<Complaint>> {
    let raw: RawRule = read(source).map_err(|complaint| vec![complaint])?;
    let mut complaints = laws(path, source, &raw);
    let from_phase = match &raw.ab_phase {
        None => 0,
        Some(name) => (0u16..).zip(phases).find(|(_, id)| *id == name.get_ref()).map_or_else(
            || {
                complaints.push(Complaint::new(source, Span::new(name.span()), format!("die Phase „{}“ gibt es nicht", name.get_ref())));
                0
            },
            |(rank, _)| rank,
        ),
    };
    let mut examples = Vec::new();
    for example in raw.beispiel {
        match example_of(example, raw.gilt_fuer, source) {
            Ok(example) => examples.push(example),
            Err(complaint) => complaints.push(complaint),
        }
    }
    let check = check_of(raw.pruefung, raw.gilt_fuer, source, raw.id.span()).map_err(|complaint| complaints.push(complaint));
    let binding_from = binding(source, raw.verbindlich_ab.as_ref()).unwrap_or_else(|complaint| {
        complaints.push(complaint);
        None
    });
    match check {
        Ok(check) if complaints.is_empty() => Ok(Rule {
            id: raw.id.into_inner(),
            title: raw.titel.into_inner(),
            level: raw.stufe,
            status: raw.status,
            binding_from,
            replaced_by: raw.abgeloest_durch.into_iter().map(Expression::new).collect(),
            in_force,
            from_phase,
            judges_earlier: raw.schon_davor.is_some_and(Spanned::into_inner),
            classes: raw.klassen,
            origin: raw.herkunft.word().to_owned(),
            source_name: raw.quelle,
            reference: raw.fundstelle,
            bindingness: raw.verbindlichkeit,
            why: raw.warum,
            remedy: raw.abhilfe,
            curable: raw.heilbar.word().to_owned(),
            responsible: raw.zustaendig,
            lead_time: raw.vorlauf,
            check,
            examples,
            file: source.clone(),
            group: path.split('/').nth(1).unwrap_or_default().to_owned(),
            changes: Vec::new(),
            set: BTreeMap::new(),
        }),
        _ => Err(complaints),
    }
}

fn check_of(raw: RawCheck, scope: Scope, source: &Source, id: std::ops::Range<usize>) -> Result<Check, Complaint> {
    let missing = |key: &str| Complaint::new(source, Span::new(id.clone()), format!("unter [pruefung] fehlt „{key}“"));
    match scope {
        Scope::Projekt => Ok(Check::Project(Conditions {
            loops: raw
                .fuer_jedes
                .into_iter()
                .map(|raw| Loop { list: Expression::new(raw.liste), name: Expression::new(raw.als) })
                .collect(),
            applies: raw.wenn.map(Expression::new),
            holds: Expression::new(raw.gilt.ok_or_else(|| missing("gilt"))?),
            place: raw.ort.map(Expression::new),
            belongs: raw.gehoert_nach.map(Expression::new),
            message: Expression::new(raw.meldung),
        })),
        Scope::Portfolio => Ok(Check::Portfolio(Queries {
            failing: Expression::new(raw.sql.ok_or_else(|| missing("sql"))?),
            open: raw.offen.map(Expression::new),
            collected: raw.sammelt.map(Expression::new),
            message: Expression::new(raw.meldung),
        })),
    }
}

fn example_of(raw: RawExample, scope: Scope, source: &Source) -> Result<Example, Complaint> {
    let at = Span::new(raw.stichtag.span());
    let as_of = day(*raw.stichtag.get_ref()).ok_or_else(|| Complaint::new(source, at, "der Stichtag eines Beispiels ist ein Tag"))?;
    let projects: Vec<Expression> = match (scope, raw.projekt, raw.projekte) {
        (Scope::Projekt, Some(project), several) if several.is_empty() => vec![Expression::new(project)],
        (Scope::Portfolio, None, several) if several.len() > 1 => several.into_iter().map(Expression::new).collect(),
        (Scope::Projekt, ..) => return Err(Complaint::new(source, at, "ein Beispiel nennt genau ein „projekt“")),
        (Scope::Portfolio, ..) => return Err(Complaint::new(source, at, "ein Beispiel für das Portfolio nennt mehrere „projekte“")),
    };
    Ok(Example { title: raw.titel, expected: raw.ergebnis, as_of, projects, hit: raw.betrifft })
}

fn day(stamp: Datetime) -> Option<Period> {
    let date = stamp.date?;
    Period::of_date(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

/// A `verbindlich_ab` with the line it stands in; of rule files and of adaptations.
pub fn binding(source: &Source, stated: Option<&Spanned<Datetime>>) -> Result<Option<Binding>, Complaint> {
    let Some(stated) = stated else { return Ok(None) };
    let span = Span::new(stated.span());
    let day = day(*stated.get_ref()).ok_or_else(|| Complaint::new(source, span, "„verbindlich_ab“ ist ein Tag"))?;
    Ok(Some(Binding { day, set_at: format!("{}:{}", source.name, source.place(span).line) }))
}

/// What holds for every rule file, whatever it checks.
fn laws(path: &str, source: &Source, raw: &RawRule) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let mut complain = |span: std::ops::Range<usize>, message: &str| complaints.push(Complaint::new(source, Span::new(span), message));
    if !path.ends_with(&format!("/{}.toml", raw.id.get_ref())) {
        complain(raw.id.span(), "die Kennung muss der Dateiname ohne Endung sein");
    }
    if raw.titel.get_ref().chars().count() > 70 || raw.titel.get_ref().ends_with('.') {
        complain(raw.titel.span(), "der Titel hat höchstens 70 Zeichen und keinen Punkt am Ende");
    }
    for expected in [Outcome::Erfuellt, Outcome::NichtErfuellt] {
        if !raw.beispiel.iter().any(|example| example.ergebnis == expected) {
            complain(raw.id.span(), &format!("es fehlt ein Beispiel mit dem Ergebnis „{}“", expected.title()));
        }
    }
    let texts = [
        ("titel", raw.titel.get_ref()),
        ("meldung", raw.pruefung.meldung.get_ref()),
        ("warum", &raw.warum),
        ("abhilfe", &raw.abhilfe),
        ("quelle", &raw.quelle),
        ("fundstelle", &raw.fundstelle),
        ("verbindlichkeit", &raw.verbindlichkeit),
    ];
    for (name, text) in texts {
        if text.trim().is_empty() {
            complain(raw.id.span(), &format!("„{name}“ darf nicht leer sein"));
        }
        if is_unwritten(text) && raw.status != RuleStatus::Entwurf {
            complain(raw.id.span(), &format!("„{name}“ ist noch ein Platzhalter; nur ein Entwurf darf so stehen"));
        }
    }
    complaints.extend(scope_laws(source, raw));
    complaints
}

/// Keys that belong to the other kind of rule, or to another status.
fn scope_laws(source: &Source, raw: &RawRule) -> Vec<Complaint> {
    let portfolio = raw.gilt_fuer == Scope::Portfolio;
    let check = &raw.pruefung;
    let id = || raw.id.span();
    let of = |key: &Option<Spanned<String>>| key.as_ref().map(Spanned::span);
    let later = raw.verbindlich_ab.as_ref().filter(|_| raw.status != RuleStatus::Warnend).map(Spanned::span);
    let replaced = raw.abgeloest_durch.first().filter(|_| raw.status != RuleStatus::Abgeloest).map(Spanned::span);
    let only_project = "gehört zu Regeln für ein einzelnes Projekt; im Portfolio steht das in der Abfrage";
    let only_portfolio = "gehört zu Regeln für das Portfolio";
    let wrong = [
        (of(&check.gilt).filter(|_| portfolio), "gilt", only_project),
        (of(&check.wenn).filter(|_| portfolio), "wenn", only_project),
        (of(&check.ort).filter(|_| portfolio), "ort", only_project),
        (of(&check.gehoert_nach).filter(|_| portfolio), "gehoert_nach", only_project),
        (of(&raw.ab_phase).filter(|_| portfolio), "ab_phase", only_project),
        (raw.schon_davor.as_ref().map(Spanned::span).filter(|_| portfolio), "schon_davor", only_project),
        ((portfolio && !check.fuer_jedes.is_empty()).then(id), "fuer_jedes", only_project),
        ((portfolio && !raw.klassen.is_empty()).then(id), "klassen", only_project),
        ((portfolio && raw.vorlauf.is_some()).then(id), "vorlauf", only_project),
        (of(&check.sql).filter(|_| !portfolio), "sql", only_portfolio),
        (of(&check.offen).filter(|_| !portfolio), "offen", only_portfolio),
        (of(&check.sammelt).filter(|_| !portfolio), "sammelt", only_portfolio),
        (later, "verbindlich_ab", "steht nur bei status = \"warnend\": Bis zu dem Tag warnt die Regel, danach zählt sie"),
        (replaced, "abgeloest_durch", "steht nur bei status = \"abgeloest\""),
    ];
    let told = |(span, key, why): (Option<std::ops::Range<usize>>, &str, &str)| {
        span.map(|span| Complaint::new(source, Span::new(span), format!("„{key}“ {why}")))
    };
    wrong.into_iter().filter_map(told).collect()
}

impl Origin {
    fn word(self) -> &'static str {
        match self {
            Self::Seed => "seed",
            Self::Standard => "standard",
            Self::Recht => "recht",
            Self::Integritaet => "integritaet",
            Self::Werkzeug => "werkzeug",
        }
    }
}

impl Curable {
    fn word(self) -> &'static str {
        match self {
            Self::Nachtragen => "nachtragen",
            Self::Nachholen => "nachholen",
            Self::NurAusnahme => "nur_ausnahme",
        }
    }
}
