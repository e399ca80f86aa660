#!/bin/sh
# What others do to a recording that is being written: logrotate's create with a HUP, nocreate, copytruncate, and plain mv, rm and
# truncate. The recorder goes on in a new file at the path, which is a recording of its own, and every sample it acknowledged is in one
# of the files once. Only copytruncate, between its copy and its truncation, and rm, as asked, take samples away.
set -eu
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
command -v logrotate > /dev/null || skip "logrotate is not installed"
command -v jq > /dev/null || skip "jq is not installed"
need_strace
chmod 755 "$work" # logrotate takes no directory that others may write to
sleep 600 &
target=$!
recorder="" under="" interval=1ms
# shellcheck disable=SC2086  # perhaps none
undo() { kill -9 $target $recorder 2> /dev/null || true; }
file=$work/r.jsonl

start() {
  rm -f "$file" "$file".*
  # shellcheck disable=SC2086  # a command and its arguments, or nothing
  $under "$cli" record $target -i $interval -o "$file" > "$work/out" 2> "$work/error" &
  recorder=$!
  soon "it records" grows
}
stop() {
  kill -TERM $recorder
  status=0; wait $recorder || status=$?
  recorder=""
  [ $status -eq 0 ] || fail "$scene: status $status: $(cat "$work/error")"
}
begun_anew() { [ -s "$file" ] && [ "$(head -n 1 "$file" | jq -r .continued 2> /dev/null)" = true ]; }
grows() { [ -e "$file" ] && [ "$(grep -c '"sample"' "$file")" -ge 5 ]; }
rotate() { logrotate -f -s "$work/state" "$work/config" > "$work/logrotate" 2>&1 || fail "$scene: $(cat "$work/logrotate")"; }
configure() { printf '%s {\n  size 1\n  rotate 9\n%s\n}\n' "$file" "$1" > "$work/config"; chmod 644 "$work/config"; }

# written: how many samples the recorder says it wrote.
written() { sed -n 's/^ *samples *\([0-9][0-9]*\) in .*/\1/p' "$work/error"; }

scenes=0 all_written=0 all_there=0
# run WHAT CALL: three times, then every sample must be in one of the files.
run() {
  scene=$1; shift
  scenes=$((scenes + 1))
  start
  for _ in 1 2 3; do
    "$@"
    soon "$scene: a new file" begun_anew
    soon "$scene: it goes on" grows
  done
  stop
  for piece in "$file" "$file".*; do
    [ -s "$piece" ] || continue
    "$cli" report --json "$piece" > "$work/report" || [ $? -le 1 ] || fail "$scene: $piece cannot be read"
    ! grep -q '"skipped_lines":[^0]' "$work/report" || fail "$scene: $piece is damaged"
  done
  there=$(cat "$work"/r.jsonl* | jq 'select(.type == "sample").pid' | wc -l)
  distinct=$(cat "$work"/r.jsonl* | jq 'select(.type == "sample").monotonic_ns' | sort -u | wc -l)
  [ "$there" -eq "$distinct" ] || fail "$scene: $there samples, $distinct different ones"
}
nothing_lost() {
  [ "$there" -eq "$(written)" ] || fail "$scene: $there of $(written) samples: $(cat "$work/error")"
  all_written=$((all_written + $(written)))
  all_there=$((all_there + there))
}
hup() { kill -HUP "$recorder"; }

configure "  create
  postrotate
    kill -HUP \$(cat $work/pid)
  endscript"
create() { echo "$recorder" > "$work/pid"; rotate; }
run "logrotate, create and HUP" create
nothing_lost
configure "  nocreate"
run "logrotate, nocreate" rotate
nothing_lost
moves=0
move() { moves=$((moves + 1)); mv "$file" "$file.moved$moves"; }
run "mv" move
nothing_lost
move_and_hup() { move; hup; }
run "mv and HUP" move_and_hup
nothing_lost
configure "  copytruncate"
run "logrotate, copytruncate" rotate
taken=$(($(written) - there))
[ $taken -ge 0 ] || fail "$scene: more samples than were written"
run "rm" rm "$file"
empty() { : > "$file"; }
run "emptied" empty
# A record takes most of the time between two looks, so that the file is emptied between a look and the write that follows it.
under="strace -D -f -qq -o /dev/null -P $file -e trace=write -e inject=write:delay_enter=40000" interval=50ms
run "emptied before a write" empty
# The last write of all, too: what is in the file afterwards begins with a header, or nothing is.
last_writes=0
for pause in 0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.01 0.02 0.03 0.04 0.05 0.06 0.07 0.01 0.02 0.03 0.04 0.05 0.06 0.07; do
  [ $last_writes -lt 2 ] || break
  scene="emptied before the last write"
  start
  kill -TERM $recorder
  sleep $pause
  empty
  status=0; wait $recorder || status=$?
  recorder=""
  [ $status -eq 0 ] || fail "$scene: status $status"
  [ ! -s "$file" ] || [ "$(head -n 1 "$file" | jq -r .type)" = header ] || fail "$scene: $(head -n 1 "$file")"
  [ ! -s "$file" ] || last_writes=$((last_writes + 1))
done
[ $last_writes -eq 2 ] || fail "$scene: it was not met"
echo "$scenes ways, three times each, samples acknowledged: $all_written, lost: $((all_written - all_there)); between copy and truncation logrotate itself took $taken"
