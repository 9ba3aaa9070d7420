#!/usr/bin/env python3
"""Runs the decks behind docs/sgmcmc-claims.md, prints a table with standard errors, and draws it. Runs that are there already
with the same deck are read, not repeated. `--scale 0.1` takes a tenth of all steps, for a quick look."""
import argparse
import functools
import math
import pathlib

from run_files import require

np, _ = require("numpy", "matplotlib")
from claim_runs import (Runs, cover, kinetic_temperature, median_r_hat, pair, points, predictions, print_table,  # noqa: E402
                        r_hat, rmse_difference, save, shown, spread_of_forces)
from drawing.plot_style import pyplot  # noqa: E402
from drawing.prediction_plots import draw_ranks  # noqa: E402

SNAPSHOTS = (10, 20, 40, 60)
TEMPERATURES = (1.0, 0.3, 0.1)
# Steps that are stable where labels have noise of 0.05: the stiffest direction grows as the number of snapshots over s^2.
STEPS = {10: 0.0025, 20: 0.0025, 40: 0.0018, 60: 0.0015}
COLD_STEP = 0.001
NOISE = 0.05
MISFIT = 0.018  # what the network cannot represent, which s has beside the noise
# Enough friction for the heat of the descent from the warm start to be gone after the burn-in.
GRID = {"chains.count": 2, "chains.warm_start": 2000, "chains.warm_start_rate": 0.003, "chains.burn_in": 1500,
        "chains.steps": 2500, "chains.keep_every": 10, "sampler.friction": 10}


def several_chains(runs):
    """One chain against all: coverage, and how much of the variance of test forces is between chains."""
    found = {name: runs.summary(name, f"claims/{name}") for name in ("posterior", "cold", "control", "psgld")}
    rows = []
    for name, summary in found.items():
        rows.append((name, str(summary["diagnostics"]["chains"]), shown(pair(predictions(summary)["between_over_total_variance"])),
                     shown(pair(predictions(summary)["pooled"]["rmse"]), 4), shown(cover(summary, "single_chain")),
                     shown(cover(summary)), f"{median_r_hat(summary):.3f}",
                     shown(kinetic_temperature(summary))))
    print_table(("run", "chains", "between / total", "rmse", "95 % covers, single (± between chains)",
                 "pooled (± between snapshots)", "median R-hat", "kinetic temperature"), rows)
    figure, axes = pyplot.subplots(1, 2, figsize=(7.0, 2.8), layout="constrained")
    places = np.arange(len(found))
    points(axes[0], places, [pair(predictions(of)["between_over_total_variance"]) for of in found.values()], linestyle="")
    axes[0].set(title="variance between chains / total", ylim=(0, 1))
    for kind, label in (("single_chain", "one chain"), ("pooled", "all chains")):
        points(axes[1], places, [cover(of, kind) for of in found.values()], linestyle="", label=label)
    axes[1].axhline(0.95, color="tab:red", linewidth=0.8)
    axes[1].set(title="test forces that 95 % intervals cover", ylim=(0, 1))
    axes[1].legend(frameon=False)
    for panel in axes:
        panel.set_xticks(places, found)
        panel.set_xlim(-0.5, len(found) - 0.5)
    save(figure, runs, "several_chains")


def grid_name(temperature, snapshots, noise=NOISE):
    return f"grid_{temperature:g}_{snapshots}" + ("" if noise == NOISE else f"_{noise:g}")


def step_of(temperature, snapshots, noise):
    """As s falls below what it is for labels of the usual noise, so must the step."""
    step = COLD_STEP if temperature == min(TEMPERATURES) else STEPS[snapshots]
    narrower = min(1.0, math.hypot(noise, MISFIT) / math.hypot(NOISE, MISFIT))
    return float(f"{step * narrower:.2g}")


def grid_run(runs, temperature, snapshots, noise=NOISE):
    name = grid_name(temperature, snapshots, noise)
    step = step_of(temperature, snapshots, noise)
    changes = GRID | {"sampler.step": step, "target.snapshots": snapshots, "chains.temperature": temperature,
                      "target.label_noise": noise}
    return runs.summary(name, "claims/posterior", changes)


def cold(runs):
    """Cold posteriors: errors, likelihood and coverage by temperature and number of snapshots."""
    snapshots = runs.options.snapshots
    grid = {(t, n): grid_run(runs, t, n) for t in TEMPERATURES for n in snapshots}
    scores = {"rmse": lambda of: pair(predictions(of)["pooled"]["rmse"]),
              "-log likelihood of labels": lambda of: pair(predictions(of)["pooled"]["label_negative_log_likelihood"]),
              "95 % covers": cover}
    rows = [(f"{t:g}", str(n), *(shown(score(grid[t, n]), 4) for score in scores.values()),
             shown(rmse_difference(runs, grid_name(t, n), grid_name(TEMPERATURES[0], n)), 4),
             shown(pair(predictions(grid[t, n])["between_over_total_variance"])), f"{median_r_hat(grid[t, n]):.2f}",
             shown(kinetic_temperature(grid[t, n]), 2))
            for t in TEMPERATURES for n in snapshots]
    print_table(("T", "snapshots", *scores, "rmse less that at T = 1", "between / total", "median R-hat", "kinetic temperature"),
                rows)
    figure, axes = pyplot.subplots(1, len(scores), figsize=(9.0, 2.8), layout="constrained")
    for panel, (title, score) in zip(axes, scores.items()):
        for t in TEMPERATURES:
            points(panel, snapshots, [score(grid[t, n]) for n in snapshots], label=f"T = {t:g}")
        panel.set(title=title, xlabel="snapshots")
    axes[0].legend(frameon=False)
    save(figure, runs, "cold")


def ensemble(runs):
    """A deep ensemble against chains of as many gradients."""
    found = {"posterior, 8 chains": runs.summary("posterior", "claims/posterior"),
             "8 members by Adam": runs.summary("ensemble", "claims/ensemble")}
    scores = {"rmse": lambda of: pair(predictions(of)["pooled"]["rmse"]), "95 % covers": cover,
              "labels": functools.partial(cover, what="label"),
              "-log likelihood of values": lambda of: pair(predictions(of)["pooled"]["value_negative_log_likelihood"]),
              "of labels": lambda of: pair(predictions(of)["pooled"]["label_negative_log_likelihood"])}
    print_table(("", "units", *scores), [(name, str(of["units"]), *(shown(score(of), 4) for score in scores.values()))
                                         for name, of in found.items()])
    print(f"rmse of the ensemble less that of the chains: {shown(rmse_difference(runs, 'ensemble', 'posterior'), 4)}")
    figure, axes = pyplot.subplots(1, len(scores), figsize=(10.0, 2.6), layout="constrained")
    for panel, (title, score) in zip(axes, scores.items()):
        points(panel, range(len(found)), [score(of) for of in found.values()], linestyle="")
        panel.set(title=title, xlim=(-0.5, len(found) - 0.5))
        panel.set_xticks(range(len(found)), ["chains", "Adam"])
    save(figure, runs, "ensemble")


def noise(runs):
    """The noise that chains infer against what was added to labels, and what the network cannot represent: of errors of test
    forces (mean square) the part that is more than their variance says."""
    rows, places = [], {}
    for injected, snapshots in [(NOISE, n) for n in runs.options.snapshots] + [(0.02, 20), (0.1, 20)]:
        summary = grid_run(runs, 1.0, snapshots, injected)
        log_s, error = pair(summary["observables"]["log_force_noise"])
        inferred = math.exp(log_s)
        epistemic = spread_of_forces(runs, grid_name(1.0, snapshots, injected))
        rmse, of_rmse = pair(predictions(summary)["pooled"]["rmse"])
        misfit = rmse ** 2 - epistemic
        expected = math.sqrt(injected ** 2 + max(misfit, 0.0))
        width = float(summary["diagnostics"]["functions"]["log_force_noise"]["standard_deviation"]) * inferred
        rows.append((f"{injected:g}", str(snapshots), f"{inferred:.4f} ± {width:.4f}",
                     shown((expected, rmse * of_rmse / expected), 4), f"{math.sqrt(epistemic):.4f}",
                     f"{r_hat(summary, 'log_force_noise'):.2f}",
                     shown(kinetic_temperature(summary), 2)))
        places[injected, snapshots] = ((inferred, width), (expected, rmse * of_rmse / expected))
    print_table(("injected", "snapshots", "inferred s (posterior width)", "√(σ² + misfit²)", "epistemic sd of test forces",
                 "R-hat of log s", "kinetic temperature"), rows)
    figure, axes = pyplot.subplots(1, 2, figsize=(7.0, 2.8), layout="constrained")
    by_snapshots = [(n, places[NOISE, n]) for n in runs.options.snapshots]
    by_noise = sorted((s, values) for (s, n), values in places.items() if n == 20)
    for panel, series, label in ((axes[0], by_snapshots, "snapshots"), (axes[1], by_noise, "injected noise, eV/Å")):
        x = [place for place, _ in series]
        points(panel, x, [values[0] for _, values in series], label="inferred")
        points(panel, x, [values[1] for _, values in series], label="√(σ² + misfit²)")
        panel.set(xlabel=label, ylabel="s, eV/Å")
    axes[1].plot(x, x, color="tab:red", linewidth=0.8)
    axes[0].legend(frameon=False)
    save(figure, runs, "noise")


def misfit(runs):
    """What a network cannot represent is in no posterior: coverage of clean test forces by the number of snapshots."""
    found = {n: grid_run(runs, 1.0, n) for n in runs.options.snapshots}
    print_table(("snapshots", "rmse", "95 % covers forces", "labels", "kinetic temperature"),
                [(str(n), shown(pair(predictions(of)["pooled"]["rmse"]), 4), shown(cover(of)), shown(cover(of, what="label")),
                  shown(kinetic_temperature(of), 2)) for n, of in found.items()])
    figure, axes = pyplot.subplots(figsize=(3.6, 2.8), layout="constrained")
    for what, label in (("value", "forces"), ("label", "labels")):
        points(axes, list(found), [cover(of, what=what) for of in found.values()], label=label)
    axes.axhline(0.95, color="tab:red", linewidth=0.8)
    axes.set(xlabel="snapshots", ylabel="covered by 95 % intervals", ylim=(0, 1))
    axes.legend(frameon=False)
    save(figure, runs, "misfit")


def calibration(runs):
    """Simulation-based calibration with a network as the teacher: ranks of true values among draws."""
    summary = runs.summary("calibration", "calibration")
    found = summary["diagnostics"]["calibration"]
    print_table(("function", "ranks by bins", "z", "chi-square", "draws less true value", "mean over replicates"),
                [(name, " ".join(map(str, of["rank_counts"])), f"{of['z']:.2f}", f"{of['chi_square']:.1f}",
                  shown(pair(of["moved"]), 5), shown(pair(summary["observables"][name]), 4))
                 for name, of in found["functions"].items()])
    print("calibrated" if found["calibrated"] else "not calibrated: " + "; ".join(found["faults"]))
    draw_ranks(runs.folder / "calibration.png", found)
    print(f"wrote {runs.folder / 'calibration.png'}")


CLAIMS = {function.__name__: function for function in (several_chains, cold, ensemble, noise, misfit, calibration)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claim", choices=CLAIMS)
    parser.add_argument("--runs", type=pathlib.Path, default=pathlib.Path("runs/claims"), help="where runs and pictures go")
    parser.add_argument("--scale", type=float, default=1.0, help="of all numbers of steps")
    parser.add_argument("--snapshots", type=int, nargs="+", choices=STEPS, default=SNAPSHOTS,
                        help="numbers of them in the tables of cold, noise and misfit")
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--starling", help="the program")
    options = parser.parse_args()
    options.runs.mkdir(parents=True, exist_ok=True)
    CLAIMS[options.claim](Runs(options))


if __name__ == "__main__":
    main()
