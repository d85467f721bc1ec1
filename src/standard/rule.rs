//! `regeln/<gruppe>/<ID>.toml`: one rule, one file, with its reason, its remedy, its source and its own examples.
//! What the expressions mean is decided on the floor of `audit`; here they are text with a place.

use serde::Deserialize;
use toml::Spanned;

use crate::period::Period;
use crate::schema::Level;
use crate::source::{Source, Span};
use crate::standard::complaint::{Complaint, read};

#[derive(Clone, Debug)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub level: Level,
    pub status: RuleStatus,
    /// Rank of the phase from which the rule applies.
    pub from_phase: u16,
    /// Class codes it applies to; empty means all.
    pub classes: Vec<String>,
    pub origin: String,
    pub source_name: String,
    pub reference: String,
    pub bindingness: String,
    pub why: String,
    pub remedy: String,
    pub curable: String,
    /// Code of the role that sees to it; nothing means whoever leads the project.
    pub responsible: Option<String>,
    /// Name of the threshold that says how many days before a gate it must be begun.
    pub lead_time: Option<String>,
    pub check: Check,
    pub examples: Vec<Example>,
    /// The file it stands in, for places.
    pub file: Source,
    /// Folder below `regeln/`.
    pub group: String,
    /// Profile, line and reason of each change by an inheriting profile, oldest first.
    pub changes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleStatus {
    Entwurf,
    Warnend,
    Verbindlich,
    Abgeloest,
}

impl RuleStatus {
    pub fn word(self) -> &'static str {
        match self {
            Self::Entwurf => "entwurf",
            Self::Warnend => "warnend",
            Self::Verbindlich => "verbindlich",
            Self::Abgeloest => "abgeloest",
        }
    }
}

/// The expressions of a rule. All are CEL, except that the message is text with CEL in braces.
#[derive(Clone, Debug)]
pub struct Check {
    pub loops: Vec<Loop>,
    pub applies: Option<Expression>,
    pub holds: Expression,
    pub place: Option<Expression>,
    pub message: Expression,
}

#[derive(Clone, Debug)]
pub struct Loop {
    pub list: Expression,
    pub name: Expression,
}

/// Text and the span of its TOML literal, quotes included, in the rule's file.
#[derive(Clone, Debug)]
pub struct Expression {
    pub text: String,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Example {
    pub title: String,
    pub expected: Outcome,
    pub as_of: Period,
    pub project: Expression,
}

/// The four results of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    NichtErfuellt,
    NichtPruefbar,
    Erfuellt,
    NichtAnwendbar,
}

impl Outcome {
    /// As in exports; the German sentence is `title`.
    pub fn word(self) -> &'static str {
        match self {
            Self::NichtErfuellt => "nicht_erfuellt",
            Self::NichtPruefbar => "nicht_pruefbar",
            Self::Erfuellt => "erfuellt",
            Self::NichtAnwendbar => "nicht_anwendbar",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::NichtErfuellt => "nicht erfüllt",
            Self::NichtPruefbar => "nicht prüfbar",
            Self::Erfuellt => "erfüllt",
            Self::NichtAnwendbar => "nicht anwendbar",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Spanned<String>,
    titel: Spanned<String>,
    stufe: Level,
    status: RuleStatus,
    #[allow(dead_code, reason = "the only value so far; rules over the portfolio come with SQL")]
    gilt_fuer: Scope,
    ab_phase: Option<Spanned<String>>,
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

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    Projekt,
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
    gilt: Spanned<String>,
    ort: Option<Spanned<String>>,
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
    stichtag: Spanned<toml::value::Datetime>,
    projekt: Spanned<String>,
}

impl Expression {
    fn new(raw: Spanned<String>) -> Self {
        Self { span: Span::new(raw.span()), text: raw.into_inner() }
    }
}

/// Reads one rule file; `phases` are the ids in order.
pub fn rule(path: &str, source: &Source, phases: &[String]) -> Result<Rule, Vec<Complaint>> {
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
        match example_of(example, source) {
            Ok(example) => examples.push(example),
            Err(complaint) => complaints.push(complaint),
        }
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    Ok(Rule {
        id: raw.id.into_inner(),
        title: raw.titel.into_inner(),
        level: raw.stufe,
        status: raw.status,
        from_phase,
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
        check: check_of(raw.pruefung),
        examples,
        file: source.clone(),
        group: path.split('/').nth(1).unwrap_or_default().to_owned(),
        changes: Vec::new(),
    })
}

fn check_of(raw: RawCheck) -> Check {
    Check {
        loops: raw.fuer_jedes.into_iter().map(|raw| Loop { list: Expression::new(raw.liste), name: Expression::new(raw.als) }).collect(),
        applies: raw.wenn.map(Expression::new),
        holds: Expression::new(raw.gilt),
        place: raw.ort.map(Expression::new),
        message: Expression::new(raw.meldung),
    }
}

fn example_of(raw: RawExample, source: &Source) -> Result<Example, Complaint> {
    let date = raw.stichtag.get_ref().date;
    let as_of = date.and_then(|date| Period::of_date(i32::from(date.year), u32::from(date.month), u32::from(date.day)));
    match as_of {
        Some(as_of) => Ok(Example { title: raw.titel, expected: raw.ergebnis, as_of, project: Expression::new(raw.projekt) }),
        None => Err(Complaint::new(source, Span::new(raw.stichtag.span()), "der Stichtag eines Beispiels ist ein Tag")),
    }
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
    for (name, text) in [
        ("warum", &raw.warum),
        ("abhilfe", &raw.abhilfe),
        ("quelle", &raw.quelle),
        ("fundstelle", &raw.fundstelle),
        ("verbindlichkeit", &raw.verbindlichkeit),
    ] {
        if text.trim().is_empty() {
            complain(raw.id.span(), &format!("„{name}“ darf nicht leer sein"));
        }
    }
    complaints
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
