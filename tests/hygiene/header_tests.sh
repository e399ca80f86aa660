#!/bin/sh
# Every public header has a test file of its name, a guard of its name, and a place in the umbrella header.
set -eu
bad=0
for header in include/procmem/*.hpp; do
  name=$(basename "$header" .hpp)
  [ -e "tests/${name}_test.cpp" ] || { echo "$header has no tests/${name}_test.cpp" >&2; bad=1; }
  guard="PROCMEM_$(echo "$name" | tr '[:lower:]' '[:upper:]')_HPP"
  grep -q "^#ifndef $guard\$" "$header" || { echo "$header: its guard is not $guard" >&2; bad=1; }
  case "$name" in procmem | export) continue ;; esac
  grep -q "procmem/$name.hpp" include/procmem/procmem.hpp || { echo "$header is not in procmem.hpp" >&2; bad=1; }
done
for header in include/procmem/testing/*.hpp; do  # an adapter's test is an example
  name=$(basename "$header" .hpp)
  [ -e "tests/testing_${name}_test.cpp" ] || [ -e "examples/growth_guard_$name.cpp" ] ||
    { echo "$header has no test" >&2; bad=1; }
  guard="PROCMEM_TESTING_$(echo "$name" | tr '[:lower:]' '[:upper:]')_HPP"
  grep -q "^#ifndef $guard\$" "$header" || { echo "$header: its guard is not $guard" >&2; bad=1; }
done
for test in tests/*_test.cpp; do
  name=$(basename "$test" _test.cpp)
  grep -qw "$name" tests/CMakeLists.txt || { echo "$test is not run by tests/CMakeLists.txt" >&2; bad=1; }
done
exit $bad
