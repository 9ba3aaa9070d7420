#!/usr/bin/env python3
"""Strong and weak scaling of the separated state of inputs/active/mips.ini over numbers of ranks: table, CSV, picture, and
what a latency-bandwidth model fitted to the measured phases predicts for many ranks.

Strong: the same particles on more ranks. Weak: the same particles a rank. Every run goes on from one thermalised state; the
runs of all numbers of ranks take turns, and medians are shown. Rates are those of processor time, so that other programs on
the machine count less; phases are wall times, those of one rank multiplied by the share of its core that it got. Efficiency
is the rate a rank over that of the fewest ranks. scaling_model.py has the model."""
import argparse
import csv
import dataclasses
import math
import pathlib
import statistics
import tempfile

from launch import QUIET, find_program, go_on, prepare, processor_share, rate_by_processor
from run_files import describe_processor, read_deck, stop
from scaling_model import System, fit, measured_unevenness, predict, residuals

PHASES = {"compute": ("forces", "motion"), "neighbours": ("neighbours",), "communication": ("communication",)}


class Case:
    """One number of ranks and of particles, and the runs of it."""

    def __init__(self, kind, ranks, particles, options):
        self.kind, self.ranks, self.particles, self.options = kind, ranks, particles, options
        self.steps = max(200, int(options.work_per_rank * ranks / particles))
        self.settings = dict(QUIET, **{"system.particles": particles, "run.steps": options.thermal,
                                       "neighbours.skin": options.skin})
        self.folder, self.rows = options.work / f"mips_{particles}", []

    def run(self, program):
        prepare(program, "mips.ini", self.folder, self.settings, max(self.options.ranks))
        self.rows.append(self.measured(go_on(program, "mips.ini", self.folder, self.settings, self.steps, self.ranks)))

    def measured(self, summary):
        """Seconds per step in each phase (mean over ranks), and how much longer the slowest rank computes."""
        timing, share = summary["performance"]["timing"], processor_share(summary)
        # Of several ranks nobody knows which phase the others' programs took time from.
        scale = share if self.ranks == 1 else 1.0
        times = {name: [timing["phases_seconds"][phase] for phase in phases] for name, phases in PHASES.items()}
        row = {name: sum(t["mean"] for t in part) * scale / self.steps for name, part in times.items()}
        slowest, mean = (sum(t[key] for t in times["compute"]) for key in ("maximum", "mean"))
        halo = summary["performance"]["halo"]
        return {**row, "rate": rate_by_processor(summary), "imbalance": slowest / mean,
                "communication_share": timing["communication_share"], "processor_share": share, "ghosts": halo["ghosts"],
                "neighbour_ranks": halo["neighbour_ranks"], "list_radius": halo["list_radius"]}

    def median(self):
        return {"kind": self.kind, "ranks": self.ranks, "particles": self.particles,
                **{name: statistics.median(row[name] for row in self.rows) for name in self.rows[0]}}


def print_row(row):
    print("{kind:7s} {ranks:6d} ranks {particles:12,d} particles {rate:10.4g} particle-steps/s, efficiency {efficiency:5.2f}, "
          "communication {communication_share:4.0%}".format(**row), flush=True)


def measure(options, program):
    cases = [Case(kind, ranks, options.particles * (ranks if kind == "weak" else 1), options)
             for kind in ("strong", "weak") for ranks in options.ranks]
    for _ in range(options.repetitions):
        for case in cases:
            case.run(program)
    rows = [case.median() for case in cases]
    for row in rows:
        first = next(r for r in rows if r["kind"] == row["kind"])
        row["efficiency"] = (row["rate"] / row["ranks"]) / (first["rate"] / first["ranks"])
        print_row(row)
    least = min(row["processor_share"] for row in rows)
    if least < 0.9:
        print(f"other programs left runs as little as {least:.0%} of their cores: phases, and what is fitted to them, are rough")
    deck = read_deck(cases[0].folder)
    density = deck.number("system", "packing_fraction") / (math.pi * deck.radius() ** 2)
    system = System(2, density, rows[0]["list_radius"])
    return rows, dataclasses.replace(system, unevenness=measured_unevenness(rows, system))


def interconnect(options, model):
    """The model with the target's network where options give it, and where each number is from."""
    source = {}
    for name, unit in (("latency", "s"), ("bandwidth", "bytes/s")):
        given, fitted = getattr(options, name), getattr(model, name)
        source[name] = f"{given or fitted:.3g} {unit}, " + (
            f"from --{name} (fitted here: {fitted:.3g})" if given else f"fitted here; --{name} gives the target's")
        setattr(model, name, given or fitted)
    return source


def foretell(options, rows, system):
    """Prints the model and its predictions; gives the latter back."""
    model = fit(rows, system)
    off = residuals(model, rows, system)
    source = interconnect(options, model)
    print(f"\nPREDICTION, not a measurement, by a latency-bandwidth model. Its assumptions:\n"
          f"  a particle's step    {model.compute:.4g} s, fitted; cores as fast as here, whatever their number\n"
          f"  its part in rebuilds {model.rebuild:.4g} s, fitted; of owned particles and ghosts\n"
          f"  latency              {source['latency']}\n"
          f"  bandwidth of a rank  {source['bandwidth']}; {system.halo_bytes(options.particles * 16, 16) / 1024:.3g} kB a "
          f"step on 16 ranks of {options.particles:,} particles\n"
          f"  load imbalance       {model.imbalance:.3g}, the largest measured; on many ranks it may be larger\n"
          f"  agreement            latency x log2(ranks), not hidden behind the next step\n"
          f"  ghosts               {system.unevenness:.3g} times those of even density, as measured; lists reach {system.radius:.3g}\n"
          f"  neighbouring ranks   of even density\n"
          f"  no output, no contention of the network\n"
          f"  fit                  a step's time modelled / measured - 1: {', '.join(f'{r:+.1%}' for r in off)}")
    ranks = [2 ** k for k in range(4, 15)]
    predicted = []
    for kind, particles in (("strong", options.predicted_particles), ("weak", options.particles)):
        for n in ranks:
            row = predict(model, system, kind, particles, n)
            predicted.append(row)
            print_row(row)
    return predicted


def write(rows, path):
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    print(f"wrote {path}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starling", help="the program (default: build/release/drivers/starling)")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2], help="numbers of ranks (default: 1 2)")
    parser.add_argument("--particles", type=int, default=32768, help="of strong scaling; of weak scaling, on each rank")
    parser.add_argument("--predicted-particles", type=int, default=2 ** 24, help="of predicted strong scaling")
    parser.add_argument("--latency", type=float, help="seconds of a message on the target's network (default: fitted)")
    parser.add_argument("--bandwidth", type=float, help="bytes a second of a rank there (default: fitted)")
    parser.add_argument("--skin", type=float, default=0.6, help="of the neighbour lists, the same in every run")
    parser.add_argument("--thermal", type=int, default=20000, help="steps before the measured ones")
    parser.add_argument("--work-per-rank", type=float, default=1e8, help="particle-steps a rank in a run")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("scaling"),
                        help="OUTPUT.csv, OUTPUT.png and OUTPUT_predicted.csv are written (default: scaling)")
    options = parser.parse_args()
    options.ranks = sorted(set(options.ranks))
    if options.ranks[0] < 1 or options.repetitions < 1:
        stop("--ranks and --repetitions must be at least 1")
    program = find_program(options.starling)
    print(describe_processor())
    with tempfile.TemporaryDirectory(prefix="starling-scaling-") as scratch:
        options.work = pathlib.Path(scratch)
        rows, system = measure(options, program)
    write(rows, options.output.with_suffix(".csv"))
    predicted = foretell(options, rows, system) if options.ranks[-1] > 1 else []
    if predicted:
        write(predicted, options.output.with_name(f"{options.output.stem}_predicted.csv"))
    else:
        print("no prediction: it needs a measurement on more than one rank")
    # After the numbers, which need no matplotlib.
    from drawing.scaling_figure import draw
    draw(rows, predicted, options.output.with_suffix(".png"))
    print(f"wrote {options.output.with_suffix('.png')}")


if __name__ == "__main__":
    main()
