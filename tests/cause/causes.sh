#!/bin/sh
# causes.sh GROW CLI [SECONDS]: programs that grow in known ways record themselves; their own report, and that of
# procmem-cli on the recording, have to name the cause. Prints a line for each.
set -eu
grow=$1 cli=$2 seconds=${3:-3}
if grep -qE '__(asan|tsan)_init' "$grow"; then
  echo "SKIPPED: a sanitizer keeps what is freed, so resident memory says nothing"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

kinds="heap:heap_in_use mapping:outside_heap threads:outside_heap shared:outside_heap file:outside_heap
  arenas:allocator_retention retained:allocator_retention addresses:outside_heap untouched:heap_in_use"
for kind in $kinds; do
  "$grow" "${kind%:*}" "$seconds" "${kind%:*}.csv" > "${kind%:*}.out" &
done
wait
bad=0
for kind in $kinds; do
  name=${kind%:*} wanted=${kind#*:}
  read -r cause verdict sentence < "$name.out" || { echo "$name: printed nothing" >&2; bad=1; continue; }
  printf '%-10s %-20s %-10s %s\n' "$name" "$cause" "$verdict" "$sentence"
  [ "$cause" = "$wanted" ] || { echo "$name: the cause is $cause, not $wanted" >&2; bad=1; }
  "$cli" report --json "$name.csv" > "$name.json" || true
  grep -q "\"cause\":\"$wanted\"" "$name.json" || {
    echo "$name: procmem-cli report finds another cause:" >&2
    cat "$name.json" >&2
    bad=1
  }
done
exit $bad
