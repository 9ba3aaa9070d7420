# The headers of other projects that most files include, compiled once a target. Off by default: without it every file
# must include what it uses. The checking builds, which compile everything again, switch it on.

option(STARLING_PRECOMPILE_HEADERS "Precompile the headers of other projects: builds faster" OFF)

# starling_precompile_headers(target [header...]): Kokkos, which every target has, and what else is named.
function(starling_precompile_headers target)
  if(STARLING_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} PRIVATE <Kokkos_Core.hpp> <filesystem> <functional> ${ARGN})
  endif()
endfunction()
