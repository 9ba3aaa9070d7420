"""Reads samples.h5 of a run of the sgmcmc job, for the scripts beside this one."""
from run_files import require, stop

h5py, np = require("h5py", "numpy")


def open_samples(run):
    """The file, open; ends the script if the run has none."""
    path = run / "samples.h5"
    if not path.is_file():
        stop(f"there is no samples.h5 in {run}: it is no run of the sgmcmc job, or has kept no draw yet")
    file = h5py.File(path)
    if file.attrs.get("format") not in ("starling samples", b"starling samples"):
        stop(f"{path} holds no samples")
    return file


def read_posterior(file):
    """Draws by function, as arrays (chain, draw), without the chains that have diverged; and which chains are left."""
    posterior = {name: values[:] for name, values in file["posterior"].items()}
    finite = np.all([np.isfinite(values).all(axis=1) for values in posterior.values()], axis=0)
    if not finite.any():
        stop("all chains have diverged")
    return {name: values[finite] for name, values in posterior.items()}, finite


def read_known(file, chains):
    """Known values and their labels by function, as arrays (chain, 2), of these chains; empty if there are none."""
    return {name: values[:][chains] for name, values in file["known"].items()} if "known" in file else {}
