"""A latency-bandwidth model of a step, fitted to measured phases, and what it predicts for other numbers of ranks.

A rank that owns n = N/P particles and g ghosts takes, per step,
  compute     c n b             forces and motion; b is the load imbalance, the slowest rank over the mean
  neighbours  r (n + g)         lists, sorting and migration, rebuilt now and then: the mean over steps
  halo        m L + w g / B     a message to each of m neighbouring ranks, w bytes per ghost
  agreement   L log2 P          the all-reduce that agrees on rebuilds and stops
with the fitted c, r, latency L and bandwidth B. Ghosts and neighbours follow from recursive bisection of a periodic box: for
large n, g grows as n^((d-1)/d); where particles are unevenly spread it is a factor larger or smaller than for even density,
which the measured ghosts tell. While a rank waits for a slower one its clock counts communication; the fit takes that off."""
import dataclasses
import math

PACKED = {1: 1, 2: 2, 3: 4}  # doubles that a position takes in a message, by dimension


@dataclasses.dataclass
class System:
    """What is simulated: dimension, particles per unit of volume, and how far lists look (cutoff and skin)."""
    dimension: int
    density: float
    radius: float
    unevenness: float = 1.0  # ghosts over those of even density

    def parts(self, particles, ranks):
        """Regions along each axis and the box's edge: bisection of the longest axis, by the smallest factor."""
        edge = (particles / self.density) ** (1 / self.dimension)
        parts = [1] * self.dimension
        while ranks > 1:
            factor = next((f for f in range(2, math.isqrt(ranks) + 1) if ranks % f == 0), ranks)
            axis = parts.index(min(parts))
            parts[axis] *= factor
            ranks //= factor
        return parts, edge

    def ghosts(self, particles, ranks):
        """Particles of others within the list radius of a rank's region, each counted once."""
        parts, edge = self.parts(particles, ranks)
        grown = [min(edge, edge / p + 2 * self.radius) for p in parts]
        return self.unevenness * self.density * (math.prod(grown) - math.prod(edge / p for p in parts))

    def neighbours(self, particles, ranks):
        """Ranks whose regions are within the list radius of a rank's own."""
        parts, edge = self.parts(particles, ranks)
        return math.prod(min(p, 1 + 2 * math.ceil(self.radius * p / edge)) for p in parts) - 1

    def halo_bytes(self, particles, ranks):
        return 8 * PACKED[self.dimension] * self.ghosts(particles, ranks)


@dataclasses.dataclass
class Model:
    """Seconds: of a particle's step, of its part in rebuilds, of a message; bytes per second; and the imbalance."""
    compute: float
    rebuild: float
    latency: float
    bandwidth: float
    imbalance: float

    def step(self, system, particles, ranks):
        """Seconds of each part of a step on the slowest rank."""
        owned = particles / ranks
        parts = {"compute": self.compute * owned * (self.imbalance if ranks > 1 else 1.0),
                 "neighbours": self.rebuild * (owned + system.ghosts(particles, ranks)), "halo": 0.0, "agreement": 0.0}
        if ranks > 1:
            parts["halo"] = (system.neighbours(particles, ranks) * self.latency
                             + system.halo_bytes(particles, ranks) / self.bandwidth)
            parts["agreement"] = self.latency * math.log2(ranks)
        return parts


def measured_unevenness(rows, system):
    """The ghosts of the rows with several ranks over those of even density."""
    shared = [row for row in rows if row["ranks"] > 1]
    even = dataclasses.replace(system, unevenness=1.0)
    expected = sum(even.ghosts(row["particles"], row["ranks"]) for row in shared)
    return sum(row["ghosts"] for row in shared) / expected if expected else 1.0


def proportional(pairs):
    """The factor c of y = c x by least squares of relative deviations, so that large runs do not outweigh small ones."""
    return sum(y / x for x, y in pairs) / len(pairs)


def fit_messages(rows):
    """Latency and inverse bandwidth of (messages, bytes, seconds, uncertainty) by least squares, neither negative."""
    scaled = [(m / u, b / u, t / u) for m, b, t, u in rows]
    mm, mb, bb, mt, bt = (sum(r[i] * r[j] for r in scaled) for i, j in ((0, 0), (0, 1), (1, 1), (0, 2), (1, 2)))
    determinant = mm * bb - mb * mb
    if determinant > 1e-9 * mm * bb:
        latency, inverse = (mt * bb - bt * mb) / determinant, (bt * mm - mt * mb) / determinant
        if latency >= 0 and inverse >= 0:
            return latency, inverse
    # One of them alone: whichever leaves less.
    return (mt / mm, 0.0) if mt * mt / mm >= bt * bt / bb else (0.0, bt / bb)


def fit(rows, system):
    """The model of measured rows: particles, ranks, imbalance and the seconds per step in compute, neighbours and
    communication (means over ranks). One rank alone fits no messages: latency 0 and infinite bandwidth then."""
    owned = [row["particles"] / row["ranks"] for row in rows]
    compute = proportional([(n, row["compute"]) for n, row in zip(owned, rows)])
    rebuild = proportional([(n + system.ghosts(row["particles"], row["ranks"]), row["neighbours"])
                            for n, row in zip(owned, rows)])
    messages = []
    for row in rows:
        waiting = row["compute"] * (row["imbalance"] - 1)
        if row["ranks"] > 1 and row["communication"] > waiting:
            count = system.neighbours(row["particles"], row["ranks"]) + math.log2(row["ranks"])
            size = system.halo_bytes(row["particles"], row["ranks"])
            messages.append((count, size, row["communication"] - waiting, row["communication"]))
    latency, inverse = fit_messages(messages) if messages else (0.0, 0.0)
    imbalance = max((row["imbalance"] for row in rows if row["ranks"] > 1), default=1.0)
    return Model(compute, rebuild, latency, 1 / inverse if inverse else math.inf, imbalance)


def residuals(model, rows, system):
    """How far the model's step of each row is from the measured one: modelled / measured - 1."""
    result = []
    for row in rows:
        own = dataclasses.replace(model, imbalance=row["imbalance"])
        measured = row["compute"] + row["neighbours"] + row["communication"]
        result.append(sum(own.step(system, row["particles"], row["ranks"]).values()) / measured - 1)
    return result


def predict(model, system, kind, particles, ranks):
    """A row of the prediction; `particles` in all for strong scaling, on each rank for weak scaling."""
    total = particles * ranks if kind == "weak" else particles
    parts = model.step(system, total, ranks)
    seconds = sum(parts.values())
    alone = sum(model.step(system, particles, 1).values())
    efficiency = alone / seconds / (ranks if kind == "strong" else 1)
    return {"kind": kind, "ranks": ranks, "particles": total, "rate": total / seconds, "efficiency": efficiency,
            "communication_share": (parts["halo"] + parts["agreement"]) / seconds, **parts,
            "neighbour_ranks": system.neighbours(total, ranks), "ghosts": system.ghosts(total, ranks)}
