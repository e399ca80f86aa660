# Sourced by quickstart.sh and test.sh: installs the Debian packages that are missing, and nothing that is there.
# shellcheck shell=sh

packages_for() {
  echo cmake g++ ninja-build libboost-dev libboost-filesystem-dev libsimdjson-dev libcli11-dev libncurses-dev
  case $1 in test | long) echo doctest-dev pkg-config libcairo2-dev git strace util-linux libfaketime jq libxml2-utils e2fsprogs logrotate clang-format binutils mandoc tmux libjemalloc2 libtcmalloc-minimal4 libmimalloc2.0 ;; esac
  case $1 in long) echo clang libclang-rt-dev clang-tidy shellcheck zsh fish chromium chromium-driver python3 ;; esac
  # What procmem::testing is tried with.
  case $1 in test | long) echo libgtest-dev catch2 libbenchmark-dev valgrind ;; esac
}

# install_missing build|test|long
install_missing() {
  if ! command -v apt-get > /dev/null; then
    echo "Not a Debian system: what CMake does not find has to be installed by hand." >&2
    return 0
  fi
  missing=""
  for package in $(packages_for "$1"); do
    dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2> /dev/null; then
      as_root=sudo
    else
      echo "Packages are missing. Run this as root, then this script again:" >&2
      echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
      return 1
    fi
  fi
  echo "Installing:$missing"
  # sudo drops the environment, so env stands behind it.
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq -o DPkg::Lock::Timeout=300
  # shellcheck disable=SC2086  # a list of words
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 $missing > /dev/null
}
