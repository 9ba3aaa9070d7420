#!/usr/bin/env python3
"""Compares what a run measured of its own frames with freud and with sums over all pairs in numpy.

usage: analysis_matches_freud.py RUN_DIRECTORY
"""
import math
import pathlib

from support.checks import check, packages, run_of_test

h5py, numpy, freud = packages("h5py", "numpy", "freud")


def read_deck(path):
    """key -> text, as section.key."""
    deck, section = {}, ""
    for line in pathlib.Path(path).read_text().splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif "=" in line:
            key, value = (part.strip() for part in line.split("=", 1))
            deck[f"{section}.{key}"] = value
    return deck


class Frames:
    def __init__(self, run):
        with h5py.File(run / "trajectory.h5", "r") as file:
            group = file["particles/trajectory"]
            self.position = group["position/value"][...]
            self.step = group["position/step"][...]
            self.edge = group["box/edges/value"][0][:2]
            self.field = {name: group[f"{name}/value"][...]
                          for name in ("hexatic_order", "local_density", "cluster", "neighbours")}
        self.box = freud.box.Box(Lx=self.edge[0], Ly=self.edge[1])

    def centred(self, frame):
        points = self.position[frame].astype(numpy.float32).copy()
        points[:, :2] -= 0.5 * self.edge
        return self.box.wrap(points)

    def distances(self, frame):
        """Of all ordered pairs, in double precision; infinite on the diagonal."""
        x = self.position[frame][:, :2]
        apart = x[:, None, :] - x[None, :, :]
        apart -= self.edge * numpy.round(apart / self.edge)
        r = numpy.sqrt((apart ** 2).sum(axis=2))
        numpy.fill_diagonal(r, numpy.inf)
        return r


def check_frame(frames, k, cluster_distance, probe):
    system = (frames.box, frames.centred(k))
    near = {"r_max": cluster_distance, "exclude_ii": True}
    hexatic = freud.order.Hexatic(k=6).compute(system, neighbors=near)
    # freud works in single precision: bonds of almost exactly the cluster distance may differ.
    expected = numpy.nan_to_num(numpy.abs(hexatic.particle_order))
    found = frames.field["hexatic_order"][k]
    same = numpy.abs(found - expected) < 1e-4
    check(same.mean() > 0.99, f"|psi_6| of {(~same).sum()} particles differs from freud's in frame {k}")

    volume = math.pi * probe ** 2
    r = frames.distances(k)
    count = (r < probe).sum(axis=1) + 1
    check(numpy.abs(frames.field["local_density"][k] * volume - count).max() < 1.5 and
          numpy.abs(frames.field["local_density"][k] * volume - count).mean() < 0.01,
          f"local densities differ from counts over all pairs in frame {k}")
    # freud weighs a particle on the edge by how much of it is inside; with no width it counts.
    local = freud.density.LocalDensity(r_max=probe, diameter=0.0).compute(system)
    check(numpy.abs(frames.field["local_density"][k] - local.density - 1 / volume).max() < 2.5 / volume,
          f"local densities differ from freud's in frame {k}")

    clusters = freud.cluster.Cluster().compute(system, neighbors=near)
    pairs = set(zip(frames.field["cluster"][k].tolist(), clusters.cluster_idx.tolist()))
    sizes = numpy.bincount(clusters.cluster_idx)
    if len(pairs) == len(sizes):  # the same partition; else a bond was at the very edge
        check(len({a for a, _ in pairs}) == len(pairs), f"clusters differ from freud's in frame {k}")
    else:
        check(abs(len({a for a, _ in pairs}) - len(sizes)) <= 1, f"clusters differ from freud's in frame {k}")
    return sizes


def check_radial(file, frames, used, deck_range):
    array = file["observables/radial_distribution"]
    found, radius = array["value"][...], array["radius"][...]
    bins, n, volume = len(radius), frames.position.shape[1], frames.edge.prod()
    edges = numpy.linspace(0, deck_range, bins + 1)
    ideal = n * (n - 1) * math.pi * numpy.diff(edges ** 2) / volume
    counts = numpy.mean([numpy.histogram(frames.distances(k), edges)[0] for k in used], axis=0)
    check(numpy.abs(found * ideal - counts).max() < 2.1, "g(r) differs from all pairs in double precision")
    check(numpy.abs(found * ideal - counts).sum() < 8, "g(r) differs from all pairs in double precision")
    rdf = freud.density.RDF(bins=bins, r_max=deck_range)
    for k in used:
        rdf.compute((frames.box, frames.centred(k)), reset=False)
    theirs = rdf.rdf * n / (n - 1)  # freud's ideal gas has n pairs per particle
    off = numpy.abs(found - theirs) * ideal
    check(off.max() < 4.1 and off.sum() < 0.01 * counts.sum(), f"g(r) differs from freud's by {off.max():.2g} pairs")


def check_structure(file, frames, used, wave_numbers):
    array = file["observables/structure_factor"]
    found, length = array["value"][...], array["wave_number"][...]
    sums = {}
    for nx in range(-wave_numbers, wave_numbers + 1):
        for ny in range(-wave_numbers, wave_numbers + 1):
            if (nx, ny) == (0, 0) or nx * nx + ny * ny > wave_numbers ** 2:
                continue
            q = 2 * math.pi * numpy.array([nx, ny]) / frames.edge
            rho = [numpy.exp(1j * frames.position[k][:, :2] @ q).sum() for k in used]
            sums.setdefault(round(numpy.hypot(*q), 9), []).append(numpy.mean(numpy.abs(rho) ** 2))
    check(len(sums) == len(length), f"{len(length)} shells of wave vectors, {len(sums)} expected")
    for place, q in enumerate(sorted(sums)):
        expected = numpy.mean(sums[q]) / frames.position.shape[1]
        check(abs(length[place] - q) < 1e-8, f"shell {place} is at {length[place]}, not {q}")
        check(abs(found[place] - expected) < 1e-9 * max(expected, 1e-3), f"S({q}) = {found[place]}, not {expected}")


def check_sizes(file, sizes):
    found = file["observables/cluster_size_distribution/value"][...]
    expected = numpy.zeros_like(found)
    for frame in sizes:
        for size in frame:
            expected[int(size).bit_length() - 1] += 1 / len(sizes)
    check(numpy.abs(found - expected).sum() <= 4 / len(sizes) + 1e-9,
          f"cluster sizes {found} differ from freud's {expected}")


def main():
    run = run_of_test()
    deck = read_deck(run / "deck.ini")
    frames = Frames(run)
    radius = float(deck["system.radius"])
    shortest = frames.edge.min()
    probe, radial_range = min(6 * radius, shortest / 2), min(10 * radius, shortest / 2)
    every = int(deck["observables.profile_every"])
    used = [k for k, step in enumerate(frames.step) if step > 0 and step % every == 0]
    check(len(used) > 2, f"only {len(used)} frames were sampled")
    sizes = {k: check_frame(frames, k, 1.2 * 2 * radius, probe) for k in range(len(frames.step))}
    with h5py.File(run / "observables.h5", "r") as file:
        check(file["observables/radial_distribution/samples"][0] == len(used), "other samples than frames")
        check_radial(file, frames, used, radial_range)
        check_structure(file, frames, used, int(deck["observables.wave_numbers"]))
        check_sizes(file, [sizes[k] for k in used])
        last = frames.position[used[-1]]
        check(abs(file["observables/density_histogram/value"][...].sum() - 1) < 1e-12 and len(last) > 0,
              "the density histogram does not sum to 1")
        for name in file["observables"]:
            group = file["observables"][name]
            check("undefined" in group.attrs or
                  group["value"].shape == tuple(len(group[axis]) for axis in group.attrs["axes"].astype(str)),
                  f"{name} has another shape than its axes")
    print(f"freud {freud.__version__} and all pairs agree with {len(used)} samples of {frames.position.shape[1]} particles")


if __name__ == "__main__":
    main()
