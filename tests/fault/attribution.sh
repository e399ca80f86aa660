#!/bin/sh
# attribution.sh CLI GROW [TABLE]: real programs that grow in known ways (grow.cpp). Each time the right group must be the largest
# grower, with at least 90 % of what grew in truth. With a third argument it prints the table of docs/attribution.md.
set -eu
cli=$1 grow=$2 table=${3:-}
command -v jq > /dev/null || { echo "SKIPPED: jq is not installed"; exit 77; }
work=$(mktemp -d)
pids=""
# shellcheck disable=SC2086  # a list
trap 'kill -9 $pids 2> /dev/null || true; rm -rf "$work"' EXIT
soon() { # command…: waits until it succeeds
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ $tries -lt 1000 ] || { echo "waited in vain for: $*"; cat "$work"/*; exit 1; }
    sleep 0.02
  done
}
mebibytes() { echo "$1" | awk '{ printf "%.2f MiB", $1 / 1048576 }'; }

# names MODE KIND growth_bytes|size_growth_bytes [MIB]: one program
names() {
  : > "$work/said"
  "$grow" "$1" "$((${4:-24} * 1048576))" >> "$work/said" &
  pid=$!
  pids="$pids $pid"
  soon grep -q ready "$work/said"
  : > "$work/notes"
  "$cli" maps "$pid" --over 1h --json > "$work/maps" 2> "$work/notes" &
  observer=$!
  pids="$pids $observer"
  soon grep -q "looked once" "$work/notes"
  kill -USR1 "$pid"
  soon grep -q grew "$work/said"
  kill -INT "$observer" # it looks again
  wait "$observer" || { echo "$1: status $?"; cat "$work/notes"; exit 1; }
  kill -9 "$pid"
  truth=$(sed -n 's/grew //p' "$work/said")
  set -- "$1" "$2" "$3" "$(jq -r "[.groups[] | {kind, name, growth: .$3}] | max_by(.growth) | .kind, .name, .growth" "$work/maps")"
  kind=$(echo "$4" | sed -n 1p) name=$(echo "$4" | sed -n 2p | sed 's/grow-[A-Za-z0-9]*/grow-…/') growth=$(echo "$4" | sed -n 3p)
  share=$(echo "$growth $truth" | awk '{ printf "%.1f", 100 * $1 / $2 }')
  if [ "$kind" != "$2" ] || [ "$((growth * 10))" -lt "$((truth * 9))" ]; then
    echo "$1: $growth of $truth bytes ($share %) in $kind ($name), not in $2"; cat "$work/maps"; exit 1
  fi
  new=$(jq -r '.sentence | split("; ") | map(select(test(" (is|are) new"))) | join("")' "$work/maps")
  if [ -n "$table" ]; then
    what=memory; [ "$3" = growth_bytes ] || what=addresses
    echo "| \`$1\` | $(mebibytes "$truth") of $what | $name | $(mebibytes "$growth") ($share %) | ${new:-–} |"
  fi
}

[ -z "$table" ] || printf '| program | grew in truth | largest grower | of it found | also said |\n|---|---|---|---|---|\n'
names heap_leak heap growth_bytes
names retained_heap heap growth_bytes
names mmap_leak anonymous growth_bytes
names arena_growth arena growth_bytes
names retained_arenas arena growth_bytes
names thread_leak thread_stack growth_bytes 8
names unjoined_threads thread_stack size_growth_bytes 256
names shared_memory_leak shared_memory growth_bytes
names file_map_growth file growth_bytes
names reserved_addresses reserved size_growth_bytes 1024
names untouched_addresses anonymous size_growth_bytes 1024
names untouched_blocks anonymous size_growth_bytes 1024
[ -n "$table" ] || echo "12 programs: the right group each time"
