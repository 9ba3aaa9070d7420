"""Draws what scaling.py has measured (symbols) and predicted (dashed)."""
from run_files import require

matplotlib = require("matplotlib")
matplotlib.use("Agg")
from matplotlib import pyplot  # noqa: E402

COLOURS = {"strong": "tab:blue", "weak": "tab:orange"}
PHASES = {"compute": "tab:blue", "neighbours": "tab:green", "communication": "tab:red"}


def draw_kind(speed, efficiency, kind, measured, predicted):
    colour = COLOURS[kind]
    ranks = [row["ranks"] for row in measured]
    speed.plot(ranks, [row["rate"] / 1e6 for row in measured], "o-", color=colour, label=f"{kind}, measured")
    efficiency.plot(ranks, [row["efficiency"] for row in measured], "o-", color=colour)
    if predicted:
        further = [row["ranks"] for row in predicted]
        share = predicted[0]["particles"] // (predicted[0]["ranks"] if kind == "weak" else 1)
        label = f"{kind}, predicted: {share:,} particles" + (" a rank" if kind == "weak" else "")
        speed.plot(further, [row["rate"] / 1e6 for row in predicted], "--", color=colour, label=label)
        efficiency.plot(further, [row["efficiency"] for row in predicted], "--", color=colour)
    # Ideal is one rank times their number.
    all_ranks = ranks + [row["ranks"] for row in predicted]
    one = measured[0]["rate"] / measured[0]["ranks"] / 1e6
    speed.plot(all_ranks, [one * n for n in all_ranks], ":", color="0.6", linewidth=1, zorder=0)


def draw_phases(axes, rows):
    """Where a step's time goes, one bar per measured run."""
    names = [f"{row['kind']}\n{row['ranks']}" for row in rows]
    total = [sum(row[phase] for phase in PHASES) for row in rows]
    bottom = [0.0] * len(rows)
    for phase, colour in PHASES.items():
        share = [row[phase] / t for row, t in zip(rows, total)]
        axes.bar(names, share, bottom=bottom, color=colour, label=phase, width=0.7)
        bottom = [a + b for a, b in zip(bottom, share)]
    axes.set(ylim=(0, 1), ylabel="share of a step", xlabel="ranks", title="measured phases")
    axes.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(1, 1))


def draw(measured, predicted, path):
    figure, (speed, efficiency, phases) = pyplot.subplots(1, 3, figsize=(13, 3.8), layout="constrained")
    for kind in COLOURS:
        part = [row for row in measured if row["kind"] == kind]
        if part:
            draw_kind(speed, efficiency, kind, part, [row for row in predicted if row["kind"] == kind])
    speed.set(xscale="log", yscale="log", xlabel="ranks", ylabel="million particle-steps / s", title="dotted: ideal")
    efficiency.set(xscale="log", xlabel="ranks", ylabel="efficiency", ylim=(0, 1.15), title="dashed: predicted")
    speed.legend(frameon=False, fontsize=7)
    draw_phases(phases, measured)
    figure.savefig(path, dpi=160)
