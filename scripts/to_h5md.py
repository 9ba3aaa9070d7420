#!/usr/bin/env python3
"""Turns a GSD file, a LAMMPS dump or an extended XYZ file into an H5MD file, which a run can start from (start = file).

Positions are written with the corner of the box at the origin, rows in the order of ids, images and species (numbered from
0 in the order of the file's types) where the file has them, and from GSD the field log/particles/activity, as to_gsd.py
writes it. A planar system keeps three components; the true dimension goes along. Boxes must be rectangular."""
import argparse
import collections
import itertools
import pathlib
import warnings

from run_files import require, stop

np, h5py = require("numpy", "h5py")

FORMATS = {".gsd": "gsd", ".dump": "lammps", ".lammpsdump": "lammps", ".lammpstrj": "lammps", ".xyz": "xyz", ".extxyz": "xyz"}


class Frame:
    """One frame of another program's file. The box is its lowest corner, or None where the format does not say, and its
    edges; types are whatever can be sorted."""

    def __init__(self, position, edges, step=0, time=None, low=None, image=None, types=None, activity=None, dimension=None):
        self.position = np.asarray(position, np.float64)
        self.edges = None if edges is None else np.asarray(edges, np.float64)
        self.step, self.time, self.low = int(step), time, low
        self.image, self.types, self.activity, self.dimension = image, types, activity, dimension


def read_gsd(path):
    hoomd = require("gsd.hoomd")
    with hoomd.open(path, "r") as file:
        for frame in file:
            edges, tilt = np.asarray(frame.configuration.box[:3], np.float64), frame.configuration.box[3:]
            if np.any(np.asarray(tilt) != 0):
                stop(f"the box of {path} is not rectangular")
            types = None
            if len(frame.particles.types) > 1:
                types = [frame.particles.types[k] for k in frame.particles.typeid]
            time = frame.log["time"][0] if "time" in frame.log else None
            yield Frame(frame.particles.position, edges, frame.configuration.step, time, -0.5 * edges, frame.particles.image,
                        types, frame.log.get("particles/activity"), frame.configuration.dimensions)


def read_lammps(path):
    """By MDAnalysis, which puts the corner of the box at the origin, sorts by id and keeps single precision."""
    lammps = require("MDAnalysis.coordinates.LAMMPS")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that a column is not there, which is looked at below
        reader = lammps.DumpReader(str(path), convert_units=False, additional_columns=["type", "ix", "iy", "iz"])
        for step in reader:
            if np.any(step.dimensions[3:] != 90):
                stop(f"the box of {path} is not rectangular")
            image = None
            if "unwrapped" not in reader.lammps_coordinate_convention.split("_") and "ix" in step.data:
                image = np.stack([step.data[name] for name in ("ix", "iy", "iz")], axis=1)
            yield Frame(step.positions, step.dimensions[:3], step.data["step"], None, np.zeros(3), image,
                        step.data.get("type"))


def read_xyz(path):
    """By ASE. The format does not say where the box begins, so that the reader of the result must find out."""
    io = require("ase.io")
    for index, atoms in enumerate(io.iread(path, index=":", format="extxyz")):
        cell = atoms.get_cell().array
        if np.any(cell - np.diag(np.diag(cell))):
            stop(f"the box of {path} is not rectangular")
        edges = np.diag(cell)
        image = atoms.arrays.get("image")
        yield Frame(atoms.get_positions(), edges if edges.all() else None, atoms.info.get("step", index),
                    atoms.info.get("time"), None, image, atoms.get_chemical_symbols())


READERS = {"gsd": read_gsd, "lammps": read_lammps, "xyz": read_xyz}


def chosen(frames, wanted):
    """All frames, or the one that is wanted: from 0, or backwards from -1."""
    if wanted is None:
        return list(frames)
    if wanted >= 0:
        found = list(itertools.islice(frames, wanted, wanted + 1))
    else:
        last = collections.deque(frames, maxlen=-wanted)
        found = [last[0]] if len(last) == -wanted else []
    return found or stop(f"there is no frame {wanted}")


def dimension_of(frames, path):
    """2 where the file says so or all z are equal."""
    if not len(frames[0].position):
        stop(f"{path} holds no particles")
    if any(len(frame.position) != len(frames[0].position) for frame in frames):
        stop(f"the number of particles in {path} changes; choose one frame with --frame")
    if frames[0].dimension is not None:
        return int(frames[0].dimension)
    return 2 if all(np.ptp(frame.position[:, 2]) == 0 for frame in frames) else 3


def species_of(frames):
    """Numbers from 0 in the order of the types, or None where all particles are alike."""
    if any(frame.types is None for frame in frames):
        return None
    types = np.unique(np.concatenate([np.asarray(frame.types) for frame in frames]))
    return np.array([np.searchsorted(types, frame.types) for frame in frames]) if len(types) > 1 else None


def edges_of(frames, dimension, path):
    """One row per frame; axes that are not there get an edge of 1. None where the format does not say."""
    if any(frame.edges is None for frame in frames):
        return None
    edges = np.array([frame.edges for frame in frames])
    edges[:, dimension:] = 1
    return edges if (edges > 0).all() else stop(f"the box of {path} has an edge of 0")


def write(path, frames, dimension, source, with_species):
    edges, species = edges_of(frames, dimension, source), species_of(frames) if with_species else None
    true = np.arange(3) < dimension
    with h5py.File(path, "w") as file:
        header = file.create_group("h5md")
        header.attrs["version"] = np.array([1, 1], np.int64)
        header.create_group("author").attrs["name"] = np.bytes_("unknown")
        header.create_group("creator").attrs["name"] = np.bytes_("Starling to_h5md.py")
        header["creator"].attrs["version"] = np.bytes_("1")
        parameters = file.create_group("parameters")
        parameters.attrs["dimension"] = np.int64(dimension)
        if all(frame.low is not None for frame in frames):
            parameters.attrs["origin"] = np.bytes_("corner")
        group = file.create_group("particles/all")
        box = group.create_group("box")
        box.attrs["dimension"] = np.int64(3)
        box.attrs["boundary"] = np.array([b"periodic"] * 3 if edges is not None else [b"none"] * 3)
        steps = np.array([frame.step for frame in frames], np.int64)
        times = np.array([frame.step if frame.time is None else frame.time for frame in frames], np.float64)

        def element(name, values):
            made = group.create_group(name)
            made["value"], made["step"], made["time"] = values, steps, times

        element("position", np.array([np.where(true, frame.position - (0 if frame.low is None else frame.low), 0)
                                      for frame in frames]))
        if edges is not None:
            element("box/edges", edges)
        if all(frame.image is not None for frame in frames):
            element("image", np.array([np.where(true, frame.image, 0) for frame in frames], np.int32))
        if species is not None:
            element("species", species.astype(np.int32))
        if all(frame.activity is not None for frame in frames):
            element("activity", np.array([np.asarray(frame.activity, np.float64) for frame in frames]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=pathlib.Path, metavar="FILE", help=f"named {', '.join(FORMATS)}, or see --format")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="the file to write (default: FILE with .h5 at its end)")
    parser.add_argument("--format", choices=READERS, help="of FILE, where its name does not tell")
    parser.add_argument("--frame", type=int, help="one frame, from 0 or backwards from -1 (default: all)")
    parser.add_argument("--dimension", type=int, choices=(1, 2, 3), help="true dimension (default: 2 if all z are equal)")
    parser.add_argument("--no-species", action="store_true", help="leave the types of particles out")
    options = parser.parse_args()
    kind = options.format or FORMATS.get(options.file.suffix.lower())
    if kind is None:
        stop(f"the name of {options.file} does not tell its format; give --format {' or '.join(READERS)}")
    if not options.file.is_file():
        stop(f"there is no file {options.file}")
    try:
        frames = chosen(READERS[kind](options.file), options.frame)
    except (OSError, RuntimeError, ValueError, KeyError, IndexError, EOFError) as error:
        stop(f"cannot read {options.file} as {kind}: {error}")
    if not frames:
        stop(f"{options.file} has no frames")
    dimension = options.dimension or dimension_of(frames, options.file)
    output = options.output or options.file.with_suffix(".h5")
    try:
        write(output, frames, dimension, options.file, not options.no_species)
    except OSError as error:
        stop(f"cannot write {output}: {error.strerror or error}")
    print(f"wrote {len(frames)} frame{'s' if len(frames) > 1 else ''} of {len(frames[0].position)} particles in {dimension} "
          f"dimensions to {output}")


if __name__ == "__main__":
    main()
