"""What a score network is given of frames of active Ornstein-Uhlenbeck particles, computed with numpy and SciPy for the
peer in score_peer.py: everything that does not change with the parameters is computed once, and neighbours are padded."""
import json

from run_files import require, stop

h5py, numpy = require("h5py", "numpy")

MOST_CONTACTS = 6
OF_PAIRS = ("unit", "slope", "over_distance", "velocity", "response", "edge", "weight")


class NetworkFile:
    """Scales and parameters of a network file."""

    def __init__(self, path):
        with h5py.File(path, "r") as file:
            self.architecture = json.loads(file["architecture"][()])
            self.physics = json.loads(file["physics"][()])
            self.scale = {name: values[...] for name, values in file["scales/drive"].items()}
            self.parameters = {name: values[...] for name, values in file["parameters/drive"].items()}
        if self.physics["dynamics.model"] != "active_ou" or self.physics["force.pair"] != "softplus":
            stop("the peer knows active_ou with the softplus force alone")
        if self.architecture["activation"] != "silu":
            stop("the peer knows silu alone")


def read_frames(run, count):
    """The last frames of a run: the box's edges, positions and drives."""
    with h5py.File(run / "trajectory.h5", "r") as file:
        group, dimension = file["particles/trajectory"], int(file["parameters"].attrs["dimension"])
        if len(group["position/value"]) < count:
            stop(f"{run} has fewer than {count} frames")
        return (group["box/edges/value"][-1][:dimension], group["position/value"][-count:, :, :dimension],
                group["activity/value"][-count:, :, :dimension])


class Pairs:
    """All ordered pairs of a frame within the force's range, sorted by the first."""

    def __init__(self, position, edge, physics):
        tree = require("scipy.spatial").cKDTree(position % edge, boxsize=edge)
        near = tree.query_pairs(physics["force.cutoff"], output_type="ndarray")
        both = numpy.concatenate([near, near[:, ::-1]])
        both = both[numpy.argsort(both[:, 0], kind="stable")]
        self.i, self.j, self.count = both[:, 0], both[:, 1], len(position)
        apart = position[self.i] - position[self.j]
        apart -= edge * numpy.round(apart / edge)
        self.distance = numpy.sqrt((apart ** 2).sum(axis=1))
        self.unit = apart / self.distance[:, None]
        strength, steepness = physics["force.strength"], physics["force.steepness"]
        y = steepness * (physics["force.diameter"] - self.distance)
        self.force = strength / steepness * numpy.log1p(numpy.exp(y))
        rate = physics["dynamics.relaxation_rate"]
        self.slope = -strength / (1 + numpy.exp(-y)) / rate
        self.over_distance = self.force / self.distance / rate
        along = self.unit[:, :, None] * self.unit[:, None, :]
        across = numpy.eye(position.shape[1]) - along
        self.gradient = self.slope[:, None, None] * along + self.over_distance[:, None, None] * across

    def sum(self, values):
        """Over each particle's pairs."""
        flat = values.reshape(len(values), -1)
        sums = [numpy.bincount(self.i, weights=flat[:, k], minlength=self.count) for k in range(flat.shape[1])]
        return numpy.stack(sums, axis=1).reshape(self.count, *values.shape[1:])

    def respond(self, vectors):
        return self.sum(numpy.einsum("pab,pb->pa", self.gradient, vectors[self.i] - vectors[self.j]))


def in_rows(pairs, chosen, values):
    """A row of pairs for each particle, zero beyond those it has."""
    i = pairs.i[chosen]
    place = numpy.arange(len(i)) - numpy.searchsorted(i, i)
    out = numpy.zeros((pairs.count, place.max() + 1, *values.shape[1:]), dtype=numpy.float32)
    out[i, place] = values[chosen]
    return out


def features(position, edge, drive, network):
    """A frame as arrays over its particles."""
    physics, architecture = network.physics, network.architecture
    pairs = Pairs(position, edge, physics)
    force = pairs.sum(pairs.force[:, None] * pairs.unit)
    velocity = drive + force / physics["dynamics.self_propulsion"]
    response = pairs.respond(velocity)
    vectors = numpy.stack([drive, velocity, response, pairs.respond(response)], axis=1)
    stiffness = pairs.sum(pairs.gradient)
    second = stiffness @ stiffness + pairs.sum(pairs.gradient @ pairs.gradient)
    trace = numpy.trace(stiffness, axis1=1, axis2=2)
    deviator = stiffness - trace[:, None, None] / position.shape[1] * numpy.eye(position.shape[1])
    logarithm, stiff = numpy.log((velocity ** 2).sum(axis=1)), numpy.arcsinh(trace)
    diameter = physics["force.diameter"]
    touching = pairs.distance < architecture["contact_range"] * diameter
    around = pairs.sum(touching[:, None] * numpy.stack([numpy.ones(len(pairs.i)), logarithm[pairs.j], stiff[pairs.j]], 1))
    contacts, several = around[:, 0], numpy.maximum(around[:, 0], 1)
    node = numpy.stack([contacts, stiff, numpy.arcsinh(numpy.sqrt((deviator ** 2).sum(axis=(1, 2)))),
                        numpy.arcsinh(numpy.sqrt((force ** 2).sum(axis=1)) / physics["dynamics.self_propulsion"]),
                        around[:, 1] / several, around[:, 2] / several], axis=1)
    near = pairs.distance < architecture["edge_range"] * diameter
    edges = numpy.stack([pairs.distance / diameter, logarithm[pairs.j], stiff[pairs.j], numpy.arcsinh(pairs.slope),
                         numpy.arcsinh(pairs.over_distance)], axis=1)
    of_pairs = {"unit": pairs.unit, "slope": pairs.slope, "over_distance": pairs.over_distance, "edge": edges,
                "velocity": velocity[pairs.i] - velocity[pairs.j], "response": response[pairs.i] - response[pairs.j]}
    steep = numpy.abs(pairs.slope)
    of_pairs["weight"] = steep / (steep + network.scale["pair_slope"])
    arrays = {name: in_rows(pairs, near, of_pairs[name]) for name in OF_PAIRS}
    linear = numpy.stack([network.scale[f"linear_coefficients_{n}"] for n in range(MOST_CONTACTS + 1)])
    arrays.update(vectors=vectors, stiffness=stiffness, second=second, node=node,
                  linear=linear[numpy.minimum(contacts, MOST_CONTACTS).astype(int)])
    return {name: values.astype(numpy.float32) for name, values in arrays.items()}


def all_features(run, count, network):
    """All particles of the last frames of a run in one row."""
    edge, positions, drives = read_frames(run, count)
    frames = [features(x, edge, g, network) for x, g in zip(positions, drives)]
    arrays = {}
    for name in list(frames[0]):
        parts = [frame.pop(name) for frame in frames]
        if name in OF_PAIRS:
            widest = max(part.shape[1] for part in parts)
            parts = [numpy.pad(part, [(0, 0), (0, widest - part.shape[1])] + [(0, 0)] * (part.ndim - 2)) for part in parts]
        arrays[name] = numpy.concatenate(parts)
    return arrays
