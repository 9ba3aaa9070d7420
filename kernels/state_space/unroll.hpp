// Loops over the components of one particle, which must dissolve before the loop over particles can vectorise.
#pragma once

// Put before a loop of constant length. g++ keeps longer ones as loops unless it is asked.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__)
#define STARLING_COMPONENTS _Pragma("GCC unroll 16")
#else
#define STARLING_COMPONENTS
#endif
