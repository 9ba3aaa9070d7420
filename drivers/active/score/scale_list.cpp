// One list, from which writing and reading follow.
#include "drivers/active/score/scale_list.hpp"

#include <algorithm>

#include "engine/failure.hpp"

namespace starling::active {

namespace {

/// visit(name, first number, how many) for each scale.
template <class Scales, class Visit>
void for_each_scale(Scales& scales, const Visit& visit) {
  visit("node_mean", scales.node_mean, score::node_inputs);
  visit("node_inverse_spread", scales.node_inverse, score::node_inputs);
  visit("edge_mean", scales.edge_mean, score::edge_inputs);
  visit("edge_inverse_spread", scales.edge_inverse, score::edge_inputs);
  visit("linear_coefficients", &scales.linear[0][0], score::contact_classes * score::vectors);
  visit("coefficient_unit", scales.unit, score::vectors);
  visit("vector_softness", scales.softness.vector, score::vectors);
  visit("pair_softness", scales.softness.pair, score::pair_parts);
  visit("pair_slope", &scales.slope, 1);
}

}  // namespace

std::vector<learning::NamedNumbers> named_numbers(const score::Scales& scales) {
  std::vector<learning::NamedNumbers> numbers;
  for_each_scale(scales, [&](const char* name, const double* first, int count) {
    numbers.push_back({name, std::vector<double>(first, first + count)});
  });
  return numbers;
}

score::Scales scales_of(const std::vector<learning::NamedNumbers>& numbers) {
  score::Scales scales{};
  for_each_scale(scales, [&](const char* name, double* first, int count) {
    const auto found =
        std::find_if(numbers.begin(), numbers.end(), [&](const auto& each) { return each.name == name; });
    if (found == numbers.end() || static_cast<int>(found->values.size()) != count) {
      fail(ExitCode::bad_input, "its scale '{}' is not {} numbers", name, count);
    }
    std::copy(found->values.begin(), found->values.end(), first);
  });
  return scales;
}

}  // namespace starling::active
