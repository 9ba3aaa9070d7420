"""Runs gradients of a neural-network potential by Starling and by JAX in turn: `compare.py potential`.

mw24 on the snapshots of inputs/data/mw64_train.extxyz, networks of two hidden layers, batches of eight snapshots, derivatives of
the symmetry functions kept by both. First both judge one vector of parameters: U must agree. Then gradients a second of
processor time, Starling's as steps of sgld, from the difference of long and short chains: one chain, and eight that share their
batches, which JAX takes by jax.vmap over the chains. The derivatives fill more than the caches, so that the memory's rate counts:
other programs should leave the machine alone."""
import itertools
import resource
import time

from peers import potential_peer
from launch import ROOT, find_program, run_starling
from peers.report import comparing
from run_files import require, stop

DATA = ROOT / "inputs/data/mw64_train.extxyz"
DECK = """job = sgmcmc
[target]
name = potential
file = {data}
start_noise = 0.05
storage = {storage}
hidden = {width} {width}
test_forces = 1
[sampler]
name = sgld
step = 1e-9
[chains]
count = {chains}
shared_batches = {shared}
burn_in = 0
keep_every = {steps}
steps = {steps}
batch = 8
"""


def run_ours(options, starling, width, storage, steps, chains=1):
    """Seconds of processor time of chains, which share batches if they are several, and the folder of their run."""
    deck = options.work / "potential.ini"
    deck.write_text(DECK.format(data=DATA, width=width, storage=storage, steps=steps, chains=chains,
                                 shared=str(chains > 1).lower()))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run_starling(starling, deck, options.work / "potential_run", {})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, options.work / "potential_run"


def check_start(options, starling, width, peer):
    """U of the chain's draw by both."""
    np, h5py = require("numpy", "h5py")
    _, folder = run_ours(options, starling, width, "f64", 1)
    with h5py.File(folder / "samples.h5") as file:
        theta, ours = file["/chains/parameters"][0, 0], float(file["/posterior/energy"][0, 0])
    theirs = float(peer.value(theta, np.arange(60)))
    print(f"2 x {width}: U = {ours:.12g} by Starling, {theirs:.12g} by JAX")
    if abs(ours - theirs) > 1e-9 * abs(ours):
        stop("the two do not compute the same")
    return theta


def rate_of_peer(peer, theta, seconds, chains):
    """Gradients of all chains a second."""
    np = require("numpy")
    random = np.random.default_rng(1)
    gradient = peer.gradient if chains == 1 else peer.gradients
    theta = peer.numpy.array(theta if chains == 1 else np.tile(theta, (chains, 1)), peer.kind)
    gradient(theta, random.permutation(60)[:8]).block_until_ready()
    begin, count = time.process_time(), 0
    while time.process_time() - begin < seconds:
        gradient(theta, random.permutation(60)[:8]).block_until_ready()
        count += chains
    return count / (time.process_time() - begin)


def compare_all(options):
    starling = find_program(options.starling)
    steps = 1000 if options.quick else 4000
    with comparing(options, one_core=True) as report:
        for width in (16, 32):
            peers = {kind: potential_peer.Peer(DATA, [width, width], 60, 0.15, kind == "x64") for kind in ("x64", "x32")}
            theta = check_start(options, starling, width, peers["x64"])
            for chains, (storage, kind) in itertools.product((1, 8), (("f64", "x64"), ("f32", "x32"))):
                ours, theirs = [], []
                many = steps // chains
                for _ in range(options.repetitions):
                    short, long = (run_ours(options, starling, width, storage, n, chains)[0] for n in (many // 10, many))
                    ours.append(chains * (many - many // 10) / (long - short))
                    theirs.append(rate_of_peer(peers[kind], theta, 1.0 if options.quick else 4.0, chains))
                batches = "own" if chains == 1 else "shared"
                report.add(f"gradients, 2 x {width}, {storage} against {kind}, {batches} batches", ours, theirs,
                           ("Starling", "JAX"))
