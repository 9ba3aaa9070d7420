#!/usr/bin/env python3
"""Draws runs of the diffusion job: samples.png (the particles of the end over the exact density; the rewards of words), curves.png (effective
sample size and log Z against the step) and, where runs have map_error or w2, errors.png (error against evaluations of all runs). Of a
search for schedules it draws schedule.png: the levels, orders, predictions and correctors found, and the best error so far; of the
method gap gap.png (the residual of the Fokker-Planck equation, distances and their bound), of gibbs levels.png (shares of levels), of
training training.png (loss, error and residual against updates)."""
import argparse
import json
import pathlib

from drawing.plot_style import np, pyplot
from run_files import read_deck, read_summary, read_table, require, stop

READY = {
    "pair": ([0.3, 0.7], [[-2.0], [2.0]], [[0.5], [0.5]]),
    "two": ([0.3, 0.7], [[-2.0, -2.0], [2.0, 2.0]], [[0.5, 0.5], [1.0, 1.0]]),
    "ring": ([(k + 1) / 36 for k in range(8)],
             [[4 * np.cos(np.pi * k / 4), 4 * np.sin(np.pi * k / 4)] for k in range(8)], [[0.3, 0.3]] * 8),
}


def mixture(deck, section):
    """Weights, means and deviations of a section's mixture, at most two components of space; none if it names none."""
    name = deck.get(section, "name", "none")
    if name == "none":
        return None
    if name in READY:
        weights, means, deviations = READY[name]
    else:
        weights = deck.numbers(section, "weights")
        means = np.reshape(deck.numbers(section, "means"), (len(weights), -1))
        deviations = deck.numbers(section, "deviations")
        per_gaussian = len(deviations) == len(weights)
        deviations = np.reshape(np.repeat(deviations, means.shape[1]) if per_gaussian else deviations, means.shape)
    means, deviations = np.array(means), np.array(deviations)
    if deck.number(section, "dimension", means.shape[1]) > means.shape[1]:
        missing = max(2 - means.shape[1], 0)
        means = np.pad(means, ((0, 0), (0, missing)))
        deviations = np.pad(deviations, ((0, 0), (0, missing)), constant_values=1.0)
    return np.array(weights), means[:, :2], deviations[:, :2]


def density(parts, points):
    weights, means, deviations = parts
    apart = (points[..., None, :] - means) / deviations
    return (weights * np.exp(-0.5 * (apart ** 2).sum(-1)) / np.prod(np.sqrt(2 * np.pi) * deviations, axis=-1)).sum(-1)


def exact_density(deck, points):
    """Up to a factor, without the noise of the last level."""
    target, second = mixture(deck, "target"), mixture(deck, "second")
    correction = deck.get("correction", "name", "none")
    if deck.get("process", "backward") == "true":
        target = second
    exponents = {"none": (1, 0), "annealing": (deck.number("correction", "beta", 2.0), 0), "product": (1, 1)}
    scale = deck.number("correction", "scale" if correction == "guidance" else "part", 0.5)
    first, other = exponents.get(correction, (scale, 1 - scale))
    total = density(target, points) ** first * np.exp(reward(deck, points))
    return total * density(second, points) ** other if other else total


def reward(deck, points):
    """r / alpha of points; 0 without a reward."""
    name, alpha = deck.get("reward", "name", "none"), deck.number("reward", "alpha", 0.5)
    if name == "linear":
        return (np.array(deck.numbers("reward", "slope"))[:2] * points).sum(-1) / alpha
    if name == "quadratic":
        apart = points - np.array(deck.numbers("reward", "centre"))[:2]
        return -0.5 * (np.array(deck.numbers("reward", "curvature"))[:2] * apart ** 2).sum(-1) / alpha
    along = int(deck.number("reward", "component", 0))
    if name == "indicator" and along < points.shape[-1]:
        inside = (points[..., along] > deck.number("reward", "low", 0)) & (points[..., along] < deck.number("reward", "high", 0))
        return deck.number("reward", "height", 1.0) / alpha * inside
    return 0.0


def last_particles(run, column):
    h5py = require("h5py")
    files = sorted((run / "particles").glob("[0-9]*.h5"))
    if not files:
        stop(f"there are no particles in {run}")
    with h5py.File(files[-1], "r") as file:
        group = file["replica_0"]
        weight = np.exp(group["log_weight"][...].ravel() - group["log_weight"][...].max())
        found = group[column][...]
    found = found.reshape(len(weight), -1)
    return found[:, :2], weight / weight.sum(), found.shape[1]


def draw_words(run, summary):
    """Probabilities of rewards: the words of the end, the target, and what the method itself ends with where that is known."""
    value, weight, _ = last_particles(run, "value")
    rewards, place = np.unique(value, return_inverse=True)
    figure, axes = pyplot.subplots(figsize=(4.5, 3.5))
    axes.bar(rewards, np.bincount(place.ravel(), weight), width=0.3, color="#9ab8d8", label="words")
    for key, marker, label in (("exact", "k_", "target"), ("own_law", "r+", "law of the picks")):
        known = summary.get(key, {}).get("rewards")
        if known:
            axes.plot(*zip(*known), marker, ms=12, label=label)
    axes.set(xlabel="reward", ylabel="probability")
    axes.legend(frameon=False)
    save(figure, run / "samples.png")


def draw_samples(run, deck):
    place, weight, dimension = last_particles(run, "x")
    figure, axes = pyplot.subplots(figsize=(4.5, 3.5))
    low, high = place.min(axis=0) - 1, place.max(axis=0) + 1
    if place.shape[1] == 1:
        axes.hist(place[:, 0], bins=80, weights=weight, density=True, color="#9ab8d8", label="particles")
        x = np.linspace(low[0], high[0], 800)
        exact = exact_density(deck, x[:, None])
        axes.plot(x, exact / (exact.sum() * (x[1] - x[0])), color="black", lw=1, label="exact")
        axes.set(xlabel="x", ylabel="density")
        axes.legend(frameon=False)
    else:
        x, y = (np.linspace(low[c], high[c], 200) for c in (0, 1))
        exact = exact_density(deck, np.stack(np.meshgrid(x, y), axis=-1))
        chosen = np.random.default_rng(0).choice(len(weight), min(5000, len(weight)), p=weight)
        axes.scatter(*place[chosen].T, s=1, color="#5b86b8", lw=0)
        if dimension == 2 or deck.get("correction", "name", "none") == "none":  # else no marginal is a product
            axes.contour(x, y, exact, levels=exact.max() * np.array([0.01, 0.1, 0.5]), colors="black", linewidths=0.6)
        axes.set(xlabel="$x_0$", ylabel="$x_1$", aspect="equal")
    save(figure, run / "samples.png")


def draw_curves(run, summary):
    table = read_table(run, "curves.csv")
    if table is None:
        return
    names = [name for name in ("ess", "log_z") if name in table]
    figure, rows = pyplot.subplots(len(names), 1, figsize=(4.5, 2.2 * len(names)), sharex=True, squeeze=False)
    replicas = sorted(set(table["replica"]))[:50]
    for axes, name in zip(rows[:, 0], names):
        for replica in replicas:
            own = [k for k, value in enumerate(table["replica"]) if value == replica]
            axes.plot([table["step"][k] for k in own], [table[name][k] for k in own], lw=0.6, alpha=0.6)
        axes.set_ylabel({"ess": "effective sample size", "log_z": "log Z"}[name])
    exact = summary.get("exact", {}).get("log_z")
    if exact is not None and "log_z" in names:
        rows[-1, 0].axhline(exact, color="black", lw=1, ls="--")
    rows[-1, 0].set_xlabel("step")
    save(figure, run / "curves.png")


def draw_gap(run, summary):
    laws = summary.get("laws")
    if not isinstance(laws, dict):
        return
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(7.5, 3))
    left.loglog(laws["sigma"], laws["residual"], "o-", ms=3, lw=1)
    left.set(xlabel="$\\sigma$", ylabel="residual")
    names = ["w2_ode", "w2_sde", "w2_ode_sde", "mismatch_index", "bound"]
    right.barh(names[::-1], [laws[name] for name in names[::-1]], color="#9ab8d8")
    found = summary["observables"]
    for name, of in (("w2_ode", "w2_ode"), ("w2_sde", "w2"), ("w2_ode_sde", "w2_ode_sde")):
        if of in found:
            right.errorbar(found[of]["mean"], name, xerr=found[of]["standard_error"] or 0, fmt="ko", ms=3)
    right.set(xscale="log", xlabel="laws (bars), particles (points)")
    save(figure, run / "gap.png")


def draw_training(run):
    table = read_table(run, "curves.csv")
    if table is None:
        stop(f"{run} has no rows of a training")
    figure, axes = pyplot.subplots(figsize=(4.5, 3.2))
    curves = (("loss", "loss of the batches", "#9a9a9a"), ("excess", "error on held-out points", "#5b86b8"),
              ("residual", "Fokker-Planck residual", "#c8743c"))
    replicas = np.array(table.get("replica", [0] * len(table["step"])))
    for name, label, color in curves:
        for replica in np.unique(replicas) if name in table else []:
            rows = replicas == replica
            axes.semilogy(np.array(table["step"])[rows], np.array(table[name], dtype=float)[rows], lw=1, color=color,
                        label=label if replica == replicas[0] else None)
    axes.set(xlabel="updates", ylabel="in units of the output")
    axes.legend(frameon=False, fontsize=7)
    save(figure, run / "training.png")


def draw_levels(run, summary):
    found = summary.get("observables", {})
    if "level_share_0" not in found:
        return
    figure, axes = pyplot.subplots(figsize=(4.5, 3))
    names = [f"level_share_{k}" for k in range(10) if f"level_share_{k}" in found]
    shares = [found[name] for name in names]
    axes.bar(range(len(names)), [each["mean"] for each in shares],
             yerr=[each["standard_error"] or 0 for each in shares], color="#9ab8d8")
    axes.plot(range(len(names)), [summary["exact"][name] for name in names], "k_", ms=20)
    axes.set(xlabel="part of the levels, smallest first", ylabel="share of chains")
    save(figure, run / "levels.png")


def draw_errors(runs, folder):
    """One curve for each solver and order, a point for each run."""
    curves = {}
    for deck, summary in runs:
        found = summary.get("observables", {})
        name = "map_error" if "map_error" in found else "w2" if "w2" in found else None
        if name is None or found[name]["mean"] is None:
            continue
        solver = " ".join(filter(None, (deck.get("solver", "name"), deck.get("solver", "order"))))
        curves.setdefault((name, solver), []).append((found["evaluations"]["mean"], found[name]["mean"]))
    if not curves:
        return
    figure, axes = pyplot.subplots(figsize=(4.5, 3.5))
    for (name, solver), points in sorted(curves.items()):
        axes.loglog(*zip(*sorted(points)), "o-", ms=3, lw=1, label=f"{solver} ({name})")
    axes.set(xlabel="evaluations", ylabel="error")
    axes.legend(frameon=False)
    save(figure, folder / "errors.png")


def draw_schedule(run, summary):
    schedule = json.loads((run / "schedule.json").read_text())
    table = read_table(run, "curves.csv")
    figure, (levels, errors) = pyplot.subplots(1, 2, figsize=(8, 3.2))
    points = np.arange(len(schedule["sigma"]))
    levels.semilogy(points, schedule["sigma"], "-", color="#888888", lw=1)
    for n, step in enumerate(schedule["steps"]):
        middle = np.sqrt(schedule["sigma"][n] * schedule["sigma"][n + 1])
        levels.plot(n + 0.5, middle, "s" if step["corrector"] else "o", ms=11,
                    color="#5b86b8" if step["prediction"] == "data" else "#c8743c")
        levels.text(n + 0.5, middle, str(step["order"]), color="white", ha="center", va="center", fontsize=8)
    for label, marker, color in (("data", "o", "#5b86b8"), ("noise", "o", "#c8743c"), ("with corrector", "s", "#888888")):
        levels.plot([], [], marker, color=color, label=label)
    levels.set(xlabel="evaluation", ylabel="sigma", title="orders of the steps", xticks=points)
    levels.legend(frameon=False)
    if table is not None:
        errors.semilogy(table["candidates"], table["best_error"], lw=1, color="black", label="best found")
    found = summary["observables"]
    errors.axhline(found["best_fixed_error"]["mean"], ls="--", color="#5b86b8", lw=1,
                   label=f"best fixed: {summary['best_fixed']}")
    errors.set(xlabel="schedules tried", ylabel="error of the map")
    errors.legend(frameon=False, fontsize=7)
    save(figure, run / "schedule.png")


def save(figure, path):
    figure.tight_layout()
    figure.savefig(path, dpi=160)
    pyplot.close(figure)
    print(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=pathlib.Path, help="directories of runs; errors.png goes to the first")
    runs = parser.parse_args().runs
    known = []
    for run in runs:
        deck, summary = read_deck(run), read_summary(run)
        if (run / "schedule.json").exists():
            draw_schedule(run, summary)
            continue
        if deck.get("method", "name") == "training":
            draw_training(run)
            continue
        draw_words(run, summary) if deck.get("target", "name") == "chain" else draw_samples(run, deck)
        draw_curves(run, summary)
        draw_gap(run, summary)
        draw_levels(run, summary)
        known.append((deck, summary))
    draw_errors(known, runs[0])


if __name__ == "__main__":
    main()
