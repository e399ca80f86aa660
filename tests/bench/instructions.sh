#!/bin/sh
# User instructions of the fast path, of the exact parser and of a whole tick, counted by callgrind over a hundred samples more.
# Argument: the directory of one_sampler.
set -eu
here=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if ! command -v valgrind > /dev/null; then
  printf 'instructions\tnot measured: valgrind is missing\t\n'
  exit 0
fi

collected() { # function how count
  valgrind --tool=callgrind --callgrind-out-file="$scratch/out" --toggle-collect="$1" \
    "$here/one_sampler" "$2" "$3" > /dev/null 2> "$scratch/log" || return 1
  sed -n 's/.*Collected : *\([0-9]*\).*/\1/p' "$scratch/log"
}

row() { # what function how goal
  few=$(collected "$2" "$3" 100)
  many=$(collected "$2" "$3" 200)
  printf '%s\t%d (callgrind)\t%s\n' "$1" $(((many - few) / 100)) "$4"
}

row "instructions of the parse, fast path" 'procmem::detail::parse_kernel_status*' engine "<= 1500"
row "instructions of the parse, exact parser" 'procmem::parse_status*' exact ""
row "user instructions of a tick of one process" 'procmem::detail::Engine::tick*' engine ""
