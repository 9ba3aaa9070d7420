"""Fits the scaling model to made-up measurements, counts its ghosts in a box of points, and runs scaling.py once."""
import csv
import dataclasses
import itertools
import math
import pathlib
import sys
import tempfile

from support.checks import SCRIPTS, check, packages, program_of_test, run_of_test, script

numpy, _ = packages("numpy", "matplotlib")
sys.path.insert(0, str(SCRIPTS))
from launch import QUIET, run_starling  # noqa: E402
from scaling_model import Model, System, fit, predict, residuals  # noqa: E402

TRUE = Model(compute=3e-8, rebuild=6e-9, latency=2e-6, bandwidth=1e9, imbalance=1.12)
SIZES = (4096, 16384, 65536, 262144)
RANKS = (1, 2, 4, 6, 16)


def measurements(system, noise=None):
    """What a machine that is the model would show: the mean rank waits for the slowest in its communication."""
    rows = []
    for particles, ranks in itertools.product(SIZES, RANKS):
        parts = TRUE.step(system, particles, ranks)
        imbalance = TRUE.imbalance if ranks > 1 else 1.0
        mean = parts["compute"] / imbalance
        row = {"compute": mean, "neighbours": parts["neighbours"],
               "communication": parts["halo"] + parts["agreement"] + mean * (imbalance - 1)}
        if noise is not None:
            row = {name: value * (1 + 0.02 * noise.standard_normal()) for name, value in row.items()}
        rows.append({**row, "particles": particles, "ranks": ranks, "imbalance": imbalance})
    return rows


def recovers_parameters():
    for dimension, density in ((2, 0.16), (3, 0.1)):
        system = System(dimension, density, 4.1)
        rows = measurements(system)
        found = fit(rows, system)
        for name, value in dataclasses.asdict(TRUE).items():
            check(math.isclose(getattr(found, name), value, rel_tol=1e-9), f"{name} is {getattr(found, name)}, not {value}")
        check(max(map(abs, residuals(found, rows, system))) < 1e-9, "the fit leaves residuals of its own data")
        row = predict(found, system, "weak", 32768, 1024)
        seconds = sum(TRUE.step(system, 32768 * 1024, 1024).values())
        check(math.isclose(row["rate"], 32768 * 1024 / seconds, rel_tol=1e-9), "the prediction is not the model's")
        check(row["efficiency"] < 1 / TRUE.imbalance, "weak scaling is more efficient than its imbalance allows")


def bears_noise():
    """Two per cent of noise on every phase: the mean of 50 fits within 5 of its standard errors (p < 1e-5)."""
    system = System(2, 0.16, 4.1)
    noise = numpy.random.default_rng(5)
    trials = [dataclasses.asdict(fit(measurements(system, noise), system)) for _ in range(50)]
    for name, power in (("compute", 1), ("rebuild", 1), ("latency", 1), ("bandwidth", -1)):
        values = numpy.array([trial[name] ** power for trial in trials])
        true, error = getattr(TRUE, name) ** power, values.std(ddof=1) / math.sqrt(len(values))
        check(error < 0.05 * true, f"{name} is not determined: {values.mean():.4g} ± {error:.2g}")
        # Least squares weighted by noisy data is biased by about the variance of the noise.
        check(abs(values.mean() - true) < 5 * error + 4e-3 * true, f"{name} is {values.mean():.4g} ± {error:.2g}, not {true:.4g}")


def fits_a_single_constant():
    """Latency alone, bandwidth alone: what the data do not show is not made up."""
    system = System(2, 0.16, 4.1)
    for absent, value in (("latency", 0.0), ("bandwidth", math.inf)):
        model = dataclasses.replace(TRUE, **{absent: value})
        rows = [{"particles": n, "ranks": 4, "imbalance": 1.0, "compute": 1e-8 * n, "neighbours": 1e-9 * n,
                 "communication": sum(model.step(system, n, 4)[part] for part in ("halo", "agreement"))} for n in SIZES]
        found = getattr(fit(rows, system), absent)
        small = found < 1e-12 if absent == "latency" else found > 1e15
        check(small, f"{absent} is {found}")


def counts_ghosts():
    """The formulas against points in a periodic box cut into regions, within 5 standard errors."""
    points = numpy.random.default_rng(3)
    for dimension, ranks, density, radius in ((2, 2, 0.16, 4.1), (2, 8, 0.16, 4.1), (2, 64, 0.16, 6.0), (3, 8, 0.1, 2.0)):
        system, particles = System(dimension, density, radius), 20000
        parts, edge = system.parts(particles, ranks)
        check(math.prod(parts) == ranks, f"{parts} regions for {ranks} ranks")
        position = points.random((particles, dimension)) * edge
        counts = []
        for region in itertools.product(*(range(p) for p in parts)):
            inside, near = numpy.ones(particles, bool), numpy.ones(particles, bool)
            for axis, (k, p) in enumerate(zip(region, parts)):
                width = edge / p
                beyond = abs((position[:, axis] - (k + 0.5) * width + 0.5 * edge) % edge - 0.5 * edge) - 0.5 * width
                inside &= beyond < 0
                near &= beyond < radius
            counts.append((near & ~inside).sum())
        # Each point is a ghost several times: the mean over ranks has at most this error.
        expected = system.ghosts(particles, ranks)
        error = math.sqrt(expected * min(1.0, expected / particles * ranks) / ranks) + 1e-9
        check(abs(numpy.mean(counts) - expected) < 5 * error, f"{numpy.mean(counts)} ghosts on {ranks} ranks, not {expected}")
        touching = sum(1 for other in itertools.product(*(range(p) for p in parts)) if any(other) and all(
            min(o, p - o) * edge / p - edge / p < radius for o, p in zip(other, parts)))
        check(touching == system.neighbours(particles, ranks), f"{touching} neighbours on {ranks} ranks")


def agrees_with_program(folder):
    """Ghosts and neighbouring ranks of an even fluid, as runs report them, within 5 % and exactly."""
    for ranks in (2, 4, 6):
        told = run_starling(program_of_test(), "abp_wca.ini", folder / "fluid",
                            dict(QUIET, **{"run.steps": 200, "neighbours.skin": 0.4}), ranks)
        halo, edge = told["performance"]["halo"], told["box"][0]
        system = System(2, told["particles"] / edge**2, halo["list_radius"])
        check(math.isclose(halo["list_radius"], 2 ** (1 / 6) + 0.4), f"lists reach {halo['list_radius']}")
        expected = system.ghosts(told["particles"], ranks)
        check(abs(halo["ghosts"] / expected - 1) < 0.05, f"{halo['ghosts']} ghosts on {ranks} ranks, not {expected}")
        check(halo["neighbour_ranks"] == system.neighbours(told["particles"], ranks),
              f"{halo['neighbour_ranks']} neighbours on {ranks} ranks")


def runs(folder):
    output = folder / "study"
    told = script("scaling.py", "--starling", program_of_test(), "--particles", 256, "--thermal", 200, "--work-per-rank", 5e4,
                  "--repetitions", 1, "--ranks", 1, 2, "--latency", 1.5e-6, "--bandwidth", 1e10, "--output", output)
    check("PREDICTION, not a measurement" in told and "from --latency (fitted here" in told, f"no assumptions: {told}")
    with open(output.with_suffix(".csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    check([(row["kind"], int(row["ranks"]), int(row["particles"])) for row in rows] ==
          [("strong", 1, 256), ("strong", 2, 256), ("weak", 1, 256), ("weak", 2, 512)], f"measured were {rows}")
    check(all(float(row["rate"]) > 0 and float(row["compute"]) > 0 for row in rows), "a rate or a phase is not positive")
    with open(folder / "study_predicted.csv", newline="") as file:
        ranks = [int(row["ranks"]) for row in csv.DictReader(file)]
    check(ranks == 2 * [2 ** k for k in range(4, 15)], f"predicted were {ranks}")
    check(output.with_suffix(".png").stat().st_size > 10000, "the picture is empty")


def main():
    run_of_test()
    recovers_parameters()
    bears_noise()
    fits_a_single_constant()
    counts_ghosts()
    with tempfile.TemporaryDirectory() as scratch:
        agrees_with_program(pathlib.Path(scratch))
        runs(pathlib.Path(scratch))
    print("the scaling model recovers what made its data, and scaling.py measures and predicts")


if __name__ == "__main__":
    main()
