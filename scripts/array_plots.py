"""Draws every averaged array of observables.h5 as a curve with its error band."""
from run_files import read_deck, read_summary, require
from snapshot import pyplot

np, h5py = require("numpy", "h5py")

# Scales that suit an array, by its name: of the horizontal and of the vertical axis.
SCALES = {
    "mean_square_displacement_curve": ("log", "log"),
    "activity_correlation": ("log", "log"),
    "cluster_size_distribution": ("log", "log"),
    "cluster_size_particles": ("log", "linear"),
}
DENSITIES = {"coexistence_density_gas": "tab:green", "coexistence_density_dense": "tab:red"}


class Curve:
    """An array of one axis: places, values, their errors (NaN where there is none), and what they are called."""

    def __init__(self, name, group):
        axis = text_of(group.attrs["axes"][0])
        self.name = name
        self.place, self.value = group[axis][...], group["value"][...]
        self.error = group["standard_error"][...]
        self.place_label = labelled(axis, group[axis].attrs.get("unit"))
        self.label = labelled(name, group.attrs.get("unit"))


def text_of(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def labelled(name, unit):
    return name.replace("_", " ") + (f"  [{text_of(unit)}]" if unit is not None else "")


def read_curves(path):
    """The arrays that have values; those of several axes are left to other tools."""
    with h5py.File(path, "r") as file:
        arrays = [(name, group) for name, group in file["observables"].items() if "value" in group]
        return [Curve(name, group) for name, group in arrays if len(group["value"].shape) == 1]


def draw_curve(axes, curve):
    horizontal, vertical = SCALES.get(curve.name, ("linear", "linear"))
    shown = np.isfinite(curve.value)
    if vertical == "log":
        shown &= curve.value > 0
    if horizontal == "log":
        shown &= curve.place > 0
    place, value, error = curve.place[shown], curve.value[shown], np.nan_to_num(curve.error[shown])
    low = value - 2 * error
    # A band that reaches zero has no lower end on a logarithmic axis: as far down as the smallest value, then.
    low = np.where(low > 0, low, value.min()) if vertical == "log" and len(value) else low
    axes.fill_between(place, low, value + 2 * error, color="tab:blue", alpha=0.25, linewidth=0)
    axes.plot(place, value, ".-" if len(place) < 60 else "-", color="tab:blue", linewidth=1, markersize=3)
    axes.set(xscale=horizontal, yscale=vertical, xlabel=curve.place_label)
    if horizontal == "linear" and (value != 0).any():
        axes.set_xlim(right=1.05 * place[value != 0].max())  # histograms end in empty bins
    axes.set_title(curve.label, loc="left")


def draw_expected(axes, curve, found):
    """What a curve is read against: the coexistence densities in a density histogram, 1 for g(r) and S(q)."""
    if curve.name == "density_histogram":
        for name, colour in DENSITIES.items():
            mean = found.get(name, {}).get("mean")
            if mean is not None:
                axes.axvline(mean, color=colour, linewidth=1, label=f"{name.rpartition('_')[2]}: {mean:.4g}")
                axes.legend(frameon=False)
    if curve.name in ("radial_distribution", "structure_factor"):
        axes.axhline(1, color="0.7", linewidth=0.7, zorder=0)


def draw_arrays(run):
    """Writes arrays.png if the run has arrays with values."""
    path = run / "observables.h5"
    curves = read_curves(path) if path.is_file() else []
    if not curves:
        return
    found = read_summary(run).get("observables", {})
    columns = min(3, len(curves))
    rows = -(-len(curves) // columns)
    figure, grid = pyplot.subplots(rows, columns, figsize=(3.6 * columns, 2.6 * rows), squeeze=False, layout="constrained")
    for axes, curve in zip(grid.flat, curves):
        draw_curve(axes, curve)
        draw_expected(axes, curve, found)
    for axes in grid.flat[len(curves):]:
        axes.set_visible(False)
    figure.supxlabel(f"{read_deck(run).get('dynamics', 'model')}; bands: ± 2 standard errors", fontsize=8, color="0.4")
    figure.savefig(run / "arrays.png", dpi=160)
    print(f"wrote {run / 'arrays.png'}")
