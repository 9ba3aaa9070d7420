"""Runs behind claims about uncertainty, each made once, and numbers of them, for scripts/claims.py."""
import math
import subprocess

from launch import ROOT, call, environment, find_program, starling_command
from run_files import Deck, read_deck, read_summary, require, stop

np, _ = require("numpy", "matplotlib")
from samples import open_samples, read_known, read_posterior  # noqa: E402

COUNTED = ("warm_start", "burn_in", "steps", "keep_every")
LEVEL = "95"


def without_output(deck):
    return {key: value for key, value in deck.keys().items() if not key.startswith("output.")}


class Runs:
    """Runs of decks in a folder, each made once."""

    def __init__(self, options):
        self.folder, self.options = options.runs, options
        self.program = find_program(options.starling)

    def keys(self, deck, changes):
        """The changes, with counts of steps at the scale that was asked for."""
        if self.options.scale == 1.0:
            return changes
        text = Deck((ROOT / "inputs/sgmcmc" / f"{deck}.ini").read_text())
        counts = {f"chains.{key}": text.number("chains", key) for key in COUNTED} | changes
        scaled = {key: max(1, round(float(counts[key]) * self.options.scale)) for key in counts
                  if key.removeprefix("chains.") in COUNTED and counts[key]}
        if deck == "calibration":
            scaled["chains.steps"] = 19 * scaled["chains.keep_every"]
        return changes | scaled | ({"chains.steps": 1} if deck.endswith("ensemble") else {})

    def summary(self, name, deck, changes=None):
        """Of the run of this name; it is run unless it is there."""
        run = self.folder / name
        keys = self.keys(deck, changes or {}) | {"output.directory": run}
        path = ROOT / "inputs/sgmcmc" / f"{deck}.ini"
        there = read_summary(run).get("ended") and without_output(read_deck(run)) == without_output(self.resolved(path, keys))
        if not there:
            print(f"running {name} ...", flush=True)
            call(starling_command(self.program, path, keys, "--overwrite", ranks=self.options.ranks), environment())
        summary = read_summary(run)
        for sentence in troubles(summary["diagnostics"]):
            print(f"{name}: {sentence}")
        return summary

    def resolved(self, path, keys):
        result = subprocess.run(starling_command(self.program, path, keys, "--dump-deck"), env=environment(), text=True,
                                capture_output=True)
        return Deck(result.stdout) if result.returncode == 0 else stop(result.stderr.strip())


def pair(entry):
    """Mean and standard error of a summary's entry, NaN where there is none."""
    return tuple(math.nan if value is None else value for value in (entry["mean"], entry["standard_error"]))


def shown(numbers, digits=3):
    mean, error = numbers
    if math.isnan(mean):
        return "-"
    return f"{mean:.{digits}f}" + ("" if math.isnan(error) else f" ± {error:.{digits}f}")


def troubles(diagnostics):
    """Faults of chains, and the worst R-hat in place of those of each function."""
    found = [fault for fault in diagnostics["faults"] if "kinetic temperature" in fault or "diverged" in fault]
    known = {name: of["r_hat"] for name, of in diagnostics["functions"].items() if of["r_hat"] is not None}
    if diagnostics["converged"] is False and known:
        worst = max(known, key=known.get)
        found.append(f"not converged: R-hat of {worst} is {known[worst]:.2f}")
    return found


def predictions(summary):
    return summary["diagnostics"]["predictions"]


def cover(summary, kind="pooled", what="value"):
    return pair(predictions(summary)[kind][f"{what}_coverage"][LEVEL])


def r_hat(summary, name):
    value = summary["diagnostics"]["functions"][name]["r_hat"]
    return math.nan if value is None else value


def median_r_hat(summary):
    return float(np.median([r_hat(summary, name) for name in summary["diagnostics"]["functions"] if name.startswith("force_")]))


def kinetic_temperature(summary):
    return pair(summary["diagnostics"].get("kinetic_temperature", {"mean": None, "standard_error": None}))


def print_table(header, rows):
    print("| " + " | ".join(header) + " |\n" + "|---" * len(header) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def save(figure, runs, name):
    figure.savefig(runs.folder / f"{name}.png", dpi=200)
    print(f"wrote {runs.folder / name}.png")


def points(axes, places, numbers, **style):
    means, errors = zip(*numbers)
    axes.errorbar(places, means, [0.0 if math.isnan(error) else error for error in errors], marker=".", **style)


def forces_of(runs, name):
    """Draws of test forces (force, chain, draw) in the order of snapshots, and their known values."""
    with open_samples(runs.folder / name) as file:
        posterior, chains = read_posterior(file)
        known = read_known(file, chains)
    names = sorted(known, key=lambda force: int(force.removeprefix("force_")))
    return np.array([posterior[force] for force in names]), np.array([known[force][0, 0] for force in names])


def spread_of_forces(runs, name):
    """Mean variance of the draws of test forces."""
    draws, _ = forces_of(runs, name)
    return float(draws.reshape(len(draws), -1).var(axis=1, ddof=1).mean())


def rmse_difference(runs, name, reference):
    """Root mean square error of a run less that of another, with the error of the difference: both are of the same test
    snapshots, whose scatter is common to them."""
    blocks = []
    for run in (name, reference):
        draws, values = forces_of(runs, run)
        squares = (draws.mean(axis=(1, 2)) - values) ** 2
        blocks.append(squares.reshape(int(read_deck(runs.folder / run).number("target", "test_snapshots")), -1).mean(axis=1))
    roots = [math.sqrt(of.mean()) for of in blocks]
    apart = blocks[0] / (2.0 * roots[0]) - blocks[1] / (2.0 * roots[1])
    return roots[0] - roots[1], float(apart.std(ddof=1)) / math.sqrt(len(apart))
