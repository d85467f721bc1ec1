#!/usr/bin/env bash
# Faults that once lived in the core without a test noticing: each is put into a copy of the source, and a test must fail for it.
# Core only, a minute each; `bash scripts/fehler.sh NAME` for one.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target/fehler}
git ls-files -z --cached --others --exclude-standard | tar --null --create --files-from - | tar --extract --directory "$work"

lived=0 found=0 only=${1:-}
fault() { # name, file, what is replaced, by what, the test: target and filter
    local name=$1 file=$work/$2 old=$3 new=$4; shift 4
    [ -z "$only" ] || [ "$only" = "$name" ] || return 0
    cp "$file" "$work/heil"
    OLD=$old NEW=$new perl -0777 -pi -e 's/\Q$ENV{OLD}\E/$ENV{NEW}/' "$file"
    if cmp -s "$file" "$work/heil"; then echo "FEHLER: „$name“ passt nicht mehr zur Quelle: $old" >&2; exit 1; fi
    if (cd "$work" && cargo test --quiet --profile mutants --no-default-features "$@" > "$work/laut" 2>&1); then
        lived=$((lived + 1)); echo "LEBT      $name"
    elif grep -q '^test result: FAILED' "$work/laut"; then
        found=$((found + 1)); echo "gefunden  $name"
    else
        echo "FEHLER: mit „$name“ lässt sich nicht bauen" >&2; tail -20 "$work/laut" >&2; exit 1
    fi
    cp "$work/heil" "$file"
}

fault "ohne vergleichbares Ende abgelaufen" src/audit/waiver.rs \
    'is_none_or(|end| end.before(as_of) == Some(true))' 'is_none_or(|end| end.before(as_of) != Some(false))' --test gesetze
fault "der Anfang eines Orts genügt" src/audit/exceptions.rs \
    'at(&|path| squeezed(path) == *place)' 'at(&|path| squeezed(path).starts_with(place.as_str()))' --test gesetze
fault "der Anfang eines Orts genügt, im Portfolio" src/audit/exceptions.rs \
    '*place == squeezed(path) || *place' 'squeezed(path).starts_with(place.as_str()) || *place' --test gesetze
fault "keine Größengrenze" src/source.rs \
    'if bytes.len() as u64 > LARGEST {' 'if false {' --test gesetze
fault "Dateien ohne Umbenennen geschrieben" src/output/mod.rs \
    'self.disk.rename(&temporary, &target.real)' 'self.disk.write(&mut File::create(&target.real)?, bytes)' --lib output::tests::killed
fault "bekannt_ab übergangen" src/document/cut.rs \
    '_ if unknown_yet || later_event' '_ if later_event || unknown_yet && later_event' --test gesetze
fault "die älteste Größenklasse" src/audit/state.rs \
    '.max_by_key(|row| valid_from' '.min_by_key(|row| valid_from' --test gesetze
fault "Hinweisfrist einen Tag zu kurz" src/audit/exceptions.rs \
    'i64::from(left) <= self.notice' 'i64::from(left) < self.notice' --test gesetze
fault "leere Schlüssel sind gleich" src/audit/structure.rs \
    '!document.cell(*key).value.is_missing()' '!matches!(document.cell(*key).value, Value::Table { .. })' --test gesetze
fault "kein Index über lange Listen" src/audit/join.rs \
    'LONG: u32 = 32' 'LONG: u32 = u32::MAX' --test wachstum
fault "offene Schlüssel fehlen im Index" src/audit/join.rs \
    'None => index.open.push(number)' 'None => {}' --test wachstum

echo "$found gefunden, $lived nicht"
[ "$lived" = 0 ]
