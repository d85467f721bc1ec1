//! What README and CONTRIBUTING tell people to type works.

#![cfg(feature = "bericht")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test says what went wrong by stopping")]

use std::path::Path;
use std::process::Command;

/// The commands of the fenced blocks that start the built binary.
fn commands(page: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect();
    text.lines().filter_map(|line| line.trim().strip_prefix("target/release/lotse ")).map(words).collect()
}

#[test]
fn the_commands_of_the_readme_run() {
    let commands = commands("README.md");
    assert!(commands.len() >= 5, "{commands:?}");
    for arguments in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_lotse")).args(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        let code = output.status.code().unwrap();
        assert!(code < 2, "lotse {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        assert!(!output.stdout.is_empty(), "lotse {} says nothing", arguments.join(" "));
    }
}

#[test]
fn the_pages_name_only_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for page in ["README.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.starts_with("http")) {
            assert!(root.join(link).exists(), "{page} links to {link}");
        }
        for quoted in text.split('`').skip(1).step_by(2).filter(|quoted| quoted.starts_with("standard/") && !quoted.contains(['<', ' '])) {
            assert!(root.join(quoted).exists(), "{page} names {quoted}");
        }
    }
}
