// Scores on a line.
#include "drivers/diffusion/gap/line_score.hpp"

#include "drivers/diffusion/networks/denoiser.hpp"
#include "kernels/diffusion/learned/evaluate.hpp"

namespace starling::diffusion {

LineField LineScore::field(double sigma) const {
  FieldWish wish;
  wish.score = 1.0;
  return LineField(problem_.field(sigma, wish));
}

double LineScore::pitch(double sigma) const { return problem_.network ? 0.0 : field(sigma).pitch(); }

std::vector<double> LineScore::operator()(double sigma, const std::vector<double>& x) {
  std::vector<double> score;
  score.reserve(x.size());
  if (!problem_.network) {
    const LineField at = field(sigma);
    for (const double each : x) score.push_back(at(each));
    return score;
  }
  using OnHost = Kokkos::View<double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>;
  const auto count = static_cast<std::int64_t>(x.size());
  const auto range = std::make_pair(std::size_t{0}, x.size());
  ensure_size(place_, "places on a line", count);
  ensure_size(value_, "scores on a line", count);
  Kokkos::deep_copy(Kokkos::subview(place_, range),
                    Kokkos::View<const double*, Kokkos::HostSpace, Kokkos::MemoryUnmanaged>(x.data(), x.size()));
  FieldWish wish;
  wish.score = 1.0;
  AffineInMean affine = affine_in_mean(wish, {1.0, sigma, 0.0, 1.0});
  affine.out = value_.data();
  affine.stride = count;
  evaluate_denoiser(problem_.network->view(), {place_.data(), count, count, 1.0, sigma * sigma}, affine, memory_);
  score.resize(x.size());
  Kokkos::deep_copy(OnHost(score.data(), score.size()), Kokkos::subview(value_, range));
  return score;
}

}  // namespace starling::diffusion
