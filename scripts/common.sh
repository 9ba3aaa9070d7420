# Functions that the other scripts share. Source it: it finds the tree, the cache folder and the number of cores.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/starling
python=$cache/python/bin/python
cores=$(nproc)

heading() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Open MPI refuses root unless it is told twice; nobody else needs the permission.
if [ "$(id -u)" -eq 0 ]; then
  export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
fi

# configure PRESET [cmake argument ...]: configures build/PRESET as CMakePresets.json says, whatever it held before.
configure() {
  local preset=$1 log=$root/build/$1.log
  shift
  mkdir -p "$root/build"
  note "configuring build/$preset"
  if ! (cd "$root" && cmake --preset "$preset" --fresh -D "STARLING_PYTHON=$python" "$@") >"$log" 2>&1; then
    tail -n 30 "$log"
    die "configuring failed; its whole output is in $log"
  fi
  grep ': skipped' "$log" || true
}

# build PRESET [target ...]
build() {
  local preset=$1
  shift
  note "building build/$preset"
  cmake --build "$root/build/$preset" --parallel "$cores" ${1:+--target "$@"}
}
