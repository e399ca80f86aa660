#!/bin/sh
# under_valgrind.sh PROGRAM ARGUMENTS…: runs the program under valgrind; 77 where that cannot be.
set -eu
if ! command -v valgrind > /dev/null; then
  echo "SKIPPED: valgrind is not installed" >&2
  exit 77
fi
if grep -qE '__(asan|tsan)_init' "$1"; then
  echo "SKIPPED: valgrind does not run what a sanitizer has changed" >&2
  exit 77
fi
PROCMEM_TEST_VALGRIND=yes exec valgrind --quiet --tool=none "$@"
