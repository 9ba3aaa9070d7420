# Several files of a folder compiled as one, which reads the headers and instantiates the templates of other projects once for
# all of them. Off by default; the checking builds, which compile everything again, switch it on, and the release leg does so for
# the tests. Names in the anonymous namespaces of a folder must differ for it, and constants there must not have the name of a
# parameter.

option(STARLING_UNITY_BUILD "Compile several files of a folder of the engine, the jobs and the tests as one: builds faster" OFF)
option(STARLING_UNITY_TESTS "The same for the tests alone" ${STARLING_UNITY_BUILD})

# starling_unite(target switch size): in groups of so many files, where the switch (STARLING_UNITY_BUILD, STARLING_UNITY_TESTS) is
# on. Files of different folders stay apart, so that a new file moves no other folder's groups.
function(starling_unite target switch size)
  if(NOT ${switch})
    return()
  endif()
  get_target_property(_sources ${target} SOURCES)
  foreach(_source IN LISTS _sources)
    get_filename_component(_source "${_source}" ABSOLUTE)
    get_filename_component(_folder "${_source}" DIRECTORY)
    file(RELATIVE_PATH _folder "${PROJECT_SOURCE_DIR}" "${_folder}")
    string(MAKE_C_IDENTIFIER "${_folder}" _folder)
    if(NOT DEFINED _files_of_${_folder})
      set(_files_of_${_folder} 0)
    endif()
    math(EXPR _group "${_files_of_${_folder}} / ${size}")
    math(EXPR _files_of_${_folder} "${_files_of_${_folder}} + 1")
    set_source_files_properties("${_source}" PROPERTIES UNITY_GROUP "${_folder}_${_group}")
  endforeach()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ takes files that are included for headers, whose anonymous namespaces would be a mistake; and sees reads beyond
    # strings where it inlines across files, none of which it sees file by file.
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage -Wno-stringop-overread -Wno-array-bounds)
  endif()
endfunction()
