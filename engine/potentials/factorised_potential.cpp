// Finding what functions share.
#include "engine/potentials/factorised_potential.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "kernels/device_copy.hpp"

namespace starling::potentials {
namespace {

using namespace descriptors;

/// The tables of all elements, one after the other.
struct Tables {
  std::vector<double> radii;
  std::vector<RadialPart> radial_parts;
  std::vector<RadialTerm> radial_terms;
  std::vector<AngularPart> angular_parts;
  std::vector<AngularTerm> angular_terms;
  std::vector<AngularGroup> groups;
  std::vector<ElementPair> pairs;
};

/// Where an element's begin; the counts are in the functions themselves.
struct Places {
  std::size_t radii, radial_parts, radial_terms, angular_parts, angular_terms, groups, pairs;
};

using FunctionList = std::vector<SymmetryFunction>;

int place_of(std::vector<double>& values, std::size_t first, double value) {
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
  const auto found = std::find(begin, values.end(), value);
  const auto place = static_cast<int>(found - begin);
  if (found == values.end()) values.push_back(value);
  return place;
}

/// Radial parts in the order of their radii, so that a cutoff is computed once; `part` is that of each function.
std::vector<int> add_radial_parts(const FunctionList& functions, const Places& from, Tables& tables) {
  std::map<std::tuple<double, double, double>, int> found;
  for (const SymmetryFunction& function : functions) found[{function.radius, function.eta, function.shift}] = 0;
  int next = 0;
  for (auto& [key, part] : found) {
    const auto [radius, eta, shift] = key;
    tables.radial_parts.push_back({eta, shift, place_of(tables.radii, from.radii, radius)});
    part = next++;
  }
  std::vector<int> parts;
  for (const SymmetryFunction& function : functions)
    parts.push_back(found.at({function.radius, function.eta, function.shift}));
  return parts;
}

/// Angular parts, groups and terms of one pair of elements.
ElementPair add_pair(const FunctionList& functions, const std::vector<int>& radial, const std::vector<int>& members,
                     const Places& from, Tables& tables) {
  const auto here = [](const auto& table, std::size_t first) {
    return static_cast<std::int32_t>(table.size() - first);
  };
  const SymmetryFunction& any = functions[static_cast<std::size_t>(members.front())];
  ElementPair pair{
      any.first, any.second, here(tables.angular_parts, from.angular_parts), 0, here(tables.groups, from.groups), 0};
  std::map<std::pair<int, int>, int> parts;
  std::map<std::pair<int, int>, std::vector<int>> groups;
  for (const int s : members) {
    const SymmetryFunction& function = functions[static_cast<std::size_t>(s)];
    parts[{function.zeta, function.lambda}] = 0;
    groups[{radial[static_cast<std::size_t>(s)], function.kind == SymmetryFunction::Kind::narrow ? 1 : 0}].push_back(s);
  }
  int next = 0;
  for (auto& [key, part] : parts) {
    tables.angular_parts.push_back({static_cast<double>(key.second), std::ldexp(1.0, 1 - key.first), key.first});
    part = next++;
  }
  for (const auto& [key, of_group] : groups) {
    AngularGroup group{key.first, key.second, here(tables.angular_terms, from.angular_terms), 0};
    for (const int s : of_group) {
      const SymmetryFunction& function = functions[static_cast<std::size_t>(s)];
      tables.angular_terms.push_back({parts.at({function.zeta, function.lambda}), s});
    }
    group.end_term = here(tables.angular_terms, from.angular_terms);
    tables.groups.push_back(group);
  }
  pair.end_part = here(tables.angular_parts, from.angular_parts);
  pair.end_group = here(tables.groups, from.groups);
  return pair;
}

FactorisedFunctions add_element(const FunctionList& functions, const Places& from, Tables& tables) {
  FactorisedFunctions out{};
  out.count = static_cast<int>(functions.size());
  const std::vector<int> radial = add_radial_parts(functions, from, tables);
  std::map<std::pair<int, int>, std::vector<int>> members;
  for (int s = 0; s < out.count; ++s) {
    const SymmetryFunction& function = functions[static_cast<std::size_t>(s)];
    if (function.angular()) {
      members[{function.first, function.second}].push_back(s);
      out.angular_radius = std::max(out.angular_radius, function.radius);
    } else {
      tables.radial_terms.push_back({radial[static_cast<std::size_t>(s)], function.first, s});
    }
  }
  for (const auto& [key, of_pair] : members) {
    const ElementPair pair = add_pair(functions, radial, of_pair, from, tables);
    out.most_angular_parts = std::max(out.most_angular_parts, pair.end_part - pair.first_part);
    tables.pairs.push_back(pair);
  }
  out.radius_count = static_cast<int>(tables.radii.size() - from.radii);
  out.radial_part_count = static_cast<int>(tables.radial_parts.size() - from.radial_parts);
  out.radial_term_count = static_cast<int>(tables.radial_terms.size() - from.radial_terms);
  out.angular_term_count = static_cast<int>(tables.angular_terms.size() - from.angular_terms);
  out.pair_count = static_cast<int>(tables.pairs.size() - from.pairs);
  return out;
}

}  // namespace

FactorisedPotential::FactorisedPotential(const Potential& potential) {
  Tables tables;
  std::vector<Places> places;
  std::vector<std::size_t> first_bound;
  std::vector<double> bounds;
  for (int e = 0; std::cmp_less(e, potential.elements.size()); ++e) {
    FunctionList functions;
    first_bound.push_back(bounds.size() / 2);
    for (std::size_t s = 0; s < potential.functions.size(); ++s) {
      if (potential.functions[s].centre != e) continue;
      functions.push_back(potential.functions[s]);
      bounds.push_back(potential.statistics[s].smallest);
      bounds.push_back(potential.statistics[s].largest);
    }
    places.push_back({tables.radii.size(), tables.radial_parts.size(), tables.radial_terms.size(),
                      tables.angular_parts.size(), tables.angular_terms.size(), tables.groups.size(),
                      tables.pairs.size()});
    functions_.push_back(add_element(functions, places.back(), tables));
  }
  std::vector<double> split;
  for (std::size_t k = 0; k < bounds.size(); k += 2) split.push_back(bounds[k]);
  for (std::size_t k = 1; k < bounds.size(); k += 2) split.push_back(bounds[k]);
  radii_ = device_copy("radii of functions", tables.radii);
  bounds_ = device_copy("ranges of functions", split);
  radial_parts_ = device_copy("radial parts", tables.radial_parts);
  radial_terms_ = device_copy("radial terms", tables.radial_terms);
  angular_parts_ = device_copy("angular parts", tables.angular_parts);
  angular_terms_ = device_copy("angular terms", tables.angular_terms);
  groups_ = device_copy("groups of angular functions", tables.groups);
  pairs_ = device_copy("pairs of elements", tables.pairs);
  for (std::size_t e = 0; e < functions_.size(); ++e) {
    const Places& from = places[e];
    FactorisedFunctions& of = functions_[e];
    of.radii = radii_.data() + from.radii;
    of.radial_parts = radial_parts_.data() + from.radial_parts;
    of.radial_terms = radial_terms_.data() + from.radial_terms;
    of.angular_parts = angular_parts_.data() + from.angular_parts;
    of.angular_terms = angular_terms_.data() + from.angular_terms;
    of.groups = groups_.data() + from.groups;
    of.pairs = pairs_.data() + from.pairs;
    ranges_.push_back({bounds_.data() + first_bound[e], bounds_.data() + split.size() / 2 + first_bound[e]});
  }
}

}  // namespace starling::potentials
