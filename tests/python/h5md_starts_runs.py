"""Converts GSD, LAMMPS dumps and extended XYZ with scripts/to_h5md.py, compares the result with what went in, and starts runs
from it."""
import csv
import importlib.util
import pathlib
import subprocess
import tempfile

from support.checks import ROOT, check, packages, program_of_test, run_of_test, script

h5py, numpy, hoomd, _ = packages("h5py", "numpy", "gsd.hoomd", "MDAnalysis")


def start(folder, deck, file, particles, *keys):
    """The first row of a run that starts from a file and ends there."""
    settings = ("system.start=file", f"system.start_file={file}", f"system.particles={particles}", "run.steps=0",
                "run.equilibration=0", "output.observe_every=1", "output.trajectory_every=1", f"output.directory={folder}",
                *keys)
    command = [program_of_test(), ROOT / "inputs/active" / deck, *(f"--{setting}" for setting in settings)]
    result = subprocess.run(command, text=True, capture_output=True)
    check(result.returncode == 0, f"a run from {file} ended with {result.returncode}: {result.stderr}")
    with open(folder / "observables.csv", newline="") as table:
        return next(csv.DictReader(table))


def check_trajectory_through_gsd(run, folder):
    """Trajectory to GSD and back: single precision of the box around the origin, everything else as it was."""
    script("to_gsd.py", run, "-o", folder / "run.gsd")
    script("to_h5md.py", folder / "run.gsd")
    with h5py.File(run / "trajectory.h5") as before, h5py.File(folder / "run.h5") as after:
        group, back = before["particles/trajectory"], after["particles/all"]
        check(after["parameters"].attrs["dimension"] == 2, "the dimension is not that of the run")
        box = group["box/edges/value"][0, 0]
        for name, allowed in (("position/step", 0), ("position/time", 0), ("box/edges/value", 1e-7 * box),
                              ("image/value", 0), ("activity/value", 0)):
            off = numpy.abs(numpy.asarray(group[name], float) - back[name]).max()
            check(off <= allowed, f"{name} differs by {off}")
        off = numpy.abs(group["position/value"][...] - back["position/value"])
        check(numpy.minimum(off, numpy.abs(box - off)).max() <= 1e-7 * box, f"positions differ by {off.max()}")
        particles, last = len(group["id"]), group["position/value"][-1]
    start(folder / "from_gsd", "mips.ini", folder / "run.h5", particles)
    with h5py.File(folder / "from_gsd/trajectory.h5") as file:
        begun = file["particles/trajectory/position/value"][0]
    off = numpy.abs(begun - last)
    check(numpy.minimum(off, numpy.abs(box - off)).max() <= 2e-7 * box, "the run does not start where the file ends")


# Particles 1 to 4 on a cross around the middle of a box that begins at (-5, -5), two of them an image away.
DUMP = """ITEM: TIMESTEP
{step}
ITEM: NUMBER OF ATOMS
4
ITEM: BOX BOUNDS pp pp pp
-5 5
-5 5
-0.5 0.5
ITEM: ATOMS id type x y z ix iy iz
3 1 0 1 {z} 0 2 0
1 2 1 0 0 0 0 0
4 1 0 -1 0 0 0 0
2 1 -1 0 0 -1 0 0
"""


def check_lammps(folder):
    path = folder / "cross.lammpstrj"
    path.write_text(DUMP.format(step=10, z=0.25) + DUMP.format(step=20, z=0))
    words = script("to_h5md.py", path, "--frame", -1)
    check("1 frame of 4 particles in 2 dimensions" in words, f"it said: {words}")
    with h5py.File(folder / "cross.h5") as file:
        group = file["particles/all"]
        check(file["parameters"].attrs["origin"] == b"corner", "the origin is not said")
        check(group["position/step"][...].tolist() == [20], "the step differs")
        check(group["box/edges/value"][...].tolist() == [[10, 10, 1]], "the box differs")
        check(group["position/value"][0].tolist() == [[6, 5, 0], [4, 5, 0], [5, 6, 0], [5, 4, 0]], "positions differ")
        check(group["image/value"][0].tolist() == [[0, 0, 0], [-1, 0, 0], [0, 2, 0], [0, 0, 0]], "images differ")
        check(group["species/value"][0].tolist() == [1, 0, 0, 0], "species differ")
    trap = ("system.box=10", "observables.displacement_lag=0")
    script("to_h5md.py", path, "--frame", -1, "--no-species", "-o", folder / "alike.h5")
    row = start(folder / "trap", "trap.ini", folder / "alike.h5", 4, *trap)
    # |x - centre|^2 is 1, 11^2, 21^2 and 1 over 4 particles and 2 dimensions.
    check(float(row["position_variance"]) == 564 / 8, f"the variance is {row['position_variance']}")
    script("to_h5md.py", path, "-o", folder / "both.h5")
    with h5py.File(folder / "both.h5") as file:
        check(file["parameters"].attrs["dimension"] == 3, "not all z are equal")
        check(file["particles/all/position/value"].shape == (2, 4, 3), "there are not two frames")


def check_xyz(folder):
    path = folder / "pair.extxyz"
    path.write_text('2\nLattice="8 0 0 0 9 0 0 0 7" Properties=species:S:1:pos:R:3 pbc="T T T"\nHe 1 2 3\nAr 4 5 -1\n')
    if importlib.util.find_spec("ase") is None:
        complaint = script("to_h5md.py", path, code=1)
        check("pip install ase" in complaint and "\n" not in complaint, f"the complaint is: {complaint}")
        return "ase is missing, so extended XYZ was not read"
    script("to_h5md.py", path)
    with h5py.File(folder / "pair.h5") as file:
        group = file["particles/all"]
        check("origin" not in file["parameters"].attrs, "extended XYZ does not say where the box begins")
        check(group["position/value"][0].tolist() == [[1, 2, 3], [4, 5, -1]], "positions differ")
        check(group["box/edges/value"][0].tolist() == [8, 9, 7], "the box differs")
        check(group["species/value"][0].tolist() == [1, 0], "species differ: Ar comes before He")
    return "extended XYZ was read"


def check_complaints(folder):
    (folder / "words.txt").write_text("no particles\n")
    tilted = hoomd.Frame()
    tilted.particles.N, tilted.configuration.box = 1, [4, 4, 4, 0.5, 0, 0]
    with hoomd.open(folder / "tilted.gsd", "w") as file:
        file.append(tilted)
    for arguments, words in (((folder / "words.txt",), "does not tell its format"),
                             ((folder / "words.txt", "--format", "gsd"), "cannot read"),
                             ((folder / "words.txt", "--format", "lammps"), "cannot read"),
                             ((folder / "missing.gsd",), "there is no file"),
                             ((folder / "tilted.gsd",), "is not rectangular"),
                             ((folder / "cross.lammpstrj", "--frame", "2"), "there is no frame 2"),
                             ((folder / "cross.lammpstrj", "--frame", "-3"), "there is no frame -3"),
                             ((folder / "cross.lammpstrj", "-o", folder / "nowhere" / "x.h5"), "cannot write")):
        complaint = script("to_h5md.py", *arguments, code=1)
        check(words in complaint and "\n" not in complaint, f"the complaint is: {complaint}")


def main():
    run = run_of_test()
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        check_trajectory_through_gsd(run, folder)
        check_lammps(folder)
        words = check_xyz(folder)
        check_complaints(folder)
    print(f"GSD and LAMMPS dumps start runs; {words}")


if __name__ == "__main__":
    main()
