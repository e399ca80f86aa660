#!/bin/sh
# Nothing in the tree names the machine it was written on, and nothing is left undone in it.
set -eu
git rev-parse --git-dir > /dev/null 2>&1 || { echo "SKIPPED: not a git checkout"; exit 77; }
bad=0
root=root
if git grep -nE "/(work|farm|$root)/" -- . ':!tests/data'; then echo "a path of a machine" >&2; bad=1; fi
mark='TO''DO|FIX''ME|XX''X'
if git grep -nE "$mark" -- '*.cpp' '*.hpp' '*.sh' '*.md' '*.txt' '*.cmake'; then echo "something left undone" >&2; bad=1; fi
exit $bad
