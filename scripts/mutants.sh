#!/usr/bin/env bash
# Would a test notice? Every operator and result of the heart of the check is changed once, and the core tests must fail for it.
# Not in CI: a change is built again for each. Goes on over several sittings: `bash scripts/mutants.sh 1/8` does an eighth, and the counts of
# what was done so far stand in tests/mutanten.csv. `FILES="src/audit/state.rs" bash scripts/mutants.sh` for one file.
set -euo pipefail
cd "$(dirname "$0")/.."

version=27.1.0
tools=${MUTANTS_TOOLS:-$PWD/target/werkzeuge}
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target/mutanten}
if ! [ -x "$tools/bin/cargo-mutants" ] || ! "$tools/bin/cargo-mutants" mutants --version | grep -q "$version"; then
    cargo install cargo-mutants --version "$version" --locked --root "$tools"
fi
export PATH="$tools/bin:$PATH"

shard=${1:-}
files=${FILES:-src/audit/exceptions.rs src/audit/state.rs src/audit/structure.rs src/audit/examine.rs src/audit/machine.rs src/document/cut.rs src/output/edition.rs}
table=tests/mutanten.csv
[ -f "$table" ] || echo "datei,stelle,aenderung,ergebnis,grund" > "$table"

# The tests that look at the file, quick ones first: what they miss goes to the slower ones.
quick() {
    case $1 in
        src/output/*) echo "--lib output::edition" ;;
        src/document/cut.rs) echo "--test gesetze --test golden" ;;
        *) echo "--test gesetze --test wachstum --test ten_defects --test golden --test orte" ;;
    esac
}

for file in $files; do
    out=target/mutanten-aus/$(basename "$file" .rs)
    mkdir -p "$out"
    # shellcheck disable=SC2046 # several words on purpose
    nice cargo mutants --no-shuffle --jobs 1 --baseline skip --timeout 300 --colors never ${shard:+--shard "$shard"} --output "$out" --file "$file" \
        -- $(quick "$file") || test $? -le 3
    # Places move with the text: a whole run takes the place of what was known of the file. What is equivalent stays, by its words.
    [ -n "$shard" ] || { grep -v "^$file,.*,\(caught\|missed\|timeout\|unviable\),$" "$table" > "$table.neu"; mv "$table.neu" "$table"; }
    for result in caught missed timeout unviable; do
        while IFS=: read -r _ line column what; do
            what=$(printf '%s' "${what# }" | tr ',"' ";'")
            grep -qF "\"$what\",gleichwertig," <(grep "^$file," "$table") && continue
            { grep -vF "$file,$line:$column,\"$what\"," "$table" || true; printf '%s,%s:%s,"%s",%s,\n' "$file" "$line" "$column" "$what" "$result"; } > "$table.neu"
            mv "$table.neu" "$table"
        done < "$out/mutants.out/$result.txt"
    done
done

echo "Datei, gefunden, nicht, gleichwertig, nicht baubar:"
tail -n +2 "$table" | awk -F, '{ file[$1]; n = $(NF - 1); if (n == "caught" || n == "timeout") caught[$1]++; else if (n == "missed") missed[$1]++;
    else if (n == "gleichwertig") same[$1]++; else broken[$1]++ }
    END { for (f in file) { all = caught[f] + missed[f]; printf "%-28s %4d %4d %4d %4d  %3d %%\n", f, caught[f], missed[f], same[f], broken[f], all ? 100 * caught[f] / all : 0 } }' | sort
