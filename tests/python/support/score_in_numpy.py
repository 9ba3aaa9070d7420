"""The scores of docs/learned-scores.md in numpy, in double precision. All steps take complex drives (that of drives) or
complex positions (that of positions) too: their imaginary parts then are derivatives, exact to rounding."""
import json

from support.checks import packages
from support.system_in_numpy import Gradients, System, dot, drift, drift_divergence

numpy = packages("numpy")

# The last class of contacts is of particles with this many or more.
MOST_CONTACTS = 6
ACTIVATIONS = {"silu": lambda x: x / (1 + numpy.exp(-x)),
               "gelu": lambda x: 0.5 * x * (1 + numpy.tanh(numpy.sqrt(2 / numpy.pi) * (x + 0.044715 * x ** 3))),
               "tanh": numpy.tanh,
               "softplus": lambda x: numpy.log(1 + numpy.exp(x))}


class Network:
    """The network of one block of variables in a network file, opened with h5py."""

    def __init__(self, file, block):
        self.architecture = json.loads(file["architecture"][()])
        self.physics = json.loads(file["physics"][()])
        self.learned = self.architecture["name"] == "equivariant"
        self.scale = {name: values[...] for name, values in file["scales"][block].items()}
        self.parameter = {name: values[...] for name, values in file["parameters"][block].items()} if self.learned else {}

    def layer(self, name, x):
        z = x @ self.parameter[f"{name}.weights"]
        return z + self.parameter[f"{name}.biases"] if f"{name}.biases" in self.parameter else z

    def act(self, x):
        return ACTIVATIONS[self.architecture["activation"]](x)

    def standard(self, kind, inputs):
        return (numpy.stack(inputs, axis=1) - self.scale[f"{kind}_mean"]) * self.scale[f"{kind}_inverse_spread"]

    def coefficients(self, system, node, edge, weight):
        """Of the vectors (N, K) and of the terms of pairs (pairs, M), from inputs and the pairs' weights in the pool."""
        state = self.act(self.layer("node_second", self.act(self.layer("node_first", self.standard("node", node)))))
        message = self.act(self.layer("message_node", state)[system.pairs[0]] +
                           self.layer("message_edge", self.standard("edge", edge)))
        sent = self.layer("message_out", message)
        width = self.architecture["width"]
        pooled = system.gather(weight[:, None] * sent[:, :width])
        head = self.act(self.layer("head_node", state) + self.layer("head_message", pooled))
        return self.layer("head_out", head), sent[:, width:]


def weighted_sum(coefficients, vectors):
    return sum(coefficients[:, k, None] * vector for k, vector in enumerate(vectors))


def inverse_lengths(vectors, softness):
    return [1 / numpy.sqrt(dot(v, v) + soft ** 2) for v, soft in zip(vectors, softness)]


def lengths_and_cosines(vectors, softness):
    """Logarithms of the vectors' lengths, then cosines between them."""
    inverse = inverse_lengths(vectors, softness)
    count = len(vectors)
    return [0.5 * numpy.log(dot(v, v) + soft ** 2) for v, soft in zip(vectors, softness)] + \
        [dot(vectors[k], vectors[m]) * inverse[k] * inverse[m] for k in range(count) for m in range(k + 1, count)]


def mark_of_place(system):
    """0 in a trap, which is alike on all sides."""
    return numpy.zeros(system.count)


# Scores of drives.


def surroundings(system, gradients, velocity):
    """Contacts, and means over contacts of ln |r_j|^2 and of arsinh tr S_j; zero without contacts."""
    contacts = system.touching.sum(axis=1)
    several = numpy.maximum(contacts, 1)
    return contacts, system.touching @ numpy.log(dot(velocity, velocity)) / several, \
        system.touching @ numpy.arcsinh(gradients.trace) / several


def drive_node_inputs(system, gradients, vectors, softness):
    stiffness, trace = gradients.stiffness, gradients.trace
    deviator = stiffness - trace[:, None, None] / system.dimension * numpy.eye(system.dimension)
    pushed = numpy.sqrt(dot(system.force, system.force)) / system.force_unit
    contacts, velocities, stiffnesses = surroundings(system, gradients, vectors[1])
    inputs = [*lengths_and_cosines(vectors, softness), contacts, numpy.arcsinh(trace),
              numpy.arcsinh(numpy.sqrt((deviator ** 2).sum(axis=(1, 2)))), numpy.arcsinh(pushed), velocities, stiffnesses]
    return inputs if system.trap is None else [*inputs, mark_of_place(system)]


def pair_parts(system, vectors):
    """Velocities and responses of pairs along the axis and across it."""
    i, j = system.pairs
    unit = system.unit[i, j]
    parts = []
    for v in (vectors[1], vectors[2]):
        along = dot(unit, v[i] - v[j])
        parts += [along, v[i] - v[j] - along[:, None] * unit]
    return parts[0], parts[2], parts[1], parts[3]


def drive_edge_inputs(system, gradients, vectors, parts, scale):
    i, j = system.pairs
    softness = scale["pair_softness"]
    inputs = [system.r[i, j] / system.physics["force.diameter"], numpy.log(dot(vectors[1], vectors[1]))[j],
              numpy.arcsinh(gradients.trace)[j], numpy.arcsinh(gradients.slope[i, j]),
              numpy.arcsinh(gradients.over_distance[i, j]),
              numpy.arcsinh(parts[0] / softness[0]), numpy.arcsinh(parts[1] / softness[1]),
              0.5 * numpy.log(dot(parts[2], parts[2]) + softness[2] ** 2),
              0.5 * numpy.log(dot(parts[3], parts[3]) + softness[3] ** 2)]
    inverse = inverse_lengths(vectors, scale["vector_softness"])
    return inputs + [dot(system.unit[i, j], v[i]) * w[i] for v, w in zip(vectors, inverse)]


def learned_drive_score(network, system, gradients, vectors):
    """What the network adds to the linear score."""
    scale, (i, j) = network.scale, system.pairs
    parts = pair_parts(system, vectors)
    slope, over_distance, unit = gradients.slope[i, j], gradients.over_distance[i, j], system.unit[i, j]
    node = drive_node_inputs(system, gradients, vectors, scale["vector_softness"])
    edge = drive_edge_inputs(system, gradients, vectors, parts, scale)
    steep = numpy.abs(slope)
    of_vectors, of_pairs = network.coefficients(system, node, edge, steep / (steep + scale["pair_slope"]))
    terms = [(slope * parts[0])[:, None] * unit, (slope * parts[1])[:, None] * unit,
             over_distance[:, None] * parts[2], over_distance[:, None] * parts[3]]
    unit_of_pairs = scale["coefficient_unit"][[2, 3, 2, 3]]
    return weighted_sum(of_vectors * scale["coefficient_unit"], vectors) + \
        system.gather(weighted_sum(of_pairs * unit_of_pairs, terms))


def drive_score(network, system, gradients, drive):
    """s by the drives, (N, D); on the sphere the part that is perpendicular to the drive."""
    velocity = drive + system.force / system.force_unit
    response = gradients.respond(velocity)
    vectors = [drive, velocity, response, gradients.respond(response)]
    if system.trap is not None:
        vectors.append(system.place)
    classes = numpy.stack([network.scale[f"linear_coefficients_{n}"] for n in range(MOST_CONTACTS + 1)])
    score = weighted_sum(classes[numpy.minimum(system.touching.sum(axis=1), MOST_CONTACTS)], vectors)
    if network.learned:
        score = score + learned_drive_score(network, system, gradients, vectors)
    return score - dot(drive, score)[:, None] * drive if system.on_sphere else score


# Scores of positions.


def position_edge_inputs(system, vectors, push, scale):
    (drive, force, place), (i, j) = vectors, system.pairs
    unit, (here, there) = system.unit[i, j], scale["pair_softness"]
    to_place = dot(unit, place[i]) * inverse_lengths(vectors, scale["vector_softness"])[2][i]
    return [system.r[i, j] / system.physics["force.diameter"], numpy.arcsinh(push),
            dot(unit, drive[i]), dot(unit, drive[j]), dot(drive[i], drive[j]),
            numpy.arcsinh(dot(unit, force[i]) / here), numpy.arcsinh(dot(unit, force[j]) / there),
            numpy.arcsinh(dot(drive[j], force[i]) / here), numpy.arcsinh(dot(drive[i], force[j]) / there),
            0.5 * numpy.log(dot(force[j], force[j]) + there ** 2), to_place]


def learned_position_score(network, system, vectors):
    """What the network adds to the linear score."""
    scale, (i, j) = network.scale, system.pairs
    weight = (1 - (system.r[i, j] / system.reach) ** 2) ** 2
    push, unit = system.push[i, j] / system.force_unit, system.unit[i, j]
    node = [*lengths_and_cosines(vectors, scale["vector_softness"]), system.gather(weight), system.gather(weight ** 2),
            mark_of_place(system)]
    of_vectors, of_pairs = network.coefficients(system, node, position_edge_inputs(system, vectors, push, scale), weight)
    drives, forces = (v[i] - v[j] for v in vectors[:2])
    terms = [weight[:, None] * unit, weight[:, None] * drives, (weight * dot(unit, drives))[:, None] * unit,
             weight[:, None] * forces, (weight * push)[:, None] * unit]
    size, (_, of_force, of_place) = scale["size"][0], scale["coefficient_unit"]
    return weighted_sum(of_vectors * numpy.array([size, of_force, of_place]), vectors) + \
        system.gather(weighted_sum(of_pairs * numpy.array([size, size, size, of_force, of_force]), terms))


def position_score(network, system, drive):
    """s by the positions, (N, D)."""
    vectors = [drive, system.force / system.force_unit, system.place]
    score = weighted_sum(network.scale["linear_coefficients_0"][None, :], vectors)
    return score + learned_position_score(network, system, vectors) if network.learned else score


# Divergences, and what follows from them.


def own_divergence(scores, values, i, directions, step=1e-30):
    """Of row i of scores(values) by row i of values, through the whole system. On the sphere drives move along great
    circles, which cosine and sine of an imaginary angle describe."""
    total = 0.0
    for direction in directions:
        moved = values.astype(complex)
        moved[i] += 1j * step * direction
        total += direction @ scores(moved)[i].imag / step
    return total


class Block:
    """Drift b, diffusion D and score s of the drives or positions of all particles of a frame."""

    def __init__(self, block, network, frame):
        system = System(frame["position"], frame["edge"], network.physics, network.architecture)
        gradients = Gradients(system, system.rate if block == "drive" else 1.0)
        self.system, self.drive = system, frame["drive"]
        self.b, self.div_b = drift(system, self.drive, block), drift_divergence(system, gradients, block)
        if block == "drive":
            self.diffusion, self.values = system.drive_diffusion, self.drive
            self.scores = lambda drive: drive_score(network, system, gradients, drive)
        else:
            self.diffusion, self.values = system.position_diffusion, frame["position"]
            self.scores = lambda position: position_score(
                network, System(position, frame["edge"], network.physics, network.architecture), self.drive)
        self.on_sphere = block == "drive" and system.on_sphere
        self.s = self.scores(self.values)
        self.div_s = numpy.array([own_divergence(self.scores, self.values, i, self.directions(i))
                                  for i in range(system.count)])

    def directions(self, i):
        """An orthonormal basis of those in which particle i's variable can change."""
        return numpy.linalg.svd(self.drive[i][None, :])[2][1:] if self.on_sphere else numpy.eye(self.system.dimension)

    def local_rate(self):
        flow = self.b - self.diffusion * self.s
        return dot(flow, flow) / self.diffusion

    def flow_divergence(self):
        return self.div_b - self.diffusion * self.div_s

    def certified_terms(self):
        """Those of each particle that add up to its summand of the certificate, (4, N)."""
        return numpy.stack([dot(self.b, self.b) / self.diffusion, 2 * self.div_b, -self.diffusion * dot(self.s, self.s),
                            -2 * self.diffusion * self.div_s])
