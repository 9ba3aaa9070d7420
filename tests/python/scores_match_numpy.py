"""Trains small networks with the program, has it write local entropy production with them, and compares its fields and its
table with scores that numpy computes from the network file and a frame (support/score_in_numpy.py)."""
import csv
import pathlib
import subprocess
import tempfile

from support import score_in_numpy as peer
from support.checks import check, packages, program_of_test, run_of_test

h5py, numpy = packages("h5py", "numpy")

# The program computes networks in single precision, closed forms in double. Means over particles are as much closer.
ALLOWED = {"equivariant": 3e-5, "linear": 1e-9}
ALLOWED_OF_MEANS = {"equivariant": 3e-6, "linear": 1e-10}
PARTICLES = 64
STEPS = 6000
SOFTPLUS = {"system.radius": 1, "force.pair": "softplus", "force.steepness": 7.5, "force.cutoff": 3.5}
AOUP = {**SOFTPLUS, "dynamics.model": "active_ou", "dynamics.time_step": 0.02, "dynamics.self_propulsion": 0.1,
        "dynamics.relaxation_rate": 2e-2, "dynamics.translational_diffusion": 0, "force.strength": 1}
WARM = {"dynamics.translational_diffusion": 0.03}
ABP = {"dynamics.model": "active_brownian", "dynamics.time_step": 1e-4, "dynamics.self_propulsion": 10,
       "dynamics.rotational_diffusion": 1.5, "dynamics.translational_diffusion": 0.5, "system.radius": 0.5,
       "force.pair": "wca", "force.strength": 1, "force.diameter": 1, "system.start": "lattice"}
CONTROLLED = {**SOFTPLUS, "dynamics.model": "exact_control", "dynamics.time_step": 1e-3, "dynamics.relaxation_rate": 1.5,
              "dynamics.translational_diffusion": 0.8, "dynamics.coupling": 0.5, "force.strength": 10}
PLANE = {"system.dimension": 2, "system.packing_fraction": 0.5}
# Boxes so small that particles leave them: places are unwrapped.
TRAPPED = {"system.dimension": 2, "force.external": "harmonic_trap"}
ABP_TRAPPED = {**ABP, **TRAPPED, "system.box": 9, "force.trap_stiffness": 3}
AOUP_TRAPPED = {**AOUP, **WARM, **TRAPPED, "system.box": 18, "force.trap_stiffness": 0.02}
SPACE = {"system.dimension": 3, "system.packing_fraction": 0.4}
EQUIVARIANT = {"network.name": "equivariant", "run.updates": 60, "optimiser.rate": 1e-2, "optimiser.warm_up": 5,
               "optimiser.batch": 512, "optimiser.average": 0.5, "network.width": 32}
LINEAR = {"network.name": "linear"}
CASES = {"active OU": {**AOUP, **PLANE, **EQUIVARIANT},
         "active OU, linear": {**AOUP, **PLANE, **LINEAR},
         "warm active OU": {**AOUP, **WARM, **PLANE, **EQUIVARIANT, "network.edge_range": 1.8},
         "warm active OU, trapped, linear": {**AOUP_TRAPPED, **LINEAR},
         "active Brownian": {**ABP, **PLANE, "dynamics.chirality": 0.7, **EQUIVARIANT, "network.activation": "gelu"},
         "active Brownian, trapped": {**ABP_TRAPPED, **EQUIVARIANT, "network.activation": "tanh", "network.width": 16},
         "active Brownian in space": {**ABP, **SPACE, **EQUIVARIANT, "network.activation": "softplus",
                                      "network.edge_range": 1.3},
         "active Brownian in space, linear": {**ABP, **SPACE, **LINEAR},
         "active Brownian, positions alone": {**ABP, **PLANE, **EQUIVARIANT, "score.blocks": "position"},
         "active Brownian without turns, linear": {**ABP, **PLANE, **LINEAR, "dynamics.rotational_diffusion": 0},
         "passive, linear": {**ABP, **PLANE, **LINEAR, "dynamics.self_propulsion": 0, "score.blocks": "position"},
         "exact control": {**CONTROLLED, **PLANE, **EQUIVARIANT, "score.base": "none"},
         "exact control, linear": {**CONTROLLED, **PLANE, **LINEAR},
         "exact control, drives alone, linear": {**CONTROLLED, **PLANE, **LINEAR, "score.blocks": "drive"}}


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
    """A network, and a longer run with another seed that sees it afterwards, with a frame and a row of its last step."""
    system = {key: value for key, value in settings.items() if key.split(".")[0] in ("system", "dynamics", "force")}
    system["system.particles"] = PARTICLES
    data = {"data.equilibration": 4000, "data.frames": 12, "data.frame_every": 250, "data.held_out_frames": 2}
    learned = run("score", folder, {**settings, **system, **data, "output.observe_every": 1000})
    keys = {"run.seed": 7, "run.steps": STEPS, "run.equilibration": 0, "output.observe_every": STEPS,
            "output.trajectory_every": STEPS, "output.checkpoint_every": 0, "score.network": learned / "network.h5"}
    return learned / "network.h5", run("active", folder, {**system, **keys})


def read_frame(path, dimension):
    """Unwrapped positions, drives, and the fields of the last frame without what all their names begin with."""
    with h5py.File(path, "r") as file:
        group = file["particles/trajectory"]
        edge = group["box/edges/value"][-1][:dimension]
        position, drive, image = (group[f"{name}/value"][-1][:, :dimension] for name in ("position", "activity", "image"))
        start = "entropy_production_"
        fields = {name.removeprefix(start): group[name]["value"][-1] for name in group if name.startswith(start)}
    return {"position": position + image * edge, "edge": edge, "drive": drive, "image": image}, fields


def last_row(run):
    with open(run / "observables.csv", newline="") as file:
        row = list(csv.DictReader(file))[-1]
    check(int(row["step"]) == STEPS, "the last row is not of the last frame's step")
    return row


def off_by(name, found, expected, scale, allowed):
    """The largest difference in units of a scale, which must be within what is allowed."""
    off = numpy.abs(found - expected) / scale
    worst = off.argmax()
    check(numpy.isfinite(found).all() and off.max() < allowed,
          f"{name} is {found[worst]:.10g}, numpy has {expected[worst]:.10g}: off by {off.max():.2g}")
    return off.max()


def check_field(name, found, terms, allowed):
    """A field, the sum of terms (..., N), within a fraction of its terms' magnitude or, where that is small, of its mean."""
    terms = terms.reshape(-1, found.size)
    magnitude = numpy.abs(terms).sum(axis=0)
    return off_by(name, found, terms.sum(axis=0), numpy.maximum(magnitude, magnitude.mean()), allowed)


def check_column(name, row, terms, allowed):
    """A column, the mean over particles of such a sum, within a fraction of its terms' mean magnitude."""
    count = terms.shape[-1]
    return off_by(name, numpy.array([float(row[name])]), numpy.array([terms.sum() / count]), numpy.abs(terms).sum() / count,
                  allowed)


def compare_fields(fields, blocks, allowed):
    """The fields of a frame; those of the flow's divergence and of the certificate are the drives'."""
    local = "local_learned" if "local_learned" in fields else "local"
    yield check_field(local, fields[local], numpy.stack([block.local_rate() for block in blocks.values()]), allowed)
    if "drive" in blocks:
        yield check_field("divergence", fields["divergence"], blocks["drive"].flow_divergence(), allowed)
        yield check_field("certified", fields["certified"], blocks["drive"].certified_terms(), allowed)


def compare_row(row, blocks, allowed):
    """Columns of the table; nothing else shows the divergences of the scores of positions."""
    yield check_column("score_certified_rate", row, numpy.stack([b.certified_terms() for b in blocks.values()]), allowed)
    yield check_column("score_plug_in_rate", row, numpy.stack([b.local_rate() for b in blocks.values()]), allowed)


def read_network(path, frame):
    """The scores of a frame, by the names of the blocks in a network file."""
    with h5py.File(path, "r") as file:
        return {block: peer.Block(block, peer.Network(file, block), frame) for block in file["scales"]}


def check_names(settings, fields, blocks):
    """Blocks are those with noise, or the chosen one; the fields say what is learned and what is known."""
    noise = {"drive": settings.get("dynamics.rotational_diffusion", 1),
             "position": settings["dynamics.translational_diffusion"]}
    noisy = {block for block, diffusion in noise.items() if diffusion > 0}
    expected = noisy if settings.get("score.blocks", "all") == "all" else {settings["score.blocks"]}
    check(set(blocks) == expected, f"the network file holds {sorted(blocks)}")
    learned = {"local_learned", "local"} if settings["dynamics.model"] == "exact_control" else {"local", "estimator"}
    expected = learned | ({"divergence", "certified"} if "drive" in blocks else set())
    check(set(fields) == expected, f"the fields are {sorted(fields)}")


def check_frame(settings, frame, system):
    """That of what is compared there is enough."""
    check(system.touching.sum() > PARTICLES / 4, "there are hardly any contacts to judge by")
    check("force.external" not in settings or frame["image"].any(), "no particle has left the box")


def compare(folder, settings):
    """The deviations of two or three fields and two columns."""
    network, measured = make_runs(folder, settings)
    frame, fields = read_frame(measured / "trajectory.h5", settings["system.dimension"])
    blocks = read_network(network, frame)
    check_names(settings, fields, blocks)
    check_frame(settings, frame, next(iter(blocks.values())).system)
    name = settings["network.name"]
    return [*compare_fields(fields, blocks, ALLOWED[name]), *compare_row(last_row(measured), blocks, ALLOWED_OF_MEANS[name])]


def main():
    run_of_test()
    for name, settings in CASES.items():
        with tempfile.TemporaryDirectory() as scratch:
            print(f"{name}:", end=" ", flush=True)
            print("within", ", ".join(f"{off:.1g}" for off in compare(pathlib.Path(scratch), settings)))


if __name__ == "__main__":
    main()
