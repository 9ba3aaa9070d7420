"""Draws every averaged array of observables.h5 as a curve with its error band."""
from drawing.plot_style import pyplot
from run_files import read_deck, read_summary, require
from drawing.snapshot import draw_band

np, h5py = require("numpy", "h5py")

# Scales that suit an array, by its name: of the horizontal and of the vertical axis.
SCALES = {
    "mean_square_displacement_curve": ("log", "log"),
    "activity_correlation": ("log", "log"),
    "cluster_size_distribution": ("log", "log"),
    "cluster_size_particles": ("log", "linear"),
}
# Without an order that a line could follow: wave vectors of nearly one length have values of their own.
POINTS = {"structure_factor"}
HISTOGRAMS = {"density_histogram", "particles_by_density"}
LEAST_SAMPLES = 10  # an entry of fewer says nothing in a picture
DENSITIES = {"coexistence_density_gas": "tab:green", "coexistence_density_dense": "tab:red"}


class Curve:
    """An array of one axis: places, values, their errors (NaN where there is none), and what they are called."""

    def __init__(self, name, group):
        axis = text_of(group.attrs["axes"][0])
        self.name = name
        self.place, self.value = group[axis][...], group["value"][...]
        self.error = group["standard_error"][...]
        self.samples = group["samples"][...]
        self.unresolved = int(group.attrs.get("unresolved", 0))
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


def well_sampled(curve):
    """Where an array says something: entries of as many samples as asked for (fewer if the run has no more), and bins of
    a histogram that amount to as many independent counts, whose relative error is 1/sqrt(counts)."""
    enough = curve.samples >= min(LEAST_SAMPLES, curve.samples.max(initial=0))
    if curve.name in HISTOGRAMS and curve.samples.max(initial=0) >= LEAST_SAMPLES:
        enough &= ~(curve.error > curve.value / np.sqrt(LEAST_SAMPLES))
    return enough


def draw_curve(axes, curve):
    horizontal, vertical = SCALES.get(curve.name, ("linear", "linear"))
    shown = np.isfinite(curve.value) & well_sampled(curve)
    if vertical == "log":
        shown &= curve.value > 0
    if horizontal == "log":
        shown &= curve.place > 0
    place, value, error = curve.place[shown], curve.value[shown], np.nan_to_num(curve.error[shown])
    low, high = value - 2 * error, value + 2 * error
    axes.set(xscale=horizontal, yscale=vertical, xlabel=curve.place_label)
    if vertical == "log" and len(value):
        # A band that reaches zero has no lower end here, and a wide one would flatten the curve.
        ends = value.min() / 2, value.max() * 2
        low, high = np.clip(low, *ends), np.clip(high, *ends)
        axes.set_ylim(*ends)
    if curve.name in POINTS:
        axes.errorbar(place, value, yerr=[value - low, high - value], fmt=".", color="tab:blue", linewidth=0.8,
                      markersize=3)
    else:
        draw_band(axes, place, low, high, "tab:blue", curve.unresolved == 0)
        axes.plot(place, value, ".-" if len(place) < 60 else "-", color="tab:blue", linewidth=1, markersize=3)
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
    figure.supxlabel(f"{read_deck(run).get('dynamics', 'model')}; bands: ± 2 standard errors "
                    "(hatched: the run is too short to know all of them)", fontsize=8, color="0.4")
    figure.savefig(run / "arrays.png", dpi=160)
    print(f"wrote {run / 'arrays.png'}")
