"""Draws a run with scripts/plot.py and scripts/animate.py: every field, one of several replicas, and arrays."""
import importlib
import pathlib
import sys
import tempfile
import types

from support.checks import SCRIPTS, check, packages, run_of_test, script, short_run

h5py, numpy, image, _ = packages("h5py", "numpy", "PIL.Image", "matplotlib")


def colours_of(picture):
    return len(picture.convert("RGB").getcolors(maxcolors=1 << 24))


def check_picture(path):
    """Not a blank sheet."""
    with image.open(path) as picture:
        check(min(picture.size) > 300 and colours_of(picture) > 50, f"{path.name} shows nothing")


def check_plots(run, folder):
    for name in ("trajectory.h5", "trajectory", "deck.ini"):
        (folder / name).symlink_to(run / name)
    with h5py.File(run / "trajectory.h5", "r") as file:
        fields = [name for name in file["particles/trajectory"] if name not in ("position", "box", "id")]
    for field in [*fields, "activity:0", "activity:magnitude"]:
        script("plot.py", folder, "--field", field, "--frame", 1)
        check_picture(folder / "snapshot.png")
        (folder / "snapshot.png").unlink()
    check("no field 'colour'" in script("plot.py", folder, "--field", "colour", code=1), "a wrong field is not named")


def check_films(run, folder):
    with h5py.File(run / "trajectory.h5", "r") as file:
        frames = len(file["particles/trajectory/position/step"])
    for every, size, field in ((1, 300, "neighbours"), (3, 240, "activity")):
        path = folder / f"{field}.gif"
        script("animate.py", run, "-o", path, "--color", field, "--every", every, "--size", size, "--rate", 5)
        with image.open(path) as film:
            check(film.n_frames == -(-frames // every), f"{film.n_frames} of {frames} frames, every {every}")
            check(abs(film.size[0] - size) <= 2 and film.info["duration"] == 200, f"{film.size}, {film.info}")
            first = numpy.asarray(film.convert("RGB"))
            film.seek(film.n_frames - 1)
            check(colours_of(film) > 20, "the film's last frame shows nothing")
            check((numpy.asarray(film.convert("RGB")) != first).any(), "nothing moves in the film")
    for wrong, words in (("film.avi", ".mp4 or .gif"), ("film.gif --every 0", "--every must be")):
        check(words in script("animate.py", run, "-o", *wrong.split(), code=1), f"{wrong} is taken")


def write_arrays(path):
    """An observables.h5 with a curve that has no errors yet, one with gaps, and one without values."""
    place = numpy.arange(1.0, 9.0)
    values = {"radial_distribution": ("radius", numpy.ones(8)), "mean_square_displacement_curve": ("lag", place ** 2),
              "activity_correlation": ("lag", 1 - place / 4), "density_histogram": ("density", numpy.full(8, 0.125))}
    with h5py.File(path, "w") as file:
        for name, (axis, value) in values.items():
            group = file.create_group(f"observables/{name}")
            group.attrs["axes"] = numpy.array([axis.encode()])
            group[axis], group["value"] = place, numpy.where(place == 3, numpy.nan, value)
            group["standard_error"] = numpy.full(8, numpy.nan if axis == "lag" else 0.01)
            group["samples"] = numpy.full(8, 20)
            group.attrs["unresolved"] = int(axis == "radius")
        file.create_group("observables/cluster_size_distribution").attrs["undefined"] = "no cluster distance"


def curve(name, value, error, samples, unresolved=0):
    """An array as array_plots.Curve reads it."""
    place = numpy.arange(1.0, len(value) + 1)
    return types.SimpleNamespace(name=name, place=place, value=numpy.array(value, float), error=numpy.array(error, float),
                                 samples=numpy.array(samples), unresolved=unresolved, place_label="", label=name)


def empty_figure():
    """The one of all checks."""
    return importlib.import_module("drawing.plot_style").pyplot.figure(1, clear=True)


def drawn(plots, array):
    """The axes that an array is drawn into."""
    axes = empty_figure().subplots()
    plots.draw_curve(axes, array)
    return axes


def check_curves(plots):
    """What is masked, clipped, hatched and without a line."""
    speeds = drawn(plots, curve("effective_speed_by_density", [1, 2, 3, 4], [0.1] * 4, [50, 40, 9, 1]))
    check(list(speeds.lines[0].get_ydata()) == [1, 2], "entries of fewer than 10 samples are drawn")
    few = drawn(plots, curve("effective_speed_by_density", [1, 2, 3], [0.1] * 3, [4, 4, 1]))
    check(list(few.lines[0].get_ydata()) == [1, 2], "a run of few samples shows nothing, or all")
    tail = drawn(plots, curve("density_histogram", [0.5, 0.4, 1e-5, 0], [0.01, 0.1, 9e-6, 0], [30] * 4))
    check(list(tail.lines[0].get_ydata()) == [0.5, 0.4, 0], "a bin of few counts is drawn")
    log = drawn(plots, curve("activity_correlation", [1, 0.1, 0.01], [0.01, 0.01, 0.2], [20] * 3))
    check(numpy.allclose(log.get_ylim(), (0.005, 2)), f"the band sets the limits: {log.get_ylim()}")
    inside = log.collections[0].get_paths()[0].vertices[:, 1]
    check(inside.min() >= 0.005 and inside.max() <= 2, f"the band is not clipped: {inside}")
    points = drawn(plots, curve("structure_factor", [1, 2, 1], [0.1] * 3, [20] * 3))
    check(points.lines[0].get_linestyle() == "None", "S(q) has a line")
    for unresolved, bands in ((0, 1), (2, 2)):
        hatched = drawn(plots, curve("radial_distribution", [1, 2, 1], [0.1] * 3, [20] * 3, unresolved))
        check(len(hatched.collections) == bands, f"{len(hatched.collections)} bands with {unresolved} errors unresolved")
        check(bands == 1 or hatched.collections[1].get_hatch(), "what is not resolved is not hatched")


def check_arrows(run):
    """Only swimmers have arrows."""
    snapshot, frames, files = (importlib.import_module(name) for name in ("drawing.snapshot", "frames", "run_files"))
    deck = files.read_deck(run)
    with frames.open_trajectory(run) as file:
        frame = frames.Frame(frames.System(file), -1)
    species, figure = frame.fields["species"][:, 0], empty_figure()
    active = (numpy.array(deck.numbers("species", "self_propulsion"))[species.astype(int)] != 0).sum()
    check(0 < active < len(species), "the mixture has swimmers only")
    snapshot.draw_frame(figure, frame, "species", deck, arrows=True)
    arrows = [one for one in figure.axes[0].collections if isinstance(one, importlib.import_module("matplotlib.quiver").Quiver)]
    check(len(arrows) == 1 and arrows[0].N == active, f"{arrows and arrows[0].N} arrows for {active} swimmers")


def check_quotes(files):
    """deck.ini holds texts with # and ; in quotes."""
    deck = files.Deck('[output]\ndirectory = "runs/a#1;""b"""\nname = plain\n')
    check(deck.get("output", "directory") == 'runs/a#1;"b"', f"the directory reads {deck.get('output', 'directory')}")
    check(deck.keys() == {"output.directory": 'runs/a#1;"b"', "output.name": "plain"}, f"{deck.keys()}")


def main():
    run = run_of_test()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        (folder / "plots").mkdir()
        check_plots(run, folder / "plots")
        check_films(run, folder)
        several = short_run(folder / "replicas", "quick.ini", "ensemble.replicas=2")
        write_arrays(several / "observables.h5")
        script("plot.py", several, "--replica", 1)
        script("plot.py", several)
        for name in ("snapshot.png", "observables.png", "arrays.png"):
            check_picture(several / name)
        check("no replica 2" in script("plot.py", several, "--replica", 2, code=1), "a wrong replica is taken")
        arrays = short_run(folder / "arrays", "mips.ini", "observables.profile_every=100")
        check("arrays.png" in script("plot.py", arrays), "the run's own arrays are not drawn")
        check_picture(arrays / "arrays.png")
        with h5py.File(arrays / "observables.h5", "r") as file:
            entries = file["observables/radial_distribution/samples"].size
            unresolved = file["observables/radial_distribution"].attrs["unresolved"]
            check(unresolved == entries, f"four samples resolve the errors of {entries - unresolved} entries")
        for deck in ("ring.ini", "free_abp_3d.ini"):
            script("plot.py", short_run(folder / deck, deck))
            check_picture(folder / deck / "snapshot.png")
        sys.path.insert(0, str(SCRIPTS))
        check_curves(importlib.import_module("drawing.array_plots"))
        check_quotes(importlib.import_module("run_files"))
        check_arrows(short_run(folder / "mixture", "active_passive_mixture.ini"))
    print("plot.py and animate.py draw every field, arrays and replicas")


if __name__ == "__main__":
    main()
