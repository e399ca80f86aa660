#!/bin/sh
# The recorder is stopped for half a second, gets 2 % of a CPU, or waits for a slow disk. Every tick that went by is counted, alike in the
# samples, the events, the summary and the report; samples and missed ticks together are the ticks of the monotonic clock; no burst
# makes up for them, and nothing drifts.
set -eu
cli=$1
work=$(mktemp -d)
sleep 600 &
target=$!
recorder="" group=""
cleanup() {
  # shellcheck disable=SC2086  # none or one
  kill -9 $target $recorder 2> /dev/null || true
  # shellcheck disable=SC2086
  wait $recorder 2> /dev/null || true
  [ -z "$group" ] || rmdir "$group"
  rm -rf "$work"
}
trap cleanup EXIT
skipped="" figures=""
rows() { if [ -e "$work/r.csv" ]; then grep -c '^2' "$work/r.csv" || true; else echo 0; fi; }
wait_for_rows() { # more than now
  wanted=$(($(rows) + $1)) tries=0
  until [ "$(rows)" -ge $wanted ]; do
    tries=$((tries + 1))
    [ $tries -lt 1500 ] || { echo "$what: waited in vain for $1 samples"; cat "$work/summary"; exit 1; }
    sleep 0.02
  done
}
finish() {
  kill -TERM "$1"
  wait $recorder || { echo "$what: status $?"; cat "$work/summary"; exit 1; }
  recorder=""
}

# check NANOSECONDS: the interval
check() {
  events=$(sed -n 's/.*"event":"missed".*"count":\([0-9]*\).*/\1/p' "$work/r.csv" | awk '{ sum += $1 } END { print sum + 0 }')
  summary=$(sed -n 's/^ *samples .*, \([0-9]*\) missed ticks*$/\1/p' "$work/summary")
  report=$("$cli" report --json "$work/r.csv" | sed 's/.*"missed":\([0-9]*\).*/\1/') || true
  awk -F, -v interval="$1" -v events="$events" -v summary="$summary" -v report="$report" -v what="$what" '
    function fail(text) { print what ": " text; failed = 1 }
    /^2/ {
      split($2, parts, ".")
      if (!n) first = parts[1]
      at[++n] = (parts[1] - first) * 1e9 + parts[2]
      if (n > 1) { tick += $4 + 1; missed += $4 }
      late[n] = at[n] - tick * interval
    }
    END {
      # Between two samples that were on time, the counted ticks are the ticks of the clock.
      begin = end = 1
      for (i = 1; i <= n; ++i) {
        if (i <= n / 3 && late[i] < late[begin]) begin = i
        if (i == 1 || i > 2 * n / 3 && (end <= 2 * n / 3 || late[i] < late[end])) end = i
      }
      difference = (late[end] - late[begin]) / interval
      if (difference > 1 || difference < -1) fail(difference " ticks more by the clock than were counted")
      # 13 samples are of 13 ticks, of which only the first can have been late.
      for (i = 1; i + 12 <= n; ++i)
        if (at[i + 12] - at[i] < 10 * interval) fail("a burst at sample " i)
      if (missed == 0) fail("no tick was missed")
      if (missed != events || missed != summary || missed != report)
        fail("missed by the samples " missed ", events " events ", summary " summary ", report " report)
      print what ": " n " samples, " missed " missed, " tick + 1 " ticks" > "/dev/stderr"
      exit failed
    }' "$work/r.csv" 2> "$work/figures" || { tail -n 5 "$work/figures" "$work/summary"; exit 1; }
  figures="$figures; $(cat "$work/figures")"
  rm "$work/r.csv"
}

what="stopped for 0.5 s"
"$cli" record $target -i 10ms -o "$work/r.csv" 2> "$work/summary" &
recorder=$!
wait_for_rows 20
kill -STOP $recorder
sleep 0.5
kill -CONT $recorder
wait_for_rows 100
finish $recorder
missed_at_least=$(awk -F, '/^2/ && $4 > most { most = $4 } END { print most + 0 }' "$work/r.csv")
[ "$missed_at_least" -ge 45 ] || { echo "$what: only $missed_at_least ticks in one piece"; exit 1; }
check 10000000

what="2 % of a CPU"
v1=$(awk '$3 == "cgroup" && $4 ~ /(^|,)cpu(,|$)/ { print $2; exit }' /proc/mounts)
v2=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
if [ -n "$v1" ] && mkdir "$v1/procmem-test.$$" 2> /dev/null; then
  group=$v1/procmem-test.$$
  { echo 100000 > "$group/cpu.cfs_period_us" && echo 2000 > "$group/cpu.cfs_quota_us"; } 2> /dev/null || skipped="no quota of CPU time"
elif [ -n "$v2" ] && mkdir "$v2/procmem-test.$$" 2> /dev/null; then
  group=$v2/procmem-test.$$
  { echo "2000 100000" > "$group/cpu.max"; } 2> /dev/null || skipped="no quota of CPU time"
else
  skipped="no quota of CPU time"
fi
if [ -z "$skipped" ]; then
  # shellcheck disable=SC2016  # for the inner shell
  sh -c 'echo $$ > "$0/cgroup.procs" && exec "$@"' "$group" "$cli" record $target -i 1ms -o "$work/r.csv" 2> "$work/summary" &
  recorder=$!
  wait_for_rows 300
  finish $recorder
  check 1000000
fi

what="a disk that takes 55 ms now and then"
if command -v strace > /dev/null && strace -o /dev/null true 2> /dev/null; then
  strace -f -qq -o /dev/null -e trace=write,writev -e inject=write,writev:delay_exit=55000:when=20+20 \
    "$cli" record $target -i 10ms -c 200 -o "$work/r.csv" 2> "$work/summary" || { cat "$work/summary"; exit 1; }
  check 10000000
else
  skipped="${skipped:+$skipped, }no strace"
fi
[ -n "$figures" ] || { echo "SKIPPED: $skipped"; exit 77; }
echo "${figures#; }${skipped:+; left out: $skipped}; ticks lost uncounted: 0"
