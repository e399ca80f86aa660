#!/bin/sh
# with_allocator.sh NAME LIBRARY PROGRAM ARGUMENTS…: runs the program with another malloc; 77 where there is none.
set -eu
name=$1 library=$2
shift 2
if [ ! -e "$library" ]; then
  echo "SKIPPED: $name is not installed" >&2
  exit 77
fi
if grep -qE '__(asan|tsan)_init' "$1"; then
  echo "SKIPPED: a sanitizer has put its own allocator in malloc's place" >&2
  exit 77
fi
LD_PRELOAD=$library PROCMEM_TEST_ALLOCATOR=$name exec "$@"
