#!/usr/bin/env python3
"""Strong and weak scaling of any deck over numbers of ranks: table and CSV.

    scripts/scaling_deck.py inputs/walk/karate.ini --ranks 1 2 --weak run.tokens -- run.steps=5000

Strong: the deck as it is on more ranks. Weak, with --weak KEY: that number of the deck times the ranks, with which the work must
grow in proportion. Keys after -- change the deck. The runs of all numbers of ranks take turns; rates are medians, speed-ups
medians of the ratios to the fewest ranks in the same turn, with the lowest and the highest. Efficiency is the speed-up over that
of the ranks. A rate is of particle-steps, or of runs where a job's units are not alike (of weak scaling: of runs of the deck as
it is), per second of the loop, or of the slowest rank's time in the phases that --phases names. It is one of processor time:
seconds are multiplied by the share of its cores that a run got, so that other programs count less; `wall` is the speed-up
without that. Runs of the same deck must give the same observables on all ranks, or the script stops."""
import argparse
import csv
import pathlib
import statistics
import sys
import tempfile

from launch import call, environment, find_program, processor_share, run_starling, starling_command
from run_files import Deck, describe_processor, stop


class Case:
    """One number of ranks and one deck, and what its runs measured: a dict for each turn."""

    def __init__(self, kind, ranks, settings, factor=1):
        self.kind, self.ranks, self.settings, self.factor, self.turns = kind, ranks, settings, factor, []

    def add(self, summary, phases=()):
        """One more turn, from a run's summary."""
        performance, share = summary["performance"], processor_share(summary)
        timing, loop = performance["timing"], performance["loop_seconds"]
        missing = [phase for phase in phases if phase not in timing["phases_seconds"]]
        if missing:
            stop(f"this run has no phase {missing[0]}; it has {', '.join(timing['phases_seconds'])}")
        seconds = sum(timing["phases_seconds"][phase]["maximum"] for phase in phases) if phases else loop
        if seconds <= 0:
            stop("what is to be measured took no time; a longer run is needed")
        per_second = performance.get("particle_steps_per_second")
        wall = (self.factor if per_second is None else per_second * loop) / seconds
        self.turns.append({"unit": "runs" if per_second is None else "particle-steps", "rate": wall / share, "wall_rate": wall,
                           "communication_share": timing["communication_share"], "processor_share": share})

    def row(self, first):
        """Medians, and the ratios to the turns of the case with the fewest ranks."""
        row = {"kind": self.kind, "ranks": self.ranks, "unit": self.turns[0]["unit"],
               **{name: statistics.median(turn[name] for turn in self.turns) for name in self.turns[0] if name != "unit"}}
        for name, rate in (("speed_up", "rate"), ("wall_speed_up", "wall_rate")):
            ratios = [turn[rate] / other[rate] for turn, other in zip(self.turns, first.turns)]
            row.update({name: statistics.median(ratios), f"{name}_least": min(ratios), f"{name}_most": max(ratios)})
        more = self.ranks / first.ranks
        return {**row, **{f"efficiency{part}": row[f"speed_up{part}"] / more for part in ("", "_least", "_most")}}


def require_same_bits(summary, reference):
    """Stops unless two runs of one deck observed the same."""
    names = list(dict.fromkeys([*reference["observables"], *summary["observables"]]))
    for name in names:
        there, here = reference["observables"].get(name), summary["observables"].get(name)
        if here != there:
            told = [(found or {}).get("mean") for found in (there, here)]
            where = [of["provenance"]["ranks"] for of in (reference, summary)]
            stop(f"{name} is {told[0]} on {where[0]} and {told[1]} on {where[1]} ranks (or its error differs): all ranks must "
                 "give the same bits, so this is an error of the program, and no scaling")


def print_row(row):
    print("{kind:7s} {ranks:6d} ranks {rate:10.4g} {unit}/s, speed-up {speed_up:.2f} ({speed_up_least:.2f} to {speed_up_most:.2f}), "
          "efficiency {efficiency:.2f} ({efficiency_least:.2f} to {efficiency_most:.2f}), wall {wall_speed_up:.2f} "
          "({wall_speed_up_least:.2f} to {wall_speed_up_most:.2f}), communication {communication_share:.1%}".format(**row), flush=True)


def multiplied(program, options, factor):
    """The value of --weak's key of the deck times a whole number."""
    deck = Deck(call(starling_command(program, options.deck, options.settings, "--dump-deck"), environment()))
    text = deck.keys().get(options.weak, "")
    try:
        number = int(text) if text.lstrip("-").isdigit() else float(text)
    except ValueError:
        stop(f"--weak needs a number of the deck, and {options.weak} is {repr(text) if text else 'not set there'}")
    return number * factor


def measure(program, options):
    cases = [Case("strong", ranks, options.settings) for ranks in options.ranks]
    if options.weak:
        cases += [Case("weak", ranks, {**options.settings, options.weak: multiplied(program, options, ranks)}, ranks)
                  for ranks in options.ranks]
    references = {}
    with tempfile.TemporaryDirectory(prefix="starling-scaling-") as scratch:
        for _ in range(options.repetitions):
            for case in cases:
                summary = run_starling(program, options.deck.resolve(), pathlib.Path(scratch) / "run", case.settings, case.ranks)
                require_same_bits(summary, references.setdefault(str(case.settings), summary))
                case.add(summary, options.phases)
    if not any(found["mean"] is not None for found in references[str(options.settings)]["observables"].values()):
        print("no observable has a value: that all ranks give the same bits was not checked")
    return [case.row(next(other for other in cases if other.kind == case.kind)) for case in cases]


def parse(words):
    split = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("deck", type=pathlib.Path, help="such as inputs/walk/karate.ini; -- and keys after all options")
    parser.add_argument("--starling", help="the program (default: build/release/drivers/starling)")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2], help="numbers of ranks (default: 1 2)")
    parser.add_argument("--weak", metavar="KEY", help="also weak scaling: this number of the deck times the ranks")
    parser.add_argument("--phases", nargs="+", default=[], metavar="NAME", help="of the summary, to measure instead of the loop")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("scaling_deck.csv"), help="the table")
    options = parser.parse_args(words[:split])
    options.ranks = sorted(set(options.ranks))
    if options.ranks[0] < 1 or options.repetitions < 1:
        stop("--ranks and --repetitions must be at least 1")
    keys = [word.removeprefix("--") for word in words[split + 1:]]
    for word in keys:
        if "=" not in word:
            stop(f"after -- come keys of the deck with their values, such as run.seed=1, and not '{word}'")
    options.settings = dict(word.split("=", 1) for word in keys)
    if "output.directory" in options.settings:
        stop("output.directory is the script's own: runs are made in a temporary folder")
    return options


def main():
    options = parse(sys.argv[1:])
    program = find_program(options.starling)
    print(describe_processor())
    rows = measure(program, options)
    for row in rows:
        print_row(row)
    least = min(row["processor_share"] for row in rows)
    if least < 0.9:
        print(f"runs got as little as {least:.0%} of their cores, for other programs or for want of cores: wall times and shares of "
              "phases are rough, and where ranks share cores, rates of processor time are those of more cores than there are")
    with open(options.output, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    print(f"wrote {options.output}")


if __name__ == "__main__":
    main()
