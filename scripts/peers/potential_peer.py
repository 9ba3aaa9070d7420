"""Gradients of the posterior of an mw24 potential with JAX, for the benchmark scripts: symmetry functions written anew, their
derivatives by jax.jacfwd and kept, forces and the gradient of their loss by jax.grad; compiled, on one thread."""
from peers import score_peer
from run_files import require

RADIUS = 5.0
SHELLS = [(0.05, 0.0), (0.3, 0.0)] + [(4.0, shift) for shift in (2.4, 2.7, 3.0, 3.3, 3.6, 3.9, 4.2, 4.6)]
ANGLES = [(eta, power, sign) for eta in (0.01, 0.1) for sign, power in ((-1, 1), (1, 1), (1, 2), (-1, 4), (1, 4), (-1, 16), (1, 16))]


def read_frames(path):
    """Edge of the cubic box, positions and forces of every frame of an extended XYZ file as make_mw64.py writes it."""
    np = require("numpy")
    lines, frames = open(path).read().split("\n"), []
    at = 0
    while at < len(lines) and lines[at].strip():
        atoms = int(lines[at])
        edge = float(lines[at + 1].split('"')[1].split()[0])
        table = np.array([[float(word) for word in line.split()[1:]] for line in lines[at + 2:at + 2 + atoms]])
        frames.append((edge, table[:, :3], table[:, 3:]))
        at += 2 + atoms
    return frames


class Peer:
    """The posterior of a network of two hidden layers of tanh; parameters in the order of Starling's."""

    def __init__(self, path, widths, snapshots, scale, double=True):
        self.jax = score_peer.find_jax()
        self.jax.config.update("jax_enable_x64", True)
        np, jnp = require("numpy"), require("jax.numpy")
        frames = read_frames(path)
        neighbours = [self.neighbours(np, *frame[:2]) for frame in frames]
        most = max(len(near) for frame in neighbours for near, _ in frame)
        values, slopes, index = [], [], []
        describe = self.jax.jit(self.jax.vmap(lambda d, there: (self.functions(jnp, d, there),
                                                               self.jax.jacfwd(self.functions, argnums=1)(jnp, d, there))))
        for frame in neighbours:
            apart, there, other = (np.zeros((len(frame), most) + more, dtype) for more, dtype in
                                   (((3,), float), ((), bool), ((), int)))
            apart[...] = RADIUS
            for i, (near, d) in enumerate(frame):
                apart[i, :len(near)], there[i, :len(near)], other[i, :len(near)] = d, True, near
            g, j = describe(apart, there)
            values.append(np.array(g)), slopes.append(np.array(j)), index.append(other)
        values, slopes = np.array(values), np.array(slopes)
        mean, deviation = values.mean((0, 1)), values.std((0, 1))
        kind = np.float64 if double else np.float32
        self.values = jnp.array(((values - mean) / deviation)[:snapshots], kind)
        self.slopes = jnp.array((slopes / deviation[:, None, None])[:snapshots], kind)
        self.index = jnp.array(np.array(index)[:snapshots])
        self.labels = jnp.array(np.array([frame[2] for frame in frames])[:snapshots], kind)
        self.widths, self.scale, self.kind, self.numpy = [len(mean)] + list(widths) + [1], scale, kind, jnp
        self.gradient = self.jax.jit(self.jax.grad(self.energy))
        self.gradients = self.jax.jit(self.jax.vmap(self.jax.grad(self.energy), in_axes=(0, None)))
        self.value = self.jax.jit(self.energy)

    @staticmethod
    def neighbours(np, edge, positions):
        apart = positions[None, :, :] - positions[:, None, :]
        apart -= edge * np.round(apart / edge)
        distance = np.sqrt((apart ** 2).sum(-1))
        found = (distance < RADIUS) & (distance > 0)
        return [(np.flatnonzero(row), apart[i, row]) for i, row in enumerate(found)]

    @staticmethod
    def functions(np, d, there):
        """The 24 symmetry functions of an atom with neighbours at `d`, where `there`; order: eta, then shift or power, sign."""
        r = np.sqrt((d ** 2).sum(-1))
        f = np.where(there, 0.5 * (np.cos(np.pi * r / RADIUS) + 1), 0.0)
        radial = [(np.exp(-eta * (r - shift) ** 2) * f).sum() for eta, shift in SHELLS]
        cosine = (d @ d.T) / (r[:, None] * r[None, :])
        pairs = np.triu(np.ones_like(cosine), 1)
        angular = []
        for eta, power, sign in ANGLES:
            h = np.exp(-eta * r ** 2) * f
            angular.append((2.0 ** (1 - power) * (1 + sign * cosine) ** power * h[:, None] * h[None, :] * pairs).sum())
        return np.stack(radial + angular)

    def network(self, weights, g):
        at = 0
        for layer, (inputs, outputs) in enumerate(zip(self.widths, self.widths[1:])):
            matrix = weights[at:at + inputs * outputs].reshape(inputs, outputs) / self.kind(inputs) ** self.kind(0.5)
            g = g @ matrix + weights[at + inputs * outputs:at + inputs * outputs + outputs]
            at += (inputs + 1) * outputs
            if layer + 2 < len(self.widths):
                g = self.numpy.tanh(g)
        return self.kind(self.scale) * g[..., 0]

    def forces(self, weights, item):
        slopes = self.jax.grad(lambda g: self.network(weights, g).sum())(self.values[item])
        push = self.numpy.einsum("is,ismx->imx", slopes, self.slopes[item])
        return push.sum(1) + self.numpy.zeros_like(self.labels[0]).at[self.index[item]].add(-push)

    def energy(self, theta, batch):
        """U of Starling's page of equations, with noise of mean 0.1 and weights of spread 1."""
        weights, u = theta[:-1], theta[-1]
        rest = self.jax.vmap(lambda item: self.forces(weights, item) - self.labels[item])(batch)
        data = (rest ** 2).sum() * self.numpy.exp(-2 * u) / 2 + rest.size * u
        scale = self.kind(len(self.values)) / self.kind(batch.size)
        return scale * data + (weights ** 2).sum() / 2 + self.numpy.exp(u) / self.kind(0.1) - u
