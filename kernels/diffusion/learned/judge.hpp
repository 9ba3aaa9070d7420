// What each lesson says of a denoiser.
#pragma once

#include "kernels/diffusion/learned/differentiate.hpp"

namespace starling {

/// Per lesson |F - T|²/d and, where regularisation > 0, the square of the residual.
inline void judge_lessons(const LessonLoss& loss, double* apart, double* residual,
                          networks::TokenMemory<double>& memory) {
  networks::Workspace<double> none{nullptr};
  static_cast<void>(LessonBlock(loss, 0, denoiser_block, none));
  memory.reserve("lessons", none.used);
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = memory.parts();
  Kokkos::parallel_for(
      "judge lessons", IndexRange(0, (loss.count + denoiser_block - 1) / denoiser_block),
      KOKKOS_LAMBDA(std::int64_t number) {
        const auto token = tokens.acquire();
        networks::Workspace<double> space{parts.of(token)};
        const std::int64_t first = number * denoiser_block;
        const std::int64_t left = loss.count - first;
        const LessonBlock block(loss, first, left < denoiser_block ? left : denoiser_block, space);
        block.forward();
        for (std::int64_t r = 0; r < block.held; ++r) block.look(r, apart + first + r, residual + first + r);
        tokens.release(token);
      });
}

}  // namespace starling
