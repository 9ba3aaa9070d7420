#!/usr/bin/env python3
"""Draws runs of the spins job: retrieval.png, the magnetisation of every run against the sweep beside what replica symmetry says;
of a sweep (scripts/sweep.py) retrieval_map.png: of one key the magnetisation beside that law and the part of runs that retrieved, of two
keys that part."""
import argparse
import csv
import pathlib

from drawing.plot_style import np, pyplot
from run_files import read_deck, read_summary, read_table, stop


def draw_run(run):
    found, summary = read_table(run, "spins.csv"), read_summary(run)
    if found is None or not summary:
        stop(f"{run}: the run has not ended, or has no rows (output.observe_every)")
    table = {name: np.array(values, float) for name, values in found.items()}
    law = summary["replica_symmetric"].get("magnetisation")
    figure, axes = pyplot.subplots(figsize=(4.2, 2.8), layout="constrained")
    chains = table["chain"] if "chain" in table else np.zeros_like(table["replica"])
    for replica, chain in sorted(set(zip(table["replica"], chains))):
        rows = (table["replica"] == replica) & (chains == chain)
        axes.plot(table["step"][rows], table["magnetisation"][rows], lw=0.7, alpha=0.7)
    if law is not None:
        axes.axhline(law, color="k", lw=0.8, ls="--", label="infinitely many spins")
        axes.legend(frameon=False)
    axes.set(xlabel="sweep", ylabel="magnetisation", ylim=(0, 1.03),
             title=f"{summary['spins']} spins, {summary['pattern_count']} patterns, T = {summary['temperature']:g}")
    figure.savefig(run / "retrieval.png", dpi=200)
    print(run / "retrieval.png")


def law_along(folder, key):
    """The key's values and replica symmetry's magnetisations, where its equations have a solution, from the points' own files."""
    section, name = key.split(".", 1)
    found = {}
    for run in folder.iterdir():
        law = read_summary(run).get("replica_symmetric", {}).get("magnetisation") if (run / "summary.json").exists() else None
        if law is not None:
            found[read_deck(run).number(section, name, np.nan)] = law
    return np.array(sorted(found.items()), float).reshape(-1, 2).T


def draw_map(folder):
    with open(folder / "sweep.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row.get("retrieved")]
    if not rows:
        stop(f"{folder / 'sweep.csv'}: no point has ended")
    keys = [name for name in rows[0] if "." in name and len({row[name] for row in rows}) > 1]
    if len(keys) not in (1, 2):
        stop(f"{folder / 'sweep.csv'}: {len(keys)} keys vary, and a map has one or two")
    figure, axes = pyplot.subplots(figsize=(4.2, 3.2), layout="constrained")
    part = np.array([float(row["retrieved"]) for row in rows])
    x = np.array([float(row[keys[0]]) for row in rows])
    if len(keys) == 1:
        order = np.argsort(x)
        mean, error = (np.array([float(row[name] or "nan") for row in rows]) for name in ("magnetisation", "magnetisation_standard_error"))
        axes.errorbar(x[order], mean[order], error[order], fmt="o-", ms=3, lw=0.8, capsize=2, label="magnetisation")
        axes.plot(x[order], part[order], "s--", ms=3, lw=0.8, label="retrieved")
        law = law_along(folder, keys[0])
        axes.plot(*law, "k:", lw=0.8, label="infinitely many spins")
        axes.legend(frameon=False)
        axes.set(xlabel=keys[0], ylim=(-0.02, 1.02))
    else:
        y = np.array([float(row[keys[1]]) for row in rows])
        grid_x, grid_y = np.unique(x), np.unique(y)
        values = np.full((len(grid_y), len(grid_x)), np.nan)
        values[np.searchsorted(grid_y, y), np.searchsorted(grid_x, x)] = part
        shown = axes.pcolormesh(grid_x, grid_y, values, vmin=0, vmax=1, cmap="viridis", shading="nearest")
        axes.set(xlabel=keys[0], ylabel=keys[1])
        figure.colorbar(shown, label="retrieved")
    figure.savefig(folder / "retrieval_map.png", dpi=200)
    print(folder / "retrieval_map.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=pathlib.Path, help="directories of runs, or of a sweep")
    for run in parser.parse_args().runs:
        if (run / "sweep.csv").exists():
            draw_map(run)
        else:
            draw_run(run)


if __name__ == "__main__":
    main()
