#!/bin/sh
# The disk is full, fails, or may not be written: it is said once, what was lost is counted and written down as soon as there is room,
# no line is torn meanwhile, and the status is 4. On a tmpfs of 8 KiB, on /dev/full, at a file-size limit, and with errors injected
# into every write, cut and sync.
set -eu
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
need_strace
[ "$(id -u)" -eq 0 ] || skip "needs root to mount a tmpfs of 8 KiB"
mkdir "$work/disk"
mount -t tmpfs -o size=8k tmpfs "$work/disk" 2> "$work/error" || skip "no tmpfs can be mounted here: $(cat "$work/error")"
sleep 600 &
target=$!
pids=$target
# shellcheck disable=SC2086  # a list
undo() { kill -9 $pids 2> /dev/null || true; wait 2> /dev/null || true; umount "$work/disk"; }
runs=0
said_once() { # MESSAGE
  [ "$(grep -c "$1" "$work/error")" -eq 1 ] || fail "$scene: not said once: $(cat "$work/error")"
}

# Errors at one call, at several in a row, and at one that has written a part. A memlog keeps no gaps.
whole_of() { [ "$1" = memlog ] && echo skipped=0 || echo gaps; }
for format in $formats; do
  for error in ENOSPC EDQUOT EFBIG EIO EROFS; do
    for when in 1..4 7 9..14 20+3; do
      runs=$((runs + 1))
      rm -f "$work"/r.* "$work/notes"
      scene="$error at write $when, $format"
      status_of strace -f -qq -o /dev/null -e trace=write -e "inject=write:error=$error:when=$when" \
        "$record_numbers" "$work/r.$format" "$work/notes" 40
      [ $status -eq 4 ] || fail "$scene: status $status"
      allowed=$(whole_of "$format")
      # The last ones may be lost with nothing after them to tell.
      [ "$when" != 20+3 ] || allowed=skipped=0
      check "$work/r.$format" "$work/notes" "$allowed"
      add_up
    done
  done
done

# A sync that fails makes doubtful what was written, once, and is not tried again as if nothing had been.
for format in $formats; do
  runs=$((runs + 1))
  rm -f "$work"/r.* "$work/notes"
  scene="EIO at fdatasync, $format"
  status_of strace -f -qq -o "$work/trace" -e trace=fdatasync -e inject=fdatasync:error=EIO:when=5..6 \
    "$record_numbers" "$work/r.$format" "$work/notes" 20 sync=always
  [ $status -eq 4 ] || fail "$scene: status $status"
  check "$work/r.$format" "$work/notes" doubted
  [ "$refused" -ge 1 ] || fail "$scene: taken for synced"
  [ "$format" = memlog ] || grep -q "may not be on the disk" "$work/r.$format" || fail "$scene: not written down"
  add_up
done
for format in $formats; do # A cut that fails leaves a torn line, which the next record ends or cuts off.
  runs=$((runs + 1))
  rm -f "$work"/r.* "$work/notes"
  scene="a short write that cannot be taken back, $format"
  status_of prlimit --fsize=700 strace -f -qq -o /dev/null -e trace=ftruncate -e inject=ftruncate:error=EIO:when=2+ \
    "$record_numbers" "$work/r.$format" "$work/notes" 40
  [ $status -eq 4 ] || fail "$scene: status $status"
  check "$work/r.$format" "$work/notes" torn skipped=1
  "$record_numbers" "$work/r.$format" "$work/notes" 5 || fail "$scene: cannot go on"
  [ "$format" = memlog ] && allowed=skipped=1 || allowed=skipped=0
  check "$work/r.$format" "$work/notes" "$allowed"
  add_up
done

# A real full disk, with a reader beside, and room again in the middle. The reader may come upon the piece of a record that is about to be
# taken back, at the end of the file and told as torn, and never upon one in its middle.
line_is_whole() {
  [ "$(tail -c 1 "$1" | od -An -c | tr -d ' ')" = '\n' ] || fail "$scene: a torn line"
}
noted() { tr -cd "$1" < "$work/notes" | wc -c; }
more_noted() { [ "$(noted "$1")" -ge "$2" ]; }
for format in $formats; do
  runs=$((runs + 1))
  rm -f "$work"/disk/* "$work/notes"
  mount -o remount,size=8k "$work/disk"
  scene="a full tmpfs, $format"
  "$record_numbers" "$work/disk/r.$format" "$work/notes" 100000 pause=2000 2> "$work/error" &
  recorder=$!
  pids="$target $recorder"
  soon "the notes" test -e "$work/notes"
  soon "the disk is full" more_noted l 3
  reads=0
  while [ $reads -lt 5 ]; do
    "$check_numbers" "$work/disk/r.$format" "$work/notes" torn > /dev/null 2> "$work/faults" || fail "$scene: $(cat "$work/faults")"
    reads=$((reads + 1))
  done
  mount -o remount,size=64m "$work/disk"
  soon "it goes on" more_noted a $(($(noted a) + 5))
  kill -TERM $recorder
  status=0; wait $recorder || status=$?
  [ $status -eq 4 ] || fail "$scene: status $status"
  pids=$target
  allowed=$(whole_of "$format")
  check "$work/disk/r.$format" "$work/notes" "$allowed"
  [ $((acknowledged + refused)) -eq "$(tr -d '\000' < "$work/notes" | wc -c)" ] || fail "$scene: some neither written nor lost"
  line_is_whole "$work/disk/r.$format"
  add_up
done

# The program: said once, status 4, its summary tells what was lost; also where it runs a command (125).
"$cli" record $target -q -i 1ms -c 20 -f csv -o /dev/full 2> "$work/error" && status=0 || status=$?
scene="/dev/full"; runs=$((runs + 1))
[ $status -eq 4 ] || fail "$scene: status $status: $(cat "$work/error")"
said_once "cannot write /dev/full: No space left on device"
"$cli" record -q -i 1ms -c 3 -f csv -o /dev/full -- true 2> "$work/error" && status=0 || status=$?
scene="/dev/full with a command"; runs=$((runs + 1))
[ $status -eq 125 ] || fail "$scene: status $status: $(cat "$work/error")"
for format in $formats; do
  scene="a file-size limit, $format"; runs=$((runs + 1))
  rm -f "$work"/r.*
  prlimit --fsize=3000 "$cli" record $target -i 1ms -c 100 -o "$work/r.$format" 2> "$work/error" && status=0 || status=$?
  [ $status -eq 4 ] || fail "$scene: status $status: $(cat "$work/error")"
  said_once "cannot write .*: File too large"
  grep -q "lost" "$work/error" || fail "$scene: the summary is silent: $(cat "$work/error")"
  line_is_whole "$work/r.$format"
done
echo "$runs full or failing disks: samples written: $all_acknowledged, lost and counted: $all_refused, lost and not counted: 0, torn lines: 0"
