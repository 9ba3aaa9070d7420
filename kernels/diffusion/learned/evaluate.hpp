// A denoiser at many points.
#pragma once

#include "kernels/diffusion/learned/denoiser.hpp"
#include "kernels/kokkos_compatibility.hpp"
#include "kernels/networks/token_memory.hpp"

namespace starling {

/// Points that go through a network together.
inline constexpr int denoiser_block = 32;

/// Component c of point j is x[c * stride + j] = signal y, with noise of this variance.
struct LevelledPlaces {
  const double* x;
  std::int64_t stride;
  std::int64_t count;
  double signal;
  double variance;
};

/// Evaluates all points of this rank; `out` is not `x`. What a point gives depends on no other.
inline void evaluate_denoiser(const DenoiserView& denoiser, const LevelledPlaces& places, const AffineInMean& affine,
                              networks::TokenMemory<double>& memory) {
  memory.reserve("denoiser", DenoiserRows::size(denoiser.of, denoiser_block) + denoiser.dimension);
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = memory.parts();
  const std::int64_t blocks = (places.count + denoiser_block - 1) / denoiser_block;
  Kokkos::parallel_for(
      "evaluate denoiser", IndexRange(0, blocks), KOKKOS_LAMBDA(std::int64_t block) {
        const auto token = tokens.acquire();
        networks::Workspace<double> space{parts.of(token)};
        const std::int64_t first = block * denoiser_block;
        const std::int64_t left = places.count - first;
        const DenoiserRows rows(denoiser.of, left < denoiser_block ? left : denoiser_block, space);
        double* const y = space.numbers(denoiser.dimension);
        for (std::int64_t r = 0; r < rows.inputs.rows; ++r) {
          for (int c = 0; c < denoiser.dimension; ++c) y[c] = places.x[c * places.stride + first + r] / places.signal;
          denoiser.write_inputs(y, 1, places.variance, rows.inputs.data + r * rows.inputs.row_stride,
                                rows.inputs.columns);
        }
        networks::apply_stack<double>(denoiser.stack(), rows.inputs, rows.hidden, rows.outputs);
        for (std::int64_t r = 0; r < rows.inputs.rows; ++r) {
          const std::int64_t j = first + r;
          for (int c = 0; c < denoiser.dimension; ++c) {
            const double x = places.x[c * places.stride + j];
            const double mean = denoiser.denoised(c, x / places.signal, places.variance,
                                                  rows.outputs.data[r * rows.outputs.row_stride + c]);
            affine.out[c * affine.stride + j] = math::fma(affine.by_mean, mean, affine.by_place * x);
          }
        }
        tokens.release(token);
      });
}

}  // namespace starling
