#!/bin/sh
# A process bears names with line feeds, terminal sequences, commas, quotes, markup, bytes that are no UTF-8 and characters that turn
# text around. Whatever record, show, report, check and compare write, in each format, has as many lines as with a harmless name, no
# control character but its own, and is valid JSON, CSV, XML and UTF-8. (HTML and SVG are not written yet.)
set -eu
cli=$1 bear_names=$2
work=$(mktemp -d)
target=""
cleanup() {
  [ -z "$target" ] || kill -9 "$target" 2> /dev/null || true
  rm -rf "$work"
}
trap cleanup EXIT
fail() { echo "name $name: $file: $1"; od -c "$work/$file" | head -n 40; exit 1; }

bear() { # name
  name=$1
  : > "$work/ready"
  "$bear_names" "$1" > "$work/ready" &
  target=$!
  tries=0
  until grep -q ready "$work/ready"; do
    tries=$((tries + 1)); [ $tries -lt 1000 ] || { echo "name $1: not borne"; exit 1; }
    sleep 0.005
  done
}
end() {
  kill -9 "$target"
  wait "$target" 2> /dev/null || true
  target=""
}
run() { # outputs' name, command…: what a gate or a verdict says by its status does not matter here
  to=$1; shift
  status=0
  "$cli" "$@" > "$work/$to.out" 2> "$work/$to.err" || status=$?
  [ $status -ne 2 ] && [ $status -ne 4 ] && [ $status -le 6 ] || { file=$to.err; fail "status $status"; }
}
write_all() {
  rm -f "$work"/*.out "$work"/*.err "$work"/r.* "$work/gate.xml"
  for format in csv jsonl memlog; do run "record-$format" record "$target" -c 3 -i 1ms -o "$work/r.$format" -f $format; done
  run table record "$target" -C -c 3 -i 1ms
  run json-record record "$target" -q --json -c 3 -i 1ms -f jsonl
  run show show "$target"
  run json-show show --json "$target"
  for format in csv jsonl; do
    run "report-$format" report "$work/r.$format"
    run "json-report-$format" report --json "$work/r.$format"
    run "check-$format" check "$work/r.$format" --max-rss 1GiB --junit "$work/gate.xml"
    run "json-check-$format" check "$work/r.$format" --max-rss 1GiB --json
  done
  run compare compare "$work/r.csv" "$work/r.jsonl"
  run json-compare compare --json "$work/r.csv" "$work/r.jsonl"
  if [ -n "$script" ]; then # a terminal, with a progress line
    script -qec "'$cli' record $target -c 3 -i 1ms -o '$work/r.pty.csv'" /dev/null < /dev/null > "$work/terminal"
    # What is ours: the end of a line, and the order to erase one.
    LC_ALL=C sed "s/$(printf '\r')\$//; s/$(printf '\r\033')\\[K//g" "$work/terminal" > "$work/terminal.out"
  fi
}

controls=$(printf '\302[\200-\237]|\342\200[\216\217\250-\256]|\342\201[\246-\251]|\330\234')
check_bytes() {
  for path in "$work"/*.out "$work"/*.err "$work"/r.* "$work/gate.xml"; do
    file=${path##*/}
    except='\n'
    [ "$file" != r.memlog ] || except='\n\t' # as the kernel's lines have it
    LC_ALL=C tr -d "$except" < "$path" | LC_ALL=C grep -q '[[:cntrl:]]' && fail "a control character"
    LC_ALL=C grep -aqE "$controls" "$path" && fail "a character that steers"
    iconv -f UTF-8 -t UTF-8 "$path" > /dev/null 2>&1 || fail "not UTF-8"
    files=$((files + 1))
  done
}
check_json() {
  for path in "$work"/json-*.out "$work"/r.jsonl; do
    file=${path##*/}
    if [ -n "$jq" ]; then jq -e . "$path" > /dev/null 2>&1 || fail "not JSON"; fi
    case "$(grep -v '^{.*}$' "$path")" in ?*) fail "not one object a line" ;; esac
  done
}
lines() { # but for ticks that a busy machine has missed, and for what a longer name pushes into a further line, which is indented
  for path in "$work"/*.out "$work"/*.err "$work"/r.* "$work/gate.xml"; do
    echo "${path##*/} $(grep -avcE '"event":"missed"|^ {8}' "$path")"
  done
}
rows() { # rows of samples: csv jsonl memlog table
  echo "$(grep -c '^2' "$work/r.csv") $(grep -c '^{"type":"sample"' "$work/r.jsonl") $(grep -c '^VmRSS:	' "$work/r.memlog") $(grep -c ^2 "$work/table.out")"
}

command -v jq > /dev/null && jq=yes || jq=""
command -v xmllint > /dev/null && xmllint=yes || xmllint=""
command -v script > /dev/null && script=yes || script=""
files=0
bear harmless
write_all
check_bytes
lines > "$work/expected"
file=expected
[ "$(rows)" = "3 3 3 6" ] || fail "rows of the harmless name: $(rows)"
end

count=$("$bear_names" count)
i=0
while [ "$i" -lt "$count" ]; do
  bear "$i"
  write_all
  check_bytes
  check_json
  lines > "$work/found"
  file=difference
  diff "$work/expected" "$work/found" > "$work/difference" || { cat "$work/difference"; fail "another number of lines"; }
  [ "$(rows)" = "3 3 3 6" ] || fail "rows: $(rows)"
  for file in json-report-csv.out json-report-jsonl.out; do
    grep -q '"samples":3,.*"skipped_lines":0' "$work/$file" || fail "not three samples"
  done
  file=gate.xml
  if [ -n "$xmllint" ]; then xmllint --noout "$work/gate.xml" 2> /dev/null || fail "not XML"; fi
  end
  i=$((i + 1))
done

# All of them in one recording.
bear all
for format in csv jsonl memlog; do
  "$cli" record "$target" -q -c 300 -i 1ms -o "$work/all.$format" -f $format &
done
"$cli" record "$target" -q -C -c 300 -i 1ms > "$work/all.table"
wait_for() { # the three in the background; the target goes on
  tries=0
  until grep -q '"event":"stopped"' "$work/all.csv" && grep -q '"event":"stopped"' "$work/all.jsonl" && [ "$(wc -l < "$work/all.memlog")" -eq 1200 ]; do
    tries=$((tries + 1)); file=all.memlog; [ $tries -lt 1000 ] || fail "waited in vain for 300 records"
    sleep 0.02
  done
}
wait_for
end
file=all.csv; [ "$(grep -vc '^#' "$work/all.csv")" -eq 301 ] || fail "not 300 rows"
file=all.jsonl; [ "$(wc -l < "$work/all.jsonl")" -eq "$(grep -c '^{"type":"[a-z]*",.*}$' "$work/all.jsonl")" ] || fail "not one object a line"
[ "$(grep -c '^{"type":"sample",' "$work/all.jsonl")" -eq 300 ] || fail "not 300 samples"
file=all.table; [ "$(wc -l < "$work/all.table")" -eq 601 ] || fail "not 300 rows and sums"
seen=$(grep '^2' "$work/all.table" | cut -c 39-53 | sort -u | wc -l)
[ "$seen" -ge 5 ] || fail "only $seen names were met"
left_out=""
[ -n "$jq" ] || left_out="$left_out; JSON checked by its shape only (no jq)"
[ -n "$xmllint" ] || left_out="$left_out; XML not checked (no xmllint)"
[ -n "$script" ] || left_out="$left_out; no terminal (no script)"
echo "$count names in $files files of output, $seen of them in one recording of 300 samples; forged lines, rows or events: 0; control characters: 0$left_out"
