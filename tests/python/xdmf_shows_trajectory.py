"""Reads trajectory.xdmf as a viewer would and compares every frame and field with trajectory.h5."""
import os
import pathlib
import tempfile
import xml.etree.ElementTree as xml

from support.checks import check, packages, run_of_test, short_run

h5py, numpy = packages("h5py", "numpy")
KINDS = {"f": "Float", "i": "Int"}


def shape_of(item):
    return tuple(int(n) for n in item.get("Dimensions").split())


def read_item(item):
    """The numbers that a HyperSlab of an HDF5 dataset selects."""
    check(item.get("ItemType") == "HyperSlab", "a data item is no HyperSlab")
    selection, source = list(item)
    start, stride, count = numpy.array(selection.text.split(), int).reshape(3, -1)
    path, name = source.text.strip().split(":")
    with h5py.File(path, "r") as file:
        dataset = file[name]
        check(dataset.shape == shape_of(source), f"{name} has shape {dataset.shape}, not {shape_of(source)}")
        for described in (item, source):
            told = (described.get("NumberType"), int(described.get("Precision")))
            check(told == (KINDS[dataset.dtype.kind], dataset.dtype.itemsize), f"{name} is told to be {told}")
        picked = dataset[tuple(slice(s, s + n * by, by) for s, n, by in zip(start, count, stride))]
    return picked.reshape(shape_of(item))


def fields_of(group, frame):
    """Every attribute that the file should show, by name: vectors of two components are a scalar each."""
    fields = {}
    for name in group:
        if name in ("box", "position", "id"):
            continue
        values = group[name]["value"][frame].reshape(group["id"].shape[0], -1)
        if values.shape[1] == 2:
            fields.update({f"{name}_{axis}": values[:, [c]] for c, axis in enumerate("xy")})
        else:
            fields[name] = values
    return fields


def check_collection(collection, group):
    """A temporal collection against one system's group; gives back the numbers of frames and fields."""
    check(collection.get("CollectionType") == "Temporal", "the collection is not temporal")
    times, positions = group["position/time"][...], group["position/value"][...]
    grids = collection.findall("Grid")
    check([float(grid.find("Time").get("Value")) for grid in grids] == times.tolist(), "the times differ")
    for frame, grid in enumerate(grids):
        topology = grid.find("Topology")
        check(topology.get("TopologyType") == "Polyvertex", "the topology is not Polyvertex")
        check(int(topology.get("NumberOfElements")) == positions.shape[1], "the number of particles differs")
        check((read_item(grid.find("Geometry/DataItem")) == positions[frame]).all(), "positions differ")
        shown = {a.get("Name"): read_item(a.find("DataItem")) for a in grid.findall("Attribute")}
        expected = fields_of(group, frame)
        check(shown.keys() == expected.keys(), f"shown are {sorted(shown)}, not {sorted(expected)}")
        for name, values in expected.items():
            check(numpy.array_equal(shown[name], values, equal_nan=True), f"{name} of frame {frame} differs")
    return len(times), len(expected)


def check_run(run):
    os.chdir(run)
    collections = xml.parse("trajectory.xdmf").getroot().findall("Domain/Grid")
    with h5py.File("trajectory.h5", "r") as file:
        groups = file["particles"]
        check([c.get("Name") for c in collections] == list(groups), f"the collections are not {list(groups)}")
        for collection in collections:
            frames, fields = check_collection(collection, groups[collection.get("Name")])
    print(f"trajectory.xdmf shows {frames} frames of {fields} fields of {len(collections)} systems")


def main():
    check_run(run_of_test())
    with tempfile.TemporaryDirectory() as scratch:
        check_run(short_run(pathlib.Path(scratch) / "replicas", "mips.ini", "ensemble.replicas=3"))


if __name__ == "__main__":
    main()
