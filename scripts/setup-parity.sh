#!/usr/bin/env bash
# Installs what the tests with real servers need, and writes where it is to .parity/env.
#
#   - Debian's Apache with mod_python and mod_wsgi (both for Debian's Python 3), and apxs to build modules
#   - where a python2.7 is found: mod_wsgi 4.9.4 for it, the last release that supports Python 2.7
#   - where ../shared is found: the two Apache modules that print how Apache itself reads a configuration
#
# Needs root (or sudo). Starts no server and leaves a server that is already running alone. It may be run again
# at any time: what is done is not done twice.
set -euo pipefail
shopt -s inherit_errexit

readonly mod_wsgi_version=4.9.4
readonly packages=(apache2 apache2-dev libapache2-mod-python libapache2-mod-wsgi-py3 gcc make python3)
readonly modules_dir=/usr/lib/apache2/modules
readonly httpd=/usr/sbin/apache2
readonly server_user=www-data
# Used only where neither the interpreter's own folder nor this checkout is readable by the server's user.
readonly public_dir=/usr/local/lib/mod-python-migrate

root_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root_dir
readonly parity_dir=$root_dir/.parity
readonly oracle_source=$root_dir/../shared/oracles/apache

say() { printf 'setup-parity: %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Runs a command quietly; shows all of its output if it fails.
quietly() {
  local log=$parity_dir/last-step.log
  "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; say "failed: $*" >&2; return 1; }
}

# ---------------------------------------------------------------- Debian's packages

installed() { dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

missing_packages() {
  local name
  for name in "${packages[@]}"; do
    if ! installed "$name"; then echo "$name"; fi
  done
}

# Debian enables a module it installs. mod_wsgi refuses to start beside mod_python, so leaving both enabled would
# break a server that this machine may already have at its next start.
disable_new_module() {
  if [ -e "/etc/apache2/mods-enabled/$1.load" ]; then as_root a2dismod -q -f "$1" >/dev/null; fi
}

install_packages() {
  local missing had_server had_python had_wsgi policy=/usr/sbin/policy-rc.d own_policy=
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  say "installing" $missing
  had_server=$(installed apache2 && echo yes || true)
  had_python=$([ -e /etc/apache2/mods-enabled/python.load ] && echo yes || true)
  had_wsgi=$([ -e /etc/apache2/mods-enabled/wsgi.load ] && echo yes || true)
  # Debian's own switch against starting or restarting services while packages are installed.
  if [ ! -e "$policy" ]; then
    own_policy=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
    as_root chmod 755 "$policy"
  fi
  local status=0
  apt_install $missing || status=$?
  if [ -n "$own_policy" ]; then as_root rm -f "$policy"; fi
  [ "$status" -eq 0 ] || return "$status"
  if [ -z "$had_python" ]; then disable_new_module python; fi
  if [ -z "$had_wsgi" ]; then disable_new_module wsgi; fi
  if [ -z "$had_server" ] && [ -d /run/systemd/system ]; then quietly as_root systemctl disable apache2; fi
}

# The lock may be held by another installation: wait for it, up to ten minutes.
apt_install() {
  local apt=(as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=600)
  local install=("${apt[@]}" install --no-install-recommends "$@")
  # Package lists that are there may be fresh enough, which saves a long download.
  if quietly "${install[@]}" 2>/dev/null; then return 0; fi
  # `apt-get update` has a lock of its own, which the time-out above does not cover.
  local attempt
  for attempt in 1 2 3 4 5 6 7 8 9 10; do
    if quietly "${apt[@]}" update 2>/dev/null; then break; fi
    sleep "$attempt"
  done
  quietly "${install[@]}"
}

# ---------------------------------------------------------------- Python 2.7

# Prints the prefix of a Python 2.7, or nothing. A launcher of a version manager is not the interpreter itself,
# so the interpreter is asked.
find_python27() {
  local candidate
  for candidate in python2.7 "$HOME"/.pyenv/versions/2.7*/bin/python2.7; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (2, 7))' >/dev/null 2>&1; then
      "$candidate" -c 'import sys; print(sys.prefix)'
      return
    fi
  done
}

server_can_read() { as_root runuser -u "$server_user" -- test -r "$1"; }

# Prints a prefix the server's user can read. An interpreter in a private home is copied: the server switches to
# its user before Python imports anything.
readable_python27() {
  local prefix=$1 home=$parity_dir/python2.7
  if server_can_read "$prefix/lib/python2.7/os.py"; then
    echo "$prefix"
    return
  fi
  mkdir -p "$home"
  if ! server_can_read "$home"; then
    home=$public_dir/python2.7
    as_root mkdir -p "$home"
  fi
  if [ ! -e "$home/.complete" ]; then
    say "copying Python 2.7 to where the server's user can read it" >&2
    as_root rm -rf "$home"
    as_root mkdir -p "$home"
    # Its test suite is a quarter of the tree, and no server needs it.
    tar -C "$prefix" --exclude=lib/python2.7/test --exclude='*.pyc' -cf - bin lib include | as_root tar -C "$home" -xf -
    as_root chmod -R a+rX "$home"
    as_root touch "$home/.complete"
  fi
  echo "$home"
}

# pip asks a source distribution for its metadata, which needs setuptools and apxs: the first pip that can is taken.
download_mod_wsgi() {
  local target=$1 python
  for python in "$2/bin/python2.7" python3 /usr/bin/python3; do
    "$python" -m pip --version >/dev/null 2>&1 </dev/null || continue
    if quietly "$python" -m pip download --quiet --no-deps --no-binary mod_wsgi --dest "$target" \
      "mod_wsgi==$mod_wsgi_version" 2>/dev/null; then return 0; fi
  done
  if [ -z "${3:-}" ] && ! installed python3-pip; then
    apt_install python3-pip python3-setuptools python3-wheel && download_mod_wsgi "$target" "$2" again
    return
  fi
  cat "$parity_dir/last-step.log" >&2
  say "could not download mod_wsgi $mod_wsgi_version" >&2
  return 1
}

# Builds mod_wsgi.so. Arguments: the prefix Python was built for, the prefix to use, the folder for the result.
build_mod_wsgi() {
  local original=$1 prefix=$2 target=$3 build
  build=$(mktemp -d "$parity_dir/build.XXXXXX")
  say "building mod_wsgi $mod_wsgi_version for Python 2.7"
  download_mod_wsgi "$build" "$prefix"
  tar -C "$build" --strip-components=1 -xzf "$build"/mod_wsgi-*.tar.gz
  (
    cd "$build"
    quietly ./configure --with-apxs=/usr/bin/apxs --with-python="$prefix/bin/python2.7"
    # A copied interpreter still names the folder it was built for: take the copy's library, at run time too.
    sed -i "s|$original/|$prefix/|g" Makefile
    quietly make
  )
  mkdir -p "$target"
  cp "$build/src/server/.libs/mod_wsgi.so" "$target/mod_wsgi.so"
  rm -rf "$build"
}

# ---------------------------------------------------------------- putting it together

# Changes when this script or the sources it builds change; then everything is looked at again.
fingerprint() {
  cat "${BASH_SOURCE[0]}" "$oracle_source"/* 2>/dev/null | sha256sum | cut -d ' ' -f 1
}

# True if the last run finished with this very script and what it noted is still there.
up_to_date() {
  [ -e "$parity_dir/env" ] && grep -qx "PARITY_FINGERPRINT=$(fingerprint)" "$parity_dir/env" || return 1
  local path
  while IFS== read -r _ path; do
    case $path in /*) [ -e "$path" ] || return 1 ;; esac
  done <"$parity_dir/env"
  # A python2.7 or ../shared that came later has to be taken in.
  grep -q '^PARITY_PYTHON27=' "$parity_dir/env" || [ -z "$(find_python27)" ]
}

main() {
  if up_to_date; then
    say "ready"
    return
  fi
  mkdir -p "$parity_dir"
  rm -rf "$parity_dir"/build.*
  rm -f "$parity_dir/env"
  command -v dpkg-query >/dev/null || { say "this script knows Debian only" >&2; exit 1; }
  install_packages

  local facts=("PARITY_FINGERPRINT=$(fingerprint)" "PARITY_HTTPD=$httpd" "PARITY_MODULES=$modules_dir"
    "PARITY_MOD_PYTHON=$modules_dir/mod_python.so" "PARITY_MOD_WSGI_PY3=$modules_dir/mod_wsgi.so")

  local found home module_dir=$parity_dir/mod_wsgi-py27
  found=$(find_python27)
  if [ -n "$found" ]; then
    home=$(readable_python27 "$found")
    if [ "$(cat "$module_dir/built-for" 2>/dev/null)" != "$home $mod_wsgi_version" ]; then
      build_mod_wsgi "$found" "$home" "$module_dir"
      echo "$home $mod_wsgi_version" >"$module_dir/built-for"
    fi
    facts+=("PARITY_PYTHON27=$found/bin/python2.7" "PARITY_PYTHON27_HOME=$home"
      "PARITY_MOD_WSGI_PY27=$module_dir/mod_wsgi.so")
  else
    say "no python2.7 here: tests with Python 2.7 will be skipped"
  fi

  if [ -d "$oracle_source" ]; then
    say "building the configuration readers"
    rm -rf "$parity_dir/oracles"
    quietly sh "$oracle_source/build.sh" "$parity_dir/oracles"
    facts+=("PARITY_ORACLES=$parity_dir/oracles")
  fi

  rm -f "$parity_dir/last-step.log"
  printf '%s\n' "${facts[@]}" >"$parity_dir/env"
  say "ready"
}

main
