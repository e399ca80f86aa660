#!/bin/sh
# run.sh some|all SCRATCH [BUILD]: builds and runs a program that uses the library by find_package, add_subdirectory and pkg-config,
# static and shared, in three standards, with two compilers. Another compiler than the library's own and a moved prefix are part
# of it, because that is what happens to users.
set -eu
which=$1
scratch=$2
built=${3:-}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rm -rf "$scratch"
mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd)
passed=0
[ "$which" = all ] && cli=ON || cli=OFF

install_library() { # static|shared
  [ "$1" = shared ] && shared=ON || shared=OFF
  cmake -S "$root" -B "$scratch/build-$1" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=$shared \
    -DPROCMEM_BUILD_TESTS=OFF -DPROCMEM_BUILD_EXAMPLES=OFF -DPROCMEM_BUILD_CLI=$cli > "$scratch/log" 2>&1 &&
    cmake --build "$scratch/build-$1" >> "$scratch/log" 2>&1 &&
    cmake --install "$scratch/build-$1" --prefix "$scratch/elsewhere-$1" >> "$scratch/log" 2>&1 ||
    { cat "$scratch/log"; exit 1; }
  mv "$scratch/elsewhere-$1" "$scratch/prefix-$1" # a package must not know where it was installed
}

install_built() { # BUILD
  cmake --install "$1" --prefix "$scratch/elsewhere-static" > "$scratch/log" 2>&1 || { cat "$scratch/log"; exit 1; }
  mv "$scratch/elsewhere-static" "$scratch/prefix-static"
}

build_with_cmake() { # way linkage standard compiler directory
  [ "$2" = shared ] && shared=ON || shared=OFF
  # Whoever links the shared library needs nothing of what it is made with.
  private=""
  [ "$1-$2" = find_package-shared ] &&
    private="-DCMAKE_DISABLE_FIND_PACKAGE_simdjson=ON -DCMAKE_DISABLE_FIND_PACKAGE_boost_filesystem=ON"
  # shellcheck disable=SC2086
  cmake -S "$here/$1" -B "$5" -G Ninja -DCMAKE_PREFIX_PATH="$scratch/prefix-$2" -DBUILD_SHARED_LIBS=$shared \
    -DCMAKE_CXX_STANDARD="$3" -DCMAKE_CXX_STANDARD_REQUIRED=ON -DCMAKE_CXX_COMPILER="$4" -DCMAKE_BUILD_TYPE=Debug $private &&
    cmake --build "$5"
}

build_with_pkg_config() { # linkage standard compiler directory
  mkdir -p "$4"
  case "$2" in 23) language=c++2b ;; *) language=c++$2 ;; esac # as clang 14 calls it, and g++ understands
  prefix=$scratch/prefix-$1
  pc=$(find "$prefix" -name procmem.pc)
  [ "$1" = static ] && static=--static || static=""
  # shellcheck disable=SC2046,SC2086
  "$3" "-std=$language" "$here/main.cpp" -o "$4/consumer" \
    $(PKG_CONFIG_PATH=$(dirname "$pc") pkg-config $static --cflags --libs procmem) \
    "-Wl,-rpath,$(dirname "$(dirname "$pc")")"
}

consume() { # way linkage standard compiler
  directory=$scratch/$1-$2-$3-$4
  case "$1" in
    pkg_config) build_with_pkg_config "$2" "$3" "$4" "$directory" ;;
    *) build_with_cmake "$1" "$2" "$3" "$4" "$directory" ;;
  esac > "$scratch/log" 2>&1 || { cat "$scratch/log"; echo "FAILED to build: $*"; exit 1; }
  "$directory/consumer" "$directory/recording.csv" > "$directory/output" ||
    { cat "$directory/output"; echo "FAILED to run: $*"; exit 1; }
  if [ "$1" != pkg_config ]; then # which has no procmem::testing
    "$directory/consumer-testing" > "$directory/testing" ||
      { cat "$directory/testing"; echo "FAILED to guard against growth: $*"; exit 1; }
  fi
  echo "$1 $2 C++$3 $4: $(cat "$directory/output")"
  passed=$((passed + 1))
}

check_symbols() { # NAME: a shared library shows its public names only
  library=$(find "$scratch/prefix-shared" -name "$1.so" | head -n 1)
  nm -DC --defined-only "$library" | grep -v ' A ' > "$scratch/symbols"
  grep -c . "$scratch/symbols" > /dev/null || { echo "FAILED: no symbols in $library"; exit 1; }
  if grep -vE '[A-Za-z] (typeinfo (name )?for |vtable for )?procmem::' "$scratch/symbols"; then
    echo "FAILED: the symbols above are exported"; exit 1
  fi
  if grep -E '[A-Za-z] procmem::(detail::|[A-Za-z]+::Impl::)' "$scratch/symbols"; then
    echo "FAILED: details are exported"; exit 1
  fi
  echo "exported symbols of $1: $(wc -l < "$scratch/symbols"), all of procmem"
}

check_members() { # NAME: no member of a public class is hidden, unless its header says so
  archive=$(find "$scratch/prefix-static" -name "$1.a" | head -n 1)
  [ -n "$archive" ] || { echo "FAILED: there is no $1.a"; exit 1; }
  readelf -sW "$archive" | awk '$4 == "FUNC" && $5 == "GLOBAL" && $6 == "HIDDEN" { print $8 }' | c++filt |
    grep '^procmem::' | grep -vE '^procmem::(testing::)?detail::|::Impl::' | sort -u > "$scratch/hidden" || true
  [ -s "$scratch/hidden" ] || { echo "FAILED: what is hidden in $1 was not seen"; exit 1; } # Sampler::marks() is
  while read -r member; do
    name=${member%%(*}
    grep -rqE "PROCMEM_HIDDEN.*[^a-z_]${name##*::}\(" "$root/include" ||
      { echo "FAILED: $member is not exported"; exit 1; }
  done < "$scratch/hidden"
}

check_package() { # no flag, no standard but "at least C++17", no place of this build
  find "$scratch/prefix-static" "$scratch/prefix-shared" \( -name '*.cmake' -o -name '*.pc' \) > "$scratch/files"
  while read -r file; do
    if grep -nE "INTERFACE_COMPILE_OPTIONS|INTERFACE_LINK_OPTIONS|-std=|-W[a-z]|$root|$scratch" "$file"; then
      echo "FAILED: $file passes that on to whoever uses it"; exit 1
    fi
  done < "$scratch/files"
}

check_program() { # the installed program finds the library that was moved with it
  "$scratch/prefix-shared/bin/procmem-cli" --version || { echo "FAILED: the installed program does not start"; exit 1; }
  for file in man/man1/procmem-cli.1 bash-completion/completions/procmem-cli zsh/site-functions/_procmem-cli \
    fish/vendor_completions.d/procmem-cli.fish; do
    [ -s "$scratch/prefix-shared/share/$file" ] || { echo "FAILED: share/$file is not installed"; exit 1; }
  done
}

# What is built already, and static, need not be built again.
if [ -n "$built" ]; then install_built "$built"; else install_library static; fi
install_library shared
check_symbols libprocmem
check_members libprocmem
check_symbols libprocmem-testing
check_package
[ $cli = OFF ] || check_program
if [ "$which" = all ]; then
  for compiler in g++ clang++; do
    for standard in 17 20 23; do
      for linkage in static shared; do
        for way in find_package add_subdirectory pkg_config; do
          consume $way $linkage $standard $compiler
        done
      done
    done
  done
else
  consume find_package shared 17 g++
  consume find_package static 20 g++
  consume add_subdirectory static 23 g++
  consume pkg_config shared 20 g++
fi
echo "$passed consumers built and ran"
