#!/usr/bin/env python3
"""Draws the noise of a run of fractional_ou or fractional_volatility: fractional_noise.png, the covariance of type-II fractional
Brownian motion against that of its processes, and the variance that each misses by time. The weights are solved for anew, and
their relative cost must be the one that the run printed."""
import argparse
import math
import pathlib
import re

from run_files import read_deck, require, stop

np, _ = require("numpy", "matplotlib")
from drawing.plot_style import pyplot  # noqa: E402

NODES, GAUSS = np.polynomial.legendre.leggauss(24)


def integrate(function, low, high, panels=40):
    """The integral of a function that may have a root's singularity at `low`: panels halve towards it."""
    edges = np.concatenate([[0.0], (high - low) * 0.5 ** np.arange(panels - 1, -1, -1.0)])
    half = 0.5 * np.diff(edges)
    places = low + edges[:-1, None] + half[:, None] * (1.0 + NODES)
    return float(np.sum(half[:, None] * GAUSS * function(places)))


def noise_of(run):
    """H, horizon, interval, rates and weights, from the deck."""
    deck = read_deck(run)
    if deck.get("model", "name") not in ("fractional_ou", "fractional_volatility"):
        stop(f"{run} is no run of a model with fractional noise")
    hurst, step = deck.number("model", "hurst"), deck.number("model", "interval")
    with open(pathlib.Path(run) / "data.csv", encoding="utf-8") as file:
        times = sum(1 for _ in file) - 1
    first = deck.number("model", "first_time", step)
    horizon = deck.number("model", "horizon", max(first + (times - 1) * step, step))
    slowest = deck.number("model", "slowest", 0.1 / horizon)
    fastest = deck.number("model", "fastest", 10.0 / step)
    rates = np.geomspace(slowest, fastest, int(deck.number("model", "processes")))
    sums = rates[:, None] + rates
    matrix = (horizon + np.expm1(-sums * horizon) / sums) / sums
    target = np.array([integrate(lambda t, g=g: (horizon - t) * t ** (hurst - 0.5) * np.exp(-g * t), 0.0, horizon)
                       for g in rates]) / math.gamma(hurst + 0.5)
    weights = np.linalg.solve(matrix, target)
    whole = horizon ** (2.0 * hurst + 1.0) / (2.0 * hurst * (2.0 * hurst + 1.0) * math.gamma(hurst + 0.5) ** 2)
    return hurst, horizon, rates, weights, 1.0 - target @ weights / whole


def exact_covariance(hurst, s, t):
    """E[B_H(s) B_H(t)] for s <= t: the integral over v = s - u of (v (t - s + v))^(H - 1/2)."""
    if s == t:
        return t ** (2.0 * hurst) / (2.0 * hurst * math.gamma(hurst + 0.5) ** 2)
    return integrate(lambda v: (v * (t - s + v)) ** (hurst - 0.5), 0.0, s, 60) / math.gamma(hurst + 0.5) ** 2


def covariance_of_processes(rates, weights, s, t):
    sums = rates[:, None] + rates
    shared = -np.expm1(-sums * s) / sums * np.exp(-rates * (t - s))[None, :]
    return float(weights @ shared @ weights)


def check_cost(run, cost):
    log = pathlib.Path(run) / "run.log"
    printed = re.search(r"relative cost of (\S+) up to", log.read_text(encoding="utf-8")) if log.is_file() else None
    if not printed:
        stop(f"{run}/run.log does not say what the processes cost")
    if abs(float(printed[1]) - cost) > 2e-2 * abs(cost) + 1e-8:
        stop(f"the run printed a relative cost of {printed[1]}, which is here {cost:.3g}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, help="the run's directory")
    options = parser.parse_args()
    hurst, horizon, rates, weights, cost = noise_of(options.run)
    check_cost(options.run, cost)
    figure, axes = pyplot.subplots(1, 2, figsize=(7.0, 2.8), layout="constrained")
    times = horizon * np.geomspace(1e-3, 1.0, 60)
    for share, colour in zip((0.05, 0.2, 0.5, 1.0), pyplot.get_cmap("viridis")(np.linspace(0.0, 0.85, 4))):
        s = share * horizon
        pairs = [(min(s, t), max(s, t)) for t in times]
        axes[0].plot(times, [exact_covariance(hurst, *pair) for pair in pairs], color=colour, linewidth=1.0,
                     label=f"s = {s:.3g}")
        axes[0].plot(times[::3], [covariance_of_processes(rates, weights, *pair) for pair in pairs[::3]], ".", color=colour,
                     markersize=3.5)
    axes[0].set_xlabel("t")
    axes[0].set_ylabel("E[B(s) B(t)]; dots: processes")
    axes[0].legend(frameon=False)
    missed = [1.0 - covariance_of_processes(rates, weights, t, t) / exact_covariance(hurst, t, t) for t in times]
    axes[1].semilogx(times, 100.0 * np.array(missed), color="black", linewidth=0.8)
    axes[1].axhline(0.0, color="0.7", linewidth=0.6)
    axes[1].set_xlabel("t")
    axes[1].set_ylabel("variance missed / %")
    axes[1].set_title(f"H = {hurst:g}, K = {len(rates)}, relative cost {cost:.2g}")
    figure.savefig(options.run / "fractional_noise.png", dpi=200)
    print(f"wrote {options.run / 'fractional_noise.png'}: relative cost {cost:.4g}")


if __name__ == "__main__":
    main()
