#!/bin/sh
# Every shell script parses, and shellcheck has nothing to say where it is installed.
set -eu
find . -name '*.sh' -not -path './build/*' -exec sh -n {} \;
command -v shellcheck > /dev/null || { echo "sh -n only: shellcheck is not installed"; exit 0; }
find . -name '*.sh' -not -path './build/*' -exec shellcheck --severity=warning {} +
