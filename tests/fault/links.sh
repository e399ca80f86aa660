#!/bin/sh
# Run as root, no output goes where a link in a directory of everybody's leads: not through the file, a directory, a chain of links or
# the names that a rotation makes, and not while the links are being swapped. What is made has the mode 0644 less the umask, nothing is
# truncated, and no recording holds a command line or an environment unless --cmdline asks for it.
set -eu
# shellcheck source-path=SCRIPTDIR source=storage.sh
. "$(dirname "$0")/storage.sh"
links=$4
[ "$(id -u)" -eq 0 ] || skip "needs root: links are followed for everybody else"
SECRET_OF_THE_TEST=in-the-environment sleep 600.25 &
target=$!
undo() { kill $target; }
open=$work/open safe=$work/safe secret=$work/secret
mkdir "$open" "$safe" "$secret" "$open/real"
chmod 755 "$work"
chmod 1777 "$open"

runs=0 refused=0
record() { runs=$((runs + 1)); status_of "$cli" record $target -q -i 1ms -c 3 "$@"; }
refuses() {
  scene="refused: $*"
  record "$@"
  [ $status -eq 4 ] || fail "$scene: status $status: $(cat "$work/error")"
  [ "$(wc -l < "$work/error")" -eq 1 ] || fail "$scene: not one line: $(cat "$work/error")"
  refused=$((refused + 1))
}
serves() {
  scene="written: $*"
  record "$@"
  [ $status -eq 0 ] || fail "$scene: status $status: $(cat "$work/error")"
}

echo "not a recording" > "$secret/passwd"
ln -s "$secret/new.csv" "$open/to-nothing.csv"
ln -s "$secret/passwd" "$open/to-a-file.csv"
ln -s "$secret" "$open/to-a-directory"
ln -s "$open/to-a-directory" "$safe/first"
ln -s first "$safe/second"
ln -s "$open/to-nothing.csv" "$safe/chain.csv"
refuses -o "$open/to-nothing.csv"
refuses -o "$open/to-a-file.csv"
refuses -o "$open/to-a-directory/r.csv"
refuses -o "$open/real/../to-a-directory/r.csv"
refuses -o "$safe/second/r.csv"
refuses -o "$safe/chain.csv"
[ "$(ls "$secret")" = passwd ] || fail "written where a link leads: $(ls "$secret")"
[ "$(cat "$secret/passwd")" = "not a recording" ] || fail "written into a file that a link leads to"

# Links where nobody else may put them are followed, and a plain file in a directory of everybody's is written.
ln -s "$safe/real.csv" "$safe/link.csv"
serves -o "$safe/link.csv"
[ -s "$safe/real.csv" ] || fail "$scene: not followed"
serves -o "$open/plain.csv"
# The names of a rotation, too, are not followed.
ln -s "$secret/next" "$open/plain.csv.next"
ln -s "$secret/first" "$open/plain.csv.1"
record --rotate 600 -o "$open/plain.csv"
[ "$(ls "$secret")" = passwd ] || fail "a rotation wrote where a link leads: $(ls "$secret")"

for mask in 000 022 027 077 0177; do
  rm -f "$safe"/mode.csv*
  scene="umask $mask"
  (umask $mask && exec "$cli" record $target -q -i 1ms -c 20 --rotate 2000 -o "$safe/mode.csv") 2> "$work/error" || fail "$scene: $(cat "$work/error")"
  for piece in "$safe"/mode.csv "$safe"/mode.csv.1; do
    [ "$(stat -c %a "$piece")" = "$(printf '%o' $((0644 & ~0$mask)))" ] || fail "$scene: $(stat -c '%a %n' "$piece")"
  done
done

before=$(cat "$safe/real.csv")
serves -o "$safe/real.csv"
case "$(cat "$safe/real.csv")" in
  "$before"*) ;;
  *) fail "what was there was touched" ;;
esac
for suffix in csv jsonl memlog; do
  serves -o "$safe/quiet.$suffix"
  ! grep -e 600.25 -e SECRET_OF_THE_TEST -e in-the-environment "$safe/quiet.$suffix" || fail "$scene: tells the command line"
done
serves --cmdline -o "$safe/told.csv"
grep -q 'sleep 600.25' "$safe/told.csv" || fail "$scene: no command line where it is asked for"
! grep -q SECRET_OF_THE_TEST "$safe/told.csv" || fail "$scene: the environment"

rm -f "$open"/*.csv*
mkdir "$open/sub"
ln -s "$secret" "$open/link"
race=$("$links" "$open") || fail "the race is none: $race"
[ "$(ls "$secret")" = passwd ] || fail "a race was won: $(ls "$secret")"
echo "$runs runs of the program, $refused links refused; $race; written where a link leads: 0"
