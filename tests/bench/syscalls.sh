#!/bin/sh
# System calls per sample and per tick: strace counts those of two runs of different length, and the difference of the counts
# divided by that of the lengths is what one takes. Argument: the directory of one_sampler.
set -eu
here=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
short=200
long=700

calls() { # how count
  strace -f -c -U name,calls -o "$scratch/calls" "$here/one_sampler" "$1" "$2" || return 1
  awk '$1 != "total" && $2 ~ /^[0-9]+$/ { sum += $2 } END { print sum }' "$scratch/calls"
}

row() { # what how goal
  few=$(calls "$2" "$short")
  cp "$scratch/calls" "$scratch/few"
  many=$(calls "$2" "$long")
  which=$(awk -v n=$((long - short)) '
    $2 ~ /^[0-9]+$/ && $1 != "total" { if (NR == FNR) few[$1] = $2; else if ($2 - few[$1] > n / 20)
      printf "%s %.2f, ", $1, ($2 - few[$1]) / n }' "$scratch/few" "$scratch/calls")
  awk -v what="$1" -v few="$few" -v many="$many" -v n=$((long - short)) -v goal="$3" -v which="${which%, }" '
    BEGIN { printf "%s\t%.1f (%s)\t%s\n", what, (many - few) / n, which, goal }'
}

if ! strace -o /dev/null true 2> /dev/null; then
  printf 'system calls\tnot measured: strace is missing or not permitted\t\n'
  exit 0
fi
row "system calls per sample (Engine::tick)" engine "<= 1"
row "system calls per tick of one process (Sampler)" sampler "<= 4"
row "system calls per tick of one process (BackgroundSampler)" background "<= 4"
