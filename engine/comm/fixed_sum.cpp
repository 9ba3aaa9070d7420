// Integer sums at a declared scale.
#include "engine/comm/fixed_sum.hpp"

#include <cmath>
#include <limits>

#include "engine/comm/split_total.hpp"

namespace starling {

namespace {

constexpr std::size_t parts_each = 3;

}  // namespace

FixedSum::FixedSum(const Communicator& communicator, int exponent, std::int64_t terms)
    : communicator_(communicator),
      exponent_(exponent),
      bits_(split_bits(terms)),
      scale_(split_scale(exponent, bits_)) {}

void FixedSum::begin(std::size_t sums) { parts_.assign(parts_each * sums, 0); }

void FixedSum::add(std::size_t first, std::span<const double> values) {
  const double bound = std::ldexp(1.0, exponent_);
  for (std::size_t k = 0; k < values.size(); ++k) {
    std::int64_t* const part = &parts_[parts_each * (first + k)];
    if (!(std::abs(values[k]) < bound)) {
      ++part[2];
      continue;
    }
    const reduction::SplitValue split = reduction::split(values[k], scale_);
    part[0] += split.high;
    part[1] += split.low;
  }
}

std::vector<double> FixedSum::reduce() const {
  std::vector<std::int64_t> totals = parts_;
  communicator_.sum(std::span<std::int64_t>(totals));
  std::vector<double> sums;
  sums.reserve(totals.size() / parts_each);
  for (std::size_t k = 0; k < totals.size(); k += parts_each) {
    sums.push_back(totals[k + 2] > 0 ? std::numeric_limits<double>::quiet_NaN()
                                     : split_total(totals[k], totals[k + 1], exponent_, bits_));
  }
  return sums;
}

}  // namespace starling
