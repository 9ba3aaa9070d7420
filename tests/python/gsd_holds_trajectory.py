"""Reads what scripts/to_gsd.py wrote with gsd and compares it with trajectory.h5."""
import pathlib
import tempfile

from support.checks import check, packages, run_of_test, script, short_run

h5py, numpy, hoomd = packages("h5py", "numpy", "gsd.hoomd")


def check_box(frame, box, dimension):
    """The box around the origin, and no extent along axes that are not there but a line's second."""
    expected = [box[0], box[1] if dimension > 1 else 1.0, box[2] if dimension > 2 else 0.0, 0, 0, 0]
    check(numpy.allclose(frame.configuration.box, expected, rtol=1e-6), f"the box is {frame.configuration.box}")
    check(frame.configuration.dimensions == max(2, dimension), f"{frame.configuration.dimensions} dimensions")


def check_frame(frame, group, index, dimension, fields):
    box = group["box/edges/value"][index]
    check_box(frame, box, dimension)
    check(frame.configuration.step == group["position/step"][index], "the steps differ")
    check(frame.log["time"][0] == group["position/time"][index], "the times differ")
    own, half = numpy.arange(3) < dimension, numpy.float32(0.5) * box.astype(numpy.float32)
    position = frame.particles.position
    check((position[:, own] >= -half[own]).all() and (position[:, own] < half[own]).all(), "a position is outside the box")
    check((position[:, ~own] == 0).all(), "a coordinate that does not exist is not zero")
    back = position + 0.5 * box
    off = numpy.abs(back - group["position/value"][index])[:, own]
    # Within single precision of the box, or round its end.
    check((numpy.minimum(off, numpy.abs(box[own] - off)) <= 1e-7 * box[own]).all(), f"positions differ by up to {off.max()}")
    species = group["species"]["value"][index] if "species" in group else numpy.zeros(len(position))
    check(numpy.array_equal(frame.particles.typeid, species), "the types are not the species")
    check(frame.particles.types == [chr(65 + k) for k in range(int(species.max()) + 1)], f"{frame.particles.types}")
    check((frame.particles.image == group["image/value"][index]).all(), "the images differ")
    check(set(frame.log) == {"time", *(f"particles/{name}" for name in fields)}, f"the log holds {sorted(frame.log)}")
    for name in fields:
        same = numpy.array_equal(frame.log[f"particles/{name}"], group[name]["value"][index], equal_nan=True)
        check(same, f"{name} differs in frame {index}")


def check_file(run, path, replica=0, fields=None, diameter=2.0):
    with h5py.File(run / "trajectory.h5", "r") as file, hoomd.open(path, "r") as converted:
        group = file["particles"][list(file["particles"])[replica]]
        names = fields
        if names is None:
            names = [name for name in group if name not in ("box", "id", "position", "image")]
        check(len(converted) == len(group["position/step"]) > 1, f"{len(converted)} frames")
        for index, frame in enumerate(converted):
            check_frame(frame, group, index, int(file["parameters"].attrs["dimension"]), names)
            check((frame.particles.diameter == numpy.float32(diameter)).all(), "the diameters differ")
        return len(converted)


def main():
    run = run_of_test()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        script("to_gsd.py", run, "-o", folder / "all.gsd")
        frames = check_file(run, folder / "all.gsd")
        script("to_gsd.py", run, "-o", folder / "two.gsd", "--fields", "cluster", "activity")
        check_file(run, folder / "two.gsd", fields=["cluster", "activity"])
        for deck, diameter, *keys in (("ring.ini", 2.0, "observables.cluster_distance=2"), ("free_abp_3d.ini", 2.0),
                                      ("active_passive_mixture.ini", 1.0)):
            other = short_run(folder / deck, deck, *keys)
            script("to_gsd.py", other)
            check_file(other, other / "trajectory.gsd", diameter=diameter)
        several = short_run(folder / "replicas", "abp_wca.ini", "ensemble.replicas=3")
        script("to_gsd.py", several, "--replica", 2)
        check_file(several, several / "trajectory.gsd", replica=2, diameter=1.0)
        for wrong, words in ((("--fields", "no_such"), "there is no field 'no_such'"), (("--replica", "3"), "no replica 3"),
                             (("-o", folder / "nowhere" / "x.gsd"), "cannot write")):
            complaint = script("to_gsd.py", several, *wrong, code=1)
            check(words in complaint and "\n" not in complaint, f"the complaint is: {complaint}")
    print(f"gsd reads {frames} frames")


if __name__ == "__main__":
    main()
