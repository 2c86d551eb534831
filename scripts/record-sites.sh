#!/usr/bin/env bash
# Records the answers of the sites in fixtures/sites once more, with Debian's mod_python (Python 3), and checks
# that a second and third recording give the same.
#
# usage: scripts/record-sites.sh [SITE_FOLDER...]     (default: all of fixtures/sites)
#
# Writes recorded.json of each site. Read the difference before you commit it: it is what "works as before" means.
set -euo pipefail

root_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
suite=$root_dir/../shared/conformance
serve=("$root_dir/node_modules/.bin/tsx" "$root_dir/scripts/conformance/serve.ts")

[ -e "$suite/record.py" ] || { echo "record-sites: ../shared/conformance/record.py is missing" >&2; exit 2; }
bash "$root_dir/scripts/setup-parity.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# -eq 0 ]; then set -- "$root_dir"/fixtures/sites/*/; fi
for site in "$@"; do
  site=${site%/}
  [ -e "$site/requests.json" ] || continue
  flat=$work/$(basename "$site")
  "${serve[@]}" flatten "$site" "$flat"
  cp "$site/requests.json" "$site/compare.json" "$flat"
  record=(python3 "$suite/record.py" --start "${serve[*]} start mod_python {conf} {docroot}" --stop "${serve[*]} stop {rundir}")
  "${record[@]}" "$flat"
  "${record[@]}" --verify "$flat"
  cp "$flat/recorded.json" "$site/recorded.json"
done
