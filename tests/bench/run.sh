#!/bin/sh
# Runs every benchmark several times and prints a Markdown table: a figure of each run, and whether the middle one meets its goal.
# Arguments: the build directory (built with -DPROCMEM_BUILD_BENCH=ON), how often (3), and one of all, quick (neither peers nor the
# recorder, 5 s instead of 60 for drift) and peers. Takes about half an hour for all. A table of parts, by Google Benchmark, comes last.
set -eu
build=${1:?usage: run.sh BUILD [REPEATS] [all|quick|peers]}
repeats=${2:-3}
which=${3:-all}
here=$(cd "$(dirname "$0")" && pwd)
bin=$build/tests/bench
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

step() { echo "$*" >&2; "$@"; }

ours() {
  step "$bin/sample_bench"
  for count in 10 100 1000; do step "$bin/many_bench" "$count"; done
  [ "$which" = quick ] || for count in 3000 10000; do step "$bin/many_bench" "$count"; done
  if [ "$which" = quick ]; then step "$bin/counts_bench" 5 100000; else step "$bin/counts_bench" 60 1000000; fi
  step sh "$here/syscalls.sh" "$bin"
  step sh "$here/instructions.sh" "$bin"
  step "$bin/write_bench" "${TMPDIR:-/tmp}"
  step "$bin/interval_bench" "$([ "$which" = quick ] && echo 2 || echo 10)"
  step "$bin/embedding_cost"
  step "$bin/embedding_cost" file
  [ "$which" = quick ] || step sh "$here/recorder_at_scale.sh" "$build" 10000 30
  [ "$which" = quick ] || step sh "$here/watch.sh" "$build/cli/procmem-cli" "$build/examples/procmem-leak"
}

machine() {
  sed -n 's/^model name[^:]*: /CPU: /p' /proc/cpuinfo | head -1
  echo "cores: $(nproc); Linux $(uname -r); $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)"
  echo "descriptors: $(awk '/Max open files/ { print $5 }' /proc/self/limits)"
}

load() { cut -d' ' -f1 /proc/loadavg; }

{
  machine
  i=1
  while [ "$i" -le "$repeats" ]; do
    before=$(load)
    {
      [ "$which" = peers ] || ours
      [ "$which" = quick ] || step sh "$here/peers.sh" "$build"
    } > "$scratch/run.$i" || echo "run $i: one failed" >&2
    echo "run $i: load $before before, $(load) after"
    i=$((i + 1))
  done
} | sed 's/^/* /'
echo
awk -F'\t' -v repeats="$repeats" '
  FNR == 1 { ++run }
  NF >= 2 { if (!($1 in goal)) names[++n] = $1; goal[$1] = $3; split($2, word, " "); of[$1, run] = word[1]; seen[$1] = seen[$1] " " word[1]
    rest[$1] = substr($2, length(word[1]) + 2); gsub(/^\\(|\\)$/, "", rest[$1]) }
  function middle(list,  a, k, i, j, t) {
    k = split(list, a, " ")
    for (i = 2; i <= k; ++i) for (j = i; j > 1 && a[j - 1] + 0 > a[j] + 0; --j) { t = a[j]; a[j] = a[j - 1]; a[j - 1] = t }
    return a[int((k + 1) / 2)]
  }
  function met(name,  g) {
    if (goal[name] == "" || seen[name] ~ /not/) return ""
    split(goal[name], g, " ")
    return (g[1] == "<=" ? middle(seen[name]) + 0 <= g[2] + 0 : middle(seen[name]) + 0 >= g[2] + 0) ? "yes" : "**no**"
  }
  END {
    line = "| what |"; rule = "|---|"
    for (r = 1; r <= repeats; ++r) { line = line " run " r " |"; rule = rule "---|" }
    print line " goal | met | of the last run |"; print rule "---|---|---|"
    for (i = 1; i <= n; ++i) {
      line = "| " names[i] " |"
      for (r = 1; r <= repeats; ++r) line = line " " ((names[i], r) in of ? of[names[i], r] : "-") " |"
      goal_text = goal[names[i]]; sub("<=", "≤", goal_text); sub(">=", "≥", goal_text)
      print line " " goal_text " | " met(names[i]) " | " rest[names[i]] " |"
    }
  }' "$scratch"/run.*
if [ "$which" != peers ] && [ -x "$bin/parts_bench" ]; then
  printf '\n| part | ns |\n|---|---|\n'
  "$bin/parts_bench" 2> /dev/null | awk '$3 == "ns" { printf "| %s | %.0f |\n", $1, $2 }'
fi
