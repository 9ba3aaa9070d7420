#!/usr/bin/env python3
"""Repeats a finished run of the sgmcmc job with half of its step and twice its units, and tells by how many standard errors each
mean moves: what a finite step does to the law, which R-hat cannot see. The repetition has other random numbers (run.seed + 1), and
all that is counted in units twice as many. Writes step_bias.csv into the run's directory; the repetition is in <run>-half. Other
keys may follow, as on Starling's own command line."""
import argparse
import csv
import math
import pathlib

from launch import call, environment, find_program, starling_command
from run_files import read_deck, read_summary, stop

NOTICED = 3.0
# Counts of units of the sampler, which twice as many of half the step keep as long.
COUNTED = (("chains", "burn_in"), ("chains", "steps"), ("chains", "keep_every"), ("sampler", "cycle"),
           ("sampler", "anchor_every"), ("sampler", "swap_every"))


def repeat(options, deck, half):
    """Runs the deck of the run with half of its step; gives back its summary."""
    keys = {"sampler.step": repr(deck.number("sampler", "step") / 2.0), "output.directory": half,
            "run.seed": str((int(deck.get("run", "seed")) + 1) % 2**64)}
    numbers = {place: deck.number(*place) for place in COUNTED}
    keys |= {".".join(place): str(2 * int(number)) for place, number in numbers.items() if number is not None}
    program = find_program(options.starling)
    call(starling_command(program, options.run / "deck.ini", keys, "--overwrite", *options.keys, ranks=options.ranks),
         environment())
    return read_summary(half)


def require_draws(run, deck):
    """The summary of a finished run that has drawn from a law."""
    if deck.number("sampler", "step") is None:
        stop(f"{run} is no run of the sgmcmc job: its deck has no sampler.step")
    if deck.get("sampler", "name") == "adam":
        stop(f"{run} is of adam, which draws nothing: there is no law that a step could change")
    summary = read_summary(run)
    if not summary.get("observables"):
        stop(f"{run} holds no finished run")
    return summary


def verdict(rows, skipped, unconverged):
    """What may be said: nothing of what has no error or of chains that have not converged."""
    shown = [name for name, *_, errors in rows if errors > NOTICED]
    if not rows:
        return "nothing can be said of the step: no function has an error in both runs"
    words = f"the step shows in {', '.join(shown)}" if shown else "the step does not show"
    if unconverged:
        words = f"nothing can be said of the step: {' and '.join(unconverged)} not converged"
    return words + (f"; {', '.join(skipped)} cannot be compared" if skipped else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, help="the directory of a finished run")
    parser.add_argument("--ranks", type=int, default=1, help="of the repetition")
    parser.add_argument("--starling", help="the program")
    options, options.keys = parser.parse_known_args()
    deck = read_deck(options.run)
    first = require_draws(options.run, deck)
    second = repeat(options, deck, options.run.with_name(options.run.name + "-half"))
    unconverged = [f"the run {which} has" for which, summary in (("itself", first), ("at half of the step", second))
                   if not summary["diagnostics"]["converged"]]
    rows = []
    skipped = []
    for name, one in first["observables"].items():
        other = second["observables"].get(name, {"mean": None, "standard_error": None})
        if None in (one["mean"], one["standard_error"], other["mean"], other["standard_error"]):
            skipped.append(name)
            continue
        error = math.hypot(one["standard_error"], other["standard_error"])
        moved = other["mean"] - one["mean"]
        rows.append((name, one["mean"], other["mean"], error, abs(moved) / error))
    with open(options.run / "step_bias.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("function", "mean", "mean_at_half", "error_of_difference", "errors"))
        writer.writerows(rows)
    for name, mean, half, _, errors in rows:
        print(f"{name}: {mean:.6g}, at half of the step {half:.6g}: {errors:.1f} standard errors")
    print(verdict(rows, skipped, unconverged))


if __name__ == "__main__":
    main()
