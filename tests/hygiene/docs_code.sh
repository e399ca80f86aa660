#!/bin/sh
# A ```cpp block after a line `<!-- examples/NAME.cpp -->` is that example; after `<!-- examples/NAME.cpp:TAG -->` it is the
# lines between `// [TAG]` and `// [TAG] end` there. No ```cpp block stands without such a line.
set -eu
bad=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for document in README.md docs/*.md; do
  awk -v out="$scratch/block" -v document="$document" '
    /^<!-- examples\/.*\.cpp(:[a-z_]+)? -->$/ { source = $2; next }
    /^```cpp$/ {
      if (source == "") { print document ":" NR ": a cpp block that names no example" > "/dev/stderr"; failed = 1 }
      inside = 1; ++n; print source > (out "." n ".source"); printf "" > (out "." n); next }
    /^```$/ { inside = 0; source = "" }
    inside { print > (out "." n) }
    END { exit failed }' "$document" || bad=1
  for source in "$scratch"/block.*.source; do
    [ -e "$source" ] || continue
    block=${source%.source}
    example=$(cut -d: -f1 "$source"); tag=$(cut -s -d: -f2 "$source")
    if [ -z "$example" ]; then rm -f "$source" "$block"; continue; fi
    if [ -n "$tag" ]; then
      sed -n "/\/\/ \[$tag\]\$/,/\/\/ \[$tag\] end\$/p" "$example" | sed '1d;$d' |
        awk 'NR == 1 { match($0, /^ */); n = RLENGTH } { print (substr($0, 1, n) ~ /^ *$/ ? substr($0, n + 1) : $0) }' > "$scratch/code"
    else
      cp "$example" "$scratch/code"
    fi
    [ -s "$scratch/code" ] || { echo "$document: $example has no part [$tag]" >&2; bad=1; }
    diff "$scratch/code" "$block" > "$scratch/diff" ||
      { echo "$document differs from $example${tag:+:$tag}:" >&2; cat "$scratch/diff" >&2; bad=1; }
    rm -f "$source" "$block"
  done
done
exit $bad
