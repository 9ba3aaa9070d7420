"""Runs Starling and the same algorithm in vectorised numpy (numpy_peers.py) in turn, double precision, one core each, by processor time in
the loop: `compare.py walk`, `compare.py jump`, `compare.py spins`. Both do the same number of steps; what they estimate is printed, so
that one can see that they do the same work.

walk: token-steps on the karate club, simple chain, alpha = 10, 1024 tokens. jump: jumps of the flashing ratchet, V = r = 1, with
entropy, a current and dwell times, 5,000 paths of length 2,000. spins: pattern terms of 128 spins with 10,485 patterns of the power 4 at
T = 0.2."""
from peers import numpy_peers
from launch import ROOT, find_program, rate_by_processor, run_starling
from peers.report import comparing

WALK = """job = walk
[run]
seed = 1
tokens = {tokens}
steps = {steps}
[graph]
name = edge_list
file = {file}
[walk]
method = srrw
base = simple
repulsion = {repulsion}
[output]
observe_every = 0
"""
JUMP = """job = jump
[run]
seed = 1
[model]
name = flashing_ratchet
[method]
name = simulate
paths = {paths}
interval = {duration}
intervals = 1
current = {current}
"""
SPINS = """job = spins
[run]
seed = 1
sweeps = {sweeps}
equilibration = {equilibration}
[system]
spins = 128
power = 4
temperature = 0.2
[patterns]
name = random
load = 0.0049996
[output]
observe_every = 0
"""


def alternate(name, what, options, deck, settings, rate_of, estimate_of, peer):
    """Our runs of a deck and calls of peer(seed) in turn, each with a seed of its own."""
    starling = find_program(options.starling)
    with comparing(options, one_core=True) as report:
        path = options.work / f"{options.job}.ini"
        path.write_text(deck)
        ours, theirs, our_estimates, their_estimates = [], [], [], []
        for seed in range(1, options.repetitions + 1):
            summary = run_starling(starling, path, options.work / "run", dict(settings, **{"run.seed": seed}))
            ours.append(rate_of(summary))
            our_estimates.append(estimate_of(summary))
            rate, estimate = peer(seed)
            theirs.append(rate)
            their_estimates.append(estimate)
        report.add(name, ours, theirs, ("Starling", "numpy"))
        for label, estimates in (("Starling", our_estimates), ("numpy", their_estimates)):
            print(f"  {label}: {what} {sum(estimates) / len(estimates):.5g}")


def mean_of(summary, name):
    return summary["observables"][name]["mean"]


def compare_walk(options):
    tokens, repulsion, file = 1024, 10, ROOT / "inputs/data/karate.txt"
    steps = 4000 if options.quick else 20000
    neighbours = numpy_peers.read_graph(file)
    alternate(f"walk, karate, alpha={repulsion}, {tokens} tokens", "n times the summed variance of visits", options,
              WALK.format(tokens=tokens, steps=steps, file=file, repulsion=repulsion), {}, rate_by_processor,
              lambda summary: mean_of(summary, "mean_square"),
              lambda seed: numpy_peers.walk(neighbours, float(repulsion), tokens, steps, seed))


def compare_jump(options):
    paths, duration = 5000, 400 if options.quick else 2000
    pairs = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3)]
    rate = numpy_peers.ratchet(1.0, 1.0)

    def jumps(summary):
        """Per second, of those that were made: the runner's own rate is of those that are expected."""
        return (mean_of(summary, "jump_rate") * paths * duration
                / summary["performance"]["timing"]["processor_seconds"])

    alternate(f"flashing ratchet, {paths} paths of length {duration}", "entropy per time", options,
              JUMP.format(paths=paths, duration=duration, current=" ".join(f"{i} {j}" for i, j in pairs)), {}, jumps,
              lambda summary: mean_of(summary, "entropy_rate"),
              lambda seed: numpy_peers.jump(rate, pairs, paths, float(duration), seed))


def compare_spins(options):
    sweeps = 1000 if options.quick else 4000
    patterns = 10485
    alternate(f"memory, N=128, K={patterns}, P=4", "magnetisation", options,
              SPINS.format(sweeps=sweeps, equilibration=sweeps // 4), {},
              lambda summary: patterns * rate_by_processor(summary),
              lambda summary: mean_of(summary, "magnetisation"),
              lambda seed: numpy_peers.spins(128, patterns, 4, 0.2, sweeps, seed))
