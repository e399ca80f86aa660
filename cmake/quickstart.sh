#!/bin/sh
# Builds procmem-cli and shows it at work: a bundled program leaks 1 MiB a second; ten seconds of it are recorded and judged.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=cmake/packages.sh
. cmake/packages.sh
install_missing build

build=build/quickstart
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DPROCMEM_BUILD_TESTS=OFF > /dev/null
cmake --build "$build" --target procmem-cli procmem-leak

recording=$build/quickstart.csv
rm -f "$recording"
"$build/examples/procmem-leak" 1024 &
leak=$!
trap 'kill "$leak" 2> /dev/null || true' EXIT INT TERM
echo
echo "\$ procmem-cli record $leak --interval 100ms --duration 10 --output $recording"
"$build/cli/procmem-cli" record "$leak" --interval 100ms --duration 10 --output "$recording"
echo
echo "\$ procmem-cli report $recording"
"$build/cli/procmem-cli" report "$recording"
