# The headers of other projects that most files include, compiled once per target: they are most of the time that a small file
# takes. What a file does not include itself it may then have from here, in every build alike; the headers of kernels/ and
# engine/ are also compiled alone and without these. nvcc_wrapper has to do without.

option(STARLING_PRECOMPILE_HEADERS "Precompile the headers of other projects, which builds faster" ON)

# What tests of all that links the engine have besides.
set(STARLING_ENGINE_HEADERS <mpi.h> <hdf5.h> <nlohmann/json.hpp> <spdlog/spdlog.h>)

# starling_precompile_headers(target [header...]): Kokkos, which every target has, and what else is named.
function(starling_precompile_headers target)
  if(STARLING_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} PRIVATE <Kokkos_Core.hpp> <filesystem> <functional> ${ARGN})
  endif()
endfunction()
