"""Draws one frame of a trajectory, coloured by a field: for plot.py and animate.py."""
from drawing.plot_style import np
from run_files import stop
from matplotlib import collections, colors

LABELS = {
    "entropy_production_estimator": "entropy production estimator  [$k_B$ / time]",
    "entropy_production_local": "local entropy production  [$k_B$ / time]",
    "entropy_production_divergence": "its divergence form  [$k_B$ / time]",
    "neighbours": "neighbours",
    "cluster": "particles in the cluster",
}


def draw_band(axes, place, low, high, colour, resolved=True):
    """An error band; hatched where it is a lower bound only."""
    axes.fill_between(place, low, high, color=colour, alpha=0.3, linewidth=0)
    if not resolved:
        axes.fill_between(place, low, high, facecolor="none", edgecolor=colour, hatch="////", linewidth=0)


def colouring(frame, name):
    """One number per particle, its label, and the colour map and scale that suit it."""
    field, _, part = name.partition(":")
    values = frame.fields[field].astype(float)
    label = LABELS.get(field, field.replace("_", " "))
    if field == "cluster":
        labels, sizes = np.unique(values[:, 0], return_counts=True)
        sizes = sizes[np.searchsorted(labels, values[:, 0])].astype(float)
        return sizes, label, "viridis", colors.LogNorm(1, max(sizes.max(), 2))
    if field == "entropy_production_local":
        return values[:, 0], label, "inferno", colours_of_rates(values[:, 0])
    if part.isdigit() and int(part) < values.shape[1]:
        return signed(values[:, int(part)], f"{label}, component {part}")
    if part not in ("", "angle", "magnitude"):
        stop(f"'{part}' is no part of {field}: give angle, magnitude or the number of a component")
    if values.shape[1] == 2 and part != "magnitude":
        angle = np.arctan2(values[:, 1], values[:, 0])
        return angle, f"direction of {label}", "twilight_shifted", colors.Normalize(-np.pi, np.pi)
    if values.shape[1] > 1:
        return signed(np.linalg.norm(values, axis=1), f"magnitude of {label}")
    return signed(values[:, 0], label)


def colours_of_rates(values):
    """Logarithmic, as local rates span decades; what little the slowest particles do sets no limit."""
    rates = values[values > 0]
    if len(rates) == 0:
        return colors.LogNorm(0.1, 1)
    low, high = np.percentile(rates, [2, 99.5])
    return colors.LogNorm(max(low, 1e-4 * high), high if high > low else 2 * high)


def signed(values, label):
    """Limits that a few extreme particles do not set; around zero where both signs matter."""
    low, high = np.nanpercentile(values, [1, 99])
    if low < 0 < high and min(-low, high) > 0.1 * max(-low, high):
        limit = max(-low, high)
        return values, label, "RdBu_r", colors.Normalize(-limit, limit)
    low = 0.0 if 0 <= low < 0.3 * high else low
    return values, label, "viridis", colors.Normalize(low, high if high > low else low + 1)


def with_images(position, values, box, radius):
    """Adds copies of the discs that cross the edge of the box, so that both halves are seen."""
    for axis in range(2):
        shift = np.zeros(position.shape[1])
        shift[axis] = box[axis]
        low = position[:, axis] < radius
        high = position[:, axis] > box[axis] - radius
        position = np.concatenate([position, position[low] + shift, position[high] - shift])
        values = np.concatenate([values, values[low], values[high]])
    return position, values


def add_colour_bar(figure, axes, shown, values, label):
    norm = shown.norm
    extend = {(0, 0): "neither", (1, 0): "min", (0, 1): "max", (1, 1): "both"}[
        (int(np.nanmin(values) < norm.vmin - 1e-9), int(np.nanmax(values) > norm.vmax + 1e-9))]
    bar = figure.colorbar(shown, ax=axes, label=label, extend=extend, fraction=0.046, pad=0.02, aspect=30)
    bar.outline.set_linewidth(0.6)
    if "direction" in label:
        bar.set_ticks([-np.pi, -np.pi / 2, 0, np.pi / 2, np.pi], labels=["$-\\pi$", "$-\\pi/2$", "0", "$\\pi/2$", "$\\pi$"])


def swimming(frame, deck):
    """Which particles move along their activity: all but those of passive species, which carry one, too."""
    speeds = np.array(deck.numbers("species", "self_propulsion") or [deck.number("dynamics", "self_propulsion", 1.0)])
    species = frame.fields.get("species", np.zeros((len(frame.position), 1)))[:, 0].astype(int)
    return speeds[species] != 0


def draw_discs(figure, axes, frame, name, deck, arrows, norm):
    """Discs of true size; of a box in three dimensions, the slab in its middle, a diameter to each side."""
    values, label, palette, own_norm = colouring(frame, name)
    norm, radius = norm or own_norm, deck.radius()
    position, box = frame.position, frame.box
    slab = np.ones(len(position), bool)
    if frame.dimension == 3:
        slab = abs(position[:, 2] - 0.5 * box[2]) < 2 * radius
    shown_position, shown_values = with_images(position[slab][:, :2], values[slab], box, radius)
    discs = collections.EllipseCollection(
        2 * radius, 2 * radius, 0, units="xy", offsets=shown_position, transOffset=axes.transData, cmap=palette,
        norm=norm, array=shown_values, edgecolors=(0, 0, 0, 0.35), linewidths=min(0.4, 40 * radius / box[0]))
    axes.add_collection(discs)
    if arrows:
        if "activity" not in frame.fields:
            stop("there are no arrows to draw: the model has no activity")
        swims = slab & swimming(frame, deck)
        # Length 1 of the activity is drawn as one and a half radii from the middle of the disc.
        tip = 1.5 * radius * frame.fields["activity"][swims][:, :2]
        if swims.any():
            axes.quiver(*position[swims][:, :2].T, *tip.T, angles="xy", scale_units="xy", scale=1, width=0.15 * radius,
                        units="xy", color="black", headwidth=4, headlength=4, headaxislength=3.5)
    axes.set(xlim=(0, box[0]), ylim=(0, box[1]), aspect="equal", xlabel="$x$", ylabel="$y$")
    for spine in axes.spines.values():
        spine.set_visible(True)
    add_colour_bar(figure, axes, discs, values, label)


def draw_line(axes, frame, name, norm):
    """On a line: each particle's value against its position."""
    values, label, _, own_norm = colouring(frame, name)
    norm = norm or own_norm
    axes.plot(frame.position[:, 0], values, ".", markersize=2, alpha=0.5, color="tab:blue")
    axes.set(xlim=(0, frame.box[0]), ylim=(norm.vmin, norm.vmax), xlabel="$x$", ylabel=label,
             yscale="log" if isinstance(norm, colors.LogNorm) and name == "entropy_production_local" else "linear")


def draw_frame(figure, frame, name, deck, arrows=False, norm=None):
    """One frame in a figure of its own: discs coloured by a field, in colours between a norm's limits if one is given."""
    axes = figure.subplots()
    if frame.dimension == 1:
        draw_line(axes, frame, name, norm)
    else:
        draw_discs(figure, axes, frame, name, deck, arrows, norm)
    axes.set_title(f"{len(frame.position):,} particles, {deck.get('dynamics', 'model', '')}, "
                   f"$t$ = {frame.time:,.6g} (step {frame.step:,})", loc="left")
