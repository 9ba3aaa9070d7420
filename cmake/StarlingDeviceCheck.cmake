# starling_check_device_code(target source...): where there is an nvcc, compiles the sources for a GPU, which need not
# be there. The headers of kernels/ are then plain CUDA, without Kokkos: what only a host can do is an error. Nobody runs it, so
# nothing is optimised, which takes a sixth of the time.
function(starling_check_device_code target)
  find_program(STARLING_NVCC nvcc HINTS ENV CUDA_HOME ENV CUDA_PATH PATHS /usr/local/cuda/bin)
  if(NOT STARLING_NVCC)
    message(STATUS "${target}: skipped, there is no nvcc")
    return()
  endif()
  execute_process(COMMAND "${STARLING_NVCC}" --version OUTPUT_VARIABLE _version)
  string(REGEX MATCH "release ([0-9]+)" _release "${_version}")
  if(CMAKE_MATCH_1 LESS 12)
    message(STATUS "${target}: skipped, C++20 needs nvcc 12 (found ${CMAKE_MATCH_1})")
    return()
  endif()
  get_target_property(_includes Kokkos::kokkos INTERFACE_INCLUDE_DIRECTORIES)
  list(TRANSFORM _includes PREPEND "-isystem;")
  set(_objects)
  foreach(_source IN LISTS ARGN)
    get_filename_component(_name "${_source}" NAME_WE)
    set(_object "${CMAKE_CURRENT_BINARY_DIR}/${target}/${_name}.o")
    add_custom_command(OUTPUT "${_object}"
      COMMAND "${STARLING_NVCC}" -c "${_source}" -o "${_object}" -MD -MF "${_object}.d"
              -std=c++20 -arch=sm_80 -fmad=false --expt-relaxed-constexpr -Werror all-warnings
              -O0 -Xcicc -O0 -Xptxas -O0
              -DSTARLING_PLAIN_CUDA "-I${PROJECT_SOURCE_DIR}" ${_includes}
      DEPENDS "${_source}" DEPFILE "${_object}.d"
      COMMENT "Compiling ${_name} as device code" VERBATIM)
    list(APPEND _objects "${_object}")
  endforeach()
  file(MAKE_DIRECTORY "${CMAKE_CURRENT_BINARY_DIR}/${target}")
  add_custom_target(${target} ALL DEPENDS ${_objects})
  message(STATUS "${target}: device code is compiled with ${STARLING_NVCC}")
endfunction()
