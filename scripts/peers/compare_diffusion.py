"""Runs Starling's corrected diffusions and the same in JAX in turn: `compare.py diffusion`.

Targets to the power 2 from sigma = 10 to 0.01, Euler and Maruyama's step with its exact importance weight, double precision,
without resampling, one core each: particle-steps a second of processor time, of the steps alone for Starling, of a compiled call
for JAX. Both estimates of log Z are printed, beside the exact value where Starling knows it, so that one can see that they do the
same work."""
from peers import diffusion_peer
from launch import find_program, rate_without_output, run_starling
from peers.report import comparing

CASES = [("pair", 1), ("ring", 2), ("ring", 16)]
DECK = """job = diffusion
[run]
seed = 1
[ensemble]
particles = 1000
[target]
name = {name}
dimension = {dimension}
[process]
name = ve
sigma_max = 10
sigma_min = 0.01
[solver]
name = euler_maruyama
steps = 64
[correction]
name = annealing
ess_threshold = 0
[output]
distances = false
observe_every = 0
"""


def compare_case(report, options, starling, name, dimension, count):
    # One population takes Starling a tenth of a second.
    steps, replicas = 128, 5 if options.quick else 20
    deck = options.work / f"{name}_{dimension}.ini"
    deck.write_text(DECK.format(name=name, dimension=dimension))
    peer = diffusion_peer.Sampler(name, dimension, count, steps)
    ours, theirs = [], []
    for seed in range(1, options.repetitions + 1):
        settings = {"ensemble.particles": count, "ensemble.replicas": replicas, "solver.steps": steps,
                    "run.seed": seed}
        summary = run_starling(starling, deck, options.work / "run", settings)
        ours.append(rate_without_output(summary))
        rate, log_z = peer.rate(seed)
        theirs.append(rate)
    report.add(f"{name}, d={dimension}, N={count}", ours, theirs, ("Starling", "JAX"))
    exact = summary.get("exact", {}).get("log_z")
    print(f"  log Z: Starling {summary['observables']['log_mean_z']['mean']:.3f}, JAX {log_z:.3f}"
          + (f", exact {exact:.3f}" if exact is not None else ""))


def compare_all(options):
    starling = find_program(options.starling)
    with comparing(options, one_core=True) as report:
        for name, dimension in CASES:
            compare_case(report, options, starling, name, dimension, 100000)
