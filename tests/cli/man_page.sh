#!/bin/sh
# The man page has nothing that its readers complain of, and every option of every --help. In: procmem-cli, the page.
set -eu
command -v mandoc > /dev/null || { echo "SKIPPED: mandoc is not installed"; exit 77; }
mandoc -T lint -W warning "$2" || { echo "mandoc complains of $2" >&2; exit 1; }
text=$(mandoc -T utf8 -O width=300 "$2" | sed "s/.$(printf '\b')//g")
bad=0
has() { printf '%s\n' "$text" | grep -qF -e "$1" || { echo "the page lacks: $1" >&2; bad=1; }; }
for command in $("$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  has "procmem-cli $command"
  for option in $("$1" "$command" --help | grep -oE '^  (-.,)?--[a-z-]+' | grep -oE -e '--.*' | grep -vxF -e --help); do
    has "$option"
  done
done
for status in 0 1 2 3 4 5 6 7 125 126 127; do
  printf '%s\n' "$text" | sed -n '/^EXIT STATUS/,/^FILES/p' | grep -qE "^ +$status  " || { echo "no status $status" >&2; bad=1; }
done
! printf '%s\n' "$text" | grep -nE '@[A-Z]+@' || bad=1
exit $bad
