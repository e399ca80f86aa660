#!/bin/sh
# A process that /proc hides, one that it refuses, and one that is not there are three answers, and none of them is a figure.
set -eu
[ "$(id -u)" -eq 0 ] || { echo "SKIPPED: needs root to mount /proc and to become another user"; exit 77; }
unshare -m true 2> /dev/null || { echo "SKIPPED: no mount namespace can be made here"; exit 77; }
work=$(mktemp -d)
sleep 100 &
target=$!
trap 'kill $target; rm -rf "$work"' EXIT
chmod 755 "$work"
cp "$1" "$work/procmem-cli" # where another user may run it

# answer HIDEPID PID: what another user is told, and the status
answer() {
  unshare -m sh -c "mount -t proc -o hidepid=$1 proc /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups \
    '$work/procmem-cli' show $2" 2>&1 && echo "status 0" || echo "status $?"
}
expect() { # what, answer, text
  case "$2" in
    *"$3"*"status 3"*) echo "$1: $2" ;;
    *) echo "$1: expected '$3' and status 3, got: $2"; exit 1 ;;
  esac
}
gone=$(sh -c 'echo $$')
expect "hidepid=2" "$(answer 2 $target)" "hidden"
expect "hidepid=1" "$(answer 1 $target)" "ermi" # Operation not permitted, or Permission denied
expect "not there" "$(answer 2 "$gone")" "no process has the pid"
case "$(answer 0 $target)" in
  *VmRSS*"status 0"*) echo "hidepid=0: shown" ;;
  *) echo "hidepid=0: not shown"; exit 1 ;;
esac
