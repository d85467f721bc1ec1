//! How far `pruefe` is from the floor: reading and parsing the same files with the plain TOML parser, on the same
//! threads, in the same run, turn by turn. Usage: `cargo bench --profile dist --no-default-features --bench pruefe -- [FILES]`;
//! with `--profile release` it builds in a minute, and the ratio is a little higher.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lotse::audit::{Auditor, Question};
use lotse::command::example::Options;
use lotse::document::discover;
use lotse::period::Period;
use lotse::source::Source;
use lotse::standard::Standard;
use rayon::prelude::*;

const ROUNDS: usize = 7;

fn main() {
    let wanted = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let folder = tempfile::tempdir().expect("a folder for the copies");
    let files = invented(folder.path(), wanted);
    let standard = Standard::embedded("gdst").expect("the embedded profile is sound");
    let auditor = Auditor::new(&standard).expect("the embedded rules compile");
    let question = Question::as_of_day(Period::parse("2026-10-31").expect("a day"));

    let (mut floor, mut cells, mut check) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        floor.push(timed(|| read_and_parse(&files)));
        cells.push(timed(|| fill_cells(&standard, &files)));
        check.push(timed(|| audit(&auditor, &files, question)));
    }
    let bytes: u64 = files.iter().filter_map(|path| fs::metadata(path).ok()).map(|data| data.len()).sum();
    println!(
        "{} files, {:.1} MB, {} threads, {} rules",
        files.len(),
        bytes as f64 / 1e6,
        rayon::current_num_threads(),
        standard.rules.len()
    );
    for (name, which) in [("elapsed", (|times| times.0) as fn(&Times) -> Duration), ("processor", |times| times.1)] {
        let [floor, cells, check] = [&floor, &cells, &check].map(|times| median(times, which));
        println!(
            "{name}: floor (read + DeTable::parse) {floor:.1} ms, read + cells {cells:.1} ms, pruefe (read to findings) {check:.1} ms"
        );
        println!("{name}: ratio {:.2}", check / floor);
    }
}

/// Invented projects from the recipe of the standard, 150 to 400 lines each.
fn invented(folder: &Path, wanted: u32) -> Vec<PathBuf> {
    let options = Options { projects: wanted, seed: 7, standard: None, output: folder.to_path_buf(), insist: false };
    lotse::command::example::run(&options).expect("the recipe works");
    discover(&[folder.to_path_buf()]).expect("the folder just written").files
}

fn read_and_parse(files: &[PathBuf]) -> usize {
    files
        .par_iter()
        .map(|path| fs::read_to_string(path).map_or(0, |text| toml::de::DeTable::parse(&text).map_or(0, |table| table.get_ref().len())))
        .sum()
}

fn fill_cells(standard: &Standard, files: &[PathBuf]) -> usize {
    let cells = |source| lotse::document::read(&standard.schema, lotse::schema::Schema::PROJECT, source).1.len();
    files.par_iter().map(|path| Source::read(path).map_or(0, cells)).sum()
}

fn audit(auditor: &Auditor<'_>, files: &[PathBuf], question: Question) -> usize {
    files.par_iter().map(|path| Source::read(path).map_or(0, |source| auditor.audit(source, question).findings.len())).sum()
}

/// Elapsed and processor time; on a machine with other work only the second says something.
type Times = (Duration, Duration);

fn timed(work: impl FnOnce() -> usize) -> Times {
    let (start, busy) = (Instant::now(), processor_time());
    std::hint::black_box(work());
    (start.elapsed(), processor_time().saturating_sub(busy))
}

/// Of all threads so far, where the system tells (Linux).
fn processor_time() -> Duration {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let spent = threads.filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok());
    spent.filter_map(|line| line.split(' ').next()?.parse().ok()).map(Duration::from_nanos).sum()
}

fn median(times: &[Times], which: fn(&Times) -> Duration) -> f64 {
    let mut times: Vec<Duration> = times.iter().map(which).collect();
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1e3
}
