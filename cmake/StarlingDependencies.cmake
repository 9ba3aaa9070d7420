# Finds the libraries on which Starling is built. Kokkos comes from Kokkos_ROOT, Spack or a module first, then from the
# distribution.

find_package(MPI REQUIRED COMPONENTS CXX)

set(HDF5_PREFER_PARALLEL ON)
find_package(HDF5 REQUIRED COMPONENTS C)
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "Starling needs a parallel HDF5 (Debian: libhdf5-openmpi-dev); found ${HDF5_VERSION} without MPI")
endif()

find_package(Boost REQUIRED COMPONENTS program_options)
find_package(spdlog REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Kokkos REQUIRED)

# Debian 12's KokkosConfig.cmake names an include folder that does not exist.
get_target_property(_kokkos_includes Kokkos::kokkos INTERFACE_INCLUDE_DIRECTORIES)
set(_kokkos_header_found FALSE)
foreach(_folder IN LISTS _kokkos_includes)
  if(EXISTS "${_folder}/Kokkos_Core.hpp")
    set(_kokkos_header_found TRUE)
  endif()
endforeach()
if(NOT _kokkos_header_found AND _kokkos_includes AND NOT "${_kokkos_includes}" MATCHES "BUILD_INTERFACE|INSTALL_INTERFACE")
  find_path(STARLING_KOKKOS_INCLUDE Kokkos_Core.hpp PATH_SUFFIXES trilinos kokkos REQUIRED)
  set_target_properties(Kokkos::kokkos PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${STARLING_KOKKOS_INCLUDE}")
endif()

find_path(STARLING_RANDOM123_INCLUDE Random123/philox.h REQUIRED)
find_path(STARLING_XXHASH_INCLUDE xxhash.h REQUIRED)
