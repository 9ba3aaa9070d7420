"""Runs Starling for the benchmark scripts and reads how fast it went."""
import os
import pathlib
import shutil
import signal
import subprocess

from run_files import read_summary, stop

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Nothing but steps, rarely interrupted.
QUIET = {"output.observe_every": 0, "observables.profile_every": 0, "output.trajectory_every": 0,
         "output.checkpoint_every": 0, "run.equilibration": 0}


def find_program(given):
    """The program that is named, else the tree's own, else the one installed with this script, else the first in PATH."""
    own = ROOT / "build/release/drivers/starling"
    installed = ROOT.parent.parent / "bin/starling"
    found = next((program for program in (own, installed) if program.is_file()), shutil.which("starling"))
    program = pathlib.Path(given or found or own)
    if not program.is_file():
        stop(f"there is no {program}; build it (scripts/demo.sh does) or name it with --starling")
    return program.resolve()


def environment(threads=1):
    """One thread a process unless told otherwise; as root, Open MPI's permission."""
    variables = dict(os.environ, OMP_NUM_THREADS=str(threads))
    if os.geteuid() == 0:
        variables.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    return variables


def last_line(text):
    """The program's own sentence if there is one among what it and mpirun said, else the last line."""
    lines = [line for line in text.splitlines() if line.strip()]
    own = [line for line in lines if line.startswith("starling:")]
    return (own or lines or ["no message"])[-1].removeprefix("starling: ")


def how_it_ended(code):
    """Of a process that failed: its exit code, or the signal that ended it."""
    return f"code {code}" if code > 0 else f"signal {signal.Signals(-code).name.removeprefix('SIG')}"


def call(command, variables):
    """Runs a command; ends the script with its last line if it fails."""
    result = subprocess.run(command, env=variables, text=True, capture_output=True)
    if result.returncode != 0:
        stop(f"{pathlib.Path(command[0]).name} failed: {last_line(result.stderr.strip() or result.stdout)}")
    return result.stdout


def starling_command(program, deck, settings, *options, ranks=1):
    """The words that run a deck with keys of its own."""
    launcher = [] if ranks == 1 else ["mpirun", "--oversubscribe", "-n", str(ranks)]
    return [*launcher, str(program), str(deck), *(f"--{key}={value}" for key, value in settings.items()), *options]


def run_starling(program, deck, folder, settings, ranks=1, threads=1, restart=False):
    """Runs a deck of inputs/active in `folder` with settings of its own, and gives back the summary."""
    keys = dict(settings, **{"output.directory": folder})
    option = "--restart" if restart else "--overwrite"
    call(starling_command(program, ROOT / "inputs/active" / deck, keys, option, ranks=ranks), environment(threads))
    return read_summary(folder)


def prepare(program, deck, folder, settings, ranks=1):
    """A run to continue from, made once for each folder."""
    if not read_summary(folder):
        run_starling(program, deck, folder, settings, ranks)
    return folder


def go_on(program, deck, prepared, settings, more, ranks=1, threads=1):
    """Takes `more` steps from the end of a prepared run, on a copy, so that every repetition does the same work."""
    folder = pathlib.Path(f"{prepared}.again")
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(prepared, folder)
    steps = read_summary(prepared)["step"] + more
    return run_starling(program, deck, folder, dict(settings, **{"run.steps": steps}), ranks, threads, restart=True)


def rate_by_wall(summary):
    """Particle-steps per second of wall time in the loop."""
    return summary["performance"]["particle_steps_per_second"]


def processor_share(summary):
    """How much of its cores' time a run got: below one where other programs had their share, or where it waited."""
    timing, origin = summary["performance"]["timing"], summary["provenance"]
    cores = origin["ranks"] * origin["threads_per_rank"]
    return min(1.0, timing["processor_seconds"] / (timing["wall_seconds"] * cores))


def rate_by_processor(summary):
    """Particle-steps per second of processor time in the loop, which other programs disturb less."""
    return rate_by_wall(summary) / processor_share(summary)


def rate_without_output(summary):
    """As before, of the loop without what it wrote: of a short run, the last checkpoint is a good part."""
    performance = summary["performance"]
    seconds, timing = performance["loop_seconds"], performance["timing"]
    return rate_by_processor(summary) * seconds / (seconds - timing["phases_seconds"]["output"]["mean"])
