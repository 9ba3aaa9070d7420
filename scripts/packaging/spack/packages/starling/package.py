"""The Spack recipe of Starling, which builds the tree that it lies in. In a clone:

    spack repo add scripts/packaging/spack
    spack install starling ^kokkos+openmp
"""
import pathlib

from spack.package import *
from spack_repo.builtin.build_systems.cmake import CMakePackage


class Starling(CMakePackage):
    """Stochastic particle systems on MPI and Kokkos: active matter and sequential Monte Carlo, with the same bits on any
    number of ranks."""

    git = f"file://{pathlib.Path(__file__).resolve().parents[5]}"

    version("main", branch="main")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")

    depends_on("mpi")
    depends_on("hdf5+mpi")
    depends_on("kokkos@3.7:5")
    depends_on("boost+program_options")
    depends_on("fmt")
    depends_on("spdlog")
    depends_on("nlohmann-json")
    depends_on("xxhash")
    depends_on("random123")

    depends_on("googletest", type="test")
    depends_on("mpfr", type="test")

    requires("%gcc@12:", "%clang@14:", policy="one_of", msg="Starling is C++20")

    def cmake_args(self):
        # Spack's compiler wrapper adds -march for the target that the user chose.
        return [self.define("STARLING_ARCH", "none"), self.define("STARLING_BUILD_TESTS", self.run_tests),
                self.define("STARLING_WARNINGS_AS_ERRORS", False)]
