#!/bin/sh
# Builds everything and runs the tests. --long adds clang, TSan, fuzzing, clang-tidy, every consumer combination and repeats.
set -eu
cd "$(dirname "$0")/.."
# shellcheck source=cmake/packages.sh
. cmake/packages.sh

long=no
case "${1:-}" in
  "") ;;
  --long) long=yes ;;
  *) echo "usage: sh cmake/test.sh [--long]" >&2; exit 2 ;;
esac

install_missing "$([ $long = yes ] && echo long || echo test)"

jobs=$(nproc)
step() { printf '\n== %s\n' "$*"; }
build() { # preset, more options…
  preset=$1; shift
  step "build $preset"
  cmake --preset "$preset" "$@" > /dev/null
  cmake --build --preset "$preset" -j "$jobs"
}
run() { # preset, ctest options…
  preset=$1; shift
  step "test $preset"
  ctest --no-tests=error --preset "$preset" "$@"
}

if [ $long = yes ]; then
  build tidy
  build clang
  run clang -L 'unit|cli|example|fuzz'
  build tsan -DPROCMEM_BUILD_EXAMPLES=OFF
  run tsan -L unit
  build fuzz
  step "fuzz, 60 s each"
  sh tests/fuzz/run.sh build/fuzz 60 "$jobs"
fi
build asan
run asan -L 'unit|cli|example|fuzz'
[ $long = yes ] && consumers=all bench=ON || consumers=some bench=OFF
build release -DPROCMEM_CONSUMERS=$consumers -DPROCMEM_BUILD_BENCH=$bench
[ $long = no ] || run release -L unit --repeat until-fail:10
[ $long = yes ] && configuration=long || configuration=Release  # the long one has tests of its own
run release -C $configuration -j "$jobs"  # last, so that the output ends with its closing lines
