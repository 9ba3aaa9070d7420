"""Draws a sweep over packing fraction and persistence: largest cluster, coexistence densities, entropy production."""
import math

from run_files import read_summary, require
from sweep_points import State

np, matplotlib = require("numpy", "matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

# The first that a model defines.
ENTROPY = {
    "entropy_production_rate": "entropy production rate a particle  [$k_B$ / time]",
    "entropy_production_rate_activity": "entropy production rate of the activity, a particle  [$k_B$ / time]",
}
DENSITIES = {"coexistence_density_gas": ("o", "gas"), "coexistence_density_dense": ("s", "dense")}


def persistence(deck):
    """The Peclet number of a deck, as the length that a free particle swims straight over a particle's size, and its
    name on an axis; nothing for a model that does not swim."""
    model, speed = deck.get("dynamics", "model"), deck.number("dynamics", "self_propulsion", 0.0)
    if model == "active_ou":
        length = speed * math.sqrt(deck.number("system", "dimension")) / deck.number("dynamics", "relaxation_rate")
        return length / deck.radius(), "$v_0\\sqrt{d}/(\\gamma R)$"
    rates = {"active_brownian": ("rotational_diffusion", "D_r"), "run_and_tumble": ("tumble_rate", "\\alpha")}
    if model not in rates or not deck.number("dynamics", rates[model][0], 0.0):
        return None
    key, symbol = rates[model]
    return speed / (deck.number("dynamics", key) * 2 * deck.radius()), f"$v_0/({symbol}\\sigma)$"


def place(point):
    """Where a point is in the diagram: packing fraction, Peclet number and the latter's name."""
    fraction, found = point.deck.number("system", "packing_fraction"), persistence(point.deck)
    return None if fraction is None or found is None else (fraction, *found)


def mean_of(summary, name):
    """An observable's mean and standard error; nothing where it is undefined or missing."""
    found = summary["observables"].get(name, {})
    return (found["mean"], found.get("standard_error") or 0.0) if found.get("mean") is not None else None


def draw_map(figure, axes, places, values, title):
    """A coloured field for each place, with its number. Points that differ in other keys only are averaged."""
    fractions, peclets = sorted({p[0] for p in places}), sorted({p[1] for p in places})
    grid = np.full((len(peclets), len(fractions)), np.nan)
    for row, peclet in enumerate(peclets):
        for column, fraction in enumerate(fractions):
            here = [v for p, v in zip(places, values) if p[:2] == (fraction, peclet) and v is not None]
            grid[row, column] = np.mean(here) if here else np.nan
    shown = axes.imshow(grid, origin="lower", aspect="auto", cmap="viridis")
    for (row, column), value in np.ndenumerate(grid):
        if np.isfinite(value):
            dark = shown.norm(value) < 0.6
            axes.text(column, row, f"{value:.3g}", ha="center", va="center", fontsize=8, color="w" if dark else "k")
    axes.set_xticks(range(len(fractions)), labels=[f"{x:.4g}" for x in fractions])
    axes.set_yticks(range(len(peclets)), labels=[f"{x:.3g}" for x in peclets])
    axes.set_title(title, loc="left", fontsize=9)
    bar = figure.colorbar(shown, ax=axes, fraction=0.05, pad=0.02)
    bar.outline.set_linewidth(0.6)


def particle_volume(deck):
    """What turns a number density into a packing fraction: the volume (area, length) of a sphere of the deck's radius."""
    radius = deck.number("system", "radius", 1.0)
    return {1: 2 * radius, 2: math.pi * radius**2, 3: 4 / 3 * math.pi * radius**3}[int(deck.number("system", "dimension"))]


def draw_densities(axes, places, summaries, volumes):
    """The two densities of each point that has separated, over all packing fractions of a Peclet number."""
    peclets = sorted({p[1] for p in places})
    for name, (marker, label) in DENSITIES.items():
        found = [(p, v, mean_of(s, name)) for p, s, v in zip(places, summaries, volumes)]
        found = [(p[1], v * m[0], v * m[1]) for p, v, m in found if m is not None]
        axes.errorbar([x for _, x, _ in found], [peclet for peclet, _, _ in found], xerr=[e for _, _, e in found],
                      fmt=marker, markersize=4, alpha=0.7, linewidth=1, label=label)
    axes.set(yscale="log", ylim=(0.8 * peclets[0], 1.25 * peclets[-1]))
    axes.set_yticks(peclets, labels=[f"{x:.3g}" for x in peclets])
    axes.minorticks_off()
    axes.set_title("coexistence densities", loc="left", fontsize=9)
    axes.legend(frameon=False)


def draw(points, path):
    """Draws the finished points of a sweep; says so if there is nothing to draw."""
    finished = [point for point in points if point.state() is State.done and place(point)]
    if not finished:
        print("no phase diagram: it needs finished points with a packing fraction and a model that swims")
        return
    places, summaries = [place(p) for p in finished], [read_summary(p.folder) for p in finished]
    clusters = [mean_of(s, "largest_cluster_fraction") for s in summaries]
    entropy = next((name for name in ENTROPY if any(mean_of(s, name) for s in summaries)), None)
    has_densities = any(mean_of(s, name) for s in summaries for name in DENSITIES)
    count = 1 + (entropy is not None) + has_densities
    figure, grid = pyplot.subplots(1, count, figsize=(4.6 * count, 3.8), layout="constrained", squeeze=False)
    panels = list(grid[0])
    draw_map(figure, panels[0], places, [c and c[0] for c in clusters], "fraction in the largest cluster")
    if has_densities:
        draw_densities(panels[1], places, summaries, [particle_volume(p.deck) for p in finished])
        panels[1].set(xlabel="local packing fraction", ylabel=f"Péclet number {places[0][2]}")
    if entropy:
        rates = [mean_of(s, entropy) for s in summaries]
        draw_map(figure, panels[-1], places, [r and r[0] for r in rates], ENTROPY[entropy])
    for axes in (panels[0], panels[-1]):
        axes.set(xlabel="packing fraction $\\phi$", ylabel=f"Péclet number {places[0][2]}")
    figure.savefig(path, dpi=160)
    print(f"wrote {path}")
