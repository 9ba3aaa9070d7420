#!/usr/bin/env python3
"""Draws runs of the walk job: walk.png, the scaled variances of every function's mean and of theta against the step, each beside
its law of finite n and its limit, and the distance of visits to mu."""
import argparse
import pathlib

from drawing.plot_style import np, pyplot
from run_files import read_summary, read_table, stop


def series(table, name):
    """Steps and the mean over replicas of a column; NaN where no replica has a value."""
    steps = np.unique(table["step"])
    values = [table[name][table["step"] == step] for step in steps]
    return steps, np.array([np.nanmean(each) if np.isfinite(each).any() else np.nan for each in values])


def draw(run):
    table = read_table(run, "walk.csv")
    if table is None or max(table["step"]) == 0:
        stop(f"{run}/walk.csv has no row beyond the start")
    table = {name: np.array(values, dtype=float) for name, values in table.items()}
    table = {name: values[table["step"] > 0] for name, values in table.items()}
    exact = read_summary(run).get("exact", {})
    names = [name for name in table if name.endswith("_variance") or name == "mean_square"]
    figure, panels = pyplot.subplots(1, len(names) + 1, figsize=(4.2 * (len(names) + 1), 3.4), squeeze=False)
    for axes, name in zip(panels[0], names):
        predicted = "mean_square_predicted" if name == "mean_square" else name.replace("_variance", "_predicted")
        axes.plot(*series(table, name), "o", markersize=3, label="tokens")
        steps, law = series(table, predicted)
        if np.isfinite(law).any():
            axes.plot(steps, law, color="black", linewidth=1, label="law of finite n")
        if f"{name}_limit" in exact:
            axes.axhline(exact[f"{name}_limit"], color="tab:red", linestyle="--", linewidth=1, label="limit")
        axes.set_xlabel("step")
        axes.set_title(f"{name}, times the step's power")
        axes.legend(frameon=False)
    axes = panels[0][-1]
    axes.loglog(*series(table, "total_variation"), "o-", markersize=3)
    axes.set_xlabel("step")
    axes.set_title("total variation of visits and mu")
    figure.tight_layout()
    figure.savefig(run / "walk.png", dpi=150)
    print(run / "walk.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", nargs="+", type=pathlib.Path, help="directories of runs")
    for run in parser.parse_args().run:
        draw(run)


if __name__ == "__main__":
    main()
