"""A frame of a run in numpy: forces, their gradients, and drifts, by dense sums over all pairs in double precision.
Positions and drives may be complex, and imaginary parts are derivatives, exact to rounding; real parts are compared."""
from support.checks import packages

numpy = packages("numpy")


def dot(a, b):
    """Over the last axis, without conjugates: complex steps ask for analytic functions."""
    return (a * b).sum(axis=-1)


def softplus_pair(r, physics):
    """F(r) and F'(r)."""
    strength, steepness = physics["force.strength"], physics["force.steepness"]
    y = steepness * (physics["force.diameter"] - r)
    inside = r.real < physics["force.cutoff"]
    return inside * strength / steepness * numpy.log1p(numpy.exp(y)), inside * -strength / (1 + numpy.exp(-y))


def wca_pair(r, physics):
    diameter = physics["force.diameter"]
    six = (diameter / r) ** 6
    inside = r.real < 2 ** (1 / 6) * diameter
    scale = 24 * physics["force.strength"] * inside
    return scale / r * (2 * six ** 2 - six), -scale / r ** 2 * (26 * six ** 2 - 7 * six)


PAIRS = {"softplus": softplus_pair, "wca": wca_pair}


class System:
    """Unwrapped positions (N, D) in a box with these edges, and all that follows from them without the drives."""

    def __init__(self, position, edge, physics, architecture):
        self.physics, self.architecture = physics, architecture  # a network file leaves out numbers that are 0
        self.on_sphere = physics["dynamics.model"] == "active_brownian"
        self.controlled = physics["dynamics.model"] == "exact_control"
        self.count, self.dimension = position.shape
        self.position_diffusion = physics.get("dynamics.translational_diffusion", 0)
        self.drive_diffusion = physics.get(f"dynamics.{'rotational_diffusion' if self.on_sphere else 'relaxation_rate'}", 0)
        # At which drives are forgotten.
        self.rate = self.drive_diffusion * (self.dimension - 1 if self.on_sphere else 1)
        self.speed = physics.get("dynamics.self_propulsion", 0)
        # Without a speed it is that of the noise.
        self.force_unit = 1.0 if self.controlled else self.speed or numpy.sqrt(self.position_diffusion * self.rate)
        self.find_pairs(position, edge)
        self.trap = physics["force.trap_stiffness"] if physics["force.external"] == "harmonic_trap" else None
        self.place = numpy.zeros_like(position) if self.trap is None else position - 0.5 * edge
        self.force = (self.push[:, :, None] * self.unit).sum(axis=1) - (self.trap or 0) * self.place

    def find_pairs(self, position, edge):
        """Distances r, axes from j to i, forces and their slopes (N, N), and who is near enough for a message."""
        apart = position[:, None, :] - position[None, :, :]
        apart = apart - edge * numpy.round(apart.real / edge)
        numpy.einsum("iid->id", apart)[...] = 50.0  # a particle is no neighbour of itself
        self.r = numpy.sqrt(dot(apart, apart))
        self.unit = apart / self.r[:, :, None]
        self.push, self.steepness = PAIRS[self.physics["force.pair"]](self.r, self.physics)
        numpy.fill_diagonal(self.push, 0.0)
        numpy.fill_diagonal(self.steepness, 0.0)
        self.reach = self.architecture["edge_range"] * self.physics["force.diameter"]
        self.pairs = numpy.nonzero(self.r.real < self.reach)
        self.touching = self.r.real < self.architecture["contact_range"] * self.physics["force.diameter"]

    def gather(self, values):
        """Sums over the neighbours j of each i of values (pairs, ...)."""
        total = numpy.zeros((self.count, *values.shape[1:]), dtype=values.dtype)
        numpy.add.at(total, self.pairs[0], values)
        return total


class Gradients:
    """Of the forces of a system by positions, over a rate."""

    def __init__(self, system, rate):
        self.slope, self.over_distance = system.steepness / rate, system.push / system.r / rate
        along = system.unit[:, :, :, None] * system.unit[:, :, None, :]
        across = numpy.eye(system.dimension) - along
        # Of the force of j on i by the position of i.
        of_pair = self.slope[:, :, None, None] * along + self.over_distance[:, :, None, None] * across
        trap = (system.trap or 0) / rate * numpy.eye(system.dimension)
        self.stiffness = of_pair.sum(axis=1) - trap
        self.trace = numpy.trace(self.stiffness, axis1=1, axis2=2)
        whole = -of_pair.transpose(0, 2, 1, 3).copy()
        for i in range(system.count):
            whole[i, :, i, :] += self.stiffness[i]
        self.hessian = whole.reshape(system.count * system.dimension, -1)

    def respond(self, vectors):
        return (self.hessian @ vectors.ravel()).reshape(vectors.shape)


def drift(system, drive, block):
    """b of all particles' drives or positions, (N, D)."""
    physics = system.physics
    coupling = physics.get("dynamics.coupling", 0)
    if block == "position":
        return (system.position_diffusion * system.force + coupling * drive if system.controlled else
                system.speed * drive + system.force)
    if not system.on_sphere:
        return coupling * system.force - system.rate * drive
    if system.dimension == 2:
        return physics.get("dynamics.chirality", 0) * numpy.stack([-drive[:, 1], drive[:, 0]], axis=1)
    return numpy.zeros_like(drive)


def drift_divergence(system, gradients, block):
    """Of each particle's drift by its own variable, (N,), from the gradients by positions."""
    if block == "position":
        return gradients.trace * (system.position_diffusion if system.controlled else 1)
    return numpy.full(system.count, 0.0 if system.on_sphere else -system.rate * system.dimension)
