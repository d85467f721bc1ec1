//! From the standard's templates to sentences. A template writes plain German; what should be bold, a share or a link
//! it marks with filters, which leave signs that no text from a project file can contain.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use minijinja::value::{Object, Value};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};
use toml::Spanned;

use crate::confine;
use crate::period::{Count, Precision};
use crate::portfolio::{Answer, Cell, PAGE, Text};
use crate::report::assemble::site::Site;
use crate::report::format;
use crate::report::model::{Anker, Satz, Ziel};
use crate::source::{Source, Span};
use crate::standard::Complaint;

/// What a template may name.
pub type Names = BTreeMap<String, Value>;

const STRONG: char = '\u{e001}';
const SHARE: char = '\u{e002}';
const LINK: char = '\u{e003}';
const CODE: char = '\u{e004}';
const WEB: char = '\u{e005}';
const PART: char = '\u{e006}';
const END: char = '\u{e007}';
/// Stands for "nothing known" wherever a value is printed.
pub const NOTHING: &str = "nicht dokumentiert";

/// The templates' language, with the names every template knows; the same for all pages.
pub struct Language {
    environment: Environment<'static>,
    shared: Arc<Names>,
}

/// The language on one page.
pub struct Words<'a> {
    language: &'a Language,
    site: &'a Site,
    /// Path of the page.
    path: &'a str,
    /// The row the page stands for.
    page: Value,
    /// The places that this page has; a link to any other is left out.
    pub places: BTreeSet<String>,
}

/// What one template may name: looked up, not copied together, for there are many templates on many pages.
#[derive(Debug)]
struct Scope {
    page: Value,
    own: Names,
    shared: Arc<Names>,
}

impl Object for Scope {
    fn get_value(self: &Arc<Self>, name: &Value) -> Option<Value> {
        self.get_value_by_str(name.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, name: &str) -> Option<Value> {
        if name == PAGE { Some(self.page.clone()) } else { self.own.get(name).or_else(|| self.shared.get(name)).cloned() }
    }
}

impl Language {
    /// `figures` holds the lines of each figure by its id, for `kennzahl("KZ-01", "merkmal")`.
    pub fn new(shared: Names, figures: BTreeMap<String, Value>) -> Self {
        let mut environment = Environment::new();
        confine::confine_sentences(&mut environment);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_formatter(|out, _, value| {
            if value.is_none() {
                return Err(Error::new(ErrorKind::InvalidOperation, "a missing value would be printed; use |oder"));
            }
            Ok(out.write_str(&value.to_string())?)
        });
        // A template is its own name: it is read once, however many pages use it.
        environment.set_loader(|template| Ok(Some(template.to_owned())));
        marks(&mut environment);
        numbers(&mut environment);
        let figures = Arc::new(figures);
        let all = Arc::clone(&figures);
        environment.add_function("kennzahl_zeilen", move |id: String| all.get(&id).cloned());
        environment.add_function("kennzahl", move |id: String, key: Option<String>| find(&figures, &id, key.as_deref()));
        Self { environment, shared: Arc::new(shared) }
    }
}

impl<'a> Words<'a> {
    pub fn new(language: &'a Language, site: &'a Site, path: &'a str, page: Names) -> Self {
        Self { language, site, path, page: map(page), places: BTreeSet::new() }
    }

    /// # Errors
    /// The template does not work with these values; the complaint carries its place.
    pub fn sentence(&self, file: &Source, template: &Spanned<String>, names: &Names) -> Result<Satz, Complaint> {
        self.render(file, template, names).map(|text| self.pieces(&text))
    }

    /// An absent template is an empty sentence.
    pub fn maybe(&self, file: &Source, template: &Text, names: &Names) -> Result<Satz, Complaint> {
        template.as_ref().map_or_else(|| Ok(Satz::default()), |template| self.sentence(file, template, names))
    }

    pub fn plain(&self, file: &Source, template: &Spanned<String>, names: &Names) -> Result<String, Complaint> {
        self.sentence(file, template, names).map(|satz| satz.plain())
    }

    /// Whether a condition holds; an absent one does.
    pub fn holds(&self, file: &Source, condition: &Text, names: &Names) -> Result<bool, Complaint> {
        let Some(condition) = condition else { return Ok(true) };
        let question = format!("{{% if {} %}}ja{{% endif %}}", condition.get_ref());
        let answer = self.filled(&question, names);
        answer.map(|answer| !answer.is_empty()).map_err(|error| complaint(file, condition, &error))
    }

    fn render(&self, file: &Source, template: &Spanned<String>, names: &Names) -> Result<String, Complaint> {
        let rendered = self.filled(template.get_ref(), names);
        rendered.map(|text| one_line(&text)).map_err(|error| complaint(file, template, &error))
    }

    fn filled(&self, template: &str, names: &Names) -> Result<String, Error> {
        confine::sentence(&self.language.environment.get_template(template)?, self.context(names))
    }

    fn context(&self, names: &Names) -> Value {
        let shared = Arc::clone(&self.language.shared);
        Value::from_object(Scope { page: self.page.clone(), own: names.clone(), shared })
    }

    /// A place on this page or on another, if it is there.
    pub fn place(&self, name: &str) -> Option<Ziel> {
        if self.places.contains(name) { Some(Ziel::anchor(&Anker::new(name))) } else { self.site.target(self.path, name) }
    }

    /// The page of a family.
    pub fn page(&self, family: &str, id: &str) -> Option<Ziel> {
        self.site.page(self.path, family, id)
    }

    /// The page that stands for a project.
    pub fn project(&self, id: &str) -> Option<Ziel> {
        self.site.project(self.path, id)
    }

    /// The signs back into pieces of a sentence.
    fn pieces(&self, text: &str) -> Satz {
        let mut out = Satz::default();
        let mut rest = text;
        while let Some(start) = rest.find([STRONG, SHARE, LINK, CODE, WEB]) {
            let (before, marked) = rest.split_at(start);
            if !before.is_empty() {
                out = out.word(before);
            }
            let mut letters = marked.chars();
            let sign = letters.next().unwrap_or(END);
            let (inner, after) = letters.as_str().split_once(END).unwrap_or((letters.as_str(), ""));
            out = self.piece(out, sign, inner);
            rest = after;
        }
        if rest.is_empty() { out } else { out.word(rest) }
    }

    fn piece(&self, out: Satz, sign: char, inner: &str) -> Satz {
        let mut parts = inner.split(PART);
        let (first, second, third) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let linked = |out: Satz, target: Option<Ziel>| match target {
            Some(target) => out.link(first, target),
            None => out.word(first),
        };
        match sign {
            STRONG => out.strong(first),
            CODE => out.code(first),
            SHARE => out.share(first, second, self.place(third)),
            LINK => linked(out, self.place(second)),
            _ => linked(out, Ziel::web(second)),
        }
    }
}

fn complaint(file: &Source, at: &Spanned<String>, error: &Error) -> Complaint {
    let line = error.line().map_or_else(String::new, |line| format!(", Zeile {line} der Vorlage"));
    // Not the whole error: it repeats the template, which is its name.
    let kind = error.kind().to_string();
    let what = confine::german(error).or(error.detail()).unwrap_or(&kind);
    Complaint::new(file, Span::new(at.span()), format!("die Vorlage lässt sich nicht füllen{line}: {what}"))
}

/// Templates are written over several lines; in the sentence that is one blank. Only the blanks of the template: a
/// no-break space holds numbers together.
fn one_line(text: &str) -> String {
    let blank = |letter: char| matches!(letter, ' ' | '\n' | '\r' | '\t');
    text.split(blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn find(figures: &BTreeMap<String, Value>, id: &str, key: Option<&str>) -> Result<Value, Error> {
    let lines = figures.get(id).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("there is no figure {id}")))?;
    let wanted = Value::from(key);
    for line in lines.try_iter()? {
        if line.get_attr("merkmal")? == wanted {
            return Ok(line);
        }
    }
    Ok(Value::from(()))
}

fn marks(environment: &mut Environment<'static>) {
    environment.add_filter("stark", |text: String| format!("{STRONG}{text}{END}"));
    environment.add_filter("kode", |text: String| format!("{CODE}{text}{END}"));
    environment.add_function("anteil", |part: String, whole: String, target: Option<String>| {
        format!("{SHARE}{part}{PART}{whole}{PART}{}{END}", target.unwrap_or_default())
    });
    environment.add_function("verweis", |text: String, target: String| format!("{LINK}{text}{PART}{target}{END}"));
    environment.add_function("netz", |text: String, address: String| format!("{WEB}{text}{PART}{address}{END}"));
}

fn numbers(environment: &mut Environment<'static>) {
    environment.add_filter("zahl", |number: i64| format::integer(number));
    environment.add_filter("wort", |number: i64, one: Option<String>| match (number, one) {
        (1, Some(one)) => one,
        _ => u64::try_from(number).map_or_else(|_| number.to_string(), format::word),
    });
    environment.add_filter("gross", |text: String| {
        let mut letters = text.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    });
    environment.add_filter("tag", |day: i32| format::day(day));
    environment.add_filter("geld", |cents: i64| format::money(cents));
    environment.add_filter("oder", |value: Value, instead: String| if value.is_none() { Value::from(instead) } else { value });
    environment.add_filter("liste", |items: Vec<String>| format::list(&items));
    environment.add_function("mehrzahl", |number: i64, one: String, many: String| if number == 1 { one } else { many });
    environment.add_function("anzahl", |number: Option<i64>, precision: Option<String>| count(number, precision.as_deref()));
}

/// A count with its word; what is unknown says so.
pub fn count(number: Option<i64>, precision: Option<&str>) -> String {
    let Some(number) = number else { return NOTHING.to_owned() };
    let all = [Precision::MoreThan, Precision::About];
    let stated = all.into_iter().find(|known| Some(known.word()) == precision).unwrap_or(Precision::Exact);
    let text = Count { precision: stated, number }.german();
    // Thousands are grouped and words stay with their number, as everywhere on the page.
    text.replace(&number.to_string(), &format::integer(number)).replace(' ', &format::NBSP.to_string())
}

/// A text from a project file, without the signs that mean something here.
pub fn clean(text: &str) -> String {
    text.replace([STRONG, SHARE, LINK, CODE, WEB, PART, END], "\u{fffd}")
}

pub fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Null => Value::from(()),
        Cell::Text(text) => Value::from(clean(text)),
        Cell::Integer(number) => Value::from(*number),
        Cell::Float(number) => Value::from(*number),
        Cell::Date(day) => Value::from(*day),
        Cell::Flag(flag) => Value::from(*flag),
    }
}

/// Names as one value, for `row.column`.
pub fn map(names: Names) -> Value {
    Value::from_object(names)
}

/// A row as the names of its columns.
pub fn row(answer: &Answer, index: usize) -> Names {
    let cells = answer.rows.get(index).into_iter().flatten();
    answer.columns.iter().cloned().zip(cells.map(value)).collect()
}

/// All rows, for loops in templates.
pub fn rows(answer: &Answer) -> Value {
    (0..answer.rows.len()).map(|index| map(row(answer, index))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct File {
        befund: Spanned<String>,
    }

    fn said(template: &str, names: &[(&str, Value)]) -> Satz {
        let file = Source::new("bericht/x.toml", format!("befund = '''{template}'''"));
        let names = names.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let parsed: File = toml::from_str(&file.text).unwrap();
        let (language, site) = (Language::new(Names::new(), BTreeMap::new()), Site::default());
        let mut words = Words::new(&language, &site, "", Names::new());
        words.places.insert("kz-02".to_owned());
        words.sentence(&file, &parsed.befund, &names).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn a_sentence_has_shares_links_and_bold_words() {
        let shown = said(
            "{{ anteil(n, '133', 'kz-02') }} Kommunen,\n  {{ 'fett'|stark }} und {{ x|oder('nichts') }}",
            &[("n", Value::from("mehr als 40")), ("x", Value::from(()))],
        );
        let expected = Satz::default()
            .share("mehr als 40", "133", Some(Ziel::anchor(&Anker::new("kz-02"))))
            .word(" Kommunen, ")
            .strong("fett")
            .word(" und nichts");
        assert_eq!(shown, expected);
    }

    #[test]
    fn a_project_file_cannot_mark_anything() {
        let hostile = format!("{STRONG}fett{END} <b>{{{{ x }}}}</b>");
        let shown = said("{{ text }}", &[("text", value(&Cell::Text(hostile)))]);
        assert_eq!(shown, Satz::from("\u{fffd}fett\u{fffd} <b>{{ x }}</b>"));
    }

    #[test]
    fn counts_keep_their_word() {
        assert_eq!(count(Some(1250), Some("mehr_als")), "mehr\u{a0}als\u{a0}1.250");
        assert_eq!(count(None, Some("unbekannt")), "nicht dokumentiert");
        assert_eq!(count(Some(7), None), "7");
    }
}
