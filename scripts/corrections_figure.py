#!/usr/bin/env python3
"""Runs inputs/diffusion/fkc_annealing.ini with exact, Feynman-Kac and published weights and without any at several numbers of steps, and
draws how far the mass of the right mode and the estimate of Z are from what they should be: corrections.png."""
import argparse
import pathlib
import tempfile

from launch import ROOT, find_program, run_starling
from drawing.plot_style import np, pyplot

DECK = ROOT / "inputs/diffusion/fkc_annealing.ini"
STEPS = (16, 32, 64, 128, 256)
WEIGHTS = {"exact": ("exact weights", "#1b6f8a", "o"), "feynman_kac": ("Feynman-Kac rate", "#c8743c", "s"),
           "published": ("as published", "#8a3b6f", "^")}


def found(starling, work, weights, steps, options):
    """mode_mass_1 and z_ratio with their standard errors, and the exact mass."""
    summary = run_starling(starling, DECK, work, {"correction.weights": weights, "solver.steps": steps, "ensemble.particles": 1000,
                                                  "ensemble.replicas": options.replicas, "output.distances": "false",
                                                  "output.observe_every": 0})

    def pair(name):
        return tuple(summary["observables"][name][key] for key in ("mean", "standard_error"))

    return pair("mode_mass_1"), pair("z_ratio") if "z_ratio" in summary["observables"] else None, summary["exact"]["mode_mass_1"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starling", help="the program")
    parser.add_argument("--replicas", type=int, default=400)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("corrections.png"))
    options = parser.parse_args()
    starling = find_program(options.starling)
    figure, (masses, ratios) = pyplot.subplots(1, 2, figsize=(7.4, 2.9), layout="constrained")
    with tempfile.TemporaryDirectory(prefix="starling-corrections-") as folder:
        for weights, (label, color, marker) in WEIGHTS.items():
            rows = [found(starling, pathlib.Path(folder) / "run", weights, steps, options) for steps in STEPS]
            mass = np.array([row[0] for row in rows])
            masses.errorbar(STEPS, mass[:, 0], mass[:, 1], fmt=marker + "-", color=color, ms=4, lw=1, capsize=2, label=label)
            if rows[0][1] is not None:
                ratio = np.array([row[1] for row in rows])
                ratios.errorbar(STEPS, ratio[:, 0], ratio[:, 1], fmt=marker + "-", color=color, ms=4, lw=1, capsize=2, label=label)
            masses.axhline(rows[0][2], color="k", lw=0.8, ls="--")
    ratios.axhline(1.0, color="k", lw=0.8, ls="--")
    masses.set(xscale="log", xlabel="steps", ylabel="P(x > 0)", title="a mixture squared")
    ratios.set(xscale="log", yscale="log", xlabel="steps", ylabel="estimate of Z over Z")
    for axes in (masses, ratios):
        axes.set_xticks(STEPS, [str(steps) for steps in STEPS])
        axes.minorticks_off()
    masses.legend(frameon=False)
    figure.savefig(options.output, dpi=180)
    print(options.output)


if __name__ == "__main__":
    main()
