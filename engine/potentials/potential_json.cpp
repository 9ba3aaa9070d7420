// One list of members for both ways.
#include "engine/potentials/potential_json.hpp"

#include <nlohmann/json.hpp>

#include "engine/failure.hpp"

namespace starling::potentials {
namespace {

/// Calls visitor(name, member) for all that a description has, in this type or its constant.
template <class Of, class Visitor>
void visit_members(Of& potential, const Visitor& visitor) {
  visitor("elements", potential.elements);
  visitor("cutoff", potential.cutoff);
  visitor("scaling", potential.scaling);
  visitor("low", potential.low);
  visitor("high", potential.high);
  visitor("hidden", potential.hidden);
  visitor("activation", potential.activation);
  visitor("scale", potential.scale);
  visitor("atom_energies", potential.atom_energies);
  visitor("repulsion_strength", potential.repulsion.strength);
  visitor("repulsion_range", potential.repulsion.range);
  visitor("repulsion_cutoff", potential.repulsion.cutoff);
}

template <class Of, class Visitor>
void visit_function(Of& function, const Visitor& visitor) {
  visitor("centre", function.centre);
  visitor("kind", function.kind);
  visitor("radius", function.radius);
  visitor("eta", function.eta);
  visitor("shift", function.shift);
  visitor("zeta", function.zeta);
  visitor("lambda", function.lambda);
  visitor("first", function.first);
  visitor("second", function.second);
}

template <class Of, class Visitor>
void visit_statistics(Of& of, const Visitor& visitor) {
  visitor("smallest", of.smallest);
  visitor("largest", of.largest);
  visitor("mean", of.mean);
  visitor("deviation", of.deviation);
}

/// Writes members of numbers, texts and lists; of enumerations the number.
struct Writing {
  nlohmann::json& json;
  template <class Member>
  void operator()(const char* name, const Member& member) const {
    if constexpr (std::is_enum_v<Member>) {
      json[name] = static_cast<int>(member);
    } else {
      json[name] = member;
    }
  }
};

struct Reading {
  const nlohmann::json& json;
  template <class Member>
  void operator()(const char* name, Member& member) const {
    if constexpr (std::is_enum_v<Member>) {
      member = static_cast<Member>(json.at(name).template get<int>());
    } else {
      json.at(name).get_to(member);
    }
  }
};

/// Numbers that files may have got wrong, and put_in_order() takes for granted.
void require_sound(const Potential& potential, const std::string& place) {
  const auto scaling = static_cast<int>(potential.scaling);
  bool sound = scaling >= 0 && scaling <= static_cast<int>(Scaling::centred_range) && potential.low < potential.high;
  for (const FunctionStatistics& of : potential.statistics)
    sound = sound && of.smallest <= of.largest && can_be_scaled(potential.scaling, of);
  if (!sound || potential.statistics.size() != potential.functions.size())
    fail(ExitCode::bad_input, "{}: the scaling of the potential's functions is damaged", place);
}

}  // namespace

nlohmann::json to_json(const Potential& potential) {
  nlohmann::json json;
  visit_members(potential, Writing{json});
  json["functions"] = nlohmann::json::array();
  for (const SymmetryFunction& function : potential.functions) {
    nlohmann::json one;
    visit_function(function, Writing{one});
    json["functions"].push_back(one);
  }
  json["statistics"] = nlohmann::json::array();
  for (const FunctionStatistics& of : potential.statistics) {
    nlohmann::json one;
    visit_statistics(of, Writing{one});
    json["statistics"].push_back(one);
  }
  return json;
}

Potential potential_from_json(const nlohmann::json& json, const std::string& place) {
  Potential potential;
  try {
    visit_members(potential, Reading{json});
    for (const auto& one : json.at("functions")) visit_function(potential.functions.emplace_back(), Reading{one});
    for (const auto& one : json.at("statistics")) visit_statistics(potential.statistics.emplace_back(), Reading{one});
  } catch (const nlohmann::json::exception& error) {
    fail(ExitCode::bad_input, "{}: the description of the potential is damaged: {}", place, error.what());
  }
  require_sound(potential, place);
  const nlohmann::json before = to_json(potential);
  put_in_order(potential, place);
  if (to_json(potential) != before)
    fail(ExitCode::bad_input, "{}: the description of the potential is damaged: its functions are in no order", place);
  return potential;
}

}  // namespace starling::potentials
