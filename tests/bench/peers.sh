#!/bin/sh
# What others cost that a user might pick instead, beside ours in one run: user and system CPU of one sample of one process, and of one
# tick of a thousand. Rows: the peer's CPU divided by ours, and both. Arguments: the build directory, how many processes (1000).
#
# How: programs that can loop measure themselves around the samples (CLOCK_PROCESS_CPUTIME_ID), so their start does not count, and
# empty the caches before each tick of a thousand. Tools (pidstat, top, atop) run for few and for many samples, and the difference
# is divided; cache_flusher keeps their caches cold. process-exporter: what its threads have used (schedstat) over some scrapes.
# smem and the shell loop start anew each time, which is how they are used, so the start counts.
# Needs root for apt-get; what cannot be installed is said to be not measured.
set -eu
build=$1
count=${2:-1000}
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$build/tests/bench" && pwd)
scratch=$(mktemp -d)
children=
child=
trap 'for child in $children; do kill "$child" 2> /dev/null || true; done; rm -rf "$scratch"' EXIT

has_package() { # name command-or-file
  command -v "$2" > /dev/null || [ -e "$2" ] || DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$1" \
    > "$scratch/apt" 2>&1 || { tail -1 "$scratch/apt" > "$scratch/why"; return 1; }
}
not_measured() { # what
  printf '%s\tnot measured: %s\t\n' "$1" "$(head -1 "$scratch/why" 2> /dev/null || echo "it failed")"
}
row() { # what goal unit theirs ours; in microseconds
  awk -v what="$1" -v goal="$2" -v unit="$3" -v theirs="$4" -v ours="$5" '
    function short(x) { return sprintf(x < 10 ? "%.2f" : x < 100 ? "%.1f" : "%.0f", x) }
    BEGIN { n = unit == "ms" ? 1000 : 1
      printf "%s\t%s (%s %s, ours %s)\t%s\n", what, short(theirs / ours), short(theirs / n), unit, short(ours / n), goal }'
}
cpu_of() { # command… -> microseconds, all of it
  "$bin/cpu_of" "$scratch/cpu.$1" "$@" > "$scratch/out.$1" 2> "$scratch/err.$1" || true
  cat "$scratch/cpu.$1"
}
of_each() { # few many command with @ for how often -> microseconds for one
  few=$1; many=$2; shift 2
  # shellcheck disable=SC2046
  less=$(cpu_of $(echo "$@" | sed "s/@/$few/"))
  # shellcheck disable=SC2046
  more=$(cpu_of $(echo "$@" | sed "s/@/$many/"))
  echo "$less $more" | awk -v n=$((many - few)) '{ print ($2 - $1) / n }'
}

"$bin/sleeper" "$count" > "$scratch/pids" &
children="$children $!"
until grep -q '^$' "$scratch/pids"; do sleep 0.1; done
pids=$(grep . "$scratch/pids")
one=$(head -1 "$scratch/pids")

in_process() { "$bin/in_process" "$@"; }
middle() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }
thrice() { for _ in 1 2 3; do "$@"; done | middle; }

# shellcheck disable=SC2086
ours() {
  status_one=$(thrice in_process status one 30000 "$one")
  statm_one=$(thrice in_process statm one 100000 "$one")
  status_many=$(thrice in_process status many 15 $pids)
  statm_many=$(thrice in_process statm many 15 $pids)
  row "ours, statm tier, one process" "" us "$statm_one" "$status_one"
  row "ours, statm tier, $count processes" "" ms "$statm_many" "$status_many"
  row "ours with a discovery pass, $count processes" "" ms "$(thrice in_process discovery many 15 $pids)" "$status_many"
  row "ifstream and stringstream as pfs, one process" ">= 4" us "$(thrice in_process stream one 5000 "$one")" "$status_one"
  row "ifstream and stringstream as pfs, $count processes" "" ms "$(thrice in_process stream many 9 $pids)" "$status_many"
}

libproc2() {
  if ! has_package libproc2-dev /usr/include/libproc2/pids.h ||
    ! cc -O2 -o "$scratch/libproc2" "$here/peers/libproc2.c" -lproc2 2> "$scratch/why"; then
    not_measured libproc2
    return
  fi
  row "libproc2 (status), one process" ">= 4" us "$(thrice "$scratch/libproc2" status one 20000 "$one")" "$status_one"
  row "libproc2 (statm), one process, beside ours of statm" ">= 4" us "$(thrice "$scratch/libproc2" statm one 20000 "$one")" "$statm_one"
  row "libproc2 (status), $count processes" ">= 1.7" ms "$(thrice "$scratch/libproc2" status many 15)" "$status_many"
  row "libproc2 (statm), $count processes, beside ours of statm" ">= 1.7" ms "$(thrice "$scratch/libproc2" statm many 15)" "$statm_many"
}

with_psutil() {
  python=$scratch/venv/bin/python
  from="pip"
  if ! { python3 -m venv "$scratch/venv" && "$scratch/venv/bin/pip" install -q --retries 0 --timeout 15 psutil; } > "$scratch/why" 2>&1; then
    python=/usr/bin/python3
    from="Debian's, pip has no index here"
    if ! has_package python3-psutil /usr/lib/python3/dist-packages/psutil; then not_measured psutil; return; fi
  fi
  memory_info=$(thrice "$python" "$here/peers/with_psutil.py" one 30000 "$one")
  row "psutil memory_info ($from), one process" "" us "$memory_info" "$status_one"
  row "psutil memory_info ($from), one process, beside ours of statm" "" us "$memory_info" "$statm_one"
  row "psutil process_iter ($from), $count processes" ">= 3" ms "$(thrice "$python" "$here/peers/with_psutil.py" many 9)" "$status_many"
}

tools() {
  "$bin/cache_flusher" &
  flusher=$!
  children="$children $flusher"
  has_package sysstat pidstat && pidstat=yes || { pidstat=; not_measured pidstat; }
  has_package atop atop && atop=yes || { atop=; not_measured atop; }
  # These wait a second between samples, so they do it at the same time.
  [ -z "$pidstat" ] || { of_each 1 21 pidstat -r -p "$one" 1 @ > "$scratch/pidstat_one"; } &
  first=$!
  [ -z "$pidstat" ] || { "$bin/cpu_of" "$scratch/p1" pidstat -r 1 1; "$bin/cpu_of" "$scratch/p2" pidstat -r 1 16; } > "$scratch/pidstat" 2>&1 &
  second=$!
  [ -z "$atop" ] || { "$bin/cpu_of" "$scratch/a1" atop -P PRM 1 1; "$bin/cpu_of" "$scratch/a2" atop -P PRM 1 16; } > "$scratch/atop" 2>&1 &
  wait "$first" "$second" $!
  per_15() { paste "$1" "$2" | awk '{ print ($2 - $1) / 15 }'; }
  [ -z "$pidstat" ] || row "pidstat -r -p PID, one process" "" us "$(cat "$scratch/pidstat_one")" "$status_one"
  [ -z "$pidstat" ] || row "pidstat -r, $count processes" "" ms "$(per_15 "$scratch/p1" "$scratch/p2")" "$status_many"
  [ -z "$atop" ] || row "atop -P PRM, $count processes" "" ms "$(per_15 "$scratch/a1" "$scratch/a2")" "$status_many"
  if has_package procps top; then
    row "top -b -p PID, one process" "" us "$(of_each 1 2001 top -b -d 0 -p "$one" -n @)" "$status_one"
    row "top -b, $count processes" "" ms "$(of_each 1 16 top -b -d 0.3 -n @)" "$status_many"
  else not_measured top; fi
  exporter
  if has_package smem smem; then
    row "smem, run anew, $count processes" "" ms "$(cpu_of smem -P sleeper)" "$status_many"
  else not_measured smem; fi
  kill "$flusher"
}

exporter() {
  if ! has_package prometheus-process-exporter prometheus-process-exporter; then not_measured process-exporter; return; fi
  scrape_cost "process-exporter, $count processes" ">= 20"
  scrape_cost "process-exporter without threads and smaps, $count processes" "" -threads=false -gather-smaps=false
}

scrape_cost() { # what goal options…
  what=$1; goal=$2; shift 2
  prometheus-process-exporter -procnames sleeper -web.listen-address 127.0.0.1:19256 "$@" > "$scratch/exporter" 2>&1 &
  exporter=$!
  children="$children $exporter"
  used() { cat "/proc/$exporter/task/"*/schedstat | awk '{ sum += $1 } END { printf "%.3f\n", sum / 1000 }'; }
  scrape() { python3 -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:19256/metrics").read()' 2> /dev/null; }
  tries=0
  until scrape; do
    tries=$((tries + 1)); sleep 0.2
    [ "$tries" -lt 50 ] || { echo "it does not answer" > "$scratch/why"; not_measured "$what"; return; }
  done
  before=$(used)
  for _ in 1 2 3 4 5 6 7 8; do scrape; sleep 0.2; done
  row "$what" "$goal" ms "$(echo "$before $(used)" | awk '{ print ($2 - $1) / 8 }')" "$status_many"
  kill "$exporter"
}

# The script as it is, but for `sleep`, which is another program that does nothing and costs as much to start.
shell_loop() {
  mkdir "$scratch/bin" "$scratch/loop"
  ln -s "$(command -v true)" "$scratch/bin/sleep"
  script=$here/../cli/classic_script.sh
  (cd "$scratch/loop" && PATH="$scratch/bin:$PATH" "$bin/cpu_of" "$scratch/loop/cpu" timeout 5 sh "$script" "$one" > /dev/null) || true
  times=$(grep -c VmRSS "$scratch/loop/proc_memlog.txt")
  row "the classic shell loop, one process" ">= 1000" us "$(awk -v n="$times" '{ print $1 / n }' "$scratch/loop/cpu")" "$status_one"
}

ours
libproc2
with_psutil
tools
shell_loop
