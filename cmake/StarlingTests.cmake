# Test helpers: a binary per folder, run by CTest on each of a list of rank counts.

set(STARLING_TEST_ENVIRONMENT
  # Ranks share cores in tests: yield while waiting, do not bind, and use shared memory only.
  OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1
  OMPI_MCA_pml=ob1 OMPI_MCA_btl=self,vader
  # Thousands of launches: without the store in shared memory that rarely ends one of them (engine/runtime/startup.cpp).
  PMIX_MCA_gds=hash
  OMP_NUM_THREADS=2 OMP_PROC_BIND=false OMP_WAIT_POLICY=passive)
set(_time_factor 1)
if(STARLING_SANITIZE)
  list(APPEND STARLING_TEST_ENVIRONMENT
    # Who starts a program does not have it search for leaks: beside the threads of Open MPI the search itself dies on some
    # machines. Tests that compute in their own process do (starling_test_binary).
    # It also follows pointers through thread-local blocks whose place it guesses, wrongly under some C libraries, and dies there.
    ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=0:intercept_tls_get_addr=0 UBSAN_OPTIONS=print_stacktrace=1
    STARLING_SLOW_LAUNCHES=1
    LSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/lsan.supp:print_suppressions=0)
  set(_time_factor 4)
endif()
if(STARLING_SANITIZE MATCHES "thread")
  # The libraries are not instrumented and are left out; what the barriers of OpenMP order, its tool Archer tells.
  execute_process(COMMAND "${CMAKE_CXX_COMPILER}" -print-resource-dir OUTPUT_VARIABLE _clang OUTPUT_STRIP_TRAILING_WHITESPACE)
  find_library(STARLING_ARCHER archer HINTS "${_clang}/../.." REQUIRED)
  list(APPEND STARLING_TEST_ENVIRONMENT
    OMP_TOOL_LIBRARIES=${STARLING_ARCHER}
    TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp:ignore_noninstrumented_modules=1:halt_on_error=1:allocator_may_return_null=1)
endif()

# starling_test_binary(NAME name SOURCES file... LIBRARIES target... TIMEOUT seconds [RANKS count...] [LABELS label...] [UNOPTIMISED])
# Without RANKS the binary runs on one process and has no MPI; without sources nothing is added. UNOPTIMISED is for tests
# that spend their time in libraries: what is compiled with them need not be fast.
function(starling_test_binary)
  cmake_parse_arguments(PARSE_ARGV 0 test "UNOPTIMISED" "NAME;TIMEOUT" "SOURCES;LIBRARIES;RANKS;LABELS")
  if(NOT test_SOURCES)
    message(STATUS "${test_NAME}: no tests yet")
    return()
  endif()
  if(test_RANKS)
    set(_main "${PROJECT_SOURCE_DIR}/tests/support/mpi_main.cpp" "${PROJECT_SOURCE_DIR}/tests/support/rank_listener.cpp")
  else()
    set(_main "${PROJECT_SOURCE_DIR}/tests/support/serial_main.cpp")
  endif()
  add_executable(${test_NAME} ${test_SOURCES} ${_main})
  target_link_libraries(${test_NAME} PRIVATE ${test_LIBRARIES} GTest::gtest starling_warnings)
  if(test_UNOPTIMISED)
    target_compile_options(${test_NAME} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  set(_headers <gtest/gtest.h>)
  if(starling_engine IN_LIST test_LIBRARIES OR starling_jobs IN_LIST test_LIBRARIES)
    list(APPEND _headers ${STARLING_ENGINE_HEADERS})
  endif()
  starling_precompile_headers(${test_NAME} ${_headers})
  starling_unite(${test_NAME} STARLING_UNITY_TESTS 16)

  if(test_RANKS)
    foreach(_ranks IN LISTS test_RANKS)
      set(_case ${test_NAME}_on_${_ranks})
      add_test(NAME ${_case} COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${_ranks} ${MPIEXEC_PREFLAGS}
                                     $<TARGET_FILE:${test_NAME}> ${MPIEXEC_POSTFLAGS})
      starling_describe_test(${_case} PROCESSORS ${_ranks} TIMEOUT ${test_TIMEOUT} LABELS ${test_LABELS})
      starling_search_for_leaks(${_case} fast_unwind_on_malloc=0)
    endforeach()
  else()
    add_test(NAME ${test_NAME} COMMAND ${test_NAME})
    starling_describe_test(${test_NAME} PROCESSORS 1 TIMEOUT ${test_TIMEOUT} LABELS ${test_LABELS})
    starling_search_for_leaks(${test_NAME})
  endif()
endfunction()

# starling_search_for_leaks(test [option...]): at its end, where there is an address sanitizer, with these options of its. Those of
# Open MPI are told from others by whole stacks, which are slow to unwind.
function(starling_search_for_leaks name)
  list(JOIN ARGN ":" _options)
  set_property(TEST ${name} APPEND PROPERTY
    ENVIRONMENT_MODIFICATION "ASAN_OPTIONS=string_append::detect_leaks=1:${_options}")
endfunction()

# starling_program_test_binary(name SOURCES file...): tests that start the program and see it from outside. Neither sanitizers
# nor optimisation reach them: those are for what they start.
function(starling_program_test_binary name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "" "SOURCES")
  add_executable(${name} ${test_SOURCES})
  target_link_libraries(${name} PRIVATE starling_program_helpers GTest::gtest_main starling_warnings)
  target_compile_options(${name} PRIVATE -O0)
  add_dependencies(${name} starling)
  starling_unite(${name} STARLING_UNITY_TESTS 16)
endfunction()

# starling_test_part(binary part PROCESSORS count TIMEOUT seconds FILTER pattern): the tests of a binary that a filter names,
# as a test of their own, which CTest runs beside others.
function(starling_test_part binary part)
  cmake_parse_arguments(PARSE_ARGV 2 test "" "PROCESSORS;TIMEOUT;FILTER" "")
  add_test(NAME ${binary}_${part} COMMAND ${binary} "--gtest_filter=${test_FILTER}")
  starling_describe_test(${binary}_${part} PROCESSORS ${test_PROCESSORS} TIMEOUT ${test_TIMEOUT})
endfunction()

# starling_describe_test(name PROCESSORS count TIMEOUT seconds [LABELS label...])
function(starling_describe_test name)
  cmake_parse_arguments(PARSE_ARGV 1 test "" "PROCESSORS;TIMEOUT" "LABELS")
  math(EXPR _timeout "${test_TIMEOUT} * ${_time_factor}")
  set_tests_properties(${name} PROPERTIES
    PROCESSORS ${test_PROCESSORS} TIMEOUT ${_timeout} ENVIRONMENT "${STARLING_TEST_ENVIRONMENT}" LABELS "${test_LABELS}")
endfunction()
