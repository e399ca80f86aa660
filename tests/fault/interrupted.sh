#!/bin/sh
# EINTR at every interruptible system call, one at a time: the recording is as if nothing had been. And pipes that take, and give, a
# byte at a time.
set -eu
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # its syncs are fast
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
need_strace
sleep 600 &
target=$!
undo() { kill $target; }
runs=0 interrupted=0

# at_every COMMAND…: with EINTR at each of its calls of these kinds, in turn; `compare` says whether all is well.
at_every() {
  for call in $calls; do
    n=1
    while :; do
      scene="EINTR at $call $n: $*"
      prepare
      status_of timeout 60 strace -f -qq -o "$work/trace" -e "trace=$call" -e "inject=$call:error=EINTR:when=$n" "$@"
      [ $status -ne 124 ] || fail "$scene: hangs: $(tail -n 3 "$work/trace")"
      grep -q INJECTED "$work/trace" || break
      # Before main(), and in what looks for a terminal or a locale, it is not ours.
      [ $status -eq 0 ] || grep -qE "error while loading shared libraries|cannot (open|stat) shared" "$work/error" ||
        fail "$scene: status $status: $(cat "$work/error")"
      [ $status -ne 0 ] || compare
      runs=$((runs + 1))
      [ $status -ne 0 ] || interrupted=$((interrupted + 1))
      n=$((n + 1))
    done
  done
}

# Writing, through a FileSink that rotates and syncs.
for format in $formats; do
  prepare() { rm -f "$work"/r.* "$work/notes"; }
  compare() {
    [ -e "$work/r.$format.1" ] || fail "$scene: not rotated"
    check "$work/r.$format" "$work/notes"
    [ "$acknowledged" -eq 30 ] || fail "$scene: $acknowledged of 30"
    add_up
  }
  calls="openat write pread64 flock fdatasync fsync"
  at_every "$record_numbers" "$work/r.$format" "$work/notes" 30 rotate=1200 sync=always
done

# The program: what it reads of /proc, writes to its standard output, and reads of a recording.
prepare() { rm -f "$work/out.csv"; }
compare() {
  [ "$(grep -c '^2' "$work/out.csv")" -eq 5 ] || fail "$scene: not 5 samples"
  ! grep -q '"event":"\(gap\|sink_failed\)"' "$work/out.csv" || fail "$scene: it was noticed"
}
calls="openat read pread64 write flock /^epoll_.*wait"
at_every "$cli" record $target -q -i 1ms -c 5 --fields VmRSS,Threads -f csv -o "$work/out.csv"
[ $interrupted -ge $((runs * 9 / 10)) ] || fail "only $interrupted of $runs came to something"

# A reader that takes a byte at a time fills the pipe; the recorder waits and loses nothing. And a recording that comes in single bytes.
scene="a slow pipe"
"$cli" record $target -q -i 1ms -c 400 -f jsonl 2> "$work/error" | dd bs=1 of="$work/pipe.jsonl" 2> /dev/null
[ "$(grep -c '"type":"sample".*}$' "$work/pipe.jsonl")" -eq 400 ] || fail "$scene: $(cat "$work/error")"
dd bs=1 if="$work/pipe.jsonl" 2> /dev/null | "$cli" report --json /dev/stdin > "$work/report" || [ $? -le 1 ] || fail "$scene: cannot be read"
grep -q '"samples":400,.*"skipped_lines":0' "$work/report" || fail "$scene: read otherwise: $(cat "$work/report")"
echo "$runs calls interrupted, $interrupted recordings whole (the others ended in the loader, before main); samples acknowledged: $all_acknowledged, lost: 0; 400 of 400 through a pipe, byte by byte"
