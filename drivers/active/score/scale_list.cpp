// One list, from which writing and reading follow.
#include "drivers/active/score/scale_list.hpp"

#include <algorithm>

#include "engine/failure.hpp"

namespace starling::active {

namespace {

/// visit(name, first number, how many) for each scale; of the coefficients one list a class.
template <class Scales, class Visit>
void for_each_scale(const score::ScoreShape& shape, Scales& scales, const Visit& visit) {
  visit("node_mean", scales.node_mean, shape.node_inputs);
  visit("node_inverse_spread", scales.node_inverse, shape.node_inputs);
  visit("edge_mean", scales.edge_mean, shape.edge_inputs);
  visit("edge_inverse_spread", scales.edge_inverse, shape.edge_inputs);
  for (int k = 0; k < shape.classes; ++k) {
    visit("linear_coefficients_" + std::to_string(k), scales.linear[k], shape.vectors);
  }
  visit("coefficient_unit", scales.unit, shape.vectors);
  visit("size", &scales.size, 1);
  visit("vector_softness", scales.softness.vector, shape.vectors);
  visit("pair_softness", scales.softness.pair, shape.pair_parts);
  visit("pair_slope", &scales.slope, 1);
  if (shape.has_filters) {
    visit("filter_scale", scales.filter.scale, score::filter_terms);
    visit("filter_diagonal", scales.filter.diagonal, score::filter_terms);
    visit("filter_side", scales.filter.side, score::filter_terms);
  }
}

}  // namespace

std::vector<learning::NamedNumbers> named_numbers(const score::ScoreShape& shape, const score::Scales& scales) {
  std::vector<learning::NamedNumbers> numbers;
  for_each_scale(shape, scales, [&](const std::string& name, const double* first, int count) {
    numbers.push_back({name, std::vector<double>(first, first + count)});
  });
  return numbers;
}

score::Scales scales_of(const score::ScoreShape& shape, const std::vector<learning::NamedNumbers>& numbers) {
  score::Scales scales{};
  for_each_scale(shape, scales, [&](const std::string& name, double* first, int count) {
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
