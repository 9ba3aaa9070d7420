#!/usr/bin/env python3
"""Turns samples.h5 of a run of the sgmcmc job into samples.nc, which ArviZ opens by arviz.from_netcdf: the group posterior has
the functions that were watched, and with --parameters the parameters, by their blocks. Chains that have diverged are left
out."""
import argparse
import pathlib

from run_files import require, stop

np, arviz = require("numpy", "arviz")
from samples import open_samples, read_posterior  # noqa: E402


def parameters_of(file):
    """The parameters by block, as arrays (chain, draw, parameter). Not of a ladder, whose members change their law."""
    chains = file["chains"]
    if "rung" in chains:
        stop("the members of a ladder change their temperatures: take the functions, without --parameters")
    names = [name.decode() if isinstance(name, bytes) else name for name in chains.attrs["blocks"]]
    ends = np.cumsum(chains.attrs["sizes"])
    return {name: chains["parameters"][:, :, end - size:end]
            for name, size, end in zip(names, chains.attrs["sizes"], ends)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, help="the run's directory")
    parser.add_argument("--parameters", action="store_true", help="the parameters too")
    options = parser.parse_args()
    with open_samples(options.run) as file:
        posterior, chains = read_posterior(file)
        if options.parameters:
            posterior |= {name: values[chains] for name, values in parameters_of(file).items()}
    arviz.from_dict(posterior=posterior).to_netcdf(str(options.run / "samples.nc"))
    print(f"wrote {options.run / 'samples.nc'}")


if __name__ == "__main__":
    main()
