//! What grows with the length of a project file: time and peak memory of `pruefe` for 1×, 10× and 100× of each kind of row
//! that once cost more than its length. Each runs in a process of its own, so that the peak is its own.
//! Usage: `cargo bench --profile release --no-default-features --bench wachstum`. It prints and judges nothing; ten times the
//! rows should cost at most twelve times as much.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test or a measurement says what went wrong by stopping"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const HEAD: &str = "id = \"x\"\ntitel = \"X\"\ndatenart = \"erfunden\"\nphasen = [{ phase = \"durchfuehrung\", beginn = 2026-01-01 }]\n";

/// What it is, how many rows once, and the text for so many.
type Kind = (&'static str, usize, fn(usize) -> String);

const KINDS: [Kind; 10] = [
    ("wrong rows in one line", 200, |rows| list("kontakte", rows, ", ", |number| format!("{{ id = \"k{number}\", datum = 5 }}"))),
    ("wrong references", 400, |rows| stellen(rows) + &rollen(rows, "x")),
    ("ids", 800, stellen),
    ("the same id", 800, |rows| list("stellen", rows, ",\n", |_| "{ id = \"s\", name = \"S\", ebene = \"land\" }".to_owned())),
    ("unknown keys", 5_000, |rows| {
        (0..rows).fold(String::new(), |mut text, number| {
            writeln!(text, "schluessel_{number} = 1").expect("a text");
            text
        })
    }),
    ("rows with nothing but an id", 1_000, |rows| list("kontakte", rows, ",\n", |number| format!("{{ id = \"k{number}\" }}"))),
    ("headings", 1_000, |rows| {
        (0..rows).fold(String::new(), |mut text, number| {
            writeln!(text, "[[kontakte]]\nid = \"k{number}\"").expect("a text");
            text
        })
    }),
    ("stellen x rollen", 100, |rows| stellen(rows) + &rollen(rows, "s")),
    ("letters of a title", 4_300, |letters| format!("kurzname = \"{}\"\n", "wort ".repeat(letters / 5))),
    ("placeholders", 400, |rows| {
        list("ergebnisse", rows, ",\n", |number| format!("{{ id = \"e{number}\", art = \"TODO\", titel = \"TODO\" }}"))
    }),
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, file] = arguments.as_slice()
        && flag == "--one"
    {
        let code = lotse::cli::run(["lotse", "pruefe", file, "--stichtag", "2026-10-31"].map(Into::into));
        eprintln!("{}", peak());
        assert!(code == std::process::ExitCode::SUCCESS || code == std::process::ExitCode::from(1), "{file} was not checked");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    println!(
        "{:32} {:>9}  {:>8} {:>8}   {:>9}  {:>8} {:>8}   {:>9}  {:>8} {:>8}",
        "", "1x", "ms", "MB", "10x", "ms", "MB", "100x", "ms", "MB"
    );
    for (name, once, text) in KINDS {
        let measured: Vec<String> = [1, 10, 100].map(|times| times * once).iter().map(|rows| one(folder.path(), *rows, text)).collect();
        println!("{name:32} {}", measured.join("   "));
    }
}

fn one(folder: &Path, rows: usize, text: fn(usize) -> String) -> String {
    let file = folder.join("x.toml");
    fs::write(&file, format!("{HEAD}{}", text(rows))).expect("a file");
    let start = Instant::now();
    let program = std::env::current_exe().expect("this program");
    let run = Command::new(program).arg("--one").arg(&file).stdout(Stdio::null()).output().expect("it runs");
    let elapsed = start.elapsed().as_millis();
    let told = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{rows} rows: {told}");
    format!("{rows:9}  {elapsed:8} {:>8}", told.lines().last().unwrap_or_default())
}

/// Megabytes this process once held, where the system tells (Linux).
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn list(name: &str, rows: usize, separator: &str, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!("{name} = [{}]\n", rows.join(separator))
}

fn stellen(rows: usize) -> String {
    list("stellen", rows, ",\n", |number| format!("{{ id = \"s{number}\", name = \"S {number}\", ebene = \"land\" }}"))
}

fn rollen(rows: usize, stelle: &str) -> String {
    list("rollen", rows, ",\n", |number| {
        format!("{{ id = \"r{number}\", rolle = \"projektteam\", stelle = \"{stelle}{number}\", seit = 2026-01-01 }}")
    })
}
