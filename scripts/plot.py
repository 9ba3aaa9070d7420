#!/usr/bin/env python3
"""Draws a run: snapshot.png (the particles of one frame), observables.png (what was measured along the way), arrays.png
(averaged curves and histograms: g(r), S(q), local densities, cluster sizes, displacement and correlation against lag) and,
where frames hold local rates, local_entropy.png (a map, shares by neighbours, a profile across the interface). Of a run of
the score job: training.png (captured fraction and losses against updates), and of its last held-out frame
local_entropy.png and, of single particles on a line, phase_plane.png (flow and density of position and drive)."""
import argparse
import pathlib

from drawing.array_plots import draw_arrays
from frames import Frame, System, open_trajectory
from drawing.local_rates import draw_local_rates
from drawing.phase_plane import draw_phase_plane
from plot_score import draw_training
from drawing.plot_style import np, pyplot
from run_files import read_deck, read_summary, read_table
from drawing.snapshot import draw_band, draw_frame

ENTROPY = ("entropy_production_local", "entropy_production_estimator")


def draw_snapshot(run, options):
    if not (run / "trajectory.h5").exists():
        return False
    with open_trajectory(run) as file:
        system = System(file, options.replica or 0)
        # Without an activity (brownian) there is no entropy production to show; whatever comes first is.
        names = [name for name in ENTROPY if name in system.names] + [name for name in system.names if name != "image"]
        name = options.field or (names + ["image"])[0]
        system.require_field(name.partition(":")[0])
        frame = Frame(system, options.frame)
    figure = pyplot.figure(figsize=(7.6, 6.6), layout="constrained")
    draw_frame(figure, frame, name, read_deck(run), options.arrows)
    figure.savefig(run / "snapshot.png", dpi=200)
    print(f"wrote {run / 'snapshot.png'}")
    return True


def read_series(run, replica):
    """Times, and by observable an array (replicas, times): of all replicas or the one asked for; None without rows."""
    table = read_table(run)
    if table is None:
        return None
    owner = np.array(table.get("replica", [0] * len(table["step"])), int)
    chosen = np.unique(owner) if replica is None else [replica]
    rows = [np.flatnonzero(owner == k) for k in chosen]
    length = min(len(r) for r in rows)
    if length == 0:
        return None
    series = {name: np.array([np.array(values, float)[r[:length]] for r in rows]) for name, values in table.items()
              if name not in ("step", "time", "replica")}
    times = np.array(table["time"])[rows[0][:length]]
    return times, {name: values for name, values in series.items() if np.isfinite(values).any()}


def draw_series(axes, time, values, begins, found):
    """Samples of each replica, the running mean of all after equilibration, and the run's mean with its standard error."""
    axes.plot(time, values.T, color="0.75", linewidth=0.7)
    after = (time > begins) & np.isfinite(values).all(axis=0)
    mean, error = found.get("mean"), found.get("standard_error")
    if mean is not None and error is not None:
        span = [begins, time[-1]]
        draw_band(axes, span, mean - 2 * error, mean + 2 * error, "tab:orange", found.get("resolved", True))
        axes.plot(span, [mean, mean], color="tab:orange", linewidth=1)
    # A mean over fewer samples than rows (the displacement's, at full lags) is not the running mean of the rows.
    samples = after.sum() * len(values)
    if after.any() and found.get("samples", samples) == samples:
        running = np.cumsum(values[:, after].mean(axis=0)) / np.arange(1, after.sum() + 1)
        axes.plot(time[after], running, color="tab:blue", linewidth=1.2)
    if begins > time[0]:
        axes.axvspan(time[0], begins, color="0.96", zorder=0)
    # The first moments of a run are far from what follows: they may leave the picture.
    late = values[:, values.shape[1] // 20:]
    inside = late[np.isfinite(late)]
    if len(inside) > 20:
        low, high = inside.min(), inside.max()
        margin = 0.08 * (high - low) or 0.01
        axes.set_ylim(low - margin, high + margin)


def draw_observables(run, replica):
    read = read_series(run, replica)
    if read is None:
        return False
    time, series = read
    deck = read_deck(run)
    begins = deck.number("run", "equilibration", 0.0) * deck.number("dynamics", "time_step", 1.0)
    # The summary is of all replicas together.
    found = read_summary(run).get("observables", {}) if replica is None else {}
    columns = 2 if len(series) > 1 else 1
    rows = -(-len(series) // columns)
    figure, grid = pyplot.subplots(rows, columns, figsize=(4.6 * columns, 2.0 * rows), sharex=True, squeeze=False,
                                   layout="constrained")
    for axes, (name, values) in zip(grid.flat, series.items()):
        draw_series(axes, time, values, begins, found.get(name, {}))
        mean, error = found.get(name, {}).get("mean"), found.get(name, {}).get("standard_error")
        least = "" if found.get(name, {}).get("resolved", True) else "at least "
        number = "" if mean is None or error is None else f":  {mean:.5g} ± {least}{error:.2g}"
        axes.set_title(name.replace("_", " ") + number, loc="left")
        axes.set_xlim(time[0], time[-1] if time[-1] > time[0] else time[0] + 1)
    for axes in grid.flat[len(series):]:
        axes.set_visible(False)
    for axes in grid.flat[max(0, len(series) - columns):len(series)]:
        axes.set_xlabel("time")
        axes.tick_params(labelbottom=True)
    figure.supxlabel("grey: samples; blue: running mean after equilibration; orange: mean ± 2 standard errors "
                     "(hatched: the run is too short to know them)", fontsize=8, color="0.4")
    figure.savefig(run / "observables.png", dpi=160)
    print(f"wrote {run / 'observables.png'}")
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, metavar="RUN_DIR", help="directory of a run; the pictures go there")
    parser.add_argument("--frame", type=int, default=-1, help="frame of the trajectory, from 0; -1 is the last")
    parser.add_argument("--replica", type=int, help="draw this one, from 0 (default: the first in the snapshot, all in the "
                                                    "time series)")
    parser.add_argument("--field", help="per-particle field; NAME:angle, NAME:magnitude or NAME:0 of a vector "
                                        "(default: the entropy production)")
    parser.add_argument("--arrows", action="store_true", help="draw each particle's activity as an arrow")
    options = parser.parse_args()
    if read_deck(options.run).get("deck", "job") == "score":
        draw_training(options.run, options.replica)
        draw_local_rates(options.run, options)
        draw_phase_plane(options.run, options.replica)
        return
    if not draw_snapshot(options.run, options):
        print(f"no trajectory.h5 in {options.run}, so no snapshot: set output.trajectory_every")
    if not draw_observables(options.run, options.replica):
        print(f"no rows in observables.csv of {options.run}, so no time series: set output.observe_every")
    draw_arrays(options.run)
    draw_local_rates(options.run, options)


if __name__ == "__main__":
    main()
