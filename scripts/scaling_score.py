#!/usr/bin/env python3
"""Strong and weak scaling of the training of inputs/score/mips.ini over numbers of ranks: table and CSV.

Strong: the same batch on more ranks. Weak: the same batch a rank. The runs of all numbers of ranks take turns, and medians are
shown, of particles learned from per second of the slowest rank's time in updates and in the certificates before and after them, that is
multiplied by the share of its core that the run got. Each run simulates its few frames anew, which is not counted. Results are
the same bits on any number of ranks, so that all that changes is the time."""
import argparse
import csv
import pathlib
import statistics
import tempfile

from launch import ROOT, call, environment, find_program, processor_share, starling_command
from run_files import describe_processor, read_summary, stop

BLOCK = 32  # particles; a rank works on whole ones


class Case:
    """One number of ranks and a batch, and the runs of it."""

    def __init__(self, kind, ranks, batch, options):
        self.kind, self.ranks, self.batch, self.options, self.rates = kind, ranks, batch, options, []

    def run(self, program, folder):
        settings = {"output.directory": folder, "system.particles": self.options.particles, "run.updates": self.options.updates,
                    "optimiser.batch": self.batch, "output.observe_every": self.options.updates, "output.checkpoint_every": 0,
                    "data.equilibration": 2000, "data.frames": self.options.frames, "data.frame_every": 50,
                    "data.held_out_frames": max(2, self.ranks), "data.held_out_every": 50}
        call(starling_command(program, ROOT / "inputs/score/mips.ini", settings, "--overwrite", ranks=self.ranks),
             environment())
        summary = read_summary(folder)
        seconds = summary["performance"]["timing"]["phases_seconds"]["learning"]["maximum"] * processor_share(summary)
        self.rates.append(self.batch * self.options.updates / seconds)

    def row(self):
        return {"kind": self.kind, "ranks": self.ranks, "batch": self.batch, "rate": statistics.median(self.rates)}


def measure(options, program):
    cases = [Case(kind, ranks, options.batch * (ranks if kind == "weak" else 1), options)
             for kind in ("strong", "weak") for ranks in options.ranks]
    with tempfile.TemporaryDirectory(prefix="starling-scaling-") as scratch:
        for _ in range(options.repetitions):
            for case in cases:
                case.run(program, pathlib.Path(scratch) / "run")
    rows = [case.row() for case in cases]
    for row in rows:
        first = next(other for other in rows if other["kind"] == row["kind"])
        row["efficiency"] = (row["rate"] / row["ranks"]) / (first["rate"] / first["ranks"])
        print("{kind:7s} {ranks:6d} ranks, batch {batch:9,d} {rate:10.4g} particles/s, efficiency {efficiency:5.2f}".format(**row),
              flush=True)
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starling", help="the program (default: build/release/drivers/starling)")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2], help="numbers of ranks (default: 1 2)")
    parser.add_argument("--batch", type=int, default=4096, help="particles of an update; of weak scaling, of each rank's part")
    parser.add_argument("--particles", type=int, default=4096, help="of the system")
    parser.add_argument("--frames", type=int, default=64, help="to learn from")
    parser.add_argument("--updates", type=int, default=200)
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("scaling_score.csv"), help="the table")
    options = parser.parse_args()
    options.ranks = sorted(set(options.ranks))
    if options.ranks[0] < 1 or options.repetitions < 1 or options.batch < BLOCK or options.batch % BLOCK:
        stop(f"--ranks and --repetitions must be at least 1, --batch a multiple of {BLOCK}")
    program = find_program(options.starling)
    print(describe_processor())
    rows = measure(options, program)
    with open(options.output, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    print(f"wrote {options.output}")


if __name__ == "__main__":
    main()
