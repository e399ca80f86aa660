#!/bin/sh
# The recordings of every release so far are read without a damaged line; one of a version that is not known is refused with status 6
# and one line, and left as it is, also by a recorder that is to go on with it.
set -eu
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
read_ones=0 refusals=0
for old in "$here"/../data/recordings/*; do
  scene=$old
  "$cli" report --json "$old" > "$work/report" || [ $? -le 1 ] || fail "$scene: cannot be read"
  grep -q '"samples":[1-9]' "$work/report" || fail "$scene: no samples"
  ! grep -q '"skipped_lines":[^0]' "$work/report" || fail "$scene: damaged lines"
  read_ones=$((read_ones + 1))
done
[ $read_ones -ge 3 ] || fail "only $read_ones recordings"
for format in csv jsonl; do
  for version in 0 2 99 2147483647 2147483648 18446744073709551616 -1 1.5 '"2"'; do
    scene="version $version, $format"
    sed "s/\"procmem\":1/\"procmem\":$version/" "$here/../data/recordings/v1.$format" > "$work/r.$format"
    cp "$work/r.$format" "$work/before"
    status_of "$cli" report "$work/r.$format"
    [ $status -eq 6 ] || fail "$scene: status $status"
    [ "$(wc -l < "$work/error")" -eq 1 ] || fail "$scene: more than one line: $(cat "$work/error")"
    status_of "$cli" record $$ -q -c 1 -o "$work/r.$format"
    [ $status -eq 4 ] || fail "$scene: gone on with, status $status"
    cmp -s "$work/before" "$work/r.$format" || fail "$scene: touched"
    refusals=$((refusals + 1))
  done
done
echo "$read_ones recordings of earlier releases read, $refusals of unknown versions refused"
