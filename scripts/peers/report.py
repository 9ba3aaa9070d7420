"""A table of comparisons, for the benchmark scripts beside this one."""
import contextlib
import csv
import os
import pathlib
import statistics
import tempfile

from run_files import describe_processor


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


@contextlib.contextmanager
def comparing(options, one_core=False):
    """A report for comparisons in options.work, or in a folder that goes again, written to options.csv if that is given."""
    with tempfile.TemporaryDirectory(prefix="starling-compare-") as scratch:
        options.work = (options.work or pathlib.Path(scratch)).resolve()
        options.work.mkdir(parents=True, exist_ok=True)
        report = Report()
        print(f"{describe_processor()};{' on one core;' if one_core else ''} medians of {options.repetitions} "
              "(lowest to highest ratio)")
        if one_core:
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        yield report
        if options.csv:
            report.write(options.csv)
