"""How all pictures look, and the packages that draw them."""
from run_files import require

np, matplotlib = require("numpy", "matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

pyplot.rcParams.update({
    "font.size": 9, "axes.linewidth": 0.6, "axes.spines.top": False, "axes.spines.right": False,
    "xtick.major.width": 0.6, "ytick.major.width": 0.6, "axes.titlesize": 9,
})
