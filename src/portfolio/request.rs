//! What a paper may be asked for: `[[angabe]]` in its head. What was asked stands in the one row of the table `anfrage`,
//! which has the columns of all papers, so that a query may name any of them.

use serde::Deserialize;
use toml::Spanned;

use crate::facts::{Column, Data, ONE_ROW, Table};
use crate::period::Period;
use crate::portfolio::audience::Audience;
use crate::portfolio::family::Family;
use crate::schema::{Code, TraitValue};
use crate::source::{Source, Span};
use crate::standard::{Complaint, Standard};

pub const REQUEST: &str = "anfrage";
/// Folder of the papers.
pub const PAPERS: &str = "papiere/";
const HEAD: &str = "/kopf.toml";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParameterKind {
    /// The id of a gate; the checks then answer whether the project may pass it. Column NAME.
    Freigabe,
    /// Columns `NAME_tag` and `NAME_text`.
    Tag,
    /// Columns `NAME_von_tag`, `NAME_bis_tag` and `NAME_text`.
    Monat,
    /// Column NAME.
    Text,
    /// An entry of a code list, by its key or its name; anything else is refused. Column NAME, the entry's name.
    Eintrag,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    pub name: Spanned<String>,
    #[serde(rename = "art")]
    pub kind: ParameterKind,
    /// What it is good for, in one sentence.
    #[serde(rename = "bedeutung")]
    pub meaning: String,
    #[serde(rename = "pflicht", default)]
    pub required: bool,
    /// For `eintrag`: the code list, and the trait that an entry must have.
    #[serde(rename = "katalog")]
    pub catalogue: Option<Spanned<String>>,
    #[serde(rename = "merkmal")]
    pub with_trait: Option<Spanned<String>>,
    /// A parameter declared before whose day does not come after this one.
    #[serde(rename = "nicht_vor")]
    pub not_before: Option<Spanned<String>>,
    /// Its day, or the last of its month, is the Stichtag of the paper.
    #[serde(rename = "stichtag", default)]
    pub is_as_of: bool,
}

/// What was answered to a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub name: String,
    /// As it was typed, or the id it stands for.
    pub value: String,
    pub span: Option<Period>,
    /// In German, for days and months.
    pub text: String,
}

/// For whom a paper is: the first that its head names, else the house.
pub fn audience_of(standard: &Standard, paper: &str) -> Audience {
    #[derive(Deserialize)]
    struct Named {
        #[serde(rename = "ausgaben", default)]
        audiences: Vec<Audience>,
    }
    let place = format!("{PAPERS}{paper}{HEAD}");
    let heads = standard.layers.iter().flat_map(|layer| layer.files.below(PAPERS)).filter(|(path, _)| *path == place);
    let named = heads.last().and_then(|(_, source)| toml::from_str::<Named>(&source.text).ok());
    named.and_then(|named| named.audiences.first().copied()).unwrap_or_default()
}

/// The parameters of all papers, each name once. What is wrong with a head is said where the papers are loaded.
pub fn parameters(standard: &Standard) -> Vec<Parameter> {
    #[derive(Deserialize)]
    struct Heads {
        #[serde(rename = "angabe", default)]
        parameters: Vec<Parameter>,
    }
    let heads = standard.layers.iter().flat_map(|layer| layer.files.below(PAPERS)).filter(|(path, _)| path.ends_with(HEAD));
    let mut all: Vec<Parameter> = Vec::new();
    for parameter in heads.filter_map(|(_, source)| toml::from_str::<Heads>(&source.text).ok()).flat_map(|head| head.parameters) {
        if !all.iter().any(|known| known.name.get_ref() == parameter.name.get_ref()) {
            all.push(parameter);
        }
    }
    all
}

/// One row; what was not asked is missing.
pub fn table(standard: &Standard, given: &[Given]) -> Table {
    let mut columns = vec![Column::new("gefragt", "Ob nach einem Papier gefragt ist.", Data::Flag(vec![Some(!given.is_empty())]))];
    columns.extend(parameters(standard).iter().flat_map(|parameter| {
        let found = given.iter().find(|given| given.name == *parameter.name.get_ref());
        parameter.columns(found)
    }));
    Table::new(REQUEST, "Was beim Aufruf des Papiers angegeben ist, eine Zeile.", columns).keyed(ONE_ROW)
}

impl Parameter {
    /// The entries that can be asked for.
    pub fn entries<'s>(&self, standard: &'s Standard) -> Vec<&'s Code> {
        let named = self.catalogue.as_ref().and_then(|name| standard.schema.find_catalogue(name.get_ref()));
        let Some(catalogue) = named.map(|id| standard.schema.catalogue(id)) else { return Vec::new() };
        let wanted = self.with_trait.as_ref().map(|name| catalogue.find_trait(name.get_ref()));
        let fits = |code: &&Code| match wanted {
            None => true,
            Some(index) => index.is_some_and(|index| code.values[index] == TraitValue::Flag(true)),
        };
        catalogue.allowed().filter(fits).collect()
    }

    /// Its entries are none, or it has some that nobody can ask for.
    pub fn wrong_entries(&self, standard: &Standard, file: &Source) -> Option<Complaint> {
        let named = self.catalogue.as_ref().or(self.with_trait.as_ref());
        let wrong = match self.kind {
            ParameterKind::Eintrag => self.entries(standard).is_empty(),
            _ => named.is_some(),
        };
        let told = "„katalog“ nennt eine Codeliste, „merkmal“ eines ihrer Merkmale (ja oder nein), das ein Code hat; beides nur bei der Art „eintrag“";
        wrong.then(|| Complaint::new(file, Span::new(named.unwrap_or(&self.name).span()), told))
    }

    fn columns(&self, given: Option<&Given>) -> Vec<Column> {
        let (name, meaning) = (self.name.get_ref(), self.meaning.as_str());
        let day = |ending: &str, meaning: &str, pick: fn(Period) -> i32| {
            let day = given.and_then(|given| given.span).map(|span| i64::from(pick(span)));
            Column::integer(&format!("{name}_{ending}"), meaning, vec![day])
        };
        let text = Column::text(&format!("{name}_text"), meaning, vec![given.map(|given| given.text.clone())]);
        match self.kind {
            ParameterKind::Freigabe | ParameterKind::Text | ParameterKind::Eintrag => {
                vec![Column::text(name, meaning, vec![given.map(|given| given.value.clone())])]
            }
            ParameterKind::Tag => vec![day("tag", &days(meaning, ""), |span| span.from), text],
            ParameterKind::Monat => vec![
                day("von_tag", &days(meaning, "erster Tag, "), |span| span.from),
                day("bis_tag", &days(meaning, "letzter Tag, "), |span| span.to),
                text,
            ],
        }
    }
}

fn days(meaning: &str, which: &str) -> String {
    format!("{} ({which}Tage seit dem 01.01.1970).", meaning.trim_end_matches('.'))
}

/// What a paper may not say, and what only a paper may.
pub fn wrong_head(family: &Family, is_paper: bool, known: &[Parameter]) -> Vec<Complaint> {
    let head = &family.head;
    let mut found = Wrong { file: &head.file, complaints: Vec::new() };
    if !is_paper {
        if let Some(first) = head.parameters.first() {
            found.at(&first.name, "nur ein Papier (papiere/) fragt nach Angaben");
        }
        if head.with_internal {
            found.at(&head.title, "nur ein Papier (papiere/) kann interne Angaben enthalten");
        }
        if head.accompanies.is_some() || head.asks_back.is_some() || head.workdays.is_some() {
            found.at(&head.title, "nur ein Papier (papiere/) ist eine Beilage oder fragt zurück");
        }
        return found.complaints;
    }
    if let Some(path) = &head.path {
        found.at(path, "wohin ein Papier geschrieben wird, sagt der Befehl");
    }
    if let Some(parent) = &head.parent {
        found.at(parent, "ein Papier steht für sich; es hat keine Seite darüber");
    }
    if head.per.is_some() != head.of_projects {
        found.at(&head.title, "ein Papier ist eines für alle Vorhaben, oder es nennt „je“ und „je_projekt = true“");
    }
    let first = head.audiences.as_ref().and_then(|named| named.get_ref().first().copied()).unwrap_or_default();
    if head.with_internal && !first.is_house() {
        found.at(&head.title, "interne Angaben stehen nur in einem Papier für das Haus: „ausgaben“ nennt zuerst eine andere Ausgabe");
    }
    if let Some(first) = head.parameters.first().filter(|_| head.accompanies.is_some()) {
        found.at(&first.name, "eine Beilage fragt nach nichts: Stichtag und Vorhaben sind die des Berichts");
    }
    if let Some(workdays) = head.workdays.as_ref().filter(|_| head.accompanies.is_none() || head.asks_back.is_none()) {
        found.at(workdays, "eine Frist setzt eine Beilage, die zurückfragt");
    }
    if head.accompanies.is_some() && head.per.is_some() {
        found.at(&head.title, "eine Beilage ist eine Seite für alle Vorhaben");
    }
    for (at, parameter) in head.parameters.iter().enumerate() {
        let name = parameter.name.get_ref();
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if name.is_empty() || !plain {
            found.at(&parameter.name, "der Name besteht aus kleinen Buchstaben, Ziffern und „_“");
        }
        if head.parameters.iter().take(at).any(|other| other.name.get_ref() == name) {
            found.at(&parameter.name, format!("die Angabe „{name}“ steht hier schon"));
        }
        if known.iter().any(|other| other.name.get_ref() == name && other.kind != parameter.kind) {
            found.at(&parameter.name, format!("ein anderes Papier fragt unter „{name}“ nach etwas anderer Art"));
        }
        let dated = matches!(parameter.kind, ParameterKind::Tag | ParameterKind::Monat);
        let earlier = head.parameters.iter().take(at).any(|other| other.is_as_of);
        let from = parameter.not_before.as_ref();
        let earlier_one = |from: &Spanned<String>| head.parameters.iter().take(at).any(|other| other.name.get_ref() == from.get_ref());
        if let Some(from) = from.filter(|from| !(dated && earlier_one(from))) {
            found.at(from, "„nicht_vor“ nennt bei einem Tag oder Monat eine Angabe, die weiter oben steht");
        }
        if parameter.is_as_of && !(dated && (parameter.required || earlier)) {
            found.at(&parameter.name, "Stichtag ist ein Tag oder Monat, und die erste solche Angabe ist Pflicht; die letzte genannte gilt");
        }
    }
    found.complaints
}

struct Wrong<'a> {
    file: &'a Source,
    complaints: Vec<Complaint>,
}

impl Wrong<'_> {
    fn at(&mut self, place: &Spanned<String>, message: impl Into<String>) {
        self.complaints.push(Complaint::new(self.file, Span::new(place.span()), message.into()));
    }
}
