#!/bin/sh
# Puts the browser check in place: chromium and Noto Sans from Debian, axe and playwright from the lock file.
# Can be run again at any time; what is there is left alone.
set -eu
cd "$(dirname "$0")/.."

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v npm >/dev/null 2>&1 || missing="$missing npm"
fc-list 2>/dev/null | grep -q NotoSans-Regular || missing="$missing fonts-noto-core"
if [ -n "$missing" ]; then
    apt-get update
    # shellcheck disable=SC2086 -- a list of package names
    apt-get install -y --no-install-recommends $missing
fi

stamp=tests/browser/node_modules/.package-lock.json
if [ ! -e "$stamp" ] || [ tests/browser/package-lock.json -nt "$stamp" ]; then
    npm ci --prefix tests/browser --no-audit --no-fund
fi
