#!/usr/bin/env python3
"""Draws a run of the sgmcmc job from its samples.h5 and summary.json: chains.png, traces of the functions that were watched,
a chain a colour, and their R-hat and effective sample sizes with the thresholds of the deck; where values are known,
predictions.png, their parity, coverage and the share of variance between chains; of a calibration ranks.png."""
import argparse
import pathlib

from run_files import read_deck, read_summary, require, stop

np, _ = require("numpy", "matplotlib")
from drawing.plot_style import pyplot  # noqa: E402
from drawing.prediction_plots import draw_predictions, draw_ranks  # noqa: E402
from samples import open_samples, read_known, read_posterior  # noqa: E402

MOST_FUNCTIONS = 6
MOST_CHAINS = 12
MOST_POINTS = 2000


def draw_trace(axes, name, values):
    stride = max(1, values.shape[1] // MOST_POINTS)
    colours = pyplot.get_cmap("viridis")(np.linspace(0.0, 0.9, min(len(values), MOST_CHAINS)))
    for chain, colour in zip(values, colours):
        axes.plot(np.arange(0, len(chain), stride), chain[::stride], color=colour, linewidth=0.5)
    axes.set_ylabel(name)


def draw_bars(axes, names, values, threshold, title, logarithmic):
    places = np.arange(len(names))
    axes.barh(places, [np.nan if value is None else value for value in values], height=0.6, color="0.6")
    axes.axvline(threshold, color="tab:red", linewidth=0.8)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_title(title)
    if logarithmic:
        axes.set_xscale("log")
    else:
        axes.set_xlim(left=0.99)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, help="the run's directory")
    parser.add_argument("--functions", nargs="*", help="which to draw, instead of the first few")
    options = parser.parse_args()
    with open_samples(options.run) as file:
        posterior, chains = read_posterior(file)
        known = read_known(file, chains)
    diagnostics = read_summary(options.run).get("diagnostics", {})
    judged = diagnostics.get("functions", {})
    names = options.functions or [name for name in posterior if name in judged or not judged][:MOST_FUNCTIONS]
    unknown = [name for name in names if name not in posterior]
    if unknown:
        stop(f"there is no function {unknown[0]}; there are {', '.join(posterior)}")
    deck = read_deck(options.run)
    figure = pyplot.figure(figsize=(9.0, 1.2 + 1.1 * len(names)), layout="constrained")
    grid = figure.add_gridspec(len(names), 4)
    for row, name in enumerate(names):
        axes = figure.add_subplot(grid[row, :2])
        draw_trace(axes, name, posterior[name])
        axes.set_xlabel("draw" if row + 1 == len(names) else "")
    shown = [name for name in names if judged.get(name, {}).get("r_hat") is not None]
    if shown:
        draw_bars(figure.add_subplot(grid[:, 2]), shown, [judged[name]["r_hat"] for name in shown],
                  deck.number("diagnostics", "r_hat", 1.01), "R-hat", False)
        least = [min((judged[name][kind] for kind in ("bulk_ess", "tail_ess") if judged[name][kind] is not None),
                     default=None) for name in shown]
        draw_bars(figure.add_subplot(grid[:, 3]), shown, least, deck.number("diagnostics", "effective_draws", 400.0),
                  "effective draws (lesser of bulk and tail)", True)
    figure.savefig(options.run / "chains.png", dpi=200)
    written = ["chains.png"]
    if "calibration" in diagnostics:
        draw_ranks(options.run / "ranks.png", diagnostics["calibration"])
        written.append("ranks.png")
    elif "predictions" in diagnostics:
        # Of a deep ensemble, which converges to no law, the members' last draws count.
        last = diagnostics["converged"] is None
        counted = {name: values[:, -1:] for name, values in posterior.items()} if last else posterior
        draw_predictions(options.run / "predictions.png", counted, known)
        written.append("predictions.png")
    print("wrote " + ", ".join(str(options.run / name) for name in written))


if __name__ == "__main__":
    main()
