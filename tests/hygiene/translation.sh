#!/bin/sh
# README.zh-CN.md is in step with README.md, and a text that is not is told from it.
set -eu
compare() { awk -f tests/hygiene/translation.awk "$1" "$2"; }
compare README.md README.zh-CN.md >&2 || { echo "README.zh-CN.md is out of step with README.md" >&2; exit 1; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
bad=0
# A change of README.zh-CN.md that the comparison must find, and what it must say of it.
finds() { # sed script, expected words
  sed "$1" README.zh-CN.md > "$scratch/changed.md"
  if compare README.md "$scratch/changed.md" > "$scratch/said"; then
    echo "not found: $1" >&2; bad=1
  elif ! grep -qF -e "$2" "$scratch/said"; then
    echo "$1: \"$2\" is not said, but:" >&2; cat "$scratch/said" >&2; bad=1
  fi
}
finds '0,/^## /{/^## /d}' 'heading of level 2'
finds '0,/^## /s/^## /### /' 'heading of level 3'
finds 's/^int main/int  main/' 'int  main'
finds 's/-d 1h/-d 2h/' '-d 2h'
finds 's|(docs/ci.md)|(docs/growth.md)|' 'docs/growth.md'
finds '/docs.limits.md/d' 'table row'
finds 's/84 /85 /' '85'
finds 's/^- \*\*/**/' 'list item'
finds '$d' 'nothing more'
exit $bad
