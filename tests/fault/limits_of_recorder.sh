#!/bin/sh
# The recorder with few descriptors or little address space: it serves in full or ends with an error in words, and never by a signal;
# with enough for some processes of many it records those and says so. A file that it has begun is whole.
set -eu
cli=$1
command -v prlimit > /dev/null || { echo "SKIPPED: prlimit is not installed"; exit 77; }
work=$(mktemp -d)
pids=""
# shellcheck disable=SC2086  # a list
trap 'kill -9 $pids 2> /dev/null || true; rm -rf "$work"' EXIT
cp "$(command -v sleep)" "$work/recorded-$$"
name=$(printf 'recorded-%s' $$ | cut -c 1-15)
processes=40 i=0
while [ $i -lt $processes ]; do
  "$work/recorded-$$" 600 &
  pids="$pids $!"
  i=$((i + 1))
done
target=${pids##* }
tries=0
until [ "$(cat /proc/*/comm 2> /dev/null | grep -cx "$name")" -eq $processes ]; do
  tries=$((tries + 1)); [ $tries -lt 500 ] || { echo "the processes did not start"; exit 1; }
  sleep 0.02
done

served=0 refused=0
try() { # limit, what is recorded…: serves or refuses, and a file it has begun is a recording
  limit=$1; shift
  rm -f "$work/r.csv"
  status=0
  prlimit "$limit" "$cli" record "$@" -q -i 1ms -c 5 -o "$work/r.csv" > "$work/out" 2> "$work/error" || status=$?
  if [ $status -eq 0 ]; then
    served=$((served + 1))
    [ "$(grep -c '^2' "$work/r.csv")" -ge 5 ] || { echo "$limit: $*: status 0 and no samples"; exit 1; }
  else
    refused=$((refused + 1))
    if [ $status -ge 128 ] || ! [ -s "$work/error" ]; then
      echo "$limit: $*: status $status"; cat "$work/error"; exit 1
    fi
    # Before the program's main() there is only the loader to speak.
    grep -qE '^procmem-cli: |error while loading shared libraries|bad_alloc' "$work/error" || { echo "$limit: no error in words:"; cat "$work/error"; exit 1; }
  fi
  [ ! -s "$work/r.csv" ] || grep -q '^# {"type":"header"' "$work/r.csv" || { echo "$limit: a file that is no recording"; exit 1; }
}

descriptors=3
while [ $descriptors -le 24 ]; do
  try --nofile=$descriptors "$target"
  descriptors=$((descriptors + 1))
done
for descriptors in 8 12 16 20 30 50 80 100 160 1024; do
  try --nofile=$descriptors -n "$name" --all
  recorded=$(grep '^2' "$work/r.csv" 2> /dev/null | cut -d, -f3 | sort -u | wc -l)
  [ $status -ne 0 ] || [ "$recorded" -eq $processes ] || grep -q '"event":"gap".*Too many open files' "$work/r.csv" ||
    { echo "$descriptors descriptors: only $recorded of $processes recorded, and not a word about it"; exit 1; }
  try --nofile=$descriptors -C $$
done
[ "$served" -gt 0 ] && [ "$refused" -gt 0 ] || { echo "served $served, refused $refused: not the edge"; exit 1; }
of_descriptors="$served served and $refused refused for want of descriptors"
served=0 refused=0
space=4
while [ $space -le 64 ]; do
  try --as=$((space * 1024 * 1024)) "$target"
  space=$((space + 2))
done
[ "$served" -gt 0 ] && [ "$refused" -gt 0 ] || { echo "served $served, refused $refused: not the edge"; exit 1; }
echo "$of_descriptors, $served and $refused for want of address space; crashes: 0, broken files: 0"
