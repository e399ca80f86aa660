#!/bin/sh
# Which file may include what: the layers of docs/design.md, read from layers.txt.
set -eu
table=tests/hygiene/layers.txt
bad=0
complain() { echo "$1" >&2; bad=1; }

layer_of() { # a path below lib/ or procmem/, without ending
  awk -v f="$1" '!/^#/ { for (i = 2; i <= NF; ++i) if ($i == f) print $1 }' "$table"
}
rank() { case "$1" in core) echo 1 ;; os) echo 2 ;; sinks) echo 3 ;; runtime) echo 4 ;; asio) echo 5 ;; *) echo 0 ;; esac; }
includes() { sed -n 's/^#include [<"]\([^>"]*\)[>"].*/\1/p' "$1"; }

for file in lib/*.cpp lib/detail/*.cpp lib/detail/*.hpp; do
  name=${file#lib/}; name=${name%.*}
  layer=$(layer_of "$name")
  [ -n "$layer" ] || { complain "$file: stands in no layer of $table"; continue; }
  for include in $(includes "$file"); do
    case "$include" in
      boost/asio*) [ "$layer" = asio ] || complain "$file: includes $include, but Asio is for the asio layer" ;;
      boost/filesystem*) [ "$layer" = os ] || complain "$file: includes $include, but paths are for the os layer" ;;
      simdjson*) [ "$name" = detail/json_record ] || complain "$file: includes $include" ;;
      unistd.h | fcntl.h | dirent.h | poll.h | sys/*)
        case "$layer" in core | runtime) complain "$file: $layer, but includes $include" ;; esac ;;
      thread | mutex | condition_variable | pthread.h)
        case "$name" in sampler | background_sampler | ring_sink | process) ;; *) complain "$file: includes $include" ;; esac ;;
      procmem/* | detail/*)
        other=${include#procmem/}; other=${other%.hpp}
        case "$other" in export | sample) continue ;; esac
        theirs=$(layer_of "$other")
        [ -n "$theirs" ] || { complain "$file: $include stands in no layer"; continue; }
        [ "$(rank "$theirs")" -le "$(rank "$layer")" ] || complain "$file: $layer, but includes $include of $theirs" ;;
    esac
  done
  if [ "$layer" = core ] && grep -nE '_clock::now\(|std::getenv|fopen|std::[io]?fstream' "$file" >&2; then
    complain "$file: core reads no clock, no environment and no file"
  fi
done

for file in include/procmem/*.hpp; do
  for include in $(includes "$file"); do
    case "$include" in
      iostream | fstream | regex | filesystem | thread | mutex) complain "$file: a public header includes <$include>" ;;
      boost/asio/any_io_executor.hpp) [ "$file" = include/procmem/sampler.hpp ] || complain "$file: includes $include" ;;
      boost/* | simdjson* | unistd.h | fcntl.h | sys/*) complain "$file: a public header includes <$include>" ;;
    esac
  done
done
exit $bad
