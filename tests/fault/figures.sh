#!/bin/sh
# figures.sh BUILD_DIR: runs the tests that make faults, one at a time, and prints what each says last as a row of the table in
# docs/reliability.md.
set -eu
build=$1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
ctest --test-dir "$build" -L fault -V > "$log" || status=$?
echo "| test | figures |"
echo "|---|---|"
awk '
  /^test [0-9]+$/ { number = $2 }
  number != "" && index($0, number ": ") == 1 {
    line = substr($0, length(number) + 3)
    # A program of doctest says its figures in messages.
    if (sub(/^.*MESSAGE: /, "", line)) last[number] = told[number] = told[number] (told[number] == "" ? "" : "; ") line
    else if (line !~ /^(Test command|Working Directory|Test timeout|Environment|=====|\[doctest\]|.*TEST CASE:)/ && line ~ / / && told[number] == "") last[number] = line
  }
  /Test +#[0-9]+: / {
    match($0, /#[0-9]+/); n = substr($0, RSTART + 1, RLENGTH - 1)
    match($0, /: [^ ]+/); who = substr($0, RSTART + 2, RLENGTH - 2)
    printf "| `%s` | %s%s |\n", who, ($0 ~ /Passed/ ? "" : $0 ~ /Skipped/ ? "skipped: " : "**failed**: "), last[n]
  }' "$log"
exit $status
