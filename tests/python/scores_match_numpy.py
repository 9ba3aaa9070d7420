"""Trains small networks with the program, has it write local entropy production with them, and compares both fields with
scores that numpy computes from the network file and a frame (support/score_in_numpy.py)."""
import pathlib
import subprocess
import tempfile

from support import score_in_numpy as peer
from support.checks import check, packages, program_of_test, run_of_test

h5py, numpy = packages("h5py", "numpy")

# The program computes networks in single precision, closed forms in double.
ALLOWED = {"equivariant": 3e-5, "linear": 1e-9}
PARTICLES = 96
# Those whose divergence is asked, which takes a pass through the whole system for each component.
SOME = range(0, PARTICLES, 3)
AOUP = {"dynamics.model": "active_ou", "dynamics.time_step": 0.02, "dynamics.self_propulsion": 0.1,
        "dynamics.relaxation_rate": 2e-2, "dynamics.translational_diffusion": 0, "system.radius": 1,
        "force.pair": "softplus", "force.strength": 1, "force.steepness": 7.5, "force.cutoff": 3.5}
ABP = {"dynamics.model": "active_brownian", "dynamics.time_step": 1e-4, "dynamics.self_propulsion": 10,
       "dynamics.rotational_diffusion": 1.5, "dynamics.translational_diffusion": 0.5, "system.radius": 0.5,
       "force.pair": "wca", "force.strength": 1, "force.diameter": 1, "system.start": "lattice"}
PLANE = {"system.dimension": 2, "system.packing_fraction": 0.5}
TRAPPED = {"system.dimension": 2, "system.box": 14, "force.external": "harmonic_trap", "force.trap_stiffness": 3}
SPACE = {"system.dimension": 3, "system.packing_fraction": 0.4}
EQUIVARIANT = {"network.name": "equivariant", "run.updates": 60, "optimiser.rate": 1e-2, "optimiser.warm_up": 5,
               "optimiser.batch": 512, "optimiser.average": 0.5, "network.width": 32}
CASES = {"active OU": {**AOUP, **PLANE, **EQUIVARIANT},
         "active OU, linear": {**AOUP, **PLANE, "network.name": "linear"},
         "active Brownian": {**ABP, **PLANE, "dynamics.chirality": 0.7, **EQUIVARIANT, "network.activation": "gelu"},
         "active Brownian, trapped": {**ABP, **TRAPPED, **EQUIVARIANT, "network.activation": "tanh", "network.width": 16},
         "active Brownian in space": {**ABP, **SPACE, **EQUIVARIANT, "network.activation": "softplus",
                                      "network.edge_range": 1.3},
         "active Brownian in space, linear": {**ABP, **SPACE, "network.name": "linear"}}


def run(job, folder, settings):
    """Runs a deck that consists of these settings."""
    deck = folder / f"{job}.ini"
    deck.write_text(f"job = {job}\n")
    command = [program_of_test(), deck, *(f"--{key}={value}" for key, value in settings.items()),
               f"--output.directory={folder / job}"]
    result = subprocess.run(command, text=True, capture_output=True)
    check(result.returncode == 0, f"a {job} run ended with {result.returncode}: {result.stderr}")
    return folder / job


def make_runs(folder, settings):
    """A network, and a frame of a longer run with another seed that it sees afterwards."""
    system = {key: value for key, value in settings.items() if key.split(".")[0] in ("system", "dynamics", "force")}
    system["system.particles"] = PARTICLES
    data = {"data.equilibration": 4000, "data.frames": 12, "data.frame_every": 250, "data.held_out_frames": 2}
    learned = run("score", folder, {**settings, **system, **data, "output.observe_every": 1000})
    keys = {"run.seed": 7, "run.steps": 6000, "run.equilibration": 0, "output.observe_every": 0,
            "output.trajectory_every": 6000, "output.checkpoint_every": 0, "score.network": learned / "network.h5"}
    return learned / "network.h5", run("active", folder, {**system, **keys}) / "trajectory.h5"


def read_frame(path, dimension):
    with h5py.File(path, "r") as file:
        group = file["particles/trajectory"]
        edge = group["box/edges/value"][-1][:dimension]
        position, drive, image = (group[f"{name}/value"][-1][:, :dimension] for name in ("position", "activity", "image"))
        fields = [group[f"entropy_production_{name}/value"][-1] for name in ("local", "divergence")]
    return position, edge, position + image * edge, drive, fields


def check_field(name, found, expected, allowed):
    """Within a fraction of each value or, where it is small, of the mean magnitude."""
    off = numpy.abs(found - expected) / numpy.maximum(numpy.abs(expected), numpy.abs(expected).mean())
    check(numpy.isfinite(found).all() and off.max() < allowed,
          f"{name} is {found[off.argmax()]:.10g}, numpy has {expected[off.argmax()]:.10g}: off by {off.max():.2g}")
    return off.max()


def compare(name, folder, settings):
    network_path, trajectory = make_runs(folder, settings)
    with h5py.File(network_path, "r") as file:
        network = peer.Network(file)
    position, edge, unwrapped, drive, (local, divergence) = read_frame(trajectory, settings["system.dimension"])
    system = peer.System(position, edge, unwrapped, network)
    check(system.touching.sum() > PARTICLES / 4, f"{name}: there are hardly any contacts to judge by")
    flow = -system.diffusion * peer.scores(system, drive)
    if not system.on_sphere:
        flow -= system.rate * drive
    elif system.dimension == 2:
        flow += settings.get("dynamics.chirality", 0) * numpy.stack([-drive[:, 1], drive[:, 0]], axis=1)
    spread = 0 if system.on_sphere else -system.dimension * system.rate
    own = numpy.array([spread - system.diffusion * peer.own_divergence(system, drive, i) for i in SOME])
    allowed = ALLOWED[network.architecture["name"]]
    off = (check_field(f"{name}: local entropy production", local, peer.dot(flow, flow) / system.diffusion, allowed),
           check_field(f"{name}: its divergence", divergence[SOME], own, allowed))
    print(f"{name}: within {off[0]:.1g} and {off[1]:.1g}")


def main():
    run_of_test()
    for name, settings in CASES.items():
        with tempfile.TemporaryDirectory() as scratch:
            compare(name, pathlib.Path(scratch), settings)


if __name__ == "__main__":
    main()
