"""A table of comparisons, for the benchmark scripts beside this one."""
import csv
import statistics


def median_and_spread(values):
    return statistics.median(values), min(values), max(values)


class Report:
    """Prints a line a comparison and keeps it for the CSV file."""

    def __init__(self):
        self.rows = []

    def add(self, name, first, second, labels):
        ratios = [a / b for a, b in zip(first, second)]
        ratio, low, high = median_and_spread(ratios)
        one, other = statistics.median(first) / 1e6, statistics.median(second) / 1e6
        print(f"{name:44s} {labels[0]} {one:7.4g}, {labels[1]} {other:7.4g} million/s; "
              f"ratio {ratio:5.4g} ({low:.4g} to {high:.4g})", flush=True)
        self.rows.append({"comparison": name, "first": labels[0], "second": labels[1], "first_rate": one * 1e6,
                          "second_rate": other * 1e6, "ratio": ratio, "lowest": low, "highest": high})

    def write(self, path):
        with open(path, "w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(self.rows[0]))
            writer.writeheader()
            writer.writerows(self.rows)
