"""Draws the maps of local entropy production of a sweep's trainings side by side, each in colours of its own."""
import itertools
import math

from frames import Frame, System, open_trajectory
from drawing.local_rates import RATE, describe
from drawing.plot_style import pyplot
from run_files import read_deck, read_summary
from drawing.snapshot import draw_discs, draw_line
from sweep_points import State

MOST_MAPS = 12  # more could not be seen


def frame_of(point):
    """The last frame of a point's first system, if it has local rates."""
    if point.state() is not State.done or not (point.folder / "trajectory.h5").is_file():
        return None
    with open_trajectory(point.folder) as file:
        system = System(file)
        return Frame(system, -1, [RATE]) if RATE in system.names else None


def draw(points, path):
    """Writes the picture if points have maps."""
    found = list(itertools.islice(((point, frame) for point in points if (frame := frame_of(point)) is not None), MOST_MAPS))
    if not found:
        return
    if len(found) == MOST_MAPS < len(points):
        print(f"{path.name} shows the first {MOST_MAPS} maps")
    across = math.ceil(math.sqrt(len(found)))
    down = math.ceil(len(found) / across)
    figure, grid = pyplot.subplots(down, across, figsize=(5.2 * across, 4.8 * down), squeeze=False, layout="constrained")
    for axes in grid.flat[len(found):]:
        axes.remove()
    for (point, frame), axes in zip(found, grid.flat):
        deck = read_deck(point.folder)
        if frame.dimension == 1:
            draw_line(axes, frame, RATE, None)
        else:
            draw_discs(figure, axes, frame, RATE, deck, False, None)
        values = ", ".join(f"{key.partition('.')[2]} = {value}" for key, value in point.values.items())
        axes.set_title(f"{values}: {describe(read_summary(point.folder))}", loc="left")
    figure.savefig(path, dpi=150)
    pyplot.close(figure)
    print(f"wrote {path}")
