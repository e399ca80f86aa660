#!/bin/sh
# causes.sh GROW CLI [SECONDS]: programs that grow in known ways record themselves; their own report, and that of
# procmem-cli on the recording, have to name the cause. Prints a line for each.
set -eu
grow=$(realpath "$1") cli=$(realpath "$2") seconds=${3:-3}
if grep -qE '__(asan|tsan)_init' "$grow"; then
  echo "SKIPPED: a sanitizer keeps what is freed, so resident memory says nothing"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

ways="heap_leak:heap_in_use untouched_blocks:heap_in_use arena_growth:heap_in_use
  retained_heap:allocator_retention retained_arenas:allocator_retention
  mmap_leak:outside_heap thread_leak:outside_heap unjoined_threads:outside_heap shared_memory_leak:outside_heap
  file_map_growth:outside_heap reserved_addresses:outside_heap untouched_addresses:outside_heap"
for way in $ways; do
  "$grow" "${way%:*}" "$seconds" "${way%:*}.csv" > "${way%:*}.out" &
done
wait
bad=0
for way in $ways; do
  name=${way%:*} wanted=${way#*:}
  read -r cause verdict sentence < "$name.out" || { echo "$name: printed nothing" >&2; bad=1; continue; }
  printf '%-19s %-19s %-10s %s\n' "$name" "$cause" "$verdict" "$sentence"
  [ "$cause" = "$wanted" ] || { echo "$name: the cause is $cause, not $wanted" >&2; bad=1; }
  "$cli" report --json "$name.csv" > "$name.json" || true
  grep -q "\"cause\":\"$wanted\"" "$name.json" || {
    echo "$name: procmem-cli report finds another cause:" >&2
    cat "$name.json" >&2
    bad=1
  }
done
exit $bad
