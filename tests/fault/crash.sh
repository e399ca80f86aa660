#!/bin/sh
# SIGKILL at every system call that makes a recording, with and without rotation; in the middle of a write,
# wherever that is cut; and at random instants. After each the recording opens, every acknowledged sample is there once, at most the last
# line is torn and told as such; then a recorder goes on, and all is whole. (A memlog keeps what was torn, as a record that is passed over.)
set -eu
[ ! -w /dev/shm ] || export TMPDIR=/dev/shm # what a kill leaves behind does not depend on the disk, and its syncs are slow
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
need_strace
kills=0 tails=0

# after_kill FORMAT OPTION…: what is there opens and is complete; it is gone on with, and whole.
after_kill() {
  format=$1; shift
  kills=$((kills + 1))
  file=$work/r.$format
  whole=""
  [ "$format" != memlog ] || whole=skipped=1
  if [ -e "$file" ]; then
    # shellcheck disable=SC2086  # nothing or a word
    check "$file" "$work/notes" torn $whole
    tails=$((tails + torn))
  fi
  "$record_numbers" "$file" "$work/notes" 25 "$@" || fail "$scene: cannot go on"
  # shellcheck disable=SC2086  # nothing or a word
  check "$file" "$work/notes" $whole
  [ "$torn" -eq 0 ] || fail "$scene: still torn"
  [ ! -e "$file.next" ] || fail "$scene: $file.next is left over"
  add_up
}

calls="openat flock write ftruncate fdatasync fsync linkat unlinkat renameat"

# only_these_calls COMMAND…: those that change a file and are not among them, are not made, or this would pass over them.
only_these_calls() {
  scene=$*
  rm -f "$work"/r.* "$work/notes"
  others=creat,open,openat2,mkdir,mkdirat,mknod,mknodat,link,symlink,symlinkat,unlink,rmdir,rename,renameat2,truncate,fallocate
  others=$others,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,splice,io_uring_enter,sync,syncfs,sync_file_range,msync
  others="?$(echo $others | sed 's/,/,?/g')" # one that this machine does not have is none
  strace -f -qq -o "$work/trace" -e "trace=$others" "$@"
  ! grep '(' "$work/trace" > "$work/error" || fail "$scene: $(cat "$work/error")"
}

# at_every_call FORMAT SAMPLES OPTION…
at_every_call() {
  format=$1 samples=$2; shift 2
  only_these_calls "$record_numbers" "$work/r.$format" "$work/notes" "$samples" "$@"
  for call in $calls; do
    n=1
    while :; do
      rm -f "$work"/r.* "$work/notes"
      scene="SIGKILL at $call $n, $format $*"
      status_of strace -f -qq -o /dev/null -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$n" \
        "$record_numbers" "$work/r.$format" "$work/notes" "$samples" "$@"
      [ $status -eq 137 ] || break
      [ ! -e "$work/notes" ] || after_kill "$format" "$@"
      n=$((n + 1))
    done
    [ $status -eq 0 ] || fail "$scene: status $status"
    case "$*" in *rotate*) [ $n -gt 1 ] || fail "$scene: there is none" ;; esac
  done
}
for format in $formats; do
  at_every_call "$format" 20
  at_every_call "$format" 60 rotate=1200 sync=3
done
at_calls=$kills

# A file-size limit makes writes short, at every third byte; the kill comes before the rest is taken back.
for format in $formats; do
  rm -f "$work"/r.* "$work/notes"
  "$record_numbers" "$work/r.$format" "$work/notes" 3
  begin=$(stat -c %s "$work/r.$format")
  cp "$work/r.$format" "$work/before"; cp "$work/notes" "$work/noted"
  "$record_numbers" "$work/r.$format" "$work/notes" 1
  end=$(stat -c %s "$work/r.$format")
  limit=$((begin + 1))
  while [ $limit -lt "$end" ]; do
    cp "$work/before" "$work/r.$format"; cp "$work/noted" "$work/notes"
    scene="killed with $((limit - begin)) bytes of $format written"
    status_of prlimit --fsize=$limit strace -f -qq -o /dev/null -e trace=ftruncate -e inject=ftruncate:signal=SIGKILL:when=2 \
      "$record_numbers" "$work/r.$format" "$work/notes" 1
    [ $status -eq 137 ] || [ $status -eq 4 ] || fail "$scene: status $status" # 4: it is the end of a record
    [ $status -eq 4 ] || after_kill "$format"
    limit=$((limit + 3))
  done
done
at_bytes=$((kills - at_calls))
[ $((10 * tails)) -gt $((9 * at_bytes)) ] || fail "only $tails torn lines of $at_bytes"

# At random instants, ten in a row on the same recording.
random=240
delays=$(awk -v n=$random 'BEGIN { srand(4); for (i = 0; i < n; ++i) printf "%.4f\n", 0.05 * rand() }')
# shellcheck disable=SC2086  # words
set -- $formats
i=0 hit=0
for delay in $delays; do
  if [ $((i % 10)) -eq 0 ]; then
    rm -f "$work"/r.* "$work/notes"
    format=$1; shift; set -- "$@" "$format"
    [ $((i % 20)) -eq 0 ] && options="rotate=20000" || options=""
    broken=0
  fi
  i=$((i + 1))
  scene="kill -9 after $delay s, $format $options"
  # shellcheck disable=SC2086  # nothing or a word
  "$record_numbers" "$work/r.$format" "$work/notes" 100000 pause=1 $options 2> "$work/error" &
  recorder=$!
  sleep "$delay"
  kill -9 $recorder
  { wait $recorder && status=0 || status=$?; } 2> /dev/null
  [ $status -eq 137 ] || fail "$scene: status $status"
  hit=$((hit + 1))
  [ -e "$work/r.$format" ] || continue
  broken=$((broken + 1))
  [ "$format" = memlog ] && whole=skipped=$broken || whole=""
  # shellcheck disable=SC2086  # nothing or a word
  check "$work/r.$format" "$work/notes" torn $whole
  tails=$((tails + torn))
  [ $((i % 10)) -ne 0 ] || add_up
done
[ $hit -ge 200 ] || fail "only $hit kills"
echo "$((kills + hit)) kills ($at_calls at system calls, $at_bytes in the middle of a write, $hit at random instants), torn lines: $tails, samples acknowledged: $all_acknowledged, lost: 0"
