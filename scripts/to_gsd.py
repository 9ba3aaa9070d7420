#!/usr/bin/env python3
"""Turns a run's trajectory into a GSD file, which OVITO, freud and HOOMD open.

Positions are moved into GSD's box around the origin, -L/2 <= x < L/2, in single precision; images, the particles' diameter
and the true dimension go along. Species are the particle types A, B, ... Per-particle fields become log/particles/NAME; the particle with tag k is particle k."""
import argparse
import pathlib

from frames import Frame, System, np, open_trajectory
from run_files import read_deck, require, stop

hoomd = require("gsd.hoomd")


def box_of(frame):
    """GSD's box: no extent and no tilt along axes that are not there."""
    edges = np.zeros(3)
    edges[: frame.dimension] = frame.box
    # A line has a second axis for GSD, which knows of two dimensions and three only.
    edges[1] = edges[1] or 1.0
    return [*edges, 0, 0, 0]


def centred(frame):
    """Positions around the origin. Single precision may round up to the box's end, which is its beginning."""
    position = np.zeros((len(frame.position), 3), np.float32)
    half = np.asarray(0.5 * frame.box, np.float32)
    position[:, : frame.dimension] = frame.position - 0.5 * frame.box
    own = position[:, : frame.dimension]
    own[...] = np.where(own >= half, -half, own)
    return position


def convert(system, deck, index, names):
    """One frame as GSD has it."""
    frame = Frame(system, index)
    result = hoomd.Frame()
    result.configuration.step = frame.step
    result.configuration.dimensions = max(2, frame.dimension)
    result.configuration.box = box_of(frame)
    result.particles.N = len(frame.position)
    result.particles.position = centred(frame)
    result.particles.image = frame.fields["image"].astype(np.int32)
    species = frame.fields.get("species", np.zeros((result.particles.N, 1)))[:, 0].astype(np.uint32)
    result.particles.types = [chr(ord("A") + k) for k in range(max(1, len(deck.numbers("species", "fractions"))))]
    result.particles.typeid = species
    result.particles.diameter = np.full(len(frame.position), 2 * deck.radius(), np.float32)
    for name in names:
        values = frame.fields[name]
        result.log[f"particles/{name}"] = values[:, 0] if values.shape[1] == 1 else values
    result.log["time"] = np.array([frame.time])
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, metavar="RUN_DIR", help="directory of a run")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="the file to write (default: RUN_DIR/trajectory.gsd)")
    parser.add_argument("--fields", nargs="*", metavar="FIELD", help="per-particle fields to keep (default: all)")
    parser.add_argument("--replica", type=int, default=0, help="which replica, from 0")
    options = parser.parse_args()
    output, deck = options.output or options.run / "trajectory.gsd", read_deck(options.run)
    with open_trajectory(options.run) as file:
        system = System(file, options.replica)
        for name in options.fields or []:
            system.require_field(name)
        names = [name for name in system.names if name != "image"] if options.fields is None else options.fields
        try:
            with hoomd.open(output, "w") as written:
                for index in range(len(system.steps)):
                    written.append(convert(system, deck, index, names))
        except OSError as error:
            stop(f"cannot write {output}: {error.strerror or error}")
    print(f"wrote {len(system.steps)} frames to {output}")


if __name__ == "__main__":
    main()
