"""Runs scripts/batch/run.slurm with an srun and a scontrol of its own: USR1, the queue, continuing, and the end."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from support.checks import ROOT, SCRIPTS, check, program_of_test, run_of_test

STEPS = 100000
KEYS = ["--system.particles=64", "--run.equilibration=0", "--output.observe_every=100", "--output.trajectory_every=0"]
INTERRUPTED = 75


class Queue:
    """A folder with a made-up srun, which like the real one stays the parent of the ranks, and a scontrol that notes."""

    def __init__(self, folder):
        self.folder, self.notes = folder, folder / "scontrol.log"
        self.write("srun", 'exec mpirun --oversubscribe -n 2 "$@"')
        self.write("scontrol", f'echo "$@" >>"{self.notes}"')

    def write(self, name, line):
        path = self.folder / name
        path.write_text(f"#!/usr/bin/env bash\n{line}\n")
        path.chmod(0o755)

    def start(self, *keys, restarts=0, deck=ROOT / "inputs/active/mips.ini", common=KEYS):
        variables = dict(os.environ, PATH=f"{self.folder}:{os.environ['PATH']}", STARLING=str(program_of_test()),
                         SLURM_JOB_ID="7", SLURM_RESTART_COUNT=str(restarts))
        if os.geteuid() == 0:
            variables.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
        command = ["bash", SCRIPTS / "batch/run.slurm", deck, *common, *keys]
        return subprocess.Popen(command, env=variables, cwd=self.folder, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT)

    def finish(self, job, code):
        output = job.communicate(timeout=120)[0]
        check(job.returncode == code, f"the job ended with {job.returncode}, not {code}: {output}")
        return output

    def requeued(self):
        return self.notes.read_text().split("\n")[:-1] if self.notes.is_file() else []


def wait_for_rows(job, run, table="observables.csv"):
    table = run / table
    while job.poll() is None and not (table.is_file() and table.read_bytes().count(b"\n") > 5):
        time.sleep(0.02)


def continues_where_the_deck_says(queue):
    """A deck with a directory of its own, of another job: the queued run goes on from there, and not from its start."""
    deck = queue.folder / "training.ini"
    text = (ROOT / "inputs/score/quick.ini").read_text()
    check("directory = runs/score_quick" in text, "the ready deck has no directory of its own")
    text = text.replace("directory = runs/score_quick", 'directory = "the #1 run"  # not runs/training')
    deck.write_bytes(text.replace("\n", "\r\n").encode())
    keys = ["--system.particles=64", "--data.equilibration=100", "--data.frames=8", "--data.held_out_frames=4",
            "--data.frame_every=10", "--data.held_out_every=10", "--optimiser.batch=256", "--run.updates=3000",
            "--output.observe_every=20", "--optimiser.warm_up=10"]
    before = len(queue.requeued())
    job = queue.start(deck=deck, common=keys)
    wait_for_rows(job, queue.folder / "the #1 run", "training.csv")
    job.send_signal(signal.SIGUSR1)
    queue.finish(job, INTERRUPTED)
    check(len(queue.requeued()) == before + 1, "the training was not queued again")
    stopped = (queue.folder / "the #1 run/training.csv").read_bytes()
    queue.finish(queue.start(deck=deck, common=keys, restarts=1), 0)
    rows = (queue.folder / "the #1 run/training.csv").read_bytes()
    check(len(stopped) < len(rows), "the training was not interrupted")
    check("continuing" in (queue.folder / "the #1 run/run.log").read_text(), "the training began anew")
    queue.finish(queue.start("--output.directory=plain", deck=deck, common=keys), 0)
    check((queue.folder / "plain/training.csv").read_bytes() == rows, "the training that was interrupted has other numbers")


def main():
    run_of_test()
    with tempfile.TemporaryDirectory() as scratch:
        queue = Queue(pathlib.Path(scratch))
        run, plain = queue.folder / "run", queue.folder / "plain"
        keys = [f"--output.directory={run}", f"--run.steps={STEPS}"]
        job = queue.start(*keys)
        wait_for_rows(job, run)
        job.send_signal(signal.SIGUSR1)
        queue.finish(job, INTERRUPTED)
        check(queue.requeued() == ["requeue 7"], f"the queue was told {queue.requeued()}")
        stopped = (run / "observables.csv").read_bytes()
        output = queue.finish(queue.start(*keys, restarts=1), 0)
        check(queue.requeued() == ["requeue 7"], "a finished job was queued again")
        queue.finish(queue.start(f"--output.directory={plain}", f"--run.steps={STEPS}"), 0)
        rows = (plain / "observables.csv").read_bytes()
        check(len(stopped) < len(rows), f"the first job was not interrupted: {output}")
        check((run / "observables.csv").read_bytes() == rows, "the run that was interrupted has other numbers")
        # A job that cannot run, and one that is killed before its first checkpoint, do not wait in the queue for ever.
        queue.finish(queue.start("--system.particles=0", "--output.directory=bad", "--run.steps=1"), 2)
        queue.finish(queue.start("--output.directory=plain", "--run.steps=10"), 2)
        (run / "checkpoint/manifest.json").unlink()
        queue.finish(queue.start(f"--output.directory={run}", "--run.steps=1000", restarts=1), 0)
        check(queue.requeued() == ["requeue 7"], f"the queue was told {queue.requeued()}")
        shutil.rmtree(plain)
        continues_where_the_deck_says(queue)
    print("a batch job is queued again after USR1, goes on and finishes")


if __name__ == "__main__":
    sys.exit(main())
