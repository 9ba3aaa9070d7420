"""Runs Starling's filters and the Python package `particles` (PyPI) in turn: `compare.py smc`.

Bootstrap filters of a linear Gaussian model on a line and of stochastic volatility, systematic resampling at every step,
double precision, once computing the evidence alone and once with a table of every time (means and variances, and from
Starling three quantiles too); and PaRIS (two backward draws, the functional x_t x_{t+1}) of the linear Gaussian model: the
same observations for both, one core each, particle-steps a second of processor time. Then Starling on one rank and on two, a
second of wall time. Both programs' estimates are printed, so that one can see that they do the same work."""
from peers import particles_peer
from launch import find_program, rate_by_processor, rate_by_wall, run_starling
from peers.report import comparing
from run_files import stop

LENGTH = 200
MODELS = {"linear_gaussian": "linear Gaussian", "stochastic_volatility": "stochastic volatility"}
QUIET = {"output.observe_every": 0, "output.checkpoint_every": 0}
# The end of a row's name, what Starling's table asks for, and whether the peer collects moments.
TABLES = [("evidence", {}, False),
          ("moments, quantiles", {"output.observe_every": 1, "output.quantiles": "0.05 0.5 0.95"}, True)]


def write_deck(work, model, method, observations):
    """A deck of the smc job on these observations."""
    data = work / f"{model}_{len(observations)}.csv"
    data.write_text("y\n" + "".join(f"{value!r}\n" for value in map(float, observations)))
    deck = work / f"{model}_{method}_{len(observations)}.ini"
    deck.write_text(f"job = smc\n[run]\nseed = 1\n[ensemble]\nreplicas = 1\n[model]\nname = {model}\n[data]\n"
                    f"file = {data}\ncolumn = y\n[method]\nname = {method}\nparticles = 1000\n")
    return deck


def estimate(summary, name):
    found = summary.get("observables", {}).get(name)
    if not found:
        stop(f"Starling's summary has no {name}")
    return found["mean"]


def bootstrap_settings(count, seed, work):
    """At least `work` particle-steps, by replicas."""
    replicas = max(1, round(work / (count * LENGTH)))
    return dict(QUIET, **{"method.particles": count, "method.ess_threshold": 1, "method.resampling": "systematic",
                          "run.seed": seed, "ensemble.replicas": replicas})


def compare_bootstrap(report, options, starling, model, count, table):
    name, keys, moments = table
    observations = particles_peer.simulate(model, LENGTH)
    deck = write_deck(options.work, model, "bootstrap", observations)
    theirs_on = observations[: max(10, min(LENGTH, int((4e6 if options.quick else 2e7) / count)))]
    work = 1e8 if options.quick else 4e8
    ours, theirs, found = [], [], None
    # The peer compiles parts of itself in its first run.
    _, peer_found = particles_peer.bootstrap(model, observations, 10000, 1, moments)
    for repetition in range(options.repetitions):
        settings = dict(bootstrap_settings(count, repetition + 1, work), **keys)
        summary = run_starling(starling, deck, options.work / "run", settings)
        ours.append(rate_by_processor(summary))
        found = estimate(summary, "log_likelihood")
        theirs.append(particles_peer.bootstrap(model, theirs_on, count, repetition + 1, moments)[0])
    report.add(f"{MODELS[model]}, N={count}, {name}", ours, theirs, ("Starling", "particles"))
    print(f"  log-likelihood: Starling {found:.2f}, particles (N=10000) {peer_found:.2f}")


def compare_ranks(report, options, starling, model, count):
    deck = write_deck(options.work, model, "bootstrap", particles_peer.simulate(model, LENGTH))
    two, one = [], []
    for repetition in range(options.repetitions):
        # One replica, so that the ranks share its particles.
        settings = bootstrap_settings(count, repetition + 1, 0)
        two.append(rate_by_wall(run_starling(starling, deck, options.work / "run", settings, ranks=2)))
        one.append(rate_by_wall(run_starling(starling, deck, options.work / "run", settings)))
    report.add(f"{MODELS[model]}, N={count}", two, one, ("2 ranks", "1 rank"))


def paris_settings(count, seed):
    return dict(QUIET, **{"method.particles": count, "method.backward_draws": 2, "method.functional": "product",
                          "method.ess_threshold": 1, "method.resampling": "systematic", "run.seed": seed})


def compare_paris(report, options, starling):
    """The peer takes seconds per step at N = 10^4, so its rate there is compared with at 10^5 too."""
    observations = particles_peer.simulate("linear_gaussian", LENGTH)
    deck = write_deck(options.work, "linear_gaussian", "paris", observations)
    few = observations[: 2 if options.quick else 3]
    few_deck = write_deck(options.work, "linear_gaussian", "paris", few)
    ours, more, theirs, found = [], [], [], None
    for seed in range(1, options.repetitions + 1):
        ours.append(rate_by_processor(run_starling(starling, deck, options.work / "run", paris_settings(10000, seed))))
        rate, found = particles_peer.paris(few, 10000, 2, seed)
        theirs.append(rate)
        more.append(rate_by_processor(run_starling(starling, deck, options.work / "run", paris_settings(100000, seed))))
    report.add("PaRIS, linear Gaussian, N=10000", ours, theirs, ("Starling", "particles"))
    report.add("PaRIS, linear Gaussian, N=100000 / 10000", more, theirs, ("Starling", "particles"))
    summary = run_starling(starling, few_deck, options.work / "run", paris_settings(10000, 1))
    print(f"  E[sum x_t x_(t+1)] over {len(few)} times: Starling {estimate(summary, 'smoothed_product'):.3f}, "
          f"particles {found:.3f}")


def compare_all(options):
    starling = find_program(options.starling)
    particles_peer.find_particles()
    with comparing(options) as report:
        for model in MODELS:
            for count in (100000, 1000000):
                for table in TABLES:
                    compare_bootstrap(report, options, starling, model, count, table)
        compare_paris(report, options, starling)
        for model in MODELS:
            compare_ranks(report, options, starling, model, 1000000)
