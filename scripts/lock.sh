#!/usr/bin/env bash
# Write requirements/run.txt and requirements/test.txt anew from pyproject.toml: exact versions with the hashes of every
# wheel, good for every Python and system the project supports. No line names a registry, so that an agency's own mirror
# serves as well. Versions stay as they are where pyproject.toml allows; `scripts/lock.sh --upgrade` takes newer ones.
# Needs the network, and uv (fetched for the occasion when it is not here).
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
if [[ -z $uv ]]; then
  tools=$(mktemp -d)
  trap 'rm -rf "$tools"' EXIT
  .venv/bin/python -m venv "$tools"
  "$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv
  uv=$tools/bin/uv
fi

compile() { # output, comment, uv arguments...
  local output=$1 comment=$2
  shift 2
  "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --output-file "$output" "$@" pyproject.toml
  { printf '# %s\n# Written by `make lock` from pyproject.toml; do not edit.\n' "$comment"; cat "$output"; } >"$output.part"
  mv "$output.part" "$output"
}

mkdir -p requirements
compile requirements/run.txt 'What Fieldkit runs with.' "$@"
compile requirements/test.txt 'What the tests, the linters and the build need; holds requirements/run.txt too.' \
  --extra test --constraint requirements/run.txt "$@"
if grep -nE '://|^-' requirements/*.txt; then
  echo "lock: a requirement names a place packages come from; it must not" >&2
  exit 1
fi
