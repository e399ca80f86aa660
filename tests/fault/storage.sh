# Sourced by the tests of files and disks, with their arguments: procmem-cli, record_numbers, check_numbers.
# shellcheck shell=sh disable=SC2034  # for those who source it
cli=$1 record_numbers=$2 check_numbers=$3
here=$(dirname "$0")
formats="csv jsonl memlog"
skip() { echo "SKIPPED: $1"; exit 77; }
fail() { echo "FAILED: $*"; exit 1; }
need_strace() {
  command -v strace > /dev/null || skip "strace is not installed"
  strace -o /dev/null true 2> /dev/null || skip "strace may not trace here"
}
scene="" # what is being tried, for a failure
work=$(mktemp -d)
undo() { :; } # what a test has to take back before its directory goes
trap 'undo; rm -rf "$work"' EXIT

# soon WHAT COMMAND…: waits until the command succeeds.
soon() {
  what=$1; shift
  tries=0
  until "$@"; do
    tries=$((tries + 1)); [ $tries -lt 3000 ] || fail "waited in vain: $what"
    sleep 0.02
  done
}

# killed_or_done COMMAND…: its status; the shell does not say that it was killed.
status=0
status_of() { status=0; { "$@" || status=$?; } 2> "$work/error"; }

# check FILE NOTES WHAT-IS-ALLOWED…: each sample that was acknowledged is there once, and nothing else. Leaves the figures.
check() {
  figures=$("$check_numbers" "$@" 2> "$work/faults") || fail "$scene: $* ($figures) $(cat "$work/faults")"
  # shellcheck disable=SC2086  # words
  set -- $figures
  acknowledged=$1 refused=$2 torn=$3 skipped=$4 missing=$5
}
all_acknowledged=0 all_refused=0 all_torn=0
add_up() {
  all_acknowledged=$((all_acknowledged + acknowledged))
  all_refused=$((all_refused + refused))
  all_torn=$((all_torn + torn))
}
