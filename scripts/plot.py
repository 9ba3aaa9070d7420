#!/usr/bin/env python3
"""Draws a run: snapshot.png (the particles of one frame) and observables.png (what was measured along the way)."""
import argparse
import pathlib

from run_files import read_deck, read_summary, read_table, require, stop

np, h5py, matplotlib = require("numpy", "h5py", "matplotlib")
matplotlib.use("Agg")
from matplotlib import collections, colors, pyplot  # noqa: E402

GROUP = "particles/trajectory"
ENTROPY = ("entropy_production_estimator", "entropy_production_local")
LABELS = {
    "entropy_production_estimator": "entropy production estimator  [$k_B$ / time]",
    "entropy_production_local": "entropy production  [$k_B$ / time]",
    "neighbours": "neighbours",
    "cluster": "particles in the cluster",
}
pyplot.rcParams.update({
    "font.size": 9, "axes.linewidth": 0.6, "axes.spines.top": False, "axes.spines.right": False,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "axes.titlesize": 9,
})


class Frame:
    """One frame of trajectory.h5, in the run's own number of dimensions."""

    def __init__(self, file, index):
        group = file[GROUP]
        frames = len(group["position/step"])
        if not -frames <= index < frames:
            stop(f"there is no frame {index}: the trajectory has {frames}")
        index %= frames
        self.dimension = int(file["parameters"].attrs["dimension"])
        self.step = int(group["position/step"][index])
        self.time = float(group["position/time"][index])
        self.position = group["position/value"][index][:, : self.dimension]
        edges = group["box/edges"]
        self.box = np.asarray(edges["value"][index] if isinstance(edges, h5py.Group) else edges)[: self.dimension]
        self.fields = {
            name: group[name]["value"][index].reshape(len(self.position), -1)
            for name in group if name not in ("position", "box", "id") and "value" in group[name]
        }


def colouring(frame, name):
    """A number a particle, its label, and the colour map and scale that suit it."""
    field, _, part = name.partition(":")
    if field not in frame.fields:
        stop(f"there is no field '{field}'; the fields are: {', '.join(frame.fields)}")
    values = frame.fields[field].astype(float)
    label = LABELS.get(field, field.replace("_", " "))
    if field == "cluster":
        labels, sizes = np.unique(values[:, 0], return_counts=True)
        sizes = sizes[np.searchsorted(labels, values[:, 0])].astype(float)
        return sizes, label, "viridis", colors.LogNorm(1, max(sizes.max(), 2))
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


def signed(values, label):
    """Limits that a few extreme particles do not set; around zero where both signs matter."""
    low, high = np.percentile(values, [1, 99])
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
        (int(values.min() < norm.vmin - 1e-9), int(values.max() > norm.vmax + 1e-9))]
    bar = figure.colorbar(shown, ax=axes, label=label, extend=extend, fraction=0.046, pad=0.02, aspect=30)
    bar.outline.set_linewidth(0.6)
    if "direction" in label:
        bar.set_ticks([-np.pi, -np.pi / 2, 0, np.pi / 2, np.pi], labels=["$-\\pi$", "$-\\pi/2$", "0", "$\\pi/2$", "$\\pi$"])


def draw_discs(figure, axes, frame, name, radius, arrows):
    """Discs of true size; of a box in three dimensions, the slab in its middle, a diameter to each side."""
    values, label, palette, norm = colouring(frame, name)
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
        # Length 1 of the activity is drawn as one and a half radii from the middle of the disc.
        tip = 1.5 * radius * frame.fields["activity"][slab][:, :2]
        axes.quiver(*position[slab][:, :2].T, *tip.T, angles="xy", scale_units="xy", scale=1, width=0.15 * radius,
                    units="xy", color="black", headwidth=4, headlength=4, headaxislength=3.5)
    axes.set(xlim=(0, box[0]), ylim=(0, box[1]), aspect="equal", xlabel="$x$", ylabel="$y$")
    for spine in axes.spines.values():
        spine.set_visible(True)
    add_colour_bar(figure, axes, discs, values, label)


def draw_line(axes, frame, name):
    """On a line: each particle's value against its position."""
    values, label, _, _ = colouring(frame, name)
    axes.plot(frame.position[:, 0], values, ".", markersize=2, alpha=0.5, color="tab:blue")
    axes.set(xlim=(0, frame.box[0]), xlabel="$x$", ylabel=label)


def draw_snapshot(run, options):
    path = run / "trajectory.h5"
    if not path.exists():
        return False
    deck = read_deck(run)
    with h5py.File(path, "r") as file:
        frame = Frame(file, options.frame)
    # Without an activity (brownian) there is no entropy production to show; whatever comes first is.
    names = [name for name in ENTROPY if name in frame.fields] + [name for name in frame.fields if name != "image"]
    name = options.field or (names + ["image"])[0]
    figure, axes = pyplot.subplots(figsize=(7.6, 6.6), layout="constrained")
    if frame.dimension == 1:
        draw_line(axes, frame, name)
    else:
        draw_discs(figure, axes, frame, name, deck.radius(), options.arrows)
    axes.set_title(f"{len(frame.position):,} particles, {deck.get('dynamics', 'model', '')}, "
                   f"$t$ = {frame.time:,.6g} (step {frame.step:,})", loc="left")
    figure.savefig(run / "snapshot.png", dpi=200)
    print(f"wrote {run / 'snapshot.png'}")
    return True


def draw_series(axes, time, values, begins, found):
    """Samples, their running mean after equilibration, and the run's mean with its standard error."""
    axes.plot(time, values, color="0.75", linewidth=0.7)
    after = (time > begins) & np.isfinite(values)
    mean, error = found.get("mean"), found.get("standard_error")
    if mean is not None and error is not None:
        span = [begins, time[-1]]
        axes.fill_between(span, mean - 2 * error, mean + 2 * error, color="tab:orange", alpha=0.3, linewidth=0)
        axes.plot(span, [mean, mean], color="tab:orange", linewidth=1)
    # A mean over fewer samples than rows (the displacement's, at full lags) is not the running mean of the rows.
    if after.any() and found.get("samples", after.sum()) == after.sum():
        running = np.cumsum(values[after]) / np.arange(1, after.sum() + 1)
        axes.plot(time[after], running, color="tab:blue", linewidth=1.2)
    if begins > time[0]:
        axes.axvspan(time[0], begins, color="0.96", zorder=0)
    # The first moments of a run are far from what follows: they may leave the picture.
    inside = values[len(values) // 20:][np.isfinite(values[len(values) // 20:])]
    if len(inside) > 20:
        low, high = inside.min(), inside.max()
        margin = 0.08 * (high - low) or 0.01
        axes.set_ylim(low - margin, high + margin)


def draw_observables(run):
    table = read_table(run)
    if table is None:
        return False
    deck = read_deck(run)
    begins = deck.number("run", "equilibration", 0.0) * deck.number("dynamics", "time_step", 1.0)
    found = read_summary(run).get("observables", {})
    time = np.array(table["time"])
    series = {name: np.array(values, float) for name, values in table.items() if name not in ("step", "time")}
    series = {name: values for name, values in series.items() if np.isfinite(values).any()}
    columns = 2 if len(series) > 1 else 1
    rows = -(-len(series) // columns)
    figure, grid = pyplot.subplots(rows, columns, figsize=(4.6 * columns, 2.0 * rows), sharex=True, squeeze=False,
                                   layout="constrained")
    for axes, (name, values) in zip(grid.flat, series.items()):
        draw_series(axes, time, values, begins, found.get(name, {}))
        mean, error = found.get(name, {}).get("mean"), found.get(name, {}).get("standard_error")
        number = "" if mean is None or error is None else f":  {mean:.5g} ± {error:.2g}"
        axes.set_title(name.replace("_", " ") + number, loc="left")
        axes.set_xlim(time[0], time[-1] if time[-1] > time[0] else time[0] + 1)
    for axes in grid.flat[len(series):]:
        axes.set_visible(False)
    for axes in grid.flat[max(0, len(series) - columns):len(series)]:
        axes.set_xlabel("time")
        axes.tick_params(labelbottom=True)
    figure.supxlabel("grey: samples; blue: running mean after equilibration; orange: mean ± 2 standard errors",
                     fontsize=8, color="0.4")
    figure.savefig(run / "observables.png", dpi=160)
    print(f"wrote {run / 'observables.png'}")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, metavar="RUN_DIR", help="directory of a run; the pictures go there")
    parser.add_argument("--frame", type=int, default=-1, help="frame of the trajectory, from 0; -1 is the last")
    parser.add_argument("--field", help="per-particle field; NAME:angle, NAME:magnitude or NAME:0 of a vector "
                                        "(default: the entropy production)")
    parser.add_argument("--arrows", action="store_true", help="draw each particle's activity as an arrow")
    options = parser.parse_args()
    read_deck(options.run)
    if not draw_snapshot(options.run, options):
        print(f"no trajectory.h5 in {options.run}, so no snapshot: set output.trajectory_every")
    if not draw_observables(options.run):
        print(f"no rows in observables.csv of {options.run}, so no time series: set output.observe_every")


if __name__ == "__main__":
    main()
