// Lessons, losses and gradients of denoisers as device code. Compiled only.
#include "kernels/diffusion/learned/combine_scores.hpp"
#include "kernels/diffusion/learned/differentiate.hpp"

namespace starling {

__global__ void call_lessons(Lessons lessons) { lessons(static_cast<std::int64_t>(threadIdx.x)); }

__global__ void call_block(LessonLoss loss, double* memory, double* gradient) {
  networks::Workspace<double> space{memory};
  const LessonBlock block(loss, 0, denoiser_block, space);
  block.forward();
  DifferentiateBlock{gradient, gradient}(0, block, space);
  JudgeBlock{gradient, gradient}(0, block, space);
  gradient[0] = loss.denoiser.denoised(0, memory[0], memory[1], memory[2]);
}

void call_denoisers(double* memory, double* gradient) {
  call_lessons<<<1, 1>>>(Lessons{});
  call_block<<<1, 1>>>(LessonLoss{}, memory, gradient);
}

}  // namespace starling
