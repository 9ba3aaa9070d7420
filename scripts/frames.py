"""Reads frames of trajectory.h5, for the scripts that draw or convert them."""
import pathlib

from run_files import require, stop

np, h5py = require("numpy", "h5py")


def open_trajectory(run):
    """The run's trajectory; ends the script if there is none."""
    path = pathlib.Path(run) / "trajectory.h5"
    return h5py.File(path, "r") if path.is_file() else stop(f"{run} holds no trajectory: set output.trajectory_every")


class System:
    """The frames of one replica, of the only one by default."""

    def __init__(self, file, replica=0):
        groups = file["particles"]
        if not 0 <= replica < len(groups):
            stop(f"there is no replica {replica}: the trajectory has {len(groups)}, from 0")
        self.group = groups[list(groups)[replica]]
        self.dimension = int(file["parameters"].attrs["dimension"])
        self.steps = self.group["position/step"][...]
        self.times = self.group["position/time"][...]
        self.names = [name for name in self.group if name not in ("position", "box", "id") and "value" in self.group[name]]

    def require_field(self, name):
        if name not in self.names:
            stop(f"there is no field '{name}'; the fields are: {', '.join(self.names)}")


class Frame:
    """One frame of a system, in the run's own number of dimensions: fields are (particles, components)."""

    def __init__(self, system, index, names=None):
        frames = len(system.steps)
        if not -frames <= index < frames:
            stop(f"there is no frame {index}: the trajectory has {frames}")
        index %= frames
        self.dimension = system.dimension
        self.step, self.time = int(system.steps[index]), float(system.times[index])
        self.position = system.group["position/value"][index][:, : self.dimension]
        edges = system.group["box/edges"]
        self.box = np.asarray(edges["value"][index] if isinstance(edges, h5py.Group) else edges)[: self.dimension]
        self.fields = {name: system.group[name]["value"][index].reshape(len(self.position), -1)
                       for name in (system.names if names is None else names)}
