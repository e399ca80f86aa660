#!/bin/sh
# The power is cut (EXT4_IOC_SHUTDOWN: nothing that is not on the disk gets there) while a recorder with "--sync always" writes to an
# ext4 of its own, and the file system is mounted again: every acknowledged sample is there, also where the file was just made, and
# across rotations. What is left without sync is printed, and promised to nobody.
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
  rm -f "$work/notes"
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

rounds=0
for format in $formats; do
  for after in 1 40 400; do
    for options in "" rotate=2000; do
      rounds=$((rounds + 1))
      rm -f "$disk"/r.*
      sync -f "$disk"
      scene="power cut after $after samples, $format $options"
      # shellcheck disable=SC2086  # nothing or a word
      cut $after "r.$format" sync=always $options
      check "$disk/r.$format" "$work/notes" torn
      [ "$acknowledged" -ge "$after" ] || fail "$scene: only $acknowledged acknowledged"
      add_up
      # shellcheck disable=SC2086  # nothing or a word
      "$record_numbers" "$disk/r.$format" "$work/notes" 50 sync=always $options || fail "$scene: cannot go on"
      [ "$format" = memlog ] && whole=skipped=1 || whole=""
      # shellcheck disable=SC2086  # nothing or a word
      check "$disk/r.$format" "$work/notes" $whole
    done
  done
done
rm -f "$disk"/r.*
sync -f "$disk"
cut 400 unsynced.csv
unsynced=$(tr -cd a < "$work/notes" | wc -c)
survived=0
[ ! -e "$disk/unsynced.csv" ] || survived=$(grep -c '^2' "$disk/unsynced.csv" || true)
echo "$rounds power cuts with --sync always, samples acknowledged: $all_acknowledged, lost: 0; without sync, $survived of $unsynced survived a cut"
