# Everything a contributor runs, by name. `just --list` shows them.

# Format, lint and test the core: about a minute after the first build.
kern:
    cargo fmt --check
    cargo clippy --release --no-default-features --all-targets -- -D warnings
    cargo test --release --no-default-features --locked

# All that CI does.
ci:
    bash scripts/test.sh

# The rulebook's own examples.
regeln:
    cargo run --release --no-default-features --locked -- standard pruefe

# The report of the real projects.
bericht monat="2026-10":
    cargo run --release --locked -- bericht --monat {{monat}}

# Distance of `pruefe` from the floor.
messen dateien="10000":
    cargo bench --profile dist --no-default-features --bench pruefe -- {{dateien}}

# Accept changed snapshots after reading them.
abnehmen:
    INSTA_UPDATE=always cargo test --release --locked
