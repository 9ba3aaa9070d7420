# Several files of a library or a test compiled as one, which reads the headers and instantiates the templates of other projects once
# for all of them. Off by default; the checking builds, which compile everything again, switch it on, and the release leg does so for
# the tests. Names in the anonymous namespaces of a library or a test must differ for it.

option(STARLING_UNITY_BUILD "Compile several files of the engine, the jobs and the tests as one: builds faster" OFF)
option(STARLING_UNITY_TESTS "The same for the tests alone" ${STARLING_UNITY_BUILD})

# starling_unite(target switch size): in groups of at most so many files, as equal as they can be, where the switch
# (STARLING_UNITY_BUILD, STARLING_UNITY_TESTS) is on.
function(starling_unite target switch size)
  if(NOT ${switch})
    return()
  endif()
  get_target_property(_sources ${target} SOURCES)
  list(SORT _sources)
  list(LENGTH _sources _files)
  math(EXPR _groups "(${_files} + ${size} - 1) / ${size}")
  set(_file 0)
  foreach(_source IN LISTS _sources)
    math(EXPR _group "${_file} * ${_groups} / ${_files}")
    math(EXPR _file "${_file} + 1")
    set_source_files_properties("${_source}" PROPERTIES UNITY_GROUP "${_group}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ takes files that are included for headers, whose anonymous namespaces would be a mistake; and sees reads beyond
    # strings where it inlines across files, none of which it sees file by file.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage -Wno-stringop-overread -Wno-array-bounds)
  endif()
endfunction()
