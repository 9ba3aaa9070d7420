"""Runs the sgmcmc job, opens what it left, draws it, and compares its R-hat and effective sample sizes with ArviZ where that is
installed."""
import csv
import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile

from support.checks import ROOT, check, packages, program_of_test, script

h5py, numpy, image, _ = packages("h5py", "numpy", "PIL.Image", "matplotlib")


def run(folder, deck, *keys):
    settings = ("chains.steps=1201", "chains.burn_in=100", "chains.keep_every=1", f"output.directory={folder}", *keys)
    command = [program_of_test(), ROOT / "inputs/sgmcmc" / deck, *(f"--{setting}" for setting in settings)]
    result = subprocess.run(command, text=True, capture_output=True)
    check(result.returncode == 0, f"a short run of {deck} ended with {result.returncode}: {result.stderr}")
    return folder


def check_samples(folder):
    """samples.h5 has what draws.csv has, and the summary its means."""
    with open(folder / "draws.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    summary = json.loads((folder / "summary.json").read_text())
    with h5py.File(folder / "samples.h5") as file:
        for name, values in file["posterior"].items():
            table = numpy.array([float(row[name]) for row in rows])
            chain = numpy.array([int(row["chain"]) for row in rows])
            for c, draws in enumerate(values[:]):
                check(numpy.allclose(table[chain == c], draws, rtol=1e-11, atol=0), f"{name} of chain {c} is not its table's")
            if name in summary["observables"]:
                check(abs(summary["observables"][name]["mean"] - values[:].mean()) < 1e-12, f"the mean of {name}")
        check(numpy.array_equal(file["chains/parameters"][:, :, 0], file["posterior/x_0"][:]), "x_0 is no parameter")


def check_against_arviz(folder):
    import arviz
    script("to_arviz.py", folder, "--parameters")
    data = arviz.from_netcdf(str(folder / "samples.nc"))
    functions = json.loads((folder / "summary.json").read_text())["diagnostics"]["functions"]
    found = {"r_hat": arviz.rhat(data), "bulk_ess": arviz.ess(data, method="bulk"), "tail_ess": arviz.ess(data, method="tail")}
    for name, judged in functions.items():
        for kind, values in found.items():
            other = float(values[name])
            check(abs(judged[kind] - other) < 1e-9 * abs(other), f"{kind} of {name} is {judged[kind]}, ArviZ finds {other}")


def check_half_steps(scratch):
    """Of a run that is too short to have converged nothing is said; counts of units are doubled, and random numbers differ."""
    folder = run(scratch / "exchange", "replica_exchange.ini", "chains.count=2")
    words = script("halve_step.py", folder, "--starling", program_of_test())
    check("nothing can be said of the step: the run itself has" in words, f"two short ladders: {words}")
    deck = (scratch / "exchange-half" / "deck.ini").read_text()
    for line in ("swap_every = 20", "seed = 2", "steps = 2402"):
        check(line in deck, f"{line} is not in the deck of the repetition")
    folder = run(scratch / "ensemble", "ensemble.ini")
    words = script("halve_step.py", folder, "--starling", program_of_test(), code=1)
    check("draws nothing" in words, f"halves of adam: {words}")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = run(pathlib.Path(scratch) / "run", "quick.ini")
        check_samples(folder)
        script("plot_sgmcmc.py", folder)
        words = script("halve_step.py", folder, "--starling", program_of_test())
        check("standard errors" in words and (folder / "step_bias.csv").is_file(), f"half of the step: {words}")
        check("nothing can be said of the step" in words or "the step " in words.splitlines()[-1], f"no verdict: {words}")
        check_half_steps(pathlib.Path(scratch))
        with image.open(folder / "chains.png") as picture:
            colours = len(picture.convert("RGB").getcolors(maxcolors=1 << 24))
            check(min(picture.size) > 300 and colours > 50, "chains.png shows nothing")
        if importlib.util.find_spec("arviz") is None:
            print("not compared with ArviZ, which is not installed")
            return
        check_against_arviz(folder)


if __name__ == "__main__":
    sys.exit(main())
