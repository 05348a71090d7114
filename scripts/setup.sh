#!/usr/bin/env bash
# Make .venv ready: a Python of 3.11 or later, the system libraries Qt needs, the packages of requirements/ and Fieldkit
# itself. Safe to run at any time: what is already there is left alone, and then no network is used.
#
#   PYTHON=python3.12 scripts/setup.sh    take this Python instead of searching for one
#
# Without a network the first run needs a folder of wheels: pip's own PIP_NO_INDEX and PIP_FIND_LINKS point to it.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=.venv
stamp=$venv/.fieldkit-setup
list=requirements/test.txt # holds what Fieldkit runs with, too

die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
say() { printf 'setup: %s\n' "$*" >&2; }

may_install() { # without asking anybody
  command -v apt-get >/dev/null && { [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null; }
}

install_debian() { # packages...
  local admin=()
  [[ $(id -u) == 0 ]] || admin=(sudo -n)
  say "installing Debian packages: $*"
  "${admin[@]}" apt-get -qq update >&2 || say "apt-get update failed; trying with the lists at hand"
  "${admin[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -qq --no-install-recommends install "$@" >/dev/null
}

need_debian() { # packages...
  { may_install && install_debian "$@"; } || die "please run this once, then make again: sudo apt install $*"
}

recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() { # sets python
  for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    recent "$python" && return
  done
  [[ -z ${PYTHON:-} ]] || die "$PYTHON is not a Python of 3.11 or later"
  command -v python3 >/dev/null && die "Python 3.11 or later is needed; this is $(python3 --version 2>&1)"
  need_debian python3 python3-venv
  python=python3
  recent "$python" || die "Python 3.11 or later is needed; this is $(python3 --version 2>&1)"
}

# A .venv that is there is never emptied: what else is in it is its owner's.
make_venv() {
  local made_for
  if [[ -e $venv ]]; then
    recent $venv/bin/python || die "$venv is there but is no Python of 3.11 or later; remove it, then make again"
    [[ -f $stamp ]] || return 0
    read -r made_for <$stamp
    [[ $made_for == "$PWD" ]] || die "$venv was made for $made_for and cannot be moved; remove it, then make again"
    return 0
  fi
  find_python
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    need_debian "$(basename "$(readlink -f "$(command -v "$python")")")-venv"
  fi
  say "making $venv with $("$python" --version)"
  "$python" -m venv $venv
}

qt_libraries() {
  local needed window
  { read -r needed; read -r window; } < <($venv/bin/python -m fieldkit.qt_libraries)
  # shellcheck disable=SC2086  # lists of package names
  if [[ -n $needed ]]; then
    need_debian $needed $window
  elif [[ -n $window && ! -f $stamp ]]; then # only a window on X11 needs these, so nobody is stopped for them
    { may_install && install_debian $window; } ||
      say "all but a window on X11 will work; for the window: sudo apt install $window"
  fi
}

fingerprint() { pwd; { $venv/bin/python -VV; cat $list pyproject.toml; } | sha256sum; }

install_packages() {
  local now
  now=$(fingerprint)
  [[ -f $stamp && $(<$stamp) == "$now" ]] && return
  rm -f $stamp
  $venv/bin/python -m pip --version >/dev/null 2>&1 || $venv/bin/python -m ensurepip >/dev/null # uv makes one without pip
  say "installing packages into $venv (the first time some 200 MB are fetched)"
  $venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement $list ||
    die "the packages could not be installed; the first set-up needs the network"
  $venv/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-build-isolation --no-deps \
    --editable . || die "Fieldkit itself could not be installed into $venv"
  printf '%s\n' "$now" >$stamp
  say "ready"
}

make_venv
qt_libraries
install_packages
