// Symmetry functions in lanes, and layers packed.
#include "engine/potentials/device_potential.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/device_copy.hpp"
#include "kernels/networks/activation_choice.hpp"

namespace starling::potentials {
namespace {

using descriptors::AngularLanes;
using descriptors::function_lanes;
using descriptors::RadialLanes;

RadialLanes no_functions() {
  RadialLanes lanes{};
  for (int lane = 0; lane < function_lanes; ++lane) {
    lanes.radius[lane] = 1.0;
    lanes.element[lane] = -1;
  }
  return lanes;
}

void set_lane(RadialLanes& lanes, int lane, const SymmetryFunction& function) {
  lanes.eta[lane] = function.eta;
  lanes.shift[lane] = function.shift;
  lanes.radius[lane] = function.radius;
  lanes.element[lane] = function.first;
}

void set_lane(AngularLanes& lanes, int lane, const SymmetryFunction& function) {
  set_lane(lanes.radial, lane, function);
  lanes.lambda[lane] = function.lambda;
  lanes.scale[lane] = std::ldexp(1.0, 1 - function.zeta);
  lanes.zeta[lane] = function.zeta;
  lanes.narrow[lane] = function.kind == SymmetryFunction::Kind::narrow ? 1 : 0;
  lanes.pair[lane] = descriptors::pair_bit(function.first, function.second);
  lanes.pairs |= lanes.pair[lane];
  lanes.any_narrow = std::max(lanes.any_narrow, lanes.narrow[lane]);
  lanes.most_zeta = std::max(lanes.most_zeta, function.zeta);
}

template <class Lanes>
Lanes empty_lanes();
template <>
RadialLanes empty_lanes<RadialLanes>() {
  return no_functions();
}
template <>
AngularLanes empty_lanes<AngularLanes>() {
  AngularLanes lanes{};
  lanes.radial = no_functions();
  for (int& zeta : lanes.zeta) zeta = 1;
  lanes.most_zeta = 1;
  return lanes;
}

/// Appends the functions in blocks of lanes.
template <class Lanes>
void append(const std::vector<SymmetryFunction>& functions, std::vector<Lanes>& blocks) {
  for (std::size_t k = 0; k < functions.size(); ++k) {
    const int lane = static_cast<int>(k % function_lanes);
    if (lane == 0) blocks.push_back(empty_lanes<Lanes>());
    set_lane(blocks.back(), lane, functions[k]);
  }
}

double factor_of(const Potential& potential, const FunctionStatistics& of) {
  if (potential.scaling == Scaling::none) return 1.0;
  return (potential.high - potential.low) / spread_of(potential.scaling, of);
}

/// What is subtracted before the factor.
double offset_of(const Potential& potential, const FunctionStatistics& of) {
  if (potential.scaling == Scaling::none) return 0.0;
  const double offset = potential.scaling == Scaling::range ? of.smallest : of.mean;
  return offset - potential.low / factor_of(potential, of);
}

}  // namespace

DevicePotential::DevicePotential(const Potential& potential) {
  view_.elements = static_cast<int>(potential.elements.size());
  view_.hidden = static_cast<int>(potential.hidden.size());
  view_.activation = networks::activation_named(potential.activation).value();
  view_.scale = potential.scale;
  int place = 0;
  for_each_type<descriptors::Cutoffs>([&](auto type) {
    if (potential.cutoff == decltype(type)::type::name) view_.cutoff = place;
    ++place;
  });
  add_functions(potential);
  add_layers(potential);
}

void DevicePotential::add_functions(const Potential& potential) {
  std::vector<RadialLanes> radial;
  std::vector<AngularLanes> angular;
  std::vector<double> scaling;
  std::vector<std::size_t> first_radial;
  std::vector<std::size_t> first_angular;
  for (int e = 0; e < view_.elements; ++e) {
    std::vector<SymmetryFunction> of_kind[2];
    descriptors::ElementFunctions& into = view_.element[e].functions;
    for (const SymmetryFunction& function : potential.functions) {
      if (function.centre != e) continue;
      of_kind[function.angular() ? 1 : 0].push_back(function);
      if (function.angular()) into.angular_radius = std::max(into.angular_radius, function.radius);
    }
    first_radial.push_back(radial.size());
    first_angular.push_back(angular.size());
    append(of_kind[0], radial);
    append(of_kind[1], angular);
    into.radial_count = static_cast<int>(of_kind[0].size());
    into.angular_count = static_cast<int>(of_kind[1].size());
    view_.element[e].columns = networks::padded_columns<double>(into.count());
    view_.element[e].atom_energy = potential.atom_energies[static_cast<std::size_t>(e)];
  }
  for (const FunctionStatistics& of : potential.statistics) scaling.push_back(offset_of(potential, of));
  for (const FunctionStatistics& of : potential.statistics) scaling.push_back(factor_of(potential, of));
  radial_ = device_copy("radial functions", radial);
  angular_ = device_copy("angular functions", angular);
  scaling_ = device_copy("scaling of functions", scaling);
  std::size_t first = 0;
  for (int e = 0; e < view_.elements; ++e) {
    ElementView& element = view_.element[e];
    element.functions.radial = radial_.data() + first_radial[static_cast<std::size_t>(e)];
    element.functions.angular = angular_.data() + first_angular[static_cast<std::size_t>(e)];
    element.offset = scaling_.data() + first;
    element.factor = scaling_.data() + potential.statistics.size() + first;
    first += static_cast<std::size_t>(element.functions.count());
  }
}

void DevicePotential::add_layers(const Potential& potential) {
  for (int e = 0; e < view_.elements; ++e) {
    std::int64_t inputs = view_.element[e].functions.count();
    for (int l = 0; l <= view_.hidden; ++l) {
      const std::int64_t outputs = l < view_.hidden ? potential.hidden[static_cast<std::size_t>(l)] : 1;
      LayerPlace& place = view_.element[e].layer[l];
      place = {inputs, outputs, parameters_, packed_size_, weight_factor(potential, inputs)};
      parameters_ += (inputs + 1) * outputs;
      packed_size_ += place.packed_size();
      widest_ = std::max(widest_, inputs * outputs);
      inputs = outputs;
    }
  }
}

void DevicePotential::pack(const double* parameters, std::int64_t stride, std::int64_t count, double* packed) {
  ensure_size(buffer_, "scaled weights", count * view_.elements * (view_.hidden + 1) * widest_);
  const PotentialView view = view_;
  const std::int64_t layers = view_.hidden + 1;
  const std::int64_t each = layers * view_.elements;
  const std::int64_t packed_size = packed_size_;
  const std::int64_t widest = widest_;
  double* const buffer = buffer_.data();
  Kokkos::parallel_for(
      "pack potentials", IndexRange(0, count * each), KOKKOS_LAMBDA(std::int64_t k) {
        const std::int64_t vector = k / each;
        const LayerPlace& place = view.element[k % each / layers].layer[k % layers];
        pack_layer(place, parameters + vector * stride, packed + vector * packed_size, buffer + k * widest);
      });
}

}  // namespace starling::potentials
