#!/bin/sh
# The wall clock is put forward by three hours and back by eight while a leaking program is recorded, in csv and jsonl. The recordings'
# intervals and the rate of the leak are the same as those of recorders on the clock that was let alone.
# A suspend cannot be had in a test; that ticks which went by are only counted is tested in detail_schedule_test.cpp.
set -eu
cli=$1 leak_steadily=$2
library=$(find /usr/lib -name libfaketime.so.1 2> /dev/null | head -n 1)
[ -n "$library" ] || { echo "SKIPPED: libfaketime is not installed"; exit 77; }
work=$(mktemp -d)
pids=""
# shellcheck disable=SC2086  # a list
trap 'kill -9 $pids 2> /dev/null || true; rm -rf "$work"' EXIT
fail() { echo "$1"; exit 1; }
step() { echo "$1" > "$work/next" && mv "$work/next" "$work/clock"; } # at once, so that it is never read half
step +0
"$leak_steadily" &
target=$!
pids=$target recorders=""
for format in csv jsonl; do
  LD_PRELOAD=$library FAKETIME_TIMESTAMP_FILE=$work/clock FAKETIME_NO_CACHE=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
    "$cli" record $target -q -i 10ms -o "$work/stepped.$format" &
  recorders="$recorders $!"
  "$cli" record $target -q -i 10ms -o "$work/steady.$format" &
  recorders="$recorders $!"
done
pids="$pids $recorders"
samples() { grep -cE '^2|"type":"sample"' "$1" 2> /dev/null || true; }
wait_for_samples() { # in each recording
  tries=0
  for file in stepped.csv stepped.jsonl steady.csv steady.jsonl; do
    until [ "$(samples "$work/$file")" -ge "$1" ] 2> /dev/null; do
      tries=$((tries + 1))
      [ $tries -lt 1500 ] || fail "waited in vain for $1 samples in $file"
      sleep 0.02
    done
  done
}
wait_for_samples 100
step +3h
wait_for_samples 200
step -5h
wait_for_samples 300
# shellcheck disable=SC2086  # a list
kill -TERM $recorders
for recorder in $recorders; do wait "$recorder" || fail "a recorder ended with status $?"; done

# The time of each sample in seconds, and its monotonic time, both from some beginning
clocks() {
  case $1 in
    *.csv) grep '^2' "$1" | cut -d, -f1,2 ;;
    *) sed -n 's/.*"type":"sample","time":"\([^"]*\)","monotonic_ns":\([0-9]*\)\([0-9]\{9\}\),.*/\1,\2.\3/p' "$1" ;;
  esac | tr 'TZ:,.-' '      ' | awk '
    { m = $2 < 3 ? $2 + 12 : $2; y = $2 < 3 ? $1 - 1 : $1
      day = 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int(30.6 * (m + 1)) + $3 }
    NR == 1 { base = $8; first = day }
    { printf "%.6f %.6f\n", (day - first) * 86400 + $4 * 3600 + $5 * 60 + $6 + $7 / 1e6, $8 - base + $9 / 1e9 }'
}
rate() { "$cli" report --json "$1" | tr ',' '\n' | sed -n 's/^"rate_bytes_per_hour"://p' | head -n 1; }
for format in csv jsonl; do
  clocks "$work/stepped.$format" > "$work/times"
  steps=$(awk 'NR > 1 { apart = $1 - wall; if (apart < 0) apart = -apart; if (apart > 3600) ++steps } { wall = $1 } END { print steps + 0 }' "$work/times")
  [ "$steps" -eq 2 ] || fail "$format: the wall clock was stepped $steps times, not twice"
  # No interval shows anything of hours, and none is negative.
  awk 'NR > 1 && ($2 <= then || $2 > then + 60) { bad = 1 } { then = $2 } END { exit bad }' "$work/times" || fail "$format: an interval is bent"
  # The same recording with the wall clock at rest has the same rate to the last digit; that of a recorder of its own is alike.
  sed 's/"time":"[^"]*"/"time":"2026-01-01T00:00:00.000000Z"/; s/^2[^,]*,/2026-01-01T00:00:00.000000Z,/' \
    "$work/stepped.$format" > "$work/rest.$format"
  stepped=$(rate "$work/stepped.$format") rest=$(rate "$work/rest.$format") steady=$(rate "$work/steady.$format")
  [ "$stepped" = "$rest" ] || fail "$format: the rate is $stepped bytes an hour with steps and $rest with the clock at rest"
  awk -v a="$stepped" -v b="$steady" 'BEGIN { exit !(a > 0 && b > 0 && a / b > 0.5 && a / b < 2) }' ||
    fail "$format: the rate is $stepped bytes an hour with steps and $steady without"
  ratios="${ratios:-}$format $(awk -v a="$stepped" -v b="$steady" 'BEGIN { printf "%.5f", a / b }'), "
done
echo "2 steps of hours in each of 2 recordings of $(wc -l < "$work/times") samples; its rate the same to the last digit with the clock at rest, and against a steady recorder ${ratios%, }; intervals bent: 0"
