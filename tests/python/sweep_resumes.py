"""Runs a small sweep with scripts/sweep.py: what it writes, skips, continues and reports."""
import csv
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from support.checks import ROOT, SCRIPTS, check, packages, program_of_test, run_of_test

packages("matplotlib", "numpy")

SWEEP = """
[sweep]
deck = {deck}
directory = {directory}
jobs = 2

[fixed]
system.particles = 64
run.steps = {steps}
run.equilibration = 0
output.observe_every = 100
output.trajectory_every = 0

[grid]
system.packing_fraction = {fractions}
dynamics.relaxation_rate = 1e-2 1e-4
"""
INTERRUPTED = 75


class Case:
    """A sweep's file in a scratch folder."""

    def __init__(self, folder, name, steps=1000, fractions="0.2 0.4"):
        self.folder, self.path = folder / name, folder / f"{name}.ini"
        self.path.write_text(SWEEP.format(deck=ROOT / "inputs/active/mips.ini", directory=self.folder, steps=steps,
                                          fractions=fractions))

    def start(self, *options):
        return subprocess.Popen([sys.executable, SCRIPTS / "sweep.py", self.path, "--starling", program_of_test(), *options],
                                text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, *options, code=0):
        process = self.start(*options)
        output = process.communicate(timeout=250)[0]
        said = [path.read_text() for path in self.folder.glob("*.errors.txt")] if process.returncode != code else []
        check(process.returncode == code, "\n".join([f"{self.folder.name} ended with {process.returncode}: {output}", *said]))
        return output

    def rows(self):
        with open(self.folder / "sweep.csv", newline="") as file:
            return list(csv.DictReader(file))

    def files(self, name):
        return {path.parent.name: path.read_bytes() for path in sorted(self.folder.glob(f"*/{name}"))}

    def under_way(self):
        """Whether some run has a few rows and has not ended."""
        return any(table.count(b"\n") > 5 for name, table in self.files("observables.csv").items()
                   if not (self.folder / name / "summary.json").exists())


def check_table(case):
    """Every point's line holds the numbers of its summary."""
    rows = case.rows()
    check(len(rows) == 4, f"{len(rows)} lines for 4 points")
    for row in rows:
        name = ",".join(f"{key}={row[key]}" for key in ("system.packing_fraction", "dynamics.relaxation_rate"))
        for observable, found in json.loads((case.folder / name / "summary.json").read_text())["observables"].items():
            for column, key in ((observable, "mean"), (f"{observable}_standard_error", "standard_error")):
                told = float(row[column]) if row[column] else None
                check(told == found[key], f"{column} of {name} is {told}, not {found[key]}")
    check((case.folder / "phase_diagram.png").stat().st_size > 10000, "the phase diagram is empty")


def finishes_skips_and_refuses(folder):
    case = Case(folder, "plain")
    check("to do" in case.run("--dry-run") and not case.folder.exists(), "a dry run wrote something")
    check("4 to run" in case.run(), "not all points were run")
    check_table(case)
    before = {path: path.stat().st_mtime_ns for path in case.folder.glob("*/*.csv")}
    check("4 done, 0 to run" in case.run(), "finished points were not skipped")
    check(before == {path: path.stat().st_mtime_ns for path in case.folder.glob("*/*.csv")}, "a finished run changed")
    # Longer runs continue from what is there.
    check("4 to run" in Case(folder, "plain", steps=1500).run(), "the longer sweep has nothing to run")
    check(all("step 1000" in log.decode() and "step 1500" in log.decode() for log in case.files("run.log").values()),
          "the longer runs did not go on from the shorter ones")
    case.path.write_text(case.path.read_text().replace("= 64", "= 100"))
    check("holds another run" in case.run(code=2), "a run of another deck was taken for the point's own")


def reports_failures(folder):
    case = Case(folder, "failing", fractions="-1 0.4")
    output = case.run(code=2)
    check("packing_fraction=-1" in output and "2 refused" in output, f"the refusal is not reported: {output}")
    check(len(case.rows()) == 2, "the other points were not run")
    case = Case(folder, "blowing_up")
    case.path.write_text(case.path.read_text().replace("[fixed]", "[fixed]\ndynamics.self_propulsion = 30"))
    output = case.run(code=1)
    check(output.count("FAILED with code 3") == 4, f"blow-ups are not reported: {output}")
    said = list(case.folder.glob("*.errors.txt"))
    check(len(said) == 4 and all("starling:" in path.read_text() for path in said), f"what runs said is not kept: {said}")


def bears_runs_that_never_begin(folder):
    """A program that checks decks and then dies at once, as for want of processors: reported, and nothing else is lost."""
    program = folder / "dying"
    program.write_text(f'#!/usr/bin/env bash\n[[ "$*" == *--dump-deck* ]] && exec {program_of_test()} "$@"\necho oh dear >&2\nkill -9 $$\n')
    program.chmod(0o755)
    case = Case(folder, "dying_runs")
    result = subprocess.run([sys.executable, SCRIPTS / "sweep.py", case.path, "--starling", program], text=True,
                            capture_output=True)
    check(result.returncode == 1 and result.stdout.count("FAILED with signal KILL: oh dear") == 4,
          f"ended with {result.returncode}: {result.stdout}{result.stderr}")
    check(len(list(case.folder.glob("*.errors.txt"))) == 4, "what the runs said is not kept")


def stops_and_goes_on(folder):
    steps = 200000
    case, plain = Case(folder, "stopped", steps), Case(folder, "unstopped", steps)
    process = case.start()
    while process.poll() is None and not case.under_way():
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output = process.communicate(timeout=60)[0]
    check(process.returncode == INTERRUPTED, f"stopped with {process.returncode}: {output}")
    check(case.files("checkpoint/manifest.json"), "there is no checkpoint after the stop")
    check("to go on" in case.run("--dry-run"), "the stopped runs are not taken up")
    case.run()
    plain.run()
    check(case.files("observables.csv") == plain.files("observables.csv"), "going on changed the numbers")
    check(case.rows() == plain.rows(), "going on changed the table")


def accepts_ready_sweeps(folder):
    """The sweeps beside the ready decks, which the decks' own test leaves out."""
    ready = [path for path in (ROOT / "inputs/active").glob("*.ini") if "[sweep]" in path.read_text()]
    check(len(ready) >= 2, "the ready sweeps are missing")
    for path in ready:
        result = subprocess.run([sys.executable, SCRIPTS / "sweep.py", path, "--starling", program_of_test(), "--dry-run",
                                 "--directory", folder / path.stem], text=True, capture_output=True)
        check(result.returncode == 0 and "0 refused" in result.stdout, f"{path.name}: {result.stdout}{result.stderr}")


def main():
    run_of_test()
    with tempfile.TemporaryDirectory() as scratch:
        for case in (finishes_skips_and_refuses, reports_failures, bears_runs_that_never_begin, stops_and_goes_on, accepts_ready_sweeps):
            case(pathlib.Path(scratch))
    print("sweeps run, skip what is finished, go on with what was stopped, and report what fails")


if __name__ == "__main__":
    main()
