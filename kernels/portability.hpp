// The one place that knows which Kokkos, compiler or device is underneath.
#pragma once

#if defined(STARLING_PLAIN_CUDA)
// Headers are compiled as plain CUDA by the device-code check, without Kokkos.
#define STARLING_FUNCTION __host__ __device__ inline
#define STARLING_LANE_FUNCTION __host__ __device__ __forceinline__
#else
#include <Kokkos_Macros.hpp>
#define STARLING_FUNCTION KOKKOS_INLINE_FUNCTION
// For what is called in loops over lanes, which a call that is left there would keep from being vectorised.
#define STARLING_LANE_FUNCTION KOKKOS_FORCEINLINE_FUNCTION
#endif

#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
#define STARLING_ON_DEVICE 1
#else
#define STARLING_ON_DEVICE 0
#endif

// Put before a loop whose iterations are independent lanes.
#if defined(__clang__)
#define STARLING_LANES _Pragma("clang loop vectorize(enable) interleave(enable)")
#elif defined(__GNUC__) && !defined(__CUDACC__)
#define STARLING_LANES _Pragma("GCC ivdep")
#else
#define STARLING_LANES
#endif

// Brings what is read soon, and whose place no processor could guess, nearer.
#if defined(__GNUC__) && !STARLING_ON_DEVICE
#define STARLING_PREFETCH(address) __builtin_prefetch(address)
#else
#define STARLING_PREFETCH(address) static_cast<void>(address)
#endif

// For kernels whose local arrays a compiler would break into scalars when it inlines them.
#if defined(__GNUC__) && !defined(__CUDACC__)
#define STARLING_NOINLINE __attribute__((noinline))
#else
#define STARLING_NOINLINE
#endif

// For kernels whose lanes fill several registers: g++ then lets independent chains of instructions run side by side.
#if defined(__GNUC__) && !defined(__clang__) && !defined(__CUDACC__) && !defined(__AVX512F__)
#define STARLING_INTERLEAVED __attribute__((optimize("schedule-insns")))
#else
#define STARLING_INTERLEAVED
#endif
