"""Runs scaling_deck.py with decks of two jobs and with a program that breaks the promise of equal bits, and gives it made-up runs."""
import csv
import math
import pathlib
import sys
import tempfile

from support.checks import ROOT, SCRIPTS, check, program_of_test, run_of_test, script

sys.path.insert(0, str(SCRIPTS))
from scaling_deck import Case, require_same_bits  # noqa: E402

KARATE = ROOT / "inputs/walk/karate.ini"
SHORT = ("--", "run.steps=200", "run.tokens=40", "output.observe_every=100")


def summary(seconds, ranks=1, rate=None, share=1.0, learning=1.0):
    """Of a run whose loop took `seconds`, with `share` of its cores."""
    timing = {"communication_share": 0.25, "phases_seconds": {"learning": {"mean": 0.5 * learning, "maximum": learning}},
              "processor_seconds": share * ranks * seconds, "wall_seconds": seconds}
    told = {} if rate is None else {"particle_steps_per_second": rate}
    return {"performance": {"loop_seconds": seconds, "timing": timing, **told},
            "provenance": {"ranks": ranks, "threads_per_rank": 1}}


def measured(kind, runs, phases=(), factors=(1, 1)):
    """The row of two ranks, from (summary on one, summary on two) of each turn."""
    one, two = (Case(kind, ranks, {}, factor) for ranks, factor in zip((1, 2), factors))
    for on_one, on_two in runs:
        one.add(on_one, phases)
        two.add(on_two, phases)
    return two.row(one)


def same(found, expected):
    for name, value in expected.items():
        check(found[name] == value if isinstance(value, str) else math.isclose(found[name], value, rel_tol=1e-12),
              f"{name} is {found[name]}, not {value}")


def finds_made_up_figures():
    """Ratios are of runs in the same turn, and the spread is theirs."""
    turns = [(summary(1, rate=100), summary(1, 2, rate=180)), (summary(1, rate=110), summary(1, 2, rate=220)),
             (summary(1, rate=90), summary(1, 2, rate=144))]
    same(measured("strong", turns), {"unit": "particle-steps", "rate": 180, "speed_up": 1.8, "speed_up_least": 1.6,
                                     "speed_up_most": 2.0, "efficiency": 0.9, "efficiency_least": 0.8, "communication_share": 0.25})
    # Half of their cores: twice the rate by processor time, the same by wall.
    same(measured("strong", [(summary(1, rate=100), summary(1, 2, rate=80, share=0.5))]),
         {"rate": 160, "speed_up": 1.6, "wall_rate": 80, "wall_speed_up": 0.8})
    # Without a rate of the program's: by the loop, and of weak scaling twice the work on two ranks.
    same(measured("strong", [(summary(4), summary(2.5, 2))]), {"unit": "runs", "rate": 0.4, "speed_up": 1.6, "efficiency": 0.8})
    same(measured("weak", [(summary(4), summary(5, 2))], factors=(1, 2)), {"rate": 0.4, "speed_up": 1.6, "efficiency": 0.8})
    # By a phase of the slowest rank, with the particle-steps of the loop.
    same(measured("strong", [(summary(4, learning=2), summary(3, 2, learning=1.25))], ["learning"]), {"rate": 0.8, "speed_up": 1.6})
    same(measured("strong", [(summary(4, rate=10, learning=2), summary(2, 2, rate=20, learning=1.25))], ["learning"]),
         {"rate": 32, "speed_up": 1.6})


def tells_other_bits():
    """The last digit of a mean or of an error, and an observable that only one run has, are differences."""
    def run(ranks, **observables):
        return {"provenance": {"ranks": ranks},
                "observables": {name: {"mean": mean, "standard_error": error} for name, (mean, error) in observables.items()}}
    require_same_bits(run(2, x=(0.1, None)), run(1, x=(0.1, None)))
    for other in (run(2, x=(math.nextafter(0.1, 1), None)), run(2, x=(0.1, 0.2)), run(2), run(2, x=(0.1, None), y=(1.0, None))):
        try:
            require_same_bits(other, run(1, x=(0.1, None)))
        except SystemExit as end:
            check("same bits" in str(end.code), f"the sentence is {end.code}")
        else:
            check(False, f"{other} passes for the same bits")


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def measures_decks(folder):
    """A job with particle-steps, and one without: walks, and trainings by the time that they learn."""
    runs = ((KARATE, ("--weak", "run.tokens", *SHORT), "particle-steps"),
            (ROOT / "inputs/score/mips.ini",
             ("--weak", "optimiser.batch", "--phases", "learning", "--", "system.particles=256", "data.equilibration=100", "data.frames=2",
              "data.frame_every=50", "data.held_out_frames=2", "data.held_out_every=50", "run.updates=5", "optimiser.batch=64",
              "output.observe_every=5", "output.checkpoint_every=0"), "runs"))
    for deck, options, unit in runs:
        table = folder / f"{deck.stem}.csv"
        script("scaling_deck.py", deck, "--starling", program_of_test(), "--repetitions", 1, "--output", table, *options)
        rows = rows_of(table)
        check([(row["kind"], row["ranks"], row["unit"]) for row in rows] ==
              [(kind, ranks, unit) for kind in ("strong", "weak") for ranks in "12"], f"measured were {rows}")
        check(all(float(row["rate"]) > 0 for row in rows), f"a rate is not positive: {rows}")
        for one, two in (rows[:2], rows[2:]):
            check(math.isclose(float(two["efficiency"]), float(two["rate"]) / float(one["rate"]) / 2), f"the efficiency is wrong: {rows}")


def stops_where_ranks_disagree(folder):
    """A program that takes another seed on several ranks."""
    program = folder / "other_seed"
    program.write_text(f'#!/usr/bin/env bash\nexec {program_of_test()} "$@" ${{OMPI_COMM_WORLD_SIZE:+--run.seed=7}}\n')
    program.chmod(0o755)
    said = script("scaling_deck.py", KARATE, "--starling", program, "--repetitions", 1, "--output", folder / "none.csv", *SHORT, code=1)
    check("on 1 and" in said and "same bits" in said, f"the sentence is {said}")
    check(not (folder / "none.csv").exists(), "runs that disagree have a table")


def refuses(folder):
    for options, sentence in ((("--weak", "walk.method", *SHORT), "'srrw'"), (("--weak", "run.token", *SHORT), "not set"),
                              (("--phases", "thinking", *SHORT), "no phase thinking; it has"), (("--ranks", 0), "at least 1"),
                              (("--", "run.steps"), "such as run.seed=1"), (("--", "run.stops=1"), "run.stops")):
        said = script("scaling_deck.py", KARATE, "--starling", program_of_test(), "--output", folder / "no.csv", *options, code=1)
        check(sentence in said, f"{options}: the sentence is {said}")


def main():
    run_of_test()
    finds_made_up_figures()
    tells_other_bits()
    with tempfile.TemporaryDirectory() as scratch:
        for case in (measures_decks, stops_where_ranks_disagree, refuses):
            case(pathlib.Path(scratch))
    print("scaling_deck.py measures decks of any job, and stops where ranks disagree")


if __name__ == "__main__":
    main()
