#!/usr/bin/env python3
"""Draws a run of the smc job from its filter.csv: filter.png (what the filter knows against the data, and the effective
sample size), smoothing.png (the smoothed functional along the way) or ladder.png (the rungs of a tempering sampler)."""
import argparse
import csv
import pathlib

from drawing.plot_style import np, pyplot
from run_files import read_deck, stop
from matplotlib import ticker

SHOWN_COMPONENTS = 4
STANDARD_NORMAL_95 = 1.6448536


def read_columns(path):
    """A CSV file as arrays by column, NaN where a cell is empty."""
    with open(path, newline="") as file:
        rows = list(csv.reader(file))
    if len(rows) < 2:
        stop(f"there are no rows in {path}")
    try:
        values = np.array([[float(cell) if cell.strip() else np.nan for cell in row] for row in rows[1:]])
    except ValueError as error:
        stop(f"{path} is no table of numbers: {error}")
    if values.ndim != 2 or values.shape[1] != len(rows[0]):
        stop(f"the rows of {path} are not as long as its header")
    return {name.strip(): values[:, k] for k, name in enumerate(rows[0])}


class Table:
    """filter.csv, one series per replica (or a chain of one)."""

    def __init__(self, run):
        path = run / "filter.csv"
        if not path.is_file():
            stop(f"there is no filter.csv in {run}: it is no run of the smc job, or it has not begun")
        columns = read_columns(path)
        for name in ("step", "replica"):
            if name not in columns:
                stop(f"{path} has no column '{name}'")
        self.names = [name for name in columns if name not in ("step", "replica", "chain")]
        chain = columns.get("chain", np.zeros_like(columns["replica"]))
        self.series = []
        for each in sorted(set(zip(columns["replica"], chain))):
            mine = (columns["replica"] == each[0]) & (chain == each[1])
            self.series.append({name: values[mine] for name, values in columns.items()})

    def components(self):
        return sum(name.startswith("mean_") for name in self.names)

    def quantiles(self, component):
        """(probability, column) of the quantiles of a component, in ascending order."""
        found = []
        for name in self.names:
            parts = name.split("_")
            if parts[0] == "quantile" and len(parts) == 3 and parts[2] == str(component):
                found.append((float(parts[1]), name))
        return sorted(found)

    def common_steps(self):
        """The steps that every series has."""
        steps = self.series[0]["step"]
        for series in self.series[1:]:
            steps = np.intersect1d(steps, series["step"])
        return steps

    def matrix(self, name):
        """A row a series, a column a common step."""
        steps = self.common_steps()
        return np.array([series[name][np.isin(series["step"], steps)] for series in self.series])


def find_data(run, deck, given):
    """Columns of observations by name: the given file, the run's data.csv or the file that the deck names."""
    candidates = [given] if given else [run / "data.csv"]
    named = deck.get("data", "file")
    if named and not given:
        candidates += [pathlib.Path(named), pathlib.Path(__file__).resolve().parent.parent / "inputs/smc" / named]
    for path in candidates:
        if path.is_file() and path.suffix == ".csv":
            return read_columns(path)
    if given:
        stop(f"there is no CSV file {given}")
    return {}


def true_states(data, name, component):
    """What to draw beside a component: the column asked for, or the state that a simulation went through."""
    if not name:
        name = f"x_{component}"
    elif component > 0:
        return []
    elif name not in data:
        stop(f"the data have no column '{name}'; the columns are: {', '.join(data) or 'none'}")
    return [(name, data[name])] if name in data else []


def observations(data, deck):
    """Columns that the filter saw."""
    names = (deck.get("data", "column") or "").split() or [name for name in data if name.startswith("y_")]
    return [(name, data[name]) for name in names if name in data]


def draw_band(axes, table, series, component):
    known = np.isfinite(series[f"mean_{component}"])
    time, mean = series["step"][known], series[f"mean_{component}"][known]
    quantiles = table.quantiles(component)
    if len(quantiles) > 1:
        (low_p, low), (high_p, high) = quantiles[0], quantiles[-1]
        low, high = series[low][known], series[high][known]
        label = f"{100 * low_p:g} to {100 * high_p:g} %"
    else:
        spread = STANDARD_NORMAL_95 * np.sqrt(series[f"variance_{component}"][known])
        low, high, label = mean - spread, mean + spread, "mean ± 1.645 standard deviations"
    axes.fill_between(time, low, high, color="tab:blue", alpha=0.25, linewidth=0, label=label)
    axes.plot(time, mean, color="tab:blue", linewidth=1.1, label="mean")
    return low, high


def draw_filter(run, table, deck, options):
    if "ess" not in table.names or "lambda" in table.names:
        return False
    chosen = [series for series in table.series if series["replica"][0] == options.replica]
    if not chosen:
        stop(f"there is no replica {options.replica}")
    series, components = chosen[0], min(table.components(), SHOWN_COMPONENTS)
    data = find_data(run, deck, options.data)
    seen = observations(data, deck)
    heights = [2] * components + [1] * (1 + bool(seen))
    figure, grid = pyplot.subplots(len(heights), 1, figsize=(7.6, 1.1 * sum(heights) + 0.6), sharex=True, squeeze=False,
                                   gridspec_kw={"height_ratios": heights}, layout="constrained")
    for component in range(components):
        axes = grid[component, 0]
        low, high = draw_band(axes, table, series, component)
        margin = 0.25 * (np.nanmax(high) - np.nanmin(low))
        axes.set_ylim(np.nanmin(low) - margin, np.nanmax(high) + margin)
        for name, values in true_states(data, options.column, component):
            axes.plot(np.arange(len(values)), values, ".", markersize=3, color="black", label=name)
        axes.set_ylabel(f"state, component {component}" if table.components() > 1 else "state")
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    for name, values in seen[:SHOWN_COMPONENTS]:
        axes = grid[components, 0]
        axes.plot(np.arange(len(values)), values, ".", markersize=2.5, label=name)
        axes.set_ylabel("data")
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    draw_sample_size(grid[-1, 0], series, deck)
    method, model = deck.get("method", "name", ""), deck.get("model", "name", "")
    total = np.nansum(series["log_likelihood_increment"]) if "log_likelihood_increment" in series else np.nan
    grid[0, 0].set_title(f"{model}, {method}, N = {int(deck.number('method', 'particles', 0)):,}, replica "
                         f"{options.replica}; log-likelihood {total:.6g}", loc="left")
    grid[-1, 0].set_xlabel("time")
    save(figure, run / "filter.png")
    return True


def draw_sample_size(axes, series, deck):
    axes.plot(series["step"], series["ess"], color="0.35", linewidth=0.8)
    particles = deck.number("method", "particles")
    threshold = deck.number("method", "ess_threshold", 0.5)
    if particles and threshold < 1:
        axes.axhline(threshold * particles, color="tab:red", linewidth=0.8, linestyle=":")
    if "resampled" in series and 0 < np.nanmean(series["resampled"]) < 0.5:
        at = series["resampled"] == 1
        axes.plot(series["step"][at], np.zeros(at.sum()), "|", color="tab:red", markersize=5, clip_on=False)
        axes.set_title("red: resampled", loc="right", color="tab:red")
    axes.set_ylim(0, None)
    axes.set_ylabel("effective\nsample size")


def draw_smoothing(run, table, deck):
    if "smoothed" in table.names:
        figure = online_smoothing(table)
    elif "rolled_average" in table.names:
        figure = gibbs_sweeps(table)
    else:
        return False
    functional = deck.get("method", "functional") or "product"
    figure.axes[0].set_title(f"{deck.get('model', 'name', '')}, {deck.get('method', 'name', '')}, functional "
                             f"'{functional}', {len(table.series)} runs", loc="left")
    save(figure, run / "smoothing.png")
    return True


def online_smoothing(table):
    """The running estimate: its mean over time, and how much the replicas differ."""
    steps, values = table.common_steps(), table.matrix("smoothed")
    figure, (above, below) = pyplot.subplots(2, 1, figsize=(7.6, 4.6), sharex=True, layout="constrained")
    each = values / np.where(steps > 0, steps, np.nan)  # nothing has been added up at time 0
    above.plot(steps, each.T, color="0.75", linewidth=0.6)
    above.plot(steps, each.mean(axis=0), color="tab:blue", linewidth=1.3)
    above.set_ylabel("smoothed functional / time")
    below.set_ylabel("standard deviation\nover replicas")
    if len(values) > 1:
        below.plot(steps, values.std(axis=0, ddof=1), color="tab:red", linewidth=1)
    else:
        below.text(0.5, 0.5, "one replica only", transform=below.transAxes, ha="center", color="0.5")
    below.set_xlabel("time")
    return figure


def gibbs_sweeps(table):
    """Estimates of the sweeps of each chain, and their average so far."""
    figure, axes = pyplot.subplots(figsize=(7.6, 3.6), layout="constrained")
    for k, series in enumerate(table.series):
        axes.plot(series["step"], series["estimate"], ".", color="0.75", markersize=3, label="" if k else "sweep")
    for k, series in enumerate(table.series):
        axes.plot(series["step"], series["rolled_average"], color="tab:blue", linewidth=0.6, alpha=0.5,
                  label="" if k else "average of the sweeps so far")
    averages = table.matrix("rolled_average")
    known = np.isfinite(averages).all(axis=0)
    if len(averages) > 1 and known.any():
        axes.plot(table.common_steps()[known], averages[:, known].mean(axis=0), color="tab:orange", linewidth=1.4,
                  label="mean over chains")
    axes.set(xlabel="sweep", ylabel="smoothed functional")
    axes.legend(loc="upper right", frameon=False)
    return figure


def draw_ladder(run, table, deck):
    if "lambda" not in table.names:
        return False
    panels = (("lambda", "$\\lambda$"), ("ess", "effective sample size"), ("acceptance", "accepted moves"),
              ("log_evidence", "log evidence"))
    figure, grid = pyplot.subplots(2, 2, figsize=(8.2, 5.2), sharex=True, layout="constrained")
    for axes, (name, label) in zip(grid.flat, panels):
        for series in reversed(table.series):
            first = series is table.series[0]
            axes.plot(series["step"], series[name], "o-", markersize=3 if first else 1.5, linewidth=1 if first else 0.6,
                      color="tab:blue" if first else "0.75")
        axes.set_ylabel(label)
    grid[0, 0].set_yscale("log")
    grid[0, 1].set_ylim(0, None)
    grid[1, 0].set_ylim(0, 1)
    for axes in grid[1]:
        axes.set_xlabel("rung")
        axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    particles = deck.number("method", "particles")
    if particles:
        grid[0, 1].axhline(deck.number("method", "ess_target", 0.5) * particles, color="tab:red", linewidth=0.8,
                           linestyle=":")
    evidence = np.array([series["log_evidence"][-1] for series in table.series])
    text = f"{evidence[0]:.6g}" if len(evidence) == 1 else (
        f"{evidence.mean():.6g} ± {evidence.std(ddof=1) / len(evidence) ** 0.5:.2g} ({len(evidence)} replicas)")
    grid[0, 0].set_title(f"{deck.get('model', 'name', '')}; log evidence {text}", loc="left")
    save(figure, run / "ladder.png")
    return True


def save(figure, path):
    figure.savefig(path, dpi=170)
    pyplot.close(figure)
    print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, metavar="RUN_DIR", help="directory of a run; the pictures go there")
    parser.add_argument("--replica", type=int, default=0, help="the replica whose filter is drawn")
    parser.add_argument("--data", type=pathlib.Path, help="CSV file of observations (default: what the run knows of)")
    parser.add_argument("--column", help="column of the data to draw beside the first component")
    options = parser.parse_args()
    deck, table = read_deck(options.run), Table(options.run)
    drawn = [draw_filter(options.run, table, deck, options), draw_smoothing(options.run, table, deck),
             draw_ladder(options.run, table, deck)]
    if not any(drawn):
        stop(f"filter.csv of {options.run} has none of the columns ess, smoothed, rolled_average and lambda")


if __name__ == "__main__":
    main()
