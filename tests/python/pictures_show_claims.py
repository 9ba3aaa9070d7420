"""Runs scripts/claims.py with very short chains, computes what the summary says of predictions and ranks again with numpy, and
draws the runs."""
import json
import pathlib
import sys
import tempfile
from statistics import NormalDist

from support.checks import check, packages, program_of_test, script

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


def check_picture(path):
    with image.open(path) as picture:
        colours = len(picture.convert("RGB").getcolors(maxcolors=1 << 24))
        check(min(picture.size) > 300 and colours > 50, f"{path.name} shows nothing")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        runs = pathlib.Path(scratch)
        for claim in ("several_chains", "ensemble", "calibration"):
            words = script("claims.py", claim, "--runs", runs, "--scale", 0.002, "--starling", program_of_test())
            check("running" in words and "±" in words, f"{claim}: {words}")
            check_picture(runs / f"{claim}.png")
        words = script("claims.py", "several_chains", "--runs", runs, "--scale", 0.002, "--starling", program_of_test())
        check("running" not in words, f"a run that is there is repeated: {words}")
        check_predictions(runs / "posterior")
        check_ranks(runs / "calibration")
        for run, name in (("posterior", "predictions.png"), ("ensemble", "predictions.png"), ("calibration", "ranks.png")):
            script("plot_sgmcmc.py", runs / run)
            check_picture(runs / run / name)


if __name__ == "__main__":
    sys.exit(main())
