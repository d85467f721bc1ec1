//! The doorstep: hands the arguments over and turns the outcome into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    lotse::cli::run(std::env::args_os())
}
