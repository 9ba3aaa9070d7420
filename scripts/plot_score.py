#!/usr/bin/env python3
"""Draws a run of the score job from its training.csv: training.png (the fraction of the exact entropy production that the
score is proved to hold, with its ceiling, and the losses, against updates)."""
import argparse
import pathlib

from drawing.plot_style import np, pyplot
from run_files import read_deck, read_summary, read_table, stop
from drawing.snapshot import draw_band

COLUMNS = ("update", "loss", "held_out_loss", "captured_fraction", "captured_error")


class Training:
    """One training's rows as arrays by column, NaN where a cell is empty."""

    def __init__(self, table, rows):
        self.columns = {name: np.array([np.nan if values[k] is None else values[k] for k in rows])
                        for name, values in table.items()}

    def __getitem__(self, name):
        return self.columns[name]


def read_trainings(run, replica):
    """The training of each replica, or of the one asked for."""
    table = read_table(run, "training.csv")
    if table is None:
        stop(f"there are no rows in training.csv of {run}: it has not begun to train")
    missing = [name for name in COLUMNS if name not in table]
    if missing:
        stop(f"training.csv of {run} has no column '{missing[0]}'")
    owner = np.array(table.get("replica", [0] * len(table["update"])), int)
    chosen = np.unique(owner) if replica is None else [replica]
    trainings = [Training(table, np.flatnonzero(owner == k)) for k in chosen]
    if not all(len(training["update"]) for training in trainings):
        stop(f"there is no replica {replica}: the trainings are {', '.join(map(str, np.unique(owner)))}")
    return trainings


def draw_captured(axes, trainings, found, linear):
    """kappa with two standard errors of the held-out frames, below its ceiling."""
    for training in trainings:
        place, mean, error = training["update"], training["captured_fraction"], training["captured_error"]
        draw_band(axes, place, mean - 2 * error, mean + 2 * error, "tab:blue")
        axes.plot(place, mean, ".-", color="tab:blue", linewidth=1.1, markersize=4)
    ceiling = found.get("captured_fraction_ceiling", {}).get("mean")
    if ceiling is not None:
        axes.axhline(ceiling, color="tab:red", linewidth=1, linestyle="--", label=f"ceiling {ceiling:.3f} at this time step")
    captured = found.get("captured_fraction", {})
    if captured.get("mean") is not None:
        error = captured.get("standard_error")
        axes.set_title(f"captured fraction {captured['mean']:.4f}" + ("" if error is None else f" ± {error:.2g}"), loc="left")
    values = np.concatenate([training["captured_fraction"] for training in trainings])
    values = values[np.isfinite(values)]
    if len(values):
        # A first row far below would flatten the rest; a curve above 1 shows a leak and stays in the picture.
        low = max(min(0.0, values.min()), -0.5) if linear or values.min() > -0.5 else -0.5
        axes.set_ylim(low, max(1.02, min(1.05 * values.max(), 3.0)))
    else:
        axes.text(0.5, 0.5, "no rate is known without a score here", transform=axes.transAxes, ha="center", color="0.5")
    axes.set_ylabel("captured fraction")
    if ceiling is not None:
        axes.legend(frameon=False, loc="lower right")


def draw_losses(axes, trainings):
    """The loss of the batches since the row before, and that of the held-out frames."""
    for k, training in enumerate(trainings):
        for name, colour, label in (("loss", "0.6", "batches"), ("held_out_loss", "tab:orange", "held-out system")):
            axes.plot(training["update"], training[name], ".-", color=colour, linewidth=1, markersize=3,
                      label="" if k else label)
    axes.set_ylabel("loss  $J$")
    axes.legend(frameon=False, loc="upper right")


def draw_training(run, replica=None):
    """Writes training.png."""
    deck, trainings = read_deck(run), read_trainings(run, replica)
    found = read_summary(run).get("observables", {}) if replica is None or len(trainings) == 1 else {}
    linear = deck.get("network", "name") == "linear"
    figure, (above, below) = pyplot.subplots(2, 1, figsize=(7.0, 5.4), sharex=True, height_ratios=(3, 2),
                                             layout="constrained")
    draw_captured(above, trainings, found, linear)
    draw_losses(below, trainings)
    below.set_xlabel("updates")
    last = max(training["update"].max() for training in trainings)
    below.set_xlim(0, last if last > 0 else 1)
    above.set_title(f"{deck.get('network', 'name', '')}, {deck.get('dynamics', 'model', '')}, "
                    f"N = {int(deck.number('system', 'particles', 0)):,}", loc="right", color="0.4")
    figure.supxlabel("bands: ± 2 standard errors over held-out frames; the two losses are of two systems, whose states differ",
                     fontsize=8, color="0.4")
    figure.savefig(run / "training.png", dpi=170)
    pyplot.close(figure)
    print(f"wrote {run / 'training.png'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, metavar="RUN_DIR", help="directory of a run; the picture goes there")
    parser.add_argument("--replica", type=int, help="draw this training, from 0 (default: all)")
    options = parser.parse_args()
    job = read_deck(options.run).get("deck", "job")
    if job != "score":
        stop(f"{options.run} is a run of job = {job}: give one of job = score")
    draw_training(options.run, options.replica)


if __name__ == "__main__":
    main()
