# Sourced by quickstart.sh and test.sh: installs the Debian packages that are missing, and nothing that is there.
# shellcheck shell=sh

packages_for() {
  echo cmake g++ make ninja-build pkg-config
  echo libboost-dev libboost-filesystem-dev libsimdjson-dev libcli11-dev doctest-dev
  case $1 in test | long) echo git procps python3 strace util-linux clang-format binutils ;; esac
  case $1 in long) echo clang clang-tidy libbenchmark-dev ;; esac
}

# install_missing build|test|long
install_missing() {
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
