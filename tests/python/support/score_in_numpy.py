"""The scores of docs/learned-scores.md in numpy, by dense sums over all pairs in double precision. All steps take complex
drives too: their imaginary parts then are derivatives, exact to rounding."""
import json

from support.checks import packages

numpy = packages("numpy")

# The last class of contacts is of particles with this many or more.
MOST_CONTACTS = 6
ACTIVATIONS = {"silu": lambda x: x / (1 + numpy.exp(-x)),
               "gelu": lambda x: 0.5 * x * (1 + numpy.tanh(numpy.sqrt(2 / numpy.pi) * (x + 0.044715 * x ** 3))),
               "tanh": numpy.tanh,
               "softplus": lambda x: numpy.log(1 + numpy.exp(x))}


def dot(a, b):
    """Over the last axis, without conjugates: complex steps ask for analytic functions."""
    return (a * b).sum(axis=-1)


def softplus_pair(r, physics):
    """F(r) and F'(r)."""
    strength, steepness = physics["force.strength"], physics["force.steepness"]
    y = steepness * (physics["force.diameter"] - r)
    inside = r < physics["force.cutoff"]
    return inside * strength / steepness * numpy.log1p(numpy.exp(y)), inside * -strength / (1 + numpy.exp(-y))


def wca_pair(r, physics):
    diameter = physics["force.diameter"]
    six = (diameter / r) ** 6
    inside = r < 2 ** (1 / 6) * diameter
    scale = 24 * physics["force.strength"] * inside
    return scale / r * (2 * six ** 2 - six), -scale / r ** 2 * (26 * six ** 2 - 7 * six)


PAIRS = {"softplus": softplus_pair, "wca": wca_pair}


class Network:
    """A network file, opened with h5py."""

    def __init__(self, file):
        self.architecture = json.loads(file["architecture"][()])
        self.physics = json.loads(file["physics"][()])
        self.scale = {name: values[...] for name, values in file["scales/drive"].items()}
        self.scale["linear_coefficients"] = self.scale["linear_coefficients"].reshape(MOST_CONTACTS + 1, 4)
        parameters = file["parameters/drive"] if "drive" in file["parameters"] else {}
        self.parameter = {name: values[...] for name, values in parameters.items()}

    def layer(self, name, x):
        z = x @ self.parameter[f"{name}.weights"]
        return z + self.parameter[f"{name}.biases"] if f"{name}.biases" in self.parameter else z

    def act(self, x):
        return ACTIVATIONS[self.architecture["activation"]](x)


class System:
    """Particles at rest: what does not change with the drives. Positions (N, D), the box's edges, a network."""

    def __init__(self, position, edge, unwrapped, network):
        self.network, self.physics = network, network.physics
        physics, architecture = network.physics, network.architecture
        self.on_sphere = physics["dynamics.model"] == "active_brownian"
        self.count, self.dimension = position.shape
        self.diffusion = physics["dynamics.rotational_diffusion" if self.on_sphere else "dynamics.relaxation_rate"]
        self.rate = self.diffusion * (self.dimension - 1 if self.on_sphere else 1)
        apart = position[:, None, :] - position[None, :, :]
        apart -= edge * numpy.round(apart / edge)
        numpy.einsum("iid->id", apart)[...] = 50.0  # a particle is no neighbour of itself
        r = numpy.sqrt(dot(apart, apart))
        unit = apart / r[:, :, None]
        force, derivative = PAIRS[physics["force.pair"]](r, physics)
        numpy.fill_diagonal(force, 0.0)
        numpy.fill_diagonal(derivative, 0.0)
        self.force = (force[:, :, None] * unit).sum(axis=1)
        self.slope, self.over_distance = derivative / self.rate, force / r / self.rate
        along = unit[:, :, :, None] * unit[:, :, None, :]
        # gradient[i, j] is the derivative of the force of j on i by the position of i, over the rate.
        self.gradient = (self.slope[:, :, None, None] * along +
                         self.over_distance[:, :, None, None] * (numpy.eye(self.dimension) - along))
        self.stiffness = self.gradient.sum(axis=1)
        if physics["force.external"] == "harmonic_trap":
            self.force -= physics["force.trap_stiffness"] * (unwrapped - 0.5 * edge)
            self.stiffness -= physics["force.trap_stiffness"] / self.rate * numpy.eye(self.dimension)
        whole = -self.gradient.transpose(0, 2, 1, 3).copy()
        for i in range(self.count):
            whole[i, :, i, :] += self.stiffness[i]
        self.hessian = whole.reshape(self.count * self.dimension, -1)
        diameter = physics["force.diameter"]
        self.touching = r < architecture["contact_range"] * diameter
        self.pairs = numpy.nonzero(r < architecture["edge_range"] * diameter)
        self.distance, self.unit = r[self.pairs] / diameter, unit[self.pairs]

    def respond(self, vectors):
        return (self.hessian @ vectors.ravel()).reshape(vectors.shape)


def surroundings(system, velocity):
    """Contacts, and means over contacts of ln |r_j|^2 and of arsinh tr S_j; zero without contacts."""
    contacts = system.touching.sum(axis=1)
    trace = numpy.trace(system.stiffness, axis1=1, axis2=2)
    several = numpy.maximum(contacts, 1)
    return contacts, system.touching @ numpy.log(dot(velocity, velocity)) / several, \
        system.touching @ numpy.arcsinh(trace) / several


def node_inputs(system, vectors, inverse):
    softness = system.network.scale["vector_softness"]
    inputs = [0.5 * numpy.log(dot(v, v) + soft ** 2) for v, soft in zip(vectors, softness)]
    inputs += [dot(vectors[k], vectors[m]) * inverse[k] * inverse[m] for k in range(4) for m in range(k + 1, 4)]
    stiffness = system.stiffness
    trace = numpy.trace(stiffness, axis1=1, axis2=2)
    deviator = stiffness - trace[:, None, None] / system.dimension * numpy.eye(system.dimension)
    pushed = numpy.sqrt(dot(system.force, system.force)) / system.physics["dynamics.self_propulsion"]
    contacts, velocities, stiffnesses = surroundings(system, vectors[1])
    inputs += [contacts, numpy.arcsinh(trace), numpy.arcsinh(numpy.sqrt((deviator ** 2).sum(axis=(1, 2)))),
               numpy.arcsinh(pushed), velocities, stiffnesses]
    return numpy.stack(inputs, axis=1)


def pair_parts(system, vectors):
    """Velocities and responses of pairs along the axis and across it."""
    i, j = system.pairs
    parts = []
    for v in (vectors[1], vectors[2]):
        along = dot(system.unit, v[i] - v[j])
        parts += [along, v[i] - v[j] - along[:, None] * system.unit]
    return parts[0], parts[2], parts[1], parts[3]


def edge_inputs(system, vectors, inverse, parts):
    i, j = system.pairs
    softness = system.network.scale["pair_softness"]
    trace = numpy.trace(system.stiffness, axis1=1, axis2=2)
    inputs = [system.distance, numpy.log(dot(vectors[1], vectors[1]))[j], numpy.arcsinh(trace)[j],
              numpy.arcsinh(system.slope[i, j]), numpy.arcsinh(system.over_distance[i, j]),
              numpy.arcsinh(parts[0] / softness[0]), numpy.arcsinh(parts[1] / softness[1]),
              0.5 * numpy.log(dot(parts[2], parts[2]) + softness[2] ** 2),
              0.5 * numpy.log(dot(parts[3], parts[3]) + softness[3] ** 2)]
    inputs += [dot(system.unit, v[i]) * w[i] for v, w in zip(vectors, inverse)]
    return numpy.stack(inputs, axis=1)


def learned_part(system, vectors):
    """What the network adds to the linear score."""
    network, scale = system.network, system.network.scale
    i, j = system.pairs
    inverse = [1 / numpy.sqrt(dot(v, v) + soft ** 2) for v, soft in zip(vectors, scale["vector_softness"])]
    parts = pair_parts(system, vectors)
    node = (node_inputs(system, vectors, inverse) - scale["node_mean"]) * scale["node_inverse_spread"]
    edge = (edge_inputs(system, vectors, inverse, parts) - scale["edge_mean"]) * scale["edge_inverse_spread"]
    state = network.act(network.layer("node_second", network.act(network.layer("node_first", node))))
    message = network.act(network.layer("message_node", state)[i] + network.layer("message_edge", edge))
    sent = network.layer("message_out", message)
    width = network.architecture["width"]
    steep = numpy.abs(system.slope[i, j])
    pooled = numpy.zeros_like(state)
    numpy.add.at(pooled, i, (steep / (steep + scale["pair_slope"]))[:, None] * sent[:, :width])
    head = network.act(network.layer("head_node", state) + network.layer("head_message", pooled))
    coefficient = network.layer("head_out", head) * scale["coefficient_unit"]
    learned = sum(coefficient[:, k, None] * vectors[k] for k in range(4))
    slope, over_distance = system.slope[i, j], system.over_distance[i, j]
    terms = [(slope * parts[0])[:, None] * system.unit, (slope * parts[1])[:, None] * system.unit,
             over_distance[:, None] * parts[2], over_distance[:, None] * parts[3]]
    for m, term in enumerate(terms):
        numpy.add.at(learned, i, scale["coefficient_unit"][2 + m % 2] * sent[:, width + m, None] * term)
    return learned


def scores(system, drive):
    """s of all particles, (N, D); on the sphere the part that is perpendicular to the drive."""
    velocity = drive + system.force / system.physics["dynamics.self_propulsion"]
    response = system.respond(velocity)
    vectors = [drive, velocity, response, system.respond(response)]
    contacts = numpy.minimum(system.touching.sum(axis=1), MOST_CONTACTS)
    linear = system.network.scale["linear_coefficients"][contacts]
    score = sum(linear[:, k, None] * vectors[k] for k in range(4))
    if system.network.architecture["name"] == "equivariant":
        score = score + learned_part(system, vectors)
    return score - dot(drive, score)[:, None] * drive if system.on_sphere else score


def directions(system, drive):
    """An orthonormal basis of the directions in which a particle's drive can change."""
    if not system.on_sphere:
        return list(numpy.eye(system.dimension))
    return list(numpy.linalg.svd(drive[None, :])[2][1:])


def own_divergence(system, drive, i, step=1e-30):
    """Of s_i by the drive of particle i, through the whole system. On the sphere the drive moves along great circles,
    which cosine and sine of an imaginary angle describe."""
    total = 0.0
    for direction in directions(system, drive[i]):
        moved = drive.astype(complex)
        moved[i] += 1j * step * direction
        total += direction @ scores(system, moved)[i].imag / step
    return total
