# The headers of other projects that most files include, compiled once per target. Off by default: without it every file
# must include what it uses. The checking builds, which compile everything again, switch it on; the release build for its tests.

set(STARLING_PRECOMPILE_HEADERS OFF CACHE STRING "Precompile the headers of other projects, which builds faster: OFF, TESTS, ON")
set_property(CACHE STARLING_PRECOMPILE_HEADERS PROPERTY STRINGS OFF TESTS ON)

# starling_precompile_headers(target [header...]): Kokkos, which every target has, and what else is named.
function(starling_precompile_headers target)
  if(STARLING_PRECOMPILE_HEADERS STREQUAL "TESTS" AND NOT target MATCHES "^starling_test_")
    return()
  endif()
  if(NOT STARLING_PRECOMPILE_HEADERS STREQUAL "OFF")
    target_precompile_headers(${target} PRIVATE <Kokkos_Core.hpp> <filesystem> <functional> ${ARGN})
  endif()
endfunction()
