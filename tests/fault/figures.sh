#!/bin/sh
# figures.sh BUILD_DIR: runs the tests that make faults, one at a time, and prints the last line of each as a row of the table in docs/reliability.md.
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
  / Start +[0-9]+: / { name[number] = $NF }
  index($0, number ": ") == 1 && number != "" {
    line = substr($0, length(number) + 3)
    if (line !~ /^(Test command|Working Directory|Test timeout|Environment|=====|\[doctest\] (Status|run|doctest))/ && line != "") last[number] = line
  }
  /Test +#[0-9]+: / {
    match($0, /#[0-9]+/); n = substr($0, RSTART + 1, RLENGTH - 1)
    match($0, /: [^ ]+/); who = substr($0, RSTART + 2, RLENGTH - 2)
    printf "| `%s` | %s%s |\n", who, ($0 ~ /Passed/ ? "" : $0 ~ /Skipped/ ? "skipped: " : "**failed**: "), last[n]
  }' "$log"
exit $status
