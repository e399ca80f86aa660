#!/bin/sh
# run.sh BUILD_DIR SECONDS [JOBS]: fuzzes with every target that is built there, each for so long, JOBS at a time.
# One line for each; what crashed a target is kept in BUILD_DIR/tests/fuzz/found.
set -eu
[ $# -ge 2 ] || { echo "usage: sh tests/fuzz/run.sh BUILD_DIR SECONDS [JOBS]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
programs=$(cd "$1/tests/fuzz" && pwd)
seconds=$2
jobs=${3:-$(nproc)}
found=$programs/found
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' INT TERM
mkdir -p "$found"

# The longest input: a little more than what the kernel or the recorder writes, since short inputs run faster.
longest() {
  case $1 in
    statm) echo 256 ;;
    text | timestamp) echo 128 ;;
    stat | cgroup | mountinfo) echo 1024 ;;
    *) echo 4096 ;;
  esac
}

gather() { # target, folder: the seeds, under names of their own
  count=0
  sh "$here/seeds.sh" "$1" > "$scratch/$1.list"
  while read -r file; do
    count=$((count + 1))
    cp "$file" "$2/$count"
  done < "$scratch/$1.list"
  [ "$count" -ne 0 ] || { echo "$1: no seeds" >&2; return 1; }
}

figure() { sed -n "s/^stat::$1: *//p" "$2"; } # name, log

fuzz() { # target
  target=$1
  corpus=$scratch/$target
  log=$scratch/$target.log
  mkdir "$corpus"
  gather "$target" "$corpus"
  dictionary=$here/dict/$target.dict
  [ ! -f "$dictionary" ] || set -- "$target" "-dict=$dictionary"
  shift
  result=ok
  "$programs/procmem-fuzz-$target" "$@" "-max_total_time=$seconds" "-max_len=$(longest "$target")" -timeout=10 \
    -rss_limit_mb=2048 -print_final_stats=1 "-artifact_prefix=$found/$target-" "$corpus" > "$log" 2>&1 || result=FAILED
  coverage=$(sed -n 's/.* cov: \([0-9]*\).*/\1/p' "$log" | tail -1)
  printf '%-14s %12s executions %8s /s  coverage %5s  corpus %5s  %s\n' "$target" \
    "$(figure number_of_executed_units "$log")" "$(figure average_exec_per_sec "$log")" "${coverage:-?}" \
    "$(find "$corpus" -type f | wc -l)" "$result"
  [ "$result" = FAILED ] || return 0
  grep -E 'ERROR|SUMMARY|runtime error' "$log" | head -5 || true
  input=$(sed -n 's/.*Test unit written to //p' "$log" | tail -1)
  echo "reproduce: $programs/procmem-fuzz-$target $input"
  return 1
}

targets=
for program in "$programs"/procmem-fuzz-*; do
  target=${program##*/procmem-fuzz-}
  if [ -x "$program" ] && [ "$target" != replay ]; then targets="$targets $target"; fi
done
[ -n "$targets" ] || { echo "no fuzz target in $programs" >&2; exit 1; }

running=0
for target in $targets; do
  if [ "$running" -ge "$jobs" ]; then wait; running=0; fi
  (fuzz "$target"; touch "$scratch/$target.ok") &
  running=$((running + 1))
done
wait
for target in $targets; do
  [ -e "$scratch/$target.ok" ] || { echo "failed: $target" >&2; failed=yes; }
done
[ -z "${failed:-}" ]
