"""Draws the plane of position and drive of single particles on a line from their learned scores: the probability flow, and
the density that follows from the scores alone beside the histogram of the particles."""
from frames import Frame, System, open_trajectory
from drawing.plot_style import np, pyplot
from run_files import read_deck
from drawing.snapshot import colors

FIELDS = ("activity", "score_position", "score_drive", "probability_flow_position", "probability_flow_drive")
CELLS = (96, 28)       # along the position and the drive
LEAST_PARTICLES = 3    # a cell of fewer is left out


class Plane:
    """Means over the particles of each cell of the plane."""

    def __init__(self, frame, periodic=True):
        self.periodic = periodic
        position, drive = frame.position[:, 0], frame.fields["activity"][:, 0]
        reach = np.percentile(abs(drive), 99.9)
        self.position = np.linspace(0, frame.box[0], CELLS[0] + 1)
        self.drive = np.linspace(-reach, reach, CELLS[1] + 1)
        self.edges = (self.position, self.drive)
        self.width = [edges[1] - edges[0] for edges in self.edges]
        self.middle = [0.5 * (edges[1:] + edges[:-1]) for edges in self.edges]
        self.counts = np.histogram2d(position, drive, self.edges)[0]
        self.known = self.counts >= LEAST_PARTICLES
        self.total = len(position)

        def mean(name):
            sums = np.histogram2d(position, drive, self.edges, weights=frame.fields[name][:, 0])[0]
            return np.where(self.known, sums / np.maximum(self.counts, 1), np.nan)

        self.scores = [mean("score_position"), mean("score_drive")]
        self.flows = [mean("probability_flow_position"), mean("probability_flow_drive")]

    def neighbours(self):
        """Pairs of neighbouring cells with particles: the two cells, by number, the difference of the logarithm of the density
        that the scores say, and the pair's weight."""
        number = np.arange(self.known.size).reshape(self.known.shape)
        pairs = []
        for axis, score in enumerate(self.scores):
            there = self.known & np.roll(self.known, -1, axis)
            if axis == 1:
                there[:, -1] = False
            elif not self.periodic:
                there[-1] = False
            step = self.width[axis] * 0.5 * (score + np.roll(score, -1, axis))
            fewer = np.minimum(self.counts, np.roll(self.counts, -1, axis))
            pairs.append((number[there], np.roll(number, -1, axis)[there], step[there], fewer[there]))
        return (np.concatenate(each) for each in zip(*pairs))

    def density(self):
        """exp of the function whose differences between neighbouring cells are nearest to those of the scores (weighted least
        squares), normalised, on the cells that hang together; 0 elsewhere. The histogram enters by the weights alone."""
        first, second, step, weight = self.neighbours()
        cells = largest_part(self.known.size, first, second)
        inside = cells[first]
        first, second, step, weight = (each[inside] for each in (first, second, step, weight))

        def spread(values):
            """To the cells, with the signs of the differences."""
            return np.bincount(second, values, self.known.size) - np.bincount(first, values, self.known.size)

        solution = conjugate_gradients(lambda x: spread(weight * (x[second] - x[first])), spread(weight * step))
        found = np.where(cells, np.exp(solution - solution[cells].max()), 0.0).reshape(self.known.shape)
        return found / (found.sum() * self.width[0] * self.width[1])


def largest_part(size, first, second):
    """Which of the cells are in the largest set that pairs hold together."""
    label = np.arange(size)
    while True:
        lower = label.copy()
        np.minimum.at(lower, first, label[second])
        np.minimum.at(lower, second, label[first])
        if (lower == label).all():
            return label == np.bincount(label).argmax()
        label = lower


def conjugate_gradients(apply, right, accuracy=1e-10):
    """Solves apply(x) = right, for a symmetric map that is positive but for a constant."""
    x, rest = np.zeros_like(right), right.copy()
    along, square = rest.copy(), rest @ rest
    limit = accuracy ** 2 * square
    for _ in range(20 * len(right)):
        if square <= limit:
            break
        image = apply(along)
        length = square / (along @ image)
        x, rest = x + length * along, rest - length * image
        square, before = rest @ rest, square
        along = rest + square / before * along
    return x


def draw_flow(axes, plane, density):
    shown = axes.pcolormesh(*plane.edges, np.where(density > 0, density, np.nan).T, cmap="Blues",
                            norm=colors.LogNorm(density.max() * 1e-3, density.max()))
    axes.figure.colorbar(shown, ax=axes, label="density from the scores", fraction=0.046, pad=0.02)
    # In cells a unit of time, so that both components are seen.
    along, across = (flow / width for flow, width in zip(plane.flows, plane.width))
    largest = np.nanmax(np.hypot(along, across))
    every = slice(None, None, 2)
    axes.quiver(*np.meshgrid(plane.middle[0][every], plane.middle[1]),
                *(np.where(density > 0, each / largest, np.nan)[every].T for each in (along, across)),
                scale=15, width=0.002, color="tab:red")
    axes.set(xlabel="$x$", ylabel="drive", title="probability flow $v$")


def draw_marginals(axes, plane, density):
    """Of the position."""
    from_scores = density.sum(axis=1) * plane.width[1]
    counted = plane.counts.sum(axis=1) / (plane.total * plane.width[0])
    axes.stairs(counted, plane.position, color="0.6", label="histogram")
    axes.plot(plane.middle[0], from_scores, ".-", color="tab:blue", markersize=4, label="from the scores")
    axes.set(xlabel="$x$", ylabel="density", ylim=(0, None),
             title=f"largest {from_scores.max():.3f} at {plane.middle[0][from_scores.argmax()]:.2f}")
    axes.legend(frameon=False)


def draw_phase_plane(run, replica=0):
    """Writes phase_plane.png of a training of single particles on a line whose positions and drives have scores."""
    deck = read_deck(run)
    if not (run / "trajectory.h5").exists() or deck.get("force", "pair", "none") != "none":
        return False
    with open_trajectory(run) as file:
        system = System(file, replica or 0)
        if system.dimension != 1 or any(name not in system.names for name in FIELDS):
            return False
        plane = Plane(Frame(system, -1, FIELDS), deck.get("force", "external", "none") in ("none", "ring_pair"))
    density = plane.density()
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained", width_ratios=(3, 2))
    draw_flow(left, plane, density)
    draw_marginals(right, plane, density)
    figure.savefig(run / "phase_plane.png", dpi=160)
    pyplot.close(figure)
    print(f"wrote {run / 'phase_plane.png'}")
    return True
