"""Draws short runs of ready decks of the younger jobs with their scripts: each picture that a script announces is there, and not blank."""
import pathlib
import subprocess
import tempfile

from support.checks import ROOT, check, packages, program_of_test, script

image, _ = packages("PIL.Image", "matplotlib")

# Of each: script, deck of inputs/, changes, pictures.
RUNS = (
    ("plot_diffusion.py", "diffusion/quick", ("ensemble.particles=500", "ensemble.replicas=2"), ("samples", "curves")),
    ("plot_diffusion.py", "diffusion/svdd_chain", ("ensemble.particles=500", "ensemble.replicas=2"), ("samples", "curves")),
    ("plot_diffusion.py", "diffusion/gap", ("ensemble.particles=300", "ensemble.replicas=2", "solver.steps=20"), ("gap",)),
    ("plot_diffusion.py", "diffusion/dlg", ("ensemble.particles=300", "ensemble.replicas=2", "method.moves=20"), ("levels",)),
    ("plot_diffusion.py", "diffusion/solver_search", ("ensemble.particles=50", "method.generations=5"), ("schedule",)),
    ("plot_diffusion.py", "diffusion/denoiser", ("method.updates=40", "output.observe_every=10"), ("training",)),
    ("plot_jump.py", "jump/quick", ("method.paths=200",), ()),
    ("plot_jump.py", "jump/posterior", ("method.sweeps=200", "method.burn_in=50"), ()),
    ("plot_walk.py", "walk/quick", (), ()),
    ("plot_spins.py", "spins/quick", (), ()),
    ("plot_optimise.py", "optimise/quick", (), ()),
)


def main():
    with tempfile.TemporaryDirectory() as scratch:
        for number, (plot, deck, changes, names) in enumerate(RUNS):
            folder = pathlib.Path(scratch) / str(number)
            settings = (*changes, f"output.directory={folder}")
            result = subprocess.run([program_of_test(), ROOT / f"inputs/{deck}.ini", *(f"--{each}" for each in settings)],
                                    text=True, capture_output=True)
            check(result.returncode == 0, f"a short run of {deck} ended with {result.returncode}: {result.stderr}")
            script(plot, folder)
            drawn = {path.stem: path for path in folder.glob("*.png")}
            check(drawn, f"{plot} draws nothing of {deck}")
            for name in names:
                check(name in drawn, f"{plot} draws no {name}.png of {deck}")
            for path in drawn.values():
                with image.open(path) as picture:
                    colours = len(picture.convert("RGB").getcolors(maxcolors=1 << 24))
                    check(min(picture.size) > 300 and colours > 20, f"{path.name} of {deck} shows nothing")
    print(f"{len(RUNS)} runs are drawn")


if __name__ == "__main__":
    main()
