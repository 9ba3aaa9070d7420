"""Pictures of predictions and calibrations of the sgmcmc job, for the scripts beside this one."""
from statistics import NormalDist

from run_files import require, stop

np, _ = require("numpy", "matplotlib")
from drawing.plot_style import pyplot  # noqa: E402

LEVELS = np.linspace(0.05, 0.99, 30)


def moments(draws):
    """Mean and variance of draws (chain, draw) by function, as arrays (function)."""
    flat = np.array([values.reshape(-1) for values in draws])
    return flat.mean(axis=1), flat.var(axis=1, ddof=1)


def observed_coverage(apart, variance):
    """How often |apart| is within the intervals of the normal law of this variance, by LEVELS."""
    scaled = np.abs(apart) / np.sqrt(variance)
    return [np.mean(scaled <= NormalDist().inv_cdf(0.5 + 0.5 * level)) for level in LEVELS]


def share_between(draws):
    """Variance of chains' means over that and the variance within, by function."""
    between = np.array([values.mean(axis=1).var(ddof=1) for values in draws])
    within = np.array([values.var(axis=1, ddof=1).mean() for values in draws])
    return between / (between + within)


def draw_parity(axes, value, mean, variance):
    axes.errorbar(value, mean, 1.96 * np.sqrt(variance), fmt=".", markersize=2, linewidth=0.5, color="0.4")
    ends = [min(value.min(), mean.min()), max(value.max(), mean.max())]
    axes.plot(ends, ends, color="tab:red", linewidth=0.8)
    axes.set(xlabel="known value", ylabel="posterior mean, 95 % interval", title="predictions")


def draw_coverage(axes, posterior, known, names):
    """Nominal against observed coverage: of values by all chains and by each, and of labels, whose noise the chains infer."""
    value, label = (np.array([known[name][0, k] for name in names]) for k in (0, 1))
    draws = [posterior[name] for name in names]
    mean, variance = moments(draws)
    if draws[0].shape[1] > 1:
        for chain in range(len(draws[0])):
            single, spread = moments([of[chain:chain + 1] for of in draws])
            axes.plot(LEVELS, observed_coverage(single - value, spread), color="0.75", linewidth=0.6,
                      label="values, single chains" if chain == 0 else None)
    axes.plot(LEVELS, observed_coverage(mean - value, variance), color="tab:blue", label="values, all chains")
    if "log_force_noise" in posterior:
        noise = np.mean(np.exp(2.0 * posterior["log_force_noise"]))
        axes.plot(LEVELS, observed_coverage(mean - label, variance + noise), color="tab:orange", label="labels")
    axes.plot([0, 1], [0, 1], color="tab:red", linewidth=0.8)
    axes.set(xlabel="nominal coverage", ylabel="observed", title="coverage")
    axes.legend(frameon=False, fontsize=7)


def draw_predictions(path, posterior, known):
    """Parity, coverage and the share of variance between chains, of the functions whose values are known."""
    names = [name for name in known if name in posterior]
    draws = [posterior[name] for name in names]
    figure, axes = pyplot.subplots(1, 3, figsize=(10.0, 3.2), layout="constrained")
    mean, variance = moments(draws)
    draw_parity(axes[0], np.array([known[name][0, 0] for name in names]), mean, variance)
    draw_coverage(axes[1], posterior, known, names)
    chains, count = draws[0].shape
    if chains > 1 and count > 1:
        axes[2].hist(share_between(draws), bins=np.linspace(0, 1, 21), color="0.6")
        axes[2].set(xlabel="variance between chains / total", ylabel="known values", title="between chains")
    else:
        axes[2].axis("off")
    figure.savefig(path, dpi=200)
    pyplot.close(figure)


def draw_ranks(path, calibration):
    """Counts of ranks by bins for each function, with what uniform ranks would give, and two of their deviations."""
    functions = calibration["functions"]
    if not functions:
        stop("there are no ranks: " + calibration["faults"][0])
    figure, axes = pyplot.subplots(1, len(functions), figsize=(2.0 * len(functions) + 0.5, 2.4), sharey=True,
                                   layout="constrained", squeeze=False)
    for panel, (name, found) in zip(axes[0], functions.items()):
        counts = found["rank_counts"]
        share = 1.0 / len(counts)
        expected = sum(counts) * share
        deviation = np.sqrt(expected * (1.0 - share))
        panel.bar(np.arange(len(counts)), counts, width=0.9, color="0.6")
        panel.axhspan(expected - 2 * deviation, expected + 2 * deviation, color="tab:red", alpha=0.15, linewidth=0)
        panel.axhline(expected, color="tab:red", linewidth=0.8)
        panel.set(xlabel="bin of the rank", title=f"{name}\nz = {found['z']:.1f}, $\\chi^2$ = {found['chi_square']:.1f}")
    axes[0][0].set_ylabel("replicates")
    figure.savefig(path, dpi=200)
    pyplot.close(figure)
