"""Runs scripts/claims.py with very short chains, computes what the summary says of predictions and ranks again with numpy, and
draws the runs."""
import json
import pathlib
import subprocess
import sys
import tempfile
from statistics import NormalDist

from support.checks import ROOT, check, packages, program_of_test, script

h5py, numpy, image, _ = packages("h5py", "numpy", "PIL.Image", "matplotlib")


def near(found, exact, what):
    check(abs(found - exact) <= 1e-9 * max(1.0, abs(exact)), f"{what} is {found}, numpy finds {exact}")


def samples_of(run):
    """Draws and known values of the chains that have not diverged, as chains of so few steps may, and what the run says."""
    with h5py.File(run / "samples.h5") as file:
        finite = numpy.isfinite(file["posterior/energy"][:]).all(axis=1)
        return ({name: values[:][finite] for name, values in file["posterior"].items()},
                {name: values[:][finite] for name, values in file["known"].items()},
                json.loads((run / "summary.json").read_text())["diagnostics"])


def check_scores(said, draws, noise, known, blocks):
    """draws (value, draw), noise (draw), known (value, 2); means over blocks of equally many values."""
    def score(values):
        means = values.reshape(blocks, -1).mean(axis=1)
        return means.mean(), means.std(ddof=1) / numpy.sqrt(blocks)
    mean, variance = draws.mean(axis=1), draws.var(axis=1, ddof=1)
    square, of_square = score((mean - known[:, 0]) ** 2)
    near(said["rmse"]["mean"], numpy.sqrt(square), "rmse")
    if "pooled" in said:
        near(said["rmse"]["standard_error"], of_square / 2 / numpy.sqrt(square), "its error")
    for kind, column, spread in (("value", 0, variance), ("label", 1, variance + (noise ** 2).mean())):
        apart = mean - known[:, column]
        for level in (50, 68, 95):
            reach = NormalDist().inv_cdf(0.5 + level / 200) * numpy.sqrt(spread)
            covered, error = score((numpy.abs(apart) <= reach).astype(float))
            entry = said[f"{kind}_coverage"][str(level)]
            near(entry["mean"], covered, f"coverage of {kind}s at {level} %")
            near(entry["standard_error"], error, "its error")
        likelihood, _ = score(0.5 * (apart ** 2 / spread + numpy.log(2 * numpy.pi * spread)))
        near(said[f"{kind}_negative_log_likelihood"]["mean"], likelihood, f"likelihood of {kind}s")


def check_predictions(run):
    posterior, known, diagnostics = samples_of(run)
    said = diagnostics["predictions"]
    names = sorted(known, key=lambda name: int(name.removeprefix("force_")))
    draws = numpy.array([posterior[name] for name in names])
    values = numpy.array([known[name][0] for name in names])
    check(said["values"] == len(names) == 192 and said["blocks"] == 8, "192 forces of 8 snapshots are known")
    noise = numpy.exp(posterior["log_force_noise"])
    check_scores(said["pooled"], draws.reshape(len(names), -1), noise.reshape(-1), values, 8)
    for chain, scores in enumerate(said["chains"]):
        check_scores(scores, draws[:, chain], noise[chain], values, 8)
    between, within = draws.mean(axis=2).var(axis=1, ddof=1), draws.var(axis=2, ddof=1).mean(axis=1)
    near(said["between_over_total_variance"]["mean"], between.sum() / (between + within).sum(), "B/V")


def check_ranks(run):
    posterior, known, diagnostics = samples_of(run)
    for name, said in diagnostics["calibration"]["functions"].items():
        ranks = (posterior[name] < known[name][:, :1]).sum(axis=1)
        check(said["rank_counts"] == numpy.bincount(ranks // 4, minlength=5).tolist(), f"ranks of {name}")
        near(said["z"], (ranks.mean() - 9.5) / numpy.sqrt(399 / 12 / len(ranks)), f"z of {name}")


def rows_of(words):
    """The cells of a printed table, without its header."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in words.splitlines() if line.startswith("|")][2:]


def check_tables(runs, tables):
    """The cells that could be taken for one another."""
    said = {row[0]: row for row in rows_of(tables["several_chains"])}["posterior"]
    of = samples_of(runs / "posterior")[2]["predictions"]
    for cell, kind in ((said[4], "single_chain"), (said[5], "pooled")):
        entry = of[kind]["value_coverage"]["95"]
        check(cell == f"{entry['mean']:.3f} ± {entry['standard_error']:.3f}", f"{kind} is {entry}, shown as {cell}")
    for row, (injected, name) in zip(rows_of(tables["noise"]), (("0.05", "grid_1_20"), ("0.02", "grid_1_20_0.02"))):
        posterior, known, _ = samples_of(runs / name)
        inferred = numpy.exp(posterior["log_force_noise"].mean())
        check(row[0] == injected and row[2].startswith(f"{inferred:.4f}"), f"{name} infers {inferred}: {row}")
        draws = numpy.array([posterior[force].reshape(-1) for force in known])
        square = numpy.mean((draws.mean(axis=1) - [of[0, 0] for of in known.values()]) ** 2)
        variance = draws.var(axis=1, ddof=1).mean()
        expected = numpy.sqrt(float(injected) ** 2 + max(square - variance, 0))
        check(row[3].startswith(f"{expected:.4f}"), f"{name} is expected to infer {expected}: {row}")
        check(row[4] == f"{numpy.sqrt(variance):.4f}", f"{name} has the variance {variance}: {row}")
    roots = {}
    for name in ("grid_1_20", "grid_0.3_20", "grid_0.1_20"):
        roots[name] = samples_of(runs / name)[2]["predictions"]["pooled"]["rmse"]["mean"]
    for row, root in zip(rows_of(tables["cold"]), roots.values()):
        check(row[2].startswith(f"{root:.4f}"), f"rmse {root}: {row}")
        check(row[5].startswith(f"{root - roots['grid_1_20']:.4f}"), f"difference of {roots}: {row}")


def check_picture(path):
    with image.open(path) as picture:
        colours = len(picture.convert("RGB").getcolors(maxcolors=1 << 24))
        check(min(picture.size) > 300 and colours > 50, f"{path.name} shows nothing")


def short_chains(folder, deck, **chains):
    """Runs a deck with these keys of its chains; gives back what it printed."""
    keys = {f"chains.{key}": value for key, value in chains.items()} | {"output.directory": folder}
    result = subprocess.run([program_of_test(), ROOT / "inputs/sgmcmc" / f"{deck}.ini",
                             *(f"--{key}={value}" for key, value in keys.items())], text=True, capture_output=True)
    check(result.returncode == 0, f"{deck} with {chains}: {result.stderr}")
    return result.stdout + result.stderr


def main():
    with tempfile.TemporaryDirectory() as scratch:
        runs = pathlib.Path(scratch)
        tables = {}
        for claim in ("several_chains", "cold", "ensemble", "noise", "misfit", "calibration"):
            words = script("claims.py", claim, "--runs", runs, "--scale", 0.002, "--snapshots", 20, "--starling",
                           program_of_test())
            check("±" in words, f"{claim}: {words}")
            check_picture(runs / f"{claim}.png")
            tables[claim] = words
        check_tables(runs, tables)
        words = script("claims.py", "several_chains", "--runs", runs, "--scale", 0.002, "--starling", program_of_test())
        check("running" not in words, f"a run that is there is repeated: {words}")
        check_predictions(runs / "posterior")
        check_ranks(runs / "calibration")
        for run, name in (("posterior", "predictions.png"), ("ensemble", "predictions.png"), ("calibration", "ranks.png")):
            script("plot_sgmcmc.py", runs / run)
            check_picture(runs / run / name)
        few = short_chains(runs / "few", "calibration", count=3, burn_in=0, steps=19, keep_every=1)
        check("there will be no verdict: 25 replicates are needed" in few, f"three replicates: {few}")
        complaint = script("plot_sgmcmc.py", runs / "few", code=1)
        check("25 are needed" in complaint, f"three replicates: {complaint}")
        # Members of an ensemble end at the same place, however many draws of their descent are kept.
        pictures = []
        for burn_in in (30, 49):
            members = runs / f"members_{burn_in}"
            short_chains(members, "claims/ensemble", count=3, burn_in=burn_in, steps=50 - burn_in, keep_every=1)
            script("plot_sgmcmc.py", members)
            pictures.append((members / "predictions.png").read_bytes())
        check(pictures[0] == pictures[1], "earlier draws of an ensemble are in its picture")


if __name__ == "__main__":
    sys.exit(main())
