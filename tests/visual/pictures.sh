#!/bin/sh
# Draws every chart that has to look well, to be looked at: pictures.sh PROCMEM_CLI FOLDER [--large]
# FOLDER gets NAME.svg, NAME.png (where the program has cairo) and NAME.txt; --large draws ten million samples, too.
set -eu
cli=$1
folder=$2
source=$(dirname "$0")
mkdir -p "$folder"
export TZ=CET-1

names="leak plateau sawtooth one two equal gap fifty hostile restarts"
[ "${3-}" != --large ] || names="$names million"
endings="svg txt"
if "$cli" report --plot "$folder/probe.png" /dev/null 2>&1 | grep -q libcairo2-dev; then
  echo "no PNG: the program was built without cairo"
else
  endings="$endings png"
fi

for name in $names; do
  awk -v what="$name" -f "$source/recordings.awk" > "$folder/$name.csv"
  for ending in $endings; do
    "$cli" report -q --plot "$folder/$name.$ending" "$folder/$name.csv" > "$folder/$name.verdict"
  done
done
for ending in $endings; do
  "$cli" report -q --plot "$folder/leak_from_zero.$ending" --from-zero "$folder/leak.csv" > "$folder/leak_from_zero.verdict"
  status=0
  "$cli" compare -q --plot "$folder/compared.$ending" "$folder/leak.csv" "$folder/gap.csv" > "$folder/compared.verdict" || status=$?
  case $status in 0 | 1 | 5) ;; *) exit "$status" ;; esac
done

# Whole, well-formed, and with nothing in it that could run.
for picture in "$folder"/*.svg; do
  if command -v xmllint > /dev/null; then xmllint --noout "$picture"; fi
  if grep -qi '<script' "$picture"; then echo "$picture has a script" >&2; exit 1; fi
done
for picture in "$folder"/*.txt; do
  if grep -q "$(printf '\033')" "$picture"; then echo "$picture steers the terminal" >&2; exit 1; fi
done
