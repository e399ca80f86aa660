#!/bin/sh
# Opens HTML reports in a browser and uses them. usage: run.sh PROCMEM-CLI [FOLDER FOR PICTURES]
set -eu
for program in chromedriver chromium python3; do
  command -v $program > /dev/null || { echo "SKIPPED: $program is not installed"; exit 77; }
done
exec python3 -B "$(dirname "$0")/report_test.py" "$@"
