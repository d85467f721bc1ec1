//! The words for what does not fit the dictionary: what stands there, why it cannot be read, and exactly what to write.

use crate::audit::builtin;
use crate::audit::finding::{Finding, Snippet};
use crate::audit::plausible;
use crate::audit::subject::Subject;
use crate::document::{Fault, FaultKind, Mark, Value, is_impossible_day, meant};
use crate::escape::{Odd, is_invisible};
use crate::schema::{Catalogue, CatalogueId, Field, Kind, Level, Named, digits};
use crate::source::{Span, shortened};
use crate::standard::{suggestion, syntax_german};

pub fn worded(subject: &Subject<'_>, fault: &Fault) -> Finding {
    let schema = subject.schema();
    let make = |check, level, message| subject.builtin(check, level, fault.cell, fault.span, message);
    let place = Faulty::of(subject, fault);
    match &fault.kind {
        FaultKind::Syntax(message) => make(builtin::SYNTAX, Level::Muss, format!("{}.", syntax_german(message))),
        FaultKind::Malformed(message) => make(builtin::MALFORMED, Level::Muss, format!("{}.", syntax_german(message))),
        FaultKind::Flawed(mark) => place.flawed(*mark),
        FaultKind::Invisible(letter, lines) => place.invisible(*letter, *lines),
        FaultKind::UnknownKey(record, key) => {
            let record = schema.record(*record);
            let hint = meant_key(key, record.fields.iter().map(|field| field.name.as_str()));
            let place = if record.path.is_empty() { "im Kopf der Datei".to_owned() } else { format!("in „{}“", record.path) };
            make(builtin::UNKNOWN_KEY, Level::Muss, format!("Den Schlüssel „{}“ gibt es {place} nicht.{hint}", visible(key)))
        }
        FaultKind::Type(kind) => place.with_value(builtin::WRONG_TYPE, *kind, format!("Hier wird erwartet: {}.", kind.german())),
        FaultKind::Code(catalogue, code) => make(builtin::UNKNOWN_CODE, Level::Muss, unknown_code(schema.catalogue(*catalogue), code)),
        FaultKind::Named(catalogue, ordinal, text) => place.named(*catalogue, *ordinal, text),
        FaultKind::Ambiguous(catalogue, candidates, text) => {
            make(builtin::UNKNOWN_CODE, Level::Muss, ambiguous(schema.catalogue(*catalogue), candidates, text))
        }
        FaultKind::RemovedCode(catalogue, code) => {
            let title = &schema.catalogue(*catalogue).title;
            let message = format!("„{code}“ ist in der Liste „{title}“ dieses Prüfprofils nicht mehr vorgesehen.");
            make(builtin::UNKNOWN_CODE, Level::Muss, message)
        }
        FaultKind::Pattern(record, slot) => {
            let field = schema.record(*record).field(*slot);
            let message = format!("Der Wert hat nicht die verlangte Form. {} Beispiel: {} = {}", field.meaning, field.name, field.example);
            make(builtin::PATTERN, Level::Muss, message)
        }
        FaultKind::Outside(record, slot) => plausible::outside(subject, fault, (*record, *slot)),
        FaultKind::Contact(kind) => {
            let message = format!("Hier steht {}; Ausgaben zeigen sie nicht. Nennen Sie die Stelle oder die Funktion.", kind.german());
            make(builtin::CONTACT, Level::Soll, message)
        }
        FaultKind::Odd(letter) => {
            let message = format!("Hier steht {} ({}); Ausgaben zeigen es nicht. Löschen Sie es.", odd(*letter), name_of(*letter));
            make(builtin::ODD, Level::Soll, message)
        }
        FaultKind::Placeholder(text) => {
            let level = place.field.and_then(|field| field.required).unwrap_or(Level::Kann);
            let text = text.trim();
            let seen = if text.chars().all(is_invisible) { "Ein Text ohne sichtbares Zeichen".to_owned() } else { format!("„{text}“") };
            make(builtin::PLACEHOLDER, level, format!("{seen} ist ein Platzhalter und zählt als fehlende Angabe."))
        }
    }
}

/// A place in the file where something else has to stand.
struct Faulty<'a> {
    subject: &'a Subject<'a>,
    fault: &'a Fault,
    field: Option<&'a Field>,
    /// One of several in a list of values.
    is_item: bool,
    raw: &'a str,
    /// What stands around it could not be read either.
    is_broken: bool,
}

impl<'a> Faulty<'a> {
    fn of(subject: &'a Subject<'a>, fault: &'a Fault) -> Self {
        let document = subject.document;
        let cell = document.cell(fault.cell);
        let field = document.field_of(subject.schema(), fault.cell).map(|(record, slot)| subject.schema().record(record).field(slot));
        let is_list = field.is_some_and(|field| matches!(field.kind, Kind::Codes(_) | Kind::Refs(_) | Kind::Texts));
        let is_item = is_list
            && (matches!(cell.value, Value::List(_)) || document.source.text.get(..cell.span.start as usize).is_some_and(is_within_list));
        let raw = document.source.text.get(fault.span.range()).unwrap_or_default();
        let is_broken = document.cell(document.root()).value.is_missing();
        Self { subject, fault, field, is_item, raw, is_broken }
    }

    fn make(&self, check: builtin::Builtin, level: Level, message: String) -> Finding {
        self.subject.builtin(check, level, self.fault.cell, self.fault.span, message)
    }

    /// What to write instead, where that is certain.
    fn with_value(&self, check: builtin::Builtin, kind: Kind, message: String) -> Finding {
        let value = self.value(kind);
        self.with(check, Level::Muss, message, value)
    }

    /// What names a person or is nobody else's business is not said again in a message, which goes into papers.
    fn is_private(&self) -> bool {
        self.field.is_some_and(|field| field.person || field.internal)
    }

    fn value(&self, kind: Kind) -> Option<String> {
        let one = match kind {
            Kind::Codes(id) if self.is_item => Kind::Code(id),
            Kind::Refs(id) if self.is_item => Kind::Ref(id),
            Kind::Texts if self.is_item => Kind::Text,
            kind => kind,
        };
        let value = meant(one, self.raw)?;
        match one {
            Kind::Code(id) => Some(self.code(id, &value).unwrap_or(value)),
            _ => Some(value),
        }
    }

    /// A name in the place of a key is replaced at once.
    fn code(&self, id: CatalogueId, value: &str) -> Option<String> {
        let catalogue = self.subject.schema().catalogue(id);
        match catalogue.resolve(value.trim_matches(['"', '\'']), None) {
            Named::Certain(ordinal) => Some(format!("\"{}\"", catalogue.code(ordinal).id)),
            _ => None,
        }
    }

    fn with(&self, check: builtin::Builtin, level: Level, message: String, value: Option<String>) -> Finding {
        let Some((field, value)) = self.field.zip(value).filter(|(_, value)| value != self.raw.trim()) else {
            return self.make(check, level, message);
        };
        if self.is_private() {
            return self.make(check, level, format!("{message} Schreiben Sie in dieser Form: {} = {}", field.name, field.example));
        }
        let text = if self.is_item { value } else { format!("{} = {value}", field.name) };
        let mut finding = self.make(check, level, format!("{message} Schreiben Sie: {text}"));
        finding.snippet = Some(Snippet { text, place: format!("in Zeile {}, anstelle dieser Angabe", finding.place.line), insert: None });
        finding
    }

    fn flawed(&self, mark: Mark) -> Finding {
        let kind = self.field.map(|field| field.kind);
        let expected = kind.map_or_else(String::new, |kind| format!(" Hier wird erwartet: {}.", kind.german()));
        let message = match mark {
            Mark::Value if kind.is_none_or(|kind| kind == Kind::Date) && is_impossible_day(self.raw) => {
                "Dieses Datum gibt es nicht; die Form ist JJJJ-MM-TT.".to_owned()
            }
            Mark::Value if self.raw.starts_with(['„', '“', '”', '»', '«', '‚', '‘', '’', '´', '`']) => {
                "Das sind typografische Anführungszeichen; ein Wert steht in geraden (\").".to_owned()
            }
            Mark::Value if self.is_broken && self.raw.starts_with(char::is_alphabetic) => {
                "Texte müssen in Anführungszeichen stehen.".to_owned()
            }
            Mark::Value if self.is_private() => format!("Dieser Wert ist so nicht lesbar.{expected}"),
            Mark::Value => format!("„{}“ ist so nicht lesbar.{expected}", visible(self.raw.trim())),
            Mark::Unclosed => "Diesem Text fehlt das Anführungszeichen am Ende.".to_owned(),
            Mark::Missing => format!("Nach dem Gleichheitszeichen fehlt der Wert.{expected}"),
            Mark::NoEquals => format!("Zwischen Schlüssel und Wert fehlt das Gleichheitszeichen.{expected}"),
            Mark::NoEntry => "Diese Zeile ist weder „Schlüssel = Wert“ noch eine Überschrift in eckigen Klammern; sie ist übergangen.".to_owned(),
            Mark::LineEnds => {
                "Die Zeilen enden mit dem Zeichen alter Mac-Programme (CR). Speichern Sie die Datei im Editor mit dem Zeilenende LF (Unix) oder CRLF (Windows)."
                    .to_owned()
            }
            Mark::Invisible(letter) => return self.invisible(letter, 1),
            Mark::Repeated(first) => return self.repeated(first),
            Mark::RepeatedAlso => return self.repeated(self.fault.span.start),
        };
        let value = match (mark, self.field) {
            (Mark::Missing, Some(field)) => Some(field.example.clone()).filter(|example| !example.is_empty()),
            _ => kind.and_then(|kind| self.value(kind)),
        };
        let check = if self.is_broken { builtin::SYNTAX } else { builtin::MALFORMED };
        self.with(check, Level::Muss, message, value)
    }

    /// The first one is read.
    fn repeated(&self, first: u32) -> Finding {
        let line = self.subject.document.source.place(Span { start: first, end: first }).line;
        let name = visible(self.raw.trim_matches(['"', '\'']));
        let message =
            format!("„{name}“ steht schon in Zeile {line}; gelesen ist nur, was dort steht. Löschen Sie eine der beiden Angaben.");
        let mut finding = self.make(builtin::MALFORMED, Level::Muss, message);
        finding.path = name;
        finding
    }

    /// The line without such letters is what to write.
    fn invisible(&self, letter: char, lines: usize) -> Finding {
        let more = if lines > 1 { format!(" Solche Zeichen stehen in {lines} Zeilen.") } else { String::new() };
        let mut finding = self.make(builtin::MALFORMED, Level::Muss, String::new());
        let blank = |letter: char| if letter.is_whitespace() { ' ' } else { letter };
        finding.message = format!("Hier steht ein unsichtbares Zeichen ({}); löschen Sie es.{more}", name_of(letter));
        let line = self.subject.document.source.line(finding.place.line);
        if line.len() > finding.excerpt.text.len() {
            return finding;
        }
        let text: String = line.chars().filter(|letter| !is_invisible(*letter)).map(blank).collect();
        let text = text.trim().to_owned();
        finding.message = format!("{} Schreiben Sie: {text}", finding.message);
        finding.snippet = Some(Snippet { text, place: format!("in Zeile {}, anstelle dieser Zeile", finding.place.line), insert: None });
        finding
    }

    /// Understood, and still to be written as a key: names change, and others have to look it up again.
    fn named(&self, id: CatalogueId, ordinal: u16, text: &str) -> Finding {
        let code = self.subject.schema().catalogue(id).code(ordinal);
        let what = match digits(text) {
            Some(key) if key == code.id => "ist nicht genau der Schlüssel (Leerzeichen oder unsichtbare Zeichen)",
            Some(_) => "ist der Schlüssel eines anderen Verzeichnisses",
            None => "ist ein Name",
        };
        let message = format!("„{}“ {what}; verstanden als {} {}.", visible(text), code.id, code.title);
        let mut finding = self.with(builtin::NAMED, Level::Soll, message, Some(format!("\"{}\"", code.id)));
        // Where more stands in the line, a comment would swallow it.
        let rest = self.subject.document.source.text.get(self.fault.span.end as usize..).and_then(|rest| rest.lines().next());
        if let Some(snippet) = finding.snippet.as_mut().filter(|_| rest.is_none_or(|rest| rest.trim().is_empty())) {
            snippet.text = format!("{}  # {}", snippet.text, code.title);
            finding.message = format!("{}  # {}", finding.message, code.title);
        }
        finding
    }
}

/// Whether what comes before is the inside of a list.
fn is_within_list(before: &str) -> bool {
    before.trim_end().ends_with(['[', ','])
}

fn listed(catalogue: &Catalogue, codes: &[u16]) -> String {
    let one = |ordinal: &u16| format!("\"{}\" ({})", catalogue.code(*ordinal).id, told(catalogue, *ordinal));
    codes.iter().take(8).map(one).collect::<Vec<_>>().join(", ")
}

/// The name with its level, as far as the level is a code's own word.
fn told(catalogue: &Catalogue, ordinal: u16) -> String {
    let code = catalogue.code(ordinal);
    let level = catalogue.naming.as_ref().and_then(|naming| match code.values.get(naming.level) {
        Some(crate::schema::TraitValue::Text(level)) => Some(level.replace('_', " ")),
        _ => None,
    });
    level.map_or_else(|| code.title.clone(), |level| format!("{}, {level}", code.title))
}

fn ambiguous(catalogue: &Catalogue, candidates: &[u16], text: &str) -> String {
    match candidates {
        [one] => format!(
            "„{}“ passt nicht zur übrigen Zeile: So heißt nur {}. Berichtigen Sie den Namen oder die Zeile.",
            visible(text),
            listed(catalogue, &[*one])
        ),
        _ => format!("„{}“ ist nicht eindeutig. Schreiben Sie einen dieser Schlüssel: {}.", visible(text), listed(catalogue, candidates)),
    }
}

fn unknown_code(catalogue: &Catalogue, code: &str) -> String {
    let title = &catalogue.title;
    if let Some(former) = catalogue.former(code) {
        let now: Vec<u16> = former.now.iter().filter_map(|id| catalogue.ordinal(id)).collect();
        let name = if digits(code).is_some() { format!(" gehört zu „{}“ und", former.title) } else { String::new() };
        return format!("„{}“{name} gilt nicht mehr. Heute: {}.", visible(code), listed(catalogue, &now));
    }
    if let Some(elsewhere) = catalogue.foreign(code) {
        return format!("„{}“ ist ein Schlüssel aus {elsewhere}; in der Liste „{title}“ steht er nicht.", visible(code));
    }
    let wrong = format!("„{}“ steht nicht in der Liste „{title}“.", visible(code));
    if catalogue.naming.is_some() {
        return format!("{wrong} {}", unresolved(catalogue, code));
    }
    let hint = meant_key(code, catalogue.names().map(|(id, ..)| id));
    let choices: Vec<&str> = catalogue.names().map(|(id, ..)| id).take(20).collect();
    let choices = if catalogue.codes.len() > 20 { String::new() } else { format!(" Möglich: {}.", choices.join(", ")) };
    format!("{wrong}{hint}{choices}")
}

/// Keys that are nearly alike are not alike; names may be offered.
fn unresolved(catalogue: &Catalogue, code: &str) -> String {
    if digits(code).is_some() {
        return format!(
            "Ein Tippfehler, oder die Körperschaft gibt es nicht mehr. „lotse erklaere {}“ nennt alle Schlüssel.",
            catalogue.name
        );
    }
    let near = suggestion(code, catalogue.allowed().map(|code| code.title.as_str()));
    let found = near.and_then(|title| (0..).zip(&catalogue.codes).find(|(_, code)| code.title == title)).map(|(ordinal, _)| ordinal);
    match found {
        Some(ordinal) => format!("Meinten Sie {}?", listed(catalogue, &[ordinal])),
        None => format!("Verlangt ist der Schlüssel; „lotse erklaere {}“ nennt alle mit Namen.", catalogue.name),
    }
}

pub fn meant_name<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    suggestion(wrong, known).map_or_else(String::new, |name| format!(" Meinten Sie „{name}“?"))
}

/// As `meant_name`; says so where nothing but a letter that nobody sees is different.
fn meant_key<'a>(wrong: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let seen: String = wrong.chars().filter(|letter| !is_invisible(*letter)).collect();
    match (wrong.chars().find(|letter| is_invisible(*letter)), known.clone().find(|name| *name == seen.trim())) {
        (Some(letter), Some(name)) => {
            format!(" Von „{name}“ unterscheidet er sich nur durch ein unsichtbares Zeichen ({}).", name_of(letter))
        }
        _ => meant_name(&seen, known),
    }
}

/// Short enough for a sentence, and with nothing nobody sees.
fn visible(text: &str) -> String {
    let seen: String = text.chars().filter(|letter| !is_invisible(*letter) && !letter.is_control()).collect();
    shortened(&seen, 80)
}

fn odd(letter: char) -> &'static str {
    match Odd::of(letter) {
        Some(Odd::Direction) => "ein Zeichen, das die Schreibrichtung umkehrt",
        Some(Odd::Hidden) => "ein unsichtbares Zeichen",
        _ => "ein Steuerzeichen",
    }
}

fn name_of(letter: char) -> String {
    let name = match letter {
        '\u{feff}' => "Bytereihenfolge-Marke, ",
        '\u{200b}' => "Leerzeichen ohne Breite, ",
        '\u{a0}' | '\u{202f}' => "geschütztes Leerzeichen, ",
        '\u{ad}' => "weiches Trennzeichen, ",
        _ => "",
    };
    format!("{name}U+{:04X}", u32::from(letter))
}
