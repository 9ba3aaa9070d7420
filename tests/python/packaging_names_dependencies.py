"""Checks that the Spack recipe and the container definition name what CMake looks for and scripts/setup.sh installs."""
import ast
import re

from support.checks import ROOT, check

# What CMake calls a package, and what Spack and Debian do.
NAMES = {"MPI": ("mpi", "libopenmpi-dev"), "HDF5": ("hdf5", "libhdf5-openmpi-dev"),
         "Boost": ("boost", "libboost-program-options-dev"), "spdlog": ("spdlog", "libspdlog-dev"),
         "fmt": ("fmt", "libfmt-dev"), "nlohmann_json": ("nlohmann-json", "nlohmann-json3-dev"),
         "Kokkos": ("kokkos", "libtrilinos-kokkos-dev"), "Random123/philox.h": ("random123", "librandom123-dev"),
         "xxhash.h": ("xxhash", "libxxhash-dev")}


def wanted_by_cmake():
    text = (ROOT / "cmake/StarlingDependencies.cmake").read_text()
    headers = re.findall(r"find_path\(STARLING_(?!KOKKOS)\w+ (\S+)", text)
    return {*re.findall(r"find_package\((\w+)", text), *headers}


def recipe():
    """Names and versions that depends_on() is called with, without those of build tools and tests."""
    tree = ast.parse((ROOT / "scripts/packaging/spack/packages/starling/package.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "depends_on"]
    linked = [call.args[0].value for call in calls if not call.keywords]
    built = [call.args[0].value for call in calls if call.keywords]
    return {re.split(r"[@+~ ]", spec)[0] for spec in linked}, built


def debian_packages(text):
    return set(re.findall(r"[a-z0-9+-]+", text))


def main():
    wanted = wanted_by_cmake()
    check(wanted == set(NAMES), f"CMake looks for {sorted(wanted)}; this test knows {sorted(NAMES)}")
    linked, built = recipe()
    check(linked == {spack for spack, _ in NAMES.values()}, f"the Spack recipe has {sorted(linked)}")
    minimum = re.search(r"cmake_minimum_required\(VERSION (\S+)\)", (ROOT / "CMakeLists.txt").read_text())[1]
    check(f"cmake@{minimum}:" in built, f"the Spack recipe does not ask for CMake {minimum}")
    setup = re.search(r"^packages=\((.*?)\)", (ROOT / "scripts/setup.sh").read_text(), re.S | re.M)[1]
    definition = (ROOT / "scripts/packaging/starling.def").read_text()
    missing = debian_packages(setup) - debian_packages(definition) - {"python3-venv", "ca-certificates"}
    check(not missing, f"starling.def lacks {sorted(missing)} of scripts/setup.sh")
    copied = set(re.findall(r"^    (\S+) /opt/starling/\1$", definition, re.M))
    check(copied and all((ROOT / name).exists() for name in copied), f"starling.def copies what is not there: {sorted(copied)}")
    print("recipe and container name what the build looks for")


if __name__ == "__main__":
    main()
