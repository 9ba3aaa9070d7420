// A potential's description as JSON, so that files with its parameters can be read by themselves.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/potentials/potential.hpp"

namespace starling::potentials {

/// Everything that `Potential` has; doubles are kept bit for bit.
[[nodiscard]] nlohmann::json to_json(const Potential& potential);

/// Back again. Fails with bad_input, beginning with `place`, where something is missing or of another type, or where
/// put_in_order() would fail or change anything.
[[nodiscard]] Potential potential_from_json(const nlohmann::json& json, const std::string& place);

}  // namespace starling::potentials
