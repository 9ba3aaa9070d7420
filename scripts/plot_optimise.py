#!/usr/bin/env python3
"""Draws runs of the optimise job: consensus.png in the folder of the first, with the spread and the best cost of every replica
against steps and, where the minimum is known and there are several runs, the part of replicas that found it against the number of
slots."""
import argparse
import pathlib

from drawing.plot_style import np, pyplot
from run_files import read_deck, read_summary, read_table, stop


def read_rows(run):
    table = read_table(run, "consensus.csv")
    if table is None:
        stop(f"{run} has no consensus.csv with rows: it is no run of the optimise job, or output.observe_every is 0")
    return {name: np.array([np.nan if value is None else value for value in column]) for name, column in table.items()}


def draw_curves(axes, run, colour):
    rows, least = read_rows(run), read_summary(run).get("exact", {}).get("minimum")
    for replica in np.unique(rows["replica"]):
        mine = rows["replica"] == replica
        cost = rows["best_cost"][mine] - (0.0 if least is None else least)
        for axis, values in ((axes[0], rows["spread"][mine]), (axes[1], cost)):
            axis.plot(rows["step"][mine], values, color=colour, linewidth=0.5, alpha=0.7)
    axes[0].set_ylabel("mean square distance")
    axes[1].set_ylabel("best cost" if least is None else "best cost above the minimum")
    for axis in axes:
        axis.set_xlabel("step")
        if least is not None or axis is axes[0]:
            axis.set_yscale("log", nonpositive="clip")


def success_of(run):
    """Slots, the part of replicas that found the minimum, and its standard error; none if nobody knows."""
    found = read_summary(run).get("observables", {}).get("success")
    if not found or found["mean"] is None:
        return None
    # Where all or none succeed, their scatter says nothing: then as if one more had not.
    replicas = found["samples"]
    bounded = min(max(found["mean"], 1.0 / (replicas + 1.0)), replicas / (replicas + 1.0))
    return read_deck(run).number("ensemble", "particles"), found["mean"], (bounded * (1.0 - bounded) / replicas) ** 0.5


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=pathlib.Path, nargs="+", help="directories of runs")
    options = parser.parse_args()
    known = sorted(one for one in map(success_of, options.runs) if one)
    parts = 3 if len(known) > 1 else 2
    figure, axes = pyplot.subplots(1, parts, figsize=(3.4 * parts, 2.8), layout="constrained")
    colours = pyplot.get_cmap("viridis")(np.linspace(0.0, 0.85, len(options.runs)))
    for run, colour in zip(options.runs, colours):
        draw_curves(axes[:2], run, colour)
    if parts == 3:
        slots, means, errors = np.array(known).T
        axes[2].errorbar(slots, means, errors, fmt="o-", color="black", markersize=3, linewidth=0.8)
        axes[2].set_xlabel("slots")
        axes[2].set_ylabel("found by replicas")
        axes[2].set_ylim(-0.03, 1.03)
    picture = options.runs[0] / "consensus.png"
    figure.savefig(picture, dpi=200)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
