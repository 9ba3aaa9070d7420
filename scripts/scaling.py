#!/usr/bin/env python3
"""Strong and weak scaling of the separated state of inputs/active/mips.ini over numbers of ranks: a table and a picture.

Strong: the same particles on more ranks. Weak: the same particles a rank. Each rate is the median of several runs that go
on from one thermalised state, in particle-steps a second of wall time; efficiency is the rate a rank over that of the
fewest ranks."""
import argparse
import csv
import pathlib
import statistics
import tempfile

from launch import QUIET, find_program, go_on, prepare, rate_by_wall
from run_files import describe_processor, require

matplotlib = require("matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402


def measure(options, program, kind, ranks, particles):
    settings = dict(QUIET, **{"system.particles": particles, "run.steps": options.thermal})
    folder = prepare(program, "mips.ini", options.work / f"mips_{particles}_{options.thermal}", settings, ranks)
    steps = max(200, int(options.work_per_rank * ranks / particles))
    summaries = [go_on(program, "mips.ini", folder, settings, steps, ranks) for _ in range(options.repetitions)]
    rate = statistics.median(rate_by_wall(summary) for summary in summaries)
    share = statistics.median(summary["performance"]["timing"]["communication_share"] for summary in summaries)
    return {"kind": kind, "ranks": ranks, "particles": particles, "rate": rate, "communication_share": share}


def add_efficiency(rows):
    first = rows[0]
    for row in rows:
        row["efficiency"] = (row["rate"] / row["ranks"]) / (first["rate"] / first["ranks"])
        print("{kind:7s} {ranks:4d} ranks {particles:9d} particles {rate:12.4g} particle-steps/s, efficiency "
              "{efficiency:5.2f}, communication {communication_share:4.0%}".format(**row), flush=True)


def draw(rows, path):
    figure, (speed, efficiency) = pyplot.subplots(1, 2, figsize=(8.4, 3.4), layout="constrained")
    for kind, colour in (("strong", "tab:blue"), ("weak", "tab:orange")):
        part = [row for row in rows if row["kind"] == kind]
        ranks = [row["ranks"] for row in part]
        speed.plot(ranks, [row["rate"] / 1e6 for row in part], "o-", color=colour, label=kind)
        speed.plot(ranks, [part[0]["rate"] / 1e6 * n / ranks[0] for n in ranks], ":", color=colour, linewidth=1)
        efficiency.plot(ranks, [row["efficiency"] for row in part], "o-", color=colour, label=kind)
    speed.set(xscale="log", yscale="log", xlabel="ranks", ylabel="million particle-steps / s", title="rate; dotted: ideal")
    efficiency.set(xscale="log", xlabel="ranks", ylabel="efficiency", ylim=(0, 1.15))
    for axes in (speed, efficiency):
        axes.set_xticks(ranks, labels=[str(n) for n in ranks])
        axes.minorticks_off()
        axes.legend(frameon=False)
    figure.savefig(path, dpi=160)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starling", help="the program (default: build/release/drivers/starling)")
    parser.add_argument("--ranks", type=int, nargs="+", default=[1, 2], help="numbers of ranks (default: 1 2)")
    parser.add_argument("--particles", type=int, default=32768, help="of strong scaling; of weak scaling, on each rank")
    parser.add_argument("--thermal", type=int, default=20000, help="steps before the measured ones")
    parser.add_argument("--work-per-rank", type=float, default=1e8, help="particle-steps a rank in a run")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path("scaling"),
                        help="OUTPUT.csv and OUTPUT.png are written (default: scaling)")
    options = parser.parse_args()
    options.ranks = sorted(set(options.ranks))
    program = find_program(options.starling)
    rows = []
    print(describe_processor())
    with tempfile.TemporaryDirectory(prefix="starling-scaling-") as scratch:
        options.work = pathlib.Path(scratch)
        for kind in ("strong", "weak"):
            part = [measure(options, program, kind, n, options.particles * (n if kind == "weak" else 1))
                    for n in options.ranks]
            add_efficiency(part)
            rows += part
    with open(options.output.with_suffix(".csv"), "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    draw(rows, options.output.with_suffix(".png"))
    print(f"wrote {options.output.with_suffix('.csv')} and {options.output.with_suffix('.png')}")


if __name__ == "__main__":
    main()
