#!/usr/bin/env bash
# Runs the tests of the Python package that ships into migrated sites, under every Python found here from 2.7 on.
#
# One line for each interpreter, then `runtime: N passed, N failed, N skipped`. Exit status 1 if any test failed,
# if there is no test, or if no interpreter is found.
set -euo pipefail

root_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly versions=(2.7 3.6 3.7 3.8 3.9 3.10 3.11 3.12 3.13)

# Prints the path of an interpreter of the given version, or nothing. A version manager's launcher may exist for
# a version that is not switched on, so each candidate has to run.
find_python() {
  local candidate
  for candidate in "python$1" "$HOME"/.pyenv/versions/"$1".*/bin/python; do
    if "$candidate" -c 'import sys; sys.exit("%d.%d" % sys.version_info[:2] != sys.argv[1])' "$1" >/dev/null 2>&1; then
      command -v "$candidate"
      return
    fi
  done
}

# The number after the given word in the closing lines of unittest, or 0.
count_of() { { grep -oE "$1=?[ ]?[0-9]+" <<<"$2" || true; } | grep -oE '[0-9]+' | tail -1 | grep . || echo 0; }

passed=0 failed=0 skipped=0 interpreters=0
for version in "${versions[@]}"; do
  python=$(find_python "$version")
  if [ -z "$python" ]; then
    echo "python $version: not here"
    # A gate that skips the version the migrated sites run on is no gate.
    if [ -n "${CI:-}" ] && [ "$version" = 2.7 ]; then failed=$((failed + 1)); fi
    continue
  fi
  interpreters=$((interpreters + 1))
  status=0
  output=$(cd "$root_dir" && PYTHONPATH=src/runtime PYTHONDONTWRITEBYTECODE=1 \
    "$python" -m unittest discover -s test/runtime -p 'test_*.py' </dev/null 2>&1) || status=$?
  closing=$(tail -3 <<<"$output")
  ran=$(count_of 'Ran' "$closing")
  bad=$(($(count_of 'failures' "$closing") + $(count_of 'errors' "$closing")))
  left=$(count_of 'skipped' "$closing")
  if [ "$ran" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then bad=$((bad + 1)); fi
  echo "python $version: $ran tests, $bad failed, $left skipped"
  if [ "$bad" -ne 0 ]; then sed 's/^/    /' <<<"$output"; fi
  good=$((ran - bad - left))
  if [ "$good" -gt 0 ]; then passed=$((passed + good)); fi
  failed=$((failed + bad)) skipped=$((skipped + left))
done
if [ "$interpreters" -eq 0 ]; then failed=$((failed + 1)); fi
echo "runtime: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
