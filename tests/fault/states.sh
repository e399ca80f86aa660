#!/bin/sh
# A zombie, a kernel thread, a process whose first thread has ended, one that is not there, one that ends while it is recorded: each is
# told from the others by show and by record, in words and status, and none of them is ever 0 kB. (hidepid.sh: hidden and denied;
# pid_reuse.sh: replaced.)
set -eu
cli=$1 exited_leader=$2
work=$(mktemp -d)
pids=""
# shellcheck disable=SC2086  # a list
trap 'kill -9 $pids 2> /dev/null || true; rm -rf "$work"' EXIT
checks=0
soon() { # command…: waits until it succeeds
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ $tries -lt 1000 ] || { echo "waited in vain for: $*"; exit 1; }
    sleep 0.02
  done
}
state_of() { awk '/^State/ { print $2 }' "/proc/$1/status" 2> /dev/null; }
is_zombie() { [ "$(state_of "$1")" = Z ]; }

# refuses STATE PID TEXT: both commands say so, with status 3 and without a figure
refuses() {
  for command in "show $2" "show --json $2" "record -c 2 -i 1ms -f csv $2" "record -c 2 -i 1ms -o $work/refused.jsonl $2"; do
    status=0
    # shellcheck disable=SC2086  # words
    "$cli" $command > "$work/out" 2> "$work/error" || status=$?
    checks=$((checks + 1))
    if [ $status -ne 3 ] || ! grep -q "$3" "$work/error" || grep -qE 'VmRSS|vm_rss_bytes"?:|^2' "$work/out" ||
      [ "$(wc -l < "$work/error")" -ne 1 ]; then
      echo "$1: $command: status $status"; cat "$work/out" "$work/error"; exit 1
    fi
  done
  [ ! -s "$work/refused.jsonl" ] || { echo "$1: a recording was begun"; exit 1; }
  sed "s/$2//; s/[^ ]* (pid )//" "$work/error" >> "$work/outcomes"
}

# It ends once its parent is a program that never looks after it; a shell might.
# shellcheck disable=SC2016  # for the inner shell
sh -c '(until [ "$(cat /proc/$$/comm)" = sleep ]; do sleep 0.01; done) & echo $!; exec sleep 600' > "$work/zombie" &
pids="$pids $!"
soon test -s "$work/zombie"
zombie=$(cat "$work/zombie")
soon is_zombie "$zombie"
refuses "a zombie" "$zombie" "waits to be reaped"

if grep -qE '^Kthread:[[:space:]]*1' /proc/2/status 2> /dev/null || grep -q '(kthreadd)' /proc/2/stat 2> /dev/null; then
  refuses "a kernel thread" 2 "is a kernel thread"
  kernel="a kernel thread"
else
  kernel="(no kernel thread is visible here)"
fi
refuses "no process" "$(sh -c 'echo $$')" "no process has the pid"

# The process lives although its first thread has ended.
mkfifo "$work/hold"
"$exited_leader" < "$work/hold" > "$work/ready" &
leader=$!
pids="$pids $leader"
exec 3> "$work/hold"
soon grep -q ready "$work/ready"
is_zombie $leader || { echo "the first thread is no zombie"; exit 1; }
"$cli" show $leader > "$work/out"
grep -q 'its first thread has ended' "$work/out" || { echo "show does not say that the first thread has ended"; exit 1; }
rss=$("$cli" show --json $leader | sed 's/.*"vm_rss_bytes":\([0-9]*\).*/\1/')
[ "$rss" -ge 8388608 ] || { echo "its VmRSS is $rss"; exit 1; }
"$cli" record -q -c 3 -i 1ms -o "$work/leader.csv" $leader
[ "$(awk -F, '/^2/ && $5 >= 8388608' "$work/leader.csv" | wc -l)" -eq 3 ] || { echo "not recorded"; cat "$work/leader.csv"; exit 1; }
cat "$work/out" >> "$work/outcomes.shown"
checks=$((checks + 3))

# It ends while it is recorded; its parent, this shell, has not reaped it.
"$cli" record -i 1ms -o "$work/ended.csv" $leader 2> "$work/error" 3>&- &
recorder=$!
has_rows() { grep -q '^2' "$work/ended.csv" 2> /dev/null; }
soon has_rows
exec 3>&-
status=0
wait $recorder || status=$?
if [ $status -ne 0 ] || ! grep -q 'ended *the process ended' "$work/error" || ! grep -q '"event":"exited"' "$work/ended.csv"; then
  echo "the end of a recorded process: status $status"; cat "$work/error" "$work/ended.csv"; exit 1
fi
awk -F, '/^2/ && $5 != "" && $5 < 8388608' "$work/ended.csv" | grep . && { echo "a figure after the end"; exit 1; }
checks=$((checks + 1))
wait $leader 2> /dev/null || true
refuses "one that has ended" $leader "no process has the pid"

[ "$(sort -u "$work/outcomes" | wc -l)" -eq $(($(wc -l < "$work/outcomes") - 1)) ] || { echo "two states read the same:"; cat "$work/outcomes"; exit 1; }
echo "$checks answers about a zombie, $kernel, an exited leader, an ended process and none: figures where there are none: 0"
