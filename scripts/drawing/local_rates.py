"""Draws where entropy is produced, from the local rates of a learned (or exact) score: a map of one frame, the shares of
particles by their number of neighbours, and a profile across the interface between two phases."""
from frames import Frame, System, open_trajectory
from drawing.plot_style import np, pyplot
from run_files import read_deck, read_summary
from drawing.snapshot import colours_of_rates, draw_frame

RATE, DIVERGENCE = "entropy_production_local", "entropy_production_divergence"
CERTIFIED = "entropy_production_certified"
FIELDS = ("local_density", "neighbours", RATE, DIVERGENCE, CERTIFIED)
MOST_FRAMES = 20        # of a trajectory: more would take long and change little
LEAST_PARTICLES = 50    # a bin of fewer, over all frames, says nothing
MOST_CELLS = 256        # per axis, of the grid on which the interface is found
SMOOTHING = 4.0         # radii, of the Gaussian by which particles are smeared on it


def chosen_frames(system, begins):
    """At most MOST_FRAMES of the frames at time `begins` and later (of all, where there are none), evenly spaced."""
    late = np.flatnonzero(system.times >= begins)
    late = late if len(late) else np.arange(len(system.times))
    return late[np.unique(np.linspace(0, len(late) - 1, MOST_FRAMES).astype(int))]


def smeared(frame, radius):
    """Number density on a grid of cells of about a radius, smeared by a periodic Gaussian."""
    cells = np.clip(np.round(frame.box / radius).astype(int), 8, MOST_CELLS)
    at = tuple(((frame.position / frame.box * cells).astype(int) % cells).T)
    counts = np.zeros(cells)
    np.add.at(counts, at, 1.0)
    waves = [2 * np.pi * np.fft.fftfreq(n, edge / n) for n, edge in zip(cells, frame.box)]
    square = waves[0][:, None] ** 2 + waves[1][None, :] ** 2
    density = np.fft.ifft2(np.fft.fft2(counts) * np.exp(-0.5 * square * (SMOOTHING * radius) ** 2)).real
    return density / np.prod(frame.box / cells), at


def distance_to(cells, box):
    """Of each cell, to the middle of the nearest cell that is True, through the periodic faces."""
    square = np.where(cells, 0.0, np.inf)
    for axis, (n, edge) in enumerate(zip(cells.shape, box)):
        steps = np.arange(n)
        apart = (np.minimum(steps, n - steps) * edge / n) ** 2
        square = np.moveaxis(square, axis, 0)
        nearest = square.copy()
        for k in range(1, n):
            np.minimum(nearest, np.roll(square, k, axis=0) + apart[k], out=nearest)
        square = np.moveaxis(nearest, 0, axis)
    return np.sqrt(square)


def interface_distance(frame, radius):
    """Of each particle, to the interface of the dense phase: positive inside it, negative in the gas. None unless there are
    two phases in the plane: the smeared density has a 90th percentile of at least twice the 10th, and its middle leaves at
    least a twentieth of the area on either side."""
    if frame.dimension != 2:
        return None
    density, at = smeared(frame, radius)
    low, high = np.percentile(density, [10, 90])
    dense = density > 0.5 * (low + high)
    if high < 2 * low or not 0.05 < dense.mean() < 0.95:
        return None
    half_cell = 0.5 * np.mean(frame.box / density.shape)
    signed = np.where(dense, distance_to(~dense, frame.box) - half_cell, half_cell - distance_to(dense, frame.box))
    return signed[at]


class Classes:
    """Sums over particles by class, a row per frame: how many there are, and their rates in both forms."""

    def __init__(self):
        self.labels, self.rows = np.array([], int), []

    def add(self, labels, rates):
        """`labels`: the class of each particle, a whole number; `rates`: name -> one number per particle."""
        self.labels = np.union1d(self.labels, labels)
        weights = {"particles": np.ones(len(labels)), **rates}
        low, each = labels.min(), labels - labels.min()
        self.rows.append({name: dict(enumerate(np.bincount(each, weight), low)) for name, weight in weights.items()})

    def sums(self, name):
        """(frames, classes)"""
        return np.array([[row[name].get(label, 0.0) for label in self.labels] for row in self.rows])

    def well_filled(self):
        return self.sums("particles").sum(axis=0) >= min(LEAST_PARTICLES, self.sums("particles").sum() / 20)

    def shares(self, name):
        """Means over frames, and standard deviations between them, of the classes' shares."""
        shares = self.sums(name) / self.sums(name).sum(axis=1, keepdims=True)
        return shares.mean(axis=0), shares.std(axis=0)

    def proved(self):
        """What is certified of each class, as shares of the rate of all. A lower bound, as classes are those of positions."""
        return (self.sums(CERTIFIED) / self.sums(RATE).sum(axis=1, keepdims=True)).mean(axis=0)

    def mean(self, name):
        """Per particle, over all frames."""
        return self.sums(name).sum(axis=0) / self.sums("particles").sum(axis=0)


class LocalRates:
    """What the frames of a run say, by class of particles."""

    def __init__(self, system, deck):
        radius, dimension = deck.radius(), system.dimension
        begins = deck.number("run", "equilibration", 0.0) * deck.number("dynamics", "time_step", 1.0)
        names = [name for name in FIELDS if name in system.names]
        # The other two are of the drive alone: they stand beside the rate where that is the drive's, and forces do not move it.
        of_drive = deck.get("dynamics", "model") != "exact_control" and not any(
            deck.number("dynamics", key, 0.0) for key in ("translational_diffusion", "chirality"))
        forms = (RATE, DIVERGENCE, CERTIFIED) if of_drive else (RATE,)
        self.forms = [name for name in forms if name in system.names]
        self.by_neighbours, self.by_distance, self.by_density = Classes(), Classes(), Classes()
        self.frames = chosen_frames(system, begins)
        self.bin, self.density_bin = 2 * radius, 0.05
        ball = {1: 2.0, 2: np.pi, 3: 4 * np.pi / 3}[dimension] * radius ** dimension
        for index in self.frames:
            frame = Frame(system, int(index), names)
            rates = {name: frame.fields[name][:, 0].astype(float) for name in self.forms}
            distance = interface_distance(frame, radius)
            if distance is not None:
                self.by_distance.add(np.floor(distance / self.bin).astype(int), rates)
            if "neighbours" in frame.fields:
                self.by_neighbours.add(frame.fields["neighbours"][:, 0].astype(int), rates)
            if "local_density" in frame.fields:
                packing = frame.fields["local_density"][:, 0] * ball
                self.by_density.add(np.floor(packing / self.density_bin).astype(int), rates)

    def profile(self):
        """Classes, the middles of their bins and the axis's label: by distance where every frame has an interface."""
        if len(self.by_distance.rows) == len(self.frames):
            return self.by_distance, self.bin, "distance from the interface; dense beyond 0"
        return self.by_density, self.density_bin, "packing fraction around the particle"


def draw_shares(axes, classes, forms):
    """Bars of the shares of particles and of the rate; points where the divergence, the rate's other form, sees it, and lines
    at what is certified of it."""
    shown = classes.shares("particles")[0] > 5e-4
    place = classes.labels[shown]
    for name, shift, colour, label in (("particles", -0.2, "0.75", "of the particles"),
                                       (RATE, 0.2, "tab:orange", "of the entropy production")):
        share, spread = (each[shown] for each in classes.shares(name))
        axes.bar(place + shift, share, 0.4, color=colour, label=label, yerr=spread if len(classes.rows) > 1 else None,
                 error_kw={"linewidth": 0.7})
    if DIVERGENCE in forms:
        axes.plot(place + 0.2, classes.shares(DIVERGENCE)[0][shown], "o", color="black", markersize=3,
                  label="of its divergence form")
    if CERTIFIED in forms:
        axes.plot(place + 0.2, classes.proved()[shown], "_", color="tab:red", markersize=12, label="of it, proved")
    axes.set(xlabel="neighbours", ylabel="share", ylim=(0, None))
    axes.set_xticks(place)
    handles, labels = axes.get_legend_handles_labels()
    order = sorted(range(len(labels)), key=lambda k: labels[k].startswith("of it"))
    axes.legend([handles[k] for k in order], [labels[k] for k in order], frameon=False, loc="upper left")


def draw_profile(axes, classes, width, label, forms):
    """Mean rates by bin, and what is certified of them; where both forms are there, they agree for an exact score."""
    shown = classes.well_filled()
    place = (classes.labels[shown] + 0.5) * width
    marker = "." if len(place) < 60 else ""
    for name, style, words in ((RATE, dict(color="tab:orange", marker=marker, linewidth=1.2), "rate"),
                               (DIVERGENCE, dict(color="black", linestyle=":", linewidth=1), "divergence form"),
                               (CERTIFIED, dict(color="tab:red", linestyle="--", linewidth=1), "proved at least")):
        if name in forms:
            values = classes.mean(name)[shown]
            axes.plot(place, np.where(values > 0, values, np.nan), markersize=4, label=words, **style)
    axes.set(yscale="log", xlabel=label, ylabel="mean per particle  [$k_B$ / time]")
    if len(place) and place[0] < 0 < place[-1]:
        axes.axvline(0, color="0.7", linewidth=0.7, zorder=0)
    axes.legend(frameon=False, loc="lower right")


def describe(summary):
    """What the run's certificate says of the whole."""
    observables = summary.get("observables", {})
    found = observables.get("score_captured_fraction", observables.get("captured_fraction", {}))
    mean, error = found.get("mean"), found.get("standard_error")
    if mean is None:
        return ""
    return f"captured fraction {mean:.3g}" + ("" if error is None else f" ± {error:.2g}")


def draw_local_rates(run, options):
    """Writes local_entropy.png if the run's frames hold local rates."""
    if not (run / "trajectory.h5").exists():
        return False
    deck = read_deck(run)
    with open_trajectory(run) as file:
        system = System(file, options.replica or 0)
        if RATE not in system.names:
            return False
        frame, found = Frame(system, options.frame), LocalRates(system, deck)
    panels = [found.by_neighbours.rows and "shares", found.profile()[0].rows and "profile"]
    figure = pyplot.figure(figsize=(11.2 if any(panels) else 7.6, 6.2), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(7.2, 4)) if any(panels) else (figure, None)
    draw_frame(left, frame, RATE, deck, norm=colours_of_rates(frame.fields[RATE][:, 0]))
    panels = [panel for panel in panels if panel]
    for panel, axes in zip(panels, right.subplots(len(panels), 1, squeeze=False).flat if panels else ()):
        if panel == "shares":
            draw_shares(axes, found.by_neighbours, found.forms)
            axes.set_title(describe(read_summary(run)), loc="left")
        else:
            draw_profile(axes, *found.profile(), found.forms)
    figure.savefig(run / "local_entropy.png", dpi=200)
    print(f"wrote {run / 'local_entropy.png'}")
    return True
