#!/usr/bin/env bash
# Installs what the tests need and passes them all: format, lints, tests, and the real report in a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."

sh scripts/install-test-tools.sh

cargo fmt --check
cargo clippy --release --locked --all-targets -- -D warnings
cargo test --release --locked

pages=target/tmp/bericht
rm -rf "$pages"
cargo run --release --locked --quiet -- bericht --monat 2026-10 --ausgabe "$pages"
node tests/browser/axe.cjs --bilder target/tmp/bilder "$pages"/2026-10/index.html target/tmp/muster.html target/tmp/feindlich.html
