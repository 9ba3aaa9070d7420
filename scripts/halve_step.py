#!/usr/bin/env python3
"""Repeats a finished run of the sgmcmc job with half of its step and twice its units, and tells by how many standard errors each
mean moves: what a finite step does to the law, which R-hat cannot see. Writes step_bias.csv into the run's directory; the
repetition is in <run>-half. Other keys may follow, as on Starling's own command line."""
import argparse
import csv
import math
import pathlib

from launch import call, environment, find_program, starling_command
from run_files import read_deck, read_summary, stop

NOTICED = 3.0


def repeat(options, deck, half):
    """Runs the deck of the run with half of its step; gives back what it found."""
    step = deck.number("sampler", "step")
    if step is None:
        stop(f"{options.run} is no run of the sgmcmc job: its deck has no sampler.step")
    keys = {"sampler.step": repr(step / 2.0), "output.directory": half}
    keys |= {f"chains.{name}": str(2 * int(deck.number("chains", name))) for name in ("burn_in", "steps", "keep_every")}
    program = find_program(options.starling)
    call(starling_command(program, options.run / "deck.ini", keys, "--overwrite", *options.keys, ranks=options.ranks),
         environment())
    return read_summary(half)["observables"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, help="the directory of a finished run")
    parser.add_argument("--ranks", type=int, default=1, help="of the repetition")
    parser.add_argument("--starling", help="the program")
    options, options.keys = parser.parse_known_args()
    before = read_summary(options.run).get("observables")
    if not before:
        stop(f"{options.run} holds no finished run")
    after = repeat(options, read_deck(options.run), options.run.with_name(options.run.name + "-half"))
    rows = []
    for name, one in before.items():
        other = after[name]
        if None in (one["mean"], one["standard_error"], other["mean"], other["standard_error"]):
            continue
        error = math.hypot(one["standard_error"], other["standard_error"])
        moved = other["mean"] - one["mean"]
        rows.append((name, one["mean"], other["mean"], error, abs(moved) / error if error > 0.0 else 0.0))
    with open(options.run / "step_bias.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("function", "mean", "mean_at_half", "error_of_difference", "errors"))
        writer.writerows(rows)
    for name, mean, half, _, errors in rows:
        print(f"{name}: {mean:.6g}, at half of the step {half:.6g}: {errors:.1f} standard errors")
    worst = [name for name, *_, errors in rows if errors > NOTICED]
    print(f"the step shows in {', '.join(worst)}" if worst else "the step does not show")


if __name__ == "__main__":
    main()
