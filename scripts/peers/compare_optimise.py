"""Runs Starling's consensus-based optimisation and the Python package `cbx` (PyPI) in turn: `compare.py optimise`.

Rastrigin's function in 20 coordinates, 40 slots in each of 50 replicas side by side, anisotropic noise, double precision, one core
each: coordinate-steps a second of processor time."""
import os
import sys
import time

from launch import find_program, rate_by_processor, run_starling
from peers.report import comparing
from run_files import require, stop

VERSION = "1.0.4"
COORDINATES, SLOTS, REPLICAS = 20, 40, 50


def find_cbx():
    """The package, on one thread; ends the script with the command that installs it if it is missing."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = "1"
    try:
        from cbx.dynamics import CBO
    except ImportError as error:
        if "cbx" in str(error):
            stop(f"there is no package cbx; run: {sys.executable} -m pip install cbx=={VERSION}")
        raise
    return CBO


def peer_rate(cbo, steps, seed):
    """Coordinate-steps per second of processor time."""
    np = require("numpy")
    np.random.seed(seed)

    def cost(x):
        return np.sum(x ** 2 - 10.0 * np.cos(2.0 * np.pi * x) + 10.0, axis=-1)

    dynamic = cbo(cost, d=COORDINATES, N=SLOTS, M=REPLICAS, dt=0.01, lamda=1.0, sigma=10.1, alpha=30.0,
                  noise="anisotropic", max_it=steps, verbosity=0, f_dim="3D",
                  x=np.random.uniform(-3, 3, (REPLICAS, SLOTS, COORDINATES)))
    begun = time.process_time()
    for _ in range(steps):
        dynamic.step()
    return steps * REPLICAS * SLOTS * COORDINATES / (time.process_time() - begun)


def compare_all(options):
    starling = find_program(options.starling)
    cbo = find_cbx()
    with comparing(options) as report:
        deck = options.work / "rastrigin.ini"
        deck.write_text(f"job = optimise\n[run]\nsteps = 4000\n[ensemble]\nparticles = {SLOTS}\nreplicas = {REPLICAS}\n"
                        f"[objective]\nname = rastrigin\ndimension = {COORDINATES}\n[method]\nname = cbo\nnoise = 10.1\n[output]\nobserve_every = 0\n")
        ours, theirs = [], []
        for repetition in range(options.repetitions):
            settings = {"run.seed": repetition + 1, "run.steps": 1000 if options.quick else 4000}
            summary = run_starling(starling, deck, options.work / "run", settings)
            ours.append(COORDINATES * rate_by_processor(summary))
            theirs.append(peer_rate(cbo, 100 if options.quick else 400, repetition + 1))
        report.add(f"Rastrigin, d={COORDINATES}, N={SLOTS}, {REPLICAS} replicas", ours, theirs, ("Starling", "cbx"))
