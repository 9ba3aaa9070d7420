#!/usr/bin/env python3
"""Draws a run of the sgmcmc job from its samples.h5 and summary.json: chains.png, traces of the functions that were watched,
a chain a colour, and their R-hat and effective sample sizes with the thresholds of the deck; where values are known,
predictions.png, their parity, coverage and the share of variance between chains; of a calibration ranks.png."""
import argparse
import pathlib

from run_files import read_deck, read_summary, require, stop

h5py, np, _ = require("h5py", "numpy", "matplotlib")
from plot_style import pyplot  # noqa: E402
from prediction_plots import draw_predictions, draw_ranks, read_known  # noqa: E402

MOST_FUNCTIONS = 6
MOST_CHAINS = 12
MOST_POINTS = 2000


def read_posterior(run):
    """Draws by function, as arrays (chain, draw), without the chains that have diverged; and known values."""
    path = run / "samples.h5"
    if not path.is_file():
        stop(f"there is no samples.h5 in {run}: it is no run of the sgmcmc job, or has kept no draw yet")
    with h5py.File(path) as file:
        if file.attrs.get("format") not in ("starling samples", b"starling samples"):
            stop(f"{path} holds no samples")
        posterior = {name: values[:] for name, values in file["posterior"].items()}
        finite = np.all([np.isfinite(values).all(axis=1) for values in posterior.values()], axis=0)
        if not finite.any():
            stop("all chains have diverged")
        return ({name: values[finite] for name, values in posterior.items()},
                {name: values[finite] for name, values in read_known(file).items()})


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
    posterior, known = read_posterior(options.run)
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
        draw_predictions(options.run / "predictions.png", posterior, known)
        written.append("predictions.png")
    print("wrote " + ", ".join(str(options.run / name) for name in written))


if __name__ == "__main__":
    main()
