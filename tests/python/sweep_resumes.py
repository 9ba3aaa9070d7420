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


SWARMS = """
[sweep]
deck = {deck}
directory = {directory}

[fixed]
run.steps = {steps}
run.target_cost = {target}
ensemble.replicas = 4
objective.dimension = 2

[grid]
ensemble.particles = 10 20
"""


class Swarms(Case):
    """Of a job whose summary has units and no step, and whose runs may end early: before their last step."""

    def __init__(self, folder, name, steps=300, target=-1.0):
        super().__init__(folder, name)
        self.path.write_text(SWARMS.format(deck=ROOT / "inputs/optimise/quick.ini", directory=self.folder, steps=steps,
                                           target=target))

    def summaries(self):
        return {row: json.loads((self.folder / f"ensemble.particles={row}" / "summary.json").read_text()) for row in ("10", "20")}


def sweeps_other_jobs(folder):
    for name, target in (("swarms", -1.0), ("early", 30.0)):
        case = Swarms(folder, name, target=target)
        check("2 points: 0 done, 2 to run" in case.run(), "not all swarms were run")
        rows, told = case.rows(), case.summaries()
        check([row["ensemble.particles"] for row in rows] == ["10", "20"], f"the table is {rows}")
        for row in rows:
            summary = told[row["ensemble.particles"]]
            check(int(row["step"]) == summary["units"], f"the steps are {row['step']}")
            for observable, found in summary["observables"].items():
                check(float(row[observable]) == found["mean"], f"{observable} is {row[observable]}")
                check(float(row[f"{observable}_standard_error"]) == found["standard_error"], f"the error of {observable} is wrong")
        check(all((s["units"] < 300) == (name == "early") for s in told.values()), f"{name} took {told['10']['units']} steps")
        check("2 done, 0 to run" in case.run(), "finished swarms were not skipped")
        check(not (case.folder / "phase_diagram.png").exists(), "swarms have a phase diagram")
    # A longer run that is killed has taken away the summary of the shorter one.
    longer = Swarms(folder, "swarms", steps=400)
    deck = folder / "swarms" / "ensemble.particles=10" / "deck.ini"
    deck.write_text(deck.read_text().replace("steps = 300", "steps = 400"))
    (deck.parent / "summary.json").unlink()
    check("0 done, 2 to run" in longer.run(), "a killed run counts as ended")
    check(all(summary["units"] == 400 for summary in longer.summaries().values()), "the longer runs did not go on")


def reports_runs_that_cannot_be_read(folder):
    """A program that says it is done and has written nothing."""
    program = folder / "lazy"
    program.write_text(f'#!/usr/bin/env bash\n[[ "$*" == *--dump-deck* ]] && exec {program_of_test()} "$@"\nexit 0\n')
    program.chmod(0o755)
    case = Swarms(folder, "unread")
    result = subprocess.run([sys.executable, SCRIPTS / "sweep.py", case.path, "--starling", program], text=True,
                            capture_output=True)
    check(result.returncode == 1 and result.stdout.count("holds no summary") == 2 and "no sweep.csv was written" in result.stdout,
          f"ended with {result.returncode}: {result.stdout}{result.stderr}")
    check(not (case.folder / "sweep.csv").exists(), "there is a table of nothing")


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
        for case in (finishes_skips_and_refuses, reports_failures, bears_runs_that_never_begin, sweeps_other_jobs,
                     reports_runs_that_cannot_be_read, stops_and_goes_on, accepts_ready_sweeps):
            case(pathlib.Path(scratch))
    print("sweeps run, skip what is finished, go on with what was stopped, and report what fails")


if __name__ == "__main__":
    main()
