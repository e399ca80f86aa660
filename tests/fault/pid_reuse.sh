#!/bin/sh
# A pid is given to another process while it is being recorded, 100 times: the recording ends with an event for the first
# process and has no sample of the second. In every other run the recorder is stopped meanwhile, so that it finds the new owner only
# afterwards, as after a suspend.
set -eu
cli=$1
if [ "${2:-}" != inside ]; then
  [ "$(id -u)" -eq 0 ] || { echo "SKIPPED: needs root for a pid namespace"; exit 77; }
  unshare -p -f --mount-proc true 2> /dev/null || { echo "SKIPPED: no pid namespace can be made here"; exit 77; }
  exec unshare -p -f --mount-proc sh "$0" "$cli" inside
fi

runs=100
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
reused=0
fail() { echo "run $run: $1"; cat "$work/recording.csv"; exit 1; }
rows() { [ -e "$work/recording.csv" ] && grep -c '^2' "$work/recording.csv" || true; }
has_rows() { [ "$(rows)" != "" ] && [ "$(rows)" -ge 2 ]; }

run=0
while [ $run -lt $runs ]; do
  run=$((run + 1))
  rm -f "$work/recording.csv"
  sleep 100 &
  first=$!
  "$cli" record $first -q -i 5ms -o "$work/recording.csv" 2> "$work/error" &
  recorder=$!
  until has_rows; do sleep 0.01; done
  [ $((run % 2)) -eq 0 ] || kill -STOP $recorder
  kill -9 $first
  wait $first 2> /dev/null || true
  before=$(rows)
  echo $((first - 1)) > /proc/sys/kernel/ns_last_pid
  tail -f /dev/null &
  second=$!
  kill -CONT $recorder 2> /dev/null || true
  wait $recorder || fail "the recorder ended with status $?: $(cat "$work/error")"
  [ $second -ne $first ] || reused=$((reused + 1))
  grep -qE '"event":"(exited|replaced)".*"pid":'$first "$work/recording.csv" || fail "no event for the end of $first"
  # A row read before the first process ended may be written after; one of the second would show its program's VmExe.
  [ "$(rows)" -le $((before + 1)) ] || fail "sampled on after the end"
  awk -F, -v exe="$((1024 * $(awk '/^VmExe/ { print $2 }' /proc/$second/status)))" '
    /^#/ { next }
    !column { for (i = 1; i <= NF; ++i) if ($i == "vm_exe_bytes") column = i; next }
    $column == exe { wrong = 1 }
    END { exit wrong }' "$work/recording.csv" || fail "sampled the new owner of the pid"
  sed -n '/"event":"\(exited\|replaced\)"/,$p' "$work/recording.csv" | grep -q '^2' && fail "samples after the end"
  kill -9 $second
  wait $second 2> /dev/null || true
done
echo "$runs runs, the pid was reused in $reused, samples of a second process: 0"
[ $reused -ge $((runs * 9 / 10)) ] || { echo "the pid was reused too rarely for the test to mean anything"; exit 1; }
