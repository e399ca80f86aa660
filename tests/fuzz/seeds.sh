#!/bin/sh
# seeds.sh TARGET: the files that the target starts from, one a line. Most are test data; corpus/TARGET holds what
# those lack, and every input that once failed.
set -eu
cd "$(dirname "$0")/.."
here=$(pwd)
files() { # folder below data, tests of find…
  folder=$1; shift
  find "$here/data/$folder" -type f "$@"
}
target=$1
case $target in
  status) files procfs -name '*_status'; files hostile-status -name '*.txt' ;;
  smaps) files procfs '(' -name '*_smaps' -o -name '*_smaps_rollup' -o -name '*_maps' ')' ;;
  stat | statm) files procfs -name "*_$target" ;;
  cgroup | mountinfo) files cgroup -path '*/proc/*' -name "$target" ;;
  limits) files cgroup '(' -name limits -o -name memory.max -o -name memory.stat -o -name meminfo ')' ;;
  record_*) files recordings -name "v*.${target#record_}" ;;
  text) files hostile-status -name '*_name_*'; files procfs -name '*_name_*' ;;
esac
[ ! -d "fuzz/corpus/$target" ] || find "$here/fuzz/corpus/$target" -type f
