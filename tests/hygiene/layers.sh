#!/bin/sh
# Which file may include what: the layers of docs/design.md, as layers.txt has them.
set -eu
awk -f tests/hygiene/layers.awk tests/hygiene/layers.txt \
  include/procmem/*.hpp include/procmem/testing/*.hpp lib/*.cpp lib/detail/*.?pp lib/testing/*.?pp cli/*.?pp examples/*.cpp
