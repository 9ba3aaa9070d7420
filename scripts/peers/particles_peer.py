"""Runs filters and smoothers of the Python package `particles` for the benchmark scripts."""
import os
import sys
import time

from run_files import require, stop

VERSION = "0.4"


def find_particles():
    """The package, on one thread; ends the script with the command that installs it if it is missing."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = "1"
    try:
        import particles
    except ImportError as error:
        if "particles" in str(error):
            stop(f"there is no package particles; run: {sys.executable} -m pip install particles=={VERSION}")
        raise
    return particles


def peer_model(name):
    """The peer's own class of a model, with the numbers of Starling's."""
    import particles.distributions
    import particles.kalman
    import particles.state_space_models

    if name == "stochastic_volatility":
        return particles.state_space_models.StochVol(mu=-1.02, rho=0.9702, sigma=0.178)

    class Line(particles.kalman.LinearGauss):
        """With the bound of the transition density that the peer's PaRIS asks for."""

        def upper_bound_log_pt(self, t):
            return -0.9189385332046727

    return Line(rho=0.9, sigmaX=1.0, sigmaY=1.0)


def simulate(name, length, seed=1):
    """Observations of a model, drawn by the peer."""
    np = require("numpy")
    np.random.seed(seed)
    _, observations = peer_model(name).simulate(length)
    return np.array(observations).ravel()


def bootstrap(name, observations, count, seed, moments=False):
    """Particle-steps per second of processor time, and the log-likelihood; systematic resampling at every step. With
    `moments`, means and variances of every time are collected."""
    import particles
    import particles.state_space_models
    from particles import collectors

    np = require("numpy")
    np.random.seed(seed)
    law = particles.state_space_models.Bootstrap(ssm=peer_model(name), data=observations)
    filter_ = particles.SMC(fk=law, N=count, resampling="systematic", ESSrmin=1.0,
                            collect=[collectors.Moments()] if moments else None)
    begin = time.process_time()
    filter_.run()
    return count * len(observations) / (time.process_time() - begin), filter_.logLt


def paris(observations, count, draws, seed):
    """Particle-steps per second of processor time, steps with backward draws counted, and the smoothed functional."""
    import particles
    import particles.state_space_models
    from particles import collectors

    np = require("numpy")
    np.random.seed(seed)

    class Products(particles.state_space_models.Bootstrap):
        def add_func(self, t, before, now):
            return 0.0 * now if before is None else before * now

    law = Products(ssm=peer_model("linear_gaussian"), data=observations)
    filter_ = particles.SMC(fk=law, N=count, resampling="systematic", ESSrmin=1.0,
                            collect=[collectors.Paris(Nparis=draws)])
    begin = time.process_time()
    filter_.run()
    return count * (len(observations) - 1) / (time.process_time() - begin), filter_.summaries.paris[-1]
