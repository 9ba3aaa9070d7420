#!/usr/bin/env python3
"""Draws a run of the md job: structure.png, g(r) and the distribution of angles with bands of two standard deviations, by
parameters and by the runs' finite lengths, and the potential energy of each run."""
import argparse
import csv
import pathlib

from run_files import read_summary, require, stop

np, _ = require("numpy", "matplotlib")
from drawing.plot_style import pyplot  # noqa: E402

MOST_RUNS = 12


def read_table(path):
    """A CSV file by column; empty cells are NaN."""
    if not path.is_file():
        stop(f"there is no {path.name} in {path.parent}: it is no run of the md job, or has not reached a checkpoint yet")
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name] or "nan") for row in rows]) for name in (rows[0] if rows else {})}


def draw_distribution(axes, table, place, value, unit):
    """The mean, around it parameters (inner, dark) where they are not refused, and beyond them finite runs where known."""
    parameters = table["parameters"] ** 2
    everything = np.nan_to_num(parameters) + table["finite_runs"] ** 2
    for variance, colour, label in ((everything, "0.82", "and finite runs"), (parameters, "tab:orange", "parameters")):
        half = 2.0 * np.sqrt(variance)
        axes.fill_between(table[place], table[value] - half, table[value] + half, color=colour, linewidth=0, label=label)
    axes.plot(table[place], table[value], color="black", linewidth=0.8)
    axes.set_xlabel(unit)
    axes.legend(frameon=False)


def draw_energies(axes, table):
    keys = [name for name in ("replica", "chain", "draw") if name in table]
    runs = np.unique(np.stack([table[name] for name in keys], axis=1), axis=0) if keys else [()]
    for run, colour in zip(runs[:MOST_RUNS], pyplot.get_cmap("viridis")(np.linspace(0.0, 0.9, min(len(runs), MOST_RUNS)))):
        mine = np.all([table[name] == value for name, value in zip(keys, run)], axis=0) if keys else slice(None)
        axes.plot(table["time"][mine] / 1000.0, table["potential_energy"][mine], color=colour, linewidth=0.5)
    axes.set_xlabel("time / ps")
    axes.set_ylabel("potential energy / eV per atom")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, help="the run's directory")
    options = parser.parse_args()
    read_summary(options.run)
    figure, axes = pyplot.subplots(1, 3, figsize=(10.0, 2.8), layout="constrained")
    radial = read_table(options.run / "radial_distribution.csv")
    draw_distribution(axes[0], radial, "radius", "g", "r / Å")
    axes[0].set_ylabel("g(r)")
    angular = read_table(options.run / "angular_distribution.csv")
    draw_distribution(axes[1], angular, "angle", "density", "angle / degrees")
    axes[1].set_ylabel("density per degree")
    draw_energies(axes[2], read_table(options.run / "observables.csv"))
    figure.savefig(options.run / "structure.png", dpi=200)
    print(f"wrote {options.run / 'structure.png'}")


if __name__ == "__main__":
    main()
