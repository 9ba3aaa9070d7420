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
    """The network, its training and its judgement; `scale` and `parameters` as a network file has them."""

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
        self.sums = self.jax.jit(self._loss_sums)

    def _layer(self, p, name, x):
        z = x @ p[f"{name}.weights"]
        return z + p[f"{name}.biases"][0] if f"{name}.biases" in p else z

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

    def _score(self, p, at, shift):
        """s of each particle if its own drive is shifted, (B, D)."""
        np, act = self.numpy, self.jax.nn.silu
        turned = [shift, shift, np.einsum("bde,be->bd", at["stiffness"], shift),
                  np.einsum("bde,be->bd", at["second"], shift)]
        vectors = at["vectors"] + np.stack(turned, axis=1)
        squares = (vectors ** 2).sum(axis=2) + self.scale["vector_softness"] ** 2
        inverse = self.jax.lax.rsqrt(squares)
        along, across = self._pair_parts(at, shift)
        node = self._node_inputs(at, vectors, inverse, squares)
        state = act(self._layer(p, "node_second", act(self._layer(p, "node_first", node))))
        edge = self._edge_inputs(at, vectors, inverse, along, across)
        message = act(self._layer(p, "message_node", state)[:, None, :] + self._layer(p, "message_edge", edge))
        sent = self._layer(p, "message_out", message)
        pooled = np.einsum("bk,bkw->bw", at["weight"], sent[:, :, : self.width])
        head = act(self._layer(p, "head_node", state) + self._layer(p, "head_message", pooled))
        coefficient = at["linear"] + self.scale["coefficient_unit"] * self._layer(p, "head_out", head)
        unit = self.scale["coefficient_unit"][2:]
        term = sent[:, :, self.width:] * np.concatenate([unit, unit])
        lengthwise = at["slope"] * (term[:, :, 0] * along[0] + term[:, :, 1] * along[1])
        crosswise = term[:, :, 2:3] * across[0] + term[:, :, 3:4] * across[1]
        return (np.einsum("bk,bkd->bd", coefficient, vectors) + np.einsum("bk,bkd->bd", lengthwise, at["unit"]) +
                np.einsum("bk,bkd->bd", at["over_distance"], crosswise))

    def _loss_of_each(self, p, at):
        """|s|^2 + 2 div s; the divergence is of each particle's score by its own drive."""
        np = self.numpy
        rest = np.zeros_like(at["vectors"][:, 0])
        score_at = lambda shift: self._score(p, at, shift)
        along_axis = lambda axis: self.jax.jvp(score_at, (rest,), (np.broadcast_to(axis, rest.shape),))
        score, tangents = self.jax.vmap(along_axis, out_axes=(None, 0))(np.eye(rest.shape[1], dtype=rest.dtype))
        return (score ** 2).sum(axis=1) + 2 * np.einsum("aba->b", tangents)

    def _loss_sums(self, p, at):
        """Of the network's loss, and of the drive's square and the stiffness's trace."""
        return (self._loss_of_each(p, at).sum(), (at["vectors"][:, 0] ** 2).sum(),
                self.numpy.trace(at["stiffness"], axis1=1, axis2=2).sum())

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

    def hold(self, data):
        """Features as arrays of JAX."""
        return {name: self.numpy.asarray(values) for name, values in data.items()}

    def train(self, data, updates, seed):
        """That many updates on batches drawn with replacement; gives back particles a second of processor time."""
        generator = require("numpy").random.default_rng(seed)
        chosen = generator.integers(len(data["node"]), size=(updates, self.batch), dtype="int32")
        begin = time.process_time()
        for batch in chosen:
            self.state, loss = self.step(self.state, data, batch)
        loss.block_until_ready()
        return updates * self.batch / (time.process_time() - begin)

    def judge(self, data, parameters, piece=4096):
        """Means of the loss, |u|^2 and tr S over whole data, in pieces."""
        sums, count = [0.0, 0.0, 0.0], len(data["node"])
        for begin in range(0, count, piece):
            part = self.sums(parameters, {name: values[begin:begin + piece] for name, values in data.items()})
            sums = [a + float(b) for a, b in zip(sums, part)]
        return [each / count for each in sums]
