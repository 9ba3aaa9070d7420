"""Runs Starling's training of a score network and the same in JAX in turn: `compare.py score`.

The equivariant network, or another of NETWORKS with `--network`, on frames of separated active Ornstein-Uhlenbeck particles (inputs/active/mips.ini), batches of 1024,
both on one core, which other programs should leave alone. First both judge the same start: the mean loss of the linear
score over the frames that are learned from, and of the network over held-out frames, must agree. Then updates: particles a
second of processor time in training alone, without the frames' features and without compilation. The peer has its
features, and the inputs of the network, from before; Starling makes them anew in every update. Its rate is also given as
floating-point operations of its matrix products, beside those of a large product by numpy on the same core. In the end
both train equally long, on batches of their own."""
import time

from peers import score_peer
from peers import score_transformer_peer
from launch import find_program, prepare, processor_share, run_starling
from peers.report import comparing, median_and_spread
from run_files import read_deck, read_table, require, stop

BATCH = 1024
RATE = 3e-3
PARTICLES = 4096
HELD_OUT = 4
QUIET = {"observables.profile_every": 0, "output.checkpoint_every": 0, "output.observe_every": 0}


def make_run(options, starling, name, seed, frames):
    """A run of mips.ini that has begun to separate, then `frames` frames; one that is there is used."""
    separation, every = (50000, 500) if options.quick else (200000, 1000)
    settings = dict(QUIET, **{"system.particles": PARTICLES, "system.start": "lattice", "run.seed": seed,
                              "run.equilibration": separation, "run.steps": (frames - 1) * every,
                              "output.trajectory_every": every})
    return prepare(starling, "mips.ini", options.work / name, settings)


class Comparison:
    """One system, both programs."""

    def __init__(self, options, starling):
        self.options, self.starling = options, starling
        self.frames = 32 if options.quick else 128
        learned = make_run(options, starling, "score_learned", 1, self.frames)
        held_out = make_run(options, starling, "score_held_out", 2, HELD_OUT)
        keys = {key: text for key, text in read_deck(learned).keys().items()
                if key.split(".")[0] in ("system", "dynamics", "force") and not key.startswith("system.start")}
        self.keys = dict(keys, **{"data.run": learned.resolve(), "data.held_out_run": held_out.resolve(),
                                  "data.frames": self.frames, "data.held_out_frames": HELD_OUT, "optimiser.batch": BATCH})
        self.deck = options.work / "score.ini"
        self.deck.write_text(f"job = score\n[network]\nname = {options.network}\n")
        self.make_trainer, self.operations = NETWORKS[options.network]
        # No step, but one update: the network with which trainings begin.
        self.judged = self.train_ours(1, {"optimiser.rate": 1e-30, "optimiser.warm_up": 0})[1]
        self.read_features(learned, held_out)

    def read_features(self, learned, held_out):
        from peers import score_data

        self.network = score_data.NetworkFile(self.options.work / "score_run/network.h5")
        features = score_data.all_features(learned, self.frames, self.network)
        self.pairs = (features["edge"][:, :, 0] > 0).sum(axis=1).mean()
        self.padded = features["edge"].shape[1]
        trainer = self.trainer(1)
        self.learned = trainer.hold(features)
        self.held_out = trainer.hold(score_data.all_features(held_out, HELD_OUT, self.network))

    def train_ours(self, updates, keys=None):
        """The summary of a training and its table."""
        settings = {**self.keys, "run.updates": updates, "output.observe_every": updates, "optimiser.rate": RATE,
                    "optimiser.warm_up": min(100, updates // 2), **(keys or {})}
        summary = run_starling(self.starling, self.deck.resolve(), self.options.work / "score_run", settings)
        return summary, read_table(self.options.work / "score_run", "training.csv")

    def trainer(self, updates):
        loss_unit = max(abs(self.judged["loss"][0]), 1.0)
        return self.make_trainer(self.network, BATCH, updates, RATE, loss_unit, warm_up=min(100, updates // 2))

    def check_start(self):
        """The same numbers of both programs, from the same parameters."""
        trainer = self.trainer(1)
        start = trainer.state["parameters"]
        linear = {name: 0.0 * values for name, values in start.items()}
        ours = self.judged["loss"][0], self.judged["held_out_loss"][0]
        theirs = trainer.mean_loss(self.learned, linear), trainer.mean_loss(self.held_out, start)
        for name, own, other in zip(("linear score, learned frames", "network's start, held-out frames"), ours, theirs):
            print(f"  loss of the {name}: Starling {own:.8g}, JAX {other:.8g}")
            if abs(own - other) > 1e-4 * abs(own):
                stop("the two programs do not compute the same")

    def check_end(self, ours, trainer):
        """And of the network that Starling has trained, in which no layer is zero any more."""
        from peers import score_data

        trained = score_data.NetworkFile(self.options.work / "score_run/network.h5").parameters
        theirs = trainer.mean_loss(self.held_out, {name: values.astype("float32") for name, values in trained.items()})
        print(f"  held-out loss of the network that Starling trained: Starling {ours:.8g}, JAX {theirs:.8g}")
        if abs(ours - theirs) > 1e-3 * abs(ours):
            stop("the two programs do not compute the same")

    def rate_of_ours(self, updates):
        summary = self.train_ours(updates)[0]
        seconds = summary["performance"]["timing"]["phases_seconds"]["learning"]["mean"]
        return updates * BATCH / (seconds * processor_share(summary))

    def compare_rates(self, report):
        updates = 400 if self.options.quick else 1000
        trainer = self.trainer(updates)
        trainer.train(self.learned, 5, 0)  # compiles
        ours, theirs, products = [], [], []
        for repetition in range(self.options.repetitions):
            ours.append(self.rate_of_ours(updates))
            theirs.append(trainer.train(self.learned, updates, repetition))
            products.append(product_rate())
        report.add(f"{self.options.network}, updates of {BATCH} of {PARTICLES} particles", ours, theirs, ("Starling", "JAX"))
        work = self.operations(self.network.architecture, self.pairs)
        done, _, _ = median_and_spread([work * rate / best for rate, best in zip(ours, products)])
        print(f"  {self.pairs:.2f} pairs a particle, padded to {self.padded} by the peer; Starling's matrix products: "
              f"{work * median_and_spread(ours)[0] / 1e9:.1f} of {median_and_spread(products)[0] / 1e9:.1f} Gflop/s, "
              f"{100 * done:.0f} %")

    def compare_results(self):
        updates = 400 if self.options.quick else 2000
        summary, table = self.train_ours(updates)
        trainer = self.trainer(updates)
        trainer.train(self.learned, updates, 1)
        self.check_end(table["held_out_loss"][-1], trainer)
        ours, theirs = table["held_out_loss"][-1], trainer.mean_loss(self.held_out, trainer.state["averaged"])
        # The certified rate is linear in the loss.
        diffusion = self.network.physics["dynamics.relaxation_rate"]
        known = summary["observables"]["known_rate"]["mean"]
        captured = table["captured_fraction"][-1]
        print(f"  held-out loss and captured fraction after {updates} updates: Starling {ours:.6g}, {captured:.4f}; "
              f"JAX {theirs:.6g}, {captured + diffusion * (ours - theirs) / known:.4f}")


def operations(architecture, pairs):
    """Of a particle in the matrix products of an update: forwards, to the weights, and to the inputs but for the first
    layers; for the value and two tangents. The network's layers are those of kernels/score/equivariant_layers.hpp."""
    width = architecture["width"]
    of_inputs = 16 * width + pairs * 13 * width
    rest = 4 * width ** 2 + 4 * width + pairs * width * (width + 4)
    return 2 * 3 * (2 * of_inputs + 3 * rest)


def transformer_operations(architecture, pairs):
    """The same of the dense layers of local_transformer (kernels/score/transformer_layers.hpp), without its attentions."""
    width, hidden, blocks, depth = (architecture[name] for name in ("width", "hidden", "blocks", "depth"))
    tokens, deeper = 1 + pairs, (depth - 1) * hidden ** 2 + hidden * width
    of_inputs = 16 * hidden + pairs * 13 * hidden
    encoders = ((blocks - 1) * tokens + 1) * (2 * width ** 2 + 2 * width * hidden) + blocks * tokens * 2 * width ** 2
    rest = tokens * deeper + encoders + tokens * 4 * width + deeper + 4 * hidden
    return 2 * 3 * (2 * of_inputs + 3 * rest)


NETWORKS = {"equivariant": (score_peer.Trainer, operations),
            "local_transformer": (score_transformer_peer.TransformerTrainer, transformer_operations)}


def product_rate(size=2048):
    """Operations a second of processor time in a product of matrices in single precision."""
    np = require("numpy")
    matrix = np.ones((size, size), dtype=np.float32)
    begin = time.process_time()
    matrix @ matrix
    return 2 * size ** 3 / (time.process_time() - begin)


def compare_all(options):
    score_peer.find_jax()
    starling = find_program(options.starling)
    with comparing(options, one_core=True) as report:
        comparison = Comparison(options, starling)
        comparison.check_start()
        comparison.compare_rates(report)
        comparison.compare_results()
