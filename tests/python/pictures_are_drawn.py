"""Draws a run with scripts/plot.py and scripts/animate.py: every field, one of several replicas, and arrays."""
import pathlib
import tempfile

from support.checks import check, packages, run_of_test, script, short_run

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
        file.create_group("observables/cluster_size_distribution").attrs["undefined"] = "no cluster distance"


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
        for deck in ("ring.ini", "free_abp_3d.ini"):
            script("plot.py", short_run(folder / deck, deck))
            check_picture(folder / deck / "snapshot.png")
    print("plot.py and animate.py draw every field, arrays and replicas")


if __name__ == "__main__":
    main()
