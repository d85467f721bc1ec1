//! From the answers of the portfolio to the view model: pages and sections as the standard describes them, filled with values.
//! Everything is rounded, sorted and worded here, so that the templates only place it.

mod book;
mod carpet;
mod chain;
mod charts;
mod dots;
mod dumbbell;
mod figures;
mod findings;
mod head;
mod map;
mod marks;
mod matrix;
mod movement;
mod multiples;
mod plate;
mod site;
mod tables;
mod timeline;
mod trend;
mod warning;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::Value as Json;
use toml::Spanned;

use crate::period::Period;
use crate::portfolio::block::Content;
use crate::portfolio::{Answer, Audience, Block, Family, Measure, Portfolio, Section, Value, Width};
use crate::report::assemble::words::{Names, Words};
use crate::report::model::{self, Abschnitt, Angabe, Angaben, Entscheidung, Entscheidungen, Hinweis};
use crate::source::Source;
use crate::standard::Complaint;

pub use book::{Book, Chapter, Leaf};
pub use warning::{Warning, unread};

/// What pages carry so that they can be held against what they were made from; hashes in hexadecimal.
#[derive(Clone, Debug)]
pub enum Proof {
    /// Of the basis beside the pages, which can be checked with it.
    Basis(String),
    /// Over the inputs of a paper, which stands for itself.
    Inputs(String),
}

impl Default for Proof {
    fn default() -> Self {
        Self::Inputs(String::new())
    }
}

impl Proof {
    /// What it is called, and all of it.
    pub fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Basis(sum) => ("Kennung", sum),
            Self::Inputs(sum) => ("Nachweis", sum),
        }
    }
}

/// What the pages say about themselves.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// "Oktober 2026" or a day.
    pub period: String,
    /// "1, Entwurf"
    pub edition: String,
    /// Code and words of the kind of data.
    pub data_kind: (String, String),
    pub invented: bool,
    /// Stichtag and edition of the report it is compared with.
    pub predecessor: Option<(String, String)>,
    pub proof: Proof,
    pub files: usize,
    pub audience: Audience,
    /// Files beside the pages that these may lead to.
    pub beside: Vec<String>,
    /// What stands first on pages about several projects.
    pub warnings: Vec<Warning>,
}

/// A section with its values and the blocks it will show: links are made only to what is there.
pub(crate) struct Plan<'a> {
    section: &'a Section,
    names: Names,
    blocks: Vec<&'a Block>,
}

/// What all parts of one page share while it is put together.
struct Assembly<'a> {
    portfolio: &'a Portfolio<'a>,
    measures: &'a [Measure<'a>],
    about: &'a About,
    book: &'a Book<'a>,
    chapter: &'a Chapter<'a>,
    leaf: &'a Leaf,
    words: Words<'a>,
    /// How each project is called.
    names: &'a BTreeMap<String, String>,
    /// Shares of a smaller whole have no percentage.
    smallest_whole: i64,
    /// In pixels; no chart is wider.
    widest: u32,
}

impl<'a> Assembly<'a> {
    fn new(book: &'a Book<'a>, chapter: &'a Chapter<'a>, leaf: &'a Leaf) -> Self {
        Self {
            portfolio: book.portfolio,
            measures: book.measures,
            about: book.about,
            book,
            chapter,
            leaf,
            words: Words::new(&book.language, &book.site, &leaf.path, leaf.names.clone()),
            names: &book.names,
            smallest_whole: book.smallest_whole,
            widest: u32::MAX,
        }
    }

    /// Width of a chart in pixels.
    fn room(&self, width: Width) -> u32 {
        marks::width(width).pixel().min(self.widest)
    }

    /// On a page of a family only the rows of this page.
    fn ask(&self, file: &Source, sql: &Spanned<String>) -> Result<Answer, Complaint> {
        match self.chapter.answer(file, sql, &self.leaf.id) {
            Some(answer) => Ok(answer),
            None => self.portfolio.ask(file, sql),
        }
    }

    /// The values of a section or of the head, for their templates.
    fn values(&self, file: &Source, values: &[Value]) -> Result<Names, Complaint> {
        let mut names = Names::new();
        for value in values {
            let answer = self.ask(file, &value.sql)?;
            if answer.rows.is_empty() {
                let empty = answer.columns.iter().map(|column| (column.clone(), Json::from(()))).collect();
                names.insert(value.name.clone(), words::map(empty));
            } else {
                names.insert(value.name.clone(), words::map(words::row(&answer, 0)));
            }
            names.insert(format!("{}_zeilen", value.name), words::rows(&answer));
        }
        Ok(names)
    }

    /// The sections that this page has, of those of its family.
    fn plans<'s>(&self, family: &'s Family) -> Result<Vec<Plan<'s>>, Complaint> {
        let mut plans = Vec::new();
        for section in &family.sections {
            let names = self.values(&section.file, &section.values)?;
            if !self.words.holds(&section.file, &section.when, &names)? {
                continue;
            }
            let mut blocks = Vec::new();
            for block in &section.blocks {
                if self.words.holds(&section.file, &block.when, &names)? {
                    blocks.push(block);
                }
            }
            plans.push(Plan { section, names, blocks });
        }
        Ok(plans)
    }

    fn places(&self, plans: &[Plan<'_>]) -> BTreeSet<String> {
        let blocks = || plans.iter().flat_map(|plan| &plan.blocks);
        let mut places: BTreeSet<String> = blocks().filter_map(|block| block.content.place()).map(str::to_owned).collect();
        places.extend(plans.iter().map(|plan| plan.section.id.clone()));
        // A table that may be cut promises no row.
        let names_projects = |block: &&Block| match &block.content {
            Content::Tabelle(table) => table.most.is_none() && table.row_id.as_ref().is_some_and(|id| id.prefix == PROJECT),
            _ => false,
        };
        if blocks().any(names_projects) {
            if self.chapter.family.head.of_projects {
                places.insert(project_place(&self.leaf.id));
            } else {
                places.extend(self.names.keys().map(|id| project_place(id)));
            }
        }
        places
    }

    fn section(&self, number: usize, plan: &Plan<'_>) -> Result<Abschnitt, Complaint> {
        let Plan { section, names, blocks } = plan;
        let (file, words) = (&section.file, &self.words);
        let finding = words.sentence(file, &section.finding, names)?;
        let mut page = Abschnitt::new(&number.to_string(), &section.id, section.kicker.get_ref(), finding);
        page.satz = words.maybe(file, &section.sentence, names)?;
        page.breite = marks::width(section.width);
        page.neue_seite = section.new_page;
        for block in blocks {
            let content = self.block(file, block, names)?;
            if block.below { page.push_below(content) } else { page.push(marks::width(block.width), content) }
        }
        Ok(page)
    }

    fn block(&self, file: &Source, block: &Block, names: &Names) -> Result<model::Block, Complaint> {
        let words = &self.words;
        Ok(match &block.content {
            Content::Kennzahlen { werte } => model::Block::Kennzahlen { werte: self.figures(file, werte, names)? },
            Content::Tabelle(table) => model::Block::Tabelle(self.table(file, table, names)?),
            Content::Balken(bars) => model::Block::Balken(self.bars(file, bars, names)?),
            Content::VonNach(movement) => model::Block::Tabelle(self.movement(file, movement, names)?),
            Content::Zeitstrahl(timeline) => model::Block::Diagramm(Box::new(self.timeline(file, timeline, block.width, names)?)),
            Content::Karte(map) => model::Block::Diagramm(Box::new(self.map(file, map, block.width, names)?)),
            Content::Lageteppich(carpet) => self.carpet(file, carpet, block.width, names)?,
            Content::Hantel(dumbbell) => self.dumbbell(file, dumbbell, block.width, names)?,
            Content::Meilensteintrend(trend) => self.trend(file, trend, block.width, names)?,
            Content::Punkte(dots) => self.dots(file, dots, block.width, names)?,
            Content::Vielfache(multiples) => self.multiples(file, multiples, block.width, names)?,
            Content::Freigabekette(chain) => model::Block::Kette(self.chain(file, chain, names)?),
            Content::Matrix(matrix) => self.matrix(file, matrix, names)?,
            Content::Hinweis(note) => model::Block::Hinweis(Hinweis {
                titel: words.plain(file, &note.title, names)?,
                text: words.maybe(file, &note.text, names)?,
            }),
            Content::Leiter(ladder) => model::Block::Leiter(self.ladder(file, ladder, names)?),
            Content::Entscheidungen(decisions) => {
                let answer = self.ask(file, &decisions.sql)?;
                let list = (0..answer.rows.len()).map(|row| self.decision(&answer, row)).collect();
                model::Block::Entscheidungen(Entscheidungen { liste: list, leer: words.plain(file, &decisions.empty, names)? })
            }
            Content::Angaben(statements) => {
                let line = |line: &crate::portfolio::block::Statement| {
                    Ok(Angabe { name: line.name.clone(), wert: words.sentence(file, &line.value, names)? })
                };
                let lines = statements.lines.iter().map(line).collect::<Result<_, Complaint>>()?;
                model::Block::Angaben(Angaben { titel: words.sentence(file, &statements.title, names)?, angaben: lines })
            }
            Content::Befunde(note) => model::Block::Befunde(self.findings(file, note, names)?),
            Content::Kennzahlenverzeichnis(note) => model::Block::Tabelle(self.catalogue(file, note, names)?),
        })
    }

    fn decision(&self, answer: &Answer, row: usize) -> Entscheidung {
        let text = |name: &str| answer.cell(row, name).text().map(words::clean).unwrap_or_default();
        let project = text("projekt");
        let origin = self.project_link(&project);
        let detail = text("herkunft");
        Entscheidung {
            kennung: model::Anker::new(&format!("e-{}", row + 1)),
            titel: text("titel"),
            herkunft: if detail.is_empty() { origin } else { origin.word(format!(", {detail}")) },
            wer: text("wer"),
            bis: text("bis"),
            folge: text("folge").into(),
        }
    }

    /// The project's name, linked to its page, or to its row where there is none.
    fn project_link(&self, id: &str) -> model::Satz {
        let name = words::clean(self.names.get(id).map_or(id, String::as_str));
        match self.words.project(id).or_else(|| self.words.place(&project_place(id))) {
            Some(target) => model::Satz::default().link(name, target),
            None => model::Satz::from(name),
        }
    }
}

/// Prefix of the places that stand for projects.
const PROJECT: &str = "projekt-";

fn project_place(id: &str) -> String {
    format!("{PROJECT}{id}")
}

/// Names every template knows.
fn shared(as_of: Period, portfolio: &Portfolio<'_>, about: &About) -> Names {
    let standard = portfolio.standard;
    let lineage: Vec<String> = standard.lineage.iter().map(|(name, edition)| format!("{name} {edition}")).collect();
    let pairs = [
        ("stichtag", Json::from(as_of.german())),
        ("zeitraum", Json::from(about.period.as_str())),
        ("fassung", Json::from(about.edition.as_str())),
        ("datenart", Json::from(about.data_kind.0.as_str())),
        ("datenart_titel", Json::from(about.data_kind.1.as_str())),
        ("erfunden", Json::from(about.invented)),
        ("profil", Json::from(standard.name.as_str())),
        ("profil_titel", Json::from(standard.title.as_str())),
        ("profil_fassung", Json::from(standard.edition.as_str())),
        ("profil_hinweis", Json::from(standard.note.as_str())),
        ("profil_linie", Json::from(lineage.join(" → "))),
        ("profil_sha", Json::from(standard.sha256.as_str())),
        ("werkzeug", Json::from(env!("CARGO_PKG_VERSION"))),
        ("nachweis", Json::from(about.proof.parts().1)),
        ("dateien", Json::from(about.files)),
        ("ausgabe", Json::from(about.audience.code())),
        ("beigaben", about.beside.iter().map(|file| Json::from(file.as_str())).collect()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
