//! Which tables and columns a data dictionary leads to. The names are a contract: figures, report sections and whoever
//! reads the snapshot rely on them.

use crate::facts::Inclusion;
use crate::facts::table::Data;
use crate::schema::{Field, Kind, RecordId, Schema, Slot};

/// Name of the table with one row per project.
pub const PROJECTS: &str = "projekte";

pub const CENT: &str = "Cent";
pub const DAYS_SINCE: &str = "Tage seit dem 01.01.1970";

/// How the rows of one table come out of a document.
#[derive(Clone, Debug)]
pub struct Layout {
    pub name: String,
    pub meaning: String,
    /// From the project down to the record whose rows are meant.
    pub chain: Vec<RecordId>,
    /// The field whose items are the rows, for tables of list values.
    pub items: Option<Vec<Slot>>,
    pub columns: Vec<Planned>,
}

#[derive(Clone, Debug)]
pub struct Planned {
    pub name: String,
    pub meaning: String,
    pub unit: String,
    pub part: Part,
}

/// What of a row a column holds. Ways lead from the row through nested tables to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Project,
    Phase,
    Class,
    Assessed,
    Invented,
    Readable,
    /// Key of the list row at this index of the chain.
    Key(usize),
    Item,
    Text(Vec<Slot>),
    Integer(Vec<Slot>),
    Cents(Vec<Slot>),
    Flag(Vec<Slot>),
    From(Vec<Slot>),
    To(Vec<Slot>),
    FromDay(Vec<Slot>),
    ToDay(Vec<Slot>),
    German(Vec<Slot>),
    Number(Vec<Slot>),
    Precision(Vec<Slot>),
    /// The table or list is in the file, or its absence says that there is none.
    Known(Vec<Slot>),
    File,
    Line,
}

impl Part {
    /// What follows from how the value is kept.
    fn unit(&self) -> &'static str {
        match self {
            Self::Cents(_) => CENT,
            Self::FromDay(_) | Self::ToDay(_) => DAYS_SINCE,
            _ => "",
        }
    }

    pub fn empty(&self) -> Data {
        match self {
            Self::Integer(_) | Self::Cents(_) | Self::FromDay(_) | Self::ToDay(_) | Self::Number(_) | Self::Line => {
                Data::Integer(Vec::new())
            }
            Self::Flag(_) | Self::Known(_) | Self::Assessed | Self::Invented | Self::Readable => Data::Flag(Vec::new()),
            Self::From(_) | Self::To(_) => Data::Date(Vec::new()),
            _ => Data::Text(Vec::new()),
        }
    }
}

/// The tables of a dictionary: the project, every list, and every field that holds several values.
pub fn layouts(schema: &Schema, inclusion: Inclusion) -> Vec<Layout> {
    let mut planner = Planner { schema, inclusion, found: Vec::new() };
    planner.record(Schema::PROJECT);
    for (id, record) in (0..).zip(&schema.records) {
        if record.list.is_some() {
            planner.record(id);
        }
    }
    planner.found
}

struct Planner<'a> {
    schema: &'a Schema,
    inclusion: Inclusion,
    found: Vec<Layout>,
}

impl Planner<'_> {
    fn record(&mut self, id: RecordId) {
        let record = self.schema.record(id);
        let chain = chain(self.schema, id);
        let is_project = id == Schema::PROJECT;
        let name = if is_project { PROJECTS.to_owned() } else { record.path.replace('.', "_") };
        let meaning = if is_project { "Ein Projekt je Zeile.".to_owned() } else { record.meaning.clone() };
        let mut layout = Layout { name, meaning, columns: self.leading(&chain), chain, items: None };
        if is_project {
            add(&mut layout, "phase", "Phase am Stichtag; leer, wenn dazu nichts dokumentiert ist.", Part::Phase);
            add(&mut layout, "klasse", "Größenklasse am Stichtag.", Part::Class);
            add(&mut layout, "bewertet", "Zählt in die Kennzahlen zur Einhaltung und in die Ampel.", Part::Assessed);
            add(&mut layout, "erfunden", "Frei erfundenes Beispiel.", Part::Invented);
            add(
                &mut layout,
                "lesbar",
                "Die Projektdatei ließ sich lesen; sonst ist nur bekannt, dass es das Vorhaben gibt.",
                Part::Readable,
            );
        }
        let at = self.found.len();
        self.fields(&mut layout, id, &mut Vec::new(), "");
        trailing(&mut layout);
        self.found.insert(at, layout);
    }

    /// Project, keys of the rows above, own key.
    fn leading(&self, chain: &[RecordId]) -> Vec<Planned> {
        let mut columns = vec![planned("projekt", "Kennung des Projekts.", Part::Project)];
        let lists = (0..).zip(chain).filter(|(_, id)| self.schema.record(**id).list.is_some());
        let lists: Vec<(usize, RecordId)> = lists.map(|(index, id)| (index, *id)).collect();
        for (index, id) in &lists {
            let record = self.schema.record(*id);
            let own = lists.last().is_some_and(|(last, _)| last == index);
            let name = if own { "schluessel".to_owned() } else { record.path.replace('.', "_") };
            let meaning = if own { "Schlüssel der Zeile.".to_owned() } else { format!("Schlüssel der Zeile in „{}“.", record.title) };
            columns.push(planned(&name, &meaning, Part::Key(*index)));
        }
        columns
    }

    fn fields(&mut self, layout: &mut Layout, id: RecordId, way: &mut Vec<Slot>, prefix: &str) {
        let record = self.schema.record(id);
        for (slot, field) in (0..).zip(&record.fields) {
            let hidden = if field.person { !self.inclusion.persons } else { field.internal && !self.inclusion.internal };
            if hidden {
                continue;
            }
            way.push(slot);
            let name = format!("{prefix}{}", field.name);
            match field.kind {
                Kind::Table(inner) => {
                    let meaning = format!("Ob „{}“ in der Datei steht.", field.title);
                    add(layout, &format!("{name}_angegeben"), &meaning, Part::Known(way.clone()));
                    self.fields(layout, inner, way, &format!("{name}_"));
                }
                Kind::List(_) => {
                    let meaning = format!("Ob zu „{}“ etwas bekannt ist; eine leere Liste ist auch eine Angabe.", field.title);
                    add(layout, &format!("{name}_bekannt"), &meaning, Part::Known(way.clone()));
                }
                Kind::Codes(_) | Kind::Refs(_) | Kind::Texts => self.items(layout, field, way, &name),
                _ => scalar(layout, field, way, &name),
            }
            way.pop();
        }
    }

    /// A field with several values is a table of its own, one value per row.
    fn items(&mut self, above: &Layout, field: &Field, way: &[Slot], name: &str) {
        let mut columns =
            above.columns.iter().take_while(|column| matches!(column.part, Part::Project | Part::Key(_))).cloned().collect::<Vec<_>>();
        for column in &mut columns {
            if column.name == "schluessel" {
                column.name.clone_from(&above.name);
            }
        }
        columns.push(planned("wert", &format!("{}: {}", field.title, field.meaning), Part::Item));
        let mut layout = Layout {
            name: format!("{}_{name}", above.name),
            meaning: format!("{} Ein Wert je Zeile.", field.meaning),
            chain: above.chain.clone(),
            items: Some(way.to_vec()),
            columns,
        };
        trailing(&mut layout);
        self.found.push(layout);
    }
}

fn scalar(layout: &mut Layout, field: &Field, way: &[Slot], name: &str) {
    let said = format!("{}: {}", field.title, field.meaning);
    let unit = field.unit.as_ref().map_or_else(String::new, |unit| format!(" Einheit: {unit}."));
    let mut one = |ending: &str, meaning: String, part: Part| add(layout, &format!("{name}{ending}"), &meaning, part);
    match field.kind {
        Kind::Integer => one("", said + &unit, Part::Integer(way.to_vec())),
        Kind::Money => one("_cent", said + " In Cent.", Part::Cents(way.to_vec())),
        Kind::Flag => one("", said, Part::Flag(way.to_vec())),
        Kind::Date => {
            one("_von", format!("{said} Erster möglicher Tag."), Part::From(way.to_vec()));
            one("_bis", format!("{said} Letzter möglicher Tag."), Part::To(way.to_vec()));
            one("_von_tag", format!("{said} Erster möglicher Tag, als Tage seit dem 01.01.1970."), Part::FromDay(way.to_vec()));
            one("_bis_tag", format!("{said} Letzter möglicher Tag, als Tage seit dem 01.01.1970."), Part::ToDay(way.to_vec()));
            one("_text", format!("{said} So genau wie bekannt, in deutscher Schreibweise."), Part::German(way.to_vec()));
        }
        Kind::Count => {
            one("", format!("{said} Leer, wenn unbekannt.{unit}"), Part::Number(way.to_vec()));
            one("_art", format!("{said} Wie sicher: genau, mehr_als, etwa, unbekannt."), Part::Precision(way.to_vec()));
        }
        _ => one("", said, Part::Text(way.to_vec())),
    }
    if let (Some(unit), Some(column)) = (&field.unit, layout.columns.iter_mut().find(|column| column.name == name)) {
        column.unit.clone_from(unit);
    }
}

fn trailing(layout: &mut Layout) {
    add(layout, "datei", "Projektdatei.", Part::File);
    add(layout, "zeile", "Zeile in der Projektdatei.", Part::Line);
}

/// Two fields that lead to one name are told apart by a number; a dictionary without such fields never sees it.
fn add(layout: &mut Layout, name: &str, meaning: &str, part: Part) {
    let taken = |name: &str| layout.columns.iter().any(|column| column.name == name);
    let mut unique = name.to_owned();
    let mut number = 2;
    while taken(&unique) {
        unique = format!("{name}_{number}");
        number += 1;
    }
    layout.columns.push(planned(&unique, meaning, part));
}

fn planned(name: &str, meaning: &str, part: Part) -> Planned {
    Planned { name: name.to_owned(), meaning: meaning.to_owned(), unit: part.unit().to_owned(), part }
}

fn chain(schema: &Schema, id: RecordId) -> Vec<RecordId> {
    let mut chain = vec![id];
    let mut at = id;
    while at != Schema::PROJECT {
        at = schema.record(at).parent;
        chain.push(at);
    }
    chain.reverse();
    chain
}
