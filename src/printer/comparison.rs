//! What a new edition of the standard would change for the running projects: as text, as JSON, and as a page to put on
//! the table of the meeting that decides on it. First how much stands against them before and after, then each change
//! with its cause, then everything that differs between the editions, also where no project is touched.

use std::fmt::Write;

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use crate::audit::{Change, ChangeKind, Tally, Weight};
use crate::printer::{Results, counted};
use crate::schema::Level;
use crate::standard::{Difference, Group, Outcome};

pub struct Comparison {
    pub old: Edition,
    pub new: Edition,
    pub stichtag: String,
    /// How many were read.
    pub projects: usize,
    /// Files that nobody can read.
    pub unread: Vec<String>,
    /// Rules across projects that this build leaves out.
    pub unrun: usize,
    /// Sorted by kind, rule and place.
    pub changes: Vec<Change>,
    pub differences: Vec<Difference>,
}

/// An edition, and how much stands against the projects under it.
#[derive(Serialize)]
pub struct Edition {
    pub name: String,
    pub edition: String,
    pub sha256: String,
    pub rules: usize,
    /// Binding and not fulfilled by Stufe: KANN, SOLL, MUSS.
    #[serde(skip)]
    pub against: [usize; 3],
    /// Not fulfilled, as a warning or under an exception.
    #[serde(skip)]
    pub quiet: usize,
    #[serde(skip)]
    pub open: usize,
    /// As `pruefe` counts: rule by rule and row by row.
    #[serde(skip)]
    pub tally: Tally,
}

impl Edition {
    pub fn of(results: &Results<'_>) -> Self {
        let standard = results.standard;
        let mut against = [0; 3];
        for finding in results.findings.iter().filter(|finding| finding.weighs(Level::Kann)) {
            against[finding.level as usize] += 1;
        }
        let count = |outcome: Outcome| results.findings.iter().filter(|finding| finding.outcome == outcome).count();
        Self {
            name: standard.name.clone(),
            edition: standard.edition.clone(),
            sha256: standard.sha256.clone(),
            rules: standard.rules.len(),
            quiet: count(Outcome::NichtErfuellt) - against.iter().sum::<usize>(),
            tally: results.tally,
            against,
            open: count(Outcome::NichtPruefbar),
        }
    }
}

/// One line of the summary: before, what joins, what leaves, after.
#[derive(Serialize)]
struct Sum {
    was: String,
    bisher: usize,
    neu: usize,
    weg: usize,
    kuenftig: usize,
}

impl Comparison {
    fn sums(&self) -> Vec<Sum> {
        let changed = |side: fn(&Change) -> Option<&Weight>, fits: &dyn Fn(&Weight) -> bool| {
            self.changes.iter().filter_map(side).filter(|weight| fits(weight)).count()
        };
        let sum = |was: String, fits: &dyn Fn(&Weight) -> bool, bisher: usize, kuenftig: usize| Sum {
            was,
            bisher,
            neu: changed(|change| change.after.as_ref(), fits),
            weg: changed(|change| change.before.as_ref(), fits),
            kuenftig,
        };
        let of_level = |level: Level| {
            let fits = move |weight: &Weight| weight.counts() && weight.level == level;
            let told = format!("{} nicht erfüllt, verbindlich", level.word());
            sum(told, &fits, self.old.against[level as usize], self.new.against[level as usize])
        };
        let quiet = |weight: &Weight| weight.outcome == Outcome::NichtErfuellt && !weight.counts();
        let open = |weight: &Weight| weight.outcome == Outcome::NichtPruefbar;
        let mut sums: Vec<Sum> = [Level::Muss, Level::Soll, Level::Kann].map(of_level).into();
        sums.push(sum("nicht erfüllt, nur Warnung oder Ausnahme".to_owned(), &quiet, self.old.quiet, self.new.quiet));
        sums.push(sum("nicht prüfbar".to_owned(), &open, self.old.open, self.new.open));
        sums
    }

    /// The same as `pruefe` counts it, folded findings and warnings included.
    fn counts(&self) -> String {
        let (old, new) = (&self.old.tally, &self.new.tally);
        let level = |level: Level| format!("{} → {} {}", old.failed(level), new.failed(level), level.word());
        format!(
            "Wie „pruefe“ zählt: nicht erfüllt {}, {}, {} · nicht prüfbar {} → {} · erfüllt {} → {} · unter Ausnahme {} → {}",
            level(Level::Muss),
            level(Level::Soll),
            level(Level::Kann),
            old.unknown,
            new.unknown,
            old.passed,
            new.passed,
            old.excused,
            new.excused
        )
    }

    /// What the comparison leaves out, where it does.
    fn limits(&self) -> Vec<String> {
        let mut told = Vec::new();
        if !self.unread.is_empty() {
            told.push(format!("Nicht lesbar, nur als solche gezählt: {}", self.unread.join("; ")));
        }
        if self.unrun > 0 {
            let rules = counted(self.unrun, "Regel", "Regeln");
            told.push(format!(
                "{rules} über mehrere Vorhaben laufen in dieser Fassung des Programms nicht mit; dazu braucht es die volle."
            ));
        }
        told
    }

    /// Changes of a kind by rule and cause: the rule's name, why, and the lines of the projects.
    fn groups(&self, kind: ChangeKind) -> Vec<Shown<'_>> {
        let mut groups: Vec<Shown<'_>> = Vec::new();
        for change in self.changes.iter().filter(|change| change.kind == kind) {
            match groups.iter_mut().find(|group| group.rule == change.rule && group.causes == change.causes) {
                Some(group) => group.rows.push(Row::of(change)),
                None => {
                    let (rule, title, causes) = (change.rule.as_str(), change.title.as_str(), change.causes.as_slice());
                    groups.push(Shown { rule, title, causes, rows: vec![Row::of(change)] });
                }
            }
        }
        groups
    }

    fn of_group(&self, group: Group) -> Vec<String> {
        self.differences.iter().filter(|difference| difference.group == group).map(Difference::line).collect()
    }

    fn group_titles(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = self.differences.iter().map(|difference| difference.group).collect();
        groups.dedup();
        groups
    }
}

#[derive(Serialize)]
struct Shown<'a> {
    rule: &'a str,
    title: &'a str,
    causes: &'a [String],
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    project: &'a str,
    file: &'a str,
    place: &'a str,
    before: String,
    after: String,
}

impl<'a> Row<'a> {
    fn of(change: &'a Change) -> Self {
        let told = |weight: &Option<Weight>| weight.as_ref().map_or("kein Ergebnis".to_owned(), Weight::german);
        let project = if change.project.is_empty() { &change.file } else { &change.project };
        Self { project, file: &change.file, place: &change.path, before: told(&change.before), after: told(&change.after) }
    }
}

pub fn comparison_text(comparison: &Comparison) -> String {
    let Comparison { old, new, .. } = comparison;
    let projects = counted(comparison.projects, "Vorhaben", "Vorhaben");
    let mut out =
        format!("{} {} → {} {} · Stichtag {} · {projects}\n\n", old.name, old.edition, new.name, new.edition, comparison.stichtag);
    for sum in comparison.sums() {
        let _ = writeln!(out, "{:42} {} → {} (neu {}, weg {})", sum.was, sum.bisher, sum.kuenftig, sum.neu, sum.weg);
    }
    let _ = writeln!(out, "{}", comparison.counts());
    for limit in comparison.limits() {
        let _ = writeln!(out, "\n{limit}");
    }
    for kind in ChangeKind::ALL {
        let groups = comparison.groups(kind);
        let count: usize = groups.iter().map(|group| group.rows.len()).sum();
        if count == 0 && kind != ChangeKind::NeuNichtErfuellt {
            continue;
        }
        let _ = writeln!(out, "\n{}: {count}", kind.title());
        for group in groups.into_iter().filter(|_| kind != ChangeKind::NurGewicht) {
            let _ = writeln!(out, "  {} {}", group.rule, group.title);
            for cause in group.causes {
                let _ = writeln!(out, "    weil: {cause}");
            }
            for Row { project, place, before, after, .. } in group.rows {
                let place = if place.is_empty() { String::new() } else { format!(" {place}") };
                let _ = writeln!(out, "      {project}{place}: {after} (bisher {before})");
            }
        }
    }
    if comparison.differences.is_empty() {
        out.push_str("\nDie beiden Fassungen haben denselben Inhalt.\n");
    } else {
        out.push_str("\nUnterschiede der Fassungen, auch wo kein Vorhaben betroffen ist\n");
    }
    for group in comparison.group_titles() {
        let lines = comparison.of_group(group);
        let _ = writeln!(out, "\n{}: {}", group.title(), lines.len());
        for line in lines {
            let _ = writeln!(out, "  {line}");
        }
    }
    out
}

pub fn comparison_json(comparison: &Comparison) -> String {
    let weight = |weight: &Weight| {
        serde_json::json!({
            "ergebnis": weight.outcome.word(), "stufe": weight.level.word(), "verbindlich": weight.binding,
            "ausgenommen": weight.excused, "zaehlt": weight.counts(), "verdeckt": weight.blocks,
        })
    };
    let tally = |tally: &Tally| {
        serde_json::json!({
            "nicht_erfuellt": { "MUSS": tally.failed(Level::Muss), "SOLL": tally.failed(Level::Soll), "KANN": tally.failed(Level::Kann) },
            "nicht_pruefbar": tally.unknown, "erfuellt": tally.passed, "nicht_anwendbar": tally.not_applicable, "ausgenommen": tally.excused,
        })
    };
    let changes: Vec<serde_json::Value> = comparison
        .changes
        .iter()
        .map(|change| {
            serde_json::json!({
                "art": change.kind, "regel": change.rule, "titel": change.title, "projekt": change.project, "datei": change.file,
                "ort": change.path, "bisher": change.before.as_ref().map(weight), "kuenftig": change.after.as_ref().map(weight),
                "ursachen": change.causes,
            })
        })
        .collect();
    let whole = serde_json::json!({
        "schema": "lotse/vergleich/2",
        "vergleich": {
            "bisher": comparison.old, "kuenftig": comparison.new, "stichtag": comparison.stichtag, "projekte": comparison.projects,
            "nicht_lesbar": comparison.unread, "nicht_gelaufen": comparison.unrun, "summen": comparison.sums(),
            "zaehlung": { "bisher": tally(&comparison.old.tally), "kuenftig": tally(&comparison.new.tally) },
            "befunde": changes, "unterschiede": comparison.differences,
        }
    });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
}

const PAGE: &str = include_str!("comparison.html");

/// # Errors
/// The page's template is broken.
pub fn comparison_html(comparison: &Comparison) -> anyhow::Result<String> {
    let mut pages = Environment::new();
    pages.set_undefined_behavior(UndefinedBehavior::Strict);
    pages.add_template("vergleich.html", PAGE)?;
    let changes: Vec<(&str, usize, Vec<Shown<'_>>)> = ChangeKind::ALL
        .into_iter()
        .map(|kind| {
            let groups = comparison.groups(kind);
            let count = groups.iter().map(|group| group.rows.len()).sum();
            (kind.title(), count, if kind == ChangeKind::NurGewicht { Vec::new() } else { groups })
        })
        .collect();
    let differences: Vec<(&str, Vec<String>)> =
        comparison.group_titles().into_iter().map(|group| (group.title(), comparison.of_group(group))).collect();
    Ok(pages.get_template("vergleich.html")?.render(context! {
        alt => Serde(&comparison.old),
        neu => Serde(&comparison.new),
        stichtag => &comparison.stichtag,
        projekte => comparison.projects,
        summen => Serde(comparison.sums()),
        zaehlung => comparison.counts(),
        grenzen => comparison.limits(),
        aenderungen => Serde(changes),
        unterschiede => Serde(differences),
    })?)
}
