#!/bin/sh
# What cannot be looked at is not taken for what would be convenient: somebody's file for an empty one, a recording in use for a free one,
# a directory of everybody's for a safe one, a piece for no piece. Each stat and read of a recorder that begins fails in turn.
set -eu
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
need_strace
pids=""
# shellcheck disable=SC2086  # a list
undo() { [ -z "$pids" ] || { kill -9 $pids; wait $pids; } 2> /dev/null || true; } # or it would begin its file anew
runs=0

# each_fails CALL SETUP VERDICT: with the n-th CALL failing, for n = 1, 2, … until it makes no more; none is to have succeeded in what it
# must not do.
each_fails() {
  n=1
  while :; do
    "$2"
    scene="$2, EIO at $1 $n"
    status_of strace -f -qq -o "$work/trace" -e "trace=$1" -e "inject=$1:error=EIO:when=$n" \
      "$record_numbers" "$output" "$work/notes" 3
    grep -q INJECTED "$work/trace" || break
    "$3"
    runs=$((runs + 1)) n=$((n + 1))
  done
  [ $n -gt 1 ] || fail "$2: there is no $1"
}

foreign_file() { output=$work/list.$format; rm -f "$output" "$work/notes"; printf 'milk\nbread\n' > "$output"; }
is_untouched() {
  [ $status -ne 0 ] || fail "$scene: taken for a recording"
  [ "$(cat "$output")" = "$(printf 'milk\nbread\n')" ] || fail "$scene: touched: $(cat "$output")"
}
recording_in_use() { output=$work/used.$format; rm -f "$work/notes"; }
has_one_recorder() {
  [ $status -ne 0 ] || fail "$scene: taken for free"
  [ "$(headers)" -eq "$headers" ] || fail "$scene: a second recorder wrote to it"
}
headers() { grep -c '"type":"header"\|Started logging' "$output" || true; }
link_in_shared_directory() { output=$work/open/link.$format; rm -f "$work/notes"; }
is_not_followed() {
  [ $status -ne 0 ] || fail "$scene: followed"
  [ ! -e "$work/secret.$format" ] || fail "$scene: written where the link leads"
}
torn_recording() {
  output=$work/torn.$format
  rm -f "$output" "$work/notes"
  "$record_numbers" "$output" "$work/notes" 2
  printf '20' >> "$output"
}
has_no_torn_middle() {
  check "$output" "$work/notes" torn skipped=1
  [ "$format" = memlog ] || ! grep -q '^20{\|^2020' "$output" || fail "$scene: glued to a torn line: $(cat "$output")"
}

sleep 600 &
pids=$!
for format in $formats; do
  for call in newfstatat pread64; do
    each_fails $call foreign_file is_untouched
    each_fails $call torn_recording has_no_torn_middle
  done
  recording_in_use
  "$cli" record "${pids%% *}" -q -i 10ms -o "$output" &
  pids="$pids $!"
  soon "it records" test -s "$output"
  headers=$(headers)
  each_fails newfstatat recording_in_use has_one_recorder
  each_fails flock recording_in_use has_one_recorder
  if [ "$(id -u)" -eq 0 ]; then
    mkdir -p "$work/open"
    chmod 1777 "$work/open"
    ln -s "../secret.$format" "$work/open/link.$format"
    each_fails newfstatat link_in_shared_directory is_not_followed
    each_fails readlinkat link_in_shared_directory is_not_followed
  fi
done
[ "$(id -u)" -eq 0 ] || echo "SKIPPED: links, which only root must not follow"
echo "$runs stats, reads, locks and links that failed: 0 files touched that must not be"
