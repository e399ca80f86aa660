#!/bin/sh
# A recorder touches its target in no other way than by reading files of /proc that take no lock of its memory: no ptrace, no signal, no
# maps, smaps or mem, nothing written. And a program that maps and unmaps pages all the time is hardly slowed; how much,
# tests/bench/observer_effect.cpp measures with more pairs.
set -eu
cli=$1 observer_effect=$2
command -v strace > /dev/null || { echo "SKIPPED: strace is not installed"; exit 77; }
strace -o /dev/null true 2> /dev/null || { echo "SKIPPED: strace may not trace here"; exit 77; }
work=$(mktemp -d)
sleep 600 &
target=$!
trap 'kill $target; rm -rf "$work"' EXIT
strace -f -o "$work/trace" "$cli" record $target -q -C -i 1ms -c 200 -o "$work/r.csv"
[ "$(grep -c "^2.*,$target," "$work/r.csv")" -eq 200 ] || { echo "not recorded"; exit 1; }
if grep -nE 'ptrace|process_vm_|process_m|(kill|pidfd_send_signal|rt_sigqueueinfo|prlimit64|sched_set[a-z]*|setpriority|ioprio_set)\([1-9]|/s?maps|smaps_rollup|/(mem|pagemap|clear_refs|wchan|stack|syscall|environ|cmdline|auxv)"' \
  "$work/trace"; then
  echo "the target was touched otherwise than by reading its figures"; exit 1
fi
# Below /proc nothing is opened but for reading.
if grep -nE 'open(at)?\(.*"/proc.*O_(WRONLY|RDWR)' "$work/trace"; then echo "something in /proc was opened for writing"; exit 1; fi
calls=$(grep -c . "$work/trace")
measured=$("$observer_effect" "$cli" 60 30 0.9) || measured=$("$observer_effect" "$cli" 200 30 0.9) || { echo "slowed: $measured"; exit 1; }
echo "$calls system calls of 200 samples, of them at the target other than reading: 0; $measured"
