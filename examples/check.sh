#!/bin/sh
# check.sh NAME FOLDER: runs the example NAME, whose programs are in FOLDER, and checks the figures that it prints.
set -eu
name=$1
programs=$(cd "$2" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  echo "$name: $1; it printed:" >&2
  cat output >&2
  exit 1
}

# expect AWK_PROGRAM WHAT: the program must leave 0; what it reads is the example's output.
expect() {
  awk "$1" output || fail "$2"
}

# mib_grown COLUMN FILE: the growth of a column of a recording, from its first row to its largest, in whole MiB.
mib_grown() {
  awk -F, -v column="$1" '
    /^#/ { next }
    !at { for (i = 1; i <= NF; ++i) if ($i == column) at = i; next }
    $at != "" { if (first == "") first = $at; if ($at - first > most) most = $at - first }
    END { printf "%d\n", most / 1048576 }' "$2"
}

# between LOW VALUE HIGH WHAT
between() {
  if [ "$2" -lt "$1" ] || [ "$2" -gt "$3" ]; then fail "$4 is $2, not $1 to $3"; fi
}

under_asan() { grep -q __asan_init "$programs/$1"; }

# What is freed under AddressSanitizer stays resident for a while.
skip_under_asan() {
  if under_asan "$1"; then
    echo "SKIPPED: AddressSanitizer puts its own allocator in malloc's place"
    exit 77
  fi
}

case $name in
  leak)
    "$programs/procmem-leak" 4096 1 > output
    between 4096 "$(awk '/^leaked/ { print $2 }' output)" 6144 "what it leaked in a second at 4096 KiB/s"
    if "$programs/procmem-leak" much > output 2>&1; then fail "it took a word for a number"; fi
    ;;
  draw_own_growth)
    "$programs/example-draw-own-growth" own.svg > output
    expect '/^ *[0-9.]+ MiB / { ok = 1 } END { exit !ok }' "the chart has no amounts"
    expect '/axis begins at|^ *0 / { ok = 1 } END { exit !ok }' "the chart does not say where it begins"
    grep -q '^<svg ' own.svg || fail "there is no SVG"
    grep -q '>My own VmRSS</text>' own.svg || fail "the SVG has no title"
    ;;
  explain_growth)
    "$programs/example-explain-growth" > output
    expect 'NR == 1 && /^[0-9.]+ of [0-9.]+ MiB grew in / { ok = $1 > 37 } END { exit !ok }' "38 MiB were not found"
    expect 'NR == 2 && /: \+[0-9.]+ MiB$/ { ok = 1 } END { exit !ok }' "no group has grown"
    ;;
  explain_own_growth)
    skip_under_asan example-explain-own-growth
    "$programs/example-explain-own-growth" leak > output
    expect '/; allocated memory that is not freed: in use \+[0-9.]+ [GM]iB\/h,/ { ok = NR == 1 } END { exit !ok }' "a leak is not called one"
    "$programs/example-explain-own-growth" retain > output
    expect '/; allocator retention \(fragmentation\), not a leak of allocated memory: / { ok = NR == 1 } END { exit !ok }' "retention is not called so"
    # "of 18.70 MiB retained 18.55 MiB went back to the system, in 2.1 ms"
    expect '/^of .* went back to the system/ { ok = $3 == "MiB" && $2 > 4 && $5 > $2 * .8 } END { exit !ok }' "trimming gave little back"
    ;;
  judge_in_test)
    skip_under_asan example-judge-in-test
    "$programs/example-judge-in-test" > output
    expect 'NR == 1 { leak = $0 == "leaking" } NR == 2 { clean = $0 == "stable" } END { exit !(leak && clean) }' "the verdicts are wrong"
    ;;
  leak_alarm)
    "$programs/example-leak-alarm" > output
    expect '/^Leaking [0-9.]+ [KMG]iB\/h/ { ok = 1 } END { exit !ok }' "it did not notice"
    expect '/^stopped: it leaks$/ { ok = 1 } END { exit !ok }' "it did not stop"
    ;;
  malloc_and_free)
    "$programs/example-malloc-and-free" > output
    if grep -q TiB output; then
      echo "SKIPPED: a sanitizer has put its own allocator in malloc's place"
      exit 77
    fi
    # Columns 3, 4 and 5 are VmSize, VmRSS and RssAnon, all in MiB and rounded.
    awk -F'|' '{ split($3, size, " "); split($4, rss, " ") }
      /at the start/ { size0 = size[1]; rss0 = rss[1] }
      /of 64 MiB/ { mapped = size[1] - size0 > 63.9 && rss[1] - rss0 < 4 }
      /writing to all/ { touched = rss[1] - rss0 > 63.9 }
      /all of them but/ { kept = rss[1] - rss0 > 150 }
      /malloc_trim/ { trimmed = rss[1] - rss0 < 16 }
      END { exit !(mapped && touched && kept && trimmed) }' output || fail "the figures do not show it"
    ;;
  phases)
    skip_under_asan example-phases
    "$programs/example-phases" > output
    expect '/^load index keeps [0-9.]+ MiB, needs [0-9.]+ MiB/ { ok = $4 > 15 && $4 < 40 && $7 > 47 } END { exit !ok }' "the phase is wrong"
    expect '/^start-up keeps/ { ok = $6 > 47 } END { exit !ok }' "the outer phase has lost its peak"
    [ "$(grep -c '"event":"mark"' phases.jsonl)" -eq 5 ] || fail "the recording has not five marks"
    ;;
  growth_guard_benchmark)
    "$programs/example-growth-guard-benchmark" --benchmark_format=json --benchmark_min_time=0.01 > output 2> /dev/null
    expect '/"name": "keep_nothing"/ { here = 1 } here && /"net_heap_growth": 0,?$/ { ok = 1; exit } END { exit !ok }' \
      "what keeps nothing has grown"
    expect '/"name": "keep_all\// { here = 1 } here && /"net_heap_growth": / { ok = $2 + 0 > 1000000; exit } END { exit !ok }' \
      "what keeps all has not grown"
    # AddressSanitizer keeps up to 256 MiB of what is freed.
    if under_asan example-growth-guard-benchmark; then most=265; else most=12; fi
    peak=$(awk '/"name": "use_8_mib"/ { here = 1 } here && /"max_bytes_used": / { print int($2 / 1000000); exit }' output)
    between 8 "${peak:-0}" $most "the peak in MB"
    ;;
  growth_guard_*)
    # One test case is clean; the other keeps a map's node for each call, and has to fail.
    program=example-$(echo "$name" | tr _ -)
    if "$programs/$program" > output 2>&1; then fail "the leak was not found"; fi
    if under_asan "$program"; then least=120; else least=150; fi  # its blocks have no headers in the heap
    expect '/memory grows with the calls:/ { ++failures } END { exit failures != 1 }' "not just one case is said to grow"
    grown=$(awk '/ bytes per call \(95 %: .*\), heap in use$/ { for (i = 1; i < NF; ++i) if ($i == "bytes") { print int($(i - 1)); exit } }' output)
    between $least "${grown:-0}" 400 "the growth per call in bytes"
    expect '/^ +1 +[0-9]+ +\+[0-9]+ / { ok = 1 } END { exit !ok }' "the rounds are missing"
    expect '/^memory: [0-2] of 2 test cases left something behind$/ { ok = 1 } END { exit !ok }' "the table of cases is missing"
    ;;
  print_status)
    "$programs/example-print-status" $$ > output  # this shell
    expect "/^[a-z]*sh, process $$\$/ { ok = 1 } END { exit !ok }" "the process is not named"
    expect '/^VmRSS: [0-9.]+ [KM]iB$/ { ok = 1 } END { exit !ok }' "VmRSS has no figure"
    expect '/^Threads: 1$/ { ok = 1 } END { exit !ok }' "a shell has one thread"
    expect '/^VmPMD: absent$/ { ok = 1 } /^VmPMD: [0-9]/ { ok = 1 } END { exit !ok }' "VmPMD is missing"
    if "$programs/example-print-status" 0 > output 2>&1; then fail "it took pid 0"; fi
    ;;
  read_recording)
    {
      echo '2026-11-23-12:29:58' && printf 'VmRSS:\t    4096 kB\nVmSize:\t    8192 kB\n\n'
      echo '2026-11-23-12:30:08' && printf 'VmRSS:\t    6144 kB\nVmSize:\t    8192 kB\n\n'
    } > recording
    "$programs/example-read-recording" recording > output
    expect '/VmRSS 4.00 MiB to 6.00 MiB in 10 s$/ { ok = 1 } END { exit !ok }' "the growth is wrong"
    expect '/^2 samples, 0 lines skipped$/ { ok = 1 } END { exit !ok }' "the samples are not 2"
    ;;
  request_server)
    skip_under_asan example-request-server
    "$programs/example-request-server" > output
    # "446000 requests, each leaves 72.1 bytes": 64 of malloc, 8 of the vector
    expect '/requests, each leaves/ { ok = $1 > 100000 && $5 > 60 && $5 < 85 } END { exit !ok }' "the growth per request is wrong"
    expect '/^(Leaking|Suspected of leaking) .* B per operation/ { ok = 1 } END { exit !ok }' "it does not say so"
    ;;
  sample_in_background)
    "$programs/example-sample-in-background" > output
    between 14 "$(mib_grown vm_rss_bytes memory.csv)" 24 "the growth in MiB of a program that keeps 20 MiB"
    ;;
  sample_with_asio)
    "$programs/example-sample-with-asio" > output
    expect '/^20 requests served, [0-9]+ samples$/ { ok = $4 >= 3 } END { exit !ok }' "too few samples"
    expect '$2 == "MiB" { if (!first) first = $1; last = $1 } END { exit !(last - first > 10) }' "no growth was seen"
    ;;
  self_growth)
    "$programs/example-self-growth" growth.csv > output
    # AddressSanitizer needs memory beside the cache, which so holds less when the process has grown by 16.
    if under_asan example-self-growth; then least=12; else least=16; fi
    between $least "$(awk '/the cache holds/ { print $10 }' output)" 100 "the cache in MiB when 16 were too many"
    between 16 "$(mib_grown vm_rss_bytes growth.csv)" 100 "the recorded growth in MiB"
    ;;
  watch_child)
    "$programs/example-watch-child" child.csv "$programs/procmem-leak" 8192 1 > output
    expect '/^procmem-leak has ended$/ { ok = 1 } END { exit !ok }' "the end was not noticed"
    between 5 "$(awk '/samples in/ { print $1 }' output)" 40 "the number of samples"
    between 4 "$(mib_grown vm_rss_bytes child.csv)" 40 "the growth in MiB of 8 leaked and a program loaded"
    ;;
  *)
    echo "no such example: $name" >&2
    exit 2
    ;;
esac
