#!/bin/sh
# A pid is given to another process while it is being recorded, 200 times: the recording ends with an event for the first
# process and has no sample of the second. In every other run the recorder is stopped meanwhile, so that it finds the new owner only
# afterwards, as after a suspend. Then 200 times with a procmem::Process; and 30 times with --follow, where a process of the same name
# and the same pid is the successor: it begins a segment of its own, and one of another name is none.
set -eu
cli=$1 reuse_pids=$2
if [ "${3:-}" != inside ]; then
  [ "$(id -u)" -eq 0 ] || { echo "SKIPPED: needs root for a pid namespace"; exit 77; }
  unshare -p -f --mount-proc true 2> /dev/null || { echo "SKIPPED: no pid namespace can be made here"; exit 77; }
  exec unshare -p -f --mount-proc sh "$0" "$cli" "$reuse_pids" inside
fi

runs=200
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
  # Found only afterwards, it is told that the pid has a new owner.
  [ $((run % 2)) -eq 0 ] || [ $second -ne $first ] || grep -q '"event":"replaced"' "$work/recording.csv" || fail "not told as replaced"
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
[ $reused -ge $((runs * 9 / 10)) ] || { echo "the pid was reused too rarely for the test to mean anything"; exit 1; }
of_process=$("$reuse_pids" 200) || { echo "$of_process"; exit 1; }

# --follow: for each generation, the one that is recorded ends, one of another name has its pid for a while, then one of its name.
generations=30 run="--follow" pid=0 recorder=""
cp "$(command -v sleep)" "$work/victim"
rm -f "$work/recording.csv"
joined() { grep -c '"event":"joined"' "$work/recording.csv" 2> /dev/null || true; }
generation=0
while [ $generation -lt $generations ]; do
  generation=$((generation + 1))
  [ $pid -eq 0 ] || echo $((pid - 1)) > /proc/sys/kernel/ns_last_pid
  "$work/victim" 100 &
  first=$!
  [ $pid -eq 0 ] || [ $first -eq $pid ] || fail "the pid was not reused"
  pid=$first
  if [ -z "$recorder" ]; then
    until grep -q victim /proc/$pid/comm; do sleep 0.01; done # until the shell's child has become it
    "$cli" record -n victim --follow -q -i 5ms -o "$work/recording.csv" 2> "$work/error" &
    recorder=$!
  fi
  until [ "$(joined)" = $generation ]; do sleep 0.01; done
  before=$(rows)
  until [ "$(rows)" -ge $((before + 2)) ]; do sleep 0.01; done
  kill -9 $pid
  wait $pid 2> /dev/null || true
  echo $((pid - 1)) > /proc/sys/kernel/ns_last_pid
  tail -f /dev/null &
  second=$!
  until [ "$(grep -cE '"event":"(exited|replaced)"' "$work/recording.csv")" = $generation ]; do sleep 0.01; done
  kill -9 $second
  wait $second 2> /dev/null || true
done
kill -TERM $recorder
wait $recorder || fail "the recorder ended with status $?"
awk '/"event":"joined"/ { ++joined; open = 1 } /"event":"(exited|replaced)"/ { open = 0 } /^2/ && !open { wrong = 1 }
  END { exit wrong || joined != '$generations' }' "$work/recording.csv" || fail "a sample outside a segment, or one joined twice"
echo "$runs recordings, the pid was reused in $reused; $of_process; --follow: $generations processes of one pid, $generations segments; samples of a wrong process: 0"
