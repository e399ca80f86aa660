# Sourced by quickstart.sh and test.sh: installs the Debian packages that are missing, and nothing that is there.
# shellcheck shell=sh

build_packages="cmake g++ make ninja-build pkg-config libboost-dev libboost-filesystem-dev libsimdjson-dev libcli11-dev doctest-dev"
test_packages="git procps python3 strace util-linux clang-format"
long_packages="clang clang-tidy libbenchmark-dev"

# install_missing PACKAGE…
install_missing() {
  missing=""
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2> /dev/null; then
      as_root=sudo
    else
      echo "These packages are missing; install them and run this again:" >&2
      echo "  apt-get update && apt-get install -y --no-install-recommends$missing" >&2
      return 1
    fi
  fi
  echo "Installing:$missing"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq
  # shellcheck disable=SC2086  # a list of words
  $as_root apt-get install -y -qq --no-install-recommends $missing > /dev/null
}
