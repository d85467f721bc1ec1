#!/usr/bin/env bash
# Installs what the tests need and passes them all: format, lints, tests, the real report in a real browser, and its papers
# under the veraPDF library.
set -euo pipefail
cd "$(dirname "$0")/.."

sh scripts/install-test-tools.sh

cargo fmt --check
cargo clippy --release --locked --all-targets -- -D warnings
cargo test --release --locked

pages=target/tmp/seiten
rm -rf "$pages"
rm -f target/tmp/{handbuch,vergleich,vorlage,pruefbericht,meldestand,auskunft}.{html,pdf}
cargo run --release --locked --quiet -- bericht --monat 2026-09 --ausgabe "$pages" --entwurf --versandt-am 2026-10-02 --formen csv
cargo run --release --locked --quiet -- bericht --monat 2026-09 --ausgabe "$pages" --freigeben
cargo run --release --locked --quiet -- bericht --monat 2026-10 --entwurf --ausgabe "$pages"
cargo run --release --locked --quiet -- standard handbuch --ausgabe target/tmp/handbuch.html
cargo run --release --locked --quiet -- standard vergleiche standard/pm-st tests/profile/streng --projekte tests/projekte --stichtag 2026-03-31 \
    --format html --ausgabe target/tmp/vergleich.html || test $? -eq 1
# A finding is no failure of the paper, nor is a file that cannot be read.
for paper in pruefbericht:data/beispiel/beispiel-0040-netz.toml kaputt:tests/projekte/kaputt.toml; do
    cargo run --release --locked --quiet -- pruefe "${paper#*:}" --stichtag 2026-10-31 --format html > "target/tmp/${paper%%:*}.html" || test $? -eq 1
done
cargo run --release --locked --quiet -- vorlage tests/projekte/muster-fehler.toml --freigabe F2 --stichtag 2026-03-31 --format html > target/tmp/vorlage.html
for form in html pdf; do
    cargo run --release --locked --quiet -- meldestand data/beispiel --monat 2026-10 --frist 2026-11-04 --ausgabe "target/tmp/meldestand.$form"
    cargo run --release --locked --quiet -- auskunft nachnutzung data/gdst --von 2024-01-01 --bis 2026-10-31 --ausgabe "target/tmp/auskunft.$form"
done
node tests/browser/axe.cjs --bilder target/tmp/bilder \
    "$pages"/2026-10{,-erfunden}/{index,vorhaben,kreise,kreise/15088,empfehlungen,hemmnisse}.html \
    "$pages"/2026-10-erfunden/abweichungen.html \
    "$pages"/2026-10/projekte/gdst.html "$pages"/2026-10-erfunden/projekte/beispiel-00{01-dms,40-netz}.html \
    target/tmp/{muster,feindlich,handbuch,vergleich,pruefbericht,kaputt,vorlage,meldestand,auskunft}.html

cargo run --release --locked --quiet -- bericht data/beispiel --monat 2026-10 --projekt beispiel-0001-dms --ausgabe "$pages"
cargo run --release --locked --quiet -- vorlage tests/projekte/muster-fehler.toml --freigabe F2 --stichtag 2026-03-31 --format pdf \
    --ausgabe target/tmp/vorlage.pdf
cargo run --release --locked --quiet -- pruefe data/beispiel/beispiel-0040-netz.toml --stichtag 2026-10-31 --format pdf \
    --ausgabe target/tmp/pruefbericht.pdf || test $? -eq 1
sh scripts/check-pdf.sh "$pages"/2026-10{,-erfunden}/portfolio.pdf "$pages"/2026-10-beispiel-0001-dms/projekte/beispiel-0001-dms.pdf \
    target/tmp/{muster,feindlich,vorlage,pruefbericht,meldestand,auskunft}.pdf
