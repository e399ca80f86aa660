#!/bin/sh
# Which file may include what: the layers of docs/design.md, as layers.txt has them.
set -eu
awk -f tests/hygiene/layers.awk tests/hygiene/layers.txt \
  include/procmem/*.hpp lib/*.cpp lib/detail/*.?pp cli/*.?pp examples/*.cpp
