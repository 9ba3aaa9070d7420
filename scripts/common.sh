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

# configure_and_build FOLDER [cmake argument ...]: configures the tree into FOLDER and builds everything there.
configure_and_build() {
  local folder=$1 log
  shift
  mkdir -p "$folder"
  log=$folder/configure.log
  note "configuring $folder"
  if ! cmake -G Ninja -S "$root" -B "$folder" -D "STARLING_PYTHON=$python" "$@" >"$log" 2>&1; then
    tail -n 30 "$log"
    die "configuring failed; the whole output is in $log"
  fi
  note "building $folder"
  cmake --build "$folder" --parallel "$cores"
}
