// Checks of a potential's description, and its layout.
#include "engine/potentials/potential.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/failure.hpp"
#include "engine/potentials/chemical_elements.hpp"
#include "kernels/descriptors/cutoffs.hpp"
#include "kernels/descriptors/symmetry_functions.hpp"
#include "kernels/networks/activation_choice.hpp"
#include "kernels/networks/dense_stack.hpp"

namespace starling::potentials {
namespace {

/// order[k] is the old place of what comes to place k.
template <class T>
void permute(std::vector<T>& values, const std::vector<std::size_t>& order) {
  if (values.empty()) return;
  std::vector<T> sorted;
  sorted.reserve(order.size());
  for (const std::size_t from : order) sorted.push_back(values[from]);
  values = std::move(sorted);
}

template <class Less>
std::vector<std::size_t> sorted_places(std::size_t count, const Less& less) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), less);
  return order;
}

void order_elements(Potential& potential, const std::string& place) {
  std::vector<int> numbers;
  for (const std::string& symbol : potential.elements) {
    const auto number = atomic_number(symbol);
    if (!number) fail(ExitCode::bad_input, "{}: {} is no chemical element", place, symbol);
    if (std::find(numbers.begin(), numbers.end(), *number) != numbers.end()) {
      fail(ExitCode::bad_input, "{}: {} is there twice", place, symbol);
    }
    numbers.push_back(*number);
  }
  if (numbers.empty() || std::cmp_greater(numbers.size(), descriptors::most_elements)) {
    fail(ExitCode::bad_input, "{}: there must be 1 to {} elements, not {}", place, descriptors::most_elements,
         numbers.size());
  }
  const auto order =
      sorted_places(numbers.size(), [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
  std::vector<int> place_of(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) place_of[order[k]] = static_cast<int>(k);
  permute(potential.elements, order);
  permute(potential.atom_energies, order);
  potential.atom_energies.resize(order.size(), 0.0);
  for (SymmetryFunction& function : potential.functions) {
    for (int* element : {&function.centre, &function.first, &function.second}) {
      *element = place_of.at(static_cast<std::size_t>(*element));
    }
  }
}

void order_functions(Potential& potential, const std::string& place) {
  for (std::size_t k = 0; k < potential.functions.size(); ++k) {
    const std::string objection = objection_to(potential.functions[k]);
    if (!objection.empty()) fail(ExitCode::bad_input, "{}: symmetry function {}: {}", place, k + 1, objection);
  }
  const auto order = sorted_places(potential.functions.size(), [&](std::size_t a, std::size_t b) {
    return potential.functions[a] < potential.functions[b];
  });
  permute(potential.functions, order);
  permute(potential.statistics, order);
  const auto twin = std::adjacent_find(potential.functions.begin(), potential.functions.end());
  if (twin != potential.functions.end()) {
    fail(ExitCode::bad_input, "{}: a symmetry function of {} is there twice (radius {}, eta {}, shift {})", place,
         potential.elements[static_cast<std::size_t>(twin->centre)], twin->radius, twin->eta, twin->shift);
  }
}

}  // namespace

double spread_of(Scaling scaling, const FunctionStatistics& statistics) {
  if (scaling == Scaling::none) return 1.0;
  return scaling == Scaling::deviation ? statistics.deviation : statistics.largest - statistics.smallest;
}

bool can_be_scaled(Scaling scaling, const FunctionStatistics& statistics) {
  constexpr double rounding = 1e-10;
  const double magnitude = std::max(std::abs(statistics.smallest), std::abs(statistics.largest));
  return scaling == Scaling::none || spread_of(scaling, statistics) > rounding * magnitude;
}

int Potential::function_count(int element) const {
  return static_cast<int>(std::count_if(functions.begin(), functions.end(),
                                        [=](const SymmetryFunction& function) { return function.centre == element; }));
}

double Potential::reach() const {
  double reach = repulsion.strength != 0.0 ? repulsion.cutoff : 0.0;
  for (const SymmetryFunction& function : functions) reach = std::max(reach, function.radius);
  return reach;
}

void put_in_order(Potential& potential, const std::string& place) {
  order_elements(potential, place);
  order_functions(potential, place);
  for (std::size_t e = 0; e < potential.elements.size(); ++e) {
    if (potential.function_count(static_cast<int>(e)) == 0) {
      fail(ExitCode::bad_input, "{}: {} has no symmetry functions", place, potential.elements[e]);
    }
  }
  bool known = false;
  for_each_type<descriptors::Cutoffs>([&](auto type) { known |= potential.cutoff == decltype(type)::type::name; });
  if (!known) fail(ExitCode::bad_input, "{}: there is no cutoff function {}", place, potential.cutoff);
  if (!networks::activation_named(potential.activation)) {
    fail(ExitCode::bad_input, "{}: there is no activation {}", place, potential.activation);
  }
  if (std::cmp_greater(potential.hidden.size(), networks::most_hidden_layers)) {
    fail(ExitCode::bad_input, "{}: {} hidden layers are more than {}", place, potential.hidden.size(),
         networks::most_hidden_layers);
  }
  for (const int width : potential.hidden) {
    if (width < 1 || width > 4096) {
      fail(ExitCode::bad_input, "{}: a hidden layer must be 1 to 4096 wide, not {}", place, width);
    }
  }
}

double weight_factor(const Potential& potential, std::int64_t inputs) {
  return potential.hidden.empty() ? 1.0 : 1.0 / std::sqrt(static_cast<double>(inputs));
}

learning::ParameterLayout layout_of(const Potential& potential, double spread) {
  learning::ParameterLayout layout;
  for (std::size_t e = 0; e < potential.elements.size(); ++e) {
    std::int64_t inputs = potential.function_count(static_cast<int>(e));
    for (std::size_t l = 0; l <= potential.hidden.size(); ++l) {
      const std::int64_t outputs = l < potential.hidden.size() ? potential.hidden[l] : 1;
      const std::string name = fmt::format("_{}_{}", l + 1, potential.elements[e]);
      layout.add({"weights" + name, inputs, outputs, spread});
      layout.add({"biases" + name, 1, outputs, spread});
      inputs = outputs;
    }
  }
  return layout;
}

}  // namespace starling::potentials
