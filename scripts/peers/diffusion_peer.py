"""The step of Starling's corrected diffusions with JAX, for the benchmark scripts: Euler and Maruyama towards a power of a noised
mixture, with its exact importance weight (docs/diffusion.md); compiled, in double precision, on one thread, all steps in one
scan. Score and log density are carried from step to step, so that a step evaluates the mixture once. No resampling."""
import math
import time

from run_files import require
from peers.score_peer import find_jax


def mixture(name, dimension):
    """Weights, means and variances of Starling's ready mixtures."""
    if name == "pair":
        weights, means, deviations = [0.3, 0.7], [[-2.0], [2.0]], [0.5, 0.5]
    else:
        weights = [(k + 1) / 36 for k in range(8)]
        means = [[4 * math.cos(math.pi * k / 4), 4 * math.sin(math.pi * k / 4)] for k in range(8)]
        deviations = [0.3] * 8
    added = dimension - len(means[0])
    means = [mean + [0.0] * added for mean in means]
    variances = [[deviation ** 2] * (dimension - added) + [1.0] * added for deviation in deviations]
    return weights, means, variances


def edm_levels(first, last, steps, rho=7.0):
    ends = first ** (1 / rho), last ** (1 / rho)
    return [(ends[0] + n / steps * (ends[1] - ends[0])) ** rho for n in range(steps + 1)]


class Sampler:
    """Particles from N(0, sigma_max^2/beta) to the last level, and the log of the mean of their weights."""

    def __init__(self, name, dimension, count, steps, beta=2.0, eta=1.0, ends=(10.0, 0.01)):
        jax = find_jax()
        jax.config.update("jax_enable_x64", True)
        np = require("jax.numpy")
        self.jax = jax
        self.work = count * steps
        weights, means, variances = (np.asarray(numbers) for numbers in mixture(name, dimension))
        levels = np.asarray(edm_levels(*ends, steps)) ** 2
        start_variance = ends[0] ** 2 / beta

        def law(x, v):
            """Log density and score of the noised mixture to the power beta. Components come first, particles last."""
            width = variances + v
            apart = means[:, :, None] - x[None]
            terms = (np.log(weights) - 0.5 * np.log(2 * np.pi * width).sum(1))[:, None] - 0.5 * (
                apart ** 2 / width[:, :, None]).sum(1)
            largest = terms.max(0)
            shares = np.exp(terms - largest)
            total = shares.sum(0)
            score = ((shares / total)[:, None] * apart / width[:, :, None]).sum(0)
            return beta * (largest + np.log(total)), beta * score

        def step(carried, now):
            x, log_density, score, log_weight = carried
            v, fall, key = now
            normal = jax.random.normal(key, x.shape)
            moved = x + 0.5 * (1 + eta) * fall * score + np.sqrt(eta * fall) * normal
            next_density, next_score = law(moved, v)
            apart = x - moved - 0.5 * (eta - 1) * fall * next_score
            log_weight = (log_weight + next_density - log_density + 0.5 * (normal ** 2).sum(0)
                          - (apart ** 2).sum(0) / (2 * eta * fall))
            return (moved, next_density, next_score, log_weight), None

        def run(key):
            keys = jax.random.split(key, steps + 1)
            normal = jax.random.normal(keys[0], (dimension, count))
            x = np.sqrt(start_variance) * normal
            log_density, score = law(x, levels[0])
            log_weight = log_density + 0.5 * (normal ** 2).sum(0) + 0.5 * dimension * np.log(2 * np.pi * start_variance)
            inputs = levels[1:], levels[:-1] - levels[1:], keys[1:]
            (x, _, _, log_weight), _ = jax.lax.scan(step, (x, log_density, score, log_weight), inputs)
            return jax.scipy.special.logsumexp(log_weight) - np.log(count)

        self.run = jax.jit(run)
        self.run(jax.random.key(0)).block_until_ready()

    def rate(self, seed):
        """Particle-steps a second of processor time, and log Z."""
        key = self.jax.random.key(seed)
        begun = time.process_time()
        log_z = self.run(key).block_until_ready()
        return self.work / (time.process_time() - begun), float(log_z)
