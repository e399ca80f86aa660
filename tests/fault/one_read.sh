#!/bin/sh
# What a sample costs in system calls: one pread, and nothing but reads of /proc touches the target.
set -eu
cli=$1
command -v strace > /dev/null || { echo "SKIPPED: strace is not installed"; exit 77; }
strace -o /dev/null true 2> /dev/null || { echo "SKIPPED: strace may not trace here"; exit 77; }
work=$(mktemp -d)
sleep 100 &
target=$!
trap 'kill $target; rm -rf "$work"' EXIT

count() { # samples
  strace -f -o "$work/trace" "$cli" record $target -q -i 1ms -c "$1" -o "$work/r$1.csv"
  grep -c "$2" "$work/trace"
}
few=$(count 100 'pread64(')
many=$(count 1100 'pread64(')
all_many=$(grep -c . "$work/trace")
per_sample=$((many - few))
echo "1000 samples more cost $per_sample preads more; $all_many system calls in all for 1100 samples"
[ "$per_sample" -eq 1000 ] || { echo "not one read per sample"; exit 1; }
if grep -nE "ptrace|process_vm_readv|kill\(|smaps|/mem\"|/maps\"" "$work/trace"; then
  echo "the target was touched otherwise than by reading its status"; exit 1
fi

cp "$(command -v sleep)" "$work/snoozer"
"$work/snoozer" 100 &
snoozer=$!
trap 'kill $target $snoozer; rm -rf "$work"' EXIT
strace -f -e trace=pread64 -o "$work/trace" "$cli" record -n snoozer --all --fields VmRSS,VmSize -q -i 1ms -c 200 -o "$work/crowd.csv"
statm=$(grep -cE 'pread64\([0-9]+, "[0-9]+ [0-9]+ ' "$work/trace")
status=$(grep -c 'pread64([0-9]*, "Name:' "$work/trace" || true)
echo "200 samples of VmRSS and VmSize of all snoozers read statm $statm times, status $status times"
[ "$statm" -ge 200 ] && [ "$status" -le 20 ] || { echo "statm would have sufficed"; exit 1; }
