"""Reads the files of a run's directory, for the scripts beside this one."""
import configparser
import csv
import importlib
import json
import os
import pathlib
import sys


def stop(sentence):
    """Ends the script with one line on standard error."""
    sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {sentence}")


def require(*packages):
    """Imports packages by name, or ends the script with the command that installs the missing ones."""
    missing, modules = [], []
    for package in packages:
        try:
            modules.append(importlib.import_module(package))
        except ImportError:
            missing.append(package.split(".")[0])
    if missing:
        stop(f"missing Python packages; run: {sys.executable} -m pip install {' '.join(missing)}")
    return modules[0] if len(modules) == 1 else modules


def without_quotes(text):
    """A deck's value: texts with the characters that begin a comment are in quotes, their own doubled."""
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text


class Deck:
    """A resolved deck: what is unset is a comment there, so get() gives the default."""

    def __init__(self, text):
        self._keys = configparser.ConfigParser(comment_prefixes=("#", ";"), interpolation=None)
        self._keys.read_string("[deck]\n" + text)

    def keys(self):
        """All that is set, as {"section.key": text}."""
        return {f"{section}.{key}": without_quotes(text) for section in self._keys.sections()
                for key, text in self._keys[section].items()}

    def get(self, section, key, default=None):
        text = self._keys.get(section, key, fallback=default)
        return without_quotes(text) if isinstance(text, str) else text

    def number(self, section, key, default=None):
        text = self.get(section, key)
        return default if text in (None, "") else float(text)

    def numbers(self, section, key):
        """A list of numbers, empty if the key is unset."""
        return [float(word) for word in (self.get(section, key) or "").replace(",", " ").split()]

    def radius(self):
        """What the pair force takes a particle's radius to be."""
        diameter = self.number("force", "diameter")
        return self.number("system", "radius", 1.0) if diameter is None else 0.5 * diameter


def read_deck(run):
    """The deck of a run; ends the script if the folder holds none."""
    path = pathlib.Path(run) / "deck.ini"
    return Deck(path.read_text()) if path.is_file() else stop(f"{run} holds no run: there is no deck.ini in it")


def read_summary(run):
    """summary.json, empty while the run has not ended."""
    path = pathlib.Path(run) / "summary.json"
    return json.loads(path.read_text()) if path.is_file() else {}


def read_table(run, name="observables.csv"):
    """A run's table as a dict of lists by column; None where a value is undefined. None without the file, or its rows."""
    path = pathlib.Path(run) / name
    if not path.is_file():
        return None
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        return None
    return {name: [float(row[name]) if row[name] else None for row in rows] for name in rows[0]}


def describe_processor():
    """The processor's name and the number of cores that this process may use."""
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{model}, {len(os.sched_getaffinity(0))} cores"
