#!/bin/sh
# The disk is full, fails, or may not be written: it is said once, what was lost is counted and written down as soon as there is room,
# no line is torn meanwhile, and the status is 4. On a tmpfs of 8 KiB, on /dev/full, at a file-size limit, and with errors injected
# into every write, cut and sync.
set -eu
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
need_strace
command -v jq > /dev/null || skip "jq is not installed"
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

# What a rotation does fails, at each call: no sample is lost but those for which a sync fails, and no piece. Whether the file is still
# there is asked before each record, too: without an answer, that one is lost, counted, and not written into the blue.
for format in $formats; do
  for call in openat flock pread64 newfstatat fdatasync fsync linkat unlinkat renameat; do
    n=1
    while :; do
      rm -f "$work"/r.* "$work/notes"
      scene="EIO at $call $n, $format"
      status_of strace -f -qq -o "$work/trace" -e "trace=$call" -e "inject=$call:error=EIO:when=$n" \
        "$record_numbers" "$work/r.$format" "$work/notes" 24 rotate=700 sync=3
      grep -q INJECTED "$work/trace" || break
      n=$((n + 1))
      [ -s "$work/notes" ] || [ $status -eq 4 ] || continue # the program has not even begun
      runs=$((runs + 1))
      [ "$call" = fdatasync ] && allowed=doubted || allowed=skipped=0
      may_lose=0
      if grep -q 'newfstatat([0-9]*, "", .*INJECTED' "$work/trace"; then
        may_lose=1
        allowed=$(whole_of "$format")
      fi
      [ ! -e "$work/r.$format" ] || check "$work/r.$format" "$work/notes" "$allowed"
      [ "$call" = fdatasync ] || [ "$refused" -le $may_lose ] || fail "$scene: $refused lost"
      # All of them, or none where the file could not be had.
      noted=$(tr -d '\000' < "$work/notes" | wc -c)
      [ "$noted" -eq 24 ] || { [ "$noted" -eq 0 ] && [ $status -eq 4 ]; } || fail "$scene: $noted of 24, status $status: $(cat "$work/error")"
      "$record_numbers" "$work/r.$format" "$work/notes" 24 rotate=700 sync=3 || fail "$scene: cannot go on"
      check "$work/r.$format" "$work/notes" "$allowed"
      [ ! -e "$work/r.$format.next" ] || fail "$scene: $work/r.$format.next is left over"
      add_up
    done
    [ $n -gt 1 ] || fail "there is no $call"
  done
done

# A real full disk, with a reader beside, and room again in the middle. The reader may come upon the piece of a record that is about to be
# taken back, at the end of the file and told as torn, and never upon one in its middle.
# read_beside: what is not there yet by the time that the notes are looked at is none of its business.
read_beside() {
  until [ -e "$work/enough" ]; do
    "$check_numbers" "$work/disk/r.$format" "$work/notes" torn unsynced=100000 > "$work/has-read" 2>> "$work/faults" || : > "$work/enough"
  done
}
line_is_whole() {
  [ "$(tail -c 1 "$1" | od -An -c | tr -d ' ')" = '\n' ] || fail "$scene: a torn line"
}
noted() { tr -cd "$1" < "$work/notes" | wc -c; }
more_noted() { [ "$(noted "$1")" -ge "$2" ]; }
for format in $formats; do
  runs=$((runs + 1))
  rm -f "$work"/disk/* "$work/notes" "$work/enough" "$work/has-read" "$work/faults"
  mount -o remount,size=8k "$work/disk"
  scene="a full tmpfs, $format"
  "$record_numbers" "$work/disk/r.$format" "$work/notes" 100000 pause=2000 2> "$work/error" &
  recorder=$!
  pids="$target $recorder"
  soon "the notes" test -e "$work/notes"
  soon "the disk is full" more_noted l 3
  read_beside & # from now on, until the recorder has ended
  reader=$!
  pids="$pids $reader"
  soon "it is read" test -e "$work/has-read"
  mount -o remount,size=64m "$work/disk"
  soon "it goes on" more_noted a $(($(noted a) + 5))
  kill -TERM $recorder
  status=0; wait $recorder || status=$?
  [ $status -eq 4 ] || fail "$scene: status $status"
  : > "$work/enough"
  wait $reader
  pids=$target
  [ ! -s "$work/faults" ] || fail "$scene, read beside: $(cat "$work/faults")"
  allowed=$(whole_of "$format")
  check "$work/disk/r.$format" "$work/notes" "$allowed"
  [ $((acknowledged + refused)) -eq "$(tr -d '\000' < "$work/notes" | wc -c)" ] || fail "$scene: some neither written nor lost"
  line_is_whole "$work/disk/r.$format"
  add_up
done

# The program, on a disk that is full twice: each time it is said once, and each sample is in the file or among the lost ones, in the gaps
# of the file as on standard error.
leave_no_room() { # refused where more has been taken meanwhile
  mount -o remount,size="$(df --output=used -k "$work/disk" | tail -n 1 | tr -d ' ')k" "$work/disk" 2> "$work/mount"
}
said() { [ "$(grep -c "$1" "$work/error")" -ge "$2" ]; }
counts() { sed -n "s/$1/\1/p" "$2" | awk '{ sum += $1 } END { print sum + 0 }'; }
for format in $formats; do
  runs=$((runs + 1))
  rm -f "$work"/disk/*
  scene="the program on a full tmpfs, $format"
  "$cli" record $target -i 2ms -o "$work/disk/r.$format" 2> "$work/error" &
  recorder=$!
  pids="$target $recorder"
  for time in 1 2; do
    soon "it records" test -s "$work/disk/r.$format"
    soon "no room is left" leave_no_room
    soon "the disk is full" said "cannot write .*r.$format: No space left on device" $time
    mount -o remount,size=64m "$work/disk"
    soon "it goes on" said "can be written again" $time
  done
  kill -TERM $recorder
  status=0; wait $recorder || status=$?
  pids=$target
  [ $status -eq 4 ] || fail "$scene: status $status: $(cat "$work/error")"
  [ "$(grep -c "cannot write" "$work/error")" -eq 2 ] || fail "$scene: not said once each time: $(cat "$work/error")"
  taken=$(counts '^ *samples *\([0-9]*\) in .*' "$work/error")
  lost=$(counts '.*; \([0-9]*\) samples were lost$' "$work/error")
  there=$("$cli" report --json "$work/disk/r.$format" | jq .samples) || fail "$scene: cannot be read"
  [ "$format" != memlog ] || there=$(grep -c '^2' "$work/disk/r.$format") # the report has one a second
  [ $((there + lost)) -eq "$taken" ] || fail "$scene: $there there and $lost lost of $taken: $(cat "$work/error")"
  [ "$format" = memlog ] || [ "$(counts '.*"event":"gap".*"count":\([0-9]*\),.*' "$work/disk/r.$format")" -eq "$lost" ] ||
    fail "$scene: the gaps do not tell of $lost: $(grep '"gap"' "$work/disk/r.$format")"
  line_is_whole "$work/disk/r.$format"
done
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
