#!/usr/bin/env bash
# What takes too long for every change and is run by people before "done": the real program killed at moments spread over its run,
# in every way in which a month goes on. After each kill and one more command the reports are the old ones or the new ones, whole,
# and the proof of each holds. `KILLS=20 bash scripts/lang.sh` for fewer. After that the faults that once lived in the core are put into a
# copy of it, and what grows with the length of a file is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

kills=${KILLS:-100}
lotse=${LOTSE:-target/release/lotse}
lotse=$(realpath "$lotse")
root=$(pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

sums() { (cd "$1" && find . -path ./.lotse -prune -o -type f -print0 | sort -z | xargs -0r sha256sum); }
fail() { echo "FEHLER: $*" >&2; exit 1; }

mkdir "$work/daten"
for file in "$root"/data/beispiel/beispiel-00{01,05,09,13,17,21,25,29,33,37}-*.toml; do cp "$file" "$work/daten/"; done
bericht() { (cd "$work" && "$lotse" bericht daten --standard "$root/standard/gdst" --monat 2026-10 --formen html,csv,md,parquet --ausgabe "$@"); }

# A state of the reports, and the command that goes on from it.
late() { sed -i 's/^titel = "/titel = "Später: /' "$work"/daten/beispiel-0001-*.toml; }
states=$work/zustand
mkdir -p "$states"/{frisch,entwurf}
bericht "$states/entwurf" > "$work/laut"
cp -a "$states/entwurf" "$states/freigegeben"
release=(--freigeben --trotz-stellungnahmefrist --grund Probe --freigegeben-durch Probe)
bericht "$states/freigegeben" "${release[@]}" > "$work/laut"
late
cp -a "$states/freigegeben" "$states/beide"
bericht "$states/beide" --entwurf > "$work/laut"

run() { # name of the way, state, arguments
    local name=$1 state=$states/$2; shift 2
    local old new first start whole survived=0 was_old=0 was_new=0
    rm -rf "$work/neu" && cp -a "$state" "$work/neu"
    start=$(date +%s%N)
    bericht "$work/neu" "$@" > "$work/laut"
    whole=$(( ($(date +%s%N) - start) / 1000000 ))
    old=$(sums "$state"); new=$(sums "$work/neu"); first=$(sums "$states/freigegeben" | grep '  ./2026-10/' || true)
    for ((at = 1; at <= kills; at++)); do
        rm -rf "$work/probe" && cp -a "$state" "$work/probe"
        # Most of the writing is at the end: half of the kills fall into the last third.
        local wait=$(( at % 2 ? whole * at / kills : whole * 2 / 3 + whole * at / kills / 3 ))
        (cd "$work" && exec "$lotse" bericht daten --standard "$root/standard/gdst" --monat 2026-10 --formen html,csv,md,parquet \
            --ausgabe "$work/probe" "$@") > "$work/laut" 2>&1 &
        local pid=$!
        sleep "$((wait / 1000)).$(printf %03d $((wait % 1000)))"
        kill -9 "$pid" 2> "$work/laut" || true
        wait "$pid" 2> "$work/laut" || true
        # Fassung 1 holds even before anybody has put anything right.
        if [[ $state == */freigegeben || $state == */beide ]]; then
            [ "$(sums "$work/probe" | grep '  ./2026-10/')" = "$first" ] || fail "$name, Abbruch nach $wait ms: Fassung 1 ist verändert"
        fi
        # One more command, which writes nothing itself.
        (cd "$work" && "$lotse" bericht --pruefe "$work/probe") > "$work/pruefung" 2>&1 || grep -q 'liegt kein Bericht' "$work/pruefung" \
            || fail "$name, Abbruch nach $wait ms: $(cat "$work/pruefung")"
        local now; now=$(sums "$work/probe")
        if [ "$now" = "$old" ]; then was_old=$((was_old + 1)); elif [ "$now" = "$new" ]; then was_new=$((was_new + 1)); else
            fail "$name, Abbruch nach $wait ms: weder alt noch neu"; fi
        [ -z "$(find "$work/probe/.lotse" -mindepth 1 ! -name '*.sperre' 2> "$work/laut")" ] || fail "$name, Abbruch nach $wait ms: Reste in .lotse"
        survived=$((survived + 1))
    done
    echo "$name: $survived von $kills überstanden ($was_old alt, $was_new neu; ein Lauf dauert $whole ms)"
}

run "neuer Bericht" frisch --entwurf
run "über einen Entwurf" entwurf --entwurf
run "Freigabe" entwurf "${release[@]}"
run "Entwurf neben Fassung 1" freigegeben --entwurf
run "zweite Fassung" beide "${release[@]}"

# Replies: each project file is the old one or the new one, and the same command again enters the rest.
(cd "$work" && "$lotse" bericht daten --standard "$root/standard/gdst" --monat 2026-10 --formen html,parquet --ausgabe "$work/antwort" --entwurf \
    --stellungnahmen "$work/bogen.toml") > "$work/laut"
if [ -f "$work/bogen.toml" ]; then
    sed -i 's/^wert = ""/wert = "Abgestimmt."/' "$work/bogen.toml"
    cp -a "$work/daten" "$work/daten-alt"
    entered() { (cd "$work" && "$lotse" bericht daten --standard "$root/standard/gdst" --monat 2026-10 --formen html,parquet --ausgabe "$work/antwort" \
        --entwurf --stellungnahmen "$work/bogen.toml"); }
    start=$(date +%s%N); entered > "$work/laut"; whole=$(( ($(date +%s%N) - start) / 1000000 ))
    cp -a "$work/daten" "$work/daten-neu"
    for ((at = 1; at <= kills; at++)); do
        rm -rf "$work/daten" && cp -a "$work/daten-alt" "$work/daten"
        wait=$(( whole * at / kills ))
        (cd "$work" && exec "$lotse" bericht daten --standard "$root/standard/gdst" --monat 2026-10 --formen html,parquet --ausgabe "$work/antwort" --entwurf \
            --stellungnahmen "$work/bogen.toml") > "$work/laut" 2>&1 &
        pid=$!
        sleep "$((wait / 1000)).$(printf %03d $((wait % 1000)))"
        kill -9 "$pid" 2> "$work/laut" || true
        wait "$pid" 2> "$work/laut" || true
        for file in "$work"/daten/*.toml; do
            name=$(basename "$file")
            cmp -s "$file" "$work/daten-alt/$name" || cmp -s "$file" "$work/daten-neu/$name" || fail "Antworten, Abbruch nach $wait ms: $name ist zerstört"
        done
        entered > "$work/laut"
        diff -r "$work/daten" "$work/daten-neu" > "$work/laut" || fail "Antworten, Abbruch nach $wait ms: der zweite Aufruf trägt nicht den Rest ein"
    done
    echo "Antworten: $kills von $kills überstanden (ein Lauf dauert $whole ms)"
else
    fail "keine offene Stellungnahme: die Auswahl der Vorhaben passt nicht mehr"
fi

bash scripts/fehler.sh
cargo bench --locked --profile release --no-default-features --bench wachstum
