"""Runs the md job, starts it again from its own trajectory, and draws it; the split of a variance is found again from the table."""
import csv
import json
import subprocess
import tempfile
import pathlib

from support.checks import ROOT, check, packages, program_of_test, script

numpy, image, _ = packages("numpy", "PIL.Image", "matplotlib")


def run(folder, *keys):
    settings = ("run.steps=200", "run.equilibration=100", "observables.every=10", "output.trajectory_every=100",
                f"output.directory={folder}", *keys)
    command = [program_of_test(), ROOT / "inputs/md/quick.ini", *(f"--{setting}" for setting in settings)]
    result = subprocess.run(command, text=True, capture_output=True)
    check(result.returncode == 0, f"a short run of quick.ini ended with {result.returncode}: {result.stderr}")
    return folder


def check_split(folder):
    """With one draw per chain: the variance between chains less that of the runs themselves."""
    summary = json.loads((folder / "summary.json").read_text())
    with open(folder / "observables.csv", newline="") as file:
        rows = [row for row in csv.DictReader(file) if int(row["step"]) > 100]
    chains = sorted({row["chain"] for row in rows})
    means = [numpy.mean([float(row["pressure"]) for row in rows if row["chain"] == chain]) for chain in chains]
    found = summary["uncertainty"]["pressure"]
    check(abs(summary["observables"]["pressure"]["mean"] - numpy.mean(means)) < 1e-8, "the mean pressure")
    expected = max(numpy.var(means, ddof=1) - found["finite_runs"] ** 2, 0.0) ** 0.5
    check(abs(found["between_chains"] - expected) < 1e-6 * max(expected, 1.0), "the pressure's deviation between chains")


def check_trajectory(folder):
    """Frames of all runs, of which one is where another run begins."""
    lines = (folder / "trajectory.extxyz").read_text().splitlines()
    frames = [line for line in lines if line.startswith("Lattice=")]
    check(len(frames) == 3 * 4 and len(lines) == len(frames) * 66, "three frames of four runs")
    check("vel:R:3" in frames[0] and "chain=0" in frames[0] and "step=200" in frames[-1], "what frames say of themselves")
    with tempfile.TemporaryDirectory() as other:
        again = run(pathlib.Path(other) / "again", f"system.start_file={folder / 'trajectory.extxyz'}", "system.frame=9")
        start = (again / "trajectory.extxyz").read_text().splitlines()[2].split()[1:4]
        check(start == lines[66 * 8 + 2].split()[1:4], "a run begins where a frame says")


with tempfile.TemporaryDirectory() as scratch:
    finished = run(pathlib.Path(scratch) / "run")
    check_split(finished)
    check_trajectory(finished)
    script("plot_md.py", finished)
    with image.open(finished / "structure.png") as picture:
        check(len(picture.convert("RGB").getcolors(maxcolors=1 << 24)) > 100, "structure.png shows nothing")
