//! Rules across projects: SQL over the fact tables returns what does not hold, row by row with its place. The same rules
//! run for a check over a folder and for a report.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::audit::{Audit, Finding, Ruled, Spot, settle};
use crate::facts::{Facts, Inclusion, Plan, ProjectFacts, Share};
use crate::period::{Period, date_of};
use crate::portfolio::answer::{Answer, Cell};
use crate::portfolio::contents::{known_tables, views};
use crate::portfolio::engine::Engine;
use crate::portfolio::project::project_facts;
use crate::portfolio::sql;
use crate::portfolio::view::View;
use crate::source::Place;
use crate::standard::{Complaint, Expression, Outcome, Queries, Rule, Standard};

/// The rules across projects of a standard, their queries checked.
pub struct PortfolioRules<'s> {
    pub standard: &'s Standard,
    /// Sorted by id.
    pub rules: Vec<&'s Rule>,
    /// The prepared tables they name, in the order in which they are computed.
    views: Vec<View>,
    plan: Plan<'s>,
}

/// What is asked of the portfolio.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub as_of: Period,
    /// Where a finding about the portfolio as a whole stands.
    pub place: &'a str,
    /// Keep results that say "fulfilled" as well.
    pub all: bool,
}

/// Columns with a meaning of their own.
const PROJECT: &str = "projekt";
const FILE: &str = "datei";
const LINE: &str = "zeile";
const PATH: &str = "pfad";
const OTHER: [&str; 3] = ["datei_2", "zeile_2", "pfad_2"];
const MISSING: &str = "fehlt";

/// A longer list helps nobody; the rest is counted.
const LONGEST_LIST: usize = 30;

/// The rules over what a report has already read; one project is no portfolio.
pub fn over(standard: &Standard, as_of: Period, audits: &[Audit], facts: &Facts) -> Result<Vec<Finding>, Complaint> {
    let readable = audits.iter().filter(|audit| audit.state.is_some()).count();
    if readable < 2 || !standard.rules.iter().any(|rule| rule.queries().is_some() && rule.is_in_force()) {
        return Ok(Vec::new());
    }
    let rules =
        PortfolioRules::load(standard).map_err(|complaints| complaints.into_iter().next().unwrap_or_else(|| Complaint::whole("", "")))?;
    // Nothing is known of what could not be read, neither for nor against it.
    let known = (readable < audits.len()).then(|| {
        let projects: Vec<_> = audits.iter().filter(|audit| audit.state.is_some()).map(|audit| project_facts(standard, audit)).collect();
        Facts::build(standard, as_of, &projects, Inclusion::default())
    });
    let facts = known.as_ref().unwrap_or(facts);
    let mut ruled = rules.run(facts, Question { as_of, place: "", all: false })?;
    for audit in audits {
        settle(&mut ruled, audit.reserved.clone(), &mut audit.exceptions.clone());
    }
    Ok(ruled.findings)
}

impl<'s> PortfolioRules<'s> {
    /// # Errors
    /// Everything that is wrong with the queries and with the prepared tables they build on, with places.
    pub fn load(standard: &'s Standard) -> Result<Self, Vec<Complaint>> {
        Self::inspect(standard, Rule::is_in_force)
    }

    /// Checks all rules across projects and keeps those that are wanted.
    pub(super) fn inspect(standard: &'s Standard, wanted: impl Fn(&Rule) -> bool) -> Result<Self, Vec<Complaint>> {
        let mut complaints = Vec::new();
        let mut tables: Vec<String> = Facts::build(standard, Period::day(0), &[], Inclusion::default()).tables.into_keys().collect();
        let mut all = known_tables(standard);
        // What the checks found and what earlier reports said cannot be asked while checking.
        let mut later: BTreeSet<String> = all.iter().filter(|table| !tables.contains(table)).cloned().collect();
        let views = views(standard, &mut all, &mut complaints);
        for view in &views {
            let reads_later = sql::tables(view.sql.get_ref()).iter().any(|table| later.contains(*table));
            if reads_later {
                later.insert(view.name.clone());
            } else {
                tables.push(view.name.clone());
            }
        }
        let rules = standard.rules.iter().filter_map(|rule| Some((rule, rule.queries()?)));
        for (rule, queries) in rules {
            for query in [Some(&queries.failing), queries.open.as_ref()].into_iter().flatten() {
                complaints.extend(sql::check(&rule.file, &spanned(query), &tables));
            }
        }
        if complaints.is_empty() { Ok(Self::keeping(standard, views, wanted)) } else { Err(complaints) }
    }

    /// Only what the queries of the rules name is kept of the views and planned of the tables and their columns.
    fn keeping(standard: &'s Standard, mut views: Vec<View>, wanted: impl Fn(&Rule) -> bool) -> Self {
        let rules: Vec<&Rule> = standard.rules.iter().filter(|rule| rule.queries().is_some() && wanted(rule)).collect();
        let queries = rules.iter().filter_map(|rule| rule.queries());
        let texts: Vec<&str> = queries
            .flat_map(|queries| [Some(&queries.failing), queries.open.as_ref(), Some(&queries.message)])
            .flatten()
            .map(|query| query.text.as_str())
            .collect();
        let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect::<Vec<String>>();
        let mut tables: BTreeSet<String> = texts.iter().flat_map(|text| owned(sql::tables(text))).collect();
        let mut columns: BTreeSet<String> = texts.iter().flat_map(|text| owned(sql::words(text))).collect();
        // A view names only those before it.
        let mut kept = Vec::new();
        while let Some(view) = views.pop() {
            if tables.contains(&view.name) {
                tables.extend(owned(sql::tables(view.sql.get_ref())));
                columns.extend(owned(sql::words(view.sql.get_ref())));
                kept.push(view);
            }
        }
        kept.reverse();
        Self { standard, rules, views: kept, plan: Plan::of(standard, Inclusion::default(), tables, &columns) }
    }

    /// The rows of some projects; their documents are not needed any more.
    pub fn share<'a>(&self, audits: impl Iterator<Item = &'a Audit>) -> Share
    where
        's: 'a,
    {
        let facts: Vec<ProjectFacts<'_>> = audits.map(|audit| project_facts(self.standard, audit)).collect();
        self.plan.share(&facts.iter().collect::<Vec<_>>())
    }

    pub fn join(&self, as_of: Period, shares: Vec<Share>) -> Facts {
        self.plan.join(as_of, shares)
    }

    /// All rules in force.
    ///
    /// # Errors
    /// A query fails or does not return what it must, with its place.
    pub fn run(&self, facts: &Facts, question: Question<'_>) -> Result<Ruled, Complaint> {
        let engine = self.engine(facts)?;
        let mut ruled = Ruled { ran: true, ..Ruled::default() };
        for rule in &self.rules {
            let found = examine(rule, &engine, question)?;
            if found.is_empty() {
                ruled.quiet(rule, Outcome::Erfuellt, question.as_of, question.all.then_some(question.place));
            }
            for finding in found {
                ruled.tally.count(finding.outcome, finding.level);
                ruled.findings.push(finding);
            }
        }
        Ok(ruled)
    }

    /// The tables and views the rules name, ready to be asked.
    pub(super) fn engine(&self, facts: &Facts) -> Result<Engine, Complaint> {
        let mut engine = Engine::default();
        for table in self.plan.wanted(facts) {
            engine.register(table).map_err(|error| Complaint::whole(&table.name, error))?;
        }
        for view in &self.views {
            let query = Expression { text: view.sql.get_ref().clone(), span: crate::source::Span::new(view.sql.span()) };
            let key =
                engine.prepare(&view.name, &query.text, view.key.get_ref()).map_err(|error| sql::blame(&view.file, &query, &error))?;
            view.keep_apart(key)?;
        }
        Ok(engine)
    }
}

/// One rule, whatever its status.
pub(super) fn examine(rule: &Rule, engine: &Engine, question: Question<'_>) -> Result<Vec<Finding>, Complaint> {
    let Some(queries) = rule.queries() else { return Ok(Vec::new()) };
    let ask = |query: &Expression| engine.ask(&query.text).map_err(|error| sql::blame(&rule.file, query, &error));
    let mut rows = Rows { rule, question, queries, outcome: Outcome::NichtErfuellt, found: Vec::new() };
    rows.take(&queries.failing, &ask(&queries.failing)?)?;
    if let Some(open) = &queries.open {
        rows.outcome = Outcome::NichtPruefbar;
        rows.take(open, &ask(open)?)?;
    }
    let key = |finding: &Finding| (finding.file.clone(), finding.place, finding.path.clone(), finding.message.clone());
    rows.found.sort_by_key(key);
    Ok(rows.found)
}

fn spanned(query: &Expression) -> Spanned<String> {
    Spanned::new(query.span.range(), query.text.clone())
}

/// From the rows of an answer to findings.
struct Rows<'a> {
    rule: &'a Rule,
    question: Question<'a>,
    queries: &'a Queries,
    outcome: Outcome,
    found: Vec<Finding>,
}

impl Rows<'_> {
    fn take(&mut self, query: &Expression, answer: &Answer) -> Result<(), Complaint> {
        let wrong = |message: String| Complaint::new(&self.rule.file, query.span, message);
        let is_open = self.outcome == Outcome::NichtPruefbar;
        let needed = [PROJECT, FILE, LINE].into_iter().chain([if is_open { MISSING } else { PATH }]);
        if let Some(name) = needed.into_iter().find(|name| answer.column(name).is_none()) {
            return Err(wrong(format!("der Abfrage fehlt die Spalte „{name}“")));
        }
        let collected = self.queries.collected.as_ref().filter(|_| !is_open);
        if let Some(name) = collected.filter(|name| answer.column(&name.text).is_none()) {
            return Err(Complaint::new(&self.rule.file, name.span, format!("die Abfrage hat keine Spalte „{}“", name.text)));
        }
        let column = collected.and_then(|name| answer.column(&name.text));
        for (row, values) in groups(answer, column) {
            let message = if is_open { self.open_message(answer, row) } else { self.message(answer, row, column, &values)? };
            self.found.push(self.finding(answer, row, message));
        }
        Ok(())
    }

    fn finding(&self, answer: &Answer, row: usize, message: String) -> Finding {
        let text = |name: &str| answer.cell(row, name).text().map(str::to_owned);
        let project = text(PROJECT).unwrap_or_default();
        let missing: Vec<String> = text(MISSING).into_iter().filter(|_| self.outcome == Outcome::NichtPruefbar).collect();
        let [file, line, path] = OTHER;
        let more = text(file).map(|file| Spot { file, place: place(answer.cell(row, line)), path: text(path).unwrap_or_default() });
        Finding {
            file: text(FILE).filter(|_| !project.is_empty()).unwrap_or_else(|| self.question.place.to_owned()),
            place: place(answer.cell(row, LINE)),
            path: text(PATH).or_else(|| missing.first().cloned()).unwrap_or_default(),
            more: more.into_iter().collect(),
            blocks: missing.iter().map(|_| self.rule.id.clone()).collect(),
            missing,
            message,
            project,
            ..Finding::of_rule(self.rule, self.outcome, self.question.as_of)
        }
    }

    fn open_message(&self, answer: &Answer, row: usize) -> String {
        let missing = answer.cell(row, MISSING).text().unwrap_or_default();
        format!("{}: Dazu fehlt die Angabe „{missing}“.", self.rule.title)
    }

    fn message(&self, answer: &Answer, row: usize, collected: Option<usize>, values: &[String]) -> Result<String, Complaint> {
        let template = &self.queries.message;
        let mut out = String::new();
        for (index, part) in template.text.split(['{', '}']).enumerate() {
            if index % 2 == 0 {
                out.push_str(part);
                continue;
            }
            let Some(column) = answer.column(part) else {
                let at = template.text.find(&format!("{{{part}}}")).unwrap_or(0);
                let located = crate::audit::Located::whole(&self.rule.file, template);
                return Err(located.complaint(at..at + part.len() + 2, format!("die Abfrage hat keine Spalte „{part}“")));
            };
            let listed = Some(column) == collected;
            out.push_str(&if listed { enumeration(values) } else { german(answer.cell(row, part)) });
        }
        Ok(crate::audit::unquoted(&out))
    }
}

/// The first row of each group of rows that differ in one column alone, with the values of that column.
fn groups(answer: &Answer, column: Option<usize>) -> Vec<(usize, Vec<String>)> {
    let mut groups: Vec<(usize, Vec<String>)> = Vec::new();
    let alike = |left: usize, right: usize| {
        let pairs = answer.rows[left].iter().zip(&answer.rows[right]).enumerate();
        pairs.filter(|(index, _)| Some(*index) != column).all(|(_, (left, right))| left == right)
    };
    for row in 0..answer.rows.len() {
        let value = column.map(|column| german(&answer.rows[row][column]));
        let known = groups.last_mut().filter(|(first, _)| value.is_some() && alike(*first, row));
        match known {
            Some((_, values)) => values.extend(value.filter(|value| values.last() != Some(value))),
            None => groups.push((row, value.into_iter().collect())),
        }
    }
    groups
}

fn place(line: &Cell) -> Place {
    let line = line.integer().and_then(|line| u32::try_from(line).ok()).unwrap_or(1).max(1);
    Place { line, column: 1, end_line: line, end_column: 1 }
}

/// "A, B und C"; what is too much to read is counted.
fn enumeration(values: &[String]) -> String {
    match values {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] if values.len() <= LONGEST_LIST => format!("{} und {last}", first.join(", ")),
        _ => format!("{} und {} weitere", values[..LONGEST_LIST].join(", "), values.len() - LONGEST_LIST),
    }
}

/// A value inside a German sentence.
fn german(cell: &Cell) -> String {
    match cell {
        Cell::Null => crate::audit::ABSENT.to_owned(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Float(number) => crate::portfolio::decimal(*number, 1),
        Cell::Date(day) => date_of(*day).format("%d.%m.%Y").to_string(),
        Cell::Flag(flag) => if *flag { "ja" } else { "nein" }.to_owned(),
    }
}
