#!/usr/bin/env python3
"""Draws runs of the jump job: jump.png, occupations of states or mean counts of species against time, and histograms of counts; or
the estimates of psi by clones against time, beside the exact value; or histograms of rates' draws."""
import argparse
import pathlib

from drawing.plot_style import np, pyplot
from run_files import read_deck, read_summary, read_table, stop

MOST_CURVES = 12


def average(table, name):
    """Times and the mean over replicas of a column."""
    known = np.isfinite(table[name])
    times = np.unique(table["time"][known])
    return times, np.array([np.mean(table[name][known & (table["time"] == time)]) for time in times])


def draw_curves(axes, table, exact, names):
    for name in names[:MOST_CURVES]:
        line, = axes.plot(*average(table, name), label=name)
        if name in exact:
            axes.plot(np.max(table["time"]), exact[name], "_", markersize=14, color=line.get_color())
    axes.set_xlabel("time")
    axes.legend(frameon=False, fontsize=7)


def draw_histogram(axes, file):
    table = read_table(file.parent, file.name)
    if table is None:
        return
    species = np.array(table["species"])
    for which in np.unique(species):
        chosen = species == which
        count, seen = np.array(table["count"])[chosen], np.array(table["seen"])[chosen]
        axes.step(count, seen / seen.sum(), where="mid", label=f"species {int(which)}")
    axes.set_xlabel("count")
    axes.set_ylabel("share of times")
    axes.legend(frameon=False)


def draw_rates(run, table):
    """Histograms of the draws of all chains, rate by rate."""
    names = [name for name in table if name.startswith("rate_")]
    if not names:
        stop(f"{run}/jumps.csv holds no draws of rates")
    figure, panels = pyplot.subplots(1, len(names), figsize=(3.6 * len(names), 3.2), squeeze=False)
    for axes, name in zip(panels[0], names):
        axes.hist(table[name], bins=50, density=True, color="tab:blue")
        axes.set_xlabel(name)
    figure.tight_layout()
    figure.savefig(run / "jump.png", dpi=150)
    print(run / "jump.png")


def draw(run):
    table = read_table(run, "jumps.csv")
    if table is None:
        stop(f"{run}/jumps.csv is not there, or has no rows: this is no run of the jump job, or has not begun")
    table = {name: np.array(values, dtype=float) for name, values in table.items()}
    exact = read_summary(run).get("exact", {})
    method = read_deck(run).get("method", "name")
    if method in ("posterior", "likelihood"):
        draw_rates(run, table)
        return
    clones = method == "large_deviations"
    names = [name for name in table if name.startswith("psi" if clones else ("state_", "mean_"))]
    histogram = run / "histogram.csv"
    figure, panels = pyplot.subplots(1, 2 if histogram.is_file() else 1, figsize=(9 if histogram.is_file() else 5, 3.4),
                                     squeeze=False)
    draw_curves(panels[0][0], table, exact, names)
    if clones:
        panels[0][0].axhline(exact["psi"], color="black", linestyle="--", linewidth=1)
        panels[0][0].set_ylabel("psi(k)")
    if histogram.is_file():
        draw_histogram(panels[0][1], histogram)
    figure.tight_layout()
    figure.savefig(run / "jump.png", dpi=150)
    print(run / "jump.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", nargs="+", type=pathlib.Path, help="directories of runs")
    for run in parser.parse_args().run:
        draw(run)


if __name__ == "__main__":
    main()
