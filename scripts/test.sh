#!/usr/bin/env bash
# All tests, from a fresh clone on: installs what is missing, builds, and runs
#   1. the type check of sources, scripts and tests
#   2. the tests of the tool (vitest), those with real servers included
#   3. the tests of the Python package that ships into migrated sites, under every Python found here
#   4. the sites in fixtures/sites against their recorded answers (needs ../shared)
# The last line is `N passed, N failed, N skipped`; the exit status is 1 if anything failed.
#
# Where the servers cannot be installed, the tests that need them are skipped; with CI set that is a failure.
set -uo pipefail

root_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root_dir" || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0

step() { printf '\n== %s\n' "$*"; }

# Adds a step's figures: passed, failed, skipped. A step that ended badly counts as a failure at least.
add() {
  local status=$1 bad=$3
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  passed=$((passed + $2)) failed=$((failed + bad)) skipped=$((skipped + $4))
}

# Prints the number at a dotted path of a JSON file, or 0 where there is none.
figure() {
  node -e '
    const [file, ...keys] = process.argv.slice(1);
    let value = 0;
    try { value = keys.reduce((node, key) => node[key], JSON.parse(require("fs").readFileSync(file, "utf8"))); } catch {}
    console.log(Number(value) || 0)' "$@"
}

prepare() {
  step "set-up"
  if ! bash scripts/setup-parity.sh; then
    if [ -n "${CI:-}" ]; then exit 1; fi
    echo "no real servers here: the tests that need them are skipped"
  fi
  # `npm ci` builds, too.
  if [ ! -x node_modules/.bin/vitest ]; then npm ci --no-audit --no-fund || exit 1; else node scripts/build.mjs || exit 1; fi
}

types() {
  step "types"
  local status=0
  node_modules/.bin/tsc -p tsconfig.dev.json || status=$?
  add "$status" 0 0 0
}

tool_tests() {
  step "tests of the tool"
  local status=0 report=$work/vitest.json
  node_modules/.bin/vitest run --reporter=default --reporter=json --outputFile.json="$report" || status=$?
  add "$status" "$(figure "$report" numPassedTests)" "$(figure "$report" numFailedTests)" \
    "$(figure "$report" numPendingTests)"
}

runtime_tests() {
  step "tests of the Python package"
  local status=0 log=$work/runtime.log
  bash scripts/test-runtime.sh | tee "$log" || status=$?
  local figures
  read -r -a figures <<<"$(tail -1 "$log" | tr -c '0-9\n' ' ')"
  add "$status" "${figures[0]:-0}" "${figures[1]:-0}" "${figures[2]:-0}"
}

conformance() {
  step "recorded answers"
  if [ ! -e ../shared/conformance/replay.py ] && [ -z "${CI:-}" ]; then
    echo "skipped: ../shared/conformance is not here"
    return
  fi
  local status=0 report=$work/conformance.json
  node_modules/.bin/tsx scripts/conformance.ts --min 100 --report "$report" || status=$?
  add "$status" "$(figure "$report" total passed)" "$(figure "$report" total failed)" 0
}

prepare
types
tool_tests
runtime_tests
conformance
printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
