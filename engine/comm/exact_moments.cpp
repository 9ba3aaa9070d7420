// Moments by sums without order.
#include "engine/comm/exact_moments.hpp"

#include <cmath>

#include "engine/comm/exact_sum.hpp"

namespace starling {

namespace {

/// (x - mean)^power, power 1, 2 or 4.
struct CentralPower {
  const double* value;
  double mean;
  int power;
  STARLING_FUNCTION double operator()(std::int64_t i) const {
    const double difference = value[i] - mean;
    if (power == 1) return difference;
    const double square = difference * difference;
    return power == 2 ? square : square * square;
  }
};

}  // namespace

double SampleMoments::mean_error(std::int64_t count) const { return std::sqrt(variance / static_cast<double>(count)); }

std::vector<SampleMoments> exact_moments(const Communicator& group, const std::vector<const double*>& samples,
                                         std::int64_t count, std::int64_t global_count) {
  const auto all = static_cast<double>(global_count);
  ExactSumBatch first(group, global_count);
  for (const double* const values : samples) first.add(count, CentralPower{values, 0.0, 1});
  std::vector<SampleMoments> found;
  for (const double sum : first.reduce()) found.push_back({sum / all, 0.0, 0.0});
  ExactSumBatch second(group, global_count);
  for (std::size_t k = 0; k < samples.size(); ++k) {
    second.add(count, CentralPower{samples[k], found[k].mean, 2});
    second.add(count, CentralPower{samples[k], found[k].mean, 4});
  }
  const std::vector<double> sums = second.reduce();
  for (std::size_t k = 0; k < found.size(); ++k) {
    const double square = sums[2 * k] / all;
    found[k].variance = sums[2 * k] / (all - 1.0);
    const double excess = sums[2 * k + 1] / all - square * square;
    // The fourth moment of two or three samples says nothing of their law: of two it is the square of their second.
    constexpr std::int64_t fewest = 4;
    found[k].variance_error = global_count < fewest ? std::nan("") : std::sqrt((excess < 0.0 ? 0.0 : excess) / all);
  }
  return found;
}

}  // namespace starling
