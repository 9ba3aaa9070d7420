// The loss of a denoiser on lessons, and its gradient by the parameters.
#pragma once

#include "kernels/diffusion/learned/evaluate.hpp"
#include "kernels/diffusion/learned/lessons.hpp"
#include "kernels/diffusion/learned/residual.hpp"

namespace starling {

/// Sums over a block's lessons: of the loss that targets give, and of the residual's square.
inline constexpr int lesson_sums = 2;

/// Lessons, and what is made least: the mean over them of |F - T|²/d, T the output that would give the target, and of
/// `regularisation` times the square of the residual.
struct LessonLoss {
  DenoiserView denoiser;
  LessonArrays lessons;
  std::int64_t count;
  double regularisation;  ///< more than 0 on a line only

  /// Rows of a lesson: its own, and those of differences.
  [[nodiscard]] STARLING_FUNCTION int stencil() const { return regularisation > 0.0 ? residual_points : 1; }

  /// The loss of lesson j, whose output is row `row` of the first plane of points; writes the adjoints of its outputs.
  STARLING_FUNCTION double target_loss(std::int64_t j, const double* output, double* adjoint) const {
    const double v = lessons.variance[j];
    double sum = 0.0;
    for (int c = 0; c < denoiser.dimension; ++c) {
      const Preconditioning by = denoiser.at(c, v);
      const double y = lessons.place[c * lessons.stride + j];
      const double kept = math::fma(by.keep, y - denoiser.mean[c], denoiser.mean[c]);
      // At the floor the output does not matter.
      const double wanted = v <= denoiser.floor ? output[c] : (lessons.target[c * lessons.stride + j] - kept) / by.gain;
      const double apart = output[c] - wanted;
      sum = math::fma(apart, apart, sum);
      adjoint[c] = 2.0 * apart / denoiser.dimension;
    }
    return sum / denoiser.dimension;
  }
};

/// A block of lessons.
struct LessonBlock {
  const LessonLoss& loss;
  DenoiserRows rows;
  networks::DualRows<double> adjoints;
  std::int64_t first;
  std::int64_t held;  ///< lessons

  STARLING_FUNCTION LessonBlock(const LessonLoss& of, std::int64_t begin, std::int64_t lessons,
                                networks::Workspace<double>& space)
      : loss(of),
        rows(of.denoiser.of, lessons * of.stencil(), space),
        adjoints(space.rows(lessons * of.stencil(), networks::padded_columns<double>(of.denoiser.of.outputs), 0)),
        first(begin),
        held(lessons) {}

  STARLING_FUNCTION void forward() const {
    for (int p = 0; p < loss.stencil(); ++p) {
      for (std::int64_t r = 0; r < held; ++r) {
        double* const row = rows.inputs.data + (p * held + r) * rows.inputs.row_stride;
        const double v = loss.lessons.variance[first + r];
        const double* const place = loss.lessons.place + first + r;
        if (p == 0) {
          loss.denoiser.write_inputs(place, loss.lessons.stride, v, row, rows.inputs.columns);
        } else {
          const LinePoint point = residual_point(p, *place, v);
          loss.denoiser.write_inputs(&point.y, 1, point.v, row, rows.inputs.columns);
        }
      }
    }
    networks::apply_stack<double>(loss.denoiser.stack(), rows.inputs, rows.hidden, rows.outputs);
  }

  /// The loss that the target of lesson r gives and, where there is one, the square of its residual; writes the adjoints of
  /// its outputs.
  STARLING_FUNCTION void look(std::int64_t r, double* apart, double* square) const {
    const std::int64_t stride = rows.outputs.row_stride;
    *apart = loss.target_loss(first + r, rows.outputs.data + r * stride, adjoints.data + r * stride);
    if (loss.stencil() == 1) return;
    double output[residual_points];
    for (int p = 0; p < residual_points; ++p) output[p] = rows.outputs.data[(p * held + r) * stride];
    const LineResidual found(loss.denoiser, loss.lessons.place[first + r], loss.lessons.variance[first + r], output);
    *square = found.value * found.value;
    const double by_value = 2.0 * loss.regularisation * found.value;
    adjoints.data[r * stride] += by_value * found.by_output[0];
    for (int p = 1; p < residual_points; ++p) adjoints.data[(p * held + r) * stride] = by_value * found.by_output[p];
  }

  STARLING_FUNCTION void look_at_all(double* sums) const {
    for (std::int64_t k = 0; k < adjoints.size(); ++k) adjoints.data[k] = 0.0;
    sums[0] = sums[1] = 0.0;
    for (std::int64_t r = 0; r < held; ++r) {
      double apart = 0.0;
      double square = 0.0;
      look(r, &apart, &square);
      sums[0] += apart;
      sums[1] += square;
    }
  }
};

/// Calls work(number, block, space) for each block of lessons once it has gone forward; `more` numbers of workspace are left for it.
template <class Work>
void for_each_lesson_block(const char* label, const LessonLoss& loss, std::int64_t more,
                           networks::TokenMemory<double>& memory, const Work& work) {
  networks::Workspace<double> none{nullptr};
  static_cast<void>(LessonBlock(loss, 0, denoiser_block, none));
  memory.reserve("lessons", none.used + networks::padded_columns<double>(more));
  const Kokkos::Experimental::UniqueToken<ExecutionSpace> tokens;
  const auto parts = memory.parts();
  Kokkos::parallel_for(
      label, IndexRange(0, (loss.count + denoiser_block - 1) / denoiser_block), KOKKOS_LAMBDA(std::int64_t number) {
        const auto token = tokens.acquire();
        networks::Workspace<double> space{parts.of(token)};
        const std::int64_t first = number * denoiser_block;
        const std::int64_t left = loss.count - first;
        const LessonBlock block(loss, first, left < denoiser_block ? left : denoiser_block, space);
        block.forward();
        work(number, block, space);
        tokens.release(token);
      });
}

/// A block's gradient and sums.
struct DifferentiateBlock {
  double* gradient;
  double* sums;

  STARLING_FUNCTION void operator()(std::int64_t number, const LessonBlock& block,
                                    networks::Workspace<double>& space) const {
    const networks::DenseArchitecture& of = block.loss.denoiser.of;
    const std::int64_t padded = networks::gradient_size<double>(of);
    double* const zeros = space.numbers(padded);
    for (std::int64_t k = 0; k < padded; ++k) zeros[k] = 0.0;
    networks::DenseGradient<double> layer[networks::DenseArchitecture::most_layers];
    networks::place_gradients(of, zeros, layer);
    block.look_at_all(sums + lesson_sums * number);
    networks::reverse_stack<double>(block.loss.denoiser.stack(), block.rows.inputs, block.rows.hidden, block.adjoints,
                                    layer);
    networks::write_gradients(of, layer, gradient + number * networks::parameter_count(of));
  }
};

/// What each lesson of a block says.
struct JudgeBlock {
  double* apart;
  double* residual;

  STARLING_FUNCTION void operator()(std::int64_t /*number*/, const LessonBlock& block,
                                    networks::Workspace<double>& /*space*/) const {
    for (std::int64_t r = 0; r < block.held; ++r) block.look(r, apart + block.first + r, residual + block.first + r);
  }
};

/// The gradient of each block's sum of the loss, parameter_count() numbers a block of denoiser_block lessons, and
/// lesson_sums sums.
inline void differentiate_lessons(const LessonLoss& loss, double* gradient, double* sums,
                                  networks::TokenMemory<double>& memory) {
  for_each_lesson_block("differentiate lessons", loss, networks::gradient_size<double>(loss.denoiser.of), memory,
                        DifferentiateBlock{gradient, sums});
}

/// Per lesson |F - T|²/d and, where regularisation > 0, the square of the residual.
inline void judge_lessons(const LessonLoss& loss, double* apart, double* residual,
                          networks::TokenMemory<double>& memory) {
  for_each_lesson_block("judge lessons", loss, 0, memory, JudgeBlock{apart, residual});
}

}  // namespace starling
