//! The report as its pages: which there are, what they share, and the answers that a family of pages hands out. Each
//! query of a family runs once, however many pages it has; after that pages are put together in parallel.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::value::Value as Json;
use toml::Spanned;

use crate::portfolio::{Answer, Contents, Family, Measure, PAGE, Portfolio, Split};
use crate::report::assemble::site::Site;
use crate::report::assemble::words::{self, Language, Names};
use crate::report::assemble::{About, Assembly, Plan, figures, shared};
use crate::report::model::{Report, Verweis};
use crate::source::{Source, Span};
use crate::standard::Complaint;

/// Width of a chart on A4 in pixels: its letters are a good eight points high there.
const SHEET: u32 = 780;

/// All pages of one report.
pub struct Book<'a> {
    pub(super) portfolio: &'a Portfolio<'a>,
    pub(super) contents: &'a Contents,
    pub(super) measures: &'a [Measure<'a>],
    pub(super) about: &'a About,
    pub(super) language: Language,
    /// How each project is called.
    pub(super) names: BTreeMap<String, String>,
    /// Shares of a smaller whole have no percentage.
    pub(super) smallest_whole: i64,
    pub(super) site: Site,
    /// Title of the first page, for the titles of all others.
    pub(super) title: String,
    chapters: Vec<Chapter<'a>>,
}

/// One family with its pages.
pub struct Chapter<'a> {
    pub family: &'a Family,
    leaves: Vec<Leaf>,
    /// Of a family with one page for each row: what its queries answered.
    answers: Option<Answers>,
    /// Of a single page, made once: other pages ask it for its places.
    plans: Vec<Plan<'a>>,
}

/// One page.
#[derive(Default)]
pub struct Leaf {
    pub id: String,
    pub path: String,
    /// `seite` in the templates: the row the page stands for.
    pub names: Names,
}

/// By the file of a query and its place in it.
type Answers = BTreeMap<(String, usize), Split>;

impl<'a> Book<'a> {
    /// With a project or a reader named, only the pages that stand for it exist.
    ///
    /// # Errors
    /// A query or template of the standard does not work with these data; with its place.
    pub fn new(
        portfolio: &'a Portfolio<'a>,
        contents: &'a Contents,
        measures: &'a [Measure<'a>],
        about: &'a About,
        only: Option<&str>,
    ) -> Result<Self, Complaint> {
        let standard = portfolio.standard;
        let threshold = standard.threshold(&standard.anchors.smallest_whole);
        let smallest_whole = threshold.map_or(i64::MAX, |threshold| threshold.value);
        let lines = |measure: &Measure<'_>| {
            let values = measure.lines.iter().map(|line| figures::line_value(measure.figure, line, smallest_whole));
            values.collect::<Vec<Json>>().into_iter().collect::<Json>()
        };
        let figures = measures.iter().map(|measure| (measure.figure.id.clone(), lines(measure))).collect();
        let mut book = Self {
            portfolio,
            contents,
            measures,
            about,
            language: Language::new(shared(portfolio.as_of, portfolio, about), figures),
            names: names(portfolio, contents)?,
            smallest_whole,
            site: Site::default(),
            title: String::new(),
            chapters: Vec::new(),
        };
        for family in contents.families().filter(|family| only.is_none() || family.head.of_projects || family.head.of_readers) {
            let chapter = book.chapter(family, only)?;
            chapter.leaves.iter().for_each(|leaf| book.site.add(&family.name, &leaf.id, &leaf.path));
            if family.head.of_projects {
                book.site.stand_for_projects(&family.name);
            }
            book.chapters.push(chapter);
        }
        about.beside.iter().for_each(|file| book.site.add_file(file));
        book.title = book.first_title()?;
        book.plan_single_pages()?;
        Ok(book)
    }

    fn chapter(&self, family: &'a Family, only: Option<&str>) -> Result<Chapter<'a>, Complaint> {
        let Some(per) = &family.head.per else {
            let leaf = Leaf { path: family.path(""), ..Leaf::default() };
            return Ok(Chapter { family, leaves: vec![leaf], answers: None, plans: Vec::new() });
        };
        let file = &family.head.file;
        let rows = self.portfolio.ask(file, per)?;
        let leaves = leaves(family, &rows).into_iter().filter(|leaf| only.is_none_or(|only| leaf.id == only)).collect();
        let mut answers = Answers::new();
        for (file, query) in family.queries().filter(|(_, query)| query.span() != per.span() || query.get_ref() != per.get_ref()) {
            let answer = self.portfolio.ask(file, query)?;
            let split = Split::of(answer).map_err(|message| Complaint::new(file, Span::new(query.span()), message))?;
            answers.insert((file.name.clone(), query.span().start), split);
        }
        Ok(Chapter { family, leaves, answers: Some(answers), plans: Vec::new() })
    }

    fn plan_single_pages(&mut self) -> Result<(), Complaint> {
        let mut chapters = std::mem::take(&mut self.chapters);
        for chapter in chapters.iter_mut().filter(|chapter| chapter.answers.is_none()) {
            let mut places = BTreeSet::new();
            let family = chapter.family;
            if let Some(leaf) = chapter.leaves.first() {
                let page = Assembly::new(self, chapter, leaf);
                let plans = page.plans(family)?;
                places = page.places(&plans);
                chapter.plans = plans;
            }
            self.site.add_places(&chapter.family.path(""), places);
        }
        self.chapters = chapters;
        Ok(())
    }

    fn first_title(&self) -> Result<String, Complaint> {
        if self.contents.index.head.per.is_some() {
            return Ok(String::new());
        }
        let leaf = Leaf::default();
        let chapter = Chapter { family: &self.contents.index, leaves: Vec::new(), answers: None, plans: Vec::new() };
        let page = Assembly::new(self, &chapter, &leaf);
        let head = &self.contents.index.head;
        page.words.plain(&head.file, &head.title, &page.values(&head.file, &head.values)?)
    }

    /// Every page, in the order of the families and of their rows.
    pub fn leaves(&self) -> Vec<(&Chapter<'a>, &Leaf)> {
        self.chapters.iter().flat_map(|chapter| chapter.leaves.iter().map(move |leaf| (chapter, leaf))).collect()
    }

    /// # Errors
    /// A query or template of the standard does not work with these data; with its place.
    pub fn page(&self, chapter: &Chapter<'a>, leaf: &Leaf) -> Result<Report, Complaint> {
        Self::assembled(Assembly::new(self, chapter, leaf))
    }

    /// The same page with charts no wider than a sheet of paper held upright.
    ///
    /// # Errors
    /// As for [`Book::page`].
    pub fn paper(&self, chapter: &Chapter<'a>, leaf: &Leaf) -> Result<Report, Complaint> {
        Self::assembled(Assembly { widest: SHEET, ..Assembly::new(self, chapter, leaf) })
    }

    fn assembled(mut page: Assembly<'_>) -> Result<Report, Complaint> {
        let chapter = page.chapter;
        let own = if chapter.answers.is_some() { page.plans(chapter.family)? } else { Vec::new() };
        let plans = if chapter.answers.is_some() { &own } else { &chapter.plans };
        page.words.places = page.places(plans);
        let sections = plans.iter().enumerate().map(|(index, plan)| page.section(index + 1, plan)).collect::<Result<_, _>>()?;
        page.report(sections)
    }

    /// The menu of the page at this path.
    pub(super) fn menu(&self, from: &str) -> Vec<Verweis> {
        let mut entries: Vec<_> = self.contents.families().filter_map(|family| Some((family.head.menu.as_ref()?, family))).collect();
        entries.sort_by_key(|(menu, family)| (menu.rank, family.name.as_str()));
        let entry = |(menu, family): (&crate::portfolio::Menu, &Family)| {
            let path = family.path("");
            Some(Verweis { text: menu.text.clone(), ziel: self.site.target(from, &path)?, hier: path == from })
        };
        entries.into_iter().filter_map(entry).collect()
    }
}

impl Chapter<'_> {
    /// The rows of this page, or none where a query is to be asked by itself.
    pub(super) fn answer(&self, file: &Source, sql: &Spanned<String>, id: &str) -> Option<Answer> {
        let answers = self.answers.as_ref()?;
        answers.get(&(file.name.clone(), sql.span().start)).map(|split| split.page(id))
    }
}

fn names(portfolio: &Portfolio<'_>, contents: &Contents) -> Result<BTreeMap<String, String>, Complaint> {
    let head = &contents.index.head;
    let Some(sql) = &head.names else { return Ok(BTreeMap::new()) };
    let named = portfolio.ask(&head.file, sql)?;
    let name = |row: usize| Some((named.cell(row, "projekt").text()?.to_owned(), named.cell(row, "titel").text()?.to_owned()));
    Ok((0..named.rows.len()).filter_map(name).collect())
}

/// A page for each row; a second row of the same id adds nothing.
fn leaves(family: &Family, rows: &Answer) -> Vec<Leaf> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for row in 0..rows.rows.len() {
        let Some(id) = rows.cell(row, PAGE).label().filter(|id| seen.insert(id.clone())) else { continue };
        found.push(Leaf { path: family.path(&id), names: words::row(rows, row), id });
    }
    found
}
