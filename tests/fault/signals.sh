#!/bin/sh
# SIGTERM and SIGINT at every system call of a recording. Before it has begun, the signal kills and nothing is in the file; from then
# on the recorder ends with status 0 and the file is whole, with "stopped" as its last record; and once all has been written, the signal
# may kill what is left of the recorder. A second signal ends it even where a full pipe blocks it.
set -eu
cli=$1
command -v strace > /dev/null || { echo "SKIPPED: strace is not installed"; exit 77; }
strace -o /dev/null true 2> /dev/null || { echo "SKIPPED: strace may not trace here"; exit 77; }
work=$(mktemp -d)
sleep 600 &
target=$!
others=""
# shellcheck disable=SC2086  # a list
trap 'kill -9 $target $others 2> /dev/null || true; rm -rf "$work"' EXIT
fail() { echo "SIG$signal at $call $n: $1, status $status"; cat "$work/r.csv" "$work/error"; exit 1; }

record() { "$@" "$cli" record $target -q -i 1ms -c 4 -o "$work/r.csv" 2> "$work/error"; }

# The names of the system calls, as often as each is made.
record strace -f -qq -o "$work/trace"
calls=$(sed 's/^[0-9]* *//; s/(.*//' "$work/trace" | grep '^[a-z]' | sort)

runs=0 unbegun=0 interrupted=0 complete=0 late=0 previous="" n=0
for call in $calls; do
  [ "$call" = "$previous" ] && n=$((n + 1)) || n=1
  previous=$call
  if [ $((runs % 2)) -eq 0 ]; then signal=TERM death=143; else signal=INT death=130; fi
  runs=$((runs + 1))
  rm -f "$work/r.csv"
  status=0
  record strace -f -qq -o /dev/null -e "trace=$call" -e "inject=$call:signal=$signal:when=$n" || status=$?
  if [ ! -s "$work/r.csv" ]; then
    [ "$status" -eq "$death" ] || fail "nothing was recorded"
    unbegun=$((unbegun + 1))
    continue
  fi
  tail -n 1 "$work/r.csv" | grep -q '"event":"stopped"' || fail "the last record is not the ending"
  "$cli" report --json "$work/r.csv" > "$work/report" || [ $? -le 1 ] || fail "it cannot be read"
  grep -q '"skipped_lines":0' "$work/report" || fail "something in it is damaged"
  if [ "$(grep -c '^2' "$work/r.csv")" -lt 4 ]; then
    [ "$status" -eq 0 ] || fail "the recording had begun"
    interrupted=$((interrupted + 1))
  elif [ "$status" -eq "$death" ]; then
    late=$((late + 1))
  else
    [ "$status" -eq 0 ] || fail "the recording was complete"
    complete=$((complete + 1))
  fi
done
if [ $interrupted -eq 0 ] || [ $unbegun -eq 0 ]; then echo "no signal has hit the beginning or the middle"; exit 1; fi

# Standard output is a pipe that nobody reads.
call="a full pipe" n=1 signal=TERM status=0
: > "$work/error"; cp "$work/error" "$work/r.csv"
mkfifo "$work/pipe"
tail -f /dev/null < "$work/pipe" &
others="$others $!"
"$cli" record $target -q -i 1ms -f jsonl > "$work/pipe" 2> "$work/error" &
recorder=$!
others="$others $recorder"
soon() { # command…: waits until it succeeds
  tries=0
  until "$@"; do
    tries=$((tries + 1)); [ $tries -lt 1000 ] || fail "waited in vain for: $*"
    sleep 0.02
  done
}
blocked() { grep -q pipe /proc/$recorder/wchan 2> /dev/null; }
handles_term() { [ $((0x$(awk '/^SigCgt/ { print substr($2, 9) }' /proc/$recorder/status) & 0x4000)) -ne 0 ]; }
ignores_no_more() { ! handles_term; }
if grep -q . /proc/self/wchan 2> /dev/null; then
  soon blocked
  kill -TERM $recorder
  soon ignores_no_more
  soon blocked
  kill -TERM $recorder
  wait $recorder || status=$?
  [ $status -eq 143 ] || fail "the second signal did not end it"
  second="a second signal ended it in a full pipe"
else
  second="the full pipe was left out (no /proc/PID/wchan)"
fi
echo "$runs signals at $runs system calls: $unbegun before the recording began, $interrupted ended it, $complete came when it was ending, $late when all was written; files damaged: 0; $second"
