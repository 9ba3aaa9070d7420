# The interface target of every flag on which the bits or the speed depend, so that all targets agree.

include(CheckCXXCompilerFlag)

add_library(starling_flags INTERFACE)
target_compile_features(starling_flags INTERFACE cxx_std_20)

# Results are pinned: no contraction the source does not spell out, no reassociation. The two -fno flags only
# promise that errno and floating-point traps go unread, which lets loops vectorise and changes no bits.
target_compile_options(starling_flags INTERFACE -ffp-contract=off -fno-math-errno -fno-trapping-math)

if(NOT STARLING_ARCH STREQUAL "none")
  target_compile_options(starling_flags INTERFACE -march=${STARLING_ARCH})
endif()
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(starling_flags INTERFACE -mprefer-vector-width=512)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(starling_flags INTERFACE -mtune-ctrl=^use_gather)
  endif()
endif()

add_library(starling_warnings INTERFACE)
target_compile_options(starling_warnings INTERFACE -Wall -Wextra -Wnon-virtual-dtor -Wcast-align -Woverloaded-virtual
                                                   -Wconversion -Wno-sign-conversion -Wno-unknown-pragmas)
# Of files compiled as one, a local of one and a constant of another may have the same name.
target_compile_options(starling_warnings INTERFACE "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>")
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(starling_warnings INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-uninitialized)  # false alarms on std::string (GCC bug 105651)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(starling_warnings INTERFACE -Wno-pass-failed)  # a loop that stays scalar is slow, not wrong
endif()
if(STARLING_WARNINGS_AS_ERRORS)
  target_compile_options(starling_warnings INTERFACE -Werror)
endif()

if(STARLING_SANITIZE)
  target_compile_options(starling_flags INTERFACE -fsanitize=${STARLING_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(starling_flags INTERFACE -fsanitize=${STARLING_SANITIZE})
  if(STARLING_SANITIZE MATCHES "address" AND STARLING_SANITIZE MATCHES "undefined")
    # What an address sanitizer stops at as well, or a processor does not mind, asked at every access: a third of the time to compile.
    target_compile_options(starling_flags INTERFACE -fno-sanitize=null,alignment,object-size)
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(starling_warnings INTERFACE -Wno-maybe-uninitialized)  # false alarms in instrumented code
  endif()
endif()
