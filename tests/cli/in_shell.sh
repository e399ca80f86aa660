#!/bin/sh
# in_shell.sh SHELL SCRIPT PROCMEM-CLI: runs a test that is written for one shell, or says that it cannot.
set -eu
command -v "$1" > /dev/null || { echo "SKIPPED: $1 is not installed"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
PATH=$(dirname "$3"):$PATH "$1" "$2" "$3" "$scratch"
