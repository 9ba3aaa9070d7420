"""Installs the build into an empty folder, and there runs decks on two ranks, one with data beside it, and draws them."""
import pathlib
import subprocess
import sys
import tempfile

from support.checks import check, packages, program_of_test

packages("numpy", "h5py", "matplotlib")


def call(*command, cwd):
    result = subprocess.run(list(map(str, command)), cwd=cwd, text=True, capture_output=True)
    check(result.returncode == 0, f"{' '.join(map(str, command))} ended with {result.returncode}: "
                                  f"{result.stdout}{result.stderr}")


def run_paths(program):
    """The folders in which the dynamic linker looks for libraries, as readelf says them."""
    result = subprocess.run(["readelf", "-d", program], text=True, capture_output=True, check=True)
    return [line for line in result.stdout.splitlines() if "RPATH" in line or "RUNPATH" in line]


def main():
    build = program_of_test().parents[1]
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        prefix, work = folder / "prefix", folder / "work"
        work.mkdir()
        call("cmake", "--install", build, "--prefix", prefix, cwd=work)
        share, documents = prefix / "share/starling", prefix / "share/doc/starling"
        for file in (documents / "README.md", documents / "docs/running.md", share / "scripts/batch/run.slurm"):
            check(file.is_file(), f"{file.relative_to(prefix)} is not installed")
        check(not any(str(build) in line for line in run_paths(prefix / "bin/starling")),
              "the installed program looks for libraries in the build's folder")
        ranks = ("mpirun", "-n", 2, prefix / "bin/starling")
        call(*ranks, share / "inputs/active/quick.ini", "--run.steps=400", "--run.equilibration=0",
             "--output.directory=quick", cwd=work)
        call(sys.executable, share / "scripts/plot.py", work / "quick", cwd=work)
        call(*ranks, share / "inputs/smc/stochastic_volatility.ini", "--data.length=50", "--method.particles=500",
             "--output.checkpoint_every=50", "--output.directory=filter", cwd=work)
        call(sys.executable, share / "scripts/plot_smc.py", work / "filter", cwd=work)
        pictures = [*(work / "quick").glob("*.png"), *(work / "filter").glob("*.png")]
        check(len(pictures) >= 3, f"only {len(pictures)} pictures were drawn")
    print("the installed program and scripts run installed decks")


if __name__ == "__main__":
    main()
