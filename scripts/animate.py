#!/usr/bin/env python3
"""Makes a film of a run's trajectory, coloured by a per-particle field: mp4 by ffmpeg, or gif.

Colours mean the same in all frames."""
import argparse
import pathlib
import shutil
import subprocess

from frames import Frame, System, open_trajectory
from drawing.plot_style import np, pyplot
from run_files import read_deck, require, stop
from drawing.snapshot import colouring, draw_frame

image = require("PIL.Image")


def common_norm(system, indices, name):
    """One scale for all frames: from the lowest to the highest limit that they would have by themselves."""
    norms = [colouring(Frame(system, index, [name.partition(":")[0]]), name)[3] for index in indices]
    norm = norms[0]
    norm.vmin, norm.vmax = min(n.vmin for n in norms), max(n.vmax for n in norms)
    return norm


def pictures(system, indices, deck, options):
    """RGB arrays, one per frame, with even edges, as mp4's encoders want."""
    norm = common_norm(system, indices, options.color)
    inches = 7.6  # as plot.py's: the layout suits it
    for index in indices:
        figure = pyplot.figure(figsize=(inches, 6.6), dpi=options.size / inches, layout="constrained")
        draw_frame(figure, Frame(system, index), options.color, deck, options.arrows, norm)
        figure.canvas.draw()
        pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3]
        pyplot.close(figure)
        yield np.ascontiguousarray(pixels[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2])


def write_mp4(frames, path, rate):
    if not shutil.which("ffmpeg"):
        stop("there is no ffmpeg to write mp4 with: install it (apt-get install ffmpeg), or name a .gif")
    first = next(frames)
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s",
               f"{first.shape[1]}x{first.shape[0]}", "-r", str(rate), "-i", "-", "-pix_fmt", "yuv420p", str(path)]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        encoder.stdin.write(first.tobytes())
        for frame in frames:
            encoder.stdin.write(frame.tobytes())
    except BrokenPipeError:
        pass  # it has ended, and says why below
    words = encoder.communicate()[1].decode().strip()
    if encoder.returncode != 0:
        stop(f"ffmpeg failed: {words.splitlines()[-1] if words else 'no message'}")


def write_gif(frames, path, rate):
    """Through one palette for all frames, which the last one, the fullest of colours in most runs, chooses."""
    shown = [image.fromarray(frame) for frame in frames]
    palette = shown[-1].quantize(256)
    first, *others = [frame.quantize(palette=palette) for frame in shown]
    first.save(path, save_all=True, append_images=others, duration=max(20, round(1000 / rate)), loop=0)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=pathlib.Path, metavar="RUN_DIR", help="directory of a run")
    parser.add_argument("-o", "--output", type=pathlib.Path, help="film.mp4 or film.gif (default: RUN_DIR/trajectory.gif)")
    parser.add_argument("--color", default="neighbours", metavar="FIELD",
                        help="per-particle field; NAME:angle, NAME:magnitude or NAME:0 of a vector (default: neighbours)")
    parser.add_argument("--every", type=int, default=1, help="take every so many frames of the trajectory")
    parser.add_argument("--size", type=int, default=600, help="width in pixels")
    parser.add_argument("--rate", type=float, default=10, help="frames a second")
    parser.add_argument("--replica", type=int, default=0, help="which replica, from 0")
    parser.add_argument("--arrows", action="store_true", help="draw each particle's activity as an arrow")
    options = parser.parse_args()
    output, deck = options.output or options.run / "trajectory.gif", read_deck(options.run)
    writers = {".mp4": write_mp4, ".gif": write_gif}
    if output.suffix not in writers:
        stop(f"a film ends in .mp4 or .gif, not '{output.suffix}'")
    if options.every < 1 or options.size < 100 or options.rate <= 0:
        stop("--every must be at least 1, --size at least 100 and --rate positive")
    with open_trajectory(options.run) as file:
        system = System(file, options.replica)
        system.require_field(options.color.partition(":")[0])
        indices = range(0, len(system.steps), options.every)
        writers[output.suffix](pictures(system, indices, deck, options), output, options.rate)
    print(f"wrote {len(indices)} frames to {output}")


if __name__ == "__main__":
    main()
