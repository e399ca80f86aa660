#!/bin/sh
# A process that /proc hides, one that it refuses, and one that is not there are three answers of show and of record, and none of them
# is a figure.
set -eu
[ "$(id -u)" -eq 0 ] || { echo "SKIPPED: needs root to mount /proc and to become another user"; exit 77; }
unshare -m true 2> /dev/null || { echo "SKIPPED: no mount namespace can be made here"; exit 77; }
work=$(mktemp -d)
sleep 100 &
target=$!
trap 'kill $target; rm -rf "$work"' EXIT
chmod 755 "$work"
cp "$1" "$work/procmem-cli" # where another user may run it

# answer HIDEPID PID COMMAND: what another user is told, and the status
answer() {
  unshare -m sh -c "mount -t proc -o hidepid=$1 proc /proc && exec setpriv --reuid 65534 --regid 65534 --clear-groups \
    '$work/procmem-cli' $3 $2" 2>&1 && echo "status 0" || echo "status $?"
}
expect() { # what, answer, text
  case "$2" in
    *"$3"*"status 3"*)
      case "$2" in *VmRSS* | *vm_rss*) echo "$1: a figure: $2"; exit 1 ;; esac ;;
    *) echo "$1: expected '$3' and status 3, got: $2"; exit 1 ;;
  esac
}
gone=$(sh -c 'echo $$')
answers=0
for command in "show" "show --json" "record -c 1 -f csv" "record -c 1 -f memlog"; do
  expect "hidepid=2, $command" "$(answer 2 $target "$command")" "hidden"
  expect "hidepid=1, $command" "$(answer 1 $target "$command")" "ermi" # Operation not permitted, or Permission denied
  expect "not there, $command" "$(answer 2 "$gone" "$command")" "no process has the pid"
  answers=$((answers + 3))
done
case "$(answer 0 $target show)" in
  *VmRSS*"status 0"*) echo "hidepid=0: shown" ;;
  *) echo "hidepid=0: not shown"; exit 1 ;;
esac
case "$(answer 0 $target "record -c 2 -i 1ms -f csv")" in
  *"status 0"*) ;;
  *) echo "hidepid=0: not recorded"; exit 1 ;;
esac
echo "$answers answers where /proc hides, refuses or has nothing; figures among them: 0; without hidepid shown and recorded"
