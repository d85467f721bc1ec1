//! `lotse beispiel`: invented projects for trying and measuring. What they contain is a recipe of the standard, a
//! template with chance in it; here are only the dice, which fall the same for the same seed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, bail};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, context};
use rayon::prelude::*;

use crate::command::new::check_id;
use crate::command::{Outcome, insisted, load_standard, print};
use crate::confine;
use crate::output::Door;
use crate::period::Period;
use crate::source::{Source, portable};
use crate::standard::Standard;

pub struct Options {
    pub projects: u32,
    pub seed: u64,
    pub standard: Option<PathBuf>,
    pub output: PathBuf,
    /// Also over files that are there.
    pub insist: bool,
}

const RECIPE: &str = "beispiel/rezept.toml";
const TEMPLATE: &str = "beispiel/projekt.toml.jinja";

/// Steps of the recipe for one project; the longest takes a fiftieth.
const STEPS: u64 = 5_000_000;

/// Projects made by one set of dice before the next takes over; small enough to keep all cores busy.
const BATCH: u32 = 250;

/// # Errors
/// The profile has no recipe, the recipe is broken, or the folder cannot be written.
pub fn run(options: &Options) -> Result<Outcome> {
    let standard = load_standard(options.standard.as_deref())?;
    let recipe = Recipe::of(&standard)?;
    let batches: Vec<u32> = (0..options.projects).step_by(BATCH as usize).collect();
    let door = Door::hasty(options.insist);
    let each = |with: &(dyn Fn(&Path, &str) -> Result<()> + Sync)| {
        batches.par_iter().try_for_each(|&start| {
            let dice = Dice::default();
            let kitchen = recipe.kitchen(&dice)?;
            for number in start..(start + BATCH).min(options.projects) {
                let text = recipe.project(&kitchen, &dice, options.seed, number)?;
                let id = id_of(&text).context("dem erzeugten Projekt fehlt die erste Zeile mit seiner Kennung")?;
                check_id(&standard, id).with_context(|| format!("{}, Projekt {}", recipe.template.name, number + 1))?;
                with(&options.output.join(format!("{id}.toml")), &text)?;
            }
            Ok::<(), anyhow::Error>(())
        })
    };
    // Where something lies already, all are looked at before the first is written.
    if options.output.exists() && !options.insist {
        each(&refuse_other)?;
    }
    each(&|path, text| {
        if !is_same(path, text) {
            insisted(path, door.create(path, text.as_bytes())?);
        }
        Ok(())
    })?;
    print(&format!("{} erfundene Projekte in „{}“ geschrieben.\n", options.projects, options.output.display()))?;
    Ok(Outcome::Clean)
}

/// The same recipe makes the same files: then there is nothing to write.
fn is_same(path: &Path, text: &str) -> bool {
    std::fs::read(path).is_ok_and(|there| there == text.as_bytes())
}

fn refuse_other(path: &Path, text: &str) -> Result<()> {
    if path.exists() && !is_same(path, text) {
        bail!("„{}“ gibt es schon und ist anders; es wird nichts überschrieben. Wenn es doch sein soll: --ueberschreiben", portable(path));
    }
    Ok(())
}

/// The value of the file's first key, which is the project's id.
fn id_of(text: &str) -> Option<&str> {
    let line = text.lines().find(|line| !line.starts_with('#') && !line.trim().is_empty())?;
    line.split('"').nth(1)
}

struct Recipe {
    words: Value,
    template: Source,
}

impl Recipe {
    fn of(standard: &Standard) -> Result<Self> {
        let find = |path: &str| standard.layers.iter().rev().find_map(|layer| layer.files.get(path)).cloned();
        let (Some(words), Some(template)) = (find(RECIPE), find(TEMPLATE)) else {
            bail!("das Prüfprofil {} hat kein Rezept für erfundene Projekte ({RECIPE})", standard.name);
        };
        let parsed: toml::Value = toml::from_str(&words.text).with_context(|| format!("{} ist fehlerhaft", words.name))?;
        Ok(Self { words: Value::from(Serde(parsed)), template })
    }

    fn kitchen(&self, dice: &Dice) -> Result<Environment<'_>> {
        let mut kitchen = Environment::new();
        confine::confine(&mut kitchen, STEPS);
        kitchen.set_auto_escape_callback(|_| AutoEscape::None);
        kitchen.set_undefined_behavior(UndefinedBehavior::Strict);
        kitchen.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        kitchen.add_template(&self.template.name, &self.template.text).with_context(|| format!("{} ist fehlerhaft", self.template.name))?;
        dice.lay_out(&mut kitchen);
        Ok(kitchen)
    }

    /// The same seed and number always give the same project, whoever makes it and in whatever order.
    fn project(&self, kitchen: &Environment<'_>, dice: &Dice, seed: u64, number: u32) -> Result<String> {
        dice.reset(seed.wrapping_mul(1_000_003).wrapping_add(u64::from(number)));
        let template = kitchen.get_template(&self.template.name)?;
        let text = confine::rendered(&template, context! { nummer => number + 1, rezept => self.words.clone() }).map_err(|error| {
            let told = confine::german(&error).map_or_else(|| error.to_string(), str::to_owned);
            anyhow::Error::from(error).context(format!("{}, Projekt {}: {told}", self.template.name, number + 1))
        })?;
        // Templates swallow their last line break; a text file ends with one.
        Ok(format!("{}\n", text.trim_end()))
    }
}

#[derive(Clone)]
struct Dice(Arc<Mutex<fastrand::Rng>>);

impl Default for Dice {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(fastrand::Rng::with_seed(0))))
    }
}

impl Dice {
    fn reset(&self, seed: u64) {
        self.roll(|rng| rng.seed(seed));
    }

    fn roll<T>(&self, with: impl FnOnce(&mut fastrand::Rng) -> T) -> T {
        let mut rng = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        with(&mut rng)
    }

    /// What a recipe can ask for.
    fn lay_out(&self, kitchen: &mut Environment<'_>) {
        let dice = self.clone();
        kitchen.add_function("zufall", move |from: i64, to: i64| dice.roll(|rng| rng.i64(from..=to.max(from))));
        let dice = self.clone();
        kitchen.add_function("chance", move |percent: u32| dice.roll(|rng| rng.u32(0..100) < percent));
        let dice = self.clone();
        kitchen.add_function("wahl", move |list: Value| {
            let items = items(&list)?;
            let index = dice.roll(|rng| rng.usize(0..items.len().max(1)));
            items.get(index).cloned().ok_or_else(|| Error::new(ErrorKind::InvalidOperation, "wahl() aus einer leeren Liste"))
        });
        let dice = self.clone();
        kitchen.add_function("mische", move |list: Value, options: Kwargs| {
            let mut items = items(&list)?;
            dice.roll(|rng| rng.shuffle(&mut items));
            items.truncate(options.get::<Option<usize>>("anzahl")?.unwrap_or(usize::MAX));
            options.assert_all_used()?;
            Ok(Value::from(items))
        });
        kitchen.add_function("tag", |start: String, days: i32| {
            let start = Period::parse(&start).ok_or_else(|| Error::new(ErrorKind::InvalidOperation, format!("„{start}“ ist kein Tag")))?;
            Ok::<_, Error>(Period::day(start.from + days).iso())
        });
    }
}

fn items(list: &Value) -> Result<Vec<Value>, Error> {
    if list.kind() != ValueKind::Seq {
        return Err(Error::new(ErrorKind::InvalidOperation, "hier wird eine Liste erwartet"));
    }
    Ok(list.try_iter()?.collect())
}
