"""What the tests of files and scripts share: where things are, packages that may be missing, and how a check fails."""
import contextlib
import importlib
import io
import pathlib
import runpy
import subprocess
import sys

SKIPPED = 77
ROOT = pathlib.Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "scripts"
START = pathlib.Path.cwd()


def packages(*names):
    """Imports packages, or ends the test as skipped."""
    modules = []
    for name in names:
        try:
            modules.append(importlib.import_module(name))
        except ImportError:
            print(f"skipped: {name} is missing; pip install {name.split('.')[0]}")
            sys.exit(SKIPPED)
    return modules[0] if len(modules) == 1 else modules


def check(condition, sentence):
    if not condition:
        sys.exit(f"{pathlib.Path(sys.argv[0]).name}: {sentence}")


def run_of_test():
    """The directory of the short run, which every test is given first."""
    check(len(sys.argv) > 1, "give the directory of a run and the program")
    return (START / sys.argv[1]).resolve()


def program_of_test():
    """The program, which every test is given second."""
    check(len(sys.argv) > 2, "give the directory of a run and the program")
    return (START / sys.argv[2]).resolve()


def short_run(folder, deck, *keys):
    """A run of 64 particles with five frames in three segments, of a ready deck; gives back its directory."""
    settings = ("system.particles=64", "run.steps=400", "run.equilibration=0", "output.observe_every=100",
                "output.trajectory_every=100", "output.checkpoint_every=200", f"output.directory={folder}", *keys)
    command = [program_of_test(), ROOT / "inputs/active" / deck, *(f"--{setting}" for setting in settings)]
    result = subprocess.run(command, text=True, capture_output=True)
    check(result.returncode == 0, f"a short run of {deck} ended with {result.returncode}: {result.stderr}")
    return folder


def script(name, *arguments, code=0):
    """Runs a script of scripts/ inside this process, which has its packages already; gives back what it printed, or what
    it complained about."""
    words, before = io.StringIO(), sys.argv
    sys.argv = [str(SCRIPTS / name), *map(str, arguments)]
    sys.path.insert(0, str(SCRIPTS))
    ended = 0
    try:
        with contextlib.redirect_stdout(words):
            runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        ended = end.code or 0
    finally:
        sys.argv = before
        sys.path.remove(str(SCRIPTS))
    complaint = ended if isinstance(ended, str) else ""
    ended = 1 if complaint else ended
    check(ended == code, f"{name} ended with {ended}: {complaint or words.getvalue()}")
    return words.getvalue() if code == 0 else complaint
