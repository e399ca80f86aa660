#!/bin/sh
# clang-format has nothing to change.
set -eu
command -v clang-format > /dev/null || { echo "SKIPPED: clang-format is not installed"; exit 77; }
find include lib cli examples tests -name '*.?pp' -exec clang-format --dry-run -Werror {} +
