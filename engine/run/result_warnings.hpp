// Lines of the log about results whose errors are unreliable.
#pragma once

#include <string>
#include <vector>

#include "engine/run/member.hpp"

namespace starling {

/// One line that names all results whose errors are not resolved, if there are any, and one for each with a standard error
/// of which a single replica carries more than a tenth of the weight. Up to ten replicas always do, and the line says that
/// they are too few.
[[nodiscard]] std::vector<std::string> warnings_of(const std::vector<Result>& results);

}  // namespace starling
