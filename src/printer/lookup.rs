//! Finds what somebody asks `erklaere` for: by id, by another official key, by name, and last by words anywhere in the standard.

use crate::audit::{BUILTIN, Builtin};
use crate::printer::page::Row;
use crate::printer::page::dictionary::path;
use crate::schema::{CatalogueId, Code, Kind, RecordId, Slot, TraitValue, words};
use crate::standard::{FigureText, Retired, Rule, Standard, Term, suggestion};

/// Something the standard knows. The order is that in which equal hits are told.
#[derive(Clone, Debug)]
pub enum Thing<'s> {
    Rule(&'s Rule),
    Retired(&'s Retired),
    Builtin(&'static Builtin),
    Gate(u16),
    Phase(u16),
    Class(&'s Code),
    Record(RecordId),
    Field(RecordId, Slot),
    Threshold(usize),
    Term(&'s Term),
    Figure(FigureText),
    Catalogue(CatalogueId),
    Code(CatalogueId, &'s Code),
}

/// A thing with what it is found by.
#[derive(Clone, Debug)]
pub struct Entry<'s> {
    pub thing: Thing<'s>,
    pub id: String,
    pub title: String,
    /// Title, id, and what else is said of it, as words are compared.
    words: [String; 3],
}

/// Everything a standard knows, ready to be asked.
#[derive(Debug)]
pub struct Index<'s> {
    standard: &'s Standard,
    entries: Vec<Entry<'s>>,
}

#[derive(Debug)]
pub enum Found<'s> {
    /// The thing that is meant, and others of the same id or name.
    One(Box<Entry<'s>>, Vec<Entry<'s>>),
    /// The thing of that name, and where the word stands besides, best first.
    Named(Box<Entry<'s>>, Vec<Entry<'s>>),
    /// Everything that has the words, best first.
    Several(Vec<Entry<'s>>),
    /// Nothing, with what was probably meant.
    Nothing(Option<String>),
}

impl Entry<'_> {
    /// As it can be asked for again.
    pub fn row(&self, standard: &Standard) -> Row {
        let id = match self.thing {
            Thing::Code(id, code) => format!("{}.{}", standard.schema.catalogue(id).name, code.id),
            _ => self.id.clone(),
        };
        Row::new(id, &self.title, self.kind())
    }

    fn kind(&self) -> &'static str {
        match self.thing {
            Thing::Rule(_) | Thing::Retired(_) => "Regel",
            Thing::Builtin(_) => "eingebaute Prüfung",
            Thing::Gate(_) => "Freigabe",
            Thing::Phase(_) => "Phase",
            Thing::Class(_) => "Größenklasse",
            Thing::Record(_) => "Liste",
            Thing::Field(..) => "Feld",
            Thing::Threshold(_) => "Schwelle",
            Thing::Term(_) => "Begriff",
            Thing::Figure(_) => "Kennzahl",
            Thing::Catalogue(_) => "Codeliste",
            Thing::Code(..) => "Code",
        }
    }

    fn is_called(&self, name: &str) -> bool {
        self.words[0] == name || self.words[1] == name
    }

    /// How near the words are, the weakest of them counting; none where one is missing.
    fn nearness(&self, wanted: &[&str], whole: &str) -> Option<u8> {
        let [title, id, text] = &self.words;
        if title == whole || id == whole {
            return Some(0);
        }
        let near = |word: &&str| {
            let begins = |text: &str| text.split(' ').any(|each| each.starts_with(word));
            // A short word inside another says nothing.
            let inside =
                |text: &str| if word.chars().count() < 3 { text.split(' ').any(|each| each == *word) } else { text.contains(word) };
            match () {
                () if begins(title) && inside(title) => Some(1),
                () if inside(title) => Some(2),
                () if inside(id) => Some(3),
                () if inside(text) => Some(4),
                () => None,
            }
        };
        wanted.iter().map(near).collect::<Option<Vec<u8>>>()?.into_iter().max()
    }
}

impl<'s> Index<'s> {
    pub fn of(standard: &'s Standard) -> Self {
        Self { standard, entries: entries(standard) }
    }

    /// What is meant by a text.
    pub fn look_up(&self, typed: &str) -> Found<'s> {
        let (entries, typed) = (&self.entries, typed.trim());
        let by_id: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.id.eq_ignore_ascii_case(typed)).collect();
        if let Some((first, others)) = by_id.split_first() {
            let cloned = |each: &[&Entry<'s>]| each.iter().map(|entry| (*entry).clone()).collect::<Vec<_>>();
            return match first.thing {
                Thing::Code(..) if !others.is_empty() => Found::Several(cloned(&by_id)),
                // The id of a code is a word, which may stand in other places too.
                Thing::Code(..) => named(first, hits(entries, &words(typed))),
                _ => Found::One(Box::new((*first).clone()), cloned(others)),
            };
        }
        if let Some(code) = code_of_list(self.standard, typed, entries).or_else(|| by_other_key(typed, entries)) {
            return Found::One(Box::new(code), Vec::new());
        }
        let name = words(typed);
        if name.is_empty() {
            return Found::Nothing(None);
        }
        let hits = hits(entries, &name);
        if let Some(found) = by_name(entries, &name) {
            return named(&found, hits);
        }
        let hint = near(typed, entries);
        let is_like_an_id = typed.contains('-') && typed.bytes().any(|byte| byte.is_ascii_digit()) && hint.is_some();
        if hits.is_empty() || is_like_an_id { Found::Nothing(hint) } else { Found::Several(hits) }
    }
}

fn named<'s>(found: &Entry<'s>, hits: Vec<Entry<'s>>) -> Found<'s> {
    let others = hits.into_iter().filter(|entry| entry.id != found.id || entry.title != found.title).collect();
    Found::Named(Box::new(found.clone()), others)
}

/// The only thing of a name; the last words of a name are enough where no other ends so.
fn by_name<'s>(entries: &[Entry<'s>], name: &str) -> Option<Entry<'s>> {
    let called: Vec<&Entry<'_>> = entries.iter().filter(|entry| entry.is_called(name)).collect();
    let ending = format!(" {name}");
    let ends_so = |entry: &&Entry<'_>| matches!(entry.thing, Thing::Code(..)) && entry.words[0].ends_with(&ending);
    let found = if called.is_empty() { entries.iter().filter(ends_so).collect() } else { called };
    if let [only] = found[..] { Some(only.clone()) } else { None }
}

/// `kontaktwege.gespraech` and `kontakte.weg.gespraech`.
fn code_of_list<'s>(standard: &Standard, typed: &str, entries: &[Entry<'s>]) -> Option<Entry<'s>> {
    typed.match_indices('.').find_map(|(at, _)| code_at(standard, &typed[..at].to_ascii_lowercase(), &typed[at + 1..], entries))
}

fn code_at<'s>(standard: &Standard, list: &str, code: &str, entries: &[Entry<'s>]) -> Option<Entry<'s>> {
    let of_field = || {
        let (record, slot) = standard.schema.find_field(list)?;
        match standard.schema.record(record).field(slot).kind {
            Kind::Code(id) | Kind::Codes(id) => Some(id),
            _ => None,
        }
    };
    let list = standard.schema.find_catalogue(list).or_else(of_field)?;
    let known = standard.schema.catalogue(list).codes.iter().find(|known| known.id.eq_ignore_ascii_case(code))?;
    // Phases, gates and size classes are codes too, and stand for themselves.
    let fits = |entry: &&Entry<'_>| match entry.thing {
        Thing::Code(id, _) => id == list && entry.id == known.id,
        Thing::Phase(_) | Thing::Gate(_) | Thing::Class(_) => entry.id == known.id,
        _ => false,
    };
    entries.iter().find(fits).cloned()
}

/// By a key that only one code has.
fn by_other_key<'s>(typed: &str, entries: &[Entry<'s>]) -> Option<Entry<'s>> {
    if typed.len() < 5 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let key = TraitValue::Text(typed.to_owned());
    let has = |entry: &&Entry<'_>| matches!(entry.thing, Thing::Code(_, code) if code.values.contains(&key));
    if let [only] = entries.iter().filter(has).collect::<Vec<_>>()[..] { Some(only.clone()) } else { None }
}

fn hits<'s>(entries: &[Entry<'s>], name: &str) -> Vec<Entry<'s>> {
    let wanted: Vec<&str> = name.split(' ').collect();
    let mut hits: Vec<(u8, &Entry<'_>)> = entries.iter().filter_map(|entry| Some((entry.nearness(&wanted, name)?, entry))).collect();
    hits.sort_by_key(|(nearness, _)| *nearness);
    hits.into_iter().map(|(_, entry)| entry.clone()).collect()
}

/// Between keys of digits a slip of one digit means something else altogether.
fn near(typed: &str, entries: &[Entry<'_>]) -> Option<String> {
    if typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let has_letters = |text: &&str| !text.bytes().all(|byte| byte.is_ascii_digit());
    let names = entries.iter().flat_map(|entry| [entry.id.as_str(), entry.title.as_str()]).filter(has_letters);
    suggestion(typed, names).map(str::to_owned)
}

fn entries(standard: &Standard) -> Vec<Entry<'_>> {
    let mut all = Vec::new();
    let mut add = |thing, id: &str, title: &str, text: String| {
        let words = [words(title), words(id), words(&text)];
        all.push(Entry { thing, id: id.to_owned(), title: title.to_owned(), words });
    };
    for rule in &standard.rules {
        let text = format!("{} {} {} {} {}", rule.why, rule.remedy, rule.source_name, rule.reference, rule.group);
        add(Thing::Rule(rule), &rule.id, &rule.title, text);
    }
    for entry in &standard.retired {
        add(Thing::Retired(entry), &entry.id, &entry.title, entry.reason.clone());
    }
    for check in &BUILTIN {
        add(Thing::Builtin(check), check.id, check.title, format!("{} {}", check.why, check.remedy));
    }
    for (number, gate) in (0..).zip(&standard.gates) {
        add(Thing::Gate(number), &gate.id, &gate.title, String::new());
    }
    for (number, phase) in (0..).zip(&standard.phases) {
        add(Thing::Phase(number), &phase.id, &phase.title, phase.meaning.clone());
    }
    dictionary(standard, &mut add);
    for (number, threshold) in standard.thresholds.iter().enumerate() {
        add(Thing::Threshold(number), &threshold.name, &threshold.title, format!("{} {}", threshold.meaning, threshold.source));
    }
    for term in &standard.terms {
        add(Thing::Term(term), &term.name, &term.title, term.meaning.clone());
    }
    for figure in standard.figure_texts() {
        let (id, title, text) = (figure.id.clone(), figure.title.clone(), format!("{} {}", figure.meaning, figure.group));
        add(Thing::Figure(figure), &id, &title, text);
    }
    codes(standard, &mut add);
    all
}

fn dictionary<'s>(standard: &'s Standard, add: &mut impl FnMut(Thing<'s>, &str, &str, String)) {
    let schema = &standard.schema;
    for (id, record) in (0..).zip(&schema.records) {
        if !record.path.is_empty() {
            add(Thing::Record(id), &record.path, &record.title, record.meaning.clone());
        }
        for (slot, field) in (0..).zip(&record.fields) {
            if !matches!(field.kind, Kind::Table(_) | Kind::List(_)) {
                add(Thing::Field(id, slot), &path(schema, id, slot), &field.title, field.meaning.clone());
            }
        }
    }
}

/// Codes of phases and gates are those themselves; codes of size classes say more than others.
fn codes<'s>(standard: &'s Standard, add: &mut impl FnMut(Thing<'s>, &str, &str, String)) {
    let schema = &standard.schema;
    let of = |(record, slot): (RecordId, Slot)| match schema.record(record).field(slot).kind {
        Kind::Code(id) => Some(id),
        _ => None,
    };
    let (classes, phases, gates) = (of(standard.anchors.class), of(standard.anchors.phase), of(standard.anchors.gate));
    for (id, catalogue) in (0..).zip(&schema.catalogues) {
        add(Thing::Catalogue(id), &catalogue.name, &catalogue.title, catalogue.meaning.clone());
        for code in &catalogue.codes {
            let is_phase = Some(id) == phases && standard.phases.iter().any(|phase| phase.id == code.id);
            let is_gate = Some(id) == gates && standard.gate(&code.id).is_some();
            match Some(id) == classes {
                _ if is_phase || is_gate => {}
                true => add(Thing::Class(code), &code.id, &code.title, code.meaning.clone()),
                false => add(Thing::Code(id, code), &code.id, &code.title, code.meaning.clone()),
            }
        }
        // A profile's own name for a code has the traits of the code it stands for.
        for own in catalogue.own.iter().filter(|own| !own.removed) {
            add(Thing::Code(id, catalogue.code(own.stands_for)), &own.id, &own.title, own.meaning.clone());
        }
    }
}
