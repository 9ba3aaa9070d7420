// Lessons, losses and gradients of denoisers as device code. Compiled only.
#include "kernels/diffusion/learned/combine_scores.hpp"
#include "kernels/diffusion/learned/judge.hpp"

namespace starling {

__global__ void call_lessons(Lessons lessons) { lessons(static_cast<std::int64_t>(threadIdx.x)); }

__global__ void call_block(LessonLoss loss, double* memory, double* gradient) {
  networks::Workspace<double> space{memory};
  networks::DenseGradient<double> layer[networks::DenseArchitecture::most_layers];
  networks::place_gradients(loss.denoiser.of, space.numbers(networks::gradient_size<double>(loss.denoiser.of)), layer);
  const LessonBlock block(loss, 0, denoiser_block, space);
  block.forward();
  block.look_at_all(gradient);
  networks::reverse_stack<double>(loss.denoiser.stack(), block.rows.inputs, block.rows.hidden, block.adjoints, layer);
  networks::write_gradients(loss.denoiser.of, layer, gradient);
  gradient[0] = loss.denoiser.denoised(0, memory[0], memory[1], memory[2]);
}

void call_denoisers(double* memory, double* gradient) {
  call_lessons<<<1, 1>>>(Lessons{});
  call_block<<<1, 1>>>(LessonLoss{}, memory, gradient);
}

}  // namespace starling
