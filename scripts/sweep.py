#!/usr/bin/env python3
"""Runs a grid of decks, as many at once as there are cores, and draws the phase diagram.

The sweep's file names a deck, keys that all points change ([fixed]) and keys with several values ([grid]); docs/running.md
describes it. Finished points are skipped, interrupted ones go on from their last checkpoint; a point that fails is
reported and the others go on. Ctrl-C lets every run write a checkpoint and stops: the same command goes on. Writes
sweep.csv (every point's values, then each observable's mean and standard error) and, of active matter, phase_diagram.png."""
import argparse
import concurrent.futures
import csv
import os
import pathlib
import resource
import signal
import subprocess
import sys
import tempfile
import time

from launch import environment, find_program, how_it_ended, last_line
from run_files import stop
from sweep_points import Point, State, Sweep

INTERRUPTED = 75  # the program's own code for it


class Job:
    """A point's run in progress."""

    def __init__(self, point, program, ranks):
        self.point, self.started = point, time.monotonic()
        self.errors = tempfile.TemporaryFile("w+")
        self.kept_errors = point.folder.with_name(f"{point.folder.name}.errors.txt")
        self.kept_errors.unlink(missing_ok=True)
        option = "--restart" if point.state() is State.interrupted else "--overwrite"
        # Unbound, because several mpirun would bind to the same cores; in a session of its own, out of Ctrl-C's reach.
        variables = dict(environment(), OMPI_MCA_hwloc_base_binding_policy="none")
        self.process = subprocess.Popen(point.command(program, option, ranks=ranks), env=variables,
                                        stdout=subprocess.DEVNULL, stderr=self.errors, start_new_session=True)

    def ended(self):
        return self.process.poll() is not None

    def seconds(self):
        return time.monotonic() - self.started

    def complaint(self):
        """What the run said last; all it said goes into a file beside its directory."""
        self.errors.seek(0)
        words = self.errors.read()
        self.kept_errors.parent.mkdir(parents=True, exist_ok=True)
        self.kept_errors.write_text(words)
        return f"{last_line(words)} (all it said: {self.kept_errors})"


class Runner:
    """Runs points, `jobs` at a time."""

    def __init__(self, program, ranks, jobs):
        self.program, self.ranks, self.jobs = program, ranks, jobs
        self.running, self.failed, self.busy, self.count, self.request = [], [], 0.0, 0, None

    def ask_to_stop(self, number, _):
        """A signal's handler: a second Ctrl-C ends the script at once."""
        self.request = signal.Signals(number).name.removeprefix("SIG")
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def run(self, points):
        """Until all have ended or a signal has come; then every run under way writes a checkpoint."""
        waiting = sorted(points, key=Point.cost, reverse=True)
        while (waiting or self.running) and not self.request:
            while waiting and len(self.running) < self.jobs:
                self.running.append(Job(waiting.pop(0), self.program, self.ranks))
            self.collect(len(points))
            time.sleep(0.02)
        if self.request:
            print(f"{self.request}: {len(self.running)} runs write their checkpoints", flush=True)
        for job in self.running:
            job.process.send_signal(signal.SIGUSR1)
        for job in self.running:
            job.process.wait()
        self.collect(len(points))

    def collect(self, total):
        for job in [job for job in self.running if job.ended()]:
            self.running.remove(job)
            self.busy += job.seconds()
            self.count += 1
            code, outcome = job.process.returncode, f"done in {job.seconds():.1f} s"
            if code == INTERRUPTED:
                outcome = "stopped after a checkpoint"
            elif code != 0:
                outcome = f"FAILED with {how_it_ended(code)}: {job.complaint()}"
                self.failed.append(job.point)
            print(f"[{self.count}/{total}] {job.point.name}: {outcome}", flush=True)


def resolve(points, program, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda point: point.resolve(program), points))


def write_table(points, path):
    rows = [point.row() for point in points if point.state() is State.done]
    if not rows:
        print("no point has ended: no sweep.csv was written")
        return rows
    names = list(dict.fromkeys(name for row in rows for name in row))
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=names)
        writer.writeheader()
        writer.writerows(rows)
    print(f"wrote {path}")
    return rows


def report_use(runner, wall, slots):
    """How much of the cores the runs took: their processor time, and the time for which a run was under way."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{wall:.1f} s on {slots} cores: {(used.ru_utime + used.ru_stime) / (wall * slots):.1%} of their processor "
          f"time used, {runner.busy / (wall * runner.jobs):.1%} of it with a run under way", flush=True)


def run_points(points, program, sweep, jobs):
    """Runs what is to do; gives back the exit code."""
    runner = Runner(program, sweep.ranks, jobs)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
        signal.signal(number, runner.ask_to_stop)
    started = time.monotonic()
    runner.run(points)
    if points:
        report_use(runner, time.monotonic() - started, jobs * sweep.ranks)
    if runner.request:
        print("stopped; the same command goes on", flush=True)
        return INTERRUPTED
    unread = [point for point in points if point not in runner.failed and point.state() is not State.done]
    for point in unread:
        print(f"{point.name}: the program said that it was done, but {point.folder} holds no summary of an ended run of this deck")
    return 1 if runner.failed or unread else 0


def draw_pictures(points, rows, directory):
    """Of active matter the phase diagram, of trainings their maps."""
    jobs = {point.deck.get("deck", "job") for point in points if point.deck} if rows else set()
    if "active" in jobs:
        from drawing.phase_diagram import draw
        draw(points, directory / "phase_diagram.png")
    elif "score" in jobs:
        from drawing.sweep_maps import draw
        draw(points, directory / "maps.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sweep", type=pathlib.Path, help="the sweep's file, such as inputs/active/phase_diagram.ini")
    parser.add_argument("--starling", help="the program (default: build/release/drivers/starling)")
    parser.add_argument("--directory", type=pathlib.Path, help="where the runs go, instead of the file's")
    parser.add_argument("--jobs", type=int, help="runs at once (default: the file's, else cores / ranks)")
    parser.add_argument("--overwrite", action="store_true", help="redo points that hold a run of another deck")
    parser.add_argument("--dry-run", action="store_true", help="check every point, say what would be done, and end")
    options = parser.parse_args()
    sweep, program = Sweep(options.sweep), find_program(options.starling)
    sweep.directory = options.directory or sweep.directory
    jobs = options.jobs or sweep.jobs or max(1, len(os.sched_getaffinity(0)) // sweep.ranks)
    if jobs < 1:
        stop("--jobs must be at least 1")
    points = sweep.points()
    resolve(points, program, jobs)
    states = {point: point.state() for point in points}
    refused = [p for p in points if states[p] is State.refused or (states[p] is State.other and not options.overwrite)]
    for point in refused:
        print(f"{point.name}: {point.complaint or 'its directory holds another run; --overwrite replaces it'}")
    to_do = [point for point in points if states[point] is not State.done and point not in refused]
    done = len(points) - len(to_do) - len(refused)
    print(f"{len(points)} points: {done} done, {len(to_do)} to run, {len(refused)} refused; {jobs} at once, "
          f"{sweep.ranks} ranks each", flush=True)
    if options.dry_run:
        for point in to_do:
            cost = point.cost()[0]
            print(f"{point.name}: {states[point].value}" + (f", {cost:.3g} particle-steps" if cost else ""))
        sys.exit(2 if refused else 0)
    code = run_points(to_do, program, sweep, jobs)
    sweep.directory.mkdir(parents=True, exist_ok=True)
    rows = write_table(points, sweep.directory / "sweep.csv")
    try:
        draw_pictures(points, rows, sweep.directory)
    except SystemExit as missing:  # a sweep on a cluster may have no matplotlib and still has its numbers
        print(missing)
    sys.exit(code or (2 if refused else 0))


if __name__ == "__main__":
    main()
