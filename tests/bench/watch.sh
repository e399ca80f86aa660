#!/bin/sh
# watch.sh PROCMEM_CLI PROCMEM_LEAK [SECONDS]: what procmem-cli watch costs, in a terminal that tmux keeps: how long after the line was
# typed the process is on the screen (the middle one of nine), and the share of a core it takes with a sample and a drawing each second,
# and with ten samples and four drawings, each measured for SECONDS (60) when it has been running for as long.
set -eu
cli=$1 leak=$2 seconds=${3:-60}
command -v tmux > /dev/null || { echo "SKIPPED: tmux is not installed"; exit 77; }
work=$(mktemp -d)
"$leak" 1024 > /dev/null &
target=$!
trap 'tmux -S "$work/socket" kill-server 2> /dev/null || true; kill $target; rm -rf "$work"' EXIT
in_tmux() { tmux -S "$work/socket" "$@"; }
shows() { in_tmux capture-pane -p | grep -q "$1"; }
await() {
  tries=0
  until shows "$1"; do
    tries=$((tries + 1)); [ $tries -lt 2000 ] || { echo "FAILED: waited in vain for $1"; exit 1; }
  done
}
now() { date +%s%N; }
env LC_ALL=C.UTF-8 TERM=xterm-256color tmux -S "$work/socket" -f /dev/null -u new-session -d -x 80 -y 24 sh
begin_watching() { # OPTIONS…
  in_tmux send-keys -l "clear; sh -c 'echo \$\$ > $work/pid; exec $cli watch $target $*'"
  before=$(now)
  in_tmux send-keys Enter
  await "(pid $target)"
  after=$(now)
}
stop_watching() {
  in_tmux send-keys q
  await "ended  *interrupted"
}
cpu() { cut -d' ' -f1 "/proc/$(cat "$work/pid")/schedstat"; }
share() { # OPTIONS…: of a core, in percent
  begin_watching "$@"
  sleep "$seconds"
  cpu_before=$(cpu) before=$(now)
  sleep "$seconds"
  cpu_after=$(cpu) after=$(now)
  stop_watching
  awk "BEGIN { printf \"%.3f\", 100 * ($cpu_after - $cpu_before) / ($after - $before) }"
}

for _ in 1 2 3 4 5 6 7 8 9; do
  begin_watching
  stop_watching
  echo $(((after - before) / 1000000))
done | sort -n > "$work/times"
appeared=$(sed -n 5p "$work/times")
once=$(share -i 1s)
often=$(share -i 100ms)
# Name, figure, goal, and whether it is met; as all here.
printf 'watch: on the screen after\t%s ms (middle of 9; fastest %s)\t<= 200\n' "$appeared" "$(sed -n 1p "$work/times")"
printf 'watch: a sample and a drawing a second\t%s %% of a core\t<= 1\n' "$once"
printf 'watch: ten samples and four drawings a second\t%s %% of a core\t\n' "$often"
awk "BEGIN { exit !($appeared <= 200 && $once <= 1) }" || { echo "FAILED: a goal is missed"; exit 1; }
