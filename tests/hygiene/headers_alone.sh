#!/bin/sh
# headers_alone.sh STANDARD…: every public header compiles by itself, in every standard a consumer may use (2b is 23, as clang 14
# calls it).
set -eu
bad=0
for standard in "$@"; do
  for header in include/procmem/*.hpp include/procmem/testing/*.hpp; do
    framework=$(sed -n 's/^#include <\(\(doctest\|gtest\|catch2\|benchmark\)\/.*\)>$/\1/p' "$header" | tail -n 1)
    if [ -n "$framework" ] && ! [ -e "/usr/include/$framework" ]; then
      echo "not compiled: $header, as $framework is not installed" >&2
      continue
    fi
    echo "#include <${header#include/}>" |
      "${CXX:-g++}" -std=c++$standard -Iinclude -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only -x c++ - ||
      { echo "$header does not compile alone as C++$standard" >&2; bad=1; }
  done
done
exit $bad
