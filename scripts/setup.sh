#!/usr/bin/env bash
# Installs what a build of Starling needs on Debian 12: missing packages (root or sudo) and a Python environment
# in a cache folder outside the tree. Safe to repeat.
#   --tests            also what the tests need
#   --checks           also clang++, clang-format and clang-tidy
#   --openmp=COMPILER  also a Kokkos with OpenMP for that compiler, built once from Debian's own source package
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

packages=(
  g++ cmake ninja-build
  libopenmpi-dev openmpi-bin libhdf5-openmpi-dev libtrilinos-kokkos-dev
  libboost-program-options-dev libspdlog-dev libfmt-dev nlohmann-json3-dev libxxhash-dev librandom123-dev
  python3 python3-venv ca-certificates
)
test_packages=(libgtest-dev libmpfr-dev)
check_packages=(clang clang-format clang-tidy)
openmp_packages=(xz-utils)
python_packages=(numpy matplotlib h5py MDAnalysis gsd pillow freud-analysis)

compilers=()
for argument in "$@"; do
  case $argument in
    --tests) packages+=("${test_packages[@]}") ;;
    --checks) packages+=("${check_packages[@]}") ;;
    --openmp=*) compilers+=("${argument#--openmp=}") ;;
    *) die "unknown argument $argument (known: --tests, --checks, --openmp=COMPILER)" ;;
  esac
done

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_packages() {
  local missing=() package
  for package in "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" != installed ]; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then
    note "Debian packages: all there"
    return
  fi
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    die "as root, first run: apt-get install ${missing[*]}"
  fi
  note "installing ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# The system's python3, not whichever comes first in PATH.
install_python() {
  local imports='import numpy, matplotlib, h5py, MDAnalysis, gsd, PIL, freud'
  if [ -x "$python" ] && "$python" -c "$imports" 2>/dev/null; then
    note "Python packages: all there"
    return
  fi
  note "installing ${python_packages[*]} into $cache/python"
  mkdir -p "$cache"
  /usr/bin/python3 -m venv --clear "$cache/python"
  "$python" -m pip install --quiet --disable-pip-version-check --only-binary :all: "${python_packages[@]}"
}

# Downloads Debian's trilinos source into the cache and unpacks its Kokkos to $cache/kokkos. Own package lists, so that
# the machine's list of sources stays as it is.
fetch_kokkos() {
  local apt=$cache/apt sources archive
  mkdir -p "$apt/sources" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/download"
  if [ -f /etc/apt/sources.list.d/debian.sources ]; then
    sources=$apt/sources/debian.sources
    sed 's/^Types:.*/Types: deb-src/' /etc/apt/sources.list.d/debian.sources >"$sources"
  else
    sources=$apt/sources/debian.list
    sed -n 's/^deb /deb-src /p' /etc/apt/sources.list >"$sources"
  fi
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt/sources"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=root)
  note "downloading Debian's trilinos source package (166 MB, once)"
  apt-get "${options[@]}" update || return 1
  (cd "$apt/download" && apt-get "${options[@]}" source --download-only trilinos) || return 1
  archive=$(find "$apt/download" -name 'trilinos_*.orig.tar.*' ! -name '*.asc' | head -n 1)
  rm -rf "$cache/kokkos.partial"
  mkdir -p "$cache/kokkos.partial"
  tar -xf "$archive" -C "$cache/kokkos.partial" --wildcards --strip-components=3 '*/packages/kokkos/*' || return 1
  mv "$cache/kokkos.partial" "$cache/kokkos"
  rm -rf "$apt"
}

# A library built by one compiler exports flags that the other refuses: one each.
build_openmp_kokkos() {
  local compiler=$1 prefix=$cache/kokkos-openmp-$1 build=$cache/build-kokkos-$1
  if [ -f "$prefix/complete" ]; then
    note "Kokkos with OpenMP for $compiler: in $prefix"
    return
  fi
  [ -d "$cache/kokkos" ] || fetch_kokkos || return 1
  note "building Kokkos with OpenMP for $compiler"
  rm -rf "$build" "$prefix"
  cmake -G Ninja -S "$cache/kokkos" -B "$build" -D CMAKE_CXX_COMPILER="$compiler" -D CMAKE_BUILD_TYPE=Release \
    -D CMAKE_CXX_EXTENSIONS=OFF -D Kokkos_ENABLE_SERIAL=ON -D Kokkos_ENABLE_OPENMP=ON \
    -D CMAKE_INSTALL_PREFIX="$prefix" >"$cache/kokkos-$compiler.log" 2>&1 || return 1
  cmake --build "$build" --parallel "$cores" --target install >>"$cache/kokkos-$compiler.log" 2>&1 || return 1
  rm -rf "$build"
  touch "$prefix/complete"
}

heading "Setting up"
install_packages "${packages[@]}"
install_python
for compiler in "${compilers[@]}"; do
  needed=("${openmp_packages[@]}")
  [[ $compiler == clang* ]] && needed+=(libomp-dev)
  { install_packages "${needed[@]}" && build_openmp_kokkos "$compiler"; } ||
    note "skipped: no Kokkos with OpenMP for $compiler could be had on this machine"
done
