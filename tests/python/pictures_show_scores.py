"""Draws runs with learned scores by scripts/plot.py: a training, maps and profiles of local rates, and what they are made
of against made-up systems."""
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile
import types

from support.checks import ROOT, SCRIPTS, check, packages, program_of_test, script, short_run

h5py, numpy, image, _ = packages("h5py", "numpy", "PIL.Image", "matplotlib")

PHYSICS = ("dynamics.time_step=0.02", "dynamics.self_propulsion=0.1", "dynamics.relaxation_rate=2e-2")


def check_picture(path):
    """Not a blank sheet."""
    with image.open(path) as picture:
        colours = len(picture.convert("RGB").getcolors(maxcolors=1 << 24))
        check(min(picture.size) > 300 and colours > 50, f"{path.name} shows nothing")


def train(folder, *keys, deck="quick.ini"):
    """A short training of a deck of inputs/score; that of quick.ini has the physics of PHYSICS."""
    settings = ("system.particles=64", "run.updates=60", "optimiser.warm_up=10", "output.observe_every=20",
                "data.equilibration=500", "data.frames=8", "data.frame_every=50", "data.held_out_frames=4",
                "data.held_out_every=100", f"output.directory={folder}", *keys)
    command = [program_of_test(), ROOT / "inputs/score" / deck, *(f"--{setting}" for setting in settings)]
    result = subprocess.run(command, text=True, capture_output=True)
    check(result.returncode == 0, f"a short training ended with {result.returncode}: {result.stderr}")
    return folder


def check_trainings(folder):
    """Every row is drawn, with its error and the ceiling of the summary; gives back the network."""
    one = train(folder / "one")
    drawn = script("plot.py", one)
    for name in ("training.png", "local_entropy.png"):
        check(name in drawn, f"{name} of a training is not drawn")
        check_picture(one / name)
    plot = importlib.import_module("plot_score")
    trainings = plot.read_trainings(one, None)
    check(len(trainings) == 1 and list(trainings[0]["update"]) == [0, 20, 40, 60], "the rows are not the table's")
    check(numpy.isnan(trainings[0]["gradient_norm"][0]), "an empty cell is read as a number")
    axes, found = plot.pyplot.figure().subplots(), json.loads((one / "summary.json").read_text())["observables"]
    plot.draw_captured(axes, trainings, found, linear=False)
    band = axes.collections[0].get_paths()[0].vertices[:, 1]
    top = trainings[0]["captured_fraction"] + 2 * trainings[0]["captured_error"]
    check(numpy.isclose(band.max(), top.max()), f"the band ends at {band.max()}, not at {top.max()}")
    lines = [line for line in axes.lines if line.get_linestyle() == "--"]
    check(len(lines) == 1 and numpy.isclose(lines[0].get_ydata()[0], found["captured_fraction_ceiling"]["mean"]),
          "the ceiling is not drawn")
    several = train(folder / "several", "ensemble.replicas=2")
    for arguments in ((), ("--replica", 1)):
        script("plot_score.py", several, *arguments)
        check_picture(several / "training.png")
    check("no replica 2" in script("plot_score.py", several, "--replica", 2, code=1), "a wrong replica is taken")
    (several / "training.csv").write_text("step,update\n")
    check("not begun" in script("plot.py", several, code=1), "a table without rows is drawn")
    return one / "network.h5"


def check_maps(folder, network):
    """Of a crowd with a learned score, and of the exact control, whose local rates are known."""
    crowd = short_run(folder / "crowd", "mips.ini", *PHYSICS, f"score.network={network}")
    check("local_entropy.png" in script("plot.py", crowd), "local rates are not drawn")
    for name in ("local_entropy.png", "snapshot.png"):
        check_picture(crowd / name)
    check("plot_score.py: " in f"plot_score.py: {script('plot_score.py', crowd, code=1)}", "a run of another job is taken")
    control = short_run(folder / "control", "exact_control.ini")
    check("local_entropy.png" in script("plot.py", control), "the exact control's rates are not drawn")
    plain = short_run(folder / "plain", "mips.ini")
    check("local_entropy.png" not in script("plot.py", plain), "a run without local rates has a map of them")


def check_phase_plane(folder):
    """Of a short training on the ring; and of made-up particles, whose density follows from their scores alone."""
    ring = train(folder / "ring", "system.particles=4000", deck="ring.ini")
    check("phase_plane.png" in script("plot.py", ring), "the plane of position and drive is not drawn")
    check_picture(ring / "phase_plane.png")
    plot, random, edge = importlib.import_module("drawing.phase_plane"), numpy.random.default_rng(3), 10.0
    # exp(cos k(x - g)) exp(-g^2/2): periodic in x, with a correlation.
    drive = random.normal(size=400000)
    position = random.random(400000) * edge
    k = 2 * numpy.pi / edge
    kept = random.random(400000) < numpy.exp(numpy.cos(k * (position - drive)) - 1)
    position, drive = position[kept], drive[kept]
    pull = k * numpy.sin(k * (position - drive))
    fields = {name: values[:, None] for name, values in (
        ("activity", drive), ("score_position", -pull), ("score_drive", pull - drive),
        ("probability_flow_position", drive), ("probability_flow_drive", -pull))}
    plane = plot.Plane(types.SimpleNamespace(position=position[:, None], box=numpy.array([edge]), dimension=1, fields=fields))
    found = plane.density()
    x, g = numpy.meshgrid(*plane.middle, indexing="ij")
    exact = numpy.exp(numpy.cos(k * (x - g)) - g * g / 2) / (edge * numpy.sqrt(2 * numpy.pi) * numpy.i0(1.0))
    shown = (abs(g) < 2) & plane.known
    check(shown.sum() > 0.99 * (abs(g) < 2).sum(), "cells with particles are left out")
    check(abs(found / exact - 1)[shown].max() < 0.05, f"the density is off by {abs(found / exact - 1)[shown].max():.3f}")


def check_sweep(folder):
    """The maps of a sweep's trainings stand side by side."""
    path = folder / "noise.ini"
    path.write_text(f"""[sweep]
deck = {ROOT}/inputs/score/quick.ini
directory = {folder}/noise
[fixed]
system.particles = 64
run.updates = 30
optimiser.warm_up = 10
data.equilibration = 500
data.frames = 8
data.frame_every = 50
data.held_out_frames = 4
data.held_out_every = 100
[grid]
data.noise_position = 0 0.1
""")
    output = script("sweep.py", path, "--starling", program_of_test())
    check("maps.png" in output, f"the maps of a sweep are not drawn: {output}")
    check_picture(folder / "noise/maps.png")


def slab(phases=(900, 100)):
    """Many particles in the left half of a box, few in the other, at random."""
    random, box = numpy.random.default_rng(5), numpy.array([80.0, 40.0])
    halves = [random.random((count, 2)) * (40.0, 40.0) + (40.0 * k, 0.0) for k, count in enumerate(phases)]
    return types.SimpleNamespace(position=numpy.concatenate(halves), box=box, dimension=2)


def check_interface(rates):
    """The signed distance of a slab, through the periodic faces; none without two phases, or out of the plane."""
    frame = slab()
    found = rates.interface_distance(frame, 1.0)
    x = frame.position[:, 0]
    exact = numpy.where(x < 40, numpy.minimum(x, 40 - x), -numpy.minimum(x - 40, 80 - x))
    check(abs(found - exact).max() < 5 and abs(found - exact).mean() < 1.5,
          f"distances are wrong by {abs(found - exact).max():.3g}, on average {abs(found - exact).mean():.3g}")
    check(rates.interface_distance(slab((500, 500)), 1.0) is None, "one phase has an interface")
    frame.dimension = 3
    check(rates.interface_distance(frame, 1.0) is None, "a system in space has an interface in the plane")
    cells = numpy.zeros((6, 9), bool)
    cells[1, 2] = True
    away = rates.distance_to(cells, numpy.array([12.0, 9.0]))
    places = [(i, j) for i in range(6) for j in range(9)]
    direct = [numpy.hypot(2 * min(abs(i - 1), 6 - abs(i - 1)), min(abs(j - 2), 9 - abs(j - 2))) for i, j in places]
    check(numpy.allclose(away.ravel(), direct), "distances on the grid are not those of single cells")


def check_classes(rates):
    """Shares and means by class, over frames of other classes each."""
    classes = rates.Classes()
    classes.add(numpy.array([-1, -1, 2, 2]), {"rate": numpy.array([1.0, 1.0, 3.0, 5.0])})
    classes.add(numpy.array([2, 2, 3, 3]), {"rate": numpy.array([2.0, 2.0, 0.0, 0.0])})
    check(list(classes.labels) == [-1, 2, 3], f"the classes are {classes.labels}")
    check(numpy.allclose(classes.shares("rate")[0], [0.1, 0.9, 0.0]), f"{classes.shares('rate')}")
    check(numpy.allclose(classes.shares("particles")[0], [0.25, 0.5, 0.25]), f"{classes.shares('particles')}")
    check(numpy.allclose(classes.mean("rate"), [1.0, 3.0, 0.0]), f"{classes.mean('rate')}")


def check_proved(rates):
    """What is certified, over the rate of all classes of a frame."""
    classes = rates.Classes()
    for scale in (1.0, 3.0):
        classes.add(numpy.array([0, 1, 1]), {rates.RATE: scale * numpy.array([1.0, 4.0, 5.0]),
                                             rates.CERTIFIED: scale * numpy.array([-0.5, 3.0, 5.0])})
    check(numpy.allclose(classes.proved(), [-0.05, 0.8]), f"{classes.proved()}")


def check_colours(snapshot):
    """Limits of logarithmic colours: neither a rate of zero nor a few slow particles set them."""
    norm = snapshot.colours_of_rates(numpy.array([0.0, 1e-12] + [1.0] * 98 + [2.0] * 100))
    check(norm.vmin >= 0.99e-4 and 1 < norm.vmax <= 2, f"the colours span {norm.vmin} to {norm.vmax}")
    for values in (numpy.zeros(3), numpy.ones(3)):
        check(snapshot.colours_of_rates(values).vmin < snapshot.colours_of_rates(values).vmax, "there are no colours")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        sys.path.insert(0, str(SCRIPTS))
        check_maps(folder, check_trainings(folder))
        check_sweep(folder)
        check_phase_plane(folder)
        check_interface(importlib.import_module("drawing.local_rates"))
        check_classes(importlib.import_module("drawing.local_rates"))
        check_proved(importlib.import_module("drawing.local_rates"))
        check_colours(importlib.import_module("drawing.snapshot"))
    print("plot.py draws trainings, local rates, shares and profiles")


if __name__ == "__main__":
    main()
