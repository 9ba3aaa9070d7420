// Noise by Philox.
#include "drivers/score/smoothing.hpp"

#include "kernels/random/normal.hpp"
#include "kernels/space/box.hpp"

namespace starling::score {

namespace {

/// Numbers of a particle's noise: those of positions begin behind those of the drives.
constexpr int first_of_positions = 4;

}  // namespace

double Smoothing::zeta(std::int64_t particle, std::int64_t frame, int number) const {
  return random::normal(static_cast<std::uint32_t>(particle), key, first + static_cast<std::uint64_t>(frame),
                        random::Purpose::smoothing, number);
}

void Smoothing::add(MemberState& state, std::int64_t frame, double sign, const double* edges) const {
  std::vector<double>* images = nullptr;
  for (MemberColumn& column : state.columns) {
    if (column.name == "image") images = &column.values;
  }
  for (MemberColumn& column : state.columns) {
    const bool moves = column.name == "position";
    const double sigma = moves ? position : column.name == "activity" ? drive : 0.0;
    if (sigma == 0.0) continue;
    for (std::size_t k = 0; k < column.values.size(); ++k) {
      const auto particle = static_cast<std::int64_t>(k / static_cast<std::size_t>(column.components));
      const auto component = static_cast<int>(k % static_cast<std::size_t>(column.components));
      double& value = column.values[k];
      value += sign * sigma * zeta(particle, frame, component + (moves ? first_of_positions : 0));
      if (!moves) continue;
      const Wrapped wrapped = wrap(value, edges[component]);
      value = wrapped.coordinate;
      if (images != nullptr) (*images)[k] += wrapped.crossings;
    }
  }
}

std::vector<double> Smoothing::targets(std::int64_t frame, double sign, std::int64_t particles, int dimension) const {
  std::vector<double> all;
  all.reserve(static_cast<std::size_t>(particles * dimension));
  for (std::int64_t particle = 0; particle < particles; ++particle) {
    for (int d = 0; d < dimension; ++d) all.push_back(sign * zeta(particle, frame, d) / drive);
  }
  return all;
}

}  // namespace starling::score
