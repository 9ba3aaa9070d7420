"""The points of a sweep: what the sweep's file asks for, and the state of each point's run."""
import configparser
import enum
import itertools
import json
import pathlib
import subprocess

from launch import environment, last_line, starling_command
from run_files import Deck, read_summary, stop

# By which of these keys a job's runs are long; a longer one goes on from where the shorter one ended.
LENGTHS = ("run.steps", "run.sweeps", "chains.steps", "method.steps", "method.intervals", "method.slices", "method.sweeps",
           "method.generations")
SETTINGS = {"deck": None, "directory": None, "ranks": 1, "jobs": None}


class State(enum.Enum):
    """What a point's directory holds."""
    new = "to do"
    interrupted = "to go on"
    done = "done"
    other = "another run"
    refused = "refused"


class Sweep:
    """A sweep's file: [sweep] deck, directory, ranks, jobs; [fixed] keys for all points; [grid] keys with their values."""

    def __init__(self, path):
        parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), inline_comment_prefixes=("#", ";"))
        try:
            parser.read_string(path.read_text())
        except (OSError, configparser.Error) as error:
            stop(f"cannot read the sweep {path}: {str(error).splitlines()[0]}")
        for section in parser.sections():
            if section not in ("sweep", "fixed", "grid"):
                stop(f"{path}: unknown section [{section}]; a sweep has [sweep], [fixed] and [grid]")
        if not (parser.has_section("sweep") and parser.has_section("grid") and parser.items("grid")):
            stop(f"{path} is no sweep: it needs a section [sweep], and one [grid] with a key and its values in each line")
        given = dict(SETTINGS, **parser["sweep"])
        for key in given:
            if key not in SETTINGS:
                stop(f"{path}: unknown key sweep.{key}; the keys are {', '.join(SETTINGS)}")
        if not given["deck"]:
            stop(f"{path}: sweep.deck must name the deck that all points share")
        self.deck = (path.parent / given["deck"]).resolve()
        self.directory = pathlib.Path(given["directory"] or pathlib.Path("runs") / path.stem)
        self.ranks = self._count(path, "ranks", given["ranks"])
        self.jobs = None if given["jobs"] is None else self._count(path, "jobs", given["jobs"])
        self.fixed = dict(parser["fixed"]) if parser.has_section("fixed") else {}
        self.grid = {key: text.split() for key, text in parser["grid"].items()}
        for key, values in self.grid.items():
            if not values or len(set(values)) < len(values):
                stop(f"{path}: grid.{key} needs values, each once")

    @staticmethod
    def _count(path, key, text):
        if not str(text).isdigit() or int(text) < 1:
            stop(f"{path}: sweep.{key} must be a whole number of at least 1, not '{text}'")
        return int(text)

    def points(self):
        """Every combination of the grid's values, in the order of the file, the last key fastest."""
        return [Point(self, dict(zip(self.grid, values))) for values in itertools.product(*self.grid.values())]


class Point:
    """One run of a sweep, in a directory that its values name."""

    def __init__(self, sweep, values):
        self.sweep, self.values = sweep, values
        self.name = ",".join(f"{key}={value}" for key, value in values.items())
        self.folder = sweep.directory / self.name
        self.deck = None
        self.complaint = ""

    def command(self, program, *options, ranks=1):
        keys = {**self.sweep.fixed, **self.values, "output.directory": self.folder}
        return starling_command(program, self.sweep.deck, keys, *options, ranks=ranks)

    def resolve(self, program):
        """Lets the program check the point's deck and complete it."""
        checked = subprocess.run(self.command(program, "--dump-deck"), env=environment(), text=True, capture_output=True)
        if checked.returncode == 0:
            self.deck = Deck(checked.stdout)
        else:
            self.complaint = last_line(checked.stderr)

    def state(self):
        """Of the resolved point. A run that is shorter than asked for, and otherwise the same, can continue."""
        if self.deck is None:
            return State.refused
        path = self.folder / "deck.ini"
        if not path.is_file():
            return State.new
        asked, found = self.deck.keys(), Deck(path.read_text()).keys()
        for keys in (asked, found):
            keys.pop("output.directory", None)
        if asked == found and self.has_ended():
            return State.done
        for keys in (asked, found):
            for length in LENGTHS:
                keys.pop(length, None)
        if asked != found:
            return State.other
        return State.interrupted if has_checkpoint(self.folder) else State.new

    def has_ended(self):
        """Whether the run has ended. Units are no measure, since runs may end before their last step; a run that goes on after
        its end has no summary."""
        return read_summary(self.folder).get("ended", False)

    def cost(self):
        """Particle-steps (of a training, of its frames; 0 where the deck has neither), and the packing fraction for what costs
        the same: the longest runs are started first."""
        replicas, fraction = self.deck.number("ensemble", "replicas", 1.0), self.deck.number("system", "packing_fraction", 0.0)
        frames = self.deck.number("data", "frames", 0.0) * self.deck.number("data", "frame_every", 0.0)
        particles = next((n for section in ("system", "method", "ensemble") if (n := self.deck.number(section, "particles"))), 0.0)
        return particles * self.deck.number("run", "steps", frames) * replicas, fraction

    def row(self):
        """The point's line of sweep.csv: its values, then the mean and standard error of every observable."""
        summary = read_summary(self.folder)
        row = {**self.values, "step": summary.get("step", summary.get("units")), "particles": summary.get("particles")}
        for name, found in summary["observables"].items():
            row[name], row[f"{name}_standard_error"] = found["mean"], found["standard_error"]
        return row


def has_checkpoint(folder):
    path = folder / "checkpoint" / "manifest.json"
    return path.is_file() and bool(json.loads(path.read_text())["checkpoints"])
