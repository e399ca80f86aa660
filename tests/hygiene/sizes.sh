#!/bin/sh
# Small files: a public header has at most 150 lines, a source 400, an example 50.
set -eu
bad=0
check() { # most files…
  most=$1; shift
  for file in "$@"; do
    [ -e "$file" ] || continue
    lines=$(wc -l < "$file")
    [ "$lines" -le "$most" ] || { echo "$file has $lines lines, more than $most" >&2; bad=1; }
  done
}
check 150 include/procmem/*.hpp include/procmem/testing/*.hpp
check 400 lib/*.cpp lib/detail/*.?pp lib/testing/*.?pp cli/*.?pp
check 50 examples/*.cpp
exit $bad
