#!/bin/sh
# procmem-cli recording thousands of processes at 1 s: missed ticks, share of a core, memory. Arguments: the build directory, how many
# processes (10000), seconds (30). The CPU is what the kernel has accounted to the recorder's threads (schedstat).
set -eu
build=$1
count=${2:-10000}
seconds=${3:-30}
scratch=$(mktemp -d)
sleeper=
trap 'test -z "$sleeper" || kill "$sleeper" 2> /dev/null; rm -rf "$scratch"' EXIT

"$build/tests/bench/sleeper" "$count" > "$scratch/pids" &
sleeper=$!
until grep -q '^$' "$scratch/pids"; do sleep 0.1; done
started=$(grep -c . "$scratch/pids")

cpu() { # nanoseconds
  cat "/proc/$1/task/"*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'
}
kilobytes() {
  sed -n "s/^$2:[^0-9]*\([0-9]*\) kB/\1/p" "/proc/$1/status"
}

record() { # what options…
what=$1; shift
"$build/cli/procmem-cli" record -n sleeper --all -i 1s -d "$seconds" -q -o "$scratch/$what.csv" "$@" &
recorder=$!
sleep 5 # joining takes a while; what follows is the steady state
at_first=$(cpu "$recorder")
watched=$((seconds - 7))
sleep "$watched"
at_last=$(cpu "$recorder")
resident=$(kilobytes "$recorder" VmHWM)
ended=0
wait "$recorder" || ended=$?

sleep 0.1
missed=$(awk -F, '/^# / && /"missed"/ { if (match($0, /"count":[0-9]+/)) sum += substr($0, RSTART + 8, RLENGTH - 8) } END { print sum + 0 }' \
  "$scratch/$what.csv")
joined=$(grep -c '^# .*"joined"' "$scratch/$what.csv" || true)
gaps=$(grep -c '^# .*"gap"' "$scratch/$what.csv" || true)
samples=$(grep -c '^[0-9]' "$scratch/$what.csv" || true)
size=$(wc -c < "$scratch/$what.csv")
of="recorder of $started processes at 1 s, csv, $what"
printf '%s: missed ticks\t%d (in %d s; %d joined, %d samples, %d gaps, exit status %d)\t<= 0\n' \
  "$of" "$missed" "$seconds" "$joined" "$samples" "$gaps" "$ended"
awk -v of="$of" -v first="$at_first" -v last="$at_last" -v s="$watched" -v joined="$joined" 'BEGIN {
  printf "%s: %% of a core\t%.1f (%.1f us per process and tick, steady)\t<= 10\n", of, (last - first) / s / 1e7,
    (last - first) / s / 1e3 / joined }'
awk -v of="$of" -v kb="$resident" -v joined="$joined" -v size="$size" -v samples="$samples" 'BEGIN {
  printf "%s: largest VmRSS, MiB\t%.1f (%.1f kB a process; %.0f bytes a record)\t<= 64\n", of, kb / 1024, kb / joined,
    samples ? size / samples : 0 }'
rm "$scratch/$what.csv"
}

record "all fields"
record "VmRSS and VmSize" --fields VmRSS,VmSize
