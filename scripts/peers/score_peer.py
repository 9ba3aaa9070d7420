"""Trains Starling's equivariant score network with JAX, for the benchmark scripts: the same loss, with exact divergences by
forward tangents through the network, and its gradient by jax.grad; compiled, in single precision, on one thread. All
particles of a batch are worked on together, their neighbours padded, and what does not change is computed before."""
import os
import sys
import time

from run_files import require, stop

FLAGS = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"


def find_jax():
    """The package, on one thread; ends the script with the command that installs it if it is missing."""
    os.environ.setdefault("XLA_FLAGS", FLAGS)
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ["JAX_PLATFORMS"] = "cpu"
    try:
        import jax
    except ImportError as error:
        if "jax" in str(error):
            stop(f"there is no package jax; run: {sys.executable} -m pip install jax h5py numpy")
        raise
    return jax


class Trainer:
    """The network, its training and its judgement. Numbers that depend on a particle's own drive are lists: the value, and
    its derivative by each component of the drive. As arrays with a leading axis, or by jax.jvp, XLA takes two to three times
    as long for the gradient."""

    def __init__(self, network, batch, updates, rate, loss_unit, warm_up=100, final_fraction=0.01, clip=1.0, average=0.999):
        self.jax, self.numpy = find_jax(), require("jax.numpy")
        np = self.numpy
        self.scale = {name: np.asarray(values, dtype=np.float32) for name, values in network.scale.items()}
        self.width, self.batch, self.updates = network.architecture["width"], batch, updates
        self.rate, self.warm_up, self.final_fraction = rate, warm_up, final_fraction
        self.loss_unit, self.clip, self.average = loss_unit, clip, average
        start = {name: np.asarray(values, dtype=np.float32) for name, values in network.parameters.items()}
        zeros = {name: np.zeros_like(values) for name, values in start.items()}
        self.state = {"parameters": start, "first": zeros, "second": zeros, "averaged": zeros, "update": 0}
        self.step = self.jax.jit(self._update)
        self.sum_losses = self.jax.jit(lambda p, at: self._loss_of_each(p, at).sum())

    def _node_inputs(self, at, vectors, inverse, squares):
        np = self.numpy
        gram = np.einsum("bkd,bld->bkl", vectors, vectors) * inverse[:, :, None] * inverse[:, None, :]
        k, m = (0, 0, 0, 1, 1, 2), (1, 2, 3, 2, 3, 3)
        inputs = np.concatenate([0.5 * np.log(squares), gram[:, k, m], at["node"]], axis=1)
        return (inputs - self.scale["node_mean"]) * self.scale["node_inverse_spread"]

    def _pair_parts(self, at, shift):
        """Velocities and responses of pairs, along the axis and across it, where the drives are shifted."""
        np, unit = self.numpy, at["unit"]
        moved = np.einsum("bkd,bd->bk", unit, shift)
        change = (at["slope"] - at["over_distance"])[:, :, None] * moved[:, :, None] * unit
        change += at["over_distance"][:, :, None] * shift[:, None, :]
        velocity = at["velocity"] + shift[:, None, :]
        response = at["response"] + change + np.einsum("bde,be->bd", at["stiffness"], shift)[:, None, :]
        along = [(unit * v).sum(axis=2) for v in (velocity, response)]
        across = [v - a[:, :, None] * unit for v, a in zip((velocity, response), along)]
        return along, across

    def _edge_inputs(self, at, vectors, inverse, along, across):
        np, soft = self.numpy, self.scale["pair_softness"]
        numbers = [np.arcsinh(along[0] / soft[0]), np.arcsinh(along[1] / soft[1])]
        numbers += [0.5 * np.log((across[k] ** 2).sum(axis=2) + soft[2 + k] ** 2) for k in range(2)]
        cosines = np.einsum("bkd,bvd->bkv", at["unit"], vectors) * inverse[:, None, :]
        inputs = np.concatenate([at["edge"], np.stack(numbers, axis=2), cosines], axis=2)
        return (inputs - self.scale["edge_mean"]) * self.scale["edge_inverse_spread"]

    def _inputs(self, at, shift):
        """What the network is given if the drives are shifted, and the vectors that its outputs stand before."""
        np = self.numpy
        turned = [shift, shift, np.einsum("bde,be->bd", at["stiffness"], shift),
                  np.einsum("bde,be->bd", at["second"], shift)]
        vectors = at["vectors"] + np.stack(turned, axis=1)
        squares = (vectors ** 2).sum(axis=2) + self.scale["vector_softness"] ** 2
        inverse = self.jax.lax.rsqrt(squares)
        along, across = self._pair_parts(at, shift)
        lengthwise = [(at["slope"] * a)[:, :, None] * at["unit"] for a in along]
        crosswise = [at["over_distance"][:, :, None] * a for a in across]
        return {"node": self._node_inputs(at, vectors, inverse, squares),
                "edge": self._edge_inputs(at, vectors, inverse, along, across),
                "vectors": vectors, "terms": np.stack(lengthwise + crosswise, axis=2)}

    def _with_derivatives(self, at):
        np = self.numpy
        rest = np.zeros_like(at["vectors"][:, 0])
        along = lambda axis: self.jax.jvp(lambda shift: self._inputs(at, shift), (rest,),
                                          (np.broadcast_to(axis, rest.shape),))
        value, changes = self.jax.vmap(along, out_axes=(None, 0))(np.eye(rest.shape[1], dtype=rest.dtype))
        lists = {name: [value[name], *changes[name]] for name in value}
        return dict(lists, weight=at["weight"], linear=at["linear"])

    def hold(self, data, piece=16384):
        """All that the network is given of these particles, which does not change in training."""
        count, make = len(data["node"]), self.jax.jit(self._with_derivatives)
        pieces = [make({name: values[k:k + piece] for name, values in data.items()}) for k in range(0, count, piece)]
        return self.jax.tree_util.tree_map(lambda *parts: self.numpy.concatenate(parts), *pieces)

    def _layer(self, p, name, x):
        z = [each.reshape(-1, each.shape[-1]) @ p[f"{name}.weights"] for each in x]
        z = [each.reshape(*of.shape[:-1], -1) for each, of in zip(z, x)]
        return [z[0] + p[f"{name}.biases"][0], *z[1:]] if f"{name}.biases" in p else z

    def _act(self, z):
        """silu"""
        sigmoid = self.jax.nn.sigmoid(z[0])
        slope = sigmoid * (1 + z[0] * (1 - sigmoid))
        return [z[0] * sigmoid, *(slope * each for each in z[1:])]

    def _coefficients(self, p, at):
        """Of each particle's vectors, and of each pair's terms."""
        act, layer, unit = self._act, self._layer, self.scale["coefficient_unit"]
        state = act(layer(p, "node_second", act(layer(p, "node_first", at["node"]))))
        of_pairs = zip(layer(p, "message_node", state), layer(p, "message_edge", at["edge"]))
        sent = layer(p, "message_out", act([one[:, None, :] + other for one, other in of_pairs]))
        pooled = [self.numpy.einsum("bk,bkw->bw", at["weight"], each[:, :, :self.width]) for each in sent]
        together = zip(layer(p, "head_node", state), layer(p, "head_message", pooled))
        out = [unit * each for each in layer(p, "head_out", act([one + other for one, other in together]))]
        units = self.numpy.concatenate([unit[2:], unit[2:]])
        return [out[0] + at["linear"], *out[1:]], [units * each[:, :, self.width:] for each in sent]

    def _loss_of_each(self, p, at):
        """|s|^2 + 2 div s; the divergence is of each particle's score by its own drive."""
        np, vector, term = self.numpy, at["vectors"], at["terms"]
        c, m = self._coefficients(p, at)
        score = np.einsum("bk,bkd->bd", c[0], vector[0]) + np.einsum("bkm,bkmd->bd", m[0], term[0])
        divergence = 0.0
        for d in range(score.shape[1]):
            divergence += (c[1 + d] * vector[0][:, :, d] + c[0] * vector[1 + d][:, :, d]).sum(axis=1)
            divergence += (m[1 + d] * term[0][:, :, :, d] + m[0] * term[1 + d][:, :, :, d]).sum(axis=(1, 2))
        return (score ** 2).sum(axis=1) + 2 * divergence

    def _rate_at(self, update):
        np = self.numpy
        progress = (update - self.warm_up) / max(self.updates - self.warm_up, 1)
        cosine = self.final_fraction + (1 - self.final_fraction) * 0.5 * (1 + np.cos(np.pi * progress))
        return self.rate * np.where(update < self.warm_up, (update + 1) / max(self.warm_up, 1), cosine)

    def _update(self, state, data, chosen):
        """Adam as in engine/learning/optimiser.hpp, a clipped gradient, a cosine with warm-up and averaged parameters."""
        np, tree = self.numpy, self.jax.tree_util.tree_map
        at = tree(lambda values: values[chosen], data)
        loss, gradient = self.jax.value_and_grad(lambda p: self._loss_of_each(p, at).mean())(state["parameters"])
        gradient = tree(lambda g: g / self.loss_unit, gradient)
        norm = np.sqrt(sum((g ** 2).sum() for g in gradient.values()))
        gradient = tree(lambda g: g * np.minimum(1.0, self.clip / norm), gradient)
        t = state["update"] + 1
        first = tree(lambda m, g: 0.9 * m + 0.1 * g, state["first"], gradient)
        second = tree(lambda v, g: 0.999 * v + 0.001 * g ** 2, state["second"], gradient)
        length = self._rate_at(state["update"])
        step = lambda p, m, v: p - length * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
        parameters = tree(step, state["parameters"], first, second)
        share = (1 - self.average) / (1 - self.average ** t)
        averaged = tree(lambda a, p: a + share * (p - a), state["averaged"], parameters)
        return {"parameters": parameters, "first": first, "second": second, "averaged": averaged, "update": t}, loss

    def train(self, held, updates, seed):
        """That many updates on batches drawn with replacement; gives back particles a second of processor time."""
        generator = require("numpy").random.default_rng(seed)
        chosen = generator.integers(len(held["weight"]), size=(updates, self.batch), dtype="int32")
        begin = time.process_time()
        for batch in chosen:
            self.state, loss = self.step(self.state, held, batch)
        loss.block_until_ready()
        return updates * self.batch / (time.process_time() - begin)

    def mean_loss(self, held, parameters, piece=4096):
        """Over all particles, in pieces."""
        total, count = 0.0, len(held["weight"])
        for k in range(0, count, piece):
            part = self.jax.tree_util.tree_map(lambda values: values[k:k + piece], held)
            total += float(self.sum_losses(parameters, part))
        return total / count
