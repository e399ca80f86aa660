#!/bin/sh
# replay.sh PROGRAM TARGET: runs every seed of the target.
set -eu
seeds=$(sh "$(dirname "$0")/seeds.sh" "$2")
printf '%s\n' "$seeds" | "$1" "$2"
