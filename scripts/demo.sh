#!/usr/bin/env bash
# From a bare Debian 12 to a picture: installs what is missing, builds, lets 4,096 active particles separate into a
# dense cluster and a gas on two ranks, and draws them. Safe to repeat: it redoes runs/demo.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

run=$root/runs/demo

"$root/scripts/setup.sh"

heading "Building"
configure release -D STARLING_BUILD_TESTS=OFF
build release starling

# Open MPI counts cores, not hardware threads, and would refuse a second rank on one core.
export OMPI_MCA_rmaps_base_oversubscribe=1

heading "Motility-induced phase separation of 4,096 particles on 2 ranks"
mpirun -n 2 "$root/build/release/drivers/starling" "$root/inputs/active/mips.ini" \
  --system.particles=4096 --run.steps=200000 --run.equilibration=150000 \
  --output.directory="$run" --overwrite

heading "Drawing"
"$python" "$root/scripts/plot.py" "$run"
note "$run/snapshot.png: the particles at the end"
note "$run/observables.png: what was measured along the way"
