#!/bin/sh
# The power is cut (EXT4_IOC_SHUTDOWN: nothing that is not on the disk gets there) while a recorder with "--sync always" writes to an
# ext4 of its own, and the file system is mounted again: every acknowledged sample is there, also where the file was just made, and
# across rotations; with "--sync 50ms" all but those of the last 50 ms. What is left without sync is printed, and promised to nobody.
set -eu
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
cut_power=$4
[ "$(id -u)" -eq 0 ] || skip "needs root to mount a file system"
command -v mkfs.ext4 > /dev/null || skip "mkfs.ext4 (e2fsprogs) is not installed"
disk=$work/disk
mkdir "$disk"
undo() { umount "$disk" 2> /dev/null || true; }
truncate -s 32M "$work/image"
mkfs.ext4 -q "$work/image"
mount_disk() { mount -o loop "$work/image" "$disk" 2> "$work/error"; }
mount_disk || skip "no loop device can be mounted here: $(cat "$work/error")"

# acknowledges N: whether so many samples were.
acknowledges() { [ -e "$work/notes" ] && [ "$(tr -cd a < "$work/notes" | wc -c)" -ge "$1" ]; }

# cut AFTER FILE OPTION…: records until AFTER samples are acknowledged, cuts the power, and mounts again.
cut() {
  after=$1 file=$2; shift 2
  "$record_numbers" "$disk/$file" "$work/notes" 200000 "$@" 2> "$work/error" &
  recorder=$!
  soon "$after samples" acknowledges "$after"
  kill -STOP $recorder
  "$cut_power" "$disk" || skip "the file system cannot be shut down"
  kill -9 $recorder
  { wait $recorder || true; } 2> /dev/null
  umount "$disk"
  mount_disk
}

# cut_and_check AFTER FORMAT ALLOWED OPTION…: what is there is complete, and can be gone on with.
cut_and_check() {
  after=$1 format=$2 allowed=$3; shift 3
  scene="power cut after $after samples, $format $*"
  cut "$after" "r.$format" "$@"
  check "$disk/r.$format" "$work/notes" torn "$allowed"
  [ "$acknowledged" -ge "$after" ] || fail "$scene: only $acknowledged acknowledged"
  "$record_numbers" "$disk/r.$format" "$work/notes" 50 "$@" || fail "$scene: cannot go on"
  [ "$format" = memlog ] && whole=skipped=1 || whole=skipped=0
}

rounds=0
# anew: as if there had been no recorder.
anew() {
  rounds=$((rounds + 1))
  rm -f "$disk"/r.* "$work/notes"
  sync -f "$disk"
}
for format in $formats; do
  for after in 1 40 400; do
    for rotate in "" rotate=2000; do
      anew
      # shellcheck disable=SC2086  # nothing or a word
      cut_and_check $after "$format" unsynced=0 sync=always $rotate
      add_up
      check "$disk/r.$format" "$work/notes" "$whole"
    done
  done
  anew # One who syncs goes on where another has not.
  "$record_numbers" "$disk/r.$format" "$work/notes" 20
  cut_and_check 60 "$format" unsynced=0 sync=always
  add_up
  check "$disk/r.$format" "$work/notes" "$whole"
done
always=$rounds

most_missing=0
for format in $formats; do
  for after in 30 500 2000; do
    for rotate in "" rotate=20000; do
      anew
      # shellcheck disable=SC2086  # nothing or a word
      cut_and_check $after "$format" unsynced=50 sync=50 clock=numbers pause=200 $rotate
      [ "$missing" -le "$most_missing" ] || most_missing=$missing
    done
  done
done
[ "$most_missing" -gt 0 ] || fail "no cut lost what had not been synced: it was none"

anew
cut 400 unsynced.csv
unsynced=$(tr -cd a < "$work/notes" | wc -c)
survived=0
[ ! -e "$disk/unsynced.csv" ] || survived=$(grep -c '^2' "$disk/unsynced.csv" || true)
echo "$always power cuts with --sync always, samples acknowledged: $all_acknowledged, lost: 0; $((rounds - always - 1)) with --sync 50ms, lost: at most the last $most_missing ms; without sync, $survived of $unsynced survived a cut"
