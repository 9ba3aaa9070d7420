#!/usr/bin/env python3
"""Opens a run's trajectory with h5py and MDAnalysis and compares what they see.

usage: trajectory_opens.py RUN_DIRECTORY [PROGRAM]

Exits with 0 if both agree with H5MD and each other, 77 if a package is missing, 1 otherwise.
"""
import os
import sys
import tempfile
import warnings

from support.checks import run_of_test, short_run

SKIPPED = 77

try:
    import h5py
    import MDAnalysis
    import numpy
    from MDAnalysis.coordinates.H5MD import H5MDReader
except ImportError as missing:
    print(f"skipped: {missing.name} is missing; pip install h5py MDAnalysis numpy")
    sys.exit(SKIPPED)


def require(condition, sentence):
    if not condition:
        sys.exit(f"trajectory_opens.py: {sentence}")


def check_frames(group, frames, particles):
    """H5MD's elements: value, step and time of one length, one row per particle."""
    elements = [name for name in group if isinstance(group[name], h5py.Group) and name != "box"]
    require({"position", "image"} <= set(elements), f"position or image is not among {elements}")
    for name in elements:
        element = group[name]
        require(element["value"].shape[:2] == (frames, particles), f"{name} has shape {element['value'].shape}")
        require(element["step"].shape == (frames,), f"{name} has {element['step'].shape[0]} steps")
        require(element["step"] == group["position/step"], f"the steps of {name} are not those of position")
        require(element["time"] == group["position/time"], f"the times of {name} are not those of position")
        values = element["value"]
        if name == "position":
            require(numpy.isfinite(values[...]).all(), "a position is not finite: is a segment missing?")


def check_h5py(path, system):
    """Checks one system's group of the file; returns its positions, edges and times."""
    with h5py.File(path, "r") as file:
        require(list(file["h5md"].attrs["version"]) == [1, 1], "not H5MD 1.1")
        group = file["particles"][system]
        positions = group["position/value"][...]
        frames, particles, components = positions.shape
        require(components == 3, f"positions have {components} components")
        steps = group["position/step"][...]
        require((numpy.diff(steps) > 0).all(), f"the steps do not ascend: {steps}")
        require((group["id"][...] == numpy.arange(particles)).all(), "row k is not particle k")
        check_frames(group, frames, particles)
        edges = group["box/edges/value"][...]
        require(edges.shape == (frames, 3), f"the box's edges have shape {edges.shape}")
        require(group["box"].attrs["dimension"] == 3, "the box does not have dimension 3")
        require([bytes(b) for b in group["box"].attrs["boundary"]] == [b"periodic"] * 3, "the box is not periodic")
        dimension = int(file["parameters"].attrs["dimension"])
        require(dimension in (1, 2, 3), f"the true dimension is {dimension}")
        require((positions >= 0).all() and (positions < edges[:, None, :]).all(), "a position is outside the box")
        require((positions[:, :, dimension:] == 0).all(), "a component beyond the true dimension is not zero")
        require("job" in file["parameters/deck"].asstr()[()], "the deck is not stored")
        return positions, edges, group["position/time"][...]


def check_mdanalysis(path, positions, edges, times):
    reader = H5MDReader(path, convert_units=False)
    universe = MDAnalysis.Universe.empty(positions.shape[1], trajectory=True)
    universe.load_new(path, format="H5MD", convert_units=False)
    for trajectory in (reader, universe.trajectory):
        require(trajectory.n_frames == len(positions), f"MDAnalysis sees {trajectory.n_frames} frames")
        require(trajectory.n_atoms == positions.shape[1], f"MDAnalysis sees {trajectory.n_atoms} particles")
        for frame, step in enumerate(trajectory):
            single = positions[frame].astype(numpy.float32)
            require(numpy.array_equal(step.positions, single), f"MDAnalysis reads other positions in frame {frame}")
            require(numpy.allclose(step.dimensions[:3], edges[frame]), f"MDAnalysis reads another box in frame {frame}")
            require(step.time == times[frame], f"MDAnalysis reads another time in frame {frame}")


def check_run(run, systems):
    path = os.path.abspath(os.path.join(run, "trajectory.h5"))
    require(os.path.isfile(path), f"there is no {path}")
    with h5py.File(path, "r") as file:
        require(list(file["particles"]) == systems, f"the systems are {list(file['particles'])}")
    # The view names its segments relative to itself: it must open from anywhere.
    with tempfile.TemporaryDirectory() as elsewhere:
        os.chdir(elsewhere)
        seen = [check_h5py(path, system) for system in systems]
        # MDAnalysis takes the first system.
        check_mdanalysis(path, *seen[0])
        os.chdir("/")
    for positions, _, _ in seen[1:]:
        require(positions.shape == seen[0][0].shape, "the systems differ in their shapes")
        require(not numpy.array_equal(positions, seen[0][0]), "two systems are the same")
    print(f"h5py and MDAnalysis read {len(systems)} x {len(seen[0][0])} frames of {seen[0][0].shape[1]} particles")


def main():
    warnings.filterwarnings("ignore")
    run = run_of_test()
    check_run(run, ["trajectory"])
    with tempfile.TemporaryDirectory() as scratch:
        replicas = short_run(os.path.join(scratch, "replicas"), "mips.ini", "ensemble.replicas=3")
        check_run(replicas, ["replica_0000", "replica_0001", "replica_0002"])


if __name__ == "__main__":
    main()
